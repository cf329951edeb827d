"""How a take begins and ends on the stage, on a studio whose microphone and loudspeaker obey the test."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from rehearse.errors import DataError, DeviceBusy, DeviceLost
from rehearse.speech.transcript import Span
from rehearse.ui import number_light, stage, stage_options
from rehearse.ui.stage_options import summary
from rehearse.ui.tasks import Tasks
from rehearse.ui.theme import Theme
from rehearse.ui.window import MainWindow
from tests.helpers.fake_studio import FakeStudio, level


@pytest.fixture
def studio(tmp_path: Path) -> FakeStudio:
    made = FakeStudio(tmp_path / "home")
    made.settings.update(first_start_done=True)
    return made


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What a screen reader was told."""
    heard: list[str] = []
    for module in (stage, number_light, stage_options):
        monkeypatch.setattr(module, "announce", lambda _widget, text: heard.append(text))
    return heard


@pytest.fixture
def window(
    studio: FakeStudio, tasks: Tasks, theme: Theme, qtbot: QtBot, said: list[str]
) -> Iterator[MainWindow]:
    made = MainWindow(studio, tasks, theme)  # type: ignore[arg-type]
    made.show()
    qtbot.waitUntil(lambda: made._begun and made.microphone.state == "open" and not tasks.busy)
    made.activateWindow()
    yield made
    studio.arm_gate.set()
    studio.start_gate.set()
    studio.let_go()
    made.close()
    qtbot.waitUntil(made.isHidden)


def press(
    window: MainWindow, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
) -> None:
    from PySide6.QtTest import QTest

    QTest.keyClick(window.windowHandle(), key, modifier)


def click(qtbot: QtBot, window: MainWindow, name: str) -> None:
    part = window.findChild(QPushButton, name)
    assert part is not None, name
    qtbot.mouseClick(part, Qt.MouseButton.LeftButton)


CONTROL = Qt.KeyboardModifier.ControlModifier


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


# ---- the number --------------------------------------------------------------------------------


def settled(words: str, *, from_s: float) -> tuple[Any, ...]:
    return tuple(
        SimpleNamespace(text=word, span=Span(from_s + 0.4 * at, from_s + 0.4 * at + 0.3), confidence=0.9)
        for at, word in enumerate(words.split())
    )


def status(words: tuple[Any, ...], *, partial: str = "", heard_s: float = 0.0) -> Any:
    return SimpleNamespace(words=words, partial=partial, heard_s=heard_s)


NUMBER = "my number is four one five five five five zero one four two"


@pytest.fixture
def light(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> number_light.NumberLight:
    monkeypatch.setattr(number_light, "LOOK_EVERY_S", 0.0)
    monkeypatch.setattr(number_light, "SETTLED_S", 0.05)
    made = window.stage.number_light
    made.begin("US")
    assert made.words.text() == "No number yet"
    return made


def look(light: number_light.NumberLight, qtbot: QtBot, what: Any, words: str) -> None:
    def there() -> bool:
        light.look(what)
        return light.words.text() == words

    qtbot.waitUntil(there)


def test_the_light_goes_on_when_the_number_is_in_time(
    light: number_light.NumberLight, qtbot: QtBot, said: list[str]
) -> None:
    light.look(status(settled("hi susan my number is four one five", from_s=1.0)))
    qtbot.waitUntil(lambda: light._job is None)
    assert light.words.text() == "No number yet"
    look(light, qtbot, status(settled(NUMBER, from_s=1.0)), "Number in, at 6 s")
    assert light.state == "in time"
    assert light.words.property("tone") == "good"
    assert not light.mark.pixmap().isNull(), "never by colour alone"
    assert said.count("Number in, at 6 s") == 1
    found = QAccessible.queryAccessibleInterface(light)
    assert found.text(QAccessible.Text.Name) == "Number in, at 6 s"


def test_a_number_after_half_the_target_length_is_late(light: number_light.NumberLight, qtbot: QtBot) -> None:
    words = settled("hello", from_s=1.0) + settled(NUMBER, from_s=12.0)
    look(light, qtbot, status(words), "Number in, late, at 17 s")
    assert light.state == "late"
    assert light.words.property("tone") == "near"


def test_time_before_the_first_word_does_not_make_it_late(
    light: number_light.NumberLight, qtbot: QtBot
) -> None:
    look(light, qtbot, status(settled(NUMBER, from_s=8.0)), "Number in, at 13 s")
    assert light.state == "in time"


def test_provisional_words_light_it_and_the_settled_ones_correct_the_time(
    light: number_light.NumberLight, qtbot: QtBot, said: list[str]
) -> None:
    look(light, qtbot, status((), partial=NUMBER, heard_s=7.2), "Number in, at 7 s")
    look(light, qtbot, status(settled(NUMBER, from_s=1.0), heard_s=8.0), "Number in, at 6 s")
    assert len([words for words in said if words.startswith("Number in")]) == 1, "told once"


def test_seven_digits_wait_for_what_follows(light: number_light.NumberLight, qtbot: QtBot) -> None:
    seven = settled("call me at five five five zero one nine nine", from_s=1.0)
    look(light, qtbot, status(seven), "Number in, at 4 s")
    look(light, qtbot, status(seven + settled("thank you", from_s=5.2)), "Number in, at 4 s")


def test_a_profile_without_a_number_has_no_light(window: MainWindow, studio: FakeStudio) -> None:
    window.stage.set_profile(studio.profiles["email-first"])
    light = window.stage.number_light
    light.begin("US")
    assert light.words.text() == ""
    assert not light.mark.isVisible()
    light.look(status(settled(NUMBER, from_s=1.0)))
    assert light._job is None


def test_the_light_is_out_again_for_the_next_take(
    window: MainWindow, qtbot: QtBot, studio: FakeStudio
) -> None:
    press(window, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: window.stage.state == "recording")
    take = studio.begun[0]
    take.elapsed_s, take.words = 7.0, (*NUMBER.split(), "thanks")
    light = window.stage.number_light
    qtbot.waitUntil(lambda: light.words.text() == "Number in, at 7 s")
    press(window, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: window.stage.state == "listening")
    assert light.words.text() == "Number in, at 7 s"
    press(window, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: len(studio.begun) == 2 and window.stage.state == "recording")
    assert light.words.text() == "No number yet"


# ---- the options -------------------------------------------------------------------------------


def test_the_sheet_opens_over_the_stage_and_its_choices_are_stored(
    window: MainWindow, qtbot: QtBot, studio: FakeStudio, tasks: Tasks
) -> None:
    sheet = window.stage.sheet
    assert sheet.isHidden()
    click(qtbot, window, "stage_options_button")
    assert sheet.isVisible()
    assert window.stage.rect().contains(sheet.geometry())
    for name in ("countdown_choice_5", "greeting_choice_office", "hands_free_choice_on", "ticks_choice_off"):
        click(qtbot, window, name)
    click(qtbot, window, "silence_choice_5")
    qtbot.waitUntil(lambda: not tasks.busy)
    stored = studio.settings.value
    assert (stored.countdown_s, stored.countdown_ticks, stored.greeting) == (5, False, "office")
    assert (stored.hands_free, stored.stop_after_silence_s, stored.beep) == (True, 5.0, False)
    assert sheet.beep.value == "on", "hands-free starts on the beep"
    assert not sheet.beep.isEnabled()
    assert window.stage.foot.options_button.accessibleName() == "Countdown 5 s  ·  Greeting  ·  Hands-free"
    click(qtbot, window, "greeting_choice_")
    click(qtbot, window, "hands_free_choice_off")
    click(qtbot, window, "beep_choice_on")
    qtbot.waitUntil(lambda: not tasks.busy)
    stored = studio.settings.value
    assert (stored.greeting, stored.hands_free, stored.beep) == (None, False, True)
    assert summary(stored) == "Countdown 5 s  ·  Beep"


def test_the_sheet_closes_by_escape_its_cross_and_a_click_beside_it(window: MainWindow, qtbot: QtBot) -> None:
    sheet, button = window.stage.sheet, window.stage.record_button
    press(window, Qt.Key.Key_O, CONTROL)
    assert sheet.isVisible()
    assert sheet.isAncestorOf(QApplication.focusWidget())
    press(window, Qt.Key.Key_Escape)
    assert sheet.isHidden()
    qtbot.waitUntil(button.hasFocus)
    press(window, Qt.Key.Key_O, CONTROL)
    click(qtbot, window, "stage_options_close")
    assert sheet.isHidden()
    press(window, Qt.Key.Key_O, CONTROL)
    qtbot.mouseClick(window.stage, Qt.MouseButton.LeftButton, pos=QPoint(5, 5))
    assert sheet.isHidden()
    press(window, Qt.Key.Key_O, CONTROL)
    press(window, Qt.Key.Key_O, CONTROL)
    assert sheet.isHidden()


def test_space_in_the_sheet_chooses_and_does_not_record(
    window: MainWindow, qtbot: QtBot, studio: FakeStudio, tasks: Tasks
) -> None:
    press(window, Qt.Key.Key_O, CONTROL)
    part = window.findChild(QPushButton, "countdown_choice_3")
    part.setFocus()
    press(window, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: not tasks.busy)
    assert studio.settings.value.countdown_s == 3
    assert studio.begun == []
    assert window.stage.state == "ready"


def test_every_choice_has_a_key_and_is_told(
    window: MainWindow, qtbot: QtBot, studio: FakeStudio, tasks: Tasks, said: list[str]
) -> None:
    for key in (Qt.Key.Key_D, Qt.Key.Key_G, Qt.Key.Key_B, Qt.Key.Key_H):
        press(window, key, CONTROL)
    qtbot.waitUntil(lambda: not tasks.busy)
    stored = studio.settings.value
    assert (stored.countdown_s, stored.greeting, stored.beep, stored.hands_free) == (
        3,
        "personal",
        True,
        True,
    )
    assert said[-4:] == ["Countdown 3 seconds", "Greeting: Personal", "Beep on", "Hands-free on"]
    press(window, Qt.Key.Key_B, CONTROL)
    assert said[-1] == "Hands-free always starts on the beep"
    for key in (Qt.Key.Key_D, Qt.Key.Key_D, Qt.Key.Key_G, Qt.Key.Key_G, Qt.Key.Key_G, Qt.Key.Key_H):
        press(window, key, CONTROL)
    qtbot.waitUntil(lambda: not tasks.busy)
    stored = studio.settings.value
    assert (stored.countdown_s, stored.greeting, stored.hands_free) == (0, None, False)


def test_a_choice_counts_before_it_is_stored(window: MainWindow, qtbot: QtBot, studio: FakeStudio) -> None:
    window.stage.options.choose(countdown_s=3)
    window.stage.start()
    assert window.stage.state == "lead_in"
    qtbot.waitUntil(lambda: bool(studio.lead_ins))
    assert studio.lead_ins[0].countdown_s == 3
    window.stage.discard()
    qtbot.waitUntil(lambda: window.stage.state == "ready")


def test_a_choice_that_cannot_be_stored_goes_back_and_is_told(
    window: MainWindow, qtbot: QtBot, studio: FakeStudio, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(**_changes: object) -> None:
        raise DataError("The settings file cannot be written.")

    monkeypatch.setattr(studio.settings, "update", refuse)
    window.stage.options.choose(beep=True)
    assert window.stage.options.value.beep
    qtbot.waitUntil(lambda: window.banners.texts() == ["The settings file cannot be written."])
    assert not window.stage.options.value.beep
    assert window.stage.sheet.beep.value == "off"


def test_nothing_is_chosen_while_somebody_speaks(
    window: MainWindow, qtbot: QtBot, studio: FakeStudio
) -> None:
    press(window, Qt.Key.Key_O, CONTROL)
    window.stage.start()
    assert window.stage.sheet.isHidden()
    qtbot.waitUntil(lambda: window.stage.state == "recording")
    press(window, Qt.Key.Key_B, CONTROL)
    press(window, Qt.Key.Key_O, CONTROL)
    assert not window.stage.options.value.beep
    assert window.stage.sheet.isHidden()
    assert not window.stage.foot.options_button.isVisible()


def test_an_odd_silence_of_the_settings_file_is_offered_as_well(
    studio: FakeStudio, tasks: Tasks, theme: Theme, qtbot: QtBot
) -> None:
    studio.settings.update(stop_after_silence_s=4.2, hands_free=True)
    window = MainWindow(studio, tasks, theme)  # type: ignore[arg-type]
    qtbot.addWidget(window)
    assert window.stage.sheet.silence.value == "4.2"
    assert "after 4.2 s" in stage.hint_words("recording", studio.settings.value)


def test_what_was_chosen_elsewhere_is_shown_when_the_stage_comes_up(
    window: MainWindow, qtbot: QtBot, studio: FakeStudio
) -> None:
    window.show_page("takes")
    studio.settings.update(hands_free=True, stop_after_silence_s=4.0)
    window.show_page("stage")
    assert window.stage.foot.options_button.accessibleName() == "Hands-free"
    assert "it stops by itself" in window.stage.hint_label.text()
    press(window, Qt.Key.Key_O, CONTROL)
    sheet = window.stage.sheet
    assert sheet.silence.value == "4"
    click(qtbot, window, "silence_choice_10")
    qtbot.waitUntil(lambda: studio.settings.value.stop_after_silence_s == 10)


@pytest.mark.parametrize("width", [760, 1180, 2000])
def test_the_foot_stays_within_the_window(
    window: MainWindow, qtbot: QtBot, studio: FakeStudio, width: int
) -> None:
    window.stage.options.choose(countdown_s=3, greeting="office", hands_free=True)
    window.resize(width, 600)
    qtbot.waitUntil(lambda: window.width() == width)
    foot: Callable[[], Any] = lambda: window.stage.foot  # noqa: E731
    for part in (foot().options_button, foot().model_button, foot().meter):
        assert foot().rect().contains(part.geometry()), part.objectName()
    assert not foot().options_button.geometry().intersects(foot().model_button.geometry())
