"""The page of a drill after a take: pass or miss, what to change, and what comes next."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from rehearse.analysis.drill_advice import advice
from rehearse.analysis.drills import MEASURES, Condition
from rehearse.library.drill_record import DrillRecord
from rehearse.library.drill_runs import KeptMiss
from rehearse.speech.transcript import Span
from rehearse.ui.drill_running import Begun
from rehearse.ui.drill_stage_words import ask_short, value_words
from rehearse.ui.window import MainWindow
from tests.helpers.drill_scenes import LATE, LONG, PITCH
from tests.helpers.fake_drill_runner import FakeDrillRunner
from tests.helpers.views import ViewsStudio
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


def test_a_pass_is_told_with_what_was_measured(window: MainWindow, begin: Begin, said: list[str]) -> None:
    runner = judged(window, begin(LADDER))
    runner.settle("passed", values=(("length_most_s", 17.24), ("number_within", 0.31)))
    shown = texts(window)
    assert shown["verdict"] == "Passed"
    assert shown["verdict_values"] == "17.2 s long Number out at 31 %"
    assert shown["goes_on"] == "Round 2 in 8 s"
    runner.advance(2.5)
    assert texts(window)["goes_on"] == "Round 2 in 6 s"
    assert view(window).ring._share == pytest.approx(5.5 / 8)
    assert view(window).head.marks.accessibleName() == "1 passed, 0 missed, 2 to go"
    assert "Passed." in said


def test_who_is_called_next_is_known_before_the_beep(window: MainWindow, begin: Begin) -> None:
    runner = judged(window, begin(BLOCK, CARDS))
    runner.settle("missed")
    assert texts(window)["goes_on"] == f"Card 2 in 2 s: {CARDS[1].name}"


def test_what_was_never_better_is_told(window: MainWindow, begin: Begin, said: list[str]) -> None:
    runner = judged(window, begin(LADDER))
    window.drill.running.record = DrillRecord(bests={"length_most_s": 17.0})
    runner.settle("passed", values=(("length_least_s", 18.0), ("length_most_s", 18.0)))
    assert "verdict_praise" not in texts(window)
    runner.press()
    judged(window, runner)
    runner.settle("passed", values=(("length_least_s", 16.9), ("length_most_s", 16.9)))
    assert texts(window)["verdict_praise"] == "Your shortest yet"
    assert said[-1] == "Passed. Your shortest yet."
    runner.again()
    judged(window, runner)
    runner.settle("passed", values=(("length_most_s", 16.95),))
    assert "verdict_praise" not in texts(window), "it was better a moment ago"


def test_passes_in_a_row_and_the_best_block_are_told(window: MainWindow, begin: Begin, qtbot: QtBot) -> None:
    runner = judged(window, begin(ONE))
    window.drill.running.record = DrillRecord(streak=2)
    runner.settle("passed")
    assert texts(window)["verdict_praise"] == "Passed 3 times in a row"
    runner = begin(BLOCK, CARDS)
    window.drill.running.record = DrillRecord(best_cards=(2, 10))
    finish_block(window, runner)
    assert view(window).summary.best_label.text() == "Your best block yet: before it was 2 of 10."
    runner = begin(BLOCK, CARDS)
    window.drill.running.record = DrillRecord(best_cards=(3, 10))
    finish_block(window, runner)
    assert not view(window).summary.best_label.isVisible()


def test_a_miss_says_what_to_change_and_plays_the_place(
    window: MainWindow, begin: Begin, studio: ViewsStudio, qtbot: QtBot, said: list[str]
) -> None:
    take = studio.add_take(SHORT, "Kurz")
    runner = judged(window, begin(LADDER, takes=(take,)))
    runner.settle("missed", replace(LATE, span=Span(2.0, 4.0)), PITCH)
    shown = texts(window)
    assert shown["verdict"] == "Missed"
    assert shown["verdict_why"] == LATE.sentence
    assert shown["verdict_advice"] == "Say your number right after your name."
    assert shown["verdict_also"] == PITCH.sentence
    assert shown["goes_on"] == "The same round again in 8 s"
    assert f"{LATE.sentence} Say your number right after your name." in said[-1]
    press(window, Qt.Key.Key_L)
    assert runner.orders[-1] == "pause", "the beep must not come into what is heard"
    assert texts(window)["verdict_why"] == LATE.sentence, "the verdict stays in sight"
    assert "Nothing runs on" in texts(window)["goes_on"]
    qtbot.waitUntil(lambda: studio.out.asked == [(pytest.approx(1.4), pytest.approx(4.6))])
    assert view(window).listening.heard is not None
    press(window, Qt.Key.Key_L)
    assert view(window).listening.heard is None
    qtbot.mouseClick(view(window).panel.buttons[1], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(studio.out.asked) == 2)
    assert studio.out.asked[1] == (pytest.approx(2.4), pytest.approx(5.1))
    press(window, Qt.Key.Key_R)
    assert runner.orders[-1] == "again"
    assert view(window).phase == "lead_in"
    assert view(window).listening.playback.take_id is None, "the loudspeaker is free for the beep"


def test_what_is_not_known_is_no_miss_and_gives_no_advice(window: MainWindow, begin: Begin) -> None:
    runner = judged(window, begin(ONE))
    why = KeptMiss("number_pace_most", "How fast you said it is not known: too few words.", None, 1.0, True)
    runner.settle("unknown", why)
    shown = texts(window)
    assert shown["verdict"] == "Not known"
    assert shown["verdict_why"] == why.sentence
    assert "verdict_advice" not in shown


def test_every_measure_has_an_advice_and_a_short_name() -> None:
    full = Condition(
        length_least_s=5, length_most_s=20, number_within=0.4, number_before_s=6, number_heard=True,
        number_pace_most=1.0, number_out=True, reason_within_s=5, reason_out=True, opening_about_them=True,
        no_pitch=True, line="So then", stop_after_line=True, silence_after_s=5,
    )  # fmt: skip
    assert full.asked() == MEASURES
    assert all(advice(name, full) for name in (*MEASURES, "finished"))
    assert advice("silence_after_s", full) == "After your last word say nothing for 5 seconds."
    assert len(ask_short(full)) == len(MEASURES) - 1, "the two lengths are one"
    assert "number in the first 40 %" in ask_short(full)
    assert value_words([("length_least_s", 8.0), ("length_most_s", 8.0)]) == ["8.0 s long"], "told once"


def test_a_single_round_ends_with_its_verdict_and_r_does_it_again_at_once(
    window: MainWindow, begin: Begin, qtbot: QtBot
) -> None:
    runner = judged(window, begin(ONE))
    runner.settle("missed", LONG)
    assert view(window).body.scene.isVisible()
    assert texts(window)["verdict_why"] == LONG.sentence
    assert view(window).main_button.accessibleName() == "Do it again"
    following = FakeDrillRunner(ONE, run_id="run-2")
    window.drill.running.begin = lambda _studio, _wanted: Begun(following)
    press(window, Qt.Key.Key_R)
    qtbot.waitUntil(lambda: following.started)
    assert runner.closed
    assert view(window).phase == "lead_in", "whoever does it again knows what is asked"


def test_n_leaves_a_round_out_and_space_goes_on(window: MainWindow, begin: Begin) -> None:
    runner = judged(window, begin(LADDER))
    runner.settle("missed", LONG)
    page = view(window)
    assert page.main_button.accessibleName() == "Try it again"
    assert page.foot.right_button.text().strip() == "Leave it out"
    press(window, Qt.Key.Key_N)
    assert (runner.orders[-1], runner.round_) == ("next", 1)
    judged(window, runner)
    runner.settle("passed")
    view(window)
    press(window, Qt.Key.Key_Space)
    assert runner.round_ == 2


def test_in_a_row_says_how_many_and_a_miss_begins_from_the_start(window: MainWindow, begin: Begin) -> None:
    runner = judged(window, begin(replace(LADDER, in_a_row=True)))
    runner.settle("passed")
    assert texts(window)["verdict_praise"] == "1 of 3 in a row"
    press(window, Qt.Key.Key_Space)
    judged(window, runner)
    runner.settle("missed", LONG)
    assert texts(window)["goes_on"] == "From the start in 8 s"
    assert view(window).head.marks.outcomes == ("passed", "missed", None)
    press(window, Qt.Key.Key_Space)
    assert view(window).head.marks.outcomes == (None, None, None), "what was before counts no more"
    judged(window, runner)
    runner.settle("passed")
    assert view(window).head.marks.outcomes == ("passed", None, None)


def test_with_reduced_motion_a_verdict_is_there_at_once(
    window: MainWindow, begin: Begin, studio: ViewsStudio
) -> None:
    runner = judged(window, begin(LADDER))
    runner.settle("passed")
    assert not view(window).ring.at_rest, "a pass is drawn"
    studio.settings.update(reduced_motion=True)
    runner = judged(window, begin(LADDER))
    runner.settle("passed")
    ring = view(window).ring
    assert ring.at_rest
    places = set()
    for _tenth in range(30):
        runner.advance(0.1)
        view(window)
        places.add(ring._angle)
    assert len(places) <= 4
