"""The call log as a table: out and in again, and in from whatever a spreadsheet made of it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rehearse.errors import DataError, FileMissing
from rehearse.exchange import calls_csv
from rehearse.exchange.calls_csv import TakenIn, read_table_file, take_in, to_csv
from rehearse.exchange.csv_cells import csv_cell, text_of_cell
from rehearse.exchange.csv_dates import day_of, order_of
from rehearse.library.library import Library

DAY = date(2026, 11, 26)
HEADER = "date,script,left,called back,note\n"


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "library") as opened:
        opened.scripts.add("Hi, this is Kim.", title="Copier")
        opened.scripts.add("Guten Tag.", title="Grüße, “neu”")
        yield opened


def taken(library: Library, table: str | bytes, **more: object) -> TakenIn:
    raw = table.encode() if isinstance(table, str) else table
    return take_in(library.calls, raw, "log.csv", **more)  # type: ignore[arg-type]


def held(library: Library) -> list[tuple[str, str, int, int, str]]:
    return [(str(b.called_on), b.title, b.n_left, b.n_back, b.note) for b in reversed(library.calls.all())]


def test_a_table_comes_in_and_a_second_time_adds_nothing(library: Library) -> None:
    table = HEADER + "2026-11-24,Copier,20,2,rainy\n2026-11-25, copier ,15,0,\n\n2026-11-25,copier,15,0,\n"
    first = taken(library, table)
    assert (first.n_added, first.n_known, first.n_wrong) == (3, 0, 0)
    assert held(library) == [
        ("2026-11-24", "Copier", 20, 2, "rainy"),
        ("2026-11-25", "Copier", 15, 0, ""),
        ("2026-11-25", "Copier", 15, 0, ""),
    ]
    again = taken(library, table)
    assert (again.n_added, again.n_known, again.n_wrong) == (0, 3, 0)
    assert len(library.calls.all()) == 3
    assert again.sentence == "0 entries added, 3 were there already."


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_any_separator_encoding_and_line_end_will_do(
    library: Library, separator: str, encoding: str, line_end: str
) -> None:
    rows = [
        ["Date", "Script", "Messages left", "Called_back", "Notes"],
        ["26.11.2026", "Grüße, “neu”", "12", "1", "Müller; “ja” | dann, “nein”"],
    ]
    out = io.StringIO()
    csv.writer(out, delimiter=separator, lineterminator=line_end).writerows(rows)
    found = taken(library, out.getvalue().encode(encoding))
    assert (found.n_added, found.wrong) == (1, ())
    assert found.guessed == (encoding == "cp1252")
    assert held(library) == [("2026-11-26", "Grüße, “neu”", 12, 1, "Müller; “ja” | dann, “nein”")]


def test_columns_may_stand_in_any_order_with_others_between(library: Library) -> None:
    found = taken(library, 'sep=;\nleft;weather;back;day;"script title"\n10;sun;1;2026-11-26;Copier\n')
    assert found.n_added == 1
    assert held(library) == [("2026-11-26", "Copier", 10, 1, "")]


def test_wrong_rows_are_named_by_their_line_and_the_rest_comes_in(library: Library) -> None:
    table = (
        "\n"
        + HEADER  # line 2
        + "2026-11-24,Copier,20,2,right\n"
        + "2026-02-30,Copier,20,2,\n"  # 4
        + "2026-11-24,Nobody,20,2,\n"  # 5
        + "2026-11-24,Copier,2,20,\n"  # 6
        + '2026-11-24,Copier,"1,000",2,\n'  # 7
        + "2026-11-24,Copier,-1,2,\n"  # 8
        + "2026-11-24,Copier,,2,\n"  # 9
        + '2026-11-24,Copier,20,2,"never closed\n'  # 10
        + '2026-11-24,Copier,20,2,"two\nlines"\n'  # 11 and 12: right
        + "2026-11-24,Copier,20,2,a,b\n"  # 13
        + "Total,,120,12,\n"  # 14
        + "2026-11-24,Copier,0,0,\n"  # 15
        + "2026-11-24,Copier\n"  # 16
        + f"2026-11-24,Copier,20,2,{'x' * 2000}\n"  # 17
        + "2026-11-24,Copier,21,2,right too"
    )
    found = taken(library, table)
    reasons = {row.line: row.reason for row in found.wrong}
    assert sorted(reasons) == [4, 5, 6, 7, 8, 9, 10, 13, 14, 15, 16, 17]
    assert "“2026-02-30” is not a day" in reasons[4]
    assert "no script “Nobody”" in reasons[5]
    assert "20 cannot have called back" in reasons[6]
    assert "“1,000” is not a count" in reasons[7]
    assert "“-1” is not a count" in reasons[8]
    assert "“left” is empty" in reasons[9]
    assert "quotation mark" in reasons[10]
    assert "more cells" in reasons[13]
    assert [note for *_facts, note in held(library)] == ["right", "two lines", "right too"]
    assert found.sentence == "3 entries added, 12 lines could not be taken in."


def test_what_is_written_out_comes_in_as_what_it_was(library: Library, tmp_path: Path) -> None:
    copier, german = (script.id for script in reversed(library.scripts.all()))
    library.calls.add(DAY, copier, 20, 2, '=HYPERLINK("x"), “quoted” ’ and\nmore')
    library.calls.add(DAY, german, 5, 0, "'-1")
    library.calls.add(DAY, german, 5, 0, "'-1")
    gone = library.calls.add(DAY, copier, 7, 1)
    table = to_csv(library.calls.all())
    before = library.calls.all()
    assert "'=HYPERLINK" in table, "a spreadsheet must not run it"
    found = taken(library, table)
    assert (found.n_added, found.n_known, found.n_wrong) == (0, 4, 0)
    library.calls.delete([gone.id])
    assert taken(library, table).n_restored == 1
    assert library.calls.all() == before
    with Library.open(tmp_path / "other") as other:
        for script in reversed(library.scripts.all()):
            other.scripts.add(script.text, title=script.title)
        assert taken(other, table).n_added == 4, "by their titles, where the ids mean nothing"
        assert held(other) == held(library)
        assert taken(other, table).n_known == 4


def test_figures_changed_in_the_spreadsheet_change_nothing_here(library: Library) -> None:
    block = library.calls.add(DAY, library.scripts.all()[0].id, 20, 2)
    found = taken(library, to_csv([block]).replace(",20,2,", ",20,3,"))
    assert (found.n_added, found.n_wrong) == (0, 1)
    assert found.wrong[0].line == 2
    assert "left as they are" in found.wrong[0].reason
    assert library.calls.get(block.id) == block


def test_scripts_of_one_title_are_not_guessed(library: Library) -> None:
    twin = library.scripts.add("Other words", title="copier")
    row = "2026-11-26,Copier,10,1,\n"
    found = taken(library, HEADER + row)
    assert "2 scripts are called “Copier”" in found.wrong[0].reason
    library.scripts.delete([twin.id])
    assert taken(library, HEADER + row).n_added == 1, "what is in the trash is not meant"
    table = f"date,script id,script,left,back\n2026-11-26,{twin.id},,9,1\n"
    assert taken(library, table).n_added == 1, "unless it is named by its id"


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\n \n",
        b"sep=;",
        b"name,age\nKim,30\n",
        b"2026-11-26,Copier,10,1\n",
        b"PK\x03\x04\x00\x00",
        b"\x00\xff\x00",
        "date,script,left,called back\n".encode("utf-16-le"),
        b'"' * 1000,
        b'date,script,left,"called back',
        b"\xff\xfe\x00",
    ],
)
def test_what_is_no_call_log_is_told_in_one_sentence(library: Library, raw: bytes) -> None:
    with pytest.raises(DataError, match=r"^log\.csv is .*\."):
        taken(library, raw)
    assert library.calls.all() == []


def test_a_table_that_is_too_big_is_refused(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calls_csv, "MAX_ROWS", 2)
    with pytest.raises(DataError, match="more than 2 rows"):
        taken(library, HEADER + "2026-11-26,Copier,1,0,\n" * 3)
    assert library.calls.all() == []
    monkeypatch.setattr(calls_csv, "MAX_BYTES", 10)
    with pytest.raises(DataError, match="too large"):
        taken(library, HEADER)


@pytest.mark.parametrize(
    "tail",
    [
        b"," * 3_000_000,
        b'"\n' * 90_000,
        b"\n" * 3_000_000,
        b'"' + b"x" * 3_000_000,
        b"2026-11-26,Copier," * 50_000,
    ],
)
def test_a_hostile_table_is_read_in_bounded_time(library: Library, tail: bytes) -> None:
    """Without the bounds each of these would outlast the test."""
    with pytest.raises(DataError, match="no call log"):
        taken(library, tail)
    found = taken(library, HEADER.encode() + b"2026-11-26,Copier,10,1,x\n" + tail)
    assert found.n_added == 1


def test_many_rows_of_as_many_scripts_are_taken_in(library: Library) -> None:
    rows = []
    for n in range(300):
        library.scripts.add("Hi", title=f"Script {n}")
        rows += [f"2026-11-26,script {n},{m},1,\n" for m in range(1, 11)]
    found = taken(library, HEADER + "".join(rows))
    assert (found.n_added, found.n_wrong) == (3000, 0)


def test_only_so_many_wrong_rows_are_told(library: Library) -> None:
    found = taken(library, HEADER + "x,y,z,1,\n" * 500)
    assert (found.n_wrong, len(found.wrong)) == (500, calls_csv.MAX_WRONG)


def test_files_that_cannot_be_read_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(FileMissing, match=r"none\.csv"):
        read_table_file(tmp_path / "none.csv")
    with pytest.raises(FileMissing):
        read_table_file(tmp_path)
    (tmp_path / "big.csv").write_bytes(b"x" * 100)
    assert read_table_file(tmp_path / "big.csv") == b"x" * 100
    monkeypatch.setattr(calls_csv, "MAX_BYTES", 99)
    with pytest.raises(DataError, match="too large"):
        read_table_file(tmp_path / "big.csv")


# -- days


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-26",
        "2026/11/26",
        "2026.11.26",
        "2026-11-26T14:30:00",
        "2026-11-26 00:00",
        "26.11.2026",
        "26.11.26",
        "11/26/2026",
        "26/11/2026",
        "11-26-26",
        " 26.11.2026 ",
        "11/26/2026 2:30 PM",
    ],
)
def test_days_of_many_hands_are_read(text: str) -> None:
    assert day_of(text, None) == DAY


@pytest.mark.parametrize(
    "text", ["", "x", "2026-13-01", "2026-02-30", "26.13.2026", "13/14/2026", "1/1/1026", "20261126", "45987"]
)
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(DataError, match="is not a day"):
        day_of(text, None)


def test_a_day_that_may_be_two_is_asked_about(library: Library) -> None:
    with pytest.raises(DataError, match="2026-03-04 or 2026-04-03"):
        day_of("03/04/2026", None)
    assert day_of("03/04/2026", "dmy") == date(2026, 4, 3)
    assert day_of("03/04/2026", "mdy") == date(2026, 3, 4)
    assert day_of("04.03.2026", "mdy") == date(2026, 3, 4), "with points the day stands first"
    assert day_of("05/05/2026", None) == date(2026, 5, 5)
    unclear = HEADER + "03/04/2026,Copier,10,1,\n"
    assert taken(library, unclear).n_wrong == 1
    assert taken(library, unclear, day_order="dmy").n_added == 1
    assert taken(library, unclear + "25/04/2026,Copier,10,1,\n").n_known == 1, "another row tells"


def test_the_order_is_told_by_the_days_that_leave_no_choice() -> None:
    assert order_of(["03/04/2026", "25/04/2026"]) == "dmy"
    assert order_of(["03/04/2026", "04/25/2026"]) == "mdy"
    assert order_of(["03/04/2026", "04.25.2026", "2026-04-25"]) is None
    assert order_of(["25/04/2026", "04/25/2026"]) is None, "they contradict each other"


@given(st.dates(date(1990, 1, 1), date(2100, 12, 31)))
def test_every_day_is_read_as_it_was_written(day: date) -> None:
    assert day_of(day.isoformat(), None) == day
    assert day_of(f"{day.day}.{day.month}.{day.year}", None) == day
    assert day_of(f"{day.day}/{day.month}/{day.year}", "dmy") == day
    assert day_of(f"{day.month}/{day.day}/{day.year}", "mdy") == day


# -- anything at all


@given(st.text(max_size=20) | st.text("'=+-@\t\r1", max_size=5))
def test_a_cell_gives_its_text_back(text: str) -> None:
    assert text_of_cell(csv_cell(text)) == text


NOTES = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=30)
FUZZ = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@FUZZ
@given(
    notes=st.lists(NOTES, min_size=1, max_size=4),
    separator=st.sampled_from([",", ";", "\t", "|"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    line_end=st.sampled_from(["\n", "\r\n"]),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
)
def test_notes_of_any_letters_survive(
    library: Library, notes: list[str], separator: str, encoding: str, line_end: str, quoting: int
) -> None:
    out = io.StringIO()
    if any("\r" in note for note in notes):
        quoting = csv.QUOTE_ALL  # bare, it would end the row for every reader
    writer = csv.writer(out, delimiter=separator, lineterminator=line_end, quoting=quoting)  # type: ignore[arg-type]
    writer.writerow(["date", "script", "left", "called back", "note"])
    for note in notes:
        writer.writerow(["2026-11-26", "Copier", 10, 1, note])
    before = len(library.calls.all()) + len(library.calls.all(deleted=True))
    raw = out.getvalue().encode(encoding)
    found = taken(library, raw)
    assert found.wrong == ()
    again = taken(library, raw)
    assert (again.n_added, again.n_known) == (0, len(notes))
    after = library.calls.all()
    assert len(after) == before + found.n_added
    there = {block.note for block in after}
    for note in notes:
        plain = " ".join(text_of_cell(note.strip()).split())
        assert plain in there


@FUZZ
@given(st.binary(max_size=300))
def test_any_bytes_are_a_table_or_a_sentence(library: Library, tail: bytes) -> None:
    for raw in (tail, HEADER.encode() + tail, HEADER.encode() + b"2026-11-26,Copier,10,1,x\n" + tail):
        try:
            found = taken(library, raw)
        except DataError:
            continue  # told in a sentence; anything else fails
        assert found.n_added + found.n_known + found.n_restored + found.n_wrong < 400


@FUZZ
@given(
    st.lists(
        st.lists(
            st.sampled_from(["2026-11-26", "Copier", "10", "1", "", '"', '""', "x", "'", ",", ";"]),
            max_size=7,
        ),
        max_size=8,
    )
)
def test_one_right_row_comes_in_whatever_follows(library: Library, rows: list[list[str]]) -> None:
    mess = "\n".join(",".join(row) for row in rows)
    found = taken(library, f"{HEADER}2026-11-25,Copier,33,3,right\n{mess}")
    assert found.n_added + found.n_known >= 1
    assert ("2026-11-25", "Copier", 33, 3, "right") in held(library)
