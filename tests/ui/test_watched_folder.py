"""A folder whose recordings come in by themselves: in the window, paused, gone, and after a restart."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from rehearse.errors import DataError, NotAudio
from rehearse.ui import watched_folder
from rehearse.ui.import_watch import came_words
from rehearse.ui.tasks import Tasks
from rehearse.ui.theme import Theme
from rehearse.ui.window import MainWindow
from tests.helpers.views import ViewsStudio
from tests.ui.test_importing import OTHER, SHORT, Settle, no_hearing, page_of, press, settle, studio, window

__all__ = ["no_hearing", "settle", "studio", "window"]

THIRD = SHORT.with_name("hesitation.flac")

Titles = Callable[[], set[str]]


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watched_folder, "_SETTLE_MS", 20)
    monkeypatch.setattr(watched_folder, "_SLOW_MS", 100)


@pytest.fixture
def calls(tmp_path: Path) -> Path:
    folder = tmp_path / "Calls"
    folder.mkdir()
    shutil.copy(SHORT, folder / "first.flac")
    (folder / "notes.txt").write_text("words")
    return folder


@pytest.fixture
def titles(studio: ViewsStudio) -> Titles:
    return lambda: {take.title for take in studio.takes()}


def choose(window: MainWindow, qtbot: QtBot, folder: Path) -> None:
    """As one does it on the page."""
    window.imports.show()
    press(page_of(window), "import_watch_button")
    dialog = window.findChild(QFileDialog, "import_watch_dialog")
    assert isinstance(dialog, QFileDialog)
    dialog.fileSelected.emit(str(folder))
    dialog.close()


def test_what_lies_and_what_arrives_comes_in_until_it_is_paused_or_stopped(
    window: MainWindow,
    studio: ViewsStudio,
    qtbot: QtBot,
    calls: Path,
    titles: Titles,
    tmp_path: Path,
    no_hearing: None,
) -> None:
    choose(window, qtbot, calls)
    qtbot.waitUntil(lambda: titles() == {"first"}, timeout=60_000)
    watched, line = window.imports.watched, page_of(window).watch_line
    qtbot.waitUntil(lambda: line.words.whole == "Watching “Calls”  ·  1 came in")
    assert window.banners.texts() == ["1 new recording came in from “Calls”."]
    press(line, "import_watch_pause")
    assert line.words.whole == "“Calls” is not watched just now  ·  1 came in"
    shutil.copy(OTHER, calls / "second.flac")
    (calls / "junk.mp3").write_bytes(bytes(range(256)) * 20)
    press(line, "import_watch_pause")
    qtbot.waitUntil(lambda: titles() == {"first", "second"}, timeout=60_000)
    qtbot.waitUntil(lambda: len(window.banners.shown) == 1 and watched.n_came == 2)
    (banner,) = window.banners.shown
    assert banner.text_label.text() == "2 new recordings came in from “Calls”.", "one line for both"
    assert "junk.mp3" in banner.detail_label.text()
    # It goes away, which is told once, and comes back.
    away = calls.rename(tmp_path / "elsewhere")
    qtbot.waitUntil(lambda: line.words.whole == "“Calls” cannot be reached just now")
    told = window.banners.shown[-1]
    assert "is not there any more" in told.text_label.text()
    assert told.detail_label.text() == "It is watched again as soon as it is back."
    shutil.copy(THIRD, away / "third.flac")
    away.rename(calls)
    qtbot.waitUntil(lambda: titles() == {"first", "second", "third"}, timeout=60_000)
    assert not any("is not there any more" in text for text in window.banners.texts()), "it is back"
    assert line.words.whole.startswith("Watching")
    line.stop_button.setFocus()
    press(line, "import_watch_stop")
    qtbot.waitUntil(lambda: watched.folder is None)
    assert studio.settings.value.watched_folder is None
    assert not line.isVisible()
    assert window.focusWidget() is page_of(window).files_button, "not the next banner's button"


def test_it_is_watched_again_after_a_restart_and_what_was_thrown_away_stays_away(
    window: MainWindow,
    studio: ViewsStudio,
    tasks: Tasks,
    theme: Theme,
    settle: Settle,
    qtbot: QtBot,
    calls: Path,
    titles: Titles,
    no_hearing: None,
) -> None:
    choose(window, qtbot, calls)
    qtbot.waitUntil(lambda: titles() == {"first"}, timeout=60_000)
    settle()
    window.close()
    assert window.imports.watched.folder is None
    (take,) = studio.takes()
    studio.delete([take.id])
    studio.library.purge_now([take.id])
    shutil.copy(OTHER, calls / "while closed.flac")
    again = MainWindow(studio, tasks, theme)
    qtbot.addWidget(again)
    again.show()
    qtbot.waitUntil(lambda: bool(titles()), timeout=60_000)
    assert titles() == {"while closed"}
    settle()
    again.close()


def test_it_is_chosen_and_given_up_in_the_settings_and_the_programs_own_is_refused(
    window: MainWindow, studio: ViewsStudio, settle: Settle, tmp_path: Path
) -> None:
    (tmp_path / "Inbox").mkdir()
    window.show_setting("watched_folder")
    settle()
    part = window.settings.findChild(watched_folder_part())
    assert part.choose_button.hasFocus()
    part.chosen.emit(str(tmp_path / "Inbox"))
    settle()
    assert window.imports.watched.folder == tmp_path / "Inbox"
    assert part.place.text() == str(tmp_path / "Inbox")
    press(part, "stop_watching")
    settle()
    assert window.imports.watched.folder is None
    assert part.place.text() == "None"
    part.chosen.emit(str(studio.paths.data / "library"))
    settle()
    assert studio.settings.value.watched_folder is None
    assert "keeps its own recordings" in window.banners.texts()[-1]
    with pytest.raises(DataError, match="keeps its own recordings"):
        watched_folder.refuse_own(studio.paths.data, studio.paths.data)


def watched_folder_part() -> type:
    from rehearse.ui.settings_watch import WatchPart

    return WatchPart


def test_words() -> None:
    bad = NotAudio("“a.m4a” ends in the middle.")
    assert came_words(0, [bad], "Calls") == ("", "“a.m4a” ends in the middle.")
    assert came_words(1200, [bad, bad], "Calls") == (
        "1,200 new recordings came in from “Calls”.",
        "2 could not be used, such as one: “a.m4a” ends in the middle.",
    )
