"""Settings: everything takes effect when it is chosen; there is nothing to confirm."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QLocale, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from rehearse.i18n import _
from rehearse.ui.controls import CONTROL_PX, Choice, Page, Segments, button, card, label, row, rule
from rehearse.ui.microphone import device_words
from rehearse.ui.microphone_picker import SAVE_LANE, MicrophonePicker
from rehearse.ui.model_list import ModelList

if TYPE_CHECKING:
    from collections.abc import Callable

    from rehearse.analysis.profiles import Profile
    from rehearse.audio.devices import Device
    from rehearse.studio import Studio
    from rehearse.ui.microphone import Microphone
    from rehearse.ui.model_install import ModelInstaller
    from rehearse.ui.tasks import Tasks
    from rehearse.ui.theme import Theme

#: A name is stored once the typing pauses.
_TYPING_MS = 500


class SettingsView(Page):
    """Signals: `theme_chosen` ("system", "light", "dark"); `profile_chosen`; `failed` (an error);
    `undo_offered` (text, callable).
    """

    theme_chosen = Signal(str)
    profile_chosen = Signal()
    failed = Signal(object)
    undo_offered = Signal(str, object)

    def __init__(
        self, studio: Studio, tasks: Tasks, theme: Theme, microphone: Microphone, installer: ModelInstaller
    ) -> None:
        super().__init__("settings_view", _("Settings"), column_px=760)
        self._studio, self._tasks, self._theme = studio, tasks, theme
        self._filled = False
        self._profiles: dict[str, Profile] = {}
        self.picker = MicrophonePicker(studio, tasks, theme, microphone, "settings")
        self.speaker_choice = Choice(theme, "loudspeaker_choice", _("Loudspeaker"))
        self.models = ModelList(studio, tasks, theme, installer)
        self.profile_choice = Choice(theme, "profile_choice", _("Profile"))
        self.profile_words = label("", theme.font("caption"), "profile_words", tone="muted")
        self.region_choice = Choice(theme, "region_choice", _("Country of phone numbers"))
        self.theme_choice = Segments(
            theme,
            "theme_choice",
            _("Colours"),
            [("system", _("As the system")), ("light", _("Light")), ("dark", _("Dark"))],
        )
        self.name_edit = QLineEdit()
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(_TYPING_MS)
        self._build(theme)
        self._connect()
        self._show_settings()

    # ---- building ------------------------------------------------------------------------------

    def _build(self, theme: Theme) -> None:
        self.column.addWidget(label(_("Settings"), theme.font("display"), "settings_title"))
        sound = self._section(_("Sound"))
        self._row(sound, _("Microphone"), _("What your takes are recorded with."), self.picker, grow=True)
        self._row(sound, _("Loudspeaker"), _("Where takes are played."), self.speaker_choice, last=True)

        listens = self._section(_("Who listens"))
        listens.addWidget(self.models)
        listens.addWidget(rule())
        self.file_button = button(_("Use a model from a file…"), "model_from_file", "quiet")
        self.file_button.clicked.connect(self.models.choose_file)
        listens.addSpacing(theme.space(2))
        listens.addLayout(row(self.file_button, 1))
        listens.addSpacing(theme.space(2))

        judged = self._section(_("How a take is judged"))
        chooser = QWidget()
        inside = QVBoxLayout(chooser)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(theme.space(2))
        inside.addWidget(self.profile_choice)
        inside.addWidget(self.profile_words)
        self._row(judged, _("Profile"), _("The targets for length, number and pace."), chooser, grow=True)
        self._row(
            judged, _("Country"), _("How phone numbers look where you call."), self.region_choice, last=True
        )

        you = self._section(_("You"))
        self.name_edit.setObjectName("name_edit")
        self.name_edit.setAccessibleName(_("Your name"))
        self.name_edit.setPlaceholderText(_("Your name"))
        self.name_edit.setMinimumHeight(CONTROL_PX)
        self.name_edit.setMinimumWidth(260)
        self.name_edit.setMaxLength(80)
        self._row(you, _("Name"), _("Written on each new take."), self.name_edit)
        self._row(you, _("Colours"), "", self.theme_choice, last=True)

        data = self._section(_("Your recordings"))
        place = label(str(self._studio.paths.data), theme.font("body"), "data_folder")
        place.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        place.setAccessibleName(_("Folder of your recordings"))
        self.open_folder_button = button(_("Open the folder"), "open_data_folder")
        self.open_folder_button.clicked.connect(self._open_folder)
        words = QVBoxLayout()
        words.setSpacing(4)
        words.addWidget(
            label(_("Takes, words and models lie here and nowhere else."), theme.font("body"), tone="muted")
        )
        words.addWidget(place)
        across = QHBoxLayout()
        across.setContentsMargins(0, theme.space(4), 0, theme.space(4))
        across.setSpacing(theme.space(6))
        across.addLayout(words, 1)
        across.addWidget(self.open_folder_button, 0, Qt.AlignmentFlag.AlignVCenter)
        data.addLayout(across)
        self.column.addStretch(1)

    def _section(self, title: str) -> QVBoxLayout:
        theme = self._theme
        self.column.addSpacing(theme.space(9))
        self.column.addWidget(label(title, theme.font("title")))
        self.column.addSpacing(theme.space(3))
        frame, column = card(theme.space(6))
        column.setContentsMargins(theme.space(6), theme.space(1), theme.space(6), theme.space(1))
        self.column.addWidget(frame)
        return column

    def _row(
        self,
        column: QVBoxLayout,
        title: str,
        about: str,
        control: QWidget,
        *,
        grow: bool = False,
        last: bool = False,
    ) -> None:
        theme = self._theme
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(label(title, theme.font("strong")))
        if about:
            words.addWidget(label(about, theme.font("caption"), tone="muted"))
        words.addStretch(1)
        across = QHBoxLayout()
        across.setContentsMargins(0, theme.space(4), 0, theme.space(4))
        across.setSpacing(theme.space(6))
        across.addLayout(words, 2)
        across.addWidget(control, 3, Qt.AlignmentFlag(0) if grow else Qt.AlignmentFlag.AlignVCenter)
        column.addLayout(across)
        if not last:
            line: QFrame = rule()
            column.addWidget(line)

    def _connect(self) -> None:
        self.picker.outputs.connect(self._outputs_found)
        self.picker.failed.connect(self.failed)
        self.models.failed.connect(self.failed)
        self.models.removed.connect(
            lambda model_id: self.undo_offered.emit(
                _("The model was removed."), lambda: self.models.restore(model_id)
            )
        )
        self.speaker_choice.activated.connect(
            lambda index: self._save(output_device=self.speaker_choice.itemData(index))
        )
        self.profile_choice.activated.connect(self._profile_chosen)
        self.region_choice.activated.connect(
            lambda index: self._save(region=self.region_choice.itemData(index))
        )
        self.theme_choice.chosen.connect(self._theme_chosen)
        self.name_edit.textEdited.connect(lambda _text: self._typing.start())
        self.name_edit.editingFinished.connect(self._save_name)
        self._typing.timeout.connect(self._save_name)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        for part in (self.picker, self.speaker_choice, self.profile_choice, self.region_choice):
            part.set_theme(theme)

    # ---- filling -------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._show_settings()
        self.models.refresh()
        if not self._filled:
            self._filled = True
            self._tasks.run(
                self._collect, done=self._collected, failed=self.failed.emit, owner=self, name="read profiles"
            )

    def _collect(self, _handle: object) -> tuple[dict[str, Profile], list[tuple[str, str]]]:
        import phonenumbers

        regions = []
        for code in phonenumbers.SUPPORTED_REGIONS:
            name = QLocale.territoryToString(QLocale.codeToTerritory(code))
            regions.append((name if name and name != "Default" else code, code))
        return self._studio.profiles, sorted(regions)

    def _collected(self, found: tuple[dict[str, Profile], list[tuple[str, str]]]) -> None:
        self._profiles, regions = found
        for name, profile in sorted(self._profiles.items(), key=lambda item: item[1].length.good_s):
            self.profile_choice.addItem(profile.title, name)
        for name, code in regions:
            self.region_choice.addItem(f"{name} ({code})", code)
        self._show_settings()

    def _show_settings(self) -> None:
        settings = self._studio.settings.value
        self.profile_choice.setCurrentIndex(self.profile_choice.findData(settings.profile))
        self.region_choice.setCurrentIndex(self.region_choice.findData(settings.region))
        self.theme_choice.set_value(settings.theme)
        if not self.name_edit.hasFocus():
            self.name_edit.setText(settings.speaker)
        self._show_profile_words(settings.profile)

    def _show_profile_words(self, name: str) -> None:
        profile = self._profiles.get(name)
        if profile is not None:
            self.profile_words.setText(
                _("{summary} Good up to {good:g} s, too long from {off:g} s.").format(
                    summary=profile.summary, good=profile.length.good_s, off=profile.length.off_s
                )
            )

    def _outputs_found(self, devices: list[Device]) -> None:
        self.speaker_choice.clear()
        self.speaker_choice.addItem(_("As the system"), None)
        for device in devices:
            self.speaker_choice.addItem(device_words(device), device.key.to_text())
        wanted = self._studio.settings.value.output_device
        index = self.speaker_choice.findData(wanted) if wanted else 0
        self.speaker_choice.setCurrentIndex(max(0, index))

    # ---- choosing ------------------------------------------------------------------------------

    def _save(self, *, then: Callable[[], None] | None = None, **changes: Any) -> None:
        studio = self._studio
        self._tasks.run(
            lambda _handle: studio.settings.update(**changes),
            done=lambda _settings: then() if then is not None else None,
            failed=self._not_saved,
            lane=SAVE_LANE,
            must_run=True,
            name="save a setting",
        )

    def _not_saved(self, error: object) -> None:
        self._show_settings()
        self.failed.emit(error)

    def _profile_chosen(self, index: int) -> None:
        name = self.profile_choice.itemData(index)
        self._show_profile_words(name)
        self._save(profile=name, then=self.profile_chosen.emit)

    def _theme_chosen(self, choice: str) -> None:
        self.theme_chosen.emit(choice)
        self._save(theme=choice)

    def _save_name(self) -> None:
        self._typing.stop()
        name = self.name_edit.text().strip()
        if name != self._studio.settings.value.speaker:
            self._save(speaker=name)

    def _open_folder(self) -> None:
        folder = self._studio.paths.data
        self._tasks.run(
            lambda _handle: folder.mkdir(parents=True, exist_ok=True),
            done=lambda _nothing: self._show_folder(),
            failed=self.failed.emit,
            owner=self,
            name="open the folder",
        )

    def _show_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._studio.paths.data)))

    def leave(self) -> None:
        """The window closes: what is typed is stored."""
        self._save_name()
