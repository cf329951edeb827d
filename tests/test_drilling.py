"""The runner of drills where something goes wrong; sound and words come as told."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path

import pytest

from rehearse.cli.console import Console
from rehearse.cli.drill_run import _Teller
from rehearse.cli.stopping import Stops
from rehearse.errors import (
    DeviceBusy,
    DeviceLost,
    DiskFull,
    ModelMissing,
    NoMicrophone,
)
from rehearse.library.takes import TakeState
from tests.helpers.drill_worlds import CARDS, Beep, RunnerWorld, drill
from tests.helpers.virtual_mic import wait_for


@pytest.fixture
def world(private_home: Path) -> Iterator[RunnerWorld]:
    made = RunnerWorld(private_home)
    yield made
    made.close()


def speak(world: RunnerWorld, passed: bool) -> None:
    world.end_beep()
    world.runner.press()
    world.settle(passed)


# --- the microphone


def test_without_a_microphone_it_waits_and_then_goes_on(world: RunnerWorld) -> None:
    world.studio.arm_error = NoMicrophone("No microphone was found.")
    runner = world.make(drill(2))
    runner.start()
    status = world.until("paused")
    assert status.problem is world.studio.arm_error
    assert status.run.attempts == ()
    runner.press()  # it is still not there
    wait_for(lambda: runner.status().phase == "paused", "the pause")
    world.studio.arm_error = None
    runner.press()
    speak(world, True)
    assert world.until("verdict").next_round == 1


def test_a_microphone_that_goes_away_in_the_beep_costs_nothing(world: RunnerWorld) -> None:
    runner = world.make(drill(2))
    runner.start()
    world.until("lead_in")
    wait_for(lambda: bool(world.studio.open), "the microphone")
    next(iter(world.studio.open)).error = lost = DeviceLost("Gone.")
    status = world.until("paused")
    assert status.problem is lost
    assert not world.studio.open
    assert world.studio.library.takes() == []


def test_a_microphone_that_goes_away_keeps_what_was_said_and_the_results(world: RunnerWorld) -> None:
    runner = world.make(drill(1, cards=(1, 30)), CARDS)
    runner.start()
    speak(world, True)
    world.until("verdict")
    runner.press()
    world.end_beep()
    live = world.studio.live
    assert live is not None
    live.lost = DeviceLost("The microphone went away.", kept="What you said up to then is kept.")
    world.settle(True)
    status = world.until("paused")
    assert status.problem is live.lost
    assert [one.outcome for one in status.run.attempts] == ["passed", "void"]
    assert status.run.attempts[1].problem == str(live.lost)
    assert status.run.attempts[1].take_id == live.take_id
    assert (status.round_, status.next_round) == (1, 1), "the same card again"
    runner.press()
    speak(world, False)
    assert world.until("verdict").next_round == 2
    kept = world.studio.library.drill_runs.get(runner.run_id)
    assert kept.attempts == runner.status().run.attempts, "and all of it is in the library"


def test_zeros_from_a_microphone_that_is_gone_are_no_silence(world: RunnerWorld) -> None:
    """A sound server may go on giving zeros for a microphone that was pulled out."""
    runner = world.make(drill(2))
    runner.start()
    world.end_beep()
    live = world.studio.live
    assert live is not None
    live.level_dbfs = None
    wait_for(lambda: runner._watch is not None and runner._watch.zeros, "the zeros to be seen")
    world.studio.arm_error = DeviceBusy("It cannot be opened.")
    runner.press()
    world.settle(False)
    status = world.until("paused")
    assert isinstance(status.problem, DeviceLost)
    assert status.attempt is not None
    assert status.attempt.outcome == "void", "nobody is blamed for what the microphone did"


def test_where_nobody_speaks_the_take_goes_into_the_trash(world: RunnerWorld) -> None:
    runner = world.make(drill(2))
    runner.start()
    world.end_beep()
    live = world.studio.live
    assert live is not None
    live.level_dbfs, live.elapsed_s = -60.0, 21.0
    status = world.until("paused")
    assert status.problem is not None
    assert "Nothing was said for 20 seconds" in str(status.problem)
    assert status.run.attempts == ()
    assert world.studio.library.drill_runs.get(runner.run_id).attempts == ()
    assert [take.id for take in world.studio.library.takes(deleted=True)] == [live.take_id]
    runner.press()
    assert world.until("lead_in").round_ == 0


def test_whoever_has_left_the_room_is_not_recorded_all_day(world: RunnerWorld) -> None:
    """A limit of less than twenty seconds ends before it is known that nobody speaks."""
    runner = world.make(drill(2, rest_s=0.01))
    runner.start()
    world.end_beep()
    live = world.studio.live
    assert live is not None
    live.elapsed_s = 61.0  # the limit
    live.hear("")
    status = world.until("paused")
    assert "No word was heard" in str(status.problem)
    assert status.attempt is not None
    assert (status.attempt.outcome, status.attempt.ended) == ("void", "limit")


def test_a_key_too_many_after_the_beep_is_no_miss(world: RunnerWorld) -> None:
    runner = world.make(drill(2, in_a_row=True))
    runner.start()
    speak(world, True)
    world.until("verdict")
    runner.press()
    world.end_beep()
    runner.press()
    assert world.studio.live is not None
    world.studio.live.hear("")
    status = world.until("verdict")
    assert status.attempt is not None
    assert (status.attempt.outcome, status.attempt.ended) == ("void", "speaker")
    assert status.attempt.problem == "No word was heard."
    assert status.next_round == 1, "the row goes on where it stood"


# --- the loudspeaker


def test_a_beep_that_cannot_be_heard_is_told_and_the_round_goes_on(world: RunnerWorld) -> None:
    world.studio.loudspeaker_problem = DeviceLost("The loudspeaker does not answer.")
    runner = world.make(drill(2))
    runner.start()
    world.end_beep()
    assert runner.status().unheard == "The beep cannot be heard. The loudspeaker does not answer."


@pytest.mark.parametrize("wanted", [True, False])
def test_the_sounds_after_a_take(wanted: bool, world: RunnerWorld) -> None:
    world.studio.settings.update(drill_sounds=wanted)
    runner = world.make(drill(2))
    runner.start()
    speak(world, True)
    world.until("verdict")
    runner.press()
    world.end_beep()
    assert world.studio.live is not None
    world.studio.live.elapsed_s = 61.0
    world.settle(False)
    world.until("verdict")
    after = ["beep", "passed", "beep", "line-dead", "missed"] if wanted else ["beep", "beep"]
    wait_for(lambda: world.studio.played == after, "the sounds")


# --- nobody can listen, nothing can be written


def test_without_a_model_the_attempt_is_void_and_the_take_is_kept(world: RunnerWorld) -> None:
    runner = world.make(drill(2))
    runner.start()
    world.end_beep()
    live = world.studio.live
    assert live is not None
    runner.press()
    error = ModelMissing("There is no model.")
    live.fail(error)
    status = world.until("paused")
    assert status.problem is error
    assert status.attempt is not None
    assert (status.attempt.outcome, status.attempt.problem) == ("void", "There is no model.")
    assert status.attempt.ended == "speaker", "the message itself was whole"
    assert world.studio.library.take(live.take_id).audio_path.exists()
    runner.press()
    speak(world, True)
    assert world.until("verdict").next_round == 1


def test_a_full_disk_at_the_verdict_keeps_it_until_there_is_room(
    world: RunnerWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    runner = world.make(drill(2))
    runner.start()
    world.end_beep()
    runs = world.studio.library.drill_runs
    full = DiskFull("The disk is full.")

    def refuse(*_arguments: object, **_more: object) -> None:
        raise full

    with monkeypatch.context() as patch:
        patch.setattr(runs, "settle", refuse)
        runner.press()
        world.settle(True)
        status = world.until("paused")
        assert status.problem is full
        assert status.attempt is not None
        assert status.attempt.outcome == "passed", "what was judged is shown"
        assert runs.get(runner.run_id).attempts[0].outcome is None
        runner.press()
        wait_for(lambda: runner.status().problem is full and runner.status().phase == "paused", "the pause")
        assert runner.status().round_ == 0
    runner.press()
    assert world.until("lead_in").round_ == 1
    assert [one.outcome for one in runs.get(runner.run_id).attempts] == ["passed"]


def test_a_full_disk_when_the_take_begins_or_the_attempt(
    world: RunnerWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    full = DiskFull("The disk is full.")
    world.studio.take_error = full
    runner = world.make(drill(2))
    runner.start()
    wait_for(lambda: world.studio.beep is not None and world.studio.beep.is_running, "the beep")
    assert world.studio.beep is not None
    world.studio.beep.end()
    assert world.until("paused").problem is full
    assert not world.studio.open
    world.studio.take_error = None

    def refuse(*_arguments: object) -> None:
        raise full

    with monkeypatch.context() as patch:
        patch.setattr(world.studio.library.drill_runs, "add_attempt", refuse)
        runner.press()
        world.until("lead_in")
        wait_for(lambda: world.studio.beep is not None and world.studio.beep.is_running, "the beep")
        world.studio.beep.end()
        assert world.until("paused").problem is full
    assert not world.studio.open
    (take,) = world.studio.library.takes()
    assert take.state is TakeState.RECORDED, "what was said before it was known is kept"


def test_a_take_that_cannot_be_finished_is_finished_later(world: RunnerWorld) -> None:
    runner = world.make(drill(2))
    runner.start()
    world.end_beep()
    world.studio.stop_error = DiskFull("The disk is full.")
    runner.press()
    status = world.until("paused")
    assert status.problem is world.studio.stop_error
    assert status.attempt is not None
    assert status.attempt.outcome == "void"
    world.studio.stop_error = None
    runner.press()
    world.until("lead_in")
    assert [take.state for take in world.studio.library.takes()] == [TakeState.RECORDED]


def test_a_fault_in_the_program_keeps_the_take_and_lets_go(
    world: RunnerWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    runner = world.make(drill(2))
    runner.start()
    world.end_beep()

    def wrong(*_arguments: object) -> None:
        raise ZeroDivisionError("a bug")

    monkeypatch.setattr("rehearse.drilling.verdict.judge", wrong)
    runner.press()
    world.settle(True)
    status = world.until("left")
    assert status.problem is not None
    assert "a bug" in str(status.problem)
    (attempt,) = world.studio.library.drill_runs.get(runner.run_id).attempts
    assert attempt.outcome == "void"
    assert len(world.studio.library.takes()) == 1


@pytest.mark.parametrize("where", ["lead_in", "status"])
def test_a_fault_in_the_beep_closes_the_microphone(
    where: str, world: RunnerWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    def wrong(*_arguments: object) -> None:
        raise ZeroDivisionError("a bug")

    monkeypatch.setattr(world.studio if where == "lead_in" else Beep, where, wrong)
    runner = world.make(drill(2))
    runner.start()
    wait_for(lambda: runner._shown.phase == "left", "the end")
    assert world.studio.n_armed == 1
    assert not world.studio.open


# --- a fault in the program


@pytest.mark.parametrize("place", ["take_error", "stop_error"])
def test_a_fault_in_the_program_ends_the_drill_in_words(place: str, world: RunnerWorld) -> None:
    """Nothing stays open, nobody waits for ever, and the run can be gone on with."""
    runner = world.make(drill(2))
    if place == "take_error":
        setattr(world.studio, place, RuntimeError("boom"))
    runner.start()
    if place == "stop_error":
        world.end_beep()
        setattr(world.studio, place, RuntimeError("boom"))
        runner.press()
    else:
        world.until("lead_in")
        wait_for(lambda: world.studio.beep is not None and world.studio.beep.is_running, "the beep", 20.0)
        assert world.studio.beep is not None
        world.studio.beep.end()
    status = world.until("left")
    assert "because of a fault in the program (RuntimeError('boom'))" in str(status.problem)
    assert runner.close(20.0)
    assert not world.studio.open
    assert world.studio.library.drill_runs.get(runner.run_id).state == "open"
    world.studio.stop_error = None


def test_the_terminal_tells_why_a_drill_ended_by_itself(
    world: RunnerWorld, capsys: pytest.CaptureFixture[str]
) -> None:
    world.studio.take_error = RuntimeError("boom")  # type: ignore[assignment]
    runner = world.make(drill(2))
    runner.start()
    wait_for(lambda: world.studio.beep is not None and world.studio.beep.is_running, "the beep", 20.0)
    assert world.studio.beep is not None
    world.studio.beep.end()
    _Teller(runner, Console(), Stops(), Namespace(format="text", resume=False)).until_over()
    assert "The drill stopped because of a fault in the program" in capsys.readouterr().err
