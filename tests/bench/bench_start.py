"""From the command to a window that is ready to record, as a new process each time.

    xvfb-run -a -s '-screen 0 1280x800x24 -noreset' bash tests/helpers/virtual-mic.sh -- \\
        .venv/bin/python tests/bench/bench_start.py [--rounds N]

Prints when the window was painted first, when the microphone was open, when the model was loaded, and
how much memory the process then holds; and beside it what Python with Qt alone takes for an empty window.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

WINDOW = """
import json, sys, time
from PySide6.QtWidgets import QApplication
from rehearse.cli import main
from rehearse.settings import SettingsStore
import rehearse.ui.window as window

seen = {}
def note(name):
    seen.setdefault(name, time.time() - float(sys.argv[1]))
    if len(seen) == 3:
        for line in open("/proc/self/status"):
            if line.startswith(("VmRSS", "VmHWM")):
                seen[line.split(":")[0]] = int(line.split()[1]) / 1024
        print(json.dumps(seen), flush=True)
        QApplication.instance().closeAllWindows()

class Watched(window.MainWindow):
    def _connect(self):
        super()._connect()
        self.microphone.changed.connect(lambda: self.microphone.state == "open" and note("ready"))
    def paintEvent(self, event):
        super().paintEvent(event)
        note("painted")

class WatchedStart(window.WindowStart):
    def _model_loaded(self, model):
        super()._model_loaded(model)
        note("model")

window.MainWindow, window.WindowStart = Watched, WatchedStart
raise SystemExit(main([]))
"""

EMPTY = """
import json, sys, time
from PySide6.QtWidgets import QApplication, QMainWindow
class Window(QMainWindow):
    def paintEvent(self, event):
        super().paintEvent(event)
        print(json.dumps({"painted": time.time() - float(sys.argv[1])}), flush=True)
        QApplication.instance().quit()
app = QApplication([])
window = Window()
window.show()
app.exec()
"""


def once(program: str, home: Path) -> dict[str, float]:
    environment = dict(os.environ, REHEARSE_HOME=str(home), PYTHONPATH=str(ROOT))
    result = subprocess.run(
        [sys.executable, "-c", program, str(time.time())],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    try:
        figures: dict[str, float] = json.loads(result.stdout.splitlines()[0])
    except (IndexError, ValueError):
        raise SystemExit(f"the window did not come up:\n{result.stderr}") from None
    return figures


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        (home / "config").mkdir()
        (home / "config" / "settings.json").write_text('{"first_start_done": true}')
        full, empty = [], []
        for _round in range(rounds):
            full.append(once(WINDOW, home))
            empty.append(once(EMPTY, home))
    words = {
        "painted": "window painted",
        "ready": "microphone open, ready to record",
        "model": "model loaded",
    }
    for key, text in words.items():
        values = [figures[key] for figures in full]
        least_most = f"{min(values):.2f}–{max(values):.2f}, {rounds} rounds"
        print(f"{text:<34} {statistics.median(values):6.2f} s  ({least_most})")
    bare = statistics.median(figures["painted"] for figures in empty)
    ratio = statistics.median(figures["painted"] for figures in full) / bare
    print(f"{'an empty Qt window':<34} {bare:6.2f} s  (ratio {ratio:.2f})")
    print(f"{'memory with the model loaded':<34} {statistics.median(f['VmRSS'] for f in full):6.0f} MB")
    print(f"{'memory at its highest':<34} {statistics.median(f['VmHWM'] for f in full):6.0f} MB")


if __name__ == "__main__":
    main()
