"""A script from a text file, in whatever encoding an editor has written it."""

from __future__ import annotations

from pathlib import Path

from rehearse.errors import DataError, FileMissing
from rehearse.files import decode_text
from rehearse.i18n import _
from rehearse.script.script import MAX_CHARS

#: Four bytes a character at most.
_MAX_BYTES = 4 * MAX_CHARS


def read_start(path: Path, most_bytes: int, *, help: str) -> bytes:
    """The beginning of a file; one byte more than `most_bytes` where it is longer.

    Raises `FileMissing`, one sentence; `help` says what else to choose.
    """
    try:
        if not path.is_file():
            raise FileMissing(_("{name} is no file that can be read.").format(name=path.name), help=help)
        with open(path, "rb") as file:
            return file.read(most_bytes + 1)
    except OSError as error:
        raise FileMissing(
            _("{name} cannot be read: {reason}.").format(name=path.name, reason=error.strerror or error)
        ) from error


def read_script_file(path: Path) -> str:
    """The text of a file.  Raises `FileMissing` or `DataError`, each one sentence."""
    raw = read_start(path, _MAX_BYTES, help=_("Choose a text file."))
    if len(raw) > _MAX_BYTES:
        raise DataError(
            _("{name} is too large for a script.").format(name=path.name),
            help=_("Give the text of one message."),
        )
    try:
        return decode_text(raw)[0]
    except UnicodeError as error:
        raise _not_text(path) from error


def _not_text(path: Path) -> DataError:
    return DataError(_("{name} is not a text.").format(name=path.name), help=_("Save it as plain text."))
