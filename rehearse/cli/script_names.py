"""How scripts and ideas are named on the command line: by number, title, or a part of the id."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence

from rehearse.cli.names import by_number_or_id
from rehearse.errors import IdeaMissing, ScriptMissing
from rehearse.i18n import _
from rehearse.library.ideas import Idea
from rehearse.library.scripts import Scripts, StoredScript


def full_title(script: StoredScript) -> str:
    """The title with the variant's label: "First call (B)"."""
    if not script.variant:
        return script.title
    return _("{title} ({variant})").format(title=script.title, variant=script.variant).strip()


def find_script(name: str, scripts: Sequence[StoredScript]) -> StoredScript:
    """The script meant by `name` in a list that has the newest first; raises `ScriptMissing`."""
    found = by_number_or_id(name, scripts)
    if len(found) != 1:
        wanted = " ".join(name.casefold().split())
        for title_of in (full_title, lambda script: script.title):
            titled = [n for n, script in enumerate(scripts, 1) if title_of(script).casefold() == wanted]
            if len(titled) > 1:
                raise ScriptMissing(
                    _("“{name}” is the title of {n} scripts.").format(name=name, n=len(titled)),
                    help=_("Name it by its number: {numbers}.").format(numbers=", ".join(map(str, titled))),
                )
            if titled and wanted:
                return scripts[titled[0] - 1]
        raise ScriptMissing(
            _("There is no script “{name}” here.").format(name=name),
            help=_("“rehearse scripts” lists scripts, “rehearse scripts list --deleted” those in the trash."),
        )
    return found[0]


def find_any_script(name: str, scripts: Scripts) -> StoredScript:
    """The same, whether it is in the trash or not; raises `ScriptMissing`."""
    try:
        return find_script(name, scripts.all())
    except ScriptMissing:
        with contextlib.suppress(ScriptMissing):
            return find_script(name, scripts.all(deleted=True))
        raise


def find_idea(name: str, ideas: Sequence[Idea]) -> Idea:
    """The idea meant by `name` in a list that has the newest first; raises `IdeaMissing`."""
    found = by_number_or_id(name, ideas)
    if len(found) != 1:
        raise IdeaMissing(
            _("There is no idea “{name}” here.").format(name=name),
            help=_("“rehearse scripts ideas” lists them, “… ideas list --deleted” those in the trash."),
        )
    return found[0]
