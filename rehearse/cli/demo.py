"""`rehearse demo`: the whole job on the sample recordings, where there is no window to see it in."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from rehearse.cli.output import MessagePrinter
from rehearse.cli.score import hear, write_report
from rehearse.errors import FileMissing, RehearseError
from rehearse.files import assets_folder, make_private_folder
from rehearse.i18n import _

if TYPE_CHECKING:
    from rehearse.analysis.result import ScoredMessage
    from rehearse.cli.program import Context

_SOUNDS = (".flac", ".wav", ".ogg", ".mp3", ".m4a")


def run(args: Namespace, context: Context) -> int:
    from rehearse.exchange.report import item_from_file

    console = context.console
    folder = assets_folder() / "samples"
    samples = sorted(path for path in folder.glob("*") if path.suffix in _SOUNDS)
    if not samples:
        raise FileMissing(
            _("There are no sample recordings in {folder}.").format(folder=folder),
            help=_("Set the program up again."),
        )
    printer = MessagePrinter(console, "text", several=True)
    items = []
    for path in samples:
        try:
            scored = _score(path, context)
        except RehearseError as error:
            printer.fail(path, error)
            continue
        printer.add(scored, title=path.name)
        items.append(item_from_file(scored))
    printer.close()
    if items:
        if args.report:
            report = Path(args.report)
        else:
            report = make_private_folder(context.studio.paths.data / "reports") / "samples.html"
        write_report(report, items, console)
    return 0


def _score(path: Path, context: Context) -> ScoredMessage:
    studio = context.studio
    return hear(
        path,
        context,
        lambda line: studio.score_file(path, on_progress=line.on_progress, on_partial=line.on_partial),
    )
