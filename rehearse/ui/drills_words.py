"""What the page of the drills says: where one stands with a drill, its runs, its best; no Qt here."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from rehearse.analysis.drill_telling import in_seconds
from rehearse.analysis.drill_words import round_words, told_lines
from rehearse.i18n import _, ngettext
from rehearse.ui.check_words import friendly_date, seconds_words

if TYPE_CHECKING:
    from rehearse.analysis.drills import Drill
    from rehearse.library.cards import ProspectCard
    from rehearse.library.drill_runs import Attempt, DrillRun
    from rehearse.ui.drills_book import Entry

#: Between facts in one line.
DOT = "  ·  "


def day_words(day: date, today: date) -> str:
    """A day in the middle of a sentence: "today", "yesterday", "on Tuesday", "on 3 March"."""
    days = (today - day).days
    if days == 0:
        return _("today")
    if days == 1:
        return _("yesterday")
    if days == -1:
        return _("tomorrow")
    noon = datetime(day.year, day.month, day.day, 12).astimezone()
    now = datetime(today.year, today.month, today.day, 12).astimezone()
    told = friendly_date(noon, now).rsplit(",", 1)[0]
    return _("on {day}").format(day=told)


# ---- where one stands with a drill ---------------------------------------------------------------


def state_words(entry: Entry, today: date) -> str:
    """Where one stands with a drill, in a few words; its group is told above it."""
    if entry.open_run is not None:
        return _("Go on with {place}").format(place=place_words(entry))
    last = entry.last
    if last is None:
        return _("Not tried yet")
    streak = entry.record.streak
    if streak > 1 and not entry.is_due:
        return ngettext("{n} in a row", "{n} in a row", streak).format(n=streak)
    day = day_words(entry.last_day or today, today)
    return (_("Passed {day}") if last.passed else _("Missed {day}")).format(day=day)


def eyebrow(entry: Entry, today: date, *, offered: bool) -> str:
    """Why a drill should be done now; else where one stands with it."""
    if entry.open_run is not None:
        begun = day_words(entry.open_run.created_at.astimezone().date(), today)
        return _("Not finished, begun {day}").format(day=begun)
    last = entry.last
    if entry.is_due and last is not None:
        if last.passed:
            return _("Due today: once more, so that it stays")
        return _("Due today, missed {day}").format(day=day_words(entry.last_day or today, today))
    if last is None:
        return _("New to you") if offered else _("Not tried yet")
    day = day_words(entry.last_day or today, today)
    told = (_("Passed {day}") if last.passed else _("Missed {day}")).format(day=day)
    if entry.due is not None:
        back = _("back {day}, so that it stays").format(day=day_words(entry.due.due_on, today))
        return DOT.join((told, back))
    return told


def place_words(entry: Entry) -> str:
    """Where an unfinished run goes on: "card 7 of 20"."""
    run = entry.open_run
    if run is None:
        return ""
    at, n = min(entry.next_round + 1, run.n_rounds), run.n_rounds
    if run.cards:
        return _("card {at} of {n}").format(at=at, n=n)
    return _("round {at} of {n}").format(at=at, n=n)


def tally_words(n_due: int, n_passed_today: int, days_in_a_row: int) -> str:
    """The line under the page's title."""
    parts = []
    if n_due:
        parts.append(ngettext("{n} due today", "{n} due today", n_due).format(n=n_due))
    if n_passed_today:
        parts.append(
            ngettext("{n} passed today", "{n} passed today", n_passed_today).format(n=n_passed_today)
        )
    if days_in_a_row > 1:
        parts.append(ngettext("{n} day in a row", "{n} days in a row", days_in_a_row).format(n=days_in_a_row))
    return DOT.join(parts) or _("Short tasks against the clock. You pass or miss, and go again.")


# ---- figures -------------------------------------------------------------------------------------

#: The measures whose best says most about a drill, the one that is told first.
_TELLING = (
    "length_most_s", "number_before_s", "number_within", "reason_within_s", "number_pace_most",
    "silence_after_s", "length_least_s",
)  # fmt: skip


def value_words(measure: str, value: float) -> str:
    """A measured value, short; "" for a measure that is only met or not."""
    if measure in ("length_most_s", "length_least_s"):
        return seconds_words(value)
    if measure == "number_within":
        return _("number at {n} %").format(n=round(100 * value))
    if measure in ("number_before_s", "number_out"):
        return _("number after {time}").format(time=seconds_words(value))
    if measure in ("reason_within_s", "reason_out"):
        return _("reason after {time}").format(time=seconds_words(value))
    if measure == "silence_after_s":
        return _("{time} of silence").format(time=seconds_words(value))
    if measure == "number_pace_most":
        return _("number at {n} % of your pace").format(n=round(100 * value))
    if measure == "cards":
        return ngettext("{n} card", "{n} cards", round(value)).format(n=round(value))
    return ""


def best_figure(entry: Entry) -> tuple[str, str] | None:
    """The personal best that says most: its figure, and what it is; None without one."""
    if entry.record.best_cards is not None and entry.record.best_cards[1] > 1:
        passed, n = entry.record.best_cards
        return _("{passed} of {n}").format(passed=passed, n=n), _("cards, your most")
    bests = entry.record.bests
    for measure in _TELLING:
        if measure in bests and (told := _best_title(measure)):
            value = bests[measure]
            in_percent = measure in ("number_within", "number_pace_most")
            figure = _("{n} %").format(n=round(100 * value)) if in_percent else seconds_words(value)
            return figure, told
    return None


def _best_title(measure: str) -> str:
    return {
        "length_most_s": _("your shortest"),
        "number_within": _("into it, your earliest number"),
        "number_before_s": _("your earliest number"),
        "reason_within_s": _("your earliest reason"),
        "silence_after_s": _("your longest silence"),
        "number_pace_most": _("of your pace, your slowest number"),
    }.get(measure, "")


# ---- runs ----------------------------------------------------------------------------------------


def attempt_words(attempt: Attempt) -> str:
    """How an attempt went: passed with its figure, or what was missed."""
    if attempt.outcome == "passed":
        figures = [
            text
            for measure in _TELLING
            for name, value in attempt.values
            if name == measure and (text := value_words(measure, value))
        ]
        return DOT.join((_("Passed"), *figures[:2]))
    if attempt.outcome == "void":
        return attempt.problem or _("Not counted")
    sentence = next((miss.sentence for miss in attempt.misses if miss.sentence), "")
    if attempt.outcome == "unknown":
        return sentence or _("Not known")
    if attempt.outcome is None:
        return _("Not judged")
    return _("Missed: {sentence}").format(sentence=sentence) if sentence else _("Missed")


def run_words(run: DrillRun, counted: tuple[Attempt, ...]) -> str:
    """How a run went, in one line; `counted` are its attempts that count."""
    if run.cards or run.n_rounds > 1:
        last = {attempt.round_: attempt for attempt in counted}
        n_passed = sum(attempt.outcome == "passed" for attempt in last.values())
        form = _("{passed} of {n} cards passed") if run.cards else _("{passed} of {n} rounds passed")
        told = form.format(passed=n_passed, n=run.n_rounds)
        if run.cards and run.n_rounds == 1 and counted:
            told = attempt_words(counted[-1])
        if run.state == "left":
            return DOT.join((told, _("left early")))
        if run.state == "open":
            return DOT.join((told, _("not finished")))
        return told
    if counted:
        return attempt_words(counted[-1])
    if run.attempts and run.attempts[-1].problem:
        return run.attempts[-1].problem
    return {"open": _("Not finished"), "left": _("Left early")}.get(run.state, _("Nothing was said"))


def round_name(run: DrillRun, round_: int) -> str:
    """What a round is called: its card's name, or its number."""
    if run.cards and 0 <= round_ < len(run.cards):
        return card_words(run.cards[round_])
    return _("Round {n}").format(n=round_ + 1)


def card_words(card: ProspectCard) -> str:
    return ", ".join(part for part in (card.name, card.company) if part) or card.role


# ---- what a drill asks for -----------------------------------------------------------------------


def asked_lines(drill: Drill) -> tuple[str, ...]:
    """What every round asks for, once; then what only some of them do, by round."""
    told = [told_lines(one.condition) for one in drill.rounds]
    common = [line for line in told[0] if all(line in lines for lines in told)]
    lines = list(common)
    if len(told) > 1:
        for number, own in enumerate(told, start=1):
            if rest := [line for line in own if line not in common]:
                lines.append(_("Round {n}: {what}").format(n=number, what=" ".join(rest)))
    return tuple(lines)


def begin_words(drill: Drill) -> str:
    """What comes after Enter: the time to think, or a while to read before the beep."""
    if think_s := drill.rounds[0].think_s:
        return _("Enter begins. You have {time} to think.").format(time=in_seconds(think_s))
    return _("Enter begins. You have a moment to read before the beep.")


def how_words(drill: Drill) -> str:
    """How the drill runs: rounds, cards, who ends them, when the time is up."""
    parts = []
    n = len(drill.rounds)
    if n > 1 and drill.in_a_row:
        parts.append(_("{n} times in a row: a miss begins again with the first.").format(n=n))
    elif n > 1:
        parts.append(_("{n} rounds, one after the other.").format(n=n))
    if drill.cards is not None and drill.cards[1] > 1:
        parts.append(_("One prospect after another, beep after beep."))
    elif drill.cards is not None:
        parts.append(_("A prospect is drawn."))
    runs = list(dict.fromkeys(round_words(one) for one in drill.rounds))
    if len(runs) == 1:
        parts.append(runs[0])
    else:
        parts += [_("Round {n}: {what}").format(n=at, what=told) for at, told in enumerate(runs, start=1)]
    return " ".join(parts)
