"""The end of a run: how it went, what was missed most, and every round with its sentence."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFont, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from rehearse.analysis.drill_advice import advice, missed_words
from rehearse.i18n import _, ngettext
from rehearse.ui import icons
from rehearse.ui.controls import Page, button, label
from rehearse.ui.drill_best import best_block_words
from rehearse.ui.drill_listen import Place, place_of
from rehearse.ui.drill_stage_words import (
    last_attempts,
    outcome_look,
    outcome_words,
    round_name,
    summary_words,
    value_words,
)
from rehearse.ui.drill_summary_rows import ManyRows

if TYPE_CHECKING:
    from rehearse.analysis.drills import Drill
    from rehearse.library.drill_record import DrillRecord
    from rehearse.library.drill_runs import Attempt, DrillRun
    from rehearse.ui.theme import Theme

_ICON_PX, _PLAY_PX, _ROOMY_PX = 24, 40, 800


class DrillSummary(Page):
    """Signals: `play_wanted` (Place), `open_wanted` (take id)."""

    play_wanted = Signal(object)
    open_wanted = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__("drill_summary", _("How it went"), column_px=860)
        self._theme = theme
        self._shown: object = None
        self._run: DrillRun | None = None
        self._drill: Drill | None = None
        self._playing: Place | None = None
        self._plays: list[tuple[Place, QPushButton]] = []
        self._marks: list[tuple[QLabel, tuple[str, str]]] = []
        self.column.setContentsMargins(0, 8, 0, 16)
        self.head_label = label("", _headline_font(theme), "summary_head")
        self.best_label = label("", theme.font("lead"), "summary_best", tone="good")
        self.most_label = label("", theme.font("lead"), "summary_most")
        self.advice_label = label("", theme.font("lead"), "summary_advice", tone="muted")
        self.rows = ManyRows()
        self.column.addWidget(self.head_label)
        self.column.addSpacing(6)
        self.column.addWidget(self.best_label)
        self.column.addWidget(self.most_label)
        self.column.addWidget(self.advice_label)
        self.column.addSpacing(18)
        self.column.addWidget(self.rows)
        self.column.addStretch(1)

    @property
    def complete(self) -> bool:
        """Whether every row is there."""
        return self.rows.complete

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.head_label.setFont(_headline_font(theme, self.width()))
        for mark, look in self._marks:
            self._show_mark(mark, look)
        self._show_plays()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.head_label.setFont(_headline_font(self._theme, self.width()))

    def show_run(self, run: DrillRun, drill: Drill, record: DrillRecord | None = None) -> None:
        """Every round of it; the same run again costs nothing."""
        if (run, record) == self._shown:
            return
        self._shown = (run, record)
        self._run, self._drill = run, drill
        self._plays, self._marks = [], []
        self.head_label.setText(summary_words(run))
        self.head_label.setProperty("tone", "good" if run.passed else "")
        self.head_label.style().unpolish(self.head_label)
        self.head_label.style().polish(self.head_label)
        best = best_block_words(run, record)
        self.best_label.setText(best)
        self.best_label.setVisible(bool(best))
        self._show_most()
        last = last_attempts(run)
        self.rows.show_rows(self._row(at, last.get(at)) for at in range(run.n_rounds))

    def set_playing(self, playing: Place | None) -> None:
        self._playing = playing
        self._show_plays()

    # ---- what was missed most ------------------------------------------------------------------

    def _show_most(self) -> None:
        """Where one thing was missed more than once, that is what to practise."""
        run, drill = self._run, self._drill
        assert run is not None
        assert drill is not None
        missed = Counter(
            miss.measure
            for attempt in last_attempts(run).values()
            if attempt.outcome == "missed"
            for miss in attempt.misses
            if not miss.unknown
        )
        measure, n = missed.most_common(1)[0] if missed else ("", 0)
        wanted = drill.rounds[0].condition
        what = missed_words(measure)
        same = bool(drill.cards) and n > 1 and bool(what)
        self.most_label.setVisible(same)
        self.advice_label.setVisible(same)
        if same:
            self.most_label.setText(
                ngettext("Missed most, {n} time: {what}", "Missed most, {n} times: {what}", n).format(
                    n=n, what=what
                )
            )
            self.advice_label.setText(advice(measure, wanted))

    # ---- rows ----------------------------------------------------------------------------------

    def _row(self, round_: int, attempt: Attempt | None) -> QWidget:
        theme, run = self._theme, self._run
        assert run is not None
        outcome = attempt.outcome if attempt is not None else None
        look = outcome_look(outcome)
        row = QWidget()
        row.setObjectName("summary_row")
        across = QHBoxLayout(row)
        across.setContentsMargins(10, 10, 6, 10)
        across.setSpacing(14)
        mark = QLabel()
        mark.setFixedWidth(_ICON_PX)
        self._marks.append((mark, look))
        self._show_mark(mark, look)
        across.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        texts = QVBoxLayout()
        texts.setSpacing(2)
        texts.addWidget(label(self._name(round_), theme.font("strong"), "summary_name"))
        texts.addWidget(label(self._told(attempt), theme.font("body"), "summary_told", tone="muted"))
        across.addLayout(texts, 1)
        if attempt is not None and (place := _worst(attempt)) is not None:
            across.addWidget(self._play(place, round_), 0, Qt.AlignmentFlag.AlignTop)
            across.addWidget(self._open(place.take_id, round_), 0, Qt.AlignmentFlag.AlignTop)
        return row

    def _name(self, round_: int) -> str:
        assert self._run is not None
        name = round_name(self._run, round_)
        if round_ < len(self._run.cards):
            who = self._run.cards[round_]
            return "  ·  ".join(part for part in (name, who.name, who.company) if part)
        return name

    def _told(self, attempt: Attempt | None) -> str:
        """The outcome, and why; how often it was tried where that was more than once."""
        assert self._run is not None
        if attempt is None:
            return outcome_words(None)
        if attempt.outcome == "void":
            said = [attempt.problem]
        else:
            values = "  ·  ".join(value_words(attempt.values))
            said = [miss.sentence for miss in attempt.misses] or [values]
        tries = sum(
            one.round_ == attempt.round_ and one.outcome not in (None, "void") for one in self._run.attempts
        )
        if tries > 1:
            if said[-1] and not said[-1].endswith("."):
                said[-1] += "."  # figures are no sentence, and one follows
            said.append(ngettext("Tried {n} time.", "Tried {n} times.", tries).format(n=tries))
        return " ".join(part for part in (outcome_words(attempt.outcome) + ".", *said) if part)

    def _play(self, place: Place, round_: int) -> QPushButton:
        assert self._run is not None
        name = _("Listen to {name}").format(name=round_name(self._run, round_))
        made = button("", "summary_play", "soft-icon", accessible=name)
        made.setFixedSize(_PLAY_PX, _PLAY_PX)
        made.setIconSize(QSize(18, 18))
        made.clicked.connect(lambda: self.play_wanted.emit(place))
        made.setIcon(icons.icon("play", self._theme, 18, "accent"))
        self._plays.append((place, made))
        return made

    def _open(self, take_id: str, round_: int) -> QPushButton:
        assert self._run is not None
        name = _("Open the take of {name}").format(name=round_name(self._run, round_))
        made = button(_("Open"), "summary_open", "quiet", accessible=name)
        made.setFont(self._theme.font("body"))
        made.clicked.connect(lambda: self.open_wanted.emit(take_id))
        return made

    def _show_plays(self) -> None:
        play, pause = (icons.icon(name, self._theme, 18, "accent") for name in ("play", "pause"))
        for place, part in self._plays:
            part.setIcon(pause if place == self._playing else play)

    def _show_mark(self, mark: QLabel, look: tuple[str, str]) -> None:
        ratio = self.devicePixelRatioF()
        mark.setPixmap(icons.pixmap(look[0], self._theme.colour(look[1]), _ICON_PX, ratio))


def _headline_font(theme: Theme, room_px: int = 0) -> QFont:
    """Read from two metres, where there is room for it."""
    font = theme.font("display")
    font.setPixelSize(round((1.6 if room_px >= _ROOMY_PX else 1.1) * font.pixelSize()))
    return font


def _worst(attempt: Attempt) -> Place | None:
    """The place of the first miss that has one, else the whole take."""
    placed = next((miss for miss in attempt.misses if miss.span is not None), None)
    return place_of(attempt, placed)
