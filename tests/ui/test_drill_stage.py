"""The page a drill is done on, with the real window and a runner that obeys the test."""

from __future__ import annotations

import re
import time
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QFontMetrics
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from rehearse.analysis.drills import Condition, Round
from rehearse.errors import DataError
from rehearse.ui.drill_marks import marks_words
from rehearse.ui.drill_ring import Bounds
from rehearse.ui.theme import choose_theme
from rehearse.ui.window import MainWindow
from tests.helpers.drill_scenes import LATE, LONG, scenes
from tests.helpers.views import ViewsStudio, cut_texts
from tests.ui.drill_helpers import (
    BLOCK,
    CARDS,
    LADDER,
    ONE,
    SHORT,
    Begin,
    begin,
    finish_block,
    judged,
    press,
    said,
    studio,
    texts,
    view,
    window,
)

__all__ = ["begin", "said", "studio", "window"]


# ---- beginning -----------------------------------------------------------------------------------


def test_what_is_asked_can_be_read_before_space_begins(
    window: MainWindow, begin: Begin, said: list[str]
) -> None:
    runner = begin(ONE)
    page = view(window)
    assert window.page == "drill"
    assert not runner.started, "the beep must wait until it was read"
    assert "The message takes 5 to 20 seconds." in texts(window)["ask"]
    assert page.ring.words_label.text() == "up to 20 seconds"
    assert page.main_button.accessibleName() == "Beep now"
    assert "Twenty seconds." in said[-1]
    assert "Speak after the beep." in said[-1]
    press(window, Qt.Key.Key_Space)
    assert runner.started
    assert view(window).phase == "lead_in"
    assert "press" not in runner.orders, "the same key must not skip the beep as well"


def test_the_first_beep_comes_by_itself_for_who_stands_back(
    window: MainWindow, begin: Begin, qtbot: QtBot
) -> None:
    runner = begin(ONE)
    running = window.drill.running
    running._ready_until_s = time.monotonic() + 2.5
    assert view(window).ring.time_label.text() == "3"
    assert not runner.started
    running._ready_until_s = time.monotonic() + 0.05
    qtbot.waitUntil(lambda: runner.started)
    assert view(window).phase == "lead_in"


def test_while_nobody_looks_no_beep_comes(window: MainWindow, begin: Begin, qtbot: QtBot) -> None:
    runner = begin(ONE)
    window.drill.running._ready_until_s = time.monotonic() + 0.2
    window.show_page("settings")
    qtbot.wait(300)
    assert not runner.started
    window.show_page("drill")
    assert view(window).ring.time_label.text() == "0:00"
    press(window, Qt.Key.Key_Space)
    assert runner.started


def test_a_time_to_think_runs_from_the_start_with_the_card_in_sight(
    window: MainWindow, begin: Begin, said: list[str]
) -> None:
    runner = begin(BLOCK, CARDS)
    runner.advance(3.2)
    page = view(window)
    assert page.ring.time_label.text() == "12"
    assert texts(window)["card_name"] == "Dana Able"
    assert texts(window)["card_who"] == "Office manager, Able Copiers"
    dot = "\N{NO-BREAK SPACE}\N{NO-BREAK SPACE}·  "  # never at the beginning of a line
    assert texts(window)["ask_short"] == f"5 to 20 s{dot}number in the first half"
    assert page.head.place_label.text() == "Card 1 of 5"
    assert "Dana Able. Office manager, Able Copiers. City: Omaha. Hires" in said[0]
    assert "15 seconds to think." in said[0]
    press(window, Qt.Key.Key_Space)
    assert view(window).phase == "lead_in"
    assert page.ring.words_label.text() == "Beep"


def test_a_drill_that_cannot_begin_is_told_and_the_page_is_left(window: MainWindow, qtbot: QtBot) -> None:
    def fail(_studio: object, _wanted: object) -> object:
        raise DataError("The deck is empty.", help="Choose another.")

    window.drill.running.begin = fail  # type: ignore[assignment]
    window.start_drill("one")
    qtbot.waitUntil(lambda: window.banners.texts() == ["The deck is empty."])
    assert window.page == "drills"


def test_a_drill_that_is_not_there_is_told_in_words(window: MainWindow, qtbot: QtBot) -> None:
    window.start_drill("gone-for-good")
    qtbot.waitUntil(lambda: bool(window.banners.texts()))
    assert window.banners.texts() == ["There is no drill called “gone-for-good” any more."]
    window.resume_drill("no-such-run")
    qtbot.waitUntil(lambda: len(window.banners.texts()) == 2)


# ---- speaking ------------------------------------------------------------------------------------


def test_the_ring_fills_to_the_limit_and_tells_the_zone_of_the_message(
    window: MainWindow, begin: Begin
) -> None:
    runner = begin(ONE)
    press(window, Qt.Key.Key_Space)
    runner.advance(0.5)
    assert view(window).ring.words_label.text() == "Speak"
    runner.say(SHORT, for_s=4.0, first_s=2.0)
    ring = view(window).ring
    assert (ring.time_label.text(), ring.words_label.text()) == ("0:04", "Go on")
    assert ring._share == pytest.approx(0.1)
    runner.say("more " * 40, for_s=10.0, first_s=2.0)
    assert view(window).ring.words_label.text() == "Good length"
    runner.say("more " * 65, for_s=7.5, first_s=2.0)  # 21.5 s after the beep, 19.5 after the first word
    assert view(window).ring.words_label.text() == "Good length"
    runner.say("more " * 67 + SHORT, for_s=1.0, first_s=2.0)
    assert view(window).ring.words_label.text() == "Too long"
    assert view(window).foot.words_label.whole.endswith(SHORT)
    assert view(window).foot.level_label.text() == "good level"


def test_the_silence_at_the_end_is_no_part_of_the_message(window: MainWindow, begin: Begin) -> None:
    """Otherwise the ring says "too long" just before the verdict says that it was short enough."""
    runner = begin(ONE)
    press(window, Qt.Key.Key_Space)
    runner.advance(0.5)
    runner.say("more " * 59, for_s=18.5, first_s=1.0)  # the last word ends at 18.65 s
    assert view(window).ring.words_label.text() == "Good length"
    runner.advance(3.0)  # the silence that ends it
    ring = view(window).ring
    assert (ring.time_label.text(), ring.words_label.text()) == ("0:21", "Good length")
    assert ring._share == pytest.approx(18.65 / 40)


@pytest.mark.parametrize("cut_s", [(3.0, 4.0), (8.0, 16.0), (20.0, 50.0)])
def test_the_ring_never_tells_when_the_line_is_cut(cut_s: tuple[float, float]) -> None:
    cut = Round(Condition(number_out=True), ends="cut", cut_s=cut_s)
    assert Bounds.of(cut) == Bounds.of(replace(cut, cut_s=(1.0, 59.0)))


def test_space_stops_escape_discards_and_p_pauses(window: MainWindow, begin: Begin) -> None:
    runner = begin(LADDER)
    press(window, Qt.Key.Key_Space)
    runner.advance(0.5)
    assert view(window).main_button.accessibleName() == "Stop"
    assert window.is_recording
    press(window, Qt.Key.Key_Escape)
    assert runner.orders == ["discard"]
    assert runner.discarded == ["take-1"]
    assert (window.page, window.is_recording) == ("drill", False)
    assert texts(window)["pause_head"] == "Thrown away"
    assert "in the trash" in texts(window)["pause_why"]
    press(window, Qt.Key.Key_Space)
    runner.advance(0.5)
    view(window)
    press(window, Qt.Key.Key_P)
    assert runner.orders[-1] == "pause"
    assert texts(window)["pause_head"] == "Paused"
    press(window, Qt.Key.Key_P)
    runner.advance(0.5)
    view(window)
    press(window, Qt.Key.Key_Space)
    assert runner.orders[-1] == "press"
    assert view(window).ring.words_label.text() == "Judging…"


def test_no_page_is_changed_while_somebody_speaks(window: MainWindow, begin: Begin) -> None:
    runner = begin(ONE)
    press(window, Qt.Key.Key_Space)
    runner.advance(0.5)
    view(window)
    assert not window.rail.buttons["takes"].isEnabled()
    window.show_page("takes")
    assert window.page == "drill"
    window.start_drill("ladder")
    assert window.drill.running.runner is runner, "another drill must not end what is being said"
    assert window.redoing._held
    runner.stop_now()
    runner.settle("passed")
    view(window)
    assert window.rail.buttons["takes"].isEnabled()
    assert not window.redoing._held


# ---- the summary ---------------------------------------------------------------------------------


def test_the_summary_tells_every_card_and_what_was_missed_most(
    window: MainWindow, begin: Begin, studio: ViewsStudio, qtbot: QtBot, said: list[str]
) -> None:
    take = studio.add_take(SHORT, "Kurz")
    runner = begin(BLOCK, CARDS, (take,))
    finish_block(window, runner)
    summary = view(window).summary
    qtbot.waitUntil(lambda: summary.complete)
    assert summary.isVisible()
    assert summary.head_label.text() == "3 of 5 cards passed"
    assert summary.most_label.text() == ("Missed most, 2 times: your number was not out in time.")
    assert summary.advice_label.text() == "Say your number right after your name."
    names = [part.text() for part in summary.findChildren(QLabel, "summary_name")]
    assert names == [f"Card {n}  ·  {card.name}  ·  {card.company}" for n, card in enumerate(CARDS, 1)]
    told = [part.text() for part in summary.findChildren(QLabel, "summary_told")]
    assert told[:2] == ["Passed.", f"Missed. {LATE.sentence}"]
    assert said[-1] == "3 of 5 cards passed. 3 passed, 2 missed."
    plays = summary.findChildren(QPushButton, "summary_play")
    assert [part.accessibleName() for part in plays][1] == "Listen to Card 2"
    qtbot.mouseClick(plays[1], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(studio.out.asked))
    assert studio.out.asked[0] == (pytest.approx(1.4), pytest.approx(4.6))
    opens = summary.findChildren(QPushButton, "summary_open")
    qtbot.mouseClick(opens[0], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.page == "review")


def test_rounds_that_were_tried_again_or_left_out_are_told(
    window: MainWindow, begin: Begin, qtbot: QtBot
) -> None:
    runner = judged(window, begin(LADDER))
    runner.settle("missed", LONG)
    runner.again()
    judged(window, runner)
    runner.settle("passed", values=(("length_most_s", 9.0),))
    runner.finish()
    summary = view(window).summary
    qtbot.waitUntil(lambda: summary.complete)
    told = [part.text() for part in summary.findChildren(QLabel, "summary_told")]
    assert told == ["Passed. 9.0 s long. Tried 2 times.", "Not tried", "Not tried"]
    assert summary.head_label.text() == "1 of 3 rounds passed"


def test_marks_tell_the_same_in_words() -> None:
    assert marks_words(("passed", "missed", "unknown", None, None)) == (
        "1 passed, 1 missed, 1 not known, 2 to go"
    )


# ---- how it looks --------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [(760, 560), (1180, 780), (1600, 1000)])
@pytest.mark.parametrize("text_scale", [1.0, 1.5])
def test_nothing_is_cut_in_any_moment(
    window: MainWindow, size: tuple[int, int], text_scale: float, qtbot: QtBot
) -> None:
    window.apply_theme(choose_theme("light", text_scale=text_scale))
    window.resize(*size)
    cut: set[str] = set()
    for name in scenes(window, BLOCK, CARDS, ["take-1"], lambda done: qtbot.waitUntil(done)):
        qtbot.wait(20)
        cut |= {f"{name}: {what}" for what in cut_texts(window)}
    assert not cut, "\n".join(sorted(cut))


def test_verdict_and_name_are_read_from_two_metres(window: MainWindow, begin: Begin, qtbot: QtBot) -> None:
    """A capital of 20 minutes of arc at two metres is 11.6 mm: 44 px at 96 dpi (ISO 9241-303 asks for 16)."""
    least_px = 35  # 16 minutes of arc
    window.resize(1180, 780)
    runner = begin(BLOCK, CARDS)
    view(window)
    qtbot.wait(20)

    def capital(name: str) -> int:
        part = view(window).panel.findChild(QLabel, name)
        assert part is not None
        return QFontMetrics(part.font()).capHeight()

    assert capital("card_name") >= least_px
    judged(window, runner)
    runner.settle("missed", LATE)
    view(window)
    qtbot.wait(20)
    assert capital("verdict") >= least_px
    assert QFontMetrics(view(window).ring.time_label.font()).capHeight() >= 2 * least_px


def test_a_block_of_two_hundred_cards_is_summed_up_whole(
    window: MainWindow, begin: Begin, qtbot: QtBot
) -> None:
    runner = begin(BLOCK, CARDS * 40)
    finish_block(window, runner)
    summary = view(window).summary
    assert not summary.complete, "made in turns: the window is not held up"
    qtbot.waitUntil(lambda: summary.complete)
    assert len(summary.findChildren(QLabel, "summary_name")) == 200


def test_every_control_of_it_has_a_name(window: MainWindow, begin: Begin) -> None:
    runner = judged(window, begin(LADDER))
    runner.settle("missed", LATE)
    names = []
    for part in view(window).findChildren(QPushButton):
        if part.isVisible():
            found = QAccessible.queryAccessibleInterface(part)
            names.append(found.text(QAccessible.Text.Name))
    assert all(names)
    assert f"Listen: {LATE.sentence}" in names
    assert not [name for name in names if re.fullmatch(r"\s*", name)]


def test_a_silence_that_is_asked_for_is_to_be_held(window: MainWindow, begin: Begin) -> None:
    held = Condition(line="So then what about you", silence_after_s=5)
    runner = begin(replace(ONE, rounds=(Round(held, ends="silence", silence_s=6, limit_s=30),)))
    assert texts(window)["ask_line"] == "“So then what about you”"
    press(window, Qt.Key.Key_Space)
    runner.advance(0.5)
    runner.say("so then what about you", for_s=2.3)  # the last word ends after 1.95 s
    assert view(window).ring.words_label.text() == "Speak"
    runner.advance(0.8)
    assert view(window).ring.words_label.text() == "Hold the silence"
