"""Variants of one script side by side: the same message said another way, and what each comes to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from rehearse.i18n import _, ngettext
from rehearse.ui.controls import Elided, button, card, label
from rehearse.ui.review_parts import MarkCard
from rehearse.ui.script_draft import ScriptFacts, Written, facts_of
from rehearse.ui.script_list import name_of
from rehearse.ui.script_text import ScriptText
from rehearse.ui.scripts_facts import FactRow, FactTile
from rehearse.ui.scripts_head import SubHead
from rehearse.ui.scripts_side import variant_name

if TYPE_CHECKING:
    from rehearse.library.scripts import StoredScript
    from rehearse.studio import Studio
    from rehearse.ui.theme import Theme

#: A column is no narrower than this; more of them scroll sideways.
_COLUMN_PX = 300


@dataclass(frozen=True, slots=True)
class Variant:
    """A variant as it is now, judged."""

    script: StoredScript
    facts: ScriptFacts


def judged(studio: Studio, variants: Sequence[StoredScript]) -> list[Variant]:
    """Each variant with what can be told of it; for a worker."""
    return [
        Variant(one, facts_of(studio, Written(one.title, one.text, dict(one.slot_values))))
        for one in variants
    ]


class VariantColumn(QFrame):
    """Signals: `edit`, `use` (StoredScript); `mark_shown`, `mark_hidden` as the text has them."""

    edit = Signal(object)
    use = Signal(object)
    mark_shown = Signal(object, QRect)
    mark_hidden = Signal()

    def __init__(self, theme: Theme, variant: Variant) -> None:
        super().__init__()
        script = variant.script
        self.script = script
        self.setObjectName("variant_column")
        self.setMinimumWidth(_COLUMN_PX)
        name = variant_name(script) or name_of(script)
        self.setAccessibleName(name)
        surface, inside = card(theme.space(4), theme.space(2))
        self.title = Elided(theme.font("strong"), "variant_title")
        self.title.set_whole(name)
        takes = ngettext("{n} take", "{n} takes", script.n_takes).format(n=script.n_takes)
        self.about = label(takes, theme.font("caption"), "variant_about", tone="muted", wrap=False)
        if not script.n_takes:
            self.about.hide()
        self.words = ScriptText(theme, "variant_words", "body")
        self.words.setAccessibleName(_("Words of {variant}").format(variant=name))
        self.words.setReadOnly(True)
        self.words.show_text(script.text)
        self.words.set_marks(variant.facts.marks, variant.facts.slot_places)
        self.words.mark_shown.connect(self.mark_shown)
        self.words.mark_hidden.connect(self.mark_hidden)
        self.row = FactRow(theme, columns=2)
        self.row.show_facts(variant.facts)
        self.row.pressed.connect(self._explain)
        self.edit_button = button(
            _("Edit"), "variant_edit", "quiet", accessible=_("Edit {name}").format(name=name)
        )
        self.edit_button.clicked.connect(lambda: self.edit.emit(script))
        self.use_button = button(
            _("Rehearse this"), "variant_use", accessible=_("Rehearse {name}").format(name=name)
        )
        self.use_button.clicked.connect(lambda: self.use.emit(script))
        self.use_button.setEnabled(variant.facts.length_s is not None)
        foot = QHBoxLayout()
        foot.addWidget(self.use_button)
        foot.addWidget(self.edit_button)
        foot.addStretch(1)
        for part in (self.title, self.about):
            inside.addWidget(part)
        inside.addWidget(self.words, 1)
        inside.addWidget(self.row)
        inside.addLayout(foot)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(surface)

    def set_theme(self, theme: Theme) -> None:
        self.words.set_theme(theme)
        self.row.set_theme(theme)

    def _explain(self, tile: FactTile) -> None:
        fact = tile.fact
        if not (fact.kinds and self.words.go_to_next_mark(kinds=fact.kinds)) and fact.why:
            self.mark_shown.emit(fact.as_mark(), QRect(tile.mapToGlobal(tile.rect().topLeft()), tile.size()))


class VariantsView(QWidget):
    """Signals: `back`; `add`: one more; `edit`, `use` (StoredScript)."""

    back = Signal()
    add = Signal()
    edit = Signal(object)
    use = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("variants_view")
        self._theme = theme
        self.columns: list[VariantColumn] = []
        self.add_button = button(_("Add a variant"), "variant_add", "primary")
        self.add_button.clicked.connect(self.add)
        self.head = SubHead(theme, "variants", self.add_button)
        self.head.back.connect(self.back)
        self.hint = label(
            _("Say the same another way, change one thing, and see later which one is called back."),
            theme.font("body"), "variants_hint", tone="muted",
        )  # fmt: skip
        inner = QWidget()
        inner.setObjectName("scrolled")
        self._across = QHBoxLayout(inner)
        self._across.setContentsMargins(0, 0, 0, 0)
        self._across.setSpacing(theme.space(3))
        self.scroller = QScrollArea()
        self.scroller.setObjectName("variants_scroll")
        self.scroller.setFrameShape(QFrame.Shape.NoFrame)
        self.scroller.setWidgetResizable(True)
        self.scroller.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.scroller.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.scroller.setWidget(inner)
        self.card = MarkCard(theme, self)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(theme.space(3))
        whole.addWidget(self.head)
        whole.addWidget(self.hint)
        whole.addWidget(self.scroller, 1)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.head.set_theme(theme)
        self.card.set_theme(theme)
        for column in self.columns:
            column.set_theme(theme)

    def show_variants(self, variants: Sequence[Variant], *, lit: str = "") -> None:
        """`lit` is the id of the one that should be in sight and have the keyboard."""
        self.card.hide()
        name = name_of(variants[0].script)
        self.head.title.set_whole(_("Variants of “{name}”").format(name=name))
        for old in self.columns:
            old.hide()
            self._across.removeWidget(old)
            old.deleteLater()
        self.columns = []
        for variant in variants:
            column = VariantColumn(self._theme, variant)
            column.edit.connect(self.edit)
            column.use.connect(self.use)
            column.mark_shown.connect(self.card.show_mark)
            column.mark_hidden.connect(self.card.hide)
            self._across.addWidget(column, 1)
            self.columns.append(column)
        self.hint.setVisible(len(variants) < 2)
        wanted = next((one for one in self.columns if one.script.id == lit), None)
        if wanted is None:
            self.add_button.setFocus()
        else:
            wanted.edit_button.setFocus()
            self.scroller.ensureWidgetVisible(wanted)
