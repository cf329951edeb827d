"""Parts of the comparison: a take as a column, samples for the legend, and what is said in words."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from rehearse.analysis.comparison import Comparison, RunKind
from rehearse.i18n import _, ngettext
from rehearse.settings import coach_key
from rehearse.ui.check_words import friendly_date, seconds_words
from rehearse.ui.compare_text import CompareText, Side, paint_run
from rehearse.ui.view_style import INSET_PX, label, strong_caption

if TYPE_CHECKING:
    from rehearse.library.takes import Take, TakeSummary
    from rehearse.ui.theme import Theme


class CompareColumn(QWidget):
    """One take: which it is, its words, and why it cannot be heard."""

    def __init__(self, theme: Theme, side: Side, head: str) -> None:
        super().__init__()
        self.text = CompareText(theme, side)
        self.head = label(head, strong_caption(theme), name=f"{side}_head")
        self.which = label("", theme.font("caption"), name=f"{side}_which", muted=True)
        self.trouble = label("", theme.font("caption"), name=f"{side}_trouble", muted=True)
        self.trouble.hide()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(2)
        for part in (self.head, self.which, self.trouble):
            part.setIndent(INSET_PX)
            box.addWidget(part)
        box.addWidget(self.text)
        box.addStretch(1)

    def set_theme(self, theme: Theme) -> None:
        self.head.setFont(strong_caption(theme))
        for part in (self.which, self.trouble):
            part.setFont(theme.font("caption"))
        self.text.set_theme(theme)

    def show_trouble(self, reason: str) -> None:
        """Why there is nothing to hear; empty takes it away."""
        self.trouble.setText(reason)
        self.trouble.setVisible(bool(reason))
        self.text.set_playable(not reason)


class RunSample(QWidget):
    """A short piece of a difference, for the legend."""

    def __init__(self, kind: RunKind, theme: Theme) -> None:
        super().__init__()
        self._kind: RunKind = kind
        self._theme = theme
        self.setFixedSize(30, 18)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_run(painter, self._kind, QRectF(self.rect()).adjusted(5, 2, -5, -5), self._theme)
        painter.end()


def told(comparison: Comparison) -> str:
    """How much differs, in one sentence."""
    counts = {
        direction: sum(pair.direction == direction for pair in comparison.checks)
        for direction in ("better", "worse")
    }
    parts = []
    if counts["better"]:
        parts.append(
            ngettext("{n} check is better", "{n} checks are better", counts["better"]).format(
                n=counts["better"]
            )
        )
    if counts["worse"]:
        parts.append(ngettext("{n} is worse", "{n} are worse", counts["worse"]).format(n=counts["worse"]))
    if not parts:
        parts.append(_("No check is better or worse"))
    n = sum(run.kind != "kept" for run in comparison.runs)
    words = (
        ngettext("the words differ in {n} place", "the words differ in {n} places", n)
        if n
        else _("the words are the same")
    )
    return ", ".join(parts) + "; " + words.format(n=n) + "."


def which_take(take: Take) -> str:
    """Name, date and length of a take."""
    parts = [take.title, friendly_date(take.created_at, datetime.now().astimezone())]
    if take.duration_s is not None:
        parts.append(seconds_words(take.duration_s))
    return "  ·  ".join(part for part in parts if part)


def named_take(take: TakeSummary, now: datetime, speaker: str = "") -> str:
    """A take in a list to choose from; told who speaks where it is not `speaker`, a key of a name."""
    who = take.speaker if coach_key(take.speaker) != speaker else ""
    parts = (friendly_date(take.created_at, now), who, take.title or take.excerpt)
    return "  ·  ".join(part for part in parts if part)
