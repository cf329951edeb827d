"""What can be done about other people's recordings, for the keys and the palette."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rehearse.i18n import _
from rehearse.ui.commands import Command
from rehearse.ui.import_watch import toggle

if TYPE_CHECKING:
    from rehearse.ui.window import MainWindow


def import_commands(window: MainWindow) -> list[Command]:
    """Importing begins on every page."""
    return [
        Command(
            "import.show",
            _("Import recordings…"),
            lambda: window.imports.show(),
            "Ctrl+Shift+I",
            _("bring in take in files drop dialler phone memo coach"),
        ),
        Command(
            "import.files",
            _("Import files or a zip…"),
            lambda: window.imports.choose_files(),
            "",
            _("bring in take in recordings audio open"),
        ),
        Command(
            "import.folder",
            _("Import a folder…"),
            lambda: window.imports.choose_folder(),
            "",
            _("bring in take in recordings audio directory"),
        ),
        Command(
            "import.watch",
            _("Watch a folder for new recordings…"),
            lambda: window.imports.choose_watched(),
            "",
            _("import automatically incoming directory sync"),
        ),
        Command(
            "import.watch.pause",
            _("Pause watching the folder, or go on"),
            lambda: toggle(window.imports.watched),
            "",
            _("import automatically incoming"),
            enabled=lambda: window.imports.watched.folder is not None,
        ),
        Command(
            "import.watch.stop",
            _("Stop watching the folder"),
            lambda: window.imports.watched.choose(None),
            "",
            _("import automatically incoming"),
            enabled=lambda: window.imports.watched.folder is not None,
        ),
        Command(
            "import.keep",
            _("Import the recordings that were looked over"),
            lambda: window.imports.page.keep(),
            "Ctrl+Return",
            _("keep take in"),
            page="import",
            enabled=lambda: window.imports.page.keep_button.isEnabled(),
        ),
        Command(
            "import.toggle",
            _("Take the chosen recordings in, or leave them out"),
            lambda: window.imports.page.table.toggle_chosen(),
            "",  # Space in the table, which belongs to recording everywhere else
            _("skip exclude include want"),
            page="import",
            enabled=lambda: bool(window.imports.page.table.chosen()),
        ),
        Command(
            "import.say",
            _("Say who speaks, when, with which script and tags"),
            lambda: window.imports.page.fields.begin(),
            "Return",
            _("speaker date script tag bulk edit chosen"),
            page="import",
            enabled=lambda: window.imports.page.fields.isVisible(),
            fixed=True,
        ),
        Command(
            "import.next_list",
            _("Show the new, the known or the unusable recordings"),
            lambda: window.imports.page.show_next(),
            "F6",
            _("there already broken list"),
            page="import",
        ),
        Command(
            "import.leave",
            _("Import nothing"),
            lambda: window.imports.page.leave_button.click(),
            "",
            _("cancel discard"),
            page="import",
            enabled=lambda: window.imports.page.leave_button.isVisible(),
        ),
        Command(
            "import.stop",
            _("Stop looking at the files"),
            lambda: window.imports.stop_looking(),
            "",  # Escape on the page
            _("cancel"),
            page="import",
            enabled=lambda: window.imports.page.looking,
        ),
        Command(
            "import.pause",
            _("Pause listening, or go on"),
            lambda: window.imports.bar.toggle(),
            "",
            _("import background transcribe"),
            enabled=lambda: window.imports.hearing.running,
        ),
        Command(
            "import.hear",
            _("Listen to what was imported"),
            lambda: window.imports.hearing.go_on(),
            "",
            _("import background transcribe"),
            enabled=lambda: window.imports.hearing.n_left > 0 and not window.imports.hearing.running,
        ),
    ]
