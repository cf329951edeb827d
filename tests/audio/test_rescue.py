"""A recording whose file is taken away while somebody speaks."""

from __future__ import annotations

import errno
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from rehearse.audio import rescue
from rehearse.audio.capture import Capture
from tests.audio.test_capture import FAKE_DEVICE, SECOND, Session, frames_of, voice
from tests.helpers.fake_stream import FakeMicrophone

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="an open file cannot be taken away there")


def recording(folder: Path, places: tuple[Path, ...]) -> Session:
    microphone = FakeMicrophone()
    take = Capture(
        FAKE_DEVICE, folder / "year" / "take.wav", open_stream=microphone.open, rescue_folders=places
    )
    take.path.parent.mkdir(parents=True)
    take.start()
    return Session(microphone, take)


@pytest.mark.parametrize(
    "take_away",
    [shutil.rmtree, lambda folder: folder.rename(folder.with_name("other"))],
    ids=["deleted", "renamed"],
)
def test_all_of_it_is_kept_elsewhere(
    take_away: Callable[[Path], object], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rescue, "_LOOK_EVERY_S", 0.0)
    blocked = tmp_path / "file"
    blocked.touch()
    session = recording(tmp_path / "library", (blocked / "not a folder", tmp_path / "rescued"))
    before, after = voice(SECOND, seed=1), voice(SECOND, seed=2)
    session.say(before)
    take_away(tmp_path / "library")
    session.say(after)
    session.say(after)
    place = tmp_path / "rescued" / "take.wav"
    assert frames_of(place) == before + 2 * after, "while it is recorded: a crash may come as well"
    assert session.capture.stop().n_frames == 3 * SECOND
    assert session.capture.rescued == (True, place)
    assert frames_of(place) == before + 2 * after
    assert os.stat(place).st_mode & 0o077 == 0


def test_what_was_said_last_is_looked_after_at_the_end(tmp_path: Path) -> None:
    session = recording(tmp_path / "library", (tmp_path / "rescued",))
    said = voice(SECOND)
    session.say(said)
    shutil.rmtree(tmp_path / "library")
    session.capture.stop()
    assert frames_of(tmp_path / "rescued" / "take.wav") == said


def test_a_file_that_went_alone_is_put_back(tmp_path: Path) -> None:
    session = recording(tmp_path / "library", (tmp_path / "rescued",))
    said = voice(SECOND)
    session.say(said)
    session.capture.path.unlink()
    session.capture.stop()
    assert session.capture.rescued == (False, None)
    assert frames_of(session.capture.path) == said
    assert not any((tmp_path / "rescued").iterdir())


def test_a_copy_that_a_full_disk_refuses_for_a_while_is_made_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rescue, "_LOOK_EVERY_S", 0.0)
    session = recording(tmp_path / "library", (tmp_path / "rescued",))
    session.say(voice(SECOND, seed=1))
    shutil.rmtree(tmp_path / "library")
    session.say(voice(SECOND, seed=2))
    copy = session.capture._rescue._copy
    assert copy is not None
    with monkeypatch.context() as full:

        def refuse(_pcm: bytes) -> None:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

        full.setattr(copy, "write", refuse)
        session.say(voice(SECOND, seed=3))
    session.say(voice(SECOND, seed=4))
    session.capture.stop()
    said = b"".join(voice(SECOND, seed=seed) for seed in (1, 2, 3, 4))
    assert frames_of(tmp_path / "rescued" / "take.wav") == said
    assert [path.name for path in (tmp_path / "rescued").iterdir()] == ["take.wav"], "nobody holds it"


def test_a_copy_that_its_disk_refuses_to_the_end_is_made_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rescue, "_LOOK_EVERY_S", 0.0)
    places = (tmp_path / "rescued", tmp_path / "other")
    session = recording(tmp_path / "library", places)
    session.say(voice(SECOND, seed=1))
    shutil.rmtree(tmp_path / "library")
    session.say(voice(SECOND, seed=2))
    copy = session.capture._rescue._copy
    assert copy is not None

    def refuse(_pcm: bytes) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(copy, "write", refuse)
    session.say(voice(SECOND, seed=3))
    session.capture.stop()
    said = b"".join(voice(SECOND, seed=seed) for seed in (1, 2, 3))
    assert session.capture.rescued == (True, places[1] / "take.wav")
    assert frames_of(places[1] / "take.wav") == said
    assert not any(places[0].iterdir())


def test_a_folder_that_somebody_else_has_put_there_is_not_used(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "rescued").symlink_to(tmp_path / "elsewhere")
    session = recording(tmp_path / "library", (tmp_path / "rescued", tmp_path / "other"))
    session.say(voice(SECOND))
    shutil.rmtree(tmp_path / "library")
    session.capture.stop()
    assert session.capture.rescued == (True, tmp_path / "other" / "take.wav")
    assert not any((tmp_path / "elsewhere").iterdir())


def test_where_no_place_takes_it_the_recording_ends_as_ever(tmp_path: Path) -> None:
    session = recording(tmp_path / "library", ())
    session.say(voice(SECOND))
    shutil.rmtree(tmp_path / "library")
    assert session.capture.stop().n_frames == SECOND
    assert session.capture.rescued == (True, None)


def test_nothing_is_copied_while_the_file_lies_there(tmp_path: Path) -> None:
    session = recording(tmp_path / "library", (tmp_path / "rescued",))
    session.say(voice(SECOND))
    session.capture.stop()
    assert not (tmp_path / "rescued").exists()
    assert session.capture.rescued == (False, None)
