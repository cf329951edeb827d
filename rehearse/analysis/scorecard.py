"""Checks: bands with a value, a target, one sentence of reason, evidence and a source.

A take is ready when no check is off.
Nothing is added up: `fix_next` names at most three checks, those that cost most callbacks first.
"""

from __future__ import annotations

from collections.abc import Sequence

from rehearse.analysis.message import Message
from rehearse.analysis.profiles import Profile
from rehearse.analysis.result import (
    Band,
    Check,
    Evidence,
    Finding,
    Phone,
    PhoneNumber,
    Scorecard,
    SoundFacts,
    Timing,
)
from rehearse.i18n import _, ngettext

#: What costs most callbacks first: nobody can call back without a number or reach the end of a
#: message they deleted; how it sounds comes after what it says.
COST_ORDER = ("phone", "pitch", "reason", "length", "level", "kind", "focus", "pace", "fillers", "pauses")

#: So many findings that are only doubtful by themselves make a pitch.
MANY_NEAR_FINDINGS = 4

#: Levels of the sound, dB relative to full scale; see `level_check`.
SILENT_PEAK_DBFS = -60.0
QUIET_OFF_DBFS, QUIET_NEAR_DBFS = -45.0, -35.0
NOISE_OFF_DB, NOISE_NEAR_DB = 6.0, 12.0
CLIPPED_OFF, CLIPPED_NEAR = 0.002, 0.0001
LEVEL_SOURCE = "Rehearse's own bounds for speech that a phone line still carries"
FOUNDING_SOURCE = "Jeffrey Gitomer and Coach Wade: sounding like a salesperson ends the listening"


def scorecard(
    message: Message,
    *,
    profile: Profile,
    packs: tuple[str, ...],
    timing: Timing,
    phone: Phone,
    findings: Sequence[Finding],
    sound: SoundFacts | None,
) -> Scorecard:
    checks = [
        length_check(message, timing, profile),
        phone_check(message, phone, profile),
        pitch_check(message, findings),
        pace_check(message, timing, profile),
    ]
    if sound is not None:
        checks.append(level_check(sound))
    elif message.kind == "audio":
        reason = _("The level of the sound was not measured.")
        checks.append(Check("level", "unknown", None, "dBFS", None, reason, (), LEVEL_SOURCE))
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


def _whole(message: Message) -> tuple[Evidence, ...]:
    return (message.evidence(0, len(message.words)),) if message.words else ()


def length_check(message: Message, timing: Timing, profile: Profile) -> Check:
    target = profile.length
    seconds = timing.message_s
    value = None if seconds is None else round(seconds, 1)
    if value is None:
        band: Band = "off"
        if message.kind == "text":
            reason = _("There are no words here.")
        else:
            reason = _("No words were heard in this recording.")
        return Check("length", band, None, "s", (target.thin_s, target.good_s), reason, (), target.source)
    said = _("about {s:g} seconds") if timing.estimated else _("{s:g} seconds")
    said = said.format(s=round(value))
    goal = _("{low:g} to {high:g} seconds").format(low=target.thin_s, high=target.good_s)
    brochure = target.brochure_s
    if value < target.thin_s:
        band = "off"
        reason = _("At {said} it is too thin to give a reason; aim for {goal}.")
    elif value <= target.good_s:
        band = "good"
        reason = _("At {said} it fits the target of {goal}.")
    elif value < target.off_s:
        band = "near"
        reason = _("At {said} it runs over the target of {goal}.")
    elif brochure is not None and brochure[0] <= value <= brochure[1]:
        band = "off"
        reason = _("At {said} it is in the brochure zone of {low:g} to {high:g} seconds; aim for {goal}.")
    elif brochure is not None and value > brochure[1]:
        band = "off"
        reason = _("At {said} it is longer than a brochure; few listen past {high:g}, so aim for {goal}.")
    else:
        band = "off"
        reason = _("At {said} it is too long; aim for {goal}.")
    low, high = brochure or (0.0, 0.0)
    reason = reason.format(said=said, goal=goal, low=low, high=high)
    reason = reason[0].upper() + reason[1:]
    return Check(
        "length", band, value, "s", (target.thin_s, target.good_s), reason, _whole(message), target.source
    )


def phone_check(message: Message, phone: Phone, profile: Profile) -> Check:
    goal = (0.0, profile.phone.early_fraction)
    numbers = phone.numbers
    evidence = tuple(message.evidence(number.first_word, number.last_word) for number in numbers)
    fraction = phone.first_end_fraction
    value = None if fraction is None else round(fraction, 2)
    percent = 0 if fraction is None else round(100 * fraction)
    whole = [number for number in numbers if number.complete]
    shown = whole[0].display if whole else numbers[0].display if numbers else ""
    band: Band
    if phone.verdict == "not_wanted":
        band = "near" if numbers else "good"
        reason = (
            _("This profile points at an e-mail, so {number} could go.")
            if numbers
            else _("This profile gives no number, and none was given.")
        )
        return Check(
            "phone",
            band,
            value,
            "fraction",
            None,
            reason.format(number=shown),
            evidence,
            profile.phone.source,
        )
    if phone.verdict == "missing":
        band = "off"
        reason = (
            _("Give your number, slowly and in the first half.")
            if message.words
            else _("No number was heard.")
        )
    elif phone.verdict == "incomplete":
        band = "off"
        n = len(numbers[0].digits)
        reason = ngettext(
            "Only {n} digit makes no whole number: nobody can call {number}.",
            "{n} digits make no whole number: nobody can call {number}.",
            n,
        ).format(n=n, number=shown)
    elif phone.verdict == "conflicting":
        band = "off"
        other = _other_number(whole)
        reason = _("You gave two different numbers, {number} and {other}: which one is right?").format(
            number=shown, other=other
        )
    elif phone.verdict == "late":
        band = "near"
        reason = _("{number} ends at {percent} % of the message; say it in the first half.")
    elif len(whole) > 1:
        band = "good"
        reason = _("{number} is complete at {percent} % of the message, and you repeat it.")
    else:
        band = "good"
        reason = _("{number} is complete at {percent} % of the message.")
    reason = reason.format(number=shown, percent=percent)
    return Check("phone", band, value, "fraction", goal, reason, evidence, profile.phone.source)


def _other_number(whole: Sequence[PhoneNumber]) -> str:
    first = whole[0].digits
    return next((n.display for n in whole[1:] if n.digits[-7:] != first[-7:]), whole[-1].display)


def pitch_check(message: Message, findings: Sequence[Finding]) -> Check:
    if not message.words:
        reason = _("There are no words to judge.")
        return Check("pitch", "unknown", None, "phrases", (0, 0), reason, (), FOUNDING_SOURCE)
    worst = [finding for finding in findings if finding.level == "off"]
    n = len(findings)
    band: Band = "good"
    if worst or n >= MANY_NEAR_FINDINGS:
        band = "off"
    elif n:
        band = "near"
    if not n:
        reason = _("Nothing here sounds like a sales pitch.")
    else:
        first = (worst or list(findings))[0]
        reason = ngettext(
            "{n} phrase sounds like a pitch: “{text}”.",
            "{n} phrases sound like a pitch, such as “{text}”.",
            n,
        ).format(n=n, text=_shortened(first.text.rstrip(".,!?;:")))
    evidence = tuple(Evidence(f.first_word, f.last_word, f.span) for f in findings)
    sources = dict.fromkeys(f.source for f in findings)
    return Check("pitch", band, n, "phrases", (0, 0), reason, evidence, "; ".join(sources) or FOUNDING_SOURCE)


def _shortened(text: str, words: int = 10) -> str:
    pieces = text.split()
    return text if len(pieces) <= words else " ".join(pieces[:words]) + " …"


def pace_check(message: Message, timing: Timing, profile: Profile) -> Check:
    pace = profile.pace
    goal = (pace.good_slow_wpm, pace.good_fast_wpm)
    if timing.wpm is None:
        if message.kind == "text":
            reason = _("A written text has no pace; say it to find out.")
        else:
            reason = _("Too few words were heard to tell the pace.")
        return Check("pace", "unknown", None, "wpm", goal, reason, (), pace.source)
    wpm = timing.wpm
    n = round(wpm)
    band: Band = "good"
    if wpm < pace.off_slow_wpm or wpm > pace.off_fast_wpm:
        band = "off"
    elif wpm < pace.good_slow_wpm or wpm > pace.good_fast_wpm:
        band = "near"
    if band == "good":
        reason = _("{n} words a minute is easy to follow.")
    elif wpm > pace.good_fast_wpm:
        reason = _("{n} words a minute is fast for a stranger; slow down to {high:g} or less.")
    else:
        reason = _("{n} words a minute is slow; {low:g} or more keeps them listening.")
    reason = reason.format(n=n, low=goal[0], high=goal[1])
    return Check("pace", band, float(n), "wpm", goal, reason, _whole(message), pace.source)


def level_check(sound: SoundFacts) -> Check:
    """Silent, clipped, too quiet or too noisy; the value is the level of the speech."""
    speech = sound.speech_dbfs
    if speech is None:
        speech = sound.rms_dbfs
    value = None if speech is None else round(speech, 1)
    target = (QUIET_NEAR_DBFS, 0.0)
    band: Band = "good"
    if speech is None or sound.peak_dbfs is None or sound.peak_dbfs < SILENT_PEAK_DBFS:
        band, reason = "off", _("The microphone gave only silence: check that it is on and allowed.")
    elif sound.clipped_fraction >= CLIPPED_OFF:
        band, reason = "off", _("The sound is clipped: move back or turn the microphone down.")
    elif speech < QUIET_OFF_DBFS:
        band, reason = "off", _("At {value:g} dB your voice is hard to hear: move closer or turn it up.")
    elif sound.noise_dbfs is not None and speech - sound.noise_dbfs < NOISE_OFF_DB:
        band, reason = "off", _("The noise is nearly as loud as your voice: find a quieter place.")
    elif sound.clipped_fraction >= CLIPPED_NEAR:
        band, reason = "near", _("The loudest syllables are clipped: move back a little.")
    elif speech < QUIET_NEAR_DBFS:
        band, reason = "near", _("At {value:g} dB your voice is a little quiet.")
    elif sound.noise_dbfs is not None and speech - sound.noise_dbfs < NOISE_NEAR_DB:
        band, reason = "near", _("There is much noise behind your voice.")
    else:
        reason = _("Your voice is loud and clear enough.")
    return Check("level", band, value, "dBFS", target, reason.format(value=value), (), LEVEL_SOURCE)
