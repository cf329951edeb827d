"""What the review says where there is no verdict (yet)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rehearse.errors import Cancelled
from rehearse.i18n import _

if TYPE_CHECKING:
    from rehearse.library.takes import Take

#: Below this peak hardly anything but a muted microphone comes to mind.
_QUIET_PEAK_DBFS = -40


class State(NamedTuple):
    """What is so, what helps, and the one thing to do; the latter two may be empty."""

    headline: str
    help: str = ""
    action: str = ""


def no_words(take: Take) -> State:
    """Nothing is left of what was heard, or nothing was heard at all."""
    if take.corrections.made:
        return State(
            _("No words are left"), _("You took out every word."), _("Bring back all that was heard")
        )
    quiet = take.peak_dbfs is None or take.peak_dbfs < _QUIET_PEAK_DBFS
    hint = (
        _("The microphone gave almost no sound: see whether it is muted or another one is chosen.")
        if quiet
        else _("There is sound, but no words were made out. Speak closer to the microphone.")
    )
    return State(_("No speech was heard"), hint, _("Listen again"))


def not_heard(take: Take) -> State:
    """The sound is there and its words are not."""
    help = take.problem or _("The recording is safe. Its words have not been heard.")
    return State(_("Not listened to yet"), help, _("Listen again"))


def not_listened(error: object) -> State:
    """Listening was stopped, or failed."""
    if isinstance(error, Cancelled):
        help = _("You stopped it. The recording is safe.")
        return State(_("Not listened to yet"), help, _("Listen again"))
    return State(_("It could not be listened to"), str(error), _("Listen again"))
