"""Decks: lists of prospects to draw cards from, as CSV files, built-in ones and the user's own.

A deck's id is its file's name without `.csv`.  A later folder overrides an earlier one by id.
Any list can be read whose first line names its columns; `take_in` copies one, shortened to what is shown.
"""

from __future__ import annotations

import errno
import os
import random
import re
from collections.abc import Collection, Iterable, Sequence
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise
from pathlib import Path

from rehearse.analysis.data_folders import Loaded, Told, load_folders
from rehearse.analysis.drill_naming import is_device
from rehearse.errors import DiskFull, FileMissing, LibraryError, RehearseError
from rehearse.exchange.csv_cells import csv_cell, csv_row
from rehearse.exchange.deck_columns import clean
from rehearse.exchange.deck_rows import MAX_BYTES, MAX_CARDS, Deck, deck_of
from rehearse.files import builtin_prospects_folder, make_private_folder, write_atomic
from rehearse.i18n import _
from rehearse.library.cards import ProspectCard
from rehearse.script.text_file import read_start

__all__ = [
    "MAX_BYTES", "MAX_CARDS", "Deck", "Decks", "deck_csv", "deck_of", "deck_title", "delete", "draw",
    "load_decks", "put_back", "read_deck", "take_in",
]  # fmt: skip

ENDING = ".csv"

#: Characters of a deck's name: file systems allow 255 bytes.
_MAX_NAME = 60

#: Where a deleted deck lies, so that it can be put back.
_ASIDE = "deleted"


class Decks(Loaded[Deck]):
    """Decks by id.  `problems` lists what could not be used, `broken` the same by deck id."""

    def named(self, name: str) -> Deck | None:
        """The deck of that id, else the one of that id or title in small or capital letters."""
        wanted = name.casefold()
        alike = (one for one in self.values() if wanted in (one.id.casefold(), one.title.casefold()))
        return self.get(name) or next(alike, None)


def load_decks(folders: Iterable[Path]) -> Decks:
    """Every deck of the folders by id, later folders overriding earlier ones.

    A folder that does not exist is empty.  Never raises for what is in the files: see `Decks.problems`.
    """
    told = Told(
        folder=_("The folder of cards {folder} cannot be used: {what}."),
        others=_("The other decks are in use."),
        replaced=_("The deck “{id}” it was to replace stays in use."),
    )
    return load_folders(Decks(), folders, read_deck, told, ending=ENDING)


def read_deck(path: Path) -> Deck:
    """One deck from any list of prospects.  Raises `FileMissing` or `DataError`, each told in words."""
    raw = read_start(path, MAX_BYTES, help=_("Choose a list saved as CSV."))
    found = deck_of(raw, path.name)
    return Deck(path.stem, deck_title(path.stem), found.cards, str(path), found.problems)


# --- drawing


def draw(
    deck: Deck, n: int, chance: random.Random, *, not_again: Collection[ProspectCard] = ()
) -> tuple[ProspectCard, ...]:
    """`n` cards by chance, none twice while there are others; then all of them once more.

    Those of `not_again` come when there are no others.  A deck of several never gives one twice running.
    """
    drawn: list[ProspectCard] = []
    late = set(not_again)
    piles = [[card for card in deck.cards if card not in late], [card for card in deck.cards if card in late]]
    while deck.cards and len(drawn) < n:
        pile = piles.pop(0) if piles else list(deck.cards)
        chance.shuffle(pile)
        if drawn and len(pile) > 1 and pile[0] == drawn[-1]:
            pile.append(pile.pop(0))
        drawn += pile[: n - len(drawn)]
    return tuple(drawn)


# --- the user's own


def take_in(path: Path, folder: Path) -> Deck:
    """Copy a list into the folder of the user's decks and give what is there now.

    What is not shown is not copied.  The same list twice is one deck; another one of the same name gets a
    number behind it.  Raises `FileMissing`, `DataError`, `DiskFull`, `LibraryError`.
    """
    found = read_deck(path)
    text = deck_csv(found.cards)
    try:
        make_private_folder(folder)
        taken = {name.casefold() for name in os.listdir(folder)}
        shipped = {name.casefold() for name in _names(builtin_prospects_folder())}
        base = _file_name(path.stem)
        name, number = base, 1
        while (file := f"{name}{ENDING}").casefold() in taken | shipped:
            if file.casefold() in taken and _holds(folder / file, text):
                break
            number += 1
            name = f"{base} {number}"
        else:
            write_atomic(folder / file, text)
    except OSError as error:
        raise _not_written(folder, error) from error
    return Deck(name, deck_title(name), found.cards, str(folder / file), found.problems)


def delete(deck: Deck) -> Path:
    """Put one of the user's own decks aside, for `put_back`; the last one of its name is kept.

    Raises `FileMissing`, `LibraryError`, `DiskFull`.
    """
    path = Path(deck.file)
    aside = path.parent / _ASIDE / path.name
    try:
        make_private_folder(aside.parent)
        os.replace(path, aside)
    except FileNotFoundError as error:
        raise FileMissing(_("{name} is not there any more.").format(name=path.name)) from error
    except OSError as error:
        raise _not_written(path.parent, error) from error
    return aside


def put_back(name: str, folder: Path) -> Deck:
    """Bring back the deck of that id that `delete` put aside.

    Raises `FileMissing` where there is none, `LibraryError` where another one of that name is there now.
    """
    if Path(name).name != name:  # it would lead out of the folder
        raise FileMissing(_("There is no deleted deck called “{name}”.").format(name=name))
    aside, path = folder / _ASIDE / f"{name}{ENDING}", folder / f"{name}{ENDING}"
    if os.path.lexists(path):
        raise LibraryError(
            _("There is another deck called “{name}” now.").format(name=name), kept=_("Nothing was changed.")
        )
    try:
        os.replace(aside, path)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise FileMissing(_("There is no deleted deck called “{name}”.").format(name=name)) from error
    except OSError as error:
        raise _not_written(folder, error) from error
    return read_deck(path)


def _not_written(folder: Path, error: OSError) -> RehearseError:
    kept = _("Your decks are as they were.")
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return DiskFull(_("The disk is full."), kept=kept, help=_("Free some space, then try again."))
    return LibraryError(
        _("The folder of your cards, {folder}, cannot be written: {reason}.").format(
            folder=folder, reason=error.strerror or error
        ),
        kept=kept,
        help=_("Check that the folder belongs to you and is not write-protected."),
    )


def deck_csv(cards: Iterable[ProspectCard]) -> str:
    """Cards as a list that is read back as the same cards."""
    cards = list(cards)
    keys = _in_order([[title for title, _text in card.facts] for card in cards])
    header = ["name", "role", "company", *keys]
    rows = [
        [card.name, card.role, card.company, *(dict(card.facts).get(key, "") for key in keys)]
        for card in cards
    ]
    return csv_row(header) + "".join(csv_row([csv_cell(cell) for cell in row]) for row in rows)


def _in_order(lists: Sequence[Sequence[str]]) -> list[str]:
    """Everything in the lists once, in the order that all of them agree on; else as it comes."""
    after: dict[str, dict[str, None]] = {}  # no sets: the same list must give the same file every time
    for names in lists:
        for name in names:
            after.setdefault(name, {})
        for before, name in pairwise(names):
            after[name][before] = None
    try:
        return list(TopologicalSorter(after).static_order())
    except CycleError:
        return list(after)


def deck_title(stem: str) -> str:
    """What a deck of that file is called in lists: "local-trades" is Local trades."""
    words = clean(re.sub(r"[-_]+", " ", stem) if re.fullmatch(r"[\w\-]+", stem) else stem, _MAX_NAME)
    return words[:1].upper() + words[1:]


def _file_name(stem: str) -> str:
    """A name that every system takes and that can still be read."""
    name = re.sub(r'[<>:"/\\|?*]+', " ", clean(stem, _MAX_NAME).replace("…", ""))
    name = " ".join(name.split()).strip(". ")
    return _("Cards") if not name or is_device(name) else name


def _names(folder: Path) -> list[str]:
    try:
        return os.listdir(folder)
    except OSError:
        return []


def _holds(path: Path, text: str) -> bool:
    try:
        return path.is_file() and path.read_bytes() == text.encode()
    except OSError:
        return False
