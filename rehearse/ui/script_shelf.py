"""The scripts of the library as every view sees them: changed in one place, told to all."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, Signal

from rehearse.i18n import _
from rehearse.ui.script_list import name_of

if TYPE_CHECKING:
    from rehearse.library.scripts import StoredScript
    from rehearse.studio import Studio
    from rehearse.ui.script_draft import Draft, Written
    from rehearse.ui.tasks import Failure, Tasks

T = TypeVar("T")

#: Saves and changes of scripts run one after the other.
SCRIPT_LANE = "scripts"


class ScriptShelf(QObject):
    """Saves, deletes and brings back in workers, in the order they were asked for.

    Signals: `saved` (StoredScript): it has these words now, or is new; `deleted`, `restored`
    (StoredScript); `changed`: a list of scripts should be read anew; `undo_offered` (text, callable);
    `failed` (error).
    """

    saved = Signal(object)
    deleted = Signal(object)
    restored = Signal(object)
    changed = Signal()
    undo_offered = Signal(str, object)
    failed = Signal(object)

    def __init__(self, studio: Studio, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._studio, self._tasks = studio, tasks

    def read(self, job: Callable[[], T], done: Callable[[T], None], owner: QObject, name: str) -> None:
        """Read something behind what is being saved."""
        self._tasks.run(
            lambda _handle: job(),
            done=done,
            failed=self.failed.emit,
            owner=owner,
            lane=SCRIPT_LANE,
            name=name,
        )

    def list(
        self, done: Callable[[Sequence[StoredScript]], None], owner: QObject, *, deleted: bool = False
    ) -> None:
        """The scripts, or with `deleted` those in the trash."""
        self.read(lambda: self._studio.scripts.all(deleted=deleted), done, owner, "list the scripts")

    def save(
        self,
        draft: Draft,
        written: Written,
        number: int,
        *,
        done: Callable[[StoredScript], None] | None = None,
        failed: Callable[[Failure], None] | None = None,
    ) -> None:
        """Keep what was written; `done` only where there is something to keep."""
        studio = self._studio

        def kept(stored: StoredScript | None) -> None:
            if stored is not None:
                self.saved.emit(stored)
                if done is not None:
                    done(stored)

        self._change(lambda: draft.save(studio, written, number), kept, "save a script", failed)

    def delete(self, stored: StoredScript) -> None:
        """Into the trash, with a way back."""

        def gone(_nothing: None) -> None:
            self.deleted.emit(stored)
            self.changed.emit()
            text = _("The script “{name}” was deleted.").format(name=name_of(stored))
            self.undo_offered.emit(text, lambda: self.restore(stored))

        self._change(lambda: self._studio.scripts.delete([stored.id]), gone, "delete a script")

    def restore(self, stored: StoredScript) -> None:
        def back(_nothing: None) -> None:
            self.restored.emit(stored)
            self.changed.emit()

        self._change(lambda: self._studio.scripts.restore([stored.id]), back, "restore a script")

    def add(
        self,
        text: str,
        *,
        title: str = "",
        slot_values: Mapping[str, str] | None = None,
        done: Callable[[StoredScript], None],
    ) -> None:
        """A new script with these words."""
        scripts = self._studio
        self._change(
            lambda: scripts.scripts.add(text, title=title, slot_values=slot_values),
            self._and_tell(done),
            "add a script",
        )

    def bring_back(self, version_id: str, done: Callable[[StoredScript], None]) -> None:
        """The words of an old version become the newest again."""
        self._change(
            lambda: self._studio.scripts.bring_back(version_id), self._and_tell(done), "bring back a version"
        )

    def add_variant(self, script_id: str, done: Callable[[StoredScript], None]) -> None:
        """A copy beside the script, to say the same another way."""
        self._change(
            lambda: self._studio.scripts.add_variant(script_id), self._and_tell(done), "add a variant"
        )

    def _and_tell(self, done: Callable[[StoredScript], None]) -> Callable[[StoredScript], None]:
        def tell(stored: StoredScript) -> None:
            self.saved.emit(stored)
            self.changed.emit()
            done(stored)

        return tell

    def _change(
        self,
        job: Callable[[], T],
        done: Callable[[T], None],
        name: str,
        failed: Callable[[Failure], None] | None = None,
    ) -> None:
        self._tasks.run(
            lambda _handle: job(),
            done=done,
            failed=failed or self.failed.emit,
            lane=SCRIPT_LANE,
            must_run=True,
            name=name,
        )
