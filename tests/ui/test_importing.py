"""Other people's recordings into the window: dropped, looked over, put right, kept, heard, taken back."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from rehearse.errors import NotAudio
from rehearse.hearing import Heard
from rehearse.importing import Importing
from rehearse.library.takes import TakeState
from rehearse.progress import Progress
from rehearse.ui.import_fields import moment_of
from rehearse.ui.import_hearing import heard_words, hearing_words
from rehearse.ui.import_page import ImportPage
from rehearse.ui.tasks import Tasks
from rehearse.ui.theme import Theme
from rehearse.ui.window import MainWindow
from tests.helpers.commands import ROOT
from tests.helpers.views import ViewsStudio

SPEECH = ROOT / "tests" / "data" / "speech"
#: The shortest recording with words in it.
SHORT = SPEECH / "doubtful.flac"
OTHER = SPEECH / "short-reason.flac"

Settle = Callable[[], None]


@pytest.fixture
def studio(private_home: Path) -> Iterator[ViewsStudio]:
    made = ViewsStudio(private_home)
    yield made
    made.close()


@pytest.fixture
def window(studio: ViewsStudio, tasks: Tasks, theme: Theme, qtbot: QtBot) -> Iterator[MainWindow]:
    made = MainWindow(studio, tasks, theme)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitUntil(lambda: made._begun and not tasks.busy)
    yield made
    made.close()


@pytest.fixture
def settle(tasks: Tasks, qtbot: QtBot) -> Settle:
    return lambda: qtbot.waitUntil(lambda: not tasks.busy)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder as a coach gets it: two recordings, one of them twice, a broken one, a text, a hidden one."""
    top = tmp_path / "export" / "Alice Miller"
    top.mkdir(parents=True)
    for source, name in (
        (SHORT, "call-20260130-101112.flac"),
        (OTHER, "memo.flac"),
        (SHORT, "copy of call.flac"),
    ):
        (top / name).write_bytes(source.read_bytes())
    os.utime(top / "memo.flac", (1_769_000_000,) * 2)
    (top / "junk.mp3").write_bytes(bytes(range(256)) * 20)
    (top / "notes.txt").write_text("words")
    (top / ".hidden.wav").write_bytes(b"x")
    return tmp_path / "export"


def drop(window: MainWindow, *paths: Path) -> bool:
    """Drop files onto the window as a desktop does; whether they were welcome."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    at, buttons, keys = QPointF(200, 200), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(at.toPoint(), Qt.DropAction.CopyAction, data, buttons, keys)
    QApplication.sendEvent(window, enter)
    if enter.isAccepted():
        QApplication.sendEvent(window, QDropEvent(at, Qt.DropAction.CopyAction, data, buttons, keys))
    return enter.isAccepted()


def page_of(window: MainWindow) -> ImportPage:
    assert window.page == "import"
    page: ImportPage = window.pages.get("import")
    return page


def press(home: QWidget, name: str) -> None:
    part = home.findChild(QPushButton, name)
    assert isinstance(part, QPushButton)
    assert part.isVisible(), name
    assert part.isEnabled(), name
    QTest.mouseClick(part, Qt.MouseButton.LeftButton)


def cells(page: ImportPage) -> list[list[str]]:
    model = page.table.recordings
    return [[model.index(row, at).data() for at in range(5)] for row in range(model.rowCount())]


def files_below(studio: ViewsStudio) -> set[str]:
    return {path.name for path in (studio.library.folder / "audio").rglob("*") if path.is_file()}


@pytest.fixture
def no_hearing(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is kept is not listened to: that takes as long as a model needs to load."""
    monkeypatch.setattr(Importing, "hear", lambda *_args, **_more: Heard(0))


def test_a_dropped_folder_is_looked_over_and_nothing_is_kept_before_one_says_so(
    window: MainWindow, studio: ViewsStudio, settle: Settle, folder: Path, no_hearing: None
) -> None:
    script = studio.scripts.add("Hi, it is about a school.", title="School")
    before = files_below(studio)
    assert drop(window, folder)
    settle()
    page = page_of(window)
    assert page.told.text() == "2 new recordings  ·  2 other files passed over"
    named = cells(page)
    assert [row[:2] for row in named] == [
        ["call-20260130-101112.flac", "Alice Miller"],
        ["memo.flac", "Alice Miller"],
    ]
    assert page.rows[1].found.new.recorded_at == datetime.fromtimestamp(1_769_000_000, UTC)
    assert page.rows[0].found.new.date_from == "name"
    assert studio.takes() == []
    press(page, "import_bad_button")
    name, why = (page.others.others.index(0, at).data() for at in range(2))
    assert name == "junk.mp3"
    assert "“junk.mp3”" in why
    assert str(folder) not in why
    press(page, "import_there_button")
    assert page.others.others.index(0, 1).data() == "It is among these recordings twice."
    press(page, "import_new_button")
    assert page.fields.script.findData(script.id) > 0
    press(page, "import_leave")
    settle()
    assert window.page != "import"
    assert studio.takes() == []
    assert files_below(studio) == before


def test_what_was_put_right_is_kept_and_what_was_left_out_is_not(
    window: MainWindow, studio: ViewsStudio, settle: Settle, folder: Path, no_hearing: None
) -> None:
    script = studio.scripts.add("Hi, it is about a school.", title="School")
    assert drop(window, folder)
    settle()
    page = page_of(window)
    fields = page.fields
    assert fields.words.text() == "For the 2 chosen recordings"
    assert fields.speaker.text() == "Alice Miller"
    QTest.mouseDClick(fields.speaker, Qt.MouseButton.LeftButton)
    fields.speaker.selectAll()
    QTest.keyClicks(fields.speaker, "Kim")
    QTest.keyClick(fields.speaker, Qt.Key.Key_Return)
    fields.script.activated.emit(fields.script.findData(script.id))
    fields.moment.setFocus()
    QTest.keyClicks(fields.moment, "2026-02-03")
    QTest.keyClick(fields.moment, Qt.Key.Key_Return)
    assert [row[1] for row in cells(page)] == ["Kim", "Kim"]
    page.table.selectRow(1)
    assert fields.moment.text().startswith("2026-02-03 ")
    press(page, "import_toggle")
    assert fields.toggle_button.text() == "Take in"
    assert page.keep_button.text() == "Import 1 recording"
    before = files_below(studio)
    press(page, "import_keep")
    settle()
    (take,) = studio.takes()
    whole = studio.library.take(take.id)
    assert (whole.speaker, whole.script_id, whole.title) == ("Kim", script.id, "call-20260130-101112")
    assert f"{whole.created_at.astimezone():%Y-%m-%d %H:%M}" == "2026-02-03 10:11"
    assert window.page == "takes"
    assert window.takes.model.rowCount() == 1
    assert "1 recording was imported." in window.banners.texts()
    assert not [name for name in files_below(studio) - before if ".part" in name]
    assert not [name for name in files_below(studio) if ".part" in name], "left out leaves no copy"


def test_a_date_that_is_none_changes_nothing(
    window: MainWindow, settle: Settle, folder: Path, no_hearing: None
) -> None:
    drop(window, folder / "Alice Miller" / "memo.flac")
    settle()
    page = page_of(window)
    before = page.rows[0].found.new
    page.fields.moment.setFocus()
    page.fields.moment.selectAll()
    QTest.keyClicks(page.fields.moment, "31/02/2026")
    QTest.keyClick(page.fields.moment, Qt.Key.Key_Return)
    assert page.rows[0].found.new == before
    assert page.fields.captions[2].text() == "Like 2026-01-31"
    assert moment_of("2999-01-01") is None
    assert moment_of("") is None


def test_the_very_same_file_again_is_known_also_from_the_trash(
    window: MainWindow, studio: ViewsStudio, settle: Settle, tmp_path: Path, no_hearing: None
) -> None:
    drop(window, SHORT)
    settle()
    press(page_of(window), "import_keep")
    settle()
    zipped = tmp_path / "calls.zip"
    with zipfile.ZipFile(zipped, "w") as archive:
        archive.write(SHORT, "Bob/again.flac")
        archive.write(OTHER, "Bob/new.flac")
    drop(window, zipped)
    settle()
    page = page_of(window)
    assert [row[0] for row in cells(page)] == ["new.flac"]
    press(page, "import_there_button")
    assert page.others.others.index(0, 1).data() == "It is among your takes already."
    press(page, "import_leave")
    settle()
    studio.delete([take.id for take in studio.takes()])
    drop(window, SHORT)
    settle()
    page = page_of(window)
    assert not page.keep_button.isVisible()
    assert page.others.others.index(0, 1).data() == "It is in the trash already."


def test_another_drop_adds_to_what_waits_and_the_bar_leads_back(
    window: MainWindow, settle: Settle, no_hearing: None
) -> None:
    drop(window, SHORT)
    settle()
    page = page_of(window)
    page.table.recordings.change([0], speaker="Kim")
    window.show_page("takes")
    assert window.imports.bar.words.whole == "1 recording waits to be imported."
    press(window.imports.bar, "import_go")
    assert page_of(window) is page
    window.show_page("stage")
    assert not window.imports.bar.isVisible(), "nothing stands where somebody speaks"
    assert drop(window, SHORT, OTHER)
    settle()
    assert [row[:2] for row in cells(page)] == [["doubtful.flac", "Kim"], ["short-reason.flac", "–"]]


@pytest.mark.parametrize(("page", "name"), [("takes", "import_takes_button"), ("coach", "coach_import")])
def test_importing_begins_on_the_pages_of_takes(
    window: MainWindow, settle: Settle, qtbot: QtBot, page: str, name: str
) -> None:
    window.show_page(page)
    settle()
    qtbot.waitUntil(lambda: getattr(window.pages.get(page), "is_ready", True))  # made in turns
    settle()
    press(window.pages.get(page), name)
    assert page_of(window).empty_title.text() == "Drop recordings here"


def test_a_folder_with_nothing_in_it_is_told(window: MainWindow, settle: Settle, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    drop(window, tmp_path / "empty")
    settle()
    assert page_of(window).empty_title.text() == "Nothing new in there"
    window.imports.leave()
    window.imports.show()
    assert page_of(window).empty_title.text() == "Drop recordings here"


def test_scripts_and_drills_are_dropped_as_before(window: MainWindow, settle: Settle, tmp_path: Path) -> None:
    words = tmp_path / "script.txt"
    words.write_text("Hi [[name]], it is Bob.")
    assert drop(window, words)
    settle()
    assert window.page != "import"
    assert not drop(window, tmp_path / "notes.pdf")


def test_closing_leaves_no_copy(
    window: MainWindow, studio: ViewsStudio, tasks: Tasks, settle: Settle, no_hearing: None
) -> None:
    before = files_below(studio)
    drop(window, SHORT)
    settle()
    assert files_below(studio) != before
    window.close()
    settle()
    assert files_below(studio) == before


def test_what_was_kept_is_heard_paused_and_told(
    window: MainWindow, studio: ViewsStudio, settle: Settle, qtbot: QtBot, folder: Path
) -> None:
    drop(window, folder)
    settle()
    window.redoing.hold(True)  # somebody records: nothing is begun
    press(page_of(window), "import_keep")
    hearing = window.imports.hearing
    qtbot.waitUntil(lambda: hearing.running and hearing.progress is not None)
    assert window.imports.bar.isVisible()
    assert {take.state for take in studio.takes()} == {TakeState.RECORDED}
    press(window.imports.bar, "import_pause")
    window.redoing.hold(False)
    assert window.imports.bar.words.whole == "Paused: 0 of 2 listened to"
    assert window.imports.bar.pause_button.text() == "Go on"
    press(window.imports.bar, "import_pause")
    settle()
    assert {take.state for take in studio.takes()} == {TakeState.SCORED}
    assert not window.imports.bar.isVisible()
    assert "2 recordings were listened to." in window.banners.texts()
    assert all(window.takes.model.take(row).state == TakeState.SCORED for row in range(2))


def test_undo_puts_what_was_imported_into_the_trash_and_ends_listening(
    window: MainWindow, studio: ViewsStudio, settle: Settle, qtbot: QtBot, folder: Path
) -> None:
    drop(window, folder)
    settle()
    window.redoing.hold(True)
    press(page_of(window), "import_keep")
    hearing = window.imports.hearing
    qtbot.waitUntil(lambda: hearing.running and hearing.progress is not None)
    banner = next(one for one in window.banners.shown if "imported" in one.text_label.text())
    assert banner.action_button is not None
    QTest.mouseClick(banner.action_button, Qt.MouseButton.LeftButton)
    settle()
    assert studio.takes() == []
    assert len(studio.takes(deleted=True)) == 2
    assert not hearing.running
    assert hearing.n_left == 0
    assert not window.imports.bar.isVisible()
    assert "2 imported recordings are in the trash." in window.banners.texts()


def test_a_stop_leaves_the_rest_which_the_next_window_goes_on_with(
    window: MainWindow,
    studio: ViewsStudio,
    tasks: Tasks,
    theme: Theme,
    settle: Settle,
    qtbot: QtBot,
    folder: Path,
) -> None:
    drop(window, folder)
    settle()
    window.redoing.hold(True)
    press(page_of(window), "import_keep")
    qtbot.waitUntil(lambda: window.imports.hearing.progress is not None)
    press(window.imports.bar, "import_stop")
    settle()
    bar = window.imports.bar
    assert bar.words.whole == "2 imported recordings are still to be listened to."
    assert window.redoing.offered is None, "one bar offers it, not two"
    press(bar, "import_not_now")
    assert not bar.isVisible()
    window.close()
    again = MainWindow(studio, tasks, theme)
    qtbot.addWidget(again)
    again.show()
    qtbot.waitUntil(lambda: again._begun and not tasks.busy)
    assert {take.state for take in studio.takes()} == {TakeState.SCORED}
    again.close()


def test_words(window: MainWindow) -> None:
    hearing = window.imports.hearing
    assert hearing_words(hearing) == "Getting ready to listen…"
    hearing.progress = Progress(34, 1200, "takes", 4.0, 216.0)
    assert hearing_words(hearing) == "Listening: 34 of 1,200  ·  about 4 minutes left"
    bad = NotAudio("“cut.m4a” ends in the middle.")
    assert heard_words(Heard(1200, (("id", bad),))) == (
        "1,200 recordings were listened to.",
        "1 could not be and is kept as it came: “cut.m4a” ends in the middle.",
    )
