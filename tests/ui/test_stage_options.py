"""What is chosen on the stage before a take: the number to leave, and how it begins and ends."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from rehearse.errors import DataError
from rehearse.speech.transcript import Span
from rehearse.ui import number_light, stage
from rehearse.ui.stage_options import summary
from rehearse.ui.tasks import Tasks
from rehearse.ui.theme import Theme
from rehearse.ui.window import MainWindow
from tests.helpers.fake_studio import FakeStudio
from tests.ui.stage_helpers import (
    click,
    press,
    said,
    studio,
    window,
)

__all__ = ["said", "studio", "window"]

CONTROL = Qt.KeyboardModifier.ControlModifier


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
