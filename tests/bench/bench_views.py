"""How long each view of the window, and a drill's page, keeps the window's thread busy at a stretch.

    QT_QPA_PLATFORM=offscreen .venv/bin/python -m tests.bench.bench_views [--rounds 3]

Prints the longest stretch for each step, in the thread's own processor time, as the median over rounds with
the worst of them; and beside it a job that takes 50 ms on a quiet machine, for what the machine does now.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
from collections.abc import Callable
from pathlib import Path

Step = tuple[str, Callable[[], object], Callable[[], bool]]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()

    from PySide6.QtWidgets import QApplication

    from tests.helpers.main_thread import reference_ms

    app = QApplication([])
    app.setStyle("Fusion")
    took_ms: dict[str, list[float]] = {}
    for _round in range(options.rounds):
        for measured in (views, drill):
            with tempfile.TemporaryDirectory() as home:
                os.environ["REHEARSE_HOME"] = home
                for name, ms in measured(Path(home)).items():
                    took_ms.setdefault(name, []).append(ms)
    for name, rounds_ms in took_ms.items():
        print(f"{name:20} {statistics.median(rounds_ms):4.0f} ms (worst {max(rounds_ms):.0f})")
    print(f"{'(a job of 50 ms)':20} {reference_ms():4.0f} ms here and now")


def views(home: Path) -> dict[str, float]:
    """Each page from the rail, two reviews, a change of theme."""
    from rehearse.ui.tasks import Tasks
    from rehearse.ui.theme import choose_theme
    from rehearse.ui.window import MainWindow
    from tests.helpers.main_thread import watch
    from tests.helpers.views import BROCHURE, ViewsStudio

    studio, tasks = ViewsStudio(home), Tasks()
    takes = [studio.add_take(BROCHURE[:71], "Short"), studio.add_take(BROCHURE, "Brochure")]
    window = MainWindow(studio, tasks, choose_theme("light"))
    window.show()

    def quiet() -> bool:
        return not tasks.busy

    def reviewed() -> bool:
        return window.review.review is not None and quiet()

    watch([("start", lambda: None, lambda: window._begun and quiet())])
    steps: list[Step] = [
        *(
            (page, lambda page=page: window.show_page(page), quiet)
            for page in ("takes", "import", "drills", "scripts", "settings", "progress")
        ),
        ("coach", lambda: window.show_page("coach"), lambda: window.pages.get("coach").hears and quiet()),
        ("call log", lambda: window.pages.get("progress").show_tab("calls"), quiet),
        ("a drill to write", lambda: window.edit_drill(from_="ladder"), quiet),
        ("a first review", lambda: window.open_take(takes[0]), reviewed),
        ("a brochure", lambda: window.open_take(takes[1]), reviewed),
        ("stage", lambda: window.show_page("stage"), quiet),
        ("the dark theme", lambda: window.apply_theme(choose_theme("dark")), quiet),
        ("a review again", lambda: window.open_take(takes[0]), reviewed),
    ]
    longest_ms = watch(steps).longest_ms
    window.close()
    tasks.close()
    studio.close()
    return longest_ms


def drill(home: Path) -> dict[str, float]:
    """A block of calls: its page, a verdict, and the summary of two hundred cards."""
    from rehearse.ui.drill_running import Begun
    from rehearse.ui.tasks import Tasks
    from rehearse.ui.theme import choose_theme
    from rehearse.ui.window import MainWindow
    from tests.helpers.drill_scenes import LATE, LONG, PITCH, begin_fake
    from tests.helpers.fake_drill_runner import FakeDrillRunner
    from tests.helpers.main_thread import watch
    from tests.helpers.views import ViewsStudio
    from tests.ui.drill_helpers import BLOCK, CARDS, finish_block

    studio, tasks = ViewsStudio(home), Tasks()
    window = MainWindow(studio, tasks, choose_theme("light"))
    window.show()
    watch([("start", lambda: None, lambda: window._begun and not tasks.busy)])
    runner = FakeDrillRunner(BLOCK, CARDS)
    running = window.drill.running
    running.begin = lambda _studio, _wanted: Begun(runner)

    def verdict() -> None:
        runner.speak_now()
        runner.stop_now()
        runner.settle("missed", LATE, PITCH, LONG)
        running.look()

    steps: list[Step] = [
        ("a first drill", lambda: window.start_drill("block"), lambda: running.runner is runner),
        ("a card", lambda: running.look(), lambda: True),
        ("a verdict", verdict, lambda: window.drill.view.ring.at_rest),
    ]
    longest_ms = watch(steps).longest_ms

    def wait(done: Callable[[], bool]) -> None:
        watch([("", lambda: None, done)])

    cards = CARDS * 40
    finish_block(window, begin_fake(window, BLOCK, wait, cards, ()))
    summary = window.drill.view.summary
    longest_ms |= watch([(f"{len(cards)} cards done", running.look, lambda: summary.complete)]).longest_ms
    window.close()
    tasks.close()
    studio.close()
    return longest_ms


if __name__ == "__main__":
    main()
