"""Microphone and loudspeaker, each with a way to try it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from rehearse.i18n import _
from rehearse.ui import icons
from rehearse.ui.banners import announce
from rehearse.ui.controls import Choice, button, label, row, set_tone
from rehearse.ui.microphone import LANE, device_words
from rehearse.ui.microphone_picker import MicrophonePicker
from rehearse.ui.settings_more import add_rows, show_rows
from rehearse.ui.settings_parts import SectionPage, Tools

if TYPE_CHECKING:
    from rehearse.audio.devices import Device
    from rehearse.ui.settings_index import Section
    from rehearse.ui.tasks import Failure, JobHandle
    from rehearse.ui.theme import Theme


class SoundPage(SectionPage):
    """The chosen devices; the tones go to the loudspeaker that takes are played through."""

    def __init__(self, tools: Tools, theme: Theme, facts: Section) -> None:
        super().__init__(tools, theme, facts)
        self._playing: JobHandle | None = None
        self.picker = MicrophonePicker(tools.studio, tools.tasks, theme, tools.microphone, "settings")
        self.picker.outputs.connect(self._outputs_found)
        self.picker.failed.connect(self.failed)
        self.add_row(self.add_card(), "input_device", self.picker, grow=True)
        column = self.add_card()
        self.add_row(column, "output_device", self._loudspeaker(), grow=True)
        self._more = add_rows(self, column, "playback_speed", "phone_sound")
        self.end()
        self.set_theme(theme)

    def _loudspeaker(self) -> QWidget:
        theme = self.theme
        self.speaker_choice = Choice(theme, "loudspeaker_choice", _("Loudspeaker"))
        self.speaker_choice.addItem(_("As the system"), None)
        self.speaker_choice.activated.connect(self._chosen)
        self.tone_button = button(" " + _("Play a tone"), "play_tone", accessible=_("Play a tone"))
        self.tone_button.clicked.connect(self.play_tone)
        self.tone_words = label("", theme.font("body"), "tone_words", tone="muted")
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.space(3))
        column.addWidget(self.speaker_choice)
        across = row(self.tone_button, self.tone_words, spacing=theme.space(3))
        across.setStretch(1, 1)
        across.setAlignment(self.tone_button, Qt.AlignmentFlag.AlignTop)
        column.addLayout(across)
        return whole

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self.tone_button.setIcon(icons.icon("speaker", theme, 18))

    def show_values(self) -> None:
        show_rows(self, self._more)

    def _outputs_found(self, devices: list[Device]) -> None:
        self.speaker_choice.clear()
        self.speaker_choice.addItem(_("As the system"), None)
        for device in devices:
            self.speaker_choice.addItem(device_words(device), device.key.to_text())
        wanted = self.tools.settings.output_device
        index = self.speaker_choice.findData(wanted) if wanted else 0
        self.speaker_choice.setCurrentIndex(max(0, index))

    def _chosen(self, index: int) -> None:
        self._say("", "muted")
        self.save(output_device=self.speaker_choice.itemData(index))

    # ---- the test ------------------------------------------------------------------------------

    def play_tone(self) -> None:
        """Two short tones, made in memory, through the chosen loudspeaker."""
        if self._playing is not None:
            return
        studio = self.tools.studio

        def job(handle: JobHandle) -> str:
            from rehearse.audio.check_tone import play_tone

            device = studio.loudspeaker()
            play_tone(device, cancel=handle.cancel_token)
            return device_words(device)

        self._say(_("Playing…"), "muted")
        self._playing = self.tools.tasks.run(
            job, done=self._played, failed=self._not_played, owner=self, lane=LANE, name="play a tone"
        )

    def _played(self, name: str) -> None:
        self._playing = None
        self._say(
            _("Two tones went to “{name}”. If you heard nothing, turn it up or choose another.").format(
                name=name
            ),
            "good",
        )

    def _not_played(self, error: Failure) -> None:
        self._playing = None
        self._say(" ".join(part for part in (error.message, error.help) if part), "off")

    def _say(self, words: str, tone: str) -> None:
        self.tone_words.setText(words)
        set_tone(self.tone_words, tone)
        if words:
            announce(self.tone_words, words)
