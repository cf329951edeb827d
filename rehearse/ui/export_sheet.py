"""Which kinds of files, with names or without, in one zip or not: asked before takes are exported."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QGridLayout, QVBoxLayout, QWidget

from rehearse.exchange.formats import FORMATS
from rehearse.i18n import _, ngettext
from rehearse.ui.controls import button, label, row
from rehearse.ui.switch import Switch

if TYPE_CHECKING:
    from rehearse.ui.theme import Theme


class ExportSheet(QDialog):
    """Signal: `wanted` (ids of formats, names stay in, everything in one zip)."""

    wanted = Signal(list, bool, bool)

    def __init__(self, theme: Theme, n_takes: int, chosen: Sequence[str], over: QWidget) -> None:
        super().__init__(over)
        self._theme, self._n_takes = theme, n_takes
        self.setObjectName("export_sheet")
        self.setWindowTitle(_("Export"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setStyleSheet(theme.stylesheet)
        title = ngettext("Export this take", "Export {n} takes", n_takes).format(n=f"{n_takes:,}")
        self.title = label(title, theme.font("title"), "export_title", wrap=False)
        self.kinds = {kind.id: self._switch(f"export_{kind.id}", kind.title()) for kind in FORMATS}
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.space(3))
        grid.setVerticalSpacing(theme.space(2))
        grid.setColumnStretch(1, 1)
        for place, kind in enumerate(FORMATS):
            switch = self.kinds[kind.id]
            switch.setChecked(kind.id in chosen)
            switch.setAccessibleDescription(kind.what_for())
            self._add(grid, place, switch, kind.title(), kind.what_for())
        self.no_names = self._switch("export_no_names", _("Leave names out"))
        self.zip = self._switch("export_zip", _("Everything in one zip file"))
        below = QGridLayout()
        below.setHorizontalSpacing(theme.space(3))
        below.setVerticalSpacing(theme.space(2))
        below.setColumnStretch(1, 1)
        told = _("Not what was said: a name that was spoken stays.")
        self.no_names.setAccessibleDescription(told)
        self._add(below, 0, self.no_names, self.no_names.accessibleName(), told)
        self._add(below, 1, self.zip, self.zip.accessibleName(), "")
        self.do_button = button(_("Choose where…"), "export_do", "primary")
        self.leave_button = button(_("Cancel"), "export_leave", "quiet")
        self.do_button.setDefault(True)
        self.do_button.clicked.connect(self._do)
        self.leave_button.clicked.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(*(theme.space(6),) * 4)
        column.setSpacing(theme.space(4))
        column.addWidget(self.title)
        column.addLayout(grid)
        column.addLayout(below)
        column.addLayout(row(1, self.leave_button, self.do_button))
        self._changed()

    @property
    def chosen(self) -> list[str]:
        """Ids of the formats that are switched on, in the order of the table."""
        return [kind_id for kind_id, switch in self.kinds.items() if switch.isChecked()]

    def _switch(self, name: str, told: str) -> Switch:
        made = Switch(self._theme, name, told)
        made.toggled.connect(self._changed)
        return made

    def _add(self, grid: QGridLayout, place: int, switch: Switch, title: str, told: str) -> None:
        grid.addWidget(switch, place, 0, Qt.AlignmentFlag.AlignTop)
        # On one line each: a dialog does not ask wrapped text how high it would be.
        text = label(title, self._theme.font("body"), f"{switch.objectName()}_label", wrap=False)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(text)
        if told:
            name = f"{switch.objectName()}_help"
            words.addWidget(label(told, self._theme.font("caption"), name, tone="muted", wrap=False))
        grid.addLayout(words, place, 1)

    def _changed(self) -> None:
        if hasattr(self, "do_button"):
            self.do_button.setEnabled(bool(self.chosen))

    def _do(self) -> None:
        self.wanted.emit(self.chosen, not self.no_names.isChecked(), self.zip.isChecked())
        self.accept()
