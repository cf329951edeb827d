"""What others answered and how they reacted: below the notes of a take, to be read and heard."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from rehearse.i18n import _
from rehearse.library.reactions import reaction_label
from rehearse.ui import icons
from rehearse.ui.check_words import clock
from rehearse.ui.controls import label  # never as anything but plain text: strangers wrote it
from rehearse.ui.flow_layout import FlowLayout, empty
from rehearse.ui.view_style import INSET_PX, button, strong_caption

if TYPE_CHECKING:
    from rehearse.library.marks import Mark
    from rehearse.library.reactions import Reaction
    from rehearse.ui.theme import Theme


@dataclass(frozen=True, slots=True)
class Feedback:
    """Of others alone, in the order of the moments and of the questions."""

    reactions: tuple[Reaction, ...] = ()
    marks: tuple[Mark, ...] = ()

    @property
    def authors(self) -> tuple[str, ...]:
        written = (*(one.author for one in self.reactions), *(one.author for one in self.marks))
        return tuple(dict.fromkeys(filter(None, written)))


def of_others(reactions: Sequence[Reaction], marks: Sequence[Mark], own: str) -> Feedback:
    """What somebody said who goes by another name than `own`."""
    return Feedback(
        tuple(one for one in reactions if one.author != own),
        tuple(one for one in marks if one.author != own),
    )


class FeedbackView(QWidget):
    """Hidden where nobody else said anything.  Signal: `played` (a span)."""

    played = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("feedback_view")
        self._theme, self._feedback = theme, Feedback()
        self.heading = label("", strong_caption(theme), "feedback_heading", tone="muted")
        inside = QWidget()
        self._chips = FlowLayout(inside, gap_px=(8, 6))
        self._chips.setContentsMargins(0, 0, 0, 0)
        self._chips_home = inside
        answers = QWidget()
        self._rows = QVBoxLayout(answers)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(4)
        box = QVBoxLayout(self)
        box.setContentsMargins(INSET_PX, 0, 0, 0)
        box.setSpacing(6)
        for part in (self.heading, inside, answers):
            box.addWidget(part)
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.heading.setFont(strong_caption(theme))
        self._fill()

    def show_feedback(self, feedback: Feedback) -> None:
        if feedback != self._feedback:
            self._feedback = feedback
            self._fill()

    def _fill(self) -> None:
        empty(self._chips)
        empty(self._rows)
        feedback = self._feedback
        by = ", ".join(feedback.authors)
        self.heading.setText(_("Feedback of {names}").format(names=by) if by else _("Feedback"))
        several = len(feedback.authors) > 1
        for reaction in feedback.reactions:
            self._chips.addWidget(self._chip(reaction, several))
        for mark in feedback.marks:
            self._rows.addWidget(self._answer(mark, several))
        self._chips_home.setVisible(bool(feedback.reactions))
        self.setVisible(bool(feedback.reactions or feedback.marks))
        self.updateGeometry()

    def _chip(self, one: Reaction, several: bool) -> QWidget:
        text = reaction_label(one.kind)
        if several and one.author:
            text = f"{text}  ·  {one.author}"
        if one.span is None:
            return label(text, self._theme.font("caption"), "feedback_reaction", wrap=False)
        span = one.span
        shown = f"{clock(span.start_s)}  {text}".replace("&", "&&")
        made = button(shown, "soft", "feedback_play", _("{text}: hear it").format(text=text))
        made.setToolTip(_("Hear what this is about"))
        made.setFont(self._theme.font("caption"))
        made.setCursor(Qt.CursorShape.PointingHandCursor)
        made.clicked.connect(lambda: self.played.emit(span))
        return made

    def _answer(self, mark: Mark, several: bool) -> QWidget:
        theme = self._theme
        row = QWidget()
        across = QHBoxLayout(row)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(8)
        yes = mark.answer == "yes"
        told = _("Yes") if yes else _("No")
        role = "good" if yes else "off"
        sign = QLabel()
        sign.setPixmap(icons.pixmap(role, theme.colour(role), 18, self.devicePixelRatioF()))
        sign.setFixedWidth(24)
        across.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setContentsMargins(0, 2, 0, 0)
        words.setSpacing(0)
        asked = _("{question}  {answer}").format(question=mark.question, answer=told)
        words.addWidget(label(asked, theme.font("body"), "feedback_answer"))
        under = "  ·  ".join(part for part in (mark.reason, mark.author if several else "") if part)
        if under:
            words.addWidget(label(under, theme.font("caption"), "feedback_reason", tone="muted"))
        across.addLayout(words, 1)
        return row
