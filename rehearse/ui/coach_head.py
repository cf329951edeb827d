"""The line above the take that is heard: whose it is, what for, and what can be done with it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from rehearse.i18n import _
from rehearse.ui.check_words import friendly_date, headline
from rehearse.ui.controls import CONTROL_PX, Elided
from rehearse.ui.icons import icon
from rehearse.ui.view_style import INSET_PX, button

if TYPE_CHECKING:
    from rehearse.library.takes import Take
    from rehearse.live_take import Review
    from rehearse.ui.theme import Theme

#: Narrower than this the buttons show their signs alone.
_WORDS_PX = 620


class CoachHead(QWidget):
    """Signals: `compare`; `opened` (the review is wanted); `heard` (whether); `next` (the next take)."""

    compare = Signal()
    opened = Signal()
    heard = Signal(bool)
    next = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("coach_head")
        self._theme = theme
        self._comparing = self._narrow = False
        self.who = Elided(theme.font("title"), "coach_who")
        self.about = Elided(theme.font("body"), "coach_about", tone="muted")
        self.compare_button = button("", "soft", "coach_compare", _("Compare with another take"))
        self.open_button = button("", "soft", "coach_open", _("Open in the review"))
        self.heard_button = button("", "choice", "coach_heard", _("Heard"))
        self.heard_button.setCheckable(True)
        self.next_button = button("", "primary", "coach_next", _("Next take"))
        self.compare_button.clicked.connect(self.compare)
        self.open_button.clicked.connect(self.opened)
        self.heard_button.clicked.connect(self.heard)
        self.next_button.clicked.connect(self.next)
        for part in (self.compare_button, self.open_button, self.heard_button, self.next_button):
            part.setMinimumHeight(CONTROL_PX)
            part.setCursor(Qt.CursorShape.PointingHandCursor)
        words = QVBoxLayout()
        words.setContentsMargins(INSET_PX, 0, 0, 0)
        words.setSpacing(2)
        words.addWidget(self.who)
        words.addWidget(self.about)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addLayout(words, 1)
        for part in (self.open_button, self.compare_button, self.heard_button, self.next_button):
            row.addWidget(part, 0, Qt.AlignmentFlag.AlignTop)
        self._show_buttons()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.who.setFont(theme.font("title"))
        buttons = (self.compare_button, self.open_button, self.heard_button, self.next_button)
        for part in (self.about, *buttons):
            part.setFont(theme.font("body"))
        self._show_buttons()

    def arrange(self, width: int) -> None:
        """Where there is little room the buttons show their signs alone."""
        narrow = width < _WORDS_PX
        if narrow != self._narrow:
            self._narrow = narrow
            self._show_buttons()

    def set_comparing(self, comparing: bool) -> None:
        """Whether the comparison is in sight, from which the same button leads back."""
        self._comparing = comparing
        self._show_buttons()

    def _show_buttons(self) -> None:
        theme, narrow = self._theme, self._narrow
        comparing = _("Back to the take") if self._comparing else _("Compare with another take")
        for part, sign, told, text, key in (
            (self.open_button, "words", _("Open in the review"), "", "Ctrl+R"),
            (
                self.compare_button,
                "chevron-left" if self._comparing else "compare",
                comparing,
                "",
                "C",
            ),
            (self.heard_button, "check", self._heard_told, _("Heard  ·  H"), "H"),
            (self.next_button, "chevron-right", _("Next take"), _("Next  ·  T"), "T"),
        ):
            role = {"coach_next": "accent_text", "coach_heard": "text_muted"}.get(part.objectName(), "accent")
            part.setText("" if narrow else text)
            part.setIcon(icon(sign, theme, 18, role, "accent" if part.isCheckable() else None))
            part.setAccessibleName(told)
            part.setToolTip(_("{what} ({key})").format(what=told, key=key))

    @property
    def _heard_told(self) -> str:
        return _("Heard: put it back to be heard") if self.heard_button.isChecked() else _("Mark as heard")

    def set_heard(self, heard: bool) -> None:
        """Whether the take counts as heard."""
        self.heard_button.setChecked(heard)
        self._show_buttons()

    # ---- content -------------------------------------------------------------------------------

    def set_take(self, take: Take | None) -> None:
        """Who speaks, and what the take is called."""
        if take is None:
            self.who.set_whole("")
            self.about.set_whole("")
            return
        self.who.set_whole(take.speaker or _("No name"))
        self._tell(take, "")

    def set_review(self, review: Review) -> None:
        analysis = review.analysis
        self._tell(review.take, headline(analysis.scorecard) if analysis is not None else "")

    def _tell(self, take: Take, verdict: str) -> None:
        parts = (take.title, friendly_date(take.created_at, datetime.now().astimezone()), verdict)
        self.about.set_whole("  ·  ".join(part for part in parts if part))


class KeysLine(Elided):
    """The keys one hears by, in one quiet line."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme.font("caption"), "coach_keys", tone="muted")
        self.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.set_whole(
            _(
                "Space plays  ·  J 3 s back, L on  ·  [ ] speed  ·  M next moment  ·  T next take"
                "  ·  N note  ·  Alt+1–5 react  ·  Ctrl+Z undo"
            )
        )
