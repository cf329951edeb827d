"""The take a coach hears: its words lit while it plays, its marks, notes typed meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from rehearse.analysis.result import Analysis
from rehearse.i18n import _
from rehearse.settings import coach_key
from rehearse.speech.transcript import Span
from rehearse.ui.banners import announce
from rehearse.ui.check_words import verdict_told
from rehearse.ui.coach_head import CoachHead
from rehearse.ui.coach_history import Step
from rehearse.ui.coach_marking import Marking
from rehearse.ui.comparing import Comparing
from rehearse.ui.hearing_view import HearingView
from rehearse.ui.loop_choice import span_of
from rehearse.ui.moment_flags import moments_of
from rehearse.ui.playback import Playback
from rehearse.ui.playback_bar import PlaybackBar
from rehearse.ui.review_notes import ReviewNotes
from rehearse.ui.review_page import ReviewPage
from rehearse.ui.review_parts import MarkCard, StatePage
from rehearse.ui.review_states import State, no_words, not_heard
from rehearse.ui.sound_orders import LEAD_S, SoundOrders

if TYPE_CHECKING:
    from rehearse.library.notes import Note
    from rehearse.live_take import Review
    from rehearse.studio import Studio
    from rehearse.ui.coach_desk import Desk
    from rehearse.ui.tasks import Tasks
    from rehearse.ui.theme import Theme

#: As far back as one order goes: a phrase.
BACK_S = 3.0
#: A flagged moment this close to where it plays is the one that is heard, not the next.
_HERE_S = 0.4
#: From this width on the checks stand beside the words.
_BESIDE_PX = 640
#: Where that leaves less than this for the words, the checks stand below them all the same.
_LEAST_WORDS_PX = 300


class CoachTake(HearingView):
    """One take at a time; `host` is the page, in all of which the keys of the sound work.

    Its `bar` is placed by the page.
    Signals: `failed` (an error), `undo_offered` (a sentence, and what to call), `undo_withdrawn` (what was
    to be called: it is done), `told` (a sentence), `heard_changed` (take id, whether it counts as heard now).
    """

    failed = Signal(object)
    undo_offered = Signal(str, object)
    undo_withdrawn = Signal(object)
    told = Signal(str)
    heard_changed = Signal(str, bool)

    def __init__(self, studio: Studio, tasks: Tasks, theme: Theme, host: QWidget, desk: Desk) -> None:
        super().__init__(host)
        self.setObjectName("coach_take")
        self.setAccessibleName(_("The take that is heard"))
        self._studio, self._tasks, self._theme = studio, tasks, theme
        self._room_px = 0
        #: The word heard last, and the one that was gone to by then.
        self._heard: int | None = None
        self._stood_on: int | None = None
        self.playback = Playback(studio, tasks, self)
        self.head = CoachHead(theme)
        self.page = ReviewPage(theme)
        self.marking = Marking(desk, tasks, theme, self.span_here, self)
        self.page.put_below_notes(self.marking.reactions)
        self.page.checks_scroller.takeWidget()
        self.column = self.marking.column(self.page.checks)
        self.page.checks_scroller.setWidget(self.column)
        self.column.installEventFilter(self)
        self.page.checks_scroller.viewport().installEventFilter(self)
        self.state = StatePage(theme)
        self.bar = PlaybackBar(theme)
        self.card = MarkCard(theme, host)
        self.transcript = self.page.transcript
        self.stack = QStackedWidget()
        self.stack.addWidget(self.page)
        self.stack.addWidget(self.state)
        self.comparing = Comparing(studio, tasks, self.stack, self.page, self.playback)
        self.notes = ReviewNotes(
            studio, tasks, self.transcript, self.page.notes, self, word_here=self.word_here
        )
        self.sound = SoundOrders(studio, tasks, self.playback, self.bar, self.transcript, host)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(14)
        box.addWidget(self.head)
        box.addWidget(self.stack, 1)
        self._connect()
        self.comparing.set_theme(theme)
        self.show_nothing()

    def _connect(self) -> None:
        self.head.compare.connect(self.toggle_compare)
        self.comparing.toggled.connect(self.head.set_comparing)
        self.notes.failed.connect(self.failed)
        self.head.heard.connect(self.marking.set_heard)
        self.marking.heard_changed.connect(self._heard_changed)
        self.marking.failed.connect(self._not_kept)
        self.marking.played.connect(self.play_span)
        self.marking.told.connect(self.told)
        self.marking.history.offered.connect(self.undo_offered)
        self.marking.history.withdrawn.connect(self.undo_withdrawn)
        # Once the row has the height of its explanation.
        self.marking.rubric.moved.connect(lambda row: QTimer.singleShot(0, row, lambda: self._follow(row)))
        self.marking.left.connect(self.transcript.setFocus)
        self.notes.undo_offered.connect(self._note_gone)
        self.notes.added.connect(
            lambda note: self._note_step(note, _("The note is gone again."), self.notes.take_back)
        )
        self.notes.changed.connect(
            lambda note: self._note_step(note, _("The note is as before."), self.notes.change_back)
        )
        self.playback.played.connect(self.marking.note_played)
        self.follow_sound()

    # ---- looks ---------------------------------------------------------------------------------

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        for part in (self.head, self.page, self.state, self.bar, self.card, self.comparing, self.marking):
            part.set_theme(theme)

    def arrange(self, width: int) -> None:
        """For so much room, measured in text of the usual size."""
        self.card.hide()
        self.head.arrange(width)
        self._room_px = width
        self._widen()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:  # what is below the rubric may need more than there is
            self.marking.rubric.setMaximumWidth(self.page.checks_scroller.viewport().width())
        elif event.type() == QEvent.Type.LayoutRequest and watched is self.column:
            self._widen()  # what stands in the column is another
        return super().eventFilter(watched, event)

    def _widen(self) -> None:
        """The column beside the words is as wide as it needs, since it cannot be moved sideways; where that
        leaves too little for the words, it stands below them."""
        scale = self._theme.text_scale
        least_px = self.column.minimumSizeHint().width() + 12
        beside = self._room_px >= _BESIDE_PX and self._room_px - least_px / scale >= _LEAST_WORDS_PX
        self.page.checks_scroller.setMinimumWidth(least_px if beside else 0)
        self.page.arrange(1000 if beside else 0)

    # ---- what is shown -------------------------------------------------------------------------

    def show_nothing(self) -> None:
        """No take at all."""
        self._begin(None)
        self.bar.hide()
        self.head.hide()
        self.state.show_state()
        self.stack.setCurrentWidget(self.state)

    def show_take(self, take_id: str, *, heard: bool = True) -> None:
        """Fetch a take in the background and show it."""
        if take_id != self._take_id:
            self._begin(take_id)
            self.marking.show_take(take_id, heard=heard)
            self.head.set_heard(heard)
        self._tasks.run(
            lambda _handle: self._studio.review(take_id),
            done=lambda review: self._fetched(review) if take_id == self._take_id else None,
            failed=lambda error: self._not_fetched(take_id, error),
            name="coach's take",
            owner=self,
        )

    def _begin(self, take_id: str | None) -> None:
        self._take_id, self._review = take_id, None
        self._heard = self._stood_on = None
        self.comparing.forget()
        self.notes.show_take(None)
        self.marking.show_take(None)
        self.head.set_take(None)
        self.page.clear()
        self.let_go_of_sound()

    def _fetched(self, review: Review) -> None:
        again = self._review is not None
        self._review = review
        take, analysis = review.take, review.analysis
        self.head.set_take(take)
        self.head.set_review(review)
        self.marking.whose = self.head.who.whole
        self.head.show()
        self.bar.show()
        if not again:
            self.bar.set_duration(take.duration_s)
            self.marking.set_duration(take.duration_s)
            self.load_sound(take)
        self.notes.show_take(take.id)
        if analysis is None or not analysis.words:
            state = not_heard(take) if analysis is None else no_words(take)
            self._show_state(State(state.headline, state.help))
            return
        self._show_words(review, analysis)
        if not self.comparing.is_open:
            self.stack.setCurrentWidget(self.page)
        if not again:
            self.page.to_top()
            announce(self, f"{self.head.who.whole}. {verdict_told(analysis)}")
        self._update_playable()

    def _show_words(self, review: Review, analysis: Analysis) -> None:
        """The words with their marks; they are put right in the review, by whom they are about."""
        said = review.take.transcript
        self._heard = None  # they may be others than before
        self.transcript.set_message(analysis, said.utterance_starts if said is not None else ())
        self.page.legend.set_marks(self.transcript.marks, unsure=self.transcript.has_unsure_words())
        self.page.checks.set_analysis(analysis)
        self.bar.panel.set_content(self.transcript.marks, moments_of(analysis.moments))

    def _show_state(self, state: State) -> None:
        self.state.show_state("\n".join(part for part in (state.headline, state.help) if part))
        self.stack.setCurrentWidget(self.state)

    # ---- what the coach says -------------------------------------------------------------------

    def span_here(self) -> Span | None:
        """The words selected, else `word_here`; None for the take as a whole."""
        view, at = self.transcript, self.word_here()
        if (selected := view.selected_words()) is not None:
            return span_of(view.words, *selected)
        return view.words[at].span if at is not None else None

    def word_here(self) -> int | None:
        """The word that is heard; in silence the one heard last or gone to, whichever came later."""
        view = self.transcript
        if view.lit_word is not None:
            return view.lit_word
        gone_to = self._heard is None or view.current_word != self._stood_on
        return view.current_word if gone_to else self._heard

    def _moved(self, position_s: float) -> None:
        super()._moved(position_s)
        if self.transcript.lit_word is not None:
            self._heard, self._stood_on = self.transcript.lit_word, self.transcript.current_word

    def _follow(self, row: QWidget) -> None:
        self.page.checks_scroller.ensureWidgetVisible(row, 0, 24)

    def _heard_changed(self, take_id: str, heard: bool) -> None:
        if take_id == self._take_id:
            self.head.set_heard(heard)
        self.heard_changed.emit(take_id, heard)

    def _note_step(self, note: Note, told: str, undo: Callable[[Note], None]) -> None:
        """A note that was written or changed is one of the steps that can be undone."""
        whose = self.marking.whose

        def go_back() -> None:
            undo(note)
            if note.take_id != self._take_id:
                self.told.emit(_("{what} ({who})").format(what=told, who=whose))

        self.marking.history.add(Step(note.take_id, told, go_back))

    def _note_gone(self, text: str, put_back: Callable[[], None]) -> None:
        """A note that was deleted is one of the steps that can be undone."""
        if self._take_id is not None:
            self.marking.history.add(Step(self._take_id, _("The note is back."), put_back), text)

    def _not_kept(self, error: object) -> None:
        self.head.set_heard(self.marking.heard)
        self.failed.emit(error)

    def let_go_of_person(self, name: str) -> None:
        """Somebody is about to be deleted: nothing of theirs is shown, played or remembered any more."""
        self.marking.history.forget()  # the steps know what was written
        self.comparing.forget()
        if self._review is not None and coach_key(self._review.take.speaker) == coach_key(name):
            self.show_nothing()

    # ---- orders --------------------------------------------------------------------------------

    def back(self) -> None:
        """Hear the last phrase once more."""
        self.skip(-BACK_S)

    def forward(self) -> None:
        """Leave a phrase out."""
        self.skip(BACK_S)

    def toggle_heard(self) -> None:
        """The take counts as heard, or waits again."""
        self.marking.set_heard(not self.marking.heard)

    def moments(self) -> list[Span]:
        """What is flagged, in order: marks other than the number, and notes at their moments."""
        words = self.transcript.words
        found: set[tuple[float, float]] = set()
        for mark in self.transcript.marks:
            if mark.kind == "number":
                continue
            first, last = words[mark.first_word].span, words[mark.last_word - 1].span
            span = mark.span or (Span(first.start_s, last.end_s) if first and last else None)
            if span is not None:
                found.add((span.start_s, span.end_s))
        found |= {(note.span.start_s, note.span.end_s) for note in self.notes.notes if note.span is not None}
        return [Span(start_s, end_s) for start_s, end_s in sorted(found)]

    def next_moment(self, *, back: bool = False) -> None:
        """Play from the next flagged moment on, or from the one before."""
        here_s = self.playback.position_s
        starts = [span.start_s for span in self.moments()]
        if back:
            wanted = [at for at in starts if at < here_s - 2 * _HERE_S]
            at_s = wanted[-1] if wanted else None
        else:
            at_s = next((at for at in starts if at > here_s + _HERE_S), None)
        if at_s is None:
            announce(self, _("No flagged moment before this one") if back else _("No more flagged moments"))
            return
        if not self._no_sound:
            self.playback.play(max(0.0, at_s - LEAD_S))

    def settings_changed(self, changes: dict[str, Any]) -> None:
        super().settings_changed(changes)
        if "speaker" in changes:
            self.marking.coach_changed()
