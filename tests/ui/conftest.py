"""Qt for the tests of the window: no screen, no warning from Qt, nothing left running."""

from __future__ import annotations

import gc
import itertools
import os
from collections.abc import Callable, Iterator
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from PySide6.QtCore import QEvent, QMessageLogContext, QThread, QTimer, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from rehearse.ui.rubbish import Rubbish
from rehearse.ui.tasks import Tasks
from rehearse.ui.theme import Theme, choose_theme
from tests.helpers.one_model import use as use_one_model

#: What Qt says about the machine the tests run on, not about this program.
_NOT_OURS = ("propagateSizeHints", "This plugin does not support")


#: After so many tests all garbage is collected: a tenth of a second, with what pytest holds.
_COLLECT_EVERY = 16
_tests = itertools.count(1)


def collect_now_and_then() -> None:
    if next(_tests) % _COLLECT_EVERY == 0:
        gc.collect()


@pytest.fixture(scope="module", autouse=True)
def garbage_on_this_thread(qapp: QApplication) -> Iterator[None]:
    """Between tests as well: a worker that collects a timer has it deleted twice, and the process crashes."""
    gc.disable()
    yield
    gc.collect()
    gc.enable()


@pytest.fixture(autouse=True)
def silent_qt(qapp: QApplication) -> Iterator[None]:
    """A warning from Qt fails the test that caused it; so does a thread or timer that outlives it."""
    said: list[str] = []

    def listen(kind: QtMsgType, _context: QMessageLogContext, text: str) -> None:
        if kind not in (QtMsgType.QtDebugMsg, QtMsgType.QtInfoMsg) and not any(
            harmless in text for harmless in _NOT_OURS
        ):
            said.append(text)

    before = qInstallMessageHandler(listen)
    with Rubbish():
        yield
    qapp.processEvents()
    for widget in qapp.topLevelWidgets():
        widget.close()
    left = [
        child
        for widget in qapp.topLevelWidgets()
        for child in widget.findChildren(QTimer)
        if child.isActive()
    ]
    threads = [child for child in qapp.findChildren(QThread) if child.isRunning()]
    names = [f"{timer.objectName() or timer.parent()!r}" for timer in left]
    for widget in qapp.topLevelWidgets():
        widget.deleteLater()
    # Now and not in the loop of a later test, when half of what belongs to it may have been collected.
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    qapp.processEvents()
    collect_now_and_then()  # on this thread, as the program does
    qInstallMessageHandler(before)
    assert not said, f"Qt complained: {said}"
    assert not names, f"timers left running: {names}"
    assert not threads, f"threads left running: {threads}"


@pytest.fixture(autouse=True)
def one_model(monkeypatch: pytest.MonkeyPatch) -> None:
    use_one_model(monkeypatch)


class PatientBot(QtBot):
    """Waits for as long as a busy machine needs: what takes longer than this will not come."""

    def waitUntil(self, callback: Callable[[], Any], *, timeout: int = 60_000) -> None:
        super().waitUntil(callback, timeout=timeout)

    def waitSignal(self, signal: Any, *, timeout: int = 60_000, **more: Any) -> Any:
        return super().waitSignal(signal, timeout=timeout, **more)


@pytest.fixture
def qtbot(qapp: QApplication, request: pytest.FixtureRequest) -> QtBot:
    return PatientBot(request)


@pytest.fixture(scope="session")
def qapp_args() -> list[str]:
    return ["rehearse"]


@pytest.fixture
def theme(qapp: QApplication) -> Theme:
    return choose_theme("light")


@pytest.fixture
def tasks(qapp: QApplication) -> Iterator[Tasks]:
    door = Tasks()
    yield door
    door.close()
    door.deleteLater()
