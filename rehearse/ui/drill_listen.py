"""Listening to a take of a drill, or to the place that was missed, without leaving the page."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, Signal

from rehearse.ui.playback import Playback

if TYPE_CHECKING:
    from rehearse.library.drill_runs import Attempt, KeptMiss
    from rehearse.studio import Studio
    from rehearse.ui.tasks import Tasks

#: A place is heard with a moment around it: a word alone is a noise.
_AROUND_S = 0.6


class Place(NamedTuple):
    """A stretch of a take, seconds from its first frame; without an end to the end of it."""

    take_id: str
    from_s: float = 0.0
    until_s: float | None = None


def place_of(attempt: Attempt, miss: KeptMiss | None = None) -> Place | None:
    """Where a miss is heard, or the whole take; None where there is nothing to hear."""
    if attempt.take_id is None:
        return None
    if miss is None or miss.span is None:
        return Place(attempt.take_id)
    start_s, end_s = miss.span
    return Place(attempt.take_id, max(0.0, start_s - _AROUND_S), end_s + _AROUND_S)


class DrillListening(QObject):
    """Signals: `changed`: what is heard is another; `failed` (words): it cannot be."""

    changed = Signal()
    failed = Signal(str)

    def __init__(self, studio: Studio, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._place: Place | None = None
        self.playback = Playback(studio, tasks, self)
        self.playback.playing_changed.connect(lambda _playing: self.changed.emit())
        self.playback.unplayable.connect(self.failed)
        self.playback.trouble_changed.connect(
            lambda error: self.failed.emit(str(error)) if error is not None else None
        )

    @property
    def heard(self) -> Place | None:
        """What is played at this moment."""
        return self._place if self.playback.playing else None

    def toggle(self, place: Place) -> None:
        """Play it, or stop it where it is what is heard."""
        if self.heard == place:
            self.playback.pause()
            return
        if self.playback.take_id != place.take_id:
            self.playback.load(place.take_id)
        self._place = place
        self.playback.play(place.from_s, place.until_s)
        self.changed.emit()

    def stop(self) -> None:
        """Fall silent and let go of the loudspeaker: the beep needs it."""
        if self.playback.take_id is not None:
            self.playback.close()
            self.changed.emit()
