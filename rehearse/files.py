"""Files written so that a crash leaves the old one or the new one, never half of either."""

from __future__ import annotations

import codecs
import contextlib
import errno
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

PRIVATE_FOLDER_MODE = 0o700
PRIVATE_FILE_MODE = 0o600

#: Of a file's name in that of its temporary file: a name takes 255 bytes, a character up to four.
_PREFIX_CHARS = 40

#: How temporary files end.
_TEMPORARY_ENDING = ".tmp"

#: Between closing a file and giving it its name nobody holds it on Windows: it must be older than this.
_ABANDONED_AFTER_S = 60.0

#: Somebody who clears up holds a lock for less than this.
CLEARING_S = 1.0

#: A zip's reader quotes a whole damaged file where it is told that a name is that long.
_MOST_REASON = 160


def assets_folder() -> Path:
    """Where rules, profiles, icons and samples lie: inside the wheel, else beside the package."""
    package = Path(__file__).resolve().parent
    inside = package / "assets"
    return inside if inside.is_dir() else package.parent / "assets"


def builtin_rules_folder() -> Path:
    """The shipped rule packs of the language that is judged."""
    return assets_folder() / "rules" / "en"


def builtin_profiles_folder() -> Path:
    return assets_folder() / "profiles"


def builtin_starters_folder() -> Path:
    """Scripts to begin from, in the language that is judged."""
    return assets_folder() / "scripts" / "en"


def builtin_drills_folder() -> Path:
    """The shipped drills, in the language that is judged."""
    return assets_folder() / "drills" / "en"


def builtin_rubrics_folder() -> Path:
    """The shipped rubrics, in the language that is judged."""
    return assets_folder() / "rubrics" / "en"


def builtin_prospects_folder() -> Path:
    """The shipped decks of prospect cards, in the language that is judged."""
    return assets_folder() / "prospects" / "en"


def builtin_models_folder() -> Path:
    """Where the starter model lies: inside the wheel, else `models/` beside the package."""
    package = Path(__file__).resolve().parent
    inside = package / "models"
    return inside if inside.is_dir() else package.parent / "models"


def make_private_folder(folder: Path) -> Path:
    """Create `folder` and its parents, readable by this user alone; return it."""
    # Not mkdir(parents=True): that gives `mode` to the last folder only.
    missing = [place for place in (folder, *folder.parents) if not place.exists()]
    for place in reversed(missing):
        place.mkdir(exist_ok=True, mode=PRIVATE_FOLDER_MODE)
    folder.mkdir(exist_ok=True, mode=PRIVATE_FOLDER_MODE)  # raises where a file is in the way
    return folder


def write_atomic(path: Path, data: bytes | str) -> None:
    """Write a temporary file in the same folder, flush it to the disk, put it in place of `path`."""
    with replacing(path) as file:
        file.write(data.encode() if isinstance(data, str) else data)


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[IO[bytes]]:
    """A temporary file to write, put in place of `path` at the end of the block; gone where that fails.

    What a killed process leaves of one `clear_temporary` takes away.
    """
    handle, name = _temporary(path)
    try:
        with os.fdopen(handle, "w+b") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
            if sys.platform != "win32":
                os.replace(name, path)  # while it is locked: nobody takes it for litter
        if sys.platform == "win32":  # an open file cannot be moved there
            os.replace(name, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(name)
        raise
    sync_folder(path.parent)


def _temporary(path: Path) -> tuple[int, str]:
    """A new file beside `path`, open and locked as long as it is: its descriptor and its name."""
    import tempfile  # loads much of Python, and most commands write nothing

    while True:
        prefix = f".{path.name[:_PREFIX_CHARS]}."
        handle, name = tempfile.mkstemp(prefix=prefix, suffix=_TEMPORARY_ENDING, dir=path.parent)
        if sys.platform == "win32":
            return handle, name
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if os.path.exists(name):
                return handle, name
        except OSError as error:
            if error.errno not in _TAKEN:
                return handle, name  # a disk without locks: nobody clears up there
        # Taken for litter in the moment between being made and being locked.
        os.close(handle)


def clear_temporary(folder: Path) -> None:
    """Take away what processes that died were writing in `folder`; not what is being written now."""
    try:
        names = os.listdir(folder)
    except OSError:
        return
    for name in names:
        if is_temporary(name):
            remove_abandoned(folder / name)


def is_temporary(name: str) -> bool:
    """Whether a file of that name is one that `replacing` writes."""
    return name.startswith(".") and name.endswith(_TEMPORARY_ENDING)


def remove_abandoned(path: Path) -> None:
    """Remove a temporary file whose writer is gone."""
    with contextlib.suppress(OSError):
        if sys.platform == "win32":  # whoever has it open keeps it from being removed
            if time.time() - path.stat().st_mtime > _ABANDONED_AFTER_S:
                path.unlink()
            return
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            path.unlink()
        finally:
            os.close(descriptor)


def sync_folder(folder: Path) -> None:
    """Make a rename or a new file in `folder` durable (a no-op where folders cannot be synced)."""
    if sys.platform == "win32":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def free_bytes(folder: Path) -> int:
    """Free space for this user on the file system that holds `folder` or its nearest parent."""
    return disk_bytes(folder)[1]


def disk_bytes(folder: Path) -> tuple[int, int]:
    """Size and free space of the same."""
    import shutil  # as above

    place = folder
    while not place.exists() and place != place.parent:
        place = place.parent
    usage = shutil.disk_usage(place)
    return usage.total, usage.free


def short_reason(error: object) -> str:
    """What a library says of an error, or a stranger's name, for a sentence: on one line and never long."""
    text = "".join(letter if letter.isprintable() else "\ufffd" for letter in str(error)).rstrip(".")
    return text if len(text) <= _MOST_REASON else text[:_MOST_REASON] + "…"


#: How many may share a lock where the system knows no shared ones: each takes a byte of its own.
_SHARERS = 64

if sys.platform == "win32":

    def _lock_bytes(file: IO[Any], shared: bool) -> None:
        """Lock all of the sharers' bytes, or the first that is free.  Raises `OSError`."""
        for place in range(_SHARERS if shared else 1):
            file.seek(place)
            try:
                msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1 if shared else _SHARERS)
            except OSError:
                continue
            return
        raise BlockingIOError


#: What a lock that somebody else has is told by; anything else means that the disk knows no locks.
_TAKEN = frozenset((errno.EAGAIN, errno.EWOULDBLOCK, errno.EACCES, errno.EDEADLK))


def _lies_at(file: IO[Any], path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(file.fileno()), os.stat(path))
    except OSError:
        return False


class FileLock:
    """An advisory lock that the system releases when its process dies, however it dies.

    `refused` is why the last `acquire` failed, where it was not that somebody else has the lock: some
    network drives know none.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.refused: OSError | None = None
        self._file: IO[Any] | None = None

    def acquire(self, *, shared: bool = False, wait_s: float = 0.0) -> bool:
        """Take the lock, waiting so long for it; false when another process (or lock) has it.

        Any number may have it `shared` at once, and nobody has it alone meanwhile.
        """
        given_up = time.monotonic() + wait_s
        while not (got := self._acquire_now(shared)) and self.refused is None:
            if time.monotonic() >= given_up:
                break
            time.sleep(0.01)
        return got

    def _acquire_now(self, shared: bool) -> bool:
        while True:
            file = os.fdopen(os.open(self.path, os.O_RDWR | os.O_CREAT, PRIVATE_FILE_MODE), "r+b")
            try:
                if sys.platform == "win32":
                    _lock_bytes(file, shared)
                else:
                    kind = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
                    fcntl.flock(file.fileno(), kind | fcntl.LOCK_NB)
            except OSError as error:
                self.refused = None if error.errno in _TAKEN or error.errno is None else error
                file.close()
                return False
            self.refused = None
            if sys.platform == "win32" or _lies_at(file, self.path):
                self._file = file
                return True
            file.close()  # removed by whoever had it, between opening and locking: nobody else would meet it

    def release(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None

    def stands(self) -> bool:
        """Whether the file that is locked still has its name, and others meet this lock there."""
        try:
            return self._file is not None and os.path.samestat(
                os.fstat(self._file.fileno()), os.stat(self.path)
            )
        except OSError:
            return False

    @contextlib.contextmanager
    def held(self) -> Iterator[bool]:
        """Hold it for a block; the value says whether it was free."""
        got = self.acquire()
        try:
            yield got
        finally:
            if got:
                self.release()


def drop_lock(lock: FileLock) -> None:
    """Remove the file of a held lock, and let go."""
    if sys.platform == "win32":  # an open file cannot be removed there
        lock.release()
        with contextlib.suppress(OSError):
            os.unlink(lock.path)
        return
    with contextlib.suppress(OSError):
        os.unlink(lock.path)
    lock.release()


def decode_text(raw: bytes, *, errors: str = "strict") -> tuple[str, bool]:
    """The text of a file in whatever encoding an editor has written it, and whether that was guessed.

    What is neither marked nor UTF-8 is read as Windows-1252, with `errors` for the bytes that has not.
    Raises `UnicodeError` for what is no text.
    """
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return raw.decode("utf-16"), False
    if b"\0" in raw:
        raise UnicodeError("a text has no zero bytes")
    try:
        return raw.decode("utf-8-sig"), False
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors), True
