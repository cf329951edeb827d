"""The commands of the page of takes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rehearse.i18n import _
from rehearse.ui.commands import Command

if TYPE_CHECKING:
    from rehearse.ui.window import MainWindow


def takes_commands(window: MainWindow) -> list[Command]:
    """What can be done with takes; searching from every page."""

    def on_takes(what: str) -> Any:
        return lambda: getattr(window.takes, what)()

    def search() -> None:
        window.show_page("takes")
        window.takes.search_for()

    def export() -> None:
        window.export_takes()

    def on_list() -> bool:
        return not window.takes.in_trash and window.takes.delete_button.isEnabled()

    return [
        Command(
            "takes.search",
            _("Search everything you said"),
            search,
            "Ctrl+F",
            _("find words takes full text"),
        ),
        Command(
            "takes.star",
            _("Star the chosen takes"),
            on_takes("star_selected"),
            "S",
            _("favourite best mark"),
            page="takes",
            enabled=on_list,
        ),
        Command(
            "takes.tag",
            _("Tag the chosen takes"),
            on_takes("tag_selected"),
            "T",
            _("label mark"),
            page="takes",
            enabled=on_list,
        ),
        Command(
            "takes.speaker",
            _("Say who speaks in the chosen takes"),
            on_takes("name_speaker"),
            "W",
            _("who person name"),
            page="takes",
            enabled=on_list,
        ),
        Command(
            "takes.export",
            _("Export the chosen takes"),
            export,
            "E",
            _("save send report page pdf subtitles captions table csv zip"),
            page="takes",
            enabled=on_list,
        ),
        Command(
            "takes.open",
            _("Open the take"),
            on_takes("open_current"),
            "Return",
            _("review show"),
            page="takes",
            enabled=lambda: window.takes.open_button.isEnabled(),
            fixed=True,
        ),
        Command(
            "takes.rename",
            _("Rename the take"),
            on_takes("rename_current"),
            "F2",
            _("title name"),
            page="takes",
            enabled=lambda: window.takes.rename_button.isEnabled(),
            fixed=True,
        ),
        Command(
            "takes.delete",
            _("Delete the chosen takes"),
            on_takes("delete_selected"),
            "Del",
            _("remove trash"),
            page="takes",
            enabled=lambda: not window.takes.in_trash and window.takes.delete_button.isEnabled(),
            fixed=True,
        ),
        Command(
            "takes.restore",
            _("Put the chosen takes back"),
            on_takes("restore_selected"),
            "",
            _("undo delete trash"),
            page="takes",
            enabled=lambda: window.takes.in_trash and window.takes.restore_button.isEnabled(),
        ),
        Command(
            "takes.purge",
            _("Delete the chosen takes for good"),
            lambda: window.takes.bar.ask_purge(),
            "",
            _("trash remove forever"),
            page="takes",
            enabled=lambda: window.takes.in_trash and window.takes.restore_button.isEnabled(),
        ),
        Command(
            "takes.trash",
            _("Show the trash"),
            lambda: window.takes.trash_button.click(),
            "",
            _("deleted"),
            page="takes",
            enabled=lambda: not window.takes.in_trash,
        ),
        Command(
            "takes.all",
            _("Show all takes"),
            lambda: window.takes.all_button.click(),
            "",
            _("trash back"),
            page="takes",
            enabled=lambda: window.takes.in_trash,
        ),
    ]
