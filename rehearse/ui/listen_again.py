"""Hearing a stored take once more in the background, with progress and a way to stop."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from rehearse.progress import Progress
    from rehearse.studio import Studio
    from rehearse.ui.tasks import JobHandle, Tasks


class ListenAgain(QObject):
    """One take at a time.

    Signals: `progressed` (share done, or None), `heard` (take id, review), `failed` (take id, error).
    """

    progressed = Signal(object)
    heard = Signal(str, object)
    failed = Signal(str, object)

    def __init__(self, studio: Studio, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._studio = studio
        self._tasks = tasks
        self._handle: JobHandle | None = None

    @property
    def running(self) -> bool:
        return self._handle is not None and not self._handle.finished

    def start(self, take_id: str) -> None:
        """Begin; does nothing while it is under way."""
        if self.running:
            return
        self._handle = self._tasks.run(
            lambda handle: self._studio.score_take(
                take_id, on_progress=handle.report, cancel=handle.cancel_token
            ),
            done=lambda review: self.heard.emit(take_id, review),
            failed=lambda error: self.failed.emit(take_id, error),
            progress=self._tell,
            name="listen again",
            owner=self,
        )

    def stop(self) -> None:
        """Ask it to stop; `failed` follows with a `Cancelled`."""
        if self._handle is not None:
            self._handle.cancel()

    def forget(self) -> None:
        """Stop, and be free for another take at once."""
        self.stop()
        self._handle = None

    def _tell(self, progress: Progress) -> None:
        if self.running:
            self.progressed.emit(progress.fraction)
