"""Backups from the settings, what the start had to put right, and what another process changes."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from rehearse.errors import NoMicrophone
from rehearse.library import archive
from rehearse.library.backup import LastBackup
from rehearse.library.library import Library
from rehearse.paths import Paths
from rehearse.settings import SettingsStore
from rehearse.studio import Studio
from rehearse.ui.settings_backup import last_words
from rehearse.ui.tasks import Tasks
from rehearse.ui.theme import Theme
from rehearse.ui.window import MainWindow
from tests.helpers.backups import add_take

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def studio(private_home: Path) -> Iterator[Studio]:
    paths = Paths.default()
    made = Studio(paths, SettingsStore(paths.settings))
    made.settings.update(first_start_done=True, speaker="Kim", theme="light")
    add_take(made.library, "Acme")
    yield made
    made.close()


@pytest.fixture
def window(
    studio: Studio, tasks: Tasks, theme: Theme, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> Iterator[MainWindow]:
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
def part(window: MainWindow) -> Any:
    window.show_page("settings")
    window.settings.show_setting("backup")
    return window.settings.page("data").backup


def asked(part: Any) -> tuple[str, str]:
    return part.asking.yes_button.text(), part.asking.no_button.text()


def test_a_backup_is_made_and_restored_by_keyboard_and_undone(
    window: MainWindow, part: Any, studio: Studio, tmp_path: Path, qtbot: QtBot, tasks: Tasks
) -> None:
    qtbot.waitUntil(lambda: part.last.text() == "Not backed up yet.")
    assert part.backup_button.hasFocus()
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_Return)
    dialog = window.findChild(QFileDialog, "backup_target_dialog")
    assert dialog is not None
    assert dialog.acceptMode() == QFileDialog.AcceptMode.AcceptSave
    target = tmp_path / "mine.zip"
    dialog.fileSelected.emit(str(target))
    dialog.close()
    qtbot.waitUntil(lambda: "1 take is in" in part.asking.words.text())
    assert str(target) in part.asking.words.text()
    assert part.asking.bar.isHidden()
    qtbot.waitUntil(lambda: part.last.text() == f"Last backup today: {target}")
    assert archive.read_manifest(target).n_takes == 1

    add_take(studio.library, "Since then")
    studio.settings.update(speaker="Dana")
    window.activateWindow()
    part.restore_button.setFocus()
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_Return)
    dialog = window.findChild(QFileDialog, "backup_dialog")
    assert dialog is not None
    dialog.fileSelected.emit(str(target))
    dialog.close()
    qtbot.waitUntil(lambda: asked(part) == ("Restore", "Leave it"))
    assert "with 1 take. It takes the place of everything here" in part.asking.words.text()
    assert len(studio.takes()) == 2  # nothing has happened yet
    window.activateWindow()
    qtbot.waitUntil(part.asking.yes_button.hasFocus)
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: asked(part) == ("Done", "Bring it back"))
    assert [take.title for take in studio.takes()] == ["Acme"]
    page = window.settings.page("data")
    qtbot.waitUntil(lambda: page.name_edit.text() == "Kim")
    window.activateWindow()
    part.asking.no_button.setFocus()
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: part.asking.words.text() == "Your recordings from before are back.")
    assert [take.title for take in studio.takes()] == ["Since then", "Acme"]
    qtbot.waitUntil(lambda: page.name_edit.text() == "Dana")
    assert part.backup_button.isEnabled()
    qtbot.waitUntil(lambda: part.undo_button.isVisible())  # and the undo can be undone, also after a restart
    part.undo_button.setFocus()
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: asked(part) == ("Bring it back", "Leave it"))
    assert "1 recording, takes its place again" in part.asking.words.text()
    part.asking.yes_button.click()
    qtbot.waitUntil(lambda: part.asking.words.text() == "Your recordings from before are back.")
    assert [take.title for take in studio.takes()] == ["Acme"]
    qtbot.waitUntil(lambda: not tasks.busy)


def test_a_file_that_is_no_backup_is_refused_in_words(
    part: Any, studio: Studio, tmp_path: Path, qtbot: QtBot
) -> None:
    letter = tmp_path / "letter.zip"
    letter.write_text("dear all")
    part.propose(letter)
    qtbot.waitUntil(lambda: "is not a backup that can be restored" in part.asking.words.text())
    assert "Nothing was changed." in part.asking.words.text()
    assert part.asking.words.property("tone") == "off"
    assert asked(part) == ("", "")
    assert len(studio.takes()) == 1


def test_a_backup_can_be_stopped(
    window: MainWindow, part: Any, studio: Studio, tmp_path: Path, qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    from rehearse.library import backup

    go = threading.Event()
    real = backup._add

    def slow(*args: Any) -> Any:
        go.wait(20)
        return real(*args)

    monkeypatch.setattr(backup, "_add", slow)
    part.backup_button.setFocus()
    part.back_up(tmp_path / "mine.zip")
    qtbot.waitUntil(lambda: asked(part) == ("", "Stop"))
    assert part.asking.no_button.hasFocus()
    assert not part.asking.bar.isHidden()
    assert not part.backup_button.isEnabled()
    window.show_page("takes")  # the library goes on
    qtbot.waitUntil(lambda: window.takes.model.rowCount() == 1)
    window.show_page("settings")
    part.asking.no_button.click()
    go.set()
    qtbot.waitUntil(lambda: "Stopped. No backup was written" in part.asking.words.text())
    assert part.backup_button.isEnabled()
    assert list(tmp_path.glob("*mine*")) == []


def test_after_a_backup_the_keyboard_is_where_it_was(
    window: MainWindow, part: Any, tmp_path: Path, qtbot: QtBot, tasks: Tasks
) -> None:
    part.backup_button.setFocus()
    part.back_up(tmp_path / "mine.zip")
    other = QWidget()  # somebody does something else meanwhile
    qtbot.addWidget(other)
    other.show()
    other.activateWindow()
    qtbot.waitUntil(other.isActiveWindow)
    qtbot.waitUntil(lambda: "written and read back" in part.asking.words.text())
    qtbot.waitUntil(lambda: not tasks.busy)
    assert window.focusWidget() is part.backup_button


def test_nothing_is_restored_while_a_take_is_listened_to(
    window: MainWindow, part: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(window.stage.course, "state", "listening")
    part.choose_backup()
    assert part.asking.words.text() == "A take is being recorded or listened to. Wait until that is done."
    assert window.findChild(QFileDialog, "backup_dialog") is None
    monkeypatch.setattr(window.stage.course, "state", "ready")


@pytest.mark.parametrize(
    ("days", "words"),
    [(0, "today"), (1, "yesterday"), (12, "12 days ago"), (-3, "today")],
)
def test_the_age_of_a_backup_is_said_as_one_would(days: int, words: str) -> None:
    now = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)
    found = LastBackup(now - timedelta(days=days), Path("mine.zip"))
    assert last_words(found, now) == f"Last backup {words}: mine.zip"


# ---- the start, and others -----------------------------------------------------------------------------


def test_a_damaged_list_is_told_in_one_banner(
    studio: Studio, tasks: Tasks, theme: Theme, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    studio.close()
    path = studio.paths.library / "library.db"
    path.write_bytes(b"\0" * 8192)

    def none() -> Any:
        raise NoMicrophone("No microphone was found.")

    monkeypatch.setattr(studio, "open_monitor", none)
    monkeypatch.setattr(studio, "load_engine", lambda: studio.models.resolve())
    window = MainWindow(studio, tasks, theme)
    window.show()
    qtbot.waitUntil(lambda: any("damaged" in text for text in window.banners.texts()))
    qtbot.waitUntil(lambda: not tasks.busy)
    told = [text for text in window.banners.texts() if "damaged" in text]
    assert len(told) == 1
    assert told[0].startswith("The list of takes was damaged and is made anew, with 1 take.")
    assert [take.title for take in studio.takes()] == ["Acme"]
    window.close()


RENAMES = """
import sys
from pathlib import Path
from rehearse.library.library import Library
with Library.open(Path(sys.argv[1])) as library:
    library.rename(library.takes()[0].id, "By somebody else")
"""


def test_the_list_shows_what_another_process_changed(
    window: MainWindow, studio: Studio, qtbot: QtBot, tasks: Tasks
) -> None:
    window.show_page("takes")
    qtbot.waitUntil(lambda: window.takes.model.rowCount() == 1)
    subprocess.run([sys.executable, "-c", RENAMES, str(studio.paths.library)], cwd=ROOT, check=True)
    model = window.takes.model
    qtbot.waitUntil(lambda: model.take(0).title == "By somebody else", timeout=20_000)
    qtbot.waitUntil(lambda: not tasks.busy)


def test_a_library_whose_folder_goes_away_is_told_once(
    window: MainWindow, studio: Studio, qtbot: QtBot, tasks: Tasks, tmp_path: Path
) -> None:
    window.show_page("takes")
    qtbot.waitUntil(lambda: not tasks.busy)
    studio.paths.library.rename(tmp_path / "away")
    for _time in range(3):
        window.library_news.look()
        qtbot.waitUntil(lambda: not tasks.busy)
    told = [text for text in window.banners.texts() if "is not there any more" in text]
    assert len(told) == 1
    (tmp_path / "away").rename(studio.paths.library)
    window.library_news.look()
    qtbot.waitUntil(lambda: not tasks.busy)
    with Library.open(studio.paths.library) as library:
        assert library.problems() == []


def shown_on_stage(window: MainWindow) -> str:
    """The last word of the script there."""
    shown = window.stage.script.shown
    return "" if shown is None else shown.words[-1]


def test_scripts_in_sight_are_those_of_the_backup(
    window: MainWindow, part: Any, studio: Studio, tmp_path: Path, qtbot: QtBot, tasks: Tasks
) -> None:
    kept = studio.scripts.add("Call me at 415-555-0142.", title="Kept")
    window.show_page("stage")
    window.stage.script.choose(kept)
    qtbot.waitUntil(lambda: not tasks.busy)
    target = tmp_path / "mine.zip"
    studio.back_up(target)
    studio.scripts.change(kept.id, text="Call me soon.")
    since = studio.scripts.add("Nobody knows this one.", title="Since then")
    window.stage.script.choose(studio.scripts.newest(kept.id))
    window.show_page("scripts")
    page = window.pages.get("scripts")
    page.write(since)
    qtbot.waitUntil(lambda: not tasks.busy)
    assert shown_on_stage(window) == "soon."
    window.show_page("settings")
    part.propose(target)
    qtbot.waitUntil(lambda: asked(part) == ("Restore", "Leave it"))
    part.asking.yes_button.click()
    qtbot.waitUntil(lambda: asked(part) == ("Done", "Bring it back"))
    qtbot.waitUntil(lambda: not tasks.busy)
    assert shown_on_stage(window) == "415-555-0142."
    window.show_page("scripts")
    qtbot.waitUntil(lambda: not tasks.busy)
    assert [script.title for script in page.side.scripts] == ["Kept"]
    assert page.writing.written.text == "Call me at 415-555-0142."
    # And back again.
    window.show_page("settings")
    part.asking.no_button.click()
    qtbot.waitUntil(lambda: part.asking.words.text() == "Your recordings from before are back.")
    qtbot.waitUntil(lambda: not tasks.busy)
    assert shown_on_stage(window) == "soon."
