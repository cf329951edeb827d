"""A drill that was being written when the window closed: kept until the next one."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from rehearse.ui.drill_draft import DrillDraft, packed, unpacked

if TYPE_CHECKING:
    from rehearse.studio import Studio
    from rehearse.ui.tasks import Tasks


class Unfinished(QObject):
    """`failed` is told why something could not be kept or looked for."""

    def __init__(self, studio: Studio, tasks: Tasks, failed: Callable[[Any], None], owner: QObject) -> None:
        super().__init__(owner)
        self._studio, self._tasks, self._failed = studio, tasks, failed
        self._looked = False

    def look(self, found: Callable[[DrillDraft], None]) -> None:
        """What the last window closed upon, if anything; it is looked for once."""
        if self._looked:
            return
        self._looked = True
        own = self._studio.own_drills
        self._tasks.run(
            lambda _handle: unpacked(own.take_unfinished()),
            done=lambda draft: found(draft) if draft is not None else None,
            failed=self._failed,
            owner=self,
            name="look for an unfinished drill",
        )

    def keep(self, draft: DrillDraft) -> None:
        """The window closes, and this is no drill yet."""
        own, raw = self._studio.own_drills, packed(draft)
        self._tasks.run(
            lambda _handle: own.keep_unfinished(raw),
            done=lambda _none: None,
            failed=self._failed,
            name="keep an unfinished drill",
            must_run=True,
        )
