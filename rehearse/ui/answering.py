"""A take answered with a new one: script and notes on the stage, what is recorded kept as the answer."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from rehearse.errors import ScriptMissing
from rehearse.i18n import _
from rehearse.ui.answer_strip import AnswerStrip
from rehearse.ui.banners import announce
from rehearse.ui.check_words import friendly_date

if TYPE_CHECKING:
    from rehearse.library.notes import Note
    from rehearse.library.scripts import StoredScript
    from rehearse.library.takes import Take, TakeSummary
    from rehearse.studio import Studio
    from rehearse.ui.stage import StageView
    from rehearse.ui.tasks import JobHandle, Tasks
    from rehearse.ui.window import MainWindow

#: In the order they were asked for.
_LANE = "answers"


@dataclass(frozen=True, slots=True)
class Answered:
    """The take that is answered, its script (None for none) and what was said of it."""

    take: Take
    script: StoredScript | None
    notes: tuple[Note, ...]


def name_of(take: Take | TakeSummary) -> str:
    """What a take is called, by its time where it has no title."""
    return take.title or friendly_date(take.created_at, datetime.now().astimezone())


class Answering(QObject):
    """One for a window.  Signal: `answered` (take id, id of the one it answers) once it is kept."""

    answered = Signal(str, str)

    def __init__(self, window: MainWindow, studio: Studio, tasks: Tasks) -> None:
        super().__init__(window)
        self._window, self._studio, self._tasks = window, studio, tasks
        self._strip: AnswerStrip | None = None
        self._stage: StageView | None = None
        #: The take that the next one answers; None where it answers none.
        self.take_id: str | None = None

    def adopt(self, stage: StageView) -> None:
        """The stage was made."""
        self._stage = stage
        self._strip = AnswerStrip(self._window.theme)
        self._strip.left.connect(self.leave)
        stage.set_above(self._strip)
        stage.take_kept.connect(self._kept)
        stage.state_changed.connect(lambda _state: self._show_busy())

    # ---- beginning -----------------------------------------------------------------------------

    def begin(self, take_id: str | None = None) -> None:
        """Go to the stage to answer a take, without one that of the review; not while recording."""
        window = self._window
        take_id = take_id or (window.review.take_id if window.page == "review" else None)
        if take_id is None or window.is_recording:
            return
        window.show_page("stage")
        self._take(take_id, script=True)

    def carry_on(self) -> None:
        """Another try, begun in the review: where the take in sight is an answer, the next one is too."""
        window = self._window
        answered_id = window.review.linked.answered_id if window.page == "review" else None
        if answered_id is not None:
            self._take(answered_id, script=False)

    def _take(self, take_id: str, *, script: bool) -> None:
        self.take_id = take_id
        self._tasks.run(
            lambda _handle: self._read(take_id),
            done=lambda found: self._show(found, script=script),
            failed=self._lost,
            name="what is answered",
            owner=self,
            lane=_LANE,
        )

    def _read(self, take_id: str) -> Answered:
        library = self._studio.library
        take, script = library.take(take_id), None
        if take.script_id is not None:
            with suppress(ScriptMissing):  # it may be gone for good
                script = library.scripts.get(take.script_id)
        return Answered(take, script, tuple(library.notes.of(take_id)))

    def _show(self, found: Answered, *, script: bool) -> None:
        if self.take_id != found.take.id or self._strip is None or self._stage is None:
            return
        self._strip.show_answered(name_of(found.take), found.notes)
        announce(self._strip, f"{self._strip.title.whole}. {self._strip.count.text()}")
        if script:
            self._stage.script.choose(found.script)
        self._show_busy()

    def _lost(self, error: object) -> None:
        self.leave()
        self._window.tell(error)  # type: ignore[arg-type]

    def _show_busy(self) -> None:
        if self._strip is not None:
            self._strip.set_busy(self._window.is_recording)

    # ---- the end -------------------------------------------------------------------------------

    def leave(self) -> None:
        """The next take answers none."""
        self.take_id = None
        if self._strip is not None:
            self._strip.hide()
            if self._window.page == "stage":
                self._window.focus_page()

    def _kept(self, take: Take) -> None:
        """The sound is safe: the take is an answer from now on, whatever is heard in it."""
        answered_id, studio = self.take_id, self._studio
        if answered_id is None:
            return
        self.leave()

        def keep(_handle: JobHandle) -> None:
            studio.library.arrivals.answer(take.id, answered_id)

        def failed(error: object) -> None:
            told = _("Your take is kept, but not as an answer.")
            self._window.banners.tell(told, tone="near", detail=str(error))

        self._tasks.run(
            keep,
            done=lambda _none: self.answered.emit(take.id, answered_id),
            failed=failed,
            name="keep an answer",
            owner=self,
            lane=_LANE,
            must_run=True,
        )
