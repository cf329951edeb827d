"""The grammar of `rehearse import`.  Built at every start, so it imports nothing but argparse."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import datetime

from rehearse.cli.grammar import add_format
from rehearse.i18n import _

IMPORT_FORMATS = ("text", "json", "jsonl")


def add_import(command: Callable[..., argparse.ArgumentParser]) -> None:
    made = command(
        "import",
        "importing",
        _("Bring recordings into the library, scored."),
        _(
            "Bring recordings into the library: files, folders with all that is in them, zips.\n"
            "All of them are listed first and then listened to, on all cores.  Stopped with Ctrl-C,\n"
            "what was heard stays; “rehearse import” without a place goes on with what is left.\n"
            "A recording that is in the library already is not taken twice, whatever it is called.\n"
            "Speaker, date and script are guessed from tags and names where they are not given."
        ),
    )
    made.add_argument(
        "places", nargs="*", metavar="PLACE", help=_("any file with sound in it, a folder or a zip of them")
    )
    made.add_argument("--speaker", metavar="NAME", help=_("who is speaking, in all of them"))
    made.add_argument("--script", metavar="SCRIPT", help=_("the script they were made with"))
    made.add_argument(
        "--tag", action="append", default=[], metavar="TAG", help=_("put a tag on them; may be given often")
    )
    made.add_argument(
        "--date", type=moment, metavar="WHEN", help=_("when they were made, such as 2026-01-31 or …T14:30")
    )
    made.add_argument("--later", action="store_true", help=_("list them only; they are heard another time"))
    made.add_argument("--watch", action="store_true", help=_("keep looking into a folder until Ctrl-C"))
    add_format(made, IMPORT_FORMATS)


def moment(text: str) -> datetime:
    """A day, or a day and a time, by the clock on the wall unless a zone is given."""
    try:
        return datetime.fromisoformat(text).astimezone()
    except (ValueError, OverflowError, OSError):
        raise argparse.ArgumentTypeError(
            _("“{text}” is no date; write it as 2026-01-31 or 2026-01-31T14:30").format(text=text)
        ) from None
