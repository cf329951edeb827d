"""A short slice of the fuzz runs, the same inputs every time; at length: `fuzz_packs`, `fuzz_numbers`."""

from __future__ import annotations

import random
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import ROOT
from tests.helpers import number_soup, pack_soup
from tests.helpers.number_soup import REGIONS, WORDS, check_numbers
from tests.helpers.pack_soup import check_pack, mutated

REPEATABLE = settings(derandomize=True, deadline=None, max_examples=150)


def test_mutated_packs_load_or_are_told(tmp_path: Path) -> None:
    seen = {"rules": 0, "problems": 0}
    for number in range(150):
        packs = check_pack(mutated(random.Random(number)), tmp_path)
        seen["rules"] += bool(packs.rules)
        seen["problems"] += bool(packs.problems)
    # Else the accidents are too mild, or so bad that no rule is ever reached.
    assert min(seen.values()) > 20, seen


_WORDS = st.sampled_from(
    ("we", "save", "you", "(", ")", "[", "]", "|", "<we>", "<#>", "<no>", "*3", "*2-1", "é")
)
_PATTERN = st.one_of(st.lists(_WORDS, max_size=12).map(" ".join), st.text(max_size=30))
_VALUE = st.one_of(
    _PATTERN,
    st.lists(_PATTERN, max_size=4),
    st.integers(),
    st.booleans(),
    st.floats(),
    st.dictionaries(st.text(max_size=5), st.text(max_size=5), max_size=2),
)
_KEY = st.one_of(
    st.sampled_from(("id", "match", "unless", "needs", "where", "level", "category", "flag", "pass", "why")),
    st.text(max_size=8),
)
_RULE = st.dictionaries(_KEY, _VALUE, max_size=8)


def _toml(value: object) -> str:
    """The value as TOML; strings as JSON writes them, which TOML reads."""
    import json

    if isinstance(value, dict):
        return "{" + ", ".join(f"{_toml(str(key))} = {_toml(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_toml, value)) + "]"
    if isinstance(value, str):
        return json.dumps(value.replace("\x7f", ""))
    return str(value).lower()


@REPEATABLE
@given(st.dictionaries(_KEY, _VALUE, max_size=4), st.lists(_RULE, max_size=4))
def test_any_tables_load_or_are_told(
    tmp_path_factory: pytest.TempPathFactory, top: dict[str, object], rules: list[dict[str, object]]
) -> None:
    lines = [f"{_toml(str(key))} = {_toml(value)}" for key, value in top.items() if key != "rule"]
    text = "\n".join([*lines, "rule = " + _toml(rules)])
    raw = text.encode("utf-8", "surrogatepass")
    packs = check_pack(raw, tmp_path_factory.mktemp("packs"))
    assert len(packs.rules) <= len(rules)
    assert packs.problems or len(packs.rules) == len(rules)


@REPEATABLE
@given(st.lists(_PATTERN, min_size=1, max_size=4))
def test_any_pattern_in_a_pack_loads_or_is_told(
    tmp_path_factory: pytest.TempPathFactory, patterns: list[str]
) -> None:
    rule = {"id": "one", "match": patterns, "why": "w", "instead": "i", "source": "s"}
    raw = f"rule = [{_toml(rule)}]".encode("utf-8", "surrogatepass")
    packs = check_pack(raw, tmp_path_factory.mktemp("packs"))
    assert len(packs.rules) + len(packs.problems) == 1


@REPEATABLE
@given(st.text(max_size=200), st.sampled_from(REGIONS), st.booleans())
def test_any_text_is_read_for_numbers(text: str, region: str, wants_number: bool) -> None:
    check_numbers(text, region, wants_number)


@REPEATABLE
@given(st.lists(st.sampled_from(WORDS), max_size=80), st.sampled_from(REGIONS))
def test_any_number_words_are_read(words: list[str], region: str) -> None:
    check_numbers(" ".join(words), region)


def test_a_text_of_nothing_but_numbers_is_read() -> None:
    chance = random.Random(1)
    check_numbers(" ".join(chance.choice(WORDS) for _word in range(20_000)))
    check_numbers("five " * 20_000)
    check_numbers("5" * 200_000)


def test_the_fuzz_commands_run_from_a_seed() -> None:
    for name, count in (("fuzz_packs", "20"), ("fuzz_numbers", "200")):
        done = subprocess.run(
            [sys.executable, "-m", f"tests.faults.{name}", "--count", count, "--seed", "7"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert done.returncode == 0, done.stderr
        assert f"{count} inputs, no fault" in done.stdout


def test_without_atheris_the_command_says_so(tmp_path: Path) -> None:
    (tmp_path / "atheris.py").write_text("raise ImportError('not here')")
    program = "import sys; sys.path.insert(0, sys.argv.pop(1)); from tests.faults.fuzzing import run; "
    program += "sys.exit(run('x', helper='tests.helpers.number_soup', default_count=1))"
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path), "--seconds", "1"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "atheris is not installed" in done.stderr


def test_the_seeds_of_the_fuzzer_are_sound() -> None:
    for module in (pack_soup, number_soup):
        for data in module.seeds()[:40]:
            module.check_bytes(data)
    whole = pack_soup.SHIPPED[0].read_text(encoding="utf-8")
    assert tomllib.loads(whole)
