"""Verdicts in words, and what each of them plays."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from rehearse.analysis.result import Analysis, Check, Evidence, Phone
from rehearse.ui.check_words import clock, fixes_of, headline, seconds_words, value_words
from rehearse.ui.checks_view import ChecksView
from rehearse.ui.theme import Theme
from tests.helpers.messages import audio_message, span


@pytest.fixture
def analysis() -> Analysis:
    return audio_message().analysis


@pytest.fixture
def view(qtbot: QtBot, theme: Theme, analysis: Analysis) -> ChecksView:
    made = ChecksView(theme)
    qtbot.addWidget(made)
    made.resize(420, 800)
    made.set_analysis(analysis)
    made.show()
    qtbot.waitExposed(made)
    return made


def test_what_is_off_comes_first(view: ChecksView) -> None:
    assert [row.check.id for row in view.rows] == ["pitch", "phone", "length", "level"]


def test_a_row_says_name_value_band_and_reason(view: ChecksView) -> None:
    row = view.rows[2]
    texts = [row.findChild(QLabel, n).text() for n in ("check_title", "check_band", "check_reason")]
    assert texts == ["Length", "Good", "Short enough to be heard out."]
    assert row.findChild(QPushButton, "value_length").text() == "12 s"
    assert row.accessibleName() == "Length: Good. 12 s. Short enough to be heard out."


def test_each_band_has_a_shape_of_its_own(view: ChecksView) -> None:
    pictures = []
    for row in view.rows:
        image = row.glyph.grab().toImage()
        ground = image.pixelColor(0, 0)
        shape = [
            image.pixelColor(x, y) != ground for y in range(image.height()) for x in range(image.width())
        ]
        pictures.append(tuple(shape))
    assert len(set(pictures)) == 4


def test_a_check_without_evidence_plays_the_whole_message(view: ChecksView, qtbot: QtBot) -> None:
    with qtbot.waitSignal(view.play) as told:
        qtbot.mouseClick(view.findChild(QPushButton, "value_length"), Qt.MouseButton.LeftButton)
    assert told.args == [span(0, 31)]


def test_the_next_click_plays_the_next_piece_of_evidence(
    view: ChecksView, qtbot: QtBot, analysis: Analysis
) -> None:
    pieces = (Evidence(18, 23, span(18, 23)), Evidence(4, 5, None))
    checks = tuple(replace(c, evidence=pieces) if c.id == "pitch" else c for c in analysis.scorecard.checks)
    view.set_analysis(replace(analysis, scorecard=replace(analysis.scorecard, checks=checks)))
    heard = []
    view.play.connect(heard.append)
    for _i in range(3):
        qtbot.mouseClick(view.findChild(QPushButton, "value_pitch"), Qt.MouseButton.LeftButton)
    assert heard == [span(18, 23), span(4, 5), span(18, 23)]


def test_without_sound_nothing_can_be_played_and_the_reason_is_told(view: ChecksView) -> None:
    view.set_playable(False, "The recording is gone.")
    for name in ("value_pitch", "play_fix_pitch"):
        button = view.findChild(QPushButton, name)
        assert not button.isEnabled()
        assert button.toolTip() == "The recording is gone."


def test_at_most_three_fixes(analysis: Analysis) -> None:
    card = replace(analysis.scorecard, fix_next=("pitch", "phone", "length", "level"))
    assert len(fixes_of(replace(analysis, scorecard=card))) == 3


@pytest.mark.parametrize(
    ("verdict", "what"),
    [
        ("late", "Your number comes too late"),
        ("missing", "There is no number to call"),
        ("incomplete", "Your number is not whole"),
        ("conflicting", "You gave two different numbers"),
    ],
)
def test_a_number_is_put_right_by_what_is_wrong_with_it(analysis: Analysis, verdict: str, what: str) -> None:
    told = replace(analysis, phone=Phone(verdict, None, ()))  # type: ignore[arg-type]
    fix = next(fix for fix in fixes_of(told) if fix.check_id == "phone")
    assert fix.what == what
    assert fix.instead
    assert fix.lead == "Say instead"


@pytest.mark.parametrize(
    ("fix_next", "ready", "words"),
    [
        ((), True, "Ready to leave"),
        (("pitch",), True, "Ready to leave"),
        (("pitch",), False, "One thing to fix"),
        (("pitch", "phone", "length"), False, "Three things to fix"),
    ],
)
def test_the_headline(analysis: Analysis, fix_next: tuple[str, ...], ready: bool, words: str) -> None:
    assert headline(replace(analysis.scorecard, ready=ready, fix_next=fix_next)) == words


@pytest.mark.parametrize(
    ("check_id", "value", "unit", "said"),
    [
        ("length", 19.2, "s", "19 s"),
        ("length", 4.25, "s", "4.2 s"),
        ("length", 75.0, "s", "1 min 15 s"),
        ("pace", 151.6, "wpm", "152 words a minute"),
        ("phone", 0.36, "fraction", "36 % of the way in"),
        ("phone", "not_wanted", None, "Not needed"),
        ("pitch", 0.0, "phrases", "No pitch talk"),
        ("pitch", 1, "phrases", "1 phrase"),
        ("fillers", 3, "fillers", "3 fillers"),
        ("fillers", 0, "fillers", "None heard"),
        ("pauses", 1, "pauses", "1 long pause"),
        ("pauses", 0, "pauses", "No long pause"),
        ("kind", "bare_callback", None, "A bare “call me back”"),
        ("level", -21.7, "dBFS", "−22 dB"),
        ("level", None, "dBFS", ""),
        ("brand-new", 2.5, "things", "2.5 things"),
    ],
)
def test_values_in_words(check_id: str, value: float | str | None, unit: str | None, said: str) -> None:
    assert value_words(Check(check_id, "good", value, unit, None, "", (), "")) == said


def test_clock_and_seconds() -> None:
    assert [clock(s) for s in (0.0, 7.99, 61.0, -1.0)] == ["0:00", "0:07", "1:01", "0:00"]
    assert [seconds_words(s) for s in (3.0, 9.96, 59.6)] == ["3 s", "10 s", "1 min 0 s"]
