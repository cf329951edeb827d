"""The grammar of `rehearse drill`.  Imports nothing but argparse."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from rehearse.cli.grammar import SIMPLE_FORMATS, add_actions, add_format
from rehearse.i18n import _


def add_drill(command: Callable[..., argparse.ArgumentParser]) -> None:
    drill = command(
        "drill",
        "drill",
        _("List drills, and judge recordings by them."),
        _("A DRILL is its id, as “rehearse drill list” has it."),
    )
    drill.set_defaults(action="list", drills=[], format="text")
    action = add_actions(drill)
    listed = action("list", _("List the drills and what they ask for."))
    listed.add_argument("drills", nargs="*", metavar="DRILL", help=_("these alone"))
    add_format(listed, SIMPLE_FORMATS)
    show = action("show", _("Show what one drill asks for, or its file, to share it."))
    show.add_argument("drill", metavar="DRILL")
    show.add_argument("--toml", action="store_true", help=_("the drill as a file: “… --toml > mine.toml”"))
    add = action("add", _("Take drill files in among your own drills."))
    add.add_argument("files", nargs="+", metavar="FILE", help=_("drill files (.toml)"))
    add.add_argument(
        "--replace", action="store_true", help=_("take the place of a drill of the same id (keep both)")
    )
    delete = action("delete", _("Delete drills of your own; their files are put aside."))
    delete.add_argument("drills", nargs="+", metavar="DRILL")
    check = action("check", _("Check drill files."))
    check.add_argument(
        "places", nargs="*", metavar="FILE|DIR", help=_("drills to check (yours and the built-in ones)")
    )
    judge = action("judge", _("Judge recordings by a drill: one for each of its rounds, in order."))
    judge.add_argument("drill", metavar="DRILL")
    judge.add_argument("files", nargs="+", metavar="FILE", help=_("any file with sound in it"))
    judge.add_argument("--number", metavar="NUMBER", default="", help=_("your own number, to be heard right"))
    judge.add_argument("--model", metavar="NAME|DIR", help=_("the model that listens (the chosen one)"))
    add_format(judge, SIMPLE_FORMATS)
