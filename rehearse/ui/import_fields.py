"""What is said of the chosen recordings at once: who speaks, which script, when, and whether they come in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QSizePolicy

from rehearse.exchange.file_names import plausible
from rehearse.i18n import _, ngettext
from rehearse.library.marking import clean_tag
from rehearse.library.moments import is_day_alone
from rehearse.ui.controls import CONTROL_PX, Choice, button, label, set_tone
from rehearse.ui.import_rows import Row, common
from rehearse.ui.take_bar import AskField

if TYPE_CHECKING:
    from rehearse.ui.theme import Theme

_SPEAKER_CHARS = 80
_TAGS_CHARS = 400
_NO_SCRIPT = ""


class ImportFields(QFrame):
    """Signals: `speaker_said` (name), `script_said` (id or None), `moment_said` (moment, whether with a
    time of day), `tags_said` (to add, to take off), `toggled` (the chosen ones in, or out), `left` (the
    table should have the keyboard).
    """

    speaker_said = Signal(str)
    script_said = Signal(object)
    moment_said = Signal(object, bool)
    tags_said = Signal(list, list)
    toggled = Signal()
    left = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("import_fields")
        self.setProperty("kind", "dock")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._theme = theme
        self._shown_at = self._shown_speaker = ""
        self.words = label("", theme.font("body"), "import_chosen")
        self.speaker = AskField(theme, "import_speaker", _("Name of who spoke"), _SPEAKER_CHARS)
        self.script = Choice(theme, "import_script", _("Script"))
        self.script.setMinimumWidth(110)
        self.moment = AskField(theme, "import_moment", "", 40)
        self.moment.setAccessibleName(_("When it was recorded"))
        self.moment.setPlaceholderText("2026-01-31 14:30")
        self.moment.setFont(theme.font("body", figures=True))
        self.moment.setMinimumHeight(CONTROL_PX)
        self.moment.setMinimumWidth(self.moment.fontMetrics().horizontalAdvance("2026-01-31 14:30 ") + 30)
        self.speaker.setMinimumWidth(110)
        self.tags = AskField(theme, "import_tags", _("Tags, with commas"), _TAGS_CHARS)
        self.tags.setMinimumWidth(110)
        self._shown_tags: list[str] = []
        self.toggle_button = button(_("Leave out"), "import_toggle", "quiet")
        self.toggle_button.setFont(theme.font("strong"))
        grid = QGridLayout(self)
        grid.setContentsMargins(20, 12, 16, 14)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        grid.addWidget(self.words, 0, 0, 1, 3)
        # Not beside the fields: in big type these need all of the width.
        grid.addWidget(self.toggle_button, 0, 3, Qt.AlignmentFlag.AlignRight)
        grid.setRowMinimumHeight(1, 2)
        self.captions = [
            label(text, theme.font("caption"), name, tone="muted", wrap=False)
            for text, name in (
                (_("Speaker"), "import_speaker_label"),
                (_("Script"), "import_script_label"),
                (_("Recorded"), "import_moment_label"),
                (_("Tags"), "import_tags_label"),
            )
        ]
        for column, (caption, field) in enumerate(
            zip(self.captions, (self.speaker, self.script, self.moment, self.tags), strict=True)
        ):
            grid.addWidget(caption, 2, column)
            grid.addWidget(field, 3, column)
            grid.setColumnStretch(column, 1)
        self.speaker.editingFinished.connect(self._speaker_typed)
        self.moment.editingFinished.connect(self._moment_typed)
        self.script.activated.connect(lambda at: self.script_said.emit(self.script.itemData(at) or None))
        self.toggle_button.clicked.connect(self.toggled)
        self.tags.editingFinished.connect(self._tags_typed)
        for field in (self.speaker, self.moment, self.tags):
            field.left.connect(self._leave)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.script.set_theme(theme)

    def begin(self) -> None:
        """The first field has the keyboard."""
        self.speaker.setFocus()
        self.speaker.selectAll()

    def set_known(
        self, speakers: Sequence[str], scripts: Mapping[str, str], tags: Sequence[str] = ()
    ) -> None:
        """Names and tags that are suggested, and the titles of the scripts by their ids."""
        self.speaker.known.setStringList(list(speakers))
        self.tags.known.setStringList(list(tags))
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
        speaker, differ = common(row.speaker for row in rows)
        self._shown_speaker = "" if differ else speaker or ""
        _show(self.speaker, self._shown_speaker)
        self.speaker.setPlaceholderText(several if differ else _("Name of who spoke"))
        script_id, differ = common(row.script_id for row in rows)
        with QSignalBlocker(self.script):
            self.script.setPlaceholderText(several if differ else "")
            self.script.setCurrentIndex(
                -1 if differ or script_id is None else self.script.findData(script_id)
            )
        moment, differ = common(row.recorded_at for row in rows)
        self._shown_at = "" if differ or moment is None else moment_text(moment)
        _show(self.moment, self._shown_at)
        self.moment.setPlaceholderText(several if differ else "2026-01-31 14:30")
        tags, differ = common(row.tags for row in rows)
        # Those that all of them have can be seen and taken off; others stay where they are.
        self._shown_tags = (
            [tag for tag in tags or () if all(tag in row.tags for row in rows)]
            if differ
            else list(tags or ())
        )
        _show(self.tags, ", ".join(self._shown_tags))
        self.tags.setPlaceholderText(several if differ else _("Tags, with commas"))
        self._say_moment(well=True)
        out = bool(rows) and not any(row.wanted for row in rows)
        self.toggle_button.setText(_("Take in") if out else _("Leave out"))
        self.toggle_button.setAccessibleName(self.toggle_button.text())

    # ---- what is typed -------------------------------------------------------------------------

    def _speaker_typed(self) -> None:
        if self.speaker.isModified():
            self.speaker.setModified(False)
            self.speaker_said.emit(" ".join(self.speaker.text().split()))

    def _tags_typed(self) -> None:
        if not self.tags.isModified():
            return
        self.tags.setModified(False)
        typed = [tag for tag in map(clean_tag, self.tags.text().split(",")) if tag]
        add = [tag for tag in dict.fromkeys(typed) if tag not in self._shown_tags]
        remove = [tag for tag in self._shown_tags if tag not in typed]
        if add or remove:
            self.tags_said.emit(add, remove)

    def _leave(self) -> None:
        """What is typed and not said yet is not meant."""
        for field in (self.speaker, self.moment, self.tags):
            field.setModified(False)
        self.speaker.setText(self._shown_speaker)
        self.moment.setText(self._shown_at)
        self.tags.setText(", ".join(self._shown_tags))
        self.left.emit()

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


def _show(field: AskField, text: str) -> None:
    """Show what the chosen ones have; not over what is being typed, as more are found meanwhile."""
    if not (field.hasFocus() and field.isModified()):
        field.setText(text)
        field.setModified(False)


def moment_text(moment: datetime) -> str:
    """As it is typed, on the clock here; a day alone without a time."""
    local = moment.astimezone()
    return f"{local:%Y-%m-%d}" if is_day_alone(moment) else f"{local:%Y-%m-%d %H:%M}"


def moment_of(text: str) -> datetime | None:
    """A day, with or without a time, on the clock here; None for what is neither, or cannot be."""
    try:
        found = datetime.fromisoformat(text).astimezone()
    except (ValueError, OverflowError, OSError):
        return None
    return found if plausible(found, datetime.now(UTC)) else None


__all__ = ["ImportFields", "moment_of", "moment_text"]
