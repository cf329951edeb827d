"""`rehearse import`: recordings from elsewhere become takes."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from rehearse.cli.names import short_id
from rehearse.cli.output import MessagePrinter
from rehearse.cli.takes import hear_take, scored_take, sweep, take_title
from rehearse.cli.text_input import unreadable
from rehearse.errors import Cancelled, RehearseError, UsageError
from rehearse.i18n import _

if TYPE_CHECKING:
    from rehearse.cli.program import Context


def run(args: Namespace, context: Context) -> int:
    from rehearse.cli.bundles import take_in_bundles
    from rehearse.exchange.bring_in import bring_in
    from rehearse.exchange.bundle import is_bundle

    sweep(context)
    bundles = [path for path in map(Path, args.files) if is_bundle(path)]
    if bundles:
        if len(bundles) < len(args.files):
            raise UsageError(
                _("Bundles are taken in by themselves."), help=_("Import the recordings once more.")
            )
        take_in_bundles(bundles, args, context)
        return 0
    studio, console = context.studio, context.console
    speaker = args.speaker if args.speaker is not None else studio.settings.value.speaker
    printer = MessagePrinter(console, args.format, several=len(args.files) > 1)
    for name in args.files:
        path = Path(name)
        try:
            console.progress(_("{name}: copying…").format(name=path.name), at_once=True)
            try:
                take = bring_in(studio.library, path, speaker=speaker)
            except OSError as error:
                raise unreadable(path, error) from error
            console.say(_("Kept {file} as take {name}.").format(file=path, name=short_id(take.id)))
            review = hear_take(take.id, context)
            # Recordings brought in together are no row of attempts: none is compared with the one before.
            scored = replace(scored_take(review), before=None)
            printer.add(scored, title=take_title(take.id, take.title, take.created_at))
        except Cancelled:
            raise
        except RehearseError as error:
            printer.fail(path, error)
    printer.close()
    return 0
