"""What the stage says in each of its states."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from rehearse.i18n import _

if TYPE_CHECKING:
    from rehearse.errors import RehearseError
    from rehearse.settings import Settings

State = Literal["ready", "lead_in", "starting", "recording", "stopping", "listening"]


def warning_words(name: str) -> str:
    """A capture warning told while there is still time; "" for none."""
    return {
        "NONE": "",
        "SILENT": _("No sound at all: unmute the microphone, or allow it in your settings."),
        "TOO_QUIET": _("You are hard to hear: come closer or speak up."),
        "CLIPPING": _("Too loud: move back a little."),
        "OVERFLOW": _("Bits of sound are missing, the rest is kept: close other programs."),
        "NO_INPUT": _("Nothing arrives any more: check the microphone. What you said is kept."),
        "DISK_LOW": _("The disk is almost full: stop soon, what you said is kept."),
    }.get(name, "")


def button_words(state: State) -> str:
    return {
        "ready": _("Record"),
        "lead_in": _("Skip"),
        "starting": _("Starting…"),
        "recording": _("Stop"),
        "stopping": _("Keeping it…"),
        "listening": _("Record again"),
    }[state]


def hint_words(state: State, settings: Settings) -> str:
    """One quiet line below the button: which keys do what."""
    if state == "ready":
        if settings.hands_free:
            return _("Press Space, speak after the beep; it stops by itself.")
        if settings.beep:
            return _("Press Space, speak after the beep, press Space.")
        return _("Press Space, say your message, press Space.")
    if state == "lead_in":
        if settings.beep or settings.hands_free:
            return _("Space skips to the beep  ·  Escape cancels")
        return _("Space begins now  ·  Escape cancels")
    if state == "recording":
        if settings.hands_free:
            return _(
                "Stops by itself after {n:g} s of silence  ·  Space stops now  ·  Escape throws it away"
            ).format(n=settings.stop_after_silence_s)
        return _("Space stops and keeps it  ·  Escape throws it away")
    return _("Your take is safe.") if state == "listening" else ""


def unheard_words(settings: Settings, problem: RehearseError) -> str:
    """A loudspeaker that does not answer, told quietly: the take goes on without it."""
    if settings.beep or settings.hands_free:
        return _("The beep cannot be heard. {reason}").format(reason=problem.message)
    return _("Greeting and countdown cannot be heard. {reason}").format(reason=problem.message)


def nobody_words(seconds: float) -> str:
    return _("Nothing was said for {n:g} seconds, so the recording was stopped and thrown away.").format(
        n=seconds
    )
