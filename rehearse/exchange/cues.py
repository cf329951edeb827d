"""What was said, cut into cues of subtitles: broken where the speaker pauses, lines that can be read.

Sizes are those of the common guides for subtitles (Netflix Timed Text Style Guide, English: 42 characters
a line, two lines, 5/6 to 7 seconds, 20 characters a second).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rehearse.exchange.outgoing import Outgoing
from rehearse.exchange.remarks import one_line
from rehearse.exchange.terminal import cells
from rehearse.speech.transcript import Span

LINE_CELLS = 42
MAX_LINES = 2
MAX_CUE_S = 7.0
MIN_CUE_S = 5 / 6
CELLS_PER_S = 20.0

#: No cue stays over a longer silence.
_SILENCE_S = 1.5

# What breaks cost, in cues: a cue more is worth a break inside a number, not a somewhat better one.
_CUE_COST = 1.0
_SHORT_COST = 0.8
_PAUSE_GAIN = 1.6
_KEPT_COST = 3.0
#: Cues below this look like crumbs.
_FULL_CELLS = 24


@dataclass(frozen=True, slots=True)
class Cue:
    """`lines` are shown from `start_ms` to `end_ms`, which come after it; never at once with another cue.

    `first_word` ≤ i < `last_word` are its words.
    """

    start_ms: int
    end_ms: int
    lines: tuple[str, ...]
    first_word: int
    last_word: int


@dataclass(frozen=True, slots=True)
class _Said:
    index: int
    text: str
    cells: int
    span: Span


def cues_of(take: Outgoing) -> tuple[Cue, ...]:
    """The words with times, none left out, in order."""
    said = [
        _Said(index, text, cells(text), word.span)
        for index, word in enumerate(take.scored.analysis.words)
        if word.span is not None and (text := one_line(word.text))
    ]
    together = _together(take, said)
    pieces: list[list[_Said]] = []
    for stretch in _stretches(said):
        pieces += _cut(stretch, together)
    return _timed(pieces, take.scored.duration_s)


def _stretches(said: Sequence[_Said]) -> list[list[_Said]]:
    """Cut at long silences, so that the search for the best breaks is short."""
    found: list[list[_Said]] = []
    for word in said:
        if found and word.span.start_s - found[-1][-1].span.end_s < _SILENCE_S:
            found[-1].append(word)
        else:
            found.append([word])
    return found


def _together(take: Outgoing, said: Sequence[_Said]) -> set[int]:
    """Indices of words before which a cue should not begin: the inside of numbers."""
    inside = {
        index
        for number in take.scored.analysis.phone.numbers
        for index in range(number.first_word + 1, number.last_word)
    }
    return inside & {word.index for word in said}


def _cut(words: list[_Said], together: set[int]) -> list[list[_Said]]:
    """The cheapest cut of a stretch (dynamic programming over where a cue ends)."""
    n = len(words)
    best = [0.0] * (n + 1)
    came_from = [0] * (n + 1)
    for last in range(1, n + 1):
        best[last] = float("inf")
        width = -1
        for first in range(last - 1, -1, -1):
            width += words[first].cells + 1
            long = words[last - 1].span.end_s - words[first].span.start_s > MAX_CUE_S
            if last - first > 1 and (long or not _fits(words[first:last], width)):
                break
            cost = best[first] + _cost(words, first, last, width, together)
            if cost < best[last]:
                best[last], came_from[last] = cost, first
    pieces: list[list[_Said]] = []
    end = n
    while end > 0:
        pieces.append(words[came_from[end] : end])
        end = came_from[end]
    return pieces[::-1]


def _cost(words: list[_Said], first: int, last: int, width: int, together: set[int]) -> float:
    cost = _CUE_COST + _SHORT_COST * max(0, _FULL_CELLS - width) / _FULL_CELLS
    if last < len(words):
        pause_s = words[last].span.start_s - words[last - 1].span.end_s
        cost -= _PAUSE_GAIN * min(1.0, max(0.0, pause_s))
        if words[last].index in together:
            cost += _KEPT_COST
    return cost


def _fits(words: Sequence[_Said], width: int) -> bool:
    return width <= LINE_CELLS or (width <= MAX_LINES * LINE_CELLS + 1 and len(_lines(words)) <= MAX_LINES)


def _lines(words: Sequence[_Said]) -> tuple[str, ...]:
    """One line where it fits, else two of about the same width; a word that is too long has its own."""
    total = sum(word.cells + 1 for word in words) - 1
    if total <= LINE_CELLS or len(words) == 1:
        return (" ".join(word.text for word in words),)
    before, best = 0, (float("inf"), 0)
    for place in range(1, len(words)):
        before += words[place - 1].cells + (place > 1)
        after = total - before - 1
        best = min(best, (max(before, after), place))
    widest, place = best
    if widest > LINE_CELLS and len(words) > 2:
        return ("", "", "")  # does not fit
    return " ".join(word.text for word in words[:place]), " ".join(word.text for word in words[place:])


def _timed(pieces: Sequence[Sequence[_Said]], duration_s: float | None) -> tuple[Cue, ...]:
    """Shown from the first word on, as long as reading takes, but never into the next one."""
    starts: list[int] = []
    for piece in pieces:
        start_ms = round(max(0.0, piece[0].span.start_s) * 1000)
        starts.append(max(start_ms, starts[-1] + 1) if starts else start_ms)
    found: list[Cue] = []
    whole_ms = None if duration_s is None else round(duration_s * 1000)
    for at, piece in enumerate(pieces):
        lines = _lines(piece)
        read_ms = round(1000 * max(MIN_CUE_S, sum(map(cells, lines)) / CELLS_PER_S))
        said_ms = round(piece[-1].span.end_s * 1000)
        end_ms = max(said_ms, starts[at] + read_ms)
        if whole_ms is not None:  # the sound's end is the last a player shows
            end_ms = min(end_ms, max(whole_ms, said_ms))
        if at + 1 < len(pieces):
            end_ms = min(end_ms, starts[at + 1])
        end_ms = max(end_ms, starts[at] + 1)
        found.append(Cue(starts[at], end_ms, lines, piece[0].index, piece[-1].index + 1))
    return tuple(found)


def clock_ms(ms: int, point: str) -> str:
    """Milliseconds as hh:mm:ss.mmm with `point` before the last three."""
    seconds, rest = divmod(ms, 1000)
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}{point}{rest:03d}"
