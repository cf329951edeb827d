"""The program's texts for translators, and a made-up language that shows what is not translated or cut.

    .venv/bin/python -m tests.helpers.catalogue

writes assets/locale/rehearse.pot anew from the source.
"""

from __future__ import annotations

import io
import re
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import write_po

ROOT = Path(__file__).resolve().parents[2]
TEMPLATE = ROOT / "assets" / "locale" / "rehearse.pot"

#: A language code that no language has (ISO 639-2 leaves qaa to qtz to private use).
PSEUDO = "qps"

#: German needs about a third more room than English; short words more than that.
_LONGER = 0.35

_LETTERS = str.maketrans(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "áƀçđéƒĝĥíĵķĺɱñóþǫŕšţúṽŵẋýžÁƁÇĐÉƑĜĤÍĴĶĹṀÑÓÞǪŔŠŢÚṼŴẊÝŽ",
)
#: What must come through untouched: places for values, and marks of HTML.
_FIXED = re.compile(r"(\{[^{}]*\}|<[^<>]*>|&\w+;)")


def catalogue() -> Catalog:
    """Every text in the source, with the files it is in."""
    found = Catalog(project="Rehearse", charset="utf-8")
    for file, _line, texts, comments, context in extract_from_dir(ROOT / "rehearse"):
        found.add(texts, locations=[(f"rehearse/{file}", 0)], auto_comments=comments, context=context)
    return found


def template() -> str:
    """The file for translators: sorted, without dates and line numbers; it changes with texts alone."""
    out = io.BytesIO()
    write_po(out, catalogue(), omit_header=True, sort_output=True, include_lineno=False, width=100)
    return out.getvalue().decode()


def pseudo(text: str) -> str:
    """A text in the made-up language: other letters, a third longer, in brackets that show where it ends."""
    parts = _FIXED.split(text)
    changed = "".join(part if at % 2 else part.translate(_LETTERS) for at, part in enumerate(parts))
    n_letters = sum(len(part) for part in parts[::2])
    return f"⟦{changed}{'·' * max(1, round(n_letters * _LONGER))}⟧"


def write_pseudo(folder: Path) -> None:
    """A real catalogue of the made-up language below `folder`, as `use_language` reads it."""
    made = Catalog(locale=None, charset="utf-8")
    for message in catalogue():
        if not message.id:
            continue
        if isinstance(message.id, tuple):
            made.add(message.id, tuple(map(pseudo, message.id)), context=message.context)
        else:
            made.add(message.id, pseudo(message.id), context=message.context)
    path = folder / PSEUDO / "LC_MESSAGES" / "rehearse.mo"
    path.parent.mkdir(parents=True)
    with path.open("wb") as file:
        write_mo(file, made)


if __name__ == "__main__":
    TEMPLATE.write_text(template(), encoding="utf-8")
    print(TEMPLATE)
