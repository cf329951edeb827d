"""Small buttons that narrow a list down: on or off, or one of several."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QIcon, QKeyEvent
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from rehearse.i18n import _
from rehearse.ui.icons import icon

if TYPE_CHECKING:
    from rehearse.ui.theme import Theme

#: As high as the corners of its style are round.
CHIP_PX = 30


class Chip(QPushButton):
    """One condition, on or off."""

    def __init__(
        self, theme: Theme, name: str, text: str, *, told: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(text, parent)
        self._theme = theme
        self.setObjectName(name)
        self.setProperty("kind", "chip")
        self.setAccessibleName(told or text)
        self.setCheckable(True)
        self.setAutoDefault(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setMinimumHeight(CHIP_PX)
        self.setFont(theme.font("caption"))

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.setFont(theme.font("caption"))


def chevron(theme: Theme) -> QIcon:
    """The sign behind the text of a `MenuChip`, drawn once for all of them."""
    return icon("chevron-down", theme, 14, "text_muted", "accent")


class MenuChip(Chip):
    """One of several values, or none of them; the button says which.

    `chosen` (the value, None for any) when the user picked one.
    Values are compared with `==`; `title` names the condition where nothing is chosen.
    """

    chosen = Signal(object)

    def __init__(
        self, theme: Theme, name: str, title: str, any_text: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(theme, name, title, parent=parent)
        self.title = title
        self._any = any_text
        self._choices: tuple[tuple[object, str], ...] = ()
        self._value: object = None
        self.menu_shown = QMenu(self)
        self.menu_shown.setObjectName(f"{name}_menu")
        self.menu_shown.setAccessibleName(title)
        # Its icon stands behind the text.
        self.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self.setIconSize(QSize(14, 14))
        self.clicked.connect(self._clicked)
        self._show()

    @property
    def value(self) -> object:
        return self._value

    @property
    def choices(self) -> tuple[tuple[object, str], ...]:
        return self._choices

    def set_choices(self, choices: Sequence[tuple[object, str]]) -> None:
        """(value, text) of each.  What is chosen stays, also when it is no longer among them."""
        self._choices = tuple(choices)
        self._show()

    def set_value(self, value: object) -> None:
        self._value = value
        self._show()

    def _text_of(self, value: object) -> str:
        return next((text for own, text in self._choices if own == value), str(value))

    def _show(self) -> None:
        on = self._value is not None
        shown = self._text_of(self._value) if on else self.title
        # Without this, a name such as "R&D" would make the letter after it an access key.
        self.setText(shown.replace("&", "&&"))
        self.setChecked(on)
        told = shown if on else self._any
        self.setAccessibleName(_("{title}: {value}").format(title=self.title, value=told))
        self.updateGeometry()

    # ---- the menu ------------------------------------------------------------------------------

    def fill_menu(self) -> QMenu:
        """The menu as it opens now."""
        menu = self.menu_shown
        menu.clear()
        menu.setFont(self._theme.font("body"))
        group = QActionGroup(menu)
        entries = [(None, self._any), *self._choices]
        if self._value is not None and all(own != self._value for own, _text in entries):
            entries.append((self._value, str(self._value)))
        for value, text in entries:
            action = QAction(text.replace("&", "&&"), menu)
            action.setCheckable(True)
            action.setChecked(value == self._value)
            action.triggered.connect(lambda _on=False, value=value: self._pick(value))
            group.addAction(action)
            menu.addAction(action)
            if value is None:
                menu.addSeparator()
            if value == self._value:
                menu.setActiveAction(action)
        return menu

    def open_menu(self) -> None:
        """Let the user choose.  Does not wait for it."""
        if self.isEnabled() and not self.menu_shown.isVisible():
            self.fill_menu().popup(self.mapToGlobal(QPoint(0, self.height() + 4)))

    def _clicked(self) -> None:
        self.setChecked(self._value is not None)
        self.open_menu()

    def _pick(self, value: object) -> None:
        self.set_value(value)
        self.chosen.emit(value)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down:
            self.open_menu()
            return
        super().keyPressEvent(event)
