"""The JSON of `rehearse score` and `rehearse lint`.

The shape is a promise to other programs: every key is always there.
What is not known is null, and the extra object `unknown` gives the reason by the name of the key
("timing.wpm", "words[].start_s").
A null without an entry there means that there is none: no extension, no pitch, no whole number.
"""

from __future__ import annotations

import json
import math
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from rehearse.analysis.result import Analysis, Check, ScoredMessage, check_to_dict
from rehearse.errors import RehearseError
from rehearse.exchange.script_runs import script_to_dict
from rehearse.i18n import _
from rehearse.speech.transcript import Span

SCHEMA = 1

#: What `source.path` says for a text that came through standard input.
STDIN_NAME = "-"

#: Vosk's word times are multiples of 30 ms, so a millisecond loses nothing.
_TIME_DIGITS = 3
_RATE_DIGITS = 1


def path_text(path: Path | str | None) -> str:
    """A path as text that always fits in UTF-8; `-` for standard input."""
    if path is None:
        return STDIN_NAME
    return os.fsencode(path).decode("utf-8", "replace")


def message_to_dict(scored: ScoredMessage, *, unknown: Mapping[str, str] | None = None) -> dict[str, Any]:
    """One message as the fixed object; `unknown` adds reasons that only the caller knows."""
    analysis = scored.analysis
    reasons = {**analysis.unknown, **(unknown or {})}
    if scored.problem:
        reasons["source"] = scored.problem
    data: dict[str, Any] = {
        "schema": SCHEMA,
        "source": {
            "path": path_text(scored.path),
            "kind": scored.kind,
            "duration_s": _time(scored.duration_s),
        },
        "engine": _engine(scored),
        "profile": analysis.scorecard.profile,
        "words": [
            {
                "text": word.text,
                **span_to_dict(word.span),
                "confidence": _number(word.confidence, _TIME_DIGITS),
            }
            for word in analysis.words
        ],
        "timing": _timing(analysis),
        "phone": _phone(analysis),
        "phrases": [
            {
                "rule": finding.rule_id,
                "category": finding.category,
                "level": finding.level,
                "text": finding.text,
                "first_word": finding.first_word,
                "last_word": finding.last_word,
                **span_to_dict(finding.span),
                "why": finding.why,
                "instead": finding.instead,
                "source": finding.source,
            }
            for finding in analysis.findings
        ],
        "offers": None
        if analysis.offers is None
        else [
            {
                "kind": offer.kind,
                "first_word": offer.first_word,
                "last_word": offer.last_word,
                **span_to_dict(offer.span),
                "why": offer.why,
            }
            for offer in analysis.offers
        ],
        "message_kind": analysis.message_kind,
        "focus": None
        if analysis.focus is None
        else {
            "us": analysis.focus.us,
            "them": analysis.focus.them,
            "opening": analysis.focus.opening,
        },
        "moments": {
            "first_pitch_s": _time(analysis.moments.first_pitch_s),
            "first_reason_s": _time(analysis.moments.first_reason_s),
            "number_complete_s": _time(analysis.moments.number_complete_s),
        },
        "fillers": None
        if analysis.fillers is None
        else [
            {
                "text": filler.text,
                "first_word": filler.first_word,
                "last_word": filler.last_word,
                **span_to_dict(filler.span),
                "between": filler.between,
            }
            for filler in analysis.fillers
        ],
        "sound": _sound(analysis),
        "script": script_to_dict(analysis),
        "checks": [_check(check) for check in analysis.scorecard.checks],
        "ready": analysis.scorecard.ready,
        "fix_next": list(analysis.scorecard.fix_next),
    }
    data["unknown"] = _with_defaults(data, reasons, scored)
    return data


def error_to_dict(path: Path | str | None, error: RehearseError) -> dict[str, Any]:
    """The object that stands for a message which could not be scored."""
    return {
        "schema": SCHEMA,
        "source": {"path": path_text(path)},
        "error": {
            "id": error.id,
            "message": error.message,
            "help": " ".join(part for part in (error.kept, error.help) if part),
        },
    }


def to_line(data: Mapping[str, Any]) -> str:
    """One object on one line."""
    return json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(", ", ": "))


def to_document(items: Iterable[Mapping[str, Any]], *, several: bool) -> str:
    """Indented JSON: an array when several messages were asked for, else the object itself."""
    listed = list(items)
    value: Any = listed if several or len(listed) != 1 else listed[0]
    return json.dumps(value, ensure_ascii=False, allow_nan=False, indent=1)


def _number(value: float | None, digits: int) -> float | None:
    """A JSON number: rounded, and null for what JSON cannot say."""
    if value is None or not math.isfinite(value):
        return None
    return value if isinstance(value, int) else round(float(value), digits)


def _time(value: float | None) -> float | None:
    return _number(value, _TIME_DIGITS)


def span_to_dict(span: Span | None) -> dict[str, float | None]:
    """Start and end of a stretch, null where it has no times."""
    return {
        "start_s": _time(span.start_s) if span else None,
        "end_s": _time(span.end_s) if span else None,
    }


def _engine(scored: ScoredMessage) -> dict[str, Any] | None:
    transcript = scored.transcript
    if transcript is None:
        return None
    return {
        "name": transcript.engine,
        "model": transcript.model_id,
        "decode_s": _time(transcript.decode_s),
        "rtf": _time(transcript.rtf),
    }


def _timing(analysis: Analysis) -> dict[str, Any]:
    timing = analysis.timing
    return {
        "message_s": _time(timing.message_s),
        "estimated": timing.estimated,
        "lead_silence_s": _time(timing.lead_silence_s),
        "tail_silence_s": _time(timing.tail_silence_s),
        "wpm": _number(timing.wpm, _RATE_DIGITS),
        "articulation_wpm": _number(timing.articulation_wpm, _RATE_DIGITS),
        "pauses": None
        if timing.pauses is None
        else [{**span_to_dict(pause.span), "after_word": pause.after_word} for pause in timing.pauses],
    }


def _phone(analysis: Analysis) -> dict[str, Any]:
    phone = analysis.phone
    return {
        "verdict": phone.verdict,
        "first_end_fraction": _time(phone.first_end_fraction),
        "numbers": [
            {
                "digits": number.digits,
                "display": number.display,
                "extension": number.extension,
                "complete": number.complete,
                "first_word": number.first_word,
                "last_word": number.last_word,
                **span_to_dict(number.span),
                "digits_per_s": _number(number.digits_per_s, 2),
                "pace_ratio": _number(number.pace_ratio, 2),
                "cue": number.cue,
            }
            for number in phone.numbers
        ],
    }


def _sound(analysis: Analysis) -> dict[str, Any] | None:
    sound = analysis.sound
    if sound is None:
        return None
    levels = ("peak_dbfs", "rms_dbfs", "speech_dbfs", "noise_dbfs", "loudness_lufs")
    return {
        **{key: _number(getattr(sound, key), _RATE_DIGITS) for key in levels},
        # Four digits more than a time has: a few clipped samples in a minute still show.
        "clipped_fraction": _number(sound.clipped_fraction, 7),
    }


def _check(check: Check) -> dict[str, Any]:
    data = check_to_dict(check)
    if isinstance(check.value, float):
        data["value"] = _time(check.value)
    if check.target is not None:
        data["target"] = [_time(bound) for bound in check.target]
    return data


def _with_defaults(
    data: Mapping[str, Any], reasons: Mapping[str, str], scored: ScoredMessage
) -> dict[str, str]:
    """The analysis's own reasons, and one for every other unknown null."""
    unknown = dict(reasons)
    text = scored.kind == "text"
    typed = _("A typed text has no times.")
    unmeasured = _("This was not measured.")

    def explain(key: str, value: Any, reason: str) -> None:
        parents = {key.split("[")[0].split(".")[0], key}
        if value is None and not parents & unknown.keys():
            unknown[key] = reason

    explain("engine", data["engine"], _("A typed text needs no recognition."))
    explain(
        "source.duration_s",
        data["source"]["duration_s"],
        typed if text else _("The recording does not say how long it is."),
    )
    timing = data["timing"]
    no_words = not data["words"]
    empty = _("There are no words.") if no_words else (typed if text else unmeasured)
    for key in ("message_s", "wpm", "articulation_wpm", "lead_silence_s", "tail_silence_s", "pauses"):
        explain(f"timing.{key}", timing[key], empty)
    for key in ("offers", "message_kind", "focus", "fillers"):
        explain(key, data[key], unmeasured)
    sound = data["sound"]
    if sound is None:
        explain("sound", None, _("A typed text has no sound.") if text else unmeasured)
    else:
        silent = _("There is nothing but silence, or too little sound.")
        for key in ("peak_dbfs", "rms_dbfs", "loudness_lufs"):
            explain(f"sound.{key}", sound[key], silent)
        for key in ("speech_dbfs", "noise_dbfs"):
            reason = _("There are no words to tell speech from noise.") if no_words else silent
            explain(f"sound.{key}", sound[key], reason)
    if not text and any(number["pace_ratio"] is None for number in data["phone"]["numbers"]):
        explain("phone.numbers[].pace_ratio", None, unmeasured)
    if data["engine"] is not None:
        explain("engine.rtf", data["engine"]["rtf"], _("The recording has no length."))
    if text:
        _explain_missing_times(data, explain, typed)
    elif any(word["confidence"] is None for word in data["words"]):
        explain("words[].confidence", None, _("The recogniser gives no confidence."))
    return unknown


def _explain_missing_times(data: Mapping[str, Any], explain: Any, typed: str) -> None:
    """A reason for the times that a typed text cannot have, one entry for each list."""
    if data["words"]:
        for key in ("start_s", "end_s", "confidence"):
            explain(f"words[].{key}", data["words"][0][key], typed)
    if data["phone"]["numbers"]:
        for key in ("start_s", "end_s", "digits_per_s", "pace_ratio"):
            explain(f"phone.numbers[].{key}", data["phone"]["numbers"][0][key], typed)
    for name in ("phrases", "offers", "fillers"):
        for key in ("start_s", "end_s"):
            if data[name]:
                explain(f"{name}[].{key}", data[name][0][key], typed)
    for name in ("added", "changed", "slots"):
        for key in ("start_s", "end_s"):
            if data["script"] and data["script"][name]:
                explain(f"script.{name}[].{key}", None, typed)
    for key, value in data["moments"].items():
        explain(f"moments.{key}", value, typed)
