"""The call log as a file beside the scripts, read with suspicion: anybody may have written into it."""

from __future__ import annotations

import json
from collections.abc import Container, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, TypedDict

from rehearse.files import make_private_folder, write_atomic
from rehearse.library.ids import is_id
from rehearse.library.moments import moment_of

NAME = "calls.json"

_SCHEMA = 1
#: A hundred thousand entries take less.
_MAX_FILE_BYTES = 50_000_000


class Facts(TypedDict):
    """One block.  Times are ISO texts with a zone, `called_on` an ISO day."""

    id: str
    seq: int | None
    created_at: str
    called_on: str
    script_id: str
    n_left: int
    n_back: int
    note: str
    deleted_at: str | None


def write(path: Path, blocks: Sequence[Facts]) -> None:
    """In place of the file there was; raises `OSError`."""
    make_private_folder(path.parent)
    # A line for each block, so that a person can read it.
    lines = ",\n".join(json.dumps(block) for block in blocks)
    write_atomic(path, f'{{"rehearse_calls": {_SCHEMA}, "blocks": [\n{lines}\n]}}\n')


def read(path: Path, known: Container[str]) -> tuple[list[Facts], bool]:
    """The blocks in the file that are not `known` by their ids, and whether those are all there are.

    They are not where the file, or one of them, cannot be understood.
    No file is an empty one.  Raises `OSError` where it is there and cannot be read.
    """
    try:
        if path.stat().st_size > _MAX_FILE_BYTES:
            return [], False
        found: Any = json.loads(path.read_bytes())
        if not isinstance(found, dict) or found.get("rehearse_calls") != _SCHEMA:
            return [], False
        blocks = [block for block in found["blocks"] if not _is_known(block, known)]
    except FileNotFoundError:
        return [], True
    except (ValueError, KeyError, TypeError, RecursionError):
        return [], False
    whole = [facts for block in blocks if (facts := _facts(block)) is not None]
    return whole, len(whole) == len(blocks)


def _is_known(block: Any, known: Container[str]) -> bool:
    return isinstance(block, dict) and isinstance(block.get("id"), str) and block["id"] in known


def place_aside(path: Path) -> Path:
    """Where a file that cannot be read is kept."""
    stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S-%f")
    return path.with_name(f"{path.name}.damaged-{stamp}")


def _facts(block: Any) -> Facts | None:
    try:
        n_left, n_back, seq, deleted_at = (block[key] for key in ("n_left", "n_back", "seq", "deleted_at"))
        if (
            not is_id(block["id"])
            or not all(type(count) is int for count in (n_left, n_back))
            or not 0 <= n_back <= n_left < 2**53
            or not all(isinstance(block[key], str) for key in ("script_id", "note"))
        ):
            return None
        return Facts(
            id=block["id"],
            seq=seq if type(seq) is int and 0 < seq < 2**53 else None,
            created_at=_moment(block["created_at"]),
            called_on=date.fromisoformat(block["called_on"]).isoformat(),
            script_id=block["script_id"].encode("utf-8", "replace").decode(),
            n_left=n_left,
            n_back=n_back,
            note=block["note"],
            deleted_at=None if deleted_at is None else _moment(deleted_at),
        )
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError):
        return None


def _moment(text: str) -> str:
    return moment_of(text).astimezone(UTC).isoformat(timespec="microseconds")
