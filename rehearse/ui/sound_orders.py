"""The orders for how a take is heard, from keys and buttons to the player, the bar and the settings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from rehearse.i18n import _
from rehearse.settings import PLAYBACK_SPEEDS
from rehearse.speech.transcript import Span
from rehearse.ui.banners import announce
from rehearse.ui.loop_choice import phrase_at, span_of
from rehearse.ui.microphone_picker import SAVE_LANE
from rehearse.ui.sound_controls import speed_words
from rehearse.ui.waveform import N_BINS

if TYPE_CHECKING:
    from rehearse.library.takes import Take
    from rehearse.studio import Studio
    from rehearse.ui.playback import Playback
    from rehearse.ui.playback_bar import PlaybackBar
    from rehearse.ui.tasks import Tasks
    from rehearse.ui.transcript_view import TranscriptView

#: Played before and after a stretch: a word cut off at its edge cannot be judged.
LEAD_S, TAIL_S = 0.08, 0.15


class SoundOrders(QObject):
    """Speed, telephone and loop of the review that `host` is; its keys work anywhere inside it.

    `failed` carries the error of a choice that could not be stored; it holds for now all the same.
    """

    failed = Signal(object)

    def __init__(
        self,
        studio: Studio,
        tasks: Tasks,
        playback: Playback,
        bar: PlaybackBar,
        transcript: TranscriptView,
        host: QWidget,
    ) -> None:
        super().__init__(host)
        self._studio, self._tasks = studio, tasks
        self._playback, self._bar, self._transcript, self._host = playback, bar, transcript, host
        self._evidence: Span | None = None
        chosen = studio.settings.value
        self._show(chosen.playback_speed, chosen.phone_sound)
        bar.controls.speed_wanted.connect(self.set_speed)
        bar.controls.phone_wanted.connect(self.toggle_phone)
        bar.controls.loop_wanted.connect(self.toggle_loop)
        playback.loop_changed.connect(self._loop_changed)
        self.shortcuts: dict[str, QShortcut] = {}
        for keys, order in (
            ("[", self.slower),
            ("<", self.slower),
            ("]", self.faster),
            (">", self.faster),
            ("F", self.toggle_phone),
            ("O", self.toggle_loop),
        ):
            self.shortcuts[keys] = self._shortcut(keys, order)
        # Before anything else that Escape does in the review, and only while there is a loop.
        self._escape = self._shortcut("Escape", self.stop_loop)
        self._escape.setEnabled(False)

    def load(self, take: Take) -> None:
        """Make another take's sound ready, and its outline."""
        take_id = take.id
        self._playback.load(take_id)
        self._tasks.run(
            lambda _handle: self._studio.envelope(take_id, N_BINS),
            done=lambda envelope: (
                self._bar.waveform.set_envelope(envelope.minima.tolist(), envelope.maxima.tolist())
                if take_id == self._playback.take_id
                else None
            ),
            # The player tells of a missing file; without an outline the line is flat.
            failed=lambda _error: None,
            name="envelope",
            owner=self._host,
        )

    def _shortcut(self, keys: str, order: Any) -> QShortcut:
        made = QShortcut(QKeySequence(keys), self._host, order)
        made.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        return made

    # ---- speed and telephone -------------------------------------------------------------------

    def slower(self) -> None:
        """One step slower."""
        self.set_speed(
            max((s for s in PLAYBACK_SPEEDS if s < self._playback.speed), default=PLAYBACK_SPEEDS[0])
        )

    def faster(self) -> None:
        """One step faster."""
        self.set_speed(
            min((s for s in PLAYBACK_SPEEDS if s > self._playback.speed), default=PLAYBACK_SPEEDS[-1])
        )

    def set_speed(self, speed: float) -> None:
        """Play at another speed from now on, and next time too."""
        self._show(speed, self._playback.phone)
        announce(self._bar, _("Speed {speed}").format(speed=speed_words(speed)))
        self._save(playback_speed=speed)

    def toggle_phone(self) -> None:
        """As on the phone, or as recorded."""
        on = not self._playback.phone
        self._show(self._playback.speed, on)
        announce(self._bar, _("As on the phone") if on else _("As recorded"))
        self._save(phone_sound=on)

    def settings_changed(self, changes: dict[str, Any]) -> None:
        """Speed or telephone were chosen in the settings."""
        if changes.keys() & {"playback_speed", "phone_sound"}:
            chosen = self._studio.settings.value
            self._show(chosen.playback_speed, chosen.phone_sound)

    def _show(self, speed: float, phone: bool) -> None:
        self._playback.set_manner(speed, phone)
        self._bar.controls.set_speed(speed)
        self._bar.controls.set_phone(phone)

    def _save(self, **changes: Any) -> None:
        studio = self._studio
        self._tasks.run(
            lambda _handle: studio.settings.update(**changes),
            done=lambda _settings: None,
            failed=self.failed.emit,
            lane=SAVE_LANE,
            must_run=True,
            name="save how takes are heard",
        )

    # ---- the loop ------------------------------------------------------------------------------

    def note_evidence(self, span: Span | None) -> None:
        """What was asked to be heard last; None when it was no piece of evidence."""
        self._evidence = span

    def toggle_loop(self) -> None:
        """Loop what is in focus; or stop the loop there is."""
        if self._playback.looping is not None:
            self.stop_loop()
            return
        if not self._bar.controls.loop_button.isEnabled():
            return
        length_s = self._bar.waveform.duration_s
        span = self._in_focus()
        start_s, end_s = (span.start_s - LEAD_S, span.end_s + TAIL_S) if span is not None else (0.0, length_s)
        self._bar.waveform.set_evidence(None)
        self._playback.loop(max(0.0, start_s), min(length_s, end_s))

    def stop_loop(self) -> None:
        """Leave the loop, and be silent."""
        self._playback.end_loop()

    def _in_focus(self) -> Span | None:
        """The words selected; else the mark shown; else the evidence heard; else the phrase here."""
        view, playing = self._transcript, self._playback.playing
        words = view.words
        if (selected := view.selected_words()) is not None:
            return span_of(words, *selected)
        mark = view.shown_mark
        if mark is None and self._evidence is not None:
            return self._evidence
        at = view.current_word if not playing else view.lit_word
        mark = mark or view.mark_of_word(at)
        if mark is not None:
            return mark.span or span_of(words, mark.first_word, mark.last_word)
        here = words[at].span if at is not None else None
        return phrase_at(words, here.start_s if here is not None else self._playback.position_s)

    def _loop_changed(self, span: tuple[float, float] | None) -> None:
        self._escape.setEnabled(span is not None)
        self._bar.waveform.set_loop(span)
        self._bar.controls.set_loop(span is not None)
        announce(self._bar, _("Loop") if span is not None else _("Loop stopped"))
