"""A short slice of the fuzz run of bundles, the same inputs every time; at length: `fuzz_bundles`."""

from __future__ import annotations

import random

import pytest

from tests.helpers.bundle_soup import check_bundle, mutated, seeds


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_mutated_bundles_come_in_whole_or_not_at_all() -> None:
    n_taken = n_refused = 0
    for number in range(120):
        found = check_bundle(mutated(random.Random(number)))
        n_taken += found is not None
        n_refused += found is None
    # Else the accidents are too mild, or so bad that nothing is ever reached.
    assert min(n_taken, n_refused) > 10, (n_taken, n_refused)


def test_the_seeds_of_the_fuzzer_are_sound() -> None:
    for data in seeds():
        assert check_bundle(data) is not None
