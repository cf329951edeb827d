"""The program with its window, from its start to a scored take: `… -m tests.helpers.window_child SOUND.wav`.

Says what was heard on standard output.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from rehearse.library.takes import TakeState
from rehearse.paths import Paths
from rehearse.settings import SettingsStore
from rehearse.studio import Studio
from rehearse.ui.tasks import Tasks
from rehearse.ui.theme import choose_theme
from rehearse.ui.window import MainWindow
from tests.helpers.virtual_mic import MICROPHONE_NAME, connected

_PATIENCE_S = 240.0


def _wait(condition: Callable[[], bool], what: str) -> None:
    end = time.monotonic() + _PATIENCE_S
    while not condition():
        assert time.monotonic() < end, f"waited in vain for {what}"
        QTest.qWait(20)


def main() -> int:
    sound = Path(sys.argv[1])
    paths = Paths.default()
    settings = SettingsStore(paths.settings)
    settings.update(first_start_done=True, input_device=MICROPHONE_NAME, speaker="Dana")
    app = QApplication(["rehearse"])
    studio, tasks = Studio(paths, settings), Tasks()
    window = MainWindow(studio, tasks, choose_theme("light"))
    window.show()
    _wait(lambda: window.microphone.state == "open", "the microphone")
    button = window.findChild(QPushButton, "record_button")
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    _wait(lambda: window.stage.state == "recording", "the recording")
    player = connected().speak(sound, wait=False)
    _wait(lambda: player.poll() is not None, "the end of what is said")
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    _wait(lambda: window.page == "review", "the review")
    _wait(lambda: [take.state for take in studio.takes()] == [TakeState.SCORED], "the score")
    transcript = studio.library.take(studio.takes()[0].id).transcript
    window.close()
    tasks.close()
    studio.close()
    app.quit()
    print(" ".join(word.text for word in transcript.words) if transcript is not None else "")
    return 0


if __name__ == "__main__":
    sys.exit(main())
