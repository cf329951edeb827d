"""`rehearse lint` as a whole process, beside a Python that does nothing, and with many messages.

.venv/bin/python tests/bench/bench_lint.py [--rounds N] [--messages N] [--profile]

`--profile` prints what costs most in the run with many messages.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MESSAGE = (
    "Hi Karen, this is Dana Reed with North Shore Print. My number is 919-555-0105. "
    "We are the leading provider of copiers and I would love to save you money. "
    "Call me at your earliest convenience, 919-555-0105."
)

NAMES = [
    "Karen",
    "Dana",
    "Miguel",
    "Priya",
    "Tom",
    "Aisha",
    "Chen",
    "Olga",
    "Femi",
    "Ruth",
    "Sven",
    "Leila",
    "Hugo",
    "Nadia",
    "Omar",
    "Grace",
]
FIRMS = [
    "North Shore Print",
    "Birch Lane Dental",
    "Delta Freight",
    "Harbor Foods",
    "Quill and Sons",
    "Apex Roofing",
]
OPENINGS = (
    "Hi {name}, this is {me} with {firm}.",
    "Hello {name}, {me} here from {firm}.",
    "{name}, it's {me}. We met at the {thing} fair last {day}.",
    "Good morning {name}. My name is {me} and I am calling about your {thing}.",
)
NUMBERS = (
    "My number is {a}-{b}-{c}.",
    "You can reach me at {a} {b} {c}.",
    "That's {spoken}.",
    "Call me on {a}.{b}.{c}, again, {a}.{b}.{c}.",
)
MIDDLES = (
    "We are the leading provider of {thing} and I would love to save you money.",
    "There are {n} ways to get more out of the {thing} you have.",
    "I read that you are opening a second office in {month}, congratulations.",
    "A {thing} shop in your street cut its waiting time by {n} days, and I can tell you how.",
    "I wanted to touch base and see if now is a good time to talk about {thing}.",
    "I have a question about your {thing} and will call you with the answer on {day}.",
    "We help companies like yours reduce the cost of {thing} by up to {n} percent.",
    "Your {thing} delivery is late; it comes on {day} between {n} and twelve.",
    "This offer ends on {day}, so please act now.",
)
CLOSINGS = (
    "Thanks, {me}.",
    "Call me at your earliest convenience.",
    "I look forward to hearing from you.",
    "Talk on {day}.",
    "Have a good {day}, {name}.",
)
WORDS = {
    "thing": [
        "copier",
        "lease",
        "roof",
        "payroll",
        "freight",
        "dental",
        "website",
        "coffee",
        "printing",
        "insurance",
        "storage",
        "fleet",
    ],
    "day": ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"],
    "month": ["January", "March", "May", "August", "October"],
    "n": ["three", "four", "five", "six", "seven", "ten", "twelve"],
}
DIGITS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]


def messages(count: int, seed: int = 1) -> list[str]:
    """`count` different messages of about 60 words, written from templates."""
    chance = random.Random(seed)
    found: dict[str, None] = {}
    while len(found) < count:
        middles = chance.sample(MIDDLES, chance.randint(2, 4))
        parts = [chance.choice(OPENINGS), chance.choice(NUMBERS), *middles, chance.choice(NUMBERS)]
        digits = [chance.randint(0, 9) for _digit in range(10)]
        figures = "".join(map(str, digits))
        text = " ".join([*parts, chance.choice(CLOSINGS)]).format(
            name=chance.choice(NAMES),
            me=chance.choice(NAMES),
            firm=chance.choice(FIRMS),
            a=figures[:3],
            b=figures[3:6],
            c=figures[6:],
            spoken=" ".join(DIGITS[digit] for digit in digits),
            **{name: chance.choice(words) for name, words in WORDS.items()},
        )
        found[text] = None
    return list(found)


def once(command: list[str], home: str, text: str = MESSAGE, output: Path | None = None) -> float:
    """Seconds of a whole process; what it says goes to a file, so that no reader slows it down."""
    environment = dict(os.environ, REHEARSE_HOME=home, PYTHONPATH=str(ROOT))
    with open(output or os.devnull, "wb") as stream:
        started = time.perf_counter()
        subprocess.run(command, env=environment, input=text.encode(), stdout=stream, check=True)
        return time.perf_counter() - started


def many(home: str, count: int, rounds: int, profile: bool) -> None:
    texts = messages(count)
    joined = "\n".join(texts) + "\n"
    lint = [sys.executable, "-m", "rehearse", "lint", "-", "--lines", "--format", "jsonl"]
    written = Path(home) / "out.jsonl"
    times = [once(lint, home, joined, written) for _round in range(rounds)]
    assert len(written.read_text(encoding="utf-8").splitlines()) == count
    median = statistics.median(times)
    n_words = sum(len(text.split()) for text in texts) / count
    print(
        f"{count} messages of {n_words:.0f} words   {median:.3f} s  (worst {max(times):.3f}),"
        f" {count / median:.0f} messages/s, {written.stat().st_size / 1e6:.1f} MB of JSON"
    )
    if profile:
        environment = dict(os.environ, REHEARSE_HOME=home, PYTHONPATH=str(ROOT))
        profiled = [sys.executable, "-m", "cProfile", "-s", "tottime", *lint[1:]]
        shown = subprocess.run(profiled, env=environment, input=joined, capture_output=True, text=True)
        table = shown.stdout[shown.stdout.rindex("Ordered by") :]
        print("\n".join(table.splitlines()[:30]))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--messages", type=int, default=1000)
    parser.add_argument("--profile", action="store_true")
    arguments = parser.parse_args()
    lint = [sys.executable, "-m", "rehearse", "lint", "-", "--format", "json"]
    bare = [sys.executable, "-c", "pass"]
    with tempfile.TemporaryDirectory() as home:
        first = once(lint, home)
        pairs = [(once(lint, home), once(bare, home)) for _round in range(arguments.rounds)]
        lints, bares = zip(*pairs, strict=True)
        print(f"rehearse lint, whole process  {statistics.median(lints):.3f} s  (worst {max(lints):.3f})")
        print(f"the first time (no cache yet) {first:.3f} s")
        print(f"python -c pass                {statistics.median(bares):.3f} s")
        many(home, arguments.messages, min(arguments.rounds, 5), arguments.profile)


if __name__ == "__main__":
    main()
