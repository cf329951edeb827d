"""The growing WAV: true after every write, whole after every crash."""

from __future__ import annotations

import errno
import os
import random
import stat
import struct
import sys
import wave
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rehearse.audio import wav
from rehearse.audio.format import SPEECH_FORMAT, AudioFormat
from rehearse.audio.wav import GrowingWav, WavFollower, repair
from rehearse.errors import AudioFileError, FileMissing, NotAudio

STEREO = AudioFormat(48_000, 2)


def read(path: Path) -> tuple[AudioFormat, bytes]:
    with wave.open(str(path), "rb") as file:
        format = AudioFormat(file.getframerate(), file.getnchannels(), file.getsampwidth())
        return format, file.readframes(file.getnframes())


def noise(n_bytes: int, seed: int = 1) -> bytes:
    return random.Random(seed).randbytes(n_bytes)


@pytest.mark.parametrize("format", [SPEECH_FORMAT, STEREO, AudioFormat(44_100, 1)])
def test_every_write_leaves_a_file_that_another_program_reads(tmp_path: Path, format: AudioFormat) -> None:
    path = tmp_path / "take.wav"
    growing = GrowingWav.create(path, format)
    said = b""
    assert read(path) == (format, b"")
    for index in range(5):
        piece = noise(format.frame_bytes * (1 + 300 * index), index)
        growing.write(piece)
        said += piece
        assert read(path) == (format, said)
        assert growing.n_frames == len(said) // format.frame_bytes
    growing.close()
    growing.close()
    assert read(path) == (format, said)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
def test_the_file_is_private(tmp_path: Path) -> None:
    old = os.umask(0)
    try:
        GrowingWav.create(tmp_path / "take.wav", SPEECH_FORMAT).close()
    finally:
        os.umask(old)
    assert stat.S_IMODE((tmp_path / "take.wav").stat().st_mode) == 0o600


def test_an_older_take_is_never_written_over(tmp_path: Path) -> None:
    path = tmp_path / "take.wav"
    path.write_bytes(b"somebody's words")
    with pytest.raises(FileExistsError):
        GrowingWav.create(path, SPEECH_FORMAT)
    assert path.read_bytes() == b"somebody's words"


def test_a_partial_frame_is_refused(tmp_path: Path) -> None:
    growing = GrowingWav.create(tmp_path / "take.wav", STEREO)
    with pytest.raises(ValueError, match="whole frames"):
        growing.write(b"\0" * 6)
    growing.close()
    assert read(tmp_path / "take.wav") == (STEREO, b"")


def test_what_was_written_reaches_the_disk_at_least_twice_a_second(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [100.0]
    synced: list[float] = []
    monkeypatch.setattr(wav.time, "monotonic", lambda: now[0])
    growing = GrowingWav.create(tmp_path / "take.wav", SPEECH_FORMAT)
    monkeypatch.setattr(wav.os, "fsync", lambda descriptor: synced.append(now[0]))
    for _block in range(500):
        now[0] += 0.02
        growing.write(bytes(640))
    growing.close()
    gaps = [later - earlier for earlier, later in zip([100.0, *synced], synced, strict=False)]
    assert max(gaps) <= 0.5
    assert len(synced) <= 50, "so often that a slow disk could not follow"


@pytest.mark.skipif(sys.platform == "win32", reason="there is no limit on file sizes to set")
def test_a_full_disk_keeps_every_whole_frame(tmp_path: Path) -> None:
    import resource
    import signal

    path = tmp_path / "take.wav"
    growing = GrowingWav.create(path, STEREO)
    said = noise(100_000)
    old_limit = resource.getrlimit(resource.RLIMIT_FSIZE)
    old_handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (50_001, old_limit[1]))
        with pytest.raises(OSError, match=os.strerror(errno.EFBIG)):
            growing.write(said)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, old_limit)
        signal.signal(signal.SIGXFSZ, old_handler)
    kept = (50_001 - 44) // 4 * 4
    assert growing.n_frames == kept // 4
    growing.close()
    assert path.stat().st_size == 44 + kept
    assert read(path) == (STEREO, said[:kept])


# ---- repair ------------------------------------------------------------------------------------


def recorded(path: Path, said: bytes, format: AudioFormat = SPEECH_FORMAT) -> Path:
    growing = GrowingWav.create(path, format)
    growing.write(said)
    growing.close()
    return path


def test_a_whole_file_is_left_untouched(tmp_path: Path) -> None:
    path = recorded(tmp_path / "take.wav", noise(3200))
    os.utime(path, ns=(1, 1))
    before = path.read_bytes()
    info = repair(path)
    assert (info.format, info.n_frames) == (SPEECH_FORMAT, 1600)
    assert path.read_bytes() == before
    assert path.stat().st_mtime_ns == 1


@given(extra=st.binary(max_size=700), sizes=st.tuples(*[st.integers(0, 0xFFFF_FFFF)] * 2))
@settings(max_examples=60, deadline=None)
def test_sizes_that_lie_are_made_true(
    tmp_path_factory: pytest.TempPathFactory, extra: bytes, sizes: tuple[int, int]
) -> None:
    """Neither what the sizes say nor where the process died within a write costs a frame."""
    path = recorded(tmp_path_factory.mktemp("sizes") / "take.wav", noise(400), STEREO)
    raw = bytearray(path.read_bytes()) + extra
    struct.pack_into("<I", raw, 4, sizes[0])
    # A size below what was confirmed cannot come from a crash: it only ever grows.
    struct.pack_into("<I", raw, 40, sizes[1])
    path.write_bytes(raw)
    info = repair(path)
    whole = (400 + len(extra)) // 4
    assert info.n_frames == whole
    assert read(path) == (STEREO, bytes(raw[44 : 44 + whole * 4]))
    again = path.read_bytes()
    assert repair(path) == info
    assert path.read_bytes() == again


def test_every_cut_of_a_file_opens_or_is_refused_and_kept(tmp_path: Path) -> None:
    whole = recorded(tmp_path / "take.wav", noise(64), STEREO).read_bytes()
    for length in range(len(whole)):
        path = tmp_path / f"cut-{length}.wav"
        path.write_bytes(whole[:length])
        if length < 44:
            with pytest.raises(NotAudio) as caught:
                repair(path)
            assert path.name in caught.value.message
            assert path.read_bytes() == whole[:length]
        else:
            n_frames = (length - 44) // 4
            assert repair(path).n_frames == n_frames
            assert read(path)[1] == whole[44 : 44 + n_frames * 4]


@given(junk=st.binary(max_size=200))
@settings(max_examples=100, deadline=None)
def test_junk_is_refused_and_kept(tmp_path_factory: pytest.TempPathFactory, junk: bytes) -> None:
    path = tmp_path_factory.mktemp("junk") / "junk.wav"
    path.write_bytes(junk)
    with pytest.raises(NotAudio):
        repair(path)
    assert path.read_bytes() == junk


@given(at=st.integers(0, 43), value=st.integers(0, 255))
@settings(max_examples=150, deadline=None)
def test_a_damaged_header_is_repaired_or_refused(
    tmp_path_factory: pytest.TempPathFactory, at: int, value: int
) -> None:
    """Any one byte of the header wrong: an answer or one of our errors, and no sample touched."""
    path = recorded(tmp_path_factory.mktemp("header") / "take.wav", noise(400), STEREO)
    raw = bytearray(path.read_bytes())
    raw[at] = value
    path.write_bytes(raw)
    try:
        info = repair(path)
    except AudioFileError:
        assert path.read_bytes() == raw
    else:
        assert info.n_frames * info.format.frame_bytes <= 400
        after = path.read_bytes()[44:]
        assert after == raw[44 : 44 + len(after)]


def test_chunks_of_another_program_after_the_sound_are_no_sound(tmp_path: Path) -> None:
    """Adopted files may carry a title behind the samples."""
    title = b"LIST" + struct.pack("<I", 26) + b"INFOINAM" + struct.pack("<I", 14) + b"Call to Ann \0\0"
    data = noise(400)
    body = b"WAVEfmt " + struct.pack("<IHHIIHH", 16, 1, 1, 16_000, 32_000, 2, 16)
    body += b"data" + struct.pack("<I", 400) + data + title
    path = tmp_path / "titled.wav"
    path.write_bytes(b"RIFF" + struct.pack("<I", len(body)) + body)
    before = path.read_bytes()
    info = repair(path)
    assert info.n_frames == 200
    assert path.read_bytes() == before
    with WavFollower(path) as follower:
        assert follower.read(10_000) == data


def test_long_chunks_before_the_sound_are_passed_over(tmp_path: Path) -> None:
    body = b"WAVEJUNK" + struct.pack("<I", 9000) + bytes(9000)
    body += b"fmt " + struct.pack("<IHHIIHH", 16, 1, 1, 16_000, 32_000, 2, 16)
    body += b"data" + struct.pack("<I", 0) + noise(401)
    path = tmp_path / "padded.wav"
    path.write_bytes(b"RIFF" + struct.pack("<I", 0) + body)
    assert repair(path).n_frames == 200
    assert read(path) == (SPEECH_FORMAT, noise(401)[:400])


def test_extensible_and_float_samples(tmp_path: Path) -> None:
    tail = bytes.fromhex("0000000010800000aa00389b71")  # of the sub-format that starts with its kind
    for kind, accepted in ((1, True), (3, False)):
        body = b"WAVEfmt " + struct.pack("<IHHIIHH", 40, 0xFFFE, 2, 48_000, 192_000, 4, 16)
        body += struct.pack("<HHIH", 22, 16, 3, kind) + b"\0" + tail
        body += b"data" + struct.pack("<I", 8) + bytes(8)
        path = tmp_path / f"{kind}.wav"
        path.write_bytes(b"RIFF" + struct.pack("<I", len(body)) + body)
        if accepted:
            assert (repair(path).format, repair(path).n_frames) == (STEREO, 2)
        else:
            with pytest.raises(NotAudio):
                repair(path)


def test_a_missing_file_and_a_folder_are_told_apart_from_junk(tmp_path: Path) -> None:
    with pytest.raises(FileMissing):
        repair(tmp_path / "nowhere.wav")
    with pytest.raises(AudioFileError):
        repair(tmp_path)


# ---- following ---------------------------------------------------------------------------------


@given(cuts=st.lists(st.integers(0, 300), max_size=8), step=st.integers(1, 200))
@settings(max_examples=40, deadline=None)
def test_a_follower_hears_every_frame_once(
    tmp_path_factory: pytest.TempPathFactory, cuts: list[int], step: int
) -> None:
    path = tmp_path_factory.mktemp("follow") / "take.wav"
    growing = GrowingWav.create(path, STEREO)
    with WavFollower(path) as follower:
        assert follower.format == STEREO
        assert follower.read(step) == b""
        said = heard = b""
        for index, n_frames in enumerate(cuts):
            piece = noise(n_frames * 4, index)
            growing.write(piece)
            said += piece
            heard += (got := follower.read(step))
            assert len(got) <= step * 4
        growing.close()
        while got := follower.read(step):
            heard += got
        assert heard == said
        assert follower.read(step) == b""


def test_a_follower_of_nothing_says_so(tmp_path: Path) -> None:
    with pytest.raises(FileMissing):
        WavFollower(tmp_path / "nowhere.wav")
    (tmp_path / "empty.wav").touch()
    with pytest.raises(NotAudio):
        WavFollower(tmp_path / "empty.wav")
