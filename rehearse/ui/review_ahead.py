"""The review made ready while somebody speaks, one part at a time, so that the stop waits for none of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from rehearse.ui.review import ReviewView
    from rehearse.ui.theme import Theme

#: So long into a take the first part is made, when nobody waits for anything; then one after the other.
BEGIN_MS, BETWEEN_MS = 600, 25


class Parts:
    """What a review is made of.  `finish` makes whatever is not there yet."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self._steps = self._make()

    def _make(self) -> Iterator[None]:
        # Here, since the window that asks for them opens before this code is read.
        from rehearse.ui.playback_bar import PlaybackBar
        from rehearse.ui.review_header import ReviewHeader
        from rehearse.ui.review_hits import HitBar
        from rehearse.ui.review_page import ReviewPage
        from rehearse.ui.review_parts import MarkCard, StatePage

        theme = self._theme
        self.header = ReviewHeader(theme)
        self.hits = HitBar(theme)
        yield
        self.page = ReviewPage(theme)
        yield
        self.bar = PlaybackBar(theme)
        yield
        self.state = StatePage(theme)
        self.card = MarkCard(theme)

    def make_next(self) -> bool:
        """Make one more; false once all are there."""
        return next(self._steps, self) is not self

    def finish(self) -> Parts:
        while self.make_next():
            pass
        return self


class ReviewAhead(QObject):
    """Makes the parts, then the view of them (`make`), then its rows; each in a turn of its own."""

    def __init__(self, theme: Callable[[], Theme], make: Callable[[], ReviewView], parent: QWidget) -> None:
        super().__init__(parent)
        self._theme, self._make = theme, make
        self._parts: Parts | None = None
        self._steps: Iterator[None] | None = None

    def start(self) -> None:
        """Begin in a while; does nothing when it was begun."""
        if self._steps is None:
            self._steps = self._all()
            QTimer.singleShot(BEGIN_MS, self, self._go_on)

    def take_parts(self) -> Parts | None:
        """The parts that were made so far, for the view: asked for once."""
        parts, self._parts = self._parts, None
        return parts

    def _all(self) -> Iterator[None]:
        self._parts = parts = Parts(self._theme())
        while parts.make_next():
            yield
        view = self._make()
        yield
        view.ensurePolished()
        while view.checks.prepare():
            yield
        # Drawn once unseen: styles and letters are then known when the first verdict is waited for.
        for part in (view.header, view.bar, view.page):
            part.grab()
            yield

    def _go_on(self) -> None:
        for _made in self._steps or ():
            QTimer.singleShot(BETWEEN_MS, self, self._go_on)
            break
