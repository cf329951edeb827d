from __future__ import annotations

import os
import random
import struct
import wave
from pathlib import Path

import numpy as np
import pytest

from rehearse.audio.decode import PIECE_FRAMES, NativeReader, decode_native, decode_speech, probe
from rehearse.audio.format import SPEECH_FORMAT, AudioFormat
from rehearse.audio.resample import SpeechResampler
from rehearse.audio.wav import GrowingWav, WavFollower
from rehearse.errors import AudioFileError, Cancelled, FileMissing, NoSound, NotAudio
from rehearse.progress import CancelToken
from tests.data import make_audio
from tests.helpers.likeness import likeness, loudness_likeness

#: WMA keeps its encoder's 46 ms, raw AAC 23 ms: all others start in place.
LARGEST_LAG_S = 0.05


def samples_of(path: Path) -> np.ndarray:
    return np.frombuffer(b"".join(decode_speech(path)), "<i2")


def resident_bytes() -> int:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


@pytest.fixture(scope="module")
def recordings(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("recordings")
    return {name: make_audio.make(name, folder) for name in make_audio.FORMATS}


@pytest.mark.parametrize("name", make_audio.FORMATS)
def test_every_format_sounds_like_the_original(name: str, recordings: dict[str, Path]) -> None:
    pieces = decode_speech(recordings[name])
    heard = np.frombuffer(b"".join(pieces), "<i2")
    wanted = make_audio.speech()[:, 0]
    alike, lag = likeness(heard, wanted)
    assert alike > make_audio.FORMATS[name][1]
    assert loudness_likeness(heard, wanted, lag, block_frames=320) > 0.95
    assert abs(lag) <= LARGEST_LAG_S * SPEECH_FORMAT.rate_hz
    assert abs(len(heard) - len(wanted)) <= LARGEST_LAG_S * SPEECH_FORMAT.rate_hz
    assert not pieces.truncated
    assert pieces.damaged_packets == 0
    if pieces.info.duration_s is not None and not pieces.info.duration_is_estimate:
        assert pieces.info.duration_s == pytest.approx(pieces.decoded_s, abs=0.06)


@pytest.mark.parametrize("name", make_audio.FORMATS)
def test_pieces_are_a_tenth_of_a_second(name: str, recordings: dict[str, Path]) -> None:
    *first, last = [len(piece) // SPEECH_FORMAT.frame_bytes for piece in decode_speech(recordings[name])]
    assert set(first) == {PIECE_FRAMES}
    assert 0 < last <= PIECE_FRAMES


def test_probe_tells_what_a_file_is(recordings: dict[str, Path]) -> None:
    assert probe(recordings["surround.wav"]).channels == 6
    assert probe(recordings["telephone-gsm.wav"]).rate_hz == 8_000
    film = probe(recordings["film.mp4"])
    assert (film.codec, film.container, film.rate_hz, film.channels) == ("aac", "mov", 48_000, 2)
    assert probe(recordings["browser-live.webm"]).duration_s is None
    assert probe(recordings["speech.wav"]).duration_s == 2.0


@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize("rate_hz", [16_000, 44_100, 48_000])
def test_following_a_growing_file_gives_the_samples_of_the_finished_one(
    rate_hz: int, channels: int, tmp_path: Path
) -> None:
    format = AudioFormat(rate_hz, channels)
    rng = np.random.default_rng(7)
    noise = rng.integers(-900, 900, (rate_hz * 2, channels))
    pcm = (make_audio.speech(rate_hz, channels)[: len(noise)] // 2 + noise).astype("<i2").tobytes()
    path = tmp_path / "take.wav"
    cuts = random.Random(rate_hz + channels)
    file = GrowingWav.create(path, format)
    follower = WavFollower(path)
    resampler = SpeechResampler(follower.format)
    followed = []
    start = 0
    while start < len(pcm):
        end = start + cuts.randrange(1, rate_hz // 4) * format.frame_bytes
        file.write(pcm[start:end])
        start = end
        while read := follower.read(cuts.randrange(1, 5_000)):
            followed.append(resampler.push(read))
    file.close()
    followed.append(resampler.finish())
    follower.close()
    assert b"".join(followed) == b"".join(decode_speech(path))


def test_native_sound_is_exact_and_complete(recordings: dict[str, Path]) -> None:
    info, arrays = decode_native(recordings["cd.wav"])
    heard = np.concatenate(list(arrays))
    assert heard.dtype == np.int16
    assert heard.shape == (info.rate_hz * 2, 2)
    assert np.array_equal(heard, make_audio.speech(44_100, 2))


# --- seeking ---------------------------------------------------------------------------------

LONG_FORMATS = {
    "long.wav": ("pcm_s16le", 44_100),
    "long.flac": ("flac", 44_100),
    "long.mp3": ("libmp3lame", 44_100),
    "long.m4a": ("aac", 44_100),
    "long.ogg": ("libopus", 48_000),
    "long.webm": ("libopus", 48_000),
    "long.aac": ("aac", 44_100),
    "long.amr": ("libopencore_amrnb", 8_000),
}


@pytest.mark.parametrize("name", LONG_FORMATS)
def test_seeking_lands_on_the_frame(name: str, tmp_path: Path) -> None:
    codec, rate_hz = LONG_FORMATS[name]
    rng = np.random.default_rng(3)
    words = [make_audio.speech(rate_hz) // (1 + number % 3) for number in range(10)]
    noise = rng.integers(-300, 300, (rate_hz * 20, 1))
    sound = (np.concatenate(words) // 2 + noise).astype(np.int16)
    options = {"libmp3lame": {"b": "0", "global_quality": "500", "flags": "+qscale"}}.get(codec, {})
    path = make_audio.encode(tmp_path / name, codec, sound, rate_hz, options=options)
    _info, arrays = decode_native(path)
    whole = np.concatenate(list(arrays))
    reader = NativeReader(path)
    for frame in (rate_hz * 15 + 123, rate_hz * 3, 0, 17, rate_hz * 19):
        reader.seek(frame)
        got: list[np.ndarray] = []
        while sum(map(len, got)) < rate_hz // 2 and (more := reader.read()) is not None:
            got.append(more)
        heard = np.concatenate(got)[: rate_hz // 2, 0]
        alike, lag = likeness(heard, whole[frame : frame + len(heard), 0])
        assert alike > 0.95
        assert abs(lag) <= rate_hz * 0.002
    reader.seek(len(whole) + rate_hz // 10)
    assert reader.read() is None
    reader.close()


# --- files that are odd ------------------------------------------------------------------------


def test_rate_and_channels_may_change_on_the_way(tmp_path: Path) -> None:
    first = make_audio.encode(tmp_path / "a.aac", "aac", make_audio.speech(44_100, 2), 44_100)
    second = make_audio.encode(tmp_path / "b.aac", "aac", make_audio.speech(16_000), 16_000)
    both = tmp_path / "both.aac"
    both.write_bytes(first.read_bytes() + second.read_bytes())
    heard = samples_of(both)
    assert len(heard) / 16_000 == pytest.approx(4.1, abs=0.15)
    for start in (0, len(heard) - 33_800):
        alike, _lag = likeness(heard[start : start + 33_800], make_audio.speech()[:, 0])
        assert alike > 0.95
    info, arrays = decode_native(both)
    native = np.concatenate(list(arrays))
    assert native.shape[1] == info.channels == 2
    assert len(native) / info.rate_hz == pytest.approx(4.1, abs=0.15)


def test_ten_channels_without_a_known_layout(tmp_path: Path) -> None:
    path = tmp_path / "ten.wav"
    with wave.open(str(path), "wb") as file:
        file.setparams((10, 2, 16_000, 0, "NONE", ""))
        file.writeframes(np.full((1_600, 10), 500, "<i2").tobytes())
    assert samples_of(path).tolist() == [500] * 1_600


def test_tags_in_any_encoding_are_no_obstacle(tmp_path: Path) -> None:
    path = make_audio.make("speech.wav", tmp_path)
    data = path.read_bytes()
    tag = struct.pack("<4sI4s4sI", b"LIST", 16, b"INFO", b"INAM", 4) + b"\xff\xfe\xe9\x00"
    path.write_bytes(data[:4] + struct.pack("<I", len(data) + len(tag) - 8) + data[8:] + tag)
    assert len(samples_of(path)) == 32_000


@pytest.mark.parametrize(
    "name", ["ä — 日本.wav", "100%.wav", "a:b.wav", "http:", "-", "x%03d.wav", "a b'c\".wav"]
)
def test_any_name_will_do(name: str, tmp_path: Path) -> None:
    path = make_audio.make("speech.wav", tmp_path).rename(tmp_path / name)
    assert len(samples_of(path)) == 32_000


@pytest.mark.skipif(os.name == "nt", reason="Windows names are always text")
def test_a_name_that_is_no_text_will_do(tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff\xe9.wav"))
    make_audio.make("speech.wav", tmp_path).rename(path)
    assert len(samples_of(path)) == 32_000


def test_a_header_that_a_crash_left_without_sizes(tmp_path: Path) -> None:
    path = make_audio.make("speech.wav", tmp_path)
    data = bytearray(path.read_bytes())
    place = data.index(b"data") + 4
    data[4:8] = data[place : place + 4] = bytes(4)
    path.write_bytes(data)
    assert len(samples_of(path)) == pytest.approx(32_000, abs=32)


# --- files that lost their end -----------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "speech.wav",
        "cd.wav",
        "telephone.wav",
        "speech.flac",
        "speech.mp3",
        "note.ogg",
        "browser.webm",
        "mac.aiff",
    ],
)
def test_a_truncated_file_yields_what_there_is_and_says_so(
    name: str, recordings: dict[str, Path], tmp_path: Path
) -> None:
    path = tmp_path / name
    data = recordings[name].read_bytes()
    path.write_bytes(data[: len(data) * 6 // 10 + 1])
    pieces = decode_speech(path)
    heard = np.frombuffer(b"".join(pieces), "<i2")
    assert pieces.truncated
    assert 0.7 < pieces.decoded_s < 1.6
    alike, _lag = likeness(heard, make_audio.speech()[: len(heard), 0])
    assert alike > 0.95


def test_a_length_that_was_only_reckoned_is_no_sign_of_a_cut(tmp_path: Path) -> None:
    quiet, loud = np.zeros((44_100 * 8, 1), np.int16), make_audio.speech(44_100)
    path = make_audio.encode(
        tmp_path / "vbr.mp3",
        "libmp3lame",
        np.concatenate((quiet, loud, loud, loud)),
        44_100,
        container_options={"write_xing": "0"},
        options={"flags": "+qscale", "global_quality": "236"},
    )
    pieces = decode_speech(path)
    assert sum(map(len, pieces)) / 32_000 == pytest.approx(14, abs=0.1)
    assert pieces.info.duration_is_estimate
    assert pieces.info.duration_s is not None
    assert pieces.info.duration_s > 14.5  # else this tests nothing
    assert not pieces.truncated


@pytest.mark.parametrize(
    ("name", "estimate"), [("phone.amr", True), ("memo.aac", True), ("speech.mp3", False)]
)
def test_who_states_its_length(name: str, estimate: bool, recordings: dict[str, Path]) -> None:
    assert probe(recordings[name]).duration_is_estimate is estimate


def test_a_hole_of_junk_in_the_middle_costs_only_itself(recordings: dict[str, Path], tmp_path: Path) -> None:
    data = bytearray(recordings["speech.mp3"].read_bytes())
    middle = len(data) // 2
    data[middle : middle + 1_500] = random.Random(1).randbytes(1_500)
    path = tmp_path / "hole.mp3"
    path.write_bytes(data)
    assert 1.7 < len(samples_of(path)) / 16_000 <= 2.05


def test_m4a_without_its_end_is_named_as_cut_off(recordings: dict[str, Path], tmp_path: Path) -> None:
    path = tmp_path / "memo.m4a"
    data = recordings["memo.m4a"].read_bytes()
    path.write_bytes(data[: len(data) // 2])
    with pytest.raises(NotAudio, match="cut off"):
        decode_speech(path)


# --- files that cannot be used -------------------------------------------------------------------


def spoilt(kind: str, folder: Path) -> Path:
    path = folder / "x.wav"
    match kind:
        case "folder":
            path.mkdir()
        case "junk":
            path.write_bytes(random.Random(2).randbytes(60_000))
        case "zeros":
            path.write_bytes(bytes(60_000))
        case "empty":
            path.touch()
        case "one byte":
            path.write_bytes(b"R")
        case "text":
            path.write_text("Hi, this is Bob Smith.\n" * 200)
        case "playlist":
            make_audio.make("speech.wav", folder).rename(folder / "inner.wav")
            path.write_text("#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\ninner.wav\n#EXT-X-ENDLIST\n")
        case "concat":
            make_audio.make("speech.wav", folder).rename(folder / "inner.wav")
            path.write_text("ffconcat version 1.0\nfile inner.wav\n")
        case "video":
            path = make_audio.silent_video(folder / "film.mp4")
        case "no frames":
            with wave.open(str(path), "wb") as file:
                file.setparams((1, 2, 16_000, 0, "NONE", ""))
        case "picture":
            path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
        case "pipe":
            os.mkfifo(path)
    return path


@pytest.mark.parametrize(
    ("kind", "error", "words"),
    [
        ("missing", FileMissing, "There is no file"),
        ("folder", FileMissing, "is a folder"),
        ("pipe", FileMissing, "not an ordinary file"),
        ("junk", NotAudio, "not a recording"),
        ("zeros", NotAudio, "not a recording"),
        ("empty", NotAudio, "empty"),
        ("one byte", NotAudio, "not a recording"),
        ("text", NotAudio, "not a recording"),
        ("picture", NotAudio, "not a recording"),
        ("playlist", NotAudio, "not a recording"),
        ("concat", NotAudio, "not a recording"),
        ("video", NoSound, "no sound"),
        ("no frames", NoSound, "no sound"),
    ],
)
@pytest.mark.parametrize("reader", [probe, decode_speech, decode_native])
def test_what_cannot_be_used_is_told_in_a_sentence(
    reader: object, kind: str, error: type[AudioFileError], words: str, tmp_path: Path
) -> None:
    path = spoilt(kind, tmp_path)
    with pytest.raises(error, match=words) as caught:
        reader(path)  # type: ignore[operator]
    assert type(caught.value) is error
    assert str(path) in caught.value.message
    assert caught.value.message.endswith(".")
    assert "\n" not in caught.value.message
    assert caught.value.help


@pytest.mark.skipif(os.name == "nt", reason="permissions of POSIX systems")
def test_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    path = make_audio.make("speech.wav", tmp_path)
    path.chmod(0)
    was_root = os.geteuid() == 0
    if was_root:
        os.seteuid(65_534)
    try:
        with pytest.raises(FileMissing, match="not allowed"):
            probe(path)
    finally:
        if was_root:
            os.seteuid(0)


def test_a_zero_byte_in_the_name() -> None:
    with pytest.raises(FileMissing, match="cannot be read"):
        probe(Path("a\0b.wav"))


# --- long files ------------------------------------------------------------------------------------


def hours_of_telephone(path: Path, hours: float) -> Path:
    """A µ-law WAV of that length; the file has a hole, so it takes no room on the disk."""
    n = round(hours * 3_600 * 8_000)
    head = struct.pack("<4sI4s4sIHHIIHH", b"RIFF", n + 36, b"WAVE", b"fmt ", 16, 7, 1, 8_000, 8_000, 1, 8)
    path.write_bytes(head + struct.pack("<4sI", b"data", n))
    os.truncate(path, len(head) + 8 + n)
    return path


def test_cancel_is_heard_between_two_pieces_of_ten_hours(tmp_path: Path) -> None:
    cancel = CancelToken()
    pieces = decode_speech(hours_of_telephone(tmp_path / "long.wav", 10), cancel=cancel)
    assert pieces.info.duration_s == 36_000
    for _number in range(5):
        next(pieces)
    cancel.cancel()
    with pytest.raises(Cancelled):
        next(pieces)


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="memory is read from /proc")
def test_memory_does_not_grow_with_length(tmp_path: Path) -> None:
    pieces = decode_speech(hours_of_telephone(tmp_path / "long.wav", 0.5))
    before = 0
    for number, _piece in enumerate(pieces):
        if number == 600:
            before = resident_bytes()
    assert pieces.decoded_s == pytest.approx(1_800, abs=0.01)
    assert resident_bytes() - before < 8_000_000  # the whole would be 57 MB
