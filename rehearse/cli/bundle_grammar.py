"""The grammar of `rehearse bundle`.  Built at every start, so it imports nothing but argparse."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from rehearse.cli.grammar import SIMPLE_FORMATS, add_actions, add_format
from rehearse.i18n import _

#: How a bundle is asked for where kinds of files are named.
BUNDLE = "bundle"


def add_bundle(command: Callable[..., argparse.ArgumentParser]) -> None:
    made = command(
        "bundle",
        "bundles",
        _("Look into bundles: takes and notes on their way to a coach or back."),
        _(
            "A bundle is one file with takes, their words, verdicts and notes.\n"
            "“rehearse export --to bundle” writes one, “rehearse import FILE.rehearse” takes one in."
        ),
    )
    made.set_defaults(action="")
    action = add_actions(made)
    show = action("show", _("Tell what is in a bundle; nothing is taken in."))
    show.add_argument("file", metavar="FILE", help=_("a file that ends in .rehearse"))
    add_format(show, SIMPLE_FORMATS)
    describe = action("describe", _("Tell what a bundle of these takes would hold; nothing is written."))
    describe.add_argument("takes", nargs="*", metavar="TAKE", help=_("as in “rehearse takes”"))
    describe.add_argument("--all", action="store_true", help=_("every take"))
    describe.add_argument("--no-names", action="store_true", help=_("without names"))
    add_original(describe)
    add_format(describe, SIMPLE_FORMATS)
    answer = action("answer", _("Say that a take answers another one, so that the coach is told."))
    answer.add_argument("take", metavar="TAKE", help=_("the new take"))
    answer.add_argument("answered", nargs="?", metavar="ANSWERED", help=_("the take with the notes"))
    answer.add_argument("--off", action="store_true", help=_("it answers none"))


def add_original(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--original-sound",
        action="store_true",
        help=_("in a bundle: recordings as they are, not made small"),
    )
