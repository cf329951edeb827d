"""What every runner of drills keeps: the real one, and the stand-in of the window's tests."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from rehearse.analysis.drills import Drill
from rehearse.drilling.status import DrillRunnerLike, DrillStatus
from rehearse.library.cards import ProspectCard
from tests.helpers.drill_worlds import CARDS, RunnerWorld, drill


class StandInWorld:
    """The stand-in of the window's tests, led by the same steps."""

    def __init__(self) -> None:
        self.runner: Any = None

    def make(self, made: Drill, cards: Sequence[ProspectCard] = (), *, resumed: bool = False) -> Any:
        from tests.helpers.fake_drill_runner import FakeDrillRunner

        self.runner = FakeDrillRunner(made, cards, resumed=resumed)
        return self.runner

    def until(self, *phases: str) -> DrillStatus:
        status: DrillStatus = self.runner.status()
        assert status.phase in phases
        return status

    def end_beep(self) -> None:
        assert self.runner.phase == "lead_in"
        self.runner.advance(1.0)
        self.until("speaking")

    def settle(self, passed: bool) -> None:
        self.runner.settle("passed" if passed else "missed")

    def close(self) -> None:
        assert self.runner.close(1.0)


WORLDS = ["real", *(["stand-in"] if importlib.util.find_spec("tests.helpers.fake_drill_runner") else [])]


@pytest.fixture(params=WORLDS)
def world(request: pytest.FixtureRequest, private_home: Path) -> Iterator[Any]:
    made = RunnerWorld(private_home) if request.param == "real" else StandInWorld()
    yield made
    made.close()


def speak(world: Any, passed: bool) -> DrillStatus:
    """From the lead-in to what follows the verdict."""
    world.end_beep()
    world.runner.press()
    world.until("judging")
    world.settle(passed)
    status: DrillStatus = world.until("verdict", "paused", "done")
    return status


def test_thinking_a_beep_speaking_judging_a_verdict(world: Any) -> None:
    runner: DrillRunnerLike = world.make(drill(2, think_s=50.0))
    runner.start()
    status = world.until("thinking")
    assert status.total_s == 50.0
    assert 40.0 < status.left_s <= 50.0
    assert (status.round_, status.n_rounds, status.is_recording) == (0, 2, False)
    assert status.attempt is None
    runner.press()
    status = world.until("lead_in")
    assert status.is_recording
    world.end_beep()
    status = world.until("speaking")
    assert status.is_recording
    assert status.live is not None
    runner.press()
    status = world.until("judging")
    assert not status.is_recording
    assert status.run.attempts == (), "it is not over"
    world.settle(True)
    status = world.until("verdict")
    assert status.attempt is not None
    assert (status.attempt.outcome, status.attempt.round_) == ("passed", 0)
    assert status.run.attempts == (status.attempt,)
    assert (status.round_, status.next_round, status.total_s) == (0, 1, 60.0)
    assert 50.0 < status.left_s <= 60.0


def test_a_miss_is_tried_again_and_a_pass_leads_on_to_the_end(world: Any) -> None:
    runner = world.make(drill(2))
    runner.start()
    assert speak(world, False).next_round == 0
    runner.press()
    assert speak(world, True).next_round == 1
    runner.press()
    status = speak(world, True)
    assert (status.phase, status.round_, status.next_round) == ("verdict", 1, None)
    runner.press()
    status = world.until("done")
    assert (status.run.state, status.run.passed) == ("done", True)
    assert [one.outcome for one in status.run.attempts] == ["missed", "passed", "passed"]


def test_without_a_rest_a_verdict_waits(world: Any) -> None:
    world.make(drill(2, rest_s=0.0)).start()
    status = speak(world, True)
    assert (status.phase, status.left_s, status.total_s) == ("verdict", None, None)


def test_in_a_row_a_miss_begins_with_the_first_round(world: Any) -> None:
    runner = world.make(drill(3, in_a_row=True))
    runner.start()
    assert speak(world, True).next_round == 1
    runner.press()
    assert speak(world, False).next_round == 0
    runner.press()
    assert world.until("lead_in").round_ == 0


def test_one_round_is_over_with_its_verdict(world: Any) -> None:
    world.make(drill(1)).start()
    status = speak(world, False)
    assert (status.phase, status.run.state, status.run.passed) == ("done", "done", False)
    assert status.attempt is not None
    assert status.attempt.outcome == "missed"


def test_with_cards_it_goes_on_whatever_came_of_the_last_one(world: Any) -> None:
    runner = world.make(drill(1, cards=(1, 30)), CARDS)
    runner.start()
    for n, passed in enumerate((False, True, True)):
        assert world.until("lead_in").card == CARDS[n]
        status = speak(world, passed)
        assert status.next_round == (n + 1 if n < 2 else None)
        runner.press()
    status = world.until("done")
    assert (status.run.state, status.run.passed) == ("done", False)


def test_again_tries_the_round_whose_verdict_is_shown(world: Any) -> None:
    runner = world.make(drill(2))
    runner.start()
    speak(world, True)
    runner.again()
    assert world.until("lead_in").round_ == 0
    assert speak(world, False).next_round == 0, "the last one counts"


def test_next_leaves_a_round_and_the_last_one_ends_the_run(world: Any) -> None:
    runner = world.make(drill(2, think_s=50.0))
    runner.start()
    runner.next()
    wait_round(world, 1)
    runner.next()
    status = world.until("done")
    assert status.run.passed is False
    assert status.run.attempts == ()


def wait_round(world: Any, round_: int) -> None:
    from tests.helpers.virtual_mic import wait_for

    wait_for(lambda: world.runner.status().round_ == round_, f"round {round_}", 20.0)


def test_a_pause_while_speaking_makes_the_attempt_void_and_press_repeats_it(world: Any) -> None:
    runner = world.make(drill(2))
    runner.start()
    world.end_beep()
    runner.pause()
    if isinstance(world, RunnerWorld):
        world.settle(True)  # it is listened to, so that the take has its words
    status = world.until("paused")
    assert status.attempt is not None
    assert status.attempt.outcome == "void"
    assert status.attempt.problem
    assert (status.problem, status.left_s, status.next_round) == (None, None, 0)
    runner.press()
    assert world.until("lead_in").round_ == 0


@pytest.mark.parametrize("phase", ["thinking", "lead_in", "verdict"])
def test_a_pause_waits_for_press_in_every_phase(world: Any, phase: str) -> None:
    runner = world.make(drill(2, think_s=50.0))
    runner.start()
    if phase != "thinking":
        world.until("thinking")
        runner.press()
        world.until("lead_in")
    if phase == "verdict":
        speak(world, True)
    runner.pause()
    status = world.until("paused")
    assert not status.is_recording
    assert status.problem is None
    runner.press()
    status = world.until("thinking")
    assert status.round_ == (1 if phase == "verdict" else 0)
    assert len(status.run.attempts) == (1 if phase == "verdict" else 0), "nothing was added"


def test_what_is_discarded_was_no_attempt(world: Any) -> None:
    runner = world.make(drill(2))
    runner.start()
    world.end_beep()
    runner.discard()
    status = world.until("paused")
    assert status.run.attempts == ()
    assert status.next_round == 0


def test_finish_ends_the_run_and_leaves_what_was_not_tried(world: Any) -> None:
    runner = world.make(drill(3))
    runner.start()
    speak(world, True)
    runner.finish()
    status = world.until("done")
    assert (status.run.state, status.run.passed) == ("left", False)
    runner.press()
    runner.again()
    assert world.until("done").run == status.run, "there is nothing to order any more"


@pytest.mark.parametrize("phase", ["before", "thinking", "verdict", "paused"])
def test_a_run_that_was_left_stays_open(world: Any, phase: str) -> None:
    runner = world.make(drill(2, think_s=50.0))
    if phase != "before":
        runner.start()
        world.until("thinking")
    if phase in ("verdict", "paused"):
        runner.press()
        world.until("lead_in")
        speak(world, True)
    if phase == "paused":
        runner.pause()
        world.until("paused")
    assert runner.close(20.0)
    status = world.until("left")
    assert status.run.state == "open"
    assert runner.close(1.0), "once more is no harm"


def test_a_run_that_is_gone_on_with_waits_first(world: Any) -> None:
    runner = world.make(drill(2), resumed=True)
    runner.start()
    status = world.until("paused")
    assert (status.problem, status.round_, status.next_round) == (None, 0, 0)
    runner.press()
    world.until("lead_in")


def test_a_press_while_it_is_judged_does_not_skip_the_verdict(world: Any) -> None:
    runner = world.make(drill(2))
    runner.start()
    world.end_beep()
    runner.press()
    world.until("judging")
    for _time in range(3):
        runner.press()
    world.settle(False)
    status = world.until("verdict", "lead_in")
    assert status.phase == "verdict"
