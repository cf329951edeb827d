"""Compares JSON with the promised shape: every key, no other key, the right kind of value."""

from __future__ import annotations

from typing import Any

#: A kind is a type, a tuple of kinds, a list with the kind of its items, or an object's keys.
NUMBER = (int, float)
TIME = (int, float, None)

SPAN = {"start_s": TIME, "end_s": TIME}
WORDS = {"first_word": int, "last_word": int}
SCRIPT_WORDS = {"first": int, "last": int}

MESSAGE: dict[str, Any] = {
    "schema": int,
    "source": {"path": str, "kind": str, "duration_s": TIME},
    "engine": ({"name": str, "model": str, "decode_s": NUMBER, "rtf": TIME}, None),
    "profile": str,
    "words": [{"text": str, **SPAN, "confidence": TIME}],
    "timing": {
        "message_s": TIME,
        "estimated": bool,
        "lead_silence_s": TIME,
        "tail_silence_s": TIME,
        "wpm": TIME,
        "articulation_wpm": TIME,
        "pauses": ([{**SPAN, "after_word": int}], None),
    },
    "phone": {
        "verdict": str,
        "first_end_fraction": TIME,
        "numbers": [
            {
                "digits": str,
                "display": str,
                "extension": (str, None),
                "complete": bool,
                **WORDS,
                **SPAN,
                "digits_per_s": TIME,
                "pace_ratio": TIME,
                "cue": bool,
            }
        ],
    },
    "phrases": [
        {
            "rule": str,
            "category": str,
            "level": str,
            "text": str,
            **WORDS,
            **SPAN,
            "why": str,
            "instead": str,
            "source": str,
        }
    ],
    "offers": ([{"kind": str, **WORDS, **SPAN, "why": str}], None),
    "message_kind": (str, None),
    "focus": ({"us": int, "them": int, "opening": str}, None),
    "moments": {"first_pitch_s": TIME, "first_reason_s": TIME, "number_complete_s": TIME},
    "fillers": ([{"text": str, **WORDS, **SPAN, "between": bool}], None),
    "sound": (
        {
            "peak_dbfs": TIME,
            "rms_dbfs": TIME,
            "speech_dbfs": TIME,
            "noise_dbfs": TIME,
            "loudness_lufs": TIME,
            "clipped_fraction": NUMBER,
        },
        None,
    ),
    "script": (
        {
            "title": str,
            "coverage": NUMBER,
            "missed": [{"text": str, **SCRIPT_WORDS}],
            "added": [{"text": str, **WORDS, **SPAN}],
            "changed": [{"script": str, "said": str, **SCRIPT_WORDS, **WORDS, **SPAN}],
            "slots": [{"name": str, "said": str, **SCRIPT_WORDS, **WORDS, **SPAN}],
        },
        None,
    ),
    "checks": [
        {
            "id": str,
            "band": str,
            "value": (int, float, str, None),
            "unit": (str, None),
            "target": ([TIME], None),
            "reason": str,
            "source": str,
        }
    ],
    "ready": bool,
    "fix_next": [str],
    "unknown": dict,
}

#: What `rehearse export --to json` writes.
EXPORTED: dict[str, Any] = {
    **MESSAGE,
    "take": {"id": str, "created_at": str, "title": str, "speaker": str},
    "notes": [
        {
            "text": str,
            "author": str,
            "created_at": str,
            "first_word": (int, None),
            "last_word": (int, None),
            **SPAN,
        }
    ],
    "marks": [
        {
            "rubric": str,
            "rubric_title": str,
            "criterion": str,
            "question": str,
            "answer": str,
            "author": str,
            "marked_at": str,
            "reason": str,
            "check": (str, None),
            "automatic": (str, None),
        }
    ],
    "reactions": [{"kind": str, "author": str, "created_at": str, **SPAN}],
}

ERROR: dict[str, Any] = {
    "schema": int,
    "source": {"path": str},
    "error": {"id": str, "message": str, "help": str},
}

#: What `rehearse import` adds to each of them; a file without a take has the first four alone.
IMPORT_FAILED: dict[str, Any] = {"file": str, "status": str, "take": None, "in_trash": bool}
IMPORT: dict[str, Any] = {
    **IMPORT_FAILED,
    "take": str,
    "recorded_at": str,
    "date_from": (str, None),
    "speaker": str,
    "script": (str, None),
}

#: Nulls that say "there is none" rather than "nobody knows".
ABSENT = {
    "phone.first_end_fraction",
    "phone.numbers[].extension",
    "moments.first_pitch_s",
    "moments.first_reason_s",
    "moments.number_complete_s",
    "script",
    # A slot that nobody filled.
    "script.slots[].start_s",
    "script.slots[].end_s",
    "checks[].value",
    "checks[].unit",
    "checks[].target",
    "checks[].target[]",
}


def faults(value: Any, kind: Any, place: str = "") -> list[str]:
    """What is wrong with `value`, each with its place; empty when it fits."""
    if isinstance(kind, tuple):
        tried = [faults(value, one, place) for one in kind]
        return [] if any(not found for found in tried) else min(tried, key=len)
    if kind is None:
        return [] if value is None else [f"{place}: not null: {value!r}"]
    if isinstance(kind, list):
        if not isinstance(value, list):
            return [f"{place}: not a list: {value!r}"]
        return [fault for i, item in enumerate(value) for fault in faults(item, kind[0], f"{place}[{i}]")]
    if isinstance(kind, dict):
        if not isinstance(value, dict):
            return [f"{place}: not an object: {value!r}"]
        found = [f"{place}.{key}: missing" for key in kind.keys() - value.keys()]
        found += [f"{place}.{key}: not promised" for key in value.keys() - kind.keys()]
        for key in kind.keys() & value.keys():
            found += faults(value[key], kind[key], f"{place}.{key}")
        return found
    if isinstance(value, bool) and kind is not bool:
        return [f"{place}: true or false where {kind.__name__} was promised"]
    return [] if isinstance(value, kind) else [f"{place}: {value!r} is no {kind.__name__}"]


def message_faults(data: Any) -> list[str]:
    """Everything wrong with one object of `score` or `lint`, the nulls without a reason included."""
    found = faults(data, MESSAGE)
    if found:
        return found
    found += word_faults(data)
    unknown = data["unknown"]
    for place in _nulls(data, ""):
        parents = {place, place.split("[")[0], place.split(".")[0].split("[")[0]}
        if place not in ABSENT and not parents & unknown.keys():
            found.append(f"{place}: null without a reason")
    return found


def word_faults(data: Any) -> list[str]:
    """Word ranges that do not lie inside the message."""
    n_words = len(data["words"])
    ranges = [*data["phrases"], *(data["offers"] or ()), *(data["fillers"] or ()), *data["phone"]["numbers"]]
    script = data["script"] or {"added": [], "changed": [], "slots": [], "missed": []}
    ranges += [*script["added"], *script["changed"], *(slot for slot in script["slots"] if slot["said"])]
    wrong = [
        f"wrong script words: {r}"
        for name in ("missed", "changed", "slots")
        for r in script[name]
        if not 0 <= r["first"] < r["last"]
    ]
    return wrong + [
        f"wrong words: {r}" for r in ranges if not 0 <= r["first_word"] < r["last_word"] <= n_words
    ]


def _nulls(value: Any, place: str) -> list[str]:
    if value is None:
        return [place]
    if isinstance(value, list):
        return sorted({found for item in value for found in _nulls(item, f"{place}[]")})
    if isinstance(value, dict):
        return [
            found
            for key, item in value.items()
            if key != "unknown"
            for found in _nulls(item, f"{place}.{key}" if place else key)
        ]
    return []
