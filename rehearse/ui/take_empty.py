"""What stands where the list of takes would be while there is none to list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from rehearse.i18n import _
from rehearse.ui.view_style import button, label

if TYPE_CHECKING:
    from rehearse.ui.theme import Theme


class EmptyTakes(QWidget):
    """Says why there is nothing, and what can be done about it."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("takes_empty")
        self.title = label("", theme.font("title"), name="empty_title")
        self.help = label("", theme.font("body"), name="empty_help", muted=True)
        for words in (self.title, self.help):
            words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.show_all_button = button(_("Show all takes"), "soft", "show_all_button")
        middle = QVBoxLayout(self)
        middle.setSpacing(8)
        middle.addStretch(2)
        middle.addWidget(self.title)
        middle.addWidget(self.help)
        middle.addSpacing(8)
        middle.addWidget(self.show_all_button, 0, Qt.AlignmentFlag.AlignHCenter)
        middle.addStretch(3)

    def set_theme(self, theme: Theme) -> None:
        self.title.setFont(theme.font("title"))
        self.help.setFont(theme.font("body"))
        self.show_all_button.setFont(theme.font("caption"))

    def tell(self, title: str, more: str) -> None:
        self.title.setText(title)
        self.help.setText(more)

    def tell_why(self, *, searching: bool, narrowed: bool, in_trash: bool) -> None:
        """Why nothing is listed: by what was looked for."""
        if narrowed:
            self.tell(
                _("No take found"),
                _("Nothing you said has these words.") if searching else _("No take is like that."),
            )
        elif in_trash:
            self.tell(_("The trash is empty"), _("Takes you delete wait here until you put them back."))
        else:
            self.tell(
                _("Nothing recorded yet"),
                _("Say your message once: press Space on the Rehearse page and talk."),
            )
