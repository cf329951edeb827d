"""Prospect cards out of the rows of a list, with what is wrong with the others in sentences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from rehearse.errors import DataError
from rehearse.exchange.csv_table import Table, decoded
from rehearse.exchange.deck_columns import (
    MAX_FACTS,
    MAX_TEXT,
    Column,
    clean,
    columns_of,
    fact_title,
    n_known,
    shown_fact,
    shown_person,
)
from rehearse.i18n import _, ngettext
from rehearse.library.cards import ProspectCard

#: Largest list read, and most cards of a deck: at twenty a day they last for a year.
MAX_BYTES = 20_000_000
MAX_CARDS = 5_000

#: Rows looked at before a list is given up in which hardly any is right, and columns that are shown.
_MAX_ROWS = 20_000
_MAX_COLUMNS = 60

#: Nobody reads more of what is wrong; the rest is counted.
MAX_WRONG = 20


@dataclass(frozen=True, slots=True)
class Deck:
    """Prospect cards under one name.  `problems` tells in sentences what of the file is not in it."""

    id: str
    title: str
    cards: tuple[ProspectCard, ...]
    file: str = ""
    problems: tuple[str, ...] = ()


def deck_of(raw: bytes, name: str) -> Deck:
    """The cards of a list; `name` is the file's, for sentences.  Raises `DataError`."""
    if len(raw) > MAX_BYTES:
        raise DataError(
            _("{name} is too large for a list of prospects.").format(name=name),
            help=_("Save the part you want to practise with as a file of its own."),
        )
    if found := _other_format(raw):
        raise DataError(
            _("{name} is {kind}, which cannot be read.").format(name=name, kind=found),
            help=_("Open it and save the list as CSV, then take that file."),
        )
    text, guessed = decoded(raw, name)
    table = Table(text, n_known)
    if table.empty:
        raise DataError(_("{name} is empty.").format(name=name), help=_what_is_needed())
    if not table.header:
        raise DataError(
            _("{name} does not say in its first line what is in its columns.").format(name=name),
            help=_what_is_needed(),
        )
    return _cards(table, name, guessed)


def _what_is_needed() -> str:
    return _("The first line names the columns: “name” or “company” at least, best also “role” and “notes”.")


def _other_format(raw: bytes) -> str:
    """What a file that is no text is called, for the few kinds that lists come in."""
    if raw.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        return _("an Excel or LibreOffice file")
    if raw.startswith(b"%PDF"):
        return _("a PDF")
    return ""


def _cards(table: Table, name: str, guessed: bool) -> Deck:
    known = ((at, column) for at, column in enumerate(columns_of(table.header)) if column is not None)
    columns = list(islice(known, _MAX_COLUMNS))
    cards: dict[ProspectCard, None] = {}
    wrong: list[str] = []
    n_wrong = n_double = 0
    cut = False
    facts = _facts_shown(columns)
    for n_rows, (line, cells) in enumerate(table.rows()):
        if len(cards) >= MAX_CARDS or n_rows >= _MAX_ROWS:
            cut = True
            break
        card = cells if isinstance(cells, str) else _card(columns, facts, cells)
        if isinstance(card, str):
            n_wrong += 1
            if n_wrong <= MAX_WRONG:
                wrong.append(_("Line {line}: {reason}").format(line=line, reason=card))
        elif card in cards:
            n_double += 1
        else:
            cards[card] = None
    if not cards:
        if not n_wrong:
            raise DataError(
                _("{name} names its columns, and there is nobody below them.").format(name=name),
                help=_("Put one prospect on each line below the first."),
            )
        raise DataError(
            ngettext(
                "There is no card in {name}: {n} line cannot be used.",
                "There is no card in {name}: {n} lines cannot be used.",
                n_wrong,
            ).format(name=name, n=n_wrong),
            help=wrong[0],
        )
    if n_wrong > MAX_WRONG:
        more = n_wrong - MAX_WRONG
        wrong.append(ngettext("{n} more line is wrong.", "{n} more lines are wrong.", more).format(n=more))
    if n_double:
        wrong.append(
            ngettext(
                "{n} line stands there twice and counts once.",
                "{n} lines stand there twice and count once.",
                n_double,
            ).format(n=n_double)
        )
    if cut:
        text = ngettext(
            "Only the first {n} card is used; the list goes on.",
            "Only the first {n} cards are used; the list goes on.",
            len(cards),
        )
        wrong.append(text.format(n=len(cards)))
    if guessed:
        wrong.append(_("Its encoding was guessed; look whether accents are right."))
    return Deck("", "", tuple(cards), problems=tuple(wrong))


def _facts_shown(columns: Sequence[tuple[int, Column]]) -> list[str]:
    """The facts a card may have, by their keys, in the order they are shown."""
    facts = [column for _at, column in columns if column.kind == "fact"]
    return list(dict.fromkeys(column.key for column in sorted(facts, key=lambda column: column.rank)))


def _card(
    columns: Sequence[tuple[int, Column]], facts: Sequence[str], cells: Sequence[str]
) -> ProspectCard | str:
    """The card of a row, or why there is none in it.  `columns` with their places in the row."""
    person: dict[str, str] = {}
    told: dict[str, list[str]] = {}
    for at, column in columns:
        cell = cells[at]
        if not cell:
            continue
        if column.kind == "person":
            if text := shown_person(column.key, cell):
                person.setdefault(column.key, text)
        elif text := shown_fact(column.key, cell):
            told.setdefault(column.key, []).append(text)
    # The parts of a name win: what is called "name" beside them may be the company's, or a nickname.
    name = clean(f"{person.get('first', '')} {person.get('last', '')}", MAX_TEXT) or person.get("name", "")
    if not name and "company" not in person:
        return _("There is neither a name nor a company in it.")
    # Several columns of one kind (notes and description): the fullest says most.
    shown = [(key, max(told[key], key=len)) for key in facts if key in told][:MAX_FACTS]
    return ProspectCard(
        name,
        person.get("role", ""),
        person.get("company", ""),
        tuple((fact_title(key), text) for key, text in shown),
    )
