"""Lines with what was searched for, of rows so far down that nobody looked for them at first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from rehearse.library.takes import Hit, TakeSummary
from rehearse.ui.take_list import TakeList

if TYPE_CHECKING:
    from rehearse.studio import Studio
    from rehearse.ui.tasks import Tasks


class FarHits(QObject):
    """Fetches the lines of the rows in sight, one fetch at a time, while words are searched for."""

    def __init__(self, studio: Studio, tasks: Tasks, shown: TakeList, text: Callable[[], str]) -> None:
        super().__init__(shown)
        self._studio, self._tasks = studio, tasks
        self._list, self._text = shown, text
        self._fetching = False
        #: Asked for already: some have none (found by a sign alone, or deleted meanwhile).
        self._asked: set[str] = set()
        self._asked_for = ""
        shown.verticalScrollBar().valueChanged.connect(lambda _value: self.fetch())

    def fetch(self) -> None:
        """Fetch what is in sight and has no line yet."""
        text = self._text()
        if self._fetching or not text or not self._list.takes.searching:
            return
        if text != self._asked_for:
            self._asked, self._asked_for = set(), text
        ids = [take.id for take in self._list.in_sight() if take.hit is None and take.id not in self._asked]
        if not ids:
            return
        self._asked.update(ids)
        self._fetching = True
        self._tasks.run(
            lambda _handle: self._studio.library.hit_lines(ids, text),
            done=lambda hits: self._fetched(text, hits),
            failed=lambda _error: self._fetched(text, {}),
            name="hit lines",
            owner=self,
        )

    def _fetched(self, text: str, hits: dict[str, Hit]) -> None:
        self._fetching = False
        if text == self._text() and hits:

            def with_hit(take: TakeSummary) -> TakeSummary:
                return replace(take, hit=hits[take.id])

            self._list.takes.change(hits.keys(), with_hit)
        self.fetch()
