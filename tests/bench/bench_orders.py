"""What an order about all takes of a long list costs the window's thread, in its own processor time.

    QT_QPA_PLATFORM=offscreen .venv/bin/python -m tests.bench.bench_orders [--takes 49000]

The list of the real page with made-up rows; nothing is written into the library, which another thread does.
"""

from __future__ import annotations

import argparse
import os
import random
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

_TAGS = ("cold", "warm", "trade fair", "Renewal", "dentists")

#: Single rows that are chosen, every other one.
_N_SINGLE = 2_000


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--takes", type=int, default=49_000)
    options = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication

    from tests.helpers.main_thread import reference_ms

    app = QApplication([])
    app.setStyle("Fusion")
    with tempfile.TemporaryDirectory() as home:
        for name, took_ms in measured(app, Path(home), options.takes):
            print(f"{name:32} {took_ms:6.0f} ms", flush=True)
    print(f"{'(a job of 50 ms)':32} {reference_ms():6.0f} ms here and now")


def measured(app: Any, home: Path, n_takes: int) -> list[tuple[str, float]]:
    from PySide6.QtCore import QItemSelection, QItemSelectionRange

    from rehearse.ui.takes import TakesView
    from rehearse.ui.tasks import Tasks
    from rehearse.ui.theme import choose_theme
    from tests.helpers.views import ViewsStudio
    from tests.ui.test_takes import summary

    studio, tasks = ViewsStudio(home), Tasks()
    view = TakesView(studio, tasks, choose_theme("light"))
    view.resize(1000, 700)
    view.show()
    for name in ("star", "tag", "set_speaker", "delete"):
        setattr(view.changes, name, lambda *_given: None)
    chance = random.Random(1)
    takes = [
        summary(number, tags=tuple(tag for tag in _TAGS if chance.random() < 0.1), starred=number % 12 == 0)
        for number in range(n_takes)
    ]
    again = [replace(take) for take in takes]

    def choose_single() -> None:
        chosen, select = QItemSelection(), view.list.selectionModel()
        for row in range(0, 2 * _N_SINGLE, 2):
            chosen.append(QItemSelectionRange(view.model.index(row)))
        select.select(chosen, select.SelectionFlag.ClearAndSelect)

    steps: list[tuple[str, Callable[[], object]]] = [
        ("shown", lambda: view._show(takes)),
        ("all chosen", view.list.selectAll),
        ("a star for all", view.star_selected),
        ("the stars taken away", view.star_selected),
        ("asked for tags", view.tag_selected),
        ("a tag for all", lambda: view._tag_selected(["new"], [])),
        ("the tag taken off", lambda: view._tag_selected([], ["new"])),
        ("put away", view.bar.leave),
        ("another speaker for all", lambda: view._set_speaker("Kim")),
        ("read again", lambda: view._show(again)),
        ("read again, one fewer", lambda: view._show(again[1:])),
        ("all deleted", view.delete_selected),
        ("shown again", lambda: view._show(takes)),
        ("2,000 single rows chosen", choose_single),
        ("2,000 single rows deleted", view.delete_selected),
    ]
    found = []
    app.processEvents()
    for name, act in steps:
        before_s = time.thread_time()
        act()
        app.processEvents()
        found.append((name, 1000 * (time.thread_time() - before_s)))
    view.close()
    tasks.close()
    studio.close()
    return found


if __name__ == "__main__":
    main()
