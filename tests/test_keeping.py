"""A library that fails while a take is being recorded: what was said is kept and told, recording goes on."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from rehearse.audio.rescue import rescue_lock
from rehearse.errors import DiskFull, LibraryError, ModelMissing, RehearseError
from rehearse.keeping import RESCUED
from rehearse.library import rows
from rehearse.live_take import Backstage, LiveTake, Review
from rehearse.paths import Paths
from rehearse.settings import SettingsStore
from rehearse.speech.recogniser import Engine
from rehearse.speech.transcript import Transcript
from rehearse.studio import Studio
from tests.audio.test_capture import FAKE_DEVICE, frames_of, voice
from tests.helpers.fake_stream import FakeMicrophone

posix = pytest.mark.skipif(sys.platform == "win32", reason="an open file cannot be taken away there")


@pytest.fixture
def studio(tmp_path: Path) -> Iterator[Studio]:
    paths = Paths.below(tmp_path / "home")
    settings = SettingsStore(paths.settings)
    settings.update(speaker="Kim")
    made = Studio(paths, settings)
    yield made
    made.close()


def no_engine() -> Engine:
    raise ModelMissing("nobody listens here")


def nobody_judges(_take_id: str, _transcript: Transcript) -> Review:
    raise AssertionError("nothing was heard")


def spoken(studio: Studio) -> tuple[LiveTake, bytes]:
    """A take in which a second was said."""
    microphone, said = FakeMicrophone(), voice(16_000)
    backstage = Backstage(
        studio.library_to_record(), no_engine, lambda: False, nobody_judges, studio.rescue_folders
    )
    live = LiveTake.begin(backstage, FAKE_DEVICE, speaker="Kim", script_id=None, open_stream=microphone.open)
    microphone.stream.say(said)
    return live, said


@posix
def test_the_folder_is_deleted_and_recording_goes_on_in_a_new_one(studio: Studio) -> None:
    live, said = spoken(studio)
    shutil.rmtree(studio.paths.library)
    with pytest.raises(LibraryError) as caught:
        live.stop()
    kept = studio.paths.config / RESCUED / f"{live.take_id}.wav"
    assert str(kept) in caught.value.kept
    assert "when Rehearse starts next" in caught.value.help
    assert frames_of(kept) == said
    with pytest.raises(LibraryError, match="not there any more"):
        studio.rename(live.take_id, "still the old one")

    again, said = spoken(studio)
    assert frames_of(again.stop().audio_path) == said
    assert [take.id for take in studio.takes()] == [again.take_id]
    assert studio.changed_elsewhere(), "lists are read anew"
    assert not studio.changed_elsewhere()
    (news,) = studio.news()
    assert "A new library was begun" in news
    assert str(studio.paths.library) in news


@posix
def test_what_was_kept_elsewhere_is_a_take_at_the_next_start_once(studio: Studio) -> None:
    live, said = spoken(studio)
    shutil.rmtree(studio.paths.library)
    with pytest.raises(LibraryError):
        live.stop()
    studio.close()
    rescued = studio.paths.config / RESCUED
    kept = rescued / f"{live.take_id}.wav"
    being_recorded = rescue_lock(kept)
    assert being_recorded.acquire()
    assert studio.sweep() == [], "somebody is at it"
    being_recorded.release()
    (take,) = studio.sweep()
    assert take.recovered
    assert (take.id, take.speaker) == (live.take_id, "Kim")
    assert frames_of(take.audio_path) == said
    assert not any(rescued.iterdir())
    assert studio.sweep() == []

    shutil.copy(take.audio_path, kept)
    assert studio.sweep() == [], "it is there already"
    assert not any(rescued.iterdir())

    other = voice(16_000, seed=7)
    kept.write_bytes(take.audio_path.read_bytes()[:44] + other)
    (second,) = studio.sweep()
    assert second.id != take.id
    assert frames_of(second.audio_path) == other
    assert {one.id for one in studio.takes()} == {take.id, second.id}


@posix
def test_a_folder_that_comes_back_has_the_take_of_which_a_part_was_kept_elsewhere(studio: Studio) -> None:
    live, said = spoken(studio)
    away = studio.paths.library.with_name("away")
    studio.paths.library.rename(away)
    with pytest.raises(LibraryError):
        live.stop()
    away.rename(studio.paths.library)
    (take,) = studio.sweep()
    assert take.id == live.take_id
    assert frames_of(take.audio_path) == said


def test_a_disk_too_full_for_the_row_leaves_the_take_to_the_next_start(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    live, said = spoken(studio)
    path = studio.library.take(live.take_id).audio_path
    with monkeypatch.context() as patched:

        def full(*_arguments: object, **_more: object) -> None:
            raise OSError(28, os.strerror(28))

        patched.setattr(rows, "write_facts", full)
        with pytest.raises(DiskFull) as caught:
            live.stop()
    assert str(path) in caught.value.kept
    assert not studio.library.is_recording
    (take,) = studio.sweep()
    assert take.id == live.take_id
    assert take.recovered
    assert frames_of(take.audio_path) == said


@posix
def test_on_a_disk_that_was_pulled_out_nothing_is_begun(studio: Studio, tmp_path: Path) -> None:
    studio.library.close()
    studio.move_data(tmp_path / "disk")
    assert studio.takes() == []
    (tmp_path / "disk").rename(tmp_path / "pulled out")
    with pytest.raises(RehearseError, match="is not there"):
        studio.library_to_record()
    assert not (tmp_path / "disk").exists()
