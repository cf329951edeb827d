"""The page of imports with ten thousand recordings: how long each step holds the window up.

    QT_QPA_PLATFORM=offscreen .venv/bin/python -m tests.bench.bench_import_page [--files 10000] [--rounds 3]

The recordings are made up and come as looking over brings them, twenty at a time; there are as many that
cannot be used.  Prints the longest stretch of the window's thread in each step, in its own processor time.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

Step = tuple[str, Callable[[], object], Callable[[], bool]]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--files", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    from PySide6.QtWidgets import QApplication

    from tests.helpers.main_thread import reference_ms

    app = QApplication([])
    app.setStyle("Fusion")
    found: dict[str, list[float]] = {}
    for _round in range(options.rounds):
        with tempfile.TemporaryDirectory() as home:
            os.environ["REHEARSE_HOME"] = home
            for step, longest_ms in run(Path(home), options.files).items():
                found.setdefault(step, []).append(longest_ms)
    for step, rounds_ms in found.items():
        print(f"{step:34} {statistics.median(rounds_ms):4.0f} ms (worst {max(rounds_ms):.0f})")
    print(f"{'(a job of 50 ms)':34} {reference_ms():4.0f} ms here and now")


def made_up(folder: Path, n_files: int) -> Callable[..., Any]:
    """In place of `look_over`: recordings of nobody, which lie nowhere."""
    from rehearse.audio.format import AudioFormat
    from rehearse.bringing_in import FileResult
    from rehearse.errors import NotAudio
    from rehearse.exchange.sound_places import Skipped
    from rehearse.library.imports import NewImport, Place
    from rehearse.looking_over import Candidate, LookedOver
    from rehearse.progress import Progress

    began = datetime(2026, 1, 1, tzinfo=UTC)

    def candidate(number: int) -> Candidate:
        name = f"Calls/out-{number:05d}.wav"
        new = NewImport(
            source_name=name,
            sha256=f"{number:064x}",
            recorded_at=began + timedelta(minutes=number),
            date_from="name",
            format=AudioFormat(16_000, 1),
            n_frames=16_000 * (10 + number % 50),
            title=f"out-{number:05d}",
            speaker=f"Speaker {number % 40}",
        )
        path = folder / f"{number}.wav"
        return Candidate(name, new, Place(f"take-{number}", path, path))

    def look_over(
        _studio: object, _places: object, *, on_found: Any, on_progress: Any, **_more: Any
    ) -> LookedOver:
        for first in range(0, n_files, 20):
            on_found([candidate(number) for number in range(first, min(first + 20, n_files))])
            on_progress(Progress(first, None, "files"))
        bad = [
            FileResult(f"Calls/bad-{number}.wav", "failed", error=NotAudio(f"“bad-{number}.wav” is cut."))
            for number in range(n_files)
        ]
        return LookedOver((), tuple(bad), Skipped())

    return look_over


def run(home: Path, n_files: int) -> dict[str, float]:
    from PySide6.QtTest import QTest

    from rehearse import looking_over
    from rehearse.ui.tasks import Tasks
    from rehearse.ui.theme import choose_theme
    from rehearse.ui.window import MainWindow
    from tests.helpers.main_thread import watch
    from tests.helpers.views import ViewsStudio

    looking_over.look_over = made_up(home, n_files)
    looking_over.keep = lambda _studio, _candidates, **_more: []
    studio, tasks = ViewsStudio(home), Tasks()
    script = studio.scripts.add("Hi, it is about a school.", title="School")
    window = MainWindow(studio, tasks, choose_theme("light"))
    window.show()

    def quiet() -> bool:
        return not tasks.busy

    watch([("start", lambda: None, lambda: window._begun and quiet())])
    page: Any = window.pages.get("import")
    table, fields = page.table, page.fields

    def typed(field: Any, text: str) -> None:
        field.setText(text)
        field.setModified(True)
        field.editingFinished.emit()

    def done() -> bool:
        return True

    def pick(button: Any) -> None:
        button.setChecked(True)
        page._which.buttonClicked.emit(button)

    steps: list[Step] = [
        ("the page of takes", lambda: window.show_page("takes"), quiet),
        ("this page", lambda: window.show_page("import"), quiet),
        ("looking over", lambda: window.imports.look_over([home]), lambda: quiet() and not page.looking),
        ("one chosen", lambda: table.selectRow(5), done),
        ("all chosen", table.selectAll, done),
        ("a speaker said of all", lambda: typed(fields.speaker, "Kim"), done),
        ("a script", lambda: fields.script.activated.emit(fields.script.findData(script.id)), done),
        ("a day", lambda: typed(fields.moment, "2026-02-03"), done),
        ("a day and a time", lambda: typed(fields.moment, "2026-02-03 10:00"), done),
        ("tags", lambda: typed(fields.tags, "spring, warm"), done),
        ("a tag taken off", lambda: typed(fields.tags, "warm"), done),
        ("all left out", lambda: QTest.keyClick(table, " "), done),
        ("all taken in", lambda: QTest.keyClick(table, " "), done),
        ("the end of the table", table.scrollToBottom, done),
        ("those that cannot be used", lambda: pick(page.bad_button), done),
        ("the new ones again", lambda: pick(page.new_button), done),
        ("the dark theme", lambda: window.apply_theme(choose_theme("dark")), done),
        ("another page", lambda: window.show_page("settings"), quiet),
        ("this page again", lambda: window.show_page("import"), quiet),
        ("kept", page.keep, quiet),
    ]
    longest_ms = watch(steps, timeout_s=120).longest_ms
    window.close()
    tasks.close()
    studio.close()
    return longest_ms


if __name__ == "__main__":
    main()
