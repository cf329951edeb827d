"""Words put right by hand, as the window and the terminal tell of them."""

from __future__ import annotations

from rehearse.exchange.directions import apart
from rehearse.i18n import _, ngettext
from rehearse.speech.corrections import Correction

#: Longer words are cut.
_CUT_CHARS = 28
#: So many are named, the others counted.
_NAMED = 3


def aside_told(aside: tuple[Correction, ...]) -> str:
    """What became of corrections that no longer fit."""
    if not aside:
        return ""
    told = "; ".join(
        _("“{heard}” → “{said}”").format(heard=shown_words(one.heard), said=shown_words(one.said))
        for one in aside[:_NAMED]
    )
    return ngettext(
        "Heard again, the words around one correction are others: {told} was set aside.",
        "Heard again, the words around {n} corrections are others: {told} were set aside.",
        len(aside),
    ).format(n=len(aside), told=told)


def shown_words(words: tuple[str, ...]) -> str:
    """Words in a list, cut where they are many."""
    text = " ".join(words)
    # Words that are written from right to left must not turn the arrow's sides round.
    return apart(text if len(text) <= _CUT_CHARS else f"{text[: _CUT_CHARS - 1]}…")
