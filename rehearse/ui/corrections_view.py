"""What was put right in a transcript, each with a way back to what was heard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from rehearse.exchange.corrected_words import aside_told, shown_words
from rehearse.i18n import _, ngettext
from rehearse.speech.corrections import NO_CORRECTIONS, Correction, Corrections
from rehearse.ui.checks_view import clear
from rehearse.ui.flow_layout import FlowLayout
from rehearse.ui.icons import icon
from rehearse.ui.view_style import INSET_PX, button, label, strong_caption

if TYPE_CHECKING:
    from rehearse.ui.theme import Theme

#: More than this many are counted, not listed: each can still be put right in the text itself.
MOST_SHOWN = 12


class CorrectionsView(QWidget):
    """Hidden where nothing was put right.

    Signals: `taken_back` (one correction), `all_taken_back`.
    """

    taken_back = Signal(object)
    all_taken_back = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("corrections_view")
        self.setAccessibleName(_("Corrected by you"))
        self._theme = theme
        self._corrections = NO_CORRECTIONS
        box = QVBoxLayout(self)
        box.setContentsMargins(INSET_PX, 0, 0, 0)
        box.setSpacing(4)
        self.heading = label("", strong_caption(theme), name="corrections_heading", muted=True)
        self.heading.setWordWrap(False)
        self.all_button = button(_("Bring back all that was heard"), "link", "take_all_back_button")
        self.all_button.setProperty("tone", "muted")
        self.all_button.setCursor(Qt.CursorShape.PointingHandCursor)
        self.all_button.clicked.connect(self.all_taken_back)
        top = QHBoxLayout()
        top.setSpacing(10)
        top.addWidget(self.heading)
        top.addWidget(self.all_button)
        top.addStretch(1)
        box.addLayout(top)
        inside = QWidget()
        self._chips = FlowLayout(inside)
        self._chips.setContentsMargins(0, 0, 0, 0)
        box.addWidget(inside)
        self.aside = label("", theme.font("caption"), name="corrections_aside", muted=True)
        box.addWidget(self.aside)
        self.buttons: list[QPushButton] = []
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.heading.setFont(strong_caption(theme))
        self.aside.setFont(theme.font("caption"))
        self.all_button.setFont(theme.font("caption"))
        self._fill()

    def set_corrections(self, corrections: Corrections) -> None:
        if corrections != self._corrections:
            self._corrections = corrections
            self._fill()

    def _fill(self) -> None:
        clear(self._chips)
        self.buttons = []
        made, aside = self._corrections.made, self._corrections.aside
        text = ngettext("{n} word put right", "{n} words put right", len(made)).format(n=len(made))
        self.heading.setText(text if made else _("Nothing put right"))
        for one in (made + aside)[:MOST_SHOWN]:
            self._add(one)
        rest = len(made) + len(aside) - MOST_SHOWN
        if rest > 0:
            more = label(_("and {n} more").format(n=rest), self._theme.font("caption"), muted=True)
            more.setWordWrap(False)
            self._chips.addWidget(more)
        self.aside.setText(aside_told(aside))
        self.aside.setVisible(bool(aside))
        self.setVisible(bool(self._corrections))
        self.updateGeometry()

    def _add(self, one: Correction) -> None:
        heard, said = shown_words(one.heard), shown_words(one.said)
        shown = _("{heard}  →  {said}").format(heard=heard, said=said or _("left out"))
        told = _("“{heard}” was put right to “{said}”: bring back what was heard").format(
            heard=heard, said=said or _("nothing")
        )
        chip = button(shown, "soft", "take_back_button", told)
        chip.setFont(self._theme.font("caption"))
        chip.setIcon(icon("undo", self._theme, 16, "accent"))
        chip.setToolTip(_("Bring back what was heard"))
        chip.setCursor(Qt.CursorShape.PointingHandCursor)
        chip.clicked.connect(lambda: self.taken_back.emit(one))
        self.buttons.append(chip)
        self._chips.addWidget(chip)
