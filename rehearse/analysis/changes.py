"""What changed from one take to the next, in a rep's words.

Compares two scorecards and nothing else; what either of them does not know is not told.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from rehearse.analysis.result import Check, Scorecard
from rehearse.analysis.scorecard import COST_ORDER
from rehearse.analysis.wording import band_word, check_title
from rehearse.i18n import _, ngettext

Direction = Literal["better", "worse", "same"]

#: Smaller differences than these are the same to a listener: two readings of one text differ as much.
#: By unit: seconds, words a minute, decibels, shares.
_SMALLEST = {"s": 1.0, "wpm": 5.0, "dBFS": 3.0, "fraction": 0.03}

_RANK = {"off": 0, "near": 1, "good": 2}


@dataclass(frozen=True, slots=True)
class Change:
    """One difference.  `text` begins in lower case, to stand after "Better than last time:"."""

    check_id: str
    direction: Direction
    text: str


def changes(before: Scorecard, now: Scorecard) -> tuple[Change, ...]:
    """What differs in `now`, what costs most callbacks first; empty when nothing worth a word does.

    Bands of different profiles have different targets: then only figures are compared, by the
    targets of `now`.
    """
    order = {check_id: place for place, check_id in enumerate(COST_ORDER)}
    found: list[Change] = []
    for check in sorted(now.checks, key=lambda check: order.get(check.id, len(order))):
        old = before.check(check.id)
        if old is None or "unknown" in (old.band, check.band):
            continue
        change = _change(old, check, same_targets=before.profile == now.profile)
        if change is not None:
            found.append(change)
    return tuple(found)


def told(found: Sequence[Change]) -> str:
    """The changes as sentences: what got better, what got worse, what is just different."""
    heads: dict[Direction, str] = {
        "better": _("Better than last time: {changes}."),
        "worse": _("Was better last time: {changes}."),
        "same": _("Also different: {changes}."),
    }
    parts = []
    for direction, head in heads.items():
        texts = [change.text for change in found if change.direction == direction]
        if texts:
            parts.append(head.format(changes="; ".join(texts)))
    return " ".join(parts)


def direction_word(direction: Direction) -> str:
    return {"better": _("better"), "worse": _("worse"), "same": _("different")}[direction]


def _change(old: Check, new: Check, *, same_targets: bool) -> Change | None:
    differs = same_targets and old.band != new.band
    one, other = _figure(old), _figure(new)
    if one is None or other is None:
        if not differs:
            return None
        return Change(new.id, "better" if _RANK[new.band] > _RANK[old.band] else "worse", _appeared(old, new))
    text = _moved(new.id, one, other, new.unit) if abs(other - one) >= _smallest(new.unit) - 1e-9 else ""
    if differs:
        better = _RANK[new.band] > _RANK[old.band]
        return Change(new.id, "better" if better else "worse", text or _rebanded(old, new))
    if not text:
        return None
    return Change(new.id, _direction(one, other, new), text)


def _figure(check: Check) -> float | None:
    value = check.value
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _smallest(unit: str | None) -> float:
    return _SMALLEST.get(unit or "", 1.0)


def _direction(one: float, other: float, check: Check) -> Direction:
    """Nearer to the target or farther from it; inside it all is the same."""
    if check.target is None:
        return "same"
    before, after = _distance(one, check.target), _distance(other, check.target)
    return "better" if after < before else "worse" if after > before else "same"


def _distance(value: float, target: tuple[float | None, float | None]) -> float:
    low, high = target
    if low is not None and value < low:
        return low - value
    return value - high if high is not None and value > high else 0.0


def _moved(check_id: str, one: float, other: float, unit: str | None) -> str:
    """How a figure changed; empty where it reads the same."""
    less, n = other < one, round(abs(other - one))
    if check_id == "length":
        text = (
            ngettext("{n} s shorter", "{n} s shorter", n)
            if less
            else ngettext("{n} s longer", "{n} s longer", n)
        )
        return text.format(n=n)
    if check_id == "phone" and unit == "fraction":
        text = (
            _("your number comes earlier: {now} % instead of {before} %")
            if less
            else _("your number comes later: {now} % instead of {before} %")
        )
        return text.format(now=round(100 * other), before=round(100 * one))
    if check_id == "script" and unit == "fraction":
        text = _("{now} % of your script instead of {before} %")
        return text.format(now=round(100 * other), before=round(100 * one))
    if check_id == "pace":
        text = _("slower: {now} words a minute instead of {before}")
        if not less:
            text = _("faster: {now} words a minute instead of {before}")
        return text.format(now=round(other), before=round(one))
    if check_id == "level":
        return (_("{n} dB quieter") if less else _("{n} dB louder")).format(n=n)
    counted = {
        "pitch": (
            ngettext("{n} pitch phrase fewer", "{n} pitch phrases fewer", n),
            ngettext("{n} pitch phrase more", "{n} pitch phrases more", n),
        ),
        "reason": (
            ngettext("{n} reason fewer", "{n} reasons fewer", n),
            ngettext("{n} reason more", "{n} reasons more", n),
        ),
        "fillers": (
            ngettext("{n} filler fewer", "{n} fillers fewer", n),
            ngettext("{n} filler more", "{n} fillers more", n),
        ),
        "pauses": (
            ngettext("{n} long pause fewer", "{n} long pauses fewer", n),
            ngettext("{n} long pause more", "{n} long pauses more", n),
        ),
    }
    if check_id == "reason" and unit != "s" and (one == 0 or other == 0):
        return _("your reason is new") if not less else _("your reason is gone")
    if check_id in counted and unit not in ("s", "fraction"):
        return counted[check_id][0 if less else 1].format(n=n)
    return ""


def _appeared(old: Check, new: Check) -> str:
    """A verdict that changed where one of the two has no figure: something came or went."""
    better = _RANK[new.band] > _RANK[old.band]
    if new.id == "phone":
        return _("your number is there and whole") if better else _("your number is missing or not whole")
    if new.id == "reason" and old.band == "off":
        return _("your reason is new")
    if new.id == "reason" and new.band == "off":
        return _("your reason is gone")
    return _rebanded(old, new)


def _rebanded(old: Check, new: Check) -> str:
    return _("{check}: now “{now}”, before “{before}”").format(
        check=check_title(new.id).lower(), now=band_word(new.band), before=band_word(old.band)
    )
