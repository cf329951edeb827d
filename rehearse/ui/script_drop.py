"""A text file dropped anywhere onto the window is opened as a script."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QWidget

_ENDINGS = (".txt", ".md", ".text")


class TextFileDrop(QObject):
    """Watches one window.  Signal `dropped` (Path).  `allowed` is asked before a file is welcomed."""

    dropped = Signal(object)

    def __init__(self, window: QWidget, allowed: Callable[[], bool], parent: QObject) -> None:
        super().__init__(parent)
        self._allowed = allowed
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def eventFilter(self, _window: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.DragEnter, QEvent.Type.DragMove, QEvent.Type.Drop):
            assert isinstance(event, QDropEvent)
            path = text_file_of(event)
            if path is None or not self._allowed():
                return False
            event.acceptProposedAction()
            if event.type() == QEvent.Type.Drop:
                self.dropped.emit(path)
            return True
        return False


def text_file_of(event: QDropEvent) -> Path | None:
    """The one text file that is being dragged."""
    urls = event.mimeData().urls()
    if len(urls) != 1 or not urls[0].isLocalFile():
        return None
    path = Path(urls[0].toLocalFile())
    return path if path.suffix.lower() in _ENDINGS else None
