"""A drill's file as text, for one that is too wrong for the form; looked at while one types."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QPlainTextEdit

from rehearse.analysis.data_file import parse_toml
from rehearse.analysis.drill_files import parse_drill
from rehearse.errors import DataError
from rehearse.i18n import _

if TYPE_CHECKING:
    from rehearse.ui.tasks import Tasks
    from rehearse.ui.theme import Theme

#: Looked at once the typing pauses so long.
_LOOK_MS = 250


class DrillText(QPlainTextEdit):
    """`fault` is why the text is no drill, in a sentence; "" where it is one.

    Signals: `typed`; `looked` when `fault` is about the text as it stands.
    """

    typed = Signal()
    looked = Signal()

    def __init__(self, tasks: Tasks, theme: Theme) -> None:
        super().__init__()
        self._tasks = tasks
        self._file = "drill.toml"
        self._filling = False
        self.fault = ""
        self.setObjectName("drill_text")
        self.setAccessibleName(_("The drill’s file"))
        self.setTabChangesFocus(True)
        self.setFont(theme.font("body"))
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_LOOK_MS)
        self._pause.timeout.connect(self.look)
        self.textChanged.connect(self._changed)

    def show_text(self, text: str, drill_id: str) -> None:
        """Edit this text of the drill's file."""
        self._file = f"{drill_id}.toml"
        self._filling = True
        self.setPlainText(text)
        self._filling = False
        self.look()

    def rest(self) -> None:
        """Nothing is looked at any more."""
        self._pause.stop()

    @property
    def settled(self) -> bool:
        """Whether `fault` is about the text as it stands."""
        return not self._pause.isActive()

    def _changed(self) -> None:
        if not self._filling:
            self._pause.start()
            self.typed.emit()

    def look(self) -> None:
        """See in the background whether it is a drill by now."""
        self._pause.stop()
        text, file = self.toPlainText(), self._file

        def job() -> str:
            raw = text.encode(errors="replace")
            try:
                parse_toml(raw)
            except ValueError as error:
                return _("This is not valid TOML: “{what}”.").format(what=error)
            try:
                parse_drill(raw, Path(file))
            except DataError as error:
                return error.message
            return ""

        def told(fault: str) -> None:
            if text == self.toPlainText():
                self.fault = fault
                self.looked.emit()

        self._tasks.run(
            lambda _handle: job(), done=told, failed=lambda _bug: None, owner=self, name="look at a drill"
        )
