"""A drill in the real window: beep, speech, silence, a line that is cut, a verdict that can be read."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from rehearse.audio.decode import decode_speech
from rehearse.library.takes import TakeState
from rehearse.paths import Paths
from rehearse.settings import SettingsStore
from rehearse.studio import Studio
from rehearse.ui.tasks import Tasks
from rehearse.ui.theme import Theme
from rehearse.ui.window import MainWindow
from tests.helpers.commands import SAMPLES
from tests.helpers.virtual_mic import MICROPHONE_NAME, VirtualMicrophone, write_wav

#: Long enough for a busy machine; nothing here is a measurement.
PATIENCE_MS = 120_000

#: First a message that a silence ends, then a line that goes dead in the middle of one.
DRILL = """
title = "Two lines"
trains = "Getting the number out."
source = "A test"
rest_s = 2

[[round]]
ends = "silence"
silence_s = 2
limit_s = 60
[round.condition]
length_least_s = 2
number_within = 0.9

[[round]]
ends = "cut"
cut_s = [3, 3.5]
[round.condition]
number_out = true
"""


@pytest.fixture
def studio(private_home: Path, virtual_microphone: VirtualMicrophone) -> Iterator[Studio]:
    paths = Paths.below(private_home)
    settings = SettingsStore(paths.settings)
    settings.update(first_start_done=True, input_device=MICROPHONE_NAME)
    paths.drills.mkdir(parents=True)
    (paths.drills / "two-lines.toml").write_text(DRILL, encoding="utf-8")
    made = Studio(paths, settings)
    made.load_engine()
    yield made
    made.close()


OpenWindow = Callable[[], MainWindow]


@pytest.fixture
def open_window(studio: Studio, tasks: Tasks, theme: Theme, qtbot: QtBot) -> Iterator[OpenWindow]:
    made: list[MainWindow] = []

    def build() -> MainWindow:
        window = MainWindow(studio, tasks, theme)
        made.append(window)
        window.show()
        qtbot.waitUntil(lambda: window.microphone.state == "open", timeout=PATIENCE_MS)
        return window

    yield build
    for window in made:
        window.close()
        qtbot.waitUntil(window.isHidden, timeout=PATIENCE_MS)
    tasks.close()


def spoken(folder: Path, name: str) -> Path:
    """A sample from its first word on."""
    pcm = np.frombuffer(b"".join(decode_speech(SAMPLES / f"{name}.flac")), "<i2")
    first = int(np.flatnonzero(np.abs(pcm.astype(int)) > 700)[0])
    return write_wav(folder / f"{name}.wav", pcm[first - 80 :].tobytes())


@pytest.fixture
def say(
    virtual_microphone: VirtualMicrophone, tmp_path: Path
) -> Iterator[Callable[[str], subprocess.Popen[bytes]]]:
    players: list[subprocess.Popen[bytes]] = []

    def begin(name: str) -> subprocess.Popen[bytes]:
        players.append(virtual_microphone.speak(spoken(tmp_path, name), wait=False))
        return players[-1]

    yield begin
    for player in players:
        player.terminate()
        player.wait(timeout=20)


def blocks(window: MainWindow) -> dict[str, str]:
    return {block.name: block.text for block in window.drill.view.panel.blocks}


Say = Callable[[str], subprocess.Popen[bytes]]


@pytest.mark.slow
def test_beep_speech_silence_a_cut_and_the_verdicts_on_the_screen(
    open_window: OpenWindow, studio: Studio, say: Say, qtbot: QtBot
) -> None:
    window = open_window()
    window.start_drill("two-lines")
    qtbot.waitUntil(lambda: window.drill.phase == "ready", timeout=PATIENCE_MS)
    page = window.drill.view
    assert "Your whole number is out within the first 90 % of the message." in blocks(window)["ask"]
    qtbot.keyClick(window, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: page.ring.words_label.text() == "Beep", timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: window.drill.phase == "speaking", timeout=PATIENCE_MS)
    assert window.is_recording
    player = say("early-number")
    qtbot.waitUntil(lambda: bool(page.foot.words_label.whole), timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: player.poll() is not None, timeout=PATIENCE_MS)
    assert window.drill.phase == "speaking", "a silence ends it, not the last word"
    qtbot.waitUntil(lambda: window.drill.phase == "verdict", timeout=PATIENCE_MS)
    assert blocks(window)["verdict"] == "Passed"
    assert page.head.marks.outcomes == ("passed", None)
    assert "s long" in blocks(window)["verdict_values"] or "Number out" in blocks(window)["verdict_values"]

    # On by itself: the rest runs down, then the beep.
    qtbot.waitUntil(lambda: window.drill.phase == "speaking", timeout=PATIENCE_MS)
    assert page.head.place_label.text() == "Round 2 of 2"
    player = say("late-number")
    qtbot.waitUntil(lambda: window.drill.phase == "judging", timeout=PATIENCE_MS)
    assert player.poll() is None, "the line was cut while somebody spoke"
    player.terminate()
    qtbot.waitUntil(lambda: window.drill.phase == "verdict", timeout=PATIENCE_MS)
    assert blocks(window)["verdict"] == "Missed"
    assert "The line was cut after" in blocks(window)["verdict_why"]
    assert blocks(window)["verdict_advice"] == "Say your number first, and the rest after it."
    qtbot.keyClick(window, Qt.Key.Key_N)
    qtbot.waitUntil(lambda: window.drill.phase == "done", timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: page.summary.complete, timeout=PATIENCE_MS)
    assert page.summary.isVisible()
    assert page.head.marks.accessibleName() == "1 passed, 1 missed"

    (run,) = studio.library.drill_runs.all()
    assert [attempt.outcome for attempt in run.attempts] == ["passed", "missed"]
    assert [attempt.ended for attempt in run.attempts] == ["silence", "cut"]
    for attempt in run.attempts:
        assert attempt.take_id is not None
        assert studio.library.take(attempt.take_id).state is TakeState.SCORED


@pytest.mark.slow
def test_the_window_closed_while_speaking_keeps_the_take_and_the_next_one_goes_on(
    open_window: OpenWindow, studio: Studio, tasks: Tasks, say: Say, qtbot: QtBot
) -> None:
    window = open_window()
    window.start_drill("two-lines")
    qtbot.waitUntil(lambda: window.drill.phase == "ready", timeout=PATIENCE_MS)
    qtbot.keyClick(window, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: window.drill.phase == "speaking", timeout=PATIENCE_MS)
    say("early-number")
    qtbot.waitUntil(lambda: bool(window.drill.view.foot.words_label.whole), timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: window.drill.running.status.live.capture.elapsed_s > 1.5, timeout=PATIENCE_MS)
    window.close()
    assert window.isVisible(), "the take is made safe first"
    qtbot.waitUntil(window.isHidden, timeout=PATIENCE_MS)
    (run,) = studio.library.drill_runs.open_runs()
    (void,) = run.attempts
    assert void.outcome == "void"
    assert void.take_id is not None
    assert studio.library.take(void.take_id).duration_s > 1

    again = open_window()
    again.resume_drill(run.id)
    qtbot.waitUntil(lambda: again.drill.phase == "paused", timeout=PATIENCE_MS)
    assert again.page == "drill"
    qtbot.keyClick(again, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: again.drill.phase == "speaking", timeout=PATIENCE_MS)
    assert again.drill.view.head.place_label.text() == "Round 1 of 2"
    qtbot.keyClick(again, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: again.drill.phase == "paused", timeout=PATIENCE_MS)
    assert len(studio.takes()) == 1, "what was thrown away is in the trash"
    assert len(studio.takes(deleted=True)) == 1
