"""What checks and bands are called, in a rep's words: the same in the window, the terminal and a report."""

from __future__ import annotations

from rehearse.analysis.result import Band, MessageKind, OfferKind
from rehearse.i18n import _


def check_title(check_id: str) -> str:
    """A check's name in a rep's words."""
    titles = {
        "length": _("Length"),
        "phone": _("Your number"),
        "pitch": _("Pitch talk"),
        "reason": _("Reason to call back"),
        "focus": _("About them"),
        "kind": _("What it sounds like"),
        "pace": _("Pace"),
        "fillers": _("Fillers"),
        "pauses": _("Pauses"),
        "level": _("Sound"),
        "script": _("Your script"),
    }
    return titles.get(check_id, check_id.replace("_", " ").capitalize())


def band_word(band: Band) -> str:
    """A band in one word; a shape and a colour say the same beside it."""
    return {"good": _("Good"), "near": _("Close"), "off": _("Fix"), "unknown": _("Not known")}[band]


def kind_words(kind: MessageKind) -> str:
    """What a message is as a whole, as the middle of a sentence."""
    return {
        "brochure": _("a brochure read aloud"),
        "bare_callback": _("a bare “call me back”"),
        "about_their_business": _("about their business"),
        "about_them": _("about them"),
        "question": _("a question to think about"),
        "story": _("a story"),
        "cliffhanger": _("half a message, cut off on purpose"),
        "other": _("none of the known kinds"),
    }[kind]


def offer_title(kind: OfferKind) -> str:
    """An offer's kind as the beginning of a sentence."""
    return {
        "story": _("A story about somebody like them"),
        "resource": _("Something useful to have"),
        "sample": _("A sample"),
        "information": _("Something they should know"),
        "introduction": _("An introduction"),
        "question": _("A question that makes them think"),
    }[kind]


def offer_why(kind: OfferKind) -> str:
    """Why an offer of the kind is worth a call, where no single rule found it."""
    return {
        "story": _("A story about somebody in their place makes them wonder how it went."),
        "resource": _("Something useful to have gives them a gain for picking up the phone."),
        "sample": _("Something they can hold in their hands is a gain, and asks for an address."),
        "information": _("News about their own business is worth a call; news about yours is not."),
        "introduction": _("Meeting somebody they want to meet is a gain that only you can give."),
        "question": _("A question about their own business keeps turning in their head until they call."),
    }[kind]
