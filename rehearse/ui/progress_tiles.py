"""What practice amounts to, at a glance: days in a row, minutes, this week against last, the best take."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from rehearse.i18n import _
from rehearse.library.progress import best_rule, longest_streak_days, streak_days, weeks_until
from rehearse.ui.check_words import friendly_date
from rehearse.ui.controls import button, label
from rehearse.ui.progress_measures import value_of, value_words
from rehearse.ui.progress_words import figures_words, minutes_words, streak_words

if TYPE_CHECKING:
    from datetime import datetime

    import numpy as np

    from rehearse.ui.progress_columns import Columns
    from rehearse.ui.theme import Theme

#: Narrower than this the four stand two by two.
_FOUR_PX = 720


class Tile(QFrame):
    """A large figure and a line below it."""

    def __init__(self, theme: Theme, name: str, head: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setProperty("kind", "card")
        self.head = label(head, theme.font("caption"), f"{name}_head", tone="muted")
        self.figure = label("", theme.font("title", figures=True), f"{name}_figure")
        self.words = label("", theme.font("caption"), f"{name}_words", tone="muted")
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(18, 14, 18, 14)
        self.column.setSpacing(2)
        self.top = QHBoxLayout()
        self.top.addWidget(self.figure, 1)
        self.column.addWidget(self.head)
        self.column.addLayout(self.top)
        self.column.addWidget(self.words)
        self.column.addStretch(1)

    def tell(self, figure: str, words: str) -> None:
        self.figure.setText(figure)
        self.words.setText(words)
        self.setAccessibleName(f"{self.head.text()}: {figure} {words}".strip())


class Tiles(QWidget):
    """Signal `open_best`: the best take is wanted."""

    open_best = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("progress_tiles")
        self.streak = Tile(theme, "tile_streak", _("Streak"))
        self.minutes = Tile(theme, "tile_minutes", _("Practised this week"))
        self.week = Tile(theme, "tile_week", _("Ready this week"))
        self.best = Tile(theme, "tile_best", _("Best take"))
        self.best_button = button(_("Open it"), "open_best", "quiet", accessible=_("Open the best take"))
        self.best_button.setFont(theme.font("caption"))
        self.best_button.clicked.connect(self.open_best)
        self.best_button.setProperty("compact", True)
        self.best_button.setMinimumHeight(28)
        self.best.top.addWidget(self.best_button, 0, Qt.AlignmentFlag.AlignVCenter)
        self.best_button.hide()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(12)
        self._columns = 0
        self._place(4)

    @property
    def tiles(self) -> tuple[Tile, ...]:
        return self.streak, self.minutes, self.week, self.best

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place(4 if self.width() >= _FOUR_PX else 2)

    def minimumSizeHint(self) -> QSize:
        return QSize(300, super().minimumSizeHint().height())

    def _place(self, n_columns: int) -> None:
        if n_columns == self._columns:
            return
        self._columns = n_columns
        for at, tile in enumerate(self.tiles):
            self._grid.addWidget(tile, at // n_columns, at % n_columns)
        for at in range(4):
            self._grid.setColumnStretch(at, 1 if at < n_columns else 0)


def tell_tiles(tiles: Tiles, columns: Columns, rows: np.ndarray, now: datetime) -> None:
    """Fill the tiles from the takes they are to sum up."""
    today, practised = now.date(), columns.days(rows)
    streak, longest = streak_days(practised, today), longest_streak_days(practised)
    figure, words = streak_words(streak)
    if longest > streak:
        words += "  ·  " + _("longest {n}").format(n=f"{longest:,}")
    tiles.streak.tell(figure, words)
    this, last, last_so_far = (columns.practised(rows, *days) for days in weeks_until(today))
    tiles.minutes.tell(
        minutes_words(this.practice_s),
        _("{time} by this day last week").format(time=minutes_words(last_so_far.practice_s)),
    )
    tiles.week.tell(
        _("{ready} of {n}").format(ready=this.n_ready, n=this.n_scored),
        _("{ready} of {n} last week").format(ready=last.n_ready, n=last.n_scored),
    )
    best = columns.best(rows)
    tiles.best_button.setVisible(best is not None)
    if best is None:
        tiles.best.tell("–", _("No take has been judged yet."))
    else:
        tiles.best.tell(
            value_words("length", value_of("length", best)),
            f"{friendly_date(best.created_at, now)}  ·  {figures_words(best)}",
        )
    tiles.best.setToolTip(best_rule())
