"""Choosing a microphone with its level in sight, for the first start and the settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from rehearse.errors import DeviceError
from rehearse.i18n import _
from rehearse.ui import icons
from rehearse.ui.controls import Choice, button, label, row, set_tone
from rehearse.ui.level_meter import QUIET_DBFS, LevelMeter
from rehearse.ui.microphone import device_words

if TYPE_CHECKING:
    from rehearse.audio.devices import Device
    from rehearse.studio import Studio
    from rehearse.ui.microphone import Microphone
    from rehearse.ui.tasks import Failure, Tasks
    from rehearse.ui.theme import Theme

_METER_MS = 50

#: Exact zeros this long: muted, or not allowed.
_SILENT_S = 2.0

#: All settings are saved one after the other.
SAVE_LANE = "settings"


class MicrophonePicker(QWidget):
    """A list of microphones, the level of the chosen one, and what that level means.

    `outputs` brings the loudspeakers found by the same look; `failed` an error.
    """

    outputs = Signal(list)
    failed = Signal(object)

    def __init__(self, studio: Studio, tasks: Tasks, theme: Theme, microphone: Microphone, who: str) -> None:
        super().__init__()
        self._studio, self._tasks, self._theme = studio, tasks, theme
        self._microphone, self._who = microphone, who
        self._devices: list[Device] = []
        self._heard = self._looked = False
        self.choice = Choice(theme, "microphone_choice", _("Microphone"))
        self.choice.setPlaceholderText(_("Looking for microphones…"))
        self.again_button = button("", "look_again_button", "icon", accessible=_("Look for devices again"))
        self.again_button.setToolTip(_("Look for devices again"))
        self.again_button.setIconSize(QSize(20, 20))
        self.again_button.setFixedSize(40, 40)
        self.meter = LevelMeter(theme)
        self.words = label("", theme.font("body"), "microphone_words", tone="muted")
        self.words.setMinimumHeight(self.words.fontMetrics().lineSpacing() * 2)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.space(3))
        across = row(self.choice, self.again_button)
        across.setStretch(0, 1)
        column.addLayout(across)
        column.addWidget(self.meter)
        column.addWidget(self.words)
        self.choice.activated.connect(self._chosen)
        self.again_button.clicked.connect(self.look)
        self._timer = QTimer(self)
        self._timer.setInterval(_METER_MS)
        self._timer.timeout.connect(self._tick)
        microphone.changed.connect(self._state_changed)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.choice.set_theme(theme)
        self.meter.set_theme(theme)
        self.again_button.setIcon(icons.icon("again", theme, 20, "text_muted"))

    # ---- devices -------------------------------------------------------------------------------

    def look(self) -> None:
        """List the devices afresh."""
        self._looked = True
        self._microphone.list_devices(self._found, self._not_found)

    def _look_once(self) -> None:
        """After the microphone is open, so that its name is known; looking opens it once more."""
        if self.isVisible() and not self._looked:
            self.look()

    def _found(self, inputs: list[Device], outputs: list[Device]) -> None:
        self._devices = inputs
        self.outputs.emit(outputs)
        self.choice.clear()
        for device in inputs:
            text = device_words(device)
            if sum(other.key.name == device.key.name for other in inputs) > 1:
                text = f"{text}  ·  {device.key.host_api}"
            self.choice.addItem(text, device.key.to_text())
        self.choice.setPlaceholderText(_("No microphone found"))
        self.choice.setEnabled(bool(inputs))
        self._select()

    def _not_found(self, error: Failure) -> None:
        self.choice.clear()
        self.choice.setPlaceholderText(_("No microphone found"))
        self.choice.setEnabled(False)
        self._say(str(error), "off")

    def _select(self) -> None:
        device = self._microphone.device
        wanted = device.key.to_text() if device is not None else self._studio.settings.value.input_device
        self.choice.setCurrentIndex(self.choice.findData(wanted) if wanted else -1)
        if self.choice.currentIndex() < 0 and self._devices and self._microphone.state != "opening":
            self.choice.setCurrentIndex(0)

    def _chosen(self, index: int) -> None:
        studio, key = self._studio, self.choice.itemData(index)
        self._heard = False
        self._tasks.run(
            lambda _handle: studio.settings.update(input_device=key),
            done=lambda _settings: self._microphone.reopen(),
            failed=self.failed.emit,
            lane=SAVE_LANE,
            must_run=True,
            name="save the microphone",
        )

    # ---- the level -----------------------------------------------------------------------------

    def _state_changed(self) -> None:
        mic = self._microphone
        if mic.state == "open":
            self._select()
            self._look_once()
        elif mic.state == "failed" and mic.error is not None:
            self._look_once()
            rest = mic.error.help if isinstance(mic.error, DeviceError) else ""
            self._say(f"{mic.error.message} {rest}".strip(), "off")
            self.meter.clear()

    def _tick(self) -> None:
        level = self._microphone.level()
        if level is None:
            self.meter.clear()
            return
        self.meter.set_level(level)
        peak = self.meter.held_dbfs
        if self._microphone.silent_s >= _SILENT_S:
            self._heard = False
            self._say(_("No sound at all: is it muted, or does the system not allow it?"), "near")
        elif level.clipped:
            self._say(_("Too loud: move back a little, or turn the microphone down."), "near")
        elif peak is not None and peak >= QUIET_DBFS:
            self._heard = True
            self._say(_("That works: you can be heard."), "good")
        elif not self._heard:
            self._say(_("Say something: the bar should move."), "muted")

    def _say(self, words: str, tone: str) -> None:
        if self.words.text() != words:
            self.words.setText(words)
        set_tone(self.words, tone)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._timer.start()
        self._microphone.hold(self._who)
        self._looked = False
        if self._microphone.state in ("open", "failed"):
            self._look_once()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()
        self._microphone.release(self._who)
