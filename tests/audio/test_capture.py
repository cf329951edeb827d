"""Recording, with faults that only a microphone of the test's own can make."""

from __future__ import annotations

import dataclasses
import threading
import wave
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from rehearse.audio import capture
from rehearse.audio.capture import Capture, Warn
from rehearse.audio.wav import GrowingWav, WavFollower
from rehearse.errors import DeviceBusy, DeviceLost
from tests.helpers.fake_stream import FAKE_DEVICE, FakeMicrophone, FakeStream
from tests.helpers.virtual_mic import wait_for

BLOCK = 320
SECOND = 16_000


def voice(n_frames: int, *, amplitude: float = 3000, seed: int = 3) -> bytes:
    noise = np.random.default_rng(seed).normal(0, amplitude, n_frames)
    return noise.clip(-32_768, 32_767).astype("<i2").tobytes()


def shifted_clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The clock of the whole process, which can be put forward."""
    shift = [0.0]
    clock = capture.time.monotonic
    monkeypatch.setattr(capture.time, "monotonic", lambda: clock() + shift[0])
    return shift


def watched(session: Session, shift: list[float], seconds: float) -> None:
    """That much time passes while somebody looks at the recording."""
    for _step in range(round(seconds / 0.1)):
        shift[0] += 0.1
        session.capture.status()


def frames_of(path: Path) -> bytes:
    with wave.open(str(path), "rb") as file:
        return file.readframes(file.getnframes())


@dataclasses.dataclass
class Session:
    microphone: FakeMicrophone
    capture: Capture

    @property
    def stream(self) -> FakeStream:
        return self.microphone.stream

    def say(self, pcm: bytes, *, overflowed: bool = False) -> None:
        """Say it, and wait until it is written and measured."""
        self.stream.say(pcm, overflowed=overflowed)
        take = self.capture
        wait_for(lambda: take._meter.n_frames == take._frames_in, "the writer")


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    microphone = FakeMicrophone()
    made = Session(microphone, Capture(FAKE_DEVICE, tmp_path / "take.wav", open_stream=microphone.open))
    made.capture.start()
    yield made
    made.capture.stop()


# ---- the ordinary course -----------------------------------------------------------------------


def test_what_is_said_is_in_the_file_and_told(session: Session) -> None:
    take = session.capture
    assert take.path.exists(), "the file is there before the first frame"
    assert take.status().state == "starting"
    assert take.status().elapsed_s == 0
    said = voice(SECOND)
    session.say(said)
    status = take.status()
    assert (status.state, status.warning, status.error, status.overflow_count) == (
        "recording",
        Warn.NONE,
        None,
        0,
    )
    assert status.elapsed_s == 1.0
    assert status.level.rms_dbfs == pytest.approx(-20.8, abs=0.5)
    assert frames_of(take.path) == said, "the file is true while recording"
    done = take.stop()
    assert (done.path, done.format, done.n_frames) == (take.path, take.format, SECOND)
    assert done.overflow_count == 0
    assert done.peak_dbfs == pytest.approx(-8, abs=3)
    assert abs(datetime.now(UTC) - done.started_at) < timedelta(minutes=1)
    assert take.status().state == "stopped"
    assert frames_of(take.path) == said


def test_stop_is_idempotent_also_from_two_threads(session: Session) -> None:
    session.say(voice(SECOND))
    results = []
    threads = [threading.Thread(target=lambda: results.append(session.capture.stop())) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == 4
    assert all(result is results[0] for result in results)


def test_nothing_said_is_an_empty_file(session: Session) -> None:
    done = session.capture.stop()
    assert (done.n_frames, done.peak_dbfs) == (0, None)
    assert frames_of(done.path) == b""


def test_the_file_can_be_followed_while_it_grows(session: Session) -> None:
    said = voice(3 * SECOND)
    heard = b""
    with WavFollower(session.capture.path) as follower:
        for start in range(0, len(said), 8000):
            session.say(said[start : start + 8000])
            heard += follower.read(10 * SECOND)
        session.capture.stop()
        heard += follower.read(10 * SECOND)
    assert heard == said[: len(heard)]
    assert len(said) - len(heard) < BLOCK * 2, "only a block that was never complete is missing"


def test_several_channels_are_kept(tmp_path: Path) -> None:
    microphone = FakeMicrophone(channels=2)
    take = Capture(FAKE_DEVICE, tmp_path / "take.wav", open_stream=microphone.open)
    take.start()
    said = voice(2 * SECOND)
    microphone.stream.say(said)
    done = take.stop()
    assert (done.format.channels, done.n_frames) == (2, SECOND)
    assert frames_of(done.path) == said


# ---- what is told while there is still time ----------------------------------------------------


def test_exact_zeros_are_told_after_a_second(session: Session) -> None:
    session.say(bytes(2 * int(0.9 * SECOND)))
    assert session.capture.status().warning is Warn.NONE
    session.say(bytes(2 * int(0.2 * SECOND)))
    assert session.capture.status().warning is Warn.SILENT
    assert session.capture.status().level.peak_dbfs is None
    session.say(voice(SECOND))
    assert session.capture.status().warning is Warn.NONE


def test_a_microphone_whose_room_was_heard_is_muted_after_a_second_of_zeros(session: Session) -> None:
    session.say(voice(SECOND // 2 + BLOCK, amplitude=12) + voice(SECOND) + bytes(2 * int(0.9 * SECOND)))
    assert session.capture.status().warning is Warn.NONE
    session.say(bytes(2 * int(0.2 * SECOND)))
    assert session.capture.status().warning is Warn.SILENT


def test_noise_suppression_between_sentences_is_no_fault(session: Session) -> None:
    session.say(voice(SECOND) + bytes(2 * 2 * SECOND))
    assert session.capture.status().warning is Warn.NONE
    session.say(bytes(2 * 2 * SECOND))
    assert session.capture.status().warning is Warn.SILENT


def test_a_whisper_is_told_and_a_pause_is_not(session: Session) -> None:
    session.say(voice(4 * SECOND, amplitude=30))
    assert session.capture.status().warning is Warn.TOO_QUIET
    session.say(voice(SECOND) + voice(4 * SECOND, amplitude=30))
    assert session.capture.status().warning is Warn.NONE


def test_clipping_is_told_for_a_while(session: Session) -> None:
    session.say(voice(SECOND) + voice(BLOCK, amplitude=60_000))
    assert session.capture.status().warning is Warn.CLIPPING
    assert session.capture.status().level.clipped
    session.say(voice(SECOND))
    assert session.capture.status().warning is Warn.CLIPPING
    assert not session.capture.status().level.clipped
    session.say(voice(3 * SECOND))
    assert session.capture.status().warning is Warn.NONE


def test_input_lost_by_the_device_is_counted_and_told(session: Session) -> None:
    session.say(voice(SECOND))
    session.say(voice(SECOND), overflowed=True)
    session.say(voice(SECOND), overflowed=True)
    assert session.capture.status().overflow_count == 2
    assert session.capture.status().warning is Warn.OVERFLOW
    assert session.capture.stop().overflow_count == 2


def test_a_disk_that_does_not_keep_up_loses_counted_blocks_and_no_time(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session.capture, "_queue_blocks", 10)
    goes_on = threading.Event()
    entered = threading.Event()
    real = GrowingWav.write

    def slow(self: GrowingWav, pcm: bytes) -> None:
        entered.set()
        assert goes_on.wait(20)
        real(self, pcm)

    monkeypatch.setattr(GrowingWav, "write", slow)
    said = voice(BLOCK * 20)
    session.stream.say(said[: BLOCK * 2])
    assert entered.wait(20)
    session.stream.say(said[BLOCK * 2 :])
    assert session.capture.status().overflow_count == 9
    assert session.capture.status().warning is Warn.OVERFLOW
    goes_on.set()
    wait_for(lambda: session.capture._queue.empty(), "the writer")
    later = voice(BLOCK, seed=9)
    session.stream.say(later)
    done = session.capture.stop()
    kept = frames_of(done.path)
    assert done.n_frames == 21 * BLOCK, "what comes later is where it belongs"
    assert kept[: 11 * BLOCK * 2] == said[: 11 * BLOCK * 2]
    assert kept[11 * BLOCK * 2 : 20 * BLOCK * 2] == bytes(9 * BLOCK * 2)
    assert kept[20 * BLOCK * 2 :] == later


def test_the_callback_does_not_wait_for_the_disk(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    """Said by a thread that must not block, while the writer stands still."""
    goes_on = threading.Event()
    real = GrowingWav.write

    def slow(self: GrowingWav, pcm: bytes) -> None:
        assert goes_on.wait(20)
        real(self, pcm)

    monkeypatch.setattr(GrowingWav, "write", slow)
    said = voice(5 * SECOND)
    session.stream.say(said)  # returns: the queue holds ten seconds
    assert session.capture.status().elapsed_s == 5.0
    assert session.capture.status().overflow_count == 0
    goes_on.set()
    assert session.capture.stop().n_frames == 5 * SECOND
    assert frames_of(session.capture.path) == said


# ---- the device fails --------------------------------------------------------------------------


def test_a_device_that_goes_away_leaves_a_complete_file(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(capture, "LOST_S", 1000.0)  # told at once, not when somebody misses it
    said = voice(SECOND)
    session.say(said)
    session.stream.end()
    wait_for(lambda: session.capture.status().state == "lost", "the loss")
    status = session.capture.status()
    assert isinstance(status.error, DeviceLost)
    assert status.error.kept
    assert status.warning is Warn.NO_INPUT
    assert status.elapsed_s == 1.0
    assert frames_of(session.capture.path) == said
    assert session.stream.closings == 1, "it was let go"
    assert session.capture.stop().n_frames == SECOND
    assert session.capture.status().state == "lost"


def test_callbacks_that_stop_are_told_within_a_second_and_end_it_after_five(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    session.say(voice(SECOND))
    shift = shifted_clock(monkeypatch)
    assert session.capture.status().warning is Warn.NONE
    watched(session, shift, 1.2)
    assert session.capture.status().warning is Warn.NO_INPUT
    assert session.capture.status().state == "recording", "it may come back"
    session.say(voice(SECOND))
    assert session.capture.status().warning is Warn.NONE
    watched(session, shift, 8.0)
    wait_for(lambda: session.capture.status().state == "lost", "the end")
    assert isinstance(session.capture.status().error, DeviceLost)
    assert frames_of(session.capture.path) == voice(SECOND) * 2


def test_a_laptop_that_slept_is_no_lost_device(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock jumps while nobody looks: neither recorder nor device ran, so nothing was missed."""
    session.say(voice(SECOND))
    shift = shifted_clock(monkeypatch)
    shift[0] = 3600.0
    assert session.capture.status().warning is Warn.NONE
    assert session.capture.status().state == "recording"
    session.say(voice(SECOND))
    watched(session, shift, 1.2)
    assert session.capture.status().warning is Warn.NO_INPUT, "what does not wake up is told as ever"
    session.say(voice(SECOND))
    assert session.capture.stop().n_frames == 3 * SECOND
    assert session.capture.status().error is None


def test_a_microphone_that_gives_zeros_because_it_went_away_is_lost(session: Session) -> None:
    session.stream.there = False
    session.say(voice(SECOND) + bytes(2 * int(0.6 * SECOND)))
    wait_for(lambda: session.capture.status().state == "lost", "the end")
    assert isinstance(session.capture.status().error, DeviceLost)
    assert session.capture.status().error.kept
    assert session.capture.stop().n_frames == int(1.6 * SECOND)


@pytest.mark.parametrize("there", [True, None])
def test_a_microphone_that_is_there_or_may_be_goes_on(session: Session, there: bool | None) -> None:
    """In use by somebody else says nothing: an exclusive device is in use by this very recording."""
    asked = threading.Event()
    session.stream.still_there = lambda: asked.set() or there  # type: ignore[method-assign]
    session.capture._presence._ask = session.stream.still_there
    session.say(voice(SECOND) + bytes(2 * int(0.6 * SECOND)))
    assert asked.wait(20)
    session.say(bytes(2 * SECOND) + voice(SECOND))
    assert session.capture.status().state == "recording"


def test_a_device_that_never_sends_anything_is_lost(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(capture, "LOST_S", 0.2)
    wait_for(lambda: session.capture.status().state == "lost", "the end")
    assert session.capture.stop().n_frames == 0


def test_a_device_that_hangs_does_not_hold_up_the_stop(session: Session) -> None:
    session.say(voice(SECOND))
    session.stream.hangs.set()
    done = session.capture.stop()
    assert done.n_frames == SECOND
    assert session.capture.status().state == "stopped"
    session.stream.say(voice(SECOND))
    assert frames_of(done.path) == voice(SECOND), "what it still says is not taken"


def test_a_device_that_does_not_start_leaves_no_file(tmp_path: Path) -> None:
    def refuse(stream: FakeStream) -> None:
        stream.start_error = DeviceBusy("in use")

    microphone = FakeMicrophone(prepare=refuse)
    take = Capture(FAKE_DEVICE, tmp_path / "take.wav", open_stream=microphone.open)
    with pytest.raises(DeviceBusy):
        take.start()
    assert not take.path.exists()
    assert microphone.stream.closings == 1
