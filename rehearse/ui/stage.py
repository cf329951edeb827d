"""The Rehearse view: press Space, talk, press Space.

While somebody speaks the timer is the hero and little else moves.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QMouseEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from rehearse.i18n import _
from rehearse.ui import icons
from rehearse.ui.banners import announce
from rehearse.ui.controls import Elided, button, label
from rehearse.ui.number_light import NumberLight
from rehearse.ui.stage_course import TakeCourse
from rehearse.ui.stage_foot import StageFoot
from rehearse.ui.stage_lead_in import phase_words
from rehearse.ui.stage_options import OptionsSheet, StageOptions, summary
from rehearse.ui.stage_script import StageScript
from rehearse.ui.stage_words import State, button_words, hint_words, warning_words
from rehearse.ui.timer_ring import TimerRing, Zones, zone_words

if TYPE_CHECKING:
    from rehearse.analysis.profiles import Profile
    from rehearse.audio.lead_in import LeadInStatus
    from rehearse.live_take import LiveStatus
    from rehearse.studio import Studio
    from rehearse.ui.answer_strip import AnswerStrip
    from rehearse.ui.microphone import Microphone
    from rehearse.ui.tasks import Tasks
    from rehearse.ui.theme import Theme

__all__ = ["StageView", "State", "warning_words"]

#: Thirty looks a second while recording, a calmer meter before.
_LIVE_MS, _IDLE_MS = 33, 66

#: Live words shown at most: the last breath, not a page to read.
_LAST_WORDS = 14


class StageView(QWidget):
    """Records one take after another.

    Signals: `take_finished` (Review); `take_kept` (Take) as soon as the sound is safe; `discarded`
    (take id, what to say of it); `failed` (error); `not_heard` (take id, error): the sound is safe, the
    words are not there; `state_changed`; `model_wanted`: the user asks for a better model.
    """

    take_finished = Signal(object)
    take_kept = Signal(object)
    discarded = Signal(str, str)
    failed = Signal(object)
    not_heard = Signal(str, object)
    state_changed = Signal(str)
    model_wanted = Signal()

    def __init__(
        self,
        studio: Studio,
        tasks: Tasks,
        theme: Theme,
        microphone: Microphone,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("stage_view")
        self.setAccessibleName(_("Rehearse"))
        self._studio, self._tasks, self._theme, self._microphone = studio, tasks, theme, microphone
        self._zone = self._warning = self._wait = self._model_hint = ""
        self.above: AnswerStrip | None = None
        course = self.course = TakeCourse(studio, tasks, self)
        course.entered.connect(self._enter)
        course.lead_in_moved.connect(self._lead_in_moved)
        course.said.connect(lambda words: announce(self, words))
        for name in ("take_finished", "take_kept", "discarded", "failed", "not_heard"):
            getattr(course, name).connect(getattr(self, name))
        self._build()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)
        microphone.changed.connect(self._show_microphone)
        self.set_theme(theme)
        self._enter("ready")

    # ---- building ------------------------------------------------------------------------------

    def _build(self) -> None:
        theme = self._theme
        self.ring = TimerRing(theme)
        self.warning_mark = QLabel()
        self.warning_label = label("", theme.font("strong"), "warning_label", tone="near", wrap=False)
        self.words_label = Elided(theme.font("body"), "live_words", tone="muted")
        self.words_label.mode = Qt.TextElideMode.ElideLeft
        self.words_label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.record_button = button(_("Record"), "record_button", "record")
        self.record_button.setFont(theme.font("lead"))
        self.record_button.setMinimumHeight(60)
        self.record_button.setMinimumWidth(230)
        self.record_button.setIconSize(QSize(22, 22))
        self.record_button.clicked.connect(self.toggle)
        self.hint_label = label("", theme.font("caption"), "hint_label", tone="muted")
        self.hint_label.setAlignment(Qt.AlignmentFlag.AlignCenter)

        self.number_light = NumberLight(self._tasks, theme)
        foot = self.foot = StageFoot(theme)
        self.device_label, self.level_label = foot.device_label, foot.level_label
        self.meter, self.model_button = foot.meter, foot.model_button
        foot.model_button.clicked.connect(self.model_wanted)
        self.options = StageOptions(self._studio, self._tasks, self)
        self.sheet = OptionsSheet(self.options, theme, self)
        foot.options_button.clicked.connect(self.toggle_options)
        self.shortcuts = self.options.add_keys(self.toggle_options)
        self.options.changed.connect(self._options_changed)
        self.options.failed.connect(self.failed)
        self.sheet.closed.connect(self.record_button.setFocus)

        warning = QWidget()
        warning.setFixedHeight(28)
        line = QHBoxLayout(warning)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        line.addStretch(1)
        line.addWidget(self.warning_mark)
        line.addWidget(self.warning_label)
        line.addStretch(1)

        self.script = StageScript(self._studio, self._tasks, theme, self, self.ring, (self.words_label,))
        self.script.room_changed.connect(self._fit)
        self.shortcuts |= self.script.shortcuts
        self.script.panel.set_line(self.number_light, self.ring.add_line)
        self._column = QVBoxLayout(self)
        self._column.addWidget(self.script.panel, 1)
        self._column.addWidget(warning)
        self._column.addWidget(self.words_label)
        self._column.addSpacing(12)
        self._column.addWidget(self.record_button, 0, Qt.AlignmentFlag.AlignHCenter)
        self._column.addSpacing(8)
        self._column.addWidget(self.hint_label)
        self._column.addSpacing(20)
        self._column.addWidget(foot)
        self.words_label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.words_label.setFixedHeight(26)
        # No focus proxy: Tab would skip every other control of a page that has one.
        self.first_control = self.record_button
        self._options_changed()

    def set_above(self, part: AnswerStrip) -> None:
        """Something to have in sight while one records, above everything else; it hides itself."""
        self.above = part
        self.above.set_theme(self._theme)
        self._column.insertWidget(0, part)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.ring.set_theme(theme)
        self.foot.set_theme(theme)
        self.number_light.set_theme(theme)
        self.sheet.set_theme(theme)
        self.script.set_theme(theme)
        if self.above is not None:
            self.above.set_theme(theme)
        ratio = self.devicePixelRatioF()
        self.warning_mark.setPixmap(icons.pixmap("near", theme.colour("near"), 20, ratio))
        self._show_button()
        self._show_microphone()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Leave the sheet with the scripts its room."""
        roomy = self.height() >= 700
        edge = 40 if roomy else 24
        self.foot.set_model_hint("" if self.script.room_px else self._model_hint)
        right = edge + self.script.room_px
        self._column.setContentsMargins(edge, 40 if roomy else 16, right, 24 if roomy else 14)
        if self.sheet.isVisible():
            self.sheet.place()
        if self.above is not None:
            self.above.fit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        self.sheet.close_sheet()

    # ---- what the window tells -----------------------------------------------------------------

    @property
    def state(self) -> State:
        return self.course.state

    @property
    def is_recording(self) -> bool:
        """Whether sound is being kept, or is about to be."""
        return self.course.is_recording

    def set_profile(self, profile: Profile) -> None:
        self.ring.set_zones(Zones.of(profile))
        self.number_light.set_profile(profile)
        self.script.set_profile(profile)

    def set_model_hint(self, text: str) -> None:
        """A quiet line on the model in use; "" hides it."""
        self._model_hint = text
        self._fit()

    # ---- keys and buttons ----------------------------------------------------------------------

    def toggle(self) -> None:
        """Space: start, skip what comes before, or stop."""
        if self.is_recording:
            self.course.skip_or_stop()
        else:
            self.start()

    def start(self) -> None:
        """Begin a take; the words of the one before are still waited for."""
        if self.is_recording:
            return
        self.sheet.close_sheet()
        settings = self.options.value
        self.ring.set_steps(getattr(settings, "reduced_motion", False))
        self.course.start(settings, self._microphone.hand_over(), self.script.begin())

    def stop(self) -> None:
        """End the take and keep it; before there is anything to keep, leave it."""
        self.course.stop()

    def discard(self) -> None:
        """Escape: end the take and put it into the trash."""
        self.course.discard()

    def toggle_options(self) -> None:
        """Open or close the sheet; not while somebody speaks."""
        if self.sheet.isVisible():
            self.sheet.close_sheet()
        elif not self.is_recording:
            self.sheet.open_sheet()

    # ---- what is shown -------------------------------------------------------------------------

    def _enter(self, state: str) -> None:
        self.script.set_state(state)
        self.ring.set_mode("recording" if self.course.is_spoken else state)  # type: ignore[arg-type]
        if state in ("ready", "lead_in", "starting"):
            self.words_label.set_whole("")
            self.number_light.clear()
        elif state == "recording":
            self.number_light.begin(self.options.value.region)
        self._warn("" if state == "recording" else self._wait)
        self._zone = ""
        self.options.enabled = not self.is_recording
        self.foot.show_options(not self.is_recording)
        self._show_button()
        self._run_timer()
        if self.isVisible() and not self.is_recording:
            self._microphone.hold("stage")
        self.state_changed.emit(state)

    def _run_timer(self) -> None:
        live = self.course.is_spoken
        if live or self.isVisible():
            self._timer.start(_LIVE_MS if live else _IDLE_MS)
        else:
            self._timer.stop()

    def _show_button(self) -> None:
        theme, course = self._theme, self.course
        recording = self.is_recording and course.lead_in is None
        text = button_words("recording" if course.begun_at_s is not None else course.state)
        self.record_button.setText("  " + text)
        self.record_button.setAccessibleName(text)
        icon = "stop" if recording else "skip" if self.is_recording else "record"
        self.record_button.setIcon(icons.icon(icon, theme, 22, "window" if recording else "accent_text"))
        self.record_button.setProperty("recording", recording)
        self.record_button.style().unpolish(self.record_button)
        self.record_button.style().polish(self.record_button)
        self._show_hint()

    def _show_hint(self) -> None:
        course = self.course
        hint = hint_words(course.state, self.options.value)
        quiet = course.unheard if self.is_recording else ""
        words = "  ·  ".join(part for part in (quiet, hint) if part)
        if self.hint_label.text() != words:
            self.hint_label.setText(words)

    def _options_changed(self) -> None:
        self.foot.set_options_words(summary(self.options.value))
        self._show_button()

    def _show_microphone(self) -> None:
        self.foot.show_microphone(self._microphone, recording=self.is_recording)

    def _lead_in_moved(self, status: LeadInStatus) -> None:
        numerals, words = phase_words(status)
        self.ring.set_lead_in(numerals, words, status.total_s - status.at_s, status.total_s)
        said = numerals or words
        if status.phase in ("countdown", "greeting", "beep") and said != self._zone:
            self._zone = said
            announce(self, said)
        self._show_hint()
        run = self.course.lead_in
        if run is not None and run.armed is not None:
            self.foot.show_level(run.armed.level(), silent_s=run.armed.silent_s)

    def _tick(self) -> None:
        course = self.course
        if (status := course.look()) is not None:
            self._show_live(status)
        elif course.begun_at_s is not None:
            self.ring.set_elapsed(time.monotonic() - course.begun_at_s)
        elif not course.is_recording:
            self.foot.show_level(self._microphone.level(), silent_s=self._microphone.silent_s)

    def _show_live(self, status: LiveStatus) -> None:
        capture = status.capture
        self.ring.set_elapsed(capture.elapsed_s)
        self.foot.show_level(capture.level)
        self.number_light.look(status)
        self.script.set_live(status.words, status.partial, capture.elapsed_s, model_ready=status.model_ready)
        if self.state == "recording":
            self._warn(warning_words(capture.warning.name))
        zone = zone_words(self.ring.zones, capture.elapsed_s)
        if zone != self._zone:
            if self._zone:
                announce(self, zone)
            self._zone = zone
        if not status.model_ready:
            self.words_label.set_whole(_("Recording. The words follow once the model is loaded."))
        else:
            last = [word.text for word in status.words[-_LAST_WORDS:]]
            self.words_label.set_whole(" ".join([*last, *status.partial.split()][-_LAST_WORDS:]))

    def show_wait(self, words: str) -> None:
        """That the sound system is waited for; "" once it answered."""
        self._wait = words
        if self.state != "recording":
            self._warn(words)

    def _warn(self, words: str) -> None:
        self.warning_mark.setVisible(bool(words))
        if words == self._warning:
            return
        self._warning = words
        self.warning_label.setText(words)
        if words:
            announce(self, words)

    def library_replaced(self) -> None:
        """Other takes and scripts lie here now."""
        self.script.library_replaced()

    def leave(self) -> None:
        """The window closes."""
        self.script.leave()

    # ---- being looked at -----------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._options_changed()  # they can be chosen in the settings as well
        if not self.is_recording:
            self._microphone.hold("stage")
        self._run_timer()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.sheet.close_sheet()
        self._microphone.release("stage")
        self._run_timer()
