"""`rehearse stats`: how practice goes."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING, Any

from rehearse.cli.names import short_id
from rehearse.cli.script_names import find_any_script
from rehearse.cli.takes import sweep
from rehearse.exchange.terminal import BOLD, DIM, Style, cells, fitted, padded, paragraph, safe, widest
from rehearse.i18n import _, ngettext
from rehearse.library.progress import Point, Progress, Summary, Weeks, best_rule
from rehearse.library.rates import rate_name

if TYPE_CHECKING:
    from rehearse.cli.program import Context

#: Rows of the table by script; the rest is in the other formats.
_MAX_SCRIPTS = 12


def run(args: Namespace, context: Context) -> int:
    sweep(context)
    library = context.studio.library
    root = None if args.script is None else find_any_script(args.script, library.scripts).root_id
    everything = library.progress()
    speaker = None if args.speaker is None else _speaker(args.speaker, everything)
    progress = everything.of(script_root=root, speaker=speaker, since=args.since, until=args.until)
    console = context.console
    today = date.today()
    if args.format == "json":
        console.write_json(_to_dict(progress, today))
    elif args.format == "csv":
        from rehearse.exchange.progress_csv import to_csv

        console.machine_output()
        console.write(to_csv(progress))
    elif not progress.points:
        console.write(_nothing(args) + "\n")
    else:
        console.write("\n".join(_text(progress, today, console.style)) + "\n")
    return 0


def _speaker(name: str, progress: Progress) -> str:
    """The speaker meant, whatever the capitals; the name itself where there is none."""
    same = [speaker for speaker in progress.speakers() if speaker.casefold() == name.strip().casefold()]
    return name if name in same or not same else same[0]


def _nothing(args: Namespace) -> str:
    if any(value is not None for value in (args.script, args.speaker, args.since, args.until)):
        return _("There are no such takes.")
    return _("There are no takes yet; “rehearse record” makes one.")


def _text(progress: Progress, today: date, style: Style) -> Iterator[str]:
    whole = progress.summary()
    weeks = progress.this_week_against_last(today)
    yield style.paint(_("Practice"), BOLD)
    yield "  " + _("In all: {practice}, {ready}.").format(
        practice=_practice(whole),
        ready=ngettext("{n} of {scored} ready", "{n} of {scored} ready", whole.n_ready).format(
            n=whole.n_ready, scored=whole.n_scored
        ),
    )
    yield from paragraph(_week_words(weeks), style, indent=2)
    yield "  " + _streak_words(progress, today)
    set_back = progress.n_clock_set_back()
    if set_back:
        told = ngettext(
            "The clock was set back {n} time; takes stand in the order they were made.",
            "The clock was set back {n} times; takes stand in the order they were made.",
            set_back,
        )
        yield from paragraph(told.format(n=set_back), style, DIM, indent=2)
    best = progress.best_take()
    if best is not None:
        yield ""
        yield style.paint(_("Best take"), BOLD)
        yield from paragraph(_best_words(best, progress), style, indent=2)
        yield from paragraph(best_rule(), style, DIM, indent=2)
    yield ""
    yield from _table(progress, style)


def _practice(summary: Summary) -> str:
    """The middle of a sentence: takes, and how long they were."""
    if not summary.n_takes and not summary.n_parts:
        return _("no takes")
    takes = ngettext("{n} take", "{n} takes", summary.n_takes).format(n=summary.n_takes)
    if summary.n_parts:
        # No whole messages: a drill cut them, or gave the words.
        tries = ngettext("{n} drill try", "{n} drill tries", summary.n_parts).format(n=summary.n_parts)
        takes = _("{takes} and {tries}").format(takes=takes, tries=tries) if summary.n_takes else tries
    return _("{takes} in {time}").format(takes=takes, time=_time_words(summary.practice_s))


def _time_words(seconds: float) -> str:
    if seconds < 59.5:
        return _("{n} s").format(n=round(seconds))
    minutes = round(seconds / 60)
    if minutes < 60:
        return _("{n} min").format(n=minutes)
    return _("{hours} h {minutes} min").format(hours=minutes // 60, minutes=minutes % 60)


def _week_words(weeks: Weeks) -> str:
    if not weeks.last.n_takes and not weeks.last.n_parts:
        return _("This week: {this}; last week: no takes.").format(this=_practice(weeks.this))
    return _("This week: {this}; last week: {last}, up to the same day {so_far}.").format(
        this=_practice(weeks.this), last=_practice(weeks.last), so_far=_practice(weeks.last_so_far)
    )


def _streak_words(progress: Progress, today: date) -> str:
    now, longest = progress.streak_days(today), progress.longest_streak_days()
    running = (
        ngettext("{n} day running", "{n} days running", now).format(n=now) if now else _("no day running")
    )
    return _("Streak: {now}; the longest was {longest}.").format(
        now=running, longest=ngettext("{n} day", "{n} days", longest).format(n=longest)
    )


def _best_words(best: Point, progress: Progress) -> str:
    name = best.title or _("Take of {when}").format(when=progress.day_of(best).isoformat())
    script = rate_name(best.script_title, best.script_variant) if best.script_title else _("no script")
    verdict = (
        _("ready")
        if not best.n_off
        else ngettext("{n} thing to fix", "{n} things to fix", best.n_off or 0).format(n=best.n_off)
    )
    return _("{name} ({id}): {verdict}; {script}.").format(
        name=name, id=short_id(best.take_id), verdict=verdict, script=script
    )


def _table(progress: Progress, style: Style) -> Iterator[str]:
    """Medians by script: what most takes are like, whatever one of them was."""
    head = [
        _("Script"),
        _("Takes"),
        _("Ready"),
        _("Length"),
        _("Number"),
        _("Pitch"),
        _("Reasons"),
        _("Words/min"),
        _("Fillers"),
    ]
    scripts = progress.by_script()
    body = [
        _cells(rate_name(one.title, one.variant) if one.script_root else _("no script"), one.summary)
        for one in scripts[:_MAX_SCRIPTS]
    ]
    if len(scripts) > 1:
        body.append(_cells(_("all"), progress.summary()))
    widths = [widest([row[column] for row in [head, *body]]) for column in range(len(head))]
    widths[0] = max(8, min(widths[0], style.width - sum(widths[1:]) - 2 * (len(head) - 1)))
    yield style.paint(_line(head, widths), BOLD)
    for row in body:
        yield _line(row, widths)
    if len(scripts) > _MAX_SCRIPTS:
        n = len(scripts) - _MAX_SCRIPTS
        yield ngettext("… and {n} more script", "… and {n} more scripts", n).format(n=n)
    yield from paragraph(
        _("Medians. Number: where in the message it was complete; ? is not known."), style, DIM
    )


def _cells(name: str, summary: Summary) -> list[str]:
    return [
        safe(name),
        str(summary.n_takes),
        f"{summary.n_ready}/{summary.n_scored}",
        "?" if summary.message_s is None else _("{n:.0f} s").format(n=summary.message_s),
        "?" if summary.number_fraction is None else _("{n:.0f} %").format(n=100 * summary.number_fraction),
        _plain(summary.n_pitch),
        _plain(summary.n_reasons),
        "?" if summary.wpm is None else f"{summary.wpm:.0f}",
        _plain(summary.n_fillers),
    ]


def _plain(value: float | None) -> str:
    return "?" if value is None else f"{value:g}"


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    name = fitted(row[0], widths[0])
    figures = (" " * (width - cells(cell)) + cell for cell, width in zip(row[1:], widths[1:], strict=True))
    return "  ".join([padded(name, widths[0]), *figures]).rstrip()


def _to_dict(progress: Progress, today: date) -> dict[str, Any]:
    weeks = progress.this_week_against_last(today)
    best = progress.best_take()
    return {
        "schema": 1,
        "today": today.isoformat(),
        "summary": asdict(progress.summary()),
        "streak_days": progress.streak_days(today),
        "longest_streak_days": progress.longest_streak_days(),
        "clock_set_back": progress.n_clock_set_back(),
        "weeks": {
            "monday": weeks.monday.isoformat(),
            "this": asdict(weeks.this),
            "last": asdict(weeks.last),
            "last_so_far": asdict(weeks.last_so_far),
        },
        "best_take": None if best is None else best.take_id,
        "scripts": [
            {
                "script_root": one.script_root or None,
                "script": one.title or None,
                "variant": one.variant,
                "summary": asdict(one.summary),
            }
            for one in progress.by_script()
        ],
        "takes": [
            {**asdict(point), "created_at": point.created_at.isoformat(), "day": day.isoformat()}
            for point, day in zip(progress.points, progress.days, strict=True)
        ],
    }
