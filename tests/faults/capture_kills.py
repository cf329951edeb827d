"""Kill a recording at random moments and measure what is missing.

    python -m tests.faults.capture_kills --count 200 --seed 1

Under a virtual microphone (of its own where there is none).  After each kill: the file opens as it lies
and after `repair`, is the beginning of what PortAudio handed over, and lacks at most `ALLOWED_S` of it.
"""

from __future__ import annotations

import argparse
import random
import signal
import subprocess
import sys
import tempfile
import time
import wave
from dataclasses import dataclass
from pathlib import Path

from rehearse.audio.wav import repair
from tests.helpers import virtual_mic

#: What a crash may cost (the promise of the program).
ALLOWED_S = 0.5
LATEST_KILL_S = 1.5
RATES_HZ = (16_000, 44_100, 48_000)


@dataclass
class Seen:
    kills: int = 0
    heard_s: float = 0.0
    worst_missing_s: float = 0.0
    repaired: int = 0


def run(folder: Path, *, count: int, seed: int) -> Seen:
    """Do `count` kills.  Raises `AssertionError` where the promise was broken."""
    microphone = virtual_mic.ensure()
    chance = random.Random(seed)
    seen = Seen()
    noise = virtual_mic.write_wav(folder / "noise.wav", chance.randbytes(16_000 * 2 * 30))
    for number in range(count):
        speaker = microphone.speak(noise, wait=False)
        try:
            rate_hz = chance.choice(RATES_HZ)
            path = folder / f"take-{number}.wav"
            _record_and_kill(path, rate_hz, chance.uniform(0.0, LATEST_KILL_S))
        finally:
            speaker.kill()
            speaker.wait()
        _check(path, rate_hz, seen)
    return seen


def _record_and_kill(path: Path, rate_hz: int, after_s: float) -> None:
    child = subprocess.Popen(
        [sys.executable, "-m", "tests.helpers.capture_child", str(path), str(rate_hz)],
        cwd=virtual_mic.ROOT,
        stdout=subprocess.PIPE,
    )
    try:
        assert child.stdout is not None
        assert child.stdout.readline() == b"recording\n"
        time.sleep(after_s)  # the random moment itself, not a wait for something
        assert child.poll() is None, "it ended by itself"
    finally:
        child.send_signal(signal.SIGKILL)
        child.communicate()


def _check(path: Path, rate_hz: int, seen: Seen) -> None:
    heard = Path(f"{path}.heard").read_bytes()
    before = path.read_bytes()
    with wave.open(str(path), "rb") as file:
        told = file.getnframes()
    info = repair(path)
    with wave.open(str(path), "rb") as file:
        assert file.getframerate() == rate_hz
        kept = file.readframes(file.getnframes())
    assert info.n_frames * 2 == len(kept)
    assert info.n_frames >= told, "the header promised more than there was"
    assert heard.startswith(kept), "the recording is not what was heard"
    missing_s = (len(heard) - len(kept)) / 2 / rate_hz
    assert missing_s <= ALLOWED_S, f"{missing_s:.3f} s are missing"
    seen.kills += 1
    seen.heard_s += len(heard) / 2 / rate_hz
    seen.worst_missing_s = max(seen.worst_missing_s, missing_s)
    seen.repaired += path.read_bytes() != before


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        print(run(Path(folder), count=options.count, seed=options.seed))


if __name__ == "__main__":
    main()
