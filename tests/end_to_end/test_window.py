"""The main job in the real window: press record, speak, press stop, see what a prospect would hear."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPlainTextEdit, QPushButton, QTextEdit, QWidget
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


@pytest.fixture
def studio(private_home: Path, virtual_microphone: VirtualMicrophone) -> Iterator[Studio]:
    paths = Paths.below(private_home)
    settings = SettingsStore(paths.settings)
    settings.update(first_start_done=True, input_device=MICROPHONE_NAME, speaker="Dana")
    made = Studio(paths, settings)
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


@pytest.fixture(scope="module")
def brochure(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The first twelve seconds of a message that is all about the caller."""
    pcm = b"".join(decode_speech(SAMPLES / "brochure.flac"))
    return write_wav(tmp_path_factory.mktemp("speech") / "brochure.wav", pcm[: 12 * 32_000])


def record(window: MainWindow, microphone: VirtualMicrophone, sound: Path, qtbot: QtBot) -> None:
    """Press record, play `sound` into the microphone, press stop."""
    button = window.findChild(QPushButton, "record_button")
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.stage.state == "recording", timeout=PATIENCE_MS)
    player = microphone.speak(sound, wait=False)
    qtbot.waitUntil(lambda: player.poll() is not None, timeout=PATIENCE_MS)
    assert player.returncode == 0
    assert button.text().strip() == "Stop"
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


@pytest.mark.slow
def test_from_the_record_button_to_a_take_in_the_library(
    window: MainWindow,
    studio: Studio,
    brochure: Path,
    virtual_microphone: VirtualMicrophone,
    qtbot: QtBot,
) -> None:
    record(window, virtual_microphone, brochure, qtbot)
    qtbot.waitUntil(lambda: window.page == "review", timeout=PATIENCE_MS)

    review = window.review
    qtbot.waitUntil(review.isVisible, timeout=PATIENCE_MS)
    transcript = review.findChild(QWidget, "transcript_view")
    assert isinstance(transcript, QTextEdit | QPlainTextEdit)
    assert "leading provider" in transcript.toPlainText()
    marked = {mark.kind for mark in transcript.marks}
    assert "pitch" in marked
    shown = {
        check: review.findChild(QWidget, f"check_{check}") for check in ("length", "phone", "pitch", "pace")
    }
    assert all(shown.values()), shown

    (summary,) = studio.takes()
    take = studio.library.take(summary.id)
    assert take.state is TakeState.SCORED
    assert take.speaker == "Dana"
    assert take.transcript is not None
    assert take.transcript.engine == "vosk"
    assert summary.bands["length"] == "good"
    assert summary.bands["phone"] == "off", "nobody said a number"
    assert summary.bands["pitch"] == "off"
    assert summary.ready is False
    # What was played lasted twelve seconds, and all of it is in the file.
    assert take.n_frames / take.format.rate_hz >= 12.0
    assert take.overflow_count == 0

    window.show_page("takes")
    table = window.takes.findChild(QWidget, "takes_table")
    qtbot.waitUntil(lambda: table.model().rowCount() == 1, timeout=PATIENCE_MS)


@pytest.mark.slow
def test_space_records_and_escape_discards_with_undo(
    window: MainWindow,
    studio: Studio,
    virtual_microphone: VirtualMicrophone,
    brochure: Path,
    qtbot: QtBot,
) -> None:
    qtbot.keyClick(window, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: window.stage.state == "recording", timeout=PATIENCE_MS)
    player = virtual_microphone.speak(brochure, wait=False)
    try:
        qtbot.waitUntil(lambda: window.stage.ring.elapsed_s > 1.0, timeout=PATIENCE_MS)
        qtbot.keyClick(window, Qt.Key.Key_Escape)
        qtbot.waitUntil(lambda: window.stage.state == "ready", timeout=PATIENCE_MS)
    finally:
        player.terminate()
        player.wait(timeout=20)
    assert studio.takes() == []
    (gone,) = studio.takes(deleted=True)
    (banner,) = window.banners.shown
    undo = next(button for button in banner.findChildren(QPushButton) if "Undo" in button.text())
    qtbot.mouseClick(undo, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: [take.id for take in studio.takes()] == [gone.id], timeout=PATIENCE_MS)
    assert studio.library.take(gone.id).audio_path.exists()


@pytest.mark.slow
def test_closing_the_window_while_recording_keeps_the_take(
    window: MainWindow,
    studio: Studio,
    tasks: Tasks,
    virtual_microphone: VirtualMicrophone,
    brochure: Path,
    qtbot: QtBot,
) -> None:
    qtbot.keyClick(window, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: window.stage.state == "recording", timeout=PATIENCE_MS)
    player = virtual_microphone.speak(brochure, wait=False)
    try:
        qtbot.waitUntil(lambda: window.stage.ring.elapsed_s > 1.0, timeout=PATIENCE_MS)
        window.close()
        qtbot.waitUntil(lambda: not window.isVisible(), timeout=PATIENCE_MS)
    finally:
        player.terminate()
        player.wait(timeout=20)
    tasks.close()
    (summary,) = studio.takes()
    take = studio.library.take(summary.id)
    assert take.state in (TakeState.RECORDED, TakeState.SCORED)
    assert not take.recovered
    assert take.n_frames > take.format.rate_hz
