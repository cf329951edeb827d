"""Somebody renamed, or forgotten: no byte of theirs is left in the folder, and nothing of others is lost."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from rehearse.errors import Cancelled, LibraryError
from rehearse.library import people as people_module
from rehearse.library.library import DATABASE_NAME, Library
from rehearse.library.people import FORGETTING_NAME
from rehearse.progress import CancelToken, Progress
from rehearse.speech.corrections import correct
from rehearse.speech.transcript import Span
from tests.conftest import ROOT
from tests.helpers.commands import environment
from tests.helpers.drill_runs import GIVEN, MISS, begin
from tests.library.test_finding import scored
from tests.library.test_marks import RUBRIC, judged_take

#: Words that occur in nothing but what is by or about the one who is forgotten.
NAME, SAID, TITLED, NOTED, TAGGED, PUT_RIGHT, REASONED = (
    "Quentina", "zephyrine", "wolframite", "xylophonic", "yttriumtag", "kumquatly", "juxtaposedly",
)  # fmt: skip
SECRETS = (NAME, SAID, TITLED, NOTED, TAGGED, PUT_RIGHT, REASONED)


def left_in(folder: Path, words: tuple[str, ...] = SECRETS) -> list[tuple[str, str]]:
    """Every file of a folder with a word in it, in whatever capitals, also in a database's free pages.

    An index of words leaves out the letters that a word begins with like the one before it.
    """
    found = []
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            data = path.read_bytes().lower()
            found += [(path.name, word) for word in words if word.lower()[3:].encode() in data]
    return found


def fill(library: Library, n: int = 4) -> dict[str, list[str]]:
    """Takes of three people; those of one are full of words of hers.  Ids by name."""
    ids: dict[str, list[str]] = {NAME: [], "Kim": [], "Robin": []}
    for number in range(n):
        kim = judged_take(library)
        library.set_speaker([kim.id], "Kim")
        take = scored(library, f"hi dana {SAID} call me back", title=f"{TITLED} {number}", speaker=NAME)
        assert take.heard is not None
        fixed = correct(take.heard, take.corrections, 2, 3, PUT_RIGHT)
        library.save_result(take.id, take.heard, take.scorecard, corrections=fixed)  # type: ignore[arg-type]
        library.tag([take.id], add=[TAGGED])
        library.notes.add(take.id, f"{NOTED} here", "Robin", 0, 1, Span(0.0, 0.3))
        library.notes.add(kim.id, "Slower, please", NAME.upper())
        library.reactions.add(kim.id, "great", author=NAME)
        library.marks.mark(kim.id, RUBRIC, {"warm": "yes"}, author=NAME)
        library.marks.mark(take.id, RUBRIC, {"warm": "no"}, author="Robin", reasons={"warm": REASONED})
        ids["Kim"].append(kim.id)
        ids[NAME].append(take.id)
    # Rewritten and half deleted, so that pages with old text are free.
    library.notes.delete(library.notes.add(ids[NAME][0], f"{NOTED} " * 200, NAME).id)
    library.set_speaker(ids[NAME][-1:], NAME.lower())
    library.delete(ids[NAME][1:2])
    ids["Robin"].append(scored(library, "hi it is robin", speaker="Robin").id)
    run = begin(library, GIVEN, speaker=NAME)
    attempt = library.drill_runs.add_attempt(run.id, 0, ids[NAME][0])
    library.drill_runs.settle(attempt.id, "missed", misses=[MISS], ended="cut", cut_s=1.0)
    others = begin(library, GIVEN, speaker="Kim")
    library.drill_runs.add_attempt(others.id, 0, ids["Kim"][0])
    return ids


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "library") as opened:
        yield opened


def sign_off(library: Library) -> dict[str, object]:
    """What is left of the others."""
    takes = [*library.takes(), *library.takes(deleted=True)]
    return {
        take.id: (
            take.speaker,
            take.excerpt,
            library.take(take.id).audio_path.read_bytes(),
            [(note.text, note.author) for note in library.notes.of(take.id)],
            [(mark.criterion_id, mark.answer, mark.author) for mark in library.marks.of(take.id)],
            [(one.kind, one.author) for one in library.reactions.of(take.id)],
        )
        for take in takes
    }


# ---- who is there --------------------------------------------------------------------------------------


def test_everybody_is_listed_with_what_is_theirs(library: Library) -> None:
    fill(library)
    people = {one.name: one for one in library.people.all()}
    assert set(people) == {"Kim", NAME.lower(), "Robin"}
    hers = people[NAME.lower()]
    assert (hers.n_takes, hers.n_in_trash, hers.n_runs, hers.n_written) == (3, 1, 1, 12)
    assert (people["Robin"].n_takes, people["Robin"].n_written) == (1, 8)
    assert hers.last_at is not None


def test_another_name_stands_everywhere(library: Library, tmp_path: Path) -> None:
    ids = fill(library)
    assert library.people.rename(NAME.upper(), "  Anna \n B. ") == 4
    assert {library.take(one).speaker for one in ids[NAME]} == {"Anna B."}
    assert {note.author for one in ids["Kim"] for note in library.notes.of(one)} == {"Anna B."}
    assert {run.speaker for run in library.drill_runs.all()} == {"Anna B.", "Kim"}
    assert [one for one in left_in(tmp_path, (NAME,)) if not one[0].startswith(DATABASE_NAME)] == []
    # Into somebody who is there already, who had answered the same question.
    library.marks.mark(ids["Kim"][0], RUBRIC, {"warm": "no"}, author="Robin")
    library.people.rename("anna b.", "Robin")
    (mark,) = library.marks.of(ids["Kim"][0])
    assert (mark.author, mark.answer) == ("Robin", "no")
    with pytest.raises(LibraryError, match="Nobody is called"):
        library.people.rename("Anna B.", "Else")
    with pytest.raises(ValueError, match="has a name"):
        library.people.rename("Robin", " \n ")


# ---- forgotten -----------------------------------------------------------------------------------------


def test_what_goes_is_told_before(library: Library, tmp_path: Path) -> None:
    ids = fill(library)
    (tmp_path / "library-before-restore-2026").mkdir()
    (library.folder / f"{DATABASE_NAME}.damaged-2026").write_bytes(b"x")
    before = sign_off(library)
    traces = library.people.traces(NAME.lower())
    n_bytes = sum(library.take(one).audio_path.stat().st_size for one in ids[NAME])
    assert (traces.n_takes, traces.audio_bytes, traces.n_runs, traces.n_written) == (4, n_bytes, 1, 12)
    assert [path.name for path in traces.elsewhere] == [
        f"{DATABASE_NAME}.damaged-2026",
        "library-before-restore-2026",
    ]
    told = " ".join(traces.told())
    assert "4 takes of quentina" in told
    assert "12 notes, marks and reactions they gave to others stay" in told
    assert "Entries of calls, scripts and ideas stay" in told
    assert sign_off(library) == before
    with pytest.raises(LibraryError, match="Nobody is called “Nobody”"):
        library.people.traces("Nobody")
    with pytest.raises(LibraryError, match="Nobody is called"):
        library.people.forget("  ")


def test_no_byte_is_left_of_somebody_who_is_forgotten(library: Library, tmp_path: Path) -> None:
    ids = fill(library)
    leftover = library.take(ids[NAME][0]).audio_path.with_name(f".{ids[NAME][0]}.take.json.new")
    leftover.write_text(NAME)
    assert {word.lower() for _file, word in left_in(tmp_path)} == {word.lower() for word in SECRETS}
    kept = {one: found for one, found in sign_off(library).items() if one not in ids[NAME]}
    told: list[Progress] = []
    done = library.people.forget(NAME, on_progress=told.append)
    assert (done.n_takes, done.n_runs, done.n_written, done.left) == (4, 1, 12, "")
    assert done.is_complete
    # While the library is still open, its log included.
    assert left_in(tmp_path) == []
    assert not (library.folder / FORGETTING_NAME).exists()
    assert [one for one in tmp_path.rglob("*") if any(take_id in one.name for take_id in ids[NAME])] == []
    after = sign_off(library)
    assert set(after) == set(kept)
    for take_id, (speaker, excerpt, sound, notes, marks, reactions) in after.items():  # type: ignore[misc]
        was = kept[take_id]
        assert (speaker, excerpt, sound) == was[:3]  # type: ignore[index]
        if take_id in ids["Kim"]:
            assert notes == [("Slower, please", "")]
            assert marks == [("warm", "yes", "")]
            assert reactions == [("great", "")]
    assert [run.speaker for run in library.drill_runs.all()] == ["Kim"]
    assert library.problems() == []
    assert [one.name for one in library.people.all()] == ["Kim", "Robin"]
    assert library.sweep() == []
    assert library.hits(ids["Robin"][0], "robin") != ()
    assert told[-1].fraction is not None
    assert told[-1].fraction < 1


def test_nothing_goes_while_they_are_being_recorded(library: Library) -> None:
    fill(library)
    before = sign_off(library)
    now = library.begin_take(speaker=NAME)
    now.audio_path.write_bytes(b"")
    with pytest.raises(LibraryError, match="is being recorded") as raised:
        library.people.forget(NAME)
    assert raised.value.help
    assert before.items() <= sign_off(library).items()
    assert not (library.folder / FORGETTING_NAME).exists()


def test_stopped_halfway_the_rest_is_there_and_goes_the_next_time(library: Library, tmp_path: Path) -> None:
    fill(library)
    cancel = CancelToken()

    def stop(progress: Progress) -> None:
        if progress.done == 2:
            cancel.cancel()

    with pytest.raises(Cancelled):
        library.people.forget(NAME, on_progress=stop, cancel=cancel)
    n_takes = library.people.traces(NAME).n_takes
    assert n_takes in (1, 2)
    library.sweep()
    assert library.people.traces(NAME).n_takes == n_takes, "whoever stops it wants no more to go"
    library.people.forget(NAME)
    assert left_in(tmp_path) == []
    assert len(library.takes()) == 5


KILLED = """
import os, sys
from pathlib import Path
from rehearse.library.library import Library
from rehearse.library import people
real, calls = people.{function}, []
def dies(*args, **kwargs):
    calls.append(1)
    if len(calls) > {after}:
        os._exit(9)
    return real(*args, **kwargs)
people.{function} = dies
Library.open(Path(sys.argv[1])).people.forget(sys.argv[2])
"""


@pytest.mark.parametrize(
    ("function", "after"), [("remove", 0), ("remove", 2), ("_unlink_all", 4), ("_sign", 0)]
)
def test_killed_halfway_nothing_comes_back_and_the_next_start_finishes_it(
    tmp_path: Path, function: str, after: int
) -> None:
    folder = tmp_path / "library"
    with Library.open(folder) as library:
        ids = fill(library)
    code = KILLED.format(function=function, after=after)
    done = subprocess.run(
        [sys.executable, "-c", code, str(folder), NAME], cwd=ROOT, env=environment(), timeout=60
    )
    assert done.returncode == 9
    with Library.open(folder) as library:
        library.sweep()
        if function == "_sign":  # before anything had gone
            library.people.forget(NAME)
        assert left_in(tmp_path) == []
        assert {take.id for take in library.takes()} == {*ids["Kim"], *ids["Robin"]}
        assert library.problems() == []


def test_what_a_kill_left_in_the_free_pages_goes_with_the_next_start(tmp_path: Path) -> None:
    folder = tmp_path / "library"
    with Library.open(folder) as library:
        fill(library)
    code = KILLED.format(function="People._clear", after=0)
    subprocess.run([sys.executable, "-c", code, str(folder), NAME], cwd=ROOT, env=environment(), timeout=60)
    assert (folder / FORGETTING_NAME).exists()
    with Library.open(folder) as library:
        library.sweep()
        assert left_in(tmp_path) == []
        assert not (folder / FORGETTING_NAME).exists()


def test_a_window_that_starts_meanwhile_takes_nothing_away(library: Library, tmp_path: Path) -> None:
    fill(library)

    def another(progress: Progress) -> None:
        if progress.done == 3:
            with Library.open(library.folder) as started:
                started.sweep()
            assert not (library.folder / FORGETTING_NAME).exists()

    assert library.people.forget(NAME, on_progress=another).is_complete
    assert left_in(tmp_path) == []


def test_another_window_that_reads_is_told_and_the_rest_goes_later(library: Library, tmp_path: Path) -> None:
    fill(library)
    library._database._connection.execute("PRAGMA busy_timeout = 50")
    reader = sqlite3.connect(library.folder / DATABASE_NAME, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM takes").fetchone()
    done = library.people.forget(NAME)
    assert not done.is_complete
    assert "Another window" in done.left
    assert library.people.all()[0].name == "Kim"
    reader.execute("ROLLBACK")
    reader.close()
    library.sweep()
    assert left_in(tmp_path) == []


def test_names_are_not_patterns(library: Library) -> None:
    odd = scored(library, "hi", speaker="%_*'\"; DROP")
    kim = scored(library, "hi", speaker="Kim")
    with pytest.raises(LibraryError):
        library.people.forget("%")
    assert library.people.forget("%_*'\"; drop").n_takes == 1
    assert [take.id for take in library.takes()] == [kim.id]
    assert odd.id not in {take.id for take in library.takes(deleted=True)}
    assert people_module._same("straße", ["STRASSE", "strasse", "Straße", "x"]) == [
        "STRASSE",
        "strasse",
        "Straße",
    ]
