"""Words put right in other scripts, in long takes, and without eyes or a mouse."""

from __future__ import annotations

from itertools import pairwise

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QTextLayout
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from rehearse.speech.transcript import Span, Transcript, Word
from rehearse.studio import Review
from rehearse.ui.review import ReviewView
from rehearse.ui.tasks import Tasks
from tests.helpers.messages import audio_message
from tests.ui.correcting_helpers import (
    SAID,
    edit,
    judged,
    studio,
    take,
    text_of,
    view,
)
from tests.ui.review_helpers import QuietStudio, record

__all__ = ["studio", "take", "view"]


# ---- other scripts -----------------------------------------------------------------------------


SCRIPTS = {
    "cyrillic": "привет дана это боб",
    "chinese": "你好 我 是 鲍勃",
    "arabic": "مرحبا أنا بوب اتصل بي",
    "mixed": "hi مرحبا دانا call 你好 now",
    "emoji": "hi 👩‍💻 🎉 there 🇩🇪 ok",
    "combining": "cafe\u0301 nai\u0308ve שָׁלוֹם",
}


@pytest.mark.parametrize("name", SCRIPTS)
def test_words_in_other_scripts_are_found_and_put_right(
    view: ReviewView, studio: QuietStudio, qtbot: QtBot, tasks: Tasks, name: str
) -> None:
    words = SCRIPTS[name].split()
    view.show_review(judged(studio, SCRIPTS[name]))
    transcript = view.transcript
    boxes = [transcript.rects_of(i, i + 1)[0] for i in range(len(words))]
    assert all(box.width() > 3 for box in boxes)
    assert [transcript.word_at(box.center().toPoint()) for box in boxes] == list(range(len(words)))
    apart = sorted((box.left(), box.right()) for box in boxes)
    assert all(one[1] <= other[0] + 1 for one, other in pairwise(apart))
    for i, word in enumerate(words):
        transcript.edit_word(i)
        assert transcript.editor.text() == word
        QTest.keyClick(transcript.editor, Qt.Key.Key_Escape)
    transcript.edit_word(1)
    transcript.editor.setText("שלום мир 🎉")
    QTest.keyClick(transcript.editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not tasks.busy)
    said = [words[0], "שלום", "мир", "🎉", *words[2:]]
    assert text_of(view) == " ".join(said)
    assert [
        transcript.word_at(transcript.rects_of(i, i + 1)[0].center().toPoint()) for i in range(len(said))
    ] == list(range(len(said)))
    stored = studio.takes()[0]
    assert stored.excerpt.startswith(f"{words[0]} שלום мир")


def test_a_word_longer_than_a_line_has_a_box_on_each(
    view: ReviewView, studio: QuietStudio, qtbot: QtBot
) -> None:
    long = "你好" * 60
    view.show_review(judged(studio, f"hi {long} there"))
    qtbot.waitUntil(lambda: len(view.transcript.rects_of(1, 2)) > 1)
    boxes = view.transcript.rects_of(1, 2)
    assert view.transcript.word_at(boxes[-1].center().toPoint()) == 1
    assert all(box.right() <= view.transcript.viewport().width() for box in boxes)


# ---- long takes --------------------------------------------------------------------------------


def long_transcript(n_words: int) -> Transcript:
    words = tuple(
        Word(f"word{i % 997}", Span(i * 0.45, i * 0.45 + 0.4), 0.95 if i % 50 else 0.3)
        for i in range(n_words)
    )
    return Transcript(words, tuple(range(0, n_words, 40)), "vosk", "m", n_words * 0.45, 1.0)


def test_a_take_of_ninety_minutes_is_filled_in_steps_and_put_right(
    view: ReviewView, studio: QuietStudio, qtbot: QtBot, tasks: Tasks
) -> None:
    short = audio_message().transcript
    assert short is not None
    take = record(studio, short)
    long = long_transcript(12_000)
    review = studio.judge_take(take.id, long)
    view.show_review(review)
    # The first words are there at once, the others follow.
    assert view.transcript.filling
    assert text_of(view).startswith("word0 word1")
    qtbot.waitUntil(lambda: not view.transcript.filling)
    assert len(text_of(view).split()) == 12_000
    assert text_of(view).count("\n") >= 12_000 // 200
    view.transcript.set_position(long.words[11_000].span.start_s + 0.1)
    assert view.transcript.lit_word == 11_000
    assert view.scroller.verticalScrollBar().value() > 1000
    edit(view, 11_000, "another word")
    assert text_of(view).split()[11_000:11_003] == ["another", "word", "word34"]
    qtbot.waitUntil(lambda: not tasks.busy)
    stored = studio.library.take(take.id)
    assert [one.first_word for one in stored.corrections.made] == [11_000]
    box = view.transcript.rects_of(11_500, 11_501)[0]
    assert view.transcript.word_at(box.center().toPoint()) == 11_500


def test_another_take_stops_the_filling_of_a_long_one(
    view: ReviewView, studio: QuietStudio, qtbot: QtBot, tasks: Tasks
) -> None:
    short = audio_message().transcript
    assert short is not None
    view.show_review(studio.judge_take(record(studio, short).id, long_transcript(5_000)))
    assert view.transcript.filling
    view.show_review(judged(studio))
    qtbot.waitUntil(lambda: not tasks.busy)
    assert text_of(view) == SAID


# ---- for everybody -----------------------------------------------------------------------------


def test_every_mark_is_reached_by_tab_and_explained(view: ReviewView, take: Review, qtbot: QtBot) -> None:
    view.transcript.setFocus(Qt.FocusReason.TabFocusReason)
    seen = [view.transcript.shown_mark]
    assert view.card.isVisible()
    for _i in range(len(view.transcript.marks) - 1):
        qtbot.keyClick(view.transcript, Qt.Key.Key_Tab)
        seen.append(view.transcript.shown_mark)
        assert view.card.title.text() == seen[-1].title  # type: ignore[union-attr]
    assert seen == list(view.transcript.marks)
    assert len(seen) >= 3
    qtbot.keyClick(view.transcript, Qt.Key.Key_Tab)
    assert not view.transcript.hasFocus()
    assert not view.card.isVisible()
    focus = view.focusWidget()
    assert focus is not None
    qtbot.keyClick(focus, Qt.Key.Key_Backtab)
    assert view.transcript.hasFocus()
    qtbot.keyClick(view.transcript, Qt.Key.Key_Backtab)
    assert view.transcript.shown_mark == view.transcript.marks[-2]


def test_a_screen_reader_is_told_of_marks_and_corrections(
    view: ReviewView, take: Review, qtbot: QtBot, tasks: Tasks
) -> None:
    edit(view, 5, "rob")
    qtbot.waitUntil(lambda: not tasks.busy)
    told = QAccessible.queryAccessibleInterface(view.transcript)
    description = told.text(QAccessible.Text.Description)
    assert "Pitch talk 1" in description
    assert "Filler 1" in description
    assert "Corrected by you: 1" in description
    view.transcript.edit_word(1)
    field = QAccessible.queryAccessibleInterface(view.transcript.editor)
    assert field.text(QAccessible.Text.Name) == "Word"
    assert "Instead of “dana”" in field.text(QAccessible.Text.Description)


def test_the_verdict_is_announced_when_the_review_appears(
    view: ReviewView, studio: QuietStudio, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr("rehearse.ui.review.announce", lambda _widget, text: said.append(text))
    view.show_review(judged(studio))
    assert len(said) == 1
    assert "to fix. " in said[0]
    assert "Your number is not whole." in said[0]


def test_the_list_reads_from_what_was_heard_to_what_was_said_in_every_script(
    view: ReviewView, studio: QuietStudio, qtbot: QtBot, tasks: Tasks
) -> None:
    view.show_review(judged(studio, "مرحبا دانا اتصل بي"))
    view.transcript.edit_word(1)
    view.transcript.editor.setText("سوزان")
    QTest.keyClick(view.transcript.editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not tasks.busy)
    layout = QTextLayout(view.page.corrections.buttons[0].text(), view.font())
    layout.beginLayout()
    line = layout.createLine()
    layout.endLayout()
    text = layout.text()
    places = [
        line.glyphRuns(text.index(word), len(word))[0].boundingRect() for word in ("دانا", "→", "سوزان")
    ]
    assert places[0].right() <= places[1].left()
    assert places[1].right() <= places[2].left()
