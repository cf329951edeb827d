"""What was searched for, lit in the take it was found in and played from."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSize, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from rehearse.i18n import _
from rehearse.speech.transcript import Span
from rehearse.ui.banners import announce
from rehearse.ui.controls import Elided
from rehearse.ui.icons import icon
from rehearse.ui.view_style import button

if TYPE_CHECKING:
    from rehearse.library.search import WordHit
    from rehearse.studio import Studio
    from rehearse.ui.tasks import Tasks
    from rehearse.ui.theme import Theme
    from rehearse.ui.transcript_view import TranscriptView


class HitBar(QFrame):
    """Which of the places that were found it is, and the way to the others.

    Signals: `stepped` (1 or -1), `closed`.
    """

    stepped = Signal(int)
    closed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("hit_bar")
        self.setAccessibleName(_("Found"))
        self.setProperty("kind", "dock")
        self._theme, self._dressed = theme, False
        self.words = Elided(theme.font("body"), "hit_label")
        self.before = self._sign("up", "hit_before", _("Place before"), _("Place before (Shift+F3)"))
        self.after = self._sign("down", "hit_after", _("Next place"), _("Next place (F3)"))
        self.close_button = self._sign("close", "hit_close", _("Put the search away"))
        self.before.clicked.connect(lambda: self.stepped.emit(-1))
        self.after.clicked.connect(lambda: self.stepped.emit(1))
        self.close_button.clicked.connect(self.closed)
        across = QHBoxLayout(self)
        across.setContentsMargins(16, 4, 8, 4)
        across.setSpacing(4)
        across.addWidget(self.words, 1)
        for part in (self.before, self.after, self.close_button):
            across.addWidget(part)
        self.hide()

    def _sign(self, name: str, object_name: str, told: str, tip: str = "") -> QPushButton:
        made = button("", "sound", object_name, told)
        made.setProperty("icon_name", name)
        made.setToolTip(tip or told)
        made.setIconSize(QSize(18, 18))
        made.setFixedSize(32, 32)
        return made

    def set_theme(self, theme: Theme) -> None:
        self._theme, self._dressed = theme, False
        self.words.setFont(theme.font("body"))
        if self.isVisible():
            self._dress()

    def _dress(self) -> None:
        # When it is first shown: most takes are opened without searching.
        self._dressed = True
        for part in (self.before, self.after, self.close_button):
            part.setIcon(icon(part.property("icon_name"), self._theme, 18, "text_muted"))

    def show_place(self, text: str, at: int, n: int) -> None:
        """`at` (from 0) of `n` places where the text is said; none where `n` is 0."""
        if n:
            words = _("“{text}”  ·  {at} of {n}").format(text=text, at=at + 1, n=n)
        else:
            words = _("“{text}” is not said here: it stands in the title or in a note").format(text=text)
        self.words.set_whole(words)
        for part in (self.before, self.after):
            part.setVisible(n > 1)
        if not self._dressed:
            self._dress()
        self.show()


class ReviewHits(QObject):
    """The places in one take where something is said, that was searched for.

    `play` gets the span of a place that is gone to.
    """

    def __init__(
        self,
        studio: Studio,
        tasks: Tasks,
        transcript: TranscriptView,
        bar: HitBar,
        play: Callable[[Span], None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._studio, self._tasks = studio, tasks
        self._transcript, self._play = transcript, play
        self.bar = bar
        self._text = ""
        self._begun = False
        self._hits: tuple[WordHit, ...] = ()
        self._at = 0
        bar.stepped.connect(self.step)
        bar.closed.connect(self.put_away)

    @property
    def found(self) -> bool:
        """Whether there are places to go to."""
        return bool(self._hits)

    @property
    def at(self) -> int:
        """Which of them it is, from 0."""
        return self._at

    def want(self, text: str) -> None:
        """What to look for in the take that is shown next; "" for nothing."""
        self._text, self._begun, self._hits, self._at = text, False, (), 0
        self.bar.hide()

    def put_away(self) -> None:
        """The search is over: nothing is lit."""
        self.want("")
        self._transcript.set_hits(())
        self._transcript.setFocus()

    def look(self, take_id: str) -> None:
        """The words of the take are there, for the first time or put right: find the places in them."""
        text = self._text
        if not text:
            return
        self._tasks.run(
            lambda _handle: self._studio.library.hits(take_id, text),
            done=lambda hits: self._show(tuple(hits)) if text == self._text else None,
            # The take itself is there; what cannot be searched is told on the page of takes.
            failed=lambda _error: None,
            name="hits",
            owner=self,
        )

    def _show(self, hits: tuple[WordHit, ...]) -> None:
        n_words = len(self._transcript.words)
        self._hits = tuple(hit for hit in hits if hit.last_word <= n_words)
        self._at = min(self._at, max(0, len(self._hits) - 1))
        first, self._begun = not self._begun, True
        self._light()
        if first and self._hits:
            self._go()

    def step(self, by: int) -> None:
        """On to the next place, round the end."""
        if self._hits:
            self._at = (self._at + by) % len(self._hits)
            self._light()
            self._go()

    def _light(self) -> None:
        self._transcript.set_hits(tuple((hit.first_word, hit.last_word) for hit in self._hits), self._at)
        self.bar.show_place(self._text, self._at, len(self._hits))

    def _go(self) -> None:
        hit = self._hits[self._at]
        self._transcript.setFocus()
        self._transcript.go_to(hit.first_word)
        words = self._transcript.words[hit.first_word : hit.last_word]
        announce(self._transcript, f"{self.bar.words.whole}. {' '.join(word.text for word in words)}")
        if self._transcript.isVisible():
            self._play(hit.span)
