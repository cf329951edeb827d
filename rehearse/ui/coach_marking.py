"""What a coach says of the take in sight: answers, reactions, heard; kept in the background."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from rehearse.analysis.rubrics import Answer
from rehearse.library.reactions import ReactionKind, reaction_label
from rehearse.ui.banners import announce
from rehearse.ui.coach_desk import Answered, Desk, Reacted
from rehearse.ui.coach_rubric import ReactionsView, RubricPanel

if TYPE_CHECKING:
    from rehearse.speech.transcript import Span
    from rehearse.ui.tasks import Tasks
    from rehearse.ui.theme import Theme

#: In the order they were asked for.
_LANE = "coach's marks"
#: So much of the sound must have been played for a take to count as heard.
HEARD_FRACTION = 0.8


class Marking(QObject):
    """The rubric and the reactions of the take in sight.

    Signals: `failed` (an error); `heard_changed` (take id, whether): it was heard, or is to be heard again;
    `played` (a span); `left`.
    """

    failed = Signal(object)
    heard_changed = Signal(str, bool)
    played = Signal(object)
    left = Signal()

    def __init__(
        self, desk: Desk, tasks: Tasks, theme: Theme, where: Callable[[], Span | None], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._desk, self._tasks, self._where = desk, tasks, where
        self._take_id: str | None = None
        self._rubric = ""
        self._answers: tuple[Answered, ...] = ()
        self._seconds: set[int] = set()
        self.heard = False
        self.kinds = [kind for kind, _text in desk.kinds()]
        self.rubric = RubricPanel(theme)
        self.reactions = ReactionsView(theme, desk.kinds())
        self.rubric.chosen.connect(self._choose)
        self.rubric.answered.connect(self._answer)
        self.rubric.left.connect(self.left)
        self.reactions.reacted.connect(self.react)
        self.reactions.played.connect(self.played)
        self.reactions.taken_back.connect(self._take_back)

    def column(self, below: QWidget) -> QWidget:
        """The rubric above something else."""
        made = QWidget()
        made.setObjectName("scrolled")
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(14)
        column.addWidget(self.rubric)
        column.addWidget(below)
        column.addStretch(1)
        return made

    def set_theme(self, theme: Theme) -> None:
        self.rubric.set_theme(theme)
        self.reactions.set_theme(theme)

    # ---- the take ------------------------------------------------------------------------------

    def show_take(self, take_id: str | None, *, heard: bool = False) -> None:
        """Another take, or the same one anew."""
        self._take_id, self.heard, self._seconds = take_id, heard, set()
        self._show_answers(())
        self.reactions.show_reactions(())
        self.rubric.setEnabled(take_id is not None)
        self.reactions.setEnabled(take_id is not None)
        if take_id is not None:
            self._read(take_id)

    def _read(self, take_id: str) -> None:
        desk, chosen = self._desk, self._rubric

        def read() -> Any:
            rubrics = desk.rubrics()
            known = [rubric_id for rubric_id, _title in rubrics]
            rubric = chosen if chosen in known else known[0] if known else ""
            answers = desk.answers(take_id, rubric) if rubric else ()
            return rubrics, rubric, answers, desk.reactions(take_id)

        self._run(take_id, read, self._fetched)

    def _fetched(self, found: Any) -> None:
        rubrics, rubric, answers, reactions = found
        self._rubric = rubric
        self.rubric.set_rubrics(rubrics, rubric)
        self._show_answers(answers)
        self.reactions.show_reactions(reactions)

    def _show_answers(self, answers: tuple[Answered, ...]) -> None:
        again = [one.id for one in answers] == [one.id for one in self._answers]
        self._answers = answers
        self.rubric.show_answers(answers, again=again)

    def _choose(self, rubric_id: str) -> None:
        self._rubric = rubric_id
        if self._take_id is not None:
            self._read(self._take_id)

    # ---- saying something ----------------------------------------------------------------------

    def _answer(self, question_id: str, answer: Answer | None, reason: str | None) -> None:
        take_id, rubric = self._take_id, self._rubric
        if take_id is None:
            return

        def done(answers: tuple[Answered, ...]) -> None:
            self._show_answers(answers)
            if answer is not None:
                self._is_heard(True)

        self._run(take_id, lambda: self._desk.answer(take_id, rubric, question_id, answer, reason), done)

    def react(self, kind: ReactionKind) -> None:
        """To the words selected or the one that is heard, else to the whole take."""
        take_id, span = self._take_id, self._where()
        if take_id is not None:

            def done(reactions: tuple[Reacted, ...]) -> None:
                self.reactions.show_reactions(reactions)
                announce(self.reactions, reaction_label(kind))

            self._run(take_id, lambda: self._desk.react(take_id, kind, span), done)

    def react_with(self, at: int) -> None:
        """With the reaction of that place in the row, counted from 0."""
        if at < len(self.kinds):
            self.react(self.kinds[at])

    def _take_back(self, reaction_id: str) -> None:
        take_id = self._take_id
        if take_id is not None:
            self._run(
                take_id,
                lambda: self._desk.take_back(take_id, reaction_id),
                self.reactions.show_reactions,
            )

    # ---- heard ---------------------------------------------------------------------------------

    def note_played(self, position_s: float, duration_s: float) -> None:
        """This second is heard; most of them make the take one that was."""
        if self.heard or duration_s <= 0:
            return
        self._seconds.add(int(position_s))
        if len(self._seconds) >= HEARD_FRACTION * duration_s:
            self.set_heard(True)

    def set_heard(self, heard: bool) -> None:
        """It counts as heard, or as waiting again."""
        take_id = self._take_id
        if take_id is None or heard == self.heard:
            return
        self.heard = heard  # so that it is not asked for again meanwhile
        self._seconds = set()
        self._run(
            take_id,
            lambda: self._desk.set_heard(take_id, heard),
            lambda _nothing: self.heard_changed.emit(take_id, heard),
        )

    def _is_heard(self, heard: bool) -> None:
        if self._take_id is not None and heard != self.heard:
            self.heard = heard
            self.heard_changed.emit(self._take_id, heard)

    def _run(self, take_id: str, do: Callable[[], Any], done: Callable[[Any], None]) -> None:
        self._tasks.run(
            lambda _handle: do(),
            done=lambda found: done(found) if take_id == self._take_id else None,
            failed=lambda error: self._went_wrong(take_id, error),
            name="what the coach says",
            owner=self,
            lane=_LANE,
            must_run=True,
        )

    def _went_wrong(self, take_id: str, error: object) -> None:
        self.failed.emit(error)
        if take_id == self._take_id:
            self._show_answers(self._answers)
