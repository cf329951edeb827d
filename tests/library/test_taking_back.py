"""A bundle that was taken in is taken back, and what came is marked until it was seen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from rehearse.exchange.bundle import read_bundle
from rehearse.exchange.bundle_in import BundleTakenIn, take_in
from rehearse.exchange.bundle_undo import can_be_taken_back, take_back
from rehearse.library.library import Library
from rehearse.library.sent_takes import SentTake
from tests.helpers.bundle_soup import WHEN, a_note, a_take, an_id, files_of, looked_at_here, packed

LATER = WHEN + timedelta(hours=1)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "library") as opened:
        yield opened


def comes(library: Library, *takes: SentTake) -> BundleTakenIn:
    path = library.folder.parent / "a.rehearse"
    path.write_bytes(packed(files_of(takes)))
    with looked_at_here():
        return take_in(library, read_bundle(path))


def everything(library: Library, take_id: str) -> dict[str, Any]:
    """All that a bundle may change in a take; rows and the facts beside the sound."""
    return {
        "notes": library.notes.of(take_id),
        "marks": library.marks.of(take_id),
        "reactions": library.reactions.of(take_id),
        "bases": library.arrivals.bases(take_id),
        "answers": library.arrivals.answers(take_id),
        "found": [hit.id for hit in library.takes()],
        "facts": library.take(take_id).audio_path.with_suffix(".take.json").read_text(),
    }


def richer(take: SentTake) -> SentTake:
    """The same take with another text of its note, more of everything, and what it answers."""
    first = replace(take.notes[0], text="Even slower.", changed_at=LATER)
    return replace(
        take,
        notes=(first, *take.notes[1:], a_note(150, "New.")),
        marks=(*take.marks, take.marks[0]._replace(criterion_id="other", question="Was it clear?")),
        reactions=(*take.reactions, take.reactions[0]._replace(id=an_id(160), kind="smile")),
        answers_id=an_id(700),
    )


def test_feedback_is_taken_back_and_leaves_no_trace(library: Library) -> None:
    sent = replace(a_take(1), answers_id=None)
    comes(library, sent)
    before = everything(library, sent.id)
    taken = comes(library, richer(sent))
    assert can_be_taken_back(taken)
    assert everything(library, sent.id) != before
    back = take_back(library, taken)
    assert everything(library, sent.id) == before
    assert back.lines() == [
        "2 notes were taken back.",
        "2 answers were taken back.",
        "1 reaction was taken back.",
    ]
    # The very same bundle can come again, as if it never had.
    again = comes(library, richer(sent))
    assert again.lines() == taken.lines()
    assert take_back(library, again) == back


def test_what_was_changed_since_stays(library: Library) -> None:
    sent = a_take(1)
    comes(library, sent)
    taken = comes(library, richer(sent))
    mine = library.notes.change(an_id(150), "New, and mine.")
    assert mine is not None
    library.notes.delete(sent.notes[1].id)
    back = take_back(library, taken)
    texts = {note.id: note.text for note in library.notes.of(sent.id)}
    assert texts == {sent.notes[0].id: sent.notes[0].text, an_id(150): "New, and mine."}
    assert (back.n_notes, back.n_kept) == (1, 1)
    assert "1 that was changed since stays as it is." in back.lines()
    assert take_back(library, taken).n_notes == 0


def test_what_was_kept_aside_becomes_the_note_it_was(library: Library) -> None:
    note = a_note(101, "First.")
    comes(library, replace(a_take(1), notes=(note,)))
    library.notes.change(note.id, "Mine.")
    before = library.notes.of(an_id(1))
    theirs = replace(note, text="Theirs.", changed_at=WHEN + timedelta(days=4000))
    taken = comes(library, replace(a_take(1), notes=(theirs,)))
    assert len(library.notes.of(an_id(1))) == 2
    take_back(library, taken)
    assert library.notes.of(an_id(1)) == before


def test_new_takes_go_to_the_trash_with_the_script_that_only_they_use(library: Library) -> None:
    taken = comes(library, a_take(1), a_take(2))
    back = take_back(library, taken)
    assert library.takes() == []
    assert {take.id for take in library.takes(deleted=True)} == {an_id(1), an_id(2)}
    assert library.scripts.all() == []
    assert back.lines() == ["2 takes are in the trash.", "So is its script."]
    assert take_back(library, taken).lines() == ["There was nothing to take back."]
    library.restore([an_id(1)])
    assert [note.text for note in library.notes.of(an_id(1))] == ["Slower here.", "All in all fine."]


def test_a_script_that_is_used_or_written_on_stays(library: Library) -> None:
    taken = comes(library, a_take(1))
    (script,) = library.scripts.all()
    library.scripts.change(script.id, text="Hi, my own words.")
    take_back(library, taken)
    assert [one.text for one in library.scripts.all()] == ["Hi, my own words."]


def test_a_bundle_with_nothing_new_has_nothing_to_take_back(library: Library) -> None:
    comes(library, a_take(1))
    assert not can_be_taken_back(comes(library, a_take(1)))


def test_notes_are_new_until_they_were_seen(library: Library) -> None:
    sent = a_take(1)
    comes(library, sent)
    library.notes.add(sent.id, "My own.")
    ids = {note.id for note in sent.notes}
    assert library.unseen.of(sent.id) == ids
    assert library.takes()[0].n_unseen == 2
    library.unseen.seen([sent.notes[0].id])
    assert library.unseen.of(sent.id) == {sent.notes[1].id}
    library.unseen.seen(ids)
    assert library.unseen.of(sent.id) == frozenset()
    taken = comes(library, richer(sent))
    assert library.unseen.of(sent.id) == {sent.notes[0].id, an_id(150)}
    take_back(library, taken)
    assert library.unseen.of(sent.id) == frozenset()
    assert library.takes()[0].n_unseen == 0


def test_answers_are_told_with_what_they_answer(library: Library) -> None:
    comes(library, a_take(1, answers_id=None), a_take(2, answers_id=an_id(1)), a_take(3, answers_id=an_id(9)))
    told = {take.id: take.answers for take in library.takes()}
    assert told == {an_id(1): None, an_id(2): "Copier call", an_id(3): ""}
    arrivals = library.arrivals
    assert [arrivals.counterpart(an_id(n)) for n in (1, 2, 3)] == [an_id(2), an_id(1), an_id(9)]
    library.rename(an_id(1), "")
    assert library.take(an_id(1)).transcript is not None
    assert [take.answers for take in library.takes() if take.id == an_id(2)] == [library.takes()[2].excerpt]
