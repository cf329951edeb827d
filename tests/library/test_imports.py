"""Recordings from elsewhere in the library: kept as they came, known again, and never lost."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from rehearse.audio.format import AudioFormat
from rehearse.library import rebuild, sidecar
from rehearse.library.imports import Known, NewImport, is_piece
from rehearse.library.library import Library
from rehearse.library.takes import TakeState

WHEN = datetime(2026, 1, 31, 14, 23, 55, tzinfo=UTC)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "library") as made:
        yield made


def new(sha256: str, **more: object) -> NewImport:
    return NewImport(
        source_name="calls/dana.m4a",
        sha256=sha256,
        recorded_at=WHEN,
        date_from="name",
        format=AudioFormat(44_100, 2),
        n_frames=441_000,
        title="dana",
        **more,  # type: ignore[arg-type]
    )


def add(library: Library, content: bytes = b"not really sound", ending: str = ".m4a", **more: object) -> str:
    place = library.imports.place(ending)
    place.piece.write_bytes(content)
    assert library.imports.keep([(place, new(content.hex(), **more))]) == [None]
    return place.take_id


def test_a_take_is_made_of_the_file_as_it_came(library: Library) -> None:
    take = library.take(add(library, speaker="Alice", tags=("cold",)))
    assert (take.state, take.created_at, take.speaker) == (TakeState.RECORDED, WHEN, "Alice")
    assert take.duration_s == 10.0
    assert take.audio_path.suffix == ".m4a"
    assert take.audio_path.read_bytes() == b"not really sound"
    assert library.take_tags(take.id) == ("cold",)
    facts = library.imports.facts(take.id)
    assert facts is not None
    assert (facts.source_name, facts.date_from, facts.n_frames) == ("calls/dana.m4a", "name", 441_000)
    assert [found.id for found in library.takes()] == [take.id]
    assert library.imports.to_hear() == [take.id]
    assert [path.name for path in take.audio_path.parent.iterdir() if path.name.startswith(".")] == []


@pytest.mark.parametrize(
    "ending", ["", ".", ".lock", ".json", ".part", ".a/b", ".m 4", ".verylongending", ".ü"]
)
def test_an_ending_that_means_something_else_is_not_used(library: Library, ending: str) -> None:
    assert library.take(add(library, ending=ending)).audio_path.suffix == ".sound"


def test_the_same_content_is_known_also_in_the_trash(library: Library) -> None:
    take_id = add(library)
    sha256 = b"not really sound".hex()
    assert library.imports.known(sha256) == Known(take_id, "dana", False)
    library.delete([take_id])
    assert library.imports.known(sha256) == Known(take_id, "dana", True)
    place = library.imports.place(".wav")
    place.piece.write_bytes(b"x")
    assert library.imports.keep([(place, new(sha256))]) == [Known(take_id, "dana", True)]
    assert not place.piece.exists()
    assert not place.path.exists()
    library.purge_now([take_id])
    assert library.imports.known(sha256) is None


def test_of_several_all_become_takes_or_none(library: Library) -> None:
    places = [library.imports.place(".wav") for _ in range(3)]
    for place in places[:2]:
        place.piece.write_bytes(b"x")
    with pytest.raises(Exception, match=r"No such file|cannot"):
        library.imports.keep([(place, new(str(n))) for n, place in enumerate(places)])
    assert library.takes() == []
    assert list(places[0].path.parent.iterdir()) == []


def test_a_lost_database_finds_them_again_with_all_their_facts(tmp_path: Path) -> None:
    with Library.open(tmp_path / "library") as library:
        take_id = add(library, speaker="Alice")
        wav_id = add(library, b"RIFF of some kind this program never wrote", ".wav")
        library.imports.measured(take_id, 440_000, -3.0)
        before = library.imports.facts(take_id)
    for name in ("library.db", "library.db-wal", "library.db-shm"):
        (tmp_path / "library" / name).unlink(missing_ok=True)
    with Library.open(tmp_path / "library") as library:
        assert sorted(take.id for take in library.sweep()) == sorted([take_id, wav_id])
        take = library.take(take_id)
        assert (take.speaker, take.n_frames, take.created_at, take.format) == (
            "Alice",
            440_000,
            WHEN,
            AudioFormat(44_100, 2),
        )
        assert library.imports.facts(take_id) == before
        assert library.imports.known(b"not really sound".hex()) == Known(take_id, "dana", False)
        # It is no WAV that a crash cut short: nobody repairs it.
        assert library.take(wav_id).audio_path.read_bytes() == b"RIFF of some kind this program never wrote"
        assert library.sweep() == []


def test_a_damaged_database_is_made_anew_with_them(tmp_path: Path) -> None:
    with Library.open(tmp_path / "library") as library:
        take_id = add(library)
        facts = library.imports.facts(take_id)
    database = tmp_path / "library" / "library.db"
    database.write_bytes(b"junk" + database.read_bytes()[4:])
    assert rebuild.rebuild(tmp_path / "library").n_takes == 1
    with Library.open(tmp_path / "library") as library:
        assert library.imports.facts(take_id) == facts


def test_facts_that_somebody_has_spoilt_cost_nothing_else(library: Library) -> None:
    take = library.take(add(library, speaker="Alice"))
    path = sidecar.path_for(take.audio_path)
    text = path.read_text()
    for old, other in (
        ('"rate_hz": 44100', '"rate_hz": 0'),
        ('"n_frames": 441000', '"n_frames": -1'),
        ('"unsafe": false', '"unsafe": 7'),
    ):
        assert old in text
        path.write_text(text.replace(old, other))
        facts = sidecar.read(take.audio_path)
        assert facts is not None
        assert (facts.speaker, facts.imported) == ("Alice", None)


def test_copies_are_litter_once_nobody_copies(library: Library) -> None:
    piece = library.imports.place(".m4a").piece
    piece.write_bytes(b"half of")
    assert is_piece(piece.name)
    with library.imports.copying():
        assert library.sweep() == []
        assert piece.exists()
    library.sweep()
    assert not piece.exists()


def test_what_ended_a_process_is_remembered_and_not_heard(library: Library) -> None:
    take_id = add(library)
    library.imports.set_unsafe(take_id)
    assert library.imports.unsafe(take_id)
    assert library.imports.to_hear() == []
    facts = sidecar.read(library.take(take_id).audio_path)
    assert facts is not None
    assert facts.imported is not None
    assert facts.imported.unsafe


def test_a_backup_of_the_folder_holds_them(library: Library, tmp_path: Path) -> None:
    from rehearse.library.backup import write_backup

    take_id = add(library)
    made = write_backup(library, tmp_path / "b.zip", {})
    assert any(member.name.endswith(f"{take_id}.m4a") for member in made.manifest.members)
    shutil.rmtree(library.folder / "audio")
