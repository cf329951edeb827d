"""What a coach says of the take in sight: answers, reactions, heard; kept in the background."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from rehearse.analysis.rubrics import Answer
from rehearse.i18n import _
from rehearse.library.heard import Played
from rehearse.library.reactions import ReactionKind, reaction_label
from rehearse.ui.banners import announce
from rehearse.ui.coach_desk import Answered, Desk, Reacted
from rehearse.ui.coach_history import CoachHistory, Step
from rehearse.ui.coach_rubric import ReactionsView, RubricPanel
from rehearse.ui.microphone_picker import SAVE_LANE

if TYPE_CHECKING:
    from rehearse.speech.transcript import Span
    from rehearse.ui.tasks import Tasks
    from rehearse.ui.theme import Theme

#: What takes a change back; waits for the disk.
Undo = Callable[[], object]

#: In the order they were asked for.
_LANE = "coach's marks"


class Marking(QObject):
    """The rubric and the reactions of the take in sight.

    Signals: `failed` (an error); `heard_changed` (take id, whether): it was heard, or is to be heard again;
    `played` (a span); `left`; `told` (a sentence about another take than the one in sight).
    """

    failed = Signal(object)
    heard_changed = Signal(str, bool)
    played = Signal(object)
    left = Signal()
    told = Signal(str)

    def __init__(
        self, desk: Desk, tasks: Tasks, theme: Theme, where: Callable[[], Span | None], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._desk, self._tasks, self._where = desk, tasks, where
        self._take_id: str | None = None
        self._rubric = ""
        self._answers: tuple[Answered, ...] = ()
        self._played = Played(0.0)
        self.heard = False
        #: Who speaks in the take, for what is told once another one is in sight.
        self.whose = ""
        self.history = CoachHistory(self)
        self.kinds = [kind for kind, _text in desk.kinds()]
        self.rubric = RubricPanel(theme)
        self.reactions = ReactionsView(theme, desk.kinds())
        self.rubric.chosen.connect(self._choose)
        self.rubric.answered.connect(self._answer)
        self.rubric.left.connect(self.left)
        self.rubric.undo_button.clicked.connect(self.undo)
        self.history.changed.connect(lambda: self.rubric.offer_undo(self.history.last is not None))
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
        self._take_id, self.heard, self.whose = take_id, heard, ""
        self._played = Played(0.0)
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
            wanted = [one for one in (chosen, desk.remembered_rubric(), *known) if one in known]
            rubric = wanted[0] if wanted else ""
            answers = desk.answers(take_id, rubric) if rubric else ()
            return rubrics, rubric, answers, desk.reactions(take_id)

        self._run(take_id, read, lambda found: self._fetched(take_id, chosen, *found))

    def _fetched(
        self,
        take_id: str,
        chosen: str,
        rubrics: list[tuple[str, str]],
        rubric: str,
        answers: tuple[Answered, ...],
        reactions: tuple[Reacted, ...],
    ) -> None:
        if take_id != self._take_id or self._rubric not in (chosen, rubric):
            return  # something else is wanted by now, and follows
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
        self._tasks.run(
            lambda _handle: self._desk.remember_rubric(rubric_id),
            done=lambda _nothing: None,
            failed=self.failed.emit,
            name="which rubric",
            lane=SAVE_LANE,
            must_run=True,
        )
        self.read_again()

    def coach_changed(self) -> None:
        """Somebody else answers now, by the rubric they used."""
        self._rubric = ""
        self.read_again()

    def read_again(self) -> None:
        """Answers, reactions or rubrics may be others now."""
        if self._take_id is not None:
            self._read(self._take_id)

    # ---- saying something ----------------------------------------------------------------------

    def _answer(self, question_id: str, answer: Answer | None, reason: str | None) -> None:
        take_id, rubric, whose = self._take_id, self._rubric, self.whose
        asked = next((one for one in self._answers if one.id == question_id), None)
        if take_id is None or asked is None:
            return
        offer = ""
        if asked.answer is not None and not asked.author:  # something of one's own goes
            offer = _("The answer was changed.") if answer is not None else _("The answer is taken back.")

        def done(found: tuple[tuple[Answered, ...], Undo]) -> None:
            answers, undo = found
            told = _("The answer to “{question}” is as before.").format(question=asked.question)
            self._add_step(take_id, whose, told, undo, f"{rubric}/{question_id}", offer)
            if take_id == self._take_id:
                if rubric == self._rubric:
                    self._show_answers(answers)
                if answer is not None:
                    self._is_heard(True)

        self._run(take_id, lambda: self._desk.answer(take_id, rubric, question_id, answer, reason), done)

    def react(self, kind: ReactionKind) -> None:
        """To the words selected or the one that is heard, else to the whole take."""
        take_id, span, whose = self._take_id, self._where(), self.whose
        if take_id is None:
            return

        def done(found: tuple[tuple[Reacted, ...], Undo | None]) -> None:
            reactions, undo = found
            if undo is not None:
                told = _("The reaction “{what}” is gone again.").format(what=reaction_label(kind))
                self._add_step(take_id, whose, told, undo)
            if take_id == self._take_id:
                self.reactions.show_reactions(reactions)
                announce(self.reactions, reaction_label(kind))

        self._run(take_id, lambda: self._desk.react(take_id, kind, span), done)

    def react_with(self, at: int) -> None:
        """With the reaction of that place in the row, counted from 0."""
        if at < len(self.kinds):
            self.react(self.kinds[at])

    def _take_back(self, reaction_id: str) -> None:
        take_id, whose = self._take_id, self.whose
        if take_id is None:
            return

        def done(found: tuple[tuple[Reacted, ...], Undo | None]) -> None:
            reactions, undo = found
            if undo is not None:
                offer = _("The reaction is taken back.")
                self._add_step(take_id, whose, _("The reaction is there again."), undo, offer=offer)
            if take_id == self._take_id:
                self.reactions.show_reactions(reactions)

        self._run(take_id, lambda: self._desk.take_back(take_id, reaction_id), done)

    # ---- taking it back ------------------------------------------------------------------------

    def undo(self) -> None:
        """Take back what was done last, on whatever take that was."""
        if not self.history.undo():
            announce(self.rubric, _("There is nothing to undo"))

    def _add_step(
        self, take_id: str, whose: str, told: str, undo: Undo, subject: str = "", offer: str = ""
    ) -> None:
        def go_back() -> None:
            self._run(take_id, do, back)

        def do() -> bool:
            undo()
            return self._desk.is_heard(take_id)

        def back(heard: bool) -> None:
            if take_id == self._take_id:
                announce(self.rubric, told)
                self._is_heard(heard)
                self._read(take_id)
            else:
                self.told.emit(_("{what} ({who})").format(what=told, who=whose) if whose else told)
                self.heard_changed.emit(take_id, heard)

        self.history.add(Step(take_id, told, go_back, subject), offer)

    # ---- heard ---------------------------------------------------------------------------------

    def set_duration(self, duration_s: float | None) -> None:
        """How long the take is, once it is known."""
        self._played = Played(duration_s or 0.0)

    def note_played(self, from_s: float, to_s: float) -> None:
        """This stretch was heard; most of them make the take one that was."""
        self._played.add(from_s, to_s)
        if not self.heard and self._played.is_heard:
            self._set_heard(True, by_hand=False)

    def set_heard(self, heard: bool) -> None:
        """It counts as heard, or as waiting again."""
        self._set_heard(heard, by_hand=True)

    def _set_heard(self, heard: bool, *, by_hand: bool) -> None:
        take_id, whose = self._take_id, self.whose
        if take_id is None or heard == self.heard:
            return
        self.heard = heard  # so that it is not asked for again meanwhile
        self._played = Played(self._played.duration_s)

        def done(undo: Undo) -> None:
            if by_hand:  # what was simply listened to is nothing to take back
                told = _("It waits to be heard again.") if heard else _("It counts as heard again.")
                self._add_step(take_id, whose, told, undo)
            self.heard_changed.emit(take_id, heard)

        def failed() -> None:
            if take_id == self._take_id:
                self.heard = not heard

        self._run(take_id, lambda: self._desk.set_heard(take_id, heard), done, failed)

    def _is_heard(self, heard: bool) -> None:
        if self._take_id is not None and heard != self.heard:
            self.heard = heard
            self.heard_changed.emit(self._take_id, heard)

    def _run(
        self,
        take_id: str,
        do: Callable[[], Any],
        done: Callable[[Any], None],
        failed: Callable[[], None] | None = None,
    ) -> None:
        """`failed` puts right what was shown ahead, before the error is told."""

        def went_wrong(error: object) -> None:
            if failed is not None:
                failed()
            self.failed.emit(error)
            if take_id == self._take_id:
                self._show_answers(self._answers)

        self._tasks.run(
            lambda _handle: do(),
            done=done,
            failed=went_wrong,
            name="what the coach says",
            owner=self,
            lane=_LANE,
            must_run=True,
        )
