"""A take's facts, written beside its audio, so that a lost database can be made anew from the folder.

`<id>.take.json` holds what the sound itself does not say: when, who, which script, title, order, and
which words were put right by hand.
The transcript is not in it: the audio can be heard again.
"""

from __future__ import annotations

import contextlib
import json
import os
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rehearse.files import PRIVATE_FILE_MODE, write_atomic
from rehearse.speech.corrections import NO_CORRECTIONS, Corrections

_SCHEMA = 1


@dataclass(frozen=True, slots=True)
class Facts:
    """Times are ISO 8601 texts in UTC, as in the database; `seq` is the take's place in the order."""

    id: str
    seq: int
    created_at: str
    title: str = ""
    speaker: str = ""
    script_id: str | None = None
    device: str = ""
    overflow_count: int = 0
    peak_dbfs: float | None = None
    deleted_at: str | None = None
    corrections: Corrections = NO_CORRECTIONS


def path_for(audio_path: Path) -> Path:
    return audio_path.with_suffix(".take.json")


def write(audio_path: Path, facts: Facts, *, durable: bool = True) -> None:
    """Put `facts` beside the audio.  Not `durable`: replaced as a whole, but not flushed to the disk."""
    path = path_for(audio_path)
    found = {"rehearse_take": _SCHEMA, **asdict(facts), "corrections": facts.corrections.to_dict()}
    text = json.dumps(found, indent=1) + "\n"
    if durable:
        write_atomic(path, text)
        return
    beside = path.with_name(f".{path.name}.new")
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, PRIVATE_FILE_MODE)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(text)
    os.replace(beside, path)


def remove(audio_path: Path) -> None:
    with contextlib.suppress(FileNotFoundError):
        os.unlink(path_for(audio_path))


def read(audio_path: Path) -> Facts | None:
    """The facts beside the audio; None where there are none that can be used."""
    try:
        found: Any = json.loads(path_for(audio_path).read_bytes())
        if not isinstance(found, dict) or found.get("rehearse_take") != _SCHEMA:
            return None
        corrections = found.pop("corrections", None)  # files of before they were kept have none
        facts = Facts(**{name: found[name] for name in Facts.__slots__ if name != "corrections"})
        _validate(facts)
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None
    # Without corrections that can be read, the other facts are worth having all the same.
    with contextlib.suppress(ValueError, KeyError, TypeError):
        facts = replace(facts, corrections=Corrections.from_dict(corrections))
    return facts


def _validate(facts: Facts) -> None:
    texts = (facts.id, facts.created_at, facts.title, facts.speaker, facts.device)
    maybe_texts = (facts.script_id, facts.deleted_at)
    counts = (facts.seq, facts.overflow_count)
    if not all(isinstance(text, str) for text in texts):
        raise TypeError("a text was expected")
    if not all(text is None or isinstance(text, str) for text in maybe_texts):
        raise TypeError("a text or nothing was expected")
    if not all(isinstance(n, int) and not isinstance(n, bool) and 0 <= n < 2**53 for n in counts):
        raise TypeError("a whole number was expected")
    if facts.peak_dbfs is not None and not isinstance(facts.peak_dbfs, (int, float)):
        raise TypeError("a number was expected")
    for text in (facts.created_at, facts.deleted_at):
        if text is not None and datetime.fromisoformat(text).astimezone(UTC).utcoffset() is None:
            raise ValueError("a time with its zone was expected")
