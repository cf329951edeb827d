"""`rehearse score`: hears and judges recordings; nothing is kept."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from rehearse.analysis.result import ScoredMessage
from rehearse.cli.console import Console, clock
from rehearse.cli.data_problems import tell
from rehearse.cli.output import MessagePrinter
from rehearse.cli.text_input import read_text, unreadable
from rehearse.errors import ModelError, RehearseError
from rehearse.i18n import _
from rehearse.progress import Progress
from rehearse.speech.transcript import Partial

if TYPE_CHECKING:
    from rehearse.cli.program import Context
    from rehearse.exchange.report import ReportItem
    from rehearse.script.script import Script


class HearingLine:
    """The line that changes while a recording is heard: how far, how fast, the latest words."""

    def __init__(self, console: Console, name: str) -> None:
        self._console = console
        self._name = name
        self._words = ""
        console.progress(_("{name}: loading the model…").format(name=name), at_once=True)

    def on_partial(self, partial: Partial) -> None:
        self._words = partial.text or self._words

    def on_progress(self, progress: Progress) -> None:
        bar = self._console.bar(progress.fraction)
        far = clock(progress.done)
        if progress.total:
            far += " / " + clock(progress.total)
        tail = " ".join(self._words.split()[-6:])
        self._console.progress("  ".join(part for part in (self._name, bar, far, tail) if part))


def run(args: Namespace, context: Context) -> int:
    studio, console = context.studio, context.console
    studio.profile(args.profile)  # a wrong name is wrong usage, told before anything is heard
    tell(studio.data_problems, console)
    script: Script | None = None
    unknown: dict[str, str] = {}
    if args.script:
        try:
            script = read_script(args.script, console)
        except RehearseError as error:
            console.error(error, about=args.script)
            unknown["script"] = _("The script {path} could not be used: {why}").format(
                path=args.script, why=error.message
            )
    printer = MessagePrinter(console, args.format, several=len(args.files) > 1)
    items: list[ReportItem] = []
    model_trouble: ModelError | None = None
    for name in args.files:
        path = Path(name)
        try:
            if model_trouble is not None:
                raise model_trouble
            scored = _hear(path, args, context, script)
        except ModelError as error:
            # The same model would fail for every file: said once, noted for each.
            printer.fail(path, error, say=model_trouble is None)
            model_trouble = error
            continue
        except RehearseError as error:
            printer.fail(path, error)
            continue
        printer.add(scored, unknown=unknown)
        if scored.problem:
            console.error(scored.problem, about=name)
        if args.report:
            from rehearse.exchange.report import item_from_file

            items.append(item_from_file(scored))
    printer.close()
    if args.report and items:
        write_report(Path(args.report), items, console)
    return 0


def hear(path: Path, context: Context, score: Callable[[HearingLine], ScoredMessage]) -> ScoredMessage:
    """Run `score` with a line of progress for `path`; errors of the file system become sentences."""
    line = HearingLine(context.console, path.name)
    try:
        return score(line)
    except OSError as error:
        raise unreadable(path, error) from error
    finally:
        context.console.clear()


def _hear(path: Path, args: Namespace, context: Context, script: Script | None) -> ScoredMessage:
    return hear(
        path,
        context,
        lambda line: context.studio.score_file(
            path,
            profile=args.profile,
            model=args.model,
            region=args.region,
            script=script,
            on_progress=line.on_progress,
            on_partial=line.on_partial if context.console.live else None,
        ),
    )


def write_report(path: Path, items: list[ReportItem], console: Console) -> None:
    """Write the HTML report and say where it is; a sentence when it cannot be written."""
    from rehearse.exchange.report import render
    from rehearse.files import write_atomic

    try:
        write_atomic(path, render(items))
    except OSError as error:
        reason = error.strerror or str(error)
        console.error(_("The report {path} could not be written: {reason}.").format(path=path, reason=reason))
        return
    console.say(_("Report: {path}").format(path=path.resolve()))


def read_script(name: str, console: Console) -> Script:
    """The script in a file.  Raises `RehearseError` in a sentence that names the file."""
    from rehearse.script.script import parse_script

    text, remark = read_text(Path(name))
    if remark:
        console.say(remark)
    return parse_script(text, title=Path(name).stem)
