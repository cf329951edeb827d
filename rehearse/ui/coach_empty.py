"""What stands on the coach's page before there is any take."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from rehearse.i18n import _
from rehearse.ui.controls import label
from rehearse.ui.view_style import button

if TYPE_CHECKING:
    from rehearse.ui.theme import Theme


class EmptyDesk(QWidget):
    """Says what will be here; `import_button` brings recordings in that were made elsewhere."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("coach_empty")
        column = QVBoxLayout(self)
        column.setSpacing(8)
        column.addStretch(1)
        title = label(_("Nothing to hear yet"), theme.font("title"), "coach_empty_title")
        about = label(
            _("Takes that somebody records appear here, to be heard, marked and answered."),
            theme.font("body"),
            "coach_empty_help",
            tone="muted",
        )
        for words in (title, about):
            words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            column.addWidget(words)
        self.import_button = button(_("Import recordings…"), "soft", "coach_import")
        self.import_button.setFont(theme.font("body"))
        self.import_button.setMinimumHeight(36)
        column.addSpacing(8)
        column.addWidget(self.import_button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(2)
