"""Takes found, marked and removed from the command line."""

from __future__ import annotations

import csv
import io
import json
from types import SimpleNamespace
from typing import Any

import pytest

from rehearse.cli import take_grammar
from rehearse.cli.program import run
from rehearse.cli.take_list import _hit_line
from rehearse.exchange.terminal import Style, cells
from rehearse.library.filters import SORT_KEYS, TakeFilter
from rehearse.library.library import Library
from rehearse.library.takes import Hit, TakeSummary
from rehearse.paths import Paths
from rehearse.studio import Studio
from tests.helpers.big_library import fill
from tests.helpers.commands import rehearse

N_TAKES = 120
#: The keys of the list's JSON when it was first released.
FIRST_KEYS = {
    "id",
    "created_at",
    "deleted_at",
    "title",
    "speaker",
    "state",
    "recovered",
    "duration_s",
    "message_s",
    "bands",
    "ready",
    "excerpt",
    "problem",
}


@pytest.fixture
def library() -> Library:
    folder = Paths.default().library
    fill(folder, N_TAKES, files=False)
    return Library.open(folder)


def found(*arguments: str) -> list[dict[str, Any]]:
    done = rehearse("takes", *arguments, "--json")
    assert done.returncode == 0, done.stderr
    takes = json.loads(done.stdout)
    assert isinstance(takes, list)
    return takes


def ids(takes: list[TakeSummary]) -> list[str]:
    return [take.id for take in takes]


def test_the_sort_keys_are_those_of_the_library() -> None:
    assert take_grammar.SORT_KEYS == SORT_KEYS


def test_options_ask_what_the_library_is_asked(library: Library) -> None:
    with library:
        root = next(root for root, title in library.scripts_used() if title == "Half a message")
        late = TakeFilter(number_late=True, speaker="Zoë", script_root=root)
        expected = library.find(late, sort="length")
        assert expected
        takes = found("list", "--late", "--speaker", "zoë", "--script", "half a", "--sort", "length")
        assert [take["id"] for take in takes] == ids(expected)
        assert takes[0].keys() > FIRST_KEYS
        assert takes[0]["script_title"] == "Half a message"
        assert takes[0]["hit"] is None
        unready = TakeFilter(ready=False, longer_than_s=20.0, tag="COLD")
        takes = found("list", "--not-ready", "--longer-than", "20", "--tag", "cold", "--reverse")
        assert [take["id"] for take in takes] == ids(library.find(unready, descending=False))
        days = ("--since", "2025-01-01", "--until", "2025-12-31", "--starred", "--limit", "2")
        takes = found("list", *days, "--sort", "title")
        assert len(takes) == 2
        assert all(take["created_at"].startswith("2025") and take["starred"] for take in takes)
        assert takes[0]["title"].lower() <= takes[1]["title"].lower()
        assert len(found("list", "--deleted")) == len(library.takes(deleted=True)) > 0


def test_a_search_shows_the_line_with_the_words_lit(library: Library) -> None:
    with library:
        expected = library.find(TakeFilter(text="number"))
        done = rehearse("takes", "search", "numb", "--limit", "3")
        assert done.returncode == 0, done.stderr
        lines = done.stdout.splitlines()
        assert len(lines) == 6
        everything = ids(library.takes())
        for take, head, line in zip(expected, lines[::2], lines[1::2], strict=False):
            assert head.split()[:2] == [str(everything.index(take.id) + 1), take.id[-8:]]
            assert "[number]" in line
            assert all(len(one) <= 80 for one in (head, line))
        (first, *_others) = found("search", "my number", "--limit", "1")
        (hit,) = library.hits(first["id"], '"my number"')
        assert first["hit"]["first_word"] == hit.first_word
        assert (first["hit"]["start_s"], first["hit"]["end_s"]) == hit.span
        begin, end = first["hit"]["marks"][0]
        assert first["hit"]["text"][begin:end] == "my number"
        done = rehearse("takes", "search", "zebras")
        assert (done.returncode, done.stdout) == (0, "No take fits that.\n")


def test_a_phrase_longer_than_the_line_is_shown_as_far_as_it_fits() -> None:
    said = " ".join(["word"] * 40)
    hit = Hit(said, ((0, len(said)),), None, None)
    line = _hit_line(hit, Style(width=60), 4)
    assert line == f"[{'word ' * 10}wor…]"
    assert cells(_hit_line(hit, Style(width=60, colour=True), 4).removesuffix("\x1b[0m")) > 40


def test_a_take_keeps_its_number_wherever_it_is_listed(library: Library) -> None:
    with library:
        wanted = library.find(TakeFilter(starred=True))[1]
        line = rehearse("takes", "list", "--starred").stdout.splitlines()[1]
        assert wanted.id[-8:] in line
        assert "★" in line
        number = line.split()[0]
        assert rehearse("takes", "rename", number, "=2+3").returncode == 0
        assert library.take(wanted.id).title == "=2+3"
        done = rehearse("takes", "list", "--starred", "--format", "csv")
        table = list(csv.DictReader(io.StringIO(done.stdout)))
        assert len(table) == len(library.find(TakeFilter(starred=True)))
        row = table[1]
        assert row["title"] == "'=2+3", "a spreadsheet must not reckon"
        assert (row["starred"], row["band_length"]) == ("true", wanted.bands.get("length", ""))


def test_takes_are_tagged_starred_and_removed_for_good(library: Library) -> None:
    with library:
        first, second = (take.id for take in library.takes(limit=2))
        done = rehearse("takes", "tag", "1", "2", "nope", "--add", "Hot lead", "--remove", "cold")
        assert done.returncode == 1, "one of them is not there"
        for take_id in (first, second):
            assert "Hot lead" in library.take_tags(take_id)
            assert "cold" not in library.take_tags(take_id)
        assert rehearse("takes", "star", "2").returncode == 0
        assert rehearse("takes", "star", "1", "--off").returncode == 0
        assert [take.starred for take in library.takes(limit=2)] == [False, True]
        assert rehearse("takes", "purge", first).returncode == 1, "it is not in the trash"
        assert rehearse("takes", "delete", first).returncode == 0
        done = rehearse("takes", "purge", first[-8:])
        assert (done.returncode, done.stderr) == (0, "1 take was removed for good.\n")
        assert library.takes(limit=1)[0].id == second
        n = len(library.takes(deleted=True))
        assert n > 1
        assert f"{n} takes were removed" in rehearse("takes", "purge", "--all").stderr
        assert library.takes(deleted=True) == []


def test_playing_begins_shortly_before_the_words(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[float] = []
    player = SimpleNamespace(
        play=begun.append, state="stopped", error=None, position_s=0.0, duration_s=1.0, close=lambda: None
    )
    with library:
        take = library.find(TakeFilter(text='"my number is"'))[0]
        said_s = library.hits(take.id, '"my number is"')[0].span.start_s
        monkeypatch.setattr(Studio, "player", lambda _studio, _take_id: player)
        assert run(["takes", "play", take.id, "--hit", '"my number is"']) == 0
        assert run(["takes", "play", take.id, "--from", "2.5"]) == 0
        assert begun == [pytest.approx(max(0.0, said_s - 0.5)), 2.5]


class Moving:
    """A player whose clock goes on by half a second each time it is asked."""

    duration_s = 10.0
    error = None

    def __init__(self, until_s: float) -> None:
        self._at_s, self._until_s = 0.0, until_s

    def play(self, from_s: float) -> None:
        self._at_s = from_s

    @property
    def state(self) -> str:
        return "playing" if self._at_s < self._until_s else "stopped"

    @property
    def position_s(self) -> float:
        self._at_s += 0.5
        return self._at_s

    def close(self) -> None:
        pass


def test_a_take_that_was_played_nearly_to_its_end_is_heard(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    with library:
        take_id = library.takes(limit=1)[0].id
        for from_s, until_s, heard in (("0", 7.5, False), ("3", 10.0, False), ("0", 8.5, True)):
            player = Moving(until_s)
            monkeypatch.setattr(Studio, "player", lambda _studio, _take_id, player=player: player)
            assert run(["takes", "play", take_id, "--from", from_s]) == 0
            assert (library.heard.at(take_id) is not None) == heard


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["list", "--speaker", "nobody"], 1, "There are: Amir, Bob"),
        (["list", "--script", "nothing like it"], 1, "No take was made with a script"),
        (["list", "--since", "31.12.2025"], 2, "is not a day"),
        (["list", "--limit", "0"], 2, "is not a number of takes"),
        (["list", "--ready", "--not-ready"], 2, "not allowed with"),
        (["list", "--sort", "colour"], 2, "invalid choice"),
        (["search", '"'], 2, "no word to search for"),
        (["tag", "1"], 2, "Which tag?"),
        (["purge"], 2, "--all"),
        (["purge", "1", "--all"], 2, "--all"),
        (["play", "1", "--hit", "zebras"], 1, "is not said in this take"),
    ],
)
def test_what_cannot_be_done_is_told_in_words(
    library: Library, arguments: list[str], status: int, said: str
) -> None:
    library.close()
    done = rehearse("takes", *arguments)
    assert done.returncode == status
    assert said in done.stderr
    assert done.stdout == ""
