"""How whatever has an id is named on the command line: by its number in a list, or by a part of the id."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, TypeVar

#: Fewer letters of an id would match by accident.
MIN_PART = 4

#: The end of an id is chance, its beginning the time: the end tells those of one minute apart.
SHORT_ID = 8


class HasId(Protocol):
    @property
    def id(self) -> str: ...


_Named = TypeVar("_Named", bound=HasId)


def short_id(whole_id: str) -> str:
    return whole_id[-SHORT_ID:]


def by_number_or_id(name: str, listed: Sequence[_Named]) -> list[_Named]:
    """What `name` may mean in `listed`: one, several where a part of an id fits them, or none.

    Numbers count from 1, and go before parts of ids.
    """
    wanted = name.strip().lower()
    exact = [item for item in listed if item.id == wanted]
    if exact:
        return exact
    if wanted.isascii() and wanted.isdigit() and len(wanted) < 9 and 1 <= int(wanted) <= len(listed):
        return [listed[int(wanted) - 1]]
    return [item for item in listed if wanted in item.id] if len(wanted) >= MIN_PART else []
