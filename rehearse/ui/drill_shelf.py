"""The window's door to own drills, from whatever page a change comes; files that are dropped on it too."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QDropEvent

from rehearse.i18n import _
from rehearse.ui.file_shelf import FileShelf, ShelfWords
from rehearse.ui.rubric_shelf import RubricShelf

if TYPE_CHECKING:
    from rehearse.own_drills import OwnDrills
    from rehearse.own_files import Change
    from rehearse.studio import Studio
    from rehearse.ui.tasks import Failure, Tasks
    from rehearse.ui.window import MainWindow

#: More files at once than anybody means to drop.
_MOST_DROPPED = 20


class DrillShelf(FileShelf):
    """`rubrics` is the same for rubrics, whose files look alike from outside."""

    def __init__(self, window: MainWindow, studio: Studio, tasks: Tasks) -> None:
        words = ShelfWords(
            "drill",
            _("“{title}” is among your drills now."),
            _("Open a drill file"),
            _("Save a copy of the drill"),
            _("Drills (*.toml)"),
        )
        super().__init__(window, studio, tasks, words)
        self.rubrics = RubricShelf(window, studio, tasks)
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    @property
    def own(self) -> OwnDrills:
        return self._studio.own_drills

    # ---- changing ------------------------------------------------------------------------------

    def save(
        self,
        table: Mapping[str, Any],
        drill_id: str | None,
        done: Callable[[Change], None],
        failed: Callable[[Failure], None],
    ) -> None:
        """Write a drill whose table has no fault; without an id a new one."""
        own = self.own
        self.change(lambda: own.save(table, drill_id), self.saved_words, done, failed)

    def save_text(
        self, text: str, drill_id: str, done: Callable[[Change], None], failed: Callable[[Failure], None]
    ) -> None:
        """Write a drill's file as it was typed."""
        own = self.own
        self.change(lambda: own.save_text(text, drill_id), self.saved_words, done, failed)

    def duplicate(self, drill_id: str, done: Callable[[Change], None] | None = None) -> None:
        """Another own drill that asks for the same."""
        own = self.own
        self.change(lambda: own.duplicate(drill_id), self.saved_words, done)

    def rename(self, drill_id: str, title: str) -> None:
        """Give an own drill another title."""
        own = self.own
        self.change(lambda: own.rename(drill_id, title), self.saved_words)

    # ---- files ---------------------------------------------------------------------------------

    def eventFilter(self, _window: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.DragEnter, QEvent.Type.DragMove, QEvent.Type.Drop):
            assert isinstance(event, QDropEvent)
            paths = drill_files_of(event)
            if not paths or self._window.is_recording:
                return False
            event.acceptProposedAction()
            if event.type() == QEvent.Type.Drop:
                for path in paths:
                    self.rubrics.sort_out(path, otherwise=self.take_in)
            return True
        return False


def drill_files_of(event: QDropEvent) -> list[Path]:
    """The files of drills or rubrics that are being dragged; none where anything else is among them."""
    urls = event.mimeData().urls()
    paths = [Path(url.toLocalFile()) for url in urls if url.isLocalFile()]
    alike = len(paths) == len(urls) <= _MOST_DROPPED and all(p.suffix.lower() == ".toml" for p in paths)
    return paths if alike else []
