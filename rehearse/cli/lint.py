"""`rehearse lint`: judges typed messages.  Starts fast, so nothing heavy is imported here."""

from __future__ import annotations

import gc
from argparse import Namespace
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rehearse.cli.data_problems import tell
from rehearse.cli.output import MessagePrinter
from rehearse.cli.text_input import fits, lines_of, read_text, require_message
from rehearse.errors import RehearseError
from rehearse.i18n import _

if TYPE_CHECKING:
    from rehearse.cli.program import Context

#: From how many messages on other processes are worth their start (0.2 s each).
_MANY = 200

#: Until the rules are loaded, see `run`.
LOOKS_FOR_GARBAGE_LATER = True


def run(args: Namespace, context: Context) -> int:
    judge = context.judge()
    judge.profile(args.profile)  # a wrong name is wrong usage, told before anything is read
    tell(judge.data_problems, context.console)
    texts: list[tuple[Path | None, str | None, str | RehearseError]] = []
    for name in args.files:
        path = None if name == "-" else Path(name)
        try:
            text, remark = read_text(path)
        except RehearseError as error:
            texts.append((path, None, error))
            continue
        if remark:
            context.console.say(remark)
        if args.lines:
            texts += [(path, _title(path, i), line) for i, line in enumerate(lines_of(text), start=1)]
        else:
            texts.append((path, None if path else _("Text from standard input"), text))
    # Rules and program stay to the end: looking for garbage among them costs a sixth of the time.
    gc.freeze()
    gc.enable()
    # With --lines an empty file holds no message at all: an empty array, not an empty message.
    printer = MessagePrinter(context.console, args.format, several=len(texts) != 1)
    judged = _judged_elsewhere(texts, args)
    for path, title, item in texts:
        if isinstance(item, RehearseError):
            printer.fail(path, item)
            continue
        try:
            require_message(item, title or str(path))
        except RehearseError as error:
            printer.fail(path, error)
            continue
        line = next(judged, None)
        if line is not None:
            printer.add_line(line)
            continue
        scored = judge.lint_text(item, path=path, profile=args.profile, region=args.region)
        printer.add(scored, title=title)
    printer.close()
    return 0


def _judged_elsewhere(
    texts: Sequence[tuple[Path | None, str | None, str | RehearseError]], args: Namespace
) -> Iterator[str]:
    """Finished lines for the first of the messages, made in other processes where there are many."""
    if args.format != "jsonl" or len(texts) < _MANY:
        return iter(())
    from rehearse.cli import lint_many
    from rehearse.processes import usable_cores

    if usable_cores() < 2:
        return iter(())
    whole = [(path, item) for path, _title, item in texts if isinstance(item, str) and fits(item)]
    return lint_many.lines(whole, profile=args.profile, region=args.region)


def _title(path: Path | None, number: int) -> str:
    """What stands above a message in the terminal: messages are counted, empty lines are not."""
    name = str(path) if path else _("standard input")
    return _("{name}, message {number}").format(name=name, number=number)
