"""What can be done on the progress page, for the palette and its keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rehearse.i18n import _
from rehearse.ui.commands import Command

if TYPE_CHECKING:
    from rehearse.ui.window import MainWindow


def progress_commands(window: MainWindow) -> list[Command]:
    def page() -> Any:
        return window.pages.get("progress")

    def calls() -> None:
        window.show_page("progress")
        if window.page == "progress":  # not while recording
            page().show_tab("calls")
            page().calls.entry.left.setFocus()

    def practising() -> bool:
        return bool(page().tab == "practice" and page().practice.points)

    return [
        Command("calls.enter", _("Enter calls"), calls, "Ctrl+L", _("call log back left messages rate")),
        Command(
            "progress.picture",
            _("Save the chart as a picture"),
            lambda: page().practice.picture_wanted.emit(),
            "",
            _("export png image"),
            page="progress",
            enabled=lambda: practising() and page().practice.picture_button.isEnabled(),
        ),
        Command(
            "progress.table",
            _("Save the figures as a table"),
            lambda: page().practice.table_wanted.emit(),
            "",
            _("export csv spreadsheet"),
            page="progress",
            enabled=practising,
        ),
    ]
