"""A view in which one take is heard: its words are lit while it plays, and it is silent out of sight."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QWidget

from rehearse.i18n import _
from rehearse.speech.transcript import Span
from rehearse.ui.playback import sentence
from rehearse.ui.review_states import State
from rehearse.ui.sound_orders import LEAD_S, TAIL_S

if TYPE_CHECKING:
    from rehearse.library.takes import Take
    from rehearse.live_take import Review
    from rehearse.ui.comparing import Comparing
    from rehearse.ui.playback import Playback
    from rehearse.ui.playback_bar import PlaybackBar
    from rehearse.ui.review_page import ReviewPage
    from rehearse.ui.review_parts import MarkCard
    from rehearse.ui.sound_orders import SoundOrders
    from rehearse.ui.transcript_view import TranscriptView


class HearingView(QWidget):
    """What the review and the coach's take have in common.

    A subclass makes the parts named below, then calls `follow_sound`.
    """

    playback: Playback
    bar: PlaybackBar
    page: ReviewPage
    transcript: TranscriptView
    card: MarkCard
    comparing: Comparing
    sound: SoundOrders

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._take_id: str | None = None
        self._review: Review | None = None
        #: Why there is nothing to play; "" where there is, or may be.
        self._no_sound = ""
        #: Play was pressed before the take was there.
        self._play_at_once = False

    def follow_sound(self) -> None:
        """Connect the parts with what plays."""
        page, bar, playback = self.page, self.bar, self.playback
        self.transcript.word_activated.connect(self._play_from_word)
        self.transcript.mark_shown.connect(self.card.show_mark)
        self.transcript.mark_hidden.connect(self.card.hide)
        page.scroller.verticalScrollBar().valueChanged.connect(self.card.hide)
        page.notes.played.connect(self.play_span)
        page.checks.play.connect(self.play_span)
        bar.toggle.connect(self.toggle)
        bar.play_from.connect(lambda at: playback.play(at))
        bar.seek.connect(playback.seek)
        playback.position_changed.connect(self._moved)
        playback.playing_changed.connect(self._playing_changed)
        playback.ready_changed.connect(lambda _ready: self._update_playable())
        playback.unplayable.connect(self._sound_failed)

    # ---- the take ------------------------------------------------------------------------------

    @property
    def take_id(self) -> str | None:
        return self._take_id

    @property
    def review(self) -> Review | None:
        return self._review

    @property
    def _duration_s(self) -> float:
        return self.bar.waveform.duration_s

    def let_go_of_sound(self) -> None:
        """No take is heard: silence, and nothing in the bar."""
        self._no_sound, self._play_at_once = "", False
        self.playback.load(None)
        self.sound.note_evidence(None)
        self.bar.panel.set_content((), ())
        self.bar.set_duration(None)
        self.bar.waveform.set_envelope((), ())
        self.card.hide()
        self._update_playable()

    def toggle_compare(self) -> None:
        """Lay the take beside another, or go back to it."""
        self.card.hide()
        self.comparing.toggle(self._review)

    def _show_state(self, state: State) -> None:
        """Say why there are no words to show."""
        raise NotImplementedError

    def _not_fetched(self, take_id: str, error: object) -> None:
        if take_id == self._take_id:
            self._show_state(State(_("This take cannot be shown"), sentence(error)))

    # ---- orders --------------------------------------------------------------------------------

    def toggle(self) -> None:
        """Play or pause."""
        if self._no_sound:
            return
        if self._take_id is not None and self._review is None and self.playback.take_id is None:
            self._play_at_once = not self._play_at_once  # it is being fetched
        else:
            self.playback.toggle()

    def load_sound(self, take: Take) -> None:
        """Make the sound ready; where play was pressed meanwhile, it begins."""
        wanted, self._play_at_once = self._play_at_once, False
        self.sound.load(take)
        if wanted and self.isVisible():
            self.playback.play()

    def skip(self, by_s: float) -> None:
        """Go on from so many seconds later, or earlier."""
        at_s = self.playback.position_s + by_s
        self.playback.seek(min(self._duration_s, max(0.0, at_s)))

    def play_span(self, span: Span) -> None:
        """Play one piece of evidence, with a breath of sound on both sides."""
        if self._no_sound:
            return
        self.sound.note_evidence(span)
        self.bar.waveform.set_evidence((span.start_s, span.end_s))
        self.playback.play(max(0.0, span.start_s - LEAD_S), min(self._duration_s, span.end_s + TAIL_S))

    def play_on(self, span: Span, *, show: bool = True) -> None:
        """From a place on to the end, with or without showing the place in the outline."""
        if not self._no_sound:
            self.sound.note_evidence(None)
            self.bar.waveform.set_evidence((span.start_s, span.end_s) if show else None)
            self.playback.play(max(0.0, span.start_s - LEAD_S))

    def _play_from_word(self, i: int) -> None:
        span = self.transcript.words[i].span
        if span is not None:
            self.play_on(span, show=False)

    # ---- following -----------------------------------------------------------------------------

    def _sound_failed(self, reason: str) -> None:
        self._no_sound = reason
        self._update_playable()

    def _update_playable(self) -> None:
        playable = not self._no_sound
        self.bar.set_playable(playable, self._no_sound)
        self.page.checks.set_playable(playable, self._no_sound)
        for part in (self.page.notes, self.page.answer, self.transcript):
            part.set_playable(playable)
        self.comparing.set_playable(self._no_sound)

    def _moved(self, position_s: float) -> None:
        self.bar.set_position(position_s)
        self.transcript.set_position(position_s if self.playback.playing else None)

    def _playing_changed(self, playing: bool) -> None:
        self.bar.set_playing(playing)
        if playing:
            self.bar.show_reason("")
        else:
            self.transcript.set_position(None)

    def settings_changed(self, changes: dict[str, Any]) -> None:
        """Chosen in the settings while this view stands."""
        self.sound.settings_changed(changes)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.EnabledChange and not self.isEnabled():
            self.playback.pause()

    def hideEvent(self, event: QHideEvent) -> None:
        # Another view is shown: a voice going on behind it would be recorded with the next take.
        super().hideEvent(event)
        self._play_at_once = False
        self.playback.pause()
        self.card.hide()

    def close_sound(self) -> None:
        """Let go of the loudspeaker, before the program ends."""
        self.comparing.close_sound()
        self.playback.close()
