"""`rehearse takes tag|star|rename|delete|restore|purge`: changing takes, one sentence for what was done."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from rehearse.cli.names import short_id
from rehearse.cli.takes import chosen
from rehearse.errors import UsageError
from rehearse.i18n import _, ngettext

if TYPE_CHECKING:
    from rehearse.cli.program import Context
    from rehearse.library.takes import TakeSummary


def _names(takes: Sequence[TakeSummary]) -> str:
    return " ".join(short_id(take.id) for take in takes)


def _tag(args: Namespace, context: Context) -> None:
    add, remove = ([tag for tag in tags if tag.strip()] for tags in (args.add, args.remove))
    if not add and not remove:
        raise UsageError(
            _("Which tag?"), help=_("“--add TAG” puts one on the takes, “--remove TAG” takes one off.")
        )
    takes = list(chosen(args.takes, context))
    if takes:
        context.studio.library.tag([take.id for take in takes], add=add, remove=remove)
        for take in takes:
            tags = ", ".join(context.studio.library.take_tags(take.id)) or _("no tags")
            context.console.say(f"{short_id(take.id)}: {tags}")


def _star(args: Namespace, context: Context) -> None:
    takes = list(chosen(args.takes, context))
    if takes:
        context.studio.library.star([take.id for take in takes], not args.off)
        told = _("Without a star: {names}.") if args.off else _("With a star: {names}.")
        context.console.say(told.format(names=_names(takes)))


def _rename(args: Namespace, context: Context) -> None:
    for take in chosen(args.takes, context):
        title = context.studio.library.rename(take.id, args.title).title
        told = _("{name} is called “{title}”.") if title else _("{name} has no title.")
        context.console.say(told.format(name=short_id(take.id), title=title))


def _delete(args: Namespace, context: Context) -> None:
    takes = list(chosen(args.takes, context))
    if takes:
        context.studio.delete([take.id for take in takes])
        context.console.say(
            _("In the trash: {names}. “rehearse takes restore {names}” brings back.").format(
                names=_names(takes)
            )
        )


def _restore(args: Namespace, context: Context) -> None:
    takes = list(chosen(args.takes, context, deleted=True))
    if takes:
        context.studio.restore([take.id for take in takes])
        context.console.say(_("Back in the library: {names}.").format(names=_names(takes)))


def _purge(args: Namespace, context: Context) -> None:
    if bool(args.takes) == args.all:
        raise UsageError(
            _("Name the takes of the trash to remove for good, or give --all."),
            help=_("“rehearse takes list --deleted” shows them."),
        )
    if args.all:
        takes = context.studio.takes(deleted=True)
    else:
        takes = list(chosen(args.takes, context, deleted=True))
    gone = context.studio.library.purge_now([take.id for take in takes])
    if gone or args.all:
        n = len(gone)
        context.console.say(
            ngettext("{n} take was removed for good.", "{n} takes were removed for good.", n).format(n=n)
        )
    left = [take for take in takes if take.id not in gone]
    if left:
        context.console.error(
            _("Not removed, since it is being recorded or was brought back: {names}.").format(
                names=_names(left)
            )
        )


ACTIONS: dict[str, Callable[[Namespace, Context], None]] = {
    "tag": _tag,
    "star": _star,
    "rename": _rename,
    "delete": _delete,
    "restore": _restore,
    "purge": _purge,
}
