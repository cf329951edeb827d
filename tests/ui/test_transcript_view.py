"""The transcript: marks, light, mouse and keys."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from rehearse.analysis.result import Analysis, Finding, MessageWord
from rehearse.ui.mark_paint import MarkSample
from rehearse.ui.marks import KINDS, MarkKind, marks_of
from rehearse.ui.review_parts import Legend, MarkCard
from rehearse.ui.theme import Theme, choose_theme
from rehearse.ui.transcript_view import TranscriptView
from tests.helpers.messages import audio_message, span


@pytest.fixture
def analysis() -> Analysis:
    return audio_message().analysis


@pytest.fixture
def view(qtbot: QtBot, theme: Theme, analysis: Analysis) -> TranscriptView:
    made = TranscriptView(theme)
    qtbot.addWidget(made)
    made.resize(520, 300)
    made.set_message(analysis)
    made.show()
    qtbot.waitExposed(made)
    return made


def centre(view: TranscriptView, word: int) -> QPoint:
    return view.rects_of(word, word + 1)[0].center().toPoint()


def test_every_kind_of_stretch_is_marked(view: TranscriptView) -> None:
    assert [(m.kind, m.first_word, m.last_word) for m in view.marks] == [
        ("filler", 4, 5),
        ("number", 11, 18),
        ("pitch", 18, 23),
        ("reason", 25, 31),
    ]


def test_a_mark_over_two_lines_has_a_box_on_each(view: TranscriptView) -> None:
    view.resize(260, 400)
    boxes = view.rects_of(11, 18)
    assert len(boxes) >= 2
    assert all(box.width() > 20 for box in boxes)
    tops = [box.top() for box in boxes]
    assert tops == sorted(tops)
    assert len(set(tops)) == len(tops)


def test_each_word_is_found_under_its_own_place(view: TranscriptView) -> None:
    assert [view.word_at(centre(view, i)) for i in range(31)] == list(range(31))
    assert view.word_at(QPoint(5000, 10)) is None


def test_the_height_follows_the_width(view: TranscriptView) -> None:
    wide = view.height()
    view.resize(260, view.height())
    assert view.height() > wide


def test_a_click_activates_and_a_drag_does_not(view: TranscriptView, qtbot: QtBot) -> None:
    with qtbot.waitSignal(view.word_activated) as told:
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=centre(view, 9))
    assert told.args == [9]
    with qtbot.assertNotEmitted(view.word_activated):
        qtbot.mousePress(view.viewport(), Qt.MouseButton.LeftButton, pos=centre(view, 2))
        qtbot.mouseMove(view.viewport(), centre(view, 8))
        qtbot.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=centre(view, 8))


def test_a_hover_explains_the_mark(view: TranscriptView, qtbot: QtBot) -> None:
    with qtbot.waitSignal(view.mark_shown) as told:
        qtbot.mouseMove(view.viewport(), centre(view, 20))
    mark, place = told.args
    assert mark.instead == "Three things I noticed about your copiers."
    assert place.contains(view.viewport().mapToGlobal(centre(view, 20)))
    with qtbot.waitSignal(view.mark_hidden):
        qtbot.mouseMove(view.viewport(), centre(view, 1))


def test_the_keyboard_walks_words_and_marks(view: TranscriptView, qtbot: QtBot) -> None:
    for _i in range(3):
        qtbot.keyClick(view, Qt.Key.Key_Right)
    assert view.current_word == 2
    seen = []
    view.mark_shown.connect(lambda mark, _place: seen.append(mark.kind))
    for _i in range(4):
        qtbot.keyClick(view, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    assert seen == ["filler", "number", "pitch", "reason"]
    assert view.current_word == 25
    qtbot.keyClick(view, Qt.Key.Key_Left, Qt.KeyboardModifier.ControlModifier)
    assert view.current_word == 18
    with qtbot.waitSignal(view.word_activated) as told:
        qtbot.keyClick(view, Qt.Key.Key_Return)
    assert told.args == [18]
    qtbot.keyClick(view, Qt.Key.Key_End)
    assert view.current_word == 30
    qtbot.keyClick(view, Qt.Key.Key_Up)
    assert view.rects_of(view.current_word, view.current_word + 1)[0].top() < view.rects_of(30, 31)[0].top()
    with qtbot.waitSignal(view.mark_hidden):
        qtbot.keyClick(view, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
        qtbot.keyClick(view, Qt.Key.Key_Escape)


def test_the_light_follows_the_sound_and_bridges_short_gaps(view: TranscriptView) -> None:
    view.set_position(span(7, 8).start_s + 0.01)
    assert view.lit_word == 7
    view.set_position(0.0)
    assert view.lit_word is None
    view.set_position(span(30, 31).end_s + 0.2)
    assert view.lit_word == 30
    view.set_position(span(30, 31).end_s + 0.3)
    assert view.lit_word is None


def test_a_new_line_begins_after_a_silence_only(view: TranscriptView, analysis: Analysis) -> None:
    view.set_message(analysis, (0, 8))
    assert "\n" not in view.toPlainText()
    later = tuple(
        replace(word, span=word.span._replace(start_s=word.span.start_s + 1, end_s=word.span.end_s + 1))
        if i >= 8 and word.span is not None
        else word
        for i, word in enumerate(analysis.words)
    )
    view.set_message(replace(analysis, words=later), (0, 8))
    assert view.toPlainText().split("\n")[1].startswith("my number is")
    assert view.word_at(centre(view, 8)) == 8


def test_words_hardly_heard_are_hinted(view: TranscriptView, analysis: Analysis, theme: Theme) -> None:
    assert not view.has_unsure_words()
    words = (MessageWord("hi", span(0, 1), 0.3), *analysis.words[1:])
    view.set_message(replace(analysis, words=words))
    assert view.has_unsure_words()
    cursor = view.textCursor()
    cursor.setPosition(1)
    assert cursor.charFormat().fontItalic()
    assert cursor.charFormat().foreground().color() == theme.colour("text_muted")


def test_text_without_times_is_shown_and_never_lit(view: TranscriptView, analysis: Analysis) -> None:
    view.set_message(replace(analysis, words=tuple(MessageWord(w.text) for w in analysis.words)))
    view.set_position(3.0)
    assert view.lit_word is None


def _shape(picture: QImage) -> tuple[int, ...]:
    """What is drawn, without its colour: where anything is."""
    image = picture.convertToFormat(QImage.Format.Format_ARGB32)
    return tuple(
        image.pixelColor(x, y).alpha() > 127 for y in range(image.height()) for x in range(image.width())
    )


def test_marks_differ_without_colour(qtbot: QtBot, theme: Theme) -> None:
    shapes = {}
    for kind in KINDS:
        sample = MarkSample(kind, theme)
        qtbot.addWidget(sample)
        picture = QImage(sample.size(), QImage.Format.Format_ARGB32)
        picture.fill(Qt.GlobalColor.transparent)
        sample.render(picture, QPoint(), renderFlags=sample.RenderFlag.DrawChildren)
        shapes[kind] = _shape(picture)
    assert len(set(shapes.values())) == len(KINDS)


def test_the_legend_names_what_occurs(qtbot: QtBot, theme: Theme, analysis: Analysis) -> None:
    legend = Legend(theme)
    qtbot.addWidget(legend)
    legend.set_marks(marks_of(analysis), unsure=True)
    assert legend.texts() == [
        "Reason to call back",
        "Your number",
        "Pitch talk",
        "Filler",
        "Not sure I heard this right",
    ]
    legend.set_marks((), unsure=False)
    assert legend.texts() == []


def test_a_doubtful_phrase_has_its_own_mark(analysis: Analysis) -> None:
    finding: Finding = replace(analysis.findings[0], level="near")
    kinds: list[MarkKind] = [mark.kind for mark in marks_of(replace(analysis, findings=(finding,)))]
    assert kinds == ["filler", "number", "pitch_near", "reason"]


def test_the_card_stays_inside_its_host(
    view: TranscriptView, qtbot: QtBot, theme: Theme, analysis: Analysis
) -> None:
    host = view
    card = MarkCard(theme, host)
    card.set_theme(choose_theme("dark"))
    view.mark_shown.connect(card.show_mark)
    view.resize(520, 420)
    view.go_to_next_mark()
    for _i in range(3):
        view.go_to_next_mark()
    assert card.isVisible()
    assert host.rect().contains(card.geometry()) or card.height() > host.height() - 24
    assert card.title.text() == "Reason to call back"
    assert not card.instead.isVisible()
