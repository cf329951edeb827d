"""How a script begins: with an empty page, or with an example of one of the answers that work."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from rehearse.i18n import _
from rehearse.ui.controls import label
from rehearse.ui.review_page import scroller
from rehearse.ui.scripts_head import SubHead

if TYPE_CHECKING:
    from rehearse.script.starters import Starter
    from rehearse.ui.theme import Theme

#: A card is at least so wide.
_CARD_PX = 270
#: So many cards are made in one turn.
_AT_ONCE = 3


class StarterCard(QPushButton):
    """One way to begin; the whole card is pressed."""

    def __init__(self, theme: Theme, name: str, title: str, about: str, text: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setProperty("kind", "starter")
        self.setAutoDefault(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(title)
        self.setAccessibleDescription(f"{about} {text}".strip())
        column = QVBoxLayout(self)
        margin = theme.space(5)
        column.setContentsMargins(margin, theme.space(4), margin, theme.space(4))
        column.setSpacing(theme.space(1))
        self._parts = (
            label(title, theme.font("strong"), "starter_title"),
            label(about, theme.font("caption"), "starter_about", tone="muted"),
            label(text, theme.font("body"), "starter_text"),
        )
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        for part in self._parts:
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            part.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
            column.addWidget(part)
            if not part.text():
                part.hide()
        self._parts[-1].setContentsMargins(0, theme.space(1), 0, 0)
        column.addStretch(1)

    @property
    def texts(self) -> tuple[QLabel, ...]:
        return self._parts

    def needs(self, width: int) -> int:
        """How high its words are at that width: a button knows nothing of text that wraps."""
        layout = self.layout()
        assert layout is not None
        return layout.totalHeightForWidth(width)

    def sizeHint(self) -> QSize:
        return QSize(_CARD_PX, self.needs(_CARD_PX))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, 0)


class StartersView(QWidget):
    """Signals: `back`; `chosen` (a starter, or None for an empty page)."""

    back = Signal()
    chosen = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("starters_view")
        self._theme = theme
        self._columns = 0
        self.cards: list[StarterCard] = []
        self._waiting: list[Starter] = []
        self._add_more = QTimer(self, singleShot=True, interval=0)
        self._add_more.timeout.connect(self._add_some)
        self.head = SubHead(theme, "starters")
        self.head.title.set_whole(_("How should it begin?"))
        self.head.back.connect(self.back)
        self.about = label(
            _("Each of these gives the prospect one reason to call you back. Make it yours."),
            theme.font("body"), "starters_about", tone="muted",
        )  # fmt: skip
        self._inner = inner = QWidget()
        inner.setObjectName("scrolled")
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, theme.space(2), 0)
        self._grid = QGridLayout()
        self._grid.setSpacing(theme.space(3))
        column.addLayout(self._grid)
        column.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(theme.space(3))
        whole.addWidget(self.head)
        whole.addWidget(self.about)
        whole.addWidget(scroller("starters_scroll", inner), 1)
        self.show_starters(())

    @property
    def filling(self) -> bool:
        """Whether cards are still being made."""
        return bool(self._waiting)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.head.set_theme(theme)
        self._arrange()  # the type may have another size

    def show_starters(self, starters: Sequence[Starter]) -> None:
        """The empty page comes first."""
        for old in self.cards:
            old.hide()
            self._grid.removeWidget(old)
            old.deleteLater()
        blank = StarterCard(
            self._theme, "starter_blank", _("An empty page"), "", _("Write or paste what you want to say.")
        )
        blank.clicked.connect(lambda: self.chosen.emit(None))
        self.cards = [blank]
        self._waiting = list(starters)
        self._columns = 0
        self._arrange()
        self._go_on()

    def _go_on(self) -> None:
        if self._waiting and self.isVisible():
            self._add_more.start()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._go_on()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._add_more.stop()

    def _add_some(self) -> None:
        """A few cards in each turn: all at once would hold the window up."""
        some, self._waiting = self._waiting[:_AT_ONCE], self._waiting[_AT_ONCE:]
        for starter in some:
            made = StarterCard(
                self._theme, f"starter_{starter.id}", starter.title, starter.about, starter.text.strip()
            )
            made.setToolTip(_("After {source}").format(source=starter.source))
            made.clicked.connect(lambda _on=False, starter=starter: self.chosen.emit(starter))
            self.cards.append(made)
        self._columns = 0
        self._arrange()
        self._go_on()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        gap = self._grid.spacing()
        room = self.width() - 2 * gap
        columns = max(1, min(3, room // round(_CARD_PX * self._theme.text_scale)))
        needs = [made.needs(room // columns - gap) for made in self.cards]
        heights = [max(needs[at : at + columns]) for at in range(0, len(needs), columns)]
        for line, height in enumerate(heights):
            self._grid.setRowMinimumHeight(line, height)
        for line in range(len(heights), self._grid.rowCount()):
            self._grid.setRowMinimumHeight(line, 0)
        self._inner.setMinimumHeight(sum(heights) + gap * (len(heights) - 1))
        if columns == self._columns:
            return
        self._columns = columns
        for number, made in enumerate(self.cards):
            self._grid.addWidget(made, *divmod(number, columns))
            made.show()
        for column in range(3):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)
