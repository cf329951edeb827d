"""How every round of a run went, in one line of marks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from rehearse.i18n import _, ngettext
from rehearse.ui.drill_stage_words import last_attempts

if TYPE_CHECKING:
    from rehearse.library.drill_runs import DrillRun, Outcome
    from rehearse.ui.theme import Theme

_MARK_PX, _GAP_PX = 18, 8

#: Below this a mark holds no sign: then a tall bar is a pass and a short one a miss.
_SIGN_PX = 12


class RoundMarks(QWidget):
    """A disc for each round: a tick in a full one, a cross in an open one; the tried one in colour."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.outcomes: tuple[Outcome | None, ...] = ()
        self.current: int | None = None
        self.setObjectName("drill_marks")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    def sizeHint(self) -> QSize:
        n = len(self.outcomes)
        return QSize(n * (_MARK_PX + _GAP_PX), _MARK_PX + 8)

    def minimumSizeHint(self) -> QSize:
        return QSize(60, _MARK_PX + 8)

    def show_run(self, run: DrillRun, current: int | None) -> None:
        """The rounds of a run; `current` is the one that is tried now."""
        last = last_attempts(run)
        outcomes = tuple(last[at].outcome if at in last else None for at in range(run.n_rounds))
        self.setVisible(run.n_rounds > 1)
        if (outcomes, current) == (self.outcomes, self.current):
            return
        if len(outcomes) != len(self.outcomes):
            self.updateGeometry()
        self.outcomes, self.current = outcomes, current
        self.setAccessibleName(marks_words(outcomes))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        n = len(self.outcomes)
        if not n:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pitch = min(float(_MARK_PX + _GAP_PX), self.width() / n)
        side = min(float(_MARK_PX), pitch * 0.72)
        for at, outcome in enumerate(self.outcomes):
            centre = QPointF((at + 0.5) * pitch, self.height() / 2)
            self._paint_mark(painter, centre, side, outcome, current=at == self.current)
        painter.end()

    def _paint_mark(
        self, painter: QPainter, centre: QPointF, side: float, outcome: Outcome | None, *, current: bool
    ) -> None:
        theme = self._theme
        role = {"passed": "good_fill", "missed": "off_fill"}.get(outcome or "", "text_muted")
        colour = theme.colour(role) if outcome is not None else theme.mix("text_muted", 0.35, "window")
        if current:
            colour = theme.colour("accent") if outcome is None else colour
        if side < _SIGN_PX:
            high = {"passed": 18.0, "missed": 8.0, None: 4.0}.get(outcome, 6.0)
            high = max(high, 12.0) if current else high
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour)
            bar = QRectF(centre.x() - side / 2, centre.y() - high / 2, side, high)
            painter.drawRoundedRect(bar, side / 3, side / 3)
            return
        if outcome is None and not current:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour)
            painter.drawEllipse(centre, side * 0.22, side * 0.22)
            return
        width = max(1.5, side * 0.11)
        pen = QPen(colour, width)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        painter.setBrush(colour if outcome == "passed" else Qt.BrushStyle.NoBrush)
        radius = side / 2 - width / 2
        painter.drawEllipse(centre, radius, radius)
        if outcome == "passed":
            pen.setColor(theme.colour("window"))
            painter.setPen(pen)
            a, b, c = (QPointF(x * side, y * side) for x, y in ((-0.2, 0.02), (-0.05, 0.17), (0.22, -0.15)))
            painter.drawLine(centre + a, centre + b)
            painter.drawLine(centre + b, centre + c)
        elif outcome == "missed":
            reach = side * 0.16
            painter.drawLine(centre + QPointF(-reach, -reach), centre + QPointF(reach, reach))
            painter.drawLine(centre + QPointF(-reach, reach), centre + QPointF(reach, -reach))
        elif outcome is not None:
            painter.drawLine(centre + QPointF(-side * 0.18, 0), centre + QPointF(side * 0.18, 0))
        else:
            painter.setBrush(colour)
            painter.drawEllipse(centre, side * 0.2, side * 0.2)


def marks_words(outcomes: tuple[Outcome | None, ...]) -> str:
    """The same in words: how many passed, were missed, are to come."""
    n = {outcome: outcomes.count(outcome) for outcome in set(outcomes)}
    missed, left = n.get("missed", 0), n.get(None, 0)
    other = n.get("unknown", 0) + n.get("void", 0)
    parts = [
        ngettext("{n} passed", "{n} passed", n.get("passed", 0)).format(n=n.get("passed", 0)),
        ngettext("{n} missed", "{n} missed", missed).format(n=missed),
    ]
    if other:
        parts.append(ngettext("{n} not known", "{n} not known", other).format(n=other))
    if left:
        parts.append(_("{n} to go").format(n=left))
    return ", ".join(parts)
