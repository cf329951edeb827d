"""What the page of takes changes in the library: in the background, one after the other, nothing lost."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from rehearse.studio import Studio
    from rehearse.ui.tasks import Tasks

#: Changes and readings of the list happen in the order they were asked for.
LANE = "takes"


class TakeChanges(QObject):
    """Signals: `asked` as soon as a change is asked for; `deleted`, `restored` (lists of ids) once that is
    done, `changed` once anything else is; `failed` (an error).
    """

    asked = Signal()
    deleted = Signal(object)
    restored = Signal(object)
    changed = Signal()
    failed = Signal(object)

    def __init__(self, studio: Studio, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._studio, self._tasks = studio, tasks

    def rename(self, take_id: str, title: str) -> None:
        self._run("rename", lambda: self._studio.rename(take_id, title), self.changed.emit)

    def star(self, ids: Sequence[str], starred: bool) -> None:
        self._run("star", lambda: self._studio.library.star(ids, starred), self.changed.emit)

    def tag(self, ids: Sequence[str], add: Sequence[str], remove: Sequence[str]) -> None:
        self._run("tag", lambda: self._studio.library.tag(ids, add=add, remove=remove), self.changed.emit)

    def set_speaker(self, ids: Sequence[str], speaker: str) -> None:
        self._run("speaker", lambda: self._studio.library.set_speaker(ids, speaker), self.changed.emit)

    def delete(self, ids: list[str]) -> None:
        """Into the trash."""
        self._run("delete", lambda: self._studio.delete(ids), lambda: self.deleted.emit(ids))

    def restore(self, ids: list[str]) -> None:
        """Out of the trash."""
        self._run("restore", lambda: self._studio.restore(ids), lambda: self.restored.emit(ids))

    def purge(self, ids: list[str]) -> None:
        """Out of the trash for good."""
        self._run("purge", lambda: self._studio.library.purge_now(ids), self.changed.emit)

    def _run(self, name: str, do: Callable[[], object], told: Callable[[], None]) -> None:
        self._tasks.run(
            lambda _handle: do(),
            done=lambda _answer: told(),
            failed=self.failed.emit,
            name=name,
            owner=self,
            lane=LANE,
            must_run=True,
        )
        self.asked.emit()
