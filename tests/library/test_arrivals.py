"""Takes that come in a bundle, notes laid beside those that are here, and answers."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from rehearse.analysis.rubrics import Criterion, Rubric
from rehearse.errors import TakeMissing
from rehearse.exchange.bundle import read_bundle
from rehearse.exchange.bundle_in import BundleTakenIn, take_in
from rehearse.exchange.sending import BundleWishes, sent_take
from rehearse.library.library import Library
from rehearse.library.sent_takes import SentNote, SentTake, text_sha256
from rehearse.speech.transcript import Span
from tests.helpers.bundle_soup import WHEN, a_note, a_take, an_id, files_of, looked_at_here, packed

LATER = WHEN + timedelta(hours=1)
RUBRIC = Rubric("callback", "Callback", "Summary", "Me", (Criterion("name", "Is it clear?", "Listen."),))
LATEST = WHEN + timedelta(days=4000)  # beyond whatever is changed while the test runs


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    opened = Library.open(tmp_path / "library")
    yield opened
    opened.close()


def comes(library: Library, *takes: SentTake) -> BundleTakenIn:
    path = library.folder.parent / "a.rehearse"
    path.write_bytes(packed(files_of(takes)))
    with looked_at_here():
        return take_in(library, read_bundle(path))


def with_note(note: SentNote, **changes: object) -> SentTake:
    return a_take(1, notes=(replace(note, **changes),))


def texts(library: Library) -> list[str]:
    return [note.text for note in library.notes.of(an_id(1))]


def test_a_take_comes_in_with_everything_that_was_sent(library: Library) -> None:
    sent = a_take(1)
    comes(library, sent)
    take = library.take(sent.id)
    assert (take.title, take.speaker, take.created_at) == ("Copier call", "Bob", WHEN)
    assert take.heard == sent.heard
    assert take.corrections == sent.corrections
    assert take.transcript is not None
    assert "Acme & Sons" in take.transcript.text
    assert take.scorecard is not None
    assert take.scorecard.bands() == {check.id: check.band for check in sent.scorecard.checks}  # type: ignore[union-attr]
    assert library.take_tags(take.id) == ("cold", "monday")
    assert take.script_id is not None
    assert library.scripts.get(take.script_id).text == "Hi {name}, this is Bob."
    notes = library.notes.of(take.id)
    assert [(note.text, note.author, note.first_word) for note in notes] == [
        ("Slower here.", "Carla", 3),
        ("All in all fine.", "Carla", None),
    ]
    drill = library.arrivals.drill(take.id)
    assert drill == sent.drill
    assert library.arrivals.answers(take.id) == an_id(800)
    (row,) = library.takes()
    assert row.n_notes == 2
    assert [hit.id for hit in library.takes()] == [take.id]


def test_a_second_time_adds_nothing(library: Library) -> None:
    comes(library, a_take(1), a_take(2))
    before = {note.id: note for take in library.takes() for note in library.notes.of(take.id)}
    again = comes(library, a_take(1), a_take(2))
    assert again.n_new == 0
    assert again.lines() == ["2 takes were here already.", "Nothing in it is new."]
    assert {note.id: note for take in library.takes() for note in library.notes.of(take.id)} == before
    assert len(library.scripts.all()) == 1


def test_marks_and_reactions_come_along_once_and_the_newer_mark_wins(library: Library) -> None:
    sent = a_take(1)
    first = comes(library, sent)
    assert "1 answer to a rubric." in first.lines()
    assert "1 reaction." in first.lines()
    (mark,) = library.marks.of(sent.id)
    assert (mark.answer, mark.author, mark.reason) == ("no", "Carla", "Mumbled.")
    (reaction,) = library.reactions.of(sent.id)
    assert (reaction.kind, reaction.span) == ("great", Span(1.0, 2.0))
    assert comes(library, sent).lines() == ["1 take was here already.", "Nothing in it is new."]
    older = sent.marks[0]._replace(answer="yes", marked_at=(WHEN - timedelta(days=1)).isoformat())
    newer = sent.marks[0]._replace(answer="yes", marked_at=LATER.isoformat())
    comes(library, replace(sent, marks=(older,)))
    assert [mark.answer for mark in library.marks.of(sent.id)] == ["no"]
    comes(library, replace(sent, marks=(newer,)))
    assert [mark.answer for mark in library.marks.of(sent.id)] == ["yes"]
    # Taken away here, a reaction does not come back with the same bundle.
    library.reactions.remove(reaction.id)
    comes(library, sent)
    assert library.reactions.of(sent.id) == []


def test_what_was_taken_away_here_stays_away_however_often_the_bundle_comes(library: Library) -> None:
    sent = a_take(1)
    comes(library, sent)
    before = library.marks.of(sent.id)
    library.marks.mark(sent.id, RUBRIC, {"name": None}, author="Carla")
    (reaction,) = library.reactions.of(sent.id)
    library.reactions.remove(reaction.id)
    for note in library.notes.of(sent.id):
        library.notes.delete(note.id)
    for _again in range(2):
        comes(library, sent)
        assert desk(library) == ([], [], [])
    # Undone, all of it is there once, and still once when the bundle comes again.
    library.marks.put_back(sent.id, RUBRIC.id, before)
    library.reactions.put_back(reaction)
    assert "2 notes were left out" in comes(library, sent).lines()[1]
    assert desk(library) == ([], ["no"], ["great"])
    # What the coach says after all comes in.
    later = sent.marks[0]._replace(marked_at=LATER.isoformat(), answer="yes")
    library.marks.mark(sent.id, RUBRIC, {"name": None}, author="Carla")
    anew = replace(sent.notes[0], text="Slower, please.", changed_at=LATER)
    comes(library, replace(sent, marks=(later,), notes=(anew,)))
    assert desk(library) == (["Slower, please."], ["yes"], ["great"])


def test_what_was_written_here_and_taken_away_does_not_come_back_from_the_coach(library: Library) -> None:
    """Rep and coach are one library here: the bundle holds what it was sent with."""
    take = a_take(1, notes=(), marks=(), reactions=())
    comes(library, take)
    note = library.notes.add(take.id, "Mine.", "Bob")
    library.marks.mark(take.id, RUBRIC, {"name": "yes"}, author="Bob")
    reaction = library.reactions.add(take.id, "smile", author="Bob")
    sent = sent_take(library, library.take(take.id), BundleWishes(), hashed=False)
    sent = replace(sent, sound_sha256=take.sound_sha256)
    library.notes.delete(note.id)
    library.reactions.remove(reaction.id)
    library.marks.put_back(take.id, RUBRIC.id, [])  # as the window undoes an answer
    comes(library, sent)
    assert desk(library) == ([], [], [])
    # An answer that took the place of the one that travels is not undone by it either.
    library.marks.mark(take.id, RUBRIC, {"name": "no"}, author="Bob")
    library.marks.mark(take.id, RUBRIC, {"name": None}, author="Bob")
    comes(library, sent)
    assert desk(library) == ([], [], [])


def test_the_same_answer_under_another_name_is_there_once(library: Library) -> None:
    """Names are left out on the way, people are renamed and forgotten: none of it doubles an answer."""
    sent = a_take(1)
    nameless = replace(sent, marks=(sent.marks[0]._replace(author=""),))
    comes(library, sent)
    comes(library, nameless)
    assert [mark.author for mark in library.marks.of(sent.id)] == ["Carla"]
    library.people.rename("Carla", "Carla Coach")
    comes(library, sent)
    assert [mark.author for mark in library.marks.of(sent.id)] == ["Carla Coach"]
    library.people.forget("Carla Coach")
    comes(library, sent)
    assert [mark.author for mark in library.marks.of(sent.id)] == [""]
    # Two names that became one keep the newer answer; the older one stays away.
    other = sent.marks[0]._replace(author="Dee", marked_at=LATER.isoformat(), answer="yes")
    comes(library, replace(sent, marks=(other,)))
    library.marks.mark(sent.id, RUBRIC, {"name": "no"}, author="Ed")
    library.people.rename("Dee", "Ed")
    comes(library, replace(sent, marks=(*sent.marks, other)))
    assert [(mark.author, mark.answer) for mark in library.marks.of(sent.id)] == [("", "no"), ("Ed", "no")]


def desk(library: Library) -> tuple[list[str], list[str], list[str]]:
    """Texts of notes, answers and kinds of reactions to the take."""
    marks, reactions = library.marks.of(an_id(1)), library.reactions.of(an_id(1))
    return texts(library), [mark.answer for mark in marks], [one.kind for one in reactions]


def test_notes_of_two_coaches_both_stay(library: Library) -> None:
    comes(library, with_note(a_note(101, "From one.")))
    comes(library, with_note(a_note(102, "From another.", author="Dee")))
    assert texts(library) == ["From one.", "From another."]


def test_a_newer_text_takes_the_place_of_an_older_one_and_not_the_other_way(library: Library) -> None:
    note = a_note(101, "First.")
    comes(library, with_note(note))
    taken = comes(library, with_note(note, text="Second.", changed_at=LATER))
    assert texts(library) == ["Second."]
    assert "1 note reads anew." in taken.lines()
    told = "1 note was left out: it was changed or taken away here since."
    assert told in comes(library, with_note(note)).lines()
    assert texts(library) == ["Second."]


def test_what_was_changed_here_is_kept_beside_a_newer_text(library: Library) -> None:
    note = a_note(101, "First.")
    comes(library, with_note(note))
    library.notes.change(note.id, "Mine.")
    taken = comes(library, with_note(note, text="Theirs.", changed_at=LATEST))
    assert sorted(texts(library)) == ["Mine.", "Theirs."]
    assert "1 text of yours was kept beside the newer one." in taken.lines()
    comes(library, with_note(note, text="Theirs.", changed_at=LATEST))
    assert sorted(texts(library)) == ["Mine.", "Theirs."]


def test_the_same_text_from_a_clock_that_is_ahead_wins_but_once(library: Library) -> None:
    note = a_note(101, "Theirs.", created_at=LATEST, changed_at=LATEST)
    comes(library, with_note(note))
    library.notes.change(note.id, "Mine.")
    comes(library, with_note(note))
    assert texts(library) == ["Mine."]


def test_what_was_changed_here_stands_against_an_older_text(library: Library) -> None:
    note = a_note(101, "First.")
    comes(library, with_note(note))
    library.notes.change(note.id, "Mine.")
    comes(library, with_note(note, text="Theirs.", changed_at=LATER))
    assert texts(library) == ["Mine."]


def test_an_answer_to_the_very_text_here_needs_no_copy(library: Library) -> None:
    """A coach's note, changed by the rep, comes back: nothing of the coach's was changed meanwhile."""
    comes(library, a_take(1, notes=()))
    mine = library.notes.add(an_id(1), "Slow down.", "Carla")
    back = SentNote(
        mine.id, mine.created_at, LATEST, "Carla", None, None, None, "Done!", text_sha256("Slow down.")
    )
    comes(library, a_take(1, notes=(back,)))
    assert texts(library) == ["Done!"]


def test_a_note_that_was_deleted_and_put_back_is_answered_as_if_it_never_went(library: Library) -> None:
    """The clock of whoever answers is behind: an hour ago by their time."""
    comes(library, a_take(1, notes=()))
    mine = library.notes.add(an_id(1), "Slow down.", "Carla")
    gone = library.notes.delete(mine.id)
    assert gone is not None
    library.notes.put_back(gone)
    at, said = mine.created_at - timedelta(hours=1), text_sha256("Slow down.")
    comes(library, a_take(1, notes=(SentNote(mine.id, at, at, "Carla", None, None, None, "Done!", said),)))
    assert texts(library) == ["Done!"]


def test_a_note_that_was_taken_away_here_does_not_come_back_by_itself(library: Library) -> None:
    note = a_note(101, "First.")
    comes(library, with_note(note))
    library.notes.delete(note.id)
    comes(library, with_note(note))
    assert texts(library) == []
    comes(library, with_note(note, text="It matters.", changed_at=LATER))
    assert texts(library) == ["It matters."]


def test_a_note_never_reaches_another_take(library: Library) -> None:
    comes(library, with_note(a_note(101, "Of the first.")), a_take(2, notes=()))
    stolen = a_note(101, "Not yours.", changed_at=LATEST)
    comes(library, a_take(2, notes=(stolen,)))
    comes(library, a_take(2, notes=(stolen,)))
    assert texts(library) == ["Of the first."]
    assert [note.text for note in library.notes.of(an_id(2))] == ["Not yours."]


def test_a_take_that_lies_in_the_trash_gets_its_notes_there(library: Library) -> None:
    comes(library, a_take(1, notes=()))
    library.delete([an_id(1)])
    taken = comes(library, with_note(a_note(101, "Listen again.")))
    assert taken.lines() == ["1 take was here already.", "1 of them is in the trash.", "1 new note."]
    assert library.takes() == []
    assert texts(library) == ["Listen again."]


def test_what_was_put_right_and_named_here_is_left_alone(library: Library) -> None:
    comes(library, a_take(1))
    library.rename(an_id(1), "My name for it")
    comes(library, a_take(1, title="Their name", tags=("theirs",), speaker="Someone"))
    take = library.take(an_id(1))
    assert (take.title, take.speaker) == ("My name for it", "Bob")
    assert library.take_tags(take.id) == ("cold", "monday")


def test_a_note_on_words_that_are_not_here_keeps_its_time(library: Library) -> None:
    unheard = a_take(1, heard=None, scorecard=None, notes=())
    comes(library, unheard)
    comes(library, a_take(1, notes=(a_note(101), a_note(102, "No time.", span=None))))
    first, second = library.notes.of(an_id(1))
    assert (first.first_word, first.span) == (None, Span(1.9, 2.9))
    assert (second.first_word, second.span) == (None, None)


def test_a_script_that_is_here_is_not_made_twice(library: Library) -> None:
    mine = library.scripts.add("Hi {name}, this is Bob.", title="Mine")
    comes(library, a_take(1))
    assert library.take(an_id(1)).script_id == mine.id
    assert [script.title for script in library.scripts.all()] == ["Mine"]


def test_a_take_answers_another_in_its_facts_too(library: Library) -> None:
    comes(library, a_take(1, answers_id=None), a_take(2, answers_id=None))
    library.arrivals.answer(an_id(2), an_id(1))
    assert library.arrivals.answers(an_id(2)) == an_id(1)
    assert library.arrivals.answered_by(an_id(1)) == [an_id(2)]
    library.arrivals.answer(an_id(2), None)
    assert library.arrivals.answers(an_id(2)) is None
    with pytest.raises(TakeMissing):
        library.arrivals.answer(an_id(2), an_id(77))
    with pytest.raises(ValueError, match="itself"):
        library.arrivals.answer(an_id(2), an_id(2))


def test_a_lost_database_is_made_anew_with_what_came(library: Library, tmp_path: Path) -> None:
    note = a_note(101, "First.")
    comes(library, with_note(note), a_take(2))
    library.notes.change(note.id, "Second.")
    changed_at = library.notes.of(an_id(1))[0].changed_at
    assert changed_at is not None
    library.close()
    for path in (tmp_path / "library").glob("library.db*"):
        path.unlink()
    with Library.open(tmp_path / "library") as anew:
        anew.sweep()
        assert {take.id for take in anew.takes()} == {an_id(1), an_id(2)}
        (found,) = anew.notes.of(an_id(1))
        assert (found.id, found.text, found.changed_at) == (note.id, "Second.", changed_at)
        assert anew.arrivals.answers(an_id(1)) == an_id(800)
        assert anew.arrivals.drill(an_id(1)) == a_take(1).drill
        arrived = anew.arrivals.arrived(an_id(1))
        assert arrived is not None
        assert comes(anew, with_note(note), a_take(2)).n_new == 0


def test_a_take_purged_leaves_nothing_of_the_bundle(library: Library) -> None:
    comes(library, a_take(1))
    library.delete([an_id(1)])
    library.purge(timedelta(0))
    left = [path for path in (library.folder / "audio").rglob("*") if path.is_file()]
    assert left == []
    with library._database.reading() as connection:
        for table in ("notes", "received_notes", "arrivals", "answers", "imports"):
            assert connection.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,), table
    assert comes(library, a_take(1)).n_new == 1


def test_a_copied_library_still_knows_the_takes(library: Library, tmp_path: Path) -> None:
    comes(library, a_take(1))
    library.close()
    shutil.copytree(tmp_path / "library", tmp_path / "moved" / "library")
    with Library.open(tmp_path / "moved" / "library") as moved:
        assert comes(moved, a_take(1)).n_new == 0
