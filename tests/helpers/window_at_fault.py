"""The real window, offscreen, in a process of its own, while its disk fails.

    python -m tests.helpers.window_at_fault HEARD STEP …

Steps: "record" and "stop" press Space; "listen" waits for the words; "wait S" waits; "sh COMMAND" runs a
command; "set NAME VALUE" changes a setting as the settings page does; "lost" waits until the recording ended
by itself.  Prints one JSON object: what the banners said, the state after each step, how long the window's
thread was held up at most, and the takes of the library.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.helpers import overheard

_PATIENCE_S = 120.0
_BEAT_MS = 10
#: From here on it is noted what the window's thread is at.
_HELD_UP_S = 0.3


def fsyncs() -> list[str]:
    """Which threads called fsync up to now, where `slow_fsync.c` writes it down."""
    name = os.environ.get("SLOW_FSYNC_LOG", "")
    return Path(name).read_text().split() if name and os.path.exists(name) else []


def main() -> None:
    overheard.begin(sys.argv[1])
    from PySide6.QtCore import Qt, QTimer
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    from rehearse.paths import Paths
    from rehearse.settings import SettingsStore
    from rehearse.studio import Studio
    from rehearse.ui.app import tell_nobody
    from rehearse.ui.tasks import Tasks
    from rehearse.ui.theme import usable_theme
    from rehearse.ui.window import MainWindow

    app = QApplication(["rehearse"])
    paths = Paths.default()
    studio = Studio(paths, SettingsStore(paths.settings))
    tasks = Tasks()
    window = MainWindow(studio, tasks, usable_theme("light", 1.0)[0])
    said: list[str] = []
    states: list[str] = []
    beats = {"last_s": 0.0, "longest_s": 0.0}

    def beat() -> None:
        now_s = time.monotonic()
        if beats["last_s"]:
            beats["longest_s"] = max(beats["longest_s"], now_s - beats["last_s"])
        beats["last_s"] = now_s
        for banner in window.banners.shown:
            text = " ".join(filter(None, (banner.text_label.text(), banner.detail_label.text())))
            if text not in said:
                said.append(text)

    def until(condition: Callable[[], bool], what: str) -> None:
        end_s = time.monotonic() + _PATIENCE_S
        while not condition():
            if time.monotonic() > end_s:
                raise TimeoutError(f"{what}: {states}, {said}")
            QTest.qWait(_BEAT_MS)

    def press() -> None:
        QTest.mouseClick(window.stage.record_button, Qt.MouseButton.LeftButton)

    held_up_by: list[str] = []

    def watch() -> None:
        """What the window's thread is at while it is held up."""
        while not over.wait(0.05):
            late_s = time.monotonic() - beats["last_s"]
            if beats["last_s"] and late_s > _HELD_UP_S and len(held_up_by) < 3:
                frames = traceback.extract_stack(sys._current_frames()[main_thread])
                held_up_by.append(" > ".join(f"{Path(f.filename).name}:{f.lineno}" for f in frames[-6:]))

    over, main_thread = threading.Event(), threading.get_ident()
    watcher = threading.Thread(target=watch)
    watcher.start()
    window.show()
    until(lambda: window.microphone.state == "open", "the microphone")
    heart = QTimer()
    heart.timeout.connect(beat)
    heart.start(_BEAT_MS)
    facts: dict[str, Any] = {}
    for step in sys.argv[2:]:
        order, _, rest = step.partition(" ")
        if order == "record":
            n_before = len(said)
            press()
            until(
                lambda n=n_before: (
                    window.stage.state == "recording" or (window.stage.state == "ready" and len(said) > n)
                ),
                "a recording or the reason why not",
            )
        elif order == "stop":
            press()
            until(lambda: window.stage.state in ("ready", "listening"), "the end")
        elif order in ("lost", "listen"):
            until(lambda: window.stage.state == "ready", "the end of all")
        elif order == "set":
            name, _, value = rest.partition(" ")
            tasks.run(
                lambda _handle, name=name, value=value: studio.settings.update(**{name: value}),
                done=lambda _settings: None,
                failed=window.tell,
                name="a setting",
            )
            QTest.qWait(300)
        elif order == "wait":
            QTest.qWait(round(1000 * float(rest)))
        elif order == "sh":
            subprocess.run(rest, shell=True, check=True)
        QTest.qWait(50)
        states.append(f"{step}: {window.stage.state}")
    facts["longest_s"] = beats["longest_s"]
    facts["fsyncs"] = fsyncs()
    over.set()
    watcher.join()
    facts["held_up_by"] = held_up_by
    heart.stop()
    facts["said"], facts["states"] = said, states
    try:
        facts["takes"] = [[take.id, take.state, take.duration_s] for take in studio.takes()]
    except Exception as error:
        facts["takes"] = repr(error)
    window.close()
    tasks.close()
    studio.close()
    print(json.dumps(facts), flush=True)
    tell_nobody(window)
    app.quit()


if __name__ == "__main__":
    main()
