"""The window's door to files of one's own (drills, rubrics): every change in a worker, told with undo."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from rehearse.i18n import _
from rehearse.ui.banners import PASSING_S

if TYPE_CHECKING:
    from rehearse.own_files import Change
    from rehearse.studio import Studio
    from rehearse.ui.tasks import Failure, Tasks
    from rehearse.ui.window import MainWindow


@dataclass(frozen=True, slots=True)
class ShelfWords:
    """What is said of things of this kind; `kind` names them in ids of controls and lanes."""

    kind: str
    taken_in: str
    open_title: str
    copy_title: str
    files: str


class FileShelf(QObject):
    """Signals: `changed` when the files are others than before, whoever did it; `undone` (the change)."""

    changed = Signal()
    undone = Signal(object)

    def __init__(self, window: MainWindow, studio: Studio, tasks: Tasks, words: ShelfWords) -> None:
        super().__init__(window)
        self._window, self._studio, self._tasks, self._words = window, studio, tasks, words

    @property
    def own(self) -> Any:
        """Where the files are kept: saves, deletes, takes in and shares them."""
        raise NotImplementedError

    @property
    def lane(self) -> str:
        """Changes are made one after the other."""
        return f"{self._words.kind}s"

    # ---- changing ------------------------------------------------------------------------------

    def delete(self, file_id: str, done: Callable[[Change], None] | None = None) -> None:
        """Put one aside."""

        def words(change: Change) -> str:
            return _("“{title}” is deleted.").format(title=change.title)

        own = self.own
        self.change(lambda: own.delete(file_id), words, done, deleted=True)

    def take_in(self, path: Path, done: Callable[[Change], None] | None = None) -> None:
        """Take a file in among the own ones."""

        def words(change: Change) -> str:
            text = self._words.taken_in if change.changed else _("“{title}” was not added.")
            return text.format(title=change.title)

        own = self.own
        self.change(lambda: own.take_in(path), words, done)

    @staticmethod
    def saved_words(change: Change) -> str:
        return _("“{title}” is saved.").format(title=change.title)

    def change(
        self,
        act: Callable[[], Change],
        words: Callable[[Change], str],
        done: Callable[[Change], None] | None = None,
        failed: Callable[[Failure], None] | None = None,
        *,
        deleted: bool = False,
    ) -> None:
        """Do something to a file, and tell of it with a way back."""

        def told(change: Change) -> None:
            banners, text, detail = self._window.banners, words(change), " ".join(change.notes)
            for_s = None if deleted or change.notes else PASSING_S
            if change.changed:
                banners.undo(
                    text, lambda: self._undo(change), tone="info" if deleted else "good", detail=detail,
                    icon="trash" if deleted else "", for_s=for_s,
                )  # fmt: skip
            else:
                banners.tell(text, detail=detail, for_s=for_s)
            self.changed.emit()
            if done is not None:
                done(change)

        self._run(act, told, failed or self._window.tell, f"change a {self._words.kind}")

    def _undo(self, change: Change) -> None:
        def undone(_none: None) -> None:
            self.changed.emit()
            self.undone.emit(change)

        self._run(change.undo, undone, self._window.tell, f"undo a change of a {self._words.kind}")

    def _run(
        self,
        act: Callable[[], Any],
        done: Callable[[Any], None],
        failed: Callable[[Failure], None],
        name: str,
    ) -> None:
        self._tasks.run(
            lambda _handle: act(),
            done=done,
            failed=failed,
            owner=self,
            name=name,
            lane=self.lane,
            must_run=True,
        )

    # ---- reading -------------------------------------------------------------------------------

    def read_all(self, done: Callable[[list[Any]], None], owner: QObject) -> None:
        """Every one there is, right or wrong."""
        own = self.own
        self._tasks.run(
            lambda _handle: own.all(),
            done=done,
            failed=self._window.tell,
            owner=owner,
            name=f"read own {self.lane}",
            lane=self.lane,
        )

    # ---- files ---------------------------------------------------------------------------------

    def choose_file(self, parent: QWidget) -> None:
        """Ask for a file and take it in; does not block the window."""
        dialog = self._dialog(parent, "file", self._words.open_title)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda name: self.take_in(Path(name)))
        dialog.open()

    def choose_copy(self, file_id: str, parent: QWidget) -> None:
        """Ask where a copy to share shall lie, and write it there."""
        dialog = self._dialog(parent, "copy", self._words.copy_title)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("toml")
        dialog.selectFile(f"{file_id}.toml")
        # The dialog has asked about a file that is there already.
        dialog.fileSelected.connect(lambda name: self.share(file_id, Path(name), overwrite=True))
        dialog.open()

    def share(self, file_id: str, target: Path, *, overwrite: bool = False) -> None:
        """Write a copy of a file; told where it lies."""
        own, window = self.own, self._window

        def told(path: Path) -> None:
            text = _("The copy lies in {file}.").format(file=path)
            window.banners.tell(text, tone="good", for_s=PASSING_S)

        self._run(
            lambda: own.share(file_id, target, overwrite=overwrite),
            told,
            window.tell,
            f"share a {self._words.kind}",
        )

    def _dialog(self, parent: QWidget, what: str, title: str) -> QFileDialog:
        dialog = QFileDialog(parent, title)
        dialog.setObjectName(f"{self._words.kind}_{what}_dialog")
        dialog.setNameFilters([self._words.files, _("All files (*)")])
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        return dialog
