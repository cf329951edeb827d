"""How right the analysis is on annotated messages.  Run: python -m tests.bench.bench_accuracy [FILE…]

For every set of `tests/data/scripts-*.jsonl` (their README, `scripts.md`, says who wrote them and
who has read them) it prints:

- phone numbers whose digits are exactly right, and spans whose first and last word are;
- pitch findings that share at least a word with an annotated span, and spans that a finding touches;
- offers by (message, kind), and messages in which any offer was found;
- pitch findings outside annotated spans per 100 words of the texts that sell nothing;
- fillers by word.

Every proportion comes with the interval that a sample of this size allows (Wilson, 95 %).
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rehearse.analysis.analyse import analyse
from rehearse.analysis.message import Message
from rehearse.analysis.profiles import Profile, load_profiles
from rehearse.analysis.result import Analysis
from rehearse.analysis.rules import Packs, load_packs
from rehearse.files import assets_folder

DATA = Path(__file__).resolve().parent.parent / "data"
SETS = ("scripts-open", "scripts-development", "scripts-held-back")


@dataclass
class Tally:
    """Right ones among the found (precision) and found ones among those there (recall)."""

    right: int = 0
    found: int = 0
    hit: int = 0
    there: int = 0

    def add(self, right: int, found: int, hit: int, there: int) -> None:
        self.right += right
        self.found += found
        self.hit += hit
        self.there += there

    def __str__(self) -> str:
        precision, recall = share(self.right, self.found), share(self.hit, self.there)
        text = f"precision {precision}  recall {recall}"
        if self.right and self.hit:
            p, r = self.right / self.found, self.hit / self.there
            text += f"  F1 {2 * p * r / (p + r):.3f}"
        return text


def share(part: int, whole: int) -> str:
    """A proportion with its Wilson interval."""
    if not whole:
        return f"{part}/{whole}"
    z, p = 1.96, part / whole
    middle = p + z * z / (2 * whole)
    spread = z * math.sqrt(p * (1 - p) / whole + z * z / (4 * whole * whole))
    low, high = ((middle + sign * spread) / (1 + z * z / whole) for sign in (-1, 1))
    return f"{p:.3f} ({part}/{whole}, {low:.2f} to {high:.2f})"


class Score:
    """What one set of messages gave."""

    def __init__(self) -> None:
        self.digits, self.spans, self.pitch = Tally(), Tally(), Tally()
        self.offers, self.any_offer, self.fillers = Tally(), Tally(), Tally()
        self.by_kind: dict[str, Tally] = {}
        self.false_alarms = self.idle_words = 0

    def add(self, row: dict[str, Any], analysis: Analysis) -> None:
        self._phone(row["phone"], analysis)
        self._pitch(row, analysis)
        wanted = {kind for kind in row["value_offer"] if kind != "none"}
        got = {offer.kind for offer in analysis.offers or ()}
        self.any_offer.add(bool(got and wanted), bool(got), bool(got and wanted), bool(wanted))
        for kind in wanted | got:
            both = kind in wanted and kind in got
            for tally in (self.offers, self.by_kind.setdefault(kind, Tally())):
                tally.add(both, kind in got, both, kind in wanted)
        if analysis.fillers is not None:
            heard = {filler.first_word for filler in analysis.fillers}
            there = {_index(entry) for entry in row["fillers"]}
            self.fillers.add(len(heard & there), len(heard), len(heard & there), len(there))

    def _phone(self, expected: dict[str, Any], analysis: Analysis) -> None:
        numbers = analysis.phone.numbers
        said = numbers[0].digits if numbers else None
        right = said is not None and said == expected["digits"]
        self.digits.add(right, said is not None, right, expected["digits"] is not None)
        want = {(first, last + 1) for first, last in expected["spans"]}
        got = {(number.first_word, number.last_word) for number in numbers}
        self.spans.add(len(got & want), len(got), len(got & want), len(want))

    def _pitch(self, row: dict[str, Any], analysis: Analysis) -> None:
        marked = [(first, last + 1) for first, last, _why in row["pitch_spans"]]
        findings = analysis.findings
        good = [f for f in findings if any(f.first_word < b and a < f.last_word for a, b in marked)]
        hit = sum(any(f.first_word < b and a < f.last_word for f in findings) for a, b in marked)
        self.pitch.add(len(good), len(findings), hit, len(marked))
        if row["kind"] != "sales":
            self.idle_words += len(analysis.words)
            self.false_alarms += len(findings) - len(good)

    def lines(self) -> Iterable[str]:
        yield f"phone digits exact    {self.digits}"
        yield f"phone spans exact     {self.spans}"
        yield f"pitch by overlap      {self.pitch}"
        yield f"offers by kind        {self.offers}"
        yield f"any offer at all      {self.any_offer}"
        for kind, tally in sorted(self.by_kind.items()):
            yield f"  {kind:<19} {tally}"
        yield f"fillers               {self.fillers}"
        rate = 100 * self.false_alarms / self.idle_words if self.idle_words else 0.0
        alarms = f"{self.false_alarms} in {self.idle_words} words = {rate:.2f} per 100"
        yield f"pitch alarms where nothing is sold: {alarms}"


def _index(entry: Any) -> int:
    """The word of a filler, which sets write as a number or as a pair beginning with it."""
    return int(entry[0] if isinstance(entry, list) else entry)


def score(rows: Sequence[dict[str, Any]], packs: Packs, profile: Profile) -> Score:
    total = Score()
    for row in rows:
        total.add(row, analyse(Message.from_text(row["text"]), profile=profile, packs=packs))
    return total


def read(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def main(files: Sequence[str]) -> None:
    packs = load_packs([assets_folder() / "rules" / "en"])
    profile = load_profiles([assets_folder() / "profiles"])["short"]
    pitch = [rule for rule in packs.rules if rule.purpose == "pitch"]
    n_offer_rules = sum(rule.purpose == "offer" for rule in packs.rules)
    n_categories = len({rule.category for rule in pitch})
    print(f"{len(pitch)} pitch rules in {n_categories} categories, {n_offer_rules} rules for offers")
    for path in [Path(name) for name in files] or [DATA / f"{name}.jsonl" for name in SETS]:
        rows = read(path)
        print(f"\n{path.stem}: {len(rows)} messages")
        for line in score(rows, packs, profile).lines():
            print(f"  {line}")


if __name__ == "__main__":
    main(sys.argv[1:])
