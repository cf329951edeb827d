"""What is answered with a new take: its name and what was said of it, above the stage while one records."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from rehearse.i18n import _, ngettext
from rehearse.ui import icons
from rehearse.ui.check_words import clock
from rehearse.ui.controls import Elided, button, label
from rehearse.ui.flow_layout import empty

if TYPE_CHECKING:
    from rehearse.library.notes import Note
    from rehearse.ui.theme import Theme

#: As high as the notes may be: the timer and the script need the rest, and in a low window more of it.
_MOST_PX, _MOST_LOW_PX, _LOW_PX = 132, 44, 640


class _Notes(QScrollArea):
    """As high as what is in it, up to a limit."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("answer_notes")
        self.setAccessibleName(_("What was said of it"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.inside = QWidget()
        self.inside.setObjectName("scrolled")
        self.column = QVBoxLayout(self.inside)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(4)
        self.setWidget(self.inside)

    def fit(self, scale: float) -> None:
        """Take the height that the notes need in the width there is."""
        needs = max(0, self.column.heightForWidth(max(1, self.viewport().width())))
        most = _MOST_LOW_PX if self.window().height() < _LOW_PX else _MOST_PX
        self.setFixedHeight(min(round(most * scale), needs))


class AnswerStrip(QFrame):
    """Signal: `left`: a take that is recorded now is no answer."""

    left = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._notes: tuple[Note, ...] = ()
        self.setObjectName("answer_strip")
        self.setProperty("kind", "card")
        self.mark = QLabel()
        self.title = Elided(theme.font("strong"), "answer_title")
        self.count = label("", theme.font("caption"), "answer_count", tone="muted", wrap=False)
        told = _("Not an answer")
        self.leave_button = button("", "answer_leave", "icon", accessible=told)
        self.leave_button.setToolTip(_("The next take is no answer"))
        self.leave_button.setIconSize(QSize(18, 18))
        self.leave_button.clicked.connect(self.left)
        self.notes = _Notes()
        across = QHBoxLayout()
        across.setSpacing(10)
        across.addWidget(self.mark)
        across.addWidget(self.title, 1)
        across.addWidget(self.count)
        across.addWidget(self.leave_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 8, 10, 12)
        column.setSpacing(4)
        column.addLayout(across)
        column.addWidget(self.notes)
        self.set_theme(theme)
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.title.setFont(theme.font("strong"))
        self.count.setFont(theme.font("caption"))
        ratio = self.devicePixelRatioF()
        self.mark.setPixmap(icons.pixmap("reply", theme.colour("accent"), 20, ratio))
        self.leave_button.setIcon(icons.icon("close", theme, 18, "text_muted"))
        self._fill()

    def show_answered(self, name: str, notes: Sequence[Note]) -> None:
        """The take that is answered, and what was said of it in the order of its moments."""
        self.title.set_whole(_("Answering “{title}”").format(title=name))
        self._notes = tuple(
            sorted(notes, key=lambda note: (note.span is None, note.span.start_s if note.span else 0.0))
        )
        n = len(self._notes)
        self.count.setText(ngettext("{n} note", "{n} notes", n).format(n=n) if n else "")
        self._fill()
        self.show()
        self.fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def fit(self) -> None:
        """As high as the notes are, and as the window lets them be."""
        self.notes.fit(self._theme.text_scale)

    def set_busy(self, busy: bool) -> None:
        """While somebody speaks nothing here can be pressed."""
        self.leave_button.setVisible(not busy)

    def _fill(self) -> None:
        empty(self.notes.column)
        self.notes.setVisible(bool(self._notes))
        theme = self._theme
        for note in self._notes:
            row = QWidget()
            across = QHBoxLayout(row)
            across.setContentsMargins(30, 0, 8, 0)
            across.setSpacing(10)
            at = clock(note.span.start_s) if note.span is not None else ""
            when = label(at, theme.font("caption"), "answer_note_at", tone="muted", wrap=False)
            when.setFixedWidth(round(36 * theme.text_scale))
            text = label(note.text, theme.font("body"), "answer_note")
            across.addWidget(when, 0, Qt.AlignmentFlag.AlignTop)
            across.addWidget(text, 1)
            if note.author:
                by = label(note.author, theme.font("caption"), "answer_note_by", tone="muted", wrap=False)
                across.addWidget(by, 0, Qt.AlignmentFlag.AlignTop)
            self.notes.column.addWidget(row)
