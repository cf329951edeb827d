"""The one door to the analysis: a message in, everything said about it out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rehearse.analysis import numbers, phrases, timing
from rehearse.analysis.message import Message
from rehearse.analysis.phone_plan import region_is_known
from rehearse.analysis.profiles import Profile
from rehearse.analysis.result import Analysis, Moments, Offer, Phone, SoundFacts
from rehearse.analysis.rules import Packs
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
    measured = timing.measure(message, assumed_wpm=profile.pace.assumed_wpm)
    phone = numbers.find_phone(
        message,
        region=region,
        wants_number=profile.wants_number,
        early_fraction=profile.phone.early_fraction,
    )
    hits = phrases.find_hits(message, packs)
    findings = phrases.findings(message, hits)
    first_pitch = next((finding.span for finding in findings if finding.span is not None), None)
    whole = next((number for number in phone.numbers if number.complete), None)
    moments = Moments(
        first_pitch_s=None if first_pitch is None else first_pitch.start_s,
        first_reason_s=None,
        number_complete_s=None if whole is None or whole.span is None else whole.span.end_s,
    )
    alignment = script_verdict = None
    if script is not None:
        # Loaded where there is a script: judging a typed text starts fast.
        from rehearse.analysis.script_check import align_message, script_check

        alignment = align_message(script, message)

        def read(text: Message) -> tuple[Phone, tuple[Offer, ...]]:
            found = numbers.find_phone(
                text, region=region, wants_number=True, early_fraction=profile.phone.early_fraction
            )
            return found, phrases.offers(text, phrases.find_hits(text, packs))

        script_verdict = script_check(
            alignment, message, phone=phone, offers=phrases.offers(message, hits), read=read
        )
    card = scorecard(
        message,
        profile=profile,
        packs=packs.names,
        timing=measured,
        phone=phone,
        findings=findings,
        sound=sound,
        script=script_verdict,
    )
    return Analysis(
        words=message.words,
        timing=measured,
        phone=phone,
        findings=findings,
        offers=None,
        message_kind=None,
        focus=None,
        moments=moments,
        fillers=None,
        scorecard=card,
        unknown=_unknown(message),
        alignment=alignment,
    )


def _unknown(message: Message) -> dict[str, str]:
    unmeasured = _("This version does not look for it yet.")
    unknown = {
        "offers": unmeasured,
        "message_kind": unmeasured,
        "focus": unmeasured,
        "fillers": unmeasured,
        "moments.first_reason_s": unmeasured,
    }
    if message.kind == "text":
        no_times = _("A written text has no times.")
        for key in (
            "timing.lead_silence_s", "timing.tail_silence_s", "timing.wpm", "timing.articulation_wpm",
            "timing.pauses", "moments.first_pitch_s", "moments.number_complete_s",
        ):  # fmt: skip
            unknown[key] = no_times
    elif not message.words:
        for key in ("timing.message_s", "timing.wpm", "timing.articulation_wpm", "timing.tail_silence_s"):
            unknown[key] = _("No words were heard.")
    return unknown
