"""Exporting from the real window: the sheet, the files, what is told."""

from __future__ import annotations

import csv
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import srt
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from rehearse.exchange.formats import FORMATS
from rehearse.ui.export_sheet import ExportSheet
from rehearse.ui.tasks import Tasks
from rehearse.ui.theme import Theme
from rehearse.ui.window import MainWindow
from tests.helpers.messages import span
from tests.helpers.views import ViewsStudio

SAID = "hi susan this is alice five five five zero one three four i have the list of permits for your street"


@pytest.fixture
def studio(tmp_path: Path) -> Iterator[ViewsStudio]:
    made = ViewsStudio(tmp_path)
    yield made
    made.close()


@pytest.fixture
def window(studio: ViewsStudio, tasks: Tasks, theme: Theme, qtbot: QtBot) -> Iterator[MainWindow]:
    made = MainWindow(studio, tasks, theme)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(lambda: made._begun and not tasks.busy)
    yield made
    made.close()
    qtbot.waitUntil(made.isHidden)
    qtbot.waitUntil(lambda: not tasks.busy)


@pytest.fixture
def out(tmp_path: Path) -> Path:
    folder = tmp_path / "out"
    folder.mkdir()
    return folder


def sheet_of(window: MainWindow, qtbot: QtBot) -> ExportSheet:
    qtbot.waitUntil(lambda: window.findChild(ExportSheet) is not None)
    sheet = window.findChild(ExportSheet)
    assert isinstance(sheet, ExportSheet)
    return sheet


def choose(window: MainWindow, qtbot: QtBot, sheet: ExportSheet, kinds: set[str], path: Path) -> QFileDialog:
    """Switch these kinds on, go on, and answer the question where; the dialog that asked."""
    for kind, switch in sheet.kinds.items():
        if switch.isChecked() != (kind in kinds):
            qtbot.mouseClick(switch, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(sheet.do_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.findChild(QFileDialog) is not None)
    dialog = window.findChild(QFileDialog)
    assert isinstance(dialog, QFileDialog)
    dialog.fileSelected.emit(str(path))
    dialog.close()
    return dialog


def told(window: MainWindow) -> list[str]:
    return [f"{one.text_label.text()} {one.detail_label.text()}" for one in window.banners.shown]


def test_a_reviewed_take_leaves_as_subtitles(
    window: MainWindow, studio: ViewsStudio, tasks: Tasks, qtbot: QtBot, out: Path
) -> None:
    take = studio.add_take(SAID, "Permits")
    window.open_take(take)
    qtbot.waitUntil(lambda: window.review.review is not None and not tasks.busy)
    qtbot.mouseClick(window.review.header.export_button, Qt.MouseButton.LeftButton)
    sheet = sheet_of(window, qtbot)
    assert sheet.title.text() == "Export this take"
    assert sheet.chosen == ["html"]
    dialog = choose(window, qtbot, sheet, {"srt"}, out / "x.srt")
    assert dialog.acceptMode() == QFileDialog.AcceptMode.AcceptSave
    qtbot.waitUntil(lambda: bool(window.banners.shown) and not tasks.busy)
    assert told(window) == [f"x.srt is written. {out}"]
    words = " ".join(one.content for one in srt.parse((out / "x.srt").read_text("utf-8"))).split()
    assert words == SAID.split()
    # What was chosen is offered again; Escape leaves.
    qtbot.waitUntil(lambda: window.findChild(ExportSheet) is None)
    again = window.export_takes()
    assert again is not None
    assert again.chosen == ["srt"]
    qtbot.keyClick(again, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: window.findChild(ExportSheet) is None)
    assert window.page == "review"


def test_chosen_takes_leave_in_one_zip_without_names(
    window: MainWindow, studio: ViewsStudio, tasks: Tasks, qtbot: QtBot, out: Path
) -> None:
    for title in ("Permits", "Roofs"):
        take = studio.add_take(SAID, title)
        studio.library.notes.add(take, "slower", "Kim", 2, 3, span(2, 3))
    window.show_page("takes")
    qtbot.waitUntil(lambda: window.takes.model.rowCount() == 2 and not tasks.busy)
    window.takes.list.selectAll()
    window.takes.list.setFocus()
    qtbot.keyClick(window.takes.list, Qt.Key.Key_E)
    sheet = sheet_of(window, qtbot)
    assert sheet.title.text() == "Export 2 takes"
    qtbot.mouseClick(sheet.no_names, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(sheet.zip, Qt.MouseButton.LeftButton)
    choose(window, qtbot, sheet, {"pdf", "csv", "vtt"}, out / "x.zip")
    qtbot.waitUntil(lambda: (out / "x.zip").exists() and not tasks.busy)
    with zipfile.ZipFile(out / "x.zip") as archive:
        names = archive.namelist()
        archive.extractall(out / "read")
    assert sorted(Path(name).suffix for name in names) == [".csv", ".pdf", ".pdf", ".vtt", ".vtt"]
    with (out / "read" / "takes.csv").open(encoding="utf-8", newline="") as file:
        assert [(row["title"], row["speaker"], row["notes"]) for row in csv.DictReader(file)] == [
            ("", "", "slower"),
            ("", "", "slower"),
        ]
    program = shutil.which("pdftotext")
    assert program is not None, "poppler-utils is needed; `python3 run.py test` installs it"
    pdf = next((out / "read").glob("*.pdf"))
    text = subprocess.run([program, pdf, "-"], capture_output=True, check=True).stdout.decode()
    assert "slower" in text
    for name in ("Kim", "Permits", "Roofs"):
        assert name not in text


def test_what_lies_in_a_folder_is_not_replaced_and_said_so(
    window: MainWindow, studio: ViewsStudio, tasks: Tasks, qtbot: QtBot, out: Path
) -> None:
    take = studio.add_take(SAID, "Permits")
    there = out / f"Permits-{take[-8:]}.srt"
    there.write_text("mine")
    window.open_take(take)
    qtbot.waitUntil(lambda: window.review.review is not None and not tasks.busy)
    sheet = window.export_takes()
    assert sheet is not None
    dialog = choose(window, qtbot, sheet, {"srt", "vtt"}, out)
    assert dialog.fileMode() == QFileDialog.FileMode.Directory
    qtbot.waitUntil(lambda: len(window.banners.shown) == 2 and not tasks.busy)
    written, refused = sorted(told(window), key=lambda text: "already" in text)
    assert "is written" in written
    assert f"{there} is already there." in refused
    assert "--force" not in refused
    assert there.read_text() == "mine"


def test_nothing_is_chosen_nothing_can_be_done(
    window: MainWindow, studio: ViewsStudio, tasks: Tasks, qtbot: QtBot
) -> None:
    window.show_page("takes")
    qtbot.waitUntil(lambda: not tasks.busy)
    assert window.export_takes() is None
    studio.add_take(SAID, "Permits")
    window.takes.refresh()
    qtbot.waitUntil(lambda: window.takes.model.rowCount() == 1 and not tasks.busy)
    window.takes.list.selectAll()
    sheet = window.export_takes()
    assert sheet is not None
    for kind in FORMATS:
        assert sheet.kinds[kind.id].accessibleName() == kind.title()
        assert sheet.kinds[kind.id].accessibleDescription() == kind.what_for()
    qtbot.mouseClick(sheet.kinds["html"], Qt.MouseButton.LeftButton)
    assert not sheet.do_button.isEnabled()
    qtbot.mouseClick(sheet.leave_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.findChild(ExportSheet) is None)
