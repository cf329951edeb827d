"""Things to fix first, and every check quietly after them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
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


#: Of a row: its shape, and the gap between its parts.
_GLYPH_PX, _GAP_PX = 16, 10


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
    """One thing to fix: what, why, what to say instead, and its sound.  Made once, then told what to show."""

    play = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.fix: Fix | None = None
        self.setProperty("kind", "card")
        self._turns = _Turns(())
        self._box = grid = QGridLayout(self)
        grid.setContentsMargins(18, 16, 18, 16)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(1, 1)
        self.glyph = BandGlyph("unknown", theme, 20)
        grid.addWidget(self.glyph, 0, 0, Qt.AlignmentFlag.AlignVCenter)
        self._what = label("", theme.font("strong"), name="fix_what")
        grid.addWidget(self._what, 0, 1, Qt.AlignmentFlag.AlignVCenter)
        self.play_button = button("", "soft", "")
        self.play_button.setFixedSize(34, 30)
        self.play_button.setCursor(Qt.CursorShape.PointingHandCursor)
        self.play_button.clicked.connect(lambda: self.play.emit(self._turns.take()))
        grid.addWidget(self.play_button, 0, 2, Qt.AlignmentFlag.AlignVCenter)
        self._why = label("", theme.font("body"), name="fix_why", muted=True)
        grid.addWidget(self._why, 1, 1, 1, 2)
        self._lead = label("", strong_caption(theme), muted=True)
        self._lead.setWordWrap(False)
        grid.addWidget(self._lead, 3, 1, 1, 2)
        self._instead = label("", theme.font("body"), name="fix_instead")
        grid.addWidget(self._instead, 4, 1, 1, 2)
        self.set_theme(theme)
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        self._what.setFont(theme.font("strong"))
        self._lead.setFont(strong_caption(theme))
        for part in (self._why, self._instead):
            part.setFont(theme.font("body"))
        self.play_button.setIcon(icon("play", theme, 18, "accent"))
        self.glyph.set_theme(theme)

    def show_fix(self, fix: Fix) -> None:
        self.fix = fix
        self.setObjectName(f"fix_{fix.check_id}")
        parts = (band_word(fix.band) + ":", fix.what + ".", fix.why, fix.instead)
        self.setAccessibleName(" ".join(part for part in parts if part))
        self._turns = _Turns(fix.spans)
        self.glyph.set_band(fix.band)
        self._what.setText(fix.what)
        self._why.setText(fix.why)
        self._lead.setText(fix.lead)
        self._instead.setText(fix.instead)
        self._box.setRowMinimumHeight(2, 4 if fix.instead else 0)
        for part in (self._lead, self._instead):
            part.setVisible(bool(fix.instead))
        self.play_button.setObjectName(f"play_fix_{fix.check_id}")
        self.play_button.setAccessibleName(_("Hear it: {what}").format(what=fix.what))
        self.play_button.setVisible(bool(fix.spans))
        self.show()

    def set_playable(self, playable: bool, reason: str = "") -> None:
        self.play_button.setEnabled(playable)
        self.play_button.setToolTip(_("Hear it") if playable else reason)


class CheckRow(QWidget):
    """One check on two quiet lines: shape, name, value, word; then the reason.

    Where the first line has not room for all of it, value and word have a line of their own.
    """

    play = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.check: Check | None = None
        self._turns = _Turns(())
        self._can_play = False
        grid = self._grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(_GAP_PX)
        grid.setVerticalSpacing(1)
        grid.setColumnStretch(1, 1)
        self.glyph = BandGlyph("unknown", theme, _GLYPH_PX)
        self._title = label("", theme.font("strong"), name="check_title")
        self.value_button = button("", "link", "")
        self.value_button.setCursor(Qt.CursorShape.PointingHandCursor)
        self.value_button.clicked.connect(lambda: self.play.emit(self._turns.take()))
        self._band = label("", theme.font("caption"), name="check_band", muted=True)
        self._band.setWordWrap(False)
        self._band.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._reason = label("", theme.font("caption"), name="check_reason", muted=True)
        self._apart = True
        self._arrange(apart=False)
        self.set_theme(theme)
        self.hide()

    # ---- one line or two -----------------------------------------------------------------------

    def _arrange(self, *, apart: bool) -> None:
        """Value and word `apart` from the name, on a line of their own, or behind it."""
        if apart == self._apart:
            return
        self._apart = apart
        grid, centre, right = self._grid, Qt.AlignmentFlag.AlignVCenter, Qt.AlignmentFlag.AlignRight
        # Not `takeAt`: an item that outlives its place keeps the next one from hearing of other texts.
        for part in (self.glyph, self._title, self.value_button, self._band, self._reason):
            grid.removeWidget(part)
        grid.addWidget(self.glyph, 0, 0, centre)
        grid.addWidget(self._title, 0, 1, 1, 3 if apart else 1)
        if apart:
            grid.addWidget(self.value_button, 1, 1, 1, 2, Qt.AlignmentFlag.AlignLeft)
            grid.addWidget(self._band, 1, 3, right | centre)
        else:
            grid.addWidget(self.value_button, 0, 2, right)
            grid.addWidget(self._band, 0, 3, right | centre)
        grid.addWidget(self._reason, 2, 1, 1, 3)

    def _told_px(self) -> int:
        """What value and word take beside each other."""
        told_px = self.value_button.sizeHint().width()
        if self._band.isHidden():
            return told_px
        return told_px + _GAP_PX + max(self._band.minimumWidth(), self._band.sizeHint().width())

    def _fit(self) -> None:
        title = self._title
        widest_px = max(
            (title.fontMetrics().horizontalAdvance(word) for word in title.text().split()), default=0
        )
        self._arrange(apart=self.width() < _GLYPH_PX + 2 * _GAP_PX + widest_px + self._told_px())

    def minimumSizeHint(self) -> QSize:
        return QSize(_GLYPH_PX + _GAP_PX + self._told_px(), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def set_theme(self, theme: Theme) -> None:
        self._title.setFont(theme.font("strong"))
        self.value_button.setFont(theme.font("body", figures=True))
        for part in (self._band, self._reason):
            part.setFont(theme.font("caption"))
        # One width for all, so that the values beside them stand in a column.
        widths = [self._band.fontMetrics().horizontalAdvance(band_word(b)) for b in _SHORT_BANDS]
        self._band.setMinimumWidth(max(widths) + 2)
        self.glyph.set_theme(theme)
        self._fit()

    def show_check(self, check: Check, spans: tuple[Span, ...]) -> None:
        self.check = check
        self._turns = _Turns(spans)
        self._can_play = bool(spans)
        title, value, band = check_title(check.id), value_words(check), band_word(check.band)
        self.setObjectName(f"check_{check.id}")
        self.setAccessibleName(
            _("{title}: {band}. {value}. {reason}").format(
                title=title, band=band, value=value or band, reason=check.reason
            )
        )
        shown = value or band
        self.glyph.set_band(check.band)
        self._title.setText(title)
        self.value_button.setObjectName(f"value_{check.id}")
        self.value_button.setText(shown)
        self.value_button.setAccessibleName(_("{title}, {value}: hear it").format(title=title, value=shown))
        self._band.setText(band)
        self._band.setVisible(bool(value))
        self._reason.setText(check.reason)
        self._fit()
        self.updateGeometry()
        self.show()

    def set_playable(self, playable: bool, reason: str = "") -> None:
        self.value_button.setEnabled(playable and self._can_play)
        self.value_button.setToolTip(_("Hear what this is about") if playable else reason)


class ChecksView(QWidget):
    """All verdicts of a take.  `play` carries the span of sound to hear.

    Cards and rows are made once (`prepare` makes them one at a time, before they are needed) and told
    what to show: making them anew for each take would hold the window up just when it is waited for.
    """

    play = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("checks_view")
        self.setAccessibleName(_("Checks"))
        self._theme = theme
        self._playable = True
        self._reason = ""
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 12, 8)
        self._box.setSpacing(12)
        self._cards: list[FixCard] = []
        self._rows: list[CheckRow] = []
        self._heading = label(_("Everything checked"), strong_caption(theme), muted=True)
        self._heading.setContentsMargins(0, 10, 0, 0)
        self._heading.hide()
        self._box.addWidget(self._heading)
        self._box.addStretch(1)

    @property
    def cards(self) -> list[FixCard]:
        """The things to fix that are shown."""
        return [card for card in self._cards if not card.isHidden()]

    @property
    def rows(self) -> list[CheckRow]:
        """The checks that are shown."""
        return [row for row in self._rows if not row.isHidden()]

    def prepare(self) -> bool:
        """Make one more card or row ready; false when there are enough for any take."""
        if len(self._cards) < MOST_FIXES:
            self._add_card()
        elif len(self._rows) < _USUAL_ROWS:
            self._add_row()
        else:
            return False
        return True

    def _add_card(self) -> None:
        card = FixCard(self._theme, self)
        card.play.connect(self.play)
        self._box.insertWidget(len(self._cards), card)
        self._cards.append(card)

    def _add_row(self) -> None:
        row = CheckRow(self._theme, self)
        row.play.connect(self.play)
        self._box.insertWidget(len(self._cards) + 1 + len(self._rows), row)
        self._rows.append(row)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._heading.setFont(strong_caption(theme))
        for card in self._cards:
            card.set_theme(theme)
        for row in self._rows:
            row.set_theme(theme)

    def set_analysis(self, analysis: Analysis | None) -> None:
        fixes = fixes_of(analysis) if analysis is not None else ()
        found = analysis.scorecard.checks if analysis is not None else ()
        checks = sorted(found, key=lambda check: _ORDER[check.band])
        while len(self._cards) < len(fixes):
            self._add_card()
        while len(self._rows) < len(checks):
            self._add_row()
        for card, fix in zip(self._cards, fixes, strict=False):
            card.show_fix(fix)
        for row, check in zip(self._rows, checks, strict=False):
            assert analysis is not None
            row.show_check(check, check_spans(analysis, check))
        for spare in (*self._cards[len(fixes) :], *self._rows[len(checks) :]):
            spare.hide()
        self._heading.setVisible(analysis is not None)
        self.set_playable(self._playable, self._reason)

    def set_playable(self, playable: bool, reason: str = "") -> None:
        """Whether the sound is there; `reason` says why not."""
        self._playable, self._reason = playable, reason
        for card in self._cards:
            card.set_playable(playable, reason)
        for row in self._rows:
            row.set_playable(playable, reason)


#: What a scorecard has at most to fix, and how many checks it usually has.
MOST_FIXES, _USUAL_ROWS = 3, 12

_SHORT_BANDS: tuple[Band, ...] = ("good", "near", "off")
_ORDER: dict[Band, int] = {"off": 0, "near": 1, "good": 2, "unknown": 3}
