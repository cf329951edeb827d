"""Where the time goes: py-spy looks five hundred times a second at what each job is doing.

    QT_QPA_PLATFORM=offscreen .venv/bin/python -m tests.bench.bench_where [JOB ...] [--top 6]

Printed for each job: how many samples fell into it, in which functions the processor was (their own time),
and which functions of the program were on the stack (their time with all they call).
Making the job ready does not count, nor do threads that wait.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from rehearse.paths import HOME_VARIABLE, Paths

ROOT = Path(__file__).resolve().parents[2]
SAMPLES_A_SECOND = 500

#: A stack belongs to the job when this function is on it.
_INSIDE = "measured"


def measured(job: Callable[[], object]) -> None:
    job()


# --- jobs: each makes itself ready, and then does what is measured


def start() -> None:
    """The window until it is painted and everything in the background is done."""

    def job() -> None:
        from PySide6.QtWidgets import QApplication

        from rehearse.settings import SettingsStore
        from rehearse.studio import Studio
        from rehearse.ui.tasks import Tasks
        from rehearse.ui.theme import choose_theme
        from rehearse.ui.window import MainWindow

        app = QApplication([])
        app.setStyle("Fusion")
        paths = Paths.default()
        studio, tasks = Studio(paths, SettingsStore(paths.settings)), Tasks()
        window = MainWindow(studio, tasks, choose_theme("light"))
        window.show()
        until_s = time.monotonic() + 3.0
        while time.monotonic() < until_s:
            app.processEvents()
            time.sleep(0.005)
        window.close()
        tasks.close()
        studio.close()

    measured(job)


def hear() -> None:
    """A sample of 41 s heard."""
    from rehearse.audio.decode import decode_speech
    from rehearse.files import assets_folder, builtin_models_folder
    from rehearse.speech.transcribe import transcribe
    from rehearse.speech.vosk_engine import VoskEngine

    folder = next(path for path in sorted(builtin_models_folder().iterdir()) if (path / "am").is_dir())
    engine = VoskEngine(folder, folder.name)
    measured(lambda: transcribe(engine, decode_speech(assets_folder() / "samples" / "brochure.flac")))


def judge() -> None:
    """1,000 stored takes judged again, as each of the processes does that share a library."""
    from rehearse.redoing import judge_results
    from rehearse.settings import SettingsStore
    from rehearse.studio import Studio
    from tests.helpers.big_library import fill

    paths = Paths.default()
    fill(paths.library, 1000, files=False)
    studio = Studio(paths, SettingsStore(paths.settings))
    stored = studio.library.stale.results(take.id for take in studio.takes())
    other = next(name for name in sorted(studio.profiles) if name != studio.settings.value.profile)
    studio.settings.update(profile=other)
    studio.basis()  # the packs are loaded
    measured(lambda: judge_results(studio, stored, {}))
    studio.close()


def search() -> None:
    """Words typed into the search of 10,000 takes, key by key, fifty times."""
    from rehearse.library.filters import TakeFilter
    from rehearse.library.library import Library
    from tests.helpers.big_library import fill

    folder = Paths.default().library
    fill(folder, 10_000, files=False)
    with Library.open(folder) as library:
        library.find(TakeFilter())

        def job() -> None:
            for _time in range(50):
                for text in ("toner report", "my number is", "didn't think"):
                    for end in range(1, len(text) + 1):
                        library.find(TakeFilter(text=text[:end]))

        measured(job)


def lists() -> None:
    """The list of 10,000 takes read anew, and the figures of progress, twenty times each."""
    from rehearse.library.filters import TakeFilter
    from rehearse.library.library import Library
    from tests.helpers.big_library import fill

    folder = Paths.default().library
    fill(folder, 10_000, files=False)
    with Library.open(folder) as library:

        def job() -> None:
            for _time in range(20):
                library.begin_take()
                library.find(TakeFilter())
                library.progress()

        measured(job)


JOBS: dict[str, Callable[[], None]] = {
    "start": start,
    "hear": hear,
    "judge": judge,
    "search": search,
    "lists": lists,
}


# --- looking


def look(name: str, top: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        stacks = Path(folder) / "stacks"
        command = [sys.executable, "-m", "tests.bench.bench_where", "--do", name]
        spy = [str(Path(sys.executable).parent / "py-spy"), "record", "--rate", str(SAMPLES_A_SECOND)]
        run = subprocess.run(
            [*spy, "--format", "raw", "--output", str(stacks), "--", *command],
            cwd=ROOT,
            env={**os.environ, HOME_VARIABLE: str(Path(folder) / "home")},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
        if not stacks.exists():
            raise SystemExit(f"py-spy saw nothing of {name}: {run.stderr.strip()}")
        own, whole, total = counted(stacks.read_text(encoding="utf-8"))
    print(f"\n{name}: {JOBS[name].__doc__}  {total} samples")
    for title, counts in (("own time", own), ("with all they call", whole)):
        print(f"  {title}")
        for where, n in counts.most_common(top):
            print(f"    {100 * n / total:5.1f} %  {where}")


def counted(stacks: str) -> tuple[Counter[str], Counter[str], int]:
    """Samples by the function they were in, by the program's functions that were on the stack, and all."""
    own: Counter[str] = Counter()
    whole: Counter[str] = Counter()
    total = 0
    for line in stacks.splitlines():
        text, _space, number = line.rpartition(" ")
        frames = [_function(frame) for frame in text.split(";")]
        inside = [at for at, frame in enumerate(frames) if frame.startswith(_INSIDE + " ")]
        if not inside:
            continue
        n = int(number)
        total += n
        own[frames[-1]] += n
        below = {frame for frame in frames[inside[0] + 1 :] if "rehearse/" in frame}
        whole.update(dict.fromkeys(below, n))
    return own, whole, max(1, total)


def _function(frame: str) -> str:
    """`name (path:line)` without the line, and of the path what lies in the program or the library."""
    name, _open, place = frame.partition(" (")
    path = place.rstrip(")").rpartition(":")[0] or place.rstrip(")")
    for root in ("/rehearse/", "/site-packages/"):
        if root in path:
            path = (root.strip("/") + "/" if root == "/rehearse/" else "") + path.rpartition(root)[2]
    return f"{name} ({path})"


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    options.add_argument("jobs", nargs="*", choices=[[], *JOBS], help="all without one")
    options.add_argument("--top", type=int, default=6)
    options.add_argument("--do", choices=JOBS, help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.do:
        JOBS[given.do]()
        return
    for name in given.jobs or JOBS:
        look(name, given.top)


if __name__ == "__main__":
    main()
