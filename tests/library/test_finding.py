"""Takes found by what they are and by what was said in them, in the order that was asked for."""

from __future__ import annotations

import sqlite3
import time
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from rehearse.analysis.result import Check, Scorecard
from rehearse.library import rows
from rehearse.library.filters import SORT_KEYS, SortKey, TakeFilter
from rehearse.library.library import DATABASE_NAME, Library
from rehearse.library.listing import N_HIT_LINES
from rehearse.library.measures import Measures
from rehearse.library.takes import Take, TakeSummary
from rehearse.speech.corrections import NO_CORRECTIONS, correct
from tests.helpers.big_library import fill
from tests.helpers.messages import audio_message
from tests.library.test_library import record

SOURCE = "Made up"


def card(*checks: tuple[str, str, float | str | None, float | None]) -> Scorecard:
    """A scorecard of (id, band, value, upper end of the target)."""
    made = tuple(
        Check(id_, band, value, "x", None if high is None else (0.0, high), "Because.", (), SOURCE)  # type: ignore[arg-type]
        for id_, band, value, high in checks
    )
    return Scorecard(made, all(check.band != "off" for check in made), (), "short", ("en",), basis="b")


def scored(
    library: Library,
    said: str,
    scorecard: Scorecard | None = None,
    *,
    title: str = "",
    speaker: str = "",
    script_id: str | None = None,
) -> Take:
    take = record(library, library.begin_take(speaker=speaker, script_id=script_id))
    message = audio_message(take.audio_path, said.split())
    assert message.transcript is not None
    take = library.save_result(take.id, message.transcript, scorecard or message.analysis.scorecard)
    return library.rename(take.id, title) if title else take


def titles(found: list[TakeSummary]) -> list[str]:
    return [take.title for take in found]


def test_what_a_list_shows_of_a_take_comes_with_it(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        script = library.scripts.add("Hi there.\nCall me.", title="First")
        late = card(("phone", "near", 0.72, 0.5), ("pitch", "off", 2, 0.0))
        take = scored(library, "hi call me", late, title="T", speaker="Kim", script_id=script.id)
        library.tag([take.id], add=["cold"])
        library.star([take.id], True)
        library.notes.add(take.id, "Slower.")
        (found,) = library.takes()
        assert (found.tags, found.starred, found.n_notes) == (("cold",), True, 1)
        assert (found.number_fraction, found.number_late, found.n_pitch) == (0.72, True, 2)
        assert (found.script_title, found.hit) == ("First", None)
        # A script goes by its newest title, and by its words without one.
        newer = library.scripts.change(script.id, text="Hello there. " * 20, title="")
        assert newer.id != script.id
        (found,) = library.takes()
        assert found.script_title.startswith("Hello there. Hello")
        assert len(found.script_title) <= 61
        assert library.scripts_used() == [(script.id, found.script_title)]


def test_a_take_that_was_not_scored_has_only_unknowns(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        record(library, library.begin_take())
        (found,) = library.takes()
        assert (found.number_fraction, found.number_late, found.n_pitch, found.ready) == (None,) * 4
        for wanted in (TakeFilter(ready=False), TakeFilter(number_late=False), TakeFilter(longer_than_s=0.0)):
            assert library.find(wanted) == []


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (TakeFilter(), ["late", "early", "none"]),
        (TakeFilter(ready=True), ["late", "early"]),
        (TakeFilter(ready=False), ["none"]),
        (TakeFilter(number_late=True), ["late"]),
        (TakeFilter(number_late=False), ["early"]),
        (TakeFilter(longer_than_s=1.0), ["late", "early"]),
        (TakeFilter(longer_than_s=1.5), ["early"]),
        (TakeFilter(speaker="Kim"), ["late", "none"]),
        (TakeFilter(speaker="kim"), []),
        (TakeFilter(tag="COLD"), ["late", "early"]),
        (TakeFilter(tag="col"), []),
        (TakeFilter(starred=True), ["early"]),
        (TakeFilter(starred=True, ready=False), []),
        (TakeFilter(text="word", tag="cold", speaker="Kim"), ["late"]),
        (TakeFilter(text="word", number_late=True), ["late"]),
        (TakeFilter(deleted=True), ["gone"]),
        (TakeFilter(deleted=True, text="word"), ["gone"]),
        (TakeFilter(script_root="lost"), ["none"]),
    ],
)
def test_each_filter_finds_what_it_asks_for(tmp_path: Path, wanted: TakeFilter, expected: list[str]) -> None:
    with Library.open(tmp_path) as library:
        off = card(("phone", "off", None, 0.5))
        scored(library, "word", off, title="none", speaker="Kim", script_id="lost")
        early = scored(library, "word word word word", card(("phone", "good", 0.3, 0.5)), title="early")
        late = scored(
            library, "word word word", card(("phone", "near", 0.6, 0.5)), title="late", speaker="Kim"
        )
        gone = scored(library, "word", title="gone")
        library.tag([early.id, late.id], add=["Cold"])
        library.star([early.id], True)
        library.delete([gone.id])
        assert titles(library.find(wanted)) == expected
        assert titles(library.find(wanted)) == expected, "also the second time"


def test_a_script_means_all_its_versions(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        first, other = library.scripts.add("One.", title="A"), library.scripts.add("Two.", title="B")
        scored(library, "x", title="old", script_id=first.id)
        scored(library, "x", title="new", script_id=library.scripts.change(first.id, text="One more.").id)
        scored(library, "x", title="other", script_id=other.id)
        assert titles(library.find(TakeFilter(script_root=first.id))) == ["new", "old"]
        assert library.scripts_used() == [(first.id, "A"), (other.id, "B")]


@pytest.mark.parametrize("zone", ["UTC", "America/New_York", "Pacific/Kiritimati"])
def test_days_are_days_of_the_place_and_both_ends_count(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, zone: str
) -> None:
    if not hasattr(time, "tzset"):
        pytest.skip("the zone cannot be changed here")
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        with Library.open(tmp_path) as library:
            # The clocks went forward in New York on 2026-03-08.
            for day, hour in ((7, 0), (7, 23), (8, 0), (8, 23), (9, 0)):
                moment = datetime(2026, 3, day, hour, 30).astimezone(UTC)
                monkeypatch.setattr(rows, "now_text", lambda moment=moment: rows.time_text(moment))
                scored(library, "x", title=f"{day}:{hour}")
            only = TakeFilter(since=date(2026, 3, 8), until=date(2026, 3, 8))
            assert titles(library.find(only)) == ["8:23", "8:0"]
            assert titles(library.find(TakeFilter(since=date(2026, 3, 8)))) == ["9:0", "8:23", "8:0"]
            assert titles(library.find(TakeFilter(until=date(2026, 3, 7)))) == ["7:23", "7:0"]
            assert len(library.find(TakeFilter(since=date.min, until=date.max))) == 5
            assert library.find(TakeFilter(until=date.min)) == library.find(TakeFilter(since=date.max)) == []
    finally:
        monkeypatch.undo()
        time.tzset()


def test_a_day_that_begins_at_one_has_nothing_of_the_evening_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not hasattr(time, "tzset"):
        pytest.skip("the zone cannot be changed here")
    # As in Cairo, Beirut, Havana and Santiago: put forward at midnight, here on 2026-03-08.
    monkeypatch.setenv("TZ", "EET-2EEST,M3.2.0/0,M11.1.0/0")
    time.tzset()
    try:
        with Library.open(tmp_path) as library:
            for day, hour in ((7, 23), (8, 1)):
                moment = datetime(2026, 3, day, hour, 30).astimezone(UTC)
                monkeypatch.setattr(rows, "now_text", lambda moment=moment: rows.time_text(moment))
                scored(library, "x", title=f"{day}:{hour}")
            assert titles(library.find(TakeFilter(since=date(2026, 3, 8)))) == ["8:1"]
            assert titles(library.find(TakeFilter(until=date(2026, 3, 7)))) == ["7:23"]
            assert library.progress().days == [date(2026, 3, 7), date(2026, 3, 8)]
    finally:
        monkeypatch.undo()
        time.tzset()


@pytest.mark.parametrize(
    ("sort", "descending", "expected"),
    [
        ("date", True, "edcba"),
        ("date", False, "abcde"),
        ("title", False, "abcde"),
        ("speaker", False, "cbaed"),
        ("speaker", True, "abced"),
        ("length", True, "cbaed"),
        ("length", False, "abced"),
        ("ready", True, "cbaed"),
        ("ready", False, "acbed"),
        ("number", True, "cbeda"),
        ("number", False, "bceda"),
        ("pitch", True, "bceda"),
        ("script", False, "caedb"),
    ],
)
def test_unknown_values_come_last_both_ways_and_equals_newest_first(
    tmp_path: Path, sort: SortKey, descending: bool, expected: str
) -> None:
    with Library.open(tmp_path) as library:
        zebra, apple = library.scripts.add("x", title="zebra"), library.scripts.add("x", title="Ápple")
        scored(library, "one", card(("length", "off", 1, 9)), title="a", speaker="zoë", script_id=zebra.id)
        b = card(("phone", "good", 0.2, 0.5), ("pitch", "near", 3, 0))
        scored(library, "one two", b, title="B", speaker="Bo")
        c = card(("phone", "near", 0.9, 0.5), ("pitch", "good", 0, 0))
        scored(library, "one two three", c, title="c", speaker="amir", script_id=apple.id)
        for title in "dE":
            library.rename(record(library, library.begin_take()).id, title)
        found = library.find(TakeFilter(), sort=sort, descending=descending)
        assert "".join(titles(found)).lower() == expected
        assert (
            titles(library.find(TakeFilter(), sort=sort, descending=descending, limit=2)) == titles(found)[:2]
        )


def test_untitled_takes_come_last(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        for title in ("b", "", "a"):
            scored(library, "x", title=title)
        assert titles(library.find(TakeFilter(), sort="title", descending=False)) == ["a", "b", ""]
        assert titles(library.find(TakeFilter(), sort="title")) == ["b", "a", ""]


def test_speakers_and_tags_are_counted_without_the_trash(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        takes = [scored(library, "x", speaker=speaker).id for speaker in ("kim", "Bob", "", "Bob", "Away")]
        library.tag(takes[:3], add=["Cold"])
        library.tag([takes[3]], add=["cold", "Warm"])
        library.tag([takes[4]], add=["gone"])
        library.delete([takes[4]])
        assert library.speakers() == ["Bob", "kim"]
        assert library.tags() == [("cold", 4), ("Warm", 1)]


def test_a_list_is_read_anew_after_every_change_also_from_elsewhere(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library, Library.open(tmp_path) as other:
        take = scored(library, "hello there", title="one")
        for search in ("", "hello"):
            assert titles(library.find(TakeFilter(text=search))) == ["one"]
            other.rename(take.id, "two")
            assert titles(library.find(TakeFilter(text=search))) == ["two"]
            other.delete([take.id])
            assert library.find(TakeFilter(text=search)) == []
            library.restore([take.id])
            library.rename(take.id, "one")
            assert titles(library.find(TakeFilter(text=search))) == ["one"]


def test_measures_say_unknown_where_a_check_does() -> None:
    message = audio_message()
    assert message.transcript is not None
    told = card(
        ("phone", "off", None, 0.5),
        ("pitch", "unknown", 4, 0.0),
        ("pace", "good", 151.0, 170.0),
        ("reason", "good", 2, None),
        ("fillers", "good", 0, 1.0),
        ("kind", "good", "story", None),
    )
    measures = Measures.of(message.transcript, told)
    assert (measures.n_words, measures.wpm, measures.n_reasons) == (31, 151.0, 2)
    assert (measures.n_fillers, measures.message_kind, measures.basis) == (0, "story", "b")
    assert (measures.number_fraction, measures.number_late, measures.n_pitch) == (None, None, None)


@pytest.mark.parametrize(
    ("band", "value", "target", "late"),
    [
        ("good", 0.5, 0.5, False),
        ("near", 0.5, 0.5, True),  # 0.503, told as 0.5
        ("near", 0.3, 0.5, False),  # rushed, but early
        ("off", 0.8, 0.5, True),  # two different numbers
        ("near", 0.8, None, None),  # a profile that wants none
    ],
)
def test_when_a_number_is_late(band: str, value: float, target: float | None, late: bool | None) -> None:
    message = audio_message()
    assert message.transcript is not None
    assert Measures.of(message.transcript, card(("phone", band, value, target))).number_late is late


def test_measures_and_words_follow_every_result(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        take = scored(library, "hi dana call me", card(("pitch", "off", 3, 0.0)))
        assert library.takes()[0].n_pitch == 3
        assert take.heard is not None
        made = correct(take.heard, NO_CORRECTIONS, 1, 2, "Zdeněk")
        library.save_result(take.id, take.heard, card(("pitch", "good", 0, 0.0)), corrections=made)
        assert library.takes()[0].n_pitch == 0
        assert library.find(TakeFilter(text="dana")) == []
        (found,) = library.find(TakeFilter(text="zdenek"))
        assert found.hit is not None
        assert (found.hit.first_word, found.hit.text) == (1, "hi Zdeněk call me")


def test_a_library_of_an_earlier_version_gets_what_is_missing(tmp_path: Path) -> None:
    fill(tmp_path, 450, files=False)
    with Library.open(tmp_path) as library:
        library.sweep()
        everything = library.takes()
        found = library.find(TakeFilter(text="number is"))
        hits = library.hits(found[0].id, "number is")
        assert hits
    connection = sqlite3.connect(tmp_path / DATABASE_NAME)
    connection.execute("DELETE FROM said")
    connection.execute("DELETE FROM measures")
    # One of them cannot be read.
    connection.execute("UPDATE results SET transcript = '[' WHERE take_id = ?", (everything[-1].id,))
    connection.commit()
    connection.close()
    with Library.open(tmp_path) as library:
        assert library.find(TakeFilter(text="number is")) == []
        assert library.takes()[0].n_pitch is None
        library.sweep()
        assert library.takes()[:-1] == everything[:-1]
        assert len(library.takes()) == len(everything)
        again = library.find(TakeFilter(text="number is"))
        assert [take for take in found if take.id != everything[-1].id] == again[: len(found)]
        assert library.hits(found[0].id, "number is") == hits
        assert library.problems() == []
        assert library.sweep() == []


def test_words_of_a_take_removed_for_good_are_not_found(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        gone = scored(library, "secret words")
        library.notes.add(gone.id, "secret too")
        library.delete([gone.id])
        library.purge(timedelta(0))
        kept = scored(library, "other words")
        assert library.find(TakeFilter(text="secret", deleted=True)) == []
        assert [take.id for take in library.find(TakeFilter(text="words"))] == [kept.id]
        assert library.problems() == []
    connection = sqlite3.connect(tmp_path / DATABASE_NAME)
    for table, n in (("said", 1), ("measures", 1), ("notes", 0)):
        assert connection.execute(f"SELECT count(*) FROM {table}").fetchone() == (n,)
    connection.close()


def test_far_down_in_a_long_list_hit_lines_are_asked_for(tmp_path: Path) -> None:
    fill(tmp_path, N_HIT_LINES + 50, files=False)
    with Library.open(tmp_path) as library:
        found = library.find(TakeFilter(text="the"), sort="length")
        assert len(found) > N_HIT_LINES
        assert all(take.hit is not None for take in found[:N_HIT_LINES])
        assert all(take.hit is None for take in found[N_HIT_LINES:])
        lines = library.hit_lines([take.id for take in found], "the")
        assert set(lines) == {take.id for take in found}
        assert all(replace(take, hit=lines[take.id]) == take for take in found[:N_HIT_LINES])


def test_every_sort_key_is_known_and_the_measures_are_kept_as_columns(tmp_path: Path) -> None:
    fill(tmp_path, 60, files=False)
    with Library.open(tmp_path) as library:
        everything = {take.id for take in library.takes()}
        for key in SORT_KEYS:
            assert {take.id for take in library.find(TakeFilter(), sort=key)} == everything
    connection = sqlite3.connect(tmp_path / DATABASE_NAME)
    columns = [row[1] for row in connection.execute("PRAGMA table_info(measures)")]
    assert columns == ["take_id", *Measures.__slots__]
    connection.close()
