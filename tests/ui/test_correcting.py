"""Putting a misheard word right in the review: keys and mouse, what is stored, what is shown."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QTextLayout
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from rehearse.errors import DiskFull
from rehearse.speech.corrections import Corrections
from rehearse.speech.transcript import Span, Transcript, Word
from rehearse.studio import Review
from rehearse.ui.review import ReviewView
from rehearse.ui.tasks import Tasks
from rehearse.ui.theme import Theme, choose_theme
from tests.helpers.messages import audio_message, span
from tests.ui.review_helpers import QuietStudio, record

SAID = (
    "hi dana this is um bob at acme my number is nine one nine five five five oh one oh pie"
    " we are the leading provider of copiers"
)


@pytest.fixture
def studio(private_home: Path) -> Iterator[QuietStudio]:
    made = QuietStudio(private_home)
    yield made
    made.close()


@pytest.fixture
def view(qtbot: QtBot, studio: QuietStudio, tasks: Tasks, theme: Theme) -> Iterator[ReviewView]:
    made = ReviewView(studio, tasks, theme)
    qtbot.addWidget(made)
    made.resize(1280, 800)
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    yield made
    made.close_sound()
    qtbot.waitUntil(lambda: not tasks.busy)


def judged(studio: QuietStudio, text: str = SAID) -> Review:
    made = audio_message(words=text.split()).transcript
    assert made is not None
    return studio.judge_take(record(studio, made).id, made)


@pytest.fixture
def take(view: ReviewView, studio: QuietStudio, qtbot: QtBot) -> Review:
    review = judged(studio)
    view.show_review(review)
    qtbot.waitUntil(lambda: view.playback.ready)
    return review


def text_of(view: ReviewView) -> str:
    return view.transcript.toPlainText()


def edit(view: ReviewView, word: int, typed: str, key: Qt.Key = Qt.Key.Key_Return) -> None:
    view.transcript.edit_word(word)
    QTest.keyClicks(view.transcript.editor, typed)
    QTest.keyClick(view.transcript.editor, key)


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
