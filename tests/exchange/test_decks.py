"""Decks of prospect cards: read from what a CRM writes, copied without what is private, drawn by chance."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from rehearse.errors import DataError, FileMissing
from rehearse.exchange import deck_rows, decks
from rehearse.exchange.deck_columns import (
    MAX_FACT,
    MAX_FACTS,
    column_of,
    shown_person,
)
from rehearse.exchange.decks import (
    deck_of,
    load_decks,
    read_deck,
)
from rehearse.files import builtin_prospects_folder
from rehearse.library.cards import ProspectCard
from tests.conftest import ROOT

JANE = ProspectCard("Jane Roe", "Owner", "Roe Tiles")


def cards_of(table: str | bytes) -> tuple[ProspectCard, ...]:
    return deck_of(table.encode() if isinstance(table, str) else table, "list.csv").cards


def card_of(header: str, row: str) -> ProspectCard:
    (card,) = cards_of(f"{header}\n{row}\n")
    return card


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("name,role,company", "Jane Roe,Owner,Roe Tiles"),
        ("First Name,Last Name,Title,Account Name", "Jane,Roe,Owner,Roe Tiles"),
        ("Record ID,First Name,Last Name,Job Title,Company name", "51,Jane,Roe,Owner,Roe Tiles"),
        ("Person - Name,Organization - Name,Person - Job Title", "Jane Roe,Roe Tiles,Owner"),
        ("FIRST_NAME;LAST_NAME;POSITION;COMPANY", "Jane;Roe;Owner;Roe Tiles"),
        ("Title,First Name,Middle Name,Last Name,Company,Job Title", "Ms.,Jane,Q,Roe,Roe Tiles,Owner"),
        ("Company\tContact\tTitle", "Roe Tiles\tJane Roe\tOwner"),
        ("firstName|lastName|jobTitle|companyName", "Jane|Roe|Owner|Roe Tiles"),
        ("Organization 1 - Name,Name,Organization 1 - Title", "Roe Tiles,Jane Roe,Owner"),
        ("Lead Name,Salutation,Company / Account,Title", "Jane Roe,Ms.,Roe Tiles,Owner"),
    ],
)
def test_lists_of_many_programs_give_the_same_card(header: str, row: str) -> None:
    assert card_of(header, row) == JANE


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_any_encoding_an_editor_writes(encoding: str) -> None:
    deck = deck_of("sep=;\r\nname;city\r\nZoë Grün;Köln\r\n".encode(encoding), "list.csv")
    assert deck.cards == (ProspectCard("Zoë Grün", facts=(("City", "Köln"),)),)
    assert len(deck.problems) == (encoding == "cp1252"), "one that is guessed is told"


def test_facts_come_in_order_and_under_plain_names() -> None:
    card = card_of(
        "Podcast,Mailing City,No. of Employees,company,Description,Industry,Trigger Event",
        "Tile Talk,Reno,40,Roe Tiles,Met in June,Retail,New shop",
    )
    assert card.facts == (
        ("Worth knowing", "New shop"),
        ("Notes", "Met in June"),
        ("Industry", "Retail"),
        ("City", "Reno"),
        ("Employees", "40"),
        ("Podcast", "Tile Talk"),
    )
    assert card_of("name,Notes,Comments", "Jo,short,a longer one").facts == (("Notes", "a longer one"),)


@pytest.mark.parametrize(
    "heading",
    [
        "Email", "E-Mail", "e-mail address", "Work email", "Phone", "Mobile Phone", "phoneNumber", "Cell",
        "Contact ID", "ContactID", "contactid", "18-digit ID", "LinkedIn", "LinkedIn URL",
        "Person Linkedin Url",
        "Website", "Lead Owner", "Lead Status", "Created Date", "Zip/Postal Code", "Mailing Street",
        "Email Opt Out", "Record Type",
    ],
)  # fmt: skip
def test_what_is_private_or_of_no_use_is_not_shown(heading: str) -> None:
    assert card_of(f'name,"{heading}"', "Jo,something").facts == ()


@pytest.mark.parametrize(
    "cell",
    [
        "jane@roe.com", "415-555-0142", "(415) 555-0142", "+44 20 7946 0958", "4155550142",
        "415.555.0142 x12",
        "https://roe.com/tiles?x=1", "www.roe.com", "00Q5f00000AbCdEFGH",
        "3f2504e0-4f89-11d3-9a0c-0305e82c3301",
        "N/A", "-", "true", "null", "#N/A", "   ",
    ],
)  # fmt: skip
def test_addresses_numbers_and_nothing_are_not_shown_whatever_their_column(cell: str) -> None:
    assert card_of("name,Best way to reach", f'Jo,"{cell}"').facts == ()
    assert card_of("name,notes", f'Jo,"{cell}"').facts == ()
    assert shown_person("name", cell) == ""


@pytest.mark.parametrize(
    "cell",
    [
        "2026-11-26", "26.11.2026", "11/26/2026", "2019-2024", "Since 1931", "3 vans, 2 shops", "42",
        "Call her at 415-555-0142 before ten", "internationalization2", "$12,000,000", "1,250 beds",
        "Read about them on www.roe.com", "24/7",
    ],
)  # fmt: skip
def test_facts_with_figures_in_them_are_shown(cell: str) -> None:
    assert card_of("name,What we know", f'Jo,"{cell}"').facts == (("What we know", cell),)


def test_a_size_that_looks_like_a_number_to_dial_is_a_size() -> None:
    assert card_of("name,Company Size", "Jo,1001-5000").facts == (("Employees", "1001-5000"),)


def test_texts_are_one_line_and_not_too_long() -> None:
    card = card_of("name,notes", f'"J\u202eo\0\x1b[31m\tB",{"x " * 5000}'.replace("\0", ""))
    assert card.name == "J o [31m B"
    ((_name, text),) = card.facts
    assert len(text) <= MAX_FACT
    assert text.endswith("…")
    many = [f"fact number {n}" for n in range(30)]
    wide = card_of("name," + ",".join(f"Thing {chr(65 + n)}" for n in range(26)), "Jo," + ",".join(many[:26]))
    assert len(wide.facts) == MAX_FACTS


def test_a_row_over_several_lines_is_one_card_and_lines_are_counted() -> None:
    raw = 'name,notes\nJo,"one\ntwo"\n,\n,no name here\nAl,ok,too many\nKim,"open\n'
    deck = deck_of(raw.encode(), "list.csv")
    assert deck.cards == (ProspectCard("Jo", facts=(("Notes", "one two"),)),)
    assert [problem.split(":")[0] for problem in deck.problems] == ["Line 5", "Line 6", "Line 7"]
    assert "neither a name nor a company" in deck.problems[0]
    assert "more cells" in deck.problems[1]
    assert "quotation mark" in deck.problems[2]


def test_who_stands_there_twice_counts_once() -> None:
    deck = deck_of(b"name,company\nJo,A\nJo,A\nJo,B\nJo,A\n", "list.csv")
    assert [card.company for card in deck.cards] == ["A", "B"]
    assert deck.problems == ("2 lines stand there twice and count once.",)


def test_a_long_list_is_cut_and_says_so() -> None:
    n = decks.MAX_CARDS
    rows = "".join(f"Jo {chr(97 + i % 26)}{i},Firm\n" for i in range(100_000))
    deck = deck_of(f"name,company\n{rows}".encode(), "list.csv")
    assert len(deck.cards) == n
    assert deck.problems == (f"Only the first {n} cards are used; the list goes on.",)


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (b"", "is empty"),
        (b"\n  \n", "is empty"),
        (b"name,company\n", "nobody below"),
        (b"name,company\n,\n , \n", "nobody below"),
        (b"age,shoe size\n3,4\n", "does not say in its first line"),
        (b"Jane Roe,Owner,Roe Tiles\n", "does not say in its first line"),
        (b"email,phone,notes\na@b.c,1,x\n", "does not say in its first line"),
        (b"PK\x03\x04\x14\0", "Excel or LibreOffice"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "Excel or LibreOffice"),
        (b"%PDF-1.7\n", "a PDF"),
        (b"\x7fELF\0\0", "is not a text"),
        ("name,company\nJo,x\n".encode("utf-16-le"), "is not a text"),
        (b"name,email\n,a@b.com\n,x\n", "2 lines cannot be used"),
        (b'"' * 5000, "does not say in its first line"),
        (b"name," * 30_000, "does not say in its first line"),
    ],
)
def test_what_is_no_list_is_told_with_what_is_needed(raw: bytes, told: str) -> None:
    with pytest.raises(DataError, match=re.escape("list.csv")) as caught:
        deck_of(raw, "list.csv")
    assert told in caught.value.message
    assert caught.value.help


def test_a_file_that_is_too_large_or_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(FileMissing, match=r"none\.csv"):
        read_deck(tmp_path / "none.csv")
    with pytest.raises(FileMissing):
        read_deck(tmp_path)
    monkeypatch.setattr(decks, "MAX_BYTES", 20)
    monkeypatch.setattr(deck_rows, "MAX_BYTES", 20)
    (tmp_path / "big.csv").write_bytes(b"name\n" + b"Jo\n" * 30)
    with pytest.raises(DataError, match="too large"):
        read_deck(tmp_path / "big.csv")


@pytest.mark.parametrize(
    "tail",
    [
        b"," * 3_000_000,
        b'"\n' * 90_000,
        b"\n" * 3_000_000,
        b'"' + b"x" * 3_000_000,
        b"Jo,x,@.@.@.@.@." * 50_000,
        b",,y\n" * 300_000,
        b"Al,B," + b"1" * 90_000 + b"\n",
    ],
)
def test_a_hostile_list_is_read_in_bounded_time(tail: bytes) -> None:
    """Without the bounds each of these would outlast the test."""
    assert cards_of(b"name,company,what\nJo,A,y\n" + tail)[0] == ProspectCard("Jo", "", "A", (("What", "y"),))


def test_a_list_of_very_many_columns_is_read_in_bounded_time() -> None:
    header = "name," + ",".join(f"{chr(97 + n % 26)}{chr(97 + n // 26 % 26)}" for n in range(9_000))
    rows = "".join(f"Jo {n}," + "x," * 8_998 + "\n" for n in range(800))
    assert len(cards_of(f"{header}\n{rows}")) == 800


def test_the_guide_names_columns_that_are_understood_and_shown() -> None:
    guide = (ROOT / "docs" / "drills.md").read_text(encoding="utf-8")
    part = guide.split("\n## Prospect cards\n")[1].split("\n## ")[0]
    rows = re.findall(r"^\| (`.+`) \| (.+?) \|", part, re.MULTILINE)
    assert len(rows) == 9
    for names, others in rows:
        keys = {found.key for name in re.findall("`(.+?)`", names) if (found := column_of(name))}
        also = {found.key for name in others.split(", ") if (found := column_of(name))}
        assert also == keys != set(), names
    assert f"the first {decks.MAX_CARDS:,} cards" in part
    assert all(f"`{deck_id}`" in part for deck_id in load_decks([builtin_prospects_folder()]))
