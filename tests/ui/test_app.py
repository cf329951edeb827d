"""Start and end of the whole program: no display, a fault nobody caught, a window that closes."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from rehearse.ui.display import NoDisplay, require_display

ROOT = Path(__file__).resolve().parents[2]

_RUN = """
import sys, threading
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from rehearse.paths import Paths
from rehearse.settings import SettingsStore
from rehearse.studio import Studio
from rehearse.ui.app import run_window

app = QApplication(["rehearse"])
def studio():
    paths = Paths.below(Path(sys.argv[1]))
    return Studio(paths, SettingsStore(paths.settings))

def window():
    return next(w for w in app.topLevelWidgets() if w.objectName() == "main_window")

def clumsy():
    raise ArithmeticError("in a slot")

def in_thread():
    def work():
        raise LookupError("in a thread")
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()

seen = []
def look():
    reports = [banner.report_view.toPlainText() for banner in window().banners.shown if banner.report]
    if len(reports) >= 2:
        for report in reports:
            print(report.splitlines()[-1])
        print(app.desktopFileName(), window().windowTitle(), not app.windowIcon().isNull())
        watch.stop()
        window().close()
QTimer.singleShot(50, clumsy)
QTimer.singleShot(60, in_thread)
watch = QTimer()
watch.timeout.connect(look)
watch.start(20)
print("status", run_window(studio, ["rehearse"]))
"""


def run(code: str, *args: str, **environ: str) -> subprocess.CompletedProcess[str]:
    wanted = {**os.environ, "QT_QPA_PLATFORM": "offscreen", **environ}
    return subprocess.run(
        [sys.executable, "-c", code, *args],
        capture_output=True, text=True, timeout=240, cwd=ROOT, env=wanted, check=False,
    )  # fmt: skip


def test_faults_nobody_caught_become_banners_and_the_window_goes_on(tmp_path: Path) -> None:
    done = run(_RUN, str(tmp_path))
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [
        "builtins.ArithmeticError: in a slot",
        "builtins.LookupError: in a thread",
        "rehearse Rehearse True",
        "status 0",
    ]
    assert "Traceback" not in done.stderr


_BROKEN_FILES = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from rehearse.paths import Paths
from rehearse.settings import SettingsStore
from rehearse.studio import Studio
from rehearse.ui import theme
from rehearse.ui.app import run_window

home = Path(sys.argv[1])
theme._themes_folder = lambda: home / "themes"
app = QApplication(["rehearse"])
def studio():
    paths = Paths.below(home)
    settings = SettingsStore(paths.settings)
    settings.update(theme="dark", profile="mine", first_start_done=True)
    return Studio(paths, settings)

def look():
    window = next(w for w in app.topLevelWidgets() if w.objectName() == "main_window")
    shown = window.banners.shown
    if len(shown) >= 2:
        for banner in shown:
            print(banner.text_label.text(), "|", banner.detail_label.text())
        print(window.theme.name, window.page, window.stage.ring.zones.good_s)
        watch.stop()
        window.close()
watch = QTimer()
watch.timeout.connect(look)
watch.start(20)
print("status", run_window(studio, ["rehearse"]))
"""


def test_broken_theme_and_profile_files_are_told_with_their_lines_and_the_window_opens(
    tmp_path: Path,
) -> None:
    themes, profiles = tmp_path / "themes", tmp_path / "data" / "profiles"
    shutil.copytree(ROOT / "assets" / "themes", themes)
    (themes / "dark.toml").write_text('[colours]\nink = "no colour"\n')
    profiles.mkdir(parents=True)
    text = (ROOT / "assets" / "profiles" / "short.toml").read_text()
    wrong = text.replace("good_s = 20", 'good_s = "long"')
    (profiles / "mine.toml").write_text(wrong)
    line = wrong.splitlines().index('good_s = "long"') + 1
    done = run(_BROKEN_FILES, str(tmp_path))
    assert done.returncode == 0, done.stderr
    told = done.stdout.splitlines()
    assert f"{themes / 'dark.toml'}, line 2: “colours.ink” is not a colour." in told[0]
    assert "Other colours are used" in told[0]
    assert f"mine.toml is wrong at length.good_s: a number is needed (line {line})." in told[1]
    assert told[2:] == ["light stage 20.0", "status 0"]
    assert "Traceback" not in done.stderr


_NO_DISPLAY = """
import sys
from rehearse.ui.app import run_window
def never():
    raise AssertionError("asked for a studio")
code = run_window(never, ["rehearse"])
print("PySide6.QtWidgets" in sys.modules)
sys.exit(code)
"""


def test_without_a_display_one_sentence_and_no_abort() -> None:
    done = run(_NO_DISPLAY, QT_QPA_PLATFORM="", DISPLAY="", WAYLAND_DISPLAY="")
    assert done.returncode == 1
    assert done.stderr.startswith("rehearse: There is no display to open a window on.")
    assert len(done.stderr.splitlines()) == 1


def test_a_display_that_does_not_answer_is_told_and_qt_does_not_abort() -> None:
    done = run(_NO_DISPLAY, QT_QPA_PLATFORM="", DISPLAY=":987", WAYLAND_DISPLAY="")
    assert done.returncode == 1
    assert "The display :987 does not answer." in done.stderr
    assert done.stdout.strip() == "False"


@pytest.mark.parametrize("platform", ["win32", "darwin"])
def test_other_systems_always_have_one(platform: str) -> None:
    require_display({}, platform)


@pytest.mark.parametrize("name", ["offscreen", "minimal", "offscreen:size=800x600"])
def test_platforms_of_qt_without_a_display_are_enough(name: str) -> None:
    require_display({"QT_QPA_PLATFORM": name}, "linux")


@pytest.fixture
def short_folder() -> Iterator[Path]:
    """A socket's path takes 107 bytes: fewer than a folder of pytest's may have."""
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        yield Path(folder)


def test_a_wayland_display_has_to_answer(short_folder: Path) -> None:
    environ = {"WAYLAND_DISPLAY": "wayland-7", "XDG_RUNTIME_DIR": str(short_folder)}
    with pytest.raises(NoDisplay, match="wayland-7 does not answer"):
        require_display(environ, "linux")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(short_folder / "wayland-7"))
        server.listen(1)
        require_display(environ, "linux")


_ON_X11 = """
import sys, time
from rehearse.ui.app import run_window
from pathlib import Path
from rehearse.paths import Paths
from rehearse.settings import SettingsStore
from rehearse.studio import Studio
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
app = QApplication(["rehearse"])
def close():
    print(app.platformName())
    app.closeAllWindows()
QTimer.singleShot(200, close)
paths = Paths.below(Path(sys.argv[1]))
sys.exit(run_window(lambda: Studio(paths, SettingsStore(paths.settings)), ["rehearse"]))
"""


@pytest.mark.skipif(shutil.which("xvfb-run") is None, reason="needs xvfb")
def test_on_a_real_x_display_the_window_opens_and_closes(tmp_path: Path) -> None:
    environ = {key: value for key, value in os.environ.items() if key != "QT_QPA_PLATFORM"}
    done = subprocess.run(
        ["xvfb-run", "-a", "-s", "-screen 0 1280x800x24", sys.executable, "-c", _ON_X11, str(tmp_path)],
        capture_output=True, text=True, timeout=240, cwd=ROOT, env=environ, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "xcb"
