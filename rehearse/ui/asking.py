"""What a long job says below its buttons: words, a bar while it runs, and up to two answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QProgressBar, QVBoxLayout, QWidget

from rehearse.ui.banners import announce
from rehearse.ui.controls import button, label, row, set_tone
from rehearse.ui.model_install import progress_words

if TYPE_CHECKING:
    from rehearse.progress import Progress
    from rehearse.ui.theme import Theme

#: What a button says, and what it does.
Answer = tuple[str, Callable[[], None]]


class Asking(QWidget):
    """Takes no room while nothing is asked.  `home` gets the keyboard when an answer goes away."""

    def __init__(self, theme: Theme, name: str, doing: str, home: QWidget) -> None:
        super().__init__()
        self._home = home
        self._answers: list[Callable[[], None]] = [_nothing, _nothing]
        self.words = label("", theme.font("body"), f"{name}_words", tone="muted")
        self.bar = QProgressBar()
        self.bar.setObjectName(f"{name}_progress")
        self.bar.setAccessibleName(doing)
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(6)
        self.yes_button = button("", f"{name}_yes", "primary")
        self.no_button = button("", f"{name}_no", "quiet")
        self.yes_button.clicked.connect(lambda: self._answers[0]())
        self.no_button.clicked.connect(lambda: self._answers[1]())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.space(3))
        column.addWidget(self.bar)
        column.addWidget(self.words)
        column.addLayout(row(self.yes_button, self.no_button, 1))
        self.ask("")

    def ask(
        self,
        words: str,
        yes: Answer | None = None,
        no: Answer | None = None,
        *,
        tone: str = "muted",
        bar: bool = False,
    ) -> None:
        """Say something, with up to two answers; "" puts everything away."""
        texts = [answer[0] if answer is not None else "" for answer in (yes, no)]
        self._answers = [answer[1] if answer is not None else _nothing for answer in (yes, no)]
        # Of the window: another one may be in front when a long job ends.
        had_focus = self.window().focusWidget() in (self.yes_button, self.no_button)
        self.words.setText(words)
        set_tone(self.words, tone)
        self.words.setVisible(bool(words))
        self.bar.setVisible(bar)
        for part, text in zip((self.yes_button, self.no_button), texts, strict=True):
            part.setText(text)
            part.setAccessibleName(text)
            part.setVisible(bool(text))
        self.setVisible(bool(words) or bar)
        if had_focus:
            first = next((part for part in (self.yes_button, self.no_button) if not part.isHidden()), None)
            (first or self._home).setFocus()
        if words:
            announce(self.words, words)

    def begin(self) -> None:
        """The bar from the left, before it is known how much there is to do."""
        self.bar.setRange(0, 0)

    def show_progress(self, progress: Progress) -> None:
        """How far the job is."""
        fraction = progress.fraction
        if fraction is not None:
            self.bar.setRange(0, 1000)
            self.bar.setValue(round(1000 * fraction))
        self.words.setText(f"{progress.step}  ·  {progress_words(progress)}")


def _nothing() -> None:
    """No answer is asked for."""
