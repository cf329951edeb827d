"""From the press on Space to the first moment of the recording: the microphone, then the lead-in."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from rehearse.errors import RehearseError
from rehearse.i18n import _

if TYPE_CHECKING:
    from rehearse.audio.armed import ArmedInput
    from rehearse.audio.lead_in import LeadIn, LeadInPlayer, LeadInStatus
    from rehearse.audio.monitor import LevelMonitor
    from rehearse.settings import Settings
    from rehearse.studio import Studio
    from rehearse.ui.tasks import Failure, JobHandle, Tasks

_POLL_MS = 33


def lead_in_of(settings: Settings) -> LeadIn:
    """What the settings want before a take.  Hands-free always begins with a beep."""
    from rehearse.audio.lead_in import LeadIn

    return LeadIn(
        countdown_s=settings.countdown_s,
        ticks=settings.countdown_ticks,
        greeting=settings.greeting or "",
        beep=settings.beep or settings.hands_free,
    )


def wants_lead_in(settings: Settings) -> bool:
    """The same question without loading the sound system."""
    return bool(settings.countdown_s or settings.greeting or settings.beep or settings.hands_free)


def phase_words(status: LeadInStatus) -> tuple[str, str]:
    """What stands in the ring: the numerals ("" for the clock's zero) and the words below."""
    if status.phase == "countdown":
        return str(max(1, math.ceil(status.left_s - 1e-6))), _("Get ready")
    words = {
        "opening": _("Opening the microphone…"),
        "greeting": _("Their greeting"),
        "beep": _("Beep"),
        "over": _("Speak now"),
    }
    return "", words[status.phase]


class LeadInRun(QObject):
    """One lead-in.  It ends with exactly one signal: `over`, `cancelled` or `failed` (error).

    `over` comes with the armed microphone, which whoever hears it must use or close; `moved` with
    every new `LeadInStatus`.  `lost` (error) comes before `failed` where the microphone went away: closing it
    takes a while.
    """

    over = Signal(object)
    cancelled = Signal()
    failed = Signal(object)
    lost = Signal(object)
    moved = Signal(object)

    def __init__(
        self,
        studio: Studio,
        tasks: Tasks,
        settings: Settings,
        monitor: LevelMonitor | None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._studio, self._tasks, self._settings = studio, tasks, settings
        self._armed: ArmedInput | None = None
        self._player: LeadInPlayer | None = None
        self._skipping = self._cancelling = self._ended = False
        #: Whether the microphone went away while it was open.
        self.is_lost = False
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(_POLL_MS)
        self._timer.timeout.connect(self._poll)

        def job(_handle: JobHandle) -> tuple[ArmedInput, LeadInPlayer]:
            if monitor is not None:
                monitor.close()
            return studio.arm(), studio.lead_in(lead_in_of(settings))

        # The microphone first: without one there is nothing to lead to.
        tasks.run(job, done=self._ready, failed=self._fail, name="arm the microphone", must_run=True)

    @property
    def armed(self) -> ArmedInput | None:
        """The microphone, once it is open."""
        return self._armed

    @property
    def problem(self) -> RehearseError | None:
        """Why a sound that was wanted cannot be heard."""
        return self._player.problem if self._player is not None else None

    def skip(self) -> None:
        """Go to the beep."""
        self._skipping = True
        if self._player is not None:
            self._player.skip()

    def cancel(self) -> None:
        """Leave nothing behind."""
        self._cancelling = True
        if self._player is not None and self._armed is not None and not self._ended:
            self._stop_playing()
            self._let_go(self.cancelled.emit)

    # ---- in between ----------------------------------------------------------------------------

    def _ready(self, both: tuple[ArmedInput, LeadInPlayer]) -> None:
        self._armed, self._player = both
        if self._cancelling:
            self._let_go(self.cancelled.emit)
            return
        if self._skipping:
            self._player.skip()
        self._player.start()
        self._timer.start()
        self._poll()

    def _poll(self) -> None:
        armed, player = self._armed, self._player
        if armed is None or player is None or self._ended:
            return
        if (lost := armed.error) is not None:
            self._stop_playing()
            self.is_lost = True
            self.lost.emit(lost)
            self._let_go(lambda: self.failed.emit(lost))
            return
        status = player.status()
        self.moved.emit(status)
        if status.phase == "over" and player.ended_at_s is not None:
            from rehearse.audio.lead_in import BEEP_HZ

            self._end()
            heard_beep = player.wanted.beep and player.problem is None
            armed.begin_at(player.ended_at_s, tone_hz=BEEP_HZ if heard_beep else None)
            self.over.emit(armed)

    def _stop_playing(self) -> None:
        self._end()
        if self._player is not None:
            self._player.cancel()

    def _end(self) -> None:
        self._ended = True
        self._timer.stop()

    def _let_go(self, then: object) -> None:
        """Close the microphone, then tell."""
        self._end()
        armed, player = self._armed, self._player
        assert armed is not None

        def job(_handle: JobHandle) -> None:
            armed.close()
            if player is not None:
                player.join(1.0)

        self._tasks.run(
            job,
            done=lambda _nothing: then(),  # type: ignore[operator]
            failed=lambda _error: then(),  # type: ignore[operator]
            name="close the microphone",
            must_run=True,
        )

    def _fail(self, error: Failure) -> None:
        self._end()
        if self._cancelling:
            self.cancelled.emit()
        else:
            self.failed.emit(error)
