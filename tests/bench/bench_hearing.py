"""How well the model hears: word errors, fillers found and invented, and what it costs.

    python tests/bench/bench_hearing.py [--model FOLDER] [--half test|tune] [--human FOLDER] [--most N]

Needs Debian's `flite` and `espeak-ng` (see `spoken_sets.py`).  `--human` is the folder `test/data` of
pocketsphinx's source distribution (`pip download --no-deps --no-binary :all: pocketsphinx`), which holds
a little read speech; without it that set is left out.
"""

from __future__ import annotations

import argparse
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from rehearse.analysis.fillers import LEAST_CONFIDENCE, SHORTEST_SOUND_S  # noqa: E402
from rehearse.speech.transcribe import PIECE_BYTES, transcribe  # noqa: E402
from rehearse.speech.transcript import Transcript, Word  # noqa: E402
from rehearse.speech.vosk_engine import VoskEngine  # noqa: E402
from tests.bench import spoken_sets  # noqa: E402
from tests.bench.spoken_sets import Spoken  # noqa: E402

FILLER_WORDS = frozenset({"um", "uh", "er", "ah", "hmm", "hm", "erm", "mm"})

#: Spellings that are the same word to the analysis.
SAME = {
    "mr": "mister", "mrs": "missus", "dr": "doctor", "ok": "okay", "e-mail": "email", "e-mails": "emails",
    "website": "web site", "voice-mail": "voicemail", "voice mail": "voicemail", "o": "oh",
}  # fmt: skip


def normal(words: Sequence[str]) -> list[str]:
    """The words as they are compared: no hesitations, letters without their full stop."""
    out: list[str] = []
    for word in words:
        bare = re.sub(r"^([a-z])\.$", r"\1", word)
        out += SAME.get(bare, bare).replace("-", " ").split()
    return [word for word in out if word not in FILLER_WORDS]


def errors(said: Sequence[str], heard: Sequence[str]) -> int:
    """Words left out, added and changed: the edit distance."""
    row = list(range(len(heard) + 1))
    for i, word in enumerate(said, 1):
        diagonal, row[0] = row[0], i
        for j, other in enumerate(heard, 1):
            diagonal, row[j] = row[j], min(diagonal + (word != other), row[j] + 1, row[j - 1] + 1)
    return row[-1]


def pieces(spoken: Spoken) -> Iterator[bytes]:
    pcm = spoken.sound.tobytes()
    return (pcm[start : start + PIECE_BYTES] for start in range(0, len(pcm), PIECE_BYTES))


class Words:
    """Word errors of a set, and the processor's share of real time."""

    def __init__(self) -> None:
        self.said = self.wrong = 0
        self.sound_s = self.decode_s = 0.0

    def add(self, spoken: Spoken, transcript: Transcript) -> None:
        said = normal(spoken.words)
        self.said += len(said)
        self.wrong += errors(said, normal([word.text for word in transcript.words]))
        self.sound_s += spoken.duration_s
        self.decode_s += transcript.decode_s

    def __str__(self) -> str:
        return (
            f"WER {self.wrong / self.said:6.1%} of {self.said:4} words   {self.sound_s:5.0f} s of sound, "
            f"decoded in {self.decode_s / self.sound_s:.3f} of real time"
        )


class Found:
    """Fillers found (a span that overlaps a real one) and invented."""

    def __init__(self) -> None:
        self.real = self.hit = self.invented = 0
        self.sound_s = 0.0

    def add(self, spoken: Spoken, found: Sequence[Word]) -> None:
        self.real += len(spoken.fillers)
        self.sound_s += spoken.duration_s
        claimed = {at for at, (_, a, b) in enumerate(spoken.fillers) for w in found if overlaps(w, a, b)}
        self.hit += len(claimed)
        self.invented += sum(not any(overlaps(w, a, b) for _, a, b in spoken.fillers) for w in found)

    def __str__(self) -> str:
        recall = f"found {self.hit} of {self.real} ({self.hit / self.real:.0%})" if self.real else "none said"
        return f"{recall}, invented {self.invented} ({self.invented / self.sound_s * 60:.2f} a minute)"


def overlaps(word: Word, start_s: float, end_s: float) -> bool:
    return word.span.start_s < end_s and start_s < word.span.end_s


def measure(engine: VoskEngine, name: str, sounds: Sequence[Spoken], *, show: bool) -> None:
    words, all_fillers, long_fillers, sure_fillers = Words(), Found(), Found(), Found()
    for spoken in sounds:
        transcript = transcribe(engine, pieces(spoken))
        words.add(spoken, transcript)
        found = [word for word in transcript.words if word.text in FILLER_WORDS]
        all_fillers.add(spoken, found)
        long = [word for word in found if word.span.duration_s >= SHORTEST_SOUND_S]
        long_fillers.add(spoken, long)
        sure_fillers.add(spoken, [word for word in long if (word.confidence or 0.0) >= LEAST_CONFIDENCE])
        if show:
            print(f"   {spoken.name}\n     said  {' '.join(spoken.words)}\n     heard {transcript.text}")
    print(f"{name:26} {words}")
    print(f"{'':26} fillers among the words: {all_fillers}")
    print(f"{'':26} of {SHORTEST_SOUND_S} s or more:      {long_fillers}")
    print(f"{'':26} and at least {LEAST_CONFIDENCE} sure: {sure_fillers}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--model", type=Path, default=ROOT / "models" / "starter-en-us")
    parser.add_argument("--half", choices=["test", "tune"], default="test")
    parser.add_argument("--human", type=Path)
    parser.add_argument("--most", type=int, help="messages of a set")
    parser.add_argument("--show", action="store_true", help="print what was said and what was heard")
    parser.add_argument("--cache", type=Path, help="keep the spoken sounds in this folder")
    arguments = parser.parse_args()
    for program in ("flite", "espeak-ng"):
        if shutil.which(program) is None:
            parser.error(f"{program} is not installed: apt-get install flite espeak-ng")
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        cache = arguments.cache or Path(folder)
        engine = VoskEngine(arguments.model, arguments.model.name)
        half, most = arguments.half, arguments.most
        sets = {
            "messages": spoken_sets.messages(cache, half, with_fillers=False, most=most),
            "messages with fillers": spoken_sets.messages(cache, half, with_fillers=True, most=most),
            "letters, names, numbers": spoken_sets.hard(cache, half)[: most and 4 * most],
        }
        if arguments.human:
            sets["read by people"] = spoken_sets.human(arguments.human)
        print(f"{arguments.model}, half “{half}”")
        for name, sounds in sets.items():
            measure(engine, name, sounds, show=arguments.show)
    print(f"took {time.monotonic() - started:.0f} s")


if __name__ == "__main__":
    main()
