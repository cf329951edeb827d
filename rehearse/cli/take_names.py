"""How takes are named on the command line: by number, "last", or a part of the id."""

from __future__ import annotations

from collections.abc import Sequence

from rehearse.errors import TakeMissing
from rehearse.i18n import _
from rehearse.library.takes import TakeSummary

#: Fewer letters of an id would match by accident.
MIN_PART = 4

#: The end of an id is chance, its beginning the time: the end tells takes of one minute apart.
SHORT_ID = 8


def short_id(take_id: str) -> str:
    return take_id[-SHORT_ID:]


def find(name: str, takes: Sequence[TakeSummary]) -> TakeSummary:
    """The take meant by `name` in a list that has the newest first; raises `TakeMissing`."""
    wanted = name.strip().lower()
    if wanted == "last" and takes:
        return takes[0]
    exact = [take for take in takes if take.id == wanted]
    if exact:
        return exact[0]
    if wanted.isascii() and wanted.isdigit() and 1 <= int(wanted[:9]) <= len(takes) and len(wanted) < 9:
        return takes[int(wanted) - 1]
    parts = [take for take in takes if take.id.startswith(wanted) or take.id.endswith(wanted)]
    if len(wanted) >= MIN_PART and len(parts) == 1:
        return parts[0]
    if len(wanted) >= MIN_PART and len(parts) > 1:
        raise TakeMissing(
            _("“{name}” fits {n} takes.").format(name=name, n=len(parts)),
            help=_("Give more of the id; “rehearse takes list --json” shows it whole."),
        )
    raise TakeMissing(
        _("There is no take “{name}” here.").format(name=name),
        help=_("“rehearse takes” lists takes, “rehearse takes list --deleted” those in the trash."),
    )
