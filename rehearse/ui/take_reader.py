"""Reading takes for their page: what is seen at once first, all of them a moment later."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from rehearse.errors import Cancelled
from rehearse.library.filters import TakeFilter
from rehearse.library.takes import TakeSummary
from rehearse.ui.take_changes import LANE
from rehearse.ui.take_filters import Facets
from rehearse.ui.take_search import Order

if TYPE_CHECKING:
    from rehearse.studio import Studio
    from rehearse.ui.tasks import JobHandle, Tasks

#: So many takes are read first: more than a screen shows, in a tenth of the time ten thousand take.
FIRST_ROWS = 100


class TakeReader(QObject):
    """Only what was asked for last is told.

    Signals: `came` (list of summaries, what was asked for, whether they are all), `facets_came`
    (`Facets`), `failed` (an error).
    """

    # Not Signal(list): that makes a list of Qt's own of it and back, a second's fortieth for fifty thousand.
    came = Signal(object, object, bool)
    facets_came = Signal(object)
    failed = Signal(object)

    def __init__(self, studio: Studio, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._studio, self._tasks = studio, tasks
        self._number = 0
        self._job: JobHandle | None = None
        #: What is being read.
        self._asked: tuple[TakeFilter, Order] | None = None

    @property
    def reading(self) -> bool:
        """Whether what was asked for last has not been told yet."""
        return self._asked is not None

    def read(self, wanted: TakeFilter, order: Order, *, few_first: bool) -> None:
        """Read takes, after the changes asked for before.

        With `few_first` those of the first rows are told before the others are read.
        """
        limit = FIRST_ROWS if few_first else None
        number = self._begin(wanted, order)

        def read(_handle: JobHandle) -> list[TakeSummary]:
            return self._find(wanted, order, limit)

        def done(takes: list[TakeSummary]) -> None:
            if number == self._number:
                whole = limit is None or len(takes) < limit
                self._asked = None
                if not whole:
                    self._read_rest(wanted, order)
                self.came.emit(takes, wanted, whole)

        self._job = self._tasks.run(
            read, done=done, failed=self._failed_at(number), name="takes", owner=self, lane=LANE
        )

    def _read_rest(self, wanted: TakeFilter, order: Order) -> None:
        # Not in the lane: the next letter that is typed must not wait for what nobody will look at.
        number = self._begin(wanted, order)

        def done(takes: list[TakeSummary]) -> None:
            if number == self._number:
                self._asked = None
                self.came.emit(takes, wanted, True)

        self._tasks.run(
            lambda _handle: self._find(wanted, order, None),
            done=done,
            failed=self._failed_at(number),
            name="all takes",
            owner=self,
        )

    def changing(self) -> None:
        """A change was asked for: what is being read may be as it was before, and is read once more after."""
        if self._asked is not None:
            self.read(*self._asked, few_first=False)

    def _begin(self, wanted: TakeFilter, order: Order) -> int:
        self._number += 1
        self._asked = (wanted, order)
        if self._job is not None:
            self._job.cancel()  # where it still waits for its turn, nobody wants it any more
        return self._number

    def _find(self, wanted: TakeFilter, order: Order, limit: int | None) -> list[TakeSummary]:
        library = self._studio.library
        return library.find(wanted, sort=order.key, descending=order.descending, limit=limit)

    def _failed_at(self, number: int) -> Callable[[object], None]:
        def failed(error: object) -> None:
            if number == self._number and not isinstance(error, Cancelled):
                self._asked = None
                self.failed.emit(error)

        return failed

    def read_facets(self) -> None:
        """Read what takes can be narrowed down by."""

        def read(_handle: JobHandle) -> Facets:
            library = self._studio.library
            return Facets(
                library.speakers(), library.tags(), library.scripts_used(), library.drill_runs.drills_done()
            )

        self._tasks.run(
            read,
            done=self.facets_came.emit,
            failed=lambda _error: None,  # the list itself tells what is wrong
            name="facets",
            owner=self,
            lane=LANE,
        )
