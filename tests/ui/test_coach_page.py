"""The coach's page in the window: whom to hear, by keys alone; notes and marks while it plays; the team."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from rehearse.ui.coach_desk import Member, Queue, Wrong
from rehearse.ui.coach_queue import QueueList
from rehearse.ui.coach_team import LENGTH, READY, WRONG, cell, told
from rehearse.ui.coach_view import CoachView
from rehearse.ui.sound_orders import LEAD_S
from rehearse.ui.tasks import Tasks
from rehearse.ui.theme import Theme
from rehearse.ui.window import MainWindow
from tests.helpers.views import BROCHURE, ViewsStudio
from tests.ui.test_takes import summary

CTRL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)
SHORT = "hi dana it's bob five five five oh one two three call me i have a report on your street"


@pytest.fixture
def studio(tmp_path: Path) -> Iterator[ViewsStudio]:
    made = ViewsStudio(tmp_path)
    yield made
    made.close()


@pytest.fixture
def takes(studio: ViewsStudio) -> list[str]:
    """Three takes of two people, the oldest first."""
    made = [studio.add_take(said, title) for said, title in ((SHORT, "A"), (BROCHURE, "B"), (SHORT, "C"))]
    studio.library.set_speaker([made[0], made[2]], "Bob")
    studio.library.set_speaker([made[1]], "Ann")
    return made


@pytest.fixture
def window(
    studio: ViewsStudio, takes: list[str], tasks: Tasks, theme: Theme, qtbot: QtBot
) -> Iterator[MainWindow]:
    made = MainWindow(studio, tasks, theme)
    made.show()
    qtbot.waitUntil(lambda: made._begun and not tasks.busy)
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    yield made
    made.close()
    qtbot.waitUntil(made.isHidden)


@pytest.fixture
def settle(tasks: Tasks, qtbot: QtBot) -> Callable[[], None]:
    return lambda: qtbot.waitUntil(lambda: not tasks.busy)


@pytest.fixture
def page(window: MainWindow, settle: Callable[[], None], qtbot: QtBot) -> CoachView:
    """The page as a coach comes to it, the whole list in sight."""
    press(window, Qt.Key.Key_6, CTRL)
    assert window.page == "coach"
    view: CoachView = window.pages.get("coach")
    qtbot.waitUntil(lambda: view.is_ready)
    settle()
    if view.waiting_button.isChecked():
        view.waiting_button.click()
        settle()
    view.list.setFocus()
    qtbot.waitUntil(view.list.hasFocus)
    return view


def press(window: MainWindow, key: Qt.Key, modifier: Any = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(window.windowHandle(), key, modifier)


def show(page: CoachView, take_id: str, qtbot: QtBot, tasks: Tasks) -> None:
    page.list.choose(take_id)
    qtbot.waitUntil(lambda: page.take.take_id == take_id and page.take.review is not None and not tasks.busy)


# ---- whom to hear ------------------------------------------------------------------------------


def test_keys_go_from_take_to_take(
    window: MainWindow, page: CoachView, takes: list[str], tasks: Tasks, qtbot: QtBot
) -> None:
    order = [take.id for take in page.list.queue.takes]
    assert sorted(order) == sorted(takes)
    show(page, order[0], qtbot, tasks)
    for key, modifier, at in (
        (Qt.Key.Key_T, None, 1),
        (Qt.Key.Key_T, None, 2),
        (Qt.Key.Key_T, None, 2),  # there are no more
        (Qt.Key.Key_T, SHIFT, 1),
        (Qt.Key.Key_Down, ALT, 2),
    ):
        press(window, key, modifier or Qt.KeyboardModifier.NoModifier)
        qtbot.waitUntil(lambda at=at: page.take.take_id == order[at])
    qtbot.waitUntil(lambda: not tasks.busy)
    shown = next(take for take in page.list.queue.takes if take.id == order[2])
    assert page.take.head.who.whole == shown.speaker
    assert page.take.transcript.words[0].text == "hi"


def test_a_row_says_who_how_long_and_what_is_amiss(page: CoachView, takes: list[str]) -> None:
    row = page.list.queue.row_of(takes[1])
    text = page.list.queue.index(row).data(Qt.ItemDataRole.AccessibleTextRole)
    assert "Ann, B, " in text
    assert "Pitch talk fix" in text


def test_one_person_s_takes_alone(page: CoachView, takes: list[str], settle: Callable[[], None]) -> None:
    assert [page.people.itemText(at) for at in range(page.people.count())] == ["Everybody", "Ann", "Bob"]
    page.people.setCurrentIndex(1)
    page.people.activated.emit(1)
    settle()
    assert [take.id for take in page.list.queue.takes] == [takes[1]]
    assert page.take.take_id == takes[1]


def test_without_takes_it_says_what_appears_here(
    studio: ViewsStudio, takes: list[str], window: MainWindow, settle: Callable[[], None], qtbot: QtBot
) -> None:
    studio.delete(takes)
    window.show_page("coach")
    view: CoachView = window.pages.get("coach")
    qtbot.waitUntil(lambda: view.is_ready)
    settle()
    assert view.empty.isVisible() == (not view.waiting_button.isChecked())
    assert not view.hears


# ---- hearing -----------------------------------------------------------------------------------


def test_space_plays_and_pauses_and_records_nothing(
    window: MainWindow, page: CoachView, studio: ViewsStudio, takes: list[str], tasks: Tasks, qtbot: QtBot
) -> None:
    show(page, takes[1], qtbot, tasks)
    press(window, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: page.take.playback.playing and bool(studio.out.asked))
    assert studio.out.asked == [(0.0, None)]
    press(window, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: not page.take.playback.playing)
    assert window.page == "coach"
    assert not window.is_recording
    assert len(studio.library.takes()) == 3


def test_the_word_that_is_heard_is_lit(
    window: MainWindow, page: CoachView, studio: ViewsStudio, takes: list[str], tasks: Tasks, qtbot: QtBot
) -> None:
    show(page, takes[1], qtbot, tasks)
    word = page.take.transcript.words[5].span
    assert word is not None
    press(window, Qt.Key.Key_P)
    qtbot.waitUntil(lambda: page.take.playback.playing and bool(studio.out.asked))
    studio.out.advance(word.start_s + 0.05)
    qtbot.waitUntil(lambda: page.take.transcript.lit_word == 5)


def test_three_seconds_back_and_on(
    window: MainWindow, page: CoachView, takes: list[str], tasks: Tasks, qtbot: QtBot
) -> None:
    show(page, takes[1], qtbot, tasks)
    playback = page.take.playback
    qtbot.waitUntil(lambda: playback.ready)
    playback.seek(10.0)
    press(window, Qt.Key.Key_J)
    assert playback.position_s == pytest.approx(7.0)
    press(window, Qt.Key.Key_L)
    assert playback.position_s == pytest.approx(10.0)


def test_from_one_flagged_moment_to_the_next(
    window: MainWindow, page: CoachView, studio: ViewsStudio, takes: list[str], tasks: Tasks, qtbot: QtBot
) -> None:
    show(page, takes[1], qtbot, tasks)
    moments = page.take.moments()
    numbers = [mark for mark in page.take.transcript.marks if mark.kind == "number"]
    assert len(moments) > 2
    assert numbers
    for n, moment in enumerate(moments[:3], start=1):
        press(window, Qt.Key.Key_M)
        qtbot.waitUntil(lambda n=n: len(studio.out.asked) == n)
        assert studio.out.asked[-1][0] == pytest.approx(max(0.0, moment.start_s - LEAD_S), abs=0.01)
    press(window, Qt.Key.Key_M, SHIFT)
    qtbot.waitUntil(lambda: len(studio.out.asked) == 4)
    assert studio.out.asked[-1][0] == pytest.approx(moments[1].start_s - LEAD_S, abs=0.01)


def test_another_page_silences_it(
    window: MainWindow, page: CoachView, studio: ViewsStudio, takes: list[str], tasks: Tasks, qtbot: QtBot
) -> None:
    show(page, takes[1], qtbot, tasks)
    press(window, Qt.Key.Key_K)
    qtbot.waitUntil(lambda: page.take.playback.playing and bool(studio.out.asked))
    press(window, Qt.Key.Key_1, CTRL)
    assert window.page == "stage"
    assert not page.take.playback.playing


def test_beside_another_take_and_back(
    window: MainWindow, page: CoachView, takes: list[str], tasks: Tasks, qtbot: QtBot
) -> None:
    show(page, takes[2], qtbot, tasks)
    press(window, Qt.Key.Key_C)
    qtbot.waitUntil(lambda: page.take.comparing.is_open and not tasks.busy)
    press(window, Qt.Key.Key_Escape)
    assert not page.take.comparing.is_open
    assert window.page == "coach"


# ---- notes -------------------------------------------------------------------------------------


def test_a_note_is_typed_while_it_plays_on(
    window: MainWindow, page: CoachView, studio: ViewsStudio, takes: list[str], tasks: Tasks, qtbot: QtBot
) -> None:
    show(page, takes[1], qtbot, tasks)
    word = page.take.transcript.words[7].span
    assert word is not None
    press(window, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: page.take.playback.playing and bool(studio.out.asked))
    studio.out.advance(word.start_s + 0.05)
    qtbot.waitUntil(lambda: page.take.transcript.lit_word == 7)
    press(window, Qt.Key.Key_N)
    field = page.take.page.notes.field
    qtbot.waitUntil(field.hasFocus)
    QTest.keyClicks(field, "Slower, Dana")
    assert page.take.playback.playing
    QTest.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not tasks.busy and bool(page.take.notes.notes))
    (note,) = studio.library.notes.of(takes[1])
    assert (note.text, note.first_word, note.last_word) == ("Slower, Dana", 7, 8)
    assert page.take.playback.playing
    # Kept, it is one of the moments that keys go to.
    assert note.span is not None
    assert (note.span.start_s, note.span.end_s) in [(one.start_s, one.end_s) for one in page.take.moments()]


# ---- marks -------------------------------------------------------------------------------------


def test_a_rubric_is_answered_by_keys(
    window: MainWindow, page: CoachView, studio: Any, takes: list[str], tasks: Tasks, qtbot: QtBot
) -> None:
    show(page, takes[1], qtbot, tasks)
    rubric = page.take.marking.rubric
    at = next(n for n, row in enumerate(rubric.rows) if row.asked and row.asked.automatic is None)
    rubric.go_to(at)
    asked = rubric.rows[at].asked
    assert asked is not None
    press(window, Qt.Key.Key_Y)
    qtbot.waitUntil(lambda: not tasks.busy)
    marks = studio.library.marks.of(takes[1])
    assert [(mark.criterion_id, mark.answer, mark.author) for mark in marks] == [(asked.id, "yes", "Дана")]
    assert rubric.rows[at].buttons["yes"].isChecked()
    assert rubric.current is rubric.rows[min(at + 1, len(rubric.rows) - 1)]
    rubric.rows[at].buttons["yes"].click()  # once more takes it back
    qtbot.waitUntil(lambda: not tasks.busy)
    assert studio.library.marks.of(takes[1]) == []


def test_against_a_check_a_reason_is_asked_for(
    window: MainWindow, page: CoachView, studio: Any, takes: list[str], tasks: Tasks, qtbot: QtBot
) -> None:
    show(page, takes[1], qtbot, tasks)
    rubric = page.take.marking.rubric
    at = next(n for n, row in enumerate(rubric.rows) if row.asked and row.asked.automatic == "no")
    row = rubric.rows[at]
    rubric.go_to(at)
    press(window, Qt.Key.Key_Y)
    qtbot.waitUntil(row.field.hasFocus)
    QTest.keyClick(row.field, Qt.Key.Key_Return)  # without words nothing is kept
    assert studio.library.marks.of(takes[1]) == []
    QTest.keyClicks(row.field, "They know him")
    QTest.keyClick(row.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not tasks.busy)
    (mark,) = studio.library.marks.of(takes[1])
    assert (mark.answer, mark.reason) == ("yes", "They know him")
    assert row.why.text() == "“They know him”"
    assert "you see it otherwise" in row.said.text()


def test_escape_gives_no_reason_and_changes_nothing(
    page: CoachView, studio: Any, takes: list[str], tasks: Tasks, qtbot: QtBot
) -> None:
    show(page, takes[1], qtbot, tasks)
    row = next(row for row in page.take.marking.rubric.rows if row.asked and row.asked.automatic == "no")
    row.buttons["yes"].click()
    qtbot.waitUntil(row.field.hasFocus)
    QTest.keyClick(row.field, Qt.Key.Key_Escape)
    assert row.field.isHidden()
    assert not row.buttons["yes"].isChecked()
    assert studio.library.marks.of(takes[1]) == []


def test_a_reaction_hangs_at_the_word_that_is_heard(
    window: MainWindow, page: CoachView, studio: Any, takes: list[str], tasks: Tasks, qtbot: QtBot
) -> None:
    show(page, takes[1], qtbot, tasks)
    page.take.transcript.go_to(4)
    press(window, Qt.Key.Key_2, ALT)
    qtbot.waitUntil(lambda: bool(studio.library.reactions.of(takes[1])) and not tasks.busy)
    (reaction,) = studio.library.reactions.of(takes[1])
    assert (reaction.kind, reaction.span) == ("curious", page.take.transcript.words[4].span)
    page.take.marking.reactions.taken_back.emit(reaction.id)
    qtbot.waitUntil(lambda: not tasks.busy)
    assert studio.library.reactions.of(takes[1]) == []


def test_what_was_played_leaves_the_queue(
    window: MainWindow, page: CoachView, studio: Any, takes: list[str], tasks: Tasks, qtbot: QtBot
) -> None:
    page.waiting_button.click()
    qtbot.waitUntil(lambda: not tasks.busy)
    show(page, takes[0], qtbot, tasks)
    duration_s = page.take.bar.waveform.duration_s
    press(window, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: page.take.playback.playing and bool(studio.out.asked))
    for second in range(int(0.7 * duration_s)):
        studio.out.advance(second + 0.5)
        qtbot.waitUntil(lambda at=second + 0.5: page.take.playback.position_s == at)
    assert studio.library.heard.at(takes[0]) is None
    for second in range(int(0.7 * duration_s), int(0.9 * duration_s)):
        studio.out.advance(second + 0.5)
        qtbot.waitUntil(lambda at=second + 0.5: page.take.playback.position_s == at)
    qtbot.waitUntil(lambda: studio.library.heard.at(takes[0]) is not None and not tasks.busy)
    assert page.take.head.heard_button.isChecked()
    assert page.tally.text() == "2 takes wait to be heard"
    assert page.list.queue.row_of(takes[0]) >= 0  # nothing moves under the hand
    page.refresh()
    qtbot.waitUntil(lambda: not tasks.busy)
    assert page.list.queue.row_of(takes[0]) == -1


def test_heard_by_a_key_and_back(
    window: MainWindow, page: CoachView, studio: Any, takes: list[str], tasks: Tasks, qtbot: QtBot
) -> None:
    show(page, takes[0], qtbot, tasks)
    press(window, Qt.Key.Key_H)
    qtbot.waitUntil(lambda: not tasks.busy)
    assert studio.library.heard.at(takes[0]) is not None
    press(window, Qt.Key.Key_H)
    qtbot.waitUntil(lambda: not tasks.busy)
    assert studio.library.heard.at(takes[0]) is None


# ---- the team ----------------------------------------------------------------------------------


def test_a_row_of_the_team_opens_the_takes(
    window: MainWindow, page: CoachView, takes: list[str], tasks: Tasks, qtbot: QtBot
) -> None:
    page.tab_button("team").click()  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: not tasks.busy and page.team.table.team.rowCount() == 2)
    assert [page.team.table.texts(row)[0] for row in (0, 1)] == ["Bob", "Ann"]
    assert page.team.table.texts(1)[-1] == "Not enough takes yet"
    interface = QAccessible.queryAccessibleInterface(page.team.table)
    assert interface.role() == QAccessible.Role.Table
    page.team.table.setFocus()
    page.team.table.setCurrentIndex(page.team.table.team.index(1, 0))
    press(window, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not tasks.busy)
    assert page.tab == "hear"
    assert [take.id for take in page.list.queue.takes] == [takes[1]]


def test_the_charts_of_the_team_are_told_in_words_and_say_nothing_of_a_few() -> None:
    now = datetime.now(UTC)
    wrong = (Wrong("Your number", 4, 5),)
    ann = Member("Ann", 9, now, (31.0, 18.0), (False, False, True), wrong, "better", "no clear change")
    assert told(ann, LENGTH, now) == "Length: 18 s; the last ones, oldest first: 31 s, 18 s; better"
    assert told(ann, READY, now) == (
        "Ready: 1 of 3; the last ones, oldest first: not ready, not ready, ready; no clear change"
    )
    assert cell(ann, WRONG, now) == "Your number: 4 of 5"
    bob = Member("Bob", 1, now, (31.0,), (False,), None)
    assert [cell(bob, column, now) for column in (LENGTH, READY, WRONG)] == ["–", "–", "Not enough takes yet"]


def test_the_queue_of_a_library_of_years_is_laid_out_by_qt_alone(theme: Theme, qtbot: QtBot) -> None:
    one = summary(0)
    takes = [replace(one, id=f"take{i}", heard=i % 2 == 0) for i in range(5_000)]
    queue = Queue.of(takes)
    view = QueueList(theme)
    qtbot.addWidget(view)
    view.show()
    qtbot.waitExposed(view)
    asked: list[str] = []

    def note(frame: Any, event: str, _argument: object) -> None:
        if event == "call":
            asked.append(frame.f_code.co_name)

    sys.setprofile(note)
    try:
        shown = view.show_takes(takes, takes[4_000].id, queue.unheard)
    finally:
        sys.setprofile(None)
    assert len(asked) < 500, "Python was asked about every row"
    assert shown is view.take is takes[4_000]
    assert len(view.queue.waiting) == 2_500
    assert not view.queue.flags(view.queue.index(0)) & Qt.ItemFlag.ItemIsEditable
    view.step(1)
    assert view.take == takes[4_001]
    assert view.show_takes(takes, "gone", queue.unheard) is view.take is takes[0]
    assert view.show_takes((), "gone", frozenset()) is view.take is None
    assert (queue.speakers, Queue.of(()).speakers) == ((one.speaker,), ())
