"""How a take begins and ends on the stage, on a studio whose microphone and loudspeaker obey the test."""

from __future__ import annotations

import time
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from rehearse.errors import DeviceBusy, DeviceLost
from rehearse.ui.window import MainWindow
from tests.helpers.fake_studio import FakeStudio, level
from tests.ui.stage_helpers import (
    click,
    press,
    said,
    studio,
    window,
)

__all__ = ["said", "studio", "window"]


# ---- the lead-in -------------------------------------------------------------------------------


def test_without_options_space_records_at_once(
    window: MainWindow, qtbot: QtBot, studio: FakeStudio, said: list[str]
) -> None:
    press(window, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: window.stage.state == "recording")
    assert studio.lead_ins == []
    assert studio.begun[0].armed is None
    assert "Recording" in said


def test_a_countdown_and_a_beep_lead_to_the_recording_that_begins_at_the_end_of_the_beep(
    window: MainWindow, qtbot: QtBot, studio: FakeStudio, said: list[str]
) -> None:
    studio.settings.update(countdown_s=3, beep=True)
    ring = window.stage.ring
    shown: list[tuple[str, str]] = []
    window.stage.course.lead_in_moved.connect(
        lambda _status: shown.append((ring.time_label.text(), ring.zone_label.text()))
    )
    before_s = time.monotonic()
    press(window, Qt.Key.Key_Space)
    assert window.stage.state == "lead_in"
    assert studio.monitor.closed or not studio.armed
    qtbot.waitUntil(lambda: bool(studio.begun))
    assert studio.monitor.closed
    assert [part for part in dict.fromkeys(shown) if part[1] == "Get ready"] == [
        (n, "Get ready") for n in ("3", "2", "1")
    ]
    assert ("0:00", "Beep") in shown
    armed = studio.begun[0].armed
    assert armed is studio.armed[0]
    assert armed is not None
    assert armed.begun_at_s is not None
    assert before_s < armed.begun_at_s < time.monotonic()
    assert armed.tone_hz is None, "nobody heard the beep: there is none to leave out"
    qtbot.waitUntil(lambda: window.stage.state == "recording")
    assert [words for words in said if words in ("3", "2", "1", "Beep", "Recording")] == [
        "3",
        "2",
        "1",
        "Beep",
        "Recording",
    ]


def test_time_goes_on_while_the_take_behind_the_beep_is_still_being_made(
    window: MainWindow, qtbot: QtBot, studio: FakeStudio
) -> None:
    studio.settings.update(beep=True)
    studio.start_gate.clear()
    press(window, Qt.Key.Key_Space)
    ring = window.stage.ring
    qtbot.waitUntil(lambda: ring.mode == "recording" and ring.elapsed_s > 0.1)
    assert window.stage.state == "starting"
    assert window.stage.record_button.text().strip() == "Stop"
    press(window, Qt.Key.Key_Space)
    studio.start_gate.set()
    qtbot.waitUntil(lambda: window.stage.state == "listening")
    assert studio.begun[0].n_stops == 1


def test_space_in_the_lead_in_skips_to_the_beep(window: MainWindow, qtbot: QtBot, studio: FakeStudio) -> None:
    studio.settings.update(countdown_s=5, beep=True)
    press(window, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: window.stage.ring.time_label.text() == "5")
    assert window.stage.record_button.text().strip() == "Skip"
    shown: set[str] = set()
    window.stage.course.lead_in_moved.connect(lambda _status: shown.add(window.stage.ring.time_label.text()))
    press(window, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: window.stage.ring.zone_label.text() == "Beep")
    qtbot.waitUntil(lambda: bool(studio.begun))
    assert not shown & {"2", "1"}, "it went on counting"
    assert window.stage.is_recording


def test_escape_in_the_lead_in_leaves_nothing(
    window: MainWindow, qtbot: QtBot, studio: FakeStudio, said: list[str]
) -> None:
    studio.settings.update(countdown_s=5, greeting="office", beep=True)
    press(window, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: window.stage.ring.zone_label.text() == "Get ready")
    press(window, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: window.stage.state == "ready")
    assert studio.armed[0].closed
    assert studio.begun == []
    assert window.banners.texts() == []
    assert "Cancelled" in said
    qtbot.waitUntil(lambda: window.microphone.state == "open")
    assert window.stage.ring.zone_label.text() == "up to 20 seconds"


@pytest.mark.parametrize("key", [Qt.Key.Key_Escape, Qt.Key.Key_Space])
def test_keys_before_the_microphone_is_open_are_not_forgotten(
    window: MainWindow, qtbot: QtBot, studio: FakeStudio, key: Qt.Key
) -> None:
    studio.settings.update(countdown_s=5)
    studio.arm_gate.clear()
    press(window, Qt.Key.Key_Space)
    press(window, key)
    studio.arm_gate.set()
    if key == Qt.Key.Key_Escape:
        qtbot.waitUntil(lambda: window.stage.state == "ready")
        assert studio.armed[0].closed
        assert studio.begun == []
    else:
        qtbot.waitUntil(lambda: bool(studio.begun))


def test_a_microphone_in_use_is_told_before_anybody_counts(
    window: MainWindow, qtbot: QtBot, studio: FakeStudio
) -> None:
    studio.settings.update(countdown_s=3)
    studio.start_error = DeviceBusy("The microphone is in use.")
    press(window, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: window.banners.texts() == ["The microphone is in use."])
    assert window.stage.state == "ready"


def test_a_microphone_that_goes_away_in_the_lead_in_ends_it(
    window: MainWindow, qtbot: QtBot, studio: FakeStudio
) -> None:
    studio.settings.update(countdown_s=5)
    press(window, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: window.stage.ring.time_label.text() == "5")
    studio.armed[0].error = DeviceLost("The microphone went away.")
    told = []
    window.stage.failed.connect(lambda _error: told.append(studio.armed[0].closed))
    qtbot.waitUntil(lambda: window.stage.state == "ready")
    assert window.banners.texts() == ["The microphone went away."]
    assert told == [False], "at once, not only when it is closed, and not twice"
    assert studio.armed[0].closed
    assert studio.begun == []


def test_without_a_loudspeaker_a_quiet_line_says_so_and_the_take_begins(
    window: MainWindow, qtbot: QtBot, studio: FakeStudio
) -> None:
    studio.settings.update(greeting="mailbox", beep=True)
    press(window, Qt.Key.Key_Space)
    hint = window.stage.hint_label
    qtbot.waitUntil(lambda: "The beep cannot be heard. No loudspeaker was found." in hint.text())
    qtbot.waitUntil(lambda: window.stage.state == "recording")
    assert "The beep cannot be heard" in hint.text()
    assert "Space stops" in hint.text()
    assert window.banners.texts() == []


def test_closing_in_the_lead_in_closes_without_a_take(
    window: MainWindow, qtbot: QtBot, studio: FakeStudio
) -> None:
    studio.settings.update(countdown_s=5)
    press(window, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: window.stage.ring.time_label.text() == "5")
    window.close()
    qtbot.waitUntil(window.isHidden)
    assert studio.begun == []
    assert studio.armed[0].closed


def test_with_reduced_motion_the_ring_goes_on_once_a_second(window: MainWindow) -> None:
    ring = window.stage.ring
    ring.set_steps(True)
    ring.set_mode("recording")
    places = set()
    for tenth in range(31):
        ring.set_elapsed(tenth / 10)
        places.add(ring._angle)
    assert len(places) == 4
    ring.set_mode("lead_in")
    places = set()
    for tenth in range(1, 31):
        ring.set_lead_in("3", "Get ready", tenth / 10, 3.0)
        places.add(ring._angle)
    assert len(places) == 3


# ---- hands-free --------------------------------------------------------------------------------


def begin_hands_free(window: MainWindow, qtbot: QtBot, studio: FakeStudio) -> Any:
    studio.settings.update(hands_free=True)
    press(window, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: window.stage.state == "recording")
    assert studio.lead_ins[0].beep, "hands-free starts on the beep"
    return studio.begun[0]


def go_on(window: MainWindow, take: Any, seconds: float, peak_dbfs: float, words: tuple[str, ...]) -> None:
    """Let sound arrive; the stage looks at it as its timer would."""
    take.level, take.words = level(peak_dbfs), words
    until_s = take.elapsed_s + seconds
    while take.elapsed_s < until_s and window.stage.state == "recording":
        take.elapsed_s += 0.03
        window.stage._tick()


def test_hands_free_stops_by_itself_after_the_silence(
    window: MainWindow, qtbot: QtBot, studio: FakeStudio, said: list[str]
) -> None:
    take = begin_hands_free(window, qtbot, studio)
    assert "Stops by itself after 3 s of silence" in window.stage.hint_label.text()
    go_on(window, take, 5.0, -75.0, ())
    assert window.stage.state == "recording", "thinking is allowed"
    go_on(window, take, 3.0, -20.0, ("hi", "this", "is", "bob"))
    go_on(window, take, 2.5, -75.0, ("hi", "this", "is", "bob", "smith"))
    assert window.stage.state == "recording"
    go_on(window, take, 2.0, -75.0, ("hi", "this", "is", "bob", "smith"))
    assert window.stage.state == "stopping"
    qtbot.waitUntil(lambda: window.stage.state == "listening")
    assert take.stopped
    assert not take.discarded
    assert "Stopped. Listening back." in said


def test_hands_free_throws_away_what_holds_no_word_and_offers_undo(
    window: MainWindow, qtbot: QtBot, studio: FakeStudio
) -> None:
    take = begin_hands_free(window, qtbot, studio)
    go_on(window, take, 21.0, -75.0, ())
    qtbot.waitUntil(lambda: window.stage.state == "ready")
    assert take.discarded
    assert window.banners.texts() == [
        "Nothing was said for 20 seconds, so the recording was stopped and thrown away."
    ]
    click(qtbot, window, "banner_action")
    qtbot.waitUntil(lambda: studio.restored == [take.take_id])


def test_without_hands_free_silence_ends_nothing(
    window: MainWindow, qtbot: QtBot, studio: FakeStudio
) -> None:
    press(window, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: window.stage.state == "recording")
    go_on(window, studio.begun[0], 60.0, -75.0, ())
    assert window.stage.state == "recording"
