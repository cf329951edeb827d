"""How takes are named on the command line: by number, "last", or a part of the id."""

from __future__ import annotations

from collections.abc import Sequence

from rehearse.cli.names import by_number_or_id
from rehearse.errors import TakeMissing
from rehearse.i18n import _
from rehearse.library.takes import TakeSummary


def find(name: str, takes: Sequence[TakeSummary]) -> TakeSummary:
    """The take meant by `name` in a list that has the newest first; raises `TakeMissing`."""
    if name.strip().lower() == "last" and takes:
        return takes[0]
    found = by_number_or_id(name, takes)
    if len(found) == 1:
        return found[0]
    if found:
        raise TakeMissing(
            _("“{name}” fits {n} takes.").format(name=name, n=len(found)),
            help=_("Give more of the id; “rehearse takes list --json” shows it whole."),
        )
    raise TakeMissing(
        _("There is no take “{name}” here.").format(name=name),
        help=_("“rehearse takes” lists takes, “rehearse takes list --deleted” those in the trash."),
    )
