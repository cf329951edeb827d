"""What happened to the library without this window's doing: told, and shown.

What opening it had to put right (a crash, damage) is told once; what another window or command changes is
looked for every two seconds, and lists in sight are read again.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

from rehearse.errors import RehearseError

if TYPE_CHECKING:
    from rehearse.studio import Studio
    from rehearse.ui.banners import Banners
    from rehearse.ui.tasks import Failure, Tasks

_LOOK_MS = 2000


class LibraryNews(QObject):
    """`changed` when another window or command has written."""

    changed = Signal()

    def __init__(self, studio: Studio, tasks: Tasks, banners: Banners, parent: QObject) -> None:
        super().__init__(parent)
        self._studio, self._tasks, self._banners = studio, tasks, banners
        self._looking = False
        self._told = ""
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_MS)
        self._timer.timeout.connect(self.look)

    def start(self) -> None:
        """From now on, until `stop`."""
        self._timer.start()

    def stop(self) -> None:
        """The window closes."""
        self._timer.stop()

    def tell(self) -> None:
        """Tell what opening the library had to put right."""
        news: Callable[[], list[str]] | None = getattr(self._studio, "news", None)
        if news is not None:
            self._tasks.run(
                lambda _handle: news(), done=self._tell, failed=self._failed, owner=self, name="library news"
            )

    def look(self) -> None:
        """Look now whether somebody else has changed anything."""
        ask: Callable[[], bool] | None = getattr(self._studio, "changed_elsewhere", None)
        window: Any = self.parent()
        if ask is None or self._looking or window.isMinimized():
            return
        self._looking = True
        self._tasks.run(
            lambda _handle: ask(),
            done=self._looked,
            failed=self._failed,
            owner=self,
            name="look for changes",
        )

    def _tell(self, news: list[str]) -> None:
        for text in news:
            self._banners.tell(text, tone="near")

    def _looked(self, changed: bool) -> None:
        self._looking = False
        self._told = ""
        if changed:
            self.tell()
            self.changed.emit()

    def _failed(self, error: Failure) -> None:
        self._looking = False
        if not isinstance(error, RehearseError):
            self._timer.stop()  # a fault of ours, told already: not every two seconds
        elif str(error) != self._told:
            self._told = str(error)
            self._banners.tell_error(error)
