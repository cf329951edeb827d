"""Pictures of the page of the drills, from a library in which somebody has done some for two weeks."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Literal

from tests.helpers.drills_done import leave_unfinished, practise_drills

Wait = Callable[[Callable[[], bool], str], None]


def take_drills(folder: Path, home: Path, size: tuple[int, int], wait: Wait) -> None:
    """The drill that is due, the number asked for, and a block that is to be gone on with; both shades."""
    from rehearse.paths import Paths
    from rehearse.settings import SettingsStore
    from rehearse.studio import Studio
    from rehearse.ui.tasks import Tasks
    from rehearse.ui.theme import choose_theme
    from rehearse.ui.window import MainWindow

    paths = Paths.below(home)
    settings = SettingsStore(paths.settings)
    settings.update(first_start_done=True, own_number="617-555-0168")
    studio = Studio(paths, settings)
    now = datetime.now().astimezone()
    practise_drills(studio, now)
    studio.scripts.add("Hi [first name], Kim Parker, 617-555-0168.", title="The waiting parents")

    def take_shade(shade: Literal["light", "dark"]) -> None:
        tasks = Tasks()
        window = MainWindow(studio, tasks, choose_theme(shade))
        window.resize(*size)
        window.show()
        wait(lambda: window._begun and not tasks.busy, "the window")
        window.show_page("drills")
        page = window.pages.get("drills")
        wait(lambda: not tasks.busy and page.entry is not None, "the drills")
        for banner in window.banners.shown:
            banner.put_away()

        def grab(name: str) -> None:
            end = time.monotonic() + 0.6
            wait(lambda: time.monotonic() > end, "the picture to settle")
            path = folder / f"{name}-{shade}.png"
            window.grab().save(str(path))
            print(path)

        grab("drills")
        page.show_drill("say-it-so-they-can-write-it")
        grab("drills-number")
        run = leave_unfinished(studio, now)
        page.show_drill("call-block")
        page.refresh()
        wait(lambda: not tasks.busy, "the unfinished run")
        grab("drills-unfinished")
        studio.library.drill_runs.delete([run.id])
        window.close()
        tasks.close()

    take_shade("light")
    take_shade("dark")
    studio.close()
