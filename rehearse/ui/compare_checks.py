"""Every check of two takes in one table: before, now, and which is better."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from rehearse.analysis.changes import direction_word
from rehearse.analysis.comparison import CheckPair
from rehearse.analysis.result import Check
from rehearse.analysis.wording import band_word, check_title
from rehearse.i18n import _
from rehearse.ui import icons
from rehearse.ui.check_words import value_words
from rehearse.ui.checks_view import clear
from rehearse.ui.mark_paint import BandGlyph
from rehearse.ui.view_style import INSET_PX, label, strong_caption

if TYPE_CHECKING:
    from rehearse.ui.theme import Theme

_TONES = {"better": "good", "worse": "off", "same": "muted"}
_SIGNS = {"better": "up", "worse": "down", "same": "changed"}


class _Sign(QWidget):
    """An arrow up or down, drawn: the word beside it says the same."""

    def __init__(self, name: str, role: str, theme: Theme) -> None:
        super().__init__()
        self._name, self._role, self._theme = name, role, theme
        self.setFixedSize(16, 16)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._name:
            painter = QPainter(self)
            icons.draw(painter, self._name, self._theme.colour(self._role), QRectF(self.rect()))
            painter.end()


def change_word(pair: CheckPair) -> str:
    """What became of a check, in a word."""
    if pair.direction is not None:
        return direction_word(pair.direction)
    return _("the same") if pair.is_known else ""


class CompareRow(QWidget):
    """One check: name, before, now, and what changed in words."""

    def __init__(self, pair: CheckPair, theme: Theme) -> None:
        super().__init__()
        self.pair = pair
        self.setObjectName(f"compare_{pair.check_id}")
        title, word = check_title(pair.check_id), change_word(pair)
        before, now = told(pair.before), told(pair.now)
        self.setAccessibleName(
            _("{title}: before {before}, now {now}. {change}").format(
                title=title, before=before, now=now, change=pair.text or word
            )
        )
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(18)
        grid.setVerticalSpacing(1)
        for column, share in enumerate((5, 6, 6, 5)):
            grid.setColumnStretch(column, share)
        grid.addWidget(label(title, theme.font("strong"), name="compare_title"), 0, 0)
        for column, check, name in (
            (1, pair.before, "compare_before_value"),
            (2, pair.now, "compare_now_value"),
        ):
            grid.addWidget(_side(check, name, theme), 0, column)
        changed = QWidget()
        row = QHBoxLayout(changed)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        key = pair.direction or ""
        tone = _TONES.get(key, "muted")
        row.addWidget(_Sign(_SIGNS.get(key, ""), "text_muted" if tone == "muted" else tone, theme))
        text = label(word, theme.font("body" if tone == "muted" else "strong"), name="compare_word")
        text.setProperty("tone", tone)
        text.setWordWrap(False)
        row.addWidget(text)
        row.addStretch(1)
        grid.addWidget(changed, 0, 3)


def told(check: Check | None) -> str:
    """A verdict with its value: "Good · 19 s"."""
    if check is None:
        return _("not checked")
    value = value_words(check)
    return f"{band_word(check.band)}  ·  {value}" if value else band_word(check.band)


def _side(check: Check | None, name: str, theme: Theme) -> QWidget:
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(8)
    row.addWidget(BandGlyph(check.band if check is not None else "unknown", theme, 16))
    row.addWidget(label(told(check), theme.font("body", figures=True), name=name), 1)
    return made


class CompareChecks(QWidget):
    """A heading and a row for each check; what changed comes first."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("compare_checks")
        self.setAccessibleName(_("Checks of both takes"))
        self._theme = theme
        self._pairs: tuple[CheckPair, ...] = ()
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(INSET_PX, 0, 12, 8)
        self._box.setSpacing(14)
        self.rows: list[CompareRow] = []

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.set_pairs(self._pairs)

    def set_pairs(self, pairs: tuple[CheckPair, ...]) -> None:
        self._pairs = pairs
        clear(self._box)
        self.rows = []
        if not pairs:
            return
        self._box.addWidget(self._heads())
        order = {"worse": 0, "better": 1, "same": 2, "": 3}
        for pair in sorted(pairs, key=lambda pair: (order[pair.direction or ""], not pair.is_known)):
            row = CompareRow(pair, self._theme)
            self.rows.append(row)
            self._box.addWidget(row)

    def _heads(self) -> QWidget:
        made = QWidget()
        grid = QGridLayout(made)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(18)
        for column, (text, share) in enumerate(
            ((_("Everything checked"), 5), (_("Before"), 6), (_("Now"), 6), (_("Change"), 5))
        ):
            grid.setColumnStretch(column, share)
            head: QLabel = label(text, strong_caption(self._theme), muted=True)
            grid.addWidget(head, 0, column, Qt.AlignmentFlag.AlignLeft)
        return made
