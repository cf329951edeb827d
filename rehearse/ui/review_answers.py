"""Which take the one in sight answers, and which answer it: links both ways, and the way to a new one."""

from __future__ import annotations

import html
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QPushButton, QWidget

from rehearse.errors import TakeMissing
from rehearse.i18n import _
from rehearse.ui.answering import name_of
from rehearse.ui.flow_layout import FlowLayout
from rehearse.ui.icons import icon
from rehearse.ui.review_feedback import Feedback, FeedbackView, of_others
from rehearse.ui.view_style import button

if TYPE_CHECKING:
    from rehearse.studio import Studio
    from rehearse.ui.review import ReviewView
    from rehearse.ui.tasks import Tasks
    from rehearse.ui.theme import Theme

#: The newest so many answers have a link each.
_MOST = 3
_NAME_PX = 280


@dataclass(frozen=True, slots=True)
class Linked:
    """`answers` is the id and the name of the take that this one answers (the name None where it is not
    here), `answered_by` those of its answers, the newest first; `from_others`: somebody else said something,
    of which `feedback` is what is no note.
    """

    answers: tuple[str, str | None] | None
    answered_by: tuple[tuple[str, str], ...]
    from_others: bool
    feedback: Feedback


class AnswerLine(QWidget):
    """Signals: `opened` (take id); `wanted`: a new take is to answer this one."""

    opened = Signal(str)
    wanted = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("review_answers")
        self._theme = theme
        self.linked: Linked | None = None
        self.links: list[QPushButton] = []
        self._flow = FlowLayout(self, gap_px=(4, 0))
        self._flow.setContentsMargins(0, 0, 0, 0)
        self.answer_button = button(
            _("Answer with a new take  ·  A"), "link", "review_answer", _("Answer with a new take")
        )
        self.answer_button.setToolTip(_("Its script and its notes stand beside while you record (A)"))
        self.answer_button.setCursor(Qt.CursorShape.PointingHandCursor)
        self.answer_button.clicked.connect(self.wanted)
        self._flow.addWidget(self.answer_button)
        self.set_theme(theme)
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.answer_button.setFont(theme.font("body"))
        self.answer_button.setIcon(icon("reply", theme, 18, "accent"))
        self._fill()

    def show_linked(self, linked: Linked | None) -> None:
        """None while it is not known."""
        self.linked = linked
        self._fill()
        shown = linked is not None and bool(linked.answers or linked.answered_by or linked.from_others)
        self.setVisible(shown)

    def _fill(self) -> None:
        for link in self.links:
            self._flow.removeWidget(link)
            link.setParent(None)
            link.deleteLater()
        self.links = []
        if self.linked is None:
            return
        if (answers := self.linked.answers) is not None:
            take_id, name = answers
            if name is None:
                self._add("", _("Answers a take that is not here"))
            else:
                self._add(take_id, _("Answers “{title}”"), name)
        for take_id, name in self.linked.answered_by:
            self._add(take_id, _("Answered by “{title}”"), name)

    def _add(self, take_id: str, text: str, name: str = "") -> None:
        font = self._theme.font("body")
        cut = QFontMetrics(font).elidedText(name, Qt.TextElideMode.ElideRight, _NAME_PX)
        link = button("", "link", "review_answer_link", text.format(title=name))
        link.setProperty("tone", "muted")
        link.setText(text.format(title=cut).replace("&", "&&"))
        if cut != name:  # as a text, whatever a stranger called it
            link.setToolTip(f"<span>{html.escape(text.format(title=name))}</span>")
        link.setFont(font)
        link.setEnabled(bool(take_id))
        if take_id:
            link.setCursor(Qt.CursorShape.PointingHandCursor)
            link.clicked.connect(lambda: self.opened.emit(take_id))
        self.links.append(link)
        # In front of the way to one more.
        self._flow.removeWidget(self.answer_button)
        self._flow.addWidget(link)
        self._flow.addWidget(self.answer_button)
        # Made later than all of the page, it would be the last that Tab comes to.
        QWidget.setTabOrder(self.answer_button, link)
        QWidget.setTabOrder(link, self.answer_button)
        link.show()


class ReviewAnswers(QObject):
    """Looks up in the background what the take in sight has to do with others."""

    def __init__(self, studio: Studio, tasks: Tasks, theme: Theme, view: ReviewView) -> None:
        super().__init__(view)
        self._studio, self._tasks, self.line = studio, tasks, view.header.answers
        self.feedback = FeedbackView(theme)
        self.feedback.played.connect(view.play_span)
        view.page.put_below_notes(self.feedback)
        view.drill.shown.connect(self.show_take)
        self._take_id: str | None = None

    @property
    def answered_id(self) -> str | None:
        """The take that the one in sight answers, where it is here."""
        linked = self.line.linked
        answers = None if linked is None else linked.answers
        return answers[0] if answers is not None and answers[1] is not None else None

    def show_take(self, take_id: str | None) -> None:
        """Another take is in sight, or the same one with more to say of it; None for none."""
        if take_id != self._take_id:
            self.line.show_linked(None)
            self.feedback.show_feedback(Feedback())
        self._take_id = take_id
        if take_id is None:
            return
        self._tasks.run(
            lambda _handle: self._read(take_id),
            done=lambda linked: self._show(linked) if take_id == self._take_id else None,
            failed=lambda _error: None,  # the take itself tells what is wrong with the library
            name="answers to a take",
            owner=self,
        )

    def set_theme(self, theme: Theme) -> None:
        self.feedback.set_theme(theme)

    def _show(self, linked: Linked) -> None:
        self.line.show_linked(linked)
        self.feedback.show_feedback(linked.feedback)

    def look_again(self, *about: str) -> None:
        """Something was answered, or came in; without ids whatever is in sight may have changed."""
        if self._take_id is not None and (not about or self._take_id in about):
            self.show_take(self._take_id)

    def _read(self, take_id: str) -> Linked:
        library = self._studio.library
        own = self._studio.settings.value.speaker
        answers = None
        if (answered_id := library.arrivals.answers(take_id)) is not None:
            answers = (answered_id, self._name(answered_id))
        newest = library.arrivals.answered_by(take_id)[: -_MOST - 1 : -1]
        named = ((other, self._name(other)) for other in newest)
        feedback = of_others(library.reactions.of(take_id), library.marks.of(take_id), own)
        from_others = (
            library.arrivals.arrived(take_id) is not None
            or any(note.author not in ("", own) for note in library.notes.of(take_id))
            or bool(feedback.reactions or feedback.marks)
        )
        answered_by = tuple((other, name) for other, name in named if name is not None)
        return Linked(answers, answered_by, from_others, feedback)

    def _name(self, take_id: str) -> str | None:
        with suppress(TakeMissing):
            return name_of(self._studio.library.take(take_id))
        return None
