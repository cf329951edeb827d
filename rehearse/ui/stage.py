"""The Rehearse view: press Space, talk, press Space.

While somebody speaks the timer is the hero and little else moves.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from rehearse.errors import Cancelled, DeviceError
from rehearse.i18n import _
from rehearse.ui import icons
from rehearse.ui.banners import announce
from rehearse.ui.controls import Elided, button, label, set_tone
from rehearse.ui.level_meter import LevelMeter
from rehearse.ui.microphone import device_words
from rehearse.ui.stage_script import StageScript
from rehearse.ui.timer_ring import TimerRing, Zones, zone_words

if TYPE_CHECKING:
    from rehearse.analysis.profiles import Profile
    from rehearse.library.takes import Take
    from rehearse.live_take import LiveStatus, LiveTake, Review
    from rehearse.studio import Studio
    from rehearse.ui.microphone import Microphone
    from rehearse.ui.tasks import Failure, JobHandle, Tasks
    from rehearse.ui.theme import Theme

State = Literal["ready", "starting", "recording", "stopping", "listening"]

#: Thirty looks a second while recording, a calmer meter before.
_LIVE_MS, _IDLE_MS = 33, 66

#: Live words shown at most: the last breath, not a page to read.
_LAST_WORDS = 14

#: Exact zeros this long from an open microphone: muted, or not allowed.
_SILENT_S = 2.0


def warning_words(name: str) -> str:
    """A capture warning told while there is still time; "" for none."""
    return {
        "NONE": "",
        "SILENT": _("No sound at all: is the microphone muted, or not allowed to be used?"),
        "TOO_QUIET": _("You are hard to hear: come closer or speak up."),
        "CLIPPING": _("Too loud: move back a little."),
        "OVERFLOW": _("The computer is too busy: bits of sound are missing."),
        "NO_INPUT": _("The microphone has stopped sending sound."),
        "DISK_LOW": _("The disk is almost full: stop soon, what you said is kept."),
    }.get(name, "")


class StageView(QWidget):
    """Records one take after another.

    Signals: `take_finished` (Review); `take_kept` (Take) as soon as the sound is safe; `discarded`
    (take id); `failed` (error); `not_heard` (take id, error): the sound is safe, the words are not
    there; `state_changed`; `model_wanted`: the user asks for a better model.
    """

    take_finished = Signal(object)
    take_kept = Signal(object)
    discarded = Signal(str)
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
        self._state: State = "ready"
        self._live: LiveTake | None = None
        self._listening: JobHandle | None = None
        self._after_start: Literal["", "stop", "discard"] = ""
        self._zone = ""
        self._warning = ""
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

        self.device_mark = QLabel()
        self.device_label = Elided(theme.font("caption"), "device_label", tone="muted")
        self.meter = LevelMeter(theme)
        self.meter.setFixedWidth(150)
        self.level_label = label("", theme.font("caption"), "level_label", tone="muted", wrap=False)
        self.model_button = button("", "model_button", "quiet")
        self.model_button.setFont(theme.font("caption"))
        self.model_button.clicked.connect(self.model_wanted)
        self.model_button.hide()

        warning = QWidget()
        warning.setFixedHeight(28)
        line = QHBoxLayout(warning)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        line.addStretch(1)
        line.addWidget(self.warning_mark)
        line.addWidget(self.warning_label)
        line.addStretch(1)

        foot = QHBoxLayout()
        foot.setSpacing(12)
        foot.addWidget(self.device_mark)
        foot.addWidget(self.device_label, 3)
        foot.addWidget(self.meter)
        foot.addWidget(self.level_label)
        foot.addStretch(2)
        self.script = StageScript(self._studio, self._tasks, theme, self, self.ring, (self.words_label,))
        self.script.room_changed.connect(self._fit)
        foot.addWidget(self.model_button)
        self.level_label.setMinimumWidth(78)

        self._column = QVBoxLayout(self)
        self._column.addWidget(self.script.panel, 1)
        self._column.addWidget(warning)
        self._column.addWidget(self.words_label)
        self._column.addSpacing(12)
        self._column.addWidget(self.record_button, 0, Qt.AlignmentFlag.AlignHCenter)
        self._column.addSpacing(8)
        self._column.addWidget(self.hint_label)
        self._column.addSpacing(20)
        self._column.addLayout(foot)
        self.words_label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.words_label.setFixedHeight(26)
        self.setFocusProxy(self.record_button)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.ring.set_theme(theme)
        self.meter.set_theme(theme)
        self.script.set_theme(theme)
        ratio = self.devicePixelRatioF()
        self.warning_mark.setPixmap(icons.pixmap("near", theme.colour("near"), 20, ratio))
        self._show_button()
        self._show_microphone()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Leave the sheet with the scripts its room."""
        self.model_button.setVisible(bool(self.model_button.text()) and not self.script.room_px)
        roomy = self.height() >= 700
        edge = 40 if roomy else 24
        self._column.setContentsMargins(
            edge, 40 if roomy else 16, edge + self.script.room_px, 24 if roomy else 14
        )

    # ---- what the window tells -----------------------------------------------------------------

    @property
    def state(self) -> State:
        return self._state

    @property
    def is_recording(self) -> bool:
        """Whether sound is being kept, or is about to be."""
        return self._state in ("starting", "recording", "stopping")

    def set_profile(self, profile: Profile) -> None:
        self.ring.set_zones(Zones.of(profile))
        self.script.set_profile(profile)

    def set_model_hint(self, text: str) -> None:
        """A quiet line on the model in use; "" hides it."""
        self.model_button.setText(text)
        self.model_button.setAccessibleName(text)
        self._fit()

    # ---- keys and buttons ----------------------------------------------------------------------

    def toggle(self) -> None:
        """Space: start, or stop."""
        if self._state in ("ready", "listening"):
            self.start()
        elif self._state in ("starting", "recording"):
            self.stop()

    def start(self) -> None:
        """Begin a take; the words of the one before are still waited for."""
        if self.is_recording:
            return
        studio, monitor = self._studio, self._microphone.hand_over()
        with_script = self.script.begin()

        def job(_handle: JobHandle) -> LiveTake:
            if monitor is not None:
                monitor.close()
            return studio.start_take(**with_script())

        self._after_start = ""
        self._enter("starting")
        self._tasks.run(job, done=self._started, failed=self._not_started, name="start a take")

    def stop(self) -> None:
        """End the take and keep it."""
        if self._state == "starting":
            self._after_start = "stop"
        elif self._state == "recording" and self._live is not None:
            live = self._live
            self._enter("stopping")
            self._tasks.run(
                lambda _handle: live.stop(),
                done=lambda take: self._stopped(live, take),
                failed=self._not_stopped,
                name="stop a take",
                must_run=True,
            )

    def discard(self) -> None:
        """Escape: end the take and put it into the trash."""
        if self._state == "starting":
            self._after_start = "discard"
        elif self._state == "recording" and self._live is not None:
            live = self._live
            self._enter("stopping")
            self._tasks.run(
                lambda _handle: live.discard(),
                done=lambda _nothing: self._discarded(live.take_id),
                failed=self._not_stopped,
                name="discard a take",
                must_run=True,
            )

    # ---- endings of background work ------------------------------------------------------------

    def _started(self, live: LiveTake) -> None:
        self._live = live
        self._enter("recording")
        announce(self, _("Recording"))
        if self._after_start == "stop":
            self.stop()
        elif self._after_start == "discard":
            self.discard()

    def _not_started(self, error: Failure) -> None:
        self._enter("ready")
        if self._after_start != "discard":
            self.failed.emit(error)

    def _stopped(self, live: LiveTake, take: Take) -> None:
        self._live = None
        self._enter("listening")
        announce(self, _("Listening back"))
        self.take_kept.emit(take)
        self._listening = self._tasks.run(
            lambda handle: live.result(cancel=handle.cancel_token),
            done=self._heard,
            failed=lambda error: self._not_heard(live.take_id, error),
            name="listen back",
        )

    def _not_stopped(self, error: Failure) -> None:
        self._live = None
        self._enter("ready")
        self.failed.emit(error)

    def _discarded(self, take_id: str) -> None:
        self._live = None
        self._enter("ready")
        self.discarded.emit(take_id)

    def _heard(self, review: Review) -> None:
        self._listening = None
        if self._state == "listening":
            self._enter("ready")
        self.take_finished.emit(review)

    def _not_heard(self, take_id: str, error: Failure) -> None:
        self._listening = None
        if self._state == "listening":
            self._enter("ready")
        if not isinstance(error, Cancelled):
            self.not_heard.emit(take_id, error)

    # ---- what is shown -------------------------------------------------------------------------

    def _enter(self, state: State) -> None:
        self._state = state
        self.script.set_state(state)
        mode = "recording" if state in ("recording", "stopping") else state
        self.ring.set_mode(mode)  # type: ignore[arg-type]
        if state in ("ready", "starting"):
            self.words_label.set_whole("")
        self._warn("")
        self._zone = ""
        self._show_button()
        self._run_timer()
        if self.isVisible() and not self.is_recording:
            self._microphone.hold("stage")
        self.state_changed.emit(state)

    def _run_timer(self) -> None:
        live = self._state == "recording"
        if live or self.isVisible():
            self._timer.start(_LIVE_MS if live else _IDLE_MS)
        else:
            self._timer.stop()

    def _show_button(self) -> None:
        theme = self._theme
        recording = self.is_recording
        text = {
            "ready": _("Record"),
            "starting": _("Starting…"),
            "recording": _("Stop"),
            "stopping": _("Keeping it…"),
            "listening": _("Record again"),
        }[self._state]
        hint = {
            "ready": _("Press Space, say your message, press Space."),
            "starting": "",
            "recording": _("Space stops and keeps it  ·  Escape throws it away"),
            "stopping": "",
            "listening": _("Your take is safe."),
        }[self._state]
        self.record_button.setText("  " + text)
        self.record_button.setAccessibleName(text)
        self.record_button.setIcon(
            icons.icon("stop" if recording else "record", theme, 22, "window" if recording else "accent_text")
        )
        self.record_button.setProperty("recording", recording)
        self.record_button.style().unpolish(self.record_button)
        self.record_button.style().polish(self.record_button)
        self.hint_label.setText(hint)

    def _show_microphone(self) -> None:
        mic = self._microphone
        theme, ratio = self._theme, self.devicePixelRatioF()
        failed = mic.state == "failed" and not self.is_recording
        name = "microphone-off" if failed else "microphone"
        role = "off" if failed else "text_muted"
        self.device_mark.setPixmap(icons.pixmap(name, theme.colour(role), 18, ratio))
        if failed and mic.error is not None:
            rest = mic.error.help if isinstance(mic.error, DeviceError) else ""
            self.device_label.set_whole(f"{mic.error.message} {rest}".strip())
            set_tone(self.device_label, "off")
        elif mic.device is not None:
            self.device_label.set_whole(device_words(mic.device))
            set_tone(self.device_label, "muted")
        else:
            self.device_label.set_whole(_("Looking for your microphone…"))
            set_tone(self.device_label, "muted")
        self.meter.setVisible(not failed)
        self.level_label.setVisible(not failed)

    def _tick(self) -> None:
        if self._live is not None and self._state == "recording":
            self._show_live(self._live.status())
            return
        level = self._microphone.level()
        if level is None:
            self.meter.clear()
            self.level_label.setText("")
            return
        self.meter.set_level(level)
        silent = self._microphone.silent_s >= _SILENT_S
        self._show_level(_("no sound: muted?") if silent else self.meter.words())

    def _show_level(self, words: str) -> None:
        if self.level_label.text() != words:
            self.level_label.setText(words)
            set_tone(
                self.level_label, "near" if words != _("good level") and words != _("quiet") else "muted"
            )

    def _show_live(self, status: LiveStatus) -> None:
        capture = status.capture
        self.ring.set_elapsed(capture.elapsed_s)
        self.meter.set_level(capture.level)
        self._show_level(self.meter.words())
        self.script.set_live(status.words, status.partial, capture.elapsed_s, model_ready=status.model_ready)
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
        if capture.state == "lost":
            if capture.error is not None:
                self.failed.emit(capture.error)
            self.stop()

    def _warn(self, words: str) -> None:
        self.warning_mark.setVisible(bool(words))
        if words == self._warning:
            return
        self._warning = words
        self.warning_label.setText(words)
        if words:
            announce(self, words)

    def leave(self) -> None:
        """The window closes."""
        self.script.leave()

    # ---- being looked at -----------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self.is_recording:
            self._microphone.hold("stage")
        self._run_timer()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._microphone.release("stage")
        self._run_timer()
