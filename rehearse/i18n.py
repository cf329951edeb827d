"""The one door for user text: `_("…")` and `ngettext`.

English is the source language; a catalogue for another one lies in `assets/locale/`.
Texts are looked up when they are used, so that a language can be chosen at start.
"""

from __future__ import annotations

import gettext as _gettext
from pathlib import Path

_active: _gettext.NullTranslations = _gettext.NullTranslations()
_chosen: tuple[str | None, Path] | None = None


def use_language(code: str | None, folder: Path) -> None:
    """Switch to the catalogue `code` in `folder`, None being the system's language.

    English where there is none.
    """
    global _active, _chosen
    _chosen = code, folder
    _active = _gettext.translation("rehearse", folder, languages=[code] if code else None, fallback=True)


def chosen_language() -> tuple[str | None, Path] | None:
    """What `use_language` was called with last, for another process to speak the same; None for never."""
    return _chosen


def _(text: str) -> str:
    return _active.gettext(text)


def ngettext(singular: str, plural: str, n: int) -> str:
    return _active.ngettext(singular, plural, n)
