"""`rehearse speakers`: who speaks here; one renamed, or deleted with every trace."""

from __future__ import annotations

import sys
from argparse import Namespace
from dataclasses import asdict
from typing import TYPE_CHECKING

from rehearse.cli.console import wrapped
from rehearse.cli.takes import sweep
from rehearse.errors import Cancelled, UsageError
from rehearse.exchange.terminal import cells, padded, safe
from rehearse.i18n import _, ngettext
from rehearse.progress import Progress
from rehearse.safekeeping import forget_speaker, rename_speaker

if TYPE_CHECKING:
    from rehearse.cli.program import Context
    from rehearse.library.people import Person


def run(args: Namespace, context: Context) -> int:
    sweep(context)
    {"list": _list, "rename": _rename, "delete": _delete}[args.action](args, context)
    return 0


def _list(args: Namespace, context: Context) -> None:
    console, people = context.console, context.studio.library.people.all()
    if args.format == "json":
        console.write_json(
            [
                {**asdict(one), "last_at": None if one.last_at is None else one.last_at.isoformat()}
                for one in people
            ]
        )
        return
    if not people:
        console.write(_("No take names a speaker.") + "\n")
    width = max((cells(safe(one.name)) for one in people), default=0)
    for one in people:
        console.write(f"{padded(safe(one.name), width)}  {_counts(one)}\n")


def _counts(one: Person) -> str:
    told = [ngettext("{n} take", "{n} takes", one.n_takes).format(n=one.n_takes)]
    if one.n_in_trash:
        told.append(_("{n} in the trash").format(n=one.n_in_trash))
    if one.n_runs:
        told.append(ngettext("{n} drill", "{n} drills", one.n_runs).format(n=one.n_runs))
    if one.n_written:
        told.append(_("{n} notes and marks for others").format(n=one.n_written))
    return ", ".join(told)


def _rename(args: Namespace, context: Context) -> None:
    if not args.new_name.strip():
        raise UsageError(_("A speaker needs a name."))
    n = rename_speaker(context.studio.library, context.studio.settings, args.name, args.new_name)
    text = ngettext("{n} take is by {name} now.", "{n} takes are by {name} now.", n)
    context.console.say(text.format(n=n, name=args.new_name.strip()))


def _delete(args: Namespace, context: Context) -> None:
    studio, console = context.studio, context.console
    traces = studio.library.people.traces(args.name)
    if not args.yes:
        for sentence in traces.told():
            console.write(wrapped(sentence, console.style))
        console.flush()
        _ask(traces.name)

    def on_progress(progress: Progress) -> None:
        console.progress(f"{progress.step} {console.bar(progress.fraction)}")

    done = forget_speaker(studio.library, studio.settings, args.name, on_progress=on_progress)
    console.clear()
    if args.format == "json":
        console.write_json(asdict(done))
    else:
        told = [
            ngettext("{n} take was deleted for good", "{n} takes were deleted for good", done.n_takes),
            ngettext("{n} drill", "{n} drills", done.n_runs),
        ]
        counts = [text.format(n=n) for text, n in zip(told, (done.n_takes, done.n_runs), strict=True)]
        console.write(", ".join(counts) + ".\n")
    if done.left:
        console.error(done.left)


def _ask(name: str) -> None:
    """Go on only where the name is typed once more.  Raises `UsageError` where nobody can be asked."""
    if sys.stdin is None or not sys.stdin.isatty():
        raise UsageError(
            _("Nothing was deleted: nobody is there to be asked."),
            help=_("Add --yes to delete all of this for good."),
        )
    print(_("There is no way back. Type the name to delete: {name}").format(name=safe(name)), end=" > ")
    sys.stdout.flush()
    if sys.stdin.readline().strip().casefold() != name.casefold():
        raise Cancelled(_("Nothing was deleted."))
