"""Values and targets as a report words them: one of a thing is no plural."""

from __future__ import annotations

import pytest

from rehearse.exchange.marks import target_text, value_text


@pytest.mark.parametrize(
    ("target", "unit", "told"),
    [
        ((1, None), "reasons", "at least 1 reason"),
        ((2, None), "reasons", "at least 2 reasons"),
        ((0, 0), "phrases", "0 phrases"),
        ((0, 1), "fillers", "0 to 1 filler"),
        ((None, 3), "pauses", "up to 3 long silences"),
        ((5, 20), "s", "5 to 20 s"),
        ((0.5, 1.0), "fraction", "50 to 100 %"),
        ((None, None), "s", ""),
        (None, "s", ""),
    ],
)
def test_what_was_wanted(target: tuple[float | None, float | None] | None, unit: str, told: str) -> None:
    assert target_text(target, unit) == told


@pytest.mark.parametrize(
    ("value", "unit", "told"),
    [
        (1, "reasons", "1 reason"),
        (0, "reasons", "0 reasons"),
        (1, "phrases", "1 phrase"),
        (2, "fillers", "2 fillers"),
        (1, "pauses", "1 long silence"),
        (0.36, "fraction", "36 %"),
        (151.6, "wpm", "152 words a minute"),
        ("about_them", None, "about them"),
        (None, "s", ""),
    ],
)
def test_what_was_measured(value: float | str | None, unit: str | None, told: str) -> None:
    assert value_text(value, unit) == told
