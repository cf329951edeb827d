"""The models this program knows by name: `assets/models.toml`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rehearse.errors import DataError
from rehearse.i18n import _


@dataclass(frozen=True, slots=True)
class CatalogueModel:
    """A model that can be had.

    `size_bytes` is the download (the folder, for the built-in one); `unpacked_bytes` None if unknown.
    `wer` is the word error rate in per cent by what it was measured on; `wer_source` says by whom.
    `rank` orders by accuracy, higher is better.
    Without `url` there is nothing to download; without `sha256` nothing is downloaded.
    """

    id: str
    title: str
    language: str
    size_bytes: int
    unpacked_bytes: int | None
    licence: str
    wer: Mapping[str, float]
    wer_source: str
    url: str | None
    sha256: str | None
    rank: int
    note: str

    @property
    def english(self) -> bool:
        return self.language.lower().split("-")[0] == "en"

    @property
    def installable(self) -> bool:
        """Whether `rehearse models install` can fetch it by itself."""
        return self.url is not None and self.sha256 is not None


#: Every key of a model, its type, and whether it must be there.
_KEYS: dict[str, tuple[type, bool]] = {
    "id": (str, True),
    "title": (str, True),
    "language": (str, True),
    "size_bytes": (int, True),
    "unpacked_bytes": (int, False),
    "licence": (str, True),
    "wer": (dict, True),
    "wer_source": (str, True),
    "url": (str, False),
    "sha256": (str, False),
    "rank": (int, True),
    "note": (str, True),
}


def load_catalogue(path: Path) -> tuple[CatalogueModel, ...]:
    """The models of the file, best first.  Raises `DataError`, naming the file and the key."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise DataError(_("{file}: {reason}").format(file=path, reason=error)) from error
    entries = data.get("model")
    if not isinstance(entries, list) or not entries or set(data) != {"model"}:
        raise _wrong(path, "model", _("a list of models is expected, and nothing else"))
    models = [_model(path, f"model {number}", entry) for number, entry in enumerate(entries, 1)]
    ids = [model.id for model in models]
    for model_id in ids:
        if ids.count(model_id) > 1:
            raise _wrong(path, model_id, _("named twice"))
    return tuple(sorted(models, key=lambda model: -model.rank))


def _wrong(path: Path, place: str, what: str) -> DataError:
    return DataError(f"{path}: {place}: {what}.")


def _model(path: Path, place: str, entry: Any) -> CatalogueModel:
    if not isinstance(entry, dict):
        raise _wrong(path, place, _("a table is expected"))
    place = str(entry.get("id", place))
    for key in entry:
        if key not in _KEYS:
            raise _wrong(path, f"{place}.{key}", _("no such key"))
    for key, (kind, needed) in _KEYS.items():
        if key not in entry:
            if needed:
                raise _wrong(path, f"{place}.{key}", _("missing"))
        elif not isinstance(entry[key], kind) or isinstance(entry[key], bool):
            raise _wrong(path, f"{place}.{key}", _("{kind} expected").format(kind=kind.__name__))
    if not is_model_id(entry["id"]):
        raise _wrong(path, f"{place}.id", _("only letters, digits, “.”, “-” and “_” make a name"))
    if "sha256" in entry and not re.fullmatch(r"[0-9a-f]{64}", entry["sha256"]):
        raise _wrong(path, f"{place}.sha256", _("64 hexadecimal digits expected"))
    if "url" in entry and not entry["url"].startswith("https://"):
        raise _wrong(path, f"{place}.url", _("an https address is expected"))
    for name, value in entry["wer"].items():
        if not isinstance(value, int | float) or not 0 <= value <= 200:
            raise _wrong(path, f"{place}.wer.{name}", _("a percentage is expected"))
    values: dict[str, Any] = {key: entry.get(key) for key in _KEYS}
    return CatalogueModel(**values)


def is_model_id(text: str) -> bool:
    """Whether `text` can name a model: one plain folder name, not hidden."""
    return re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,127}", text) is not None
