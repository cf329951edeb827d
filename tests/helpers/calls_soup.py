"""Call logs from spreadsheets that went wrong, and what must hold for any of them."""

from __future__ import annotations

import random
import tempfile
from pathlib import Path

from rehearse.errors import DataError
from rehearse.exchange.calls_csv import MAX_WRONG, take_in, to_csv
from rehearse.library.library import Library
from tests.helpers.sentences import require_plain

TABLES = (
    "date,script,variant,left,called back,note,script id,id\n2026-03-04,Copier,,20,2,,,\n2026-03-05,,,0,0\n",
    'Day;Script name;Messages left;Callbacks;Comments\n04.03.2026;Copier;20;2;"a;b"\n05.03.2026;;1;1;\n',
    '\ufeffsep=,\r\nCalled on,Title,Voicemails,Back\r\n3/4/2026,Copier,"1,200",12\r\n13/4/2026,x,5,6\r\n',
    "date\tscript\tleft\tcalled back\n4 March 2026\tCopier\t20\t2\n2026-02-30\tCopier\t2\t1\n",
)

_PIECES = (
    *(",", ";", "\t", '"', '""', "\n", "\r", "\0", "\ufeff", "\u202e", "=1+1", "-1", "1e9", "9" * 400, "0"),
    *("2026-02-30", "0000-00-00", "9999-12-31", "٣", "½", "NaN", "1,5", " \u00a0", "\n" * 50, '"' * 33),
    *("x" * 3000, "left,", "date,", "2026-03-04", "0190a3b4-0000-7000-8000-00000000b001", "\ud800"),
)


def mutated(chance: random.Random) -> bytes:
    text = chance.choice(TABLES)
    for _accident in range(chance.choice((0, 1, 1, 2, 4, 8))):
        lines = text.split("\n")
        line = chance.randrange(len(lines))
        at = chance.randrange(len(text) + 1)
        kind = chance.randrange(4)
        if kind == 0:
            text = text[:at] + chance.choice(_PIECES) + text[at + chance.choice((0, 0, 1, 5, 40)) :]
        elif kind == 1:
            text = "\n".join(lines[:line] + lines[line + 1 :])
        elif kind == 2:
            text = "\n".join(lines[:line] + lines[line : line + 2] * chance.randint(2, 20) + lines[line:])
        else:
            cells = lines[line].split(",")
            chance.shuffle(cells)
            text = "\n".join([*lines[:line], ",".join(cells), *lines[line + 1 :]])
    encoding = chance.choice(("utf-8", "utf-8", "utf-8-sig", "utf-16", "cp1252"))
    raw = bytearray(text.encode(encoding, "surrogatepass" if encoding.startswith("utf-8") else "replace"))
    if chance.random() < 0.2 and raw:
        raw[chance.randrange(len(raw))] = chance.randrange(256)
    return bytes(raw)


def check_calls(raw: bytes) -> bool:
    """Take `raw` into an empty library; whether it was a table at all.  Raises where that must not be."""
    with tempfile.TemporaryDirectory() as folder, Library.open(Path(folder) / "library") as library:
        try:
            taken = take_in(library.calls, raw, "soup.csv")
        except DataError as error:
            refused = error
        else:
            blocks = library.calls.all()
            assert len(blocks) == taken.n_added
            assert all(0 <= block.n_back <= block.n_left for block in blocks)
            assert len(taken.wrong) <= min(MAX_WRONG, taken.n_wrong)
            again = take_in(library.calls, to_csv(blocks).encode(), "again.csv")
            assert (again.n_added, again.n_wrong) == (0, 0), "what was written is known again"
            return True
        require_plain(refused, naming="soup.csv")
        assert library.calls.all() == []
    return False


# ---- for tests.faults.fuzz ---------------------------------------------------------------------------


def random_input(chance: random.Random) -> bytes:
    return mutated(chance)


def check_bytes(data: bytes) -> str:
    return "taken in" if check_calls(data) else "refused"
