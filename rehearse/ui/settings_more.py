"""Rows for settings that need nothing but their kind: a switch, a few choices, a figure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from rehearse.i18n import _
from rehearse.settings import Settings
from rehearse.ui.controls import Choice, Segments
from rehearse.ui.number_edit import NumberEdit
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
            control.set_value(_key_of(value))
        elif isinstance(control, Choice):
            control.setCurrentIndex(control.findData(_key_of(value)))


def _key_of(value: object) -> str:
    """A value as the key of its button: None and 3 are values as well."""
    return "" if value is None else str(value)


def _control(page: SectionPage, facts: Entry) -> QWidget | None:
    theme, name, default = page.theme, facts.name, getattr(Settings(), facts.name)
    if isinstance(default, bool):
        switch = Switch(theme, f"{name}_switch", facts.title)
        switch.clicked.connect(lambda on: page.save(**{name: on}))
        return switch
    if facts.choices:
        return _chooser(page, facts)
    if facts.steps:
        return _stepper(page, facts, type(default))
    return None


def _chooser(page: SectionPage, facts: Entry) -> QWidget:
    """A few short ones all in sight, else a list."""
    name = facts.name
    values: dict[str, Any] = {_key_of(value): value for value, _words in facts.choices}
    named = [(_key_of(value), words) for value, words in facts.choices]
    if len(named) <= 3:
        segments = Segments(page.theme, f"{name}_choice", facts.title, named)
        segments.chosen.connect(lambda key: page.save(**{name: values[key]}))
        return segments
    choice = Choice(page.theme, f"{name}_choice", facts.title)
    for key, words in named:
        choice.addItem(words, key)
    choice.activated.connect(lambda row: page.save(**{name: values[choice.itemData(row)]}))
    return choice


def _stepper(page: SectionPage, facts: Entry, kind: Any) -> QWidget:
    gap = "" if facts.unit == "×" else " "
    stepper = Stepper(
        page.theme,
        f"{facts.name}_stepper",
        facts.title,
        facts.steps,
        lambda value: f"{value:g}{gap}{facts.unit}".strip(),
    )
    stepper.changed.connect(lambda value: page.save(**{facts.name: kind(value)}))
    return stepper


class PracticePage(SectionPage):
    """What happens around a take."""

    def __init__(self, tools: Tools, theme: Theme, facts: Section) -> None:
        super().__init__(tools, theme, facts)
        names = [found.name for found in entries() if found.section == "practice"]
        drills = [name for name in names if name.startswith("drill_")]
        self._names = add_rows(self, self.add_card(), *(name for name in names if name not in drills))
        column = self.add_card(_("Drills"))
        self.number = NumberEdit(theme, tools.tasks, lambda: tools.settings.region)
        self.number.entered.connect(lambda text: self.save(own_number=text))
        self.add_row(column, "own_number", self.number, grow=True)
        self._names += add_rows(self, column, *drills)
        self.end()

    def show_values(self) -> None:
        show_rows(self, self._names)
        self.number.set_number(self.tools.settings.own_number)

    def leave(self) -> None:
        """The window closes: what is typed is stored."""
        self.number.give()
