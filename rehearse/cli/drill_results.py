"""`rehearse drill results` and `due`: what became of drills, and which to do again."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

from rehearse.cli.console import when_text
from rehearse.cli.names import short_id
from rehearse.cli.takes import sweep
from rehearse.errors import UsageError
from rehearse.exchange.terminal import BOLD, DIM, GREEN, RED, Style, padded, paragraph, safe, widest
from rehearse.i18n import _, ngettext

if TYPE_CHECKING:
    from rehearse.cli.program import Context
    from rehearse.library.drill_record import DrillRecord, DueDrill
    from rehearse.library.drill_runs import Attempt, DrillRun


def results(args: Namespace, context: Context) -> None:
    from rehearse.exchange import drill_results
    from rehearse.library.drill_record import record_of

    sweep(context)
    console, library = context.console, context.studio.library
    drill_id = None if args.drill is None else _named(args.drill, context)
    # Streaks and bests are of all runs, whatever part of them is shown.
    everything = library.drill_runs.all(drill_id)
    shown = everything
    if args.since is not None or args.until is not None:
        shown = library.drill_runs.all(drill_id, since=args.since, until=args.until)
    ids = list(dict.fromkeys(run.drill_id for run in shown))
    records = {one: record_of(everything, one) for one in ids}
    if args.format == "json":
        console.write_json(
            {
                "runs": [drill_results.run_to_dict(run) for run in shown],
                "records": [drill_results.record_to_dict(one, record) for one, record in records.items()],
            }
        )
    elif args.format == "csv":
        console.machine_output()
        console.write(drill_results.to_csv(shown))
    elif not shown:
        console.write(_nothing(args) + "\n")
    else:
        console.write("\n".join(_results_text(shown, records, console.style)) + "\n")


def due(args: Namespace, context: Context) -> None:
    from rehearse.exchange import drill_results
    from rehearse.library import drill_record

    sweep(context)
    console, drills = context.console, context.studio.drills
    found = drill_record.due(context.studio.library.drill_runs.all(), drills, date.today())
    titles = {one.drill_id: drills[one.drill_id].title for one in found}
    if args.format == "json":
        console.write_json([drill_results.due_to_dict(one, titles[one.drill_id]) for one in found])
    elif found:
        console.write("\n".join(_due_text(found, titles, date.today(), console.style)) + "\n")
    else:
        console.write(_("Nothing is due: a drill comes back here once it was missed.") + "\n")


def _named(name: str, context: Context) -> str:
    """The id of a drill that there is, or that was done while there was.  Raises `UsageError`."""
    drills = context.studio.drills
    done = dict(context.studio.library.drill_runs.drills_done())
    if name in drills or name in done:
        return name
    raise UsageError(
        _("There is no drill called “{name}”.").format(name=name),
        help=_("Choose one of: {names}.").format(names=", ".join(sorted({*drills, *done}))),
    )


def _nothing(args: Namespace) -> str:
    if args.since is not None or args.until is not None:
        return _("No drill was done then.") if args.drill is None else _("It was not done then.")
    if args.drill is not None:
        return _("It was not done yet.")
    return _("No drill was done yet; “rehearse drill list” shows them.")


# --- results in words


def _results_text(runs: Sequence[DrillRun], records: dict[str, DrillRecord], style: Style) -> Iterator[str]:
    """The drill done last comes first, its newest run first."""
    for at, (drill_id, record) in enumerate(records.items()):
        if at:
            yield ""
        own = [run for run in runs if run.drill_id == drill_id]
        head = style.paint(f"{safe(own[0].title)} ({safe(drill_id)})", BOLD)
        yield f"{head}  {_tally(record)}" if record.n_runs else head
        best = _best_words(record)
        if best:
            yield from paragraph(best, style, DIM, indent=2)
        for run in own:
            yield from _run_lines(run, style)


def _tally(record: DrillRecord) -> str:
    told = _("{passed} of {n} passed").format(passed=record.n_passed, n=record.n_runs)
    if record.longest_streak > 1:
        now, longest = record.streak, record.longest_streak
        streak = _("{n} in a row").format(n=now)
        if longest > now:
            streak = _("{n} in a row, {longest} at best").format(n=now, longest=longest)
        told = f"{told}, {streak}"
    return told


def _best_words(record: DrillRecord) -> str:
    words = {
        "length_most_s": _("{n:.1f} s long"),
        "length_least_s": _("{n:.1f} s long"),
        "number_within": _("number complete at {percent:.0f} %"),
        "number_before_s": _("number complete after {n:.1f} s"),
        "number_out": _("number complete after {n:.1f} s"),
        "number_pace_most": _("number at {percent:.0f} % of the pace around it"),
        "reason_within_s": _("reason to call back after {n:.1f} s"),
        "reason_out": _("reason to call back after {n:.1f} s"),
        "silence_after_s": _("{n:.1f} s of silence"),
    }
    bests = record.bests
    told = [
        _("{passed} of {n} cards").format(passed=one, n=of) for one, of in filter(None, [record.best_cards])
    ]
    # The shortest that passed says more than the longest.
    told += [
        words[name].format(n=value, percent=100 * value)
        for name, value in bests.items()
        if name in words and not (name == "length_least_s" and "length_most_s" in bests)
    ]
    return _("Best: {figures}").format(figures="; ".join(told)) if told else ""


def _run_lines(run: DrillRun, style: Style) -> Iterator[str]:
    counted = [one for one in run.attempts if one.outcome not in (None, "void")]
    tries = ngettext("{n} try", "{n} tries", len(counted)).format(n=len(counted))
    if run.n_rounds > 1:
        last = {one.round_: one.outcome for one in counted}
        n_passed = sum(outcome == "passed" for outcome in last.values())
        form = _("{passed} of {n} cards") if run.cards else _("{passed} of {n} rounds")
        tries = f"{form.format(passed=n_passed, n=run.n_rounds)}, {tries}"
    yield f"  {when_text(run.created_at)}  {_verdict(run, style)}  {tries}"
    several = len(run.attempts) > 1
    for attempt in run.attempts:
        if attempt.outcome == "passed" and not several:
            continue
        yield from _attempt_lines(run, attempt, style)


def _verdict(run: DrillRun, style: Style) -> str:
    if run.state == "open":
        return style.paint(f"{style.sign('○', '?')} {_('not finished')}", DIM)
    if run.passed:
        return style.paint(f"{style.sign('●', '+')} {_('passed')}", GREEN)
    if run.state == "left":
        return style.paint(f"{style.sign('○', '?')} {_('left early')}", DIM)
    if run.passed is None or not any(one.outcome == "missed" for one in run.attempts):
        return style.paint(f"{style.sign('○', '?')} {_('not known')}", DIM)
    return style.paint(f"{style.sign('✖', 'x')} {_('missed')}", RED)


def _attempt_lines(run: DrillRun, attempt: Attempt, style: Style) -> Iterator[str]:
    sign = {"passed": ("●", "+"), "missed": ("✖", "x")}.get(attempt.outcome or "", ("○", "?"))
    parts = [style.sign(*sign)]
    if attempt.round_ < len(run.cards):
        card = run.cards[attempt.round_]
        parts.append(safe(card.name or card.company or card.role) + ":")
    elif run.n_rounds > 1:
        parts.append(_("Round {n}:").format(n=attempt.round_ + 1))
    parts.append(_told(attempt))
    if attempt.take_id is not None:
        parts.append(f"({short_id(attempt.take_id)})")
    yield from paragraph(" ".join(parts), style, indent=6)


def _told(attempt: Attempt) -> str:
    if attempt.outcome is None:
        return _("not judged yet")
    if attempt.outcome == "passed":
        return _("passed")
    if attempt.outcome == "void":
        return attempt.problem or _("does not count")
    sentences = [miss.sentence for miss in attempt.misses if miss.sentence]
    if sentences:
        return safe(" ".join(sentences))
    return _("missed") if attempt.outcome == "missed" else _("not known")


# --- what is due in words


def _due_text(found: Sequence[DueDrill], titles: dict[str, str], today: date, style: Style) -> Iterator[str]:
    now = [one for one in found if one.due_on <= today]
    later = found[len(now) :]
    width = widest([safe(f"{title} ({drill_id})") for drill_id, title in titles.items()])
    for head, part in ((_("Due today"), now), (_("Later"), later)):
        if not part:
            continue
        yield style.paint(head, BOLD)
        for one in part:
            name = padded(safe(f"{titles[one.drill_id]} ({one.drill_id})"), width)
            yield f"  {name}  {_when(one, today)}".rstrip()


def _when(one: DueDrill, today: date) -> str:
    if one.days_late:
        return ngettext("since yesterday", "for {n} days", one.days_late).format(n=one.days_late)
    n_days = (one.due_on - today).days
    if not n_days:
        return ""
    return ngettext("tomorrow", "in {n} days", n_days).format(n=n_days)
