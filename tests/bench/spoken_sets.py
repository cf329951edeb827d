"""Spoken test sets whose words are known, made with Debian's `flite` and `espeak-ng`.

Messages are those of `tests/data/scripts-open.jsonl`; the language model's own sentences come from
templates that know none of them.  `half` splits every set: settings are chosen on one half (`tune`)
and figures are told for the other (`test`).
Fillers are spoken apart, as long as people draw them, and set into the pauses between two stretches of
speech or close to the words, so that their places are known to the sample.
"""

from __future__ import annotations

import hashlib
import json
import random
import subprocess
import sys
import wave
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soxr
from numpy.typing import NDArray

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from rehearse.script.tokens import word_set  # noqa: E402

RATE_HZ = 16_000
Sound = NDArray[np.int16]

#: Voice → its share of messages.  espeak's are formant voices, far from a human's: fewer.
VOICES = ("slt", "rms", "awb", "kal16", "rms", "slt", "awb", "en-us+f3", "rms", "slt", "en-us+m3")

#: A speaker breathes before these words, when the last breath is some words ago.
BREATH = word_set(
    "and but so if because my i'm i we you your the our this that's call please when again thanks"
)
BREATH_WORDS = 7

#: How long a hesitation lasts here, in seconds: "um" is usually the longest.  Chosen, not measured.
FILLERS = {"um": (0.32, 0.7), "uh": (0.2, 0.55), "er": (0.2, 0.5)}


@dataclass(frozen=True)
class Spoken:
    """A sound of 16 kHz samples, what is said in it, and its fillers as (text, start_s, end_s)."""

    name: str
    sound: Sound
    words: tuple[str, ...]
    fillers: tuple[tuple[str, float, float], ...] = ()

    @property
    def duration_s(self) -> float:
        return len(self.sound) / RATE_HZ


def say(text: str, voice: str, cache: Path, *, pace: float = 1.1) -> Sound:
    """One reading, silence at its ends cut off, at an even level; `pace` above 1 is slower."""
    key = hashlib.sha256(repr((text, voice, pace)).encode()).hexdigest()[:20]
    path = cache / f"{key}.wav"
    if not path.exists():
        command = (
            ["espeak-ng", "-v", voice, "-s", str(round(165 / pace)), "-w", path, text]
            if voice.startswith("en")
            else ["flite", "-voice", voice, "--setf", f"duration_stretch={pace}", "-t", text, "-o", path]
        )
        subprocess.run([str(part) for part in command], check=True, stdout=subprocess.DEVNULL)
    with wave.open(str(path)) as file:
        rate_hz = file.getframerate()
        samples = np.frombuffer(file.readframes(file.getnframes()), "<i2").astype(np.float32)
    if rate_hz != RATE_HZ:
        samples = soxr.resample(samples, rate_hz, RATE_HZ)
    loud = np.flatnonzero(np.abs(samples) > 0.02 * np.abs(samples).max())
    samples = samples[max(0, loud[0] - 160) : loud[-1] + 320]
    even: Sound = np.rint(samples * (14_000 / np.abs(samples).max())).astype(np.int16)
    return even


def stretches(words: Sequence[str], breaks: Sequence[int] = ()) -> list[list[str]]:
    """The words as they are said in one breath each; `breaks` are indices before which one is taken."""
    pieces: list[list[str]] = [[]]
    for at, word in enumerate(words):
        if pieces[-1] and (at in breaks or (word in BREATH and len(pieces[-1]) >= BREATH_WORDS)):
            pieces.append([])
        pieces[-1].append(word)
    return pieces


def filler(rng: random.Random, voice: str, cache: Path) -> tuple[str, Sound]:
    """A drawn-out hesitation in that voice."""
    text = rng.choice(["um", "um", "uh", "uh", "er"])
    shortest, longest = FILLERS[text]
    plain = say(text, voice, cache, pace=1.0)
    pace = min(3.0, max(0.5, rng.uniform(shortest, longest) * RATE_HZ / len(plain)))
    # To the tenth: the cache holds a few of each kind.
    return text, (say(text, voice, cache, pace=round(pace, 1)) * rng.uniform(0.6, 0.95)).astype(np.int16)


def message(
    name: str,
    pieces: Sequence[Sequence[str]],
    voice: str,
    cache: Path,
    *,
    with_fillers: bool,
    pace: float = 1.1,
) -> Spoken:
    """The pieces with pauses between them and, where asked for, hesitations in half of the pauses."""
    rng = random.Random(name)
    parts: list[Sound] = []
    fillers: list[tuple[str, float, float]] = []
    at = 0

    def add(samples: Sound) -> None:
        nonlocal at
        parts.append(samples)
        at += len(samples)

    def pause(shortest: float, longest: float) -> None:
        add(np.zeros(round(rng.uniform(shortest, longest) * RATE_HZ), np.int16))

    pause(0.4, 0.8)
    for number, piece in enumerate(pieces):
        if number:
            close = rng.random() < 0.4
            gap = (0.02, 0.08) if close else (0.12, 0.4)
            here = rng.random() < 0.5
            text, hesitation = filler(rng, voice, cache)
            if with_fillers and here:
                pause(*gap)
                fillers.append((text, at / RATE_HZ, (at + len(hesitation)) / RATE_HZ))
                add(hesitation)
                pause(*gap)
            else:
                pause(0.15, 0.5)
        add(say(" ".join(piece), voice, cache, pace=pace))
    pause(0.5, 0.8)
    noise = np.random.default_rng(len(name)).normal(0, 3, at)
    sound = np.clip(np.concatenate(parts) + noise, -32768, 32767).astype(np.int16)
    return Spoken(name, sound, tuple(w for piece in pieces for w in piece), tuple(fillers))


def messages(cache: Path, half: str, *, with_fillers: bool, most: int | None = None) -> list[Spoken]:
    """The annotated messages of one half, each in one voice."""
    lines = (ROOT / "tests" / "data" / "scripts-open.jsonl").read_text(encoding="utf-8").splitlines()
    # Fillers that the texts themselves hold would be spoken in a place that is not known.
    mute = {"um", "uh", "er", "ah", "hmm"}
    made = []
    for number, line in enumerate(lines):
        if number % 2 == (half == "tune"):
            continue
        entry = json.loads(line)
        words = entry["text"].split()
        breaks = [i for first, last in entry["phone"]["spans"] or () for i in (first, last + 1)]
        pieces = [[w for w in piece if w not in mute] for piece in stretches(words, breaks)]
        voice = VOICES[(number // 2) % len(VOICES)]
        pieces = [piece for piece in pieces if piece]
        made.append(message(entry["id"], pieces, voice, cache, with_fillers=with_fillers))
        if len(made) == most:
            break
    return made


#: Sentences of the kinds that a message is full of and a general language model knows badly: addresses,
#: letters one by one, names of people and companies, numbers in many groupings.  Written for this test.
HARD = (
    """
just send me an email|did you see the email that i wrote on tuesday|reply to my email whenever it suits you
i emailed you the summary|put it in an email to barbara|her email is anna dot fisher at oakwood dot com
it's spelled k o w a l s k i|that is b as in bravo r i g h t|our web site is w w w dot harper dot org
please ask for the c f o|we spoke with your h r department|i can be there at four p m
how about nine thirty a m|this is monica alvarez from brightwater logistics
douglas here from keller and moss|hi vanessa it's pete
i work with northgate dental in denver|stephanie hughes at ironwood capital asked me to call
two one two five five five oh one nine eight|four four seven five five five twelve sixty
eight hundred five five five two thousand|my extension is three one six|it is plus four four two oh seven
six oh three triple five oh one double two|nine one nine fifty five five oh one oh five
call one eight six six five five five nineteen hundred|that is seventy one forty two
i counted three hundred and six|in nineteen ninety eight we moved
between fifteen and fifty people|a hundred and twenty thousand dollars
""".replace("\n", "|")
    .strip("|")
    .split("|")
)


def hard(cache: Path, half: str) -> list[Spoken]:
    """The hard sentences of one half, each in the four voices of flite."""
    chosen = HARD[half == "tune" :: 2]
    return [
        message(f"{number}-{voice}", [text.split()], voice, cache, with_fillers=False)
        for number, text in enumerate(chosen)
        for voice in ("slt", "rms", "awb", "kal16")
    ]


def human(folder: Path) -> list[Spoken]:
    """The read speech in `test/data` of pocketsphinx's source distribution: LibriVox, cards, digits."""
    made = _listed(folder / "librivox" / "transcription") + _listed(folder / "cards" / "cards.transcription")
    digits = np.fromfile(folder / "tidigits" / "dhd.2934z.raw", "<i2")
    made.append(Spoken("tidigits", digits, ("two", "nine", "three", "four", "zero")))
    return made


def _listed(file: Path) -> list[Spoken]:
    made = []
    for line in file.read_text(encoding="utf-8").splitlines():
        text, _, name = line.rpartition("(")
        words = [word for word in text.split() if word not in ("<s>", "</s>")]
        with wave.open(str(file.parent / f"{name.strip(' )')}.wav")) as sound:
            samples = np.frombuffer(sound.readframes(sound.getnframes()), "<i2")
        made.append(Spoken(name.strip(" )"), samples, tuple(words)))
    return made


if __name__ == "__main__":
    for spoken in messages(Path(sys.argv[1]), "tune", with_fillers=True):
        print(spoken.name, round(spoken.duration_s, 1), len(spoken.words), spoken.fillers)
