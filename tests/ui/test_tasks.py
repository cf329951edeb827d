"""Background work: every ending comes back once, on the main thread."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from rehearse.errors import Cancelled, ModelMissing
from rehearse.progress import Progress
from rehearse.ui.tasks import BugReport, JobHandle, Tasks


def never(value: object) -> None:
    raise AssertionError(f"not expected: {value!r}")


def test_a_result_comes_back_on_the_main_thread(tasks: Tasks, qtbot: QtBot) -> None:
    seen: list[tuple[int, bool]] = []
    worker: list[bool] = []

    def job(_handle: JobHandle) -> int:
        worker.append(threading.current_thread() is threading.main_thread())
        return 42

    def done(value: int) -> None:
        seen.append((value, threading.current_thread() is threading.main_thread()))

    handle = tasks.run(job, done=done, failed=never)
    qtbot.waitUntil(lambda: bool(seen))
    assert seen == [(42, True)]
    assert worker == [False]
    assert handle.finished
    assert not tasks.busy


def test_an_error_of_the_environment_is_told_as_it_is(tasks: Tasks, qtbot: QtBot) -> None:
    seen: list[Any] = []

    def job(_handle: JobHandle) -> None:
        raise ModelMissing("No model.", help="Get one.")

    tasks.run(job, done=never, failed=seen.append)
    qtbot.waitUntil(lambda: bool(seen))
    assert isinstance(seen[0], ModelMissing)


def test_a_fault_of_ours_becomes_a_report_for_the_view_and_for_the_window(tasks: Tasks, qtbot: QtBot) -> None:
    seen: list[Any] = []

    def job(_handle: JobHandle) -> None:
        raise ValueError("seven")

    with qtbot.waitSignal(tasks.bug_found) as told:
        tasks.run(job, done=never, failed=seen.append)
    qtbot.waitUntil(lambda: bool(seen))
    assert isinstance(seen[0], BugReport)
    assert "ValueError: seven" in seen[0].text
    assert told.args == seen


def test_a_fault_in_one_view_does_not_swallow_the_next_ending(tasks: Tasks, qtbot: QtBot) -> None:
    seen: list[str] = []

    def clumsy(_value: object) -> None:
        raise KeyError("view")

    with qtbot.waitSignal(tasks.bug_found):
        tasks.run(lambda _handle: 1, done=clumsy, failed=never)
        tasks.run(lambda _handle: "fine", done=seen.append, failed=never)
    qtbot.waitUntil(lambda: bool(seen))


def test_progress_comes_before_the_result_and_in_order(tasks: Tasks, qtbot: QtBot) -> None:
    seen: list[object] = []

    def job(handle: JobHandle) -> str:
        for done in (1.0, 2.0, 3.0):
            handle.report(Progress(done, 3.0, "s"))
        return "end"

    tasks.run(job, done=seen.append, failed=never, progress=lambda step: seen.append(step.done))
    qtbot.waitUntil(lambda: "end" in seen)
    assert seen == [1.0, 2.0, 3.0, "end"]


def test_a_cancelled_job_says_so(tasks: Tasks, qtbot: QtBot) -> None:
    seen: list[Any] = []

    def job(handle: JobHandle) -> None:
        while not handle.cancel_token.wait(10):
            pass
        handle.cancel_token.check()

    handle = tasks.run(job, done=never, failed=seen.append)
    handle.cancel()
    qtbot.waitUntil(lambda: bool(seen))
    assert isinstance(seen[0], Cancelled)


def test_what_was_opened_after_a_cancel_is_let_go(tasks: Tasks, qtbot: QtBot) -> None:
    gate, let_go, seen = threading.Event(), [], []

    def job(_handle: JobHandle) -> str:
        gate.wait(10)
        return "device"

    handle = tasks.run(job, done=never, failed=seen.append, undone=let_go.append)
    handle.cancel()
    gate.set()
    qtbot.waitUntil(lambda: bool(seen))
    assert let_go == ["device"]


def test_jobs_of_a_lane_keep_their_order(tasks: Tasks, qtbot: QtBot) -> None:
    gate, order, ended = threading.Event(), [], []

    def slow(_handle: JobHandle) -> None:
        gate.wait(10)
        order.append("slow")

    tasks.run(slow, done=ended.append, failed=never, lane="one")
    tasks.run(lambda _handle: order.append("quick"), done=ended.append, failed=never, lane="one")
    tasks.run(lambda _handle: order.append("other"), done=ended.append, failed=never, lane="two")
    qtbot.waitUntil(lambda: len(ended) == 1)
    assert order == ["other"]
    gate.set()
    qtbot.waitUntil(lambda: len(ended) == 3)
    assert order == ["other", "slow", "quick"]


def test_a_deleted_owner_is_not_told(tasks: Tasks, qtbot: QtBot) -> None:
    gate, ended = threading.Event(), []
    owner = QObject()
    tasks.run(lambda _handle: gate.wait(10), done=never, failed=never, owner=owner)
    import shiboken6

    shiboken6.delete(owner)
    gate.set()
    tasks.run(lambda _handle: None, done=ended.append, failed=never)
    qtbot.waitUntil(lambda: bool(ended) and not tasks.busy)


@pytest.mark.parametrize("queued", [False, True])
def test_closing_carries_out_what_must_run(tasks: Tasks, queued: bool) -> None:
    saved: list[int] = []
    if queued:
        tasks.run(lambda _handle: saved.append(0), done=never, failed=never, lane="save", must_run=True)
    tasks.run(lambda _handle: saved.append(1), done=never, failed=never, lane="save", must_run=True)
    tasks.close()
    assert 1 in saved


def test_closing_tells_running_jobs_to_stop_and_delivers_nothing(tasks: Tasks, qtbot: QtBot) -> None:
    handle = tasks.run(lambda handle: handle.cancel_token.wait(60), done=never, failed=never, name="endless")
    tasks.close()
    assert handle.cancel_token.cancelled
    assert not [thread for thread in threading.enumerate() if thread.name == "task endless"]
    late = tasks.run(lambda _handle: 1, done=never, failed=never)
    assert late.finished


def test_what_came_too_late_to_be_delivered_is_undone_when_the_window_closes(tasks: Tasks) -> None:
    let_go: list[str] = []
    opened = threading.Event()

    def open_something(_handle: JobHandle) -> str:
        opened.set()
        return "a device"

    handle = tasks.run(open_something, done=never, failed=never, undone=let_go.append)
    assert opened.wait(10)
    while tasks._outbox.empty():  # it has come back, and nobody was told yet
        threading.Event().wait(0.01)
    handle.cancel()
    tasks.close()
    assert let_go == ["a device"]
