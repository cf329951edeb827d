"""Where one types what was said, and in which order takes stand."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QMenu, QPushButton, QWidget

from rehearse.i18n import _
from rehearse.library.filters import SortKey
from rehearse.ui.controls import CONTROL_PX
from rehearse.ui.icons import draw, icon
from rehearse.ui.view_style import button

if TYPE_CHECKING:
    from rehearse.ui.theme import Theme


#: The signs at both ends of the field.
_SIGN_PX = 32


class SearchField(QLineEdit):
    """Signals: `searched` (the text, at every key); `opened` (Return); `down` (on to the list)."""

    searched = Signal(str)
    opened = Signal()
    down = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setObjectName("takes_search")
        self.setAccessibleName(_("Search everything you said"))
        self.setPlaceholderText(_("Search everything you said  ·  Ctrl+F"))
        self.setToolTip(_("Words, the beginning of a word, or a “phrase in quotes”"))
        self.setMinimumHeight(CONTROL_PX)
        self.clear_button = button("", "sound", "takes_search_clear", _("Clear the search"), parent=self)
        self.clear_button.setToolTip(_("Clear the search (Esc)"))
        self.clear_button.setIconSize(QSize(18, 18))
        self.clear_button.setFixedSize(_SIGN_PX, _SIGN_PX)
        self.clear_button.setCursor(Qt.CursorShape.PointingHandCursor)
        self.clear_button.clicked.connect(self._cleared)
        self.clear_button.hide()
        self.setTextMargins(_SIGN_PX - 6, 0, _SIGN_PX - 6, 0)
        self.textChanged.connect(self._changed)
        self.returnPressed.connect(self.opened)

    @property
    def wanted(self) -> str:
        """What is searched for; "" for nothing."""
        return self.text().strip()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.setFont(theme.font("body"))
        self.setMinimumHeight(max(CONTROL_PX, self.fontMetrics().height() + 18))
        self.clear_button.setIcon(icon("close", theme, 18, "text_muted"))
        self.update()

    def _changed(self, text: str) -> None:
        self.clear_button.setVisible(bool(text))
        self.searched.emit(self.wanted)

    def _cleared(self) -> None:
        self.setFocus()
        self.clear()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.clear_button.move(self.width() - _SIGN_PX - 4, (self.height() - _SIGN_PX) // 2)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        sign = QRectF(12, self.height() / 2 - 9, 18, 18)
        draw(painter, "search", self._theme.colour("text_muted"), sign)
        painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down:
            self.down.emit()
        elif event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        elif event.key() == Qt.Key.Key_Escape:
            self.down.emit()
        else:
            super().keyPressEvent(event)


class Order(NamedTuple):
    """One way to put takes in order."""

    key: SortKey
    descending: bool


def orders() -> list[tuple[tuple[Order, str], tuple[Order, str]]]:
    """What takes can be sorted by, both directions in words, the usual one first."""
    return [
        ((Order("date", True), _("Newest first")), (Order("date", False), _("Oldest first"))),
        ((Order("title", False), _("Title, A to Z")), (Order("title", True), _("Title, Z to A"))),
        ((Order("ready", True), _("Ready first")), (Order("ready", False), _("Not ready first"))),
        ((Order("length", True), _("Longest first")), (Order("length", False), _("Shortest first"))),
        (
            (Order("number", False), _("Number earliest first")),
            (Order("number", True), _("Number latest first")),
        ),
        ((Order("pitch", False), _("Least pitch first")), (Order("pitch", True), _("Most pitch first"))),
        ((Order("script", False), _("Script, A to Z")), (Order("script", True), _("Script, Z to A"))),
        ((Order("speaker", False), _("Speaker, A to Z")), (Order("speaker", True), _("Speaker, Z to A"))),
    ]


NEWEST_FIRST = Order("date", True)


class SortButton(QPushButton):
    """Says how the list is sorted; a menu changes it.  `chosen` (an `Order`)."""

    chosen = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("takes_sort")
        self.setProperty("kind", "quiet")
        self.setAutoDefault(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setIconSize(QSize(18, 18))
        self.setMinimumHeight(CONTROL_PX)
        self.order = NEWEST_FIRST
        self.menu_shown = QMenu(self)
        self.menu_shown.setAccessibleName(_("Sort takes"))
        self.clicked.connect(self.open_menu)
        self._show()

    def set_theme(self, theme: Theme) -> None:
        self.setFont(theme.font("caption"))
        self.menu_shown.setFont(theme.font("body"))
        self.setIcon(icon("sort", theme, 18, "accent"))
        self.updateGeometry()

    def _show(self) -> None:
        text = next(text for ways in orders() for order, text in ways if order == self.order)
        self.setText(text)
        self.setAccessibleName(_("Sorted: {order}").format(order=text))
        self.setToolTip(_("Sort takes"))

    def fill_menu(self) -> QMenu:
        """The menu as it opens now."""
        menu = self.menu_shown
        menu.clear()
        group = QActionGroup(menu)
        for number, ways in enumerate(orders()):
            if number:
                menu.addSeparator()
            for order, text in ways:
                action = QAction(text, menu)
                action.setCheckable(True)
                action.setChecked(order == self.order)
                action.triggered.connect(lambda _on=False, order=order: self._pick(order))
                group.addAction(action)
                menu.addAction(action)
        return menu

    def open_menu(self) -> None:
        """Let the user choose.  Does not wait for it."""
        if not self.menu_shown.isVisible():
            self.fill_menu().popup(self.mapToGlobal(QPoint(0, self.height() + 4)))

    def _pick(self, order: Order) -> None:
        self.order = order
        self._show()
        self.chosen.emit(order)
