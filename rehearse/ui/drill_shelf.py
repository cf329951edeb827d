"""The window's door to own drills: every change in a worker, told with undo, from whatever page it came."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QFileDialog, QWidget

from rehearse.i18n import _
from rehearse.ui.banners import PASSING_S

if TYPE_CHECKING:
    from rehearse.own_drills import Change, OwnDrill
    from rehearse.studio import Studio
    from rehearse.ui.tasks import Failure, Tasks
    from rehearse.ui.window import MainWindow

#: Changes are made one after the other.
_LANE = "drills"


class DrillShelf(QObject):
    """Signals: `changed` when the drills are others than before, whoever did it; `undone` (the change)."""

    changed = Signal()
    undone = Signal(object)

    def __init__(self, window: MainWindow, studio: Studio, tasks: Tasks) -> None:
        super().__init__(window)
        self._window, self._studio, self._tasks = window, studio, tasks
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    # ---- changing ------------------------------------------------------------------------------

    def save(
        self,
        table: Mapping[str, Any],
        drill_id: str | None,
        done: Callable[[Change], None],
        failed: Callable[[Failure], None],
    ) -> None:
        """Write a drill whose table has no fault; without an id a new one."""
        own = self._studio.own_drills
        self._change(lambda: own.save(table, drill_id), self._saved_words, done, failed)

    def save_text(
        self, text: str, drill_id: str, done: Callable[[Change], None], failed: Callable[[Failure], None]
    ) -> None:
        """Write a drill's file as it was typed."""
        own = self._studio.own_drills
        self._change(lambda: own.save_text(text, drill_id), self._saved_words, done, failed)

    def duplicate(self, drill_id: str, done: Callable[[Change], None] | None = None) -> None:
        """Another own drill that asks for the same."""
        own = self._studio.own_drills
        self._change(lambda: own.duplicate(drill_id), self._saved_words, done)

    def rename(self, drill_id: str, title: str) -> None:
        """Give an own drill another title."""
        own = self._studio.own_drills
        self._change(lambda: own.rename(drill_id, title), self._saved_words)

    def delete(self, drill_id: str, done: Callable[[Change], None] | None = None) -> None:
        """Put an own drill aside."""

        def words(change: Change) -> str:
            return _("“{title}” is deleted.").format(title=change.title)

        own = self._studio.own_drills
        self._change(lambda: own.delete(drill_id), words, done, deleted=True)

    def take_in(self, path: Path, done: Callable[[Change], None] | None = None) -> None:
        """Take a file in among the own drills."""

        def words(change: Change) -> str:
            if not change.changed:
                return _("“{title}” was not added.").format(title=change.title)
            return _("“{title}” is among your drills now.").format(title=change.title)

        own = self._studio.own_drills
        self._change(lambda: own.take_in(path), words, done)

    @staticmethod
    def _saved_words(change: Change) -> str:
        return _("“{title}” is saved.").format(title=change.title)

    def _change(
        self,
        act: Callable[[], Change],
        words: Callable[[Change], str],
        done: Callable[[Change], None] | None = None,
        failed: Callable[[Failure], None] | None = None,
        *,
        deleted: bool = False,
    ) -> None:
        def told(change: Change) -> None:
            banners = self._window.banners
            banners.tell(
                words(change),
                tone="good" if change.changed and not deleted else "info",
                detail=" ".join(change.notes),
                action=_("Undo") if change.changed else "",
                act=lambda: self._undo(change),
                icon="trash" if deleted else "",
                for_s=None if deleted or change.notes else PASSING_S,
            )
            self.changed.emit()
            if done is not None:
                done(change)

        self._tasks.run(
            lambda _handle: act(),
            done=told,
            failed=failed or self._window.tell,
            owner=self,
            name="change a drill",
            lane=_LANE,
            must_run=True,
        )

    def _undo(self, change: Change) -> None:
        def undone(_none: None) -> None:
            self.changed.emit()
            self.undone.emit(change)

        self._tasks.run(
            lambda _handle: change.undo(),
            done=undone,
            failed=self._window.tell,
            owner=self,
            name="undo a change of a drill",
            lane=_LANE,
            must_run=True,
        )

    # ---- reading -------------------------------------------------------------------------------

    def read_all(self, done: Callable[[list[OwnDrill]], None], owner: QObject) -> None:
        """Every own drill, right or wrong."""
        studio = self._studio
        self._tasks.run(
            lambda _handle: studio.own_drills.all(),
            done=done,
            failed=self._window.tell,
            owner=owner,
            name="read own drills",
            lane=_LANE,
        )

    # ---- files ---------------------------------------------------------------------------------

    def choose_file(self, parent: QWidget) -> None:
        """Ask for a drill file and take it in; does not block the window."""
        dialog = _dialog(parent, "drill_file_dialog", _("Open a drill file"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda name: self.take_in(Path(name)))
        dialog.open()

    def choose_copy(self, drill_id: str, parent: QWidget) -> None:
        """Ask where a copy to share shall lie, and write it there."""
        dialog = _dialog(parent, "drill_copy_dialog", _("Save a copy of the drill"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("toml")
        dialog.selectFile(f"{drill_id}.toml")
        # The dialog has asked about a file that is there already.
        dialog.fileSelected.connect(lambda name: self.share(drill_id, Path(name), overwrite=True))
        dialog.open()

    def share(self, drill_id: str, target: Path, *, overwrite: bool = False) -> None:
        """Write a copy of a drill's file; told where it lies."""
        studio, window = self._studio, self._window

        def told(path: Path) -> None:
            text = _("The copy lies in {file}.").format(file=path)
            window.banners.tell(text, tone="good", for_s=PASSING_S)

        self._tasks.run(
            lambda _handle: studio.own_drills.share(drill_id, target, overwrite=overwrite),
            done=told,
            failed=window.tell,
            owner=self,
            name="share a drill",
            lane=_LANE,
            must_run=True,
        )

    def eventFilter(self, _window: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.DragEnter, QEvent.Type.DragMove, QEvent.Type.Drop):
            assert isinstance(event, QDropEvent)
            paths = drill_files_of(event)
            if not paths or self._window.is_recording:
                return False
            event.acceptProposedAction()
            if event.type() == QEvent.Type.Drop:
                for path in paths:
                    self.take_in(path)
            return True
        return False


#: More files at once than anybody means to drop.
_MOST_DROPPED = 20


def drill_files_of(event: QDropEvent) -> list[Path]:
    """The drill files that are being dragged; none where anything else is among them."""
    urls = event.mimeData().urls()
    paths = [Path(url.toLocalFile()) for url in urls if url.isLocalFile()]
    alike = len(paths) == len(urls) <= _MOST_DROPPED and all(p.suffix.lower() == ".toml" for p in paths)
    return paths if alike else []


def _dialog(parent: QWidget, name: str, title: str) -> QFileDialog:
    dialog = QFileDialog(parent, title)
    dialog.setObjectName(name)
    dialog.setNameFilters([_("Drills (*.toml)"), _("All files (*)")])
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    return dialog
