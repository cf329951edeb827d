"""WebVTT subtitles: cues with what is remarked on them as comments (W3C, WebVTT)."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from rehearse.exchange.cues import clock_ms, cues_of
from rehearse.exchange.outgoing import Outgoing
from rehearse.exchange.remarks import Remark, one_line, remark_title, remarks_of


def webvtt(take: Outgoing) -> Iterator[str]:
    """The file in pieces.  A remark stands before the cue in which it begins."""
    yield "WEBVTT\n\n"
    yield _comment(" · ".join(part for part in (take.heading, take.subtitle) if part))
    remarks = list(reversed(remarks_of(take)))
    for number, cue in enumerate(cues_of(take), start=1):
        while remarks and (remarks[-1].span is None or 1000 * remarks[-1].span.start_s < cue.end_ms):
            yield _remark(remarks.pop())
        lines = "\n".join(escape(line, quote=False) for line in cue.lines)
        yield f"{number}\n{clock_ms(cue.start_ms, '.')} --> {clock_ms(cue.end_ms, '.')}\n{lines}\n\n"
    while remarks:
        yield _remark(remarks.pop())


def _remark(remark: Remark) -> str:
    when = ""
    if remark.span is not None:
        start, end = (clock_ms(round(max(0.0, at) * 1000), ".") for at in remark.span)
        when = f" ({start}–{end})"
    return _comment(f"{remark_title(remark.kind)}{when}: {remark.text}")


def _comment(text: str) -> str:
    # An arrow would make the comment a cue.
    return f"NOTE {one_line(text).replace('-->', '→')}\n\n"
