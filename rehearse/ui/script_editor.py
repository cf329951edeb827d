"""The small editor beside the stage: title, words, the places to fill in, and how long it will be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout

from rehearse.i18n import _, ngettext
from rehearse.ui.check_words import seconds_words
from rehearse.ui.controls import label, row, set_tone
from rehearse.ui.review_parts import MarkCard
from rehearse.ui.script_draft import ScriptFacts
from rehearse.ui.script_slots import SlotFields
from rehearse.ui.script_writing import ScriptWriting

if TYPE_CHECKING:
    from rehearse.studio import Studio
    from rehearse.ui.script_shelf import ScriptShelf
    from rehearse.ui.tasks import Tasks
    from rehearse.ui.theme import Theme


class ScriptEditor(ScriptWriting):
    """One column; the page of the scripts has more room and says more."""

    def __init__(self, studio: Studio, tasks: Tasks, theme: Theme, shelf: ScriptShelf) -> None:
        super().__init__(studio, tasks, theme, shelf, "script")
        self.title_edit.setFont(theme.font("strong"))
        self.words_edit.setProperty("kind", "ground")
        self.slots = SlotFields(theme, self)
        self.facts_label = label("", theme.font("body"), "script_facts")
        self.number_label = label("", theme.font("body"), "script_number")
        self.answer_edit.hide()  # asked on the page of the scripts
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.space(2))
        column.addWidget(self.title_edit)
        column.addWidget(self.words_edit, 1)
        column.addWidget(self.slots)
        column.addWidget(self.facts_label)
        column.addWidget(self.number_label)
        column.addSpacing(theme.space(1))
        column.addLayout(row(self.use_button, 1))
        self.card = MarkCard(theme, self)
        self.words_edit.mark_shown.connect(self.card.show_mark)
        self.words_edit.mark_hidden.connect(self.card.hide)
        self._take_in(ScriptFacts())

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.words_edit.set_theme(theme)
        self.card.set_theme(theme)

    def show_facts(self, facts: ScriptFacts) -> None:
        self.slots.show_slots(facts)
        if facts.problem:
            self.facts_label.setText(facts.problem)
        elif facts.length_s is None:
            self.facts_label.setText("")
        else:
            self.facts_label.setText(length_words(facts))
        set_tone(self.facts_label, "near" if facts.problem else "muted")
        words, tone = number_words(facts)
        self.number_label.setText(words)
        self.number_label.setVisible(bool(words))
        set_tone(self.number_label, tone)


def length_words(facts: ScriptFacts) -> str:
    """How long it is and how long it will take, as a sentence."""
    assert facts.length_s is not None
    return ngettext(
        "{n} word, about {length} at {wpm:.0f} words a minute.",
        "{n} words, about {length} at {wpm:.0f} words a minute.",
        facts.n_words,
    ).format(n=facts.n_words, length=seconds_words(facts.length_s), wpm=facts.wpm)


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
