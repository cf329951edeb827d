"""Files of the user's own drills: read, compared, put aside, and what is said where one fails."""

from __future__ import annotations

import errno
import os
from pathlib import Path

from rehearse.analysis.data_file import NotUsable, read_bytes, toml_files
from rehearse.analysis.drill_files import MAX_BYTES, drill_toml
from rehearse.analysis.drills import Drill
from rehearse.errors import DataError, DiskFull, RehearseError, UsageError
from rehearse.files import builtin_drills_folder
from rehearse.i18n import _

#: So many deleted drills are kept: enough to find the one that was deleted by mistake.
MAX_DELETED = 50


def bytes_of(path: Path) -> bytes | None:
    """What a file holds, to bring it back; None where there is none.  Raises `DataError`."""
    if not os.path.lexists(path):
        return None
    return read_file(path)


def read_file(path: Path) -> bytes:
    """What a drill's file holds.  Raises `DataError`."""
    try:
        return read_bytes(path, MAX_BYTES)
    except NotUsable as error:
        raise DataError(
            _("The drill {file} cannot be read: {what}.").format(file=path, what=error),
            kept=_("Nothing was changed."),
        ) from error


def shipped_ids() -> set[str]:
    """The ids of the drills that come with the program."""
    return {path.stem for path in toml_files(builtin_drills_folder())}


def is_same(one: Drill, other: Drill) -> bool:
    """Whether two drills ask for the same, whatever their files are called."""
    return drill_toml(one) == drill_toml(other)


def thin_out(trash: Path) -> None:
    """The oldest go for good once there are many."""
    files = sorted(
        (path for path in trash.iterdir() if path.is_file()), key=lambda path: path.stat().st_mtime
    )
    for path in files[:-MAX_DELETED]:
        path.unlink()


def no_such(drill_id: str) -> UsageError:
    """That there is no drill of that id."""
    return UsageError(
        _("There is no drill called “{name}”.").format(name=drill_id),
        help=_("“rehearse drill list” shows all."),
    )


def told(error: OSError, folder: Path) -> RehearseError:
    """What the system refused, in words."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return DiskFull(
            _("The drill could not be written: the disk of {folder} is full.").format(folder=folder),
            kept=_("What was there before is untouched."),
            help=_("Free some space and try again."),
        )
    return DataError(
        _("The drill could not be written in {folder}: {what}.").format(
            folder=folder, what=error.strerror or error
        ),
        kept=_("What was there before is untouched."),
        help=_("Check that the folder belongs to you and is not write-protected."),
    )
