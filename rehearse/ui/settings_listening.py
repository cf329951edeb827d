"""The models there are, and another one from a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from rehearse.i18n import _
from rehearse.ui.controls import button, row, rule
from rehearse.ui.model_list import ModelList
from rehearse.ui.settings_parts import SectionPage, Tools

if TYPE_CHECKING:
    from rehearse.ui.settings_index import Section
    from rehearse.ui.theme import Theme


class ListeningPage(SectionPage):
    """The list of models, read afresh whenever it is shown."""

    def __init__(self, tools: Tools, theme: Theme, facts: Section) -> None:
        super().__init__(tools, theme, facts)
        self.models = ModelList(tools.studio, tools.tasks, theme, tools.installer)
        self.models.failed.connect(self.failed)
        self.models.removed.connect(
            lambda model_id: self.undo_offered.emit(
                _("The model was removed."), lambda: self.models.restore(model_id)
            )
        )
        self.file_button = button(_("Use a model from a file…"), "model_from_file", "quiet")
        self.file_button.clicked.connect(self.models.choose_file)
        whole = QWidget()
        inside = QVBoxLayout(whole)
        edge = theme.space(2)
        inside.setContentsMargins(edge, 0, edge, edge)
        inside.setSpacing(edge)
        inside.addWidget(self.models)
        inside.addWidget(rule())
        inside.addLayout(row(self.file_button, 1))
        column = self.add_card()
        column.addWidget(whole)
        self.first = self.file_button
        self.end()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.models.refresh()
