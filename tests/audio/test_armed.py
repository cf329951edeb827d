"""A microphone that hears before the recording: nothing after the beep is lost, nothing of the beep kept."""

from __future__ import annotations

import dataclasses
import itertools
import threading
import time
import wave
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from rehearse.audio.armed import ArmedInput
from rehearse.audio.capture import Capture
from rehearse.audio.lead_in import BEEP_HZ
from rehearse.errors import DeviceLost, DiskFull
from tests.helpers.fake_stream import FAKE_DEVICE, FakeMicrophone
from tests.helpers.virtual_mic import wait_for

BLOCK, RATE = 320, 16_000


def voice(n_blocks: int, *, amplitude: float = 3000, seed: int = 3) -> bytes:
    noise = np.random.default_rng(seed).normal(0, amplitude, n_blocks * BLOCK)
    return noise.clip(-32_768, 32_767).astype("<i2").tobytes()


def room(n_blocks: int) -> bytes:
    return voice(n_blocks, amplitude=4, seed=9)


def beep(n_blocks: float, *, amplitude: float = 8000) -> bytes:
    at = np.arange(round(n_blocks * BLOCK))
    return (amplitude * np.sin(2 * np.pi * BEEP_HZ * at / RATE)).astype("<i2").tobytes()


def mixed(one: bytes, other: bytes) -> bytes:
    both = np.frombuffer(one, "<i2").astype(int) + np.frombuffer(other, "<i2")
    return both.clip(-32_768, 32_767).astype("<i2").tobytes()


@dataclasses.dataclass
class Bench:
    """An armed microphone whose clock the test moves: each block arrives 20 ms after the one before."""

    microphone: FakeMicrophone
    armed: ArmedInput
    now_s: float = 1000.0

    def say(self, pcm: bytes) -> None:
        for start in range(0, len(pcm), 2 * BLOCK):
            self.now_s += 0.02
            self.microphone.stream.say(pcm[start : start + 2 * BLOCK])


@pytest.fixture
def bench(monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    microphone = FakeMicrophone()
    armed = ArmedInput(FAKE_DEVICE, open_stream=microphone.open)
    made = Bench(microphone, armed)
    monkeypatch.setattr("rehearse.audio.armed.time.monotonic", lambda: made.now_s)
    monkeypatch.setattr("rehearse.audio.armed.time.sleep", lambda _s: None)
    armed.start()
    yield made
    armed.close()


def recorded(bench: Bench, folder: Path, *, then: bytes = b"") -> bytes:
    """Hand the microphone to a real recording, say `then`, and return what is in its file."""
    capture = Capture(bench.armed.device, folder / "take.wav", open_stream=bench.armed.hand_over)
    capture.start()
    bench.say(then)
    done = capture.stop()
    with wave.open(str(done.path), "rb") as file:
        return file.readframes(file.getnframes())


def test_what_was_said_since_the_beginning_is_in_the_file_and_nothing_before(
    bench: Bench, tmp_path: Path
) -> None:
    bench.say(voice(20, seed=1))
    bench.armed.begin_at(bench.now_s + 0.001)
    said = voice(20, seed=2)
    bench.say(said)
    later = voice(10, seed=4)
    assert recorded(bench, tmp_path, then=later) == said + later


def test_no_block_is_lost_or_doubled_while_it_is_handed_over(tmp_path: Path) -> None:
    microphone = FakeMicrophone()
    armed = ArmedInput(FAKE_DEVICE, open_stream=microphone.open)
    armed.start()
    armed.begin_at(float("-inf"))
    stop = threading.Event()
    said: list[bytes] = []

    def speak() -> None:
        for number in itertools.count():
            if stop.is_set():
                return
            said.append(number.to_bytes(2, "little") * BLOCK)
            microphone.stream.say(said[-1])
            if number % 16 == 0:
                time.sleep(0.001)

    speaker = threading.Thread(target=speak)
    speaker.start()
    wait_for(lambda: len(said) > 50, "some sound")
    capture = Capture(FAKE_DEVICE, tmp_path / "take.wav", open_stream=armed.hand_over)
    capture.start()
    wait_for(lambda: capture.status().elapsed_s > 4, "more sound")
    stop.set()
    speaker.join()
    done = capture.stop()
    with wave.open(str(done.path), "rb") as file:
        whole = file.readframes(file.getnframes())
    numbers = np.frombuffer(whole, "<u2").reshape(-1, BLOCK)[:, 0].astype(int)
    assert np.all(np.diff(numbers) == 1), "in order, none missing, none twice"
    assert numbers[-1] == len(said) - 1


@pytest.mark.parametrize("late_blocks", [0, 3, 8, 15])
def test_a_beep_that_the_microphone_hears_is_left_out_however_late_it_comes(
    bench: Bench, tmp_path: Path, late_blocks: int
) -> None:
    bench.say(room(10) + beep(25))
    ended_s = bench.now_s - late_blocks * 0.02
    bench.say(room(8))
    said = voice(30)
    bench.say(said)
    bench.armed.begin_at(ended_s, tone_hz=BEEP_HZ)
    whole = recorded(bench, tmp_path)
    assert whole.endswith(said)
    kept = np.frombuffer(whole, "<i2")[: -30 * BLOCK]
    assert len(kept) <= 8 * BLOCK, "the room after the beep, and no more"
    assert not len(kept) or np.abs(kept.astype(int)).max() < 100, "there is beep in it"


def test_words_at_once_after_a_beep_are_whole(bench: Bench, tmp_path: Path) -> None:
    """The beep ends in the middle of a block: less than that block may be lost."""
    said = voice(30)
    bench.say(room(10) + (beep(25.25) + said)[: 55 * 2 * BLOCK])
    bench.armed.begin_at(bench.now_s - 30 * 0.02, tone_hz=BEEP_HZ)
    whole = recorded(bench, tmp_path)
    assert len(whole) >= 29 * 2 * BLOCK


def test_a_beep_in_headphones_costs_nothing(bench: Bench, tmp_path: Path) -> None:
    bench.say(room(30))
    bench.armed.begin_at(bench.now_s, tone_hz=BEEP_HZ)
    said = voice(30)
    bench.say(said)
    whole = recorded(bench, tmp_path)
    assert whole.endswith(said)
    assert 0 < len(whole) - len(said) <= 6 * 2 * BLOCK, "a moment before the beep's end is kept"


def test_who_speaks_into_the_beep_is_kept_from_the_first_word(bench: Bench, tmp_path: Path) -> None:
    bench.say(room(10) + beep(15))
    bench.armed.begin_at(bench.now_s + 0.02, tone_hz=BEEP_HZ)
    said = mixed(beep(5, amplitude=2500), voice(5)) + voice(20)
    bench.say(said)
    assert recorded(bench, tmp_path).endswith(said)


def test_a_microphone_that_went_away_before_ends_the_recording_as_lost(bench: Bench, tmp_path: Path) -> None:
    bench.say(voice(10))
    bench.armed.begin_at(0.0)
    bench.microphone.stream.end()
    assert isinstance(bench.armed.error, DeviceLost)
    capture = Capture(bench.armed.device, tmp_path / "take.wav", open_stream=bench.armed.hand_over)
    capture.start()
    wait_for(lambda: capture.status().state == "lost", "the loss")
    assert capture.stop().n_frames == 10 * BLOCK, "what was heard is kept"


def test_without_a_recording_closing_lets_the_microphone_go(bench: Bench) -> None:
    bench.armed.close()
    assert bench.microphone.stream.closings == 1


def test_a_take_that_cannot_begin_closes_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bench: Bench
) -> None:
    from rehearse.paths import Paths
    from rehearse.settings import SettingsStore
    from rehearse.studio import Studio

    paths = Paths.below(tmp_path)
    studio = Studio(paths, SettingsStore(paths.settings))

    def full(*_args: object, **_kw: object) -> None:
        raise DiskFull("The disk is full.")

    monkeypatch.setattr(studio.library, "begin_take", full)
    with pytest.raises(DiskFull):
        studio.start_take(armed=bench.armed)
    assert bench.microphone.stream.closings == 1
    assert studio.takes() == []
    studio.close()


def test_the_rules_are_ready_before_the_take_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bench: Bench
) -> None:
    """They take a second where they were never compiled, and nobody is to wait for that after the stop."""
    from rehearse import judging
    from rehearse.paths import Paths
    from rehearse.settings import SettingsStore
    from rehearse.studio import Studio

    paths = Paths.below(tmp_path)
    studio = Studio(paths, SettingsStore(paths.settings))
    loaded: list[object] = []
    load = judging.load_packs
    monkeypatch.setattr(
        judging, "load_packs", lambda *args, **named: loaded.append(1) or load(*args, **named)
    )
    live = studio.start_take(armed=bench.armed)
    bench.say(voice(10))
    wait_for(lambda: bool(loaded), "the rules, while the take is recorded")
    live.stop()
    live.discard()
    studio.close()
