"""Any number, said in any style, comes back exactly; talk of other numbers gives none.

The messages are made up by `tests/helpers/spoken_numbers.py`, which knows nothing of the reader.
A few in ten thousand are ambiguous to any listener ("five … strike that, five eight …"), so the
same messages are made up in every run.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rehearse.analysis.message import Message
from rehearse.analysis.numbers import find_phone
from rehearse.analysis.result import Phone
from tests.helpers import spoken_numbers
from tests.helpers.spoken_numbers import Said

ANNOTATED = Path(__file__).parents[1] / "data" / "scripts-open.jsonl"

SEEDS = st.integers(0, 2**32 - 1)
same_every_run = settings(max_examples=250, derandomize=True, deadline=None)


def read(text: str, region: str) -> Phone:
    return find_phone(Message.from_text(text), region=region, wants_number=True, early_fraction=0.5)


def whole_numbers(phone: Phone) -> list[tuple[str, str | None, int, int]]:
    return [
        (number.digits, number.extension, number.first_word, number.last_word)
        for number in phone.numbers
        if number.complete
    ]


def check(make: Callable[[Random], Said], seed: int, region: str) -> None:
    said = make(Random(seed))
    phone = read(said.text, region)
    assert whole_numbers(phone) == said.numbers, said.text
    assert phone.verdict in ("early", "late"), said.text


@pytest.mark.parametrize("region", ["US", "GB"])
@pytest.mark.parametrize("typed_text", [False, True])
@same_every_run
@given(seed=SEEDS)
def test_a_number_among_other_talk(region: str, typed_text: bool, seed: int) -> None:
    check(
        lambda rng: spoken_numbers.plain_call(rng, region, with_talk=True, typed_text=typed_text),
        seed,
        region,
    )


@pytest.mark.parametrize("region", ["US", "GB"])
@same_every_run
@given(seed=SEEDS)
def test_a_repeat_in_another_grouping_agrees(region: str, seed: int) -> None:
    check(lambda rng: spoken_numbers.repeated(rng, region), seed, region)


@same_every_run
@given(seed=SEEDS)
def test_a_number_put_right_is_one_number(seed: int) -> None:
    check(spoken_numbers.corrected, seed, "US")


@same_every_run
@given(seed=SEEDS)
def test_two_phones_do_not_conflict(seed: int) -> None:
    check(spoken_numbers.two_phones, seed, "US")


@pytest.mark.parametrize("region", ["US", "GB", "DE", "FR"])
@same_every_run
@given(seed=SEEDS)
def test_other_numbers_are_none_to_call(region: str, seed: int) -> None:
    said = spoken_numbers.no_number(Random(seed))
    assert read(said.text, region).numbers == (), said.text


def test_a_british_number_is_read_by_an_american_setting_and_the_other_way() -> None:
    for seed in range(300):
        for speaker, listener in (("GB", "US"), ("US", "GB")):
            rng = Random(seed)
            groups, digits, _extension = spoken_numbers.numbered(rng, speaker)
            if len(digits) < 10 or digits[-7] in "01":
                continue
            text = f"you can reach me at {spoken_numbers.spoken(rng, groups, fillers=False)} thanks"
            assert [number.digits for number in read(text, listener).numbers] == [digits], text


def test_the_annotated_messages_are_read_exactly() -> None:
    wrong = []
    for line in ANNOTATED.read_text("utf-8").splitlines():
        entry = json.loads(line)
        numbers = read(entry["text"], "US").numbers
        truth = entry["phone"]
        spans = sorted((first, last + 1) for first, last in truth["spans"])
        if [(number.first_word, number.last_word) for number in numbers] != spans or (
            numbers and (numbers[0].digits, numbers[0].complete) != (truth["digits"], truth["complete"])
        ):
            wrong.append(entry["id"])
    assert wrong == []
