"""Moving the recordings from the settings: asked first, in the background, with a way back."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from rehearse import moving
from rehearse.audio.format import AudioFormat, Recording
from rehearse.audio.wav import GrowingWav
from rehearse.library.library import Library
from rehearse.paths import Paths
from rehearse.settings import SettingsStore
from rehearse.studio import Studio
from rehearse.ui.tasks import Tasks
from rehearse.ui.theme import Theme
from rehearse.ui.window import MainWindow


@pytest.fixture
def studio(private_home: Path) -> Iterator[Studio]:
    paths = Paths.default()
    settings = SettingsStore(paths.settings)
    settings.update(first_start_done=True)
    with Library.open(paths.library) as library:
        take = library.begin_take()
        format_ = AudioFormat(rate_hz=16_000, channels=1)
        wav = GrowingWav.create(take.audio_path, format_)
        wav.write(bytes(64_000))
        wav.close()
        library.finish_take(
            take.id, Recording(take.audio_path, format_, wav.n_frames, 0, -9.0, datetime.now(UTC))
        )
        library.rename(take.id, "Acme")
    made = Studio(paths, settings)
    yield made
    made.close()


@pytest.fixture
def window(
    studio: Studio, tasks: Tasks, theme: Theme, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> Iterator[MainWindow]:
    from rehearse.errors import NoMicrophone

    def none() -> Any:
        raise NoMicrophone("No microphone was found.")

    monkeypatch.setattr(studio, "open_monitor", none)
    monkeypatch.setattr(studio, "load_engine", lambda: studio.models.resolve())
    made = MainWindow(studio, tasks, theme)
    made.show()
    qtbot.waitUntil(lambda: made._begun and not tasks.busy)
    made.activateWindow()
    yield made
    made.close()
    tasks.close()


@pytest.fixture
def page(window: MainWindow) -> Any:
    window.show_page("settings")
    window.settings.show_section("data")
    return window.settings.page("data")


def asked(page: Any) -> tuple[str, str]:
    return page.yes_button.text(), page.no_button.text()


def test_a_move_is_asked_done_and_the_old_folder_let_go_by_keyboard_alone(
    window: MainWindow, page: Any, studio: Studio, tmp_path: Path, qtbot: QtBot, tasks: Tasks
) -> None:
    old = studio.paths.data
    target = tmp_path / "disk"
    page.move_button.setFocus()
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_Return)
    dialog = window.findChild(QFileDialog, "data_folder_dialog")
    assert dialog is not None
    assert dialog.fileMode() == QFileDialog.FileMode.Directory
    dialog.fileSelected.emit(str(target))
    dialog.close()
    qtbot.waitUntil(lambda: asked(page) == ("Move", "Leave it"))
    assert str(target) in page.words.text()
    assert studio.paths.data == old  # nothing has happened yet
    window.activateWindow()
    qtbot.waitUntil(page.yes_button.hasFocus)
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: asked(page) == ("Delete the old folder", "Keep it"))
    assert page.place.text() == str(target) == str(Paths.default().data)
    assert "every file compared" in page.words.text()
    assert [take.title for take in studio.takes()] == ["Acme"]
    assert (old / "library" / "library.db").is_file()
    page.yes_button.setFocus()
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.words.text() == "The old folder is deleted.")
    assert not old.exists()
    assert page.move_button.hasFocus()
    window.show_page("takes")
    qtbot.waitUntil(lambda: window.takes.model.rowCount() == 1)
    qtbot.waitUntil(lambda: not tasks.busy)


def test_the_old_folder_is_offered_again_at_the_next_start_until_answered(
    window: MainWindow, page: Any, studio: Studio, tmp_path: Path, qtbot: QtBot, tasks: Tasks
) -> None:
    studio.move_data(tmp_path / "disk")
    window.settings.show_section("look")
    window.settings.show_section("data")
    qtbot.waitUntil(lambda: asked(page) == ("Delete the old folder", "Keep it"))
    page.no_button.click()
    qtbot.waitUntil(lambda: not tasks.busy)
    assert page.words.isHidden()
    window.settings.show_section("look")
    window.settings.show_section("data")
    qtbot.waitUntil(lambda: not tasks.busy)
    assert page.words.isHidden()


def test_a_move_can_be_stopped(
    window: MainWindow, page: Any, studio: Studio, tmp_path: Path, qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    go = threading.Event()
    real = moving._copy

    def slow(*args: Any) -> str:
        go.wait(20)
        return real(*args)

    monkeypatch.setattr(moving, "_copy", slow)
    old = studio.paths.data
    page.propose(tmp_path / "disk")
    qtbot.waitUntil(lambda: asked(page)[0] == "Move")
    page.yes_button.click()
    qtbot.waitUntil(lambda: asked(page) == ("", "Stop"))
    assert not page.bar.isHidden()
    assert not page.move_button.isEnabled()
    window.show_page("takes")  # the window goes on, and says why the list is empty
    qtbot.waitUntil(lambda: "being moved" in window.takes.empty.help.text())
    window.show_page("settings")
    page.no_button.click()
    go.set()
    qtbot.waitUntil(lambda: page.words.text() == "Stopped. Your recordings are where they were.")
    assert page.bar.isHidden()
    assert page.move_button.isEnabled()
    assert studio.paths.data == old
    assert not (tmp_path / "disk").exists()
    assert len(studio.takes()) == 1


def test_a_folder_that_cannot_be_is_refused_in_words(page: Any, studio: Studio, qtbot: QtBot) -> None:
    page.propose(studio.paths.library)
    qtbot.waitUntil(lambda: "lies inside the folder" in page.words.text())
    assert "untouched" in page.words.text()
    assert asked(page) == ("", "")
    assert page.words.property("tone") == "off"


def test_nothing_is_moved_while_a_take_is_listened_to(
    window: MainWindow, page: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(window.stage.course, "state", "listening")
    page.choose_folder()
    assert page.words.text() == "A take is being recorded or listened to. Wait until that is done."
    assert window.findChild(QFileDialog, "data_folder_dialog") is None
    monkeypatch.setattr(window.stage.course, "state", "ready")


def test_closing_the_window_stops_a_move_and_nothing_is_lost(
    window: MainWindow, page: Any, studio: Studio, tasks: Tasks, tmp_path: Path, qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    begun = threading.Event()
    real = moving._Teller.count

    def slow(self: Any, n_bytes: int) -> None:
        begun.set()
        real(self, n_bytes)
        if self._cancel is not None:
            self._cancel.wait(0.05)

    monkeypatch.setattr(moving._Teller, "count", slow)
    old = studio.paths.data
    page.propose(tmp_path / "disk")
    qtbot.waitUntil(lambda: asked(page)[0] == "Move")
    page.yes_button.click()
    qtbot.waitUntil(begun.is_set)
    window.close()
    tasks.close()
    assert Paths.default().data == old
    with Library.open(old / "library") as library:
        assert [take.title for take in library.takes()] == ["Acme"]
    assert not (tmp_path / "disk").exists()
