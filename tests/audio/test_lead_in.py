"""Countdown, greeting, beep: what is heard, when, and what happens where nothing can be heard."""

from __future__ import annotations

import threading
import time
import wave
from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from rehearse.audio import lead_in
from rehearse.audio.decode import NativeReader
from rehearse.audio.devices import find_device
from rehearse.audio.feed import Block
from rehearse.audio.lead_in import BEEP_HZ, LeadIn, LeadInPlayer
from rehearse.audio.output import BLOCK_S, Source
from rehearse.errors import DeviceError, DeviceLost
from rehearse.files import assets_folder
from tests.helpers.virtual_mic import VirtualMicrophone, wait_for

SOUNDS = assets_folder() / "sounds"
RATE_HZ = 16_000


def sound_of(name: str) -> np.ndarray:
    reader = NativeReader(SOUNDS / f"{name}.flac")
    read = []
    while (samples := reader.read()) is not None:
        read.append(samples[:, 0])
    reader.close()
    return np.concatenate(read).astype(np.float64)


class Ear:
    """A loudspeaker that plays as fast as it is asked to, and keeps what it played."""

    rate_hz, channels, block_frames = RATE_HZ, 1, 320

    def __init__(self, *, faster: int = 8) -> None:
        self.heard: list[np.ndarray] = []
        self.sources: list[Source] = []
        self.alive, self.closed = True, False
        self._wanted: Source | None = None
        self._faster = faster
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self) -> None:
        while not self._stop.wait(BLOCK_S / self._faster):
            source = self._wanted
            if source is None or not self.alive:
                continue
            if source.blocks:
                self.heard.append(source.blocks.popleft().sound[:, 0])
                source.n_taken += 1
            elif source.drained_at_s is None:
                source.drained_at_s = time.monotonic()

    def play(self, source: Source | None) -> None:
        self._wanted = source
        if source is not None:
            self.sources.append(source)

    def heard_s(self, source: Source) -> float | None:
        return source.start_s + source.n_taken * BLOCK_S if source.n_taken else None

    def is_alive(self) -> bool:
        return self.alive

    def close(self) -> None:
        self.closed = True
        self._stop.set()
        self._thread.join()

    @property
    def sound(self) -> np.ndarray:
        return np.concatenate(self.heard) * 32768


@pytest.fixture
def play() -> Iterator[Callable[..., tuple[LeadInPlayer, Ear]]]:
    made: list[tuple[LeadInPlayer, Ear]] = []

    def begin(wanted: LeadIn, *, faster: int = 8) -> tuple[LeadInPlayer, Ear]:
        ear = Ear(faster=faster)
        player = LeadInPlayer(wanted, lambda: ear)
        made.append((player, ear))
        player.start()
        return player, ear

    yield begin
    for player, ear in made:
        player.cancel()
        player.join(5)
        ear.close()


def place_of(sound: np.ndarray, part: np.ndarray) -> float:
    """Where `part` is heard in `sound`, in seconds; it must be there sample by sample."""
    energy = np.concatenate(([0.0], np.cumsum(np.square(sound.astype(np.float64)))))
    there = energy[len(part) :] - energy[: -len(part)]
    size = len(sound) + len(part)
    both = np.fft.irfft(np.fft.rfft(sound, size) * np.conj(np.fft.rfft(part, size)), size)
    at = int(np.argmin(there - 2 * both[: len(there)]))
    assert np.abs(sound[at : at + len(part)] - part).max() <= 1, "not as it was made"
    return at / RATE_HZ


def over(player: LeadInPlayer) -> None:
    wait_for(lambda: player.status().phase == "over", "the end of the lead-in")
    player.join(5)


# ---- what is heard -----------------------------------------------------------------------------


def test_ticks_greeting_and_beep_follow_each_other(
    play: Callable[..., tuple[LeadInPlayer, Ear]],
) -> None:
    player, ear = play(LeadIn(3, True, "mailbox", True))
    over(player)
    sound = ear.sound
    ticks = [place_of(sound, sound_of(f"tick-{number}")) for number in (3, 2, 1)]
    assert np.diff(ticks) == pytest.approx([1.0, 1.0])
    greeting = place_of(sound, sound_of("mailbox"))
    assert greeting - ticks[2] == pytest.approx(1.0)
    beep = place_of(sound, sound_of("beep"))
    assert beep - greeting == pytest.approx(len(sound_of("mailbox")) / RATE_HZ + 0.15)
    assert beep + 0.5 == pytest.approx(len(sound) / RATE_HZ, abs=BLOCK_S), "nothing follows the beep"
    assert player.problem is None
    assert ear.closed


def test_five_seconds_begin_with_the_low_tick(play: Callable[..., tuple[LeadInPlayer, Ear]]) -> None:
    player, ear = play(LeadIn(5, True))
    over(player)
    assert place_of(ear.sound[: 1 * RATE_HZ], sound_of("tick-3")) < 0.2
    assert len(ear.sound) / RATE_HZ == pytest.approx(5.1, abs=0.03)


def test_phases_come_in_order_and_their_rest_falls(play: Callable[..., tuple[LeadInPlayer, Ear]]) -> None:
    player, _ear = play(LeadIn(3, True, "office", True), faster=4)
    seen: list[str] = []
    counted: list[float] = []
    while (status := player.status()).phase != "over":
        if not seen or seen[-1] != status.phase:
            seen.append(status.phase)
        if status.phase == "countdown":
            counted.append(status.left_s)
        assert 0 <= status.at_s <= status.total_s
        time.sleep(0.002)
    assert [phase for phase in seen if phase != "opening"] == ["countdown", "greeting", "beep"]
    assert max(counted) <= 3
    assert counted == sorted(counted, reverse=True)


def test_skipping_goes_to_the_beep_at_once(play: Callable[..., tuple[LeadInPlayer, Ear]]) -> None:
    player, ear = play(LeadIn(3, True, "mailbox", True), faster=1)
    wait_for(lambda: player.status().phase == "countdown" and player.status().at_s > 0.2, "the countdown")
    player.skip()
    over(player)
    assert len(ear.sound) / RATE_HZ < 1.5
    assert place_of(ear.sound, sound_of("beep")) > 0.2
    assert len(ear.sources) == 2


def test_skipping_in_the_beep_changes_nothing(play: Callable[..., tuple[LeadInPlayer, Ear]]) -> None:
    player, ear = play(LeadIn(beep=True), faster=1)
    wait_for(lambda: player.status().phase == "beep" and player.status().at_s > 0.1, "the beep")
    player.skip()
    over(player)
    assert len(ear.sources) == 1
    place_of(ear.sound, sound_of("beep"))


def test_skipping_without_a_beep_ends_it(play: Callable[..., tuple[LeadInPlayer, Ear]]) -> None:
    player, ear = play(LeadIn(5, True, "office"), faster=1)
    wait_for(lambda: player.status().phase == "countdown", "the countdown")
    player.skip()
    over(player)
    assert len(ear.heard) * BLOCK_S < 2


def test_cancelling_falls_silent_and_never_ends_it(play: Callable[..., tuple[LeadInPlayer, Ear]]) -> None:
    player, ear = play(LeadIn(3, True, "", True), faster=1)
    wait_for(lambda: player.status().phase == "countdown", "the countdown")
    player.cancel()
    player.join(5)
    assert ear.closed
    assert player.ended_at_s is None
    assert player.status().phase != "over"


# ---- without a loudspeaker ---------------------------------------------------------------------


def refused() -> Ear:
    raise DeviceError("No loudspeaker was found.")


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """A clock that runs ten times as fast."""
    real = time.monotonic
    monkeypatch.setattr("rehearse.audio.lead_in.time.monotonic", lambda: 10 * real())


def test_without_a_loudspeaker_countdown_and_beep_are_seen_and_the_greeting_left_out(quick: None) -> None:
    player = LeadInPlayer(LeadIn(3, True, "mailbox", True), refused)
    player.start()
    seen = []
    while (status := player.status()).phase != "over":
        seen.append(status.phase)
        time.sleep(0.001)
    player.join(5)
    assert {"countdown", "beep"} <= set(seen)
    assert "greeting" not in seen
    assert isinstance(player.problem, DeviceError)
    assert status.total_s == 1.0


def test_a_loudspeaker_that_does_not_answer_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lead_in, "OPEN_S", 0.05)
    answer = threading.Event()
    late = Ear()

    def hang() -> Ear:
        answer.wait(10)
        return late

    player = LeadInPlayer(LeadIn(beep=True), hang)
    player.start()
    over(player)
    assert isinstance(player.problem, DeviceLost)
    assert not late.closed
    answer.set()
    wait_for(lambda: late.closed, "the late loudspeaker to be let go")


def test_a_loudspeaker_that_goes_away_in_the_greeting_leads_to_the_beep(
    play: Callable[..., tuple[LeadInPlayer, Ear]],
) -> None:
    player, ear = play(LeadIn(0, False, "mailbox", True), faster=1)
    wait_for(lambda: player.status().at_s > 0.3, "the greeting")
    assert player.status().phase == "greeting"
    ear.alive = False
    wait_for(lambda: player.status().phase == "beep", "the beep")
    over(player)
    assert isinstance(player.problem, DeviceLost)


def test_a_countdown_that_is_only_seen_opens_no_loudspeaker(quick: None) -> None:
    def never() -> Ear:
        raise AssertionError("opened")

    player = LeadInPlayer(LeadIn(3), never)
    player.start()
    over(player)
    assert player.problem is None


def test_a_missing_sound_is_told_and_the_take_begins_all_the_same(tmp_path: Path, quick: None) -> None:
    ear = Ear()
    player = LeadInPlayer(LeadIn(beep=True), lambda: ear, folder=tmp_path)
    player.start()
    over(player)
    assert player.problem is not None
    assert ear.closed


# ---- the real loudspeaker ----------------------------------------------------------------------


def test_the_end_of_the_beep_is_known_and_heard_whole(
    virtual_microphone: VirtualMicrophone, tmp_path: Path
) -> None:
    path = tmp_path / "heard.wav"
    ear = virtual_microphone.hear(path)
    wait_for(lambda: path.exists() and path.stat().st_size > 8000, "the loudspeaker's monitor")
    player = LeadInPlayer.through(LeadIn(beep=True), lambda: find_device("output", None))
    player.start()
    over(player)
    before = path.stat().st_size
    wait_for(lambda: path.stat().st_size > before + 16_000, "the rest")
    ear.terminate()
    ear.wait(timeout=10)
    assert player.problem is None
    with wave.open(str(path), "rb") as file:
        rate_hz = file.getframerate()
        raw = path.read_bytes()[44:]  # killed in the middle: its header knows no length
        heard = np.frombuffer(raw[: len(raw) // 4 * 4], "<i2").reshape(-1, file.getnchannels())[:, 0]
    loud = np.flatnonzero(np.abs(heard.astype(int)) > 200)
    assert (loud[-1] - loud[0]) / rate_hz == pytest.approx(0.5, abs=0.01), "cut off, or stuttering"
    beep = heard[loud[0] : loud[-1]].astype(float)
    spectrum = np.abs(np.fft.rfft(beep * np.hanning(len(beep))))
    assert np.argmax(spectrum) * rate_hz / len(beep) == pytest.approx(BEEP_HZ, abs=5)


def test_blocks_are_all_alike(play: Callable[..., tuple[LeadInPlayer, Ear]]) -> None:
    """PortAudio takes nothing else."""
    player, ear = play(LeadIn(3, True, "", True))
    wait_for(lambda: bool(ear.sources), "the sound")
    blocks: deque[Block] = ear.sources[0].blocks
    shapes = {block.sound.shape for block in list(blocks)}
    over(player)
    assert shapes == {(320, 1)}
