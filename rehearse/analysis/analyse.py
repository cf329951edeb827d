"""The one door to the analysis: a message in, everything said about it out."""

from __future__ import annotations

from rehearse.analysis import fillers, number_pace, numbers, phrases, timing
from rehearse.analysis.delivery import unheard_fillers
from rehearse.analysis.focus import focus_check, measure_focus
from rehearse.analysis.kind import judge_kind, kind_check
from rehearse.analysis.message import Message
from rehearse.analysis.phone_plan import region_is_known
from rehearse.analysis.profiles import Profile
from rehearse.analysis.reasons import find_offers, reason_check
from rehearse.analysis.result import Analysis, Moments, Phone, SoundFacts, Timing
from rehearse.analysis.rules import Packs
from rehearse.analysis.scorecard import scorecard
from rehearse.errors import UsageError
from rehearse.i18n import _


def analyse(
    message: Message,
    *,
    profile: Profile,
    packs: Packs,
    region: str = "US",
    sound: SoundFacts | None = None,
) -> Analysis:
    """Judge one message.

    `region` is where a number without a country code is dialled (two letters); `sound` is what
    the recording itself measures.
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
    phone = numbers.find_phone(
        message,
        region=region,
        wants_number=profile.wants_number,
        early_fraction=profile.phone.early_fraction,
    )
    phone = number_pace.with_pace(message, phone, quiet=quiet)
    # "None" would be a claim that a recogniser without the word "um" cannot make.
    found = fillers.find_fillers(message)
    known_fillers = found if found or (message.hears_fillers and message.words) else None
    hits = phrases.find_hits(message, packs)
    findings = phrases.findings(message, hits)
    offers = find_offers(message, hits, findings, phone)
    focus = measure_focus(
        message,
        hits=hits,
        offers=offers,
        findings=findings,
        phone=phone,
        assumed_wpm=profile.pace.assumed_wpm,
    )
    kind = judge_kind(message, hits=hits, offers=offers, findings=findings, phone=phone, focus=focus)
    first_pitch = next((finding.span for finding in findings if finding.span is not None), None)
    first_reason = next((offer.span for offer in offers if offer.span is not None), None)
    whole = next((number for number in phone.numbers if number.complete), None)
    moments = Moments(
        first_pitch_s=None if first_pitch is None else first_pitch.start_s,
        first_reason_s=None if first_reason is None else first_reason.start_s,
        number_complete_s=None if whole is None or whole.span is None else whole.span.end_s,
    )
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
    )
    return Analysis(
        words=message.words,
        timing=measured,
        phone=phone,
        findings=findings,
        offers=offers,
        message_kind=None if kind is None else kind.kind,
        focus=focus,
        moments=moments,
        fillers=known_fillers,
        scorecard=card,
        unknown=_unknown(message, measured, phone, fillers_known=known_fillers is not None),
        sound=sound,
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
