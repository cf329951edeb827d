"""Praat's TextGrid, as text: tiers of words, pitch phrases, reasons, numbers, notes, reactions.

Praat's manual, "TextGrid file formats": the intervals of a tier fill it without gap or overlap, a quotation
mark inside a text is doubled.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from rehearse.exchange.outgoing import Outgoing
from rehearse.exchange.remarks import RemarkKind, one_line, remarks_of

#: Start and end in milliseconds, and what stands there.
_Interval = tuple[int, int, str]

#: So many notes may lie over each other before the rest share a tier, joined.
MAX_LANES = 8

_TIERS: tuple[tuple[str, RemarkKind], ...] = (
    ("findings", "pitch"),
    ("reasons", "reason"),
    ("number", "number"),
    ("notes", "note"),
    ("reactions", "reaction"),
)


def text_grid(take: Outgoing) -> Iterator[str]:
    """The file in pieces.  What overlaps goes into a second tier of the name, and so on."""
    analysis, remarks = take.scored.analysis, remarks_of(take)
    words = [(*word.span, one_line(word.text)) for word in analysis.words if word.span is not None]
    ends = [end for _start, end, _text in words] + [one.span.end_s for one in remarks if one.span]
    whole = max(1, _ms(take.scored.duration_s or 0.0), *map(_ms, ends), 0)
    tiers: list[tuple[str, list[_Interval]]] = [
        ("words", _one_lane(_interval(start, end, text, whole) for start, end, text in words))
    ]
    for name, kind in _TIERS:
        found = [
            (0, whole, one.text)
            if one.span is None
            else _interval(one.span.start_s, one.span.end_s, one.text, whole)
            for one in remarks
            if one.kind == kind
        ]
        for lane, intervals in enumerate(_lanes(found), start=1):
            tiers.append((name if lane == 1 else f"{name} {lane}", intervals))
    yield 'File type = "ooTextFile"\nObject class = "TextGrid"\n\n'
    yield f"xmin = 0\nxmax = {_s(whole)}\ntiers? <exists>\nsize = {len(tiers)}\nitem []:\n"
    for number, (name, intervals) in enumerate(tiers, start=1):
        yield from _tier(number, name, _filled(intervals, whole), whole)


def _ms(seconds: float) -> int:
    return round(1000 * max(0.0, seconds))


def _s(ms: int) -> str:
    return f"{ms / 1000:.3f}".rstrip("0").rstrip(".")


def _interval(start_s: float, end_s: float, text: str, whole: int) -> _Interval:
    """At least a millisecond long, inside the grid."""
    start = min(_ms(start_s), whole - 1)
    return start, min(whole, max(_ms(end_s), start + 1)), text


def _one_lane(intervals: Iterable[_Interval]) -> list[_Interval]:
    """In order; one that begins too early begins later, and shares a text where no time is left for it."""
    found: list[_Interval] = []
    for start, end, text in sorted(intervals, key=lambda one: one[:2]):
        before = found[-1][1] if found else 0
        if end > before:
            found.append((max(start, before), end, text))
        else:
            found[-1] = (*found[-1][:2], f"{found[-1][2]} {text}")
    return found


def _lanes(intervals: Sequence[_Interval]) -> list[list[_Interval]]:
    """As few tiers as hold them without overlap, one at least; what is about the same time is joined."""
    same: dict[tuple[int, int], list[str]] = {}
    for start, end, text in intervals:
        same.setdefault((start, end), []).append(text)
    lanes: list[list[_Interval]] = [[]]
    for (start, end), texts in sorted(same.items()):
        one = (start, end, " / ".join(texts))
        free = next((lane for lane in lanes if not lane or lane[-1][1] <= start), None)
        if free is not None:
            free.append(one)
        elif len(lanes) < MAX_LANES:
            lanes.append([one])
        else:
            last = lanes[-1].pop()
            lanes[-1].append((last[0], max(last[1], end), f"{last[2]} / {one[2]}"))
    return lanes


def _filled(intervals: Sequence[_Interval], whole: int) -> list[_Interval]:
    """With empty intervals in every gap."""
    edges = [(0, 0, ""), *intervals, (whole, whole, "")]
    found: list[_Interval] = []
    for (_start, end, _text), following in pairwise(edges):
        if following[0] > end:
            found.append((end, following[0], ""))
        if following[1] > following[0]:
            found.append(following)
    return found


def _tier(number: int, name: str, intervals: Sequence[_Interval], whole: int) -> Iterator[str]:
    yield f'    item [{number}]:\n        class = "IntervalTier"\n        name = "{name}"\n'
    yield f"        xmin = 0\n        xmax = {_s(whole)}\n        intervals: size = {len(intervals)}\n"
    for place, (start, end, text) in enumerate(intervals, start=1):
        quoted = text.replace('"', '""')
        yield (
            f"        intervals [{place}]:\n            xmin = {_s(start)}\n"
            f'            xmax = {_s(end)}\n            text = "{quoted}"\n'
        )
