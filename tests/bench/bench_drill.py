"""How exact a drill is: beep to the first kept frame, the moment of the cut, stop to the verdict.

    bash tests/helpers/virtual-mic.sh -- .venv/bin/python tests/bench/bench_drill.py [--rounds N]

The microphone hears the loudspeaker (as on a desk) and a faint noise of which no two stretches are alike;
everything it hears is written down beside, so that the beep and the takes can be found in it to the frame.
"""

from __future__ import annotations

import argparse
import random
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import numpy as np

from rehearse.analysis.drills import Condition, Drill, Round
from rehearse.audio.decode import decode_speech
from rehearse.audio.lead_in import BEEP_HZ
from rehearse.drilling.begin import DrillRunner, begin
from rehearse.files import assets_folder
from rehearse.paths import Paths
from rehearse.settings import SettingsStore
from rehearse.studio import Studio
from tests.helpers.virtual_mic import MICROPHONE_NAME, VirtualMicrophone, connected, wait_for, write_wav

RATE_HZ = 16_000
CUT_S = (3.0, 6.0)

#: The faint noise, as samples of 16 bits (-55 dBFS), and how long it is heard alone after the beep.
NOISE, ALONE_S = 60.0, 0.8


def open_air(microphone: VirtualMicrophone) -> None:
    subprocess.run(
        [
            *("pactl", "load-module", "module-loopback", "latency_msec=40"),
            f"source={microphone.speaker}.monitor",
            f"sink={microphone.sink}",
        ],
        check=True, stdout=subprocess.DEVNULL,
    )  # fmt: skip


def pcm_of(path: Path) -> np.ndarray:
    return np.frombuffer(b"".join(decode_speech(path)), "<i2").astype(np.float64)


def place_of(piece: np.ndarray, whole: np.ndarray) -> int:
    """Where `piece`, which is noise alone, begins in `whole`, in which louder things are heard as well."""
    whole = np.clip(whole, -4 * NOISE, 4 * NOISE)
    size = 1 << int(np.ceil(np.log2(len(whole) + len(piece))))
    found = np.fft.irfft(np.fft.rfft(whole, size) * np.conj(np.fft.rfft(piece, size)), size)
    return int(np.argmax(found[: len(whole)]))


def beep_ends(whole: np.ndarray) -> list[int]:
    """The frame at which each beep is over, to five milliseconds."""
    n = RATE_HZ // 200
    blocks = whole[: len(whole) // n * n].reshape(-1, n)
    turn = np.exp(-2j * np.pi * BEEP_HZ * np.arange(n) / RATE_HZ)
    loud = np.abs(blocks @ turn) / n > 0.02 * 32768
    ends = [at for at in range(1, len(loud)) if loud[at - 1] and not loud[at]]
    starts = [at for at in range(1, len(loud)) if loud[at] and not loud[at - 1]]
    long = [end for end in ends if any(end - start >= 80 for start in starts if start < end and
            not any(start < other < end for other in ends))]  # fmt: skip
    return [at * n for at in long]


def until(runner: DrillRunner, phase: str) -> None:
    wait_for(lambda: runner.status().phase == phase, phase, 60.0)


def told(name: str, values_ms: list[float]) -> None:
    print(
        f"{name:<44} median {statistics.median(values_ms):7.1f} ms   "
        f"least {min(values_ms):7.1f}   most {max(values_ms):7.1f}   ({len(values_ms)})"
    )


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=6)
    options = parser.parse_args()
    microphone = connected()
    open_air(microphone)
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        settings = SettingsStore(home / "settings.json")
        settings.update(input_device=MICROPHONE_NAME)
        studio = Studio(Paths.below(home), settings)
        studio.load_engine()
        message = write_wav(
            home / "message.wav", b"".join(decode_speech(assets_folder() / "samples" / "bare-callback.flac"))
        )
        noise = np.random.default_rng(1).normal(0.0, NOISE, RATE_HZ * 240).astype("<i2")
        ear_file = home / "heard.wav"
        ear = subprocess.Popen(
            ["parec", "-d", microphone.source, f"--rate={RATE_HZ}", "--channels=1", "--format=s16le",
             "--file-format=wav", str(ear_file)]
        )  # fmt: skip
        murmur = microphone.speak(write_wav(home / "noise.wav", noise.tobytes()), wait=False)
        cut_rounds(studio, options.rounds, microphone, message, ear_file)
        speaker_rounds(studio, options.rounds, microphone, message)
        for process in (murmur, ear):
            process.terminate()
            process.wait()
        studio.close()


def cut_rounds(studio: Studio, n: int, microphone: VirtualMicrophone, message: Path, ear_file: Path) -> None:
    drill = Drill(
        "cut", "Cut", "t", "s", (Round(Condition(number_out=True), ends="cut", cut_s=CUT_S),), rest_s=0.0
    )
    chance, again = random.Random(5), random.Random(5)
    late, takes = [], []
    for _round in range(n):
        runner = begin(studio, drill, chance=chance)
        drawn_s = again.uniform(*CUT_S)
        runner.start()
        until(runner, "speaking")
        time.sleep(ALONE_S)
        player = microphone.speak(message, wait=False)
        until(runner, "done")
        player.terminate()
        player.wait()
        assert runner.close(10.0)
        (attempt,) = runner.status().run.attempts
        assert attempt.cut_s is not None
        late.append(1000 * (attempt.cut_s - drawn_s))
        takes.append(pcm_of(studio.library.take(attempt.take_id or "").audio_path))
    time.sleep(0.5)
    whole = pcm_of(ear_file)
    ends = beep_ends(whole)
    gaps = []
    for take in takes:
        at = place_of(take[: round(ALONE_S * RATE_HZ)], whole)
        gaps.append(1000 * min((at - end for end in ends), key=abs) / RATE_HZ)
    told("end of the beep to the first kept frame", gaps)
    told("recording longer than the moment that was drawn", late)


def speaker_rounds(studio: Studio, n: int, microphone: VirtualMicrophone, message: Path) -> None:
    drill = Drill("say", "Say", "t", "s", (Round(Condition(length_most_s=30.0)),))
    judged = []
    for _round in range(n):
        runner = begin(studio, drill)
        runner.start()
        until(runner, "speaking")
        microphone.speak(message)
        pressed_s = time.monotonic()
        runner.press()
        wait_for(lambda: bool(runner.status().run.attempts), "the verdict", 60.0)  # noqa: B023
        judged.append(1000 * (time.monotonic() - pressed_s))
        assert runner.close(10.0)
    told("stop to the verdict, eight seconds of speech", judged)


if __name__ == "__main__":
    main()
