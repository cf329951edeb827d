"""Looking over files while the window goes on: what is found is shown as it is found, some at a time."""

from __future__ import annotations

import contextlib
from collections import deque
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

if TYPE_CHECKING:
    from rehearse.looking_over import Candidate, LookedOver
    from rehearse.progress import Progress
    from rehearse.studio import Studio
    from rehearse.ui.import_page import ImportPage, Known
    from rehearse.ui.tasks import Failure, JobHandle, Tasks

#: How soon what was found is shown.
_SHOW_MS = 150

#: Rows that are added to the table in one go: more would hold the window up.
_AT_ONCE = 500
_FEW = 50


#: Between two of them, so that what the window has to do meanwhile comes in between.
_BREATH_MS = 8


class LookingOver(QObject):
    """`done` (`LookedOver` without what is in the table already, `Known`) or `failed` (the error) ends it.

    A stop leaves what is in the table where it is; copies of the rest go.
    """

    done = Signal(object, object)
    failed = Signal(object)

    def __init__(self, studio: Studio, tasks: Tasks, parent: QObject, *, lane: str) -> None:
        super().__init__(parent)
        self._studio, self._tasks, self._lane = studio, tasks, lane
        self._job: JobHandle | None = None
        self._page: ImportPage | None = None
        self._far: Progress | None = None
        #: Set by the worker, before anything is found.
        self._known: Known | None = None
        #: What was found and is not in the table yet, for each time of looking.
        self._found: list[deque[Candidate]] = []
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_SHOW_MS)
        self._timer.timeout.connect(self._show_some)

    def begin(self, places: Sequence[Path], page: ImportPage) -> None:
        """Look over these, into this page."""
        studio = self._studio
        self._page = page
        waiting = [one.new.sha256 for one in page.candidates]
        found: deque[Candidate] = deque()
        self._found.append(found)

        def look(handle: JobHandle) -> tuple[LookedOver, Known]:
            from rehearse.looking_over import leave, look_over
            from rehearse.ui.import_page import Known

            try:
                scripts = {script.id: script.title for script in studio.scripts.all()}
                tags = [tag for tag, _n in studio.library.tags()]
                known = self._known = Known(studio.library.imports.speakers(), scripts, tags)
                looked = look_over(
                    studio,
                    places,
                    waiting=waiting,
                    on_found=found.extend,
                    on_progress=handle.report,
                    cancel=handle.cancel_token,
                )
                return looked, known
            except BaseException:
                leave(_taken_from(found))
                raise

        def undone(_looked: object) -> None:
            from rehearse.looking_over import leave

            leave(_taken_from(found))

        def progress(far: Progress) -> None:
            self._far = far
            if not self._timer.isActive() and not mine.cancel_token.cancelled:
                self._timer.start()

        mine = self._job = self._tasks.run(
            look,
            done=lambda looked: self._show_rest(found, looked),
            failed=lambda error: self._not_looked(found, error),
            progress=progress,
            undone=undone,
            name="look over recordings",
            owner=self,
            lane=self._lane,
        )

    def stop(self) -> None:
        self._timer.stop()
        if self._job is not None:
            self._job.cancel()

    def take_back(self) -> list[Candidate]:
        """What was found and is in no table: it is the caller's now."""
        return [one for found in self._found for one in _taken_from(found)]

    def _show_some(self) -> None:
        if self._page is None or self._job is None or self._job.cancel_token.cancelled:
            return
        if self._known is not None:
            self._page.set_known(self._known)
            self._known = None
        if self._far is not None:
            self._page.show_progress(self._far)
        for found in self._found:
            self._page.show_found(_taken_from(found, _AT_ONCE))
            if found:
                self._timer.start()

    def _show_rest(self, found: deque[Candidate], looked: tuple[LookedOver, Known]) -> None:
        """There is no more to come.  After many rows the end has a turn of its own."""
        some = _taken_from(found, _AT_ONCE)
        if some and self._page is not None:
            self._page.show_found(some)
        if found or len(some) > _FEW:
            QTimer.singleShot(_BREATH_MS, self, lambda: self._show_rest(found, looked))
            return
        self._end(found)
        self._known = None
        self.done.emit(*looked)

    def _not_looked(self, found: deque[Candidate], error: Failure) -> None:
        self._end(found)
        self.failed.emit(error)

    def _end(self, found: deque[Candidate]) -> None:
        self._timer.stop()
        self._found = [one for one in self._found if one is not found]
        if not self._found:
            self._job = None


def _taken_from(found: deque[Candidate], n_most: int | None = None) -> list[Candidate]:
    """Take these out of what was found; each comes to one taker, whichever thread it is in."""
    taken: list[Candidate] = []
    with contextlib.suppress(IndexError):
        while n_most is None or len(taken) < n_most:
            taken.append(found.popleft())
    return taken


__all__ = ["LookingOver"]
