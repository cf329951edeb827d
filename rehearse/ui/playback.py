"""Playing a take without ever holding up the window.

Opening a file may take long, so that goes through the tasks; the player's own orders return at once.
The position is asked by a timer, only while something plays.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from rehearse.errors import DeviceError

if TYPE_CHECKING:
    from rehearse.audio.playback import Player
    from rehearse.studio import Studio
    from rehearse.ui.tasks import Tasks

POLL_MS = 33

#: One after the other: a player of the take before lets go of the loudspeaker first.
_LANE = "player"


class Playback(QObject):
    """The player of one take at a time.

    Signals: `position_changed` (seconds), `playing_changed`, `ready_changed`, `unplayable` (why there
    is nothing to play), `interrupted` (why it stopped; play may be pressed again).
    """

    position_changed = Signal(float)
    playing_changed = Signal(bool)
    ready_changed = Signal(bool)
    unplayable = Signal(str)
    interrupted = Signal(str)

    def __init__(self, studio: Studio, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._studio = studio
        self._tasks = tasks
        self._take_id: str | None = None
        self._player: Player | None = None
        self._loading = False
        self._wish: tuple[float | None, float | None] | None = None
        self._position_s = 0.0
        self._playing = False
        self._timer = QTimer(self)
        self._timer.setInterval(POLL_MS)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._poll)

    @property
    def take_id(self) -> str | None:
        return self._take_id

    @property
    def ready(self) -> bool:
        """Whether there is a sound to play."""
        return self._player is not None

    @property
    def playing(self) -> bool:
        return self._playing

    @property
    def position_s(self) -> float:
        return self._position_s

    def load(self, take_id: str | None) -> None:
        """Let go of the take before and make another ready; None only lets go."""
        player, self._player = self._player, None
        self._wish = None
        self._set_playing(False)
        if player is not None:
            self.ready_changed.emit(False)
            self._close_later(player)
        self._take_id = take_id
        self._position_s = 0.0
        if take_id is not None:
            self._fetch(take_id)

    def _fetch(self, take_id: str) -> None:
        self._loading = True
        self._tasks.run(
            lambda _handle: self._studio.player(take_id),
            done=lambda player: self._loaded(take_id, player),
            failed=lambda error: self._not_loaded(take_id, error),
            name="player",
            owner=self,
            lane=_LANE,
            undone=lambda player: player.close(),
        )

    def _close_later(self, player: Player) -> None:
        # Closing waits for the sound system, as opening does.
        self._tasks.run(
            lambda _handle: player.close(),
            done=_nothing, failed=_nothing, name="close player", lane=_LANE, must_run=True,
        )  # fmt: skip

    def close(self) -> None:
        """Let go of the loudspeaker."""
        self.load(None)

    def _loaded(self, take_id: str, player: Player) -> None:
        if take_id != self._take_id:
            self._close_later(player)
            return
        self._loading = False
        self._player = player
        self.ready_changed.emit(True)
        if self._wish is not None:
            self.play(*self._wish)
        elif self._position_s:
            player.seek(self._position_s)

    def _not_loaded(self, take_id: str, error: object) -> None:
        if take_id != self._take_id:
            return
        wished, self._wish, self._loading = self._wish is not None, None, False
        if not isinstance(error, DeviceError):
            self.unplayable.emit(sentence(error))
        elif wished:
            # A loudspeaker can be plugged in: the next press on play looks for one again.
            self.interrupted.emit(sentence(error))

    # ---- orders --------------------------------------------------------------------------------

    def play(self, from_s: float | None = None, until_s: float | None = None) -> None:
        """Play from a place (else from here) to a place (else to the end).

        Asked for before the player is ready, it begins as soon as it is.
        """
        if self._take_id is None:
            return
        if from_s is not None:
            self._move_to(from_s)
        player = self._player
        if player is None:
            self._wish = (from_s, until_s)
            if not self._loading:
                self._fetch(self._take_id)
            return
        self._wish = None
        player.play(from_s, until_s)
        self._set_playing(True)
        if from_s is not None:
            self._move_to(from_s)

    def pause(self) -> None:
        self._wish = None
        if self._player is not None:
            self._player.pause()
        self._set_playing(False)

    def toggle(self) -> None:
        """Pause; or play on, from the start where it had ended."""
        if self._playing:
            self.pause()
            return
        at_end = self._player is not None and self._position_s >= self._player.duration_s - 0.05
        self.play(0.0 if at_end else self._position_s)

    def seek(self, position_s: float) -> None:
        """Go to a place, and play on from there if it was playing."""
        self._move_to(max(0.0, position_s))
        if self._player is not None:
            self._player.seek(self._position_s)

    # ---- following -----------------------------------------------------------------------------

    def _poll(self) -> None:
        player = self._player
        if player is None:
            return
        state = player.state
        self._move_to(player.position_s)
        if state == "playing":
            return
        self._set_playing(False)
        if state == "lost":
            self.interrupted.emit(sentence(player.error))

    def _move_to(self, position_s: float) -> None:
        self._position_s = position_s
        self.position_changed.emit(position_s)

    def _set_playing(self, playing: bool) -> None:
        if playing == self._playing:
            return
        self._playing = playing
        if playing:
            self._timer.start()
        else:
            self._timer.stop()
        self.playing_changed.emit(playing)


def sentence(error: object) -> str:
    """What went wrong, as a sentence to show; errors of this program speak for themselves."""
    return str(error)


def _nothing(_answer: object = None) -> None:
    return None
