"""What was cleared from a take is remembered beside its sound: a library made anew does not forget it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from rehearse.exchange.sending import BundleWishes, sent_take
from rehearse.library import sidecar
from rehearse.library.library import DATABASE_NAME, Library
from rehearse.library.sent_takes import SentTake
from tests.helpers.bundle_soup import a_take
from tests.library.test_arrivals import LATER, RUBRIC, comes, desk


def made_anew(library: Library) -> Library:
    """The same folder without its database: all that is left is what lies beside the sounds."""
    folder = library.folder
    library.close()
    for path in folder.glob(f"{DATABASE_NAME}*"):
        path.unlink()
    anew = Library.open(folder)
    anew.sweep()
    return anew


def clear_all(library: Library, take_id: str, author: str) -> None:
    for note in library.notes.of(take_id):
        library.notes.delete(note.id)
    for reaction in library.reactions.of(take_id):
        library.reactions.remove(reaction.id)
    library.marks.mark(take_id, RUBRIC, {"name": None}, author=author)


def test_what_came_and_was_cleared_stays_away_after_the_database_was_lost(tmp_path: Path) -> None:
    sent = a_take(1)
    library = Library.open(tmp_path / "library")
    comes(library, sent)
    clear_all(library, sent.id, "Carla")
    library = made_anew(library)
    assert desk(library) == ([], [], [])
    comes(library, sent)
    assert desk(library) == ([], [], [])
    # What is newer than that comes in, as it would have before.
    comes(library, replace(sent, notes=(replace(sent.notes[0], text="Slower, please.", changed_at=LATER),)))
    assert desk(library)[0] == ["Slower, please."]
    library.close()


def test_what_was_written_here_and_cleared_does_not_come_back_from_the_coach(tmp_path: Path) -> None:
    take = a_take(1, notes=(), marks=(), reactions=())
    library = Library.open(tmp_path / "library")
    comes(library, take)
    library.notes.add(take.id, "Mine.", "Bob")
    library.reactions.add(take.id, "smile", author="Bob")
    library.marks.mark(take.id, RUBRIC, {"name": "yes"}, author="Bob")
    away = replace(
        sent_take(library, library.take(take.id), BundleWishes(), hashed=False),
        sound_sha256=take.sound_sha256,
    )
    clear_all(library, take.id, "Bob")
    library = made_anew(library)
    comes(library, away)
    assert desk(library) == ([], [], [])
    library.close()


def test_what_was_put_back_is_not_remembered_as_cleared(tmp_path: Path) -> None:
    take = a_take(1, notes=(), marks=(), reactions=())
    library = Library.open(tmp_path / "library")
    comes(library, take)
    note = library.notes.add(take.id, "Mine.", "Bob")
    library.notes.delete(note.id)
    assert _beside(library, take).received
    library.notes.put_back(note)
    assert _beside(library, take).received == ()
    library.close()


def test_no_text_and_no_name_stays_of_what_was_cleared(tmp_path: Path) -> None:
    sent = a_take(1)
    library = Library.open(tmp_path / "library")
    comes(library, sent)
    clear_all(library, sent.id, "Carla")
    written = sidecar.path_for(library.take(sent.id).audio_path).read_text()
    assert len(json.loads(written)["received"]) == len(sent.notes) + len(sent.reactions) + len(sent.marks)
    assert not any(word in written for word in ("Slower", "All in all", "Carla", "Mumbled"))
    library.close()


WRONG = [
    {"id": 3, "changed_at": "2026-01-01T00:00:00+00:00", "sha256": ""},
    {"id": "\ud800", "changed_at": "2026-01-01T00:00:00+00:00", "sha256": ""},
    {"id": "a", "changed_at": "yesterday", "sha256": ""},
    {"id": "a", "changed_at": "2026-01-01T00:00:00+00:00", "sha256": "xyz"},
    {"id": "a"},
    None,
    7,
]


@pytest.mark.parametrize("found", [WRONG, {}, 5, None, "x"])
def test_what_cannot_be_read_is_left_out_and_the_rest_is_taken(tmp_path: Path, found: object) -> None:
    audio = tmp_path / "a.wav"
    facts = sidecar.Facts("x", 1, "2026-01-01T00:00:00+00:00", title="Kept")
    sidecar.write(audio, facts)
    path = sidecar.path_for(audio)
    right = {"id": "a", "changed_at": "2026-01-01T00:00:00+00:00", "sha256": "0" * 64}
    told = [*found, right] if isinstance(found, list) else found
    path.write_text(json.dumps({**json.loads(path.read_text()), "received": told}))
    read = sidecar.read(audio)
    assert read is not None
    assert read.title == "Kept"
    assert [one.id for one in read.received] == (["a"] if isinstance(found, list) else [])


def _beside(library: Library, take: SentTake) -> sidecar.Facts:
    facts = sidecar.read(library.take(take.id).audio_path)
    assert facts is not None
    return facts
