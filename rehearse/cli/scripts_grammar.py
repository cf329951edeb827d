"""The grammar of `rehearse scripts`.  Built at every start, so it imports nothing but argparse."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from rehearse.cli.grammar import SIMPLE_FORMATS, add_actions, add_format
from rehearse.i18n import _

#: As the library has them (`library/ideas.py`), which is not imported for a look at the grammar.
IDEA_STATES = ("new", "try", "tried", "keep", "drop")


def add_scripts(command: Callable[..., argparse.ArgumentParser]) -> None:
    scripts = command(
        "scripts",
        "scripts",
        _("Write, judge and keep scripts, their versions and variants, and ideas for more."),
        _("A SCRIPT is its number in the list (1 is the newest), its title, or a part of its id."),
    )
    scripts.set_defaults(action="list", deleted=False, format="text")
    action = add_actions(scripts)

    listed = action("list", _("List scripts, the newest first."))
    listed.add_argument("--deleted", action="store_true", help=_("list what is in the trash"))
    add_format(listed, SIMPLE_FORMATS)
    show = action("show", _("Show scripts with their answers, variants and estimated lengths."))
    _some(show, "scripts", "SCRIPT")
    add_format(show, SIMPLE_FORMATS)
    new = action("new", _("Keep a new script: from a file, from a starter, or from your editor."))
    new.add_argument("file", nargs="?", metavar="FILE|-", help=_("the text; - reads what is piped in"))
    new.add_argument("--starter", metavar="ID", help=_("begin from a starter; “rehearse scripts starters”"))
    _words(new)
    add_format(new, SIMPLE_FORMATS)
    edit = action("edit", _("Change a script; words that were rehearsed become an older version."))
    edit.add_argument("script", metavar="SCRIPT")
    edit.add_argument(
        "file", nargs="?", metavar="FILE|-", help=_("the new text; without it your editor opens")
    )
    _words(edit)
    add_format(edit, SIMPLE_FORMATS)
    lint = action("lint", _("Judge scripts as they would be said, at your own pace."))
    _some(lint, "scripts", "SCRIPT")
    _fill(lint)
    add_format(lint, SIMPLE_FORMATS)
    versions = action("versions", _("List the versions of a script, the newest first, or bring one back."))
    versions.add_argument("script", metavar="SCRIPT")
    versions.add_argument("--show", type=int, metavar="N", help=_("print the words of version N of the list"))
    versions.add_argument("--bring-back", type=int, metavar="N", help=_("make version N the newest again"))
    add_format(versions, SIMPLE_FORMATS)
    variant = action("variant", _("Add a variant to a script: a copy to change, beside it."))
    variant.add_argument("script", metavar="SCRIPT")
    variant.add_argument("--label", metavar="NAME", default="", help=_("its name (the next free letter)"))
    variant.add_argument("--list", action="store_true", help=_("list the variants there are, add none"))
    add_format(variant, SIMPLE_FORMATS)
    starters = action("starters", _("List scripts to begin from, or show some."))
    starters.add_argument("ids", nargs="*", metavar="ID")
    add_format(starters, SIMPLE_FORMATS)
    _some(action("delete", _("Put scripts into the trash.")), "scripts", "SCRIPT")
    _some(action("restore", _("Bring scripts back from the trash.")), "scripts", "SCRIPT")
    _ideas(action("ideas", _("Collect ideas, draw half of them to try, keep what works.")))


def _ideas(ideas: argparse.ArgumentParser) -> None:
    ideas.description = _("An IDEA is its number in the list (1 is the newest) or a part of its id.")
    ideas.set_defaults(idea_action="list", script=None, state=None, deleted=False, format="text")
    action = add_actions(ideas, "idea_action")
    listed = action("list", _("List ideas, the newest first."))
    _of_script(listed)
    listed.add_argument("--state", choices=IDEA_STATES, help=_("those in one state alone"))
    listed.add_argument("--deleted", action="store_true", help=_("list what is in the trash"))
    add_format(listed, SIMPLE_FORMATS)
    added = action("add", _("Write ideas down, each argument one."))
    _some(added, "texts", "TEXT")
    added.add_argument("--script", metavar="SCRIPT", help=_("the script they are for"))
    add_format(added, SIMPLE_FORMATS)
    half = action("half", _("Draw half of the new ideas at random, to be tried now."))
    _of_script(half)
    add_format(half, SIMPLE_FORMATS)
    change = action("set", _("Move an idea along: new, try, tried, keep or drop."))
    change.add_argument("idea", metavar="IDEA")
    change.add_argument("to", choices=IDEA_STATES, metavar="STATE")
    change.add_argument("--outcome", metavar="TEXT", help=_("what came of it"))
    add_format(change, SIMPLE_FORMATS)
    _some(action("delete", _("Put ideas into the trash.")), "ideas", "IDEA")
    _some(action("restore", _("Bring ideas back from the trash.")), "ideas", "IDEA")


def _some(parser: argparse.ArgumentParser, dest: str, metavar: str) -> None:
    parser.add_argument(dest, nargs="+", metavar=metavar)


def _words(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--title", metavar="TEXT", help=_("its name in the list"))
    parser.add_argument(
        "--answer", metavar="TEXT", help=_("why this prospect should call you back; looked for in every take")
    )
    _fill(parser)


def _fill(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--fill",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help=_("what to say for [NAME]; may be given several times"),
    )


def _of_script(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--script", metavar="SCRIPT", help=_("those for one script alone"))
