"""Sound decoded in another process: the same sound, and whatever a file does to a decoder, a sentence."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from rehearse import processes
from rehearse.audio import decoder_child, remote_sound
from rehearse.audio.decode import decode_speech, open_sound, probe
from rehearse.audio.format import AudioFormat
from rehearse.audio.plain_wav import PlainWav, plain_wav
from rehearse.audio.playback import Player
from rehearse.audio.remote_sound import RemoteSound
from rehearse.audio.sound_file import SoundFile
from rehearse.audio.wav import GrowingWav
from rehearse.errors import AudioFileError, NotAudio
from tests.data import make_audio
from tests.helpers.commands import SAMPLES
from tests.helpers.deadly import ENDLESS, deadly_decoders, marked

NAMES = ("memo.m4a", "speech.flac", "surround.wav", "browser-live.webm", "phone.amr")


@pytest.fixture(scope="module")
def recordings(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("recordings")
    return {name: make_audio.make(name, folder) for name in NAMES}


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    """No process of another test reads on."""
    remote_sound.end_waiting()
    yield
    remote_sound.end_waiting()


def pid_of(file: RemoteSound) -> int:
    assert file._child is not None
    return file._child._process.pid


def own_wav(folder: Path, rate_hz: int = 16_000, channels: int = 1) -> GrowingWav:
    """As the program records."""
    own = GrowingWav.create(folder / "own.wav", AudioFormat(rate_hz, channels))
    own.write(make_audio.speech(rate_hz, channels).astype("<i2").tobytes())
    own.close()
    return own


def all_of(file: SoundFile | RemoteSound | PlainWav) -> np.ndarray:
    chunks = []
    while (chunk := file.read()) is not None:
        chunks.append(chunk.frames)
    return np.concatenate(chunks)


@pytest.mark.parametrize("name", NAMES)
def test_it_is_the_same_sound_cut_the_same(name: str, recordings: dict[str, Path]) -> None:
    here, there = SoundFile(recordings[name]), RemoteSound(recordings[name])
    assert there.info == here.info
    while (wanted := here.read()) is not None:
        got = there.read()
        assert got is not None
        assert (got.rate_hz, got.first_frame) == (wanted.rate_hz, wanted.first_frame)
        assert np.array_equal(got.frames, wanted.frames)
    assert there.read() is None
    assert (there.truncated, there.damaged_packets) == (here.truncated, here.damaged_packets)
    for frame in (17, here.info.rate_hz, 0, 10**9):
        here.seek(frame)
        there.seek(frame)
        first, other = here.read(), there.read()
        assert (first is None) == (other is None)
        if first is not None and other is not None:
            assert first.first_frame == other.first_frame
            # A lossy decoder keeps a trace of what it read before the jump, and one has read ahead.
            assert np.allclose(first.frames, other.frames, atol=0.02)
    here.close()
    there.close()
    there.close()


def test_which_files_are_decoded_where(recordings: dict[str, Path], tmp_path: Path) -> None:
    own = own_wav(tmp_path)
    for path, kind in (
        (own.path, PlainWav),
        (SAMPLES / "early-number.flac", SoundFile),
        (recordings["speech.flac"], RemoteSound),
        (recordings["surround.wav"], RemoteSound),
        (marked(make_audio.make("speech.wav", tmp_path)), RemoteSound),
    ):
        file = open_sound(path)
        assert type(file) is kind, path
        file.close()


def test_a_process_that_may_die_itself_starts_no_other(
    recordings: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processes, "expendable", True)
    file = open_sound(recordings["memo.m4a"])
    assert isinstance(file, SoundFile)
    file.close()


@pytest.mark.parametrize(("rate_hz", "channels"), [(16_000, 1), (44_100, 2)])
def test_a_plain_file_gives_what_ffmpeg_gives(rate_hz: int, channels: int, tmp_path: Path) -> None:
    own = own_wav(tmp_path, rate_hz, channels)
    here, plain = SoundFile(own.path), plain_wav(own.path)
    assert plain is not None
    assert plain.info == here.info
    whole = all_of(here)
    assert np.array_equal(all_of(plain), whole)
    assert not plain.truncated
    plain.seek(1234)
    assert np.array_equal(all_of(plain), whole[1234:])
    plain.seek(10**9)
    assert plain.read() is None
    plain.close()
    here.close()


def test_a_plain_file_that_was_cut_says_so(tmp_path: Path) -> None:
    path = own_wav(tmp_path).path
    whole = path.read_bytes()
    path.write_bytes(whole[:-4001])
    pieces = decode_speech(path)
    assert len(b"".join(pieces)) == len(whole) - 44 - 4002
    assert pieces.truncated
    assert probe(path).duration_s == 2.0


def test_a_decoder_that_dies_is_a_sentence_and_the_next_file_is_read(
    recordings: dict[str, Path], tmp_path: Path
) -> None:
    deadly = marked(make_audio.make("memo.m4a", tmp_path))
    with deadly_decoders(tmp_path / "hook"):
        for use in (probe, Player):
            with pytest.raises(NotAudio, match=r"memo\.m4a.*ends whatever program reads it") as told:
                use(deadly)
            assert told.value.help
        assert len(b"".join(decode_speech(recordings["memo.m4a"]))) > 60_000


def _often(act: Callable[[RemoteSound], object], file: RemoteSound) -> None:
    """What was sent before the death may still be read."""
    for _turn in range(500):
        act(file)


def test_a_decoder_that_dies_in_the_middle_is_told_when_it_is_read_on(recordings: dict[str, Path]) -> None:
    for act in (RemoteSound.read, lambda file: file.seek(3)):
        file = RemoteSound(recordings["speech.flac"])
        assert file.read() is not None
        os.kill(pid_of(file), signal.SIGSEGV)
        with pytest.raises(NotAudio, match="ends whatever program"):
            _often(act, file)
        file.close()


def test_a_file_that_keeps_its_decoder_busy_for_ever_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    endless = marked(make_audio.make("memo.m4a", tmp_path), ENDLESS)
    hook = tmp_path / "hook"
    with deadly_decoders(hook):
        impatient = "\nimport rehearse.audio.decoder_child as child\nchild.PATIENCE_S = 0.2\n"
        # `-m` runs the module anew under another name, so the child is told by a program of its own.
        (hook / "impatient.py").write_text(impatient + "child.main()\n")
        real = subprocess.Popen

        def popen(command: list[str], **more: object) -> object:
            return real([sys.executable, "-m", "impatient"], **more)  # type: ignore[call-overload]

        monkeypatch.setattr(subprocess, "Popen", popen)
        with pytest.raises(NotAudio, match="never came to an end"):
            RemoteSound(endless)


@pytest.mark.skipif(sys.platform != "linux", reason="where memory has a ceiling")
def test_a_file_that_wants_all_the_memory_is_given_up(tmp_path: Path) -> None:
    program = (
        "import numpy, rehearse.audio.decoder_child as child\n"
        "class Greedy:\n"
        "    def __init__(self, path):\n"
        "        self.hold = numpy.ones(child.MEMORY_BYTES // 8 + 1)\n"
        "child.SoundFile = Greedy\n"
        "child.main()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        input=json.dumps({"open": str(tmp_path), "language": None}).encode() + b"\n",
        stdout=subprocess.PIPE,
        cwd=make_audio.ROOT,
        timeout=120,
        check=False,
    )
    assert done.returncode == decoder_child.OUT_OF_MEMORY
    assert done.stdout == b'{"begun": true, "bytes": 0}\n', "it has begun, and answers nothing"


def test_one_process_reads_one_file_after_the_other_and_none_after_a_damaged_one(
    recordings: dict[str, Path], tmp_path: Path
) -> None:
    first = RemoteSound(recordings["memo.m4a"])
    pid = pid_of(first)
    all_of(first)
    first.close()
    second = RemoteSound(recordings["speech.flac"])
    assert pid_of(second) == pid
    second.close()
    damaged = bytearray(recordings["speech.flac"].read_bytes())
    damaged[9000:9400] = bytes(400)
    (tmp_path / "damaged.flac").write_bytes(damaged)
    third = RemoteSound(tmp_path / "damaged.flac")
    all_of(third)
    assert third.damaged_packets
    third.close()
    fourth = RemoteSound(recordings["memo.m4a"])
    assert pid_of(fourth) != pid
    fourth.close()


def test_one_that_left_while_it_waited_is_replaced(recordings: dict[str, Path]) -> None:
    first = RemoteSound(recordings["memo.m4a"])
    pid = pid_of(first)
    first.close()
    os.kill(pid, signal.SIGKILL)
    second = RemoteSound(recordings["memo.m4a"])
    assert pid_of(second) != pid
    second.close()


def test_no_file_of_the_folder_somebody_is_in_is_run(
    recordings: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "json.py").write_text("open('run', 'w').close()\nraise SystemExit\n")
    monkeypatch.chdir(tmp_path)
    assert len(all_of(RemoteSound(recordings["memo.m4a"])))
    assert not (tmp_path / "run").exists()


def test_a_process_that_does_not_begin_is_not_laid_to_the_file(
    recordings: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sitecustomize.py").write_text("import os\nos._exit(3)\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with pytest.raises(AudioFileError, match="no process can be started") as told:
        RemoteSound(recordings["memo.m4a"])
    assert not isinstance(told.value, NotAudio)
