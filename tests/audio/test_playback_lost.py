"""Playing without a loudspeaker, or with one that goes away."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from rehearse.audio.output import BLOCK_S
from rehearse.audio.playback import AHEAD_S, Player
from rehearse.errors import DeviceBusy, DeviceError, DeviceLost, RehearseError
from tests.data import make_audio
from tests.helpers.loudspeakers import RATE_HZ, SlowEar
from tests.helpers.played import (
    ear,
    played_to_the_end,
)
from tests.helpers.virtual_mic import run_in_virtual_mic, wait_for, write_wav

__all__ = ["ear"]


@pytest.fixture
def slow(tmp_path: Path) -> Iterator[Callable[[Path], tuple[Player, SlowEar]]]:
    players = []

    def make(path: Path) -> tuple[Player, SlowEar]:
        ear = SlowEar()
        player = Player(path, open_output=lambda _channels: ear)
        players.append(player)
        return player, ear

    yield make
    for player in players:
        player.close()


def test_reading_ahead_is_bounded(slow: Callable[[Path], tuple[Player, SlowEar]], tmp_path: Path) -> None:
    player, ear = slow(write_wav(tmp_path / "long.wav", bytes(2 * RATE_HZ * 60)))
    player.play()
    for _number in range(5):
        wait_for(
            lambda: ear.source is not None and len(ear.source.blocks) >= AHEAD_S / BLOCK_S, "blocks ahead"
        )
        assert ear.source is not None
        assert len(ear.source.blocks) <= AHEAD_S / BLOCK_S
        ear.take(10)
    assert player.position_s == pytest.approx(1.0)


def test_states_from_start_to_end_and_again(
    slow: Callable[[Path], tuple[Player, SlowEar]], tmp_path: Path
) -> None:
    player, ear = slow(make_audio.make("speech.wav", tmp_path))
    assert (player.state, player.position_s) == ("stopped", 0.0)
    player.pause()
    assert player.state == "stopped"
    player.seek(1.5)
    assert (player.state, player.position_s) == ("stopped", 1.5)
    player.play()
    wait_for(lambda: ear.source is not None, "the source")
    ear.take(1_000)
    played_to_the_end(player)
    assert player.position_s == pytest.approx(2.0)
    player.play()
    assert (player.state, player.position_s) == ("playing", 0.0)
    player.seek(99.0)
    assert player.position_s == player.duration_s
    player.stop()
    assert (player.state, player.position_s) == ("stopped", 0.0)
    player.close()
    player.close()
    player.play()
    assert player.state == "stopped"
    assert ear.closed


def test_a_silent_device_is_lost_and_play_tries_again(
    slow: Callable[[Path], tuple[Player, SlowEar]], tmp_path: Path
) -> None:
    player, ear = slow(make_audio.make("speech.wav", tmp_path))
    player.play()
    wait_for(lambda: ear.source is not None, "the source")
    ear.take(20)
    ear.alive = False
    wait_for(lambda: player.state == "lost", "the loss to be noticed")
    assert isinstance(player.error, DeviceLost)
    assert player.position_s == pytest.approx(0.4)
    ear.alive = True
    player.play()
    assert (player.state, player.error) == ("playing", None)
    wait_for(lambda: ear.source is not None, "the source")
    ear.take(1_000)
    played_to_the_end(player)


class Socket:
    """Where a loudspeaker can be plugged in and out."""

    def __init__(self, error: RehearseError | None = None) -> None:
        self.error = error
        self.ear = SlowEar()
        self.n_asked = 0

    def __call__(self, _channels: int) -> SlowEar:
        self.n_asked += 1
        if self.error is not None:
            raise self.error
        self.ear.alive = True
        return self.ear

    def pull_out(self) -> None:
        self.error = DeviceLost("It is not there any more.")
        self.ear.alive = False


@pytest.fixture
def socket(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[tuple[Player, Socket]]:
    monkeypatch.setattr("rehearse.audio.playback.RETRY_S", 0.02)
    socket = Socket()
    player = Player(make_audio.make("speech.wav", tmp_path), open_output=socket)
    yield player, socket
    player.close()


def lose(player: Player, socket: Socket) -> None:
    wait_for(lambda: socket.ear.source is not None, "the source")
    socket.ear.take(20)
    socket.pull_out()
    wait_for(lambda: player.state == "lost", "the loss to be noticed")


def test_it_plays_on_by_itself_when_the_loudspeaker_is_back(socket: tuple[Player, Socket]) -> None:
    player, where = socket
    player.play(0.2, 1.7)
    lose(player, where)
    assert player.waiting
    assert player.position_s == pytest.approx(0.6)
    n_asked = where.n_asked
    wait_for(lambda: where.n_asked > n_asked + 2, "a few looks")
    assert (player.state, player.waiting) == ("lost", True)
    where.error = None
    wait_for(lambda: player.state == "playing", "the return")
    assert (player.error, player.waiting) == (None, False)
    wait_for(lambda: where.ear.source is not None, "the source")
    heard_before = len(where.ear.heard)
    where.ear.take(1_000)
    played_to_the_end(player)
    assert where.ear.heard[heard_before].place_s == pytest.approx(0.6)
    assert player.position_s == pytest.approx(1.7)


def test_a_loop_goes_on_too(socket: tuple[Player, Socket]) -> None:
    player, where = socket
    player.loop(0.5, 1.5)
    lose(player, where)
    where.error = None
    wait_for(lambda: player.state == "playing", "the return")
    assert player.looping == (0.5, 1.5)
    assert player.position_s == pytest.approx(0.9)


@pytest.mark.parametrize("order", ["pause", "stop", "seek"])
def test_whoever_gives_another_order_is_not_surprised_by_a_voice(
    order: str, socket: tuple[Player, Socket]
) -> None:
    player, where = socket
    player.play()
    lose(player, where)
    if order == "seek":
        player.seek(1.0)
    else:
        getattr(player, order)()
    assert not player.waiting
    where.error = None
    n_asked = where.n_asked
    time.sleep(0.1)  # long enough for five looks, of which there must be none
    assert where.n_asked <= n_asked + 1  # one may have been on its way
    assert player.state != "playing"


def test_a_loudspeaker_in_use_is_not_knocked_at(socket: tuple[Player, Socket]) -> None:
    player, where = socket
    where.error = DeviceBusy("It cannot be used now.")
    player.play(0.5)
    wait_for(lambda: player.state == "lost", "the refusal")
    assert not player.waiting
    assert player.position_s == 0.5
    where.error = None
    player.play()
    wait_for(lambda: where.ear.source is not None, "the source")
    where.ear.take(1_000)
    played_to_the_end(player)
    assert where.ear.heard[0].place_s == pytest.approx(0.5)


def test_looking_for_a_loudspeaker_ends_some_time(
    socket: tuple[Player, Socket], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rehearse.audio.playback.WAIT_S", 0.05)
    player, where = socket
    player.play()
    lose(player, where)
    wait_for(lambda: not player.waiting, "the end of waiting")
    assert player.state == "lost"
    assert isinstance(player.error, DeviceLost)


def test_no_loudspeaker_is_told_and_does_not_hang(tmp_path: Path) -> None:
    def refuse(_channels: int) -> SlowEar:
        raise DeviceError("No loudspeaker was found.")

    player = Player(make_audio.make("speech.wav", tmp_path), open_output=refuse)
    player.play()
    wait_for(lambda: player.state == "lost", "the refusal")
    assert isinstance(player.error, DeviceError)
    player.close()


BACK = """
import subprocess, sys
from pathlib import Path
from rehearse.audio.devices import find_device
from rehearse.audio.playback import Player
from tests.helpers.virtual_mic import connected, wait_for

microphone = connected()
player = Player(Path(sys.argv[1]), find_device("output", None))
player.play()
wait_for(lambda: player.position_s > 0.3, "sound")
subprocess.run(["pactl", "suspend-sink", microphone.speaker, "1"], check=True)
wait_for(lambda: player.state == "lost", "the loss", 10.0)
lost_at_s = player.position_s
assert player.waiting
subprocess.run(["pactl", "suspend-sink", microphone.speaker, "0"], check=True)
wait_for(lambda: player.state == "playing", "the return", 30.0)
back_at_s = player.position_s
wait_for(lambda: player.position_s > back_at_s + 0.5, "more sound")
print("on", abs(back_at_s - lost_at_s) < 0.2, flush=True)
player.close()
"""


def test_a_loudspeaker_that_slept_is_played_on(tmp_path: Path) -> None:
    path = write_wav(tmp_path / "long.wav", bytes(2 * RATE_HZ * 30))
    done = run_in_virtual_mic(["-c", BACK, str(path)])
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "on True", done.stdout + done.stderr


FAULT = """
import subprocess, sys
from pathlib import Path
from rehearse.audio.playback import Player
from tests.helpers.virtual_mic import connected, wait_for

microphone = connected()
player = Player(Path(sys.argv[2]))
player.play()
wait_for(lambda: player.position_s > 0.3, "sound")
if sys.argv[1] == "suspend":
    subprocess.run(["pactl", "suspend-sink", microphone.speaker, "1"], check=True)
else:
    getattr(microphone, sys.argv[1])()
try:
    wait_for(lambda: player.state == "lost", "the loss", 10.0)
    print(type(player.error).__name__, player.error, flush=True)
    player.close()
finally:
    if sys.argv[1] == "freeze_server":
        microphone.freeze_server(False)
"""


@pytest.mark.parametrize("fault", ["kill_server", "freeze_server", "suspend"])
def test_a_loudspeaker_that_goes_away(fault: str, tmp_path: Path) -> None:
    path = write_wav(tmp_path / "long.wav", bytes(2 * RATE_HZ * 30))
    done = run_in_virtual_mic(["-c", FAULT, fault, str(path)])
    assert done.returncode == 0, done.stderr
    assert "nanobind" not in done.stderr  # PortAudio itself does talk there
    assert done.stdout.startswith("DeviceLost The loudspeaker went away"), done.stdout + done.stderr


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="open files are read from /proc")
def test_the_file_is_free_after_closing(
    slow: Callable[[Path], tuple[Player, SlowEar]], tmp_path: Path
) -> None:
    path = make_audio.make("speech.wav", tmp_path)
    player, _ear = slow(path)
    player.close()
    assert str(path) not in {os.path.realpath(link) for link in Path("/proc/self/fd").iterdir()}
