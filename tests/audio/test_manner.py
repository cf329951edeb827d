"""Speed, telephone and loop while something plays: no gap, no click, and the right place throughout."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from rehearse.audio.decode import NativeReader
from rehearse.audio.devices import find_device
from rehearse.audio.feed import TAIL_S, Block, Feed, Manner
from rehearse.audio.output import BLOCK_S
from rehearse.audio.playback import LOOP_GAP_S, Player
from rehearse.audio.tempo import Tempo
from tests.data import make_audio
from tests.helpers.likeness import likeness
from tests.helpers.loudspeakers import RATE_HZ, Ear, SlowEar
from tests.helpers.virtual_mic import VirtualMicrophone, wait_for, write_wav

Make = Callable[[Path], tuple[Player, SlowEar]]


@pytest.fixture
def slow() -> Iterator[Make]:
    players = []

    def make(path: Path) -> tuple[Player, SlowEar]:
        ear = SlowEar()
        player = Player(path, open_output=lambda _channels: ear)
        players.append(player)
        return player, ear

    yield make
    for player in players:
        player.close()


@pytest.fixture
def tone(tmp_path: Path) -> Path:
    """Six seconds of a tone that fades in and out."""
    samples = 12_000 * np.sin(2 * np.pi * 500 * np.arange(6 * RATE_HZ) / RATE_HZ + 1.0)
    ramp = np.minimum(1, np.arange(len(samples)) / 800)
    return write_wav(tmp_path / "tone.wav", np.rint(samples * ramp * ramp[::-1]).astype("<i2").tobytes())


def pace(block: Block) -> float:
    """How many seconds of the file one second of this block holds."""
    return (block.next_s - block.place_s) / BLOCK_S


def waits_for(ear: SlowEar, speed: float) -> None:
    def ready() -> bool:
        waiting = ear.source.blocks.copy() if ear.source is not None else ()
        # Any, not the last: what is ready may end in the pause between two rounds of a loop.
        return any(pace(block) == pytest.approx(speed) for block in waiting)

    wait_for(ready, f"sound at {speed} times the speed")


def hear_all(player: Player, ear: SlowEar) -> None:
    wait_for(lambda: ear.source is not None, "the source")
    ear.take(2_000)
    wait_for(lambda: player.state == "finished", "the end")


def test_a_change_of_speed_goes_on_seamlessly(slow: Make, tone: Path) -> None:
    player, ear = slow(tone)
    player.play()
    waits_for(ear, 1.0)
    ear.take(40)
    n_before = len(ear.heard)
    for speed in (1.5, 0.5, 2.0, 1.0, 0.75):
        player.set_manner(speed=speed)
        waits_for(ear, speed)
        ear.take(20)
    hear_all(player, ear)
    assert all(
        after.place_s == pytest.approx(before.next_s, abs=1e-6) for before, after in pairwise(ear.heard)
    )
    assert player.position_s == pytest.approx(6.0, abs=0.01)
    # At most 80 ms of the old speed are heard after the order, although a second had been read ahead.
    assert [round(pace(block), 2) for block in ear.heard[n_before : n_before + 6]] == [1.0] * 4 + [1.5] * 2
    sound = ear.sound()[: -round((TAIL_S + BLOCK_S) * RATE_HZ)]
    # The tone itself moves by 0.37 · 2π · 500 / 16000 = 0.07 a sample; a cut by up to 0.74.
    assert np.abs(np.diff(sound)).max() < 0.12
    levels = [np.abs(sound[i : i + 640]).max() for i in range(1_600, len(sound) - 3_200, 640)]
    assert min(levels) > 0.25, "there was a gap"
    spectrum = np.abs(np.fft.rfft(sound * np.hanning(len(sound))))
    assert np.argmax(spectrum) * RATE_HZ / len(sound) == pytest.approx(500, abs=3)


def test_as_on_the_phone_and_back_goes_on_at_the_same_place(slow: Make, tmp_path: Path) -> None:
    n = np.arange(4 * RATE_HZ)
    both = 6_000 * np.sin(2 * np.pi * 1_000 * n / RATE_HZ) + 6_000 * np.sin(2 * np.pi * 5_000 * n / RATE_HZ)
    player, ear = slow(write_wav(tmp_path / "two.wav", np.rint(both).astype("<i2").tobytes()))
    player.play()
    wait_for(lambda: ear.source is not None, "the source")
    ear.take(30)

    def switch(on: bool) -> None:
        wait_for(lambda: ear.source is not None and len(ear.source.blocks) > 20, "blocks ahead")
        assert ear.source is not None
        before = ear.source.blocks[-1]
        player.set_manner(phone=on)
        # The block at the far end has been made anew.
        wait_for(lambda: all(block is not before for block in ear.source.blocks.copy()), "the change")  # type: ignore[union-attr]
        ear.take(40)

    switch(True)
    switch(False)
    hear_all(player, ear)
    assert all(
        after.place_s == pytest.approx(before.next_s, abs=1e-6) for before, after in pairwise(ear.heard)
    )
    sound = ear.sound()

    def strength(first_block: int, hz: int) -> float:
        piece = sound[first_block * 320 : (first_block + 25) * 320]
        spectrum = np.abs(np.fft.rfft(piece * np.hanning(len(piece))))
        return float(spectrum[round(hz * len(piece) / RATE_HZ)])

    plain, phone, again = 3, 40, 80
    assert strength(phone, 1_000) == pytest.approx(strength(plain, 1_000), rel=0.1)
    assert strength(phone, 5_000) < strength(plain, 5_000) / 50
    assert strength(again, 5_000) == pytest.approx(strength(plain, 5_000), rel=0.01)


def test_played_plainly_nothing_is_done_to_the_sound(slow: Make, tmp_path: Path) -> None:
    player, ear = slow(make_audio.make("speech.wav", tmp_path))
    player.play()
    hear_all(player, ear)
    wanted = make_audio.speech()[:, 0]
    assert (np.rint(ear.sound()[: len(wanted)] * 32_768).astype(int) == wanted).all()


def test_the_last_moment_is_heard_at_every_speed(slow: Make, tmp_path: Path) -> None:
    samples = np.zeros(2 * RATE_HZ)
    samples[-800:] = 12_000 * np.sin(2 * np.pi * 700 * np.arange(800) / RATE_HZ)
    path = write_wav(tmp_path / "end.wav", np.rint(samples).astype("<i2").tobytes())
    for speed in (0.5, 0.75, 1.25, 1.5, 2.0):
        player, ear = slow(path)
        player.set_manner(speed=speed)
        player.play()
        hear_all(player, ear)
        assert player.position_s == pytest.approx(2.0, abs=0.001)
        assert np.sum(np.abs(ear.sound()) > 0.1) > 0.4 * 800 / speed, speed


def test_the_speed_set_before_is_used_from_the_first_block(slow: Make, tone: Path) -> None:
    player, ear = slow(tone)
    player.set_manner(speed=2.0)
    player.play(1.0, 2.0)
    hear_all(player, ear)
    assert ear.heard[0].place_s == 1.0
    assert pace(ear.heard[0]) == pytest.approx(2.0)
    assert player.position_s == pytest.approx(2.0, abs=0.001)
    loud = np.flatnonzero(np.abs(ear.sound()) > 0.05)
    assert (loud[-1] - loud[0]) / RATE_HZ == pytest.approx(0.5, abs=0.02)


def test_a_change_near_the_end_does_not_play_the_end_twice(slow: Make, tmp_path: Path) -> None:
    player, ear = slow(make_audio.make("speech.wav", tmp_path))
    player.play(1.5)
    wait_for(lambda: ear.source is not None and ear.source.end_s is not None, "all of it read")
    ear.take(23)
    player.set_manner(speed=0.5)
    hear_all(player, ear)
    assert player.position_s == pytest.approx(2.0, abs=0.001)
    places = [block.place_s for block in ear.heard]
    assert places == sorted(places)


def test_a_file_that_is_slow_to_seek_in_goes_on_without_a_gap(
    slow: Make, tone: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    player, ear = slow(tone)
    player.play()
    wait_for(lambda: ear.source is not None and len(ear.source.blocks) >= 50, "a second ahead")
    ear.take(10)
    plain, slow_seeks = NativeReader.seek, iter([8])

    def seek(reader: NativeReader, frame: int) -> None:
        ear.take(next(slow_seeks, 0))  # so much is heard while the disk thinks
        plain(reader, frame)

    monkeypatch.setattr(NativeReader, "seek", seek)
    player.set_manner(speed=1.5)
    waits_for(ear, 1.5)
    hear_all(player, ear)
    assert next(slow_seeks, None) is None
    assert all(
        after.place_s == pytest.approx(before.next_s, abs=1e-6) for before, after in pairwise(ear.heard)
    )
    assert pace(ear.heard[100]) == pytest.approx(1.5)
    assert np.abs(np.diff(ear.sound())).max() < 0.12
    assert player.position_s == pytest.approx(6.0, abs=0.01)


@pytest.mark.parametrize("speed", [0.4, 2.1])
def test_a_speed_out_of_reach_is_refused_and_changes_nothing(speed: float, slow: Make, tone: Path) -> None:
    player, _ear = slow(tone)
    with pytest.raises(ValueError, match=r"0\.5 to 2\.0"):
        player.set_manner(speed=speed)
    assert player.manner == Manner()


# ---- loops ---------------------------------------------------------------------------------------------


def test_a_loop_comes_round_with_a_breath_and_the_right_place(slow: Make, tone: Path) -> None:
    player, ear = slow(tone)
    player.loop(1.0, 1.6)
    assert player.looping == (1.0, 1.6)
    wait_for(lambda: ear.source is not None, "the source")
    ear.take(150)
    assert player.state == "playing"
    starts = [i for i, block in enumerate(ear.heard) if block.place_s == 1.0]
    assert len(starts) == 3
    rounds = [(after - before) * BLOCK_S for before, after in pairwise(starts)]
    assert rounds == [pytest.approx(0.6 + LOOP_GAP_S, abs=BLOCK_S)] * 2
    for block in ear.heard:
        assert 1.0 <= block.place_s <= block.next_s <= 1.6
        quiet = np.abs(block.sound).max() < 1e-6
        assert quiet == (block.place_s == block.next_s), "the place stands still while nothing is heard"
    assert np.abs(np.diff(ear.sound())).max() < 0.12


def test_the_speed_may_change_within_a_loop(slow: Make, tone: Path) -> None:
    player, ear = slow(tone)
    player.loop(2.0, 4.0)
    waits_for(ear, 1.0)
    ear.take(10)
    player.set_manner(speed=2.0)
    waits_for(ear, 2.0)
    ear.take(200)
    assert player.looping == (2.0, 4.0)
    starts = [i for i, block in enumerate(ear.heard) if block.place_s == 2.0]
    assert len(starts) >= 3
    assert (starts[2] - starts[1]) * BLOCK_S == pytest.approx(1.0 + LOOP_GAP_S, abs=BLOCK_S)


def test_a_pause_keeps_the_loop_and_a_seek_outside_leaves_it(slow: Make, tone: Path) -> None:
    player, ear = slow(tone)
    player.loop(1.0, 2.0)
    wait_for(lambda: ear.source is not None, "the source")
    ear.take(10)
    player.pause()
    assert (player.state, player.looping) == ("paused", (1.0, 2.0))
    player.play()
    wait_for(lambda: ear.source is not None, "the source")
    ear.take(80)
    assert player.state == "playing"
    assert {block.place_s for block in ear.heard} <= {b.place_s for b in ear.heard if 1.0 <= b.place_s <= 2.0}
    player.seek(1.5)
    assert player.looping == (1.0, 2.0)
    assert player.position_s == pytest.approx(1.5)
    player.seek(3.0)
    assert player.looping is None
    hear_all(player, ear)
    assert player.position_s == pytest.approx(6.0, abs=0.01)


def test_leaving_a_loop_holds_where_it_was(slow: Make, tone: Path) -> None:
    player, ear = slow(tone)
    player.loop(1.0, 2.0)
    wait_for(lambda: ear.source is not None, "the source")
    ear.take(20)
    player.end_loop()
    assert (player.state, player.looping) == ("paused", None)
    assert player.position_s == pytest.approx(1.4)


def test_a_loop_of_nothing_is_refused(slow: Make, tone: Path) -> None:
    player, _ear = slow(tone)
    player.loop(1.0, 1.01)
    player.loop(9.0, 12.0)
    assert (player.state, player.looping) == ("stopped", None)


# ---- through a loudspeaker -----------------------------------------------------------------------------


@pytest.fixture
def ear(virtual_microphone: VirtualMicrophone) -> Iterator[Ear]:
    ear = Ear(virtual_microphone.speaker)
    yield ear
    ear.sound()


def errors_of_position(path: Path, places: np.ndarray, speaker: str, speed: float, phone: bool) -> np.ndarray:
    """Position told minus place, in seconds, at the middle of each short tone as it is recorded."""
    ear = Ear(speaker)
    player = Player(path, find_device("output", None))
    player.set_manner(speed=speed, phone=phone)
    player.play()
    seen = []
    while player.state == "playing":
        seen.append((time.monotonic(), player.position_s))
        time.sleep(0.005)  # a sampling interval, not a wait for something
    player.close()
    ear.wait_for_more(0.1)
    loud = np.flatnonzero(np.abs(ear.sound().astype(float)) > 4_000)
    first = np.concatenate(([True], np.diff(loud) > 0.2 * RATE_HZ))
    last = np.concatenate((np.diff(loud) > 0.2 * RATE_HZ, [True]))
    middles = (loud[first] + loud[last]) / 2
    assert len(middles) == len(places)
    times, told = np.array(seen).T
    return np.interp(middles, ear.heard_frames(times), told) - (places + 0.015)


@pytest.mark.parametrize(("speed", "phone"), [(0.5, False), (1.0, False), (2.0, False), (1.0, True)])
def test_the_position_is_what_is_heard_at_every_speed(
    speed: float, phone: bool, virtual_microphone: VirtualMicrophone, tmp_path: Path
) -> None:
    """Short tones at known places are recorded where they leave the loudspeaker."""
    places = 0.7 + np.arange(5) * 0.83
    samples = np.zeros(5 * RATE_HZ)
    burst = 16_000 * np.sin(2 * np.pi * 1_000 * np.arange(480) / RATE_HZ)
    for place in places:
        samples[round(place * RATE_HZ) :][:480] = burst
    path = write_wav(tmp_path / "marks.wav", np.rint(samples).astype("<i2").tobytes())
    worst = []
    for _attempt in range(3):
        errors = errors_of_position(path, places, virtual_microphone.speaker, speed, phone)
        worst.append(float(np.abs(errors).max()))
        if worst[-1] < 0.05:
            return
    # What a busy computer adds to the recording's times differs; what is wrong here would be there always.
    pytest.fail(f"the position was wrong by {worst} s")


def test_speech_at_half_the_speed_is_the_same_speech(ear: Ear, tmp_path: Path) -> None:
    """Played at 0.5 and sped up again by the same means, it is as it was."""
    player = Player(make_audio.make("speech.wav", tmp_path), find_device("output", None))
    player.set_manner(speed=0.5)
    player.play()
    wait_for(lambda: player.state != "playing", "the end")
    player.close()
    ear.wait_for_more(0.1)
    back = Tempo(RATE_HZ, 1, 2.0)
    heard = (ear.sound() / 32_768).astype(np.float32)[:, None]
    again = np.concatenate([back.push(heard), back.finish()])[:, 0]
    alike, _lag = likeness(np.abs(again), np.abs(make_audio.speech()[:, 0] / 32_768))
    assert alike > 0.5


def test_a_feed_says_how_far_it_reaches(tmp_path: Path) -> None:
    reader = NativeReader(make_audio.make("cd.wav", tmp_path))
    feed = Feed(
        reader, 0.5, 1.5, rate_hz=48_000, channels=1, block_frames=960, manner=Manner(1.25, phone=True)
    )
    blocks = []
    while (block := feed.next_block()) is not None:
        blocks.append(block)
    reader.close()
    assert {block.sound.shape for block in blocks} == {(960, 1)}
    assert feed.end_s == pytest.approx(1.5, abs=1e-4)
    assert blocks[0].place_s == 0.5
    assert blocks[-1].next_s == feed.end_s
    assert len(blocks) == pytest.approx((1.0 / 1.25 + TAIL_S) / BLOCK_S, abs=1)
