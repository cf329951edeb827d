"""The top of the review: the verdict in words, the facts one can hear, and the way to the next take."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from rehearse.analysis.result import Analysis
from rehearse.exchange.directions import apart
from rehearse.i18n import _
from rehearse.speech.transcript import Span
from rehearse.ui.check_words import friendly_date, seconds_words
from rehearse.ui.controls import CONTROL_PX, plain_tip
from rehearse.ui.flow_layout import FlowLayout
from rehearse.ui.icons import icon
from rehearse.ui.marks import whole_message
from rehearse.ui.review_answers import AnswerLine
from rehearse.ui.review_drill import DrillLine
from rehearse.ui.view_style import INSET_PX, button, label

if TYPE_CHECKING:
    from rehearse.library.takes import Take
    from rehearse.ui.theme import Theme


_GAP_PX = 12

#: The numbers under the headline, in this order.
FACTS = ("length", "pace", "number")


def facts_of(analysis: Analysis) -> list[tuple[str, str, Span]]:
    """The numbers shown under the headline: id, text, and the sound each is about."""
    whole = whole_message(analysis)
    timing = analysis.timing
    facts: list[tuple[str, str, Span | None]] = []
    if timing.message_s is not None:
        facts.append(("length", _("{length} long").format(length=seconds_words(timing.message_s)), whole))
    if timing.wpm is not None:
        facts.append(("pace", _("{n} words a minute").format(n=round(timing.wpm)), whole))
    number = next((number for number in analysis.phone.numbers if number.complete), None)
    if number is not None:
        facts.append(("number", number.display, number.span))
    return [(fact, text, span) for fact, text, span in facts if span is not None]


class ReviewHeader(QWidget):
    """Signals: `record_again`; `compare`; `export`; `play` with the span a clicked fact is about."""

    record_again = Signal()
    compare = Signal()
    export = Signal()
    play = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.headline = label("", theme.font("display"), name="headline_label")
        self.subtitle = label("", theme.font("body"), name="subtitle_label", muted=True)
        self.subtitle.setWordWrap(False)
        self.again_button = button(
            _("Record again  ·  R"), "primary", "record_again_button", _("Record again")
        )
        self.again_button.setToolTip(_("Record again (R)"))
        self.again_button.setCursor(Qt.CursorShape.PointingHandCursor)
        self.again_button.clicked.connect(self.record_again)
        self.compare_button = button("", "soft", "compare_button")
        self.compare_button.setCursor(Qt.CursorShape.PointingHandCursor)
        self.compare_button.clicked.connect(self.compare)
        self.export_button = button("", "soft", "export_button", _("Export this take"))
        self.export_button.setToolTip(_("{what} ({key})").format(what=_("Export this take"), key="E"))
        self.export_button.setCursor(Qt.CursorShape.PointingHandCursor)
        self.export_button.clicked.connect(self.export)
        self._buttons = (self.export_button, self.compare_button, self.again_button)
        self._comparing = self._narrow = False
        self._title, self._when = "", tuple[str, ...]()
        self._spans: dict[str, Span] = {}
        self._facts = {fact: self._fact_button(fact) for fact in FACTS}
        line = QWidget()
        flow = FlowLayout(line, gap_px=(4, 0))
        flow.setContentsMargins(0, 0, 0, 0)
        for part in (self.subtitle, *self._facts.values()):
            flow.addWidget(part)
        self.drill = DrillLine(theme)
        self.drill.play.connect(self.play)
        self.answers = AnswerLine(theme)
        top = QHBoxLayout()
        top.setSpacing(_GAP_PX)
        top.addWidget(self.headline, 1)
        for part in self._buttons:
            top.addWidget(part, 0, Qt.AlignmentFlag.AlignTop)
        # The facts have all of the width, below the buttons: in big type each would need a line of its own.
        words = QVBoxLayout(self)
        # As far in as the transcript's text, whose marks reach a little further out.
        words.setContentsMargins(INSET_PX, 0, 0, 0)
        words.setSpacing(4)
        words.addLayout(top)
        for part in (line, self.drill, self.answers):
            words.addWidget(part)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.subtitle.setFont(theme.font("body"))
        for shown in self._facts.values():
            shown.setFont(theme.font("body"))
        self.drill.set_theme(theme)
        self.answers.set_theme(theme)
        self.export_button.setIcon(icon("export", theme, 18, "accent"))
        for part in self._buttons:
            part.setFont(theme.font("body"))
            part.setMinimumHeight(CONTROL_PX)
        self._show_compare()
        self._fit_subtitle()

    def set_headline(self, text: str) -> None:
        """The verdict, in a word or four."""
        self.headline.setText(text)
        self._fit_headline()

    def _fit_headline(self) -> None:
        """As large as the verdict has room for: in big type three lines of it would press the rest away."""
        room_px = self.width() - INSET_PX - sum(part.sizeHint().width() + _GAP_PX for part in self._buttons)
        most = 1 if self._theme.text_scale > 1 else 2
        for role in ("display", "title"):
            font = self._theme.font(role)
            metrics = QFontMetrics(font)
            inside = metrics.boundingRect(
                0, 0, max(1, room_px), 10_000, int(Qt.TextFlag.TextWordWrap), self.headline.text()
            )
            if inside.height() <= most * metrics.lineSpacing() and inside.width() <= room_px:
                break
        self.headline.setFont(font)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_headline()
        self._fit_subtitle()

    def set_comparing(self, comparing: bool) -> None:
        """Whether the comparison is in sight, from which the same button leads back."""
        self._comparing = comparing
        self._show_compare()
        if not comparing:
            self.compare_button.setFocus()

    def set_narrow(self, narrow: bool) -> None:
        """Where there is little room the button shows its sign alone."""
        if narrow != self._narrow:
            self._narrow = narrow
            self._show_compare()

    def _show_compare(self) -> None:
        told = _("Back to the review") if self._comparing else _("Compare with another take")
        text = _("Back to the review  ·  C") if self._comparing else _("Compare  ·  C")
        name = "chevron-left" if self._comparing else "compare"
        self.compare_button.setText("" if self._narrow else text)
        self.compare_button.setIcon(icon(name, self._theme, 18, "accent"))
        self.compare_button.setAccessibleName(told)
        self.compare_button.setToolTip(_("{what} (C)").format(what=told))
        self._fit_headline()

    def set_take(self, take: Take | None) -> None:
        """Name and date of the take under the headline; None takes them away."""
        self._title, self._when = "", ()
        if take is not None:
            when = friendly_date(take.created_at, datetime.now().astimezone())
            self._title = take.title
            self._when = (when, _("recovered after a crash")) if take.recovered else (when,)
        self._fit_subtitle()

    def _fit_subtitle(self) -> None:
        """A name longer than the line ends in …, so that the date stays, from whichever side it is read."""
        metrics, gap = QFontMetrics(self._theme.font("body")), "  ·  "
        rest = gap.join(self._when)
        room_px = max(0, self.width() - INSET_PX - metrics.horizontalAdvance(gap + rest) - 2)
        shown = metrics.elidedText(self._title, Qt.TextElideMode.ElideRight, room_px)
        self.subtitle.setText(gap.join(part for part in (apart(shown), rest) if part))
        whole = gap.join(part for part in (apart(self._title), rest) if part)
        self.subtitle.setAccessibleName(whole)
        self.subtitle.setToolTip("" if shown == self._title else plain_tip(whole))

    def set_facts(self, analysis: Analysis | None) -> None:
        """The numbers of a message as buttons that play what they are about."""
        told = {fact: (text, span) for fact, text, span in facts_of(analysis)} if analysis is not None else {}
        for fact, shown in self._facts.items():
            text, span = told.get(fact, ("", None))
            shown.setVisible(span is not None)
            if span is not None:
                self._spans[fact] = span
                shown.setText(text)
                shown.setAccessibleName(_("{text}: hear it").format(text=text))

    def _fact_button(self, fact: str) -> QPushButton:
        made = button("", "link", f"fact_{fact}")
        made.setProperty("tone", "muted")
        made.setToolTip(_("Hear what this is about"))
        made.setCursor(Qt.CursorShape.PointingHandCursor)
        made.clicked.connect(lambda: self.play.emit(self._spans[fact]))
        made.hide()
        return made

    def set_playable(self, playable: bool) -> None:
        for shown in self._facts.values():
            shown.setEnabled(playable)
