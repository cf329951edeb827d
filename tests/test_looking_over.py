"""Recordings looked over before they are kept: nothing stays of what is not wanted, whatever goes wrong."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from rehearse.errors import Cancelled, DiskFull, FileMissing
from rehearse.library.imports import Imports
from rehearse.library.takes import TakeState
from rehearse.looking_over import keep, leave, look_over, may_be_recordings
from rehearse.paths import Paths
from rehearse.progress import CancelToken, Progress
from rehearse.settings import SettingsStore
from rehearse.studio import Studio
from tests.helpers.commands import ROOT

SPEECH = sorted((ROOT / "tests" / "data" / "speech").glob("*.flac"))


@pytest.fixture
def studio(private_home: Path) -> Iterator[Studio]:
    paths = Paths.below(private_home)
    made = Studio(paths, SettingsStore(paths.settings))
    yield made
    made.close()


def sounds(studio: Studio) -> list[str]:
    return [path.name for path in (studio.library.folder / "audio").rglob("*") if path.is_file()]


def test_what_lies_in_a_zip_is_told_and_kept_as_it_was_put_right(studio: Studio, tmp_path: Path) -> None:
    zipped = tmp_path / "calls.zip"
    with zipfile.ZipFile(zipped, "w") as archive:
        archive.write(SPEECH[0], "Alice Miller/call-20260130-101112.flac")
        archive.write(SPEECH[0], "Alice Miller/later copy.flac")
        archive.write(SPEECH[1], "Alice Miller/memo.flac")
        archive.writestr("Alice Miller/torn.wav", b"RIFF")
        archive.writestr("readme.txt", "words")
    told: list[Progress] = []
    looked = look_over(studio, [zipped], on_progress=told.append)
    assert [one.new.title for one in looked.candidates] == ["call-20260130-101112", "memo"]
    assert {one.new.speaker for one in looked.candidates} == {"Alice Miller"}
    assert sorted((file.status, file.name.rpartition("/")[2]) for file in looked.others) == [
        ("duplicate", "later copy.flac"),
        ("failed", "torn.wav"),
    ]
    assert looked.skipped.other == 1
    assert told[-1].done == 4
    assert studio.takes() == []
    when = datetime(2026, 2, 3, 4, 5, tzinfo=UTC)
    first, second = looked.candidates
    wanted = replace(first, new=replace(first.new, speaker="Kim", recorded_at=when, date_from="given"))
    leave([second])
    (result,) = keep(studio, [wanted])
    assert result.take_id is not None
    take = studio.library.take(result.take_id)
    assert (take.speaker, take.created_at, take.state) == ("Kim", when, TakeState.RECORDED)
    assert take.audio_path.read_bytes() == SPEECH[0].read_bytes()
    facts = studio.library.imports.facts(take.id)
    assert facts is not None
    assert facts.date_from == "given"
    assert not [name for name in sounds(studio) if ".part" in name]


def test_a_stop_leaves_no_copy(studio: Studio) -> None:
    cancel = CancelToken()

    def stop(progress: Progress) -> None:
        if progress.done >= 2:
            cancel.cancel()

    with pytest.raises(Cancelled):
        look_over(studio, SPEECH, on_progress=stop, cancel=cancel)
    assert sounds(studio) == []


def test_a_full_disk_half_way_keeps_what_was_made_and_leaves_nothing_of_the_rest(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rehearse.looking_over._AT_ONCE", 2)
    looked = look_over(studio, SPEECH)
    assert len(looked.candidates) == len(SPEECH)
    whole, calls = Imports.keep, []

    def full(imports: Imports, made: Sequence[Any]) -> Any:
        calls.append(len(made))
        if len(calls) == 2:
            for place, _new in made:
                place.give_up()
            raise DiskFull("There is no room.")
        return whole(imports, made)

    monkeypatch.setattr(Imports, "keep", full)
    with pytest.raises(DiskFull):
        keep(studio, looked.candidates)
    assert len(studio.takes()) == 2
    assert len([name for name in sounds(studio) if name.endswith(".flac")]) == 2


def test_a_copy_that_was_cleared_away_is_told_and_the_others_are_kept(studio: Studio) -> None:
    looked = look_over(studio, SPEECH[:2])
    looked.candidates[0].place.piece.unlink()
    gone, kept = keep(studio, looked.candidates)
    assert isinstance(gone.error, FileMissing)
    assert SPEECH[0].name in gone.error.message
    assert [take.id for take in studio.takes()] == [kept.take_id]


def test_one_taken_in_by_another_meanwhile_is_there_already(studio: Studio) -> None:
    first = look_over(studio, SPEECH[:1])
    second = look_over(studio, SPEECH[:1])
    (made,) = keep(studio, first.candidates)
    (again,) = keep(studio, second.candidates)
    assert (again.status, again.take_id) == ("duplicate", made.take_id)
    assert len(studio.takes()) == 1


def test_what_waits_already_is_not_looked_over_twice(studio: Studio) -> None:
    first = look_over(studio, SPEECH[:1])
    second = look_over(studio, SPEECH[:2], waiting=[one.new.sha256 for one in first.candidates])
    assert [one.new.title for one in second.candidates] == [SPEECH[1].stem]
    leave([*first.candidates, *second.candidates])
    assert sounds(studio) == []


def test_folders_zips_and_sounds_are_welcome_texts_are_not(tmp_path: Path) -> None:
    bare = tmp_path / "1706000000.1"
    bare.write_bytes(SPEECH[0].read_bytes())
    text, drill = tmp_path / "script.txt", tmp_path / "ladder.toml"
    for path in (text, drill):
        path.write_text("words")
    for path in (tmp_path, SPEECH[0], bare, tmp_path / "calls.ZIP"):
        assert may_be_recordings([path]), path
    assert not may_be_recordings([text, drill, tmp_path / "gone"])
    assert may_be_recordings([text, bare])


def test_no_other_window_or_command_clears_away_what_waits_for_a_decision(studio: Studio) -> None:
    first, second = look_over(studio, SPEECH[:2]).candidates
    other = Studio(studio.paths, studio.settings)
    other.sweep()
    (kept,) = keep(studio, [first])
    assert kept.status == "imported"
    other.sweep()
    assert second.place.piece.is_file()
    leave([second])
    (litter,) = look_over(studio, SPEECH[1:2]).candidates
    litter.over()  # as where the program that looked has died
    other.sweep()
    assert not litter.place.piece.is_file()
    other.close()
