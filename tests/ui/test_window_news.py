"""What the window says above its pages, and what it leads to."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from rehearse.errors import ModelMissing
from rehearse.ui.window import MainWindow
from tests.helpers.fake_studio import FakeStudio
from tests.ui.window_helpers import (
    child,
    open_window,
    studio,
    window,
)

__all__ = ["open_window", "studio", "window"]


def test_a_take_found_after_a_crash_is_offered(
    open_window: Callable[[], MainWindow], studio: FakeStudio, monkeypatch: pytest.MonkeyPatch
) -> None:
    studio.recovered = [SimpleNamespace(id="lost-1")]
    window = open_window()
    opened: list[str] = []
    monkeypatch.setattr(window, "open_take", opened.append)
    assert window.banners.texts() == ["A recording was cut short last time. Nothing of it is lost."]
    child(window.banners, "banner_action").click()
    assert opened == ["lost-1"]
    assert window.banners.texts() == []


def test_a_model_that_was_removed_in_an_earlier_run_is_deleted(
    open_window: Callable[[], MainWindow], studio: FakeStudio
) -> None:
    removed = studio.models.trash.folder / "vosk-model-mine.20260101-101010"
    removed.mkdir(parents=True)
    (removed / "final.mdl").write_bytes(b"x")
    open_window()
    assert list(removed.parent.iterdir()) == []


def test_settings_that_could_not_be_read_are_told(
    open_window: Callable[[], MainWindow], studio: FakeStudio
) -> None:
    studio.settings.problems.append("The settings file could not be understood.")
    assert open_window().banners.texts() == ["The settings file could not be understood."]


def test_without_a_model_the_settings_are_one_click_away(
    open_window: Callable[[], MainWindow], studio: FakeStudio
) -> None:
    studio.model_error = ModelMissing("There is no model.", help="Get one.")
    window = open_window()
    assert window.banners.texts() == ["There is no model."]
    child(window.banners, "banner_action").click()
    assert window.page == "settings"


def test_without_a_microphone_the_stage_says_so_and_looks_again(
    open_window: Callable[[], MainWindow], studio: FakeStudio, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    from rehearse.audio import devices

    monkeypatch.setattr(devices, "refresh", lambda: True)
    studio.no_microphone = True
    window = open_window()
    assert window.stage.device_label.whole == "No microphone was found. Plug one in, then look again."
    studio.no_microphone = False
    window.microphone._again.setInterval(1)
    window.microphone._again.start()
    qtbot.waitUntil(lambda: window.stage.device_label.whole == "Desk microphone")


def test_a_fault_of_ours_is_a_banner_with_a_report_to_copy(window: MainWindow, qtbot: QtBot) -> None:
    def clumsy(_handle: object) -> None:
        raise ZeroDivisionError("one over nothing")

    window._tasks.run(clumsy, done=lambda _x: None, failed=window.tell)
    qtbot.waitUntil(lambda: bool(window.banners.texts()))
    assert window.banners.texts() == ["Something went wrong inside Rehearse."]
    report = window.banners.shown[0].report_view
    assert not report.isVisible()
    child(window.banners, "bug_report_show").click()
    assert report.isVisible()
    child(window.banners, "bug_report_copy").click()
    assert "ZeroDivisionError: one over nothing" in QGuiApplication.clipboard().text()


def test_the_same_news_stands_once_and_at_most_three_at_all(window: MainWindow, qtbot: QtBot) -> None:
    for text in ("a", "a", "b", "c", "d"):
        window.banners.tell(text)
    assert window.banners.texts() == ["b", "c", "d"]
    close = child(window.banners.shown[0], "banner_close")
    close.setFocus()
    close.click()
    assert window.banners.texts() == ["c", "d"]
    qtbot.waitUntil(window.stage.record_button.hasFocus)


def test_the_starter_model_is_named_quietly_and_leads_to_a_better_one(window: MainWindow) -> None:
    hint = window.stage.model_button
    assert hint.isVisible()
    assert "Starter model" in hint.text()
    hint.click()
    assert window.page == "settings"
