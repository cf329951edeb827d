"""Pieces of the command line's grammar that several commands share.  Imports nothing but argparse."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import date, timedelta

from rehearse.i18n import _

#: What a command hands over.
FORMATS = ("text", "json", "jsonl", "csv")
SIMPLE_FORMATS = ("text", "json")
TABLE_FORMATS = ("text", "json", "csv")


class Help(argparse.RawDescriptionHelpFormatter):
    """Descriptions keep their lines; option columns stay narrow."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=28)


def add_format(
    parser: argparse.ArgumentParser, formats: tuple[str, ...] = FORMATS, *, default: str = "text"
) -> None:
    """`default` is `argparse.SUPPRESS` for an action whose command takes the option as well."""
    parser.add_argument("--format", choices=formats, default=default, help=_("how to print it (text)"))
    parser.add_argument(
        "--json",
        dest="format",
        action="store_const",
        const="json",
        default=default,
        help=argparse.SUPPRESS,
    )


def add_actions(
    parser: argparse.ArgumentParser, dest: str = "action"
) -> Callable[[str, str], argparse.ArgumentParser]:
    """Let a command have actions; the answer makes one of a name and a sentence.

    Which one was asked for stands in `args.<dest>`.
    """
    actions = parser.add_subparsers(title=_("actions"), metavar=_("ACTION"))

    def action(name: str, help: str) -> argparse.ArgumentParser:
        made = actions.add_parser(name, help=help, description=help, formatter_class=Help, allow_abbrev=False)
        made.set_defaults(**{dest: name})
        return made

    return action


def seconds(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value < 1e7:
        raise argparse.ArgumentTypeError(_("“{text}” is not a number of seconds").format(text=text))
    return value


def positive(text: str) -> float:
    value = seconds(text)
    if value <= 0:
        raise argparse.ArgumentTypeError(_("it must be more than 0 seconds"))
    return value


def count(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 0 < int(text[:10]) < 10**9):
        raise argparse.ArgumentTypeError(_("“{text}” is not a number of takes").format(text=text))
    return int(text)


def day(text: str) -> date:
    """A day as it is written everywhere, or by its name."""
    named = {"today": date.today(), "yesterday": date.today() - timedelta(days=1)}
    try:
        return named.get(text.lower()) or date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(
            _("“{text}” is not a day; write it as 2026-01-31, today or yesterday").format(text=text)
        ) from None
