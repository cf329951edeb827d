"""What can be done with drills of one's own, for the keys and the palette."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rehearse.i18n import _
from rehearse.ui.commands import Command

if TYPE_CHECKING:
    from rehearse.ui.drill_form import DrillForm
    from rehearse.ui.window import MainWindow


def drill_form_commands(window: MainWindow) -> list[Command]:
    """Those of the form need it in sight; a file can be taken in everywhere."""

    def form() -> DrillForm:
        made: DrillForm = window.pages.get("drill_form")
        return made

    return [
        Command(
            "drills.file",
            _("Open a drill file…"),
            lambda: window.drill_shelf.choose_file(window),
            "",
            _("take in shared import toml"),
        ),
        Command(
            "drill_form.save",
            _("Save the drill"),
            lambda: form().save(),
            "Ctrl+S",
            _("keep write"),
            page="drill_form",
            enabled=lambda: form().save_button.isEnabled(),
        ),
        Command(
            "drill_form.try",
            _("Save and try the drill"),
            lambda: form().try_it(),
            "Ctrl+Return",
            _("start begin run"),
            page="drill_form",
            enabled=lambda: form().try_button.isEnabled(),
        ),
        Command(
            "drill_form.round",
            _("Add a round"),
            lambda: form().editor.add_round(),
            "Ctrl+Shift+R",
            _("repeat more"),
            page="drill_form",
            enabled=lambda: form().editor.may_add,
        ),
    ]
