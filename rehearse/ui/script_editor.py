"""Writing a script: title, words, the places to fill in, and how long it will be.

Everything is saved when the typing pauses; there is nothing to confirm.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QTimer, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QGridLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from rehearse.i18n import _, ngettext
from rehearse.script.script import MAX_CHARS
from rehearse.ui.check_words import seconds_words
from rehearse.ui.controls import button, label, row, set_tone
from rehearse.ui.script_draft import Draft, ScriptFacts, Written, facts_of

if TYPE_CHECKING:
    from rehearse.library.scripts import StoredScript
    from rehearse.studio import Studio
    from rehearse.ui.tasks import Failure, Tasks
    from rehearse.ui.theme import Theme

#: The text is looked at, and saved, once the typing pauses so long.
_LOOK_MS, _SAVE_MS = 300, 900
#: Saves and changes of scripts run one after the other.
SCRIPT_LANE = "scripts"
#: More different places to fill in than this are no form any more.
_MOST_SLOTS = 12


class _Words(QPlainTextEdit):
    """A file dropped here is opened by the window, not pasted as its name."""

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        return not source.hasUrls() and super().canInsertFromMimeData(source)


class ScriptEditor(QWidget):
    """Signals: `saved` (StoredScript); `use` (StoredScript): put it on the stage; `failed` (error)."""

    saved = Signal(object)
    use = Signal(object)
    failed = Signal(object)

    def __init__(self, studio: Studio, tasks: Tasks, theme: Theme) -> None:
        super().__init__()
        self._studio, self._tasks, self._theme = studio, tasks, theme
        self.draft = Draft()
        self._number = 0
        self._dirty = self._filling = False
        self._values: dict[str, str] = {}
        self.fields: dict[str, QLineEdit] = {}
        self.title_edit = QLineEdit()
        self.title_edit.setObjectName("script_title")
        self.title_edit.setAccessibleName(_("Title of the script"))
        self.title_edit.setPlaceholderText(_("Title"))
        self.title_edit.setMaxLength(120)
        self.title_edit.setFont(theme.font("strong"))
        self.words_edit = _Words()
        self.words_edit.setObjectName("script_words_edit")
        self.words_edit.setAccessibleName(_("Words of the script"))
        self.words_edit.setPlaceholderText(
            _("Hi [first name], this is …\n\nWrite or paste what you want to say.")
        )
        self.words_edit.setFont(theme.font("lead"))
        self.words_edit.setTabChangesFocus(True)
        self.slots_box = QWidget()
        self._grid = QGridLayout(self.slots_box)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.space(2))
        self._grid.setVerticalSpacing(theme.space(1))
        self._grid.setColumnStretch(1, 1)
        self.facts_label = label("", theme.font("body"), "script_facts")
        self.number_label = label("", theme.font("body"), "script_number")
        self.use_button = button(_("Rehearse it"), "use_script", "primary")
        self.use_button.clicked.connect(self._use)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.space(2))
        column.addWidget(self.title_edit)
        column.addWidget(self.words_edit, 1)
        column.addWidget(self.slots_box)
        column.addWidget(self.facts_label)
        column.addWidget(self.number_label)
        column.addSpacing(theme.space(1))
        column.addLayout(row(self.use_button, 1))
        self._look = _timer(self, _LOOK_MS, self.look)
        self._save = _timer(self, _SAVE_MS, self.flush)
        self.title_edit.textEdited.connect(lambda _text: self._changed())
        self.words_edit.textChanged.connect(self._words_changed)
        self.show_facts(ScriptFacts())

    # ---- what is edited ------------------------------------------------------------------------

    def open(self, stored: StoredScript | None, *, title: str = "", text: str = "") -> None:
        """Edit a stored script, or a new one that begins with `title` and `text`."""
        self.flush()
        self.draft = Draft(stored)
        self._number, self._dirty = 0, False
        self._values = dict(stored.slot_values) if stored is not None else {}
        self._filling = True
        self.title_edit.setText(stored.title if stored is not None else title)
        self.words_edit.setPlainText(stored.text if stored is not None else text)
        self._filling = False
        self.show_facts(ScriptFacts())
        if stored is None and text:
            self._changed()
        self.look()
        self.words_edit.setFocus()

    @property
    def written(self) -> Written:
        return Written(self.title_edit.text(), self.words_edit.toPlainText(), dict(self._values))

    @property
    def unsaved(self) -> bool:
        return self._dirty

    @property
    def pending(self) -> tuple[Draft, Written, int] | None:
        """What is not saved yet, as `Draft.save` takes it: saving it twice does no harm."""
        return (self.draft, self.written, self._number) if self._dirty else None

    def _words_changed(self) -> None:
        if self._filling:
            return
        if len(self.words_edit.toPlainText()) > MAX_CHARS:
            self.words_edit.undo()  # a book was pasted
            return
        self._look.start()
        self._changed()

    def _changed(self) -> None:
        self._number += 1
        self._dirty = True
        self._save.start()

    def flush(self) -> None:
        """Save now what was typed."""
        pending = self.pending
        if pending is None:
            return
        self._save.stop()
        self._dirty = False
        draft, written, number = pending
        studio = self._studio
        self._tasks.run(
            lambda _handle: draft.save(studio, written, number),
            done=self._was_saved,
            failed=self._not_saved,
            lane=SCRIPT_LANE,
            must_run=True,
            name="save a script",
        )

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._look.stop()

    def _was_saved(self, stored: StoredScript | None) -> None:
        if stored is not None:
            self.saved.emit(stored)

    def _not_saved(self, error: Failure) -> None:
        self._dirty = True  # tried again with the next change, and when the editor is left
        self.failed.emit(error)

    def _use(self) -> None:
        draft, written = self.draft, self.written
        self._save.stop()
        self._dirty = False
        number, studio = self._number, self._studio
        self._tasks.run(
            lambda _handle: draft.save(studio, written, number),
            done=self._used,
            failed=self._not_saved,
            lane=SCRIPT_LANE,
            must_run=True,
            name="save a script",
        )

    def _used(self, stored: StoredScript | None) -> None:
        if stored is not None:
            self.saved.emit(stored)
            self.use.emit(stored)

    # ---- what is said about it -----------------------------------------------------------------

    def look(self) -> None:
        """Read and judge the text in the background."""
        self._look.stop()
        draft, written, studio = self.draft, self.written, self._studio
        self._tasks.run(
            lambda _handle: facts_of(studio, written),
            done=lambda facts: self.show_facts(facts) if draft is self.draft else None,
            failed=self.failed.emit,
            owner=self,
            name="look at a script",
        )

    def show_facts(self, facts: ScriptFacts) -> None:
        self._show_slots(() if facts.problem else facts.slots[:_MOST_SLOTS], keep=bool(facts.problem))
        if facts.problem:
            self.facts_label.setText(facts.problem)
        elif facts.length_s is None:
            self.facts_label.setText("")
        else:
            self.facts_label.setText(
                ngettext(
                    "{n} word, about {length} at {wpm:.0f} words a minute.",
                    "{n} words, about {length} at {wpm:.0f} words a minute.",
                    facts.n_words,
                ).format(n=facts.n_words, length=seconds_words(facts.length_s), wpm=facts.wpm)
            )
        set_tone(self.facts_label, "near" if facts.problem else "muted")
        words, tone = number_words(facts)
        self.number_label.setText(words)
        self.number_label.setVisible(bool(words))
        set_tone(self.number_label, tone)
        self.use_button.setEnabled(facts.length_s is not None)

    def _show_slots(self, names: tuple[str, ...], *, keep: bool) -> None:
        """One field for each place to fill in; a field in use stays as it is."""
        if keep or tuple(self.fields) == names:
            return
        while (item := self._grid.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        self.fields = {}
        for number, name in enumerate(names):
            edit = QLineEdit(self._values.get(name, ""))
            edit.setObjectName(f"slot_{number}")
            edit.setAccessibleName(name)
            edit.setPlaceholderText(_("said freely"))
            edit.setMaxLength(80)
            edit.textEdited.connect(lambda value, name=name: self._filled(name, value))
            self._grid.addWidget(label(name, self._theme.font("body"), tone="muted", wrap=False), number, 0)
            self._grid.addWidget(edit, number, 1)
            self.fields[name] = edit
        self.slots_box.setVisible(bool(names))

    def _filled(self, name: str, value: str) -> None:
        self._values[name] = value
        self._look.start()
        self._changed()


def number_words(facts: ScriptFacts) -> tuple[str, str]:
    """Where the number stands, in words, and their tone."""
    percent = round(100 * facts.number_at) if facts.number_at is not None else 0
    return {
        "early": (_("Your number is complete after {n} % of it: early enough.").format(n=percent), "good"),
        "late": (_("Your number is complete after {n} % of it: better in the first half.").format(n=percent),
                 "near"),
        "missing": (_("There is no phone number in it."), "near"),
        "incomplete": (_("The phone number is not complete."), "near"),
        "conflicting": (_("There are two different phone numbers in it."), "near"),
    }.get(facts.phone, ("", "muted"))  # fmt: skip


def _timer(parent: QWidget, ms: int, act) -> QTimer:  # type: ignore[no-untyped-def]
    made = QTimer(parent)
    made.setSingleShot(True)
    made.setInterval(ms)
    made.timeout.connect(act)
    return made
