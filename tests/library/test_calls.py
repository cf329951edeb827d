"""The call log: entered, changed, deleted and brought back, and found again after the database was lost."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from rehearse.audio.format import AudioFormat, Recording
from rehearse.audio.wav import GrowingWav
from rehearse.errors import CallsMissing, DataError, ScriptMissing
from rehearse.library.calls import CallBlock
from rehearse.library.library import Library
from rehearse.library.rates import rates
from tests.helpers.call_blocks import (
    DAY,
    NOBODY,
    lose_database,
)

FORMAT = AudioFormat(rate_hz=16_000, channels=1)


def facts(blocks: list[CallBlock]) -> list[tuple[Any, ...]]:
    return [(b.called_on, b.script_id, b.n_left, b.n_back, b.note) for b in blocks]


def make_take(library: Library, script_id: str) -> None:
    take = library.begin_take(script_id=script_id)
    wav = GrowingWav.create(take.audio_path, FORMAT)
    wav.write(b"\x05\x00" * 100)
    wav.close()
    library.finish_take(take.id, Recording(take.audio_path, FORMAT, 100, 0, -9.0, datetime.now(UTC)))


def test_the_latest_day_stands_first(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        script = library.scripts.add("Hi, this is Kim.", title="Copier").id
        library.calls.add(date(2026, 11, 20), script, 20, 1)
        library.calls.add(date(2026, 11, 24), script, 30, 2, " rainy\n day ")
        library.calls.add(date(2026, 11, 22), script, 10, 0)
        library.calls.add(date(2026, 11, 22), script, 11, 0)
    with Library.open(tmp_path) as library:
        found = library.calls.all()
        assert [(b.called_on.day, b.n_left) for b in found] == [(24, 30), (22, 11), (22, 10), (20, 20)]
        assert (found[0].note, found[0].title, found[0].version) == ("rainy day", "Copier", 1)
        within = library.calls.all(since=date(2026, 11, 21), until=date(2026, 11, 22))
        assert [b.n_left for b in within] == [11, 10]


def test_all_versions_and_variants_are_told_by_name(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        first = library.scripts.add("one", title="Copier")
        make_take(library, first.id)
        second = library.scripts.change(first.id, text="two", title="Copier news")
        other = library.scripts.add("Three words and some more that make it long enough to be cut")
        for script_id in (first.id, second.id, other.id):
            library.calls.add(DAY, script_id, 5, 1)
        library.scripts.delete([other.id])
        cut, new, old = library.calls.all()
        assert (old.title, old.version, old.root_id) == ("Copier news", 1, first.id)
        assert (new.title, new.version, new.root_id) == ("Copier news", 2, first.id)
        assert cut.title == "Three words and some more that make it…"
        assert {b.id for b in library.calls.all(second.id)} == {old.id, new.id}
        assert {b.id for b in library.calls.all(first.id)} == {old.id, new.id}


def test_words_that_messages_were_left_with_are_never_changed(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        first = library.scripts.add("one", title="Copier")
        block = library.calls.add(DAY, first.id, 20, 2)
        second = library.scripts.change(first.id, text="two")
        assert second.id != first.id
        assert library.scripts.get(block.script_id).text == "one"
        library.calls.delete([block.id])
        library.calls.add(DAY, second.id, 20, 8)
        assert library.scripts.change(second.id, text="three").id not in (first.id, second.id)


def test_variants_are_told_apart_and_added_up(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        first = library.scripts.add("one", title="Copier")
        second = library.scripts.add_variant(first.id)
        library.scripts.change(second.id, text="two", title="Copier")
        library.calls.add(DAY, first.id, 20, 2)
        library.calls.add(DAY, second.id, 30, 9)
        blocks = library.calls.all()
    assert {block.variant for block in blocks} == {"A", "B"}
    assert [rate.name for rate in rates(blocks)] == ["Copier (B)", "Copier (A)"]
    (family,) = rates(blocks, "family")
    assert (family.name, family.n_left, family.n_back) == ("Copier", 50, 11)


@pytest.mark.parametrize(
    ("n_left", "n_back", "said"),
    [
        (5, 6, "6 cannot have called back: 5 messages were left"),
        (-1, 0, "less than 0"),
        (5, -1, "less than 0"),
        (0, 0, "without a message"),
        (10**9, 0, "more than anybody leaves"),
    ],
)
def test_counts_that_cannot_be_change_nothing(tmp_path: Path, n_left: int, n_back: int, said: str) -> None:
    with Library.open(tmp_path) as library:
        script = library.scripts.add("Hi").id
        kept = library.calls.add(DAY, script, 5, 1)
        with pytest.raises(DataError, match=said):
            library.calls.add(DAY, script, n_left, n_back)
        with pytest.raises(DataError, match=said):
            library.calls.change(kept.id, n_left=n_left, n_back=n_back)
        assert library.calls.all() == [kept]


@pytest.mark.parametrize("day", [date(1, 1, 1), date(1989, 12, 31), date(2101, 1, 1), date.max])
def test_a_day_that_the_table_could_not_bring_back_is_refused(tmp_path: Path, day: date) -> None:
    with Library.open(tmp_path) as library:
        script = library.scripts.add("Hi").id
        kept = library.calls.add(DAY, script, 5, 1)
        with pytest.raises(DataError, match="No message was left on"):
            library.calls.add(day, script, 5, 1)
        with pytest.raises(DataError, match="No message was left on"):
            library.calls.change(kept.id, called_on=day)
        assert library.calls.all() == [kept]


def test_unknown_entries_and_scripts_are_told_in_words(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        kept = library.calls.add(DAY, library.scripts.add("Hi").id, 5, 1)
        with pytest.raises(CallsMissing, match="not in the call log"):
            library.calls.change(NOBODY, n_left=3)
        with pytest.raises(CallsMissing):
            library.calls.delete([kept.id, NOBODY])
        with pytest.raises(ScriptMissing):
            library.calls.add(DAY, NOBODY, 5, 1)
        with pytest.raises(ScriptMissing):
            library.calls.change(kept.id, script_id=NOBODY)
        assert library.calls.all() == [kept]


def test_changing_and_deleting_are_undone(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        script = library.scripts.add("Hi").id
        block = library.calls.add(DAY, script, 5, 1, "n")
        changed = library.calls.change(block.id, n_back=2, called_on=date(2026, 11, 25), note="")
        assert facts([changed]) == [(date(2026, 11, 25), script, 5, 2, "")]
        library.calls.delete([block.id])
        assert library.calls.all() == []
        assert [b.id for b in library.calls.all(deleted=True)] == [block.id]
        library.calls.restore([block.id])
        assert library.calls.all() == [changed]


def test_a_lost_database_is_made_anew_from_the_file(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        script = library.scripts.add("Hi", title="Copier").id
        for n in range(1, 6):
            library.calls.add(date(2026, 11, n), script, 10 * n, n, f"note {n} “ü”")
        gone = library.calls.all()[2]
        library.calls.delete([gone.id])
        before, trash = library.calls.all(), library.calls.all(deleted=True)
    lose_database(tmp_path)
    with Library.open(tmp_path) as library:
        library.sweep()
        assert library.calls.all() == before
        assert library.calls.all(deleted=True) == trash
        assert library.calls.adopt() == 0


def test_an_entry_before_the_sweep_does_not_write_over_the_file(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        library.calls.add(DAY, library.scripts.add("Hi").id, 10, 1)
    lose_database(tmp_path)
    with Library.open(tmp_path) as library:
        library.calls.add(DAY, library.scripts.add("Hi").id, 20, 2)
        assert sorted(b.n_left for b in library.calls.all()) == [10, 20]
    assert len(json.loads((tmp_path / "scripts" / "calls.json").read_text())["blocks"]) == 2


def test_a_lost_file_is_written_anew(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        library.calls.add(DAY, library.scripts.add("Hi").id, 10, 1)
        path = tmp_path / "scripts" / "calls.json"
        before = path.read_text()
        path.unlink()
        library.sweep()
        assert path.read_text() == before


@pytest.mark.parametrize(
    "damage",
    [
        b"",
        b"\xff\xfe\x00",
        b"[1, 2",
        b'{"rehearse_calls": 9, "blocks": []}',
        b'{"rehearse_calls": 1}',
        b'{"rehearse_calls": 1, "blocks": 7}',
        b"[" * 100_000,
    ],
)
def test_a_damaged_file_is_set_aside_and_nothing_is_lost(tmp_path: Path, damage: bytes) -> None:
    path = tmp_path / "scripts" / "calls.json"
    with Library.open(tmp_path) as library:
        kept = library.calls.add(DAY, library.scripts.add("Hi").id, 10, 1)
        path.write_bytes(damage)
        library.sweep()
        assert library.calls.all() == [kept]
    (aside,) = path.parent.glob("calls.json.damaged-*")
    assert aside.read_bytes() == damage
    assert len(json.loads(path.read_text())["blocks"]) == 1


@pytest.mark.parametrize(
    "change",
    [
        {"id": "nobody"},
        {"id": 3},
        {"n_left": -1},
        {"n_left": True},
        {"n_left": 2**70},
        {"n_back": 11},
        {"n_back": "1"},
        {"called_on": "2026-13-01"},
        {"called_on": None},
        {"created_at": "2026-11-26T10:00:00"},
        {"created_at": "9999-12-31T23:59:59-23:00"},
        {"deleted_at": 7},
        {"note": None},
        {"script_id": []},
    ],
)
def test_a_wrong_entry_in_the_file_keeps_no_other_from_coming_back(
    tmp_path: Path, change: dict[str, Any]
) -> None:
    path = tmp_path / "scripts" / "calls.json"
    with Library.open(tmp_path) as library:
        script = library.scripts.add("Hi").id
        library.calls.add(DAY, script, 10, 1, "wrong")
        right = library.calls.add(DAY, script, 10, 1, "right")
    lose_database(tmp_path)
    document = json.loads(path.read_text())
    document["blocks"][0].update(change)
    path.write_text(json.dumps(document))
    with Library.open(tmp_path) as library:
        library.sweep()
        assert [b.id for b in library.calls.all()] == [right.id]
    assert list(path.parent.glob("calls.json.damaged-*")), "what could not be read is kept"


def test_an_odd_number_in_the_file_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "scripts" / "calls.json"
    with Library.open(tmp_path) as library:
        kept = library.calls.add(DAY, library.scripts.add("Hi").id, 10, 1)
    lose_database(tmp_path)
    document = json.loads(path.read_text())
    document["blocks"][0]["seq"] = -(2**80)
    path.write_text(json.dumps(document))
    with Library.open(tmp_path) as library:
        assert library.calls.adopt() == 1
        assert library.calls.get(kept.id).n_left == 10


def test_a_block_of_a_lost_script_can_still_be_put_right(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        script = library.scripts.add("Hi")
        block = library.calls.add(DAY, script.id, 10, 1)
    lose_database(tmp_path)
    (tmp_path / "scripts" / f"{script.id}.script.json").unlink()
    with Library.open(tmp_path) as library:
        library.sweep()
        (found,) = library.calls.all()
        assert (found.title, found.version, found.root_id) == ("", None, script.id)
        assert library.calls.change(block.id, n_back=3).n_back == 3
        other = library.scripts.add("Hi again")
        assert library.calls.change(block.id, script_id=other.id).root_id == other.id
