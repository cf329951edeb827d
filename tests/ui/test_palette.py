"""The palette: everything is found by typing, and the keyboard goes back to where it was."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from rehearse.settings import Settings
from rehearse.ui.command_palette import CommandPalette, window_entries
from rehearse.ui.palette_model import PaletteEntry, rank
from rehearse.ui.settings_index import WITHOUT_CONTROL, entries
from rehearse.ui.tasks import Tasks
from rehearse.ui.theme import Theme, choose_theme
from rehearse.ui.window import MainWindow
from tests.helpers.fake_studio import FakeStudio

CTRL = Qt.KeyboardModifier.ControlModifier
PLAIN = Qt.KeyboardModifier.NoModifier


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
    studio.start_gate.set()
    studio.let_go()
    made.close()
    qtbot.waitUntil(made.isHidden)


def press(window: MainWindow, key: Qt.Key, modifier: Qt.KeyboardModifier = PLAIN) -> None:
    QTest.keyClick(window.windowHandle(), key, modifier)


def type_text(window: MainWindow, text: str) -> None:
    for letter in text:
        QTest.keyClick(window.windowHandle(), letter)


def opened(window: MainWindow) -> CommandPalette:
    press(window, Qt.Key.Key_K, CTRL)
    palette = window._palette
    assert palette is not None
    assert palette.isVisible()
    return palette


def titles(palette: CommandPalette) -> list[str]:
    return [palette.model.entry(row).title for row in range(palette.model.rowCount())]


# ---- finding -----------------------------------------------------------------------------------


def entry(title: str, **more: Any) -> PaletteEntry:
    return PaletteEntry(title, lambda: None, **more)


def found(query: str, *some: PaletteEntry) -> list[str]:
    return [one.title for one in rank(query, some)]


def test_beginnings_of_words_come_first() -> None:
    some = (
        entry("Go to Takes"),
        entry("Text size", keywords="larger font"),
        entry("Larger text"),
        entry("Record, or stop", keywords="start talk"),
    )
    assert found("tex", *some) == ["Text size", "Larger text"]
    assert found("text lar", *some) == ["Larger text", "Text size"]
    assert found("font", *some) == ["Text size"]
    assert found("TALK", *some) == ["Record, or stop"]
    assert found("", *some) == [one.title for one in some]
    assert found("   ", *some) == [one.title for one in some]
    assert found("zebra", *some) == []


def test_takes_are_shown_only_when_asked_for() -> None:
    some = (entry("Go to Takes"), entry("Acme, second call", only_when_asked=True))
    assert found("", *some) == ["Go to Takes"]
    assert found("acme", *some) == ["Acme, second call"]


@pytest.mark.parametrize("slip", ["swap", "drop", "double"])
def test_a_slip_of_the_finger_still_finds_it(window: MainWindow, slip: str) -> None:
    window.show_page("takes")
    palette = opened(window)
    everything = list(palette._entries)
    missed = []
    for wanted in everything:
        title = wanted.title
        for at in range(1, len(title) - 2):
            if slip == "swap":
                typed = title[:at] + title[at + 1] + title[at] + title[at + 2 :]
            elif slip == "drop":
                typed = title[:at] + title[at + 1 :]
            else:
                typed = title[:at] + title[at] + title[at:]
            if title not in [one.title for one in rank(typed, everything)[:5]]:
                missed.append(typed)
    assert len(everything) >= 20
    # Short names with two letters changed may be anything else.
    assert len(missed) <= 0.03 * sum(len(one.title) for one in everything), missed


def test_every_setting_can_be_found_by_its_title() -> None:
    known = {setting.name for setting in fields(Settings)} - WITHOUT_CONTROL
    listed = {found.name for found in entries()}
    assert known <= listed, "a setting that cannot be found"
    assert listed - known == {"data_folder", "backup"}


def test_every_setting_is_jumped_to_and_has_the_keyboard(
    window: MainWindow, qtbot: QtBot, tasks: Tasks
) -> None:
    for setting in entries():
        window.show_page("stage")
        palette = opened(window)
        palette.search.setText(setting.title)
        places = [palette.model.entry(row).place for row in range(palette.model.rowCount())]
        row = next(
            row
            for row, (title, place) in enumerate(zip(titles(palette), places, strict=True))
            if title == setting.title and place.startswith("Settings")
        )
        assert row < 3, (setting.title, titles(palette))
        for _step in range(row):
            press(window, Qt.Key.Key_Down)
        press(window, Qt.Key.Key_Return)
        # The palette closes first and runs the choice afterwards.
        qtbot.waitUntil(lambda: window.page == "settings")
        assert not isValid(palette) or not palette.isVisible()
        assert window.settings.section == setting.section
        qtbot.waitUntil(lambda: not tasks.busy)
        focus = QApplication.focusWidget()
        page = window.settings.page(setting.section)
        assert focus is not None
        assert page.isAncestorOf(focus), setting.name
        made = page.rows.get(setting.name)
        if made is not None:
            assert made.isAncestorOf(focus), setting.name
            assert made.glow > 0
            area = page.viewport().rect()
            assert area.contains(made.mapTo(page.viewport(), made.rect().center())), setting.name


def test_with_less_movement_the_mark_stands_still(
    window: MainWindow, studio: FakeStudio, qtbot: QtBot, tasks: Tasks
) -> None:
    studio.settings.update(reduced_motion=True)
    window.show_page("settings")
    window.settings.show_setting("theme")
    made = window.settings.page("look").rows["theme"]
    assert made.glow == 1.0
    assert made._animation.state() == made._animation.State.Stopped
    qtbot.waitUntil(lambda: made.glow == 0.0)


# ---- keyboard and place ------------------------------------------------------------------------


def test_ctrl_k_opens_and_escape_gives_the_keyboard_back(window: MainWindow) -> None:
    window.show_page("settings")
    window.settings.show_section("data")
    name = window.settings.page("data").name_edit
    name.setFocus()
    palette = opened(window)
    assert palette.search.hasFocus()
    assert palette.search.text() == ""
    press(window, Qt.Key.Key_Escape)
    assert not palette.isVisible()
    assert name.hasFocus()
    opened(window)
    press(window, Qt.Key.Key_K, CTRL)
    assert not palette.isVisible()
    assert name.hasFocus()


def test_arrows_go_round_and_return_runs(window: MainWindow) -> None:
    palette = opened(window)
    type_text(window, "go to")
    pages = ("Rehearse", "Drills", "Scripts", "Takes", "Progress", "Coach", "Settings")
    assert titles(palette)[:7] == [f"Go to {page}" for page in pages]
    n = palette.model.rowCount()
    for key, row in (
        (Qt.Key.Key_Down, 1),
        (Qt.Key.Key_Up, 0),
        (Qt.Key.Key_Up, n - 1),
        (Qt.Key.Key_Down, 0),
        (Qt.Key.Key_PageDown, min(8, n - 1)),
        (Qt.Key.Key_PageUp, 0),
        (Qt.Key.Key_Tab, 1),
        (Qt.Key.Key_Down, 2),
    ):
        press(window, key)
        assert palette.list.currentIndex().row() == row, key
    press(window, Qt.Key.Key_Return)
    assert window.page == "scripts"
    assert not palette.isVisible()


def test_a_click_runs_and_a_click_elsewhere_puts_it_away(window: MainWindow, qtbot: QtBot) -> None:
    palette = opened(window)
    type_text(window, "go to takes")
    box = palette.list.visualRect(palette.model.index(0))
    qtbot.mouseClick(palette.list.viewport(), Qt.MouseButton.LeftButton, pos=box.center())
    assert window.page == "takes"
    opened(window)
    window.rail.buttons["stage"].setFocus()
    assert not palette.isVisible()
    assert window.rail.buttons["stage"].hasFocus()


def test_nothing_found_is_said(window: MainWindow) -> None:
    palette = opened(window)
    type_text(window, "zzzz")
    assert palette.nothing.text() == "Nothing is called that. Try another word."
    assert not palette.nothing.isHidden()
    press(window, Qt.Key.Key_Return)
    assert palette.isVisible()
    press(window, Qt.Key.Key_Backspace)


def test_the_keys_shown_are_the_users_own(window: MainWindow) -> None:
    window.commands.use({"page.takes": "Ctrl+T"})
    window.keys.refresh()
    palette = opened(window)
    type_text(window, "go to takes")
    index = palette.model.index(0)
    assert palette.model.entry(0).key == "Ctrl+T"
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "Go to Takes, key Ctrl+T"


def test_only_actions_of_the_page_in_sight_are_offered(window: MainWindow) -> None:
    palette = opened(window)
    assert "Two seconds back" not in titles(palette)
    press(window, Qt.Key.Key_Escape)
    window.show_page("takes")
    palette = opened(window)
    assert titles(palette)[0] == "Show the trash"
    press(window, Qt.Key.Key_Return)
    assert window.takes.in_trash


def test_takes_are_found_by_title_and_opened(
    window: MainWindow, studio: FakeStudio, qtbot: QtBot, tasks: Tasks, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed = [
        SimpleNamespace(id="take-1", title="Acme, second call", excerpt="hi bob"),
        SimpleNamespace(id="take-2", title="", excerpt="good morning susan"),
    ]
    monkeypatch.setattr(studio, "takes", lambda **_kind: listed)
    shown: list[str] = []
    monkeypatch.setattr(window, "open_take", shown.append)
    palette = opened(window)
    type_text(window, "acme")
    qtbot.waitUntil(lambda: titles(palette)[:1] == ["Acme, second call"])
    press(window, Qt.Key.Key_Return)
    assert shown == ["take-1"]
    palette = opened(window)
    type_text(window, "susan")
    qtbot.waitUntil(lambda: titles(palette)[:1] == ["good morning susan"])
    press(window, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not tasks.busy)


def test_while_recording_only_what_is_safe_and_space_still_stops(
    window: MainWindow, studio: FakeStudio, qtbot: QtBot
) -> None:
    press(window, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: window.stage.state == "recording")
    palette = opened(window)
    assert titles(palette) == ["Record, or stop", "Throw this take away", "Close Rehearse"]
    press(window, Qt.Key.Key_Escape)  # the palette, not the take
    assert not palette.isVisible()
    assert window.stage.state == "recording"
    assert not studio.begun[0].discarded
    opened(window)
    press(window, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: studio.begun[0].stopped)
    assert not palette.isVisible()


def test_text_size_and_colours_can_be_changed_from_it(
    window: MainWindow, studio: FakeStudio, qtbot: QtBot
) -> None:
    opened(window)
    type_text(window, "dark")
    press(window, Qt.Key.Key_Return)
    assert window.theme.dark
    opened(window)  # made anew in the new colours
    type_text(window, "larger")
    press(window, Qt.Key.Key_Return)
    assert window.theme.text_scale == 1.15
    qtbot.waitUntil(lambda: studio.settings.value.text_scale == 1.15)


def test_its_parts_have_names_and_roles(window: MainWindow) -> None:
    palette = opened(window)
    for part, name, role in (
        (palette, "Find anything", None),
        (palette.search, "Find a command, a setting or a take", QAccessible.Role.EditableText),
        (palette.list, "What was found", QAccessible.Role.List),
    ):
        seen = QAccessible.queryAccessibleInterface(part)
        assert seen.text(QAccessible.Text.Name) == name
        assert role is None or seen.role() == role
    items = QAccessible.queryAccessibleInterface(palette.list)
    first = items.child(0)
    assert first.role() == QAccessible.Role.ListItem
    assert first.text(QAccessible.Text.Name) == "Record, or stop, key Space"
    assert palette.search.accessibleDescription().startswith("Record, or stop, key Space")
    press(window, Qt.Key.Key_Escape)


@pytest.mark.parametrize(("width", "height", "scale"), [(760, 560, 1.6), (1180, 780, 1.0), (2560, 1440, 1.6)])
def test_it_stays_inside_the_window(
    window: MainWindow, qtbot: QtBot, width: int, height: int, scale: float
) -> None:
    window.resize(width, height)
    window.apply_theme(choose_theme("light", scale))
    palette = opened(window)
    inside = palette.rect().adjusted(30, 30, -30, -30).translated(palette.pos())
    assert window.rect().contains(inside)
    type_text(window, "go")
    assert window.rect().contains(palette.rect().adjusted(30, 30, -30, -30).translated(palette.pos()))
    press(window, Qt.Key.Key_Escape)


def test_thousands_of_takes_are_searched_at_once(
    window: MainWindow, studio: FakeStudio, tasks: Tasks
) -> None:
    opened(window)
    some, _later = window_entries(window, studio, tasks)  # type: ignore[arg-type]
    many = [entry(f"Prospect {number} of the north side", only_when_asked=True) for number in range(5000)]
    assert [one.title for one in rank("prospect 4321", [*some, *many])][:1] == [
        "Prospect 4321 of the north side"
    ]
    press(window, Qt.Key.Key_Escape)


def test_what_comes_late_leaves_the_choice_alone(window: MainWindow) -> None:
    palette = opened(window)
    type_text(window, "light")
    press(window, Qt.Key.Key_Down)
    chosen = titles(palette)[palette.list.currentIndex().row()]
    ran: list[str] = []
    palette._add(
        palette._n_opened, [PaletteEntry("Light and first", lambda: ran.append("late"), weight=100.0)]
    )
    assert titles(palette)[0] == "Light and first"
    assert titles(palette)[palette.list.currentIndex().row()] == chosen
    press(window, Qt.Key.Key_Escape)
    assert not ran
