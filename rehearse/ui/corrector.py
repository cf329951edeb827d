"""Putting words of a take right: on the screen at once, judged and kept in the background."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from rehearse.speech.corrections import NO_CORRECTIONS, Correction, Corrections, correct

if TYPE_CHECKING:
    from rehearse.live_take import Review
    from rehearse.studio import Studio
    from rehearse.ui.review_page import ReviewPage
    from rehearse.ui.tasks import Tasks

#: One after the other, so that what was typed last is what is kept.
_LANE = "corrections"


class Corrector(QObject):
    """The corrections of the take in sight, with undo and redo.

    Signals: `judged` (the review with the corrections), `failed` (an error; the corrections are again
    what was kept last).
    """

    judged = Signal(object)
    failed = Signal(object)

    def __init__(self, studio: Studio, tasks: Tasks, page: ReviewPage, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._studio, self._tasks, self._page = studio, tasks, page
        page.transcript.corrected.connect(self.correct)
        page.corrections.taken_back.connect(self.take_back)
        page.corrections.all_taken_back.connect(self.take_all_back)
        self._review: Review | None = None
        self._wanted = NO_CORRECTIONS
        self._past: list[Corrections] = []
        self._future: list[Corrections] = []
        self._asked = 0

    @property
    def wanted(self) -> Corrections:
        return self._wanted

    @property
    def can_correct(self) -> bool:
        """Whether there are heard words to put right."""
        return self._review is not None and self._review.take.heard is not None

    def set_review(self, review: Review | None) -> None:
        """Another take, or the same one judged anew."""
        same = review is not None and self._review is not None and review.take.id == self._review.take.id
        if not same:
            self._past, self._future = [], []
        self._asked += 1
        self._review = review
        self._wanted = review.take.corrections if review is not None else NO_CORRECTIONS

    def correct(self, first_word: int, last_word: int, text: str) -> None:
        """Put `text` in the place of shown words."""
        if self._review is not None and self._review.take.heard is not None:
            self._change(correct(self._review.take.heard, self._wanted, first_word, last_word, text))

    def take_back(self, one: Correction) -> None:
        self._change(self._wanted.without(one))

    def take_all_back(self) -> None:
        self._change(NO_CORRECTIONS)

    def undo(self) -> None:
        if self._past:
            self._future.append(self._wanted)
            self._apply(self._past.pop())

    def redo(self) -> None:
        if self._future:
            self._past.append(self._wanted)
            self._apply(self._future.pop())

    def _change(self, corrections: Corrections) -> None:
        if corrections != self._wanted:
            self._past.append(self._wanted)
            self._future.clear()
            self._apply(corrections)

    def _apply(self, corrections: Corrections) -> None:
        review = self._review
        if review is None:
            return
        self._wanted = corrections
        self._asked += 1
        asked, take_id, shown = self._asked, review.take.id, review.analysis
        if review.take.heard is not None:
            self._page.show_wanted(review.take.heard, corrections)
        self._tasks.run(
            lambda _handle: self._studio.correct(take_id, corrections, shown=shown),
            done=lambda review: self._judged(asked, review),
            failed=lambda error: self._not_judged(asked, take_id, error),
            name="correct a word",
            owner=self,
            lane=_LANE,
            must_run=True,
        )

    def _judged(self, asked: int, review: Review) -> None:
        if asked == self._asked:
            self._review = review
            self.judged.emit(review)

    def _not_judged(self, asked: int, take_id: str, error: object) -> None:
        if self._review is None or self._review.take.id != take_id:
            return
        if asked == self._asked:
            self._wanted = self._review.take.corrections
            self._past.clear()
            self._future.clear()
            self.judged.emit(self._review)
        self.failed.emit(error)
