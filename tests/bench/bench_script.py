"""How long a take takes beside its script.  Run: python -m tests.bench.bench_script

Texts are the annotated messages, cut or strung together to the length named; of every hundred words
said about fifteen are dropped, put in or replaced.
"""

from __future__ import annotations

import json
import random
import statistics
import time
from collections.abc import Sequence
from pathlib import Path

from rehearse.analysis.message import Message
from rehearse.analysis.script_check import align_message
from rehearse.script.script import parse_script

DATA = Path(__file__).resolve().parent.parent / "data" / "scripts-open.jsonl"
ROUNDS = 9


def told_differently(words: Sequence[str], rng: random.Random) -> list[str]:
    said: list[str] = []
    for word in words:
        fate = rng.random()
        if fate < 0.05:
            continue
        said.append(rng.choice(words) if fate < 0.10 else word)
        if fate > 0.95:
            said.append(rng.choice(words))
    return said


def main() -> None:
    rng = random.Random(3)
    texts = [json.loads(line)["text"].split() for line in DATA.read_text(encoding="utf-8").splitlines()]
    everything = [word for text in texts for word in text]
    for n_script, n_said, slots, name in (
        (50, 50, 3, "a voicemail of 20 s"),
        (150, 150, 3, "a take of 60 s"),
        (150, 150, 0, "a take of 60 s read exactly"),
        (500, 150, 3, "a take of 60 s beside a long script"),
        (2_000, 2_000, 3, "the longest script, read through"),
        (2_000, 20_000, 3, "the longest script, two hours of talk"),
    ):
        times = []
        for turn in range(ROUNDS):
            start = turn * 97
            script = (everything * 20)[start : start + n_script]
            exact = name.endswith("exactly")
            source = script if n_said <= n_script else (everything * 20)[start : start + n_said]
            said = script if exact else told_differently(source, rng)[:n_said]
            for place in rng.sample(range(n_script), slots):
                script[place] = "[slot]"
            parsed, message = parse_script(" ".join(script)), Message.from_text(" ".join(said))
            before = time.process_time()
            align_message(parsed, message)
            times.append(1000 * (time.process_time() - before))
        typical, worst = statistics.median(times), max(times[1:])
        print(f"{name} ({n_script} words, {n_said} said): median {typical:.1f} ms, worst {worst:.1f} ms")


if __name__ == "__main__":
    main()
