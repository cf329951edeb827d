"""Fetch one file over the network.  The only place in the program that opens a connection.

    part file  →  (resume with Range, guarded by If-Range)  →  complete  →  hash

What has arrived survives a cut connection, a stop and a crash: it lies in `NAME.part` beside
`NAME.part.json`, which says which version of the file on the server it belongs to.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import http.client
import json
import re
import ssl
import time
import urllib.error
import urllib.request
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rehearse import __version__
from rehearse.errors import Cancelled, DiskFull, HashMismatch, ModelInstallFailed
from rehearse.files import free_bytes, write_atomic
from rehearse.i18n import _
from rehearse.progress import CancelToken, OnProgress, Progress

#: Seconds without a byte before a connection counts as dead; also how long a stop may take.
TIMEOUT_S = 20.0
CHUNK_BYTES = 64 * 1024
#: The speed that is shown is that of the last seconds.
SPEED_WINDOW_S = 5.0
TELL_EVERY_S = 0.1
#: Free space is looked at again after so many bytes: other programs write too.
SPACE_EVERY_BYTES = 16 * 1024 * 1024
#: Left free on the disk, so that a take can still be recorded.
HEADROOM_BYTES = 50_000_000

_NO_SPACE = {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)}

FreeBytes = Callable[[Path], int]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A file to fetch; `size_bytes` is expected, the hash decides."""

    url: str
    size_bytes: int
    sha256: str
    name: str


def require_space(folder: Path, needed: int, name: str, free: FreeBytes = free_bytes) -> None:
    """Raise `DiskFull` unless `needed` bytes and some headroom are free."""
    available = free(folder)
    if available < needed + HEADROOM_BYTES:
        raise _disk_full(folder, name, needed, available)


def is_disk_full(error: OSError) -> bool:
    return error.errno in _NO_SPACE


def _disk_full(folder: Path, name: str, needed: int, available: int) -> DiskFull:
    return DiskFull(
        _(
            "There is not enough room for {name}: {needed:.0f} MB needed, {free:.0f} MB free in {folder}."
        ).format(name=name, needed=(needed + HEADROOM_BYTES) / 1e6, free=available / 1e6, folder=folder),
        help=_("Free some space, then try again: what has arrived is kept."),
    )


def fetch(
    wanted: Wanted,
    part: Path,
    *,
    on_progress: OnProgress | None = None,
    cancel: CancelToken | None = None,
    free: FreeBytes = free_bytes,
) -> None:
    """Make `part` the whole file, going on from what is there; its hash has been checked.

    Raises `ModelInstallFailed` (connection, server), `HashMismatch` (then the part is deleted),
    `DiskFull`, `Cancelled`.
    """
    cancel = cancel or CancelToken()
    try:
        for attempt in (1, 2):
            resumed = _complete(wanted, part, on_progress, cancel, free)
            got = _sha256(part, cancel)
            if got == wanted.sha256:
                return
            forget(part)
            # A part from an earlier day may be to blame; a fresh download tells.
            if not resumed or attempt == 2:
                raise HashMismatch(
                    _("What was downloaded for {name} is not the published file.").format(name=wanted.name),
                    help=_(
                        "Expected SHA-256 {wanted}…, got {got}…: the file was changed on the server or on "
                        "the way. Try another network, or later."
                    ).format(wanted=wanted.sha256[:16], got=got[:16]),
                    kept=_("Nothing was installed; the models you have are as they were."),
                )
    except OSError as error:
        if is_disk_full(error):
            raise _disk_full(part.parent, wanted.name, wanted.size_bytes, 0) from error
        raise ModelInstallFailed(
            _("{name} cannot be stored in {folder}: {reason}.").format(
                name=wanted.name, folder=part.parent, reason=error.strerror or error
            ),
            help=_("Check that the folder can be written to."),
        ) from error


def _sha256(path: Path, cancel: CancelToken) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            cancel.check()
            digest.update(chunk)
    return digest.hexdigest()


# ---- what is known of a part ----------------------------------------------------------------------


def _note(part: Path) -> Path:
    return part.with_name(part.name + ".json")


def forget(part: Path) -> None:
    """Delete a part and what is known of it."""
    for path in (part, _note(part)):
        with contextlib.suppress(FileNotFoundError):
            path.unlink()


def _known(part: Path, url: str) -> tuple[int, str]:
    """Bytes there are and the server's mark of their version; (0, "") when they cannot be trusted."""
    try:
        note = json.loads(_note(part).read_text(encoding="utf-8"))
        if note["url"] == url and isinstance(note["validator"], str):
            return part.stat().st_size, note["validator"]
    except (OSError, ValueError, KeyError, TypeError):
        pass
    return 0, ""


# ---- one download ---------------------------------------------------------------------------------


def _complete(
    wanted: Wanted, part: Path, on_progress: OnProgress | None, cancel: CancelToken, free: FreeBytes
) -> bool:
    """Download what is missing; true when it went on from an earlier part."""
    have, validator = _known(part, wanted.url)
    if have > wanted.size_bytes or not validator:
        forget(part)
        have = 0
    if have == wanted.size_bytes:
        return True
    headers = {"User-Agent": f"rehearse/{__version__}", "Accept-Encoding": "identity"}
    if have:
        headers |= {"Range": f"bytes={have}-", "If-Range": validator}
    with _opened(wanted, headers, part) as response:
        start = _first_byte(response, have)
        if start is None:  # the server sent another stretch than the one asked for
            raise _failed(wanted, _("the server sends the wrong part of the file"))
        _check_length(wanted, response, start)
        validator = _validator(response)
        write_atomic(_note(part), json.dumps({"url": wanted.url, "validator": validator}))
        _receive(wanted, response, part, start, on_progress, cancel, free)
        return start > 0


def _opened(wanted: Wanted, headers: dict[str, str], part: Path) -> Any:
    request = urllib.request.Request(wanted.url, headers=headers)
    try:
        return urllib.request.urlopen(request, timeout=TIMEOUT_S, context=_tls(wanted.url))
    except urllib.error.HTTPError as error:
        if error.code == http.client.REQUESTED_RANGE_NOT_SATISFIABLE:
            forget(part)  # it is of no file that is there now
        with error:
            reason = _("the server answers {code} ({text})").format(code=error.code, text=error.reason)
        raise _failed(wanted, reason) from error
    except urllib.error.URLError as error:
        raise _failed(wanted, str(getattr(error.reason, "strerror", None) or error.reason)) from error
    except (http.client.HTTPException, OSError) as error:
        raise _failed(wanted, str(error) or type(error).__name__) from error


def _tls(url: str) -> ssl.SSLContext | None:
    if not url.startswith("https:"):
        return None
    context = ssl.create_default_context()
    # Python on macOS has no certificates of its own; those that come with vosk's dependencies do.
    with contextlib.suppress(ImportError):
        import certifi

        context.load_verify_locations(certifi.where())
    return context


def _first_byte(response: Any, have: int) -> int | None:
    """Where in the file the answer begins: 0 when the server sends all of it; None: elsewhere."""
    if response.status != 206:
        return 0
    match = re.fullmatch(r"bytes (\d+)-\d+/(?:\d+|\*)", response.headers.get("Content-Range", "").strip())
    return have if match is not None and int(match[1]) == have else None


def _check_length(wanted: Wanted, response: Any, start: int) -> None:
    length = response.headers.get("Content-Length")
    if length is not None and length.isdigit() and start + int(length) != wanted.size_bytes:
        raise _failed(
            wanted,
            _("the file on the server has {got} bytes, and {wanted} are expected").format(
                got=start + int(length), wanted=wanted.size_bytes
            ),
        )


def _validator(response: Any) -> str:
    """What tells this version of the file from others, for If-Range; "" when the server says nothing."""
    etag: str = response.headers.get("ETag", "")
    if etag and not etag.startswith("W/"):  # weak ones may not be used for ranges
        return etag
    return response.headers.get("Last-Modified", "") or ""


def _receive(
    wanted: Wanted,
    response: Any,
    part: Path,
    start: int,
    on_progress: OnProgress | None,
    cancel: CancelToken,
    free: FreeBytes,
) -> None:
    meter = _Meter(wanted, start, on_progress)
    done = start
    unchecked = SPACE_EVERY_BYTES  # checked before the first byte
    with part.open("r+b" if start else "wb") as file:
        file.seek(start)
        file.truncate()
        while True:
            if cancel.cancelled:
                raise Cancelled(kept=_("What has arrived is kept; the next try goes on from there."))
            if unchecked >= SPACE_EVERY_BYTES:
                unchecked = 0
                require_space(part.parent, wanted.size_bytes - done, wanted.name, free)
            try:
                chunk = response.read1(CHUNK_BYTES)
            except (http.client.HTTPException, OSError) as error:
                raise _failed(wanted, _("the connection broke ({reason})").format(reason=error)) from error
            if not chunk:
                break
            file.write(chunk)
            done += len(chunk)
            unchecked += len(chunk)
            if done > wanted.size_bytes:
                raise _failed(wanted, _("the server sends more than the file holds"))
            meter.tell(done)
    if done < wanted.size_bytes:
        raise _failed(wanted, _("the connection broke"))
    meter.tell(done, last=True)


class _Meter:
    def __init__(self, wanted: Wanted, start: int, on_progress: OnProgress | None) -> None:
        self._wanted = wanted
        self._on_progress = on_progress
        self._seen: deque[tuple[float, int]] = deque([(time.monotonic(), start)])

    def tell(self, done: int, *, last: bool = False) -> None:
        now = time.monotonic()
        if self._on_progress is None or (now - self._seen[-1][0] < TELL_EVERY_S and not last):
            return
        self._seen.append((now, done))
        while len(self._seen) > 2 and now - self._seen[0][0] > SPEED_WINDOW_S:
            self._seen.popleft()
        then, before = self._seen[0]
        per_s = (done - before) / (now - then) if now > then else None
        total = self._wanted.size_bytes
        remaining_s = (total - done) / per_s if per_s else None
        self._on_progress(Progress(done, total, "bytes", per_s, remaining_s, _("Downloading")))


def _failed(wanted: Wanted, reason: str) -> ModelInstallFailed:
    return ModelInstallFailed(
        _("{name} could not be downloaded: {reason}.").format(name=wanted.name, reason=reason.rstrip(".")),
        kept=_("The models you have are as they were, and what has arrived is kept."),
        help=_(
            "Try again later, or download {url} with a browser and run "
            "`rehearse models install --from PATH-TO-THE-ZIP`."
        ).format(url=wanted.url),
    )
