"""`rehearse export`: takes as files that others can open."""

from __future__ import annotations

import re
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from rehearse.cli.console import when_text
from rehearse.cli.names import short_id
from rehearse.cli.takes import chosen, scored_take, sweep
from rehearse.cli.text_input import unreadable
from rehearse.errors import DataError, RehearseError, UsageError
from rehearse.exchange.score_json import message_to_dict, to_document
from rehearse.files import write_atomic
from rehearse.i18n import _

if TYPE_CHECKING:
    from rehearse.cli.program import Context
    from rehearse.library.takes import TakeSummary


def run(args: Namespace, context: Context) -> int:
    sweep(context)
    export_takes(list(chosen(args.takes, context)), args, context)
    return 0


def export_takes(takes: list[TakeSummary], args: Namespace, context: Context) -> None:
    """Write one file a take; what cannot be written is told, the rest is written."""
    output = Path(args.output) if args.output else None
    if output is not None and len(takes) > 1 and not output.is_dir():
        raise UsageError(
            _("{path} is not a folder, and several takes need one.").format(path=output),
            help=_("Make the folder, or export one take at a time."),
        )
    for take in takes:
        path = _target(take, output, args.to)
        try:
            if path.exists() and not args.force:
                raise DataError(
                    _("{path} is already there.").format(path=path),
                    kept=_("It was left as it is."),
                    help=_("--force replaces it."),
                )
            _write(take, path, args.to, context)
        except RehearseError as error:
            context.console.error(error)
        else:
            context.console.write(f"{path}\n")


def _target(take: TakeSummary, output: Path | None, kind: str) -> Path:
    if output is not None and not output.is_dir():
        return output
    # A title may hold anything; a file name only what every system takes.
    title = re.sub(r"[^\w.-]+", "-", take.title, flags=re.UNICODE).strip("-.")[:60]
    name = f"{title or 'take'}-{short_id(take.id)}.{kind}"
    return (output or Path()) / name


def _write(take: TakeSummary, path: Path, kind: str, context: Context) -> None:
    if kind == "wav":
        source = context.studio.library.take(take.id).audio_path
        if source.suffix.lower() == ".wav":
            _copy(source, path)
        else:  # a recording from elsewhere, kept as it came
            from rehearse.exchange.bring_in import write_wav

            try:
                write_wav(source, path)
            except OSError as error:
                raise _unwritten(path, error) from error
        return
    review = context.studio.review(take.id)
    scored = scored_take(review)
    if kind == "json":
        text = to_document([message_to_dict(scored)], several=False) + "\n"
    else:
        from rehearse.exchange.report import ReportItem, render

        title = review.take.title or _("Take of {when}").format(when=when_text(take.created_at))
        subtitle = " · ".join(part for part in (take.speaker, when_text(take.created_at)) if part)
        text = render([ReportItem(scored, title, subtitle, review.take.audio_path)])
    try:
        write_atomic(path, text)
    except OSError as error:
        raise _unwritten(path, error) from error


def _copy(source: Path, target: Path) -> None:
    """Copy beside the target first, so that a full disk never leaves half a recording there."""
    import shutil

    part = target.with_name(f".{target.name}.part")
    try:
        with open(source, "rb") as file:
            try:
                with open(part, "wb") as copy:
                    shutil.copyfileobj(file, copy, 1 << 20)
                part.replace(target)
            except OSError as error:
                part.unlink(missing_ok=True)
                raise _unwritten(target, error) from error
    except OSError as error:
        raise unreadable(source, error) from error


def _unwritten(path: Path, error: OSError) -> DataError:
    return DataError(
        _("{path} could not be written: {reason}.").format(path=path, reason=error.strerror or error),
        kept=_("The take is untouched."),
    )
