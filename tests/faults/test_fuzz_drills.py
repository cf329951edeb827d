"""A short slice of the fuzz run of drills, the same inputs every time; at length: `fuzz_drills`."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rehearse.analysis.drills import MEASURES
from tests.conftest import ROOT
from tests.helpers.drill_soup import check_bytes, check_drill, mutated, seeds

REPEATABLE = settings(derandomize=True, deadline=None, max_examples=150)


def test_mutated_drills_load_or_are_told(tmp_path: Path) -> None:
    seen = {"drills": 0, "problems": 0}
    for number in range(300):
        drills = check_drill(mutated(random.Random(number)), tmp_path)
        seen["drills"] += len(drills)
        seen["problems"] += len(drills.problems)
    # Else the accidents are too mild, or so bad that no drill is ever reached.
    assert min(seen.values()) > 20, seen


_VALUE = st.one_of(
    st.text(max_size=20),
    st.integers(),
    st.booleans(),
    st.floats(),
    st.sampled_from((5, 20, 0.5, True, "cut", "silence", "speaker")),
    st.lists(st.integers(0, 40), max_size=3),
    st.dictionaries(st.text(max_size=5), st.integers(), max_size=2),
)
_CONDITION = st.dictionaries(st.one_of(st.sampled_from(MEASURES), st.text(max_size=8)), _VALUE, max_size=4)
_ROUND = st.fixed_dictionaries(
    {"ends": st.one_of(st.sampled_from(("speaker", "silence", "cut")), _VALUE)},
    optional={
        "condition": st.one_of(_CONDITION, _VALUE),
        "think_s": _VALUE,
        "limit_s": _VALUE,
        "silence_s": _VALUE,
        "cut_s": _VALUE,
    },
)
_TOP = st.dictionaries(
    st.one_of(st.sampled_from(("title", "trains", "source", "rest_s", "cards")), st.text(max_size=8)),
    _VALUE,
    max_size=6,
)


def _toml(value: object) -> str:
    """The value as TOML; strings as JSON writes them, which TOML reads."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_toml(str(key))} = {_toml(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_toml, value)) + "]"
    if isinstance(value, str):
        return json.dumps(value.replace("\x7f", ""))
    return str(value).lower()


@REPEATABLE
@given(_TOP, st.lists(_ROUND, max_size=3))
def test_any_tables_load_or_are_told(
    tmp_path_factory: pytest.TempPathFactory, top: dict[str, object], rounds: list[dict[str, object]]
) -> None:
    lines = [f"{_toml(str(key))} = {_toml(value)}" for key, value in top.items() if key != "round"]
    text = "\n".join([*lines, "round = " + _toml(rounds)])
    check_drill(text.encode("utf-8", "surrogatepass"), tmp_path_factory.mktemp("drills"))


def test_the_fuzz_command_runs_from_a_seed() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.fuzz_drills", "--count", "50", "--seed", "7"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert "50 inputs, no fault" in done.stdout


def test_the_seeds_of_the_fuzzer_are_sound() -> None:
    assert len(seeds()) == 11
    for data in seeds():
        check_bytes(data)
