"""A folder of recordings imported, heard and judged, against `vosk-transcriber` on the same files.

    python -m tests.bench.bench_import [--files 24] [--rounds 2] [--rates 16000] [--model FOLDER]

The recordings are the spoken ones of the tests and the samples, again and again, each time a little
quieter, so that no two files are the same; with `--rates 16000,48000` in turns at these rates.
The peer is the console script that vosk installs (it needs the program `ffmpeg`), and it has as many
workers as there are processors; so has the import.  Both run as commands, from their start to their end,
in turns; what the import does beyond hearing (copying, measuring the sound,
judging, storing) is in its time.
The import hears half a second of a quiet room before each recording, so that no first word is lost.
`--bare` gives the peer the recordings without it; else it hears the same sound, and the words should be
the same.
Prints for each round the clock, the processor's time and the peak memory of both (all their processes,
shared pages counted once), the ratio of their speeds, and how many words differ.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import wave
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from rehearse.audio.decode import decode_native
from rehearse.audio.format import SPEECH_FORMAT, AudioFormat
from rehearse.audio.resample import RateChanger, to_floats, to_samples
from rehearse.hearing import WARM_UP
from rehearse.processes import usable_cores
from rehearse.speech.vosk_engine import lead_silence
from tests.bench.bench_hearing import errors

ROOT = Path(__file__).resolve().parents[2]
#: Without the one by which the hearing processes are warmed up: nobody's folder holds that.
SOURCES = [
    *sorted((ROOT / "tests" / "data" / "speech").glob("*.flac")),
    *(path for path in sorted((ROOT / "assets" / "samples").glob("*.flac")) if path.name != WARM_UP),
]


def make(folder: Path, n_files: int, rates: list[int], before: bytes = b"") -> float:
    """The recordings, after a sound of `SPEECH_FORMAT` each; seconds of sound."""
    sound_s = 0.0
    for number in range(n_files):
        source = SOURCES[number % len(SOURCES)]
        info, arrays = decode_native(source)
        samples = np.concatenate(list(arrays))[:, :1]
        lead = RateChanger(SPEECH_FORMAT.rate_hz, info.rate_hz, 1)
        start = np.concatenate((lead.push(to_floats(before, SPEECH_FORMAT)), lead.finish()))
        floats = to_floats(samples.tobytes(), AudioFormat(info.rate_hz, 1)) * (
            0.99 ** (number // len(SOURCES))
        )
        floats = np.concatenate((start, floats))
        rate_hz = rates[number % len(rates)]
        changer = RateChanger(info.rate_hz, rate_hz, 1)
        out = to_samples(np.concatenate((changer.push(floats), changer.finish())))
        with wave.open(str(folder / f"{number:03d}-{source.stem}.wav"), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(rate_hz)
            file.writeframes(out.tobytes())
        sound_s += len(out) / rate_hz
    return sound_s


@dataclass
class Run:
    clock_s: float
    cpu_s: float
    peak_mb: float
    texts: dict[str, list[str]]


def watched(command: list[str], environment: dict[str, str]) -> tuple[float, float, float, bytes]:
    """Run a command to its end: clock, processor time of all its processes, peak memory in MB, its output."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began_s = time.perf_counter()
    child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment)
    peak_kb = 0
    over = threading.Event()

    def watch() -> None:
        nonlocal peak_kb
        while not over.wait(0.25):
            peak_kb = max(peak_kb, sum(pss_kb(pid) for pid in family(child.pid)))

    watcher = threading.Thread(target=watch)
    watcher.start()
    out, _ = child.communicate()
    clock_s = time.perf_counter() - began_s
    over.set()
    watcher.join()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if child.returncode:
        sys.exit(f"{command} ended with {child.returncode}")
    cpu_s = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return clock_s, cpu_s, peak_kb / 1024, out


def family(pid: int) -> list[int]:
    """A process and all that it started."""
    found = [pid]
    for parent in found:
        try:
            tasks = os.listdir(f"/proc/{parent}/task")
            found += [
                int(c) for t in tasks for c in Path(f"/proc/{parent}/task/{t}/children").read_text().split()
            ]
        except OSError:
            continue
    return found


def pss_kb(pid: int) -> int:
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    except OSError:
        pass
    return 0


def peer(folder: Path, model: Path, work: Path) -> Run:
    out = work / "peer"
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir()
    command = [str(Path(sys.executable).with_name("vosk-transcriber"))]
    if not Path(command[0]).exists():
        command = [sys.executable, "-c", "from vosk.transcriber.cli import main; main()"]
    command += ["--model", str(model), "--input", str(folder), "--output", str(out), "--log-level", "WARNING"]
    clock_s, cpu_s, peak_mb, _ = watched(command, dict(os.environ))
    texts = {path.stem: path.read_text(encoding="utf-8").split() for path in out.glob("*.txt")}
    return Run(clock_s, cpu_s, peak_mb, texts)


def ours(folder: Path, model: Path, work: Path) -> Run:
    home = work / "home"
    shutil.rmtree(home, ignore_errors=True)
    own = {"REHEARSE_HOME": str(home), "REHEARSE_MODEL": str(model), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "rehearse", "import", str(folder), "--format", "jsonl"]
    clock_s, cpu_s, peak_mb, out = watched(command, {**os.environ, **own})
    texts = {}
    for line in out.decode().splitlines():
        found = json.loads(line)
        texts[Path(found["import"]["file"]).stem] = [word["text"] for word in found["words"]]
    return Run(clock_s, cpu_s, peak_mb, texts)


def tell(name: str, run: Run, sound_s: float) -> None:
    print(
        f"  {name:17} {run.clock_s:6.1f} s on the clock, {sound_s / run.clock_s:5.2f} s of sound a second;"
        f" processor {run.cpu_s:6.1f} s; peak memory {run.peak_mb:4.0f} MB",
        flush=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--files", type=int, default=24)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--rates", default="16000")
    parser.add_argument("--bare", action="store_true")
    parser.add_argument("--model", type=Path, default=ROOT / "models" / "starter-en-us")
    arguments = parser.parse_args()
    if shutil.which("ffmpeg") is None:
        parser.error("ffmpeg is not installed: apt-get install ffmpeg")
    if usable_cores() != os.cpu_count():
        parser.error("the peer takes a worker for every processor; allow this process all of them")
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        folder, for_peer = work / "recordings", work / "for the peer"
        folder.mkdir()
        for_peer.mkdir()
        rates = [int(rate) for rate in arguments.rates.split(",")]
        sound_s = make(folder, arguments.files, rates)
        make(for_peer, arguments.files, rates, b"" if arguments.bare else b"".join(lead_silence()))
        print(f"{arguments.files} files, {sound_s:.0f} s of sound, {os.cpu_count()} workers each")
        ratios = []
        for number in range(arguments.rounds):
            runs = {"a": peer, "b": ours} if number % 2 == 0 else {"b": ours, "a": peer}
            done = {}
            for key, run in runs.items():
                done[key] = run(for_peer if key == "a" else folder, arguments.model, work)
                tell("vosk-transcriber" if key == "a" else "rehearse import", done[key], sound_s)
            theirs, mine = done["a"], done["b"]
            assert theirs.texts.keys() == mine.texts.keys()
            ratios.append(theirs.clock_s / mine.clock_s)
            n_words = sum(map(len, theirs.texts.values()))
            n_other = sum(errors(theirs.texts[key], mine.texts[key]) for key in theirs.texts)
            n_same = sum(theirs.texts[key] == mine.texts[key] for key in theirs.texts)
            print(
                f"  round {number + 1}: {ratios[-1]:.2f} times as fast by the clock,"
                f" {theirs.cpu_s / mine.cpu_s:.2f} by the processor;"
                f" {n_same} of {len(theirs.texts)} texts the same, {n_other} of {n_words} words differ",
                flush=True,
            )
        print(f"ratios by the clock: {', '.join(f'{ratio:.2f}' for ratio in sorted(ratios))}")


if __name__ == "__main__":
    main()
