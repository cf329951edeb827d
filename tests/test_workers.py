"""Processes whose work may end them: each death costs its own job, and nothing is left running."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from rehearse import cli, copying, processes
from rehearse.errors import Cancelled, DataError, RehearseError
from rehearse.processes import BeginFailed, Died, Tell, Workers
from tests.helpers.virtual_mic import wait_for

#: What `begin` was given, in the process itself.
_given = ""


def begin(given: str) -> None:
    global _given
    _given = given


def die(_given: str) -> None:
    os._exit(3)


def fail(_given: str) -> None:
    raise DataError("cannot begin")


def work(job: str, tell: Tell) -> str:
    kind, _, rest = job.partition(" ")
    if kind == "die":
        os.kill(os.getpid(), signal.SIGKILL)
    if kind == "hang":
        tell(os.getpid())
        time.sleep(600)
    if kind == "tell":
        for number in range(3):
            tell(number)
    if kind == "refuse":
        raise DataError(rest, kept="kept", help="help")
    if kind == "bug":
        raise ZeroDivisionError(rest)
    return f"{_given} {rest}"


def run(jobs: list[str], *, copies: bool, patience_s: float = 60.0, **more: Any) -> dict[str, Any]:
    with Workers(work, 2, begin=begin, begin_with=("hi",), patience_s=patience_s, copies=copies) as workers:
        return dict(workers.run(jobs, **more))


both = pytest.mark.parametrize("copies", [False, True])


@both
def test_every_job_is_answered_and_one_that_dies_costs_no_other(copies: bool) -> None:
    told: list[tuple[str, Any]] = []
    found = run(
        ["ok 1", "die", "ok 2", "refuse no", "tell 3", "ok 4"],
        copies=copies,
        on_news=lambda *news: told.append(news),
    )
    refused = found.pop("refuse no")
    assert isinstance(refused, RehearseError)
    assert (refused.id, refused.message, refused.kept, refused.help) == ("data", "no", "kept", "help")
    assert found.pop("die") == Died()
    assert found == {"ok 1": "hi 1", "ok 2": "hi 2", "tell 3": "hi 3", "ok 4": "hi 4"}
    assert told == [("tell 3", 0), ("tell 3", 1), ("tell 3", 2)]


@both
def test_a_fault_of_ours_is_raised_here(copies: bool) -> None:
    with pytest.raises(ZeroDivisionError):
        run(["bug x"], copies=copies)


@both
def test_a_job_that_says_nothing_any_more_is_ended(copies: bool) -> None:
    found = run(["hang", "ok 1"], copies=copies, patience_s=1.0)
    assert found == {"hang": Died(hung=True), "ok 1": "hi 1"}


@both
@pytest.mark.skipif(not Path("/proc/self").exists(), reason="processes are counted there")
def test_stopping_leaves_no_process(copies: bool) -> None:
    at_work: list[int] = []

    def check() -> None:
        if len(at_work) == 2:
            raise Cancelled()

    workers: Workers[str, str] = Workers(work, 2, begin=begin, begin_with=("hi",), copies=copies)
    with workers:
        with pytest.raises(Cancelled):
            list(
                workers.run(
                    ["hang", "hang again"], check=check, on_news=lambda _job, pid: at_work.append(pid)
                )
            )
        pids = {*at_work, *(worker.process.pid for worker in workers._workers)}
        assert len(pids) == (3 if copies and processes.CAN_COPY else 2)
    wait_for(lambda: not any(map(_runs, pids)), "the processes to end")


def _runs(pid: int) -> bool:
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
    return stat.rpartition(")")[2].split()[0] != "Z"


def test_nothing_begins_while_it_may_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "_LOOK_S", 0.01)
    asked = 0

    def may_begin() -> bool:
        nonlocal asked
        asked += 1
        return asked > 20

    assert run(["ok 1"], copies=False, may_begin=may_begin) == {"ok 1": "hi 1"}
    assert asked > 20


def test_a_process_that_cannot_begin_is_told() -> None:
    with Workers(work, 1, begin=die, begin_with=("x",)) as workers, pytest.raises(BeginFailed):
        list(workers.run(["ok 1"]))
    with (
        Workers(work, 1, begin=fail, begin_with=("x",)) as workers,
        pytest.raises(DataError, match="cannot begin"),
    ):
        list(workers.run(["ok 1"]))


@pytest.mark.skipif(not processes.CAN_COPY, reason="no copies here")
def test_the_first_process_of_copies_may_die_too() -> None:
    told: list[int] = []

    def on_news(_job: str, pid: int) -> None:
        told.append(pid)
        if len(told) == 2:
            os.kill(workers._workers[0].process.pid, signal.SIGKILL)
            for copy in told:
                os.kill(copy, signal.SIGKILL)

    with Workers(work, 2, begin=begin, begin_with=("hi",), copies=True) as workers:
        found = dict(workers.run(["hang", "hang too", "ok 1", "ok 2"], on_news=on_news))
    assert found == {"hang": Died(), "hang too": Died(), "ok 1": "hi 1", "ok 2": "hi 2"}


@pytest.mark.skipif(not processes.CAN_COPY, reason="no copies here")
def test_what_copies_need_is_begun_once(tmp_path: Path) -> None:
    given = str(tmp_path / "begun")
    with Workers(work, 3, begin=begin_and_note, begin_with=(given,), copies=True) as workers:
        assert len(dict(workers.run([f"ok {number}" for number in range(9)]))) == 9
    assert Path(given).read_text() == "begun\n"


@pytest.mark.skipif(not processes.CAN_COPY, reason="no copies here")
def test_a_system_without_room_for_a_process_is_waited_for_and_no_job_is_to_blame() -> None:
    with Workers(work, 2, begin=begin_short_of_processes, begin_with=("hi",), copies=True) as workers:
        assert dict(workers.run(["ok 1", "ok 2", "ok 3"])) == {
            "ok 1": "hi 1", "ok 2": "hi 2", "ok 3": "hi 3",
        }  # fmt: skip


def begin_short_of_processes(given: str) -> None:
    """Each copy can be made at the third try."""
    begin(given)
    fork, tries = os.fork, [0]

    def refuse() -> int:
        tries[0] += 1
        if tries[0] % 3:
            raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN))
        return fork()

    os.fork, copying._FORK_AGAIN_S = refuse, 0.01


def begin_and_note(given: str) -> None:
    begin(given)
    with Path(given).open("a") as file:
        file.write("begun\n")


#: Gives two jobs that never end to processes, says who does them, and waits.
ASKS = """
import sys
sys.path.insert(0, {root!r})
from tests.test_workers import begin, work
from rehearse.processes import Workers
if __name__ == "__main__":
    with Workers(work, 2, begin=begin, begin_with=("hi",), copies=True) as workers:
        for _answer in workers.run(["hang 1", "hang 2"], on_news=lambda _job, pid: print(pid, flush=True)):
            pass
"""


@pytest.mark.skipif(not processes.CAN_COPY, reason="elsewhere a job ends when it next says how far it is")
def test_jobs_end_with_a_process_that_was_killed(tmp_path: Path) -> None:
    script = tmp_path / "asks.py"
    script.write_text(ASKS.format(root=str(Path(__file__).resolve().parents[1])))
    with subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, text=True) as asking:
        assert asking.stdout is not None
        pids = [int(asking.stdout.readline()) for _job in range(2)]
        assert all(map(_runs, pids))
        asking.kill()
        wait_for(lambda: not any(map(_runs, pids)), "the jobs to end", 20.0)


def test_no_file_of_the_folder_somebody_is_in_is_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert cli.main(["--version"]) == 0
    (tmp_path / "multiprocessing.py").write_text("open('run', 'w').close()\nraise SystemExit\n")
    monkeypatch.chdir(tmp_path)
    assert run(["say it"], copies=False) == {"say it": "hi it"}
    assert not (tmp_path / "run").exists()


@pytest.mark.skipif(sys.platform != "linux", reason="no copies here")
def test_an_old_system_makes_no_copies(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_arguments: object) -> int:
        raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS))

    monkeypatch.setattr(os, "pidfd_open", unknown)
    assert not copying._can_copy()
    monkeypatch.delattr(os, "pidfd_open")
    assert not copying._can_copy()
