"""Commands and keys: one registry, the user's own keys, conflicts told in words."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from rehearse.settings import SettingsStore
from rehearse.ui.commands import Command, Commands, portable
from rehearse.ui.tasks import Tasks
from rehearse.ui.theme import Theme
from rehearse.ui.window import MainWindow
from tests.helpers.fake_studio import FakeStudio

CTRL = Qt.KeyboardModifier.ControlModifier
PLAIN = Qt.KeyboardModifier.NoModifier


def nothing() -> None:
    pass


def some() -> list[Command]:
    return [
        Command("go", "Go", nothing, "Ctrl+1"),
        Command("play", "Play", nothing, "P", page="review"),
        Command("print", "Print", nothing, "P", page="takes"),
        Command("delete", "Delete", nothing, "Del", page="takes", fixed=True),
        Command("stop", "Stop", nothing, "Space", safe=True),
        Command("never", "Never", nothing, enabled=lambda: False),
    ]


def test_keys_are_the_usual_ones_unless_chosen(qapp: QApplication) -> None:
    commands = Commands(some(), {"go": "alt+g", "play": ""})
    assert [commands.key(name) for name in ("go", "play", "print", "stop")] == ["Alt+G", "", "P", "Space"]
    assert commands.problems == []
    commands.use({})
    assert commands.key("go") == "Ctrl+1"


def test_a_key_may_be_used_on_two_pages_but_not_twice_on_one(qapp: QApplication) -> None:
    commands = Commands(some(), {})
    assert commands.taken_by("P", commands["print"]) is None
    assert commands.taken_by("P", commands["go"]) is not None  # everywhere is on every page
    assert commands.taken_by("Ctrl+1", commands["play"]) is commands["go"]
    assert commands.taken_by("Del", commands["print"]) is commands["delete"]
    assert commands.taken_by("Del", commands["play"]) is None
    assert commands.taken_by("P", commands["play"]) is None  # its own, and the other page's


@pytest.mark.parametrize(
    ("own", "key", "said"),
    [
        ({"go": "nonsense++"}, "Ctrl+1", "is not a key, so “Go” keeps its own."),
        ({"go": "Space", "stop": "Space"}, "Space", "Space is for “Go”, so “Stop” has no key."),
        ({"go": "Space"}, "Space", "Space is for “Go”, so “Stop” has no key."),
    ],
)
def test_own_keys_that_cannot_be_are_told(
    qapp: QApplication, own: dict[str, str], key: str, said: str
) -> None:
    commands = Commands(some(), own)
    assert commands.key("go") == key
    assert any(problem.endswith(said) for problem in commands.problems), commands.problems


def test_a_second_key_is_taken_as_well_and_given_up_with_the_first(qapp: QApplication) -> None:
    commands = Commands([*some(), Command("larger", "Larger", nothing, "Ctrl++", also=("Ctrl+=",))], {})
    assert commands.keys("larger") == ["Ctrl++", "Ctrl+="]
    assert commands.taken_by("Ctrl+=", commands["go"]) is commands["larger"]
    commands.use({"larger": "Ctrl+L"})
    assert commands.keys("larger") == ["Ctrl+L"]
    assert commands.taken_by("Ctrl+=", commands["go"]) is None
    commands.use({"larger": ""})
    assert commands.keys("larger") == []


def test_keys_of_commands_that_are_gone_and_of_controls_are_let_be(qapp: QApplication) -> None:
    commands = Commands(some(), {"gone": "Ctrl+9", "delete": "X"})
    assert commands.key("delete") == "Del"
    assert commands.problems == []


def test_what_can_be_done_depends_on_the_page_and_on_recording(qapp: QApplication) -> None:
    commands = Commands(some(), {})
    assert [one.id for one in commands.available("takes", recording=False)] == [
        "go",
        "print",
        "delete",
        "stop",
    ]
    assert [one.id for one in commands.available("stage", recording=True)] == ["stop"]


# ---- in the window -----------------------------------------------------------------------------


@pytest.fixture
def studio(tmp_path: Path) -> FakeStudio:
    made = FakeStudio(tmp_path / "home")
    made.settings.update(first_start_done=True)
    return made


@pytest.fixture
def window(studio: FakeStudio, tasks: Tasks, theme: Theme, qtbot: QtBot) -> Iterator[MainWindow]:
    made = MainWindow(studio, tasks, theme)  # type: ignore[arg-type]
    made.show()
    qtbot.waitUntil(lambda: made._begun and not tasks.busy)
    made.activateWindow()
    yield made
    studio.let_go()
    made.close()
    qtbot.waitUntil(made.isHidden)


def press(window: MainWindow, key: Qt.Key, modifier: Qt.KeyboardModifier = PLAIN) -> None:
    QTest.keyClick(window.windowHandle(), key, modifier)


def line(window: MainWindow, command_id: str) -> Any:
    return window.settings.page("keys").lines[command_id]


@pytest.fixture
def keys(window: MainWindow) -> Any:
    window.show_page("settings")
    window.settings.show_section("keys")
    return window.settings.page("keys")


def stored(studio: FakeStudio) -> Any:
    return SettingsStore(studio.paths.settings).value


def test_every_usual_key_is_one_and_no_two_meet(window: MainWindow) -> None:
    assert window.commands.problems == []
    for command in window.commands:
        assert command.key == portable(command.key), command.id
        assert not command.key or window.commands.taken_by(command.key, command) is None
        assert command.title
        assert command.title[0].isupper()


def test_another_key_works_at_once_is_stored_and_the_old_one_does_not(
    window: MainWindow, keys: Any, studio: FakeStudio, qtbot: QtBot
) -> None:
    button = line(window, "page.takes").key_button
    button.setFocus()
    press(window, Qt.Key.Key_Return)
    assert button.text() == "Press keys…"
    press(window, Qt.Key.Key_T, CTRL)
    assert button.text() == "Ctrl+T"
    qtbot.waitUntil(lambda: stored(studio).shortcuts == {"page.takes": "Ctrl+T"})
    press(window, Qt.Key.Key_4, CTRL)
    assert window.page == "settings"
    press(window, Qt.Key.Key_T, CTRL)
    assert window.page == "takes"


def test_a_key_that_is_taken_is_refused_in_words(window: MainWindow, keys: Any, studio: FakeStudio) -> None:
    one = line(window, "page.takes")
    one.key_button.click()
    press(window, Qt.Key.Key_7, CTRL)
    assert one.words.text() == (
        "Ctrl+7 is for “Go to Settings” already. Choose another, or change that one first."
    )
    assert one.key_button.text() == "Ctrl+4"
    assert stored(studio).shortcuts == {}
    assert window.page == "settings"  # the key was taken as a key, not as an order


def test_escape_leaves_a_key_and_backspace_takes_it_away(
    window: MainWindow, keys: Any, studio: FakeStudio, qtbot: QtBot
) -> None:
    button = line(window, "page.takes").key_button
    button.click()
    press(window, Qt.Key.Key_Escape)
    assert (button.text(), button.listening) == ("Ctrl+4", False)
    button.click()
    press(window, Qt.Key.Key_Tab)  # needed by everything: no key to give away
    assert button.text() == "Ctrl+4"
    button.click()
    press(window, Qt.Key.Key_Backspace)
    assert button.text() == "None"
    qtbot.waitUntil(lambda: stored(studio).shortcuts == {"page.takes": ""})
    press(window, Qt.Key.Key_4, CTRL)
    assert window.page == "settings"


def test_a_choice_stored_meanwhile_does_not_end_the_next_one(
    window: MainWindow, keys: Any, studio: FakeStudio, qtbot: QtBot, tasks: Tasks
) -> None:
    line(window, "page.takes").key_button.click()
    press(window, Qt.Key.Key_T, CTRL)
    line(window, "page.stage").key_button.click()
    qtbot.waitUntil(lambda: not tasks.busy)  # the first choice is stored, and shown
    assert line(window, "page.stage").key_button.listening
    press(window, Qt.Key.Key_Y, CTRL)
    both = {"page.takes": "Ctrl+T", "page.stage": "Ctrl+Y"}
    qtbot.waitUntil(lambda: stored(studio).shortcuts == both)


def test_one_key_and_all_keys_can_be_given_back(
    window: MainWindow, keys: Any, studio: FakeStudio, qtbot: QtBot
) -> None:
    one = line(window, "page.takes")
    assert one.reset_button is None
    for command_id, key in (("page.takes", Qt.Key.Key_T), ("page.stage", Qt.Key.Key_Y)):
        line(window, command_id).key_button.click()
        press(window, key, CTRL)
    assert one.reset_button.isVisibleTo(keys)
    one.reset_button.click()
    assert one.key_button.text() == "Ctrl+4"
    qtbot.waitUntil(lambda: stored(studio).shortcuts == {"page.stage": "Ctrl+Y"})
    qtbot.waitUntil(keys.reset_button.isEnabled)
    keys.reset_button.click()
    assert line(window, "page.stage").key_button.text() == "Ctrl+1"
    qtbot.waitUntil(lambda: stored(studio).shortcuts == {})
    banner = window.banners.shown[0]
    assert banner.text_label.text() == "Every key is as it came."
    assert banner.action_button is not None
    banner.action_button.click()
    qtbot.waitUntil(lambda: stored(studio).shortcuts == {"page.stage": "Ctrl+Y"})


def test_keys_of_a_page_made_later_follow_as_well(
    studio: FakeStudio, tasks: Tasks, theme: Theme, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    studio.settings.update(shortcuts={"review.play": "F5", "record": "F6"})
    window = MainWindow(studio, tasks, theme)  # type: ignore[arg-type]
    qtbot.addWidget(window)
    window.show()
    qtbot.waitUntil(lambda: window._begun and not tasks.busy)
    played: list[str] = []
    monkeypatch.setattr(
        window.review.playback, "toggle", lambda *_args: played.append("played"), raising=False
    )
    assert window.review.shortcuts["P"].key().toString() == "F5"
    window.show_page("stage")
    window.activateWindow()
    press(window, Qt.Key.Key_F6)
    qtbot.waitUntil(lambda: window.stage.state == "recording")
    press(window, Qt.Key.Key_F6)
    studio.begun[-1].heard.set()
    monkeypatch.setattr(window.review, "show_review", lambda _review: None)
    qtbot.waitUntil(lambda: window.stage.state != "recording" and not tasks.busy)
    window.close()


def test_keys_in_the_file_that_clash_are_told_on_the_page(
    studio: FakeStudio, tasks: Tasks, theme: Theme, qtbot: QtBot
) -> None:
    studio.settings.update(shortcuts={"page.stage": "Ctrl+K"})
    window = MainWindow(studio, tasks, theme)  # type: ignore[arg-type]
    qtbot.addWidget(window)
    window.show_page("settings")
    window.settings.show_section("keys")
    page = window.settings.page("keys")
    assert page.problem.text() == "Ctrl+K is for “Go to Rehearse”, so “Find anything” has no key."
    assert not page.problem.isHidden()
    window.close()
    qtbot.waitUntil(lambda: not tasks.busy)


def test_keys_that_belong_to_a_list_cannot_be_changed(window: MainWindow, keys: Any) -> None:
    assert not line(window, "takes.delete").key_button.isEnabled()
    assert line(window, "takes.delete").key_button.text() == "Del"


def test_every_line_is_reached_by_tab_alone(window: MainWindow, keys: Any) -> None:
    keys.first.setFocus()
    wanted = {part.key_button for part in keys.lines.values() if part.key_button.isEnabled()}
    seen: set[QWidget] = set()
    for _step in range(3 * len(wanted)):
        focus = QApplication.focusWidget()
        if focus is not None:
            seen.add(focus)
        press(window, Qt.Key.Key_Tab)
    assert wanted <= seen
