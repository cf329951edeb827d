"""How fast the analysis is.  Run: python -m tests.bench.bench_analysis

How right it is, `bench_accuracy` tells.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from rehearse.analysis.analyse import analyse
from rehearse.analysis.automaton import Automaton
from rehearse.analysis.message import Message
from rehearse.analysis.pattern import PatternReader
from rehearse.analysis.pattern_graph import GraphBuilder
from rehearse.analysis.profiles import Profile, load_profiles
from rehearse.analysis.rules import Packs, load_packs
from rehearse.files import assets_folder

DATA = Path(__file__).resolve().parent.parent / "data" / "scripts-open.jsonl"
RULES = assets_folder() / "rules" / "en"


def median_ms(
    job: Callable[[], object], rounds: int, clock: Callable[[], float] = time.process_time
) -> float:
    """Milliseconds of processor time, which others on the machine disturb less."""
    times = []
    for _ in range(rounds):
        before = clock()
        job()
        times.append(1000 * (clock() - before))
    return statistics.median(times)


def speed(rows: Sequence[dict[str, Any]], packs: Packs, profile: Profile) -> None:
    texts = [
        " ".join((row["text"] + " " + other["text"] + " so that is it").split() * 3)
        for row, other in pairwise(rows)
    ]
    texts = [" ".join(text.split()[:150]) for text in texts]

    def through(use: Packs) -> float:
        def all_texts() -> None:
            for text in texts:
                analyse(Message.from_text(text), profile=profile, packs=use)

        return median_ms(all_texts, 5) / len(texts)

    fresh = load_packs([RULES])
    unseen = [
        median_ms(lambda text=text: analyse(Message.from_text(text), profile=profile, packs=fresh), 1)
        for text in texts[:10]
    ]
    print(f"150 words through everything: {through(packs):.2f} ms (goal 5)")
    print(f"  unseen texts just after loading: {statistics.median(unseen):.2f} ms")
    with tempfile.TemporaryDirectory() as folder:
        cache = Path(folder) / "packs.json"
        load_packs([RULES], cache=cache)
        stored = median_ms(lambda: load_packs([RULES], cache=cache), 9)
    compiled = median_ms(lambda: load_packs([RULES]), 5)
    print(f"packs load: {stored:.1f} ms from the cache (goal 30), {compiled:.1f} ms compiled anew")

    reader = PatternReader()
    plain = [pattern for rule in packs.rules for pattern in (*rule.match, *rule.unless) if "<" not in pattern]
    costs = []
    for times in (1, 10):
        builder, nodes = GraphBuilder(), []
        for copy in range(times):
            for pattern in plain:
                node = reader.compile(pattern if copy == 0 else f"{pattern} tail{copy}")
                builder.add(node)
                nodes.append(node)
        machine = Automaton(builder.graph, nodes.__getitem__)
        tokens = [[token.text for token in Message.from_text(text).tokens] for text in texts]

        def match_all(machine: Automaton = machine, messages: list[list[str]] = tokens) -> None:
            for message in messages:
                machine.find(message)

        match_all()
        costs.append(median_ms(match_all, 15))
    ratio_10 = costs[1] / costs[0]
    print(f"{10 * len(plain)} patterns against {len(plain)}: {ratio_10:.2f} times the cost (goal 1.5)")

    start = "import rehearse.analysis.analyse as a, rehearse.analysis.rules, rehearse.analysis.profiles"
    empty = median_ms(
        lambda: subprocess.run([sys.executable, "-c", "pass"], check=True), 7, time.perf_counter
    )
    loaded = median_ms(
        lambda: subprocess.run([sys.executable, "-c", start], check=True), 7, time.perf_counter
    )
    print(f"importing the analysis: {loaded - empty:.0f} ms beyond an empty interpreter ({empty:.0f} ms)")


def main() -> None:
    rows = [json.loads(line) for line in DATA.read_text(encoding="utf-8").splitlines()]
    packs = load_packs([RULES])
    profile = load_profiles([assets_folder() / "profiles"])["short"]
    print(f"{sum(rule.purpose == 'pitch' for rule in packs.rules)} rules in {len(packs.names)} packs")
    speed(rows, packs, profile)


if __name__ == "__main__":
    main()
