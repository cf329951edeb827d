"""A short slice of the fuzz run of prospect lists, the same inputs every time; at length: `fuzz_decks`."""

from __future__ import annotations

import random
import subprocess
import sys

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import ROOT
from tests.helpers.deck_soup import check_bytes, check_deck, mutated, seeds


def test_mutated_lists_are_read_or_told() -> None:
    n_read = n_told = n_problems = 0
    for number in range(400):
        deck = check_deck(mutated(random.Random(number)))
        n_read += deck is not None
        n_told += deck is None
        n_problems += bool(deck is not None and deck.problems)
    # Else the accidents are too mild, or so bad that no list is ever reached.
    assert min(n_read, n_told, n_problems) > 20, (n_read, n_told, n_problems)


_CELL = st.one_of(
    st.sampled_from(
        ("name", "First Name", "company", "Title", "notes", "Trigger", "City", "Email", "x", "", "Mr.", "'=1")
    ),
    st.text(max_size=12),
)


@settings(derandomize=True, deadline=None, max_examples=300)
@given(st.lists(st.lists(_CELL, max_size=6), max_size=6), st.sampled_from((",", ";", "\t")))
def test_any_table_is_read_or_told(rows: list[list[str]], separator: str) -> None:
    text = "\n".join(separator.join(row) for row in rows)
    check_deck(text.encode("utf-8", "surrogatepass"))
    check_deck(("name" + separator + text).encode("utf-8", "surrogatepass"))


def test_the_fuzz_command_runs_from_a_seed() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.fuzz_decks", "--count", "50", "--seed", "7"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert "50 inputs, no fault" in done.stdout


def test_the_seeds_of_the_fuzzer_are_sound() -> None:
    assert len(seeds()) == 7
    for data in seeds():
        check_bytes(data)
