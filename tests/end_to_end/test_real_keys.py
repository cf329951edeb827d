"""The program as it is started, on an X display of its own, with keys and a mouse that X sends."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from rehearse.audio.decode import decode_speech
from rehearse.paths import Paths
from rehearse.settings import SettingsStore
from tests.helpers.commands import SAMPLES
from tests.helpers.virtual_mic import MICROPHONE_NAME, VirtualMicrophone, wait_for, write_wav

ROOT = Path(__file__).resolve().parents[2]
TOOLS = ("Xvfb", "xdotool")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(any(shutil.which(tool) is None for tool in TOOLS), reason="needs Xvfb and xdotool"),
]


@pytest.fixture
def display() -> Iterator[str]:
    """A display of its own; the server picks a free number and writes it."""
    read, write = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", "1280x800x24", "-noreset"],
        pass_fds=(write,),
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    with os.fdopen(read) as told:
        number = told.readline().strip()
    assert number, "Xvfb did not start"
    yield f":{number}"
    server.terminate()
    server.wait(timeout=20)


@pytest.fixture
def home(private_home: Path, virtual_microphone: VirtualMicrophone) -> Path:
    settings = SettingsStore(Paths.below(private_home).settings)
    settings.update(first_start_done=True, input_device=MICROPHONE_NAME, theme="light")
    return private_home


@pytest.fixture
def x(display: str) -> Callable[..., str]:
    """Run xdotool on the display; what it prints."""

    def order(*arguments: str) -> str:
        done = subprocess.run(
            ["xdotool", *arguments],
            env={**os.environ, "DISPLAY": display},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    return order


@pytest.fixture
def program(home: Path, display: str, x: Callable[..., str]) -> Iterator[subprocess.Popen[str]]:
    environ = {key: value for key, value in os.environ.items() if key != "QT_QPA_PLATFORM"}
    started = subprocess.Popen(
        [sys.executable, "-m", "rehearse"],
        cwd=ROOT,
        env={**environ, "DISPLAY": display, "REHEARSE_HOME": str(home)},
        stderr=subprocess.PIPE,
        text=True,
    )
    window = x("search", "--sync", "--onlyvisible", "--name", "^Rehearse$").splitlines()[0]
    x("windowfocus", "--sync", window)
    yield started
    if started.poll() is None:
        started.terminate()
    started.communicate(timeout=30)


def states(home: Path) -> list[tuple[str, int]]:
    """State and length of every take, as the library's file has them."""
    path = Paths.below(home).library / "library.db"
    if not path.exists():
        return []
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as library:
            return list(library.execute("SELECT state, deleted_at IS NOT NULL FROM takes ORDER BY seq"))
    except sqlite3.OperationalError:  # it is just being made
        return []


def happened(act: Callable[[], object], came: Callable[[], bool], *, patience_s: float = 20.0) -> bool:
    """Do something and wait for what should come of it; whether it came."""
    act()
    try:
        wait_for(came, "an answer", timeout_s=patience_s)
    except AssertionError:
        return False
    return True


def test_space_records_space_stops_a_click_records_again_and_escape_throws_away(
    home: Path,
    program: subprocess.Popen[str],
    x: Callable[..., str],
    virtual_microphone: VirtualMicrophone,
    tmp_path: Path,
) -> None:
    speech = write_wav(tmp_path / "speech.wav", b"".join(decode_speech(SAMPLES / "bare-callback.flac")))
    # A key can come before the program is ready for it: as a person does, press again when nothing happens.
    assert any(happened(lambda: x("key", "space"), lambda: bool(states(home))) for _try in range(4))
    wait_for(lambda: states(home) == [("recording", 0)], "the take", timeout_s=60)
    virtual_microphone.speak(speech)
    x("key", "space")
    wait_for(lambda: states(home) == [("scored", 0)], "the verdict", timeout_s=120)

    # The review's big button stands at the upper right of the window (1180 px wide, at the corner).
    assert any(
        happened(lambda: x("mousemove", "1070", "37", "click", "1"), lambda: len(states(home)) == 2)
        for _try in range(8)
    ), "a click on “Record again” did nothing"
    wait_for(lambda: states(home)[1][0] == "recording", "the second take", timeout_s=60)
    x("key", "Escape")
    wait_for(lambda: states(home)[1][1] == 1, "the trash", timeout_s=60)
    x("key", "ctrl+q")
    assert program.wait(timeout=60) == 0
