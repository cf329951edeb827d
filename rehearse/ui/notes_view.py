"""Notes on a take: written at a word, read below the words, heard with a click."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from rehearse.i18n import _, ngettext
from rehearse.ui.check_words import clock
from rehearse.ui.controls import CONTROL_PX
from rehearse.ui.flow_layout import empty
from rehearse.ui.icons import icon
from rehearse.ui.new_mark import NewMark
from rehearse.ui.view_style import INSET_PX, button, label, strong_caption

if TYPE_CHECKING:
    from rehearse.library.notes import Note
    from rehearse.ui.theme import Theme

#: As much as the field takes; a note is a remark, not a page.
NOTE_CHARS = 1000


class NoteField(QLineEdit):
    """`left` on Escape."""

    left = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
            return
        super().keyPressEvent(event)


class NotesView(QWidget):
    """Signals: `wanted` (a note is to be written); `written` (its text), `changed` (a note and its new
    text), `deleted` (a note), `seen` (the id of one that was new), `played` (its span); `begun` and `left`
    when typing begins and is over.
    """

    wanted = Signal()
    written = Signal(str)
    changed = Signal(object, str)
    deleted = Signal(object)
    seen = Signal(str)
    played = Signal(object)
    begun = Signal()
    left = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("notes_view")
        self.setAccessibleName(_("Notes"))
        self._theme = theme
        self._notes: tuple[tuple[Note, str], ...] = ()
        self._new: frozenset[str] = frozenset()
        self._editing: Note | None = None
        self._playable = True
        self._signs: dict[str, QIcon] = {}
        self.heading = label("", strong_caption(theme), name="notes_heading", muted=True)
        self.heading.setWordWrap(False)
        self.add_button = button(_("Write a note  ·  N"), "link", "note_add_button", _("Write a note"))
        self.add_button.setProperty("tone", "muted")
        self.add_button.setToolTip(_("Write a note at this word (N)"))
        self.add_button.setCursor(Qt.CursorShape.PointingHandCursor)
        self.add_button.clicked.connect(self.wanted)
        self.place = label("", theme.font("caption"), name="note_place", muted=True)
        self.field = NoteField()
        self.field.setObjectName("note_field")
        self.field.setMaxLength(NOTE_CHARS)
        self.field.setMinimumHeight(CONTROL_PX)
        self.field.setPlaceholderText(_("What you noticed.  Enter keeps it, Esc does not."))
        self.field.returnPressed.connect(self._entered)
        self.field.left.connect(self.leave)
        self._writing = QWidget()
        writing = QVBoxLayout(self._writing)
        writing.setContentsMargins(0, 0, 0, 0)
        writing.setSpacing(4)
        writing.addWidget(self.place)
        writing.addWidget(self.field)
        self._writing.hide()
        self._top = top = QHBoxLayout()
        top.setSpacing(10)
        top.addWidget(self.heading)
        top.addWidget(self.add_button)
        top.addStretch(1)
        inside = QWidget()
        self._rows = QVBoxLayout(inside)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(2)
        box = QVBoxLayout(self)
        box.setContentsMargins(INSET_PX, 0, 0, 0)
        box.setSpacing(6)
        box.addLayout(top)
        box.addWidget(self._writing)
        box.addWidget(inside)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        self._theme, self._signs = theme, {}
        self.heading.setFont(strong_caption(theme))
        self.add_button.setFont(theme.font("caption"))
        self.place.setFont(theme.font("caption"))
        self.field.setFont(theme.font("body"))
        self._fill()

    def set_playable(self, playable: bool) -> None:
        self._playable = playable
        for one in self.findChildren(QPushButton, "note_play"):
            one.setEnabled(playable)

    # ---- writing -------------------------------------------------------------------------------

    @property
    def is_writing(self) -> bool:
        return not self._writing.isHidden()

    def begin(self, words: str, note: Note | None = None) -> None:
        """Let the user type a note about these words ("" for the whole take), or other words for `note`."""
        self._editing = note
        place = _("Note at “{words}”").format(words=words) if words else _("Note on the whole take")
        self.place.setText(place)
        self.field.setAccessibleName(place)
        self.field.setText(note.text if note is not None else "")
        self._writing.show()
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)
        self.begun.emit()

    def leave(self) -> None:
        """Nothing is typed any more; what was not kept is gone."""
        if self.is_writing:
            self.close_quietly()
            self.left.emit()

    def close_quietly(self) -> None:
        self._writing.hide()
        self._editing = None

    def _entered(self) -> None:
        text, note = " ".join(self.field.text().split()), self._editing
        if text and note is None:
            self.written.emit(text)
        elif text and note is not None and text != note.text:
            self.changed.emit(note, text)
        self.leave()

    # ---- the notes there are -------------------------------------------------------------------

    def set_notes(self, notes: Sequence[tuple[Note, str]], new: frozenset[str] = frozenset()) -> None:
        """Each note with the words it is about, "" for the whole take; `new` are the ids of those that
        arrived and are marked.
        """
        self._notes, self._new = tuple(notes), new
        self._fill()

    def _fill(self) -> None:
        empty(self._rows)
        n = len(self._notes)
        self.heading.setText(ngettext("{n} note", "{n} notes", n).format(n=n) if n else "")
        self.heading.setVisible(bool(n))
        # Alone, the button's text stands where the words above it begin.
        self._top.setContentsMargins(0 if n else -7, 0, 0, 0)
        for note, words in self._notes:
            self._rows.addWidget(self._row(note, words))
        self.updateGeometry()

    def _row(self, note: Note, words: str) -> QWidget:
        theme = self._theme
        row = QWidget()
        across = QHBoxLayout(row)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(8)
        if note.span is not None:
            play = button(clock(note.span.start_s), "soft", "note_play")
            play.setAccessibleName(_("{text}: hear it").format(text=note.text))
            play.setToolTip(_("Hear what this is about"))
            play.setFont(theme.font("caption"))
            play.setCursor(Qt.CursorShape.PointingHandCursor)
            play.setEnabled(self._playable)
            play.clicked.connect(lambda: self.played.emit(note.span))
            across.addWidget(play, 0, Qt.AlignmentFlag.AlignTop)
        told = QVBoxLayout()
        told.setContentsMargins(0, 3, 0, 3)
        told.setSpacing(0)
        text = label(note.text, theme.font("body"), name="note_text")
        text.setTextFormat(Qt.TextFormat.PlainText)
        told.addWidget(text)
        under = "  ·  ".join(part for part in (f"“{words}”" if words else "", note.author) if part)
        below = QHBoxLayout()
        below.setSpacing(8)
        if note.id in self._new:
            mark = NewMark(theme)
            mark.seen.connect(lambda: self.seen.emit(note.id))
            below.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        if under:
            about = label(under, theme.font("caption"), name="note_about", muted=True)
            about.setTextFormat(Qt.TextFormat.PlainText)
            below.addWidget(about, 1)
        if below.count():
            told.addLayout(below)
        across.addLayout(told, 1)
        for name, sign, what, do in (
            ("note_edit", "edit", _("Change the note"), lambda: self.begin(words, note)),
            ("note_delete", "trash", _("Delete the note"), lambda: self.deleted.emit(note)),
        ):
            order = button("", "sound", name, _("{what}: {text}").format(what=what, text=note.text))
            order.setToolTip(what)
            if sign not in self._signs:
                self._signs[sign] = icon(sign, theme, 18, "text_muted")
            order.setIcon(self._signs[sign])
            order.setIconSize(QSize(18, 18))
            order.setFixedSize(32, 32)
            order.clicked.connect(do)
            across.addWidget(order, 0, Qt.AlignmentFlag.AlignTop)
        return row
