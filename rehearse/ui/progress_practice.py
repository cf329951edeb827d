"""The tab of practice: what the takes measured, as tiles, a chart, a table, and in words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from rehearse.i18n import _, ngettext
from rehearse.ui import icons
from rehearse.ui.banners import announce
from rehearse.ui.controls import Choice, Segments, button, card, label
from rehearse.ui.flow_layout import FlowLayout
from rehearse.ui.progress_measures import about, title, told, value_of, value_words, zone_of
from rehearse.ui.progress_table import PointsTable
from rehearse.ui.progress_tabs import MeasureTabs
from rehearse.ui.progress_tiles import Tiles, tell_tiles
from rehearse.ui.progress_words import point_words, script_of

if TYPE_CHECKING:
    import numpy as np
    from PySide6.QtGui import QResizeEvent

    from rehearse.library.progress import Point
    from rehearse.ui.progress_chart import ChartRow, ProgressChart
    from rehearse.ui.progress_columns import Columns, Reading
    from rehearse.ui.theme import Theme

#: Scripts below each other in the chart, those with the most takes.
_MOST_SCRIPTS = 8

#: Narrower than this, what a dot says takes two lines.
_ONE_LINE_PX = 820

#: What stands for all of them in the choices.
_ALL = "*"


class PracticeTab(QWidget):
    """Signals: `open_take` (id), `picture_wanted`, `table_wanted`."""

    open_take = Signal(str)
    picture_wanted = Signal()
    table_wanted = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("progress_practice")
        self._theme = theme
        self._reading: Reading | None = None
        self._now = datetime.now().astimezone()
        #: Rows of the reading: of whom and of what was chosen, and those of them that the charts show.
        self._chosen: np.ndarray | None = None
        self._charted: np.ndarray | None = None
        self._table_old = True
        self.points: Sequence[Point] = ()
        self.chart: ProgressChart | None = None
        self._build()

    # ---- building ------------------------------------------------------------------------------

    def _build(self) -> None:
        theme = self._theme
        self.script_choice = self._choice("progress_script", _("Which script"))
        self.speaker_choice = self._choice("progress_speaker", _("Who speaks"))
        self.since_choice = self._choice("progress_since", _("Since when"))
        for key, text in (
            ("", _("All the time")),
            ("30", _("The last 30 days")),
            ("90", _("The last 3 months")),
            ("365", _("The last year")),
        ):
            self.since_choice.addItem(text, key)
        for choice in (self.script_choice, self.speaker_choice, self.since_choice):
            choice.activated.connect(lambda _at: self._show())
        self.filters = QWidget()
        flow = FlowLayout(self.filters, gap_px=(10, 8))
        flow.setContentsMargins(0, 0, 0, 0)
        for choice in (self.script_choice, self.speaker_choice, self.since_choice):
            flow.addWidget(choice)
        self.tiles = Tiles(theme)
        self.tiles.open_best.connect(self._open_best)
        self.tabs = MeasureTabs(theme)
        self.tabs.chosen.connect(lambda _key: self._show_chart())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.space(4))
        column.addWidget(self.filters)
        column.addWidget(self.tiles)
        column.addWidget(self.tabs)
        column.addWidget(self._card())

    def _choice(self, name: str, accessible: str) -> Choice:
        choice = Choice(self._theme, name, accessible)
        choice.setMinimumWidth(190)
        choice.setMaximumWidth(300)
        return choice

    def _card(self) -> QWidget:
        theme = self._theme
        frame, column = card(theme.space(5), theme.space(2))
        self.head = label("", theme.font("strong"), "chart_head")
        self.told = label("", theme.font("body"), "chart_told", tone="muted")
        self.views = Segments(
            theme,
            "chart_view",
            _("Shown as"),
            (("time", _("Over time")), ("scripts", _("By script")), ("table", _("Table"))),
        )
        self.views.set_value("time")
        self.views.chosen.connect(lambda _key: self._show_chart())
        self.table = PointsTable(theme)
        self.table.setMinimumHeight(300)
        self.table.take_opened.connect(self.open_take)
        self.nothing = label("", theme.font("body"), "chart_nothing", tone="muted")
        self._chart_place = QWidget()
        self._chart_box = QVBoxLayout(self._chart_place)
        self._chart_box.setContentsMargins(0, 0, 0, 0)
        self.stack = QStackedWidget()
        for part in (self._chart_place, self.table, self.nothing):
            self.stack.addWidget(part)
        self.pointed = label("", theme.font("caption"), "chart_pointed")
        self.legend = label("", theme.font("caption"), "chart_legend", tone="muted")
        self.picture_button = button(
            _("Picture…"), "save_picture", "quiet", accessible=_("Save the chart as a picture")
        )
        self.table_button = button(
            _("Table…"), "save_table", "quiet", accessible=_("Save the figures as a table")
        )
        for part in (self.picture_button, self.table_button):
            part.setIconSize(QSize(18, 18))
            part.setFont(theme.font("caption"))
        self.picture_button.clicked.connect(self.picture_wanted)
        self.table_button.clicked.connect(self.table_wanted)
        named = QVBoxLayout()
        named.setSpacing(4)
        named.addWidget(self.head)
        named.addWidget(self.told)
        named.addStretch(1)
        self._top = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._top.setSpacing(theme.space(3))
        self._top.addLayout(named, 1)
        self._top.addWidget(self.views, 0, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        below = QVBoxLayout()
        below.setSpacing(2)
        below.addWidget(self.pointed)
        below.addWidget(self.legend)
        foot = QHBoxLayout()
        foot.setSpacing(theme.space(2))
        foot.addLayout(below, 1)
        foot.addWidget(self.picture_button)
        foot.addWidget(self.table_button)
        column.addLayout(self._top)
        column.addWidget(self.stack)
        column.addLayout(foot)
        return frame

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wanted = self.views.sizeHint().width() + 360
        down, right = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self._top.setDirection(down if self.width() < wanted else right)
        # Room for what a dot says: the page must not jump while the pointer goes over the chart.
        line = self.pointed.fontMetrics().lineSpacing()
        self.pointed.setMinimumHeight((1 if self.width() >= _ONE_LINE_PX else 2) * line)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        for choice in (self.script_choice, self.speaker_choice, self.since_choice):
            choice.set_theme(theme)
        self.tabs.set_theme(theme)
        self.table.set_theme(theme)
        for part in (self.picture_button, self.table_button):
            part.setIcon(icons.icon("export", theme, 18, "accent"))
        if self.chart is not None:
            self.chart.set_theme(theme)

    # ---- content -------------------------------------------------------------------------------

    def adopt_chart(self, chart: ProgressChart) -> None:
        """The chart, once pyqtgraph has been imported."""
        self.chart = chart
        chart.opened.connect(self.open_take)
        chart.pointed.connect(self._tell_pointed)
        self._chart_box.addWidget(chart)

    def show_reading(self, reading: Reading) -> None:
        self._reading = reading
        self._now = datetime.now().astimezone()
        _fill(self.script_choice, [(_ALL, _("All scripts")), *reading.scripts])
        speakers = reading.speakers
        _fill(self.speaker_choice, [(_ALL, _("Everybody")), *((name, name) for name in speakers)])
        self.speaker_choice.setVisible(len(speakers) > 1)
        self._show()

    def _show(self) -> None:
        if self._reading is None:
            return
        columns, profile = self._reading.columns, self._reading.profile
        script, speaker = self.script_choice.currentData(), self.speaker_choice.currentData()
        days = self.since_choice.currentData()
        self._chosen = columns.of(
            script_root=None if script == _ALL else script, speaker=None if speaker == _ALL else speaker
        )
        tell_tiles(self.tiles, columns, self._chosen, self._now)
        since = self._today() - timedelta(days=int(days)) if days else None
        self._charted = columns.charted(self._chosen, since)
        self.points = columns.picked(self._charted)
        for key, tab in self.tabs.tabs.items():
            measured = columns.measured(key, self._charted)
            tab.show_values(columns.values[key][measured], zone_of(key, profile))
        self._table_old = True
        self._show_chart()

    def _today(self) -> date:
        return self._now.date()

    def _show_chart(self) -> None:
        """What was chosen of the chart: figure, over time, by script, or as a table."""
        if self._reading is None or self._charted is None:
            return
        key, view, columns = self.tabs.key, self.views.value, self._reading.columns
        zone = zone_of(key, self._reading.profile)
        self.head.setText(f"{title(key)}  ·  {about(key)}")
        measured = columns.measured(key, self._charted)
        words = told(key, columns.values[key][measured], zone)
        self.told.setText(words)
        is_drawn = view != "table" and len(measured) > 0
        self.pointed.setVisible(is_drawn)
        self.legend.setVisible(is_drawn)
        self.picture_button.setEnabled(is_drawn)
        self.table_button.setEnabled(bool(self.points))
        if view == "table":
            if self._table_old:  # nobody waits for a table that is not in sight
                self._table_old = False
                self.table.show_points(self.points, self._now)
            self._bring(self.table)
        elif not is_drawn:
            self.nothing.setText(words if not self.points else _("Choose another figure above."))
            self._bring(self.nothing)
        elif self.chart is not None:
            by_script = view == "scripts"
            groups = columns.by_script(measured, _MOST_SCRIPTS) if by_script else [measured]
            rows = [self._row(columns, group, by_script=by_script) for group in groups]
            self.chart.show_rows(key, rows, zone, by_script=by_script, now=self._now)
            self.legend.setText(self._legend(by_script))
            self.chart.setAccessibleName(
                _("{figure} by script").format(figure=title(key))
                if by_script
                else _("{figure} over time").format(figure=title(key))
            )
            self.pointed.setText(
                _("Point at a dot, or use the arrow keys. A click or Return opens its take.")
            )
            self.chart.setAccessibleDescription(words)
            self._bring(self._chart_place)
        announce(self, words)

    def _legend(self, by_script: bool) -> str:
        assert self.chart is not None
        parts = [_("● ready"), _("○ not ready")]
        if by_script:
            parts.append(_("❙ middle of its takes"))
        else:
            parts.append(_("— middle of {n} takes").format(n=self.chart.n_middle))
        if self.chart.step > 1:
            parts.append(
                ngettext("one dot in {n} take", "one dot in {n} takes", self.chart.step).format(
                    n=self.chart.step
                )
            )
        return "   ".join(parts)

    def _bring(self, part: QWidget) -> None:
        """Only the part in sight has a say in how high the card is."""
        self.stack.setCurrentWidget(part)
        part.updateGeometry()
        heights = {
            self._chart_place: self.chart.minimumHeight() if self.chart is not None else 270,
            self.table: 320,
        }
        self.stack.setFixedHeight(heights.get(part, 60))

    def _row(self, columns: Columns, rows: np.ndarray, *, by_script: bool) -> ChartRow:
        from rehearse.ui.progress_chart import ChartRow

        points = columns.picked(rows)
        name = (script_of(points[-1]) or _("Without a script")) if by_script else ""
        return ChartRow(name, points, columns.values[self.tabs.key][rows])

    # ---- what is pointed at --------------------------------------------------------------------

    def _tell_pointed(self, at: int) -> None:
        if self.chart is None or not 0 <= at < len(self.chart.dots):
            return
        point, key = self.chart.dots[at], self.tabs.key
        words = (
            f"{value_words(key, value_of(key, point))}  ·  {point_words(point, script_of(point), self._now)}"
        )
        self.pointed.setText(words)
        place = ngettext("take {at} of {n}", "take {at} of {n}", len(self.chart.dots)).format(
            at=at + 1, n=len(self.chart.dots)
        )
        self.chart.setAccessibleDescription(f"{words}, {place}")
        if self.chart.hasFocus():
            announce(self.chart, words)

    def _open_best(self) -> None:
        if self._reading is None or self._chosen is None:
            return
        best = self._reading.columns.best(self._chosen)
        if best is not None:
            self.open_take.emit(best.take_id)


def _fill(choice: Choice, entries: Sequence[tuple[str, str]]) -> None:
    """Other entries; what was chosen stays where it is still there."""
    before = choice.currentData()
    choice.clear()
    for key, text in entries:
        choice.addItem(text, key)
    choice.setCurrentIndex(max(0, choice.findData(before)))
