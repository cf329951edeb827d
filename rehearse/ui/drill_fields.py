"""The parts a drill's form is made of: figures with their unit and range, and the rows they stand in."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from rehearse.analysis.drill_files import BOUNDS, MAX_CARDS
from rehearse.i18n import _
from rehearse.ui import icons
from rehearse.ui.controls import CONTROL_PX, button, label

if TYPE_CHECKING:
    from rehearse.ui.theme import Theme

#: Shares, which are shown as percent.
PERCENT = ("number_within", "number_pace_most")

_FIGURE_PX = 84


def bounds_of(key: str) -> tuple[float, float]:
    """Least and most as they are shown."""
    low, high = (1, MAX_CARDS) if key == "cards" else BOUNDS[key]
    return (low * 100, high * 100) if key in PERCENT else (low, high)


def range_words(key: str) -> str:
    low, high = bounds_of(key)
    if key == "cards":
        return _("{low:g} to {high:g}").format(low=low, high=high)
    if key in PERCENT:
        return _("{low:g} to {high:g} %").format(low=low, high=high)
    return _("{low:g} to {high:g} seconds").format(low=low, high=high)


class Figure(QWidget):
    """A number with its unit.  `value` is as it stands in a drill: None where empty, text where it is none.

    Signal `changed` when the user typed.
    """

    changed = Signal()

    def __init__(self, theme: Theme, key: str, name: str, accessible: str) -> None:
        super().__init__()
        self.key = key
        self.edit = QLineEdit()
        self.edit.setObjectName(name)
        self.edit.setAccessibleName(_("{name}, {range}").format(name=accessible, range=range_words(key)))
        self.edit.setFont(theme.font("body", figures=True))
        self.edit.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.edit.setMaxLength(12)
        self.edit.setFixedWidth(round(_FIGURE_PX * theme.text_scale))
        self.edit.setMinimumHeight(CONTROL_PX)
        self.edit.textEdited.connect(lambda _text: self.changed.emit())
        across = QHBoxLayout(self)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(theme.space(2))
        across.addWidget(self.edit)
        unit = "" if key == "cards" else "%" if key in PERCENT else _("s")
        if unit:
            self.unit = label(unit, theme.font("body"), tone="muted", wrap=False)
            self.unit.setMinimumWidth(theme.space(4))
            across.addWidget(self.unit)

    @property
    def value(self) -> float | int | str | None:
        text = self.edit.text().strip().removesuffix("%").removesuffix("s").strip().replace(",", ".")
        if not text:
            return None
        try:
            number = float(text)
        except ValueError:
            return text
        if not math.isfinite(number):
            return text
        if self.key in PERCENT:
            return round(number / 100, 6)
        return int(number) if number == int(number) else number

    def set_value(self, value: object) -> None:
        if isinstance(value, int | float):
            self.edit.setText(f"{value * 100 if self.key in PERCENT else value:.10g}")
        else:
            self.edit.setText(str(value or ""))

    @property
    def problem(self) -> str:
        """What is wrong with what was typed, in the unit it was typed in; "" where nothing is."""
        value = self.value
        if value is None:
            return ""
        if isinstance(value, str):
            return _("a number is needed")
        if self.key == "cards" and not isinstance(value, int):
            return _("a whole number is needed")
        low, high = bounds_of(self.key)
        shown = value * 100 if self.key in PERCENT else value
        if not low <= round(shown, 6) <= high:
            return _("it must be {range}").format(range=range_words(self.key))
        return ""


def icon_button(name: str, accessible: str) -> QPushButton:
    made = button("", name, "icon", accessible=accessible)
    made.setToolTip(accessible)
    made.setIconSize(QSize(20, 20))
    made.setFixedSize(CONTROL_PX, CONTROL_PX)
    return made


class IconShelf:
    """Icons of one theme, each drawn once for all the buttons that show it: drawing takes milliseconds.

    Lives with a widget, since icons must not outlive the application.
    """

    def __init__(self, theme: Theme) -> None:
        self.theme = theme
        self._drawn: dict[str, QIcon] = {}

    def put(self, part: QPushButton, name: str) -> None:
        """Let a button show that icon."""
        if name not in self._drawn:
            self._drawn[name] = icons.icon(name, self.theme, 20, "text_muted")
        part.setIcon(self._drawn[name])


class FieldRow(QWidget):
    """What a part is called, what may stand there, its control, and what is wrong with it.

    Signal `removed` where it may be taken away (those have icons of a `shelf`); others leave that room
    `spare`.
    """

    removed = Signal()

    def __init__(
        self,
        theme: Theme,
        name: str,
        title: str,
        control: QWidget | None,
        *,
        hint: str = "",
        under: bool = False,
        spare: bool = False,
        shelf: IconShelf | None = None,
    ) -> None:
        super().__init__()
        self.setObjectName(f"row_{name}")
        self.title = label(title, theme.font("body"), "row_title")
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addStretch(1)
        words.addWidget(self.title)
        if hint:
            words.addWidget(label(hint, theme.font("caption"), "row_hint", tone="muted"))
        words.addStretch(1)
        across = QHBoxLayout()
        across.setSpacing(theme.space(2))
        across.addLayout(words, 1)
        if control is not None and not under:
            across.addWidget(control, 0, Qt.AlignmentFlag.AlignVCenter)
        self.remove_button: QPushButton | None = None
        if shelf is not None:
            self.remove_button = icon_button(f"remove_{name}", _("Remove: {name}").format(name=title))
            shelf.put(self.remove_button, "close")
            self.remove_button.clicked.connect(self.removed)
            across.addWidget(self.remove_button, 0, Qt.AlignmentFlag.AlignVCenter)
        elif spare:  # figures stand below each other, whether or not their row can be taken away
            across.addSpacing(CONTROL_PX + theme.space(2))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.space(1), 0, theme.space(1))
        column.setSpacing(theme.space(1))
        column.addLayout(across)
        if control is not None and under:
            column.addWidget(control)
        self.fault = label("", theme.font("caption"), "row_fault", tone="off")
        self.fault.hide()
        column.addWidget(self.fault)
        self.control = control

    def put_icons(self, shelf: IconShelf) -> None:
        if self.remove_button is not None:
            shelf.put(self.remove_button, "close")

    def show_fault(self, text: str) -> None:
        """Say at this place what is wrong; "" where nothing is."""
        self.fault.setText(text)
        self.fault.setVisible(bool(text))
        if self.control is not None:
            self.control.setAccessibleDescription(text)
