"""The page of the drills: one is offered to be done now, the others stand beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from rehearse.i18n import _
from rehearse.ui.controls import label

if TYPE_CHECKING:
    from rehearse.studio import Studio
    from rehearse.ui.tasks import Tasks
    from rehearse.ui.theme import Theme


class DrillsView(QWidget):
    """Signals: `open_take` (id); `failed` (error); `undo_offered` (a sentence and what takes it back)."""

    open_take = Signal(str)
    failed = Signal(object)
    undo_offered = Signal(str, object)

    def __init__(self, studio: Studio, tasks: Tasks, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("drills_view")
        self.setAccessibleName(_("Drills"))
        self._studio, self._tasks = studio, tasks
        self.title = label(_("Drills"), theme.font("display"), "drills_title", wrap=False)
        column = QVBoxLayout(self)
        column.addWidget(self.title)
        column.addStretch(1)

    def set_theme(self, theme: Theme) -> None:
        self.setStyleSheet(theme.stylesheet)
