"""The line above what stands beside the list: the way back, what it is, what can be done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from rehearse.i18n import _
from rehearse.ui import icons
from rehearse.ui.controls import Elided, button

if TYPE_CHECKING:
    from rehearse.ui.theme import Theme


class SubHead(QWidget):
    """Signal `back`."""

    back = Signal()

    def __init__(self, theme: Theme, name: str, *actions: QWidget) -> None:
        super().__init__()
        self.back_button = button("", f"{name}_back", "icon", accessible=_("Back"))
        self.back_button.setToolTip(_("Back"))
        self.back_button.setIconSize(QSize(20, 20))
        self.back_button.setFixedSize(40, 40)
        self.back_button.clicked.connect(self.back)
        self.title = Elided(theme.font("title"), f"{name}_head")
        across = QHBoxLayout(self)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(theme.space(1))
        across.addWidget(self.back_button)
        across.addWidget(self.title, 1)
        for action in actions:
            across.addWidget(action)
        self._dressed_in: Theme | None = None
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        if theme is self._dressed_in:
            return
        self._dressed_in = theme
        self.back_button.setIcon(icons.icon("chevron-left", theme, 20, "text_muted"))
