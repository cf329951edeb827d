"""A label track of Audacity: a line for every remark and every stretch that was said.

Audacity's manual, "Importing and Exporting Labels": start and end in seconds and the text, with tabs between.
"""

from __future__ import annotations

from collections.abc import Iterator

from rehearse.exchange.cues import cues_of
from rehearse.exchange.outgoing import Outgoing
from rehearse.exchange.remarks import remark_title, remarks_of


def label_track(take: Outgoing) -> Iterator[str]:
    """The file in pieces, in the order of time; remarks on the whole take stand over all of it."""
    duration_s = take.scored.duration_s or 0.0
    labels = [
        ((0.0, duration_s) if one.span is None else one.span, f"{remark_title(one.kind)}: {one.text}")
        for one in remarks_of(take)
    ]
    labels += (((cue.start_ms / 1000, cue.end_ms / 1000), " ".join(cue.lines)) for cue in cues_of(take))
    for (start_s, end_s), text in sorted(labels, key=lambda one: one[0]):
        yield f"{start_s:.6f}\t{max(start_s, end_s):.6f}\t{text}\n"
