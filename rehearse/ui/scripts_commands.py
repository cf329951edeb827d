"""What can be done on the page of the scripts, for the keys and the palette."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from rehearse.i18n import _
from rehearse.ui.commands import Command

if TYPE_CHECKING:
    from rehearse.ui.scripts_view import ScriptsView
    from rehearse.ui.window import MainWindow


def scripts_commands(window: MainWindow) -> list[Command]:
    """The page is made when a command is run; those of the open script need one."""

    def view() -> ScriptsView:
        made: ScriptsView = window.pages.get("scripts")
        return made

    def has_script() -> bool:
        return view().writing.draft.stored is not None

    def is_writing() -> bool:
        return view().right.currentWidget() is view().writing

    def command(
        name: str,
        title: str,
        run: Callable[[], None],
        key: str,
        keywords: str,
        enabled: Callable[[], bool] = lambda: True,
    ) -> Command:
        return Command(f"scripts.{name}", title, run, key, keywords, page="scripts", enabled=enabled)

    return [
        command("new", _("New script"), lambda: view().begin_script(), "Ctrl+N", _("begin example starter")),
        command(
            "rehearse", _("Rehearse this script"), lambda: view().writing.rehearse(), "Ctrl+Return",
            _("stage practise record"), is_writing,
        ),
        command(
            "next", _("Next finding in the script"), lambda: view().writing.next_finding(), "F8",
            _("pitch why instead"), is_writing,
        ),
        command(
            "previous", _("Finding before it"), lambda: view().writing.next_finding(back=True), "Shift+F8",
            _("pitch why instead"), is_writing,
        ),
        command(
            "versions", _("Versions of the script"), lambda: view().show_versions(), "Ctrl+Shift+H",
            _("history before bring back"), has_script,
        ),
        command(
            "variants", _("Variants side by side"), lambda: view().show_variants(), "Ctrl+Shift+B",
            _("beside compare another"), has_script,
        ),
        command(
            "ideas", _("Ideas"), lambda: view().show_mode("ideas"), "Ctrl+I", _("board wild alternatives")
        ),
        command("write", _("Back to writing"), lambda: view().show_mode("write"), "", _("scripts text")),
        command(
            "delete", _("Delete this script"), lambda: view().delete_current(), "", _("remove trash"),
            has_script,
        ),
    ]  # fmt: skip
