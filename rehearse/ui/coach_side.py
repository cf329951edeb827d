"""Beside the take that is heard: whose takes, which of them, and the queue itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from rehearse.i18n import _, ngettext
from rehearse.ui.coach_desk import Queue
from rehearse.ui.coach_queue import QueueList
from rehearse.ui.controls import Choice, label
from rehearse.ui.view_style import button as plain_button

if TYPE_CHECKING:
    from rehearse.library.takes import TakeSummary
    from rehearse.ui.theme import Theme

#: Everybody, in the choice of whom to hear.
ALL = None


def tally_words(n: int, n_waiting: int) -> str:
    """How many there are to hear."""
    if n_waiting:
        told = ngettext("{n} take waits to be heard", "{n} takes wait to be heard", n_waiting)
        return told.format(n=n_waiting)
    return ngettext("{n} take", "{n} takes", n).format(n=n) if n else ""


class QueueSide(QWidget):
    """Signals: `waiting_chosen` (whether those alone that nobody heard); `speaker_chosen`."""

    waiting_chosen = Signal(bool)
    speaker_chosen = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._queue = Queue.of(())
        self.speaker: str | None = ALL
        self.people = Choice(theme, "coach_people", _("Whose takes"))
        self.people.setMinimumWidth(120)
        self.people.addItem(_("Everybody"), ALL)
        self.people.activated.connect(lambda _row: self._choose(self.people.currentData()))
        self.waiting_button = plain_button(_("Not heard yet"), "chip", "coach_waiting")
        self.waiting_button.setCheckable(True)
        self.waiting_button.setMinimumHeight(32)
        self.waiting_button.setCursor(Qt.CursorShape.PointingHandCursor)
        self.waiting_button.hide()
        self.waiting_button.clicked.connect(self.waiting_chosen)
        self.all_heard = label("", theme.font("body"), "coach_all_heard", tone="muted")
        self.all_heard.hide()
        self.list = QueueList(theme)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.space(2))
        column.addWidget(self.people)
        column.addWidget(self.waiting_button, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.all_heard)
        column.addWidget(self.list, 1)

    def set_theme(self, theme: Theme) -> None:
        self.people.set_theme(theme)
        self.list.set_theme(theme)
        self.waiting_button.setFont(theme.font("caption"))

    @property
    def takes(self) -> tuple[TakeSummary, ...]:
        """Everybody's."""
        return self._queue.takes

    def set_queue(self, queue: Queue) -> None:
        """Other takes; who spoke in none of them is not chosen any more."""
        self._queue, speakers = queue, queue.speakers
        self.list.queue.own = queue.own
        if self.speaker is not None and self.speaker not in speakers:
            self.speaker = ALL
        self.people.clear()
        self.people.addItem(_("Everybody"), ALL)
        for speaker in speakers:
            self.people.addItem(speaker or _("No name"), speaker)
        self.people.setCurrentIndex(0 if self.speaker is None else 1 + speakers.index(self.speaker))

    def show_takes(self, shown: str | None) -> str | None:
        """List those of whom was chosen, with the same one in sight where it is still there; its id."""
        takes: Sequence[TakeSummary] = self.takes
        if self.speaker != ALL:
            takes = [take for take in takes if take.speaker == self.speaker]
        current = self.list.show_takes(takes, shown, self._queue.unheard)
        self.all_heard.setText("" if takes else _("Everything here is heard."))
        self.all_heard.setVisible(not takes)
        return None if current is None else current.id

    def choose(self, speaker: str) -> None:
        """The takes of one who speaks, where there are any."""
        row = self.people.findData(speaker)
        if row >= 0:
            self.people.setCurrentIndex(row)
            self._choose(speaker)

    def _choose(self, speaker: str | None) -> None:
        self.speaker = speaker
        self.speaker_chosen.emit()
