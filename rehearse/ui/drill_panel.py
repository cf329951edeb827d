"""A few blocks of text in the largest type their room holds: a card, what is asked, a verdict."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from rehearse.i18n import _
from rehearse.ui import icons
from rehearse.ui.controls import button, label

if TYPE_CHECKING:
    from rehearse.ui.drill_listen import Place
    from rehearse.ui.theme import Theme

#: How many times as large as in a list text may get: large enough for two metres, if there is room.
_SCALES = tuple(step / 20 for step in range(48, 10, -1))

#: Below this what can be spared makes room: a few words that can be read are worth more than many.
_READABLE = 0.85

#: So much of the room is filled at most: a wall of letters is not read, however large they are.
_FILLED = 0.94

_PLAY_PX, _GAP_PX = 40, 14


@dataclass(frozen=True, slots=True)
class Block:
    """A text.  `size` is relative to the others; `aside` a muted word before it; `space` px above it.

    With `play` a button beside it plays that place.
    What is `optional` makes room for the rest where there is little.
    """

    text: str
    size: float = 1.0
    strong: bool = False
    tone: str = ""
    name: str = ""
    aside: str = ""
    space: int = 10
    play: Place | None = None
    optional: bool = False


@dataclass(slots=True)
class _Shown:
    block: Block
    text: QLabel
    aside: QLabel | None
    button: QPushButton | None

    def widgets(self) -> list[QWidget]:
        return [part for part in (self.text, self.aside, self.button) if part is not None]


class DrillPanel(QWidget):
    """Signal `play_wanted` (Place): a block's button was pressed."""

    play_wanted = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._blocks: tuple[Block, ...] = ()
        self._shown: list[_Shown] = []
        self._playing: Place | None = None
        self.scale = 1.0
        self.setObjectName("drill_panel")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)

    def hasHeightForWidth(self) -> bool:
        return False  # the type follows the room, not the other way round

    def minimumSizeHint(self) -> QSize:
        return QSize(120, 80)

    @property
    def blocks(self) -> tuple[Block, ...]:
        return self._blocks

    @property
    def buttons(self) -> list[QPushButton]:
        return [shown.button for shown in self._shown if shown.button is not None]

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._show_buttons()
        self.fit()

    def show_blocks(self, blocks: Sequence[Block]) -> None:
        """Show these and nothing else; the same ones again cost nothing."""
        blocks = tuple(block for block in blocks if block.text)
        if blocks == self._blocks:
            return
        before, self._blocks = self._blocks, blocks
        if [replace(block, text="") for block in before] == [replace(block, text="") for block in blocks]:
            self._change_words()  # a countdown must not take the focus from a button
            return
        self._empty()
        self._column.addStretch(1)
        for at, block in enumerate(blocks):
            self._add(block, first=at == 0)
        self._column.addStretch(1)
        for shown in self._shown:
            for widget in shown.widgets():
                widget.show()  # now: the layout would do so a moment later
        self._show_buttons()
        self.fit()

    def _change_words(self) -> None:
        longer = False
        for shown, block in zip(self._shown, self._blocks, strict=True):
            longer |= len(block.text) > len(shown.block.text)
            shown.block = block
            shown.text.setText(block.text)
        if longer:
            self.fit()

    def set_playing(self, playing: Place | None) -> None:
        """Which of them is heard."""
        self._playing = playing
        self._show_buttons()

    # ---- building ------------------------------------------------------------------------------

    def _empty(self) -> None:
        for shown in self._shown:
            for widget in shown.widgets():
                widget.hide()
                widget.deleteLater()
        self._shown = []
        while (item := self._column.takeAt(0)) is not None:
            del item

    def _add(self, block: Block, *, first: bool) -> None:
        theme = self._theme
        text = label(block.text, theme.font("strong" if block.strong else "body"), block.name)
        if block.tone:
            text.setProperty("tone", block.tone)
        text.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        line = QHBoxLayout()
        line.setContentsMargins(0, 0 if first else block.space, 0, 0)
        line.setSpacing(_GAP_PX)
        aside = play = None
        if block.aside:
            aside = label(block.aside, theme.font("body"), tone="muted", wrap=False)
            line.addWidget(aside, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(text, 1)
        if block.play is not None:
            place = block.play
            play = button(
                "", "drill_play", "soft-icon", accessible=_("Listen: {text}").format(text=block.text)
            )
            play.setFixedSize(_PLAY_PX, _PLAY_PX)
            play.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # after a click Space still goes on
            play.setIconSize(QSize(18, 18))
            play.clicked.connect(lambda: self.play_wanted.emit(place))
            line.addWidget(play, 0, Qt.AlignmentFlag.AlignTop)
        self._column.addLayout(line)
        self._shown.append(_Shown(block, text, aside, play))

    def _show_buttons(self) -> None:
        for shown in self._shown:
            if shown.button is not None:
                name = "pause" if shown.block.play == self._playing else "play"
                shown.button.setIcon(icons.icon(name, self._theme, 18, "accent"))

    # ---- as large as it goes -------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def fit(self) -> None:
        """Choose the largest type with which everything is seen."""
        if not self._shown or self.width() < 40 or self.height() < 40:
            return
        shown_all = self._shown
        spare = [at for at, shown in enumerate(shown_all) if shown.block.optional]
        kept = list(shown_all)
        while True:
            self.scale = self._largest(kept)
            if self.scale >= _READABLE or not spare:
                break
            del kept[spare.pop()]  # from behind, so that the places before it stay right
        wide = self._aside_px(self.scale)
        for shown in shown_all:
            for widget in shown.widgets():
                widget.setVisible(shown in kept)
            shown.text.setFont(self._font(shown.block, self.scale))
            if shown.aside is not None:
                shown.aside.setFont(self._aside_font(shown.block, self.scale))
                shown.aside.setFixedWidth(wide)
        self._column.activate()  # in the same moment: nothing is seen in the wrong place

    def _font(self, block: Block, scale: float) -> QFont:
        font = self._theme.font("strong" if block.strong else "body")
        font.setPixelSize(max(12, round(font.pixelSize() * block.size * scale)))
        return font

    def _aside_font(self, block: Block, scale: float) -> QFont:
        return self._font(Block("", block.size), scale)

    def _aside_px(self, scale: float) -> int:
        wide = (
            QFontMetrics(self._aside_font(shown.block, scale)).horizontalAdvance(shown.block.aside) + 2
            for shown in self._shown
            if shown.block.aside
        )
        return max(wide, default=0)

    def _largest(self, shown: Sequence[_Shown]) -> float:
        """The largest scale at which these fit, or the least there is."""
        at = bisect_left(_SCALES, True, key=lambda scale: self._fits(shown, scale))
        return _SCALES[min(at, len(_SCALES) - 1)]

    def _fits(self, kept: Sequence[_Shown], scale: float) -> bool:
        height, aside_px = 0, self._aside_px(scale)
        for at, shown in enumerate(kept):
            block, metrics = shown.block, QFontMetrics(self._font(shown.block, scale))
            room = self.width() - 4
            room -= aside_px + _GAP_PX if block.aside else 0
            room -= _PLAY_PX + _GAP_PX if shown.button is not None else 0
            widest = max(map(metrics.horizontalAdvance, block.text.split()), default=0)
            if room < 40 or widest > room:
                return False
            box = metrics.boundingRect(QRect(0, 0, room, 100_000), Qt.TextFlag.TextWordWrap, block.text)
            least = _PLAY_PX if shown.button is not None else 0
            height += max(least, box.height() + 2) + (0 if at == 0 else block.space)
        return height <= _FILLED * self.height()
