"""Colours, text size, movement: seen at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rehearse.i18n import _
from rehearse.ui.controls import Segments
from rehearse.ui.look import TEXT_SCALES
from rehearse.ui.settings_index import entry
from rehearse.ui.settings_more import add_rows, show_rows
from rehearse.ui.settings_parts import SectionPage, Stepper, Tools

if TYPE_CHECKING:
    from rehearse.ui.settings_index import Section
    from rehearse.ui.theme import Theme


class LookPage(SectionPage):
    """What `Look` applies and stores."""

    def __init__(self, tools: Tools, theme: Theme, facts: Section) -> None:
        super().__init__(tools, theme, facts)
        colours = entry("theme")
        self.theme_choice = Segments(
            theme, "theme_choice", colours.title, [(str(key), words) for key, words in colours.choices]
        )
        self.theme_choice.chosen.connect(tools.look.choose_colours)
        self.size_stepper = Stepper(
            theme, "text_scale", _("Text size"), TEXT_SCALES, lambda scale: f"{round(100 * scale)} %"
        )
        self.size_stepper.changed.connect(tools.look.choose_text_scale)
        tools.look.changed.connect(lambda _theme: self.show_values())
        column = self.add_card()
        self.add_row(column, "theme", self.theme_choice)
        self.add_row(column, "text_scale", self.size_stepper)
        self._more = add_rows(self, column, "reduced_motion")
        self.end()
        self.show_values()

    def show_values(self) -> None:
        look = self.tools.look
        self.theme_choice.set_value(look.colours)
        self.size_stepper.set_value(look.text_scale)
        show_rows(self, self._more)
