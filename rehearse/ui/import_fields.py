"""What is said of the chosen recordings at once: who speaks, which script, when, and whether they come in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QLineEdit, QSizePolicy

from rehearse.exchange.file_names import plausible
from rehearse.i18n import _, ngettext
from rehearse.ui.controls import CONTROL_PX, Choice, button, label, set_tone
from rehearse.ui.import_table import Row
from rehearse.ui.take_bar import AskField

if TYPE_CHECKING:
    from rehearse.ui.theme import Theme

_SPEAKER_CHARS = 80
_NO_SCRIPT = ""


class ImportFields(QFrame):
    """Signals: `speaker_said` (name), `script_said` (id or None), `moment_said` (moment, whether with a
    time of day), `toggled` (the chosen ones in, or out), `left` (the table should have the keyboard).
    """

    speaker_said = Signal(str)
    script_said = Signal(object)
    moment_said = Signal(object, bool)
    toggled = Signal()
    left = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("import_fields")
        self.setProperty("kind", "dock")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._theme = theme
        self._shown_at = ""
        self.words = label("", theme.font("body"), "import_chosen")
        self.speaker = AskField(theme, "import_speaker", _("Name of who spoke"), _SPEAKER_CHARS)
        self.script = Choice(theme, "import_script", _("Script"))
        self.script.setMinimumWidth(110)
        self.moment = QLineEdit()
        self.moment.setObjectName("import_moment")
        self.moment.setAccessibleName(_("When it was recorded"))
        self.moment.setPlaceholderText("2026-01-31 14:30")
        self.moment.setFont(theme.font("body", figures=True))
        self.moment.setMinimumHeight(CONTROL_PX)
        self.moment.setMinimumWidth(self.moment.fontMetrics().horizontalAdvance("2026-01-31 14:30 ") + 30)
        self.speaker.setMinimumWidth(110)
        self.toggle_button = button(_("Leave out"), "import_toggle", "quiet")
        self.toggle_button.setFont(theme.font("strong"))
        grid = QGridLayout(self)
        grid.setContentsMargins(20, 12, 16, 14)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        grid.addWidget(self.words, 0, 0, 1, 4)
        grid.setRowMinimumHeight(1, 2)
        self.captions = [
            label(text, theme.font("caption"), name, tone="muted", wrap=False)
            for text, name in (
                (_("Speaker"), "import_speaker_label"),
                (_("Script"), "import_script_label"),
                (_("Recorded"), "import_moment_label"),
            )
        ]
        for column, (caption, field) in enumerate(
            zip(self.captions, (self.speaker, self.script, self.moment), strict=True)
        ):
            grid.addWidget(caption, 2, column)
            grid.addWidget(field, 3, column)
            grid.setColumnStretch(column, 1)
        grid.addWidget(self.toggle_button, 3, 3)
        self.speaker.editingFinished.connect(self._speaker_typed)
        self.moment.editingFinished.connect(self._moment_typed)
        self.script.activated.connect(lambda at: self.script_said.emit(self.script.itemData(at) or None))
        self.toggle_button.clicked.connect(self.toggled)
        self.speaker.left.connect(self.left)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.script.set_theme(theme)

    def set_known(self, speakers: Sequence[str], scripts: Mapping[str, str]) -> None:
        """Names that are suggested, and the titles of the scripts by their ids."""
        self.speaker.known.setStringList(list(speakers))
        with QSignalBlocker(self.script):
            self.script.clear()
            self.script.addItem(_("No script"), _NO_SCRIPT)
            for script_id, title in sorted(scripts.items(), key=lambda pair: pair[1].casefold()):
                self.script.addItem(title, script_id)

    def show_chosen(self, rows: Sequence[Row]) -> None:
        """What the chosen rows have in common."""
        n = len(rows)
        self.setEnabled(n > 0)
        self.words.setText(
            ngettext("For the chosen recording", "For the {n} chosen recordings", n).format(n=f"{n:,}")
            if n
            else _("Choose recordings to say something of them.")
        )
        several = _("Several")
        speakers = {row.found.new.speaker for row in rows}
        self.speaker.setText(speakers.pop() if len(speakers) == 1 else "")
        self.speaker.setPlaceholderText(several if speakers else _("Name of who spoke"))
        scripts = {row.found.new.script_id or _NO_SCRIPT for row in rows}
        with QSignalBlocker(self.script):
            self.script.setPlaceholderText(several if len(scripts) > 1 else "")
            self.script.setCurrentIndex(
                self.script.findData(next(iter(scripts))) if len(scripts) == 1 else -1
            )
        moments = {row.found.new.recorded_at for row in rows}
        self._shown_at = moment_text(next(iter(moments))) if len(moments) == 1 else ""
        self.moment.setText(self._shown_at)
        self.moment.setPlaceholderText(several if moments else "2026-01-31 14:30")
        self._say_moment(well=True)
        out = bool(rows) and not any(row.wanted for row in rows)
        self.toggle_button.setText(_("Take in") if out else _("Leave out"))
        self.toggle_button.setAccessibleName(self.toggle_button.text())
        for field in (self.speaker, self.moment):
            field.setModified(False)

    # ---- what is typed -------------------------------------------------------------------------

    def _speaker_typed(self) -> None:
        if self.speaker.isModified():
            self.speaker.setModified(False)
            self.speaker_said.emit(" ".join(self.speaker.text().split()))

    def _moment_typed(self) -> None:
        if not self.moment.isModified():
            return
        text = self.moment.text().strip()
        found = moment_of(text)
        if not text:
            self.moment.setText(self._shown_at)
        self.moment.setModified(False)
        self._say_moment(well=found is not None or not text)
        if found is not None:
            self.moment_said.emit(found, ":" in text)

    def _say_moment(self, *, well: bool) -> None:
        self.captions[2].setText(_("Recorded") if well else _("Like 2026-01-31"))
        set_tone(self.captions[2], "muted" if well else "off")


def moment_text(moment: datetime) -> str:
    """As it is typed, on the clock here."""
    return f"{moment.astimezone():%Y-%m-%d %H:%M}"


def moment_of(text: str) -> datetime | None:
    """A day, with or without a time, on the clock here; None for what is neither, or cannot be."""
    try:
        found = datetime.fromisoformat(text).astimezone()
    except (ValueError, OverflowError, OSError):
        return None
    return found if plausible(found, datetime.now(UTC)) else None


__all__ = ["ImportFields", "moment_of", "moment_text"]
