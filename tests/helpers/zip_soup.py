"""Zips of recordings from anywhere, and what must hold for any of them."""

from __future__ import annotations

import os
import random
import tempfile
from pathlib import Path

from rehearse.errors import DataError
from rehearse.exchange import sound_zips
from tests.helpers import model_soup
from tests.helpers.sentences import require_plain


def check_zip(data: bytes) -> str:
    """Read every entry of these bytes: in pieces, never more than was promised, or a sentence."""
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "calls.zip"
        path.write_bytes(data)
        n_told = 0
        try:
            with sound_zips.opened(path) as zipped:
                for entry in zipped.entries:
                    assert ".." not in entry.parts
                    assert all(part and "/" not in part for part in entry.parts)
                    try:
                        assert sum(map(len, zipped.chunks(entry))) <= entry.n_bytes
                    except DataError as error:
                        require_plain(error, naming="calls.zip")
                        n_told += 1
        except DataError as error:
            refused = error
        else:
            return "read in part" if n_told else "read"
        finally:
            assert os.listdir(name) == ["calls.zip"]
        require_plain(refused, naming="calls.zip")
        return "refused"


# ---- for tests.faults.fuzz ---------------------------------------------------------------------------


def random_input(chance: random.Random) -> bytes:
    return model_soup.mutated(chance)


def check_bytes(data: bytes) -> str:
    return check_zip(data)
