"""One table of a data file: typed look-ups that name the key when they fail."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rehearse.i18n import _


class WrongData(Exception):
    """Why a file cannot be used: the `key` (with the tables it lies in) and `what` is wrong with it."""

    def __init__(self, key: str, what: str) -> None:
        super().__init__(what)
        self.key, self.what = key, what


class Table:
    """Each look-up raises what `wrong` makes: `WrongData`, or what a kind of file has in its place."""

    def __init__(self, table: Mapping[str, Any], prefix: str = "") -> None:
        self._table, self._prefix = table, prefix
        self._seen: set[str] = set()

    def wrong(self, key: str, what: str) -> Exception:
        return WrongData(self._prefix + key, what)

    def value(self, key: str) -> Any:
        self._seen.add(key)
        if key not in self._table:
            raise self.wrong(key, _("it is missing"))
        return self._table[key]

    def text(self, key: str, most: int, *, optional: bool = False) -> str:
        if optional and key not in self._table:
            return ""
        value = self.value(key)
        if not isinstance(value, str) or not value.strip():
            raise self.wrong(key, _("a text is needed"))
        if len(value) > most:
            raise self.wrong(key, _("at most {most} characters are allowed").format(most=most))
        if any(not sign.isprintable() and sign not in "\n\t\r" for sign in value):
            raise self.wrong(key, _("it holds a character that cannot be shown"))
        return value.strip()

    def flag(self, key: str) -> bool:
        if key not in self._table:
            return False
        value = self.value(key)
        if not isinstance(value, bool):
            raise self.wrong(key, _("true or false is needed"))
        return value

    def no_more(self) -> None:
        for key in self._table:
            if key not in self._seen:
                raise self.wrong(ascii(key)[1:-1][:80], _("this key is not known"))
