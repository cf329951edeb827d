"""A stretch of a take heard round and round."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from rehearse.analysis.result import MessageWord
from rehearse.speech.transcript import Span
from rehearse.ui.loop_choice import AFTER_S, BEFORE_S, phrase_at
from rehearse.ui.review import ReviewView
from rehearse.ui.sound_orders import LEAD_S, TAIL_S
from rehearse.ui.theme import Theme
from tests.helpers.messages import span
from tests.ui.review_helpers import QuietStudio, review_of
from tests.ui.sound_helpers import (
    asked,
    find,
    studio,
    view,
)

__all__ = ["studio", "view"]


def looped(view: ReviewView) -> tuple[float, float]:
    loop = view.playback.looping
    assert loop is not None
    return loop


def around(first_word: int, last_word: int) -> Any:
    of = span(first_word, last_word)
    return pytest.approx((of.start_s - LEAD_S, of.end_s + TAIL_S))


def test_o_loops_the_mark_in_focus_and_again_stops_it(
    view: ReviewView, studio: QuietStudio, qtbot: QtBot
) -> None:
    view.transcript.setFocus()
    for _press in range(3):
        qtbot.keyClick(view.transcript, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    assert view.transcript.current_word == 18
    qtbot.keyClick(view.transcript, Qt.Key.Key_O)
    assert looped(view) == around(18, 23)
    assert asked(studio, qtbot) == around(18, 23)
    button = find(view, "loop_button")
    assert button.isChecked()
    assert button.accessibleName() == "Stop the loop"
    assert view.playback.playing
    qtbot.keyClick(view.transcript, Qt.Key.Key_O)
    assert view.playback.looping is None
    assert not view.playback.playing
    assert not button.isChecked()
    assert button.accessibleName() == "Loop this phrase"


def test_the_loop_comes_round_and_the_lit_word_with_it(
    view: ReviewView, studio: QuietStudio, qtbot: QtBot
) -> None:
    view.playback.loop(span(18, 20).start_s, span(18, 20).end_s)
    asked(studio, qtbot)
    for place, word in ((span(18, 19), 18), (span(19, 20), 19), (span(18, 19), 18)):
        studio.out.advance(place.start_s + 0.2)
        qtbot.waitUntil(lambda: view.transcript.lit_word == word)  # noqa: B023
    for _round in range(5):
        assert not studio.out.drained()
        qtbot.wait(40)
    assert view.playback.playing, "it has no end"


def test_a_selection_by_mouse_is_looped_by_the_button(
    view: ReviewView, studio: QuietStudio, qtbot: QtBot
) -> None:
    start, end = (view.transcript.rects_of(i, i + 1)[0].toRect() for i in (6, 8))
    port = view.transcript.viewport()
    QTest.mousePress(port, Qt.MouseButton.LeftButton, pos=start.center())
    QTest.mouseMove(port, end.center())
    QTest.mouseRelease(port, Qt.MouseButton.LeftButton, pos=end.center())
    assert view.transcript.selected_words() == (6, 9)
    qtbot.mouseClick(find(view, "loop_button"), Qt.MouseButton.LeftButton)
    assert looped(view) == around(6, 9)
    assert view.transcript.selected_words() == (6, 9), "the words stay selected"


def test_a_selection_by_keys_is_looped(view: ReviewView, qtbot: QtBot) -> None:
    view.transcript.setFocus(Qt.FocusReason.OtherFocusReason)
    for _press in range(3):
        qtbot.keyClick(view.transcript, Qt.Key.Key_Right)
    for _press in range(2):
        qtbot.keyClick(view.transcript, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert view.transcript.textCursor().selectedText() == "this is um"
    qtbot.keyClick(view.transcript, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    assert view.transcript.textCursor().selectedText() == "this is"
    qtbot.keyClick(view.transcript, Qt.Key.Key_O)
    assert looped(view) == around(2, 4)
    qtbot.keyClick(view.transcript, Qt.Key.Key_Right)
    assert view.transcript.selected_words() is None


def test_the_evidence_heard_last_is_looped(view: ReviewView, studio: QuietStudio, qtbot: QtBot) -> None:
    qtbot.mouseClick(find(view, "value_phone"), Qt.MouseButton.LeftButton)
    asked(studio, qtbot)
    qtbot.keyClick(view, Qt.Key.Key_O)
    assert looped(view) == around(11, 18)


def test_a_click_on_a_word_forgets_the_evidence_and_leaves_the_loop(
    view: ReviewView, studio: QuietStudio, qtbot: QtBot
) -> None:
    qtbot.mouseClick(find(view, "play_fix_pitch"), Qt.MouseButton.LeftButton)
    qtbot.keyClick(view, Qt.Key.Key_O)
    assert looped(view) == around(18, 23)
    place = view.transcript.rects_of(2, 3)[0].center().toPoint()
    qtbot.mouseClick(view.transcript.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert view.playback.looping is None
    assert view.playback.playing
    assert not find(view, "loop_button").isChecked()


def test_without_a_mark_the_phrase_around_is_looped(view: ReviewView, qtbot: QtBot) -> None:
    view.transcript.setFocus(Qt.FocusReason.OtherFocusReason)
    qtbot.keyClick(view.transcript, Qt.Key.Key_O)
    start_s, end_s = looped(view)
    assert start_s == pytest.approx(span(0, 1).start_s - LEAD_S)
    assert end_s == pytest.approx(span(0, 8).end_s + TAIL_S)


def test_a_phrase_lies_between_two_silences() -> None:
    times = [(0.0, 0.4), (0.5, 1.0), (1.6, 2.0), (2.1, 2.6), (4.0, 4.2)]
    words = [MessageWord("w", Span(*pair), 1.0) for pair in times]
    assert phrase_at(words, 0.7) == Span(0.0, 1.0)
    assert phrase_at(words, 1.3) == Span(1.6, 2.6)
    assert phrase_at(words, 2.2) == Span(1.6, 2.6)
    assert phrase_at(words, 99.0) == Span(4.0, 4.2)
    assert phrase_at([], 1.0) is None
    assert phrase_at([MessageWord("w", None, None)], 1.0) is None
    breathless = [MessageWord("w", Span(i * 0.2, i * 0.2 + 0.2), 1.0) for i in range(200)]
    long = phrase_at(breathless, 20.05)
    assert long is not None
    assert 20 - BEFORE_S - 0.01 <= long.start_s <= 20
    assert 20 < long.end_s <= 20 + AFTER_S + 0.01


def test_escape_leaves_the_loop_before_anything_else(
    view: ReviewView, studio: QuietStudio, qtbot: QtBot
) -> None:
    view.transcript.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(view.transcript, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    assert view.card.isVisible()
    qtbot.keyClick(view.transcript, Qt.Key.Key_O)
    qtbot.keyClick(view.transcript, Qt.Key.Key_Escape)
    assert view.playback.looping is None
    assert not view.playback.playing
    assert view.card.isVisible()
    qtbot.keyClick(view.transcript, Qt.Key.Key_Escape)
    assert not view.card.isVisible()


def test_a_pause_stays_in_the_loop_and_a_seek_outside_leaves_it(
    view: ReviewView, studio: QuietStudio, qtbot: QtBot
) -> None:
    view.playback.loop(2.0, 4.0)
    asked(studio, qtbot)
    studio.out.advance(3.0)
    qtbot.waitUntil(lambda: view.playback.position_s == pytest.approx(3.0))
    qtbot.keyClick(view, Qt.Key.Key_P)
    assert view.playback.looping == (2.0, 4.0)
    qtbot.keyClick(view, Qt.Key.Key_P)
    assert asked(studio, qtbot, 2) == (pytest.approx(3.0), 4.0)
    view.playback.seek(2.5)
    assert view.playback.looping == (2.0, 4.0)
    view.playback.seek(5.0)
    assert view.playback.looping is None
    assert asked(studio, qtbot, 4) == (pytest.approx(5.0), None)


def test_the_loop_is_drawn_in_brackets(view: ReviewView, theme: Theme, studio: QuietStudio) -> None:
    wave = view.bar.waveform
    wave.set_envelope([], [])  # a flat line, so that nothing else is drawn at the edges
    before = wave.grab().toImage()
    view.playback.loop(6.0, 12.0)
    wave.set_position(9.0)  # the playhead stands out of the way
    image = wave.grab().toImage()
    ratio = image.devicePixelRatio()

    def colour(picture: Any, at_s: float, dx: float, y: float) -> str:
        return str(picture.pixelColor(round((wave.x_of(at_s) + dx) * ratio), round(y * ratio)).name())

    accent = theme.colour("accent").name()
    for at_s, dx in ((6.0, -1), (12.0, 0)):
        assert colour(image, at_s, dx, 20) == accent
        assert colour(before, at_s, dx, 20) != accent
    assert colour(image, 6.0, 3, 1) == accent, "the bracket's arm points inwards"
    assert colour(image, 6.0, -6, 1) != accent
    view.playback.end_loop()
    assert colour(wave.grab().toImage(), 6.0, -1, 20) != accent


def test_a_loop_asked_for_before_the_sound_is_ready_begins_as_soon_as_it_is(
    view: ReviewView, studio: QuietStudio, qtbot: QtBot
) -> None:
    view.show_review(review_of(studio))
    assert not view.playback.ready
    view.playback.loop(2.0, 4.0)
    assert asked(studio, qtbot) == (2.0, 4.0)
    qtbot.waitUntil(lambda: find(view, "loop_button").isChecked())
    assert view.playback.playing


def test_another_take_begins_without_a_loop(view: ReviewView, studio: QuietStudio, qtbot: QtBot) -> None:
    view.playback.loop(2.0, 4.0)
    view.show_review(review_of(studio))
    assert view.playback.looping is None
    assert not find(view, "loop_button").isChecked()
    qtbot.waitUntil(lambda: view.playback.ready)
