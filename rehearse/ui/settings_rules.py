"""Which rules speak up: found by typing, read with their examples, switched one by one or by pack."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QTimer
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QBoxLayout,
    QLineEdit,
    QListView,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from rehearse.i18n import _, ngettext
from rehearse.ui.controls import CONTROL_PX, Choice, button, card, label, row
from rehearse.ui.rule_model import RuleDelegate, RulesModel, is_off, purpose_words, rule_title, words_of
from rehearse.ui.settings_parts import SectionPage, Tools

if TYPE_CHECKING:
    from rehearse.analysis.rules import Rule
    from rehearse.ui.settings_index import Section
    from rehearse.ui.theme import Theme

#: The list follows once the typing pauses for a moment.
_TYPING_MS = 120

#: Below this the examples stand under the list instead of beside it.
_WIDE_PX = 820

_PURPOSES = ("pitch", "offer", "context", "part")

_OFF_ONLY = "\0off"


def found_by(rule: Rule) -> str:
    """Everything a rule is searched in, in lower case."""
    parts = (rule_title(rule), rule.id, rule.title, rule.category, rule.why, *rule.flag, *rule.pass_)
    return " ".join(parts).casefold()


class RulesPage(SectionPage):
    """The rules are read in the background when the page is first shown, and after a move."""

    def __init__(self, tools: Tools, theme: Theme, facts: Section) -> None:
        super().__init__(tools, theme, facts, column_px=1080)
        self._read_from: object = None
        self.search = QLineEdit()
        self.search.setObjectName("rule_search")
        self.search.setAccessibleName(_("Find a rule"))
        self.search.setPlaceholderText(_("Find a rule, a word, an example…"))
        self.search.setClearButtonEnabled(True)
        self.search.setMinimumHeight(CONTROL_PX)
        self.pack_choice = Choice(theme, "rule_pack", _("Pack"))
        self.category_choice = Choice(theme, "rule_category", _("Category"))
        for choice in (self.pack_choice, self.category_choice):
            choice.setMinimumWidth(150)
            choice.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            choice.activated.connect(lambda _row: self._filter())
        self.model = RulesModel(self)
        self.model.switched.connect(self._switched)
        self.list = QListView()
        self.list.setObjectName("rule_list")
        self.list.setAccessibleName(_("Rules"))
        self.list.setModel(self.model)
        self.delegate = RuleDelegate(theme, self.model, self.list)
        self.list.setItemDelegate(self.delegate)
        self.list.setUniformItemSizes(True)
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.list.setMinimumHeight(260)
        self.list.selectionModel().currentChanged.connect(self._show_rule)
        self.count = label(_("Reading the rules…"), theme.font("caption"), "rule_count", tone="muted")
        self.detail = RuleDetail(theme)
        self.detail.pack_button.clicked.connect(self._switch_pack)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_TYPING_MS)
        self._pause.timeout.connect(self._filter)
        self.search.textChanged.connect(lambda _text: self._pause.start())
        self.first = self.search
        self._build(theme)

    def _build(self, theme: Theme) -> None:
        self.column.addSpacing(theme.space(5))
        self.column.addWidget(self.search)
        self.column.addSpacing(theme.space(2))
        across = row(self.pack_choice, self.category_choice)
        self.column.addLayout(across)
        self.column.addSpacing(theme.space(3))
        self.column.addWidget(self.count)
        self.column.addSpacing(theme.space(2))
        frame, inside = card(theme.space(1))
        inside.addWidget(self.list)
        self._halves = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._halves.setSpacing(theme.space(4))
        self._halves.addWidget(frame, 5)
        self._halves.addWidget(self.detail, 4)
        self.column.addLayout(self._halves, 1)

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self.delegate.set_theme(theme)
        self.list.doItemsLayout()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.width() >= _WIDE_PX * self.theme.text_scale
        direction = QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom
        self._halves.setDirection(direction)

    # ---- reading -------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        studio = self.tools.studio
        if self._read_from == studio.paths:
            return
        self._read_from = studio.paths

        def job(_handle: object) -> tuple[list[Rule], list[str], set[str]]:
            order = {purpose: number for number, purpose in enumerate(_PURPOSES)}
            rules = sorted(
                studio.all_rules(), key=lambda rule: (order[rule.purpose], rule.title.casefold(), rule.id)
            )
            folder = str(studio.paths.rules)
            own = {rule.id for rule in rules if rule.file.startswith(folder)}
            return rules, [found_by(rule) for rule in rules], own

        self.tools.tasks.run(
            job,
            done=lambda found: self.fill(*found),
            failed=self._not_read,
            owner=self,
            name="read the rules",
        )

    def fill(self, rules: Sequence[Rule], hay: Sequence[str], own: set[str]) -> None:
        """Show these rules."""
        self.model.set_rules(rules, hay, own)
        self.pack_choice.clear()
        self.pack_choice.addItem(_("Every pack"), "")
        self.pack_choice.addItem(_("Only what is off"), _OFF_ONLY)
        for pack, title in dict.fromkeys((rule.pack, rule.title) for rule in rules):
            self.pack_choice.addItem(title, pack)
        self.category_choice.clear()
        self.category_choice.addItem(_("Every category"), "")
        for category in sorted({rule.category for rule in rules}):
            self.category_choice.addItem(words_of(category), category)
        self.show_values()
        self._filter()
        if self.model.rowCount() and not self.list.currentIndex().isValid():
            self.list.setCurrentIndex(self.model.index(0))

    def _not_read(self, error: object) -> None:
        self._read_from = None
        self.count.setText(_("The rules cannot be read."))
        self.failed.emit(error)

    def show_values(self) -> None:
        current = self._current()
        self.model.set_off(self.tools.settings.rules_off)
        self._keep(current)
        self._count()
        self.detail.show_rule(self._current(), self.model)

    def _filter(self) -> None:
        self._pause.stop()
        current = self._current()
        pack = self.pack_choice.currentData() or ""
        only_off = pack == _OFF_ONLY
        self.model.set_filter(
            self.search.text(), "" if only_off else pack, self.category_choice.currentData() or "", only_off
        )
        self._keep(current)
        self._count()

    def _keep(self, rule: Rule | None) -> None:
        """The same rule stays the current one, else the first."""
        if self.list.currentIndex().isValid() or not self.model.rowCount():
            if not self.model.rowCount():
                self.detail.show_rule(None, self.model)
            return
        at = self.model.row_of(rule.id) if rule is not None else None
        self.list.setCurrentIndex(self.model.index(at or 0))

    def _count(self) -> None:
        n, n_off = self.model.rowCount(), sum(is_off(rule, self.model.off) for rule in self.model.rules)
        parts = [ngettext("{n} rule", "{n} rules", n).format(n=n)]
        if n_off:
            parts.append(ngettext("{n} of all is off", "{n} of all are off", n_off).format(n=n_off))
        self.count.setText("  ·  ".join(parts))

    # ---- one rule ------------------------------------------------------------------------------

    def _current(self) -> Rule | None:
        index = self.list.currentIndex()
        return self.model.rule(index.row()) if index.isValid() else None

    def _show_rule(self, index: QModelIndex, _before: QModelIndex) -> None:
        self.detail.show_rule(self.model.rule(index.row()) if index.isValid() else None, self.model)

    def _switched(self, rule: Rule, on: bool) -> None:
        off = set(self.model.off)
        if not on:
            off.add(rule.id)
            text = _("“{title}” is off.").format(title=rule_title(rule))
        else:
            if rule.pack in off:  # the rest of the pack stays off
                off.remove(rule.pack)
                off |= {other.id for other in self.model.rules if other.pack == rule.pack}
            off.discard(rule.id)
            text = ""
        self._store(off, text)

    def _switch_pack(self) -> None:
        rule = self._current()
        if rule is None:
            return
        ids = {other.id for other in self.model.rules if other.pack == rule.pack}
        off = set(self.model.off) - ids
        if rule.pack in off or any(is_off(other, self.model.off) for other in self._pack_of(rule)):
            off.discard(rule.pack)
            self._store(off, "")
        else:
            off.add(rule.pack)
            self._store(off, _("The pack “{title}” is off.").format(title=rule.title))

    def _pack_of(self, rule: Rule) -> list[Rule]:
        return [other for other in self.model.rules if other.pack == rule.pack]

    def _store(self, off: set[str], undo_text: str) -> None:
        before = tuple(sorted(self.model.off))
        self._save_off(tuple(sorted(off)))
        if undo_text:
            self.undo_offered.emit(undo_text, lambda: self._save_off(before))

    def _save_off(self, off: tuple[str, ...]) -> None:
        current = self._current()
        self.model.set_off(off)
        self._keep(current)
        self._count()
        self.detail.show_rule(self._current(), self.model)
        self.save(rules_off=off, then=self._warm)

    def _warm(self) -> None:
        """The next take should not wait for the rules that are left to be put together."""
        studio = self.tools.studio
        self.tools.tasks.run(
            lambda _handle: studio.packs,
            done=lambda _packs: None,
            failed=self.failed.emit,
            name="load the rules",
        )


class RuleDetail(QWidget):
    """One rule in full: why, what to say instead, what it flags and what it lets pass."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("rule_detail")
        frame, column = card(theme.space(5))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(frame)
        self.title = label("", theme.font("lead"), "rule_title")
        self.about = label("", theme.font("caption"), "rule_about", tone="muted")
        self.why = label("", theme.font("body"), "rule_why")
        self.instead = label("", theme.font("body"), "rule_instead")
        self.flags_title = label(_("Speaks up about"), theme.font("caption"), tone="muted")
        self.flags = label("", theme.font("body"), "rule_flags")
        self.passes_title = label(_("Lets pass"), theme.font("caption"), tone="muted")
        self.passes = label("", theme.font("body"), "rule_passes")
        self.source = label("", theme.font("caption"), "rule_source", tone="muted")
        self.pack_button = button("", "rule_pack_switch", "quiet")
        for part, gap in (
            (self.title, 0), (self.about, 1), (self.why, 3), (self.instead, 2), (self.flags_title, 4),
            (self.flags, 1), (self.passes_title, 3), (self.passes, 1), (self.source, 4),
        ):  # fmt: skip
            column.addSpacing(theme.space(gap))
            column.addWidget(part)
        column.addStretch(1)
        column.addSpacing(theme.space(3))
        column.addLayout(row(self.pack_button, 1))

    def show_rule(self, rule: Rule | None, model: RulesModel) -> None:
        """Everything there is to say of a rule; nothing of None."""
        self.setVisible(rule is not None)
        if rule is None:
            return
        mine = (
            _("Yours: {file}").format(file=rule.file) if rule.id in model.own else _("Shipped with Rehearse")
        )
        state = _("On") if model.is_on(rule) else _("Off")
        self.title.setText(rule_title(rule))
        self.about.setText(
            "  ·  ".join((state, rule.title, words_of(rule.category), purpose_words(rule), mine))
        )
        self._show(self.why, rule.why)
        self._show(self.instead, _("Instead: {words}").format(words=rule.instead) if rule.instead else "")
        self._show(self.flags, _quoted(rule.flag), self.flags_title)
        self._show(self.passes, _quoted(rule.pass_), self.passes_title)
        self.flags_title.setText(_("Speaks up about") if rule.purpose == "pitch" else _("Recognises"))
        self._show(self.source, _("Source: {source}").format(source=rule.source) if rule.source else "")
        some_off = any(is_off(other, model.off) for other in model.rules if other.pack == rule.pack)
        text = _("Turn the whole pack on") if some_off else _("Turn the whole pack off")
        self.pack_button.setText(text)
        self.pack_button.setAccessibleName(f"{text}: {rule.title}")

    @staticmethod
    def _show(part: QWidget, text: str, title: QWidget | None = None) -> None:
        part.setText(text)  # type: ignore[attr-defined]
        for one in (part, title):
            if one is not None:
                one.setVisible(bool(text))


def _quoted(examples: Sequence[str]) -> str:
    return "\n".join(f"“{example}”" for example in examples)
