"""The first start: one screen that finds the microphone and says who listens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from rehearse.i18n import _
from rehearse.ui import icons
from rehearse.ui.controls import Page, button, card, label, row
from rehearse.ui.install_bar import InstallBar
from rehearse.ui.microphone_picker import SAVE_LANE, MicrophonePicker
from rehearse.ui.model_install import RECOMMENDED, STARTER, size_words

if TYPE_CHECKING:
    from rehearse.speech.store import ModelInfo
    from rehearse.studio import Studio
    from rehearse.ui.microphone import Microphone
    from rehearse.ui.model_install import ModelInstaller
    from rehearse.ui.tasks import Tasks
    from rehearse.ui.theme import Theme

#: The catalogue's figure for the recommended model, shown before the catalogue is read.
_RECOMMENDED_BYTES = 41_205_931


class WelcomeView(Page):
    """`finished` when the user starts rehearsing; the choice is stored."""

    finished = Signal()
    failed = Signal(object)

    def __init__(
        self, studio: Studio, tasks: Tasks, theme: Theme, microphone: Microphone, installer: ModelInstaller
    ) -> None:
        super().__init__("welcome_view", _("Welcome"), column_px=600)
        self._studio, self._tasks, self._theme, self._installer = studio, tasks, theme, installer
        self._model_id = ""
        self.picker = MicrophonePicker(studio, tasks, theme, microphone, "welcome")
        self.picker.failed.connect(self.failed)
        self.microphone_mark, self.model_mark = QLabel(), QLabel()
        self.model_title = label(_("Who listens"), theme.font("strong"), "welcome_model_title")
        self.model_words = label(_("Loading…"), theme.font("body"), "welcome_model_words", tone="muted")
        self.get_button = button(
            _("Get the small model ({size})").format(size=size_words(_RECOMMENDED_BYTES)), "welcome_get_model"
        )
        self.get_button.clicked.connect(lambda: installer.install(RECOMMENDED))
        self.get_button.hide()
        self.bar = InstallBar(theme, installer)
        self.bar.hide()
        self.start_button = button(_("Start rehearsing"), "start_button", "record")
        self.start_button.setFont(theme.font("lead"))
        self.start_button.setMinimumHeight(60)
        self.start_button.setMinimumWidth(260)
        self.start_button.clicked.connect(self._start)
        self._build(theme)
        installer.changed.connect(self._installing)
        installer.installed.connect(self._installed)
        # No focus proxy: Tab would skip every other control of a page that has one.
        self.first_control = self.start_button
        self.set_theme(theme)

    def _build(self, theme: Theme) -> None:
        self.column.addStretch(2)
        self.column.addWidget(
            label(_("Say it once before it counts."), theme.font("display"), "welcome_title")
        )
        self.column.addSpacing(theme.space(2))
        self.column.addWidget(
            label(
                _(
                    "Practise the voicemail you are about to leave. "
                    "Your voice and your words stay on this computer."
                ),
                theme.font("lead"),
                "welcome_lead",
                tone="muted",
            )
        )
        self.column.addSpacing(theme.space(8))
        sound = label(_("Your microphone"), theme.font("strong"))
        self.column.addWidget(self._part(self.microphone_mark, sound, self.picker))
        self.column.addSpacing(theme.space(4))
        model = QWidget()
        inside = QVBoxLayout(model)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(theme.space(3))
        inside.addWidget(self.model_words)
        inside.addLayout(row(self.get_button, 1))
        inside.addWidget(self.bar)
        self.column.addWidget(self._part(self.model_mark, self.model_title, model))
        self.column.addSpacing(theme.space(8))
        self.column.addWidget(self.start_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.column.addStretch(3)

    def _part(self, mark: QLabel, title: QLabel, inside: QWidget) -> QWidget:
        theme = self._theme
        frame, column = card(theme.space(6), theme.space(3))
        head = row(mark, title, 1, spacing=10)
        column.addLayout(head)
        column.addWidget(inside)
        return frame

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.picker.set_theme(theme)
        ratio = self.devicePixelRatioF()
        self.microphone_mark.setPixmap(icons.pixmap("microphone", theme.colour("accent"), 20, ratio))
        self.model_mark.setPixmap(icons.pixmap("words", theme.colour("accent"), 20, ratio))

    # ---- the model -----------------------------------------------------------------------------

    def show_model(self, model: ModelInfo) -> None:
        """Say who listens, and how well."""
        self._model_id = model.id
        starter = model.id == STARTER
        if starter:
            words = _(
                "The starter model writes down what you say. It is built in, so you can begin right away, "
                "but its accuracy is modest: it gets digits, names and stock phrases, and misses much of "
                "open talk. The small model hears far better."
            )
        else:
            name = model.catalogue.title if model.catalogue is not None else model.id
            words = _("“{name}” writes down what you say.").format(name=name)
        self.model_words.setText(words)
        self.get_button.setVisible(starter and not self._installer.running)

    def _installing(self) -> None:
        running = self._installer.running
        self.bar.setVisible(running)
        self.get_button.setVisible(self._model_id == STARTER and not running)
        if running:
            self.bar.show_now()

    def _installed(self, _model_id: str) -> None:
        model = self._studio.engine_state().model
        if model is not None:
            self.show_model(model)

    # ---- the end -------------------------------------------------------------------------------

    def _start(self) -> None:
        studio = self._studio
        self._tasks.run(
            lambda _handle: studio.settings.update(first_start_done=True),
            done=lambda _settings: None,
            failed=self.failed.emit,
            lane=SAVE_LANE,
            must_run=True,
            name="remember the first start",
        )
        self.finished.emit()
