"""The runner of drills where it is left and gone on with, and where much is ordered at once."""

from __future__ import annotations

import random
import threading
import time
from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from rehearse.analysis.drills import Condition, Round
from rehearse.cli.console import Console
from rehearse.cli.drill_run import _resumed
from rehearse.drilling.begin import DrillRunner, begin, let_go, resume
from rehearse.errors import (
    DataError,
    LibraryError,
    UsageError,
)
from rehearse.files import FileLock
from rehearse.library.library import Library
from rehearse.library.takes import TakeState
from tests.helpers.drill_worlds import CARDS, RunnerWorld, drill

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
    runner.leave()
    world.studio.library.close()  # the process is gone, and with it its hold on the take
    world.studio.library = Library.open(world.studio.paths.library)
    world.runner = resume(world.studio, runner.run_id)  # type: ignore[arg-type]
    world.runner.start()
    status = world.until("paused")
    assert status.attempt is not None
    assert status.attempt.outcome == "void"
    assert status.next_round == 0


def test_a_run_is_done_in_one_place_at_a_time_whatever_it_waits_for(world: RunnerWorld) -> None:
    """Also while nothing is recorded: two windows would ask for the same card, and judge it twice."""
    runner = world.make(drill(2))

    def again() -> DrillRunner:
        return resume(world.studio, runner.run_id)  # type: ignore[arg-type]

    with pytest.raises(LibraryError, match="in another window"):
        again()
    runner.start()
    speak(world, True)
    world.until("verdict")
    with pytest.raises(LibraryError, match="in another window"):
        again()
    assert runner.close(20.0)
    assert again().close(0.0), "it was let go of"
    world.runner = again()
    world.runner.start()
    assert world.until("paused").round_ == 1
    assert world.runner.close(20.0)
    assert not list(world.studio.paths.library.glob("drills/.*")), "no lock is left lying"


def test_a_disk_without_locks_keeps_nobody_from_a_drill(
    world: RunnerWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(lock: FileLock, **_more: object) -> bool:
        lock.refused = OSError(95, "Operation not supported")
        return False

    monkeypatch.setattr(FileLock, "acquire", refuse)
    runner = world.make(drill(2))
    runner.leave()
    world.runner = resume(world.studio, runner.run_id)  # type: ignore[arg-type]
    assert world.runner.status().round_ == 0


def test_a_script_from_a_file_may_be_named_again_when_a_run_is_gone_on_with(
    world: RunnerWorld, tmp_path: Path
) -> None:
    context: Any = SimpleNamespace(studio=world.studio, console=Console())
    plan = tmp_path / "plan.txt"
    plan.write_text("Please give me a call.")
    asked = Namespace(
        drill=None, script=str(plan), deck=None, cards=None, number="", device=None, hands_free=None
    )
    with pytest.raises(UsageError, match="goes on with the script"):
        _resumed(asked, context)  # there is no run at all
    world.make(drill(2)).leave()
    world.runner = _resumed(asked, context)
    script = world.runner._options.script
    assert script is not None
    assert script.text == "Please give me a call."
    world.runner.leave()
    kept = begin(world.studio, drill(2), script_id="a-stored-one")  # type: ignore[arg-type]
    kept.leave()
    with pytest.raises(UsageError, match="goes on with the script"):
        _resumed(asked, context)


def test_a_run_that_is_over_or_not_understood_is_refused(world: RunnerWorld) -> None:
    runner = world.make(drill(2))
    runner.start()
    runner.finish()
    world.until("done")
    with pytest.raises(LibraryError, match="is over"):
        resume(world.studio, runner.run_id)  # type: ignore[arg-type]
    for text in ("title = 3", "x = " + "[" * 100_000, ".a" * 100_000 + " = 1"):
        strange = world.studio.library.drill_runs.begin("x", "X", text, 1)
        with pytest.raises(DataError, match="cannot be gone on with"):
            resume(world.studio, strange.id)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="cards"):
        begin(world.studio, drill(1, cards=(1, 30)))  # type: ignore[arg-type]


def test_a_run_whose_last_verdict_was_written_is_over_when_it_is_gone_on_with(world: RunnerWorld) -> None:
    runner = world.make(drill(1, cards=(1, 30)), CARDS[:1])
    runner.leave()
    take = world.studio.library.begin_take()
    runs = world.studio.library.drill_runs
    runs.settle(runs.add_attempt(runner.run_id, 0, take.id).id, "passed")
    world.studio.library.fail_take(take.id, "Killed.")
    world.runner = resume(world.studio, runner.run_id)  # type: ignore[arg-type]
    world.runner.start()
    assert world.until("done").run.passed is True


def test_a_run_in_which_nothing_was_said_is_not_kept_open(world: RunnerWorld) -> None:
    studio: Any = world.studio
    runner = world.make(drill(2))
    runner.start()
    world.until("lead_in")
    assert let_go(studio, runner, 20.0)
    assert world.studio.library.drill_runs.open_runs() == []


def test_a_run_that_hangs_in_its_first_attempt_is_kept(world: RunnerWorld) -> None:
    """The attempt is written once the sound system answers."""
    studio: Any = world.studio
    runner = world.make(drill(2))
    runner.start()
    world.end_beep()
    live, answers = world.studio.live, threading.Event()
    assert live is not None
    stop = live.stop

    def hangs() -> object:
        assert answers.wait(20.0)
        return stop()

    live.stop = hangs  # type: ignore[method-assign,assignment]
    assert not let_go(studio, runner, 0.3)
    answers.set()
    world.settle(True)
    assert runner.close(20.0)
    (run,) = world.studio.library.drill_runs.open_runs()
    assert [one.outcome for one in run.attempts] == ["void"]


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
