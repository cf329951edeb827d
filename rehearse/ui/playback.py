"""Playing a take without ever holding up the window.

Opening a file may take long, so that goes through the tasks; the player's own orders return at once.
The position is asked by a timer, only while something plays.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from rehearse.errors import AudioFileError, DeviceError

if TYPE_CHECKING:
    from rehearse.audio.playback import Player
    from rehearse.errors import RehearseError
    from rehearse.studio import Studio
    from rehearse.ui.tasks import Tasks

POLL_MS = 33
#: How often it is asked whether a loudspeaker that went away is back.
WATCH_MS = 200

#: One after the other: a player of the take before lets go of the loudspeaker first.
_LANE = "player"


class Playback(QObject):
    """The player of one take at a time.

    Signals: `position_changed` (seconds), `played` (from, to: a stretch heard without a jump),
    `playing_changed`, `ready_changed`, `unplayable` (why there is nothing to play), `loop_changed`
    ((from, to) in seconds or None), `trouble_changed` (the error that stopped it, or None once that is
    over; play may be pressed again).
    """

    position_changed = Signal(float)
    played = Signal(float, float)
    playing_changed = Signal(bool)
    ready_changed = Signal(bool)
    unplayable = Signal(str)
    loop_changed = Signal(object)
    trouble_changed = Signal(object)

    def __init__(self, studio: Studio, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._studio = studio
        self._tasks = tasks
        self._take_id: str | None = None
        self._player: Player | None = None
        self._loading = False
        self._wish: Callable[[], None] | None = None
        self._speed, self._phone = 1.0, False
        self._loop: tuple[float, float] | None = None
        self._trouble: RehearseError | None = None
        self._position_s = 0.0
        self._playing = False
        self._timer = QTimer(self)
        self._timer.setInterval(POLL_MS)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._poll)
        # While a loudspeaker is gone: the player looks for it, and may play on by itself.
        self._watch = QTimer(self)
        self._watch.setInterval(WATCH_MS)
        self._watch.timeout.connect(self._look)

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

    @property
    def speed(self) -> float:
        return self._speed

    @property
    def phone(self) -> bool:
        """Whether it is heard as on the phone."""
        return self._phone

    @property
    def looping(self) -> tuple[float, float] | None:
        """The stretch that is played round and round."""
        return self._loop

    @property
    def trouble(self) -> RehearseError | None:
        """What stopped the sound; None when nothing did."""
        return self._trouble

    def load(self, take_id: str | None) -> None:
        """Let go of the take before and make another ready; None only lets go."""
        player, self._player = self._player, None
        self._wish = None
        self._set_playing(False)
        self._set_loop(None)
        self._set_trouble(None)
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
        player.set_manner(speed=self._speed, phone=self._phone)
        self.ready_changed.emit(True)
        if self._wish is not None:
            self._wish()
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
            self._set_trouble(error)

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
            self._wish_for(lambda: self.play(from_s, until_s))
            return
        self._wish = None
        player.play(from_s, until_s)
        self._ordered(player)
        if from_s is not None:
            self._move_to(from_s)

    def loop(self, from_s: float, until_s: float) -> None:
        """Play a stretch round and round until `end_loop`, a seek out of it, or another `play`."""
        if self._take_id is None:
            return
        self._move_to(from_s)
        player = self._player
        if player is None:
            self._wish_for(lambda: self.loop(from_s, until_s))
            return
        self._wish = None
        player.loop(from_s, until_s)
        self._ordered(player)

    def end_loop(self) -> None:
        """Leave the loop and hold there."""
        self._wish = None
        if self._player is not None:
            self._player.end_loop()
        self.pause()
        self._set_loop(None)

    def set_manner(self, speed: float, phone: bool) -> None:
        """How it is heard from now on; what plays goes on without a break."""
        self._speed, self._phone = speed, phone
        if self._player is not None:
            self._player.set_manner(speed=speed, phone=phone)

    def resume(self) -> None:
        """Play on from here, in the loop there is; from the start where it had ended."""
        at_end = self._player is not None and self._position_s >= self._player.duration_s - 0.05
        if self._loop is not None:
            self.play()
        else:
            self.play(0.0 if at_end else self._position_s)

    def _wish_for(self, wish: Callable[[], None]) -> None:
        self._wish = wish
        if not self._loading and self._take_id is not None:
            self._fetch(self._take_id)

    def _ordered(self, player: Player) -> None:
        self._set_trouble(None)
        self._set_loop(player.looping)
        self._set_playing(player.state == "playing")

    def pause(self) -> None:
        """Hold here; stop waiting for a loudspeaker."""
        self._wish = None
        if self._player is not None:
            self._player.pause()
        self._set_playing(False)
        self._set_trouble(None)

    def toggle(self) -> None:
        """Pause, or call off what begins as soon as it can; or play on, from the start where it had ended."""
        if self._playing or self._wish is not None:
            self.pause()
        else:
            self.resume()

    def seek(self, position_s: float) -> None:
        """Go to a place, and play on from there if it was playing."""
        self._move_to(max(0.0, position_s))
        if self._player is not None:
            self._player.seek(self._position_s)
            self._set_loop(self._player.looping)
        self._set_trouble(None)

    # ---- following -----------------------------------------------------------------------------

    def _poll(self) -> None:
        player = self._player
        if player is None:
            return
        state, before_s = player.state, self._position_s
        self._move_to(player.position_s)
        if self._position_s > before_s:  # orders move it themselves; a loop goes back by itself
            self.played.emit(before_s, self._position_s)
        if state == "playing":
            return
        self._set_playing(False)
        if state == "lost" and player.error is not None:
            self._lost(player, player.error)

    def _lost(self, player: Player, error: RehearseError) -> None:
        if isinstance(error, AudioFileError):  # the file went away, not the loudspeaker
            self.unplayable.emit(sentence(error))
            return
        self._set_trouble(error)
        if player.waiting:
            self._watch.start()

    def _look(self) -> None:
        player = self._player
        if player is not None and player.state == "playing":
            self._ordered(player)
        elif player is None or not player.waiting:
            self._watch.stop()

    def _set_trouble(self, error: RehearseError | None) -> None:
        if error is None:
            self._watch.stop()
        if error is not self._trouble:
            self._trouble = error
            self.trouble_changed.emit(error)

    def _set_loop(self, loop: tuple[float, float] | None) -> None:
        if loop != self._loop:
            self._loop = loop
            self.loop_changed.emit(loop)

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
