"""Which script is meant on the command line: by title, number, or a part of the id."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rehearse.errors import ScriptMissing
from rehearse.i18n import _, ngettext
from rehearse.library.script_names import ScriptIndex

if TYPE_CHECKING:
    from rehearse.library.library import Library

#: Fewer letters of an id would match by accident.
_MIN_PART = 4


def find_script(name: str, library: Library) -> str:
    """The id of the script's newest version.

    A title comes first, so that a script called “2026” is found by it.
    Raises `ScriptMissing` where no script is meant, or more than one.
    """
    names = library.calls.script_names()
    found = ScriptIndex(names).called(name)
    if not found:
        listed = library.scripts.all()
        plain = name.strip().lower()
        if plain.isascii() and plain.isdigit() and len(plain) < 9 and 1 <= int(plain) <= len(listed):
            return listed[int(plain) - 1].id
        if len(plain) >= _MIN_PART:
            found = sorted(
                {one.newest_id for id_, one in names.items() if id_.startswith(plain) or id_.endswith(plain)}
            )
    if len(found) == 1:
        return found[0]
    if found:
        raise ScriptMissing(
            ngettext("“{name}” means {n} script.", "“{name}” means {n} scripts.", len(found)).format(
                name=name, n=len(found)
            ),
            kept=_("Nothing was changed."),
            help=_("Give its number, its variant as in “{name} (B)”, or a part of its id: {ids}.").format(
                name=name, ids=", ".join(id_[-8:] for id_ in found)
            ),
        )
    raise ScriptMissing(
        _("There is no script “{name}”.").format(name=name),
        kept=_("Nothing was changed."),
        help=_("Scripts there are: {titles}.").format(titles=_titles(library))
        if library.scripts.all()
        else _("There are no scripts yet; write one in the window."),
    )


def _titles(library: Library) -> str:
    names = library.calls.script_names()
    shown = [names[script.id].title for script in library.scripts.all()[:5] if script.id in names]
    return ", ".join(f"“{title}”" for title in shown)
