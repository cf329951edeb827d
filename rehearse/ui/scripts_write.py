"""Writing a script with room: the question it answers, the words with their findings, what they come to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, QSize, Signal, SignalInstance
from PySide6.QtGui import QHideEvent, QResizeEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QVBoxLayout

from rehearse.i18n import _
from rehearse.ui import icons
from rehearse.ui.banners import announce
from rehearse.ui.controls import button, card, label, row, rule, set_tone
from rehearse.ui.review_parts import MarkCard
from rehearse.ui.script_draft import ScriptFacts
from rehearse.ui.script_slots import SlotFields
from rehearse.ui.script_writing import ScriptWriting
from rehearse.ui.scripts_facts import FactRow, FactTile
from rehearse.ui.view_style import strong_caption

if TYPE_CHECKING:
    from rehearse.library.scripts import StoredScript
    from rehearse.studio import Studio
    from rehearse.ui.script_shelf import ScriptShelf
    from rehearse.ui.tasks import Tasks
    from rehearse.ui.theme import Theme

#: Two fields side by side from this width on.
_TWO_SLOTS_PX = 560


class WriteView(ScriptWriting):
    """Signals besides those of `ScriptWriting`: `back`, `versions`, `variants`, `delete` (no arguments)."""

    back = Signal()
    versions = Signal()
    variants = Signal()
    delete = Signal()

    def __init__(self, studio: Studio, tasks: Tasks, theme: Theme, shelf: ScriptShelf) -> None:
        super().__init__(studio, tasks, theme, shelf, "writing")
        self.setObjectName("write_view")
        self._asked = False
        self._dressed_in: Theme | None = None
        self.title_edit.setProperty("kind", "plain")
        self.title_edit.setFont(theme.font("title"))
        self.answer_edit.setProperty("kind", "plain")
        self.answer_edit.setFont(theme.font("body"))
        self.use_button.setText(_("Rehearse this"))
        self.use_button.setAccessibleName(_("Rehearse this"))
        self.back_button = self._icon("writing_back", _("Back to the list of scripts"), self.back)
        self.versions_button = self._icon(
            "writing_versions", _("Versions: what it was before"), self.versions
        )
        self.variants_button = self._icon("writing_variants", _("Variants side by side"), self.variants)
        self.delete_button = self._icon("writing_delete", _("Delete this script"), self.delete)
        self.question = label(self.answer_edit.accessibleName(), strong_caption(theme), "answer_question")
        self.question.setIndent(theme.space(1.5))  # as far in as the words stand
        set_tone(self.question, "muted")
        self.problem = label("", theme.font("body"), "writing_problem", tone="near")
        self.slots = SlotFields(theme, self, columns=2)
        self.row = FactRow(theme)
        self.row.pressed.connect(self._explain)
        self._build(theme)
        self.card = MarkCard(theme, self)
        self.words_edit.mark_shown.connect(self.card.show_mark)
        self.words_edit.mark_hidden.connect(self.card.hide)
        self._take_in(ScriptFacts())
        self.set_theme(theme)

    def _icon(self, name: str, words: str, signal: SignalInstance) -> QPushButton:
        made = button("", name, "icon", accessible=words)
        made.setToolTip(words)
        made.setIconSize(QSize(20, 20))
        made.setFixedSize(40, 40)
        made.clicked.connect(lambda: signal.emit())
        return made

    def _build(self, theme: Theme) -> None:
        surface, inside = card(theme.space(5), theme.space(2))
        inside.setContentsMargins(theme.space(6), theme.space(4), theme.space(5), theme.space(4))
        inside.addWidget(self.question)
        inside.addWidget(self.answer_edit)
        inside.addWidget(rule())
        inside.addWidget(self.words_edit, 1)
        inside.addWidget(self.slots)
        dock, foot = card(theme.space(2))
        foot.addWidget(self.problem)
        foot.addWidget(self.row)
        self.problem.setContentsMargins(theme.space(2), theme.space(1), 0, theme.space(1))
        self.words_edit.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.words_edit.setMinimumHeight(90)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.space(3))
        head = row(
            self.back_button, self.title_edit, self.versions_button, self.variants_button,
            self.delete_button, self.use_button, spacing=4,
        )  # fmt: skip
        head.setStretch(1, 1)
        column.addLayout(head)
        column.addWidget(surface, 1)
        column.addWidget(dock)

    def set_theme(self, theme: Theme) -> None:
        if theme is self._dressed_in:
            return
        self._theme = self._dressed_in = theme
        for part, name in (
            (self.back_button, "chevron-left"),
            (self.versions_button, "versions"),
            (self.variants_button, "compare"),
            (self.delete_button, "trash"),
        ):
            part.setIcon(icons.icon(name, theme, 20, "text_muted"))
        self.question.setFont(strong_caption(theme))
        self.words_edit.set_theme(theme)
        self.row.set_theme(theme)
        self.card.set_theme(theme)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.card.hide()
        width = round(self.width() / self._theme.text_scale)
        self.row.arrange(width)
        self.slots.set_columns(2 if width >= _TWO_SLOTS_PX else 1)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.card.hide()
        self.flush()  # the stage should have the words of now

    def open(
        self, stored: StoredScript | None, *, title: str = "", text: str = "", focus: bool = True
    ) -> None:
        self._asked = False
        set_tone(self.question, "muted")
        self.question.setText(self.answer_edit.accessibleName())
        super().open(stored, title=title, text=text, focus=focus)
        self._update_buttons()

    # ---- before the first take -----------------------------------------------------------------

    def rehearse(self) -> None:
        """Onto the stage; before the first take the question is asked once."""
        stored = self.draft.stored
        first = stored is None or stored.n_takes == 0
        if first and not self._asked and not self.answer_edit.text().strip():
            self._asked = True
            words = _("Why should this prospect call me back? Answer it first, or press again to go on.")
            self.question.setText(words)
            set_tone(self.question, "near")
            self.answer_edit.setFocus()
            announce(self, words)
            return
        super().rehearse()

    # ---- what is said about it -----------------------------------------------------------------

    def show_facts(self, facts: ScriptFacts) -> None:
        self.problem.setText(facts.problem)
        self.problem.setVisible(bool(facts.problem))
        self.slots.show_slots(facts)
        self.row.show_facts(facts)
        self._update_buttons()

    def _update_buttons(self) -> None:
        for part in (self.versions_button, self.variants_button, self.delete_button):
            part.setEnabled(self.draft.stored is not None)

    def _explain(self, tile: FactTile) -> None:
        """Go to what a fact is about, and say why it matters."""
        if tile.fact.kinds and self.words_edit.go_to_next_mark(kinds=tile.fact.kinds):
            return
        if tile.fact.why:
            corner = tile.mapToGlobal(QPoint(0, 0))
            self.card.show_mark(tile.fact.as_mark(), QRect(corner, tile.size()))
            announce(self, tile.fact.why)

    def next_finding(self, *, back: bool = False) -> None:
        self.words_edit.go_to_next_mark(back=back)
