"""The page of imports by keyboard: what is said of many, tags, recordings that come while one looks on."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from rehearse import looking_over
from rehearse.exchange import sound_look
from rehearse.looking_over import Candidate
from rehearse.progress import Progress
from rehearse.ui.window import MainWindow
from tests.helpers.views import ViewsStudio
from tests.ui.test_importing import (
    OTHER,
    SHORT,
    Settle,
    drop,
    files_below,
    folder,
    no_hearing,
    page_of,
    press,
    settle,
    studio,
    window,
)

__all__ = ["folder", "no_hearing", "settle", "studio", "window"]


def test_everything_is_said_from_the_keyboard_and_tags_are_kept(
    window: MainWindow, studio: ViewsStudio, settle: Settle, folder: Path, no_hearing: None
) -> None:
    drop(window, folder)
    settle()
    page = page_of(window)
    table, fields = page.table, page.fields
    key = Qt.Key
    assert table.hasFocus()
    assert table.isColumnHidden(5), "a column of nothing is in the way"
    QTest.keyClick(table, key.Key_Return)
    assert fields.speaker.hasFocus()
    QTest.keyClicks(fields.speaker, "Kim")
    for _number in range(3):  # past the script and the date
        QTest.keyClick(QApplication.focusWidget(), key.Key_Tab)
    assert fields.tags.hasFocus()
    QTest.keyClicks(fields.tags, "Spring,  warm call, Spring")
    QTest.keyClick(fields.tags, key.Key_Return)
    assert [row.speaker for row in page.rows] == ["Kim", "Kim"]
    assert [row.tags for row in page.rows] == [("Spring", "warm call")] * 2
    assert not table.isColumnHidden(5)
    assert table.recordings.index(0, 5).data() == "Spring, warm call"
    # One of them has a tag more, which the others' tags leave alone.
    QTest.keyClick(fields.tags, key.Key_Escape)
    assert table.hasFocus()
    table.selectRow(1)
    fields.tags.setFocus()
    QTest.keyClick(fields.tags, key.Key_End)
    QTest.keyClicks(fields.tags, ", lost")
    QTest.keyClick(fields.tags, key.Key_Return)
    table.selectAll()
    assert fields.tags.text() == "Spring, warm call"
    fields.tags.setFocus()
    fields.tags.selectAll()
    QTest.keyClicks(fields.tags, "Spring")
    QTest.keyClick(fields.tags, key.Key_Return)
    assert [row.tags for row in page.rows] == [("Spring",), ("Spring", "lost")]
    # What is typed and given up is not meant.
    fields.speaker.setFocus()
    fields.speaker.selectAll()
    QTest.keyClicks(fields.speaker, "Nobody")
    QTest.keyClick(fields.speaker, key.Key_Escape)
    assert [row.speaker for row in page.rows] == ["Kim", "Kim"]
    assert fields.speaker.text() == "Kim"
    QTest.keyClick(window, key.Key_F6)
    assert page.there_button.isChecked()
    QTest.keyClick(window, key.Key_F6)
    assert page.bad_button.isChecked()
    assert page.others.hasFocus()
    QTest.keyClick(window, key.Key_F6)
    assert table.hasFocus()
    QTest.keyClick(window, key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settle()
    tags = {take.title: set(studio.library.take_tags(take.id)) for take in studio.takes()}
    assert tags == {"call-20260130-101112": {"Spring"}, "memo": {"Spring", "lost"}}


def held_back(monkeypatch: pytest.MonkeyPatch, most: int) -> threading.Event:
    """Looking over waits after so many were found, until told to go on or to stop."""
    go_on, real = threading.Event(), looking_over.look_over

    def look_over(
        *args: Any,
        on_found: Callable[[Sequence[Candidate]], None],
        on_progress: Callable[[Progress], None],
        **more: Any,
    ) -> Any:
        n = 0

        def found(some: Sequence[Candidate]) -> None:
            nonlocal n
            on_found(some)
            n += len(some)

        def progress(far: Progress) -> None:
            on_progress(far)
            while n >= most and not go_on.wait(0.01):
                more["cancel"].check()

        return real(*args, on_found=found, on_progress=progress, **more)

    monkeypatch.setattr(looking_over, "look_over", look_over)
    monkeypatch.setattr("rehearse.bringing_in._AT_ONCE", 1)
    monkeypatch.setattr(sound_look, "usable_cores", lambda: 1)  # one after the other
    return go_on


def test_recordings_are_shown_as_they_are_found_and_what_is_said_meanwhile_stays(
    window: MainWindow,
    settle: Settle,
    qtbot: QtBot,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    no_hearing: None,
) -> None:
    go_on = held_back(monkeypatch, 1)
    drop(window, folder)
    page = page_of(window)
    qtbot.waitUntil(lambda: len(page.rows) == 1)
    assert page.looking
    assert page.stop_button.hasFocus()
    assert not page.keep_button.isEnabled()
    page.fields.begin()
    QTest.keyClicks(page.fields.speaker, "Kim")
    QTest.keyClick(page.fields.speaker, Qt.Key.Key_Return)
    QTest.keyClicks(page.fields.speaker, "berly")
    go_on.set()
    settle()
    qtbot.waitUntil(lambda: not page.looking)
    assert [row.speaker for row in page.rows] == ["Kim", "Alice Miller"]
    assert page.fields.speaker.text() == "Kimberly", "what is being typed stays"
    assert page.told.text() == "2 new recordings  ·  2 other files passed over"
    assert page.fields.speaker.hasFocus(), "whoever types is not interrupted"
    assert page.keep_button.isEnabled()


def test_stopped_what_was_found_stays_and_no_other_copy_does(
    window: MainWindow,
    studio: ViewsStudio,
    settle: Settle,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    no_hearing: None,
) -> None:
    before = files_below(studio)
    held_back(monkeypatch, 1)
    drop(window, SHORT, OTHER)
    page = page_of(window)
    qtbot.waitUntil(lambda: len(page.rows) == 1)
    QTest.keyClick(page.stop_button, Qt.Key.Key_Escape)
    settle()
    assert not page.looking
    assert len(page.rows) == 1
    assert page.table.hasFocus()
    assert len(files_below(studio) - before) == 1
    press(page, "import_keep")
    settle()
    assert [take.title for take in studio.takes()] == ["doubtful"]
    assert not [name for name in files_below(studio) if ".part" in name]
