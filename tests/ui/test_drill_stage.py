"""The page a drill is done on, with the real window and a runner that obeys the test."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QFontMetrics
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from rehearse.analysis.drill_advice import advice
from rehearse.analysis.drills import MEASURES, Condition, Drill, Round
from rehearse.errors import DataError, DeviceLost
from rehearse.library.cards import ProspectCard
from rehearse.library.drill_record import DrillRecord
from rehearse.library.drill_runs import KeptMiss
from rehearse.speech.transcript import Span
from rehearse.ui import drill_stage
from rehearse.ui.drill_marks import marks_words
from rehearse.ui.drill_ring import Bounds
from rehearse.ui.drill_running import Begun
from rehearse.ui.drill_stage import DrillStageView
from rehearse.ui.drill_stage_words import ask_short, value_words
from rehearse.ui.tasks import Tasks
from rehearse.ui.theme import Theme, choose_theme
from rehearse.ui.window import MainWindow
from tests.helpers.drill_scenes import LATE, LONG, PITCH, begin_fake, scenes
from tests.helpers.fake_drill_runner import FakeDrillRunner
from tests.helpers.views import ViewsStudio, cut_texts

CARDS = tuple(
    ProspectCard(f"Dana {name}", "Office manager", f"{name} Copiers", (("City", "Omaha"), ("", "Hires")))
    for name in ("Able", "Baker", "Charlie", "Delta", "Echo")
)
WANTED = Condition(length_least_s=5, length_most_s=20, number_within=0.5)
ONE = Drill("one", "Twenty seconds", "Short.", "us", (Round(WANTED, limit_s=40),))
LADDER = replace(ONE, id="ladder", title="Ladder", rounds=ONE.rounds * 3, rest_s=8.0)
THINK = replace(ONE, id="cold", title="Cold card", rounds=(Round(WANTED, think_s=15.0, limit_s=40),))
BLOCK = replace(THINK, id="block", title="Call block", cards=(2, 30), rest_s=2.0)
SHORT = "hi dana it's bob five five five oh one two three"


@pytest.fixture
def studio(tmp_path: Path) -> Iterator[ViewsStudio]:
    made = ViewsStudio(tmp_path)
    yield made
    made.close()


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What a screen reader was told."""
    heard: list[str] = []
    monkeypatch.setattr(drill_stage, "announce", lambda _widget, text: heard.append(text))
    return heard


@pytest.fixture
def window(
    studio: ViewsStudio, tasks: Tasks, theme: Theme, qtbot: QtBot, said: list[str]
) -> Iterator[MainWindow]:
    made = MainWindow(studio, tasks, theme)
    made.show()
    qtbot.waitUntil(lambda: made._begun and not tasks.busy)
    made.activateWindow()
    yield made
    made.close()
    qtbot.waitUntil(made.isHidden)


Begin = Callable[..., FakeDrillRunner]


@pytest.fixture
def begin(window: MainWindow, qtbot: QtBot) -> Begin:
    def made(
        drill: Drill, cards: tuple[ProspectCard, ...] = (), takes: tuple[str, ...] = ()
    ) -> FakeDrillRunner:
        return begin_fake(window, drill, lambda done: qtbot.waitUntil(done), cards, takes)

    return made


def press(window: MainWindow, key: Qt.Key) -> None:
    QTest.keyClick(window.windowHandle(), key)


def view(window: MainWindow) -> DrillStageView:
    """The page, as the runner stands now."""
    window.drill.running.look()
    return window.drill.view


def texts(window: MainWindow) -> dict[str, str]:
    """What stands beside the ring, by name; several of a name are joined."""
    found: dict[str, str] = {}
    for block in view(window).panel.blocks:
        found[block.name] = f"{found[block.name]} {block.text}" if block.name in found else block.text
    shown = [part.text() for part in view(window).panel.findChildren(QLabel) if part.isVisible()]
    assert all(block.text in shown for block in view(window).panel.blocks if not block.optional)
    return found


def judged(window: MainWindow, runner: FakeDrillRunner) -> FakeDrillRunner:
    """To the moment at which the verdict is waited for."""
    if window.drill.running.ready:
        press(window, Qt.Key.Key_Space)
    runner.speak_now() if runner.phase != "lead_in" else runner.advance(0.5)
    runner.say(SHORT)
    runner.stop_now()
    view(window)
    return runner


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


# ---- the verdict ---------------------------------------------------------------------------------


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


# ---- what goes wrong -----------------------------------------------------------------------------


def test_a_lost_microphone_is_told_before_what_was_said_is_judged(window: MainWindow, begin: Begin) -> None:
    runner = begin(BLOCK, CARDS)
    runner.speak_now()
    runner.phase, runner.problem = "judging", DeviceLost("The microphone went away.", kept="It is kept.")
    shown = texts(window)
    assert (shown["pause_head"], shown["pause_why"]) == ("The microphone went away.", "It is kept.")


def test_a_lost_microphone_says_what_was_kept_and_space_tries_it_again(
    window: MainWindow, begin: Begin, said: list[str]
) -> None:
    runner = begin(BLOCK, CARDS)
    runner.speak_now()
    runner.lose(DeviceLost("The microphone went away.", kept="What you said is kept.", help="Plug it in."))
    shown = texts(window)
    assert (shown["pause_head"], shown["pause_why"], shown["pause_help"]) == (
        "The microphone went away.",
        "What you said is kept.",
        "Plug it in.",
    )
    assert said[-1] == "The microphone went away. What you said is kept. Plug it in."
    assert view(window).main_button.accessibleName() == "Try it again"
    assert not view(window).foot.left_button.isVisible(), "not the same on two buttons"
    press(window, Qt.Key.Key_Space)
    assert (view(window).phase, runner.round_) == ("thinking", 0)


def test_a_pause_in_the_message_says_that_it_does_not_count(window: MainWindow, begin: Begin) -> None:
    runner = begin(LADDER)
    press(window, Qt.Key.Key_Space)
    runner.speak_now() if runner.phase != "lead_in" else runner.advance(0.5)
    runner.lose(DeviceLost("You paused while you were speaking."))
    runner.problem = None  # as after P: the attempt is void, and nothing is wrong
    assert texts(window)["pause_void"] == "You paused while you were speaking. This take does not count."
    assert "N leaves this one" in view(window).hint_label.text()


def test_a_drill_of_one_round_offers_no_next_one(window: MainWindow, begin: Begin) -> None:
    runner = begin(ONE)
    press(window, Qt.Key.Key_Space)
    runner.advance(0.5)
    view(window)
    press(window, Qt.Key.Key_P)
    assert texts(window)["pause_head"] == "Paused"
    assert view(window).hint_label.text() == "Space goes on  ·  Escape leaves, and you can go on later"
    press(window, Qt.Key.Key_N)
    assert runner.orders[-1] == "pause"


def test_a_beep_nobody_hears_is_told_quietly(window: MainWindow, begin: Begin) -> None:
    runner = begin(ONE)
    press(window, Qt.Key.Key_Space)
    runner.unheard = "The beep cannot be heard."
    assert view(window).hint_label.text().startswith("The beep cannot be heard.  ·  Speak after the beep")


# ---- going away and coming back ------------------------------------------------------------------


def test_another_page_pauses_and_coming_back_goes_on(window: MainWindow, begin: Begin) -> None:
    runner = begin(BLOCK, CARDS)
    window.show_page("takes")
    assert runner.phase == "paused", "nobody is there to hear the beep"
    window.resume_drill("run-1")
    assert (window.page, window.drill.running.runner) == ("drill", runner)
    press(window, Qt.Key.Key_Space)
    assert view(window).phase == "thinking"


def test_escape_leaves_to_the_drills_and_the_run_waits(window: MainWindow, begin: Begin) -> None:
    runner = begin(BLOCK, CARDS)
    view(window)
    press(window, Qt.Key.Key_Escape)
    assert window.page == "drills"
    assert runner.phase == "paused"
    assert not runner.closed


def test_o_opens_the_take_and_escape_comes_back(
    window: MainWindow, begin: Begin, studio: ViewsStudio, qtbot: QtBot, tasks: Tasks
) -> None:
    take = studio.add_take(SHORT, "Kurz")
    runner = judged(window, begin(LADDER, takes=(take,)))
    runner.settle("passed")
    view(window)
    press(window, Qt.Key.Key_O)
    qtbot.waitUntil(lambda: window.page == "review" and not tasks.busy)
    assert runner.phase == "paused"
    assert window.rail.buttons["drills"].isChecked()
    press(window, Qt.Key.Key_Escape)
    assert window.page == "drill"
    assert texts(window)["verdict"] == "Passed"
    press(window, Qt.Key.Key_O)
    qtbot.waitUntil(lambda: window.page == "review" and not tasks.busy)
    press(window, Qt.Key.Key_R)
    assert (window.page, runner.orders[-1]) == ("drill", "again"), "again is the drill's"


def test_closing_while_speaking_leaves_the_run_and_closes_afterwards(
    window: MainWindow, begin: Begin, qtbot: QtBot
) -> None:
    runner = begin(BLOCK, CARDS)
    runner.speak_now()
    view(window)
    window.close()
    assert window.isVisible(), "the take is made safe first"
    qtbot.waitUntil(window.isHidden)
    assert runner.closed
    assert runner.run.attempts[-1].outcome == "void"
    assert runner.run.state == "open"


def test_a_run_in_which_nothing_was_said_is_not_offered_again(
    window: MainWindow, studio: ViewsStudio, begin: Begin, qtbot: QtBot, tasks: Tasks
) -> None:
    window.start_drill("ladder")
    qtbot.waitUntil(lambda: window.drill.phase == "ready")
    (run,) = studio.library.drill_runs.open_runs()
    begin(ONE)
    qtbot.waitUntil(lambda: not tasks.busy)
    assert studio.library.drill_runs.open_runs() == []
    assert run.n_rounds == 3


def test_leaving_before_the_first_beep_leaves_nothing_behind(
    window: MainWindow, studio: ViewsStudio, qtbot: QtBot, tasks: Tasks
) -> None:
    window.start_drill("ladder")
    qtbot.waitUntil(lambda: window.drill.phase == "ready")
    press(window, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: window.page == "drills")
    assert studio.library.drill_runs.all() == []
    qtbot.waitUntil(lambda: not tasks.busy)
    entry = window.pages.get("drills").book.entry("ladder")
    assert entry.open_run is None


# ---- the summary ---------------------------------------------------------------------------------


def finish_block(window: MainWindow, runner: FakeDrillRunner) -> None:
    """Every second card is missed."""
    for at in range(runner.run.n_rounds):
        judged(window, runner)
        late = replace(LATE, span=Span(2.0, 4.0))
        runner.settle(*(("missed", late) if at % 2 else ("passed",)))  # type: ignore[arg-type]
        runner.press()
    assert runner.phase == "done"


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
