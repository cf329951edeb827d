"""Lists of prospects that somebody got wrong: mutated from real ones, and what must hold for any of them."""

from __future__ import annotations

import random

from rehearse.errors import DataError
from rehearse.exchange.deck_columns import MAX_FACT, MAX_FACT_NAME, MAX_FACTS, MAX_TEXT
from rehearse.exchange.decks import Deck, deck_csv, deck_of, draw
from rehearse.files import builtin_prospects_folder

SHIPPED = sorted(builtin_prospects_folder().glob("*.csv"))

#: As CRMs write them.
EXPORTS = (
    "Record ID;First Name;Last Name;Email;Phone Number;Contact owner;Job Title;Company name;City;Created\n"
    "5101;Ann;Okafor;ann@x.com;+1 415-555-0142;Bob;COO;Okafor Mills;Reno;2026-01-05 10:00\n"
    '5102;"Li; Wei";;;;Bob;;Wei & Co;"Las\nVegas";\n',
    "\ufeffsep=,\r\n"
    "Person - Name,Organization - Name,Person - Phone - Work,Deal - Title,Organization 1 - Notes\r\n"
    '\'=SUM(A1),Acme Nine,4155550142,Renewal,"He said ""later"""\r\n,,,,\r\n',
    "name\tfacts\tTrigger\tWorth knowing\tnotes\tdescription\nJo\t1\t2\t3\t4\t5\n",
)

#: What is put where it does not belong.
_PIECES = (
    *(
        ",",
        ";",
        "\t",
        "|",
        '"',
        '""',
        "'",
        "\n",
        "\r",
        "\0",
        "\ufeff",
        "\u202e",
        "\U0001f600",
        "=1+1",
        "@",
        "N/A",
    ),
    *(
        "name,",
        "Title,",
        "company\n",
        "sep=;\n",
        "a@b.co",
        "415-555-0142",
        "https://x.y",
        "…",
        " \u00a0\u3000",
    ),
    *(",x" * 100, "\n" * 50, '"' * 33, "x" * 3000, "\u0301" * 200, "e\u0301", "\ud800", "0" * 40),
)


def mutated(chance: random.Random) -> bytes:
    """A list after a few accidents."""
    texts = [*EXPORTS, *(path.read_text(encoding="utf-8")[:2000] for path in SHIPPED)]
    text = chance.choice(texts)
    for _accident in range(chance.choice((0, 1, 1, 2, 4, 8))):
        lines = text.split("\n")
        line = chance.randrange(len(lines))
        at = chance.randrange(len(text) + 1)
        kind = chance.randrange(4)
        if kind == 0:
            text = text[:at] + chance.choice(_PIECES) + text[at + chance.choice((0, 0, 1, 5, 40)) :]
        elif kind == 1:
            text = "\n".join(lines[:line] + lines[line + 1 :])
        elif kind == 2:
            text = "\n".join(lines[:line] + lines[line : line + 2] * chance.randint(2, 20) + lines[line:])
        else:
            cells = lines[line].split(",")
            chance.shuffle(cells)
            text = "\n".join([*lines[:line], ",".join(cells), *lines[line + 1 :]])
    encoding = chance.choice(("utf-8", "utf-8", "utf-8-sig", "utf-16", "cp1252"))
    raw = bytearray(text.encode(encoding, "surrogatepass" if encoding.startswith("utf-8") else "replace"))
    if chance.random() < 0.2 and raw:
        raw[chance.randrange(len(raw))] = chance.randrange(256)
    return bytes(raw)


def check_deck(raw: bytes) -> Deck | None:
    """Read `raw` as a list; None where it is none and that is told.  Raises where that must not be."""
    try:
        deck = deck_of(raw, "soup.csv")
    except DataError as error:
        refused = error
    else:
        _check_cards(deck)
        return deck
    assert "soup.csv" in refused.message
    assert refused.message.endswith(".")
    assert refused.help
    assert len(str(refused)) < 600
    return None


def _check_cards(deck: Deck) -> None:
    assert deck.cards
    assert len(set(deck.cards)) == len(deck.cards)
    for card in deck.cards:
        assert card.name or card.company
        texts = (card.name, card.role, card.company, *(part for fact in card.facts for part in fact))
        assert all(text.isprintable() and text == text.strip() for text in texts)
        assert max(map(len, texts[:3])) <= MAX_TEXT
        assert len(card.facts) <= MAX_FACTS
        assert len(dict(card.facts)) == len(card.facts)
        assert all(0 < len(name) <= MAX_FACT_NAME and 0 < len(text) <= MAX_FACT for name, text in card.facts)
    assert all(problem.isprintable() and len(problem) < 300 for problem in deck.problems)
    again = deck_of(deck_csv(deck.cards).encode(), "copy.csv")
    assert again.problems == ()
    assert again.cards == deck.cards
    assert len(draw(deck, len(deck.cards) + 3, random.Random(1))) == len(deck.cards) + 3


# ---- for tests.faults.fuzzing ------------------------------------------------------------------------


def random_input(chance: random.Random) -> bytes:
    return mutated(chance)


def check_bytes(data: bytes) -> None:
    check_deck(data)


def seeds() -> list[bytes]:
    return [*(text.encode() for text in EXPORTS), *(path.read_bytes() for path in SHIPPED)]
