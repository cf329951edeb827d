"""A bar above the page about one long job: what it offers, how far it is, the buttons for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from rehearse.ui.banners import announce
from rehearse.ui.controls import Elided, button, set_tone

if TYPE_CHECKING:
    from rehearse.progress import Progress
    from rehearse.ui.theme import Theme


class JobBar(QWidget):
    """Takes no room when there is nothing to say.  Whoever makes one adds buttons and fills `show_now`.

    `focus_free`: the button that had the keyboard went away.
    """

    focus_free = Signal()

    def __init__(self, theme: Theme, name: str, accessible: str) -> None:
        super().__init__()
        self._theme, self._name = theme, name
        self.wanted = False
        self._said = ""
        self.setObjectName(f"{name}_bar")
        self.frame = QFrame()
        self.frame.setProperty("kind", "banner")
        self.words = Elided(theme.font("body"), f"{name}_words")
        self.bar = QProgressBar()
        self.bar.setObjectName(f"{name}_progress")
        self.bar.setAccessibleName(accessible)
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(6)
        said = QVBoxLayout()
        said.setSpacing(6)
        said.addWidget(self.words)
        said.addWidget(self.bar)
        self._across = QHBoxLayout(self.frame)
        self._across.setContentsMargins(16, 10, 10, 10)
        self._across.setSpacing(12)
        self._across.addLayout(said, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 16, 24, 0)
        column.addWidget(self.frame)

    def add_button(
        self,
        name: str,
        text: str,
        act: Callable[[], None],
        *,
        accessible: str = "",
        strong: bool = True,
    ) -> QPushButton:
        made = button(text, f"{self._name}_{name}", "quiet", accessible=accessible)
        made.setFont(self._theme.font("strong" if strong else "body"))
        made.clicked.connect(lambda: act())
        self._across.addWidget(made)
        return made

    def set_wanted(self, wanted: bool) -> None:
        """Whether the page in sight is one where this belongs: not where somebody speaks."""
        self.wanted = wanted
        self.show_now()

    def show_now(self) -> None:
        """Show how it stands: `lay_out`, then `say`."""
        raise NotImplementedError

    def lay_out(self, visible: bool, parts: dict[QWidget, bool]) -> None:
        """The bar and its parts, those that are shown."""
        had_focus = self._has_keyboard()
        self.setVisible(self.wanted and visible)
        for part, shown in parts.items():
            part.setVisible(shown)
        if had_focus and not self._has_keyboard():
            self.focus_free.emit()  # Qt gives it to whatever comes next, which nobody asked for

    def say_far(self, words: str, progress: Progress | None) -> None:
        """The job is under way."""
        self.words.set_whole(words)
        fraction = None if progress is None else progress.fraction
        self.bar.setRange(0, 0 if fraction is None else 1000)
        self.bar.setValue(round(1000 * (fraction or 0)))
        set_tone(self.words, "muted")

    def say(self, words: str) -> None:
        """The job is offered, or something else is told; a screen reader says each sentence once."""
        self.words.set_whole(words)
        set_tone(self.words, "")
        if self.isVisible() and words != self._said:
            self._said = words
            announce(self, words)

    def _has_keyboard(self) -> bool:
        focus = QApplication.focusWidget()
        return focus is not None and self.isAncestorOf(focus)


def set_text(part: QPushButton, text: str) -> None:
    """What a button says, to everybody."""
    part.setText(text)
    part.setAccessibleName(text)


__all__ = ["JobBar", "set_text"]
