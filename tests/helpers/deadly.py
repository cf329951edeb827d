"""Files that end whatever process decodes them, with a real SIGSEGV and nothing of it in the program.

Each process that the program starts finds a `sitecustomize.py` on its path, which looks into every file that
is opened and gives the process its death over one that holds the mark.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest import mock

MARK = b"this one is deadly"
#: This one keeps its process busy for ever.
ENDLESS = b"this one is endless"

_HOOK = f"""\
import os, signal, sys, time

inside = False

def deadly(event, arguments):
    global inside
    if event != "open" or inside or not isinstance(arguments[0], str) or arguments[1] is None:
        return
    if arguments[0].endswith((".py", ".pyc")):
        return
    inside = True
    try:
        place = os.open(arguments[0], os.O_RDONLY | os.O_NONBLOCK)
        head = os.read(place, 20_000_000)
        os.close(place)
    except OSError:
        head = b""
    inside = False
    if {MARK!r} in head:
        os.kill(os.getpid(), signal.SIGSEGV)
    while {ENDLESS!r} in head:
        time.sleep(60)

sys.addaudithook(deadly)
"""


@contextmanager
def deadly_decoders(folder: Path) -> Iterator[None]:
    """Processes started inside the block die over a file with the mark in it.  `folder` holds the hook."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "sitecustomize.py").write_text(_HOOK)
    path = os.pathsep.join(part for part in (str(folder), os.environ.get("PYTHONPATH", "")) if part)
    with mock.patch.dict(os.environ, {"PYTHONPATH": path}):
        yield


def marked(path: Path, mark: bytes = MARK) -> Path:
    """The same file with a mark behind its end, which no reader of sound minds."""
    with path.open("ab") as file:
        file.write(mark)
    return path
