"""The page of takes with ten thousand of them, in the real window without sound.

    QT_QPA_PLATFORM=offscreen .venv/bin/python -m tests.bench.bench_takes_page [--takes 10000] [--rounds 7]

Prints how long the page takes to open, until rows follow a typed letter, a chip, another order; how long a
frame takes while the list scrolls from end to end; what all threads took of the processor for it; and the
longest stretch on the main thread meanwhile.  On a busy machine the clock shows more than the processor.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.bench.bench_review import Loop, Paints, spread

#: Typed letter by letter; each letter is a search of its own.
TYPED = ("number", "permits for", '"my number is', "zebra")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--takes", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=7)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        os.environ["REHEARSE_HOME"] = home
        run(Path(home), options.takes, options.rounds)


def run(home: Path, n_takes: int, rounds: int) -> None:
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    from rehearse.paths import Paths
    from rehearse.ui.tasks import Tasks
    from rehearse.ui.theme import choose_theme
    from rehearse.ui.window import MainWindow
    from tests.helpers.big_library import fill
    from tests.ui.review_helpers import QuietStudio

    app = QApplication([])
    app.setStyle("Fusion")
    begun = time.perf_counter()
    fill(Paths.default().library, n_takes, files=False)
    print(f"{n_takes:,} takes made up in {time.perf_counter() - begun:.1f} s")

    studio, tasks, loop = QuietStudio(home), Tasks(), Loop(app)
    studio.settings.update(first_start_done=True)
    window = MainWindow(studio, tasks, choose_theme("light"))
    window.show()
    loop.rest(3.0)  # the model, the rules and what is old are read after the first paint
    loop.until(lambda: not tasks.busy, "the start of the window")

    view = window.takes
    painted = Paints(view.list.viewport())

    worked: list[float] = []

    def timed(do: Callable[[], Any], there: Callable[[], Any]) -> float:
        """Milliseconds from an order until its rows are painted."""
        before = painted.n
        begun, processor = time.perf_counter(), time.process_time()
        loop.order(do)
        loop.until(lambda: there() and painted.n > before, "the rows")
        worked.append(1000 * (time.process_time() - processor))
        return 1000 * (time.perf_counter() - begun)

    shows: list[int] = []
    view.model.modelReset.connect(lambda: shows.append(view.model.rowCount()))

    def shown_again(do: Callable[[], Any]) -> float:
        n = len(shows)
        took = timed(do, lambda: len(shows) > n or not view.list.isVisible())
        loop.until(lambda: not tasks.busy, "the rest")
        return took

    def told(name: str, values: list[float]) -> None:
        of_processor = f"{statistics.median(worked):.1f} ms of the processor" if worked else ""
        print(f"{name:<34} {spread(values)}; {of_processor}; {loop.longest}")
        worked.clear()
        loop.forget()

    loop.forget()
    opened = []
    for number in range(rounds + 1):
        window.show_page("stage")
        loop.rest(0.1)
        view.model.set_takes([])  # as the first time
        opened.append(shown_again(lambda: window.show_page("takes")))
        if number == 0:
            told("page opened the first time", opened)
            opened = []
    told(f"page opened ({view.model.rowCount():,} rows)", opened)

    for text in TYPED:
        view.search_for()
        keys: list[float] = []
        counts: list[int] = []
        for letter in text:
            n = len(shows)
            begun, processor = time.perf_counter(), time.process_time()
            loop.order(lambda letter=letter: QTest.keyClick(view.search, letter))
            before = painted.n
            loop.until(
                lambda n=n, before=before: len(shows) > n and (painted.n > before or not shows[-1]),
                "the rows found",
            )
            keys.append(1000 * (time.perf_counter() - begun))
            worked.append(1000 * (time.process_time() - processor))
            loop.until(lambda: not tasks.busy, "the rest")
            counts.append(view.model.rowCount())
            loop.rest(0.03)
        told(f"a key of {text!r} (to {counts[-1]:,} rows)", keys)
        print(f"    each: {', '.join(f'{took:.0f}' for took in keys)} ms")
        view.search.clear()
        loop.until(lambda: not tasks.busy, "all takes")
        loop.forget()

    told("chip: starred", [shown_again(view.filters.starred.click) for _n in range(rounds + rounds % 2)])
    if view.filters.is_active:
        shown_again(view.filters.starred.click)
    sorted_ = []
    for action_text in ("Longest first", "Title, A to Z", "Number latest first", "Newest first"):
        action = next(one for one in view.sort.fill_menu().actions() if one.text() == action_text)
        sorted_.append(shown_again(action.trigger))
    told("another order", sorted_)

    def scroll(name: str) -> None:
        bar = view.list.verticalScrollBar()
        frames = []
        for step in range(240):
            before = painted.n
            begun, processor = time.perf_counter(), time.process_time()
            loop.order(lambda step=step: bar.setValue(bar.maximum() * (step + 1) // 240))
            loop.until(lambda before=before: painted.n > before, "a frame")
            frames.append(1000 * (time.perf_counter() - begun))
            worked.append(1000 * (time.process_time() - processor))
        told(name, frames)
        print(f"    19 of 20 frames within {statistics.quantiles(frames, n=20)[-1]:.1f} ms")
        bar.setValue(0)
        loop.until(lambda: not tasks.busy, "the rest")

    scroll("a frame while scrolling")
    view.search.setText("number")
    loop.until(lambda: not tasks.busy and view.model.searching, "the rows found")
    loop.forget()
    scroll("the same with what was found")
    view.search.clear()
    loop.until(lambda: not tasks.busy, "all takes")
    loop.forget()
    told(
        "all chosen", [timed(view.list.selectAll, lambda: len(view.selected_ids()) == view.model.rowCount())]
    )
    window.close()
    loop.turn()
    tasks.close()
    studio.close()


if __name__ == "__main__":
    main()
