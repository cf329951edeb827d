"""Decks of prospect cards as they are kept: shipped, copied, deleted, drawn from by chance."""

from __future__ import annotations

import errno
import os
import random
import re
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rehearse.errors import DiskFull, FileMissing, LibraryError
from rehearse.exchange import decks
from rehearse.exchange.deck_columns import (
    MAX_FACT,
    MAX_FACT_NAME,
    MAX_TEXT,
    clean,
    shown_fact,
    shown_person,
)
from rehearse.exchange.decks import (
    Deck,
    deck_csv,
    deck_of,
    deck_title,
    delete,
    draw,
    load_decks,
    put_back,
    take_in,
)
from rehearse.files import builtin_drills_folder, builtin_prospects_folder
from rehearse.library.cards import ProspectCard

# -- decks that are there


def test_the_shipped_decks_are_right_and_large_enough() -> None:
    there = load_decks([builtin_prospects_folder()])
    assert there.problems == []
    assert set(there) == {
        "local-trades", "makers-and-movers", "practices-and-offices", "software-and-services",
    }  # fmt: skip
    everybody = [card for deck in there.values() for card in deck.cards]
    for deck in there.values():
        assert len(deck.cards) >= 30
        assert deck.problems == ()
        assert all(card.name and card.role and card.company and card.facts for card in deck.cards)
        # A fact on each to find a reason in, short enough to be read in fifteen seconds.
        assert all(20 < len(card.facts[0][1]) < 100 for card in deck.cards)
    assert len({card.name for card in everybody}) == len(everybody)
    assert len({card.company for card in everybody}) == len(everybody)
    firsts = [card.name.removeprefix("Dr. ").split()[0] for card in everybody]
    assert len(set(firsts)) == len(firsts), "nobody is called as another"


def test_the_shipped_decks_are_enough_for_any_shipped_drill() -> None:
    most = max(int(n) for path in builtin_drills_folder().glob("*.toml")
               for n in re.findall(r"^cards = \[\d+, (\d+)\]", path.read_text(), re.MULTILINE))  # fmt: skip
    assert most == 30
    assert min(len(deck.cards) for deck in load_decks([builtin_prospects_folder()]).values()) >= most


def test_a_wrong_deck_costs_no_other(tmp_path: Path) -> None:
    shipped, own = tmp_path / "shipped", tmp_path / "own"
    shipped.mkdir()
    own.mkdir()
    for name in ("a", "b"):
        (shipped / f"{name}.csv").write_text(f"name\nShipped {name}\n")
    (own / "a.csv").write_text("what\n")
    (own / "b.csv").write_text("name\nMine\n")
    (own / ".hidden.csv").write_text("?")
    (own / "notes.txt").write_text("?")
    (own / "c.csv").mkdir()
    there = load_decks([shipped, own, tmp_path / "nowhere"])
    assert {deck.id: deck.cards[0].name for deck in there.values()} == {"a": "Shipped a", "b": "Mine"}
    assert set(there.broken) == {"a", "c"}
    assert "stays in use" in there.broken["a"].kept
    assert there.named("A") is there["a"]
    assert there.named("z") is None


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_a_pipe_among_the_decks_is_no_list(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    assert list(load_decks([tmp_path]).broken) == ["pipe"]


def test_titles_can_be_read() -> None:
    assert deck_title("local-trades") == "Local trades"
    assert deck_title("q3_leads") == "Q3 leads"
    assert deck_title("Leads - north (new)") == "Leads - north (new)"


# -- taking in


def test_a_list_is_copied_without_what_is_not_shown(tmp_path: Path) -> None:
    source, folder = tmp_path / "My leads (Q3).csv", tmp_path / "data" / "prospects"
    source.write_text("First Name,Last Name,Email,Phone,Notes\n=Jane,Roe,jane@roe.com,415-555-0142,Hm\n")
    deck = take_in(source, folder)
    assert (deck.id, deck.title) == ("My leads (Q3)", "My leads (Q3)")
    text = Path(deck.file).read_text()
    assert "roe.com" not in text
    assert "0142" not in text
    assert "'=Jane Roe" in text, "a spreadsheet that opens it runs no formula"
    assert load_decks([folder])[deck.id] == deck
    assert deck.cards == (ProspectCard("=Jane Roe", facts=(("Notes", "Hm"),)),)
    assert take_in(source, folder) == deck, "the same list again is the same deck"
    source.write_text("name\nSomebody else\n")
    other = take_in(source, folder)
    assert other.id == "My leads (Q3) 2"
    assert {one.id for one in load_decks([folder]).values()} == {deck.id, other.id}


def test_a_list_called_like_a_shipped_deck_takes_no_place(tmp_path: Path) -> None:
    (tmp_path / "Local-Trades.csv").write_text("name\nMine\n")
    assert take_in(tmp_path / "Local-Trades.csv", tmp_path / "own").id == "Local-Trades 2"


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("CON", "Cards"),
        ("a:b*c?", "a b c"),
        ("..", "Cards"),
        (".x", "x"),
        ("x" * 200, "x" * 59),
        ("日本", "日本"),
    ],
)
def test_names_are_kept_where_every_system_takes_them(tmp_path: Path, name: str, kept: str) -> None:
    source = tmp_path / f"{name[:100]}.csv"
    source.write_text("name\nJo\n")
    assert take_in(source, tmp_path / "own").id == kept


def test_a_full_disk_and_a_closed_folder_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source, folder = tmp_path / "x.csv", tmp_path / "own"
    source.write_text("name\nJo\n")

    def fails(number: int) -> None:
        def write(_path: Path, _text: str) -> None:
            raise OSError(number, os.strerror(number))

        monkeypatch.setattr(decks, "write_atomic", write)

    fails(errno.ENOSPC)
    with pytest.raises(DiskFull, match="full"):
        take_in(source, folder)
    fails(errno.EACCES)
    with pytest.raises(LibraryError, match="cannot be written"):
        take_in(source, folder)
    folder.rmdir()
    folder.write_text("a file in the way")
    with pytest.raises(LibraryError, match="cannot be written"):
        take_in(source, folder)


def test_a_deleted_deck_comes_back(tmp_path: Path) -> None:
    source, folder = tmp_path / "x.csv", tmp_path / "own"
    source.write_text("name\nJo\n")
    deck = take_in(source, folder)
    delete(deck)
    assert load_decks([folder]) == {}
    assert put_back("x", folder) == deck
    assert load_decks([folder]) == {"x": deck}
    with pytest.raises(FileMissing):
        put_back("y", folder)
    (tmp_path / "z.csv").write_text("name\nJo\n")
    with pytest.raises(FileMissing):
        put_back("../../z", folder)
    assert (tmp_path / "z.csv").exists()
    delete(deck)
    with pytest.raises(FileMissing):
        delete(deck)
    take_in(source, folder)
    with pytest.raises(LibraryError, match="another deck"):
        put_back("x", folder)


_TEXT = st.text(st.characters(exclude_categories=("Cs",)), max_size=30)
_CARD = st.builds(
    lambda name, role, company, facts: ProspectCard(
        shown_person("name", name) or "Jo",
        shown_person("role", role),
        shown_person("company", company),
        tuple((key, text) for key, raw in facts.items() if (text := shown_fact(key, raw))),
    ),
    _TEXT,
    _TEXT,
    _TEXT,
    st.dictionaries(st.sampled_from(("Worth knowing", "Notes", "City", "Podcast")), _TEXT),
)


@given(st.lists(_CARD, min_size=1, max_size=6, unique=True))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_cards_written_are_read_as_the_same_cards(cards: list[ProspectCard]) -> None:
    def sorted_facts(card: ProspectCard) -> ProspectCard:
        return ProspectCard(card.name, card.role, card.company, tuple(sorted(card.facts)))

    read = deck_of(deck_csv(cards).encode(), "list.csv").cards
    assert [sorted_facts(card) for card in read] == list(dict.fromkeys(map(sorted_facts, cards)))


@given(st.text(max_size=300), st.sampled_from((MAX_TEXT, MAX_FACT, MAX_FACT_NAME)))
def test_a_cleaned_text_can_be_shown_and_stays_as_it_is(text: str, most: int) -> None:
    shown = clean(text, most)
    assert shown.isprintable()
    assert len(shown) <= most
    assert clean(shown, most) == shown


# -- drawing


def deck_with(n: int) -> Deck:
    return Deck("x", "X", tuple(ProspectCard(f"P{number}") for number in range(n)))


@given(st.integers(1, 12), st.integers(0, 40), st.integers(), st.sets(st.integers(0, 11)))
def test_no_card_comes_twice_while_there_are_others(n: int, wanted: int, seed: int, late: set[int]) -> None:
    deck = deck_with(n)
    not_again = [card for number, card in enumerate(deck.cards) if number in late]
    drawn = draw(deck, wanted, random.Random(seed), not_again=not_again)
    assert len(drawn) == wanted
    for start in range(0, wanted, n):
        turn = drawn[start : start + n]
        assert len(set(turn)) == len(turn)
    fresh = n - len(not_again)
    assert not set(drawn[:fresh]) & set(not_again), "those of last time come when there are no others"
    if n > 1:
        assert all(one != other for one, other in pairwise(drawn))


def test_every_card_is_as_likely_to_be_the_first() -> None:
    deck, chance = deck_with(5), random.Random(4)
    firsts = [draw(deck, 1, chance)[0] for _ in range(2000)]
    assert all(320 < firsts.count(card) < 480 for card in deck.cards)
    assert draw(deck_with(0), 3, chance) == ()
