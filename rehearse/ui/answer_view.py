"""Beneath the words of a take: why they should call back, and whether that was heard."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from rehearse.analysis.result import Band
from rehearse.i18n import _
from rehearse.speech.transcript import Span
from rehearse.ui import icons
from rehearse.ui.mark_paint import BandGlyph
from rehearse.ui.view_style import INSET_PX, button, label, strong_caption

if TYPE_CHECKING:
    from rehearse.analysis.answer import AnswerHeard
    from rehearse.live_take import Review
    from rehearse.studio import Studio
    from rehearse.ui.tasks import Tasks
    from rehearse.ui.theme import Theme

_BANDS: dict[str, Band] = {"heard": "good", "partly": "near", "not_heard": "off", "unknown": "unknown"}


@dataclass(frozen=True, slots=True)
class Answer:
    """What the script was to say, and what was heard of it."""

    text: str
    heard: AnswerHeard

    @property
    def span(self) -> Span | None:
        """Where it was said."""
        return next((proof.span for proof in self.heard.evidence if proof.span is not None), None)


class AnswerView(QWidget):
    """Hidden where the script has no answer.  Signal `play` (Span)."""

    play = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("answer_view")
        self._answer: Answer | None = None
        self.heading = label(
            _("Why should this prospect call me back?"),
            strong_caption(theme),
            name="answer_heading",
            muted=True,
        )
        self.text = label("", theme.font("body"), name="answer_text")
        self.glyph = BandGlyph("unknown", theme, 18)
        self.verdict = label("", theme.font("body"), name="answer_verdict", muted=True)
        self.play_button = button("", "soft", "answer_play", _("Hear your answer"))
        self.play_button.setToolTip(_("Hear your answer"))
        self.play_button.setIconSize(QSize(18, 18))
        self.play_button.setFixedSize(34, 30)
        self.play_button.setCursor(Qt.CursorShape.PointingHandCursor)
        self.play_button.clicked.connect(self._play)
        grid = QGridLayout(self)
        grid.setContentsMargins(INSET_PX, 0, 0, 0)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(1, 1)
        grid.addWidget(self.heading, 0, 0, 1, 3)
        grid.addWidget(self.text, 1, 0, 1, 3)
        grid.addWidget(self.glyph, 2, 0, Qt.AlignmentFlag.AlignVCenter)
        grid.addWidget(self.verdict, 2, 1, Qt.AlignmentFlag.AlignVCenter)
        grid.addWidget(self.play_button, 2, 2, Qt.AlignmentFlag.AlignVCenter)
        self.set_theme(theme)
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        self.heading.setFont(strong_caption(theme))
        for part in (self.text, self.verdict):
            part.setFont(theme.font("body"))
        self.glyph.set_theme(theme)
        self.play_button.setIcon(icons.icon("play", theme, 18, "accent"))

    def show_answer(self, answer: Answer | None) -> None:
        self._answer = answer
        if answer is not None:
            self.text.setText(answer.text)
            self.verdict.setText(answer.heard.reason)
            self.glyph.set_band(_BANDS[answer.heard.verdict])
            self.play_button.setVisible(answer.span is not None)
            self.setAccessibleName(f"{self.heading.text()} {answer.text}. {answer.heard.reason}")
        self.setVisible(answer is not None)

    def set_playable(self, playable: bool) -> None:
        self.play_button.setEnabled(playable)

    def _play(self) -> None:
        if self._answer is not None and self._answer.span is not None:
            self.play.emit(self._answer.span)


class AnswerHearing(QObject):
    """Listens for the answer of a take's script, away from the main thread."""

    def __init__(self, studio: Studio, tasks: Tasks, view: AnswerView, parent: QObject) -> None:
        super().__init__(parent)
        self._studio, self._tasks, self._view = studio, tasks, view
        self._asked: Review | None = None

    def listen(self, review: Review | None) -> None:
        """Show what was heard of the answer; nothing for None and for a take without one."""
        before, self._asked = self._asked, review
        if review is None or before is None or before.take.id != review.take.id:
            self._view.show_answer(None)
        if review is None or review.take.script_id is None or review.take.transcript is None:
            return
        studio = self._studio
        self._tasks.run(
            lambda _handle: heard_in(studio, review),
            done=lambda answer: self._view.show_answer(answer) if review is self._asked else None,
            failed=lambda _error: None,  # the verdict stands without it
            owner=self,
            name="listen for the answer",
        )


def heard_in(studio: Studio, review: Review) -> Answer | None:
    """The answer of the version the take was made with; None where it has none."""
    heard = studio.answer_heard(review)
    if heard is None or review.take.script_id is None:
        return None
    return Answer(studio.scripts.get(review.take.script_id).answer, heard)
