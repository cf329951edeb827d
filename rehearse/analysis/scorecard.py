"""The scorecard: every check of a message, and what to fix first.

A take is ready when no check is off.
Nothing is added up: `fix_next` names at most three checks, those that cost most callbacks first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rehearse.analysis.checks import length_check, phone_check, pitch_check
from rehearse.analysis.delivery import fillers_check, level_check, pace_check, pauses_check
from rehearse.analysis.message import Message
from rehearse.analysis.profiles import Profile
from rehearse.analysis.result import Check, Filler, Finding, Phone, Scorecard, SoundFacts, Timing

#: What costs most callbacks first: nobody can call back without a number or reach the end of a
#: message they deleted; how it sounds comes after what it says.
COST_ORDER = ("phone", "pitch", "reason", "length", "level", "kind", "focus", "pace", "fillers", "pauses")


def scorecard(
    message: Message,
    *,
    profile: Profile,
    packs: tuple[str, ...],
    timing: Timing,
    phone: Phone,
    findings: Sequence[Finding],
    fillers: Sequence[Filler] | None,
    sound: SoundFacts | None,
    said: Sequence[Check],
    script: Check | None = None,
) -> Scorecard:
    """All checks in the order they are shown; `said` are those of what the message says as a whole."""
    checks = [
        length_check(message, timing, profile),
        phone_check(message, phone, profile),
        pitch_check(message, findings),
        *said,
        pace_check(message, timing, profile),
        fillers_check(message, fillers, profile),
        pauses_check(message, timing, phone, profile),
    ]
    if message.kind == "audio":
        checks.append(level_check(sound))
    if script is not None:
        checks.append(script)
    return Scorecard(
        checks=tuple(checks),
        ready=all(check.band != "off" for check in checks),
        fix_next=fix_next(checks),
        profile=profile.name,
        packs=packs,
    )


#: Checks that only repeat in other words what one of these already says.
_FOLLOWS_FROM = {"kind": ("pitch", "reason"), "focus": ("pitch", "reason", "kind")}


def with_check(card: Scorecard, check: Check) -> Scorecard:
    """The card with one check more."""
    checks = (*card.checks, check)
    ready = all(one.band != "off" for one in checks)
    return replace(card, checks=checks, ready=ready, fix_next=fix_next(checks))


def fix_next(checks: Sequence[Check]) -> tuple[str, ...]:
    """At most three check ids: what is off before what is near, the costliest first.

    A check that only follows from another one that is off is not named beside it.
    """
    off = {check.id for check in checks if check.band == "off"}
    cost = {check_id: place for place, check_id in enumerate(COST_ORDER)}
    wanting = [
        check
        for check in checks
        if check.band in ("off", "near") and off.isdisjoint(_FOLLOWS_FROM.get(check.id, ()))
    ]
    wanting.sort(key=lambda check: (check.band != "off", cost.get(check.id, len(cost))))
    return tuple(check.id for check in wanting[:3])
