"""What everybody needs who reads a stranger's zip."""

from __future__ import annotations

import os
import struct
import zipfile
import zlib
from typing import IO

#: What reading a damaged zip may raise (zipfile says no less).
BROKEN = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    OverflowError,
    struct.error,
)


def list_size(file: IO[bytes]) -> tuple[int, int]:
    """How many entries a zip has and how long their list is, before zipfile reads that into memory.

    As the end record says (APPNOTE.TXT 4.3.14 to 4.3.16); both 0 for what is no zip.
    """
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - 66_000))
    tail = file.read()
    file.seek(0)
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) - at < 22:
        return 0, 0
    n_entries, n_bytes = struct.unpack_from("<HI", tail, at + 10)
    wide = tail.rfind(b"PK\x06\x06", 0, at)
    if wide >= 0 and at - wide >= 56:
        n_entries, n_bytes = struct.unpack_from("<QQ", tail, wide + 32)
    return n_entries, n_bytes


__all__ = ["BROKEN", "list_size"]
