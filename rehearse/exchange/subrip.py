"""SubRip subtitles (.srt): numbered cues and nothing else, since the format knows no comments."""

from __future__ import annotations

from collections.abc import Iterator

from rehearse.exchange.cues import clock_ms, cues_of
from rehearse.exchange.outgoing import Outgoing

#: The format has no way to escape what players obey: tags in < >, orders in { }, arrows of a time line.
_HARMLESS = str.maketrans({"<": "‹", ">": "›", "{": "(", "}": ")"})


def subrip(take: Outgoing) -> Iterator[str]:
    """The file in pieces; empty where nothing was said."""
    for number, cue in enumerate(cues_of(take), start=1):
        lines = "\n".join(cue.lines).translate(_HARMLESS)
        yield f"{number}\n{clock_ms(cue.start_ms, ',')} --> {clock_ms(cue.end_ms, ',')}\n{lines}\n\n"
