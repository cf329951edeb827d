"""Putting a misheard word right in the review: keys and mouse, what is stored, what is shown."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from rehearse.errors import DiskFull
from rehearse.speech.corrections import Corrections
from rehearse.speech.transcript import Word
from rehearse.studio import Review
from rehearse.ui.review import ReviewView
from rehearse.ui.tasks import Tasks
from rehearse.ui.theme import Theme, choose_theme
from tests.helpers.messages import audio_message, span
from tests.ui.correcting_helpers import (
    SAID,
    edit,
    judged,
    studio,
    take,
    text_of,
    view,
)
from tests.ui.review_helpers import QuietStudio

__all__ = ["studio", "take", "view"]


def test_f2_on_a_word_puts_it_right_and_the_score_follows(
    view: ReviewView, studio: QuietStudio, take: Review, qtbot: QtBot, tasks: Tasks
) -> None:
    assert take.analysis is not None
    assert take.analysis.phone.verdict == "incomplete"
    qtbot.keyClick(view.transcript, Qt.Key.Key_Home)
    for _i in range(20):
        qtbot.keyClick(view.transcript, Qt.Key.Key_Right)
    qtbot.keyClick(view.transcript, Qt.Key.Key_F2)
    editor = view.transcript.editor
    assert editor.hasFocus()
    assert editor.selectedText() == "pie"
    box = view.transcript.rects_of(20, 21)[0]
    assert editor.geometry().contains(box.center().toPoint())
    QTest.keyClicks(editor, "five")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    # The words are there before the verdict is.
    assert "oh one oh five we are" in text_of(view)
    assert not editor.isVisible()
    assert view.transcript.hasFocus()
    qtbot.waitUntil(lambda: not tasks.busy)
    assert view.findChild(QPushButton, "fact_number").text() == "(919) 555-0105"
    assert ("number", 11) in {(mark.kind, mark.first_word) for mark in view.transcript.marks}
    stored = studio.library.take(take.take.id)
    assert stored.heard == take.take.heard
    assert stored.transcript is not None
    assert stored.transcript.words[20] == Word("five", span(20, 21), 1.0)
    assert stored.scorecard == view.review.analysis.scorecard  # type: ignore[union-attr]


def test_a_double_click_opens_the_field_and_stops_the_voice(
    view: ReviewView, take: Review, qtbot: QtBot
) -> None:
    place = view.transcript.rects_of(5, 6)[0].center().toPoint()
    qtbot.mouseClick(view.transcript.viewport(), Qt.MouseButton.LeftButton, pos=place)
    qtbot.mouseDClick(view.transcript.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert view.transcript.editor.isVisible()
    assert view.transcript.editor.text() == "bob"
    assert not view.playback.playing


def test_typing_on_a_word_begins_with_that_letter(view: ReviewView, take: Review, qtbot: QtBot) -> None:
    qtbot.keyClick(view.transcript, Qt.Key.Key_Home)
    with qtbot.assertNotEmitted(view.record_again):
        QTest.keyClicks(view.transcript, "r")
    assert view.transcript.editor.text() == "r"
    QTest.keyClicks(view.transcript.editor, "ob")
    QTest.keyClick(view.transcript.editor, Qt.Key.Key_Escape)
    assert text_of(view).startswith("hi dana")


def test_on_a_mark_the_letters_stay_orders(view: ReviewView, take: Review, qtbot: QtBot) -> None:
    view.transcript.setFocus()
    qtbot.keyClick(view.transcript, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    with qtbot.waitSignal(view.record_again):
        qtbot.keyClick(view.transcript, Qt.Key.Key_R)
    assert not view.transcript.editor.isVisible()


def test_escape_leaves_the_word_as_it_was(
    view: ReviewView, studio: QuietStudio, take: Review, qtbot: QtBot
) -> None:
    edit(view, 1, "data", Qt.Key.Key_Escape)
    assert text_of(view) == SAID
    assert view.transcript.hasFocus()
    assert view.transcript.current_word == 1
    assert not studio.library.take(take.take.id).corrections


def test_tab_keeps_the_word_and_goes_on_to_the_next(
    view: ReviewView, studio: QuietStudio, take: Review, qtbot: QtBot, tasks: Tasks
) -> None:
    editor = view.transcript.editor
    edit(view, 0, "good morning", Qt.Key.Key_Tab)
    assert editor.text() == "dana"
    assert editor.hasFocus()
    QTest.keyClicks(editor, "diana")
    QTest.keyClick(editor, Qt.Key.Key_Tab)
    assert editor.text() == "this"
    QTest.keyClick(editor, Qt.Key.Key_Backtab)
    assert editor.text() == "diana"
    # The verdicts come while somebody types on: the field stays as it is.
    QTest.keyClicks(editor, "dian")
    qtbot.waitUntil(lambda: not tasks.busy)
    assert editor.isVisible()
    assert editor.text() == "dian"
    QTest.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not tasks.busy)
    assert text_of(view).startswith("good morning dian this is")
    said = [(one.heard, one.said) for one in studio.library.take(take.take.id).corrections.made]
    assert said == [(("hi",), ("good", "morning")), (("dana",), ("dian",))]


def test_a_click_elsewhere_keeps_what_was_typed(
    view: ReviewView, take: Review, qtbot: QtBot, tasks: Tasks
) -> None:
    view.transcript.edit_word(5)
    QTest.keyClicks(view.transcript.editor, "rob")
    view.again_button.setFocus(Qt.FocusReason.MouseFocusReason)
    assert "um rob at" in text_of(view)
    assert view.again_button.hasFocus()
    qtbot.waitUntil(lambda: not tasks.busy)


def test_a_word_that_nobody_said_is_taken_out(
    view: ReviewView, studio: QuietStudio, take: Review, qtbot: QtBot, tasks: Tasks
) -> None:
    assert "filler" in {mark.kind for mark in view.transcript.marks}
    view.transcript.edit_word(4)
    view.transcript.editor.clear()
    QTest.keyClick(view.transcript.editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not tasks.busy)
    assert text_of(view).startswith("hi dana this is bob")
    assert "filler" not in {mark.kind for mark in view.transcript.marks}
    assert "Corrected by you" in view.legend.texts()
    assert view.page.corrections.buttons[0].text() == "um  →  left out"


def test_what_was_heard_can_be_seen_and_brought_back(
    view: ReviewView, studio: QuietStudio, take: Review, qtbot: QtBot, tasks: Tasks
) -> None:
    edit(view, 1, "diana smith")
    edit(view, 6, "rob")
    qtbot.waitUntil(lambda: not tasks.busy)
    panel = view.page.corrections
    assert panel.isVisible()
    assert panel.heading.text() == "2 words put right"
    assert [chip.text() for chip in panel.buttons] == ["dana  →  diana smith", "bob  →  rob"]
    assert "“dana” was put right to “diana smith”" in panel.buttons[0].accessibleName()
    # On the word itself, too, by mouse and keyboard.
    seen = []
    view.transcript.mark_shown.connect(lambda mark, _place: seen.append(mark.spoken()))
    qtbot.keyClick(view.transcript, Qt.Key.Key_Home)
    qtbot.keyClick(view.transcript, Qt.Key.Key_Right)
    assert seen == ["Corrected by you. Heard: “dana”."]
    qtbot.mouseClick(panel.buttons[0], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not tasks.busy)
    assert text_of(view) == SAID.replace("bob", "rob")
    edit(view, 0, "hey")
    qtbot.mouseClick(panel.all_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not tasks.busy)
    assert text_of(view) == SAID
    assert not panel.isVisible()
    assert not studio.library.take(take.take.id).corrections
    assert "Corrected by you" not in view.legend.texts()


def test_undo_and_redo(
    view: ReviewView, studio: QuietStudio, take: Review, qtbot: QtBot, tasks: Tasks
) -> None:
    edit(view, 0, "hey")
    edit(view, 1, "diana")
    control, shift = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(view.again_button, Qt.Key.Key_Z, control)
    assert text_of(view).startswith("hey dana")
    qtbot.keyClick(view.transcript, Qt.Key.Key_Z, control)
    assert text_of(view).startswith("hi dana")
    qtbot.keyClick(view.transcript, Qt.Key.Key_Z, control)  # nothing left to undo
    qtbot.keyClick(view.transcript, Qt.Key.Key_Z, control | shift)
    assert text_of(view).startswith("hey dana")
    edit(view, 1, "susan")
    qtbot.keyClick(view.transcript, Qt.Key.Key_Z, control | shift)  # another way was taken
    qtbot.waitUntil(lambda: not tasks.busy)
    assert text_of(view).startswith("hey susan")
    stored = studio.library.take(take.take.id).transcript
    assert stored is not None
    assert stored.text.startswith("hey susan")


def test_every_word_taken_out_leaves_a_way_back(
    view: ReviewView, studio: QuietStudio, qtbot: QtBot, tasks: Tasks
) -> None:
    view.show_review(judged(studio, "hello"))
    view.transcript.edit_word(0)
    view.transcript.editor.clear()
    QTest.keyClick(view.transcript.editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not tasks.busy)
    assert view.findChild(QLabel, "headline_label").text() == "No words are left"
    back = view.findChild(QPushButton, "listen_again_button")
    assert back.text() == "Bring back all that was heard"
    qtbot.mouseClick(back, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not tasks.busy)
    assert text_of(view) == "hello"
    assert view.transcript.isVisible()


def test_a_full_disk_puts_the_words_back_and_is_told(
    view: ReviewView,
    studio: QuietStudio,
    take: Review,
    qtbot: QtBot,
    tasks: Tasks,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def full(*_given: object, **_named: object) -> None:
        raise DiskFull("The disk is full.", kept="Everything saved before is untouched.")

    monkeypatch.setattr(studio, "correct", full)
    with qtbot.waitSignal(view.failed) as failed:
        edit(view, 0, "hey")
        assert text_of(view).startswith("hey dana")
    assert "disk is full" in str(failed.args[0])
    assert text_of(view) == SAID
    assert view.page.corrections.isHidden()


def test_corrections_that_no_longer_fit_are_told(
    view: ReviewView, studio: QuietStudio, take: Review, qtbot: QtBot, tasks: Tasks
) -> None:
    edit(view, 5, "rob")
    qtbot.waitUntil(lambda: not tasks.busy)
    again = audio_message(
        words=["quite", "another", "message", "was", "heard", "this", "time", "around"]
    ).transcript
    assert again is not None
    view.show_review(studio.judge_take(take.take.id, again))
    panel = view.page.corrections
    assert panel.aside.text() == (
        "Heard again, the words around one correction are others: “bob” → “rob” was set aside."
    )
    qtbot.mouseClick(panel.all_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not tasks.busy)
    assert studio.library.take(take.take.id).corrections == Corrections()


def test_the_page_stays_where_it_is(
    view: ReviewView, studio: QuietStudio, qtbot: QtBot, tasks: Tasks
) -> None:
    view.show_review(judged(studio, " ".join([SAID] * 12)))
    qtbot.waitUntil(lambda: not tasks.busy)
    bar = view.scroller.verticalScrollBar()
    bar.setValue(600)
    word = view.transcript.word_at(
        view.transcript.viewport().mapFrom(view.page.left, view.page.left.rect().topLeft())
    )
    middle = next(i for i in range(400) if view.transcript.rects_of(i, i + 1)[0].top() > 800)
    at = view.transcript.rects_of(middle, middle + 1)[0].top()
    edit(view, middle, "otherwise")
    qtbot.waitUntil(lambda: not tasks.busy)
    assert word is None or word < middle
    assert bar.value() == pytest.approx(600, abs=80)
    assert view.transcript.rects_of(middle, middle + 1)[0].top() == at
    assert view.transcript.current_word == middle


def test_the_theme_changes_while_a_word_is_put_right(view: ReviewView, take: Review, qtbot: QtBot) -> None:
    view.transcript.edit_word(5)
    QTest.keyClicks(view.transcript.editor, "ro")
    view.set_theme(choose_theme("dark"))
    view.resize(700, 800)
    editor = view.transcript.editor
    assert editor.isVisible()
    assert editor.text() == "ro"
    qtbot.waitUntil(lambda: editor.geometry().contains(view.transcript.rects_of(5, 6)[0].center().toPoint()))


def test_a_take_that_came_without_words_to_correct_is_left_alone(
    view: ReviewView, qtbot: QtBot, theme: Theme
) -> None:
    view.transcript.set_message(audio_message().analysis)
    view.transcript.edit_word(3)
    assert not view.transcript.editor.isVisible()
