"""A field for each place to fill in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QWidget

from rehearse.i18n import _
from rehearse.ui.controls import label
from rehearse.ui.script_draft import ScriptFacts
from rehearse.ui.script_writing import MOST_SLOTS, ScriptWriting

if TYPE_CHECKING:
    from rehearse.ui.theme import Theme


class SlotFields(QWidget):
    """Shown where the text has places to fill in, `columns` side by side; what is typed goes to `writing`."""

    def __init__(self, theme: Theme, writing: ScriptWriting, *, columns: int = 1) -> None:
        super().__init__()
        self._theme, self._writing, self._columns = theme, writing, columns
        self._labels: list[QLabel] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.space(2))
        self._grid.setVerticalSpacing(theme.space(1))
        self._stretch()
        self.hide()

    def set_columns(self, columns: int) -> None:
        """As many side by side as there is room for."""
        if columns != self._columns:
            for column in range(2 * self._columns):
                self._grid.setColumnStretch(column, 0)
            self._columns = columns
            self._stretch()
            self._arrange()

    def show_slots(self, facts: ScriptFacts) -> None:
        """While a bracket is being typed (`problem`) the fields stay as they are."""
        names = facts.slots[:MOST_SLOTS]
        fields = self._writing.fields
        if facts.problem and fields:
            return
        if list(fields) != list(names):
            for old in (*self._labels, *fields.values()):
                old.hide()
                old.deleteLater()
            fields.clear()
            self._labels = []
            for number, name in enumerate(names):
                fields[name] = self._field(number, name)
                self._labels.append(label(name, self._theme.font("body"), tone="muted", wrap=False))
            self._arrange()
        self.setVisible(bool(names))

    def _field(self, number: int, name: str) -> QLineEdit:
        edit = QLineEdit(self._writing.value_of(name))
        edit.setObjectName(f"slot_{number}")
        edit.setAccessibleName(name)
        edit.setPlaceholderText(_("said freely"))
        edit.setMaxLength(80)
        edit.textEdited.connect(lambda value: self._writing.fill(name, value))
        return edit

    def _stretch(self) -> None:
        for column in range(self._columns):
            self._grid.setColumnStretch(2 * column + 1, 1)

    def _arrange(self) -> None:
        for number, (name, field) in enumerate(zip(self._labels, self._writing.fields.values(), strict=True)):
            line, column = divmod(number, self._columns)
            self._grid.addWidget(name, line, 2 * column)
            self._grid.addWidget(field, line, 2 * column + 1)
