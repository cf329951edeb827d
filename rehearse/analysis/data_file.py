"""Rule packs and profiles as files: found and read without trusting what lies in the folder.

A user's folder may hold anything: a pipe, a link to an endless device, a gigabyte named `x.toml`.
Nothing here waits, reads more than it was told to, or loops for longer than the size explains.
"""

from __future__ import annotations

import os
import re
import stat
import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from rehearse.i18n import _

#: Most files of one folder that are looked at; the shipped folder has under 30.
MAX_FILES = 200

#: Parts of one dotted key; tomllib needs the square of them in time (2 MB of "a.a.a…" take hours).
_MAX_KEY_PARTS = 32

_PART = rb"""(?:"[^"\n]*+"|'[^'\n]*+'|[^\s."'=\[\]{},#]++)"""
_LONG_KEY = re.compile(rb"(?<![^\s\[{,])(?:%s[ \t]*+\.[ \t]*+){%d}" % (_PART, _MAX_KEY_PARTS))


class NotUsable(Exception):
    """Why a file cannot be used, as the end of a sentence: "… cannot be read: <this>"."""


def toml_files(place: Path) -> list[Path]:
    """The `.toml` files of a folder in order of their names, or `place` itself where it is no folder.

    Nothing there is an empty list; hidden files (an editor's locks, a Mac's side files) are none.
    Raises `NotUsable`.
    """
    return data_files(place, ".toml")


def data_files(place: Path, ending: str) -> list[Path]:
    """As `toml_files`, for files of another ending."""
    try:
        with os.scandir(place) as entries:
            names = [entry.name for entry in entries if _is_data(entry.name, ending)]
    except FileNotFoundError:
        return []
    except NotADirectoryError:
        return [place] if os.path.lexists(place) else []
    except OSError as error:
        raise NotUsable(error.strerror or str(error)) from error
    if len(names) > MAX_FILES:
        raise NotUsable(
            _("it holds {n} files, and at most {most} are looked at").format(n=len(names), most=MAX_FILES)
        )
    return [place / name for name in sorted(names)]


def _is_data(name: str, ending: str) -> bool:
    return name.endswith(ending) and not name.startswith(".")


def read_bytes(path: Path, most: int) -> bytes:
    """The whole of an ordinary file of at most `most` bytes.  Raises `NotUsable`."""
    # Without O_NONBLOCK, opening a pipe waits for somebody to write into it.
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        descriptor = os.open(path, flags)
        try:
            mode = os.fstat(descriptor).st_mode
            if stat.S_ISDIR(mode):
                raise NotUsable(_("it is a folder"))
            if not stat.S_ISREG(mode):
                raise NotUsable(_("it is no ordinary file"))
            with open(descriptor, "rb", closefd=False) as stream:
                raw = stream.read(most + 1)
        finally:
            os.close(descriptor)
    except OSError as error:
        if os.path.isdir(path):  # Windows calls it a missing permission
            raise NotUsable(_("it is a folder")) from error
        raise NotUsable(error.strerror or str(error)) from error
    if len(raw) > most:
        raise NotUsable(_("it is larger than {most} bytes").format(most=most))
    return raw


def contents_of(folders: Iterable[Path], most: int) -> list[tuple[object, ...]]:
    """What tells whether anything in the folders has changed: each file with its size and checksum.

    A file of more than `most` bytes, or one that cannot be read, stands there with what is wrong with it.
    """
    found: list[tuple[object, ...]] = []
    for folder in folders:
        try:
            paths = toml_files(folder)
        except NotUsable as error:
            found.append((str(folder), str(error)))
            continue
        for path in paths:
            try:
                raw = read_bytes(path, most)
            except NotUsable as error:
                found.append((str(path), str(error)))
            else:
                found.append((str(path), len(raw), zlib.crc32(raw)))
    return found


def line_of(text: str, section: str, key: str) -> int:
    """The line (from 1) in which a table of a TOML text sets a key, for a message; 0 where none is seen.

    Where only the table is there (the key is missing), its heading.
    """
    heading, inside = 0, not section
    wanted = re.compile(rf"\s*[\"']?{re.escape(key)}[\"']?\s*=")
    for number, line in enumerate(text.splitlines(), 1):
        if named := re.match(r"\s*\[+\s*([^\]]+?)\s*\]", line):
            inside = named[1] == section
            if inside or (not section and named[1] == key):
                heading = heading or number
        elif inside and wanted.match(line):
            return number
    return heading


def read_toml(path: Path, most: int) -> dict[str, Any]:
    """The tables of a file of at most `most` bytes.

    Raises `NotUsable` where it cannot be read, `ValueError` where it is not TOML.
    """
    return parse_toml(read_bytes(path, most))


def parse_toml(raw: bytes) -> dict[str, Any]:
    """The tables of a file that was read.  Raises `ValueError` where it is not TOML."""
    import tomllib  # packs and profiles mostly come compiled, and then nothing here is parsed

    if _LONG_KEY.search(raw):
        raise ValueError(_("a key has more than {most} parts").format(most=_MAX_KEY_PARTS))
    try:
        # An editor on Windows may put a byte order mark in front, which is no TOML but no fault either.
        return tomllib.loads(raw.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise ValueError(_("it is not UTF-8 text")) from error
    except RecursionError as error:
        raise ValueError(_("it is nested too deeply")) from error
