"""The user's own editor, opened on a text."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

from rehearse.cli.console import Console
from rehearse.errors import DataError, UsageError
from rehearse.i18n import _
from rehearse.script.script import parse_script
from rehearse.script.text_file import read_script_file


def edited(text: str, console: Console) -> str:
    """The script as it stands when the editor is closed.

    Raises `UsageError` where nobody sits at a terminal or no editor can be started, `DataError` where what
    was written is no script; then it is kept in a file that is named.
    """
    if not (sys.stdin is not None and sys.stdin.isatty()):
        raise UsageError(
            _("There is no text: name a file, or - for what is piped in."),
            help=_("In a terminal your editor opens without one."),
        )
    command = os.environ.get("VISUAL") or os.environ.get("EDITOR") or _usual_editor()
    # Made for this user alone; a script is nobody else's business.
    folder = Path(tempfile.mkdtemp(prefix="rehearse-"))
    path = folder / "script.txt"
    path.write_text(text, encoding="utf-8")
    console.flush()
    try:
        status = subprocess.run(
            [*shlex.split(command, posix=os.name != "nt"), str(path)], check=False
        ).returncode
    except (OSError, ValueError) as error:
        _remove(path)
        raise UsageError(
            _("The editor “{command}” cannot be started.").format(command=command),
            help=_("Name yours in the variable EDITOR, or give a file."),
        ) from error
    if status:
        kept = _("What was written is kept in {path}.").format(path=path)
        raise DataError(_("The editor ended with a failure."), kept=kept)
    written = read_script_file(path)
    try:
        parse_script(written)
    except DataError as error:
        kept = _("What was written is kept in {path}.").format(path=path)
        raise DataError(error.message, kept=kept, help=error.help) from error
    _remove(path)
    return written.removesuffix("\n")


def _usual_editor() -> str:
    return "notepad" if os.name == "nt" else "vi"


def _remove(path: Path) -> None:
    path.unlink(missing_ok=True)
    path.parent.rmdir()
