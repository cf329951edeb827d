"""The window by keyboard and for a screen reader, in any theme."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from rehearse.ui.tasks import Tasks
from rehearse.ui.theme import choose_theme
from rehearse.ui.window import MainWindow
from tests.helpers.fake_studio import FakeStudio
from tests.ui.window_helpers import (
    open_window,
    press,
    record,
    studio,
    window,
)

__all__ = ["open_window", "studio", "window"]


# ---- keys and focus ----------------------------------------------------------------------------


def test_space_presses_what_has_the_focus_where_that_is_a_button(
    window: MainWindow, qtbot: QtBot, studio: FakeStudio
) -> None:
    window.stage.set_model_hint("Get the better one")
    window.stage.model_button.setFocus()
    qtbot.waitUntil(window.stage.model_button.hasFocus)
    press(window, Qt.Key.Key_Space)
    assert window.page == "settings"
    assert not studio.begun


def test_the_record_button_has_the_focus_whenever_the_stage_comes_up(
    window: MainWindow, qtbot: QtBot
) -> None:
    for page in ("takes", "settings"):
        window.show_page(page)
        window.show_page("stage")
        qtbot.waitUntil(window.stage.record_button.hasFocus)


def test_typing_a_space_into_the_name_does_not_record(
    window: MainWindow, qtbot: QtBot, studio: FakeStudio, tasks: Tasks
) -> None:
    window.show_page("settings")
    window.settings.show_section("data")
    name_edit = window.settings.page("data").name_edit
    name_edit.setFocus()
    for key in (Qt.Key.Key_A, Qt.Key.Key_Space, Qt.Key.Key_B):
        press(window, key)
    assert name_edit.text().lower() == "a b"
    assert not studio.begun
    press(window, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: studio.settings.value.speaker.lower() == "a b")


def test_pages_by_keyboard_and_by_mouse(window: MainWindow, qtbot: QtBot) -> None:
    for number, page in ((1, "stage"), (4, "takes"), (6, "coach"), (7, "settings")):
        press(window, getattr(Qt.Key, f"Key_{number}"), Qt.KeyboardModifier.ControlModifier)
        assert window.page == page
        assert window.rail.buttons[page].isChecked()
    qtbot.mouseClick(window.rail.buttons["stage"], Qt.MouseButton.LeftButton)
    assert window.page == "stage"
    assert not window.rail.buttons["stage"].hasFocus()


def test_return_presses_the_button_that_has_the_keyboard(
    window: MainWindow, qtbot: QtBot, tasks: Tasks
) -> None:
    window.show_page("takes")
    qtbot.waitUntil(lambda: not tasks.busy)
    window.takes.trash_button.setFocus()
    press(window, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not tasks.busy)
    assert window.takes.in_trash
    window.rail.buttons["settings"].setFocus()
    press(window, Qt.Key.Key_Return)
    assert window.page == "settings"


def test_escape_in_the_review_goes_back(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(window.review, "show_take", lambda _id, _find: None)
    window.show_page("takes")
    window.open_take("x")
    assert window.page == "review"
    assert window.rail.buttons["takes"].isChecked()
    press(window, Qt.Key.Key_Escape)
    assert window.page == "takes"


# ---- the theme ---------------------------------------------------------------------------------


def test_changing_the_theme_repaints_everything(window: MainWindow, qtbot: QtBot) -> None:
    for page in ("takes", "settings", "stage"):
        window.show_page(page)
    for name in ("dark", "light"):
        theme = choose_theme(name)  # type: ignore[arg-type]
        window.apply_theme(theme)
        ground = window.grab().toImage().pixelColor(window.rail.width() + 6, 300)
        assert ground == theme.colour("window")
        assert QApplication.palette().color(QApplication.palette().ColorRole.Window) == theme.colour("window")


# ---- access ------------------------------------------------------------------------------------


def interfaces(widget: QWidget) -> Iterator[tuple[QWidget, Any]]:
    for part in [widget, *widget.findChildren(QWidget)]:
        found = QAccessible.queryAccessibleInterface(part)
        if found is not None and found.isValid():
            yield part, found


@pytest.mark.parametrize("page", ["stage", "takes", "settings", "review", "welcome"])
def test_whatever_can_have_the_focus_has_a_name_and_a_role(
    window: MainWindow, qtbot: QtBot, tasks: Tasks, page: str
) -> None:
    window.show_page(page)
    qtbot.waitUntil(lambda: not tasks.busy)
    window.banners.tell("News", action="Undo", act=lambda: None)
    nameless = [
        f"{type(part).__name__} {part.objectName()}"
        for part, found in interfaces(window)
        if part.focusPolicy() != Qt.FocusPolicy.NoFocus
        and part.isVisible()
        and (
            not found.text(QAccessible.Text.Name).strip()
            or found.role() in (QAccessible.Role.NoRole, QAccessible.Role.Client)
        )
        and not (isinstance(part, QLabel) or part.objectName() == "waveform")
    ]
    assert not nameless, nameless


def test_what_is_seen_of_the_time_is_read_out_as_well(
    window: MainWindow, qtbot: QtBot, studio: FakeStudio
) -> None:
    take = record(window, qtbot, studio)
    take.elapsed_s = 25.0
    qtbot.waitUntil(lambda: window.stage.ring.zone_label.text() == "Wrap up")
    found = QAccessible.queryAccessibleInterface(window.stage.ring.time_label)
    assert found.text(QAccessible.Text.Description) == "Wrap up"
    button = QAccessible.queryAccessibleInterface(window.stage.record_button)
    assert button.text(QAccessible.Text.Name) == "Stop"
    assert button.role() == QAccessible.Role.Button


def test_everything_is_reached_by_tab(window: MainWindow, qtbot: QtBot) -> None:
    """Once around, without a trap, past all that can be pressed."""
    window.stage.record_button.setFocus()
    seen = []
    for _step in range(30):
        press(window, Qt.Key.Key_Tab)
        focus = QApplication.focusWidget()
        assert focus is not None
        if focus in seen:
            break
        seen.append(focus)
    names = {part.objectName() for part in seen}
    assert {"record_button", "model_button", "nav_stage", "nav_drills", "nav_takes", "nav_settings"} <= names
