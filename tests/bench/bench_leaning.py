"""Whether decoding should lean on the script: what it gains when read, what it invents when not.

    python tests/bench/bench_leaning.py [--model FOLDER] [--half test|tune] [--voices N] [--show]

Needs Debian's `flite` and `espeak-ng`.  The scripts of `tests/data/leaning-scripts.toml` are read exactly;
with the deviations that stand there (words dropped, replaced, replaced by others that sound alike,
added, another number, a sentence left out); and not at all, where another message is said.
Each way of leaning is told by

- the word error rate against what was said,
- read words that the comparison with the script marks as not said (a rep is scolded for nothing),
- script words put into the rep's mouth: marked as said where something else was said.

Ways were chosen on one half of the scripts (`tune`); figures are told for the other (`test`).
"""

from __future__ import annotations

import argparse
import difflib
import hashlib
import json
import shutil
import sys
import tempfile
import time
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from rehearse.analysis.message import Message  # noqa: E402
from rehearse.analysis.script_check import align_message  # noqa: E402
from rehearse.audio.format import SPEECH_FORMAT  # noqa: E402
from rehearse.script.align import Alignment, Pair  # noqa: E402
from rehearse.script.likeness import sound_of  # noqa: E402
from rehearse.script.script import Script, parse_script  # noqa: E402
from rehearse.script.tokens import word_set  # noqa: E402
from rehearse.speech.transcribe import transcribe  # noqa: E402
from rehearse.speech.transcript import Transcript, Word  # noqa: E402
from rehearse.speech.vosk_engine import VoskEngine, VoskRecogniser  # noqa: E402
from tests.bench import spoken_sets  # noqa: E402
from tests.bench.bench_hearing import errors, normal, pieces  # noqa: E402
from tests.bench.spoken_sets import Spoken  # noqa: E402

VOICES = ("slt", "rms", "awb", "kal16")

SCRIPTS = tomllib.loads((ROOT / "tests" / "data" / "leaning-scripts.toml").read_text(encoding="utf-8"))[
    "script"
]
DEVIATIONS = ("dropped", "replaced", "alike", "added", "number", "sentence left out")

#: Words that are less sure than this may be taken for the script's.
UNSURE = 0.9
#: How alike (letters, or the code of the sound) such words must be: far less than the comparison asks.
LOOSELY_ALIKE = 0.5
#: Words whose change matters most.
NEVER = word_set(
    """zero oh one two three four five six seven eight nine ten eleven twelve hundred thousand twenty thirty
    forty fifty monday tuesday wednesday thursday friday saturday sunday january february march april may
    june july august september october november december no not never none can't won't don't"""
)


@dataclass(frozen=True)
class Reading:
    """A sound, the script that was set, and which words of the script are in the sound."""

    spoken: Spoken
    deviation: str
    script: Script
    phrases: tuple[str, ...]
    said: frozenset[int]


def reading(number: int, deviation: str, voice: str, cache: Path) -> Reading:
    said = written = SCRIPTS[number]["text"]
    if deviation == "another message":
        said = SCRIPTS[(number + 2) % len(SCRIPTS)]["text"]
    elif deviation:
        old, new = SCRIPTS[number][deviation]
        assert said.count(old) == 1, (number, old)
        said = said.replace(old, new)
    script = parse_script(written.replace("|", " "))
    words = said.replace("|", " ").split()
    found: set[int] = set()
    blocks = difflib.SequenceMatcher(None, script.words, words, autojunk=False).get_matching_blocks()
    if deviation != "another message":  # equal words of another message are chance
        for block in blocks:
            found.update(range(block.a, block.a + block.size))
    pieces = [piece for sentence in said.split("|") for piece in spoken_sets.stretches(sentence.split())]
    spoken = spoken_sets.message(f"{number}-{deviation}-{voice}", pieces, voice, cache, with_fillers=False)
    return Reading(spoken, deviation, script, tuple(written.split("|")), frozenset(found))


# --- ways of hearing


class GrammarEngine:
    """The engine of `VoskEngine` with a grammar: a bigram model of the phrases, with back-off."""

    def __init__(self, engine: VoskEngine, phrases: Sequence[str]) -> None:
        # A word outside the vocabulary would be left out anyway, with a warning each time.
        known = engine._model.vosk_model_find_word
        self._engine = engine
        self._phrases = [" ".join(word for word in phrase.split() if known(word) >= 0) for phrase in phrases]
        self.name, self.model_id, self.hears_fillers = engine.name, engine.model_id, engine.hears_fillers

    def open(self) -> VoskRecogniser:
        vosk, model = self._engine._vosk, self._engine._model
        rate_hz = float(SPEECH_FORMAT.rate_hz)
        grammar = json.dumps([phrase for phrase in self._phrases if phrase])

        class Opened:
            """Hands `VoskRecogniser` a recogniser with the grammar in it."""

            @staticmethod
            def KaldiRecognizer(_model: Any, _rate_hz: float) -> Any:
                return vosk.KaldiRecognizer(model, rate_hz, grammar)

        return VoskRecogniser(Opened, model)  # type: ignore[arg-type]

    def close(self) -> None:
        pass


def likeness(one: str, other: str) -> float:
    from rapidfuzz.distance import Levenshtein

    letters = Levenshtein.normalized_similarity(one, other)
    return max(letters, Levenshtein.normalized_similarity(sound_of(one), sound_of(other)))


def leant(opened: Transcript, alignment: Alignment, trusted: Callable[[Pair], bool]) -> Transcript:
    """The open words, with the script's for a changed stretch that is unsure and trusted to be read."""
    words = list(opened.words)
    for pair in reversed(alignment.changed):
        heard = words[pair.first_word : pair.last_word]
        if min((word.confidence or 0.0) for word in heard) >= UNSURE or not trusted(pair):
            continue
        span = heard[0].span._replace(end_s=heard[-1].span.end_s)
        wanted = alignment.script.words[pair.script_first : pair.script_last]
        words[pair.first_word : pair.last_word] = [Word(text, span, None) for text in wanted]
    return replace(opened, words=tuple(words), utterance_starts=(0,) if words else ())


def aligned(script: Script, transcript: Transcript) -> Alignment:
    return align_message(script, Message.from_transcript(transcript))


class Ways:
    """Every way of hearing one reading, from the most open to the most leaning."""

    def __init__(self, engine: VoskEngine, cache: Path) -> None:
        self._engine, self._cache = engine, cache

    def _decoded(self, reading: Reading, phrases: Sequence[str] | None) -> Transcript:
        key = hashlib.sha256(repr(phrases).encode() + reading.spoken.sound.tobytes()).hexdigest()[:20]
        kept = self._cache / f"{key}.json"
        if kept.exists():
            return Transcript.from_dict(json.loads(kept.read_text(encoding="utf-8")))
        engine = self._engine if phrases is None else GrammarEngine(self._engine, phrases)
        transcript = transcribe(engine, pieces(reading.spoken))
        kept.write_text(json.dumps(transcript.to_dict()), encoding="utf-8")
        return transcript

    def hear(self, reading: Reading) -> dict[str, Transcript]:
        opened = self._decoded(reading, None)
        utterances = [*opened.utterance_starts, len(opened.words)]
        heard = [" ".join(word.text for word in opened.words[a:b]) for a, b in pairwise(utterances)]
        both = self._decoded(reading, [*reading.phrases, *heard])
        alignment = aligned(reading.script, opened)

        def agrees(pair: Pair) -> bool:
            """Whether the script's words won against the open ones at the same time."""
            start_s = opened.words[pair.first_word].span.start_s
            end_s = opened.words[pair.last_word - 1].span.end_s
            there = [
                w.text for w in both.words if w.span.start_s < end_s - 0.05 and start_s < w.span.end_s - 0.05
            ]
            return there == list(reading.script.words[pair.script_first : pair.script_last])

        def sounds_alike(pair: Pair) -> bool:
            wanted = "".join(reading.script.words[pair.script_first : pair.script_last])
            there = "".join(word.text for word in opened.words[pair.first_word : pair.last_word])
            return likeness(wanted, there) >= LOOSELY_ALIKE

        def harmless(pair: Pair) -> bool:
            words = set(reading.script.words[pair.script_first : pair.script_last])
            words.update(word.text for word in opened.words[pair.first_word : pair.last_word])
            return not words & NEVER and sounds_alike(pair)

        def cost(transcript: Transcript) -> Transcript:
            return replace(transcript, decode_s=transcript.decode_s + opened.decode_s)

        return {
            "open decoding": opened,
            "grammar of the script": cost(self._decoded(reading, reading.phrases)),
            "grammar of the script and of what was heard": cost(both),
            "unsure words, where that grammar agrees": cost(leant(opened, alignment, agrees)),
            "unsure words that sound alike": leant(opened, alignment, sounds_alike),
            "the same, never numbers, dates, not": leant(opened, alignment, harmless),
        }


@dataclass
class Tally:
    words: int = 0
    wrong: int = 0
    said: int = 0
    scolded: int = 0
    invented: int = 0
    sound_s: float = 0.0
    decode_s: float = 0.0
    examples: list[str] = field(default_factory=list)

    def add(self, reading: Reading, transcript: Transcript) -> None:
        said = normal(reading.spoken.words)
        self.words += len(said)
        self.wrong += errors(said, normal([word.text for word in transcript.words]))
        alignment = aligned(reading.script, transcript)
        self.said += len(reading.said)
        self.scolded += len(reading.said - alignment.said())
        invented = put_into_the_mouth(reading, alignment, transcript)
        self.invented += len(invented)
        if invented:
            self.examples.append(f"{reading.spoken.name}: {' '.join(invented)}")
        self.sound_s += reading.spoken.duration_s
        self.decode_s += transcript.decode_s

    def __str__(self) -> str:
        scolded = f"{self.scolded:3} of {self.said:4} read words not found" if self.said else " " * 32
        return (
            f"WER {self.wrong / self.words:6.1%}   {scolded}   {self.invented:3} put into the mouth   "
            f"{self.decode_s / self.sound_s:.2f} of real time"
        )


def put_into_the_mouth(reading: Reading, alignment: Alignment, transcript: Transcript) -> list[str]:
    """Script words that are marked as said where the transcript holds a word that nobody said."""
    heard = [word.text for word in transcript.words]
    matcher = difflib.SequenceMatcher(None, list(reading.spoken.words), heard, autojunk=False)
    right = {at for block in matcher.get_matching_blocks() for at in range(block.b, block.b + block.size)}
    invented: list[str] = []
    for pair in alignment.pairs:
        if pair.kind in ("same", "alike") and not right.issuperset(range(pair.first_word, pair.last_word)):
            places = set(range(pair.script_first, pair.script_last)) - reading.said
            invented += [reading.script.words[at] for at in sorted(places)]
    return invented


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--model", type=Path, default=ROOT / "models" / "starter-en-us")
    parser.add_argument("--half", choices=["test", "tune"], default="test")
    parser.add_argument("--voices", type=int, default=1, help="voices that read each script exactly")
    parser.add_argument("--show", action="store_true", help="print what was put into mouths")
    parser.add_argument("--cache", type=Path, help="keep sounds and transcripts in this folder")
    arguments = parser.parse_args()
    for program in ("flite", "espeak-ng"):
        if shutil.which(program) is None:
            parser.error(f"{program} is not installed: apt-get install flite espeak-ng")
    started = time.monotonic()
    tallies: dict[str, dict[str, Tally]] = {}
    with tempfile.TemporaryDirectory() as folder:
        cache = arguments.cache or Path(folder)
        ways = Ways(VoskEngine(arguments.model, arguments.model.name), cache)
        for number in range(arguments.half == "tune", len(SCRIPTS), 2):
            exact = [("", VOICES[(number // 2 + turn) % 4]) for turn in range(arguments.voices)]
            deviant = [
                (deviation, VOICES[(number // 2 + turn) % 4])
                for turn, deviation in enumerate((*DEVIATIONS, "another message"))
            ]
            for deviation, voice in (*exact, *deviant):
                one = reading(number, deviation, voice, cache)
                for way, transcript in ways.hear(one).items():
                    for kind in {
                        deviation or "read exactly",
                        "with deviations" if deviation else "read exactly",
                    }:
                        tallies.setdefault(kind, {}).setdefault(way, Tally()).add(one, transcript)
    print(f"{arguments.model}, half “{arguments.half}”")
    for kind in ("read exactly", "with deviations", *DEVIATIONS, "another message"):
        seconds = next(iter(tallies[kind].values())).sound_s
        print(f"{kind} ({seconds:.0f} s of sound)")
        for way, tally in tallies[kind].items():
            print(f"  {way:50} {tally}")
            if arguments.show:
                print("".join(f"      {example}\n" for example in tally.examples), end="")
    print(f"took {time.monotonic() - started:.0f} s")


if __name__ == "__main__":
    main()
