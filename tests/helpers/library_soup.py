"""Libraries that went through a crash, a failing disk or a careless hand, and what must hold for any of them.

An input is the number of accidents' seed: the library itself is made once and copied.
"""

from __future__ import annotations

import atexit
import functools
import json
import os
import random
import shutil
import sqlite3
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from rehearse.errors import LibraryError, LibraryForeign, RehearseError
from rehearse.library.filters import TakeFilter
from rehearse.library.library import DATABASE_NAME
from rehearse.paths import Paths
from rehearse.settings import SettingsStore
from rehearse.studio import Studio
from tests.helpers.cli_here import run_here
from tests.helpers.damage import fill
from tests.helpers.sentences import require_plain

N_TAKES = 6


@functools.cache
def template() -> Path:
    """A home with a library in it, whose last changes still lie in the log."""
    folder = Path(tempfile.mkdtemp(prefix="rehearse-soup-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    home = folder / "home"
    paths = Paths.below(home)
    made = paths.library
    made.mkdir(parents=True)
    fill(made, N_TAKES)
    studio = Studio(paths, SettingsStore(paths.settings))
    _used(studio)  # the rules are compiled once, for all of them
    studio.close()
    connection = sqlite3.connect(made / DATABASE_NAME)
    connection.execute("PRAGMA wal_autocheckpoint = 0")
    connection.execute("UPDATE takes SET title = title || ' again'")
    connection.commit()
    # With the log as it is: closing it would take it in.
    shutil.copytree(home, home.with_name("copy"))
    connection.close()
    assert (Paths.below(home.with_name("copy")).library / f"{DATABASE_NAME}-wal").stat().st_size > 4000
    return home.with_name("copy")


def ready() -> None:
    template()


Accident = Callable[[Path, random.Random], None]


def _flip(path: Path, chance: random.Random) -> None:
    raw = bytearray(path.read_bytes())
    for _turn in range(chance.choice((1, 3, 30, 1000))):
        if raw:
            raw[chance.randrange(len(raw))] = chance.randrange(256)
    path.write_bytes(raw)


def _zero(path: Path, chance: random.Random) -> None:
    raw = path.read_bytes()
    at, length = chance.randrange(len(raw) + 1), chance.choice((16, 512, 4096, 40_000))
    path.write_bytes(raw[:at] + bytes(min(length, len(raw) - at)) + raw[at + length :])


def _cut(path: Path, chance: random.Random) -> None:
    os.truncate(path, chance.choice((0, 1, chance.randrange(path.stat().st_size + 1))))


def _grow(path: Path, chance: random.Random) -> None:
    with path.open("ab") as file:
        file.write(chance.randbytes(chance.choice((1, 700, 9000))))


def _remove(path: Path, _chance: random.Random) -> None:
    path.unlink()


def _replace(path: Path, chance: random.Random) -> None:
    path.write_bytes(chance.choice((b"", b"{}", b"[]", b"null", b"\xff" * 900, chance.randbytes(5000))))


def _folder(path: Path, _chance: random.Random) -> None:
    path.unlink()
    path.mkdir()


def _page(path: Path, chance: random.Random) -> None:
    """A page of the database that lies in the place of another."""
    raw = bytearray(path.read_bytes())
    n_pages = len(raw) // 4096
    if n_pages > 1:
        one, other = chance.randrange(n_pages), chance.randrange(n_pages)
        raw[one * 4096 : one * 4096 + 4096] = raw[other * 4096 : other * 4096 + 4096]
    path.write_bytes(raw)


_ACCIDENTS: tuple[Accident, ...] = (
    *(_flip, _flip, _flip, _zero, _zero, _cut, _cut, _grow, _remove, _replace, _page),
    _folder,
)


def damage(home: Path, chance: random.Random) -> set[Path]:
    """Some accidents; the files they befell."""
    files = sorted(path for path in Paths.below(home).library.rglob("*") if path.is_file())
    database = [path for path in files if path.name.startswith(DATABASE_NAME)]
    hit: set[Path] = set()
    for _turn in range(chance.choice((1, 1, 1, 2, 3))):
        path = chance.choice(database if chance.random() < 0.7 else files)
        if path.is_file():
            chance.choice(_ACCIDENTS)(path, chance)
            hit.add(path)
    return hit


def check_library(home: Path, hit: set[Path]) -> str:
    """Start the program on a damaged home until it has nothing to repair: no take with a whole sound is lost.

    "opened", "repaired", or "refused" in a sentence with every file where it was.
    """
    paths = Paths.below(home)
    sounds = {path.stem for path in (paths.library / "audio").rglob("*.wav") if path not in hit}
    became = "opened"
    found: set[str] = set()
    refused: LibraryError | None
    for start in range(4):
        studio = Studio(paths, SettingsStore(paths.settings))
        try:
            if _used(studio):
                became = "repaired"
            if studio.library.problems():  # found by looking: the next start repairs
                assert start < 3
                became = "repaired"
                continue
            found = {take.id for take in (*studio.takes(), *studio.takes(deleted=True))}
        except LibraryError as error:  # met later than at the start: the next start repairs
            refused = error
        else:
            refused = None
        finally:
            studio.close()
        if refused is not None:
            require_plain(refused)
            if isinstance(refused, LibraryForeign):  # done as it says: that one file is moved elsewhere
                for path in paths.library.glob("library.db*"):
                    path.rename(home / path.name)
            # A folder in the place of a file is nothing to be repaired by a program.
            assert start < 3 or any(path.is_dir() for path in hit), refused
            became = "refused"
            continue
        assert sounds <= found, sounds - found
        status, out, _err = run_here("takes", "list", "--json")
        assert status == 0
        assert len(json.loads(out)) <= len(found)
        return "repaired" if start else became
    left = {path.stem for path in (paths.library / "audio").rglob("*.wav")}
    assert sounds <= left
    return became


def _used(studio: Studio) -> bool:
    """Do what a window does at its start and afterwards; whether something was repaired."""
    library = studio.library
    studio.sweep()
    news = studio.news()
    for one in news:
        assert "Traceback" not in one
    for take in (*studio.takes(), *studio.takes(deleted=True)):
        try:
            studio.review(take.id)
        except LibraryError:
            raise
        except RehearseError as error:
            require_plain(error)
    library.find(TakeFilter(text="copier"))
    for script in studio.scripts.all():
        studio.script_of(script.id)
    library.calls.all()
    library.ideas.all()
    return bool(news)


# ---- for tests.faults.fuzz ---------------------------------------------------------------------------


def random_input(chance: random.Random) -> bytes:
    return str(chance.getrandbits(64)).encode()


def check_bytes(data: bytes) -> Any:
    with tempfile.TemporaryDirectory() as name:
        home = Path(name) / "home"
        shutil.copytree(template(), home)
        os.environ["REHEARSE_HOME"] = str(home)
        return check_library(home, damage(home, random.Random(int(data))))
