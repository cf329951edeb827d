"""The one door for user text: `_("…")` and `ngettext`.

English is the source language; a catalogue for another one lies in `assets/locale/`.
Texts are looked up when they are used, so that a language can be chosen at start.
"""

from __future__ import annotations

import gettext as _gettext
from pathlib import Path

_active: _gettext.NullTranslations = _gettext.NullTranslations()


def use_language(code: str | None, folder: Path) -> None:
    """Switch to the catalogue `code` in `folder`, None being the system's language.

    English where there is none.
    """
    global _active
    _active = _gettext.translation("rehearse", folder, languages=[code] if code else None, fallback=True)


def _(text: str) -> str:
    return _active.gettext(text)


def ngettext(singular: str, plural: str, n: int) -> str:
    return _active.ngettext(singular, plural, n)
