"""Objects of Qt are deleted on the window's thread, whoever makes the garbage."""

from __future__ import annotations

import gc
import threading

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication

from rehearse.ui.rubbish import Rubbish, collect_due


def test_a_worker_that_makes_much_collects_nothing(qapp: QApplication) -> None:
    deleted_by: list[threading.Thread] = []

    def make_a_cycle() -> None:
        timer = QTimer()
        timer.itself = timer  # type: ignore[attr-defined]
        timer.destroyed.connect(
            lambda: deleted_by.append(threading.current_thread()), Qt.ConnectionType.DirectConnection
        )

    kept: list[list[int]] = []

    def make_much() -> None:
        kept.extend([number] for number in range(100_000))

    gc.collect()
    with Rubbish():
        make_a_cycle()
        worker = threading.Thread(target=make_much)
        worker.start()
        worker.join()
        assert deleted_by == []
        collect_due()
        assert deleted_by == [threading.main_thread()]


def test_it_leaves_python_as_it_was(qapp: QApplication) -> None:
    before = gc.isenabled()
    gc.enable()
    try:
        with Rubbish():
            assert not gc.isenabled()
        assert gc.isenabled()
    finally:
        if not before:
            gc.disable()
