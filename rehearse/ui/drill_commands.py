"""What can be done on the page of the drills, for the keys and the palette."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from rehearse.i18n import _
from rehearse.ui.commands import Command

if TYPE_CHECKING:
    from rehearse.ui.drills_view import DrillsView
    from rehearse.ui.window import MainWindow


def drills_commands(window: MainWindow) -> list[Command]:
    """The page is made when a command is run."""

    def view() -> DrillsView:
        made: DrillsView = window.pages.get("drills")
        return made

    def unfinished() -> bool:
        entry = view().entry
        return entry is not None and entry.open_run is not None

    def is_own() -> bool:
        entry = view().entry
        return entry is not None and entry.own

    def there() -> bool:
        return view().entry is not None

    def command(
        name: str,
        title: str,
        run: Callable[[], None],
        key: str,
        keywords: str,
        enabled: Callable[[], bool] = lambda: True,
        *,
        fixed: bool = False,
    ) -> Command:
        return Command(
            f"drills.{name}", title, run, key, keywords, page="drills", enabled=enabled, fixed=fixed
        )

    return [
        command(
            "start", _("Start this drill, or go on with it"), lambda: view().begin(), "Return",
            _("begin do go"), there, fixed=True,
        ),
        command(
            "offered", _("Go to the drill that is offered"), lambda: view().show_offered(), "Ctrl+D",
            _("due next today"), there,
        ),
        command("search", _("Search the drills"), lambda: view().search_for(), "/", _("find filter")),
        command("new", _("New drill"), lambda: view().new_drill(), "Ctrl+N", _("own make write form")),
        command(
            "share", _("Save a copy of this drill"), lambda: view().share_drill(), "", _("export file send"),
            there,
        ),
        command(
            "delete", _("Delete this drill"), lambda: view().delete_drill(), "", _("remove own"), is_own
        ),
        command(
            "change", _("Change this drill, or make one like it"), lambda: view().change_drill(), "F2",
            _("edit own copy form"), there,
        ),
        command(
            "leave", _("End the unfinished drill here"), lambda: view().leave_unfinished(), "",
            _("stop give up"), unfinished,
        ),
    ]  # fmt: skip
