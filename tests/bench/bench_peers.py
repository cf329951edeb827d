"""The program's hearing beside its peers: processor time, memory and word errors on the same sound.

    python -m tests.bench.bench_peers [--files 10] [--rounds 3] [--model FOLDER] [--throwaway]

In turns, each as a command of its own: this program's transcription, the command `vosk-transcriber` (needs
the program `ffmpeg`), a bare loop over vosk, all three with the same model, and PocketSphinx with its own
US English one.  PocketSphinx is no part of the program: where it is not installed, or with `--throwaway`,
pip puts it into an environment that is deleted afterwards.  A peer that cannot be had is left out, with
a line that says why.

All hear the spoken recordings of the tests and the samples, as WAV of 16 kHz.  The cost of starting is
that of a run on a tenth of a second, and is taken off before a second of sound is told.  Memory is the
peak of all processes of the command, shared pages counted once.  Prints medians with the least and the most:
of the rounds for time and memory, of the files for word errors.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import tomllib
import wave
from collections.abc import Callable, Sequence
from pathlib import Path

from rehearse.audio.decode import decode_speech
from tests.bench.bench_hearing import errors, normal
from tests.bench.bench_import import Run, peer, watched
from tests.data.make_drill_speech import SPOKEN

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "assets" / "samples"
SPEECH = ROOT / "tests" / "data" / "speech"
CHILD = Path(__file__).with_name("peer_child.py")

#: A recording that says the same as a sample, as an earlier version of it did.
SAME_TEXT = {"voicemail": "early-number"}

Hear = Callable[[Path], Run]


def said() -> dict[str, list[str]]:
    """File stem → what is said in it, of the recordings whose text is known."""
    samples = tomllib.loads((SAMPLES / "samples.toml").read_text(encoding="utf-8"))["sample"]
    texts = {sample["id"]: sample["text"] for sample in samples}
    texts |= {Path(name).stem: text for name, (_voice, _pace, text) in SPOKEN.items()}
    texts |= {name: texts[other] for name, other in SAME_TEXT.items()}
    return {name: normal(re.findall(r"[a-z']+", text.lower())) for name, text in texts.items()}


def write(path: Path, pcm: bytes) -> float:
    """A WAV of 16 kHz; its seconds."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16_000)
        file.writeframes(pcm)
    return len(pcm) / 32_000


def child(*arguments: object, python: str = sys.executable) -> Run:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [python, str(CHILD), *map(str, arguments)]
    clock_s, cpu_s, peak_mb, out = watched(command, environment)
    return Run(clock_s, cpu_s, peak_mb, json.loads(out))


def pocketsphinx_python(work: Path, *, throwaway: bool) -> str | None:
    """A Python that has PocketSphinx, or None after a line that says why not."""
    if not throwaway:
        test = subprocess.run([sys.executable, "-c", "import pocketsphinx"], capture_output=True, check=False)
        if test.returncode == 0:
            return sys.executable
    pinned = re.search(r"^pocketsphinx==\S+", (ROOT / "requirements-dev.in").read_text(), re.MULTILINE)
    wanted = pinned[0] if pinned else "pocketsphinx"
    python = work / "venv" / ("Scripts" if os.name == "nt" else "bin") / "python"
    for command in (
        [sys.executable, "-m", "venv", str(work / "venv")],
        # Of what it depends on only the microphone's part is left out.
        [str(python), "-m", "pip", "install", "--quiet", "--no-deps", wanted],
    ):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            why = (done.stderr.strip() or "no reason given").splitlines()[-1]
            print(f"PocketSphinx is left out: {wanted} could not be installed ({why})")
            return None
    return str(python)


def peers(model: Path, work: Path, *, throwaway: bool) -> dict[str, Hear]:
    """What can be had on this machine, by the name it is told under."""
    found: dict[str, Hear] = {"Rehearse": lambda folder: child("rehearse", folder, model)}
    if shutil.which("ffmpeg") is None:
        print("vosk-transcriber is left out: it needs ffmpeg (apt-get install ffmpeg)")
    else:
        found["vosk-transcriber"] = lambda folder: peer(folder, model, work)
    found["bare KaldiRecognizer"] = lambda folder: child("vosk", folder, model)
    python = pocketsphinx_python(work, throwaway=throwaway)
    if python is not None:
        found["PocketSphinx"] = lambda folder: child("pocketsphinx", folder, python=python)
    return found


def middle(values: Sequence[float], form: str) -> str:
    return f"{statistics.median(values):{form}} ({min(values):{form}}–{max(values):{form}})"


def word_errors(texts: dict[str, list[str]], known: dict[str, list[str]]) -> dict[str, tuple[int, int]]:
    """File stem → words that are wrong, and words said."""
    return {
        name: (errors(known[name], normal(heard)), len(known[name]))
        for name, heard in texts.items()
        if name in known
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--files", type=int, default=10, help="how many recordings, the smallest first")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--model", type=Path, default=ROOT / "models" / "starter-en-us")
    parser.add_argument("--throwaway", action="store_true", help="PocketSphinx from pip, even where it is")
    parser.add_argument("--show", action="store_true", help="print what was heard")
    arguments = parser.parse_args()
    if arguments.files < 1 or arguments.rounds < 1:
        parser.error("at least one file and one round")
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        folder, idle = work / "sound", work / "idle"
        folder.mkdir()
        idle.mkdir()
        sources = sorted((*SPEECH.glob("*.flac"), *SAMPLES.glob("*.flac")), key=lambda p: p.stat().st_size)
        sound_s = sum(
            write(folder / f"{source.stem}.wav", b"".join(decode_speech(source)))
            for source in sources[: arguments.files]
        )
        write(idle / "nothing.wav", bytes(3200))
        known = said()
        compared = {path.stem for path in folder.iterdir()} & known.keys()
        n_words = sum(len(known[stem]) for stem in compared)
        ways = peers(arguments.model, work, throwaway=arguments.throwaway)
        print(
            f"{len(list(folder.iterdir()))} files, {sound_s:.0f} s of sound, {arguments.rounds} rounds;"
            f" what is said is known of {len(compared)} files, {n_words} words"
        )
        starts: dict[str, list[Run]] = {way: [] for way in ways}
        runs: dict[str, list[Run]] = {way: [] for way in ways}
        for _round in range(arguments.rounds):
            for way, hear in ways.items():
                starts[way].append(hear(idle))
                runs[way].append(hear(folder))
        print(f"load of the machine at the end: {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors\n")
        tell(starts, runs, sound_s, known)
        if arguments.show:
            for way, done in runs.items():
                for stem, words in sorted(done[-1].texts.items()):
                    print(f"{way}: {stem}: {' '.join(words)}")


def tell(
    starts: dict[str, list[Run]],
    runs: dict[str, list[Run]],
    sound_s: float,
    known: dict[str, list[str]],
) -> None:
    """The table, as the page of performance shows it."""
    print("| | processor s a second of sound | to start | peak memory, MB | word errors | in a file |")
    print("|---|---|---|---|---|---|")
    for way, done in runs.items():
        start = [run.cpu_s for run in starts[way]]
        hearing = [(run.cpu_s - idle_s) / sound_s for run, idle_s in zip(done, start, strict=True)]
        memory = [run.peak_mb for run in done]
        wrong = word_errors(done[-1].texts, known)
        n_wrong, n_said = (sum(column) for column in zip(*wrong.values(), strict=True)) if wrong else (0, 0)
        share = f"{n_wrong / n_said:.1%} ({n_wrong}/{n_said})" if n_said else "no text known"
        each = middle([bad / words for bad, words in wrong.values()], ".0%") if wrong else "–"
        print(
            f"| {way} | {middle(hearing, '.3f')} | {middle(start, '.2f')} | {middle(memory, '.0f')} "
            f"| {share} | {each} |"
        )
    for way, done in runs.items():
        if any(run.texts != done[0].texts for run in done):
            print(f"{way} did not hear the same words in every round; the last round is told")


if __name__ == "__main__":
    main()
