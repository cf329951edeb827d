"""The one door to the analysis: a message in, everything said about it out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from rehearse.analysis import fillers, number_pace, numbers, phrases, timing
from rehearse.analysis.delivery import unheard_fillers
from rehearse.analysis.focus import focus_check, measure_focus
from rehearse.analysis.kind import judge_kind, kind_check
from rehearse.analysis.message import Message
from rehearse.analysis.phone_plan import region_is_known
from rehearse.analysis.profiles import Profile
from rehearse.analysis.reasons import find_offers, reason_check
from rehearse.analysis.result import Analysis, Finding, Moments, Offer, Phone, SoundFacts, Timing
from rehearse.analysis.rules import Packs, RuleHit
from rehearse.analysis.scorecard import scorecard
from rehearse.errors import UsageError
from rehearse.i18n import _

if TYPE_CHECKING:
    from rehearse.script.script import Script


def analyse(
    message: Message,
    *,
    profile: Profile,
    packs: Packs,
    region: str = "US",
    sound: SoundFacts | None = None,
    script: Script | None = None,
) -> Analysis:
    """Judge one message.

    `region` is where a number without a country code is dialled (two letters); `sound` is what
    the recording itself measures; `script` what was to be said, where there is one.
    Raises UsageError for a region nobody knows; nothing in the message can raise.
    """
    region = region.upper()
    if not region_is_known(region):
        raise UsageError(
            _("There is no region called “{region}”.").format(region=region),
            help=_("Give two letters such as US, GB or DE."),
        )
    quiet = sound.quiet_spans if sound is not None else ()
    measured = timing.measure(message, assumed_wpm=profile.pace.assumed_wpm, quiet=quiet)
    content = _content_of(message, profile, packs, region)
    hits, findings, offers = content.hits, content.findings, content.offers
    phone = number_pace.with_pace(message, content.phone, quiet=quiet)
    # "None" would be a claim that a recogniser without the word "um" cannot make.
    found = fillers.find_fillers(message)
    known_fillers = found if found or (message.hears_fillers and message.words) else None
    focus = measure_focus(
        message,
        hits=hits,
        offers=offers,
        findings=findings,
        phone=phone,
        assumed_wpm=profile.pace.assumed_wpm,
    )
    kind = judge_kind(message, hits=hits, offers=offers, findings=findings, phone=phone, focus=focus)
    alignment = script_verdict = None
    if script is not None:
        # Loaded where there is a script: judging a typed text starts fast.
        from rehearse.analysis.script_check import align_message, script_check

        def read(text: Message) -> tuple[Phone, tuple[Offer, ...]]:
            written = _content_of(text, profile, packs, region)
            return written.phone, written.offers

        alignment = align_message(script, message)
        script_verdict = script_check(alignment, message, phone=phone, offers=offers, read=read)
    card = scorecard(
        message,
        profile=profile,
        packs=packs.names,
        timing=measured,
        phone=phone,
        findings=findings,
        fillers=known_fillers,
        sound=sound,
        said=(
            reason_check(message, offers),
            focus_check(message, focus, hits),
            kind_check(message, kind),
        ),
        script=script_verdict,
    )
    return Analysis(
        words=message.words,
        timing=measured,
        phone=phone,
        findings=findings,
        offers=offers,
        message_kind=None if kind is None else kind.kind,
        focus=focus,
        moments=_moments(findings, offers, phone),
        fillers=known_fillers,
        scorecard=card,
        unknown=_unknown(message, measured, phone, fillers_known=known_fillers is not None),
        sound=sound,
        alignment=alignment,
    )


class _Content(NamedTuple):
    phone: Phone
    hits: Sequence[RuleHit]
    findings: tuple[Finding, ...]
    offers: tuple[Offer, ...]


def _content_of(message: Message, profile: Profile, packs: Packs, region: str) -> _Content:
    """What is in the words, whoever says them and how."""
    phone = numbers.find_phone(
        message,
        region=region,
        wants_number=profile.wants_number,
        early_fraction=profile.phone.early_fraction,
    )
    hits = phrases.find_hits(message, packs)
    findings = phrases.findings(message, hits)
    return _Content(phone, hits, findings, find_offers(message, hits, findings, phone))


def _moments(findings: Sequence[Finding], offers: Sequence[Offer], phone: Phone) -> Moments:
    pitch = next((finding.span for finding in findings if finding.span is not None), None)
    reason = next((offer.span for offer in offers if offer.span is not None), None)
    whole = next((number for number in phone.numbers if number.complete), None)
    return Moments(
        first_pitch_s=None if pitch is None else pitch.start_s,
        first_reason_s=None if reason is None else reason.start_s,
        number_complete_s=None if whole is None or whole.span is None else whole.span.end_s,
    )


def _unknown(message: Message, measured: Timing, phone: Phone, *, fillers_known: bool) -> dict[str, str]:
    unknown: dict[str, str] = {}
    if not message.words:
        unknown["message_kind"] = _("There are no words to judge.")
    if not fillers_known:
        unknown["fillers"] = unheard_fillers(message)
    if message.kind == "text":
        no_times = _("A written text has no times.")
        for key in (
            "timing.lead_silence_s", "timing.tail_silence_s", "timing.wpm", "timing.articulation_wpm",
            "timing.pauses", "moments.first_pitch_s", "moments.first_reason_s",
            "moments.number_complete_s",
        ):  # fmt: skip
            unknown[key] = no_times
    elif not message.words:
        for key in ("timing.message_s", "timing.wpm", "timing.articulation_wpm", "timing.tail_silence_s"):
            unknown[key] = _("No words were heard.")
    else:
        if measured.wpm is None:
            for key in ("timing.wpm", "timing.articulation_wpm"):
                unknown[key] = _("Too few words were heard to tell the pace.")
        if any(number.pace_ratio is None for number in phone.numbers):
            unknown["phone.numbers[].pace_ratio"] = _("There is too little speech around the number.")
    return unknown
