"""The one microphone the views share while nothing is being recorded: its name and its level."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QObject, QTimer, Signal

from rehearse.errors import Cancelled, DeviceError
from rehearse.i18n import _

if TYPE_CHECKING:
    from rehearse.audio.devices import Device
    from rehearse.audio.level import Level
    from rehearse.audio.monitor import LevelMonitor
    from rehearse.studio import Studio
    from rehearse.ui.tasks import Failure, JobHandle, Tasks

State = Literal["closed", "opening", "open", "failed"]

#: Without a microphone, how often one is looked for that was just plugged in.
_LOOK_AGAIN_MS = 2000

#: Opening, closing and listing devices happens one after the other.
LANE = "sound"


def device_words(device: Device) -> str:
    """A device as its user knows it: ALSA's names for "whatever the desktop uses" are put into words."""
    usual = {
        "default": _("The system's choice"),
        "sysdefault": _("The system's choice (ALSA)"),
        "pulse": _("The system's choice (PulseAudio)"),
        "pipewire": _("The system's choice (PipeWire)"),
    }
    return usual.get(device.key.name, device.key.name)


class Microphone(QObject):
    """Opens the chosen microphone while somebody holds it, so that its level can be seen.

    `changed` follows every change of `state`, `device` or `error`.
    """

    changed = Signal()

    def __init__(self, studio: Studio, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._studio, self._tasks = studio, tasks
        self._awake = False
        self._holders: set[str] = set()
        self._monitor: LevelMonitor | None = None
        self._opening: JobHandle | None = None
        self.state: State = "closed"
        self.device: Device | None = None
        self.error: Failure | None = None
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.setInterval(_LOOK_AGAIN_MS)
        self._again.timeout.connect(self._look_again)

    # ---- holding -------------------------------------------------------------------------------

    def wake(self) -> None:
        """The window has been painted: from now on the sound system may be loaded."""
        self._awake = True
        if self._holders:
            self._open()

    def hold(self, who: str) -> None:
        """A view wants to see the level."""
        self._holders.add(who)
        if self.state in ("closed", "failed"):
            self._open()

    def release(self, who: str) -> None:
        self._holders.discard(who)
        if not self._holders:
            self._close()

    def reopen(self) -> None:
        """Another microphone was chosen."""
        held = bool(self._holders)
        self._close()
        if held:
            self._open()

    def level(self) -> Level | None:
        """The level now; None while no microphone is open.  Notices when it went away."""
        monitor = self._monitor
        if monitor is None:
            return None
        if (lost := monitor.error) is not None:
            self._close()
            self._not_opened(lost)
            return None
        return monitor.level()

    @property
    def silent_s(self) -> float:
        """For how long it has given exact silence, as a muted or forbidden microphone does."""
        return self._monitor.silent_s if self._monitor is not None else 0.0

    def hand_over(self) -> LevelMonitor | None:
        """Let go of the microphone for a recording, which closes what is returned before it opens its own."""
        self._cancel_opening()
        monitor, self._monitor = self._monitor, None
        self._set("closed")
        return monitor

    # ---- the work ------------------------------------------------------------------------------

    def _open(self, *, look: bool = False) -> None:
        if not self._awake:
            return
        studio = self._studio

        def job(_handle: JobHandle) -> LevelMonitor:
            if look:
                from rehearse.audio.devices import refresh

                refresh()
            return studio.open_monitor()

        self._again.stop()
        self._cancel_opening()
        self._set("opening")
        self._opening = self._tasks.run(
            job,
            done=self._opened,
            failed=self._not_opened,
            undone=lambda monitor: monitor.close(),
            owner=self,
            lane=LANE,
            name="open the microphone",
        )

    def _opened(self, monitor: LevelMonitor) -> None:
        self._opening = None
        self.device, self._monitor = monitor.device, monitor
        self._set("open")
        if not self._holders:
            self._close()

    def _not_opened(self, error: Failure) -> None:
        if isinstance(error, Cancelled):
            return
        self._opening = None
        if isinstance(error, DeviceError):
            self.device = None
        self._set("failed", error)
        if self._holders:
            self._again.start()

    def _look_again(self) -> None:
        if self.state == "failed" and self._holders:
            self._open(look=True)

    def _cancel_opening(self) -> None:
        if self._opening is not None:
            self._opening.cancel()
            self._opening = None

    def _close(self) -> None:
        self._again.stop()
        self._cancel_opening()
        monitor, self._monitor = self._monitor, None
        if monitor is not None:
            self._tasks.run(
                lambda _handle: monitor.close(),
                done=lambda _nothing: None,
                failed=lambda _error: None,
                lane=LANE,
                name="close the microphone",
                must_run=True,
            )
        self._set("closed")

    def _set(self, state: State, error: Failure | None = None) -> None:
        self.state, self.error = state, error
        self.changed.emit()

    # ---- looking for devices -------------------------------------------------------------------

    def list_devices(
        self, found: Callable[[list[Device], list[Device]], None], failed: Callable[[Failure], None]
    ) -> None:
        """Look afresh and call `found(inputs, outputs)`; the level pauses for some milliseconds."""
        monitor = self._monitor
        self._monitor = None

        def job(_handle: JobHandle) -> tuple[list[Device], list[Device]]:
            from rehearse.audio.devices import list_devices, refresh

            if monitor is not None:
                monitor.close()
            refresh()
            return list_devices("input"), list_devices("output")

        self._tasks.run(
            job,
            done=lambda both: found(*both),
            failed=failed,
            owner=self,
            lane=LANE,
            name="list the devices",
        )
        if self._holders and self.state != "failed":
            self._open()
