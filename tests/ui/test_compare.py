"""Two takes side by side: which one is chosen, what is marked, what is played."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from rehearse.analysis.comparison import CheckPair
from rehearse.speech.corrections import NO_CORRECTIONS, correct
from rehearse.speech.transcript import Transcript
from rehearse.studio import Review
from rehearse.ui.compare_checks import change_word
from rehearse.ui.compare_text import CompareText
from rehearse.ui.compare_view import CompareView
from rehearse.ui.review import ReviewView
from rehearse.ui.sound_orders import LEAD_S
from rehearse.ui.tasks import Tasks
from rehearse.ui.theme import choose_theme
from tests.helpers.messages import audio_message, span
from tests.ui.review_helpers import QuietStudio, record
from tests.ui.shown_review import studio, view

__all__ = ["studio", "view"]

BEFORE = "hi dana this is bob from acme we are the leading provider of copiers call me back"
NOW = "hi dana this is rob from acme call me back today please"


def transcript_of(text: str) -> Transcript:
    made = audio_message(words=text.split()).transcript
    assert made is not None
    return made


def judged(studio: QuietStudio, text: str, title: str = "") -> Review:
    heard = transcript_of(text)
    take = record(studio, heard)
    studio.rename(take.id, title)
    return studio.judge_take(take.id, heard)


def compared(view: ReviewView, qtbot: QtBot, tasks: Tasks) -> CompareView:
    """Press C, and wait for both takes."""
    qtbot.waitUntil(lambda: view.playback.ready)
    view.again_button.setFocus()
    qtbot.keyClick(view.again_button, Qt.Key.Key_C)
    made = view.comparing.view
    assert made is not None
    qtbot.waitUntil(lambda: made.comparison is not None and made.playback.ready and not tasks.busy)
    return made


@pytest.fixture
def both(view: ReviewView, studio: QuietStudio, qtbot: QtBot, tasks: Tasks) -> CompareView:
    judged(studio, BEFORE, "First")
    view.show_review(judged(studio, NOW, "Second"))
    return compared(view, qtbot, tasks)


def words_of(side: CompareText, kind: str) -> list[str]:
    """The stretches of a kind on one side."""
    found = []
    for i, piece in enumerate(side.toPlainText().split()):
        run = side.run_of(i)
        assert run is not None
        if run.kind == kind:
            found.append(piece)
    return found


def test_the_take_before_is_laid_beside_this_one(both: CompareView) -> None:
    assert both.choice.currentText().endswith("First")
    assert both.before.text.toPlainText() == BEFORE
    assert both.now.text.toPlainText() == NOW
    assert both.before.which.text().startswith("First")
    assert both.now.which.text().startswith("Second")
    assert words_of(both.before.text, "left_out") == [
        "we",
        "are",
        "the",
        "leading",
        "provider",
        "of",
        "copiers",
    ]
    assert words_of(both.now.text, "added") == ["today", "please"]
    assert (words_of(both.before.text, "changed"), words_of(both.now.text, "changed")) == (["bob"], ["rob"])
    # Left out is struck through: told without any colour.
    cursor = both.before.text.textCursor()
    cursor.setPosition(BEFORE.index("leading") + 1)
    assert cursor.charFormat().fontStrikeOut()
    assert "the words differ in 3 places" in both.summary.text()


def test_every_check_tells_before_now_and_which_is_better(
    view: ReviewView, studio: QuietStudio, qtbot: QtBot, tasks: Tasks
) -> None:
    judged(studio, BEFORE)
    view.show_review(judged(studio, "hi dana this is rob from acme"))
    both = compared(view, qtbot, tasks)
    rows = {row.pair.check_id: row for row in both.checks.rows}
    pitch = rows["pitch"]
    before, now = (pitch.findChild(QLabel, f"compare_{side}_value").text() for side in ("before", "now"))
    assert before == "Fix  ·  1 phrase"
    assert now == "Good  ·  No pitch talk"
    assert pitch.findChild(QLabel, "compare_word").text() == "better"
    assert "before Fix  ·  1 phrase, now Good  ·  No pitch talk" in pitch.accessibleName()
    assert rows["reason"].findChild(QLabel, "compare_word").text() == "the same"
    changed = [row.pair.direction is not None for row in both.checks.rows]
    assert changed == sorted(changed, reverse=True), "what changed stands first"


def test_what_is_not_known_on_one_side_is_neither_better_nor_worse() -> None:
    known = audio_message().analysis.scorecard.check("length")
    assert change_word(CheckPair("length", known, known, None, "")) == "the same"
    assert change_word(CheckPair("length", None, known, None, "")) == ""


def test_a_click_on_either_side_plays_from_that_word(
    both: CompareView, view: ReviewView, studio: QuietStudio, qtbot: QtBot
) -> None:
    def click(side: CompareText, word: int) -> None:
        place = side.rects_of(word, word + 1)[0].center().toPoint()
        qtbot.mouseClick(side.viewport(), Qt.MouseButton.LeftButton, pos=place)

    click(both.before.text, 9)
    qtbot.waitUntil(lambda: len(studio.out.asked) == 1)
    assert studio.out.asked[0] == (pytest.approx(span(9, 10).start_s - LEAD_S), None)
    assert both.playback.playing
    assert not view.playback.playing
    studio.out.advance(span(9, 10).start_s + 0.1)
    qtbot.waitUntil(lambda: both.before.text.lit_word == 9)
    click(both.now.text, 4)
    qtbot.waitUntil(lambda: len(studio.out.asked) == 2)
    assert studio.out.asked[1] == (pytest.approx(span(4, 5).start_s - LEAD_S), None)
    assert view.playback.playing
    assert not both.playback.playing
    assert both.before.text.lit_word is None
    studio.out.advance(span(4, 5).start_s + 0.1)
    qtbot.waitUntil(lambda: both.now.text.lit_word == 4)
    # And back: only one voice at a time.
    click(both.before.text, 0)
    qtbot.waitUntil(lambda: both.playback.playing)
    assert not view.playback.playing


def test_leaving_the_comparison_stops_the_voice(
    both: CompareView, view: ReviewView, studio: QuietStudio, qtbot: QtBot
) -> None:
    both.before.text.word_activated.emit(3)
    qtbot.waitUntil(lambda: both.playback.playing)
    qtbot.keyClick(both.before.text, Qt.Key.Key_C)
    assert view.page.isVisible()
    assert not both.playback.playing


def test_the_keyboard_goes_from_difference_to_difference_and_shows_the_counterpart(
    both: CompareView, qtbot: QtBot
) -> None:
    before, now = both.before.text, both.now.text
    before.setFocus(Qt.FocusReason.TabFocusReason)
    assert before.current_word == 4
    assert now.highlighted == (4, 5)
    qtbot.keyClick(before, Qt.Key.Key_Tab)
    assert before.current_word == 7
    assert now.highlighted is None, "what was left out has no place in the other take"
    qtbot.keyClick(before, Qt.Key.Key_Home)
    qtbot.keyClick(before, Qt.Key.Key_Right)
    assert now.highlighted == (1, 2)
    qtbot.keyClick(before, Qt.Key.Key_End)
    assert now.highlighted == (9, 10)
    qtbot.keyClick(before, Qt.Key.Key_Tab)
    assert not before.hasFocus()
    with qtbot.waitSignal(now.word_activated) as told:
        qtbot.keyClick(now, Qt.Key.Key_Home)
        qtbot.keyClick(now, Qt.Key.Key_Return)
    assert told.args == [0]


def test_a_screen_reader_is_told_what_differs(both: CompareView) -> None:
    told = QAccessible.queryAccessibleInterface(both.before.text).text(QAccessible.Text.Description)
    assert told == "Said differently: bob. Left out: we are the leading provider of copiers"
    told = QAccessible.queryAccessibleInterface(both.now.text).text(QAccessible.Text.Description)
    assert told == "Said differently: rob. New: today please"


def test_the_button_leads_there_and_back(both: CompareView, view: ReviewView, qtbot: QtBot) -> None:
    button = view.findChild(QPushButton, "compare_button")
    assert button.accessibleName() == "Back to the review"
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert view.page.isVisible()
    assert button.accessibleName() == "Compare with another take"
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert both.isVisible()
    qtbot.keyClick(both.now.text, Qt.Key.Key_Escape)
    assert view.page.isVisible()


def test_any_other_take_can_be_chosen(
    view: ReviewView, studio: QuietStudio, qtbot: QtBot, tasks: Tasks
) -> None:
    judged(studio, "hi dana", "Oldest")
    judged(studio, BEFORE, "Older")
    middle = judged(studio, NOW, "This")
    judged(studio, "hi dana call me later", "Newer")
    view.show_review(middle)
    both = compared(view, qtbot, tasks)
    names = [both.choice.itemText(i).rpartition("  ·  ")[2] for i in range(both.choice.count())]
    assert names == ["Newer", "Older", "Oldest"]
    assert both.choice.currentText().endswith("Older"), "the one before this one"
    both.choice.setFocus()
    qtbot.keyClick(both.choice, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: both.before.text.toPlainText() == "hi dana" and not tasks.busy)
    assert both.playback.take_id == both.other_id
    assert both.before.which.text().startswith("Oldest")


def test_a_take_of_the_same_script_comes_first(
    view: ReviewView, studio: QuietStudio, qtbot: QtBot, tasks: Tasks
) -> None:
    def scripted(text: str, script_id: str | None, title: str) -> Review:
        heard = transcript_of(text)
        take = studio.library.begin_take(script_id=script_id)
        other = record(studio, heard)
        other.audio_path.rename(take.audio_path)
        from dataclasses import replace
        from datetime import UTC, datetime

        from rehearse.audio.format import Recording

        assert other.format is not None
        studio.library.finish_take(
            take.id, Recording(take.audio_path, other.format, other.n_frames, 0, -9.0, datetime.now(UTC))
        )
        studio.library.delete([other.id])
        studio.rename(take.id, title)
        review = studio.judge_take(take.id, heard)
        return replace(review, take=studio.library.take(take.id))

    scripted(BEFORE, "a", "Same script")
    scripted("hi there", "b", "Another script")
    view.show_review(scripted(NOW, "a", "Now"))
    both = compared(view, qtbot, tasks)
    assert both.choice.currentText().endswith("Same script")
    view.show_review(scripted(NOW, "c", "Alone with its script"))
    both = compared(view, qtbot, tasks)
    assert both.choice.currentText().endswith("Now"), "else the take before"


def test_the_first_take_has_nothing_beside_it(
    view: ReviewView, studio: QuietStudio, qtbot: QtBot, tasks: Tasks
) -> None:
    view.show_review(judged(studio, NOW))
    qtbot.waitUntil(lambda: view.playback.ready)
    view.toggle_compare()
    qtbot.waitUntil(lambda: not tasks.busy)
    made = view.comparing.view
    assert made is not None
    assert made.state.text() == "There is no other take to compare with yet. Record this one again."
    assert not made.columns.isVisible()
    assert not made.choice.isEnabled()


def test_a_correction_is_seen_in_the_comparison(
    view: ReviewView, studio: QuietStudio, qtbot: QtBot, tasks: Tasks
) -> None:
    first = judged(studio, BEFORE)
    heard = first.take.heard
    assert heard is not None
    studio.correct(first.take.id, correct(heard, NO_CORRECTIONS, 4, 5, "rob"))
    view.show_review(judged(studio, NOW))
    both = compared(view, qtbot, tasks)
    assert "this is rob from" in both.before.text.toPlainText()
    view.toggle_compare()
    view.transcript.edit_word(4)
    view.transcript.editor.setText("bobby")
    qtbot.keyClick(view.transcript.editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not tasks.busy)
    view.toggle_compare()
    qtbot.waitUntil(lambda: "this is bobby" in both.now.text.toPlainText())
    assert words_of(both.now.text, "changed") == ["bobby"]


def test_a_verdict_that_comes_late_does_not_close_the_comparison(
    both: CompareView, view: ReviewView, qtbot: QtBot, tasks: Tasks
) -> None:
    view.toggle_compare()
    view.transcript.edit_word(4)
    view.transcript.editor.setText("robby")
    qtbot.keyClick(view.transcript.editor, Qt.Key.Key_Return)
    assert tasks.busy
    view.toggle_compare()
    qtbot.waitUntil(lambda: "this is robby" in both.now.text.toPlainText())
    qtbot.waitUntil(lambda: not tasks.busy)
    assert both.isVisible()


def test_the_other_takes_sound_is_gone(
    view: ReviewView, studio: QuietStudio, qtbot: QtBot, tasks: Tasks
) -> None:
    first = judged(studio, BEFORE)
    first.take.audio_path.unlink()
    view.show_review(judged(studio, NOW))
    qtbot.waitUntil(lambda: view.playback.ready)
    view.toggle_compare()
    both = view.comparing.view
    assert both is not None
    qtbot.waitUntil(lambda: both.before.trouble.isVisible())
    assert both.before.trouble.text()
    assert both.before.text.toPlainText() == BEFORE
    both.before.text.word_activated.emit(2)
    qtbot.waitUntil(lambda: not tasks.busy)
    assert both.before.trouble.isVisible()
    assert not both.playback.playing
    both.now.text.word_activated.emit(2)
    qtbot.waitUntil(lambda: view.playback.playing)


def test_this_takes_sound_is_gone(view: ReviewView, studio: QuietStudio, qtbot: QtBot, tasks: Tasks) -> None:
    judged(studio, BEFORE)
    now = judged(studio, NOW)
    now.take.audio_path.unlink()
    view.show_review(now)
    qtbot.waitUntil(lambda: not tasks.busy)
    view.toggle_compare()
    both = view.comparing.view
    assert both is not None
    qtbot.waitUntil(lambda: both.now.trouble.isVisible())
    both.now.text.word_activated.emit(2)
    assert not view.playback.playing


def test_a_take_that_was_deleted_meanwhile_is_told(
    both: CompareView, studio: QuietStudio, qtbot: QtBot, tasks: Tasks
) -> None:
    both.choice.addItem("Gone", "0193a2c4-0000-7c1e-9d55-3f0a1b2c3d4e")
    both.choice.setCurrentIndex(both.choice.count() - 1)
    both.choice.activated.emit(both.choice.count() - 1)
    qtbot.waitUntil(lambda: both.state.isVisible() and "no take" in both.state.text())
    assert not both.columns.isVisible()


@pytest.mark.parametrize("size", [(1280, 800), (700, 800)])
def test_narrow_windows_stack(
    both: CompareView, view: ReviewView, qtbot: QtBot, size: tuple[int, int]
) -> None:
    view.resize(*size)
    view.set_theme(choose_theme("dark"))
    QApplication.processEvents()
    one, other = (
        QRect(column.mapTo(view, column.rect().topLeft()), column.size())
        for column in (both.before, both.now)
    )
    if size[0] > 1000:
        assert one.right() < other.left()
        assert one.top() == other.top()
    else:
        assert one.bottom() < other.top()
        assert one.left() == other.left()
        assert view.findChild(QPushButton, "compare_button").text() == ""
    assert one.right() <= view.width()
    assert other.right() <= view.width()
    assert both.before.text.toPlainText() == BEFORE


def test_another_take_ends_the_comparison(
    both: CompareView, view: ReviewView, studio: QuietStudio, qtbot: QtBot, tasks: Tasks
) -> None:
    view.show_review(judged(studio, "hi dana call me at nine"))
    assert view.page.isVisible()
    assert both.comparison is None
    again = compared(view, qtbot, tasks)
    assert again.before.text.toPlainText() == NOW


def test_other_scripts_are_laid_side_by_side(
    view: ReviewView, studio: QuietStudio, qtbot: QtBot, tasks: Tasks
) -> None:
    judged(studio, "привет мир 你好 مرحبا بك 🎉")
    view.show_review(judged(studio, "привет друг 你好 مرحبا بك"))
    both = compared(view, qtbot, tasks)
    assert words_of(both.now.text, "changed") == ["друг"]
    boxes = [both.now.text.rects_of(i, i + 1)[0] for i in range(5)]
    assert [both.now.text.word_at(box.center().toPoint()) for box in boxes] == list(range(5))
