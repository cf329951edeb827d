"""Reads typed messages: files and standard input, in whatever encoding an editor has written."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from rehearse.errors import DataError, FileMissing, RehearseError
from rehearse.files import decode_text
from rehearse.i18n import _

#: A message of a thousand words is 6 kB; what is larger than this is not a text somebody typed.
MAX_BYTES = 20_000_000

#: The same for one message of it: judging a text takes about 300 times its size in memory.
MAX_MESSAGE_CHARACTERS = 2_000_000


def read_text(path: Path | None) -> tuple[str, str]:
    """The text of a file (standard input for None), and a remark when it had to be guessed.

    Raises `FileMissing` or `DataError`.
    """
    name = str(path) if path is not None else _("standard input")
    raw = _read(path, name)
    if len(raw) > MAX_BYTES:
        raise DataError(
            _("{name} is larger than {size} MB, which is no message.").format(
                name=name, size=MAX_BYTES // 1_000_000
            ),
            help=_("Give the text of the messages alone."),
        )
    try:
        text, guessed = decode_text(raw, errors="replace")
    except UnicodeError as error:
        raise _not_text(name) from error
    remark = _("{name} is not UTF-8, so it was read as Windows-1252; check names with accents.")
    return text, remark.format(name=name) if guessed else ""


def fits(text: str) -> bool:
    """Whether a text is short enough to be one message."""
    return len(text) <= MAX_MESSAGE_CHARACTERS


def require_message(text: str, name: str) -> None:
    """Raise `DataError` for a text that is too long to be one message."""
    if not fits(text):
        raise DataError(
            _("{name} has {n} characters, which is no message.").format(name=name, n=len(text)),
            help=_("Give one message, or one on each line with --lines."),
        )


def lines_of(text: str) -> list[str]:
    """The lines that say something; only line ends that an editor makes count."""
    unified = text.replace("\r\n", "\n").replace("\r", "\n")
    return [line for line in unified.split("\n") if line.strip()]


def _read(path: Path | None, name: str) -> bytes:
    if path is None:
        if sys.stdin is None:
            raise FileMissing(_("Nothing is piped in, so there is no text to read."))
        return sys.stdin.buffer.read(MAX_BYTES + 1)
    try:
        with open(path, "rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        raise unreadable(path, error) from error


def unreadable(path: Path | str, error: OSError) -> RehearseError:
    """Why a file cannot be read, in a sentence."""
    name = os.fspath(path)
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return FileMissing(_("There is no file {name}.").format(name=name), help=_("Check the name."))
    if isinstance(error, IsADirectoryError):
        return FileMissing(_("{name} is a folder, not a file.").format(name=name))
    if isinstance(error, PermissionError):
        return FileMissing(
            _("{name} may not be read.").format(name=name), help=_("Check the file's permissions.")
        )
    return FileMissing(
        _("{name} cannot be read: {reason}.").format(name=name, reason=error.strerror or error)
    )


def _not_text(name: str) -> DataError:
    return DataError(
        _("{name} is not a text.").format(name=name), help=_("Recordings are for “rehearse score”.")
    )
