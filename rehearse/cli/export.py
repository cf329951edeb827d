"""`rehearse export`: takes as files that others can open."""

from __future__ import annotations

import contextlib
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from rehearse.cli.bundle_grammar import BUNDLE
from rehearse.cli.takes import chosen, sweep
from rehearse.errors import UsageError
from rehearse.exchange.exporting import AlreadyThere, Wanted, export
from rehearse.exchange.formats import format_named
from rehearse.i18n import _
from rehearse.leaving import LeavingTakes

if TYPE_CHECKING:
    from rehearse.cli.program import Context
    from rehearse.exchange.formats import Render
    from rehearse.library.takes import TakeSummary
    from rehearse.progress import Progress


def run(args: Namespace, context: Context) -> int:
    sweep(context)
    export_takes(args, context)
    return 0


def export_takes(args: Namespace, context: Context) -> None:
    """Write the files asked for and print their names; what cannot be written is told."""
    if bool(args.takes) == args.all:
        raise UsageError(
            _("Which takes?"),
            help=_("Name some as “rehearse takes” lists them, or give --all."),
        )
    takes: list[TakeSummary] = context.studio.takes() if args.all else list(chosen(args.takes, context))
    kinds = list(dict.fromkeys(args.to or ["html"]))
    if BUNDLE in kinds:
        from rehearse.cli.bundles import export_bundle

        if len(kinds) > 1:
            raise UsageError(
                _("A bundle is written by itself."), help=_("Ask for the other kinds of files once more.")
            )
        if takes:
            export_bundle(takes, args, context)
        return
    wanted = Wanted(
        takes,
        [format_named(kind) for kind in kinds],
        Path(args.output) if args.output else None,
        names=not args.no_names,
        replace=args.force,
    )
    console = context.console

    def on_progress(progress: Progress) -> None:
        if progress.total and progress.total > 1:
            console.progress(f"{console.bar(progress.fraction)}  {progress.done:.0f} / {progress.total:.0f}")

    source = LeavingTakes(context.studio, names=wanted.names)
    with contextlib.ExitStack() as stack:
        pdf: Render | None = None
        if "pdf" in kinds:
            # Only here: the window's room is heavy, and no other command needs it.
            from rehearse.ui.print_pdf import PdfPrinter

            pdf = stack.enter_context(PdfPrinter()).render
        for outcome in export(wanted, source, pdf=pdf, on_progress=on_progress):
            if outcome.error is not None:
                if isinstance(outcome.error, AlreadyThere):
                    outcome.error.help = _("--force replaces it.")
                console.error(outcome.error, about=outcome.about)
            else:
                console.write(f"{outcome.path}\n")
    console.clear()
