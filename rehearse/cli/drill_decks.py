"""`rehearse drill decks`: the prospect cards there are, lists taken in among them, checked, deleted."""

from __future__ import annotations

import os
from argparse import Namespace
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from rehearse.cli.data_problems import existing
from rehearse.errors import Cancelled, RehearseError, UsageError
from rehearse.exchange.decks import Deck, delete, load_decks, put_back, read_deck, take_in
from rehearse.exchange.terminal import BOLD, DIM, Style, paragraph, safe
from rehearse.files import builtin_prospects_folder
from rehearse.i18n import _, ngettext
from rehearse.library.cards import ProspectCard

if TYPE_CHECKING:
    from rehearse.cli.program import Context

_Named = TypeVar("_Named", str, Path)


def decks(args: Namespace, context: Context) -> None:
    actions = {
        "list": _list, "show": _show, "add": _add, "check": _check, "delete": _delete, "restore": _restore,
    }  # fmt: skip
    actions[args.deck_action](args, context)


def find_deck(name: str, context: Context) -> Deck:
    """The deck of that name, or the list in that file.

    Raises `UsageError` where there is neither, `DataError` where it is wrong.
    """
    there = context.studio.decks
    if (found := there.named(name)) is not None:
        return found
    if name in there.broken:
        raise there.broken[name]
    if os.path.isfile(name):
        return read_deck(Path(name))
    raise UsageError(
        _("There is no deck called “{name}”.").format(name=name),
        help=_("Choose one of: {names}.").format(names=", ".join(sorted(there))),
    )


def _is_own(deck: Deck, context: Context) -> bool:
    return Path(deck.file).parent == context.studio.paths.prospects


def _list(args: Namespace, context: Context) -> None:
    console, style = context.console, context.console.style
    there = context.studio.decks
    for problem in there.problems:
        console.error(problem)
    if args.format == "json":
        console.write_json([_dict(deck, context) for deck in there.values()])
        return
    for deck in there.values():
        n_cards = ngettext("{n} card", "{n} cards", len(deck.cards)).format(n=len(deck.cards))
        own = "  " + _("yours") if _is_own(deck, context) else ""
        name = deck.title if deck.title == deck.id else f"{deck.title} ({deck.id})"
        head = style.paint(safe(name), BOLD)
        console.write(f"{head}  {n_cards}{own}\n")
        console.write("".join(f"{line}\n" for line in _problem_lines(deck, style)))


def _show(args: Namespace, context: Context) -> None:
    console, deck = context.console, find_deck(args.deck, context)
    if args.format == "json":
        console.write_json({**_dict(deck, context), "cards": [_card_dict(card) for card in deck.cards]})
        return
    for card in deck.cards:
        console.write(_card_text(card, console.style))


def _dict(deck: Deck, context: Context) -> dict[str, Any]:
    return {
        "id": deck.id,
        "title": deck.title,
        "origin": "own" if _is_own(deck, context) else "built-in",
        "file": deck.file,
        "n_cards": len(deck.cards),
        "problems": list(deck.problems),
    }


def _card_dict(card: ProspectCard) -> dict[str, Any]:
    return {"name": card.name, "role": card.role, "company": card.company, "facts": dict(card.facts)}


def _card_text(card: ProspectCard, style: Style) -> str:
    head = style.paint(safe(card.name or card.company), BOLD)
    rest = [text for text in (card.role, card.company if card.name else "") if text]
    lines = [", ".join([head, *map(safe, rest)])]
    for name, text in card.facts:
        lines += paragraph(f"{name}: {text}", style, indent=4)
    return "\n".join(lines) + "\n"


def _problem_lines(deck: Deck, style: Style) -> list[str]:
    return [line for problem in deck.problems for line in paragraph(problem, style, DIM, indent=4)]


# --- files that come and go


def _check(args: Namespace, context: Context) -> None:
    console = context.console
    places = (
        existing(args.places, console)
        if args.places
        else [builtin_prospects_folder(), context.studio.paths.prospects]
    )
    found: list[Deck] = []
    n_problems = 0
    for place in places:
        if place.is_dir() or not place.exists():
            there = load_decks([place])
            found += there.values()
            problems: list[RehearseError] = list(there.problems)
        else:
            problems = []
            try:
                found.append(read_deck(place))
            except RehearseError as error:
                problems = [error]
        n_problems += len(problems)
        for problem in problems:
            console.error(f"{problem.message} {problem.help}".rstrip())
    for deck in found:
        if args.places or deck.problems:
            console.write(safe(_told(deck)) + "\n")
            console.write("".join(f"{line}\n" for line in _problem_lines(deck, console.style)))
    told = [
        ngettext("{n} deck can be used", "{n} decks can be used", len(found)).format(n=len(found)),
        ngettext("{n} problem", "{n} problems", n_problems).format(n=n_problems),
    ]
    console.write(", ".join(told) + "\n")


def _told(deck: Deck) -> str:
    return ngettext("“{title}”: {n} card.", "“{title}”: {n} cards.", len(deck.cards)).format(
        title=deck.title, n=len(deck.cards)
    )


def _add(args: Namespace, context: Context) -> None:
    folder, style = context.studio.paths.prospects, context.console.style

    def act(file: Path) -> str:
        deck = take_in(file, folder)
        added = ngettext(
            "Added “{id}” with {n} card.", "Added “{id}” with {n} cards.", len(deck.cards)
        ).format(id=deck.id, n=len(deck.cards))
        return "\n".join([safe(added), *_problem_lines(deck, style)])

    _each(existing(args.files, context.console), act, context)


def _delete(args: Namespace, context: Context) -> None:
    def act(name: str) -> str:
        deck = find_deck(name, context)
        if not _is_own(deck, context):
            raise UsageError(
                _("“{title}” is none of your own decks and cannot be deleted.").format(title=deck.title),
                help=_("“rehearse drill decks” lists yours."),
            )
        delete(deck)
        text = _('Deleted “{title}”. “rehearse drill decks restore "{id}"” brings it back.')
        return safe(text.format(title=deck.title, id=deck.id))

    _each(args.decks, act, context)


def _restore(args: Namespace, context: Context) -> None:
    def act(name: str) -> str:
        return safe(
            _("“{title}” is back.").format(title=put_back(name, context.studio.paths.prospects).title)
        )

    _each(args.decks, act, context)


def _each(things: Iterable[_Named], act: Callable[[_Named], str], context: Context) -> None:
    """Do it with each; one that cannot be is told, and the others are done all the same."""
    for thing in things:
        try:
            told = act(thing)
        except (Cancelled, UsageError):
            raise
        except RehearseError as error:
            context.console.error(error)
            continue
        finally:
            context.studio.decks_changed()
        context.console.write(told + "\n")
