"""The grammar of `rehearse scripts`.  Built at every start, so it imports nothing but argparse."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

from rehearse.i18n import _

#: As the library has them (`library/ideas.py`), which is not imported for a look at the grammar.
IDEA_STATES = ("new", "try", "tried", "keep", "drop")

_Action = Callable[[str, str], argparse.ArgumentParser]


def add(command: Callable[..., argparse.ArgumentParser], help_format: Any) -> None:
    """Add the command to the parser; `help_format` is how its helps are laid out."""
    scripts = command(
        "scripts",
        "scripts",
        _("Write, judge and keep scripts, their versions and variants, and ideas for more."),
        _("A SCRIPT is its number in the list (1 is the newest), its title, or a part of its id."),
    )
    scripts.set_defaults(action="list", deleted=False, format="text")
    action = _actions(scripts, "action", help_format)

    listed = action("list", _("List scripts, the newest first."))
    listed.add_argument("--deleted", action="store_true", help=_("list what is in the trash"))
    _format(listed)
    show = action("show", _("Show scripts with their answers, variants and estimated lengths."))
    _some(show, "scripts", "SCRIPT")
    _format(show)
    new = action("new", _("Keep a new script: from a file, from a starter, or from your editor."))
    new.add_argument("file", nargs="?", metavar="FILE|-", help=_("the text; - reads what is piped in"))
    new.add_argument("--starter", metavar="ID", help=_("begin from a starter; “rehearse scripts starters”"))
    _words(new)
    _format(new)
    edit = action("edit", _("Change a script; words that were rehearsed become an older version."))
    edit.add_argument("script", metavar="SCRIPT")
    edit.add_argument(
        "file", nargs="?", metavar="FILE|-", help=_("the new text; without it your editor opens")
    )
    _words(edit)
    _format(edit)
    lint = action("lint", _("Judge scripts as they would be said, at your own pace."))
    _some(lint, "scripts", "SCRIPT")
    _fill(lint)
    _format(lint)
    versions = action("versions", _("List the versions of a script, the newest first, or bring one back."))
    versions.add_argument("script", metavar="SCRIPT")
    versions.add_argument("--show", type=int, metavar="N", help=_("print the words of version N of the list"))
    versions.add_argument("--bring-back", type=int, metavar="N", help=_("make version N the newest again"))
    _format(versions)
    variant = action("variant", _("Add a variant to a script: a copy to change, beside it."))
    variant.add_argument("script", metavar="SCRIPT")
    variant.add_argument("--label", metavar="NAME", default="", help=_("its name (the next free letter)"))
    variant.add_argument("--list", action="store_true", help=_("list the variants there are, add none"))
    _format(variant)
    starters = action("starters", _("List scripts to begin from, or show some."))
    starters.add_argument("ids", nargs="*", metavar="ID")
    _format(starters)
    _some(action("delete", _("Put scripts into the trash.")), "scripts", "SCRIPT")
    _some(action("restore", _("Bring scripts back from the trash.")), "scripts", "SCRIPT")
    _ideas(action("ideas", _("Collect ideas, draw half of them to try, keep what works.")), help_format)


def _ideas(ideas: argparse.ArgumentParser, help_format: Any) -> None:
    ideas.description = _("An IDEA is its number in the list (1 is the newest) or a part of its id.")
    ideas.set_defaults(idea_action="list", script=None, state=None, deleted=False, format="text")
    action = _actions(ideas, "idea_action", help_format)
    listed = action("list", _("List ideas, the newest first."))
    _of_script(listed)
    listed.add_argument("--state", choices=IDEA_STATES, help=_("those in one state alone"))
    listed.add_argument("--deleted", action="store_true", help=_("list what is in the trash"))
    _format(listed)
    added = action("add", _("Write ideas down, each argument one."))
    _some(added, "texts", "TEXT")
    _of_script(added)
    _format(added)
    half = action("half", _("Draw half of the new ideas at random, to be tried now."))
    _of_script(half)
    _format(half)
    change = action("set", _("Move an idea along: new, try, tried, keep or drop."))
    change.add_argument("idea", metavar="IDEA")
    change.add_argument("to", choices=IDEA_STATES, metavar="STATE")
    change.add_argument("--outcome", metavar="TEXT", help=_("what came of it"))
    _format(change)
    _some(action("delete", _("Put ideas into the trash.")), "ideas", "IDEA")
    _some(action("restore", _("Bring ideas back from the trash.")), "ideas", "IDEA")


def _actions(parser: argparse.ArgumentParser, dest: str, help_format: Any) -> _Action:
    actions = parser.add_subparsers(title=_("actions"), metavar=_("ACTION"))

    def action(name: str, help: str) -> argparse.ArgumentParser:
        made = actions.add_parser(
            name, help=help, description=help, formatter_class=help_format, allow_abbrev=False
        )
        made.set_defaults(**{dest: name})
        return made

    return action


def _some(parser: argparse.ArgumentParser, dest: str, metavar: str) -> None:
    parser.add_argument(dest, nargs="+", metavar=metavar)


def _words(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--title", metavar="TEXT", help=_("its name in the list"))
    parser.add_argument(
        "--answer", metavar="TEXT", help=_("why should this prospect call you back? heard for in every take")
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


def _format(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--format", choices=("text", "json"), default="text", help=_("how to print it (text)")
    )
    parser.add_argument("--json", dest="format", action="store_const", const="json", help=argparse.SUPPRESS)
