"""Recordings that went through a war: every format the program reads, mutated, and what must hold for any.

An input is a file's ending, a zero byte, and the file.
"""

from __future__ import annotations

import functools
import json
import math
import random
import struct
import tempfile
from collections.abc import Callable
from pathlib import Path
from unittest import mock

import numpy as np

from rehearse import processes
from rehearse.audio import remote_sound
from rehearse.audio.decode import NativeReader, decode_speech
from rehearse.audio.envelope import envelope, sound_facts
from rehearse.audio.format import SPEECH_FORMAT
from rehearse.audio.sound_file import SoundFile
from rehearse.errors import AudioFileError
from tests.data import make_audio
from tests.helpers.commands import rehearse
from tests.helpers.sentences import require_plain

#: No input is longer than this by right; one that is is not read to its end.
MOST_S = 60.0

_NUMBERS = (0, 1, 2, 3, 7, 0x7F, 0x80, 0xFF, 0x7FFF, 0x8000, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF)

#: Twenty of these are up to twenty minutes to hear, on a machine that may do much else.
_PATIENCE_S = 1800.0

#: What no recording is, under any name.
_STRANGERS: tuple[bytes, ...] = (
    b"",
    b"\0",
    b"\0" * 5000,
    b"RIFF",
    b"RIFF\xff\xff\xff\xffWAVE",
    b"OggS" * 300,
    b"fLaC" + b"\xff" * 300,
    b"ID3\x04\x00\x00\x7f\x7f\x7f\x7f" + b"\0" * 200,
    b"#!AMR\n" + b"\xff" * 500,
    b"\x1a\x45\xdf\xa3" + b"\xff" * 400,
    b"\0\0\0\x18ftypM4A " + b"\xff" * 400,
    b"#EXTM3U\n#EXT-X-TARGETDURATION:3\n#EXTINF:3,\n/etc/passwd\n#EXT-X-ENDLIST\n",
    b"#EXTM3U\nhttp://127.0.0.1:9/x.ts\n",
    b"ffconcat version 1.0\nfile '/etc/passwd'\n",
    b"v=0\no=- 0 0 IN IP4 127.0.0.1\nc=IN IP4 127.0.0.1\nm=audio 5004 RTP/AVP 0\n",
    b"PK\x03\x04" + b"\0" * 300,
    b"%PDF-1.7\n" + b"x" * 300,
    b"<html><body>voicemail</body></html>",
    b"GIF89a" + b"\xff" * 300,
    b"\x7fELF" + b"\x02" * 300,
    b"[playlist]\nFile1=file:///etc/passwd\nNumberOfEntries=1\n",
)


@functools.cache
def sources() -> dict[str, bytes]:
    """A short recording in every format, and a film without sound."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        made = {one: make_audio.make(one, folder).read_bytes() for one in make_audio.FORMATS}
        made["silent.mp4"] = make_audio.silent_video(folder / "silent.mp4").read_bytes()
    return made


def _ending(name: str) -> str:
    return Path(name).suffix


def mutated(chance: random.Random, names: tuple[str, ...] = ()) -> bytes:
    """A recording after an accident; `names` are the formats to choose from."""
    made = sources() if not names else {name: _one(name) for name in names}
    name = chance.choice(sorted(made))
    data = made[name]
    accident = chance.choice(_ACCIDENTS)
    ending = _ending(name)
    for _turn in range(chance.choice((1, 1, 1, 2, 3))):
        data = accident(data, chance)
    if accident is _spliced:
        data = _spliced_with(data, made[chance.choice(sorted(made))], chance)
    if chance.random() < 0.12:
        ending = chance.choice(
            [_ending(other) for other in make_audio.FORMATS] + ["", ".txt", ".zip", ".m3u8"]
        )
    return ending.encode() + b"\0" + data


@functools.cache
def _one(name: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        return make_audio.make(name, Path(folder)).read_bytes()


def _flipped(data: bytes, chance: random.Random) -> bytes:
    spoiled = bytearray(data)
    for _turn in range(chance.choice((1, 5, 50, 500))):
        if spoiled:
            spoiled[chance.randrange(len(spoiled))] ^= 1 << chance.randrange(8)
    return bytes(spoiled)


def _cut(data: bytes, chance: random.Random) -> bytes:
    return data[: chance.choice((chance.randrange(len(data) + 1), chance.randrange(min(len(data), 200) + 1)))]


def _beheaded(data: bytes, chance: random.Random) -> bytes:
    return data[chance.randrange(min(len(data), 3000) + 1) :]


def _field(data: bytes, chance: random.Random) -> bytes:
    """A number in a header, or in the table at the end, is another."""
    size = chance.choice((1, 2, 4, 4, 8))
    near = chance.randrange(min(len(data), 600) or 1)
    at = near if chance.random() < 0.75 else max(0, len(data) - 1 - chance.randrange(4000))
    value = chance.choice((*_NUMBERS, chance.getrandbits(32))) & (256**size - 1)
    return data[:at] + value.to_bytes(size, chance.choice(("little", "big"))) + data[at + size :]


def _zeroed(data: bytes, chance: random.Random) -> bytes:
    at, length = chance.randrange(len(data) + 1), chance.choice((16, 500, 20_000))
    return data[:at] + bytes(min(length, len(data) - at)) + data[at + length :]


def _doubled(data: bytes, chance: random.Random) -> bytes:
    at, length = chance.randrange(len(data) + 1), chance.choice((8, 100, 5000))
    return data[:at] + data[at : at + length] * chance.choice((2, 3, 20)) + data[at:]


def _filled_in(data: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(data) + 1)
    return data[:at] + chance.randbytes(chance.choice((1, 3, 400, 5000))) + data[at:]


def _wav_header(_data: bytes, chance: random.Random) -> bytes:
    """A WAV file whose header says absurd things of sound that may be no numbers at all."""
    kind = chance.choice((1, 1, 3, 3, 0xFFFE, 2, 6, 7, 0x11, 0x31, 0x50, 0x55, 0xFF, 0x2000, 0))
    channels = chance.choice((0, 1, 1, 2, 6, 64, 255, 65_535))
    rate_hz = chance.choice((0, 1, 100, 8_000, 44_100, 48_000, 3_000_000, 2**31 - 1, 2**32 - 1))
    bits = chance.choice((0, 1, 4, 8, 12, 16, 24, 32, 64, 255))
    align = chance.choice((0, 1, 2, 4, channels * bits // 8 % 65_536, 65_535))
    sound = chance.choice((_not_a_number, random.Random.randbytes, lambda _chance, n: bytes(n)))
    sound_bytes = sound(chance, chance.choice((0, 1, 400, 40_000)))
    told = chance.choice((len(sound_bytes), 0, 0xFFFFFFFF, 0x7FFFFFFF, 17))
    return (
        b"RIFF" + struct.pack("<I", 36 + len(sound_bytes)) + b"WAVEfmt " + struct.pack("<I", 16)
        + struct.pack("<HHIIHH", kind, channels, rate_hz, chance.choice((0, rate_hz)), align, bits)
        + b"data" + struct.pack("<I", told) + sound_bytes
    )  # fmt: skip


def _not_a_number(chance: random.Random, n_bytes: int) -> bytes:
    values = [chance.choice((math.nan, math.inf, -math.inf, 1e38, -1e38, 1e-44, 0.5)) for _n in range(64)]
    return (np.array(values, "<f4").tobytes() * (n_bytes // 256 + 1))[:n_bytes]


def _stranger(_data: bytes, chance: random.Random) -> bytes:
    return chance.choice((*_STRANGERS, chance.randbytes(chance.randrange(3000))))


def _nested(data: bytes, chance: random.Random) -> bytes:
    """The whole of a recording where its sound should be."""
    head = chance.choice((44, 100, 1000))
    return data[:head] + data + data[head:]


def _spliced(data: bytes, _chance: random.Random) -> bytes:
    return data  # the other half comes from another file


def _spliced_with(data: bytes, other: bytes, chance: random.Random) -> bytes:
    return data[: chance.randrange(len(data) + 1)] + other[chance.randrange(len(other) + 1) :]


_ACCIDENTS: tuple[Callable[[bytes, random.Random], bytes], ...] = (
    *(_flipped, _flipped, _cut, _cut, _field, _field, _field, _field, _zeroed, _beheaded),
    *(_doubled, _filled_in, _wav_header, _wav_header, _stranger, _nested, _spliced),
)


# ---- what must hold --------------------------------------------------------------------------------


def check_sound(path: Path) -> str:
    """Read a file in every way in which the program does: "read", or "refused" in a sentence.

    In this very process, as the process does that the program keeps for it.
    """
    with mock.patch.object(processes, "expendable", True):
        try:
            _read(path)
        except AudioFileError as error:
            refused = error
        else:
            return "read"
    require_plain(refused, naming=path.name)
    assert refused.help
    return "refused"


def _read(path: Path) -> None:
    with SoundFile(path) as file:
        for key, value in file.tags().items():
            assert len(key) <= 60
            assert len(value) <= 200
    pieces = decode_speech(path)
    read = 0
    while pieces.decoded_s < MOST_S and (piece := next(pieces, None)) is not None:
        read += len(piece)
    pieces.close()
    if pieces.decoded_s >= MOST_S:
        return
    assert read == pieces.n_frames * SPEECH_FORMAT.frame_bytes
    facts = sound_facts(path, [(0.2, 0.9)])
    numbers = (facts.peak_dbfs, facts.rms_dbfs, facts.speech_dbfs, facts.noise_dbfs, facts.loudness_lufs)
    assert all(number is None or math.isfinite(number) for number in numbers), facts
    outline = envelope(path, 50)
    assert np.isfinite(outline.minima).all()
    assert np.isfinite(outline.maxima).all()
    reader = NativeReader(path)
    try:
        for frame in (reader.info.rate_hz, 3, 10**9):
            reader.seek(frame)
            reader.read()
    finally:
        reader.close()


# ---- for tests.faults.fuzz ---------------------------------------------------------------------------


def random_input(chance: random.Random) -> bytes:
    return mutated(chance)


def write_input(data: bytes, folder: Path, stem: str = "soup") -> Path:
    ending, _zero, sound = data.partition(b"\0")
    path = folder / (stem + ending.decode())
    path.write_bytes(sound)
    return path


def check_bytes(data: bytes) -> str:
    with tempfile.TemporaryDirectory() as folder:
        return check_sound(write_input(data, Path(folder)))


def ready() -> None:
    sources()


def after_death(data: bytes) -> str:
    """One that ended its process: the program must outlive it and say so."""
    with tempfile.TemporaryDirectory() as folder:
        path = write_input(data, Path(folder))
        try:
            for _piece in decode_speech(path):
                pass
            sound_facts(path)
        except AudioFileError as error:
            require_plain(error, naming=path.name)
        finally:
            remote_sound.end_waiting()
    return "ended a decoder and were told"


def at_the_end(inputs: list[bytes], most: int = 20) -> str:
    """The first of them through `rehearse score`: each heard or told in a line, and the right exit status."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        paths = [write_input(data, folder, f"soup{n}") for n, data in enumerate(inputs[:most])]
        home = str(folder / "home")
        done = rehearse(
            "score", *paths, "--format", "jsonl", env={"REHEARSE_HOME": home}, timeout_s=_PATIENCE_S
        )
        lines = [json.loads(line) for line in done.stdout.splitlines()]
        assert [line["source"]["path"] for line in lines] == [str(path) for path in paths]
        failed = [line for line in lines if "error" in line]
        assert done.returncode == (1 if failed else 0)
        told = done.stderr.splitlines()
        assert len(told) < 3 * len(paths), done.stderr
        for line in failed:
            assert line["error"]["message"].endswith((".", "”"))
            assert any(line["error"]["message"] in one for one in told), line
    return f"{len(lines)} of them scored by one command, {len(failed)} told, exit status {done.returncode}"
