"""How long the page of progress keeps the window waiting, with as many takes as somebody may ever make.

    QT_QPA_PLATFORM=offscreen .venv/bin/python -m tests.bench.bench_progress_page [--takes 10000]

Prints the longest stretch of the main thread for each step, in processor time.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--takes", type=int, default=10_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        os.environ["REHEARSE_HOME"] = home
        measure(Path(home), options.takes)


def measure(home: Path, n_takes: int) -> None:
    from PySide6.QtWidgets import QAbstractButton, QApplication

    from rehearse.ui.tasks import Tasks
    from rehearse.ui.theme import choose_theme
    from rehearse.ui.window import MainWindow
    from tests.helpers.main_thread import reference_ms, watch
    from tests.helpers.practice import add_scripts, practise
    from tests.helpers.views import ViewsStudio

    app = QApplication([])
    app.setStyle("Fusion")
    studio = ViewsStudio(home)
    scripts = add_scripts(studio.library)
    practise(studio.library, n_takes, scripts=scripts, speakers=("Dana", "Lee"), basis=studio.basis())
    start = time.perf_counter()
    studio.library.progress()
    print(f"read {n_takes:,} takes: {1000 * (time.perf_counter() - start):.0f} ms (in the worker)")
    tasks = Tasks()
    window = MainWindow(studio, tasks, choose_theme("light"))
    window.show()
    watch([("start", lambda: None, lambda: window._begun and not tasks.busy)])
    page = window.pages.get("progress")

    def shown() -> bool:
        return not tasks.busy and bool(page.practice.told.text())

    def view(name: str) -> Callable[[], object]:
        button = page.practice.views.findChild(QAbstractButton, f"chart_view_{name}")
        return lambda: button.click()

    def narrow() -> None:
        page.practice.script_choice.setCurrentIndex(1)
        page.practice.script_choice.activated.emit(1)

    steps: list[tuple[str, Callable[[], object], Callable[[], bool]]] = [
        ("show the page", lambda: window.show_page("progress"), shown),
        *((key, tab.click, shown) for key, tab in page.practice.tabs.tabs.items()),
        ("by script", view("scripts"), shown),
        ("table", view("table"), shown),
        ("over time", view("time"), shown),
        ("one script", narrow, shown),
        ("read again", page.refresh, shown),
        ("dark", lambda: window.apply_theme(choose_theme("dark")), shown),
    ]
    for name, took_ms in watch(steps).longest_ms.items():
        print(f"{name:16} {took_ms:4.0f} ms")
    print(f"{'(a loop of 50 ms':16} {reference_ms():4.0f} ms here and now)")
    window.close()
    tasks.close()
    studio.close()


if __name__ == "__main__":
    main()
