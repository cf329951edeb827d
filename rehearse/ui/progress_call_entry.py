"""One line to enter a block of calls: day, script, left, called back, note.  Return in any field adds it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QDate, QEvent, QObject, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QWheelEvent
from PySide6.QtWidgets import (
    QDateEdit,
    QFrame,
    QLabel,
    QLineEdit,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from rehearse.i18n import _
from rehearse.library.calls import MAX_COUNT, MAX_NOTE_CHARS
from rehearse.library.rates import rate_name
from rehearse.ui.banners import announce
from rehearse.ui.controls import CONTROL_PX, Choice, button, card, label, row, set_tone
from rehearse.ui.flow_layout import FlowLayout

if TYPE_CHECKING:
    from rehearse.library.calls import CallBlock
    from rehearse.library.scripts import StoredScript
    from rehearse.ui.theme import Theme


#: A style sheet's padding does not reach the text of such a field.
_MARGINS = (11, 0, 11, 0)


@dataclass(frozen=True, slots=True)
class Entered:
    """What stands in the fields; `block_id` is empty for a new block."""

    block_id: str
    called_on: date
    script_id: str
    n_left: int
    n_back: int
    note: str


class _Count(QSpinBox):
    """A figure to type; the wheel scrolls the page."""

    def __init__(self, theme: Theme, name: str, accessible: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(accessible)
        self.setRange(0, MAX_COUNT)
        self.setFont(theme.font("body", figures=True))
        self.setMinimumHeight(CONTROL_PX)
        self.lineEdit().setTextMargins(*_MARGINS)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class _Day(QDateEdit):
    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("call_day")
        self.setAccessibleName(_("Day of the calls"))
        self.setDisplayFormat("yyyy-MM-dd")
        self.setFont(theme.font("body", figures=True))
        self.setMinimumHeight(CONTROL_PX)
        self.lineEdit().setTextMargins(*_MARGINS)
        self.setToolTip(_("Arrow up and down change the day"))

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class CallEntryCard(QFrame):
    """Signals: `entered` (an `Entered`), `given_up` (a block that was being changed stays as it was)."""

    entered = Signal(object)
    given_up = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._editing = ""
        self._build(theme)
        self.set_theme(theme)
        self.begin()

    def _build(self, theme: Theme) -> None:
        frame, column = card(theme.space(5), theme.space(3))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(frame)
        self.head = label("", theme.font("strong"), "call_entry_head")
        self.day = _Day(theme)
        self.script = Choice(theme, "call_script", _("Which script was left"))
        self.script.setMinimumWidth(220)
        self.script.setMaximumWidth(300)
        self.script.setPlaceholderText(_("Choose a script"))
        self.left = _Count(theme, "call_left", _("Messages left"))
        self.back = _Count(theme, "call_back", _("Called back"))
        self.note = QLineEdit()
        self.note.setObjectName("call_note")
        self.note.setAccessibleName(_("Note"))
        self.note.setMaxLength(MAX_NOTE_CHARS)
        self.note.setFont(theme.font("body"))
        self.note.setMinimumHeight(CONTROL_PX)
        self.note.setMinimumWidth(220)
        self.add_button = button(_("Add"), "add_calls", "primary", accessible=_("Add to the call log"))
        self.stop_button = button(
            _("Never mind"), "stop_calls", "quiet", accessible=_("Leave the entry as it was")
        )
        fields = QWidget()
        flow = FlowLayout(fields, gap_px=(12, 10))
        flow.setContentsMargins(0, 0, 0, 0)
        for text, field in (
            (_("Day"), self.day),
            (_("Script"), self.script),
            (_("Left"), self.left),
            (_("Called back"), self.back),
            (_("Note"), self.note),
        ):
            flow.addWidget(_named(theme, text, field))
        self.words = label("", theme.font("caption"), "call_entry_words", tone="muted")
        column.addWidget(self.head)
        column.addWidget(fields)
        orders = row(self.add_button, self.stop_button)
        orders.addWidget(self.words, 1)
        column.addLayout(orders)
        self.add_button.clicked.connect(self.submit)
        self.stop_button.clicked.connect(self.give_up)
        for field in (self.day, self.script, self.left, self.back, self.note):
            field.installEventFilter(self)

    def set_theme(self, theme: Theme) -> None:
        self.script.set_theme(theme)
        metrics = QFontMetrics(theme.font("body", figures=True))
        for field, widest in ((self.day, "2000-00-00"), (self.left, "000,000"), (self.back, "000,000")):
            field.setFixedWidth(metrics.horizontalAdvance(widest) + 48)

    # ---- content -------------------------------------------------------------------------------

    @property
    def editing(self) -> str:
        """The id of the block that is being changed; empty while a new one is entered."""
        return self._editing

    def show_scripts(self, scripts: Sequence[StoredScript]) -> None:
        """The scripts there are; what was chosen stays."""
        from rehearse.ui.script_list import name_of

        before = self.script.currentData()
        self.script.clear()
        for script in scripts:
            self.script.addItem(rate_name(name_of(script), getattr(script, "variant", "")), script.id)
        at = self.script.findData(before)
        self.script.setCurrentIndex(at if at >= 0 else 0 if len(scripts) == 1 else -1)
        if not scripts and not self._editing:
            self.tell(_("Write a script first: the call log tells how each script does."))

    def begin(self) -> None:
        """A new block, today, with the script of the one before."""
        self._editing = ""
        self.head.setText(_("After the calls"))
        self.add_button.setText(_("Add"))
        self.add_button.setAccessibleName(_("Add to the call log"))
        self.stop_button.hide()
        self.day.setDate(QDate.currentDate())
        self.left.setValue(0)
        self.back.setValue(0)
        self.note.clear()
        self.tell("")

    def change(self, block: CallBlock) -> None:
        """A block there is, to put its figures right."""
        self._editing = block.id
        self.head.setText(_("Change what was entered"))
        self.add_button.setText(_("Save the change"))
        self.add_button.setAccessibleName(_("Save the change"))
        self.stop_button.show()
        self.day.setDate(QDate(block.called_on.year, block.called_on.month, block.called_on.day))
        if self.script.findData(block.script_id) < 0:  # an earlier version, or a script that is gone
            self.script.addItem(rate_name(block.title, block.variant, block.version), block.script_id)
        self.script.setCurrentIndex(self.script.findData(block.script_id))
        self.left.setValue(block.n_left)
        self.back.setValue(block.n_back)
        self.note.setText(block.note)
        self.tell("")
        self.left.setFocus()
        self.left.selectAll()

    def tell(self, words: str, *, tone: str = "muted") -> None:
        """One sentence beside the button."""
        self.words.setText(words)
        set_tone(self.words, tone)
        if words:
            announce(self, words)

    # ---- what is done --------------------------------------------------------------------------

    def submit(self) -> None:
        """Hand on what stands in the fields, or say what is missing and go there."""
        for field in (self.left, self.back, self.day):
            field.interpretText()
        script_id = self.script.currentData()
        if not script_id:
            self._ask_for(self.script, _("Choose the script that was left."))
        elif self.left.value() == 0:
            self._ask_for(self.left, _("How many messages were left?"))
        elif self.back.value() > self.left.value():
            self._ask_for(self.back, _("More called back than messages were left: count each one once."))
        elif self.day.date() > QDate.currentDate():
            self._ask_for(self.day, _("That day has not come yet."))
        else:
            day = self.day.date()
            self.entered.emit(
                Entered(
                    self._editing,
                    date(day.year(), day.month(), day.day()),
                    script_id,
                    self.left.value(),
                    self.back.value(),
                    self.note.text().strip(),
                )
            )

    def _ask_for(self, field: QWidget, words: str) -> None:
        self.tell(words, tone="off")
        field.setFocus()
        if isinstance(field, QSpinBox):
            field.selectAll()

    def done(self, words: str) -> None:
        """It was stored: ready for the next one, from the keyboard."""
        self.begin()
        self.tell(words, tone="good")
        self.left.setFocus()
        self.left.selectAll()

    def give_up(self) -> None:
        self.begin()
        self.given_up.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.submit()
                return True
            if event.key() == Qt.Key.Key_Escape and self._editing:
                self.give_up()
                return True
        return super().eventFilter(watched, event)


def _named(theme: Theme, text: str, field: QWidget) -> QWidget:
    whole = QWidget()
    column = QVBoxLayout(whole)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(4)
    named = QLabel(text)
    named.setTextFormat(Qt.TextFormat.PlainText)
    named.setFont(theme.font("caption"))
    named.setProperty("tone", "muted")
    named.setBuddy(field)
    column.addWidget(named)
    column.addWidget(field)
    return whole
