"""A program that listens to imported takes, and is stuck over one of them until it is told to go on.

    python -m tests.helpers.hearing_child HOME TITLE GO

It says `at` when it listens to the take of that title, which lasts until the file GO is there, and at the
end how many it heard, how many somebody else did, and how far it told at last.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

from rehearse import hearing
from rehearse.importing import Importing
from rehearse.paths import Paths
from rehearse.processes import Tell
from rehearse.progress import Progress
from rehearse.settings import SettingsStore
from rehearse.studio import Studio


def say(*parts: object) -> None:
    os.write(1, (" ".join(map(str, parts)) + "\n").encode())


def hears_when_it_may(job: hearing._Job, tell: Tell) -> hearing._Answer:
    """The real one, but for the take at which it waits."""
    if job.path.name == os.environ["STUCK_AT"]:
        tell(0.0)  # to whoever asked, which says so
        while not Path(os.environ["STUCK_UNTIL"]).exists():
            time.sleep(0.02)
    return hearing._hear(job, tell)


def main(home: str, title: str, go: str) -> None:
    paths = Paths.below(Path(home))
    studio = Studio(paths, SettingsStore(paths.settings))
    (take,) = (take for take in studio.takes() if take.title == title)
    os.environ["STUCK_AT"] = studio.library.take(take.id).audio_path.name
    os.environ["STUCK_UNTIL"] = go
    real = hearing.Workers

    class Telling(real):  # type: ignore[type-arg,misc,valid-type]
        def run(self, jobs, *, on_news, **more):  # type: ignore[no-untyped-def]
            def news(job: hearing._Job, value: float) -> None:
                if job.take_id == take.id and value == 0.0:
                    say("at")
                on_news(job, value)

            return super().run(jobs, on_news=news, **more)

    hearing.Workers = lambda _work, n, **more: Telling(hears_when_it_may, n, **more)  # type: ignore[misc,assignment]
    last: list[Progress] = []
    heard = Importing(studio, n_workers=1, gently=False).hear(on_progress=last.append)
    say("heard", heard.n_done, heard.n_elsewhere, round(last[-1].done), last[-1].total)
    studio.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
