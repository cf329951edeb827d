"""Beginning a script with the words of a text file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from rehearse.i18n import _
from rehearse.script.text_file import read_script_file

if TYPE_CHECKING:
    from rehearse.ui.tasks import Tasks


def choose_text_file(parent: QWidget, chosen: Callable[[Path], None]) -> None:
    """Ask for a file without blocking the window."""
    dialog = QFileDialog(parent, _("Choose a text file"))
    dialog.setObjectName("script_file_dialog")
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.setNameFilters([_("Texts (*.txt *.md *.text)"), _("All files (*)")])
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.fileSelected.connect(lambda name: chosen(Path(name)))
    dialog.open()  # does not block the window, unlike exec


def read_text_file(
    tasks: Tasks,
    path: Path,
    done: Callable[[str, str], None],
    failed: Callable[[Any], None],
    owner: QWidget,
) -> None:
    """Read a file in a worker; `done` gets a title and the words."""
    tasks.run(
        lambda _handle: read_script_file(path),
        done=lambda text: done(path.stem, text),
        failed=failed,
        owner=owner,
        name="read a script",
    )
