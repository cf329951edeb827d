"""`rehearse takes`: what is in the library, and what can be done with it."""

from __future__ import annotations

import json
from argparse import Namespace
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

from rehearse.analysis.result import ScoredMessage
from rehearse.cli.console import Console, clock
from rehearse.cli.output import MessagePrinter
from rehearse.cli.score import HearingLine
from rehearse.cli.take_names import find, short_id
from rehearse.errors import Cancelled, RehearseError, TakeMissing
from rehearse.exchange.corrected_words import aside_told
from rehearse.exchange.terminal import BOLD, DIM, GREEN, RED, Style, cells, padded, safe
from rehearse.i18n import _, ngettext

if TYPE_CHECKING:
    from rehearse.cli.program import Context
    from rehearse.library.takes import TakeSummary
    from rehearse.live_take import Review


def run(args: Namespace, context: Context) -> int:
    sweep(context)
    actions = {
        "list": _list,
        "show": _show,
        "score": _score,
        "play": _play,
        "delete": _delete,
        "restore": _restore,
        "export": _export,
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
        raise TakeMissing(
            _("This take has not been heard yet."),
            kept=_("Its sound is kept."),
            help=_("“rehearse takes score {name}” listens to it.").format(name=short_id(take.id)),
        )
    return ScoredMessage(
        take.audio_path, "audio", take.duration_s, take.transcript, analysis, before=review.before
    )


def take_title(take_id: str, title: str, created_at: datetime) -> str:
    said = title or _("Take of {when}").format(when=when_text(created_at))
    return f"{said} ({short_id(take_id)})"


def when_text(moment: datetime) -> str:
    return moment.astimezone().strftime("%Y-%m-%d %H:%M")


def _list(args: Namespace, context: Context) -> None:
    takes = context.studio.takes(deleted=args.deleted)
    if args.format == "json":
        context.console.machine_output()
        context.console.write(
            json.dumps([summary_to_dict(take) for take in takes], ensure_ascii=False, indent=1) + "\n"
        )
        return
    if not takes:
        context.console.write(
            (
                _("The trash is empty.")
                if args.deleted
                else _("There are no takes yet; “rehearse record” makes one.")
            )
            + "\n"
        )
        return
    context.console.write("".join(_rows(takes, context.console.style)))


def summary_to_dict(take: TakeSummary) -> dict[str, Any]:
    return {
        "id": take.id,
        "created_at": take.created_at.isoformat(),
        "deleted_at": take.deleted_at.isoformat() if take.deleted_at else None,
        "title": take.title,
        "speaker": take.speaker,
        "state": str(take.state),
        "recovered": take.recovered,
        "duration_s": take.duration_s,
        "message_s": take.message_s,
        "bands": take.bands,
        "ready": take.ready,
        "excerpt": take.excerpt,
        "problem": take.problem,
    }


def _rows(takes: list[TakeSummary], style: Style) -> Iterator[str]:
    number_width = len(str(len(takes)))
    for number, take in enumerate(takes, start=1):
        if take.ready is None:
            verdict, codes = style.sign("○", "?") + " " + _state_words(take), (DIM,)
        elif take.ready:
            verdict, codes = style.sign("●", "+") + " " + _("ready"), (GREEN,)
        else:
            n_off = sum(band == "off" for band in take.bands.values())
            verdict, codes = style.sign("✖", "x") + " " + _("{n} to fix").format(n=n_off), (RED,)
        length = clock(take.duration_s) if take.duration_s is not None else "-:--"
        head = f"{number:>{number_width}}  {short_id(take.id)}  {when_text(take.created_at)}  {length:>5}  "
        room = style.width - cells(head) - 12
        text = safe(take.title or take.excerpt or take.problem)
        while text and cells(text) > max(10, room):
            text = text[:-2].rstrip("…") + "…"
        yield (
            head
            + style.paint(padded(verdict, 12), *codes)
            + style.paint(text, *(BOLD,) * bool(take.title))
            + "\n"
        )


def _state_words(take: TakeSummary) -> str:
    return {"recording": _("recording"), "failed": _("not heard")}.get(str(take.state), _("not scored"))


def _show(args: Namespace, context: Context) -> None:
    printer = MessagePrinter(context.console, args.format, several=len(args.takes) > 1)
    for take in chosen(args.takes, context):
        _print(printer, lambda take=take: context.studio.review(take.id), take.id)
    printer.close()


def _score(args: Namespace, context: Context) -> None:
    printer = MessagePrinter(context.console, args.format, several=len(args.takes) > 1)
    for take in chosen(args.takes, context):
        _print(printer, lambda take=take: hear_take(take.id, context), take.id)
    printer.close()


def hear_take(take_id: str, context: Context) -> Review:
    """Listen to a stored take, with a line of progress.  Words put right that no longer fit are told."""
    line = HearingLine(context.console, short_id(take_id))
    try:
        review = context.studio.score_take(take_id, on_progress=line.on_progress)
    finally:
        context.console.clear()
    if review.take.corrections.aside:
        context.console.say(f"{short_id(take_id)}: {aside_told(review.take.corrections.aside)}")
    return review


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
        _play_one(take, args.from_s or 0.0, context)


def _play_one(take: TakeSummary, from_s: float, context: Context) -> None:
    import time

    console: Console = context.console
    player = context.studio.player(take.id)
    try:
        player.play(from_s)
        while player.state == "playing":
            console.progress(f"{clock(player.position_s)} / {clock(player.duration_s)}")
            time.sleep(0.03)
        if player.error is not None:
            raise player.error
    finally:
        console.clear()
        player.close()


def _delete(args: Namespace, context: Context) -> None:
    takes = list(chosen(args.takes, context))
    if takes:
        context.studio.delete([take.id for take in takes])
        names = " ".join(short_id(take.id) for take in takes)
        context.console.say(
            _("In the trash: {names}. “rehearse takes restore {names}” brings back.").format(names=names)
        )


def _restore(args: Namespace, context: Context) -> None:
    takes = list(chosen(args.takes, context, deleted=True))
    if takes:
        context.studio.restore([take.id for take in takes])
        names = " ".join(short_id(take.id) for take in takes)
        context.console.say(_("Back in the library: {names}.").format(names=names))


def _export(args: Namespace, context: Context) -> None:
    from rehearse.cli.export import export_takes

    export_takes(list(chosen(args.takes, context)), args, context)
