"""Own drills whose files are wrong: what is wrong with each, and a way to mend it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from rehearse.i18n import _
from rehearse.ui.controls import button, label, row

if TYPE_CHECKING:
    from rehearse.errors import DataError
    from rehearse.ui.theme import Theme

#: The list of the drills is above and needs its room; more of them scroll.
_MOST_PX = 190


class WrongDrills(QScrollArea):
    """Takes no room without any.  Signal `mend` (drill id): that one should be opened."""

    mend = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("drills_wrong")
        self.setAccessibleName(_("Drills that are wrong"))
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._theme = theme
        self._shown: list[tuple[str, str]] = []
        self._inside = QWidget()
        self._inside.setObjectName("scrolled")
        self._column = QVBoxLayout(self._inside)
        self._column.setContentsMargins(theme.space(2), 0, theme.space(2), 0)
        self._column.setSpacing(theme.space(1))
        self.setWidget(self._inside)
        self.hide()

    def show_problems(self, problems: Sequence[DataError], broken: Mapping[str, DataError]) -> None:
        """These; those that are in `broken`, by drill id, can be mended."""
        ids = {error.message: drill_id for drill_id, error in broken.items()}
        wanted = [(ids.get(error.message, ""), error.message) for error in problems]
        self.setVisible(bool(wanted))
        if wanted == self._shown:
            return
        self._shown = wanted
        while (item := self._column.takeAt(0)) is not None:
            part = item.widget()
            if part is not None:
                part.hide()
                part.deleteLater()
        for drill_id, text in wanted:
            self._column.addWidget(self._entry(drill_id, text))
        self._fit()

    def text(self) -> str:
        """What is wrong, a line each."""
        return "\n".join(text for _id, text in self._shown)

    def _entry(self, drill_id: str, text: str) -> QWidget:
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        # A path has no spaces to break at.
        words = label(text.replace("/", "/\u200b"), self._theme.font("caption"), "drill_wrong", tone="near")
        column.addWidget(words)
        if drill_id:
            mend = button(
                _("Mend it"), "mend_drill", "quiet", accessible=_("Mend “{id}”").format(id=drill_id)
            )
            mend.setAccessibleDescription(text)
            mend.clicked.connect(lambda: self.mend.emit(drill_id))
            column.addLayout(row(mend, 1))
        return made

    def _fit(self) -> None:
        """As high as what is in it, up to a limit."""
        width = max(self.viewport().width(), 1)
        self.setFixedHeight(
            min(round(_MOST_PX * self._theme.text_scale), self._inside.heightForWidth(width) + 4)
        )

    def resizeEvent(self, event: object) -> None:
        super().resizeEvent(event)  # type: ignore[arg-type]
        self._fit()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
