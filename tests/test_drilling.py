"""The runner of drills where something goes wrong, or much at once; sound and words come as told."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from rehearse.analysis.drills import Condition, Round
from rehearse.drilling import DrillRunner, begin, resume
from rehearse.errors import (
    DataError,
    DeviceBusy,
    DeviceLost,
    DiskFull,
    LibraryError,
    ModelMissing,
    NoMicrophone,
)
from rehearse.library.library import Library
from rehearse.library.takes import TakeState
from tests.helpers.drill_worlds import CARDS, Beep, RunnerWorld, drill
from tests.helpers.virtual_mic import wait_for

PHASES = {"thinking", "lead_in", "speaking", "judging", "verdict", "paused", "done", "left"}


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
    assert (status.attempt.outcome, status.attempt.ended) == ("unknown", "limit")


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

    monkeypatch.setattr("rehearse.drill_runner.judge", wrong)
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


# --- left and gone on with


@pytest.mark.parametrize("order", ["leave", "finish", "next"])
def test_an_order_in_the_middle_of_a_message(order: str, world: RunnerWorld) -> None:
    runner = world.make(drill(2))
    runner.start()
    world.end_beep()
    live = world.studio.live
    assert live is not None
    getattr(runner, order)()
    world.settle(True)
    status = world.until({"leave": "left", "finish": "done", "next": "lead_in"}[order])
    (attempt,) = status.run.attempts
    assert (attempt.outcome, attempt.take_id) == ("void", live.take_id)
    assert attempt.problem
    assert status.run.state == {"leave": "open", "finish": "left", "next": "open"}[order]
    assert status.round_ == (1 if order == "next" else 0)


def test_leaving_while_it_is_judged_does_not_wait_for_ever(world: RunnerWorld) -> None:
    runner = world.make(drill(2))
    runner.start()
    world.end_beep()
    runner.press()
    world.until("judging")
    began_s = time.monotonic()
    assert runner.close(30.0)
    assert time.monotonic() - began_s > 0.5, "the words usually come in that time"
    (attempt,) = world.studio.library.drill_runs.get(runner.run_id).attempts
    assert (attempt.outcome, attempt.problem) == ("void", "You left before this take was judged.")


def test_leaving_after_the_last_verdict_ends_the_run(world: RunnerWorld) -> None:
    runner = world.make(drill(2))
    runner.start()
    speak(world, True)
    world.until("verdict")
    runner.press()
    speak(world, True)
    world.until("verdict")
    assert runner.close(20.0)
    run = world.studio.library.drill_runs.get(runner.run_id)
    assert (run.state, run.passed) == ("done", True)


def test_a_run_goes_on_where_it_was(world: RunnerWorld) -> None:
    runner = world.make(drill(1, cards=(1, 30)), CARDS)
    runner.start()
    speak(world, False)
    world.until("verdict")
    assert runner.close(20.0)
    studio = world.studio
    world.runner = resume(studio, runner.run_id)  # type: ignore[arg-type]
    world.runner.start()
    status = world.until("paused")
    assert (status.round_, status.card, status.drill.id) == (1, CARDS[1], "test")
    assert status.drill.rounds == runner.drill.rounds
    world.runner.press()
    for _card in (1, 2):
        speak(world, True)
        world.until("verdict")
        world.runner.press()
    status = world.until("done")
    assert [one.round_ for one in status.run.attempts] == [0, 1, 2]


def test_what_a_dead_process_left_is_void(world: RunnerWorld) -> None:
    runner = world.make(drill(2))
    take = world.studio.library.begin_take()
    world.studio.library.drill_runs.add_attempt(runner.run_id, 0, take.id)
    with pytest.raises(LibraryError, match="in another window"):
        resume(world.studio, runner.run_id)  # type: ignore[arg-type]
    world.studio.library.close()  # the process is gone, and with it its hold on the take
    world.studio.library = Library.open(world.studio.paths.library)
    world.runner = resume(world.studio, runner.run_id)  # type: ignore[arg-type]
    world.runner.start()
    status = world.until("paused")
    assert status.attempt is not None
    assert status.attempt.outcome == "void"
    assert status.next_round == 0


def test_a_run_that_is_over_or_not_understood_is_refused(world: RunnerWorld) -> None:
    runner = world.make(drill(2))
    runner.start()
    runner.finish()
    world.until("done")
    with pytest.raises(LibraryError, match="is over"):
        resume(world.studio, runner.run_id)  # type: ignore[arg-type]
    strange = world.studio.library.drill_runs.begin("x", "X", "title = 3", 1)
    with pytest.raises(DataError, match="cannot be gone on with"):
        resume(world.studio, strange.id)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="cards"):
        begin(world.studio, drill(1, cards=(1, 30)))  # type: ignore[arg-type]


def test_a_run_whose_last_verdict_was_written_is_over_when_it_is_gone_on_with(world: RunnerWorld) -> None:
    runner = world.make(drill(1, cards=(1, 30)), CARDS[:1])
    take = world.studio.library.begin_take()
    runs = world.studio.library.drill_runs
    runs.settle(runs.add_attempt(runner.run_id, 0, take.id).id, "passed")
    world.studio.library.fail_take(take.id, "Killed.")
    world.runner = resume(world.studio, runner.run_id)  # type: ignore[arg-type]
    world.runner.start()
    assert world.until("done").run.passed is True


# --- much at once


def test_a_key_means_what_was_shown_when_it_was_pressed(world: RunnerWorld) -> None:
    """Pressed in the moment the line went dead: the verdict is not skipped."""
    runner = world.make(drill(2, rest_s=0.0))
    runner.start()
    world.end_beep()
    before = runner._shown
    assert world.studio.live is not None
    world.studio.live.elapsed_s = 61.0
    world.settle(True)
    world.until("verdict")
    runner._orders.give("press", before.turn)  # as a thread would that was about to
    runner._orders.give("again", before.turn)
    time.sleep(0.2)
    assert runner.status().phase == "verdict"


def test_the_cut_is_drawn_anew_and_never_shown(world: RunnerWorld) -> None:
    cut = Round(Condition(number_out=True), ends="cut", cut_s=(5.0, 50.0))
    made = drill(2, rest_s=0.0)
    made = type(made)("test", "Test", "t", "s", (cut, cut))
    runner = begin(world.studio, made, chance=random.Random(3))  # type: ignore[arg-type]
    world.runner = runner
    expected = [random.Random(3).uniform(5.0, 50.0)]
    runner.start()
    world.end_beep()
    assert str(round(expected[0])) not in repr(runner.status().what.limit_s)
    status = runner.status()
    assert (status.left_s, status.total_s) == (None, None)
    live = world.studio.live
    assert live is not None
    live.elapsed_s = expected[0] - 0.01
    time.sleep(0.2)
    assert runner.status().phase == "speaking"
    live.elapsed_s = expected[0]
    world.settle(False)
    status = world.until("verdict")
    assert status.attempt is not None
    assert (status.attempt.ended, status.attempt.cut_s) == ("cut", 1.0), "as long as the recording is"


@pytest.mark.parametrize("seed", range(12))
def test_orders_from_many_threads_lose_nothing(seed: int, world: RunnerWorld) -> None:
    """Whatever is ordered and when: no microphone stays open, no take is lost, every attempt is settled."""
    chance = random.Random(seed)
    runner = world.make(drill(3, rest_s=0.02, think_s=0.02, in_a_row=bool(seed % 2)))
    over = threading.Event()

    def order(seed: int) -> None:
        own = random.Random(seed)
        names = ["press"] * 8 + ["again", "next", "pause", "discard"]
        while not over.is_set():
            getattr(runner, own.choice(names))()
            assert runner.status().phase in PHASES
            time.sleep(own.uniform(0.0, 0.01))

    def world_goes_on() -> None:
        while not over.is_set():
            beep, live = world.studio.beep, world.studio.live
            if beep is not None and beep.is_running:
                beep.end()
            if live is not None and chance.random() < 0.3:
                live.hear(chance.choice(["hi this is bob smith", "well " * 40]))
            time.sleep(0.005)

    threads = [threading.Thread(target=order, args=(seed * 10 + n,)) for n in range(3)]
    threads.append(threading.Thread(target=world_goes_on))
    runner.start()
    for thread in threads:
        thread.start()
    until_s = time.monotonic() + 1.5
    while time.monotonic() < until_s and runner.status().phase not in ("done", "left"):
        time.sleep(0.02)
    closed = runner.close(20.0)
    over.set()
    for thread in threads:
        thread.join()
    assert closed
    assert not world.studio.open
    run = world.studio.library.drill_runs.get(runner.run_id)
    assert run.attempts == runner.status().run.attempts
    assert all(one.outcome is not None for one in run.attempts)
    kept = {take.id for take in world.studio.library.takes()}
    assert {one.take_id for one in run.attempts} <= kept
    assert all(
        take.state is not TakeState.RECORDING
        for take in (*world.studio.library.takes(), *world.studio.library.takes(deleted=True))
    )


def test_no_runner_waits_for_one_that_was_never_started(world: RunnerWorld) -> None:
    runner: DrillRunner = world.make(drill(1))
    assert runner.close(0.0)
    runner.start()
    assert runner.status().phase == "left", "it was let go before it began"
