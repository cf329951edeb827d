"""Bundles in the real window: told before they are written or taken in, stopped, taken back."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QPushButton
from pytestqt.qtbot import QtBot

from rehearse.cli import program
from rehearse.cli import window as window_command
from rehearse.exchange import bundle_in, bundle_look, bundle_out
from rehearse.exchange.bundle import read_bundle
from rehearse.exchange.bundle_out import write_bundle
from rehearse.exchange.sending import BundleWishes
from rehearse.library.library import Library
from rehearse.progress import CancelToken, OnProgress, Progress
from rehearse.ui import app, long_job
from rehearse.ui.export_sheet import ExportSheet
from rehearse.ui.opened_files import OpenedFiles
from rehearse.ui.window import MainWindow
from tests.helpers.commands import ROOT
from tests.helpers.messages import span
from tests.helpers.views import ViewsStudio
from tests.ui.bundle_helpers import (
    OTHER,
    SAID,
    Settle,
    bundle_sheet,
    coach,
    drop,
    press,
    settle,
    studio,
    taken,
    texts,
    window,
    with_feedback,
)

__all__ = ["coach", "settle", "studio", "window"]

#: The shortest recording with words in it.
SHORT = ROOT / "tests" / "data" / "speech" / "doubtful.flac"


# ---- out -------------------------------------------------------------------------------------------


def test_what_a_bundle_holds_is_told_before_it_is_written(
    window: MainWindow, studio: ViewsStudio, settle: Settle, qtbot: QtBot, tmp_path: Path
) -> None:
    ids = [studio.add_take(said, title) for said, title in ((SAID, "For Susan"), (OTHER, "For Lee"))]
    studio.library.notes.add(ids[0], "slower", "Kim", 2, 3, span(2, 3))
    window.show_page("takes")
    qtbot.waitUntil(lambda: window.takes.model.rowCount() == 2)
    settle()
    window.takes.list.selectAll()
    window.takes.list.setFocus()
    qtbot.keyClick(window.takes.list, Qt.Key.Key_E)
    sheet = window.findChild(ExportSheet)
    assert isinstance(sheet, ExportSheet)
    assert sheet.tab == "files"
    press(sheet, "export_tabs_bundle")
    settle()
    told = sheet.bundle.lines.text()
    assert told.startswith("2 takes with sound, ")
    assert "1 note." in told
    assert "Remarks are by Kim." in told
    assert not sheet.zip.isVisible()
    qtbot.mouseClick(sheet.no_names, Qt.MouseButton.LeftButton)
    assert not sheet.do_button.isEnabled(), "what is told is of other wishes"
    settle()
    told = sheet.bundle.lines.text()
    assert "Kim" not in told
    assert "Left out: speakers, titles" in told
    press(sheet, "bundle_sound_original")
    settle()
    size = sheet.bundle.preview
    assert size is not None
    assert size.sound == "original"
    assert sheet.do_button.isEnabled()
    path = tmp_path / "for carla.rehearse"
    press(sheet, "export_do")
    dialog = window.findChild(QFileDialog, "bundle_dialog")
    assert isinstance(dialog, QFileDialog)
    assert dialog.selectedFiles()[0].endswith(".rehearse")
    dialog.fileSelected.emit(str(path))
    dialog.close()
    settle()
    bundle = read_bundle(path)
    assert not bundle.head.named
    assert {entry.take_id for entry in bundle.entries} == set(ids)
    assert {entry.ending for entry in bundle.entries} == {".wav"}
    (banner,) = window.banners.shown
    assert banner.text_label.text() == "for carla.rehearse is written: 2 takes, 0.7 MB."
    assert banner.detail_label.text() == str(tmp_path)
    assert banner.action_button is not None
    assert banner.action_button.text() == "Show in folder"
    # What was chosen last is offered again.
    again = window.export_takes()
    assert again is not None
    assert again.tab == "bundle"
    settle()
    again.reject()


def test_a_take_without_sound_is_told_and_alone_cannot_be_written(
    window: MainWindow, studio: ViewsStudio, settle: Settle
) -> None:
    take_id = studio.add_take(SAID, "For Susan")
    studio.library.take(take_id).audio_path.unlink()
    window.open_take(take_id)
    settle()
    sheet = window.exports.ask_here(bundle=True)
    assert sheet is not None
    settle()
    assert sheet.bundle.lines.text() == "1 take cannot go: The sound of this take is not where it was."
    assert not sheet.do_button.isEnabled()
    sheet.reject()


def test_stopping_leaves_no_bundle(
    window: MainWindow, studio: ViewsStudio, settle: Settle, tmp_path: Path
) -> None:
    take_id = studio.add_take(SAID, "For Susan")
    folder = tmp_path / "out"
    folder.mkdir()
    job = window.exports.bundles.write([take_id], folder / "x.rehearse", BundleWishes())
    job.cancel()
    settle()
    assert window.banners.texts() == ["Stopped. No bundle was written."]
    assert list(folder.iterdir()) == []


# ---- in, and back ----------------------------------------------------------------------------------


def test_feedback_is_told_taken_in_opened_and_taken_back(
    window: MainWindow, studio: ViewsStudio, settle: Settle, coach: Library, tmp_path: Path
) -> None:
    take_id, back = with_feedback(studio, coach, tmp_path)
    assert drop(window, back)
    settle()
    sheet = bundle_sheet(window)
    told = sheet.lines.text()
    assert "1 is here already: what is said of it comes to it." in told
    assert "2 notes that are new, by Carla Coach." in told
    assert texts(sheet, "bundle_take_name") == ["For Susan"]
    assert texts(sheet, "bundle_take_state") == ["here already"]
    assert studio.library.notes.of(take_id) == []
    press(sheet, "bundle_leave")
    settle()
    assert studio.library.notes.of(take_id) == [], "not now is not at all"
    taken(window, settle, back)
    assert [note.author for note in studio.library.notes.of(take_id)] == ["Carla Coach"] * 2
    (banner,) = window.banners.shown
    assert banner.text_label.text() == "1 take was here already. 2 new notes."
    press(banner, "banner_action")
    settle()
    assert window.page == "review"
    assert window.review.take_id == take_id
    taken(window, settle, back)
    assert "Nothing in it is new." in window.banners.texts()[-1]
    assert window.banners.shown[-1].findChild(QPushButton, "banner_other") is None


def test_undo_leaves_the_take_as_it_was(
    window: MainWindow, studio: ViewsStudio, settle: Settle, coach: Library, tmp_path: Path
) -> None:
    take_id, back = with_feedback(studio, coach, tmp_path)
    studio.library.notes.add(take_id, "Mine.", "Alice")
    window.open_take(take_id)
    settle()
    taken(window, settle, back)
    assert len(window.review.notes.notes) == 3, "what is in sight shows what came"
    press(window.banners.shown[-1], "banner_other")
    settle()
    assert [note.text for note in studio.library.notes.of(take_id)] == ["Mine."]
    assert len(window.review.notes.notes) == 1
    assert window.banners.texts() == ["2 notes were taken back."]


def test_a_bundle_that_is_called_a_zip_is_one_and_new_takes_go_to_the_trash_again(
    window: MainWindow, studio: ViewsStudio, settle: Settle, coach: Library, tmp_path: Path
) -> None:
    _take_id, back = with_feedback(studio, coach, tmp_path)
    studio.delete([take.id for take in studio.takes()])
    studio.library.purge_now([take.id for take in studio.takes(deleted=True)])
    zipped, calls = tmp_path / "Takes.zip", tmp_path / "calls.zip"
    back.rename(zipped)
    with zipfile.ZipFile(calls, "w") as archive:
        archive.write(SHORT, "Bob/again.flac")
    window.show_page("takes")
    assert drop(window, zipped, calls)
    settle()
    page = window.imports.page
    assert [row.found.new.source_name for row in page.rows] == ["calls/Bob/again.flac"]
    assert texts(bundle_sheet(window), "bundle_take_state") == ["new"]
    press(bundle_sheet(window), "bundle_take")
    settle()
    window.imports.leave()
    assert [take.title for take in studio.takes()] == ["For Susan"]
    press(window.banners.shown[-1], "banner_other")
    settle()
    assert studio.takes() == []
    assert [take.title for take in studio.takes(deleted=True)] == ["For Susan"]
    taken(window, settle, zipped)
    banner = window.banners.shown[-1]
    assert "1 of them is in the trash." in banner.text_label.text()
    press(banner, "banner_action")
    settle()
    assert [take.title for take in studio.takes()] == ["For Susan"]


def test_a_bundle_inside_a_folder_is_named_and_its_sounds_are_no_takes(
    window: MainWindow, studio: ViewsStudio, settle: Settle, coach: Library, tmp_path: Path
) -> None:
    _take_id, back = with_feedback(studio, coach, tmp_path)
    folder = tmp_path / "export"
    folder.mkdir()
    back.rename(folder / "Takes.zip")
    assert drop(window, folder)
    settle()
    page = window.imports.page
    assert page.rows == []
    press(page, "import_bad_button")
    assert "is a bundle from Rehearse" in page.others.others.index(0, 1).data()
    window.imports.leave()


def test_bundles_are_told_one_after_the_other_and_a_bad_one_in_a_sentence(
    window: MainWindow, studio: ViewsStudio, settle: Settle, coach: Library, tmp_path: Path
) -> None:
    _take_id, back = with_feedback(studio, coach, tmp_path)
    torn, other = tmp_path / "torn.rehearse", tmp_path / "other.rehearse"
    torn.write_bytes(back.read_bytes()[:2000])
    other.write_bytes(back.read_bytes())
    assert drop(window, back, torn, other)
    settle()
    assert bundle_sheet(window).look.bundle.path == back
    (text,) = window.banners.texts()
    assert "torn.rehearse is not a bundle that can be opened" in text
    press(bundle_sheet(window), "bundle_leave")
    assert bundle_sheet(window).look.bundle.path == other
    press(bundle_sheet(window), "bundle_leave")
    assert window.imports.bundles.sheet is None


@pytest.mark.parametrize("what", ["reading", "taking in", "packing"])
def test_what_takes_long_is_told_and_can_be_stopped(
    window: MainWindow,
    studio: ViewsStudio,
    settle: Settle,
    qtbot: QtBot,
    coach: Library,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    what: str,
) -> None:
    take_id, back = with_feedback(studio, coach, tmp_path)
    monkeypatch.setattr(long_job, "TELL_AFTER_S", 0.0)

    def endless(*_args: Any, on_progress: OnProgress, cancel: CancelToken, **_more: Any) -> None:
        on_progress(Progress(2, 5, "bytes"))
        assert cancel.wait(60)
        cancel.check()

    module, name = {
        "reading": (bundle_look, "look_into"),
        "taking in": (bundle_in, "take_in"),
        "packing": (bundle_out, "write_bundle"),
    }[what]
    monkeypatch.setattr(module, name, endless)
    if what == "packing":
        window.exports.bundles.write([take_id], tmp_path / "x.rehearse", BundleWishes())
    else:
        assert drop(window, back)
    if what == "taking in":
        settle()
        press(bundle_sheet(window), "bundle_take")
    qtbot.waitUntil(lambda: bool(window.banners.shown))
    told = {
        "reading": "Reading “back.rehearse”: 40 %",
        "taking in": "Taking in: 40 %",
        "packing": "Packing: 40 %",
    }
    assert window.banners.texts() == [told[what]]
    assert window.banners.shown[0].action_button is not None
    assert window.banners.shown[0].action_button.text() == "Stop"
    press(window.banners.shown[0], "banner_action")
    settle()
    (text,) = window.banners.texts()
    assert text.startswith("Stopped. No")
    assert studio.library.notes.of(take_id) == []


# ---- opened by the desktop -------------------------------------------------------------------------


def test_a_bundle_that_the_desktop_opens_is_told(
    window: MainWindow, studio: ViewsStudio, settle: Settle, qapp: QApplication, qtbot: QtBot, tmp_path: Path
) -> None:
    take_id = studio.add_take(SAID, "For Susan")
    path = tmp_path / "a.rehearse"
    write_bundle(studio.library, [take_id], path, BundleWishes())
    opened = OpenedFiles(qapp, window)
    opened.open([])
    opened.open([path])
    qtbot.waitUntil(lambda: window.imports.bundles.sheet is not None)
    press(bundle_sheet(window), "bundle_leave")
    assert opened.eventFilter(qapp, QFileOpenEvent(QUrl.fromLocalFile(str(path))))
    qtbot.waitUntil(lambda: window.imports.bundles.sheet is not None)
    press(bundle_sheet(window), "bundle_leave")
    settle()


def test_the_command_line_opens_bundles_in_the_window(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], private_home: Path
) -> None:
    asked: list[list[Path]] = []
    monkeypatch.setattr(app, "run_window", lambda _studio, _argv, files: asked.append(list(files)) or 0)
    monkeypatch.setattr(window_command, "why_no_window", lambda: "")
    assert program.run(["a.rehearse", "B.REHEARSE"]) == 0
    assert program.run([]) == 0
    assert asked == [[Path("a.rehearse"), Path("B.REHEARSE")], []]
    monkeypatch.setattr(window_command, "why_no_window", lambda: "There is no display.")
    assert program.run(["a.rehearse"]) == 2
    assert "rehearse import FILE" in capsys.readouterr().err
