"""The sheet beside the stage: the list of scripts, and the one that is being written.  Nothing modal."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from rehearse.i18n import _
from rehearse.ui import icons
from rehearse.ui.controls import button, label
from rehearse.ui.script_editor import ScriptEditor
from rehearse.ui.script_file import choose_text_file, read_text_file
from rehearse.ui.script_list import ScriptList

if TYPE_CHECKING:
    from rehearse.library.scripts import StoredScript
    from rehearse.studio import Studio
    from rehearse.ui.script_shelf import ScriptShelf
    from rehearse.ui.tasks import Tasks
    from rehearse.ui.theme import Theme


class ScriptSheet(QFrame):
    """Signals: `chosen` (StoredScript or None): for the stage; `follows`; `failed`; `refused` (a
    sentence); `closed`.  What happens to scripts is told by the shelf.
    """

    chosen = Signal(object)
    follows = Signal(str)
    failed = Signal(object)
    refused = Signal(str)
    closed = Signal()

    def __init__(
        self, studio: Studio, tasks: Tasks, theme: Theme, shelf: ScriptShelf, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._tasks, self._shelf = tasks, shelf
        self._root: str | None = None
        self.setObjectName("script_sheet")
        self.setAccessibleName(_("Scripts"))
        self.setProperty("kind", "side")
        self.setAutoFillBackground(True)
        self.title = label(_("Scripts"), theme.font("title"), "script_sheet_title", wrap=False)
        self.back_button = button("", "script_back", "icon", accessible=_("Back to the list of scripts"))
        self.close_button = button("", "script_close", "icon", accessible=_("Close the scripts"))
        for part in (self.back_button, self.close_button):
            part.setIconSize(QSize(20, 20))
            part.setToolTip(part.accessibleName())
        self.list = ScriptList(theme)
        self.editor = ScriptEditor(studio, tasks, theme, shelf)
        self.pages = QStackedWidget()
        self.pages.addWidget(self.list)
        self.pages.addWidget(self.editor)
        head = QHBoxLayout()
        head.setSpacing(theme.space(1))
        head.addWidget(self.back_button)
        head.addWidget(self.title)
        head.addStretch(1)
        head.addWidget(self.close_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(*(theme.space(6),) * 4)
        column.setSpacing(theme.space(3))
        column.addLayout(head)
        column.addWidget(self.pages, 1)
        self._connect()
        self.set_theme(theme)
        self.hide()

    def _connect(self) -> None:
        self.back_button.clicked.connect(self.show_list)
        self.close_button.clicked.connect(self.put_away)
        self.list.chosen.connect(self._choose)
        self.list.new.connect(lambda: self.write())
        self.list.edit.connect(lambda stored: self.write(stored))
        self.list.delete.connect(self._shelf.delete)
        self.list.open_file.connect(lambda: choose_text_file(self, self.open_file))
        self.list.follows.connect(self.follows)
        self.editor.use.connect(self._use)
        self.editor.failed.connect(self.failed)
        self.editor.refused.connect(self.refused)
        self._shelf.changed.connect(self._changed)
        escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), self, self._back)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def set_theme(self, theme: Theme) -> None:
        self.back_button.setIcon(icons.icon("chevron-left", theme, 20, "text_muted"))
        self.close_button.setIcon(icons.icon("close", theme, 20, "text_muted"))
        self.list.set_theme(theme)
        self.editor.set_theme(theme)

    # ---- coming and going ----------------------------------------------------------------------

    def open(self) -> None:
        self.show_list()
        self.show()
        self.raise_()
        self.list.view.setFocus()

    def put_away(self) -> None:
        """What is typed is saved."""
        self.editor.flush()
        if self.isVisible():
            self.hide()
            self.closed.emit()

    def _back(self) -> None:
        if self.pages.currentWidget() is self.editor:
            self.show_list()
        else:
            self.put_away()

    def show_list(self) -> None:
        self.editor.flush()
        self._show(self.list, _("Scripts"))
        self.refresh()
        self.list.view.setFocus()

    def write(self, stored: StoredScript | None = None, *, title: str = "", text: str = "") -> None:
        """Edit a script, or begin one."""
        self._show(self.editor, _("New script") if stored is None else _("Script"))
        self.show()
        self.raise_()
        self.editor.open(stored, title=title, text=text)

    def _show(self, page: QWidget, title: str) -> None:
        self.pages.setCurrentWidget(page)
        self.back_button.setVisible(page is self.editor)
        self.title.setText(title)

    # ---- the list ------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read the list anew, behind what is being saved."""
        self._shelf.list(lambda scripts: self.list.set_scripts(scripts, self._root), self)

    def _changed(self) -> None:
        if self.isVisible():
            self.refresh()

    def set_chosen(self, root_id: str | None) -> None:
        self._root = root_id
        self.list.set_chosen(root_id)

    def _choose(self, stored: StoredScript | None) -> None:
        self.chosen.emit(stored)

    def _use(self, stored: StoredScript) -> None:
        self.chosen.emit(stored)
        self.put_away()

    # ---- files ---------------------------------------------------------------------------------

    def open_file(self, path: Path) -> None:
        """Begin a script with the words of a file."""
        read_text_file(
            self._tasks, path, lambda title, text: self.write(title=title, text=text), self.failed.emit, self
        )

    def leave(self) -> None:
        """The window closes."""
        self.editor.flush()
