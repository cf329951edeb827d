"""Things to fix first, and every check quietly after them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QLayout, QVBoxLayout, QWidget

from rehearse.analysis.result import Analysis, Band, Check
from rehearse.analysis.wording import band_word, check_title
from rehearse.i18n import _
from rehearse.speech.transcript import Span
from rehearse.ui.check_words import Fix, check_spans, fixes_of, value_words
from rehearse.ui.icons import icon
from rehearse.ui.mark_paint import BandGlyph
from rehearse.ui.view_style import button, label, strong_caption

if TYPE_CHECKING:
    from rehearse.ui.theme import Theme


def clear(layout: QLayout) -> None:
    """Take everything out of a layout and let it go."""
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.setParent(None)
            widget.deleteLater()
        elif (inner := item.layout()) is not None:
            clear(inner)


class _Turns:
    """Plays the pieces of evidence one after another, one a click, then from the first again."""

    def __init__(self, spans: tuple[Span, ...]) -> None:
        self._spans = spans
        self._next = 0

    def take(self) -> Span:
        span = self._spans[self._next % len(self._spans)]
        self._next += 1
        return span


class FixCard(QFrame):
    """One thing to fix: what, why, what to say instead, and its sound."""

    play = Signal(object)

    def __init__(self, fix: Fix, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.fix = fix
        self.setObjectName(f"fix_{fix.check_id}")
        self.setProperty("kind", "card")
        parts = (band_word(fix.band) + ":", fix.what + ".", fix.why, fix.instead)
        self.setAccessibleName(" ".join(part for part in parts if part))
        self._turns = _Turns(fix.spans)

        grid = QGridLayout(self)
        grid.setContentsMargins(18, 16, 18, 16)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(1, 1)
        self.glyph = BandGlyph(fix.band, theme, 20)
        grid.addWidget(self.glyph, 0, 0, Qt.AlignmentFlag.AlignVCenter)
        what = label(fix.what, theme.font("strong"), name="fix_what")
        grid.addWidget(what, 0, 1, Qt.AlignmentFlag.AlignVCenter)
        self.play_button = button(
            "", "soft", f"play_fix_{fix.check_id}", _("Hear it: {what}").format(what=fix.what)
        )
        self.play_button.setIcon(icon("play", theme, 18, "accent"))
        self.play_button.setFixedSize(34, 30)
        self.play_button.setCursor(Qt.CursorShape.PointingHandCursor)
        self.play_button.setVisible(bool(fix.spans))
        self.play_button.clicked.connect(lambda: self.play.emit(self._turns.take()))
        grid.addWidget(self.play_button, 0, 2, Qt.AlignmentFlag.AlignVCenter)
        grid.addWidget(label(fix.why, theme.font("body"), name="fix_why", muted=True), 1, 1, 1, 2)
        if fix.instead:
            lead = label(fix.lead, strong_caption(theme), muted=True)
            lead.setWordWrap(False)
            grid.setRowMinimumHeight(2, 4)
            grid.addWidget(lead, 3, 1, 1, 2)
            words = label(fix.instead, theme.font("body"), name="fix_instead")
            grid.addWidget(words, 4, 1, 1, 2)

    def set_playable(self, playable: bool, reason: str = "") -> None:
        self.play_button.setEnabled(playable)
        self.play_button.setToolTip(_("Hear it") if playable else reason)


class CheckRow(QWidget):
    """One check on two quiet lines: shape, name, value, word; then the reason."""

    play = Signal(object)

    def __init__(
        self, check: Check, spans: tuple[Span, ...], theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.check = check
        self._turns = _Turns(spans)
        title, value, band = check_title(check.id), value_words(check), band_word(check.band)
        self.setObjectName(f"check_{check.id}")
        self.setAccessibleName(
            _("{title}: {band}. {value}. {reason}").format(
                title=title, band=band, value=value or band, reason=check.reason
            )
        )
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(1)
        grid.setColumnStretch(1, 1)
        self.glyph = BandGlyph(check.band, theme, 16)
        grid.addWidget(self.glyph, 0, 0, Qt.AlignmentFlag.AlignVCenter)
        grid.addWidget(label(title, theme.font("strong"), name="check_title"), 0, 1)
        shown = value or band
        self.value_button = button(
            shown,
            "link",
            f"value_{check.id}",
            _("{title}, {value}: hear it").format(title=title, value=shown),
        )
        self.value_button.setFont(theme.font("body", figures=True))
        self.value_button.setCursor(Qt.CursorShape.PointingHandCursor)
        self.value_button.setToolTip(_("Hear what this is about"))
        self.value_button.clicked.connect(lambda: self.play.emit(self._turns.take()))
        self._can_play = bool(spans)
        self.value_button.setEnabled(self._can_play)
        grid.addWidget(self.value_button, 0, 2, Qt.AlignmentFlag.AlignRight)
        band_label = label(band, theme.font("caption"), name="check_band", muted=True)
        band_label.setWordWrap(False)
        band_label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        # One width for all, so that the values beside them stand in a column.
        widths = [band_label.fontMetrics().horizontalAdvance(band_word(b)) for b in _SHORT_BANDS]
        band_label.setMinimumWidth(max(widths) + 2)
        grid.addWidget(band_label, 0, 3, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        # Not before it has a place: a label without one would be shown as a window of its own.
        band_label.setVisible(bool(value))
        grid.addWidget(
            label(check.reason, theme.font("caption"), name="check_reason", muted=True), 1, 1, 1, 3
        )

    def set_playable(self, playable: bool, reason: str = "") -> None:
        self.value_button.setEnabled(playable and self._can_play)
        self.value_button.setToolTip(_("Hear what this is about") if playable else reason)


class ChecksView(QWidget):
    """All verdicts of a take.  `play` carries the span of sound to hear."""

    play = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("checks_view")
        self.setAccessibleName(_("Checks"))
        self._theme = theme
        self._analysis: Analysis | None = None
        self._playable = True
        self._reason = ""
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 12, 8)
        self._box.setSpacing(12)
        self.cards: list[FixCard] = []
        self.rows: list[CheckRow] = []

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.set_analysis(self._analysis)

    def set_analysis(self, analysis: Analysis | None) -> None:
        self._analysis = analysis
        clear(self._box)
        self.cards, self.rows = [], []
        if analysis is None:
            return
        for fix in fixes_of(analysis):
            card = FixCard(fix, self._theme)
            card.play.connect(self.play)
            self.cards.append(card)
            self._box.addWidget(card)
        if self.cards:
            self._box.addSpacing(10)
        checks = sorted(analysis.scorecard.checks, key=lambda check: _ORDER[check.band])
        heading = label(_("Everything checked"), strong_caption(self._theme), muted=True)
        self._box.addWidget(heading)
        for check in checks:
            row = CheckRow(check, check_spans(analysis, check), self._theme)
            row.play.connect(self.play)
            self.rows.append(row)
            self._box.addWidget(row)
        self._box.addStretch(1)
        self.set_playable(self._playable, self._reason)

    def set_playable(self, playable: bool, reason: str = "") -> None:
        """Whether the sound is there; `reason` says why not."""
        self._playable, self._reason = playable, reason
        for card in self.cards:
            card.set_playable(playable, reason)
        for row in self.rows:
            row.set_playable(playable, reason)


_SHORT_BANDS: tuple[Band, ...] = ("good", "near", "off")
_ORDER: dict[Band, int] = {"off": 0, "near": 1, "good": 2, "unknown": 3}
