"""What a rubric asks, as a coach will read it: its questions with their explanations and checks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QVBoxLayout, QWidget

from rehearse.analysis.rubrics import Criterion
from rehearse.analysis.wording import check_title
from rehearse.i18n import _
from rehearse.ui.flow_layout import empty
from rehearse.ui.view_style import label, strong_caption

if TYPE_CHECKING:
    from rehearse.ui.theme import Theme


class RubricWords(QFrame):
    """A sheet with every question; nothing on it can be pressed."""

    def __init__(self, theme: Theme, heading: str = "") -> None:
        super().__init__()
        self.setObjectName("rubric_sheet")
        self.setAccessibleName(_("What is asked"))
        self._theme = theme
        self._shown: tuple[Criterion, ...] = ()
        self.heading = label(heading, strong_caption(theme), name="rubric_words_heading", muted=True)
        rows = QWidget()
        self._rows = QVBoxLayout(rows)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(12)
        box = QVBoxLayout(self)
        box.setContentsMargins(18, 16, 18, 16)
        box.setSpacing(10)
        box.addWidget(self.heading)
        if not heading:
            self.heading.hide()
        box.addWidget(rows)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.heading.setFont(strong_caption(theme))
        self._fill()

    def show_criteria(self, criteria: Sequence[Criterion]) -> None:
        """Those alone that ask something."""
        shown = tuple(one for one in criteria if one.question.strip())
        if shown != self._shown:
            self._shown = shown
            self._fill()

    def texts(self) -> list[str]:
        return [one.question for one in self._shown]

    def _fill(self) -> None:
        empty(self._rows)
        for number, one in enumerate(self._shown, start=1):
            self._rows.addWidget(self._row(number, one))
        self.updateGeometry()

    def _row(self, number: int, asked: Criterion) -> QWidget:
        theme = self._theme
        row = QWidget()
        grid = QGridLayout(row)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(2)
        grid.setColumnMinimumWidth(0, 18)
        grid.setColumnStretch(1, 1)
        count = label(f"{number}", strong_caption(theme), muted=True)
        count.setWordWrap(False)
        grid.addWidget(count, 0, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(label(asked.question, theme.font("body"), name="rubric_words_question"), 0, 1)
        grid.addWidget(label(asked.explain, theme.font("caption"), muted=True), 1, 1)
        if asked.check is not None:
            told = _("Beside it: Rehearse’s check “{check}”").format(check=check_title(asked.check))
            grid.addWidget(label(told, theme.font("caption"), muted=True), 2, 1)
        return row
