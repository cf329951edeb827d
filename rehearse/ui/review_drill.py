"""What a take was in a drill: its line in the review, with the way to the drill and to what was missed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QWidget

from rehearse.i18n import _
from rehearse.ui.controls import plain_tip
from rehearse.ui.drills_words import DOT, attempt_words, round_name
from rehearse.ui.icons import icon
from rehearse.ui.view_style import button

if TYPE_CHECKING:
    from rehearse.library.drill_runs import Attempt, DrillRun
    from rehearse.speech.transcript import Span
    from rehearse.studio import Studio
    from rehearse.ui.tasks import Tasks
    from rehearse.ui.theme import Theme

#: What a link's style adds around its text.
_AROUND_PX = 16


class _LongLink(QPushButton):
    """A link as wide as it may be; what does not fit is cut with …, and is its tooltip."""

    def __init__(self) -> None:
        super().__init__()
        self.whole = ""
        self.setObjectName("review_drill_said")
        self.setProperty("kind", "link")
        self.setProperty("tone", "muted")
        self.setAutoDefault(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_whole(self, text: str) -> None:
        self.whole = text
        self._cut()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._cut()

    def _cut(self) -> None:
        room = max(0, self.width() - _AROUND_PX)
        text = QFontMetrics(self.font()).elidedText(self.whole, Qt.TextElideMode.ElideRight, room)
        self.setText(text.replace("&", "&&"))
        self.setToolTip(plain_tip(self.whole) if text != self.whole else "")


class DrillLine(QWidget):
    """The drill's name leads to the drill; what was missed is played from where it was said.

    Signals: `wanted` (drill id); `play` (Span).
    """

    wanted = Signal(str)
    play = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("review_drill")
        self._drill_id = ""
        self._span: Span | None = None
        self.name = button("", "link", "review_drill_name")
        self.name.setCursor(Qt.CursorShape.PointingHandCursor)
        self.name.clicked.connect(lambda: self.wanted.emit(self._drill_id))
        self.said = _LongLink()
        self.said.clicked.connect(self._clicked)
        across = QHBoxLayout(self)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(2)
        across.addWidget(self.name)
        across.addWidget(self.said, 1)
        self.set_theme(theme)
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        self.name.setFont(theme.font("body"))
        self.said.setFont(theme.font("body"))
        self.name.setIcon(icon("drills", theme, 18, "text_muted"))

    def show_attempt(self, run: DrillRun, attempt: Attempt) -> None:
        """The drill, the round where it has several, and how it went."""
        self._drill_id = run.drill_id
        several = run.n_rounds > 1 or bool(run.cards)
        named = DOT.join((run.title, round_name(run, attempt.round_))) if several else run.title
        self.name.setText(" " + named.replace("&", "&&"))
        self.name.setAccessibleName(_("Drill: {name}").format(name=named))
        self.name.setToolTip(_("Go to this drill"))
        told = attempt_words(attempt)
        self.said.set_whole(told)
        self._span = next((miss.span for miss in attempt.misses if miss.span is not None), None)
        can_play = self._span is not None
        self.said.setAccessibleName(_("{text}: hear it").format(text=told) if can_play else told)
        self.said.setCursor(Qt.CursorShape.PointingHandCursor if can_play else Qt.CursorShape.ArrowCursor)
        self.show()

    def _clicked(self) -> None:
        if self._span is not None:
            self.play.emit(self._span)


class ReviewDrill(QObject):
    """Looks up in the background which drill the take in sight was made for.

    Signal: `shown` (take id, None for none), for whoever has more to say of it.
    """

    shown = Signal(object)

    def __init__(self, studio: Studio, tasks: Tasks, line: DrillLine, parent: QObject) -> None:
        super().__init__(parent)
        self._studio, self._tasks, self.line = studio, tasks, line
        self._take_id: str | None = None

    def show_take(self, take_id: str | None) -> None:
        if take_id != self._take_id:
            self.line.hide()
        self._take_id = take_id
        self.shown.emit(take_id)
        if take_id is None:
            return
        studio = self._studio
        self._tasks.run(
            lambda _handle: studio.library.drill_runs.of_take(take_id),
            done=lambda found: self._found(take_id, found),
            failed=lambda _error: None,  # the take itself tells what is wrong with the library
            name="drill of a take",
            owner=self,
        )

    def _found(self, take_id: str, found: tuple[DrillRun, Attempt] | None) -> None:
        if take_id == self._take_id and found is not None:
            self.line.show_attempt(*found)
