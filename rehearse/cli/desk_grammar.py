"""The grammar of a coach's commands.  Built at every start, so it imports nothing but argparse."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from rehearse.cli.grammar import SIMPLE_FORMATS, TABLE_FORMATS, add_actions, add_format
from rehearse.i18n import _


def add_desk(command: Callable[..., argparse.ArgumentParser]) -> None:
    """`rehearse rubrics`, `marks`, `team` and `speakers`."""
    _rubrics(command)
    _marks(command)
    team = command("team", "team", _("Show how everybody gets on, and what keeps going wrong."))
    add_format(team, TABLE_FORMATS)
    _speakers(command)


def _rubrics(command: Callable[..., argparse.ArgumentParser]) -> None:
    rubrics = command(
        "rubrics",
        "rubrics",
        _("List rubrics, the questions a coach answers about a take, and keep your own."),
    )
    rubrics.set_defaults(action="list", format="text")
    action = add_actions(rubrics)
    add_format(action("list", _("List the rubrics.")), SIMPLE_FORMATS)
    show = action("show", _("Show the questions of a rubric, and how to answer them."))
    show.add_argument("rubric", metavar="RUBRIC", help=_("its id or its title"))
    show.add_argument("--toml", action="store_true", help=_("the rubric as a file: “… --toml > mine.toml”"))
    add_format(show, SIMPLE_FORMATS)
    add = action("add", _("Take rubric files in among your own rubrics."))
    add.add_argument("files", nargs="+", metavar="FILE", help=_("rubric files (.toml)"))
    add.add_argument(
        "--replace", action="store_true", help=_("take the place of a rubric of the same id (keep both)")
    )
    delete = action("delete", _("Delete rubrics of your own; their files are put aside."))
    delete.add_argument("rubrics", nargs="+", metavar="RUBRIC")
    check = action("check", _("Check rubrics."))
    check.add_argument(
        "places", nargs="*", metavar="FILE|DIR", help=_("rubrics to check (yours and the built-in ones)")
    )


def _marks(command: Callable[..., argparse.ArgumentParser]) -> None:
    marks = command(
        "marks",
        "marks",
        _("Show or give a take's marks by a rubric."),
        _(
            "Without --yes, --no or --clear the marks are shown.  CRITERION is an id that\n"
            "“rehearse rubrics show” tells.  An answer against one of the program's own checks\n"
            "needs a --reason."
        ),
    )
    marks.add_argument("takes", nargs="+", metavar="TAKE", help=_("as in “rehearse takes”"))
    marks.add_argument("--rubric", metavar="RUBRIC", default="callback", help=_("which one (callback)"))
    for name, help in (
        ("yes", _("answer yes; may be given often")),
        ("no", _("answer no; may be given often")),
        ("clear", _("take the answer back; may be given often")),
    ):
        marks.add_argument(f"--{name}", action="append", default=[], metavar="CRITERION", help=help)
    marks.add_argument(
        "--reason", action="append", default=[], metavar="CRITERION=TEXT", help=_("why; may be given often")
    )
    marks.add_argument("--author", metavar="NAME", help=_("who answers (the speaker of the settings)"))
    add_format(marks, SIMPLE_FORMATS)


def _speakers(command: Callable[..., argparse.ArgumentParser]) -> None:
    speakers = command("speakers", "speakers", _("List, rename and delete speakers."))
    speakers.set_defaults(action="list", format="text")
    action = add_actions(speakers)
    add_format(action("list", _("List everybody who speaks in takes or wrote notes.")), SIMPLE_FORMATS)
    rename = action("rename", _("Give a speaker another name, on every take and note."))
    rename.add_argument("name", metavar="NAME")
    rename.add_argument("new_name", metavar="NEW")
    delete = action("delete", _("Delete a speaker with every trace, for good."))
    delete.add_argument("name", metavar="NAME")
    delete.add_argument("--yes", action="store_true", help=_("do not ask"))
    add_format(delete, SIMPLE_FORMATS)
