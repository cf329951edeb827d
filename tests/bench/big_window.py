"""The window over a library of 50,000 takes: what `tests.bench.bench_load` measures in its second part."""

from __future__ import annotations

import hashlib
import time
import wave
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rehearse.ui.rubbish import Rubbish

#: Recordings that are looked over: half of them are in the library, by what is in them.
_N_FILES = 40
_PATIENCE_S = 600.0

Step = tuple[str, Callable[[], object], Callable[[], bool]]


class Clock:
    """How long each step took, on the clock and of the processor."""

    def __init__(self) -> None:
        self.took_s: dict[str, tuple[float, float]] = {}
        self._name, self._clock_s, self._own_s = "", 0.0, 0.0

    def timed(self, step: Step) -> Step:
        name, act, done = step

        def act_now() -> None:
            self.over()
            self._name, self._clock_s, self._own_s = name, time.perf_counter(), time.process_time()
            act()

        return name, act_now, done

    def over(self) -> None:
        """The step that was begun last is done."""
        if self._name:
            self.took_s[self._name] = (time.perf_counter() - self._clock_s, time.process_time() - self._own_s)


def measure(home: Path, n_takes: int) -> None:
    """Make it up, open the window on it, and print what each step took."""
    from rehearse.paths import Paths
    from rehearse.ui.rubbish import Rubbish
    from tests.helpers.big_library import fill

    begun = time.perf_counter()
    fill(Paths.default().library, n_takes, files=False)
    make_calls(home / "calls")
    know(Paths.default().library, home / "calls")
    print(f"\n{n_takes:,} takes made up in {time.perf_counter() - begun:.0f} s")
    with Rubbish() as rubbish:  # as the program does: garbage is collected on the window's thread
        use(home, rubbish)


def use(home: Path, rubbish: Rubbish) -> None:
    """Every step, in the window."""
    from rehearse.ui.tasks import Tasks
    from rehearse.ui.theme import choose_theme
    from rehearse.ui.window import MainWindow
    from tests.helpers.main_thread import reference_ms, watch
    from tests.helpers.views import ViewsStudio

    studio, tasks, clock = ViewsStudio(home), Tasks(), Clock()
    made: dict[str, Any] = {}

    def start() -> None:
        made["window"] = MainWindow(studio, tasks, choose_theme("light"))
        made["window"].show()

    still = [0]

    def quiet() -> bool:
        """Whether nothing comes any more, asked twice: what has come may be shown in a turn of its own."""
        still[0] = 0 if tasks.busy else still[0] + 1
        if still[0] < 2:
            return False
        still[0] = 0
        return True

    begin: list[Step] = [
        ("the window is painted", start, lambda: bool(made["window"]._begun)),
        ("what follows in the background", lambda: None, quiet),
    ]
    longest_ms = watch(map(clock.timed, begin), timeout_s=_PATIENCE_S).longest_ms
    window = made["window"]
    steps: list[Step] = [
        *lists(window, quiet),
        (
            "looking over an import",
            lambda: window.imports.look_over([home / "calls"]),
            lambda: looked(window, quiet),
        ),
        ("a backup, without sound", lambda: back_up(studio, tasks, home), quiet),
        ("back to the page of takes", lambda: window.show_page("takes"), quiet),
        ("a star for all of them", lambda: star_all(window), quiet),
    ]
    longest_ms |= watch(map(clock.timed, steps), timeout_s=_PATIENCE_S).longest_ms
    clock.over()
    print(f"{'':32} {'clock':>9} {'processor':>10} {'longest stretch of the thread':>30}")
    for name, (clock_s, own_s) in clock.took_s.items():
        print(
            f"{name:32} {1000 * clock_s:6.0f} ms {1000 * own_s:7.0f} ms {longest_ms.get(name, 0.0):27.0f} ms"
        )
    print(f"{'(a job of 50 ms)':32} {'':9} {reference_ms():7.0f} ms here and now")
    before_s = time.thread_time()
    rubbish.collect_all()
    print(f"(all garbage, when nothing moves) {1000 * (time.thread_time() - before_s):48.0f} ms")
    n_new = window.pages.get("import").table.model().rowCount()
    print(f"looked over {_N_FILES} recordings: {n_new} are new, {_N_FILES - n_new} were known")
    window.close()
    tasks.close()
    studio.close()


def lists(window: Any, quiet: Callable[[], bool]) -> list[Step]:
    """The pages that list takes, each for the first time and again."""
    from PySide6.QtWidgets import QAbstractButton

    def typed(text: str) -> Callable[[], object]:
        return lambda: window.takes.search_for(text)

    def coach() -> bool:
        view = window.pages.get("coach")
        return quiet() and bool(view.hears)

    def practice() -> Any:
        return window.pages.get("progress").practice

    def chosen(name: str, at: int) -> Callable[[], object]:
        def choose() -> None:
            choice = getattr(practice(), name)
            choice.setCurrentIndex(at)
            choice.activated.emit(at)

        return choose

    def shown(name: str) -> Callable[[], object]:
        return lambda: practice().views.findChild(QAbstractButton, f"chart_view_{name}").click()

    def tab(name: str) -> Callable[[], object]:
        return lambda: window.pages.get("coach").show_tab(name)

    return [
        ("the page of takes", lambda: window.show_page("takes"), quiet),
        ("a search: “n”", typed("n"), quiet),
        ("a search: “number”", typed("number"), quiet),
        ("a search: “toner report”", typed("toner report"), quiet),
        ("all again", typed(""), quiet),
        ("the end of the list", window.takes.list.scrollToBottom, quiet),
        ("all chosen", window.takes.list.selectAll, quiet),
        ("the page of progress", lambda: window.show_page("progress"), quiet),
        ("progress: another figure", lambda: practice().tabs.tabs["pace"].click(), quiet),
        ("progress: by script", shown("scripts"), quiet),
        ("progress: one script", chosen("script_choice", 1), quiet),
        ("progress: the last year", chosen("since_choice", 3), quiet),
        ("progress: of everything again", chosen("script_choice", 0), quiet),
        ("progress: all the time", chosen("since_choice", 0), quiet),
        ("progress: as a table", shown("table"), quiet),
        ("the page of takes again", lambda: window.show_page("takes"), quiet),
        ("the coach's queue", lambda: window.show_page("coach"), coach),
        ("the coach's team", tab("team"), quiet),
        ("the coach's queue again", tab("hear"), coach),
    ]


def looked(window: Any, quiet: Callable[[], bool]) -> bool:
    return quiet() and not window.pages.get("import").looking


def back_up(studio: Any, tasks: Any, home: Path) -> None:
    def failed(error: object) -> None:
        raise SystemExit(f"no backup: {error}")

    tasks.run(
        lambda _handle: studio.back_up(home / "backup.zip"),
        done=lambda _made: None,
        failed=failed,
        name="backup",
    )


def star_all(window: Any) -> None:
    window.takes.list.selectAll()
    window.takes.star_selected()


def make_calls(folder: Path) -> None:
    """Recordings of a second, no two the same."""
    import numpy as np

    folder.mkdir()
    for number in range(_N_FILES):
        samples = np.random.default_rng(number).integers(-900, 900, 8_000, dtype=np.int16)
        with wave.open(str(folder / f"call-{number:03d}.wav"), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(8_000)
            file.writeframes(samples.tobytes())


def know(library: Path, calls: Path) -> None:
    """Every take that was heard was imported; the first ones hold every other one of these recordings."""
    from rehearse.library import rows
    from rehearse.library.database import Database
    from rehearse.library.library import DATABASE_NAME

    known = [hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(calls.iterdir())[::2]]
    when = rows.time_text(datetime(2026, 7, 1, tzinfo=UTC))
    database = Database(library / DATABASE_NAME)
    try:
        with database.writing() as connection:
            ids = [
                row[0]
                for row in connection.execute("SELECT id FROM takes WHERE state = 'scored' ORDER BY seq")
            ]
            connection.executemany(
                "INSERT INTO imports (take_id, source_name, sha256, imported_at, date_from)"
                " VALUES (?, ?, ?, ?, 'file')",
                (
                    (
                        take_id,
                        f"{number}.wav",
                        known[number] if number < len(known) else f"{number:064x}",
                        when,
                    )
                    for number, take_id in enumerate(ids)
                ),
            )
    finally:
        database.close()
