"""A scorecard as JSON and back, complete with its evidence."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any, cast

from rehearse.analysis.result import (
    SOUND_FACTS_VERSION,
    Band,
    Check,
    Evidence,
    Scorecard,
    SoundFacts,
    check_to_dict,
)
from rehearse.speech.corrections import Corrections
from rehearse.speech.transcript import Span, Transcript


def to_dict(scorecard: Scorecard) -> dict[str, Any]:
    """Plain lists, texts and numbers, ready for `json`."""
    return {
        "checks": [_check_to_dict(check) for check in scorecard.checks],
        "ready": scorecard.ready,
        "fix_next": list(scorecard.fix_next),
        "profile": scorecard.profile,
        "packs": list(scorecard.packs),
        "analysis_version": scorecard.analysis_version,
        "basis": scorecard.basis,
    }


def from_dict(data: dict[str, Any]) -> Scorecard:
    """The scorecard that `to_dict` took apart.  Raises `KeyError` or `TypeError` for anything else."""
    return Scorecard(
        checks=tuple(_check_from_dict(check) for check in data["checks"]),
        ready=data["ready"],
        fix_next=tuple(data["fix_next"]),
        profile=data["profile"],
        packs=tuple(data["packs"]),
        analysis_version=data["analysis_version"],
        basis=data.get("basis", ""),  # cards from before it was kept are judged anew
    )


def to_json(scorecard: Scorecard) -> str:
    return _dump(to_dict(scorecard))


def from_json(text: str) -> Scorecard:
    return from_dict(json.loads(text))


def transcript_to_json(transcript: Transcript) -> str:
    return _dump(transcript.to_dict())


def transcript_from_json(text: str) -> Transcript:
    return Transcript.from_dict(json.loads(text))


def corrections_to_json(corrections: Corrections) -> str:
    return _dump(corrections.to_dict())


def corrections_from_json(text: str | None) -> Corrections:
    """None stands for none."""
    return Corrections() if text is None else Corrections.from_dict(json.loads(text))


def sound_to_json(sound: SoundFacts) -> str:
    return _dump({"version": SOUND_FACTS_VERSION, **asdict(sound)})


def sound_from_json(text: str | None) -> SoundFacts | None:
    """None where nothing was kept, or facts that were measured in another way."""
    found: dict[str, Any] = {} if text is None else json.loads(text)
    if found.pop("version", None) != SOUND_FACTS_VERSION:
        return None
    quiet = tuple((start_s, end_s) for start_s, end_s in found.pop("quiet_spans"))
    return SoundFacts(**found, quiet_spans=quiet)


def _dump(data: dict[str, Any]) -> str:
    # ASCII: a lone surrogate in a word would otherwise be refused by the database.
    return json.dumps(data, separators=(",", ":"))


def _check_to_dict(check: Check) -> dict[str, Any]:
    evidence = [
        [proof.first_word, proof.last_word, list(proof.span) if proof.span is not None else None]
        for proof in check.evidence
    ]
    return {**check_to_dict(check), "evidence": evidence}


def _check_from_dict(data: dict[str, Any]) -> Check:
    target = data["target"]
    return Check(
        id=data["id"],
        band=cast(Band, data["band"]),
        value=data["value"],
        unit=data["unit"],
        target=(target[0], target[1]) if target is not None else None,
        reason=data["reason"],
        evidence=tuple(
            Evidence(first_word, last_word, Span(*span) if span is not None else None)
            for first_word, last_word, span in data["evidence"]
        ),
        source=data["source"],
    )
