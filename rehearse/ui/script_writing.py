"""Writing a script, whatever it looks like: its fields, when they are saved, and when they are judged.

Everything is saved when the typing pauses; there is nothing to confirm.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from rehearse.i18n import _
from rehearse.ui.controls import button
from rehearse.ui.script_draft import Draft, ScriptFacts, Written, facts_of
from rehearse.ui.script_text import ScriptText, marks_told

if TYPE_CHECKING:
    from rehearse.library.scripts import StoredScript
    from rehearse.studio import Studio
    from rehearse.ui.script_shelf import ScriptShelf
    from rehearse.ui.tasks import Failure, Tasks
    from rehearse.ui.theme import Theme

#: The text is judged, and saved, once the typing pauses so long.
_LOOK_MS, _SAVE_MS = 180, 900
#: More different places to fill in than this are no form any more.
MOST_SLOTS = 12


class ScriptWriting(QWidget):
    """The fields and what happens to them; who inherits arranges them and overrides `show_facts`.

    Signals: `use` (StoredScript): put it on the stage; `failed` (error); `refused` (a sentence).
    """

    use = Signal(object)
    failed = Signal(object)
    refused = Signal(str)

    def __init__(self, studio: Studio, tasks: Tasks, theme: Theme, shelf: ScriptShelf, prefix: str) -> None:
        super().__init__()
        self._studio, self._tasks, self._theme, self._shelf = studio, tasks, theme, shelf
        self.draft = Draft()
        self._number = 0
        self._dirty = self._filling = False
        self._values: dict[str, str] = {}
        self.fields: dict[str, QLineEdit] = {}
        self.facts = ScriptFacts()
        self.title_edit = self._field(f"{prefix}_title", _("Title of the script"), _("Title"), 120)
        self.answer_edit = self._field(
            f"{prefix}_answer",
            _("Why should this prospect call me back?"),
            _("In one sentence: what is in it for them"),
            300,
        )
        self.words_edit = ScriptText(theme, f"{prefix}_words_edit")
        self.words_edit.setAccessibleName(_("Words of the script"))
        self.words_edit.setPlaceholderText(
            _("Hi [first name], this is …\n\nWrite or paste what you want to say.")
        )
        self.use_button = button(_("Rehearse it"), f"use_{prefix}", "primary")
        self.use_button.clicked.connect(self.rehearse)
        self._look = _timer(self, _LOOK_MS, self.look)
        self._save = _timer(self, _SAVE_MS, self.flush)
        self.words_edit.textChanged.connect(self._words_changed)
        self.words_edit.refused.connect(self.refused)

    def _field(self, name: str, accessible: str, placeholder: str, most: int) -> QLineEdit:
        made = QLineEdit()
        made.setObjectName(name)
        made.setAccessibleName(accessible)
        made.setPlaceholderText(placeholder)
        made.setMaxLength(most)
        made.textEdited.connect(lambda _text: self._changed())
        return made

    # ---- what is edited ------------------------------------------------------------------------

    def open(
        self, stored: StoredScript | None, *, title: str = "", text: str = "", focus: bool = True
    ) -> None:
        """Edit a stored script, or a new one that begins with `title` and `text`."""
        self.flush()
        self.draft = Draft(stored)
        self._number, self._dirty = 0, False
        self._values = dict(stored.slot_values) if stored is not None else {}
        self._filling = True
        self.title_edit.setText(stored.title if stored is not None else title)
        self.answer_edit.setText(stored.answer if stored is not None else "")
        for edit in (self.title_edit, self.answer_edit):
            edit.setCursorPosition(0)  # a long one shows how it begins
        self.words_edit.show_text(stored.text if stored is not None else text)
        self._filling = False
        self._take_in(ScriptFacts())
        if stored is None and text:
            self._changed()
        self.look()
        if focus:
            self.words_edit.setFocus()

    def forget(self) -> None:
        """What was written was deleted: nothing of it is saved any more."""
        self._save.stop()
        self._dirty = False
        self.draft = Draft()

    @property
    def written(self) -> Written:
        return Written(
            self.title_edit.text(),
            self.words_edit.toPlainText(),
            dict(self._values),
            self.answer_edit.text(),
        )

    @property
    def unsaved(self) -> bool:
        return self._dirty

    @property
    def pending(self) -> tuple[Draft, Written, int] | None:
        """What is not saved yet, as `Draft.save` takes it: saving it twice does no harm."""
        return (self.draft, self.written, self._number) if self._dirty else None

    def fill(self, name: str, value: str) -> None:
        """What is said in a place to fill in."""
        self._values[name] = value
        self._look.start()
        self._changed()

    def value_of(self, name: str) -> str:
        return self._values.get(name, "")

    def _words_changed(self) -> None:
        if not self._filling:
            self._look.start()
            self._changed()

    def _changed(self) -> None:
        self._number += 1
        self._dirty = True
        self._save.start()

    def flush(self) -> None:
        """Save now what was typed."""
        if self._dirty:
            self._keep()

    def rehearse(self) -> None:
        """Save, then put it on the stage."""
        self._keep(self.use.emit)

    def _keep(self, done: Callable[[StoredScript], None] | None = None) -> None:
        self._save.stop()
        self._dirty = False
        self._shelf.save(self.draft, self.written, self._number, done=done, failed=self._not_saved)

    def _not_saved(self, error: Failure) -> None:
        self._dirty = True  # tried again with the next change, and when the editor is left
        self.failed.emit(error)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._look.stop()

    # ---- what is said about it -----------------------------------------------------------------

    def look(self) -> None:
        """Read and judge the text in the background."""
        self._look.stop()
        draft, written, studio = self.draft, self.written, self._studio

        def told(facts: ScriptFacts) -> None:
            if draft is self.draft:
                self._take_in(facts, current=written.text == self.words_edit.toPlainText())

        self._tasks.run(
            lambda _handle: facts_of(studio, written),
            done=told,
            failed=self.failed.emit,
            owner=self,
            name="look at a script",
        )

    def _take_in(self, facts: ScriptFacts, *, current: bool = True) -> None:
        self.facts = facts
        if current and not facts.problem:  # while a bracket is being typed the marks stay
            self.words_edit.set_marks(facts.marks, facts.slot_places)
            self.words_edit.setAccessibleDescription(marks_told(facts.marks))
        self.use_button.setEnabled(facts.length_s is not None)
        self.show_facts(facts)

    def show_facts(self, facts: ScriptFacts) -> None:
        """What is known of the text now."""
        raise NotImplementedError


def _timer(parent: QWidget, ms: int, act: Callable[[], None]) -> QTimer:
    made = QTimer(parent)
    made.setSingleShot(True)
    made.setInterval(ms)
    made.timeout.connect(act)
    return made
