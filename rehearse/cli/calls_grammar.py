"""The grammar of `rehearse calls` and `rehearse stats`.  Imports nothing but argparse."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from rehearse.cli.grammar import SIMPLE_FORMATS, TABLE_FORMATS, add_actions, add_format, day
from rehearse.i18n import _


def add_calls(command: Callable[..., argparse.ArgumentParser]) -> None:
    calls = command(
        "calls",
        "calls",
        _("Keep a log of messages left and called back, and see which script pays."),
        _(
            "A SCRIPT is its title, its number in the list of scripts (1 is the newest)\n"
            "or a part of its id.\n"
            "An ENTRY is its number in the list (1 is the newest) or a part of its id."
        ),
    )
    calls.set_defaults(
        action="list", deleted=False, format="text", script=None, since=None, until=None, by="script"
    )
    action = add_actions(calls)
    listed = action("list", _("List the entries, the latest day first."))
    listed.add_argument("--deleted", action="store_true", help=_("list what is in the trash"))
    _which(listed)
    add_format(listed, TABLE_FORMATS)
    add = action("add", _("Enter a block of calls."))
    add.add_argument("script_name", metavar="SCRIPT", help=_("the script the messages were left with"))
    add.add_argument("n_left", metavar="LEFT", type=_count, help=_("how many messages were left"))
    add.add_argument("n_back", metavar="BACK", type=_count, help=_("how many of them were called back"))
    add.add_argument("--on", metavar="DAY", type=day, help=_("the day, as 2026-11-26 or “yesterday” (today)"))
    add.add_argument("--note", metavar="TEXT", default="", help=_("anything to remember"))
    imported = action("import", _("Take entries in from tables saved as CSV."))
    imported.add_argument("files", nargs="+", metavar="FILE|-", help=_("a table; - reads what is piped in"))
    imported.add_argument(
        "--dates",
        choices=("dmy", "mdy"),
        help=_("what stands first in days such as 03/04/2026 (asked where the file does not tell)"),
    )
    add_format(imported, SIMPLE_FORMATS)
    export = action("export", _("Write the entries as a table (CSV)."))
    export.add_argument("--output", "-o", metavar="FILE", help=_("where to (standard output)"))
    export.add_argument("--force", action="store_true", help=_("replace a file that is already there"))
    _which(export)
    rates = action("rates", _("Show how many called back, and whether scripts can be told apart."))
    rates.add_argument(
        "--by",
        choices=("script", "version", "family"),
        default="script",
        help=_("what to keep apart: variants (script), versions, or neither (family)"),
    )
    _which(rates)
    add_format(rates, TABLE_FORMATS)
    for name, help in (
        ("delete", _("Put entries into the trash.")),
        ("restore", _("Bring entries back from the trash.")),
    ):
        action(name, help).add_argument("entries", nargs="+", metavar="ENTRY")


def add_stats(command: Callable[..., argparse.ArgumentParser]) -> None:
    stats = command(
        "stats", "stats", _("Show how practice goes: weeks, streaks, measures by script, the best take.")
    )
    stats.add_argument("--speaker", metavar="NAME", help=_("takes of one speaker alone"))
    _which(stats)
    add_format(stats, TABLE_FORMATS)


def _which(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--script", metavar="SCRIPT", help=_("those of one script alone"))
    parser.add_argument("--since", metavar="DAY", type=day, help=_("from that day on"))
    parser.add_argument("--until", metavar="DAY", type=day, help=_("up to that day"))


def _count(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise argparse.ArgumentTypeError(_("“{text}” is not a count").format(text=text))
    return int(text)
