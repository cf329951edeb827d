"""`rehearse calls`: messages left, messages called back, and what that says of the scripts."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rehearse.cli.names import by_number_or_id, short_id
from rehearse.cli.script_names import find_any_script, find_script
from rehearse.cli.takes import sweep
from rehearse.errors import CallsMissing, DataError, RehearseError
from rehearse.exchange import calls_csv
from rehearse.exchange.csv_cells import csv_cell, csv_row
from rehearse.exchange.terminal import BOLD, DIM, Style, cells, fitted, padded, paragraph, safe, widest
from rehearse.files import write_atomic
from rehearse.i18n import _, ngettext
from rehearse.library.rates import Rate, against_best, rate_name, rate_sentence, rates

if TYPE_CHECKING:
    from rehearse.cli.program import Context
    from rehearse.library.calls import CallBlock

_RATE_COLUMNS = ("script_id", "script", "variant", "version", "left", "called_back", "rate", "low", "high")


def run(args: Namespace, context: Context) -> int:
    sweep(context)
    actions = {
        "list": _list,
        "add": _add,
        "import": _import,
        "export": _export,
        "rates": _rates,
        "delete": _delete,
        "restore": _restore,
    }
    actions[args.action](args, context)
    return 0


def _chosen(args: Namespace, context: Context, *, deleted: bool = False) -> list[CallBlock]:
    library = context.studio.library
    script = None if args.script is None else find_any_script(args.script, library.scripts).root_id
    return library.calls.all(script, since=args.since, until=args.until, deleted=deleted)


def _list(args: Namespace, context: Context) -> None:
    blocks = _chosen(args, context, deleted=args.deleted)
    console = context.console
    if args.format == "json":
        console.write_json([_block_to_dict(block) for block in blocks])
    elif args.format == "csv":
        console.machine_output()
        console.write(calls_csv.to_csv(blocks))
    elif blocks:
        # Numbers are those of the whole list: they name an entry to `delete`.
        everything = context.studio.library.calls.all(deleted=args.deleted)
        numbers = {block.id: number for number, block in enumerate(everything, start=1)}
        console.write("".join(_rows(blocks, numbers, console.style)))
    elif args.deleted:
        console.write(_("The trash is empty.") + "\n")
    else:
        console.write(
            _("No calls are noted yet; “rehearse calls add SCRIPT LEFT BACK” notes a block of them.") + "\n"
        )


def _block_to_dict(block: CallBlock) -> dict[str, Any]:
    return {
        "id": block.id,
        "called_on": block.called_on.isoformat(),
        "script_id": block.script_id,
        "script": block.title or None,
        "variant": block.variant,
        "version": block.version,
        "n_left": block.n_left,
        "n_back": block.n_back,
        "note": block.note,
        "created_at": block.created_at.isoformat(),
        "deleted_at": block.deleted_at.isoformat() if block.deleted_at else None,
    }


def _rows(blocks: Sequence[CallBlock], numbers: dict[str, int], style: Style) -> Iterator[str]:
    number_width = len(str(max(numbers.values())))
    counts = [_counts(block.n_back, block.n_left) for block in blocks]
    count_width = widest(counts)
    for block, count in zip(blocks, counts, strict=True):
        head = f"{numbers[block.id]:>{number_width}}  {short_id(block.id)}  {block.called_on}  "
        line = head + padded(count, count_width) + "  "
        name = fitted(safe(rate_name(block.title, block.variant)), max(12, style.width - cells(line)))
        note = fitted(safe(block.note), max(0, style.width - cells(line) - cells(name) - 2))
        yield (
            line + style.paint(name, BOLD) + ("  " + style.paint(note, DIM) if note else "")
        ).rstrip() + "\n"


def _counts(n_back: int, n_left: int) -> str:
    return _("{back} of {left}").format(back=n_back, left=n_left)


def _add(args: Namespace, context: Context) -> None:
    library = context.studio.library
    script = find_script(args.script_name, library.scripts.all())
    block = library.calls.add(args.on or date.today(), script.id, args.n_left, args.n_back, args.note)
    context.console.say(
        _("Noted for {day}: {counts} called back with “{name}” ({id}).").format(
            day=block.called_on,
            counts=_counts(block.n_back, block.n_left),
            name=rate_name(block.title, block.variant),
            id=short_id(block.id),
        )
    )


def _import(args: Namespace, context: Context) -> None:
    library, console = context.studio.library, context.console
    told: list[dict[str, Any]] = []
    for name in args.files:
        shown = _("standard input") if name == "-" else name
        try:
            raw = _raw(name)
            found = calls_csv.take_in(library.calls, raw, shown, day_order=args.dates)
        except RehearseError as error:
            console.error(error, about=shown)
            told.append({"path": name, "error": {"id": error.id, "message": error.message}})
            continue
        if found.guessed:
            console.say(
                _("{name} is not UTF-8, so it was read as Windows-1252; check names with accents.").format(
                    name=shown
                )
            )
        for row in found.wrong:
            console.error(
                _("{name}, line {line}: {reason}").format(name=shown, line=row.line, reason=row.reason)
            )
        if found.n_wrong > len(found.wrong):
            console.error(
                _("{name}: {n} more lines are wrong.").format(name=shown, n=found.n_wrong - len(found.wrong))
            )
        told.append(
            {
                "path": name,
                "added": found.n_added,
                "restored": found.n_restored,
                "known": found.n_known,
                "wrong": found.n_wrong,
                "wrong_lines": [{"line": row.line, "reason": row.reason} for row in found.wrong],
            }
        )
        if args.format == "text":
            console.write(f"{safe(shown)}: {found.sentence}\n")
    if args.format == "json":
        console.write_json(told if len(args.files) > 1 else told[0])


def _raw(name: str) -> bytes:
    if name == "-":
        return sys.stdin.buffer.read(calls_csv.MAX_BYTES + 1) if sys.stdin is not None else b""
    return calls_csv.read_table_file(Path(name))


def _export(args: Namespace, context: Context) -> None:
    table = calls_csv.to_csv(_chosen(args, context))
    if args.output is None:
        context.console.machine_output()
        context.console.write(table)
        return
    path = Path(args.output)
    if path.exists() and not args.force:
        raise DataError(
            _("{path} is already there.").format(path=path),
            kept=_("It was left as it is."),
            help=_("--force replaces it."),
        )
    try:
        write_atomic(path, table)
    except OSError as error:
        raise DataError(
            _("{path} could not be written: {reason}.").format(path=path, reason=error.strerror or error),
            kept=_("The call log is untouched."),
        ) from error
    context.console.write(f"{path}\n")


def _rates(args: Namespace, context: Context) -> None:
    found = rates(_chosen(args, context), args.by)
    compared = against_best(found)
    console = context.console
    if args.format == "json":
        console.write_json(
            {
                "rates": [_rate_to_dict(rate) for rate in found],
                "comparisons": [
                    {
                        "first": one.first.script_id,
                        "second": one.second.script_id,
                        "verdict": one.verdict,
                        "difference": one.difference,
                        "low": one.low,
                        "high": one.high,
                        "n_more": None if one.n_more is None else list(one.n_more),
                        "sentence": one.sentence,
                    }
                    for one in compared
                ],
            }
        )
    elif args.format == "csv":
        console.machine_output()
        console.write(csv_row(_RATE_COLUMNS))
        for rate in found:
            console.write(csv_row([csv_cell(value) for value in _rate_to_dict(rate).values()]))
    elif not found:
        console.write(
            _("No calls are noted yet; “rehearse calls add SCRIPT LEFT BACK” notes a block of them.") + "\n"
        )
    else:
        style = console.style
        console.write("".join(_rate_rows(found, style)) + "\n")
        sentences = [one.sentence for one in compared[:3]] or [rate_sentence(found[0])]
        for sentence in sentences:
            console.write("\n".join(paragraph(sentence, style)) + "\n")


def _rate_to_dict(rate: Rate) -> dict[str, Any]:
    return {
        "script_id": rate.script_id,
        "script": rate.title or None,
        "variant": rate.variant,
        "version": rate.version,
        "n_left": rate.n_left,
        "n_back": rate.n_back,
        "rate": _digits(rate.rate),
        "low": _digits(rate.low),
        "high": _digits(rate.high),
    }


def _digits(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def _rate_rows(found: Sequence[Rate], style: Style) -> Iterator[str]:
    """Each rate with its interval drawn on one scale, so that overlaps are seen."""
    counts = [_counts(rate.n_back, rate.n_left) for rate in found]
    count_width = widest(counts)
    percents = [
        _("{rate} % ({low}–{high} %)").format(
            rate="?" if rate.rate is None else round(100 * rate.rate),
            low=round(100 * rate.low),
            high=round(100 * rate.high),
        )
        for rate in found
    ]
    percent_width = widest(percents)
    bar_width = max(0, min(24, style.width - count_width - percent_width - 26))
    name_width = min(
        widest([rate.name for rate in found]), style.width - count_width - percent_width - bar_width - 6
    )
    end = max(rate.high for rate in found)
    for rate, count, percent in zip(found, counts, percents, strict=True):
        name = padded(fitted(safe(rate.name), max(8, name_width)), name_width)
        line = f"{style.paint(name, BOLD)}  {padded(count, count_width)}  {padded(percent, percent_width)}"
        yield f"{line}  {_bar(rate, end, bar_width, style)}".rstrip() + "\n"


def _bar(rate: Rate, end: float, columns: int, style: Style) -> str:
    def place(value: float) -> int:
        return min(columns - 1, round(value / end * (columns - 1)))

    if columns < 8:
        return ""
    drawn = [" "] * columns
    for at in range(place(rate.low), place(rate.high) + 1):
        drawn[at] = style.sign("─", "-")
    if rate.rate is not None:
        drawn[place(rate.rate)] = style.sign("●", "o")
    return "".join(drawn)


def _delete(args: Namespace, context: Context) -> None:
    found = _named(args.entries, context, deleted=False)
    if found:
        context.studio.library.calls.delete([block.id for block in found])
        names = " ".join(short_id(block.id) for block in found)
        context.console.say(
            _("In the trash: {names}. “rehearse calls restore {names}” brings back.").format(names=names)
        )


def _restore(args: Namespace, context: Context) -> None:
    found = _named(args.entries, context, deleted=True)
    if found:
        context.studio.library.calls.restore([block.id for block in found])
        names = " ".join(short_id(block.id) for block in found)
        context.console.say(_("Back in the call log: {names}.").format(names=names))


def _named(names: Sequence[str], context: Context, *, deleted: bool) -> list[CallBlock]:
    """The entries meant, each once; a sentence for every name that means none."""
    blocks = context.studio.library.calls.all(deleted=deleted)
    found: dict[str, CallBlock] = {}
    for name in names:
        try:
            block = _find(name, blocks)
        except CallsMissing as error:
            context.console.error(error)
        else:
            found[block.id] = block
    return list(found.values())


def _find(name: str, blocks: Sequence[CallBlock]) -> CallBlock:
    found = by_number_or_id(name, blocks)
    if not found:
        raise CallsMissing(
            _("There is no entry “{name}” here.").format(name=name),
            help=_("“rehearse calls” lists entries, “rehearse calls list --deleted” those in the trash."),
        )
    if len(found) > 1:
        raise CallsMissing(
            ngettext("“{name}” fits {n} entry.", "“{name}” fits {n} entries.", len(found)).format(
                name=name, n=len(found)
            ),
            help=_("Give more of the id; “rehearse calls list --json” shows it whole."),
        )
    return found[0]
