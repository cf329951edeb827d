"""The stage's last line: which microphone, how loud, what is set, which model."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from rehearse.errors import DeviceError
from rehearse.i18n import _
from rehearse.ui import icons
from rehearse.ui.controls import Elided, button, label, set_tone
from rehearse.ui.level_meter import LevelMeter
from rehearse.ui.microphone import device_words

if TYPE_CHECKING:
    from rehearse.audio.level import Level
    from rehearse.ui.microphone import Microphone
    from rehearse.ui.theme import Theme

#: Exact zeros this long from an open microphone: muted, or not allowed.
_SILENT_S = 2.0

#: The bar, the level's words, the least of a microphone's name, what is between two things.
_METER_PX, _LEVEL_PX, _NAME_PX, _GAP_PX = 150, 78, 110, 12

#: Around the text of a quiet button: its icon and its margins.
_BUTTON_PX = 56


class StageFoot(QWidget):
    """Quiet facts beside each other; the two buttons belong to the stage."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._options_text = self._model_text = ""
        self._failed, self._fits = False, True
        caption = theme.font("caption")
        self.device_mark = QLabel()
        self.device_label = Elided(caption, "device_label", tone="muted")
        self.meter = LevelMeter(theme)
        self.meter.setFixedWidth(_METER_PX)
        self.level_label = label("", caption, "level_label", tone="muted", wrap=False)
        self.level_label.setMinimumWidth(_LEVEL_PX)
        self.options_button = button("", "stage_options_button", "quiet")
        self.options_button.setFont(caption)
        self.options_button.setIconSize(QSize(18, 18))
        self.model_button = button("", "model_button", "quiet")
        self.model_button.setFont(caption)
        self.model_button.hide()
        foot = QHBoxLayout(self)
        foot.setContentsMargins(0, 0, 0, 0)
        foot.setSpacing(_GAP_PX)
        foot.addWidget(self.device_mark)
        foot.addWidget(self.device_label, 3)
        foot.addWidget(self.meter)
        foot.addWidget(self.level_label)
        foot.addStretch(1)
        foot.addWidget(self.options_button)
        foot.addWidget(self.model_button)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.meter.set_theme(theme)
        self.options_button.setIcon(icons.icon("timer", theme, 18, "accent"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Where room is scarce the level loses its words, then the options theirs, then the model some."""
        model = self.model_button
        gaps = 6 * _GAP_PX
        least = 18 + _METER_PX + gaps + (0 if self.options_button.isHidden() else _BUTTON_PX)
        self._show_model(self.width() - least)
        room = self.width() - 18 - _METER_PX - _NAME_PX - gaps
        room -= 0 if model.isHidden() else model.sizeHint().width()
        text, options = self._options_text, self.options_button
        wide = QFontMetrics(options.font()).horizontalAdvance(text) + _BUTTON_PX
        options.setText(text if wide <= room else "")
        room -= 0 if options.isHidden() else wide if wide <= room else _BUTTON_PX
        self._fits = room >= _LEVEL_PX
        self._show_meter()

    def _show_model(self, room: int) -> None:
        """Both of its ends say something: what listens now, and what a click does."""
        model, text = self.model_button, self._model_text
        model.setText(text)
        if (over := model.sizeHint().width() - room) > 0:
            metrics = model.fontMetrics()
            shown_px = max(0, metrics.horizontalAdvance(text) - over)
            model.setText(metrics.elidedText(text, Qt.TextElideMode.ElideMiddle, shown_px))
        model.setToolTip(text if over > 0 else "")

    def _show_meter(self) -> None:
        self.meter.setVisible(not self._failed)
        self.level_label.setVisible(self._fits and not self._failed)

    def show_options(self, shown: bool) -> None:
        """Not while somebody speaks: then nothing can be chosen."""
        self.options_button.setVisible(shown)
        self._fit()

    def set_options_words(self, words: str) -> None:
        """What is set before and after a take, as the button says it."""
        self._options_text = words
        self.options_button.setAccessibleName(words)
        self.options_button.setToolTip(_("{options} (Ctrl+O)").format(options=words))
        self._fit()

    def set_model_hint(self, text: str) -> None:
        self._model_text = text
        self.model_button.setAccessibleName(text)
        self.model_button.setVisible(bool(text))
        self._fit()

    def show_microphone(self, mic: Microphone, *, recording: bool) -> None:
        """Its name, or why there is none."""
        theme, ratio = self._theme, self.devicePixelRatioF()
        failed = mic.state == "failed" and not recording
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
        self._failed = failed
        self._show_meter()

    def show_level(self, level: Level | None, *, silent_s: float = 0.0) -> None:
        """The level now; None while no microphone is open."""
        if level is None:
            self.meter.clear()
            self.level_label.setText("")
            return
        self.meter.set_level(level)
        words = _("no sound: muted?") if silent_s >= _SILENT_S else self.meter.words()
        if self.level_label.text() != words:
            self.level_label.setText(words)
            fine = words in (_("good level"), _("quiet"))
            set_tone(self.level_label, "muted" if fine else "near")
