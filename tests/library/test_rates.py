"""Rates of calls back: against published figures, against the equations they solve, and by counting."""

from __future__ import annotations

import math
import random
from datetime import UTC, date, datetime
from statistics import NormalDist

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rehearse.library.calls import CallBlock
from rehearse.library.rates import (
    APART_CONFIDENCE,
    CONFIDENCE,
    MANY,
    Rate,
    against_best,
    compare,
    difference_interval,
    rate_of,
    rate_sentence,
    rates,
    tail_chance,
    wilson,
)

counts = st.integers(1, 2000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
confidences = st.sampled_from([0.8, 0.9, 0.95, 0.99, 0.999])


@pytest.mark.parametrize(
    ("n_back", "n_left", "low", "high"),
    # Newcombe, Statistics in Medicine 17 (1998), 857-872, table I, method 3.
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_gives_the_published_limits(n_back: int, n_left: int, low: float, high: float) -> None:
    assert wilson(n_back, n_left) == pytest.approx((low, high), abs=5e-5)


@pytest.mark.parametrize(
    ("first", "second", "low", "high"),
    # Newcombe, Statistics in Medicine 17 (1998), 873-890, table II, method 10, contrasts (a) to (h).
    [
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((6, 7), (2, 7), 0.0582, 0.8062),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((0, 10), (0, 20), -0.1611, 0.2775),
        ((0, 10), (0, 10), -0.2775, 0.2775),
        ((10, 10), (0, 20), 0.6791, 1.0000),
        ((10, 10), (0, 10), 0.6075, 1.0000),
    ],
)
def test_differences_have_the_published_limits(
    first: tuple[int, int], second: tuple[int, int], low: float, high: float
) -> None:
    assert difference_interval(first, second) == pytest.approx((low, high), abs=5e-5)


@given(counts, confidences)
def test_each_limit_is_where_the_score_test_just_gives_way(count: tuple[int, int], confidence: float) -> None:
    """The equation that Wilson's limits solve, which is not the formula they are computed by."""
    n_back, n_left = count
    low, high = wilson(n_back, n_left, confidence)
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    rate = n_back / n_left
    for limit in (low, high):
        assert (rate - limit) ** 2 == pytest.approx(z * z * limit * (1 - limit) / n_left, abs=1e-9)
    assert 0 <= low <= rate <= high <= 1
    assert low < high


@given(counts, confidences)
def test_calls_not_returned_are_the_mirror_image(count: tuple[int, int], confidence: float) -> None:
    n_back, n_left = count
    low, high = wilson(n_back, n_left, confidence)
    assert wilson(n_left - n_back, n_left, confidence) == pytest.approx((1 - high, 1 - low), abs=1e-12)


@given(counts, st.integers(2, 50))
def test_more_messages_of_the_same_rate_narrow_it(count: tuple[int, int], times: int) -> None:
    low, high = wilson(*count)
    more_low, more_high = wilson(count[0] * times, count[1] * times)
    assert more_high - more_low < high - low


@given(counts, counts, confidences)
def test_a_difference_turned_round_is_its_mirror_image(
    first: tuple[int, int], second: tuple[int, int], confidence: float
) -> None:
    low, high = difference_interval(first, second, confidence)
    assert difference_interval(second, first, confidence) == pytest.approx((-high, -low), abs=1e-12)
    assert -1 <= low <= first[0] / first[1] - second[0] / second[1] <= high <= 1


def test_without_messages_every_rate_is_possible() -> None:
    assert wilson(0, 0) == (0.0, 1.0)
    assert rate_of("s", 0, 0).rate is None, "unknown, not 0"


@pytest.mark.parametrize("count", [(1, 0), (-1, 5), (6, 5)])
def test_counts_that_cannot_be_are_refused(count: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="cannot be"):
        wilson(*count)


def _chances(n: int, rate: float) -> list[float]:
    return [math.comb(n, k) * rate**k * (1 - rate) ** (n - k) for k in range(n + 1)]


@pytest.mark.parametrize("n", [5, 10, 25, 60])
def test_the_interval_holds_the_true_rate_as_often_as_it_says(n: int) -> None:
    """Counted out over every outcome there can be: on the average over the rates 95 of 100."""
    held = []
    for step in range(1, 100):
        rate = step / 100
        chances = _chances(n, rate)
        held.append(sum(c for k, c in enumerate(chances) if wilson(k, n)[0] <= rate <= wilson(k, n)[1]))
    assert sum(held) / len(held) == pytest.approx(0.95, abs=0.012)
    assert min(held) > 0.82


def test_fishers_tail_is_that_of_the_lady_tasting_tea() -> None:
    """Fisher, The Design of Experiments (1935), chapter 2: 4 cups of each kind, 70 ways to choose."""
    assert tail_chance((4, 4), (0, 4)) == pytest.approx(1 / 70)
    assert tail_chance((3, 4), (1, 4)) == pytest.approx(17 / 70)
    assert tail_chance((1, 4), (3, 4)) == pytest.approx(17 / 70)


small = st.integers(1, 40).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@given(small, small)
def test_fishers_tail_is_counted_out(first: tuple[int, int], second: tuple[int, int]) -> None:
    """Out of whole numbers, all outcomes with as many calls back: no logarithm and no recurrence."""
    (back_1, left_1), (back_2, left_2) = first, second
    if back_1 * left_2 < back_2 * left_1:
        (back_1, left_1), (back_2, left_2) = second, first
    back = back_1 + back_2
    ways = sum(math.comb(left_1, k) * math.comb(left_2, back - k) for k in range(back_1, back + 1))
    assert tail_chance(first, second) == pytest.approx(ways / math.comb(left_1 + left_2, back))


@pytest.mark.parametrize(
    ("n_1", "n_2"), [(1, 200), (2, 100), (5, 5), (5, 200), (10, 10), (20, 40), (10, 60), (60, 60)]
)
def test_two_equal_scripts_are_hardly_ever_called_different(n_1: int, n_2: int) -> None:
    """The exact chance of a false alarm, at the worst rate, from few messages to many."""
    for confidence in (CONFIDENCE, APART_CONFIDENCE):
        apart = {
            (k, m)
            for k in range(n_1 + 1)
            for m in range(n_2 + 1)
            if compare(rate_of("a", n_1, k), rate_of("b", n_2, m), confidence).verdict != "not_yet"
        }
        worst = 0.0
        for step in range(1, 51):
            first, second = _chances(n_1, step / 100), _chances(n_2, step / 100)
            worst = max(worst, sum(first[k] * second[m] for k, m in apart))
        assert worst <= 1 - confidence
        assert apart or min(n_1, n_2) == 1, "a test that never speaks up is useless"


def test_looking_every_week_raises_hardly_a_false_alarm() -> None:
    """Half a year of twenty messages a week with each of two equal scripts, compared after every week."""
    rng = random.Random(5)
    alarms = 0
    for _round in range(100):
        backs = [0, 0]
        apart = False
        for week in range(1, 27):
            for side in (0, 1):
                backs[side] += sum(rng.random() < 0.15 for _message in range(20))
            left = 20 * week
            apart = (
                apart
                or compare(rate_of("a", left, backs[0]), rate_of("b", left, backs[1])).verdict != "not_yet"
            )
        alarms += apart
    assert alarms <= 6


def two(first: tuple[int, int], second: tuple[int, int]) -> tuple[Rate, Rate]:
    return (
        rate_of("a", first[1], first[0], title="Copier", variant="A"),
        rate_of("b", second[1], second[0], title="Copier", variant="B"),
    )


def test_a_clear_difference_is_told_in_words() -> None:
    found = compare(*two((15, 60), (2, 58)))
    assert found.verdict == "first"
    assert found.n_more is None
    assert found.sentence.startswith("“Copier (A)” gets more calls back than “Copier (B)”: 15 of 60 against")
    assert "hardly chance" in found.sentence
    turned = compare(*reversed(two((15, 60), (2, 58))))
    assert (turned.verdict, turned.sentence) == ("second", found.sentence)


def test_a_difference_that_may_be_chance_says_what_would_settle_it() -> None:
    found = compare(*two((3, 20), (1, 20)))
    assert found.verdict == "not_yet"
    assert found.n_more is not None
    assert found.n_more[0] == found.n_more[1]
    assert f"about {found.n_more[0]} more messages with each" in found.sentence
    assert 150 <= found.n_more[0] <= 300


def test_the_one_tried_less_is_the_one_to_leave_more_of() -> None:
    found = compare(*two((1, 1), (100, 1000)))
    assert found.verdict == "not_yet"
    assert found.n_more is not None
    assert found.n_more[1] == 0
    assert 0 < found.n_more[0] <= 20
    assert "more messages with “Copier (A)” would settle" in found.sentence


@pytest.mark.parametrize("pair", [((2, 40), (1, 20)), ((0, 5), (0, 5000)), ((7, 7), (3, 3))])
def test_equal_rates_are_never_settled(pair: tuple[tuple[int, int], tuple[int, int]]) -> None:
    found = compare(*two(*pair))
    assert (found.verdict, found.n_more) == ("not_yet", None)
    assert "the same share" in found.sentence


def test_a_difference_too_small_to_matter_is_let_go() -> None:
    found = compare(*two((51, 1000), (50, 1000)))
    assert found.n_more is not None
    assert max(found.n_more) >= MANY
    assert "equally good" in found.sentence


def test_a_script_nobody_has_left_is_not_compared() -> None:
    found = compare(*two((3, 20), (0, 0)))
    assert (found.verdict, found.difference, found.low) == ("nothing", None, None)
    assert "“Copier (B)”" in found.sentence


@given(counts, counts)
def test_what_is_said_to_settle_it_settles_it(first: tuple[int, int], second: tuple[int, int]) -> None:
    found = compare(*two(first, second))
    if found.n_more is None or max(found.n_more) >= MANY:
        return
    later = [
        (round(back / left * (left + more)), left + more)
        for (back, left), more in zip((first, second), found.n_more, strict=True)
    ]
    # Rounding whole calls moves the rates a little: half as many again is enough for every case.
    later = [(round(back / left * 1.5 * left), round(1.5 * left)) for back, left in later]
    assert compare(*two(*later)).verdict in ("first", "second")


def test_with_many_scripts_each_must_be_clearer() -> None:
    pair = two((13, 60), (2, 60))
    assert compare(*pair).verdict == "first"
    others = [rate_of(f"c{n}", 60, 3, title=f"Other {n}") for n in range(6)]
    found = against_best([*pair, *others])
    assert len(found) == 7
    assert {one.first.script_id for one in found} == {"a"}
    assert [one.second.n_back for one in found] == [3] * 6 + [2], "the closest first"
    assert all(one.verdict == "not_yet" for one in found), "one of eight is ahead by luck"
    assert against_best(pair[:1]) == []


def test_one_rate_is_told_with_its_interval() -> None:
    assert rate_sentence(two((3, 20), (1, 1))[0]) == (
        "“Copier (A)”: 3 of 20 messages were called back; in the long run that is 5 to 36 of 100."
    )
    assert "noted yet" in rate_sentence(rate_of("s", 0, 0))


def block(script_id: str, n_left: int, n_back: int, root: str, family: str, **more: object) -> CallBlock:
    moment = datetime(2026, 11, 26, tzinfo=UTC)
    return CallBlock(
        "id", date(2026, 11, 26), script_id, n_left, n_back, "", moment, None, root, family, **more
    )  # type: ignore[arg-type]


def test_blocks_add_up_by_version_by_script_and_by_family() -> None:
    blocks = [
        block("a1", 10, 1, "a1", "f", title="Copier", variant="A", version=1),
        block("a2", 20, 6, "a1", "f", title="Copier", variant="A", version=2),
        block("a2", 10, 3, "a1", "f", title="Copier", variant="A", version=2),
        block("b1", 40, 2, "b1", "f", title="Copier, short", variant="B", version=1),
        block("gone", 5, 0, "gone", "gone"),
    ]
    by_version = rates(blocks, "version")
    assert [(r.script_id, r.n_left, r.n_back) for r in by_version] == [
        ("a2", 30, 9),
        ("a1", 10, 1),
        ("b1", 40, 2),
        ("gone", 5, 0),
    ]
    assert by_version[0].name == "Copier (A), version 2"
    by_script = rates(blocks)
    assert [(r.name, r.n_left, r.n_back) for r in by_script] == [
        ("Copier (A)", 40, 10),
        ("Copier, short (B)", 40, 2),
        ("a script that is gone", 5, 0),
    ]
    by_family = rates(blocks, "family")
    assert [(r.name, r.n_left, r.n_back) for r in by_family] == [
        ("Copier", 80, 12),
        ("a script that is gone", 5, 0),
    ]
    assert (by_family[0].low, by_family[0].high) == wilson(12, 80)
