"""One message of a drill while it is spoken: what ends it, and whether the microphone is still there."""

from __future__ import annotations

import random
import time
from typing import TYPE_CHECKING, Literal

from rehearse.audio.endpoint import NEVER_S, Endpoint
from rehearse.errors import DeviceError, DeviceLost, RehearseError
from rehearse.i18n import _

if TYPE_CHECKING:
    from collections.abc import Callable

    from rehearse.analysis.drills import Round
    from rehearse.audio.armed import ArmedInput
    from rehearse.audio.devices import Device
    from rehearse.live_take import LiveStatus
    from rehearse.settings import Settings

#: What ends a message but an order: as in `drills.Ended`, the microphone went away, or nobody spoke.
Stop = Literal["silence", "cut", "limit", "lost", "nobody"]

#: The silence that is looked for where silence ends nothing: only whether anybody speaks at all counts.
_ANY_SILENCE_S = 3.0

#: `Endpoint` is made to be asked this often.
_LOOK_S = 1 / 30

#: So long a Bluetooth microphone may take to be free again.
_CLOSING_S = 0.5

#: So long PortAudio may take to let go of a device that went away, before devices are looked for.
_LOOK_AGAIN_S = 1.0

#: A cut or a limit that is nearer than this is waited for without a longer sleep.
_SHORTLY_S, _SHORT_S = 0.06, 0.004


class EndWatch:
    """Looks at one recording until something ends it.  Seconds are those of the sound that arrived.

    `silence_s` of silence end it, None where silence ends nothing; at `cut_s` the line is cut.
    """

    def __init__(self, *, silence_s: float | None, cut_s: float | None, limit_s: float | None) -> None:
        self._cut_s, self._limit_s = cut_s, limit_s
        self._silence_ends = silence_s is not None
        self._endpoint = Endpoint(silence_s if silence_s is not None else _ANY_SILENCE_S, never_s=NEVER_S)
        self._looked_s = 0.0
        #: Whether the last that arrived were exact zeros: a microphone that went away may give them.
        self.zeros = False

    @classmethod
    def of(
        cls, what: Round, settings: Settings, chance: random.Random, *, hands_free: bool | None = None
    ) -> EndWatch:
        """As a round and the settings want it (`hands_free` goes before the setting)."""
        if what.ends == "silence":
            silence_s = what.silence_s
        elif what.ends == "speaker" and (settings.drill_hands_free if hands_free is None else hands_free):
            silence_s = settings.stop_after_silence_s
        else:
            silence_s = None
        return cls(silence_s=silence_s, cut_s=what.draw_cut_s(chance), limit_s=what.limit_s)

    def look(self, status: LiveStatus) -> Stop | None:
        """What ends the recording now, None where it goes on."""
        capture = status.capture
        if capture.state == "lost":
            return "lost"
        at_s = capture.elapsed_s
        if self._cut_s is not None and at_s >= self._cut_s:
            return "cut"
        if self._limit_s is not None and at_s >= self._limit_s:
            return "limit"
        if at_s < self._looked_s + _LOOK_S:
            return None
        self._looked_s = at_s
        self.zeros = capture.level.rms_dbfs is None
        verdict = self._endpoint.look(
            at_s,
            capture.level.rms_dbfs,
            n_words=len(status.words) + len(status.partial.split()),
            heard_s=status.heard_s if status.model_ready else None,
        )
        if verdict == "nobody":
            return "nobody"
        return "silence" if verdict == "done" and self._silence_ends else None

    def wait_s(self, status: LiveStatus) -> float:
        """How long nothing needs to be looked at."""
        ends = [end_s for end_s in (self._cut_s, self._limit_s) if end_s is not None]
        left_s = min(ends) - status.capture.elapsed_s if ends else _LOOK_S
        return _SHORT_S if left_s < _SHORTLY_S else _LOOK_S

    @property
    def never_s(self) -> float:
        return self._endpoint.never_s


def gone(arm: Callable[[], ArmedInput], name: str) -> DeviceLost | None:
    """Why a microphone that gave nothing but zeros at the end is not there any more; None where it is.

    Zeros alone say nothing: a noise gate gives them between two sentences.  Opening it tells; once more
    after a moment, since a slow one may not have closed yet.
    """
    try:
        arm().close()
    except DeviceError:
        time.sleep(_CLOSING_S)
        try:
            arm().close()
        except DeviceError as error:
            lost = lost_while_speaking(name)
            lost.__cause__ = error
            return lost
    return None


def found_again(device: Device | None) -> Device | None:
    """The device of that key once devices were looked for anew: its number may be another one's then.

    Raises `DeviceError`; None, for the one in the settings, stays None.
    """
    from rehearse.audio.devices import find_device, refresh

    until_s = time.monotonic() + _LOOK_AGAIN_S
    while not refresh() and time.monotonic() < until_s:
        time.sleep(_SHORTLY_S)
    return None if device is None else find_device("input", device.key)


def lost_while_speaking(name: str) -> DeviceLost:
    return DeviceLost(
        _("{device} went away while recording.").format(device=name),
        kept=_("What you said up to then is kept."),
        help=_("Plug it in again or choose another microphone."),
    )


def nobody(watch: EndWatch) -> RehearseError:
    """That nobody spoke, and the likeliest reason."""
    text = _("Nothing was said for {n:g} seconds, so the recording was stopped and thrown away.")
    help = _("If you did speak: is the microphone muted, or not allowed?") if watch.zeros else ""
    kept = _("Everything before it is kept.")
    return RehearseError(text.format(n=watch.never_s), kept=kept, help=help)


def fault(bug: Exception) -> RehearseError:
    """What nobody has foreseen, in words."""
    told = RehearseError(
        _("The drill stopped because of a fault in the program ({fault}).").format(fault=repr(bug)),
        kept=_("What you said is kept, and so are the results."),
    )
    told.__cause__ = bug
    return told
