"""Opening a take where something is said, and notes at its words; on a real library."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from rehearse.library.notes import Note
from rehearse.library.takes import Take
from rehearse.speech.corrections import correct
from rehearse.ui.review import ReviewView
from rehearse.ui.sound_orders import LEAD_S, TAIL_S
from rehearse.ui.tasks import Tasks
from tests.helpers.messages import SPOKEN, span
from tests.ui.review_helpers import QuietStudio, store
from tests.ui.shown_review import view

__all__ = ["view"]

#: "number" is said twice: the tenth word, and the last one.
WORDS = [*SPOKEN, "call", "that", "number"]
FIRST, SECOND = WORDS.index("number"), len(WORDS) - 1


@pytest.fixture
def studio(private_home: Path) -> Iterator[QuietStudio]:
    made = QuietStudio(private_home)
    made.settings.update(speaker="Kim")
    yield made
    made.close()


@pytest.fixture
def take(studio: QuietStudio) -> Take:
    return store(studio, WORDS)[0]


def opened(view: ReviewView, tasks: Tasks, qtbot: QtBot, take: Take, find: str = "") -> None:
    view.show_take(take.id, find)
    qtbot.waitUntil(lambda: view.review is not None and not tasks.busy, timeout=20_000)


def find(view: QWidget, kind: type, name: str):  # type: ignore[no-untyped-def]
    found = view.findChild(kind, name)
    assert found is not None, name
    return found


# ---- hits --------------------------------------------------------------------------------------


def test_every_hit_is_lit_and_it_plays_from_the_first(
    view: ReviewView, studio: QuietStudio, take: Take, tasks: Tasks, qtbot: QtBot
) -> None:
    opened(view, tasks, qtbot, take, "number")
    assert view.transcript.hits == ((FIRST, FIRST + 1), (SECOND, SECOND + 1))
    assert view.transcript.current_word == FIRST
    assert find(view, QLabel, "hit_label").text() == "“number”  ·  1 of 2"
    qtbot.waitUntil(lambda: bool(studio.out.asked))
    (start_s, until_s) = studio.out.asked[0]
    assert start_s == pytest.approx(span(FIRST, FIRST + 1).start_s - LEAD_S, abs=0.01)
    assert until_s is None or until_s > span(SECOND, SECOND + 1).start_s  # on from there, not one word


def test_f3_goes_from_hit_to_hit_and_round_the_end(
    view: ReviewView, studio: QuietStudio, take: Take, tasks: Tasks, qtbot: QtBot
) -> None:
    opened(view, tasks, qtbot, take, "number")
    qtbot.waitUntil(lambda: len(studio.out.asked) == 1)
    qtbot.keyClick(view.transcript, Qt.Key.Key_F3)
    assert view.transcript.current_word == SECOND
    assert find(view, QLabel, "hit_label").text() == "“number”  ·  2 of 2"
    qtbot.waitUntil(lambda: len(studio.out.asked) == 2)
    assert studio.out.asked[1][0] == pytest.approx(span(SECOND, SECOND + 1).start_s - LEAD_S, abs=0.01)
    qtbot.mouseClick(find(view, QPushButton, "hit_after"), Qt.MouseButton.LeftButton)
    assert view.transcript.current_word == FIRST
    qtbot.keyClick(view.transcript, Qt.Key.Key_F3, Qt.KeyboardModifier.ShiftModifier)
    assert view.transcript.current_word == SECOND


def test_a_phrase_is_lit_as_one_and_drawn(view: ReviewView, take: Take, tasks: Tasks, qtbot: QtBot) -> None:
    opened(view, tasks, qtbot, take, '"email you a rep')
    first = WORDS.index("email")
    assert view.transcript.hits in (
        ((first, first + 4),),
        tuple((i, i + 1) for i in range(first, first + 4)),
    )
    view.playback.pause()
    view.again_button.setFocus()
    box = view.transcript.rects_of(first, first + 1)[0].toAlignedRect()
    corner = box.topLeft() - QPoint(1, 0)
    lit = view.transcript.viewport().grab().toImage().pixelColor(corner)
    view.hits.put_away()
    view.again_button.setFocus()
    unlit = view.transcript.viewport().grab().toImage().pixelColor(corner)
    assert lit != unlit
    assert not view.hit_bar.isVisible()


def test_what_stands_in_the_title_alone_is_not_played(
    view: ReviewView, studio: QuietStudio, take: Take, tasks: Tasks, qtbot: QtBot
) -> None:
    studio.rename(take.id, "Zebra")
    opened(view, tasks, qtbot, take, "zebra")
    assert view.transcript.hits == ()
    assert "title or in a note" in find(view, QLabel, "hit_label").text()
    assert not find(view, QPushButton, "hit_after").isVisible()
    assert studio.out.asked == []


def test_another_take_is_shown_without_what_was_searched_for(
    view: ReviewView, studio: QuietStudio, take: Take, tasks: Tasks, qtbot: QtBot
) -> None:
    opened(view, tasks, qtbot, take, "number")
    opened(view, tasks, qtbot, take)
    assert view.transcript.hits == ()
    assert not view.hit_bar.isVisible()
    assert not view.hits.found


def test_hits_follow_words_that_are_put_right(
    view: ReviewView, studio: QuietStudio, take: Take, tasks: Tasks, qtbot: QtBot
) -> None:
    opened(view, tasks, qtbot, take, "number")
    view.playback.pause()
    n_asked = len(studio.out.asked)
    view.transcript.corrected.emit(0, 1, "well hello there")
    qtbot.waitUntil(lambda: not tasks.busy)
    qtbot.waitUntil(lambda: view.transcript.hits == ((FIRST + 2, FIRST + 3), (SECOND + 2, SECOND + 3)))
    assert len(studio.out.asked) == n_asked  # nobody asked to hear it once more


# ---- notes -------------------------------------------------------------------------------------


@pytest.fixture
def write(view: ReviewView, qtbot: QtBot, tasks: Tasks) -> Callable[[str], None]:
    def typed(text: str) -> None:
        qtbot.keyClick(view.transcript, Qt.Key.Key_N)
        field = find(view, QLineEdit, "note_field")
        assert field.hasFocus()
        qtbot.keyClicks(field, text)
        qtbot.keyClick(field, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: not tasks.busy)

    return typed


def stored(studio: QuietStudio, take: Take) -> list[Note]:
    return studio.library.notes.of(take.id)


def test_n_writes_a_note_at_the_current_word(
    view: ReviewView, studio: QuietStudio, take: Take, tasks: Tasks, qtbot: QtBot,
    write: Callable[[str], None],
) -> None:  # fmt: skip
    opened(view, tasks, qtbot, take)
    view.transcript.setFocus()
    view.transcript.go_to(8)
    qtbot.keyClick(view.transcript, Qt.Key.Key_N)
    assert find(view, QLabel, "note_place").text() == "Note at “my”"
    qtbot.keyClick(find(view, QLineEdit, "note_field"), Qt.Key.Key_Escape)
    assert view.transcript.hasFocus()
    write("slower here")
    (note,) = stored(studio, take)
    assert (note.text, note.first_word, note.last_word, note.author) == ("slower here", 8, 9, "Kim")
    assert note.span is not None
    assert note.span.start_s == pytest.approx(span(8, 9).start_s)
    assert view.transcript.pins == (8,)
    assert find(view, QLabel, "notes_heading").text() == "1 note"
    assert find(view, QLabel, "note_text").text() == "slower here"
    assert view.transcript.hasFocus()


def test_a_note_is_heard_with_a_click(
    view: ReviewView, studio: QuietStudio, take: Take, tasks: Tasks, qtbot: QtBot,
    write: Callable[[str], None],
) -> None:  # fmt: skip
    opened(view, tasks, qtbot, take)
    view.transcript.setFocus()
    view.transcript.go_to(8)
    view.transcript.select_to(9)
    write("twice as slow")
    assert "“my number”" in find(view, QLabel, "note_about").text()
    qtbot.mouseClick(find(view, QPushButton, "note_play"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(studio.out.asked))
    asked = studio.out.asked[-1]
    assert asked == pytest.approx((span(8, 10).start_s - LEAD_S, span(8, 10).end_s + TAIL_S), abs=0.01)


def test_without_a_word_a_note_is_on_the_whole_take(
    view: ReviewView, studio: QuietStudio, take: Take, tasks: Tasks, qtbot: QtBot
) -> None:
    opened(view, tasks, qtbot, take)
    qtbot.mouseClick(find(view, QPushButton, "note_add_button"), Qt.MouseButton.LeftButton)
    assert find(view, QLabel, "note_place").text() == "Note on the whole take"
    qtbot.keyClicks(find(view, QLineEdit, "note_field"), "best one today")
    qtbot.keyClick(find(view, QLineEdit, "note_field"), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not tasks.busy)
    (note,) = stored(studio, take)
    assert (note.first_word, note.span) == (None, None)
    assert view.transcript.pins == ()
    assert view.findChild(QPushButton, "note_play") is None


def test_a_note_is_changed_deleted_and_brought_back(
    view: ReviewView, studio: QuietStudio, take: Take, tasks: Tasks, qtbot: QtBot,
    write: Callable[[str], None],
) -> None:  # fmt: skip
    opened(view, tasks, qtbot, take)
    view.transcript.setFocus()
    view.transcript.go_to(3)
    write("first")
    qtbot.mouseClick(find(view, QPushButton, "note_edit"), Qt.MouseButton.LeftButton)
    field = find(view, QLineEdit, "note_field")
    assert field.text() == "first"
    field.selectAll()
    qtbot.keyClicks(field, "second")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not tasks.busy)
    (changed,) = stored(studio, take)
    assert changed.text == "second"
    with qtbot.waitSignal(view.undo_offered) as told:
        qtbot.mouseClick(find(view, QPushButton, "note_delete"), Qt.MouseButton.LeftButton)
    assert told.args[0] == "The note was deleted."
    assert stored(studio, take) == []
    assert view.transcript.pins == ()
    told.args[1]()
    qtbot.waitUntil(lambda: not tasks.busy)
    assert stored(studio, take) == [changed]
    assert view.transcript.pins == (3,)


def test_a_note_stays_at_its_words_when_others_are_put_right(
    view: ReviewView, studio: QuietStudio, take: Take, tasks: Tasks, qtbot: QtBot
) -> None:
    first, last = 8, 10
    studio.library.notes.add(take.id, "here", "Kim", first, last, span(first, last))
    assert take.heard is not None
    studio.correct(take.id, correct(take.heard, take.corrections, 0, 1, "well hello there"))
    opened(view, tasks, qtbot, take)
    assert view.transcript.words[view.transcript.pins[0]].text == "my"
    assert find(view, QLabel, "note_about").text().startswith("“my number”")


def test_notes_of_one_take_are_not_shown_on_another(
    view: ReviewView, studio: QuietStudio, take: Take, tasks: Tasks, qtbot: QtBot
) -> None:
    studio.library.notes.add(take.id, "mine")
    other = store(studio)[0]
    opened(view, tasks, qtbot, take)
    assert len(view.notes.notes) == 1
    opened(view, tasks, qtbot, other)
    assert view.notes.notes == ()
    assert not find(view, QLabel, "notes_heading").isVisible()


def test_an_empty_note_is_none(
    view: ReviewView, studio: QuietStudio, take: Take, tasks: Tasks, qtbot: QtBot,
    write: Callable[[str], None],
) -> None:  # fmt: skip
    opened(view, tasks, qtbot, take)
    view.transcript.setFocus()
    write("   ")
    assert stored(studio, take) == []
    assert not view.page.notes.is_writing
