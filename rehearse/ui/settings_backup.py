"""Backing everything up into one file, and bringing a backup back; asked first, done in the background."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QDate, QLocale, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from rehearse.errors import Cancelled
from rehearse.i18n import _, ngettext
from rehearse.ui.asking import Asking
from rehearse.ui.controls import button, label, row
from rehearse.ui.settings_parts import Tools

if TYPE_CHECKING:
    from rehearse.library.archive import Manifest
    from rehearse.library.backup import Backup, LastBackup
    from rehearse.library.restore import Before, Restored
    from rehearse.ui.tasks import Failure, JobHandle
    from rehearse.ui.theme import Theme


class BackupPart(QWidget):
    """Signals: `restored` once other recordings lie here; `failed` (an error)."""

    restored = Signal()
    failed = Signal(object)

    def __init__(self, tools: Tools, theme: Theme) -> None:
        super().__init__()
        self.tools = tools
        self._job: JobHandle | None = None
        self.last = label("", theme.font("body"), "last_backup")
        self.backup_button = button(_("Back up…"), "back_up", accessible=_("Back up into a file"))
        self.restore_button = button(_("Restore…"), "restore_backup", accessible=_("Restore a backup"))
        self.undo_button = button(_("Undo a restore…"), "undo_restore")
        self.undo_button.hide()
        self.undo_button.clicked.connect(self.propose_undo)
        self.backup_button.clicked.connect(self.choose_target)
        self.restore_button.clicked.connect(self.choose_backup)
        self.asking = Asking(theme, "backup", _("Backing up or restoring"), self.backup_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.space(3))
        column.addWidget(self.last)
        column.addLayout(row(self.backup_button, self.restore_button, self.undo_button, 1))
        column.addWidget(self.asking)

    def show_values(self) -> None:
        """Say when the last backup was made; offer to undo a restore where one can be."""
        from rehearse.library.backup import last_backup
        from rehearse.library.restore import libraries_before

        library = self.tools.studio.paths.library
        self.tools.tasks.run(
            lambda _handle: (last_backup(library), libraries_before(library)),
            done=self._show_last,
            failed=self.failed.emit,
            owner=self,
            name="look for the last backup",
        )

    def _show_last(self, found: tuple[LastBackup | None, list[Before]]) -> None:
        self.last.setText(last_words(found[0], datetime.now().astimezone()))
        if not found[1] and self.undo_button.hasFocus():
            self.backup_button.setFocus()
        self.undo_button.setVisible(bool(found[1]))

    # ---- backing up ----------------------------------------------------------------------------

    def choose_target(self) -> None:
        """Ask where to; the dialog asks itself before a file is replaced."""
        from rehearse.safekeeping import backup_name

        dialog = QFileDialog(self, _("Where should the backup lie?"))
        dialog.setObjectName("backup_target_dialog")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("zip")
        dialog.setNameFilter(_("Backup (*.zip)"))
        dialog.selectFile(backup_name(datetime.now()))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda name: self.back_up(Path(name)))
        dialog.open()  # does not block the window, unlike exec

    def back_up(self, target: Path) -> None:
        """Write everything into that file, in the background; recording goes on meanwhile."""
        studio = self.tools.studio
        if self._job is not None:
            return
        self._begin(_("Getting ready…"))
        self._job = self.tools.tasks.run(
            lambda handle: studio.back_up(target, on_progress=handle.report, cancel=handle.cancel_token),
            done=self._backed_up,
            failed=lambda error: self._ended(
                error, _("Stopped. No backup was written; your recordings are untouched.")
            ),
            progress=self.asking.show_progress,
            owner=self,
            name="back up",
        )

    def _backed_up(self, made: Backup) -> None:
        self._end()
        n = made.manifest.n_takes
        text = ngettext(
            "{n} take is in {file}, written and read back ({size}).",
            "{n} takes are in {file}, written and read back ({size}).",
            n,
        )
        size = QLocale().formattedDataSize(made.n_bytes, 1, QLocale.DataSizeFormat.DataSizeSIFormat)
        self.asking.ask(text.format(n=n, file=made.path, size=size), tone="good")
        self.show_values()

    # ---- restoring -----------------------------------------------------------------------------

    def choose_backup(self) -> None:
        """Ask which backup; nothing is done before it is confirmed."""
        if why := self.tools.cannot_move():
            self.asking.ask(why, tone="near")
            return
        dialog = QFileDialog(self, _("Which backup should be restored?"))
        dialog.setObjectName("backup_dialog")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([_("Backup (*.zip)"), _("All files (*)")])
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda name: self.propose(Path(name)))
        dialog.open()

    def propose(self, path: Path) -> None:
        """Say what restoring that backup would do, and ask."""
        from rehearse.library.archive import read_manifest

        self.tools.tasks.run(
            lambda _handle: read_manifest(path),
            done=lambda manifest: self._ask_to_restore(path, manifest),
            failed=lambda error: self._ended(error, ""),
            owner=self,
            name="look into the backup",
        )

    def _ask_to_restore(self, path: Path, manifest: Manifest) -> None:
        text = ngettext(
            "A backup of {when} with {n} take. It takes the place of everything here: recordings, scripts,"
            " rules and settings. What is here is kept beside it, and you can bring it back.",
            "A backup of {when} with {n} takes. It takes the place of everything here: recordings, scripts,"
            " rules and settings. What is here is kept beside it, and you can bring it back.",
            manifest.n_takes,
        )
        when = _long_day(manifest.created_at)
        self.asking.ask(
            text.format(when=when, n=manifest.n_takes),
            (_("Restore"), lambda: self._restore(path)),
            (_("Leave it"), lambda: self.asking.ask("")),
        )
        self.asking.yes_button.setFocus()

    def _restore(self, path: Path) -> None:
        studio = self.tools.studio
        if self._job is not None:
            return
        if why := self.tools.cannot_move():
            self.asking.ask(why, tone="near")
            return
        self._begin(_("Getting ready…"))
        self._job = self.tools.tasks.run(
            lambda handle: studio.restore_backup(path, on_progress=handle.report, cancel=handle.cancel_token),
            done=self._restored,
            failed=lambda error: self._ended(error, _("Stopped. Your recordings are as they were.")),
            progress=self.asking.show_progress,
            owner=self,
            name="restore a backup",
        )

    def _restored(self, found: Restored) -> None:
        self._end()
        text = ngettext(
            "The backup is restored: {n} take.", "The backup is restored: {n} takes.", found.n_takes
        ).format(n=found.n_takes)
        if found.before is None:
            self.asking.ask(text, tone="good")
        else:
            text += " " + _("What was here before is kept in {folder}.").format(folder=found.before)
            self.asking.ask(
                text, (_("Done"), lambda: self.asking.ask("")), (_("Bring it back"), self._find_before),
                tone="good",
            )  # fmt: skip
        self.restored.emit()
        self.show_values()

    # ---- and back ------------------------------------------------------------------------------

    def propose_undo(self) -> None:
        """Say what undoing the last restore would do, and ask."""
        self._find_before(ask=True)

    def _find_before(self, *, ask: bool = False) -> None:
        from rehearse.library.restore import libraries_before

        library = self.tools.studio.paths.library
        if why := self.tools.cannot_move():
            self.asking.ask(why, tone="near")
            return
        self.tools.tasks.run(
            lambda _handle: libraries_before(library),
            done=self._ask_to_undo if ask else self._bring_back,
            failed=lambda error: self._ended(error, ""),
            owner=self,
            name="look for what was set aside",
        )

    def _ask_to_undo(self, found: list[Before]) -> None:
        if not found:
            self._bring_back(found)
            return
        when = _long_day(found[0].set_aside_at)
        text = ngettext(
            "What was here before the restore on {when}, {n} recording, takes its place again. What is here"
            " now is kept beside it.",
            "What was here before the restore on {when}, {n} recordings, takes its place again. What is here"
            " now is kept beside it.",
            found[0].n_takes,
        )
        self.asking.ask(
            text.format(when=when, n=found[0].n_takes),
            (_("Bring it back"), lambda: self._bring_back(found)),
            (_("Leave it"), lambda: self.asking.ask("")),
        )
        self.asking.yes_button.setFocus()

    def _bring_back(self, found: list[Before]) -> None:
        studio = self.tools.studio
        if self._job is not None:
            return
        if not found:
            self.asking.ask(_("What was set aside is not there any more."), tone="near")
            return
        self.asking.begin()
        self.asking.ask(_("Bringing it back…"), bar=True)
        self._enable(False)
        self._job = self.tools.tasks.run(
            lambda _handle: studio.undo_restore(found[0]),
            done=self._brought_back,
            failed=lambda error: self._ended(error, ""),
            owner=self,
            name="undo a restore",
        )

    def _brought_back(self, _found: Restored) -> None:
        self._end()
        self.asking.ask(_("Your recordings from before are back."), tone="good")
        self.restored.emit()
        self.show_values()

    # ---- beginning and ending ------------------------------------------------------------------

    def _begin(self, words: str) -> None:
        self.asking.begin()
        self.asking.ask(words, no=(_("Stop"), self._stop), bar=True)
        self._enable(False)

    def _stop(self) -> None:
        if self._job is not None:
            self._job.cancel()

    def _end(self) -> None:
        self._job = None
        self._enable(True)

    def _enable(self, yes: bool) -> None:
        self.backup_button.setEnabled(yes)
        self.restore_button.setEnabled(yes)
        self.undo_button.setEnabled(yes)

    def _ended(self, error: Failure, stopped: str) -> None:
        self._end()
        if isinstance(error, Cancelled):
            self.asking.ask(stopped)
            return
        parts = (error.message, error.kept, error.help)
        self.asking.ask(" ".join(part for part in parts if part), tone="off")


def last_words(found: LastBackup | None, now: datetime) -> str:
    """When the last backup was made, as one would say it."""
    if found is None:
        return _("Not backed up yet.")
    days = (now.date() - found.created_at.astimezone().date()).days
    if days <= 0:
        when = _("today")  # also where the clock was set back since
    elif days == 1:
        when = _("yesterday")
    else:
        when = ngettext("{n} day ago", "{n} days ago", days).format(n=days)
    return _("Last backup {when}: {file}").format(when=when, file=found.path)


def _long_day(moment: datetime) -> str:
    """The day as the desktop writes it out; `moment` is aware."""
    day = moment.astimezone()
    return QLocale().toString(QDate(day.year, day.month, day.day), QLocale.FormatType.LongFormat)
