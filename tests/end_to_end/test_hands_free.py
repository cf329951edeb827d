"""A take without hands: Space, a countdown, their greeting, the beep, a message, silence."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from rehearse.audio.decode import NativeReader, decode_speech
from rehearse.audio.lead_in import BEEP_HZ
from rehearse.library.takes import Take, TakeState
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


@pytest.fixture
def studio(private_home: Path, virtual_microphone: VirtualMicrophone) -> Iterator[Studio]:
    paths = Paths.below(private_home)
    settings = SettingsStore(paths.settings)
    settings.update(
        first_start_done=True, input_device=MICROPHONE_NAME, hands_free=True, stop_after_silence_s=2.0
    )
    made = Studio(paths, settings)
    made.load_engine()
    yield made
    made.close()


@pytest.fixture
def window(studio: Studio, tasks: Tasks, theme: Theme, qtbot: QtBot) -> Iterator[MainWindow]:
    made = MainWindow(studio, tasks, theme)
    made.show()
    qtbot.waitUntil(lambda: made.microphone.state == "open", timeout=PATIENCE_MS)
    yield made
    made.close()
    tasks.close()


@pytest.fixture
def open_air(virtual_microphone: VirtualMicrophone) -> Iterator[None]:
    """The microphone hears the loudspeaker, as it does on every desk."""
    made = subprocess.run(
        [
            *("pactl", "load-module", "module-loopback", "latency_msec=40"),
            f"source={virtual_microphone.speaker}.monitor",
            f"sink={virtual_microphone.sink}",
        ],
        check=True, capture_output=True, text=True, timeout=20,
    )  # fmt: skip
    yield
    subprocess.run(["pactl", "unload-module", made.stdout.strip()], check=True, timeout=20)


@pytest.fixture(scope="module")
def message(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sample that begins with its first word: nothing to lose before it."""
    pcm = np.frombuffer(b"".join(decode_speech(SAMPLES / "bare-callback.flac")), "<i2")
    first = int(np.flatnonzero(np.abs(pcm.astype(int)) > 700)[0])
    return write_wav(tmp_path_factory.mktemp("speech") / "message.wav", pcm[first - 80 :].tobytes())


def sound_of(take: Take) -> np.ndarray:
    reader = NativeReader(take.audio_path)
    read = []
    while (samples := reader.read()) is not None:
        read.append(samples[:, 0])
    reader.close()
    return np.concatenate(read).astype(np.float64) / 32768


def beep_power(sound: np.ndarray, rate_hz: int) -> float:
    """The strongest 20 ms at the beep's pitch; 0.5 is a full-scale sine."""
    n = rate_hz // 50
    blocks = sound[: len(sound) // n * n].reshape(-1, n)
    turn = np.exp(-2j * np.pi * BEEP_HZ * np.arange(n) / rate_hz)
    return float(np.max(2 * np.abs(blocks @ turn / n) ** 2))


@pytest.mark.slow
def test_space_a_greeting_a_beep_a_message_and_it_stops_by_itself(
    window: MainWindow,
    studio: Studio,
    open_air: None,
    message: Path,
    virtual_microphone: VirtualMicrophone,
    qtbot: QtBot,
) -> None:
    studio.settings.update(countdown_s=3, greeting="mailbox")
    ring = window.stage.ring
    qtbot.keyClick(window, Qt.Key.Key_Space)
    for words in ("Get ready", "Their greeting", "Beep"):
        qtbot.waitUntil(lambda: ring.zone_label.text() == words, timeout=PATIENCE_MS)  # noqa: B023
    qtbot.waitUntil(lambda: ring.mode == "recording", timeout=PATIENCE_MS)
    player = virtual_microphone.speak(message, wait=False)  # with the beep's end in the ear
    qtbot.waitUntil(lambda: player.poll() is not None, timeout=PATIENCE_MS)
    assert window.stage.state == "recording", "stopped while somebody spoke"
    assert window.stage.course.unheard == ""
    qtbot.waitUntil(lambda: window.page == "review", timeout=PATIENCE_MS)

    (summary,) = studio.takes()
    take = studio.library.take(summary.id)
    assert take.state is TakeState.SCORED
    assert take.transcript is not None
    heard = take.transcript.text
    assert heard.startswith("hi this is bob smith"), heard
    assert "available" not in heard, "the greeting is not the rep's"
    assert "tone" not in heard
    sound = sound_of(take)
    assert beep_power(sound[: take.format.rate_hz], take.format.rate_hz) < 1e-3
    last_s = take.transcript.words[-1].span.end_s
    assert len(sound) / take.format.rate_hz - last_s > 1.5, "the silence at the end stays in the file"


@pytest.mark.slow
def test_the_number_is_told_while_the_message_is_still_spoken(
    window: MainWindow,
    studio: Studio,
    virtual_microphone: VirtualMicrophone,
    tmp_path: Path,
    qtbot: QtBot,
) -> None:
    sound = write_wav(tmp_path / "early.wav", b"".join(decode_speech(SAMPLES / "early-number.flac")))
    qtbot.keyClick(window, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: window.stage.state == "recording", timeout=PATIENCE_MS)
    light = window.stage.number_light
    assert light.state == "waiting"
    player = virtual_microphone.speak(sound, wait=False)
    try:
        qtbot.waitUntil(lambda: light.state == "in time", timeout=PATIENCE_MS)
        assert player.poll() is None, "the message is not over yet"
    finally:
        player.terminate()
        player.wait(timeout=20)
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: window.stage.state == "ready", timeout=PATIENCE_MS)


@pytest.mark.slow
def test_escape_in_the_greeting_leaves_no_take_and_frees_the_microphone(
    window: MainWindow, studio: Studio, qtbot: QtBot
) -> None:
    studio.settings.update(greeting="office")
    qtbot.keyClick(window, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: window.stage.ring.zone_label.text() == "Their greeting", timeout=PATIENCE_MS)
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: window.stage.state == "ready", timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: window.microphone.state == "open", timeout=PATIENCE_MS)
    assert studio.takes() == []
    assert studio.takes(deleted=True) == []
    assert not list(studio.paths.library.glob("audio/*"))


@pytest.mark.slow
def test_a_take_in_which_nobody_speaks_is_thrown_away_with_undo(
    window: MainWindow, studio: Studio, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rehearse.ui.stage_course.Endpoint", _hasty)
    qtbot.keyClick(window, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: window.stage.state == "recording", timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: bool(window.banners.texts()), timeout=PATIENCE_MS)
    assert window.banners.texts() == [
        "Nothing was said for 4 seconds, so the recording was stopped and thrown away."
    ]
    assert studio.takes() == []
    (gone,) = studio.takes(deleted=True)
    window.banners.shown[0].action_button.click()
    qtbot.waitUntil(lambda: [take.id for take in studio.takes()] == [gone.id], timeout=PATIENCE_MS)


def _hasty(silence_s: float) -> object:
    """The real decision with less patience, so that the test need not wait for 20 seconds."""
    from rehearse.audio.endpoint import Endpoint

    return Endpoint(silence_s, never_s=4.0)
