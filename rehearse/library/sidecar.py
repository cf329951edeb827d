"""A take's facts, written beside its audio, so that a lost database can be made anew from the folder.

`<id>.take.json` holds what the sound itself does not say: when, who, which script, title, order,
which words were put right by hand, what was said of it and what of that was taken away again.
The transcript is not in it: the audio can be heard again.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

from rehearse.files import PRIVATE_FILE_MODE, write_atomic
from rehearse.library import desk_facts
from rehearse.library.desk_facts import MarkFacts, ReactionFacts
from rehearse.library.ids import is_id
from rehearse.library.moments import moment_of
from rehearse.speech.corrections import NO_CORRECTIONS, Corrections

_SCHEMA = 1

_RECEIVED_SHA = re.compile(r"(?:[0-9a-f]{64})?")


class NoteFacts(NamedTuple):
    """A note of the take; word indices and seconds as in `rehearse.library.notes.Note`."""

    id: str
    created_at: str
    author: str
    first_word: int | None
    last_word: int | None
    start_s: float | None
    end_s: float | None
    text: str
    changed_at: str | None = None


class ReceivedFacts(NamedTuple):
    """A note, reaction or mark that came in a bundle or was taken away here; it may be gone.

    `sha256` is how its text read when it came; "" where it was written here.  As in `received_notes`.
    """

    id: str
    changed_at: str
    sha256: str


@dataclass(frozen=True, slots=True)
class ArrivedFacts:
    """Which bundle a take came in, when, and which drill it was made for there (a JSON object)."""

    bundle_id: str
    arrived_at: str
    drill: str | None = None


@dataclass(frozen=True, slots=True)
class ImportFacts:
    """Where a recording from elsewhere came from, and what was found out about it without hearing it.

    `source_name` is what the file was called, `sha256` its hash in hex; `date_from` says what told when it
    was recorded (see `rehearse.library.imports`).
    `n_frames` may be an estimate until it is heard; `unsafe` where reading it has ended a process.
    """

    source_name: str
    sha256: str
    imported_at: str
    date_from: str
    rate_hz: int
    channels: int
    n_frames: int
    unsafe: bool = False


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
    tags: tuple[str, ...] = ()
    starred: bool = False
    notes: tuple[NoteFacts, ...] = ()
    heard_at: str | None = None
    marks: tuple[MarkFacts, ...] = ()
    reactions: tuple[ReactionFacts, ...] = ()
    imported: ImportFacts | None = None
    answers: str | None = None
    arrived: ArrivedFacts | None = None
    received: tuple[ReceivedFacts, ...] = ()


def path_for(audio_path: Path) -> Path:
    return audio_path.with_suffix(".take.json")


def write(audio_path: Path, facts: Facts, *, durable: bool = True) -> None:
    """Put `facts` beside the audio.  Not `durable`: replaced as a whole, but not flushed to the disk."""
    path = path_for(audio_path)
    found = {"rehearse_take": _SCHEMA, **asdict(facts), "corrections": facts.corrections.to_dict()}
    for name in ("notes", "marks", "reactions", "received"):
        found[name] = [one._asdict() for one in getattr(facts, name)]
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
        facts = Facts(**{name: found[name] for name in Facts.__slots__ if name not in _LATER})
        _validate(facts)
    except (OSError, ValueError, KeyError, TypeError, OverflowError, RecursionError):
        return None
    # Where one of these cannot be read, the other facts are worth having all the same.
    for name, understood in _LATER.items():
        with contextlib.suppress(ValueError, KeyError, TypeError):
            facts = replace(facts, **{name: understood(found[name])})
    return facts


def _tags(found: Any) -> tuple[str, ...]:
    if not isinstance(found, list) or not all(isinstance(tag, str) for tag in found):
        raise TypeError("a list of texts was expected")
    return tuple(found)


def _starred(found: Any) -> bool:
    if not isinstance(found, bool):
        raise TypeError("yes or no was expected")
    return found


def _notes(found: Any) -> tuple[NoteFacts, ...]:
    """Those that can be read."""
    notes = []
    for data in found if isinstance(found, list) else []:
        with contextlib.suppress(ValueError, KeyError, TypeError):
            note = NoteFacts(
                **{name: data[name] for name in NoteFacts._fields if name in data or name != "changed_at"}
            )
            _validate_note(note)
            notes.append(note)
    return tuple(notes)


def _imported(found: Any) -> ImportFacts | None:
    if found is None:
        return None
    facts = ImportFacts(**{name: found[name] for name in ImportFacts.__slots__})
    texts = (facts.source_name, facts.sha256, facts.imported_at, facts.date_from)
    counts = (facts.rate_hz, facts.channels, facts.n_frames)
    if not all(isinstance(text, str) for text in texts):
        raise TypeError("a text was expected")
    if not all(isinstance(n, int) and not isinstance(n, bool) and 0 <= n < 2**53 for n in counts):
        raise TypeError("a whole number was expected")
    if not facts.rate_hz or not facts.channels:
        raise ValueError("no such format")
    moment_of(facts.imported_at)
    return replace(facts, unsafe=_starred(facts.unsafe))


def _answers(found: Any) -> str | None:
    if found is not None and not (isinstance(found, str) and is_id(found)):
        raise ValueError("an id was expected")
    return found


def _arrived(found: Any) -> ArrivedFacts | None:
    if found is None:
        return None
    facts = ArrivedFacts(**{name: found[name] for name in ArrivedFacts.__slots__})
    if not is_id(facts.bundle_id) or not isinstance(facts.drill, str | None):
        raise TypeError("a bundle and a drill were expected")
    moment_of(facts.arrived_at)
    return facts


def _received(found: Any) -> tuple[ReceivedFacts, ...]:
    """Those that can be read."""
    received = []
    for data in found if isinstance(found, list) else []:
        with contextlib.suppress(ValueError, KeyError, TypeError):
            one = ReceivedFacts(**{name: data[name] for name in ReceivedFacts._fields})
            if not all(isinstance(text, str) for text in one) or not _RECEIVED_SHA.fullmatch(one.sha256):
                continue
            one.id.encode()  # no lone surrogates: a database takes none
            moment_of(one.changed_at)
            received.append(one)
    return tuple(received)


#: Facts that files of earlier versions do not have.
_LATER: dict[str, Callable[[Any], Any]] = {
    "corrections": Corrections.from_dict,
    "tags": _tags,
    "starred": _starred,
    "notes": _notes,
    "heard_at": desk_facts.heard_at,
    "marks": desk_facts.marks,
    "reactions": desk_facts.reactions,
    "imported": _imported,
    "answers": _answers,
    "arrived": _arrived,
    "received": _received,
}


def _validate_note(note: NoteFacts) -> None:
    if not all(isinstance(text, str) for text in (note.id, note.created_at, note.author, note.text)):
        raise TypeError("a text was expected")
    note.id.encode()  # no lone surrogates: a database takes none
    moment_of(note.created_at)
    if note.changed_at is not None:
        moment_of(note.changed_at)
    words, edges_s = (note.first_word, note.last_word), (note.start_s, note.end_s)
    for pair, kind in ((words, int), (edges_s, int | float)):
        if pair == (None, None):
            continue
        if not all(isinstance(one, kind) and not isinstance(one, bool) and 0 <= one < 2**53 for one in pair):
            raise TypeError("a pair of numbers was expected")


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
    if facts.script_id is not None:
        facts.script_id.encode()  # no lone surrogates: a database takes none
    if facts.peak_dbfs is not None:
        if not isinstance(facts.peak_dbfs, (int, float)):
            raise TypeError("a number was expected")
        float(facts.peak_dbfs)
    for text in (facts.created_at, facts.deleted_at):
        if text is not None:
            moment_of(text)
