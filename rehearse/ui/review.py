"""The review: what appears at the stop, with the transcript as its hero."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout

from rehearse.analysis.result import Analysis
from rehearse.i18n import _
from rehearse.ui.answer_view import AnswerHearing
from rehearse.ui.banners import announce
from rehearse.ui.check_words import headline, verdict_told
from rehearse.ui.comparing import Comparing
from rehearse.ui.corrector import Corrector
from rehearse.ui.hearing_view import HearingView
from rehearse.ui.listen_again import ListenAgain
from rehearse.ui.marks import whole_message
from rehearse.ui.moment_flags import moments_of
from rehearse.ui.playback import Playback
from rehearse.ui.review_ahead import Parts
from rehearse.ui.review_answers import ReviewAnswers
from rehearse.ui.review_drill import ReviewDrill
from rehearse.ui.review_hits import ReviewHits
from rehearse.ui.review_notes import ReviewNotes
from rehearse.ui.review_page import TWO_COLUMNS_PX
from rehearse.ui.review_shortcuts import shortcuts_of
from rehearse.ui.review_states import State, no_words, not_heard, not_listened
from rehearse.ui.sound_orders import SoundOrders
from rehearse.ui.view_style import sheet

if TYPE_CHECKING:
    from rehearse.library.takes import Take
    from rehearse.studio import Review, Studio
    from rehearse.ui.tasks import Tasks
    from rehearse.ui.theme import Theme


class ReviewView(HearingView):
    """One take: the verdict in words, what to fix, the words, the sound.

    Signals: `record_again`; `scored` (take id) after it was listened to again or corrected; `failed`
    (an error: a correction or a note could not be kept); `undo_offered` (a sentence, and what to call).
    """

    record_again = Signal()
    scored = Signal(str)
    failed = Signal(object)
    undo_offered = Signal(str, object)

    def __init__(self, studio: Studio, tasks: Tasks, theme: Theme, parts: Parts | None = None) -> None:
        super().__init__()
        self.setObjectName("review_view")
        self.setAccessibleName(_("Review"))
        self._studio, self._tasks, self._theme = studio, tasks, theme
        self._listening = ListenAgain(studio, tasks, self)
        self._dressed_in: Theme | None = None
        self.playback = Playback(studio, tasks, self)
        self._build((parts or Parts(theme)).finish())
        self.corrector = Corrector(studio, tasks, self.page, self)
        self.hits = ReviewHits(studio, tasks, self.transcript, self.hit_bar, self.play_on, self)
        self.notes = ReviewNotes(studio, tasks, self.transcript, self.page.notes, self)
        self.sound = SoundOrders(studio, tasks, self.playback, self.bar, self.transcript, self)
        self.drill = ReviewDrill(studio, tasks, self.header.drill, self)
        self.linked = ReviewAnswers(studio, tasks, theme, self)
        self.answers = AnswerHearing(studio, tasks, self.page.answer, self)
        self._connect()
        self.set_theme(theme)
        self.clear()

    # ---- building ------------------------------------------------------------------------------

    def _build(self, parts: Parts) -> None:
        self.header, self.page, self.state = parts.header, parts.page, parts.state
        self.bar, self.card, self.hit_bar = parts.bar, parts.card, parts.hits
        self.card.setParent(self)
        self.headline, self.again_button = self.header.headline, self.header.again_button
        self.transcript, self.legend, self.checks = self.page.transcript, self.page.legend, self.page.checks
        self.script, self.compared, self.scroller = self.page.script, self.page.compared, self.page.scroller
        self.pages = QStackedWidget()
        self.pages.addWidget(self.page)
        self.pages.addWidget(self.state)
        self.comparing = Comparing(self._studio, self._tasks, self.pages, self.page, self.playback)
        self._outer = QVBoxLayout(self)
        self._outer.addWidget(self.header)
        self._outer.addWidget(self.hit_bar)
        self._outer.addWidget(self.pages, 1)
        self._outer.addWidget(self.bar)

    def _connect(self) -> None:
        self.header.record_again.connect(self.record_again)
        self.header.play.connect(self.play_span)
        self.header.compare.connect(self.toggle_compare)
        self.comparing.toggled.connect(self.header.set_comparing)
        self.transcript.editing.connect(lambda on: self.playback.pause() if on else None)
        self.corrector.judged.connect(self._show_judged)
        self.corrector.failed.connect(self.failed)
        self.notes.failed.connect(self.failed)
        self.notes.undo_offered.connect(self.undo_offered)
        self.notes.writing.connect(self.playback.pause)
        self.state.act.connect(self._act)
        self.state.cancel.connect(self._listening.stop)
        self._listening.progressed.connect(self.state.show_fraction)
        self._listening.heard.connect(self._listened)
        self._listening.failed.connect(self._not_listened)
        self.page.answer.play.connect(self.play_span)
        self.follow_sound()
        self.shortcuts: dict[str, QShortcut] = self.sound.shortcuts | shortcuts_of(self)

    def set_theme(self, theme: Theme) -> None:
        if theme is self._dressed_in:
            return
        self._theme = self._dressed_in = theme
        self.setStyleSheet(sheet(theme))
        parts = (self.header, self.hit_bar, self.page, self.state, self.bar, self.card, self.comparing)
        for part in (*parts, self.linked):
            part.set_theme(theme)
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.card.hide()
        self._arrange()

    def _arrange(self) -> None:
        roomy = self.width() >= 1100
        edge = 48 if roomy else 24
        self._outer.setContentsMargins(edge, 32 if roomy else 18, edge, 20 if roomy else 14)
        self._outer.setSpacing(22 if roomy else 14)
        width = round(self.width() / self._theme.text_scale)  # large text needs more room
        self.page.arrange(width)
        self.header.set_narrow(width < TWO_COLUMNS_PX)

    # ---- what is shown -------------------------------------------------------------------------

    def clear(self) -> None:
        """No take at all."""
        self._begin(None)
        self.bar.hide()
        self._show_state(State(_("No take yet"), _("Record one, and what to fix appears here.")))

    def show_take(self, take_id: str, find: str = "") -> None:
        """Fetch a take in the background and show it; with words to `find`, play where they are said."""
        self._begin(take_id)
        self.hits.want(find)
        self._show_state(State(_("One moment …")), busy=True)
        self._tasks.run(
            lambda _handle: self._studio.review(take_id),
            done=lambda review: self.show_review(review) if take_id == self._take_id else None,
            failed=lambda error: self._not_fetched(take_id, error),
            name="review",
            owner=self,
        )

    def show_review(self, review: Review) -> None:
        """Show a take with everything said about it."""
        same = self._take_id == review.take.id and self.playback.take_id == review.take.id
        if not same:
            self._begin(review.take.id)
        self._review = review
        self.corrector.set_review(review)
        # Talk, Space, read, Space: the next take is one key away.
        self.again_button.setFocus()
        self.bar.show()
        self._show_take_line(review.take)
        self.drill.show_take(review.take.id)
        if not same:
            self.load_sound(review.take)
        analysis = review.analysis
        if analysis is None:
            self._clear_verdict()
            self._show_state(not_heard(review.take))
        elif not analysis.words:
            self._clear_verdict()
            self._show_state(no_words(review.take))
        else:
            self._show_verdict(review, analysis)
            self.page.to_top()

    def _begin(self, take_id: str | None) -> None:
        self._listening.forget()
        self._review = None
        self.corrector.set_review(None)
        self.comparing.forget()
        if take_id != self._take_id:
            self.hits.want("")
        self.notes.show_take(None)
        self.drill.show_take(None)
        self._take_id = take_id
        self.header.set_take(None)
        self._clear_verdict()
        self.let_go_of_sound()

    def _clear_verdict(self) -> None:
        self.header.set_facts(None)
        self.page.clear()
        self.answers.listen(None)
        self.sound.note_evidence(None)
        self.bar.panel.set_content((), ())
        self.card.hide()

    def _show_take_line(self, take: Take) -> None:
        self.header.set_take(take)
        self.bar.set_duration(take.duration_s)

    def _show_verdict(self, review: Review, analysis: Analysis) -> None:
        self.header.set_headline(headline(analysis.scorecard))
        self.page.show_verdict(review, analysis)
        self.answers.listen(review)
        self.header.set_facts(analysis)
        self.header.compare_button.setEnabled(True)
        whole = whole_message(analysis)
        self.bar.set_duration(review.take.duration_s or (whole.end_s if whole is not None else None))
        self.bar.panel.set_content(self.transcript.marks, moments_of(analysis.moments))
        self._update_playable()
        if not self.comparing.is_open:  # a verdict may come when somebody has gone on to compare
            self.pages.setCurrentWidget(self.page)
        self.comparing.update(review)
        self.notes.show_take(review.take.id)
        self.hits.look(review.take.id)
        announce(self, verdict_told(analysis))

    # ---- words put right -----------------------------------------------------------------------

    def _show_judged(self, review: Review) -> None:
        """The verdict on the corrected words: nothing moves but what changed."""
        if self._take_id != review.take.id or review.analysis is None:
            return
        self._review = review
        position_s = self.playback.position_s
        if review.analysis.words:
            self._show_verdict(review, review.analysis)
        else:
            self._show_state(no_words(review.take))
        self.bar.set_position(position_s)
        self.scored.emit(review.take.id)

    def _act(self) -> None:
        """The one thing to do on a page without words."""
        if self.corrector.wanted.made and self.corrector.can_correct:
            self.corrector.take_all_back()
        else:
            self.listen_again()

    def _show_state(self, state: State, *, busy: bool = False) -> None:
        self.header.set_headline(state.headline)
        self.state.show_state(state.help, action=state.action, busy=busy)
        self.pages.setCurrentWidget(self.state)
        self.header.compare_button.setEnabled(False)

    # ---- beside another take -------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.comparing.is_open:
            self.toggle_compare()
        else:
            super().keyPressEvent(event)

    # ---- listening again -----------------------------------------------------------------------

    def listen_again(self) -> None:
        """Hear and score the take once more, with progress and a way to stop."""
        take_id = self._take_id
        if take_id is None or self._listening.running:
            return
        self._show_state(State(_("Listening …"), action=_("Listen again")), busy=True)
        self._listening.start(take_id)

    def _listened(self, take_id: str, review: Review) -> None:
        if take_id == self._take_id:
            self.show_review(review)
        self.scored.emit(take_id)

    def _not_listened(self, take_id: str, error: object) -> None:
        if take_id == self._take_id:
            self._show_state(not_listened(error))

    # ---- sound ---------------------------------------------------------------------------------

    def _update_playable(self) -> None:
        super()._update_playable()
        self.header.set_playable(not self._no_sound)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.again_button.setFocus()

    def close_sound(self) -> None:
        """Let go of the loudspeaker, before the program ends."""
        self._listening.forget()
        super().close_sound()
