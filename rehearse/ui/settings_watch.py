"""The folder whose new recordings come in by themselves: which one, another one, or none."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from rehearse.i18n import _
from rehearse.ui.controls import button, label, row
from rehearse.ui.settings_parts import Tools
from rehearse.ui.theme import Theme


class WatchPart(QWidget):
    """`chosen` (a folder's name, or None)."""

    chosen = Signal(object)

    def __init__(self, tools: Tools, theme: Theme) -> None:
        super().__init__()
        self._tools = tools
        self.place = label("", theme.font("body"), "watched_folder")
        self.place.setAccessibleName(_("Watched folder"))
        self.choose_button = button(_("Choose a folder…"), "choose_watched_folder")
        self.stop_button = button(
            _("Stop watching"), "stop_watching", "quiet", accessible=_("Stop watching; what came in stays")
        )
        self.choose_button.clicked.connect(self.choose)
        self.stop_button.clicked.connect(self._stop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.space(3))
        column.addWidget(self.place)
        column.addLayout(row(self.choose_button, self.stop_button, 1))
        self.show_values()

    def show_values(self) -> None:
        folder = self._tools.settings.watched_folder
        self.place.setText(folder or _("None"))
        self.stop_button.setVisible(folder is not None)

    def choose(self) -> None:
        """Ask for the folder; does not block the window."""
        dialog = QFileDialog(self.window(), _("A folder to watch"))
        dialog.setObjectName("watched_folder_dialog")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(lambda name: self.chosen.emit(str(Path(name))))
        dialog.open()

    def _stop(self) -> None:
        self.choose_button.setFocus()  # the other one goes away
        self.chosen.emit(None)


__all__ = ["WatchPart"]
