"""`rehearse drill add` and `delete`: files of own drills come and go."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from rehearse.cli.data_problems import existing
from rehearse.errors import Cancelled, RehearseError
from rehearse.exchange.terminal import safe
from rehearse.i18n import _

if TYPE_CHECKING:
    from rehearse.cli.program import Context
    from rehearse.own_files import Change


def add(args: Namespace, context: Context) -> None:
    """Take files in; one that is wrong is told, and the others come in all the same."""
    own = context.studio.own_drills

    files = existing(args.files, context.console)
    each_change(files, lambda file: own.take_in(file, replace=args.replace), added_words, context)


def added_words(change: Change) -> str:
    if not change.changed:
        return _("“{title}” was not added.").format(title=change.title)
    return _("Added “{title}” ({id}).").format(title=change.title, id=change.id)


def deleted_words(change: Change) -> str:
    text = _("Deleted “{title}”. Its file was put aside as {file}.")
    return text.format(title=change.title, file=change.file)


def delete(args: Namespace, context: Context) -> None:
    each_change(args.drills, context.studio.own_drills.delete, deleted_words, context)


def each_change(
    things: Iterable[object],
    act: Callable[..., Change],
    told: Callable[[Change], str],
    context: Context,
) -> None:
    """Change one thing after the other; one that cannot be is told, and the others are all the same."""
    console = context.console
    for thing in things:
        try:
            change = act(thing)
        except Cancelled:
            raise
        except RehearseError as error:
            console.error(error)
            continue
        console.write(safe(" ".join((told(change), *change.notes))) + "\n")
