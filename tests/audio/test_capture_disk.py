"""Recording on a disk that refuses, is full or fills up: what was said until then is kept, and told."""

from __future__ import annotations

import errno
import itertools
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from rehearse.audio import disk_room, wav
from rehearse.audio.capture import Capture, Warn
from rehearse.audio.disk_room import DiskLimits
from rehearse.errors import DiskFull, LibraryError, LibraryReadOnly
from rehearse.files import free_bytes
from tests.audio.test_capture import BLOCK, SECOND, Session, frames_of, session, voice
from tests.helpers.fake_stream import FAKE_DEVICE, FakeMicrophone
from tests.helpers.virtual_mic import wait_for

__all__ = ["session"]


def test_an_older_take_is_not_written_over(tmp_path: Path) -> None:
    path = tmp_path / "take.wav"
    path.write_bytes(b"older")
    microphone = FakeMicrophone()
    with pytest.raises(LibraryError):
        Capture(FAKE_DEVICE, path, open_stream=microphone.open).start()
    assert path.read_bytes() == b"older"
    assert microphone.stream.closings == 1


def test_no_room_to_begin_with(tmp_path: Path) -> None:
    microphone = FakeMicrophone()
    limits = DiskLimits(reserve_bytes=2**60, reserve_share=2.0)
    take = Capture(FAKE_DEVICE, tmp_path / "take.wav", open_stream=microphone.open, disk_limits=limits)
    with pytest.raises(DiskFull) as caught:
        take.start()
    assert "MB" in caught.value.message
    assert not take.path.exists()


def test_the_disk_is_watched_and_the_reserve_left_alone(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    free = [20_000_000 + 200 * 32_000]
    monkeypatch.setattr(disk_room, "disk_bytes", lambda folder: (10**12, free[0]))
    monkeypatch.setattr(disk_room, "_LOOK_EVERY_S", 0.0)
    said = voice(SECOND)
    session.say(said)
    assert session.capture.status().warning is Warn.NONE
    free[0] = 20_000_000 + 60 * 32_000
    session.say(said)
    wait_for(lambda: session.capture.status().warning is Warn.DISK_LOW, "the warning")
    assert session.capture.status().state == "recording"
    free[0] = 20_000_000
    session.stream.say(said)
    wait_for(lambda: session.capture.status().state == "lost", "the end")
    status = session.capture.status()
    assert isinstance(status.error, DiskFull)
    assert status.warning is Warn.DISK_LOW
    assert status.error.kept
    assert frames_of(session.capture.path).startswith(said * 2)


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        (errno.ENOSPC, DiskFull),
        (errno.EFBIG, DiskFull),
        (errno.EIO, LibraryError),
        (errno.EROFS, LibraryReadOnly),
    ],
)
def test_a_write_that_fails_ends_it_with_what_was_written(
    session: Session, monkeypatch: pytest.MonkeyPatch, number: int, kind: type[Exception]
) -> None:
    said = voice(SECOND)
    session.say(said)
    real = os.write

    def half(descriptor: int, data: bytes) -> int:
        if len(data) > 44:
            if len(data) < 2 * BLOCK:
                raise OSError(number, os.strerror(number))
            return real(descriptor, bytes(data[:101]))
        return real(descriptor, data)

    monkeypatch.setattr(wav.os, "write", half)
    more = voice(BLOCK, seed=8)
    session.stream.say(more)
    wait_for(lambda: session.capture.status().state == "lost", "the end")
    monkeypatch.undo()
    assert isinstance(session.capture.status().error, kind)
    assert frames_of(session.capture.path) == said + more[:100]
    assert session.capture.stop().n_frames == SECOND + 50
    assert session.capture.status().elapsed_s == pytest.approx(1.003, abs=0.001)


def test_a_fault_of_the_program_keeps_the_sound(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    said = voice(SECOND)
    session.say(said)

    def broken(pcm: bytes) -> None:
        raise ZeroDivisionError("a bug")

    monkeypatch.setattr(session.capture._meter, "add", broken)
    session.stream.say(voice(BLOCK))
    wait_for(lambda: session.capture.status().state == "lost", "the end")
    error = session.capture.status().error
    assert error is not None
    assert isinstance(error.__cause__, ZeroDivisionError)
    assert session.capture.stop().n_frames == SECOND + BLOCK


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A real file system of 2 MB."""
    if sys.platform != "linux":
        pytest.skip("made with a Linux tmpfs")
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(folder)], capture_output=True, check=False
    )
    if mounted.returncode != 0:
        pytest.skip("only root may mount a small disk; the tests above fake its error")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


@pytest.mark.parametrize("reserve_bytes", [0, 500_000])
def test_a_full_disk(small_disk: Path, reserve_bytes: int) -> None:
    """Without a reserve the disk itself says no; with one the recording ends before that."""
    microphone = FakeMicrophone()
    limits = DiskLimits(reserve_bytes=reserve_bytes, warn_s=20.0, start_s=1.0)
    take = Capture(FAKE_DEVICE, small_disk / "take.wav", open_stream=microphone.open, disk_limits=limits)
    take.start()
    said = b""
    warned = False
    for index in itertools.count():
        if take.status().state == "lost":
            break
        piece = voice(SECOND // 10, seed=index)
        said += piece
        microphone.stream.say(piece)
        wait_for(lambda: take._queue.empty() or take._done.is_set(), "the writer")
        take._room._looked_at = float("-inf")  # the disk fills faster here than anybody can talk
        warned = warned or take.status().warning is Warn.DISK_LOW
        assert index < 1000, "the disk never got full"
    assert warned
    assert isinstance(take.status().error, DiskFull)
    done = take.stop()
    kept = frames_of(done.path)
    assert len(kept) == done.n_frames * 2
    assert said.startswith(kept)
    free = free_bytes(small_disk)
    if reserve_bytes:
        assert free >= reserve_bytes - 2 * 3200
    else:
        assert len(kept) > 1_900_000, "what fits is kept"
