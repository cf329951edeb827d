"""Bundles in the real window: told before they are written or taken in, taken back, answered."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QFileOpenEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from rehearse.cli import program
from rehearse.cli import window as window_command
from rehearse.exchange import bundle_in, bundle_look, bundle_out
from rehearse.exchange.bundle import read_bundle
from rehearse.exchange.bundle_in import take_in
from rehearse.exchange.bundle_out import write_bundle
from rehearse.exchange.sending import BundleWishes
from rehearse.library.library import Library
from rehearse.progress import CancelToken, OnProgress, Progress
from rehearse.ui import app, long_job
from rehearse.ui.bundle_sheet import BundleSheet
from rehearse.ui.export_sheet import ExportSheet
from rehearse.ui.new_mark import NewMark
from rehearse.ui.opened_files import OpenedFiles
from rehearse.ui.tasks import Tasks
from rehearse.ui.theme import Theme
from rehearse.ui.window import MainWindow
from rehearse.ui.window_start import WindowStart
from tests.helpers.bundle_soup import looked_at_here
from tests.helpers.commands import ROOT
from tests.helpers.messages import span
from tests.helpers.views import ViewsStudio

SAID = "hi susan this is alice five five five zero one three four i have the list of permits for your street"
OTHER = "hi susan alice again five five five zero one three four the list of permits is three pages long"
#: The shortest recording with words in it.
SHORT = ROOT / "tests" / "data" / "speech" / "doubtful.flac"

Settle = Callable[[], None]


@pytest.fixture
def studio(private_home: Path) -> Iterator[ViewsStudio]:
    made = ViewsStudio(private_home)
    yield made
    made.close()


@pytest.fixture
def window(
    studio: ViewsStudio, tasks: Tasks, theme: Theme, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> Iterator[MainWindow]:
    # Nothing is recorded or listened to here, and the model takes longer to load than all of the rest.
    monkeypatch.setattr(WindowStart, "_load_model", lambda _start: None)
    made = MainWindow(studio, tasks, theme)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(lambda: made._begun and not tasks.busy)
    with looked_at_here():
        yield made
    made.close()
    qtbot.waitUntil(made.isHidden)
    qtbot.waitUntil(lambda: not tasks.busy)


@pytest.fixture
def settle(tasks: Tasks, qtbot: QtBot) -> Settle:
    return lambda: qtbot.waitUntil(lambda: not tasks.busy)


@pytest.fixture
def coach(tmp_path: Path) -> Iterator[Library]:
    """The library of somebody else, on another computer."""
    with Library.open(tmp_path / "coach") as library:
        yield library


def travels(home: Library, other: Library, path: Path, *take_ids: str, **wishes: Any) -> None:
    """Takes go from one library to another."""
    write_bundle(home, take_ids, path, BundleWishes(**wishes))
    with looked_at_here():
        take_in(other, read_bundle(path))


def with_feedback(studio: ViewsStudio, coach: Library, tmp_path: Path) -> tuple[str, Path]:
    """A take of this library, and the bundle in which a coach sends notes on it."""
    script = studio.scripts.add("Hi [first name], this is Alice.", title="Permits")
    take_id = studio.add_take(SAID, "For Susan")
    studio.library._database._connection.execute(  # as if it had been made with the script
        "UPDATE takes SET script_id = ? WHERE id = ?", (script.id, take_id)
    )
    travels(studio.library, coach, tmp_path / "there.rehearse", take_id)
    coach.notes.add(take_id, "Say it once more.", "Carla Coach", 6, 13, span(6, 13))
    coach.notes.add(take_id, "Good reason.", "Carla Coach")
    back = tmp_path / "back.rehearse"
    write_bundle(coach, [take_id], back, BundleWishes())
    return take_id, back


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


def press(home: QWidget, name: str) -> None:
    part = home.findChild(QPushButton, name)
    assert isinstance(part, QPushButton), name
    assert part.isVisible(), name
    assert part.isEnabled(), name
    QTest.mouseClick(part, Qt.MouseButton.LeftButton)


def bundle_sheet(window: MainWindow) -> BundleSheet:
    sheet = window.imports.bundles.sheet
    assert sheet is not None
    assert sheet.isVisible()
    return sheet


def texts(home: QWidget, name: str) -> list[str]:
    return [part.accessibleName() or part.text() for part in home.findChildren(QLabel, name)]


def taken(window: MainWindow, settle: Settle, path: Path) -> None:
    """Drop a bundle and take it in."""
    assert drop(window, path)
    settle()
    press(bundle_sheet(window), "bundle_take")
    settle()


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
    assert window.banners.texts() == ["2 notes are as they were before."]


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


# ---- what is new -----------------------------------------------------------------------------------


def new_marks(home: QWidget) -> list[NewMark]:
    return [mark for mark in home.findChildren(NewMark) if mark.isVisible()]


def test_notes_that_arrived_are_marked_until_they_were_seen(
    window: MainWindow, studio: ViewsStudio, settle: Settle, qtbot: QtBot, coach: Library, tmp_path: Path
) -> None:
    take_id, back = with_feedback(studio, coach, tmp_path)
    studio.library.notes.add(take_id, "Mine.", "Дана")
    other = studio.add_take(OTHER, "For Lee")
    taken(window, settle, back)
    window.show_page("takes")
    settle()
    rows = {take.id: take for take in studio.takes()}
    assert rows[take_id].n_unseen == 2
    index = window.takes.model.index(window.takes.model.row_of(take_id) or 0)
    assert "2 of them new" in index.data(Qt.ItemDataRole.AccessibleTextRole)
    window.open_take(take_id)
    settle()
    view = window.review.page.notes
    assert len(view.findChildren(NewMark)) == 2
    by = [part.text() for part in view.findChildren(QLabel, "note_about")]
    assert sum("Carla Coach" in text for text in by) == 2
    pins = [note.span for note in window.review.notes.notes]
    assert pins[1] == span(6, 13), "it stands at its moment"
    window.repaint()
    qtbot.waitUntil(lambda: studio.library.unseen.of(take_id) == frozenset())
    settle()
    assert len(new_marks(view)) == 2, "they stay marked while one looks at them"
    window.open_take(other)
    settle()
    window.open_take(take_id)
    settle()
    assert new_marks(view) == []


def test_answers_and_reactions_of_a_coach_are_read_in_the_review(
    window: MainWindow, studio: ViewsStudio, settle: Settle, coach: Library, tmp_path: Path
) -> None:
    take_id, back = with_feedback(studio, coach, tmp_path)
    rubric = studio.rubrics["callback"]
    asked = rubric.criteria[-1]
    coach.marks.mark(
        take_id, rubric, {asked.id: "no"}, author="Carla Coach", reasons={asked.id: "<b>Two</b> things."}
    )
    coach.reactions.add(take_id, "great", author="Carla Coach", span=span(13, 16))
    write_bundle(coach, [take_id], back, BundleWishes())
    studio.library.reactions.add(take_id, "smile", author="Дана")
    taken(window, settle, back)
    window.open_take(take_id)
    settle()
    view = window.review.linked.feedback
    assert view.isVisible()
    assert view.heading.text() == "Feedback of Carla Coach"
    assert [part.text() for part in view.findChildren(QLabel, "feedback_answer")] == [f"{asked.question}  No"]
    (reason,) = view.findChildren(QLabel, "feedback_reason")
    assert (reason.text(), reason.textFormat()) == ("<b>Two</b> things.", Qt.TextFormat.PlainText)
    assert view.findChildren(QLabel, "feedback_reaction") == [], "one's own is no feedback"
    window.review.page.scroller.ensureWidgetVisible(view)
    press(view, "feedback_play")
    assert window.review.bar.waveform._evidence == (span(13, 16).start_s, span(13, 16).end_s)
    window.open_take(studio.add_take(OTHER, "For Lee"))
    settle()
    assert not view.isVisible()


# ---- answering -------------------------------------------------------------------------------------


def recorded_on_stage(window: MainWindow, studio: ViewsStudio, said: str) -> str:
    """What the stage tells once a take was kept; the sound and the words are made by hand."""
    take_id = studio.add_take(said, "")
    window.stage.take_kept.emit(studio.library.take(take_id))
    return take_id


def links(window: MainWindow) -> list[str]:
    return [link.text() for link in window.review.header.answers.links if not link.isHidden()]


def test_a_take_is_answered_and_both_know_of_each_other(
    window: MainWindow, studio: ViewsStudio, settle: Settle, qtbot: QtBot, coach: Library, tmp_path: Path
) -> None:
    take_id, back = with_feedback(studio, coach, tmp_path)
    studio.add_take(OTHER, "Between them")
    taken(window, settle, back)
    window.open_take(take_id)
    settle()
    line = window.review.header.answers
    assert line.isVisible()
    assert links(window) == []
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.review.again_button.setFocus()
    qtbot.keyClick(window.review.again_button, Qt.Key.Key_A)
    settle()
    assert window.page == "stage"
    strip = window.stage.above
    assert strip is not None
    assert strip.isVisible()
    assert strip.title.whole == "Answering “For Susan”"
    told = [part.text() for part in strip.findChildren(QLabel, "answer_note")]
    assert told == ["Say it once more.", "Good reason."]
    shown = window.stage.script.shown
    assert shown is not None
    assert shown.stored is not None
    assert shown.stored.title == "Permits"
    answer = recorded_on_stage(window, studio, OTHER)
    settle()
    assert studio.library.arrivals.answers(answer) == take_id
    assert not strip.isVisible()
    window.open_take(answer)
    settle()
    assert links(window) == ["Answers “For Susan”"]
    window.review.toggle_compare()
    settle()
    compared = window.review.comparing.view
    assert compared is not None
    assert compared.other_id == take_id, "not the one recorded just before"
    window.review.toggle_compare()
    # Back and forth it goes as a bundle.
    sheet = window.export_takes()
    assert sheet is not None
    settle()
    assert sheet.tab == "bundle"
    assert "1 take answers another." in sheet.bundle.lines.text()
    sheet.reject()
    QTest.mouseClick(line.links[0], Qt.MouseButton.LeftButton)
    settle()
    assert window.review.take_id == take_id
    (text,) = links(window)
    assert text.startswith("Answered by “Today")
    QTest.mouseClick(line.links[0], Qt.MouseButton.LeftButton)
    settle()
    assert window.review.take_id == answer
    # And the coach hears which take it answers.
    travels(studio.library, coach, tmp_path / "answer.rehearse", answer)
    assert {take.id: take.answers for take in coach.takes()}[answer] == "For Susan"
    window.show_page("coach")
    view = window.pages.get("coach")
    qtbot.waitUntil(lambda: view.is_ready)
    settle()
    row = view.list.queue.row_of(answer)
    assert "Answers “For Susan”" in view.list.queue.index(row).data(Qt.ItemDataRole.AccessibleTextRole)


def test_record_again_on_an_answer_answers_the_same_take(
    window: MainWindow, studio: ViewsStudio, settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, answer = studio.add_take(SAID, "For Susan"), studio.add_take(OTHER, "")
    studio.library.arrivals.answer(answer, first)
    window.open_take(answer)
    settle()
    monkeypatch.setattr(type(window.stage), "start", lambda _stage: None)
    window.record_again()
    settle()
    assert window.answering.take_id == first
    again = recorded_on_stage(window, studio, SAID)
    settle()
    assert studio.library.arrivals.answered_by(first) == [answer, again]
    window.open_take(first)
    settle()
    assert len(links(window)) == 2
    # From a take that answers none, the next one does neither.
    window.record_again()
    settle()
    assert window.answering.take_id is None


def test_an_answer_to_a_take_that_is_gone_is_kept_as_a_take(
    window: MainWindow, studio: ViewsStudio, settle: Settle
) -> None:
    first = studio.add_take(SAID, "For Susan")
    window.open_take(first)
    settle()
    window.answering.begin()
    settle()
    studio.delete([first])
    studio.library.purge_now([first])
    answer = recorded_on_stage(window, studio, OTHER)
    settle()
    assert [take.id for take in studio.takes()] == [answer]
    assert window.banners.texts() == ["Your take is kept, but not as an answer."]


def test_not_an_answer_after_all(window: MainWindow, studio: ViewsStudio, settle: Settle) -> None:
    first = studio.add_take(SAID, "For Susan")
    window.open_take(first)
    settle()
    assert not window.review.header.answers.isVisible(), "nobody else said anything"
    window.answering.begin()
    settle()
    assert window.stage.above is not None
    press(window.stage.above, "answer_leave")
    recorded = recorded_on_stage(window, studio, OTHER)
    settle()
    assert studio.library.arrivals.answers(recorded) is None


def test_the_coach_sends_all_takes_of_one_speaker_back(
    window: MainWindow, studio: ViewsStudio, settle: Settle, qtbot: QtBot
) -> None:
    ids = [studio.add_take(said, title) for said, title in ((SAID, "One"), (OTHER, "Two"), (SAID, "Three"))]
    studio.library.set_speaker(ids[:2], "Kim")
    studio.library.set_speaker(ids[2:], "Lee")
    window.show_page("coach")
    view = window.pages.get("coach")
    qtbot.waitUntil(lambda: view.is_ready)
    settle()
    view.list.choose(ids[0])
    qtbot.waitUntil(lambda: view.take.take_id == ids[0])
    settle()
    view.list.setFocus()
    qtbot.keyClick(view.list, Qt.Key.Key_E)
    sheet = window.findChild(ExportSheet)
    assert isinstance(sheet, ExportSheet)
    assert sheet.ids == [ids[0]]
    press(sheet, "export_scope_1")
    settle()
    assert set(sheet.ids) == set(ids[:2])
    assert sheet.title.text() == "Export 2 takes"
    assert sheet.bundle.lines.text().startswith("2 takes with sound")
    sheet.reject()


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
