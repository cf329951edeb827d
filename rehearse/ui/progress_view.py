"""The page of progress: what practice has changed, and what came of the calls."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QBoxLayout, QFileDialog, QVBoxLayout, QWidget

from rehearse.errors import RehearseError
from rehearse.i18n import _, ngettext
from rehearse.ui.controls import OneOf, Page, Segments, label
from rehearse.ui.progress_export import points_csv, write_file
from rehearse.ui.progress_measures import title
from rehearse.ui.progress_practice import PracticeTab
from rehearse.ui.progress_style import progress_sheet
from rehearse.ui.progress_words import short_day

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from rehearse.studio import Studio
    from rehearse.ui.progress_calls import CallsTab
    from rehearse.ui.progress_columns import Reading
    from rehearse.ui.tasks import Tasks
    from rehearse.ui.theme import Theme

#: Readings of the library come back in the order they were asked for.
_LANE = "progress"

_COLUMN_PX = 1080


class ProgressView(Page):
    """Two tabs: "practice" and "calls".

    Signals: `open_take` (id), `failed` (an error), `told` (a sentence: something was done),
    `undo_offered` (a sentence and what takes it back).
    """

    open_take = Signal(str)
    failed = Signal(object)
    told = Signal(str)
    undo_offered = Signal(str, object)

    def __init__(self, studio: Studio, tasks: Tasks, theme: Theme) -> None:
        super().__init__("progress_view", _("Progress"), column_px=_COLUMN_PX)
        self._studio, self._tasks, self._theme = studio, tasks, theme
        self._fetch = 0
        self._calls: CallsTab | None = None
        self._build()

    def _build(self) -> None:
        theme = self._theme
        self.title = label(_("Progress"), theme.font("display"), "progress_title")
        self.count = label("", theme.font("body"), "progress_count", tone="muted")
        self.tabs = Segments(
            theme,
            "progress_tabs",
            _("Part of the page"),
            (("practice", _("Practice")), ("calls", _("Calls"))),
        )
        self.tabs.set_value("practice")
        self.tabs.chosen.connect(self.show_tab)
        named = QVBoxLayout()
        named.setSpacing(2)
        named.addWidget(self.title)
        named.addWidget(self.count)
        self._head = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._head.setSpacing(theme.space(3))
        self._head.addLayout(named, 1)
        self._head.addWidget(self.tabs, 0, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom)
        self.practice = PracticeTab(theme)
        self.practice.open_take.connect(self.open_take)
        self.practice.picture_wanted.connect(lambda: self._ask_where("png"))
        self.practice.table_wanted.connect(lambda: self._ask_where("csv"))
        self.empty = self._empty()
        self.stack = OneOf()
        self.stack.add(self.empty)
        self.stack.add(self.practice)
        self.column.setContentsMargins(0, 32, 0, 32)
        self.column.setSpacing(theme.space(5))
        self.column.addLayout(self._head)
        self.column.addWidget(self.stack)
        self.column.addStretch(1)

    def _empty(self) -> QWidget:
        theme = self._theme
        empty = QWidget()
        empty.setObjectName("progress_empty")
        self.empty_title = label("", theme.font("title"), "progress_empty_title")
        self.empty_help = label("", theme.font("body"), "progress_empty_help", tone="muted")
        middle = QVBoxLayout(empty)
        middle.setSpacing(8)
        middle.addSpacing(120)
        for words in (self.empty_title, self.empty_help):
            words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            middle.addWidget(words)
        middle.addStretch(1)
        return empty

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wanted = self.title.sizeHint().width() + self.tabs.sizeHint().width() + 160
        down, right = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self._head.setDirection(down if self.width() < wanted else right)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.setStyleSheet(progress_sheet(theme))
        self.practice.set_theme(theme)
        if self._calls is not None:
            self._calls.set_theme(theme)

    # ---- tabs ----------------------------------------------------------------------------------

    @property
    def tab(self) -> str:
        return self.tabs.value

    @property
    def first_control(self) -> QWidget:
        """What has the keyboard when the page comes into sight: the tab that is shown."""
        return self._tab_button(self.tab)

    def _tab_button(self, name: str) -> QWidget:
        part = self.tabs.findChild(QWidget, f"progress_tabs_{name}")
        return part if isinstance(part, QWidget) else self.tabs

    @property
    def calls(self) -> CallsTab:
        """The call log, made when it is first wanted."""
        if self._calls is None:
            from rehearse.ui.progress_calls import CallsTab

            made = self._calls = CallsTab(self._studio, self._tasks, self._theme)
            made.failed.connect(self.failed)
            made.told.connect(self.told)
            made.undo_offered.connect(self.undo_offered)
            made.counted.connect(lambda text: self.count.setText(text) if self.tab == "calls" else None)
            self.stack.add(made)
            made.set_theme(self._theme)
        return self._calls

    def show_tab(self, name: str) -> None:
        had_focus = any(part.hasFocus() for part in self.tabs.findChildren(QWidget))
        self.tabs.set_value(name)
        if had_focus:
            self._tab_button(name).setFocus()
        if name == "calls":
            self.stack.bring(self.calls)
        self.refresh()

    # ---- content -------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read again what the tab in sight shows, in the background."""
        if self.tab == "calls":
            self.calls.refresh()
            return
        self._fetch += 1
        fetch, studio = self._fetch, self._studio
        self._tasks.run(
            lambda _handle: _read(studio),
            done=lambda reading: self._show(reading) if fetch == self._fetch else None,
            failed=self._not_read,
            name="progress",
            owner=self,
            lane=_LANE,
        )

    def _show(self, reading: Reading) -> None:
        if self.practice.chart is None and reading.progress.points:
            from rehearse.ui.progress_chart import ProgressChart

            self.practice.adopt_chart(ProgressChart(self._theme))
            # Two steps, so that neither holds the window up for long; what is read meanwhile is newer.
            fetch = self._fetch
            QTimer.singleShot(1, self, lambda: self._show(reading) if fetch == self._fetch else None)
            return
        if self.tab != "practice":
            return
        points = reading.progress.points
        if not points:
            self.empty_title.setText(_("Nothing to show yet"))
            self.empty_help.setText(
                _("Record a take on the Rehearse page. From the second one on you see here what changes.")
            )
            self.count.setText("")
            self.stack.bring(self.empty)
            return
        first = reading.progress.days[0]
        self.count.setText(
            ngettext("{n} take since {day}", "{n} takes since {day}", len(points)).format(
                n=f"{len(points):,}", day=short_day(first, year=True)
            )
        )
        self.stack.bring(self.practice)  # first: the chart is drawn once, as large as it is
        self.practice.show_reading(reading)

    def _not_read(self, error: Any) -> None:
        self.empty_title.setText(_("Your progress cannot be shown"))
        self.empty_help.setText(str(error))
        self.count.setText("")
        self.stack.bring(self.empty)
        self.failed.emit(error)

    # ---- files ---------------------------------------------------------------------------------

    def _ask_where(self, kind: str) -> None:
        name = f"{title(self.practice.tabs.key)}.{kind}" if kind == "png" else _("Progress") + ".csv"
        heads = {"png": _("Save the chart"), "csv": _("Save the figures")}
        dialog = QFileDialog(self, heads[kind])
        dialog.setObjectName(f"progress_{kind}_dialog")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(kind)
        dialog.selectFile(name)
        dialog.setNameFilters([{"png": _("Pictures (*.png)"), "csv": _("Tables (*.csv)")}[kind]])
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        save = self.save_picture if kind == "png" else self.save_table
        dialog.fileSelected.connect(lambda chosen: save(Path(chosen)))
        dialog.open()  # does not block the window, unlike exec

    def save_picture(self, path: Path) -> None:
        """The chart in sight into a PNG file."""
        from rehearse.ui.progress_picture import picture, png_bytes

        if self.practice.chart is None:
            return
        image = picture(
            self.practice.chart, self._theme, self.practice.head.text(), self.practice.told.text()
        )
        self._write(path, lambda: png_bytes(image))

    def save_table(self, path: Path) -> None:
        """The figures of every take in sight into a CSV file."""
        points = self.practice.points
        self._write(path, lambda: points_csv(points))

    def _write(self, path: Path, made: Any) -> None:
        self._tasks.run(
            lambda _handle: write_file(path, made()),
            done=lambda _none: self.told.emit(_("Saved as {name}.").format(name=path.name)),
            failed=self.failed.emit,
            name="save progress",
            must_run=True,
        )


def _read(studio: Studio) -> Reading:
    """In the worker: the figures, and the half second that importing pyqtgraph takes."""
    from rehearse.ui.progress_columns import Reading

    progress = studio.library.progress()
    if progress.points:
        import numpy as np

        import rehearse.ui.progress_chart  # noqa: F401

        np.median([0.0]), np.unique([0.0])  # each imports more of numpy the first time
    try:
        profile = studio.profile()
    except RehearseError:
        profile = None  # told of elsewhere; the charts then have no zones
    return Reading.of(progress, profile)
