"""The scripts there are, beside the one that is written; and rows of two lines for any list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QListView, QVBoxLayout, QWidget

from rehearse.i18n import _
from rehearse.ui import icons
from rehearse.ui.controls import button, label, row
from rehearse.ui.script_list import ABOUT_ROLE, CHOSEN_ROLE, ScriptDelegate, about, name_of

if TYPE_CHECKING:
    from rehearse.library.scripts import StoredScript
    from rehearse.ui.theme import Theme

_Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Row:
    """`title` and `about` are its two lines; a row that is `marked` says why to screen readers."""

    title: str
    about: str
    thing: Any
    marked: str = ""


class RowModel(QAbstractListModel):
    """Rows of two lines."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[Row] = []

    def set_rows(self, rows: Sequence[Row]) -> None:
        """What is there already is only told to have changed, so that the current row stays."""
        before, self_rows = len(self.rows), list(rows)
        if before == len(self_rows):
            self.rows = self_rows
            if rows:
                self.dataChanged.emit(self.index(0), self.index(before - 1))
            return
        self.beginResetModel()
        self.rows = self_rows
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return row.title
        if role == ABOUT_ROLE:
            return row.about
        if role == CHOSEN_ROLE:
            return bool(row.marked)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join(part for part in (row.title, row.about, row.marked) if part)
        return None


class RowView(QListView):
    """Signals: `current` (what the row stands for) when it is another one; `activated_row`, `delete_row`
    (the same) by Return and Delete.
    """

    current = Signal(object)
    activated_row = Signal(object)
    delete_row = Signal(object)

    def __init__(self, theme: Theme, name: str, accessible: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(accessible)
        self.rows = RowModel()
        self.setModel(self.rows)
        self._delegate = ScriptDelegate(theme, self, current_is_lit=True)
        self.setItemDelegate(self._delegate)
        self.setMouseTracking(True)
        self.setUniformItemSizes(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self._told: Any = None
        self._quiet = False
        self.selectionModel().currentChanged.connect(lambda now, _before: self._tell(now.row()))
        self.clicked.connect(lambda index: self.activated_row.emit(self.rows.rows[index.row()].thing))

    def set_theme(self, theme: Theme) -> None:
        self._delegate.set_theme(theme)
        self.doItemsLayout()

    def show_rows(self, rows: Sequence[Row], current: int | None) -> None:
        """Other rows; nobody is told that another one is current."""
        self._quiet = True
        self.rows.set_rows(rows)
        self.setCurrentIndex(self.rows.index(-1 if current is None else current))
        self._quiet = False

    @property
    def thing(self) -> Any:
        """What the current row stands for; None without one."""
        index = self.currentIndex()
        return self.rows.rows[index.row()].thing if index.isValid() else None

    def _tell(self, row: int) -> None:
        if not self._quiet and 0 <= row < len(self.rows.rows):
            self.current.emit(self.rows.rows[row].thing)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.thing is not None:
            self.activated_row.emit(self.thing)
        elif event.key() == Qt.Key.Key_Delete and self.thing is not None:
            self.delete_row.emit(self.thing)
        else:
            super().keyPressEvent(event)


class ScriptsSide(QWidget):
    """Signals: `opened` (StoredScript): it became the current one; `write` (StoredScript): its words
    should have the keyboard; `delete`, `restore` (StoredScript); `new`; `open_file`; `list_wanted`:
    the other list, what is deleted or what is not.
    """

    opened = Signal(object)
    write = Signal(object)
    delete = Signal(object)
    restore = Signal(object)
    new = Signal()
    open_file = Signal()
    list_wanted = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("scripts_side")
        self.new_button = button(_("New script"), "scripts_new", "soft")
        self.new_button.clicked.connect(self.new)
        self.view = RowView(theme, "scripts_list", _("Scripts"))
        self.view.current.connect(lambda stored: None if self.in_trash else self.opened.emit(stored))
        self.view.activated_row.connect(
            lambda stored: (self.restore if self.in_trash else self.write).emit(stored)
        )
        self.view.delete_row.connect(lambda stored: None if self.in_trash else self.delete.emit(stored))
        self.hint = label("", theme.font("body"), "scripts_empty", tone="muted")
        self.file_button = button(_("Open a file…"), "scripts_file", "quiet")
        self.file_button.clicked.connect(self.open_file)
        self.trash_button = button("", "scripts_trash", "icon", accessible=_("Deleted scripts"))
        self.trash_button.setToolTip(_("Deleted scripts"))
        self.trash_button.setCheckable(True)
        self.trash_button.setIconSize(QSize(20, 20))
        self.trash_button.setFixedSize(40, 40)
        self.trash_button.clicked.connect(self.list_wanted)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.space(3))
        column.addWidget(self.new_button)
        column.addWidget(self.hint)
        column.addWidget(self.view, 1)
        column.addLayout(row(self.file_button, 1, self.trash_button))
        self.hint.hide()

    def set_theme(self, theme: Theme) -> None:
        self.view.set_theme(theme)
        self.trash_button.setIcon(icons.icon("trash", theme, 20, "text_muted", "accent"))

    @property
    def in_trash(self) -> bool:
        """Whether the list holds what was deleted."""
        return self.trash_button.isChecked()

    def leave_trash(self) -> None:
        self.trash_button.setChecked(False)

    def show_scripts(
        self, scripts: Sequence[StoredScript], current: str | None, on_stage: str | None
    ) -> None:
        """`current` is the root id of the one that is written, `on_stage` the id of the stage's."""
        rows = [
            Row(
                name_of(script),
                about_variant(script),
                script,
                _("on the stage") if on_stage and script.id == on_stage else "",
            )
            for script in scripts
        ]
        at = next((i for i, script in enumerate(scripts) if script.root_id == current), None)
        self.view.show_rows(rows, at)
        if self.in_trash:
            self.hint.setText(
                _("Return, or a click, puts a deleted script back.") if scripts else _("Nothing is deleted.")
            )
        else:
            self.hint.setText(_("No script yet. Begin with one of the examples, or with an empty page."))
        self.hint.setVisible(self.in_trash or not scripts)

    def select(self, root_id: str | None) -> None:
        """Show which one is written."""
        at = next((i for i, script in enumerate(self.scripts) if script.root_id == root_id), None)
        self.view.show_rows(self.view.rows.rows, at)

    @property
    def scripts(self) -> list[StoredScript]:
        return [row.thing for row in self.view.rows.rows]


def about_variant(script: StoredScript) -> str:
    """The second line of a row: which variant it is, how long, how often it was said."""
    if not script.variant:
        return about(script)
    return "  ·  ".join((variant_name(script), about(script)))


def variant_name(script: StoredScript) -> str:
    """What a variant is called; "" for a script without others."""
    return _("Variant {label}").format(label=script.variant) if script.variant else ""
