"""Asking for files and folders of recordings, without blocking the window."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from rehearse.i18n import _


def ask_files(parent: QWidget, then: Callable[[list[Path]], None]) -> None:
    """Recordings, zips and bundles."""
    from rehearse.exchange.sound_places import SOUND_ENDINGS

    endings = " ".join(
        f"*{ending} *{ending.upper()}" for ending in sorted({".zip", ".rehearse", *SOUND_ENDINGS})
    )
    dialog = _dialog(parent, "import_files_dialog", _("Recordings or zip files"))
    dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
    dialog.setNameFilters([_("Recordings and zips ({endings})").format(endings=endings), _("All files (*)")])
    dialog.filesSelected.connect(lambda names: then([Path(name) for name in names]))
    dialog.open()


def ask_folder(parent: QWidget, name: str, title: str, then: Callable[[Path], None]) -> None:
    dialog = _dialog(parent, name, title)
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    dialog.fileSelected.connect(lambda chosen: then(Path(chosen)))
    dialog.open()


def _dialog(parent: QWidget, name: str, title: str) -> QFileDialog:
    dialog = QFileDialog(parent, title)
    dialog.setObjectName(name)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    return dialog


__all__ = ["ask_files", "ask_folder"]
