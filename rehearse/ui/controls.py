"""The few controls the window is made of, so that they look and behave alike everywhere."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Signal
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent, QPen, QResizeEvent, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QBoxLayout,
    QButtonGroup,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from rehearse.ui import icons

if TYPE_CHECKING:
    from PySide6.QtCore import QModelIndex, QPersistentModelIndex
    from PySide6.QtGui import QWheelEvent

    from rehearse.ui.theme import Theme

#: Least height of anything that can be pressed (WCAG 2.5.8 asks for 24; a tired hand for more).
CONTROL_PX = 40


def label(text: str, font: QFont, name: str = "", *, tone: str = "", wrap: bool = True) -> QLabel:
    """A text.  `tone` is "muted", "good", "near" or "off"."""
    made = QLabel(text)
    made.setObjectName(name)
    made.setFont(font)
    made.setWordWrap(wrap)
    made.setTextFormat(Qt.TextFormat.PlainText)
    if tone:
        made.setProperty("tone", tone)
    return made


def plain_tip(text: str) -> str:
    """A tip that shows these very words, whoever wrote them.

    Qt takes a text with a tag in it for a page, and loads the pictures it names from wherever they lie.
    """
    return Qt.convertFromPlainText(text) if Qt.mightBeRichText(text) else text


def set_tone(widget: QWidget, tone: str) -> None:
    """Change the tone of a text that is already shown."""
    if widget.property("tone") != tone:
        widget.setProperty("tone", tone)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


def button(text: str, name: str, kind: str = "", *, accessible: str = "") -> QPushButton:
    """A button.  `kind` is "", "primary", "quiet", "nav" or "icon".  Return presses it as Space does."""
    made = QPushButton(text)
    made.setObjectName(name)
    made.setAccessibleName(accessible or text)
    made.setProperty("kind", kind)
    made.setAutoDefault(True)
    made.setCursor(Qt.CursorShape.PointingHandCursor)
    if kind != "icon":
        made.setMinimumHeight(CONTROL_PX)
    return made


def card(margin: int, spacing: int = 0) -> tuple[QFrame, QVBoxLayout]:
    """A soft surface and the column inside it."""
    frame = QFrame()
    frame.setProperty("kind", "card")
    column = QVBoxLayout(frame)
    column.setContentsMargins(margin, margin, margin, margin)
    column.setSpacing(spacing)
    return frame, column


def rule() -> QFrame:
    """A quiet line between two rows."""
    line = QFrame()
    line.setProperty("kind", "rule")
    line.setFixedHeight(1)
    return line


class Elided(QLabel):
    """One line that is cut with … where it does not fit; the whole text is its tooltip."""

    def __init__(self, font: QFont, name: str = "", *, tone: str = "") -> None:
        super().__init__()
        self.setObjectName(name)
        self.setFont(font)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.mode = Qt.TextElideMode.ElideRight
        self._whole = ""
        if tone:
            self.setProperty("tone", tone)

    @property
    def whole(self) -> str:
        return self._whole

    def set_whole(self, text: str) -> None:
        if text != self._whole:
            self._whole = text
            self.setAccessibleName(text)
            self._cut()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._cut()

    def _cut(self) -> None:
        shown = QFontMetrics(self.font()).elidedText(self._whole, self.mode, max(0, self.width()))
        self.setToolTip(plain_tip(self._whole) if shown != self._whole else "")
        self.setText(shown)


class _RoomyRows(QStyledItemDelegate):
    """Rows of a list that a finger or a tired hand can hit."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        size = super().sizeHint(option, index)
        size.setHeight(max(size.height(), 34))
        return size


class Choice(QComboBox):
    """One of several, as a soft field with a chevron.  The wheel scrolls the page, not the choice."""

    def __init__(self, theme: Theme, name: str, accessible: str) -> None:
        super().__init__()
        self._theme = theme
        self.setObjectName(name)
        self.setAccessibleName(accessible)
        self.setFont(theme.font("body"))
        self.setItemDelegate(_RoomyRows(self))
        self.setMinimumHeight(CONTROL_PX)
        self.setMinimumWidth(260)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMaxVisibleItems(12)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self._theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        focused = self.hasFocus()
        width = 2.0 if focused else 1.0
        edge = theme.colour("accent") if focused else theme.mix("text_muted", 0.85)
        if not self.isEnabled():
            edge = theme.colour("line")
        painter.setPen(QPen(edge, width))
        painter.setBrush(theme.mix("accent", 0.05) if self.underMouse() else theme.colour("surface"))
        inset = width / 2
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(inset, inset, -inset, -inset), 10, 10)
        room = self.rect().adjusted(14, 0, -40, 0)
        painter.setPen(theme.colour("text" if self.isEnabled() else "text_muted"))
        painter.setFont(self.font())
        shown = painter.fontMetrics().elidedText(
            self.currentText() or self.placeholderText(), Qt.TextElideMode.ElideRight, room.width()
        )
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)
        chevron = QRectF(self.width() - 30, self.height() / 2 - 8, 16, 16)
        icons.draw(painter, "chevron-down", theme.colour("text_muted"), chevron)
        painter.end()


class Segments(QFrame):
    """One of two to four short choices, all in sight."""

    chosen = Signal(str)

    def __init__(self, theme: Theme, name: str, accessible: str, choices: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(accessible)
        self.setProperty("kind", "segments")
        row = QHBoxLayout(self)
        row.setContentsMargins(3, 3, 3, 3)
        row.setSpacing(2)
        self._group = QButtonGroup(self)
        self._keys: dict[QAbstractButton, str] = {}
        for key, text in choices:
            part = button(text, f"{name}_{key}", "segment", accessible=f"{accessible}: {text}")
            part.setFont(theme.font("body"))
            part.setMinimumHeight(34)
            part.setCheckable(True)
            self._group.addButton(part)
            self._keys[part] = key
            row.addWidget(part)
        self._group.buttonClicked.connect(lambda part: self.chosen.emit(self._keys[part]))

    @property
    def value(self) -> str:
        part = self._group.checkedButton()
        return self._keys[part] if part is not None else ""

    def set_value(self, key: str) -> None:
        for part, own in self._keys.items():
            if own == key:
                part.setChecked(True)


class Page(QScrollArea):
    """A page that scrolls where the window is small; its content keeps to a readable column."""

    def __init__(self, name: str, accessible: str, *, column_px: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(accessible)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inside = QWidget()
        inside.setObjectName("scrolled")
        across = QHBoxLayout(inside)
        across.setContentsMargins(24, 0, 24, 0)
        middle = QWidget()
        middle.setMaximumWidth(column_px)
        self.column = QVBoxLayout(middle)
        self.column.setContentsMargins(0, 40, 0, 40)
        self.column.setSpacing(0)
        across.addStretch(1)
        across.addWidget(middle, 100)
        across.addStretch(1)
        self.setWidget(inside)


class OneOf(QWidget):
    """Parts of which one is in sight.  As high as that one; Qt's own stack is as high as the highest."""

    def __init__(self) -> None:
        super().__init__()
        self._parts: list[QWidget] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)

    def add(self, part: QWidget) -> None:
        """One more; the first is in sight until another is brought."""
        self._column.addWidget(part)
        if self._parts:
            part.hide()
        self._parts.append(part)

    def bring(self, part: QWidget) -> None:
        """Show this one instead of the others."""
        for other in self._parts:
            if other is not part:
                other.hide()
        part.show()


def row(*parts: QWidget | int, spacing: int = 8) -> QHBoxLayout:
    """Widgets side by side; an int is a stretch of that weight."""
    made = QHBoxLayout()
    made.setSpacing(spacing)
    _fill(made, parts)
    return made


def _fill(layout: QBoxLayout, parts: Sequence[QWidget | int]) -> None:
    for part in parts:
        if isinstance(part, int):
            layout.addStretch(part)
        else:
            layout.addWidget(part)
