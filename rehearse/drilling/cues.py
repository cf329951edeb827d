"""The short sounds after a take in a drill: the line went dead, passed, missed."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from rehearse.audio.lead_in import LeadIn, LeadInPlayer
    from rehearse.errors import RehearseError

#: Sounds of `assets/sounds`.
Cue = Literal["line-dead", "passed", "missed"]


class Cues:
    """Plays one after the other.  For one thread, which calls `turn` every now and then.

    `play` makes a player of what is to be heard; it is not started.
    `problem` says why the last one cannot be heard.
    """

    def __init__(self, play: Callable[[LeadIn], LeadInPlayer]) -> None:
        self._play = play
        self._wanted: deque[Cue] = deque()
        self._playing: LeadInPlayer | None = None
        self.problem: RehearseError | None = None

    def want(self, cue: Cue) -> None:
        self._wanted.append(cue)
        self.turn()

    def turn(self) -> None:
        """Go on to the next sound where the last one was heard."""
        from rehearse.audio.lead_in import LeadIn

        playing = self._playing
        if playing is not None:
            self.problem = playing.problem
            if playing.is_running:
                return
            self._playing = None
        if self._wanted:
            # A sound that stands alone is played as a greeting without a beep behind it.
            self._playing = self._play(LeadIn(greeting=self._wanted.popleft()))
            self._playing.start()

    def hush(self, timeout_s: float = 0.5) -> bool:
        """Fall silent and let the loudspeaker go; whether it was let go in time."""
        self._wanted.clear()
        playing = self._playing
        if playing is None:
            return True
        playing.cancel()
        playing.join(timeout_s)
        if playing.is_running:
            return False
        self._playing = None
        return True

    def listen_to_the_end(self, timeout_s: float) -> None:
        """Let what is wanted be heard before everything is let go."""
        until_s = time.monotonic() + timeout_s
        while (self._playing is not None or self._wanted) and time.monotonic() < until_s:
            self.turn()
            if self._playing is not None:
                self._playing.join(max(0.0, until_s - time.monotonic()))
        self.hush()
