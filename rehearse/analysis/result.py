"""What an analysis says of one message, in plain frozen objects.

Word indices are half-open (`last_word` is one past) and count the message's words: recognised
words, or the whitespace-separated pieces of a typed text.
Spans are seconds from the recording's first frame; None for text.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from rehearse.speech.transcript import Span, Transcript

if TYPE_CHECKING:
    from rehearse.script.align import Alignment

Band = Literal["good", "near", "off", "unknown"]
OfferKind = Literal["story", "resource", "sample", "information", "introduction", "question"]
MessageKind = Literal[
    "brochure",
    "bare_callback",
    "about_their_business",
    "about_them",
    "question",
    "story",
    "cliffhanger",
    "other",
]
Opening = Literal["reason", "pitch", "number", "them", "us", "nobody"]
PhoneVerdict = Literal["early", "late", "incomplete", "conflicting", "missing", "not_wanted"]

#: Raised whenever the same message would be judged differently than before.
ANALYSIS_VERSION = 4


@dataclass(frozen=True, slots=True)
class MessageWord:
    """A word as shown.  `span` and `confidence` are None for typed text."""

    text: str
    span: Span | None = None
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Pause:
    """Silence inside the message, after the word with index `after_word`."""

    span: Span
    after_word: int


@dataclass(frozen=True, slots=True)
class Timing:
    """How long and how fast.  `message_s` runs from the first word's start to the last one's end.

    `estimated` is true for text.  None stands for unknown.
    """

    message_s: float | None
    estimated: bool
    lead_silence_s: float | None
    tail_silence_s: float | None
    wpm: float | None
    articulation_wpm: float | None
    pauses: tuple[Pause, ...] | None


@dataclass(frozen=True, slots=True)
class PhoneNumber:
    """One number as it was said.  `digits` holds no extension; `display` is how it is written.

    `pace_ratio` is the number's pace over that of the words around it (below 1 is slower); `cue`
    tells whether words such as "my number is" announce it.
    """

    digits: str
    display: str
    extension: str | None
    complete: bool
    first_word: int
    last_word: int
    span: Span | None
    digits_per_s: float | None
    pace_ratio: float | None = None
    cue: bool = False


@dataclass(frozen=True, slots=True)
class Phone:
    """`first_end_fraction`: where in the message the first whole number ended, 0 to 1."""

    verdict: PhoneVerdict
    first_end_fraction: float | None
    numbers: tuple[PhoneNumber, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """A phrase that a rule names, with why it hurts and what to say instead."""

    rule_id: str
    category: str
    level: Literal["near", "off"]
    text: str
    first_word: int
    last_word: int
    span: Span | None
    why: str
    instead: str
    source: str


@dataclass(frozen=True, slots=True)
class Offer:
    """A reason to call back, and why it is one."""

    kind: OfferKind
    first_word: int
    last_word: int
    span: Span | None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Filler:
    """A filler such as "um".

    With `between` it is none of the words: it was heard in the silence between them, `span` is
    its own, and the range holds the word before and the word after (one of them at an edge).
    """

    text: str
    first_word: int
    last_word: int
    span: Span | None
    between: bool = False


@dataclass(frozen=True, slots=True)
class Focus:
    """Words about the caller and words about the listener; greetings and “call me” count for neither.

    `opening` is what the first seconds are about, with one sentence of why; see `focus.py`.
    """

    us: int
    them: int
    opening: Opening = "nobody"
    opening_reason: str = ""


@dataclass(frozen=True, slots=True)
class Moments:
    """The three moments that decide the delete key, in seconds; None where there is none."""

    first_pitch_s: float | None
    first_reason_s: float | None
    number_complete_s: float | None


@dataclass(frozen=True, slots=True)
class Evidence:
    """A stretch of the message that a verdict rests on: can be clicked and played."""

    first_word: int
    last_word: int
    span: Span | None


@dataclass(frozen=True, slots=True)
class Check:
    """One verdict.  `target` is a pair (low, high) in `unit`, or None; `reason` one sentence."""

    id: str
    band: Band
    value: float | str | None
    unit: str | None
    target: tuple[float | None, float | None] | None
    reason: str
    evidence: tuple[Evidence, ...]
    source: str


@dataclass(frozen=True, slots=True)
class Scorecard:
    """All checks.  `fix_next` holds at most three check ids, the costliest first.

    `basis` changes with anything that could have led to another verdict; "" where nobody asked.
    """

    checks: tuple[Check, ...]
    ready: bool
    fix_next: tuple[str, ...]
    profile: str
    packs: tuple[str, ...]
    analysis_version: int = ANALYSIS_VERSION
    basis: str = ""

    def check(self, check_id: str) -> Check | None:
        return next((check for check in self.checks if check.id == check_id), None)

    def bands(self) -> dict[str, Band]:
        return {check.id: check.band for check in self.checks}


#: Raised whenever the same recording would be measured differently: facts that were kept are then stale.
SOUND_FACTS_VERSION = 1


@dataclass(frozen=True, slots=True)
class SoundFacts:
    """What the sound itself says, measured over the whole recording.

    `peak_dbfs` and `rms_dbfs` are None for digital silence.
    `speech_dbfs` is the RMS level while somebody speaks, `noise_dbfs` between the words.
    `loudness_lufs` is the integrated loudness; None for silence and for less than 0.4 s.
    `quiet_spans` are (start, end) in seconds: stretches with nothing but the noise in them.
    """

    duration_s: float
    peak_dbfs: float | None
    rms_dbfs: float | None
    speech_dbfs: float | None
    noise_dbfs: float | None
    clipped_fraction: float
    zero_fraction: float
    loudness_lufs: float | None = None
    quiet_spans: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Analysis:
    """Everything said about one message.

    Unmeasured parts are None, and `unknown` gives the reason by the name of the JSON key
    ("offers", "timing.lead_silence_s", …).  `alignment` is None where there is no script.
    """

    words: tuple[MessageWord, ...]
    timing: Timing
    phone: Phone
    findings: tuple[Finding, ...]
    offers: tuple[Offer, ...] | None
    message_kind: MessageKind | None
    focus: Focus | None
    moments: Moments
    fillers: tuple[Filler, ...] | None
    scorecard: Scorecard
    unknown: dict[str, str] = field(default_factory=dict)
    sound: SoundFacts | None = None
    alignment: Alignment | None = None


@dataclass(frozen=True, slots=True)
class ScoredMessage:
    """A message from outside (a file or a text) with its analysis.

    `kind` is "audio" or "text"; `path` None for standard input; `transcript` None for text.
    `problem` is a sentence when the file broke off or was damaged, so that only a part was judged.
    `before` is the scorecard of the take before this one, where there is one to compare with.
    """

    path: Path | None
    kind: Literal["audio", "text"]
    duration_s: float | None
    transcript: Transcript | None
    analysis: Analysis
    problem: str = ""
    before: Scorecard | None = None


def check_to_dict(check: Check) -> dict[str, Any]:
    """The check as the fixed JSON shows it, with its evidence left out."""
    return {
        "id": check.id,
        "band": check.band,
        "value": check.value,
        "unit": check.unit,
        "target": list(check.target) if check.target is not None else None,
        "reason": check.reason,
        "source": check.source,
    }
