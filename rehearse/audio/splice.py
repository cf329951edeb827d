"""Going over to another speed or sound in the middle of a word, without a gap and without a click.

Blocks wait up to a second in front of the loudspeaker.  All but the next few are taken back, and the
sound is made anew from exactly that place.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from rehearse.audio.feed import Block, Feed
    from rehearse.audio.output import Source

#: Blocks left in place while the new sound is made: 80 ms, of which a WAV needs some 10.
LEFT_BLOCKS = 4


def splice(source: Source, feed: Feed, anew: Callable[[float], Feed]) -> Feed:
    """Let `source` go on as the feed that `anew` makes from a place in the file; that feed.

    `feed` made the blocks that wait now, and is used up afterwards.  Where nothing is left to be
    heard in another way it stays.
    """
    n_taken, waiting = source.n_taken, source.blocks.copy()
    seam = waiting[LEFT_BLOCKS] if len(waiting) > LEFT_BLOCKS else feed.next_block()
    if seam is None or (source.end_s is not None and seam.place_s >= source.end_s):
        if source.again_from_s is not None:
            return anew(source.again_from_s)
        feed.manner = anew(feed.next_s).manner
        return feed
    fresh = anew(seam.place_s)
    first = fresh.next_block()
    if len(waiting) > LEFT_BLOCKS and source.n_taken - n_taken > LEFT_BLOCKS:
        # A file that is slow to seek in: the seam was heard meanwhile.  The end of what waits is later.
        waiting = source.blocks.copy()
        seam = waiting[-1] if waiting else None
        fresh = anew(seam.place_s if seam is not None else feed.next_s)
        first = fresh.next_block()
    source.end_s = None
    if len(waiting) > LEFT_BLOCKS and not _take_back(source, seam):
        seam = None
    if first is not None:
        source.blocks.append(_crossfaded(seam, first, fresh.fade_frames))
    return fresh


def _take_back(source: Source, seam: Block | None) -> bool:
    """Take back `seam` and what comes after it; false when the loudspeaker was faster."""
    while source.blocks:
        try:
            if source.blocks.pop() is seam:
                return True
        except IndexError:  # taken from the other side between two lines of ours
            break
    return False


def _crossfaded(old: Block | None, new: Block, n_frames: int) -> Block:
    """`new`, which fades in, with the beginning of `old` fading out under it."""
    if old is None:
        return new
    sound = new.sound.copy()
    fall = np.linspace(1, 0, n_frames, dtype=np.float32)[:, None]
    sound[:n_frames] += old.sound[:n_frames] * fall
    return new._replace(sound=sound)
