"""One drill, made to be begun: why now, what it asks for, what is chosen for it, what became of it before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QLinearGradient, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from rehearse.i18n import _
from rehearse.ui import icons
from rehearse.ui.controls import button, label, row, set_tone
from rehearse.ui.drills_choices import DrillChoices
from rehearse.ui.drills_history import MOST_RUNS, History
from rehearse.ui.drills_picture import DrillPicture, lanes_of
from rehearse.ui.drills_words import asked_lines, begin_words, best_figure, eyebrow, how_words, place_words
from rehearse.ui.flow_layout import FlowLayout
from rehearse.ui.review_page import scroller
from rehearse.ui.view_style import strong_caption

if TYPE_CHECKING:
    from rehearse.studio import Studio
    from rehearse.ui.drills_book import Book, Entry
    from rehearse.ui.tasks import Tasks
    from rehearse.ui.theme import Theme

#: What a scroll bar takes away from the page.
_SCROLL_BAR_PX = 12


class _Figure(QWidget):
    """A figure and what it is, small beside each other figure."""

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__()
        self.figure: QLabel = label("", theme.font("title", figures=True), f"{name}_figure", wrap=False)
        self.words: QLabel = label("", theme.font("caption"), f"{name}_words", tone="muted", wrap=False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.figure)
        column.addWidget(self.words)

    def tell(self, figure: str, words: str) -> None:
        self.figure.setText(figure)
        self.words.setText(words)
        self.setVisible(bool(figure))


class _Asked(QWidget):
    """One thing that is asked for, behind a small tick."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.sign = QLabel()
        self.sign.setFixedWidth(18)
        self.text: QLabel = label("", theme.font("body"), "drill_asked")
        across = QHBoxLayout(self)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(theme.space(2))
        across.addWidget(self.sign, 0, Qt.AlignmentFlag.AlignTop)
        across.addWidget(self.text, 1)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        self.sign.setPixmap(icons.pixmap("check", theme.colour("accent"), 16, self.devicePixelRatioF()))


class _Fade(QWidget):
    """What scrolls fades out above the foot instead of being cut."""

    HEIGHT_PX = 26

    def __init__(self, theme: Theme, home: QWidget) -> None:
        super().__init__(home)
        self._theme = theme
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        ground = self._theme.colour("surface")
        clear = QColor(ground)
        clear.setAlpha(0)
        shade = QLinearGradient(0, 0, 0, self.height())
        shade.setColorAt(0, clear)
        shade.setColorAt(1, ground)
        painter = QPainter(self)
        painter.fillRect(self.rect(), shade)
        painter.end()


def _group(theme: Theme, gap: float, *parts: QWidget) -> QWidget:
    """Parts that belong together, below each other."""
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(theme.space(gap))
    for part in parts:
        column.addWidget(part)
    return made


class DrillDetail(QFrame):
    """Signals: `start`; `go_on`; `leave_open`: the unfinished run is to be ended; `open_take` (id);
    `delete_run` (id); `change`: the drill in the form; `share`; `delete`; `back`; `failed` (error).
    """

    start = Signal()
    go_on = Signal()
    leave_open = Signal()
    open_take = Signal(str)
    delete_run = Signal(str)
    change = Signal()
    share = Signal()
    delete = Signal()
    back = Signal()
    failed = Signal(object)

    def __init__(self, studio: Studio, tasks: Tasks, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("drill_sheet")
        self.setAccessibleName(_("The drill"))
        self._theme = theme
        self.entry: Entry | None = None
        self._asked: list[_Asked] = []
        self._build(studio, tasks)
        self._connect()

    # ---- building ------------------------------------------------------------------------------

    def _build(self, studio: Studio, tasks: Tasks) -> None:
        theme = self._theme
        self.back_button = button("", "drills_back", "icon", accessible=_("All drills"))
        self.back_button.setToolTip(_("All drills"))
        self.back_button.setIconSize(QSize(20, 20))
        self.back_button.setFixedSize(40, 40)
        self.why: QLabel = label("", strong_caption(theme), "drill_why", tone="accent")
        self.share_button = button("", "drill_share", "icon", accessible=_("Save a copy of this drill…"))
        self.share_button.setToolTip(_("Save a copy of this drill…"))
        self.change_button = button("", "drill_change", "icon")
        self.delete_button = button("", "drill_delete", "icon", accessible=_("Delete this drill"))
        self.delete_button.setToolTip(_("Delete this drill"))
        for part in (self.share_button, self.change_button, self.delete_button):
            part.setIconSize(QSize(20, 20))
            part.setFixedSize(40, 40)
        self.title: QLabel = label("", theme.font("display"), "drill_title")
        self.trains: QLabel = label("", theme.font("lead"), "drill_trains", tone="muted")
        self.asked_head: QLabel = label(
            _("You pass when"), strong_caption(theme), "drill_asked_head", tone="muted"
        )
        self.asked = QWidget()
        self.asked.setObjectName("drill_asked_all")
        self._asked_box = QVBoxLayout(self.asked)
        self._asked_box.setContentsMargins(0, 0, 0, 0)
        self._asked_box.setSpacing(theme.space(1.5))
        self.picture = DrillPicture(theme)
        self.how: QLabel = label("", theme.font("caption"), "drill_how", tone="muted")
        self.choices = DrillChoices(studio, tasks, theme)
        self.figures = QWidget()
        self.figures.setObjectName("drill_figures")
        flow = FlowLayout(self.figures, gap_px=(36, 12))
        flow.setContentsMargins(0, 0, 0, 0)
        self.streak, self.best, self.tally = (
            _Figure(theme, f"drill_{name}") for name in ("streak", "best", "tally")
        )
        for figure in (self.best, self.streak, self.tally):
            flow.addWidget(figure)
        self.history_head: QLabel = label("", strong_caption(theme), "drill_history_head", tone="muted")
        self.history = History(theme)
        self.source: QLabel = label("", theme.font("caption"), "drill_source", tone="muted")

        self._inner = QWidget()
        self._inner.setObjectName("scrolled")
        self._column = QVBoxLayout(self._inner)
        # Between groups; what is hidden takes no room.
        self._column.setSpacing(theme.space(6))
        head = row(
            self.back_button, self.why, self.share_button, self.change_button, self.delete_button, spacing=0
        )
        head.setStretch(1, 1)
        named = _group(theme, 2, self.title, self.trains)
        top = QVBoxLayout()
        top.setSpacing(0)
        top.addLayout(head)
        top.addWidget(named)
        self._column.addLayout(top)
        self._done = _group(theme, 1, self.history_head, self.history)
        for group in (
            self.figures, _group(theme, 3, self.asked_head, self.asked, self.picture, self.how),
            self.choices, self._done, self.source,
        ):  # fmt: skip
            self._column.addWidget(group)
        self._column.addStretch(1)
        self.scrolled = scroller("drill_scroll", self._inner)
        self._fade = _Fade(theme, self)

        self.start_button = button("", "drill_start", "record")
        self.start_button.setFont(theme.font("title"))
        self.start_button.setMinimumHeight(60)
        self.start_button.setIconSize(QSize(20, 20))
        self.leave_button = button(
            _("End it here"), "drill_leave_open", "quiet", accessible=_("End the unfinished run here")
        )
        self.anew_button = button(
            _("Begin anew"), "drill_anew", "quiet", accessible=_("End the unfinished run and begin anew")
        )
        self.hint: QLabel = label("", theme.font("caption"), "drill_hint", tone="muted")
        self._foot = QWidget()
        foot = self._foot_box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self._foot)
        foot.setSpacing(theme.space(3))
        foot.addWidget(self.start_button)
        foot.addWidget(self.hint, 1)
        foot.addLayout(row(self.anew_button, self.leave_button, 1, spacing=4))
        foot.addStretch(0)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.scrolled, 1)
        whole.addWidget(self._foot)

    def _connect(self) -> None:
        self.start_button.clicked.connect(self.begin)
        self.anew_button.clicked.connect(self._begin_anew)
        self.leave_button.clicked.connect(self.leave_open)
        self.back_button.clicked.connect(self.back)
        self.change_button.clicked.connect(self.change)
        self.share_button.clicked.connect(self.share)
        self.delete_button.clicked.connect(self.delete)
        self.choices.failed.connect(self.failed)
        self.choices.start.connect(self.begin)
        self.history.open_take.connect(self.open_take)
        self.history.delete_run.connect(self.delete_run)
        self.history.moved.connect(self._keep_in_sight)
        scroll_bar = self.scrolled.verticalScrollBar()
        scroll_bar.valueChanged.connect(lambda _at: self._place_fade())
        scroll_bar.rangeChanged.connect(lambda _least, _most: self._place_fade())

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.start_button.setIcon(icons.icon("play", theme, 20, "accent_text"))
        self.back_button.setIcon(icons.icon("chevron-left", theme, 20, "text_muted"))
        self.change_button.setIcon(icons.icon("edit", theme, 20, "text_muted"))
        self.share_button.setIcon(icons.icon("export", theme, 20, "text_muted"))
        self.delete_button.setIcon(icons.icon("trash", theme, 20, "text_muted"))
        for part in (self.choices, self.history, self.picture, self._fade):
            part.set_theme(theme)
        for line in self._asked:
            line.set_theme(theme)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._fit()
        super().resizeEvent(event)
        self._place_fade()

    def _place_fade(self) -> None:
        place = self.scrolled.geometry()
        high, scroll_bar = _Fade.HEIGHT_PX, self.scrolled.verticalScrollBar()
        self._fade.setGeometry(place.left(), place.bottom() + 1 - high, place.width() - _SCROLL_BAR_PX, high)
        self._fade.setVisible(scroll_bar.value() < scroll_bar.maximum())
        self._fade.raise_()

    def _fit(self) -> None:
        """Margins and what stands side by side, told from here: the page inside only grows by itself."""
        width, scale = self.width(), self._theme.text_scale
        roomy = width >= 480
        edge = 36 if roomy else 22
        self._column.setContentsMargins(edge, 22 if roomy else 10, edge, 20)
        self._foot_box.setContentsMargins(edge, 14 if roomy else 8, edge, 24 if roomy else 14)
        self.choices.fit(width - 2 * edge - _SCROLL_BAR_PX)
        buttons = self.start_button, self.anew_button, self.leave_button
        needs = sum(part.sizeHint().width() + 16 for part in buttons if not part.isHidden())
        narrow = width - 2 * edge < needs
        down, right = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self._foot_box.setDirection(down if narrow else right)
        self.hint.setVisible(not narrow and width - 2 * edge - needs >= 190 * scale)

    # ---- content -------------------------------------------------------------------------------

    def show_entry(self, entry: Entry, book: Book, *, offered: bool) -> None:
        """A drill, with what was chosen for it before."""
        other = self.entry is None or self.entry.drill.id != entry.drill.id
        self.entry, drill = entry, entry.drill
        self.why.setText(eyebrow(entry, book.today, offered=offered))
        set_tone(self.why, "accent" if offered or entry.group else "muted")
        self.title.setText(drill.title)
        self.trains.setText(drill.trains)
        self._show_asked(asked_lines(drill))
        self.picture.show_lanes(lanes_of(drill, entry.record.bests))
        self.how.setText(how_words(drill))
        self.choices.show_drill(drill, book, unfinished=entry.open_run is not None)
        self._show_figures(entry)
        self._done.setVisible(bool(entry.runs))
        more = len(entry.runs) - MOST_RUNS
        self.history_head.setText(
            _("Done before  ·  the last {n}").format(n=MOST_RUNS) if more > 0 else _("Done before")
        )
        self.history.show_entry(entry)
        self.source.setText(_("Source: {source}").format(source=drill.source))
        told = _("Change this drill") if entry.own else _("Make a drill of your own from this one")
        self.change_button.setAccessibleName(told)
        self.change_button.setToolTip(told)
        self.delete_button.setVisible(entry.own)
        self._show_start(entry)
        self.setAccessibleDescription(f"{self.why.text()}. {drill.title}. {drill.trains}")
        if other:
            self.scrolled.verticalScrollBar().setValue(0)

    def _show_asked(self, lines: tuple[str, ...]) -> None:
        """A line for each; lines that are there are used again: making one takes a millisecond."""
        while len(self._asked) < len(lines):
            made = _Asked(self._theme)
            self._asked.append(made)
            self._asked_box.addWidget(made)
        for number, part in enumerate(self._asked):
            part.text.setText(lines[number] if number < len(lines) else "")
            part.setVisible(number < len(lines))

    def _show_figures(self, entry: Entry) -> None:
        """What one can be proud of; what is nothing yet is not held against anybody."""
        record = entry.record
        streak, longest = record.streak, record.longest_streak
        self.best.tell(*(best_figure(entry) or ("", "")))
        if streak:
            words = _("in a row, {n} at best").format(n=longest) if longest > streak else _("in a row")
            self.streak.tell(f"{streak}", words)
        else:
            self.streak.tell(f"{longest}" if longest > 1 else "", _("in a row at best"))
        told = _("{passed} of {n}").format(passed=record.n_passed, n=record.n_runs)
        self.tally.tell(told if record.n_passed else "", _("passed"))
        self.figures.setVisible(any(not part.isHidden() for part in (self.best, self.streak, self.tally)))

    def _show_start(self, entry: Entry) -> None:
        unfinished = entry.open_run is not None
        if unfinished:
            self.start_button.setText("  " + _("Go on"))
            told = _("Go on with {place}").format(place=place_words(entry))
            self.hint.setText(_("with {place}  ·  Enter").format(place=place_words(entry)))
        else:
            self.start_button.setText("  " + _("Start"))
            told = _("Start {drill}").format(drill=entry.drill.title)
            self.hint.setText(begin_words(entry.drill))
        self.start_button.setAccessibleName(told)
        self.leave_button.setVisible(unfinished)
        self.anew_button.setVisible(unfinished)
        self._fit()

    # ---- beginning -----------------------------------------------------------------------------

    def begin(self) -> None:
        """What the large button says: start, or go on."""
        if self.entry is None:
            return
        if self.entry.open_run is not None:
            self.go_on.emit()
        else:
            self._begin_anew()

    def _begin_anew(self) -> None:
        if self.entry is not None and not self.choices.number_missing():
            self.start.emit()

    def _keep_in_sight(self, place: QRect) -> None:
        if self.history.hasFocus():
            middle = self.history.mapTo(self._inner, place.center())
            self.scrolled.ensureVisible(middle.x(), middle.y(), 0, place.height())
