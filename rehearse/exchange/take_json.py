"""Takes as JSON: the object of `rehearse score`, with the take it is and what was said of it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from rehearse.exchange.outgoing import Outgoing
from rehearse.exchange.score_json import message_to_dict, span_to_dict


def take_to_dict(take: Outgoing) -> dict[str, Any]:
    """Four keys more than a scored recording has: `take`, `notes`, `marks` and `reactions`."""
    return {
        **message_to_dict(take.scored),
        "take": {
            "id": take.id,
            "created_at": take.created_at.isoformat(),
            "title": take.title,
            "speaker": take.speaker,
        },
        "notes": [
            {
                "text": note.text,
                "author": note.author,
                "created_at": note.created_at.isoformat(),
                "first_word": note.first_word,
                "last_word": note.last_word,
                **span_to_dict(note.span),
            }
            for note in take.notes
        ],
        "marks": list(mark_dicts(take)),
        "reactions": [
            {
                "kind": one.kind,
                "author": one.author,
                "created_at": one.created_at.isoformat(),
                **span_to_dict(one.span),
            }
            for one in take.reactions
        ],
    }


def mark_dicts(take: Outgoing) -> Iterator[dict[str, Any]]:
    """Each answer that somebody gave by a rubric.

    `automatic` is the answer of the program's own check, `check`, beside the question: null where there is
    none or where it leaves the question to a person.
    """
    for rubric in take.rubrics:
        for one in rubric.criteria:
            for given in one.answers:
                yield {
                    "rubric": rubric.id,
                    "rubric_title": rubric.title,
                    "criterion": one.id,
                    "question": one.question,
                    "answer": given.answer,
                    "author": given.author,
                    "marked_at": given.marked_at.isoformat(),
                    "reason": given.reason,
                    "check": one.check,
                    "automatic": one.automatic,
                }


def take_document(takes: Iterable[Outgoing], *, several: bool) -> Iterator[str]:
    """The file in pieces: one object, or an array where `several` were asked for."""
    if several:
        yield "[\n"
    for place, take in enumerate(takes):
        text = json.dumps(take_to_dict(take), ensure_ascii=False, allow_nan=False, indent=1)
        yield (",\n" if place else "") + text
    yield "\n]\n" if several else "\n"
