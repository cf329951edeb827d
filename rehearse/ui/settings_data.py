"""Whose takes these are, where they lie, moving them elsewhere and backing them up."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QShowEvent
from PySide6.QtWidgets import QFileDialog, QLineEdit, QVBoxLayout, QWidget

from rehearse.errors import Cancelled, DataError
from rehearse.files import make_private_folder
from rehearse.i18n import _, ngettext
from rehearse.ui.asking import Answer, Asking
from rehearse.ui.controls import CONTROL_PX, button, label, row
from rehearse.ui.settings_backup import BackupPart
from rehearse.ui.settings_parts import SectionPage, Tools
from rehearse.ui.settings_watch import WatchPart
from rehearse.ui.watched_folder import refuse_own

if TYPE_CHECKING:
    from rehearse.moving import Moved
    from rehearse.ui.settings_index import Section
    from rehearse.ui.tasks import Failure, JobHandle
    from rehearse.ui.theme import Theme

#: A name is stored once the typing pauses.
_TYPING_MS = 500


class DataPage(SectionPage):
    """`data_moved` once the recordings lie elsewhere."""

    data_moved = Signal()

    def __init__(self, tools: Tools, theme: Theme, facts: Section) -> None:
        super().__init__(tools, theme, facts)
        self._moving: JobHandle | None = None
        self._target: Path | None = None
        self.name_edit = QLineEdit()
        self.name_edit.setObjectName("name_edit")
        self.name_edit.setAccessibleName(_("Your name"))
        self.name_edit.setPlaceholderText(_("Your name"))
        self.name_edit.setMinimumHeight(CONTROL_PX)
        self.name_edit.setMinimumWidth(260)
        self.name_edit.setMaxLength(80)
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(_TYPING_MS)
        self.name_edit.textEdited.connect(lambda _text: self._typing.start())
        self.name_edit.editingFinished.connect(self._save_name)
        self._typing.timeout.connect(self._save_name)
        self.add_row(self.add_card(), "speaker", self.name_edit, grow=True)
        folder = self._folder()
        self.add_row(self.add_card(), "data_folder", folder, grow=True, first=self.move_button)
        self.watched = WatchPart(tools, theme)
        self.watched.chosen.connect(self._watch)
        self.add_row(
            self.add_card(), "watched_folder", self.watched, grow=True, first=self.watched.choose_button
        )
        self.backup = BackupPart(tools, theme)
        self.backup.failed.connect(self.failed)
        self.backup.restored.connect(self._restored)
        self.add_row(self.add_card(), "backup", self.backup, grow=True, first=self.backup.backup_button)
        self.end()

    def _folder(self) -> QWidget:
        theme = self.theme
        self.place = label("", theme.font("body"), "data_folder")
        self.place.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.place.setAccessibleName(_("Folder of your recordings"))
        self.open_folder_button = button(_("Open it"), "open_data_folder", accessible=_("Open the folder"))
        self.open_folder_button.clicked.connect(self._open_folder)
        self.move_button = button(_("Move it…"), "move_data", accessible=_("Move it to another folder"))
        self.move_button.clicked.connect(self.choose_folder)
        self.asking = Asking(theme, "move", _("Moving your recordings"), self.move_button)
        self.words, self.bar = self.asking.words, self.asking.bar
        self.yes_button, self.no_button = self.asking.yes_button, self.asking.no_button
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.space(3))
        column.addWidget(self.place)
        column.addLayout(row(self.open_folder_button, self.move_button, 1))
        column.addWidget(self.asking)
        return whole

    def _ask(
        self,
        words: str,
        yes: Answer | None = None,
        no: Answer | None = None,
        *,
        tone: str = "muted",
        bar: bool = False,
    ) -> None:
        """Say something below the folder, with up to two answers."""
        self.move_button.setEnabled(not bar)
        self.asking.ask(words, yes, no, tone=tone, bar=bar)

    # ---- what is stored ------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._look_for_old()
        self.backup.show_values()
        self.watched.show_values()  # it is chosen on the page of imports as well

    def show_values(self) -> None:
        if not self.name_edit.hasFocus():
            self.name_edit.setText(self.tools.settings.speaker)
        self.place.setText(str(self.tools.studio.paths.data))
        self.watched.show_values()

    def _watch(self, folder: str | None) -> None:
        try:
            if folder is not None:
                refuse_own(Path(folder), self.tools.studio.paths.data)
        except DataError as error:
            self.failed.emit(error)
        else:
            self.save(watched_folder=folder, then=self.watched.show_values)

    def _save_name(self) -> None:
        self._typing.stop()
        name = self.name_edit.text().strip()
        if name != self.tools.settings.speaker:
            self.save(speaker=name)

    def leave(self) -> None:
        """The window closes: what is typed is stored."""
        self._save_name()

    def _open_folder(self) -> None:
        folder = self.tools.studio.paths.data
        self.tools.tasks.run(
            lambda _handle: make_private_folder(folder),
            done=lambda _nothing: self._show_folder(),
            failed=self.failed.emit,
            owner=self,
            name="open the folder",
        )

    def _show_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.tools.studio.paths.data)))

    def _restored(self) -> None:
        """Other recordings and other settings lie here now."""
        self.show_values()
        value = self.tools.settings
        self.stored.emit({name: getattr(value, name) for name in value.__dataclass_fields__})
        self.tools.look.read_again()
        self.data_moved.emit()

    # ---- moving --------------------------------------------------------------------------------

    def choose_folder(self) -> None:
        """Ask where to; nothing is done before it is confirmed."""
        if why := self.tools.cannot_move():
            self._ask(why, tone="near")
            return
        dialog = QFileDialog(self, _("Where should your recordings lie?"))
        dialog.setObjectName("data_folder_dialog")
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda name: self.propose(Path(name)))
        dialog.open()  # does not block the window, unlike exec

    def propose(self, chosen: Path) -> None:
        """Say what a move to that folder would do, and ask."""
        from rehearse.moving import destination

        paths = self.tools.studio.paths

        def found(target: Path) -> None:
            self._target = target
            self._ask(
                _(
                    "Everything will be copied to {folder} and compared. Until that is done nothing changes;"
                    " afterwards you are asked about the old folder."
                ).format(folder=target),
                (_("Move"), self._start),
                (_("Leave it"), lambda: self._ask("")),
            )
            self.yes_button.setFocus()

        self.tools.tasks.run(
            lambda _handle: destination(paths, chosen),
            done=found,
            failed=self._not_moved,
            owner=self,
            name="look at the folder",
        )

    def _start(self) -> None:
        studio, target = self.tools.studio, self._target
        if target is None or self._moving is not None:
            return
        if why := self.tools.cannot_move():
            self._ask(why, tone="near")
            return
        self.asking.begin()
        self._ask(_("Getting ready…"), no=(_("Stop"), self._stop), bar=True)
        self._moving = self.tools.tasks.run(
            lambda handle: studio.move_data(target, on_progress=handle.report, cancel=handle.cancel_token),
            done=self._moved,
            failed=self._not_moved,
            progress=self.asking.show_progress,
            owner=self,
            name="move the recordings",
        )

    def _stop(self) -> None:
        if self._moving is not None:
            self._moving.cancel()

    def _moved(self, moved: Moved) -> None:
        self._moving = None
        self.show_values()
        self._ask(
            _("Your recordings lie in {folder} now, every file compared.").format(folder=moved.paths.data),
            tone="good",
        )
        self.data_moved.emit()
        self._look_for_old()

    def _not_moved(self, error: Failure) -> None:
        self._moving = None
        if isinstance(error, Cancelled):
            self._ask(_("Stopped. Your recordings are where they were."))
            return
        parts = (error.message, error.kept, error.help)
        self._ask(" ".join(part for part in parts if part), tone="off")

    # ---- the old folder ------------------------------------------------------------------------

    def _look_for_old(self) -> None:
        from rehearse.left_behind import old_folder

        paths = self.tools.studio.paths
        if self._moving is None:
            self.tools.tasks.run(
                lambda _handle: old_folder(paths),
                done=self._found_old,
                failed=self.failed.emit,
                owner=self,
                name="look for the old folder",
            )

    def _found_old(self, old: Path | None) -> None:
        if old is None or self._moving is not None:
            return
        self._ask(
            _(
                "Your recordings lie in {folder}, every file compared. The old folder {old} is still there."
            ).format(folder=self.tools.studio.paths.data, old=old),
            (_("Delete the old folder"), self._delete_old),
            (_("Keep it"), self._keep_old),
            tone="good",
        )

    def _delete_old(self) -> None:
        from rehearse.left_behind import delete_old

        paths = self.tools.studio.paths
        self._ask(_("Deleting…"))
        self.tools.tasks.run(
            lambda _handle: delete_old(paths),
            done=self._deleted,
            failed=self._not_moved,
            owner=self,
            name="delete the old folder",
        )

    def _deleted(self, n_kept: int) -> None:
        if n_kept:
            text = ngettext(
                "Deleted, but for {n} file that has changed since.",
                "Deleted, but for {n} files that have changed since.",
                n_kept,
            )
            self._ask(text.format(n=n_kept), tone="near")
        else:
            self._ask(_("The old folder is deleted."), tone="good")

    def _keep_old(self) -> None:
        from rehearse.left_behind import forget_old

        paths = self.tools.studio.paths
        self._ask("")
        self.tools.tasks.run(
            lambda _handle: forget_old(paths),
            done=lambda _nothing: None,
            failed=self.failed.emit,
            name="keep the old folder",
            must_run=True,
        )
