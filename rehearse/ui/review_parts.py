"""Small parts of the review: the card that explains a mark, the legend, the page for other states."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from rehearse.i18n import _
from rehearse.ui.checks_view import clear
from rehearse.ui.flow_layout import FlowLayout
from rehearse.ui.mark_paint import CorrectionSample, MarkSample
from rehearse.ui.marks import KINDS, Mark, MarkKind, kind_title
from rehearse.ui.view_style import button, label, strong_caption

if TYPE_CHECKING:
    from rehearse.ui.theme import Theme


class MarkCard(QFrame):
    """Why a stretch is marked and what to say instead, floating beside it; never takes the mouse."""

    WIDTH = 340

    def __init__(self, theme: Theme, host: QWidget | None = None) -> None:
        super().__init__(host)
        self.setObjectName("mark_card")
        self.setProperty("kind", "float")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFixedWidth(self.WIDTH)
        self._box = box = QVBoxLayout(self)
        box.setContentsMargins(16, 12, 16, 14)
        box.setSpacing(4)
        self.title = label("", theme.font("strong"), name="mark_title")
        self.why = label("", theme.font("body"), name="mark_why", muted=True)
        self.lead = label(_("Say instead"), strong_caption(theme), muted=True)
        self.instead = label("", theme.font("body"), name="mark_instead")
        for part in (self.title, self.why, self.lead, self.instead):
            box.addWidget(part)
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        self.title.setFont(theme.font("strong"))
        self.lead.setFont(strong_caption(theme))
        for part in (self.why, self.instead):
            part.setFont(theme.font("body"))

    def show_mark(self, mark: Mark, place: QRect) -> None:
        """Show beside `place` (global): below where there is room, else above."""
        self.title.setText(mark.title)
        self.why.setText(mark.why)
        self.why.setVisible(bool(mark.why))
        self.instead.setText(mark.instead)
        self.instead.setVisible(bool(mark.instead))
        self.lead.setVisible(bool(mark.instead))
        self.setAccessibleName(mark.spoken())
        self._box.activate()
        height = self._box.heightForWidth(self.WIDTH)
        self.resize(self.WIDTH, max(height, self._box.minimumSize().height()))
        host = self.parentWidget()
        assert host is not None
        under = host.mapFromGlobal(QPoint(place.left(), place.bottom() + 12))
        left = max(12, min(under.x(), host.width() - self.width() - 12))
        top = under.y()
        if top + self.height() > host.height() - 12:
            top = host.mapFromGlobal(place.topLeft()).y() - self.height() - 12
        self.move(left, max(12, top))
        self.show()
        self.raise_()


class Legend(QWidget):
    """What the marks mean; only those that occur."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("legend")
        self.setAccessibleName(_("What the marks mean"))
        self._theme = theme
        self._kinds: tuple[MarkKind, ...] = ()
        self._unsure = self._corrected = False
        self._box = FlowLayout(self)
        self._box.setContentsMargins(8, 0, 0, 0)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._fill()

    def set_marks(self, marks: tuple[Mark, ...], *, unsure: bool, corrected: bool = False) -> None:
        present = {mark.kind for mark in marks}
        before = (self._kinds, self._unsure, self._corrected)
        self._kinds = tuple(kind for kind in KINDS if kind in present)
        self._unsure, self._corrected = unsure, corrected
        if before != (self._kinds, unsure, corrected):
            self._fill()

    def texts(self) -> list[str]:
        told = [kind_title(kind) for kind in self._kinds]
        return told + [kind_title("unsure")] * self._unsure + [kind_title("corrected")] * self._corrected

    def _fill(self) -> None:
        clear(self._box)
        for kind in self._kinds:
            self._add(MarkSample(kind, self._theme), kind_title(kind))
        if self._unsure:
            font = self._theme.font("caption")
            font.setItalic(True)
            sample = label(_("abc"), font, muted=True)
            sample.setWordWrap(False)
            self._add(sample, kind_title("unsure"))
        if self._corrected:
            self._add(CorrectionSample(self._theme), kind_title("corrected"))
        self.updateGeometry()

    def _add(self, sample: QWidget, text: str) -> None:
        words = label(text, self._theme.font("caption"), muted=True)
        words.setWordWrap(False)
        entry = QWidget()
        row = QHBoxLayout(entry)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(sample)
        row.addWidget(words)
        self._box.addWidget(entry)


class StatePage(QWidget):
    """A calm page for a take that has no verdict (yet): what is so, and one thing to do."""

    act = Signal()
    cancel = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("review_state")
        box = QVBoxLayout(self)
        box.setContentsMargins(8, 18, 0, 0)
        box.setSpacing(14)
        self.help = label("", theme.font("lead"), name="state_help", muted=True)
        self.progress = QProgressBar()
        self.progress.setObjectName("listen_progress")
        self.progress.setAccessibleName(_("How far it has listened"))
        self.progress.setTextVisible(False)
        self.progress.setFixedHeight(6)
        self.progress.setMaximumWidth(420)
        self.action = button("", "soft", "listen_again_button")
        self.action.clicked.connect(self.act)
        self.stop = button(_("Stop"), "link", "stop_listening_button", _("Stop listening"))
        self.stop.clicked.connect(self.cancel)
        for part in (self.help, self.progress):
            box.addWidget(part)
        row = QHBoxLayout()
        row.addWidget(self.action)
        row.addWidget(self.stop)
        row.addStretch(1)
        box.addLayout(row)
        box.addStretch(1)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        self.help.setFont(theme.font("lead"))
        for part in (self.action, self.stop):
            part.setFont(theme.font("body"))

    def show_state(self, help: str = "", *, action: str = "", busy: bool = False) -> None:
        """`busy` shows that something is under way, with a way to stop it where `action` is given."""
        self.help.setText(help)
        self.help.setVisible(bool(help))
        self.action.setText(action)
        self.action.setAccessibleName(action)
        self.action.setVisible(bool(action) and not busy)
        self.progress.setRange(0, 0)
        self.progress.setVisible(busy)
        self.stop.setVisible(busy and bool(action))

    def show_fraction(self, fraction: float | None) -> None:
        if fraction is None:
            self.progress.setRange(0, 0)
        else:
            self.progress.setRange(0, 1000)
            self.progress.setValue(round(1000 * fraction))
