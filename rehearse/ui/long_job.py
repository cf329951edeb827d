"""A banner with how far a job is and a way to stop it, for one that takes its time."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from shiboken6 import isValid

from rehearse.i18n import _

if TYPE_CHECKING:
    from rehearse.progress import Progress
    from rehearse.ui.banners import Banner
    from rehearse.ui.tasks import JobHandle
    from rehearse.ui.window import MainWindow

#: What takes no longer is not told while it goes on.
TELL_AFTER_S = 0.7


class LongJob:
    """Give `show` to the job as its progress, the job's handle to `handle`, and call `over` at its end."""

    def __init__(self, window: MainWindow, words: Callable[[Progress], str]) -> None:
        """`words` tells how far it is; "" for nothing worth telling."""
        self._window, self._words, self._stopped = window, words, False
        self._began_s = time.monotonic()
        self._banner: Banner | None = None
        self.handle: JobHandle | None = None

    def show(self, far: Progress) -> None:
        """The job is so far."""
        text = self._words(far)
        if self._stopped or not text or time.monotonic() - self._began_s < TELL_AFTER_S:
            return
        if self._banner is None:
            self._banner = self._window.banners.tell(text, action=_("Stop"), act=self._stop)
        elif isValid(self._banner):  # else somebody has put it away
            self._banner.text_label.setText(text)

    def _stop(self) -> None:
        """The banner has put itself away."""
        self._stopped, self._banner = True, None
        if self.handle is not None:
            self.handle.cancel()

    def over(self) -> None:
        """The job has ended, one way or another."""
        if self._banner is not None and isValid(self._banner):
            self._banner.put_away()
        self._banner = None


def percent(text: str) -> Callable[[Progress], str]:
    """Words with a place for {percent}."""

    def words(far: Progress) -> str:
        fraction = far.fraction
        return "" if fraction is None else text.format(percent=f"{100 * fraction:.0f} %")

    return words
