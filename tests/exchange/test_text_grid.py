"""TextGrids, read back by praatio, and label tracks, read back by the csv module."""

from __future__ import annotations

import csv
import itertools
from pathlib import Path

import pytest
from praatio import textgrid as reader
from praatio.data_classes.textgrid import Textgrid

from rehearse.exchange.label_track import label_track
from rehearse.exchange.outgoing import Outgoing
from rehearse.exchange.text_grid import MAX_LANES, text_grid
from rehearse.speech.transcript import Span
from tests.helpers.messages import SPOKEN, audio_message
from tests.helpers.outgoing_takes import HOSTILE, coached, judged, long_message, note, reacted, said, take_of


def read(take: Outgoing, folder: Path) -> Textgrid:
    """As praatio sees it; what would be wrong with a tier raises."""
    path = folder / "x.TextGrid"
    path.write_bytes("".join(text_grid(take)).encode("utf-8"))
    grid = reader.openTextgrid(str(path), includeEmptyIntervals=True, reportingMode="error")
    assert grid.validate(reportingMode="error")
    for tier in grid.tiers:
        assert tier.entries[0].start == 0
        assert tier.entries[-1].end == grid.maxTimestamp
        for one, following in itertools.pairwise(tier.entries):
            assert one.end == following.start
    return grid


def labelled(grid: Textgrid, name: str) -> list[tuple[float, float, str]]:
    return [tuple(one) for one in grid.getTier(name).entries if one.label]


def test_words_and_remarks_lie_in_tiers_at_their_times(tmp_path: Path) -> None:
    notes = [
        note("whole"),
        note("slower", (11, 18), Span(5.9, 9.4)),
        note("louder", (12, 14), Span(6.4, 7.4)),
    ]
    take = take_of(audio_message(), notes)
    grid = read(take, tmp_path)
    names = ("words", "findings", "reasons", "number", "notes", "notes 2", "notes 3", "reactions")
    assert grid.tierNames == names
    assert grid.maxTimestamp == take.scored.duration_s
    assert [label for _start, _end, label in labelled(grid, "words")] == SPOKEN
    assert labelled(grid, "words")[11][:2] == (5.9, 6.4)
    assert labelled(grid, "number") == [(5.9, 9.4, "555-1234")]
    ((start, end, label),) = labelled(grid, "findings")
    assert (start, end) == (9.4, 11.9)
    assert label.startswith("“we are the leading provider”")
    notes_read = [labelled(grid, name) for name in ("notes", "notes 2", "notes 3")]
    assert notes_read == [
        [(0.0, take.scored.duration_s, "Carla Coach: whole")],
        [(5.9, 9.4, "Carla Coach: slower")],
        [(6.4, 7.4, "Carla Coach: louder")],
    ]


def test_reactions_have_a_tier_of_their_own(tmp_path: Path) -> None:
    take = coached(take_of())
    grid = read(take, tmp_path)
    assert labelled(grid, "reactions") == [(0.0, take.scored.duration_s, "Carla Coach: Well done")]
    later = labelled(grid, "reactions 2")
    assert later == [(0.5, 0.6, "Made me smile"), (10.0, 10.8, "Carla Coach: Here I would delete it")]
    assert labelled(grid, "notes") == []
    rows = labels_of(take)
    assert ["10.000000", "10.800000", "Reaction: Carla Coach: Here I would delete it"] in rows
    assert ["0.000000", f"{take.scored.duration_s:.6f}", "Reaction: Carla Coach: Well done"] in rows


@pytest.mark.parametrize(
    "words",
    [
        [],
        [("hi", 0.0, 0.0)],
        [("hi", 0.5, 0.5), ("there", 0.5, 0.5)],
        [("one", 0.0, 2.0), ("two", 1.0, 3.0)],
        [("beyond", 99.0, 100.0)],
        [("שלום", 0.1, 0.4), ("👩‍👩‍👧", 0.4, 0.8)],
    ],
)
def test_odd_messages_are_valid_grids(words: list[tuple[str, float, float]], tmp_path: Path) -> None:
    grid = read(take_of(said(words, 1.5)), tmp_path)
    told = " ".join(label for _start, _end, label in labelled(grid, "words")).split()
    assert told == [text for text, _start, _end in words]


def test_no_sound_at_all_is_a_grid_too(tmp_path: Path) -> None:
    assert read(take_of(said([], 0.0)), tmp_path).maxTimestamp > 0


def test_hostile_texts_stay_texts(tmp_path: Path) -> None:
    words = [(text, i * 0.5, i * 0.5 + 0.4) for i, text in enumerate(HOSTILE)]
    notes = [note(text, None, Span(i * 0.5, i * 0.5 + 0.4), text) for i, text in enumerate(HOSTILE)]
    reactions = [reacted(text, one.span, text) for text, one in zip(HOSTILE, notes, strict=True)]
    grid = read(judged(take_of(said(words), notes), (), reactions), tmp_path)
    assert grid.tierNames == ("words", "findings", "reasons", "number", "notes", "reactions")
    assert 'she said "quoted" text = "x"' in [label for *_times, label in labelled(grid, "words")]
    assert "<script>window.hacked=1</script>" in labelled(grid, "words")[0][2]


def test_many_notes_over_each_other_share_tiers(tmp_path: Path) -> None:
    notes = [note(f"note {i}", None, Span(i * 0.01, 5.0 + i * 0.01)) for i in range(400)]
    grid = read(take_of(audio_message(), notes), tmp_path)
    tiers = [name for name in grid.tierNames if name.startswith("notes")]
    assert len(tiers) == MAX_LANES
    told = " / ".join(label for name in tiers for *_times, label in labelled(grid, name))
    assert all(f"note {i}" in told for i in range(400))


def test_ninety_minutes_are_a_grid(tmp_path: Path) -> None:
    grid = read(take_of(long_message(13_500, 5400.0)), tmp_path)
    assert len(labelled(grid, "words")) == 13_500
    assert grid.maxTimestamp == 5400


def labels_of(take: Outgoing) -> list[list[str]]:
    text = "".join(label_track(take))
    rows = list(csv.reader(text.splitlines(keepends=True), delimiter="\t", quoting=csv.QUOTE_NONE))
    assert len(rows) == text.count("\n")
    for start, end, _text in rows:
        assert 0 <= float(start) <= float(end)
    return rows


def test_labels_are_lines_of_start_end_and_text() -> None:
    take = take_of(audio_message(), [note("slower", (11, 18), Span(5.9, 9.4))])
    rows = labels_of(take)
    assert ["5.900000", "9.400000", "Number: 555-1234"] in rows
    assert ["5.900000", "9.400000", "Note: Carla Coach: slower"] in rows
    assert [float(row[0]) for row in rows] == sorted(float(row[0]) for row in rows)
    spoken = [
        text for *_times, text in rows if not text.startswith(("Number:", "Note:", "Pitch:", "Reason:"))
    ]
    assert " ".join(spoken).split() == SPOKEN


def test_labels_of_odd_and_hostile_takes_are_lines() -> None:
    assert labels_of(take_of(said([]))) == []
    notes = [note(text, None, Span(i * 0.5, i * 0.5 + 0.4), text) for i, text in enumerate(HOSTILE)]
    words = [(text, i * 0.5, i * 0.5 + 0.4) for i, text in enumerate(HOSTILE)]
    rows = labels_of(take_of(said(words), [*notes, note("all of it")]))
    assert sum(text.startswith("Note: ") for *_times, text in rows) == len(HOSTILE) + 1
    assert len(labels_of(take_of(long_message(13_500, 5400.0)))) > 500
