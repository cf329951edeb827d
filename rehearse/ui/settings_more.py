"""Rows for settings that need nothing but their kind: a switch, a few choices, a figure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from rehearse.settings import Settings
from rehearse.ui.controls import Choice, Segments
from rehearse.ui.settings_index import Entry, entries
from rehearse.ui.settings_parts import SectionPage, Stepper, Switch, Tools

if TYPE_CHECKING:
    from PySide6.QtWidgets import QVBoxLayout

    from rehearse.ui.settings_index import Section
    from rehearse.ui.theme import Theme


def add_rows(page: SectionPage, column: QVBoxLayout, *names: str) -> list[str]:
    """Rows for the settings of these names that this version has; the names that got one.

    What the control looks like follows from the setting's default and from its entry in
    `settings_index`: true or false is a switch, choices are segments or a list, a figure is stepped.
    """
    here = {found.name: found for found in entries()}
    made = []
    for name in names:
        facts = here.get(name)
        control = _control(page, facts) if facts is not None else None
        if control is not None:
            page.add_row(column, name, control)
            made.append(name)
    return made


def show_rows(page: SectionPage, names: list[str]) -> None:
    """Show what is stored in rows that `add_rows` made."""
    for name in names:
        control, value = page.rows[name].control, getattr(page.tools.settings, name)
        if isinstance(control, Switch):
            control.setChecked(value)
        elif isinstance(control, Stepper):
            control.set_value(float(value))
        elif isinstance(control, Segments):
            control.set_value(str(value))
        elif isinstance(control, Choice):
            control.setCurrentIndex(control.findData(value))


def _control(page: SectionPage, facts: Entry) -> QWidget | None:
    theme, name, default = page.theme, facts.name, getattr(Settings(), facts.name)
    if isinstance(default, bool):
        switch = Switch(theme, f"{name}_switch", facts.title)
        switch.clicked.connect(lambda on: page.save(**{name: on}))
        return switch
    if facts.choices and all(isinstance(value, str) for value, _words in facts.choices[:4]):
        return _segments(page, facts)
    if isinstance(default, (int, float)) and facts.most > facts.least:
        return _stepper(page, facts, type(default))
    return None


def _segments(page: SectionPage, facts: Entry) -> QWidget:
    name = facts.name
    if len(facts.choices) <= 4:
        segments = Segments(
            page.theme, f"{name}_choice", facts.title, [(str(key), words) for key, words in facts.choices]
        )
        segments.chosen.connect(lambda key: page.save(**{name: key}))
        return segments
    choice = Choice(page.theme, f"{name}_choice", facts.title)
    for key, words in facts.choices:
        choice.addItem(words, key)
    choice.activated.connect(lambda row: page.save(**{name: choice.itemData(row)}))
    return choice


def _stepper(page: SectionPage, facts: Entry, kind: Any) -> QWidget:
    n_steps = round((facts.most - facts.least) / facts.step)
    steps = tuple(facts.least + number * facts.step for number in range(n_steps + 1))
    gap = "" if facts.unit == "×" else " "
    stepper = Stepper(
        page.theme,
        f"{facts.name}_stepper",
        facts.title,
        steps,
        lambda value: f"{value:g}{gap}{facts.unit}".strip(),
    )
    stepper.changed.connect(lambda value: page.save(**{facts.name: kind(value)}))
    return stepper


class PracticePage(SectionPage):
    """What happens around a take."""

    def __init__(self, tools: Tools, theme: Theme, facts: Section) -> None:
        super().__init__(tools, theme, facts)
        self._names = add_rows(
            self, self.add_card(), *(found.name for found in entries() if found.section == "practice")
        )
        self.end()

    def show_values(self) -> None:
        show_rows(self, self._names)
