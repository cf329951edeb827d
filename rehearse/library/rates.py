"""How many called back, and what that says: rates with honest intervals, and whether two can be told apart.

Sources:
    Wilson, Journal of the American Statistical Association 22 (1927), 209-212: the interval of a rate;
    recommended for small counts by Brown, Cai and DasGupta, Statistical Science 16 (2001), 101-133.
    Newcombe, Statistics in Medicine 17 (1998), 873-890, method 10: the interval of a difference.
    Fisher's exact test with its tail doubled (the central one: Fay, Biostatistics 11 (2010), 373-374).
    Fleiss, Levin and Paik, Statistical Methods for Rates and Proportions (3rd edition, 2003), chapter 4:
    how many messages it takes.

Newcombe's interval alone calls two equal scripts different too often where one of them has a handful of
messages (1 of 1 against 100 of 1000); Fisher's test never does so more often than it says.
Two rates are told apart where both agree.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil, exp, lgamma, sqrt
from statistics import NormalDist
from typing import TYPE_CHECKING, Literal

from rehearse.i18n import _, ngettext

if TYPE_CHECKING:
    from rehearse.library.calls import CallBlock

CONFIDENCE = 0.95
#: For telling two apart: a log is looked at again and again, and every look is another chance to be wrong.
#: With 0.95 two equal scripts are called different at some look in half a year of weekly ones 13 to 18
#: times of 100, with this 3 to 4 times (measured by `tests.bench.bench_rates`).
APART_CONFIDENCE = 0.99
#: How surely a real difference is to be seen, for the number of messages still needed (the customary 80 %).
POWER = 0.8
#: Nobody leaves so many messages to settle a question between two texts.
MANY = 5000

By = Literal["version", "script", "family"]
Verdict = Literal["first", "second", "not_yet", "nothing"]


@dataclass(frozen=True, slots=True)
class Rate:
    """What came of one script, of one version of it, or of a family of variants.

    `script_id` is the id of the version, of the script's first version, or of the family.
    `rate`, `low` and `high` are fractions; `rate` is None where no message was left, and the interval is
    then all there can be.
    `title` is empty for a script that is gone.
    """

    script_id: str
    title: str
    variant: str
    n_left: int
    n_back: int
    rate: float | None
    low: float
    high: float
    version: int | None = None

    @property
    def name(self) -> str:
        """What to call it in a sentence."""
        return rate_name(self.title, self.variant, self.version)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Whether two rates can be told apart.

    `verdict`: which one gets more calls back; "not_yet" where that may be chance, "nothing" where one of
    them was never left.
    `difference` is the first rate less the second; `low` and `high` its interval, as wide as the comparison
    is careful; None with "nothing".
    `n_more` says how many more messages of each would settle it if the rates stay as they are; None where
    nothing is to settle or no number of messages would.
    `sentence` says all that to a rep.
    """

    verdict: Verdict
    sentence: str
    difference: float | None
    low: float | None
    high: float | None
    n_more: tuple[int, int] | None
    first: Rate
    second: Rate


def rate_name(title: str, variant: str = "", version: int | None = None) -> str:
    """A script's name, with its variant's letter and its version's number where they are given."""
    name = title or _("a script that is gone")
    if variant:
        name = _("{title} ({variant})").format(title=name, variant=variant)
    if version is not None:
        name = _("{title}, version {number}").format(title=name, number=version)
    return name


def wilson(n_back: int, n_left: int, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """Between which rates the true one lies, as (low, high) fractions: Wilson's score interval.

    Without messages every rate is possible: (0, 1).  Raises `ValueError` for counts that cannot be.
    """
    if not 0 <= n_back <= n_left:
        raise ValueError(f"{n_back} calls back of {n_left} messages cannot be")
    if n_left == 0:
        return 0.0, 1.0
    z = _z(confidence)
    rate = n_back / n_left
    shrink = 1 + z * z / n_left
    middle = (rate + z * z / (2 * n_left)) / shrink
    half = z * sqrt(rate * (1 - rate) / n_left + z * z / (4 * n_left * n_left)) / shrink
    # The limits at the ends are exact; rounding would leave a rate of -1e-17.
    low = 0.0 if n_back == 0 else middle - half
    high = 1.0 if n_back == n_left else middle + half
    return low, high


def difference_interval(
    first: tuple[int, int], second: tuple[int, int], confidence: float = CONFIDENCE
) -> tuple[float, float]:
    """Between which values the first rate less the second lies; each given as (n_back, n_left).

    Newcombe's hybrid score interval, which holds what it promises for small counts and rates near 0.
    Raises `ValueError` where one of them has no messages.
    """
    (back_1, left_1), (back_2, left_2) = first, second
    if not left_1 or not left_2:
        raise ValueError("a rate of no messages cannot be compared")
    low_1, high_1 = wilson(back_1, left_1, confidence)
    low_2, high_2 = wilson(back_2, left_2, confidence)
    rate_1, rate_2 = back_1 / left_1, back_2 / left_2
    difference = rate_1 - rate_2
    low = difference - sqrt((rate_1 - low_1) ** 2 + (high_2 - rate_2) ** 2)
    high = difference + sqrt((high_1 - rate_1) ** 2 + (rate_2 - low_2) ** 2)
    return max(-1.0, low), min(1.0, high)


def tail_chance(first: tuple[int, int], second: tuple[int, int]) -> float:
    """How likely chance alone puts two equal scripts so far apart this way round: Fisher's exact tail.

    Each is given as (n_back, n_left), and how many called back in all is taken as given.
    """
    (back_1, left_1), (back_2, left_2) = first, second
    if back_1 * left_2 < back_2 * left_1:
        (back_1, left_1), (back_2, left_2) = second, first
    back, left = back_1 + back_2, left_1 + left_2
    chance = exp(_log_choose(left_1, back_1) + _log_choose(left_2, back_2) - _log_choose(left, back))
    total = 0.0
    # From the outcome seen to the ones further apart, each from the one before.
    for k in range(back_1, min(back, left_1) + 1):
        total += chance
        chance *= (left_1 - k) * (back - k) / ((k + 1) * (left_2 - back + k + 1))
        if chance < total * 1e-17:
            break
    return min(1.0, total)


def rate_of(
    script_id: str,
    n_left: int,
    n_back: int,
    *,
    title: str = "",
    variant: str = "",
    version: int | None = None,
    confidence: float = CONFIDENCE,
) -> Rate:
    """`n_back` of `n_left` messages as a rate with Wilson's interval."""
    low, high = wilson(n_back, n_left, confidence)
    rate = n_back / n_left if n_left else None
    return Rate(script_id, title, variant, n_left, n_back, rate, low, high, version)


def rates(blocks: Iterable[CallBlock], by: By = "script", confidence: float = CONFIDENCE) -> list[Rate]:
    """The rate of every script among `blocks`, the highest first.

    "version" keeps the versions of a script apart, "script" its variants only (each variant is a script),
    "family" adds up the variants of one another.
    """
    groups: dict[str, list[CallBlock]] = {}
    for block in blocks:
        key = {"version": block.script_id, "script": block.root_id, "family": block.family_id}[by]
        groups.setdefault(key or block.script_id, []).append(block)
    found = [
        rate_of(
            key,
            sum(block.n_left for block in group),
            sum(block.n_back for block in group),
            # A family goes by the name of its first variant.
            title=min(group, key=lambda block: (not block.title, block.variant)).title,
            variant="" if by == "family" else group[0].variant,
            version=group[0].version if by == "version" else None,
            confidence=confidence,
        )
        for key, group in groups.items()
    ]
    return sorted(found, key=lambda rate: (rate.rate is None, -(rate.rate or 0.0), -rate.n_left, rate.title))


def compare(first: Rate, second: Rate, confidence: float = APART_CONFIDENCE) -> Comparison:
    """Whether the two can be told apart yet, and roughly how many more messages that would take."""
    if not first.n_left or not second.n_left:
        untried = first if not first.n_left else second
        sentence = _("No message with “{name}” is noted yet, so there is nothing to compare.")
        return Comparison(
            "nothing", sentence.format(name=untried.name), None, None, None, None, first, second
        )
    counts = (first.n_back, first.n_left), (second.n_back, second.n_left)
    low, high = difference_interval(*counts, confidence)
    difference = first.n_back / first.n_left - second.n_back / second.n_left
    verdict: Verdict = "not_yet"
    if _apart(*counts, confidence):
        verdict = "first" if difference > 0 else "second"
    n_more = _n_more(*counts, confidence) if verdict == "not_yet" else None
    sentence = _sentence(verdict, first, second, n_more)
    return Comparison(verdict, sentence, difference, low, high, n_more, first, second)


def against_best(found: Sequence[Rate], confidence: float = APART_CONFIDENCE) -> list[Comparison]:
    """The highest rate compared with each other one, the closest first; empty with fewer than two.

    With many scripts one of them is ahead by luck: each comparison is made so much more careful that all
    of them together hold `confidence` (Bonferroni, over every pair there is).
    """
    tried = sorted((rate for rate in found if rate.n_left), key=lambda rate: -(rate.rate or 0.0))
    n_pairs = len(tried) * (len(tried) - 1) // 2
    return [compare(tried[0], other, 1 - (1 - confidence) / n_pairs) for other in tried[1:]]


def rate_sentence(rate: Rate) -> str:
    """What one rate says by itself."""
    if rate.rate is None:
        return _("No message with “{name}” is noted yet.").format(name=rate.name)
    return ngettext(
        "“{name}”: {back} of {n} message was called back; in the long run that is {low} to {high} of 100.",
        "“{name}”: {back} of {n} messages were called back; in the long run that is {low} to {high} of 100.",
        rate.n_left,
    ).format(
        name=rate.name,
        back=rate.n_back,
        n=rate.n_left,
        low=round(100 * rate.low),
        high=round(100 * rate.high),
    )


def _z(confidence: float) -> float:
    if not 0 < confidence < 1:
        raise ValueError("a confidence lies between 0 and 1")
    return NormalDist().inv_cdf((1 + confidence) / 2)


def _n_more(first: tuple[int, int], second: tuple[int, int], confidence: float) -> tuple[int, int] | None:
    """Messages of each still to be left, rounded up; None where the rates are the same."""
    (back_1, left_1), (back_2, left_2) = first, second
    rate_1, rate_2 = back_1 / left_1, back_2 / left_2
    if rate_1 == rate_2:
        return None
    middle = (rate_1 + rate_2) / 2
    spread = _z(confidence) * sqrt(2 * middle * (1 - middle)) + NormalDist().inv_cdf(POWER) * sqrt(
        rate_1 * (1 - rate_1) + rate_2 * (1 - rate_2)
    )
    distance = abs(rate_1 - rate_2)
    plain = (spread / distance) ** 2
    needed = ceil(plain / 4 * (1 + sqrt(1 + 4 / (plain * distance))) ** 2)
    # The formula means as many of each: where one is far behind, it may take more of that one.
    while needed < MANY and not _apart(
        _grown(rate_1, max(needed, left_1)), _grown(rate_2, max(needed, left_2)), confidence
    ):
        needed += max(1, needed // 10)
    more_1, more_2 = (_rounded_up(max(0, needed - left)) for left in (left_1, left_2))
    return (more_1, more_2) if more_1 or more_2 else (MANY, MANY)


def _grown(rate: float, n_left: int) -> tuple[int, int]:
    return round(rate * n_left), n_left


def _apart(first: tuple[int, int], second: tuple[int, int], confidence: float) -> bool:
    low, high = difference_interval(first, second, confidence)
    return (low > 0 or high < 0) and 2 * tail_chance(first, second) <= 1 - confidence


def _log_choose(n: int, k: int) -> float:
    return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)


def _rounded_up(n: int) -> int:
    """No more digits than an estimate deserves."""
    step = 5 if n <= 100 else 50 if n <= 1000 else 500
    return ceil(n / step) * step


def _sentence(verdict: Verdict, first: Rate, second: Rate, n_more: tuple[int, int] | None) -> str:
    if (second.rate or 0.0) > (first.rate or 0.0):
        first, second, n_more = second, first, None if n_more is None else (n_more[1], n_more[0])
    if verdict != "not_yet":
        told = _(
            "“{better}” gets more calls back than “{other}”: {better_back} of {better_left} against"
            " {other_back} of {other_left}. That is hardly chance."
        )
    elif n_more is None:
        told = _(
            "“{better}” and “{other}” cannot be told apart: {better_back} of {better_left} and"
            " {other_back} of {other_left} is the same share."
        )
    elif max(n_more) >= MANY:
        told = _(
            "“{better}” and “{other}” cannot be told apart: {better_back} of {better_left} against"
            " {other_back} of {other_left}. Settling it would take thousands of messages, so take them for"
            " equally good."
        )
    else:
        told = _(
            "“{better}” and “{other}” cannot be told apart yet: {better_back} of {better_left} against"
            " {other_back} of {other_left} may be chance. If it goes on like this, {more}."
        )
    return told.format(
        better=first.name,
        other=second.name,
        better_back=first.n_back,
        better_left=first.n_left,
        other_back=second.n_back,
        other_left=second.n_left,
        more="" if n_more is None else _more_words(first, second, n_more),
    )


def _more_words(first: Rate, second: Rate, n_more: tuple[int, int]) -> str:
    """The middle of a sentence: how many messages are still needed."""
    more_1, more_2 = n_more
    if more_1 == more_2:
        return _("about {n} more messages with each would settle it").format(n=more_1)
    if min(n_more) == 0:
        rare = first if more_1 else second
        return _("about {n} more messages with “{name}” would settle it").format(
            n=max(n_more), name=rare.name
        )
    return _("about {n} more messages with “{first}” and {m} with “{second}” would settle it").format(
        n=more_1, m=more_2, first=first.name, second=second.name
    )
