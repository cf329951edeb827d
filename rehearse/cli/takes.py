"""`rehearse takes`: what is in the library, and what can be done with it."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from rehearse.analysis.result import ScoredMessage
from rehearse.cli.console import Console, clock, when_text
from rehearse.cli.long_job import ProgressLine, cancelled_by_signal
from rehearse.cli.names import short_id
from rehearse.cli.output import MessagePrinter
from rehearse.cli.take_names import find
from rehearse.errors import Cancelled, RehearseError, TakeMissing
from rehearse.exchange.corrected_words import aside_told
from rehearse.i18n import _, ngettext

#: Words are understood better with what comes before them.
_BEFORE_HIT_S = 0.5

if TYPE_CHECKING:
    from rehearse.cli.program import Context
    from rehearse.library.takes import TakeSummary
    from rehearse.live_take import Review


def run(args: Namespace, context: Context) -> int:
    sweep(context)
    from rehearse.cli import take_changes, take_list, take_update

    actions = {
        "list": take_list.run,
        "search": take_list.run,
        "show": _show,
        "score": _score,
        "play": _play,
        "export": _export,
        "update": take_update.run,
        **take_changes.ACTIONS,
    }
    actions[args.action](args, context)
    return 0


def sweep(context: Context) -> None:
    """Repair what a crash left behind, and say so."""
    recovered = context.studio.sweep()
    for text in context.studio.news():
        context.console.say(text)
    if recovered:
        context.console.say(
            ngettext("{n} take was recovered.", "{n} takes were recovered.", len(recovered)).format(
                n=len(recovered)
            )
        )


def chosen(names: list[str], context: Context, *, deleted: bool = False) -> Iterator[TakeSummary]:
    """The takes meant, each once; a sentence for every name that means none."""
    takes = context.studio.takes(deleted=deleted)
    seen: set[str] = set()
    for name in names:
        try:
            take = find(name, takes)
        except TakeMissing as error:
            context.console.error(error)
            continue
        if take.id not in seen:
            seen.add(take.id)
            yield take


def scored_take(review: Review) -> ScoredMessage:
    """A take in the shape of a scored recording; raises `TakeMissing` when nothing was heard yet."""
    take, analysis = review.take, review.analysis
    if analysis is None:
        from rehearse.leaving import not_heard

        raise not_heard(take.id)
    return ScoredMessage(
        take.audio_path, "audio", take.duration_s, take.transcript, analysis, before=review.before
    )


def take_title(take_id: str, title: str, created_at: datetime) -> str:
    said = title or _("Take of {when}").format(when=when_text(created_at))
    return f"{said} ({short_id(take_id)})"


def _show(args: Namespace, context: Context) -> None:
    printer = MessagePrinter(context.console, args.format, several=len(args.takes) > 1)
    for take in chosen(args.takes, context):
        _print(printer, lambda take=take: context.studio.review(take.id), take.id)
    printer.close()


def _score(args: Namespace, context: Context) -> None:
    """Each is listened to in a process of its own: a damaged one costs no other."""
    from rehearse.hearing import hear_takes

    printer = MessagePrinter(context.console, args.format, several=len(args.takes) > 1)
    takes = list(chosen(args.takes, context))
    came_to: dict[str, Review | RehearseError] = {}
    waiting = [take.id for take in takes]

    def print_heard() -> None:
        """What there is to tell, in the order it was asked for."""
        while waiting and waiting[0] in came_to:
            take_id = waiting.pop(0)
            _print(printer, partial(_told_aside, came_to[take_id], context), take_id)

    def on_take(take_id: str, what: Review | RehearseError, missing: str) -> None:
        context.console.clear()
        if missing:
            context.console.error(missing, about=short_id(take_id))
        came_to[take_id] = what
        print_heard()

    line = ProgressLine(context.console, _("Listening"))
    try:
        with cancelled_by_signal() as cancel:
            hear_takes(
                context.studio, waiting[:], gently=False, on_take=on_take, on_progress=line, cancel=cancel
            )
    except Cancelled:
        raise
    except RehearseError as error:  # the same for all that are left
        came_to |= dict.fromkeys([take_id for take_id in waiting if take_id not in came_to], error)
        print_heard()
    finally:
        context.console.clear()
    waiting = [take_id for take_id in waiting if take_id in came_to]  # the others were removed meanwhile
    print_heard()
    printer.close()


def _told_aside(what: Review | RehearseError, context: Context) -> Review:
    """What was heard; words put right that no longer fit are told."""
    if isinstance(what, RehearseError):
        raise what
    if what.take.corrections.aside:
        context.console.say(f"{short_id(what.take.id)}: {aside_told(what.take.corrections.aside)}")
    return what


def _print(printer: MessagePrinter, get: Any, take_id: str) -> None:
    try:
        review: Review = get()
        scored = scored_take(review)
    except Cancelled:
        raise
    except RehearseError as error:
        printer.fail(short_id(take_id), error)
        return
    take = review.take
    printer.add(scored, title=take_title(take.id, take.title, take.created_at))


def _play(args: Namespace, context: Context) -> None:
    for take in chosen(args.takes, context):
        from_s = args.from_s or 0.0
        if args.hit is not None:
            from_s = _said_at(take, args.hit, context)
        _play_one(take, from_s, context)


def _said_at(take: TakeSummary, words: str, context: Context) -> float:
    """A moment before the words are said; raises `TakeMissing` where they are not."""
    hits = context.studio.library.hits(take.id, words)
    if not hits:
        raise TakeMissing(
            _("“{words}” is not said in this take.").format(words=words),
            help=_("“rehearse takes search” finds the takes in which it is."),
        )
    return max(0.0, hits[0].span.start_s - _BEFORE_HIT_S)


def _play_one(take: TakeSummary, from_s: float, context: Context) -> None:
    import time

    from rehearse.library.heard import Played

    console: Console = context.console
    player = context.studio.player(take.id)
    played, at_s = Played(player.duration_s), from_s
    try:
        player.play(from_s)
        while player.state == "playing":
            before_s, at_s = at_s, player.position_s
            played.add(before_s, at_s)
            console.progress(f"{clock(at_s)} / {clock(player.duration_s)}")
            time.sleep(0.03)
        if player.error is not None:
            raise player.error
    finally:
        console.clear()
        player.close()
        if played.is_heard:
            context.studio.library.heard.set_heard([take.id])


def _export(args: Namespace, context: Context) -> None:
    from rehearse.cli.export import export_takes

    export_takes(args, context)
