"""The slim rail beside the pages: the program's sign, and one button for each page."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPen, QPixmap, QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QToolButton, QVBoxLayout

from rehearse.i18n import _
from rehearse.ui import icons
from rehearse.ui.theme import Theme

#: Pages without a button of their own.
_STANDS_FOR = {"drill": "drills", "drill_form": "drills", "import": "takes"}

#: The least width of a button.
_LEAST_PX = 88

#: A button is so much higher than its name; less where the window is low, so that all stay in it.
_AROUND_PX, _LEAST_AROUND_PX = 52, 34
#: Between buttons, and above the first.
_GAP_PX, _LEAST_GAP_PX = 8, 3
#: The icon above a name, and the padding and border of a button above and below both.
_ICON_PX, _LEAST_ICON_PX, _EDGE_PX = 24, 18, 16


class _PageButton(QToolButton):
    """Return presses it as Space does."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)


class Rail(QFrame):
    """Signal `wanted` (page name): a button was pressed."""

    wanted = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("rail")
        self.setAccessibleName(_("Pages"))
        self.setProperty("kind", "rail")
        column = self._column = QVBoxLayout(self)
        column.setContentsMargins(12, 22, 4, 16)
        column.setSpacing(_GAP_PX)
        self.badge = QLabel()
        self.badge.setTextFormat(Qt.TextFormat.PlainText)
        self.badge.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column.addWidget(self.badge)
        column.addSpacing(18)
        self.buttons: dict[str, QToolButton] = {}
        self._name_px = QFontMetrics(theme.font("caption")).lineSpacing()
        # The number is that of the key.
        for number, (page, icon, text) in enumerate(
            (
                ("stage", "microphone", _("Rehearse")),
                ("drills", "drills", _("Drills")),
                ("scripts", "script", _("Scripts")),
                ("takes", "takes", _("Takes")),
                ("progress", "progress", _("Progress")),
                ("coach", "coach", _("Coach")),
                ("settings", "settings", _("Settings")),
            ),
            start=1,
        ):
            part = self.buttons[page] = self._button(theme, page, icon, text, number)
            if page == "settings":
                column.addStretch(1)
            column.addWidget(part)

    def _button(self, theme: Theme, page: str, icon: str, text: str, number: int) -> QToolButton:
        part = _PageButton()
        part.setObjectName(f"nav_{page}")
        part.setText(text)
        part.setAccessibleName(text)
        part.setToolTip(_("{page} (Ctrl+{number})").format(page=text, number=number))
        part.setProperty("kind", "nav")
        part.setProperty("icon_name", icon)
        part.setCheckable(True)
        part.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        part.setIconSize(QSize(_ICON_PX, _ICON_PX))
        part.setFont(theme.font("caption"))
        part.setCursor(Qt.CursorShape.PointingHandCursor)
        # Not on click: Space must go on to record after somebody clicked their way here.
        part.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        part.clicked.connect(lambda: self.wanted.emit(page))
        return part

    def set_theme(self, theme: Theme) -> None:
        self.badge.setPixmap(app_badge(theme, 40, self.devicePixelRatioF()))
        for part in self.buttons.values():
            part.setIcon(icons.icon(part.property("icon_name"), theme, 24, "text_muted", "accent"))
        self.setStyleSheet(theme.stylesheet)
        # As wide as the longest name of a page needs, in whatever language and size of type.
        width = max(_LEAST_PX, *(part.sizeHint().width() for part in self.buttons.values()))
        for part in self.buttons.values():
            part.setFixedWidth(width)
        self._name_px = QFontMetrics(theme.font("caption")).lineSpacing()
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Closer together where the window is too low for all of them."""
        margins = self._column.contentsMargins()
        n, above_px = len(self.buttons), self.badge.sizeHint().height() + 18
        room_px = self.height() - margins.top() - margins.bottom() - above_px
        roomy = n * (self._name_px + _AROUND_PX) + (n + 2) * _GAP_PX <= room_px
        gap_px = _GAP_PX if roomy else _LEAST_GAP_PX
        self._column.setSpacing(gap_px)
        around_px = (room_px - (n + 2) * gap_px) // n - self._name_px
        around_px = max(_LEAST_AROUND_PX, min(_AROUND_PX, around_px))
        icon_px = max(_LEAST_ICON_PX, min(_ICON_PX, around_px - _EDGE_PX))
        for part in self.buttons.values():
            part.setFixedHeight(self._name_px + around_px)
            part.setIconSize(QSize(icon_px, icon_px))

    def light(self, lit: str) -> None:
        """Show which page is in sight.  No exclusive group: Tab would reach only the button that is lit."""
        lit = _STANDS_FOR.get(lit, lit)
        for page, part in self.buttons.items():
            part.setChecked(page == lit)

    def allow(self, allowed: bool) -> None:
        """Whether pages may be changed: not while recording."""
        for part in self.buttons.values():
            part.setEnabled(allowed)


def app_badge(theme: Theme, size: int, ratio: float = 1.0) -> QPixmap:
    """The program's sign: the timer's ring with its gap, around a recorder's dot."""
    image = QPixmap(round(size * ratio), round(size * ratio))
    image.fill(Qt.GlobalColor.transparent)
    image.setDevicePixelRatio(ratio)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour("accent"))
    painter.drawRoundedRect(QRectF(0, 0, size, size), size * 0.28, size * 0.28)
    pen = QPen(theme.colour("accent_text"), size * 0.085)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    edge = size * 0.23
    painter.drawArc(QRectF(edge, edge, size - 2 * edge, size - 2 * edge), 60 * 16, -285 * 16)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour("accent_text"))
    painter.drawEllipse(QPointF(size / 2, size / 2), size * 0.115, size * 0.115)
    painter.end()
    return image
