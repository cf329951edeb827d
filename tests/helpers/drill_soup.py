"""Drills that somebody got wrong: mutated from the shipped ones, and what must hold for any of them."""

from __future__ import annotations

import random
import tempfile
import tomllib
from dataclasses import replace
from pathlib import Path

from rehearse.analysis.drill_files import BOUNDS, Drills, drill_toml, load_drills, read_drill
from rehearse.analysis.drill_judge import judge
from rehearse.analysis.drill_limits import fault
from rehearse.analysis.drill_words import condition_words, round_words
from rehearse.analysis.drills import DrillFacts
from rehearse.files import builtin_drills_folder
from tests.helpers.drill_takes import take, typed

SHIPPED = sorted(builtin_drills_folder().glob("*.toml"))

TAKES = (
    take("hi june omar pike at four six nine five five five oh one two seven i have a story for you"),
    take(""),
    typed("We are the leading provider! Call 555-1234."),
)
FACTS = (DrillFacts(), DrillFacts("469 555 0127", "US", "cut", 5.0), DrillFacts("x", "GB", "limit"))

#: What is put where it does not belong.
_PIECES = (
    *('"', "'", '"""', "\n", "\0", "\ufeff", "\u202e", "\U0001f600", "=", ".", "#", "[[round]]\n", "[round]"),
    *("[round.condition]\n", "nan", "inf", "-1", "0", "1e400", "9" * 5000, "0x" + "f" * 5000, "[8, 4]"),
    *("[1, 2, 3]", "true", "1979-05-27", '"cut"', '"silence"', "a." * 60, "[" * 200, "{}", "round = 3\n"),
    *(f"{key} = 7\n" for key in BOUNDS),
    *("cut_s = [5, 9]\n", 'line = "!"\n', 'line = "So?"\n', "number_heard = true\n", "cards = [1, 9]\n"),
)


def mutated(chance: random.Random) -> bytes:
    """A shipped drill after a few accidents."""
    text = chance.choice(SHIPPED).read_text(encoding="utf-8")
    for _accident in range(chance.choice((1, 1, 1, 2, 4))):
        kind = chance.randrange(4)
        at = chance.randrange(len(text) + 1)
        length = chance.choice((0, 0, 1, 1, 2, 5, 20, 200))
        lines = text.split("\n")
        line = chance.randrange(len(lines))
        if kind == 0:
            text = text[:at] + chance.choice(_PIECES) + text[at + length :]
        elif kind == 1:
            text = "\n".join(lines[:line] + lines[line + 1 :])
        elif kind == 2:
            text = "\n".join(
                lines[:line] + lines[line : line + 9] * chance.randint(2, 40) + lines[line + 9 :]
            )
        else:
            key, equals, _value = lines[line].partition("=")
            lines[line] = f"{key}{equals} {chance.choice(_PIECES)}" if equals else chance.choice(_PIECES)
            text = "\n".join(lines)
    raw = bytearray(text.encode("utf-8", "surrogatepass"))
    if chance.random() < 0.1 and raw:
        raw[chance.randrange(len(raw))] = chance.randrange(256)
    return bytes(raw)


def check_drill(raw: bytes, folder: Path) -> Drills:
    """Load a folder that holds `raw` as a drill, and judge takes by it.  Raises where that must not."""
    path = folder / "soup.toml"
    path.write_bytes(raw)
    drills = load_drills([folder])
    assert len(drills) + len(drills.problems) == 1
    for problem in drills.problems:
        assert str(path) in problem.message
        assert problem.message.endswith(".")
        assert len(problem.message) < 1000 + len(str(path))
    for drill in drills.values():
        again = read_drill(drill.id, tomllib.loads(drill_toml(drill)))
        assert again == replace(drill, file="")
        for round_ in drill.rounds:
            assert fault(round_) is None
            assert condition_words(round_.condition)
            assert round_words(round_)
            for analysis in TAKES:
                for facts in FACTS:
                    verdict = judge(round_.condition, analysis, facts)
                    assert verdict.passed == (not verdict.misses)
    return drills


# ---- for tests.faults.fuzzing ------------------------------------------------------------------------


def random_input(chance: random.Random) -> bytes:
    return mutated(chance)


def check_bytes(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        check_drill(data, Path(folder))


def seeds() -> list[bytes]:
    return [path.read_bytes() for path in SHIPPED]
