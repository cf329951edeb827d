"""The scorecard: every check of a message, and what to fix first.

A take is ready when no check is off.
Nothing is added up: `fix_next` names at most three checks, those that cost most callbacks first.
"""

from __future__ import annotations

from collections.abc import Sequence

from rehearse.analysis.checks import length_check, phone_check, pitch_check
from rehearse.analysis.delivery import level_check, pace_check
from rehearse.analysis.message import Message
from rehearse.analysis.profiles import Profile
from rehearse.analysis.result import Check, Finding, Phone, Scorecard, SoundFacts, Timing

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
    sound: SoundFacts | None,
    script: Check | None = None,
) -> Scorecard:
    checks = [
        length_check(message, timing, profile),
        phone_check(message, phone, profile),
        pitch_check(message, findings),
        pace_check(message, timing, profile),
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


def fix_next(checks: Sequence[Check]) -> tuple[str, ...]:
    """At most three check ids: what is off before what is near, the costliest first."""
    cost = {check_id: place for place, check_id in enumerate(COST_ORDER)}
    wanting = [check for check in checks if check.band in ("off", "near")]
    wanting.sort(key=lambda check: (check.band != "off", cost.get(check.id, len(cost))))
    return tuple(check.id for check in wanting[:3])
