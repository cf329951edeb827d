"""How often two equal scripts are called different by somebody who keeps looking.

    python -m tests.bench.bench_rates [--rounds 2000] [--seed 1]

Each round leaves `--messages` messages a week with either script for `--weeks` weeks, at the same true
rate, and compares after every week.
Prints the share of rounds with a false alarm in any week, and in the last one; then how many messages with
each it takes to tell a rate from one twice as high.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator

from rehearse.library.rates import APART_CONFIDENCE, CONFIDENCE, compare, rate_of


def looks(
    rates: tuple[float, float], options: argparse.Namespace, confidence: float, rng: random.Random
) -> Iterator[bool]:
    """After each week, whether the two were told apart."""
    backs = [0, 0]
    for week in range(1, options.weeks + 1):
        for side, rate in enumerate(rates):
            backs[side] += sum(rng.random() < rate for _message in range(options.messages))
        left = week * options.messages
        verdict = compare(rate_of("a", left, backs[0]), rate_of("b", left, backs[1]), confidence).verdict
        yield verdict != "not_yet"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--rounds", type=int, default=2000)
    parser.add_argument("--weeks", type=int, default=26)
    parser.add_argument("--messages", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    for confidence in (CONFIDENCE, APART_CONFIDENCE):
        for rate in (0.05, 0.15):
            rng = random.Random(options.seed)
            any_week = last_week = 0
            for _round in range(options.rounds):
                apart = list(looks((rate, rate), options, confidence, rng))
                any_week += any(apart)
                last_week += apart[-1]
            print(
                f"confidence {confidence}, both rates {rate:.0%}: a false alarm in any of {options.weeks}"
                f" weeks {any_week / options.rounds:.1%}, in the last one {last_week / options.rounds:.1%}"
            )
    for rate in (0.05, 0.1, 0.2):
        found = compare(rate_of("a", 20, round(20 * rate)), rate_of("b", 20, round(40 * rate)))
        print(f"{rate:.0%} against {2 * rate:.0%}: {found.n_more} more with each after 20")


if __name__ == "__main__":
    main()
