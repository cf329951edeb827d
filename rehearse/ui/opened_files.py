"""Files that the desktop hands to the program: at its start, or (macOS) while it runs."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QFileOpenEvent

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from rehearse.ui.window import MainWindow

#: How often it is looked whether the window has been seen and no take is being recorded.
_WAIT_MS = 200


class OpenedFiles(QObject):
    """Looked over as if they had been dropped, once nobody is speaking."""

    def __init__(self, app: QApplication, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._waiting: list[Path] = []
        self._timer = QTimer(self)
        self._timer.setInterval(_WAIT_MS)
        self._timer.timeout.connect(self._look)
        if sys.platform == "darwin":  # nowhere else does such an event come, and every other one passes here
            app.installEventFilter(self)

    def open(self, files: Sequence[Path]) -> None:
        """Look these over, now or as soon as it can be done."""
        self._waiting += [Path(path).absolute() for path in files]
        if self._waiting:
            self._timer.start()

    def eventFilter(self, _app: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FileOpen and isinstance(event, QFileOpenEvent):
            self.open([Path(event.file())])
            return True
        return False

    def _look(self) -> None:
        window = self._window
        if window.is_closed:
            self._timer.stop()
        elif window.isVisible() and not window.is_recording:
            self._timer.stop()
            files, self._waiting = self._waiting, []
            window.imports.look_over(files)
