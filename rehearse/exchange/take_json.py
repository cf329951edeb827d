"""Takes as JSON: the object of `rehearse score`, with the take it is and the notes on it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from rehearse.exchange.outgoing import Outgoing, OutNote
from rehearse.exchange.score_json import message_to_dict


def take_to_dict(take: Outgoing) -> dict[str, Any]:
    """Two keys more than a scored recording has: `take` and `notes`."""
    return {
        **message_to_dict(take.scored),
        "take": {
            "id": take.id,
            "created_at": take.created_at.isoformat(),
            "title": take.title,
            "speaker": take.speaker,
        },
        "notes": [_note(note) for note in take.notes],
    }


def _note(note: OutNote) -> dict[str, Any]:
    return {
        "text": note.text,
        "author": note.author,
        "created_at": note.created_at.isoformat(),
        "first_word": note.first_word,
        "last_word": note.last_word,
        "start_s": None if note.span is None else round(note.span.start_s, 3),
        "end_s": None if note.span is None else round(note.span.end_s, 3),
    }


def take_document(takes: Iterable[Outgoing], *, several: bool) -> Iterator[str]:
    """The file in pieces: one object, or an array where `several` were asked for."""
    if several:
        yield "[\n"
    for place, take in enumerate(takes):
        text = json.dumps(take_to_dict(take), ensure_ascii=False, allow_nan=False, indent=1)
        yield (",\n" if place else "") + text
    yield "\n]\n" if several else "\n"
