"""Names as diallers, phones and recorders write them; every one is invented."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from rehearse.exchange.file_names import date_in_name, date_in_tags, plausible, script_of, speaker_of

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)


def local(*parts: int) -> datetime:
    return datetime(*parts).astimezone()  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("stem", "when"),
    [
        # Phones and their recorders
        ("Call recording Dana Reed_260131_142355", local(2026, 1, 31, 14, 23, 55)),
        ("Voice 260131_142355", local(2026, 1, 31, 14, 23, 55)),
        ("Recording_20260131_142355", local(2026, 1, 31, 14, 23, 55)),
        ("New Recording 2026-01-31 14.23.55", local(2026, 1, 31, 14, 23, 55)),
        ("WhatsApp Audio 2026-01-31 at 14.23.55", local(2026, 1, 31, 14, 23, 55)),
        ("WhatsApp Audio 2026-01-31 at 2.23.55 PM", local(2026, 1, 31, 14, 23, 55)),
        ("PTT-20260131-WA0003", local(2026, 1, 31)),
        ("20260131 142355", local(2026, 1, 31, 14, 23, 55)),
        ("Memo Jan 31, 2026 at 2.23 PM", local(2026, 1, 31, 14, 23)),
        ("31 January 2026 14.23 Dana", local(2026, 1, 31, 14, 23)),
        ("REC20260131142355", local(2026, 1, 31, 14, 23, 55)),
        ("1769869435123", datetime(2026, 1, 31, 14, 23, 55, 123000, UTC)),
        # Diallers
        ("out-4155550142-101-20260131-142355-1769869435.12", local(2026, 1, 31, 14, 23, 55)),
        ("q-sales-1769869435.12", datetime(2026, 1, 31, 14, 23, 55, tzinfo=UTC)),
        ("2026-01-31T14-23-55Z_outbound_14155550142", datetime(2026, 1, 31, 14, 23, 55, tzinfo=UTC)),
        ("20260131T142355Z", datetime(2026, 1, 31, 14, 23, 55, tzinfo=UTC)),
        ("2026-01-31_14-23-55_alice_14155550142", local(2026, 1, 31, 14, 23, 55)),
        ("2026_01_31_142355-agent7", local(2026, 1, 31, 14, 23, 55)),
        ("14155550142_2026-01-31", local(2026, 1, 31)),
        ("alice 31.01.2026 14.23", local(2026, 1, 31, 14, 23)),
        ("alice 01-31-2026", local(2026, 1, 31)),
        ("2024-02-29 call", local(2024, 2, 29)),
    ],
)
def test_a_date_is_read_where_there_is_one(stem: str, when: datetime) -> None:
    assert date_in_name(stem, now=NOW) == when


@pytest.mark.parametrize(
    "stem",
    [
        "New Recording 12",
        "voicemail",
        "4155550142",  # a telephone number is no time
        "14155550142",
        "+14155550142",
        "1632960123",  # ten digits of one that begins with 1, neither
        "call 20261301",  # no thirteenth month
        "2025-02-29",
        "2026-02-30 10-00-00",
        "01-02-2026 call",  # the first of February, or the second of January?
        "2031-01-31",  # of the future
        "1904-01-01",
        "take 99991231",
        "agent 202601311",
        "Zoom 0001",
        "",
        "١٢٣",
    ],
)
def test_no_date_is_made_up(stem: str) -> None:
    assert date_in_name(stem, now=NOW) is None


@pytest.mark.parametrize(
    ("tags", "when"),
    [
        ({"creation_time": "2026-01-31T14:23:55.000000Z"}, datetime(2026, 1, 31, 14, 23, 55, tzinfo=UTC)),
        (
            {
                "creation_time": "2026-02-01T00:00:00Z",
                "com.apple.quicktime.creationdate": "2026-01-31T09:23:55-0500",
            },
            datetime(2026, 1, 31, 14, 23, 55, tzinfo=UTC),
        ),
        ({"date": "2026-01-31"}, local(2026, 1, 31)),
        ({"date": "2026-01-31", "creation_time": "14:23:55"}, local(2026, 1, 31, 14, 23, 55)),
        ({"date": "2026"}, None),
        ({"date": "2026-13-31"}, None),
        ({"creation_time": "1904-01-01T00:00:00Z"}, None),
        ({"creation_time": "1970-01-01T00:00:00Z"}, None),
        ({"date": "yesterday"}, None),
        ({}, None),
    ],
)
def test_tags_tell_a_date_unless_a_clock_was_never_set(tags: dict[str, str], when: datetime | None) -> None:
    assert date_in_tags(tags, now=NOW) == when


def test_a_recording_of_tomorrow_is_only_as_far_ahead_as_zones_are() -> None:
    assert plausible(datetime(2026, 11, 27, 11, tzinfo=UTC), NOW)
    assert not plausible(datetime(2026, 11, 28, tzinfo=UTC), NOW)


@pytest.mark.parametrize(
    ("stem", "folders", "tags", "who"),
    [
        # The tag of whoever speaks
        ("memo 3", (), {"artist": "Alice Miller"}, "Alice Miller"),
        ("memo 3", (), {"artist": "bob  smith"}, ""),
        ("memo 3", (), {"artist": "Unknown Artist"}, ""),
        ("memo 3", (), {"artist": "Voice Memos"}, ""),
        # Somebody who is known to speak
        ("2026-01-31 dana jones 4155550142", (), {}, "Dana Jones"),
        ("kim_20260131", (), {}, "Kim"),
        ("x", ("export", "KIM"), {}, "Kim"),
        ("memo", (), {"artist": "DANA JONES"}, "Dana Jones"),
        # Somebody else of that name, or whoever was called
        ("Kim Parker 20260131", (), {}, ""),
        ("Call recording Kim_260131_142355", (), {}, ""),
        ("call with Dana Jones", (), {}, ""),
        ("Kimberly", (), {}, ""),
        # Two at once
        ("Dana Jones and Kim", (), {}, ""),
        # A folder of somebody's
        ("memo", ("Recordings", "Lee Roberts"), {}, "Lee Roberts"),
        ("memo", ("lee_roberts",), {}, ""),
        ("memo", ("Lee_Roberts", "2026-01"), {}, "Lee Roberts"),
        ("memo", ("Sales Calls",), {}, ""),
        ("memo", ("New Folder",), {}, ""),
        ("memo", ("January Outbound",), {}, ""),
        ("memo", ("ACME EXPORT",), {}, ""),
        ("memo", ("Lee",), {}, ""),
        ("memo", ("Jürgen Müller-Lüdenscheidt",), {}, "Jürgen Müller-Lüdenscheidt"),
        # Nobody is named
        ("14155550142", ("recordings",), {}, ""),
        ("Dana Reed", (), {}, ""),
    ],
)
def test_who_speaks_is_guessed_where_it_is_clear(
    stem: str, folders: tuple[str, ...], tags: dict[str, str], who: str
) -> None:
    assert speaker_of(stem, folders, tags, ["Kim", "Dana Jones", ""]) == who


SCRIPTS = [
    ("1", "School story"),
    ("2", "School story, second try"),
    ("3", "Copier"),
    ("4", "Test"),
    ("5", "Same"),
    ("6", "same"),
    ("7", ""),
    ("8", "Three-way call"),
]


@pytest.mark.parametrize(
    ("stem", "folders", "tags", "script"),
    [
        ("2026-01-31 school story dana", (), {}, "1"),
        ("school_story_second_try_3", (), {}, "2"),
        ("memo", ("Copier",), {}, "3"),
        ("memo 7", (), {"title": "Three way call"}, "8"),
        ("copiers", (), {}, None),
        ("my test", (), {}, None),
        ("same", (), {}, None),
        ("storyschool", (), {}, None),
        ("", (), {}, None),
    ],
)
def test_the_script_is_the_one_whose_title_stands_there(
    stem: str, folders: tuple[str, ...], tags: dict[str, str], script: str | None
) -> None:
    assert script_of(stem, folders, tags, SCRIPTS) == script
