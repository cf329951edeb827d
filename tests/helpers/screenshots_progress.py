"""Pictures of the page of progress, from a library in which somebody has practised for some weeks."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from tests.helpers.practice import SCRIPTS, add_scripts, practise

if TYPE_CHECKING:
    from rehearse.library.library import Library

Wait = Callable[[Callable[[], bool], str], None]

#: Script, messages left, called back, note: one block a line, the latest day first.
_BLOCKS = (
    (0, 40, 1, ""),
    (1, 36, 3, "Manufacturers"),
    (2, 38, 7, "Print shops, mornings"),
    (0, 35, 2, ""),
    (1, 44, 4, ""),
    (2, 41, 8, "Same list"),
)


def take_progress(folder: Path, home: Path, size: tuple[int, int], wait: Wait) -> None:
    """Practice over time, by script and as a table, and the call log, in both shades."""
    from rehearse.paths import Paths
    from rehearse.settings import SettingsStore
    from rehearse.studio import Studio
    from rehearse.ui.tasks import Tasks
    from rehearse.ui.theme import choose_theme
    from rehearse.ui.window import MainWindow

    paths = Paths.below(home)
    settings = SettingsStore(paths.settings)
    settings.update(first_start_done=True)
    studio = Studio(paths, settings)
    practise(studio.library, 64, scripts=fill_calls(studio.library), basis=studio.basis())

    def take_shade(shade: Literal["light", "dark"]) -> None:
        tasks = Tasks()
        window = MainWindow(studio, tasks, choose_theme(shade))
        window.resize(*size)
        window.show()
        wait(lambda: window._begun and not tasks.busy, "the window")
        window.show_page("progress")
        page = window.pages.get("progress")
        wait(lambda: not tasks.busy and bool(page.practice.told.text()), "the chart")

        def grab(name: str) -> None:
            end = time.monotonic() + 0.6
            wait(lambda: time.monotonic() > end, "the picture to settle")
            path = folder / f"{name}-{shade}.png"
            window.grab().save(str(path))
            print(path)

        for banner in window.banners.shown:
            banner.put_away()
        grab("progress")
        page.practice.views.set_value("scripts")
        page.practice.views.chosen.emit("scripts")
        grab("progress-scripts")
        page.show_tab("calls")
        wait(lambda: not tasks.busy, "the call log")
        grab("calls")
        window.close()
        tasks.close()

    take_shade("light")
    take_shade("dark")
    studio.close()


def fill_calls(library: Library) -> list[str]:
    """Scripts, and calls made with them; the scripts' ids."""
    scripts = add_scripts(library, SCRIPTS)
    for number, (script, n_left, n_back, note) in enumerate(_BLOCKS):
        day = date.today() - timedelta(days=2 * number)
        library.calls.add(day, scripts[script], n_left, n_back, note)
    return scripts
