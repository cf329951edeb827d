"""What the page of a drill says in each of its phases."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from rehearse.i18n import _, ngettext

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rehearse.analysis.drills import Condition
    from rehearse.drilling.status import DrillStatus
    from rehearse.library.cards import ProspectCard
    from rehearse.library.drill_runs import Attempt, DrillRun, Outcome

#: A pause of this length after a word is no breath any more.
_HELD_S = 0.8


def place_words(status: DrillStatus, round_: int | None = None) -> str:
    """Which card or round of how many; "" where there is only one."""
    if status.n_rounds <= 1:
        return ""
    at = (status.round_ if round_ is None else round_) + 1
    words = _("Card {n} of {all}") if status.run.cards else _("Round {n} of {all}")
    return words.format(n=at, all=status.n_rounds)


def round_name(run: DrillRun, round_: int) -> str:
    return (_("Card {n}") if run.cards else _("Round {n}")).format(n=round_ + 1)


def who_words(card: ProspectCard) -> str:
    """Role and firm in one line."""
    return ", ".join(part for part in (card.role, card.company) if part)


def card_words(card: ProspectCard) -> str:
    """A card as a screen reader says it."""
    facts = [f"{name}: {text}" if name else text for name, text in card.facts]
    return ". ".join(part for part in (card.name, who_words(card), *facts) if part)


def outcome_words(outcome: Outcome | None) -> str:
    return {
        "passed": _("Passed"),
        "missed": _("Missed"),
        "unknown": _("Not known"),
        "void": _("Does not count"),
        None: _("Not tried"),
    }[outcome]


def outcome_look(outcome: Outcome | None) -> tuple[str, str]:
    """The icon and the colour's role of an outcome: never told by colour alone."""
    return {
        "passed": ("good", "good"),
        "missed": ("off", "off"),
        "unknown": ("unknown", "unknown"),
        "void": ("near", "near"),
        None: ("unknown", "text_muted"),
    }[outcome]


def ask_short(condition: Condition) -> list[str]:
    """What is asked for, each in a few words."""
    least, most = condition.length_least_s, condition.length_most_s
    told = []
    if least is not None and most is not None:
        told.append(_("{least:g} to {most:g} s").format(least=least, most=most))
    elif most is not None:
        told.append(_("at most {s:g} s").format(s=most))
    elif least is not None:
        told.append(_("at least {s:g} s").format(s=least))
    if (within := condition.number_within) is not None:
        if within >= 1:
            told.append(_("your number"))
        elif within == 0.5:
            told.append(_("number in the first half"))
        else:
            told.append(_("number in the first {percent:.0f} %").format(percent=100 * within))
    if condition.number_before_s is not None:
        told.append(_("number within {s:g} s").format(s=condition.number_before_s))
    if condition.reason_within_s is not None:
        told.append(_("reason within {s:g} s").format(s=condition.reason_within_s))
    if condition.silence_after_s is not None:
        told.append(_("then {s:g} s of silence").format(s=condition.silence_after_s))
    for asked, words in (
        (condition.number_heard, _("number heard right")),
        (condition.number_pace_most is not None, _("number said slowly")),
        (condition.number_out, _("number before the cut")),
        (condition.reason_out, _("reason before the cut")),
        (condition.opening_about_them, _("them first")),
        (condition.no_pitch, _("no pitch")),
        (bool(condition.line), _("your line")),
        (condition.stop_after_line, _("nothing after it")),
    ):
        if asked:
            told.append(words)
    return told


def value_words(values: Sequence[tuple[str, float]]) -> list[str]:
    """What was measured, each in a few words, in the order it was asked."""
    told = {
        "length_least_s": lambda v: _("{s:.1f} s long").format(s=v),
        "length_most_s": lambda v: _("{s:.1f} s long").format(s=v),
        "number_within": lambda v: _("number out at {percent:.0f} %").format(percent=100 * v),
        "number_before_s": lambda v: _("number out after {s:.1f} s").format(s=v),
        "number_pace_most": lambda v: _("number at {percent:.0f} % of your pace").format(percent=100 * v),
        "number_out": lambda v: _("number out after {s:.1f} s").format(s=v),
        "reason_within_s": lambda v: _("reason after {s:.1f} s").format(s=v),
        "reason_out": lambda v: _("reason after {s:.1f} s").format(s=v),
        "line": lambda v: _("{percent:.0f} % of the line").format(percent=100 * v),
        "silence_after_s": lambda v: _("{s:.1f} s of silence").format(s=v),
    }
    return list(dict.fromkeys(told[name](value) for name, value in values if name in told))


def seconds_left(left_s: float) -> int:
    """As a countdown shows it: never 0 while there is some left."""
    return max(1, math.ceil(left_s - 1e-6))


def goes_on_words(status: DrillStatus) -> str:
    """What follows a verdict, and when: without `left_s` nothing happens by itself."""
    run, following = status.run, status.next_round
    if following is None:
        # With a rest the summary comes by itself.
        what = _("That was the last one") if status.left_s is None else _("The summary")
    elif following == status.round_:
        what = _("The same card again") if run.cards else _("The same round again")
    elif following < status.round_:
        what = _("From the start")
    else:
        what = round_name(run, following)
    if status.left_s is not None:
        what = _("{what} in {n} s").format(what=what, n=seconds_left(status.left_s))
    if run.cards and following is not None and following > status.round_:
        # As on a list of calls: who is next is known before it rings.
        card = run.cards[following]
        if called := card.name or card.company or card.role:
            what = _("{what}: {name}").format(what=what, name=called)
    return what


def button_words(status: DrillStatus) -> tuple[str, str]:
    """What the one button does now, and its icon."""
    phase = status.phase
    if phase == "verdict":
        if status.next_round is None:
            return _("See how it went"), "skip"
        again = status.next_round == status.round_
        if status.next_round < status.round_:
            return _("From the start"), "again"
        return (_("Try it again"), "again") if again else (_("Go on"), "skip")
    if phase == "paused":
        return (_("Go on"), "play") if status.problem is None else (_("Try it again"), "again")
    return {
        "thinking": (_("Beep now"), "skip"),
        "lead_in": (_("Wait for the beep"), "timer"),
        "speaking": (_("Stop"), "stop"),
        "judging": (_("Judging…"), "timer"),
        "done": (_("Do it again"), "again"),
        "left": (_("Go on"), "play"),
    }[phase]


def side_words(status: DrillStatus, *, one_take: bool) -> tuple[str, str]:
    """What the buttons at the sides do now; "" where there is none.

    `one_take` tells that the end shows the verdict of a take, not a summary.
    """
    phase = status.phase
    if phase == "done":
        return _("Open the take") if one_take else "", _("All drills")
    if phase not in ("verdict", "paused"):
        return "", ""
    tried = status.attempt is not None and status.attempt.round_ == status.round_
    following = status.next_round
    repeats = phase == "verdict" and following is not None and following <= status.round_
    # Not twice the same: the one button already tries it again where that comes next.
    same = (repeats and following == status.round_) or status.problem is not None
    left = _("Try it again") if tried and not same else ""
    right = _("Leave it out") if status.n_rounds > 1 and (repeats or phase == "paused") else ""
    return left, right


def hint_words(status: DrillStatus, *, hands_free: bool, silence_s: float) -> str:
    """One quiet line below the button: which keys do what."""
    what, several = status.what, status.n_rounds > 1
    if status.phase == "thinking":
        return _("Space beeps now  ·  P pauses  ·  Escape leaves, and you can go on later")
    if status.phase == "lead_in":
        return _("Speak after the beep  ·  Escape cancels")
    if status.phase == "speaking":
        keys = _("Space stops  ·  Escape throws it away")
        if what.ends == "silence" and what.silence_s is not None:
            silence_s = what.silence_s
        elif what.ends == "cut":
            return _("The line will go dead  ·  Escape throws it away")
        elif not hands_free:
            return keys
        return _("{n:g} s of silence end it  ·  {keys}").format(n=silence_s, keys=keys)
    if status.phase == "verdict":
        skips = several and status.next_round is not None and status.next_round <= status.round_
        if skips:
            return _("R tries it again  ·  N leaves it and goes on  ·  P pauses  ·  L listens")
        return _("R tries it again  ·  P pauses  ·  L listens")
    if status.phase == "paused" and several:
        return _("Space goes on  ·  N leaves this one  ·  Escape leaves, and you can go on later")
    if status.phase == "paused":
        return _("Space goes on  ·  Escape leaves, and you can go on later")
    if status.phase == "done" and several:
        return _("R does it again  ·  Tab goes through the rounds  ·  Escape leaves")
    if status.phase == "done":
        return _("R does it again  ·  L listens  ·  O opens the take  ·  Escape leaves")
    return ""


def summary_words(run: DrillRun) -> str:
    """How a run went, as its headline."""
    if run.cards:
        n = n_passed(run)
        return ngettext("{n} of {all} card passed", "{n} of {all} cards passed", len(run.cards)).format(
            n=n, all=len(run.cards)
        )
    if run.passed:
        return _("Passed")
    if run.state == "left" and run.n_rounds > 1:
        n = n_passed(run)
        return ngettext("{n} of {all} round passed", "{n} of {all} rounds passed", run.n_rounds).format(
            n=n, all=run.n_rounds
        )
    return _("Not passed yet")


def last_attempts(run: DrillRun) -> dict[int, Attempt]:
    """The last attempt of each round that counts; a void one only where there is no other."""
    last: dict[int, Attempt] = {}
    for attempt in run.attempts:
        before = last.get(attempt.round_)
        if attempt.outcome is None or (attempt.outcome == "void" and before is not None):
            continue
        last[attempt.round_] = attempt
    return last


def row_so_far(run: DrillRun, *, told: bool) -> DrillRun:
    """Of a drill in a row: a run with the attempts since the last miss; one that is `told` still stands."""
    counted = [one for one in run.attempts if one.outcome not in (None, "void")]
    first = 0
    for at, attempt in enumerate(counted):
        if attempt.outcome != "passed" and not (told and at == len(counted) - 1):
            first = at + 1
    return replace(run, attempts=tuple(counted[first:]))


def n_passed(run: DrillRun) -> int:
    return sum(attempt.outcome == "passed" for attempt in last_attempts(run).values())


def praise_words(status: DrillStatus) -> str:
    """What a pass means in this run; "" where the word alone says it."""
    drill, run = status.drill, status.run
    if drill.in_a_row and status.n_rounds > 1:
        n = status.round_ + 1
        return _("{n} of {all} in a row").format(n=n, all=status.n_rounds)
    if run.cards and status.n_rounds > 1:
        n = n_passed(run)
        return ngettext("{n} passed so far", "{n} passed so far", n).format(n=n)
    return ""


def silence_words(status: DrillStatus) -> str:
    """Where silence is asked for after the words, that it is to be held; "" before it begins."""
    if status.what.condition.silence_after_s is None or quiet_from_s(status) is None:
        return ""
    return _("Hold the silence")


def quiet_from_s(status: DrillStatus) -> float | None:
    """Since when nothing is said any more, seconds from the beep; None while somebody speaks."""
    live = status.live
    if live is None or not live.words or live.partial:
        return None
    last = live.words[-1].span
    return last.end_s if last is not None and status.elapsed_s - last.end_s >= _HELD_S else None
