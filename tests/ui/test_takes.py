"""The list of takes, on a real library."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from rehearse.errors import LibraryDamaged
from rehearse.library.takes import TakeState, TakeSummary
from rehearse.ui.check_words import friendly_date
from rehearse.ui.take_model import SUMMARY_ROLE, TakesModel
from rehearse.ui.takes import TakesView
from rehearse.ui.tasks import Tasks
from rehearse.ui.theme import Theme, choose_theme
from tests.helpers.messages import audio_message
from tests.ui.review_helpers import QuietStudio, record, store

NOW = datetime(2026, 3, 12, 15, 0, tzinfo=UTC)


def summary(i: int, **changes: object) -> TakeSummary:
    fields: dict[str, object] = {
        "id": f"take{i}",
        "created_at": NOW - timedelta(hours=i),
        "title": "",
        "speaker": "",
        "script_id": None,
        "state": TakeState.SCORED,
        "recovered": False,
        "duration_s": 22.0,
        "message_s": 19.4,
        "bands": {"pitch": "off", "length": "good", "phone": "near"},
        "ready": False,
        "excerpt": f"hi dana number {i}",
        "problem": "",
        "deleted_at": None,
    }
    return TakeSummary(**(fields | changes))  # type: ignore[arg-type]


@pytest.fixture
def studio(private_home: Path) -> Iterator[QuietStudio]:
    made = QuietStudio(private_home)
    yield made
    made.close()


@pytest.fixture
def view(qtbot: QtBot, studio: QuietStudio, tasks: Tasks, theme: Theme) -> Iterator[TakesView]:
    made = TakesView(studio, tasks, theme)
    qtbot.addWidget(made)
    made.resize(1000, 640)
    made.show()
    qtbot.waitExposed(made)
    yield made
    qtbot.waitUntil(lambda: not tasks.busy)


def settled(view: TakesView, qtbot: QtBot, tasks: Tasks) -> None:
    view.refresh()
    qtbot.waitUntil(lambda: not tasks.busy)


def key(view: TakesView, qtbot: QtBot, pressed: Qt.Key) -> None:
    view.activateWindow()
    view.list.setFocus()
    qtbot.keyClick(view.list, pressed)


def ids(view: TakesView) -> list[str]:
    return [view.model.take(row).id for row in range(view.model.rowCount())]


# ---- the view ----------------------------------------------------------------------------------


def test_newest_first_and_the_newest_is_chosen(
    view: TakesView, studio: QuietStudio, qtbot: QtBot, tasks: Tasks
) -> None:
    older, newer = store(studio)[0], store(studio)[0]
    settled(view, qtbot, tasks)
    assert ids(view) == [newer.id, older.id]
    assert view.selected_ids() == [newer.id]
    assert view.count.text() == "2 takes"


def test_rows_that_are_as_they_were_are_not_laid_out_again_and_others_are(
    view: TakesView, studio: QuietStudio, qtbot: QtBot, tasks: Tasks
) -> None:
    older, newer = store(studio)[0], store(studio)[0]
    settled(view, qtbot, tasks)
    view.list.selectAll()
    resets: list[int] = []
    changed: list[int] = []
    view.model.modelReset.connect(lambda: resets.append(view.model.rowCount()))
    view.model.dataChanged.connect(lambda first, last, _roles: changed.append(last.row() - first.row() + 1))
    settled(view, qtbot, tasks)
    assert (resets, view.selected_ids()) == ([], [newer.id, older.id])
    changed.clear()
    studio.rename(older.id, "Monday")
    settled(view, qtbot, tasks)
    assert (resets, changed, view.selected_ids()) == ([], [2], [newer.id, older.id])
    assert [view.model.take(row).title for row in range(2)] == ["", "Monday"]
    newest = store(studio)[0]
    settled(view, qtbot, tasks)
    assert (resets, ids(view)) == ([3], [newest.id, newer.id, older.id])
    assert view.selected_ids() == [newer.id, older.id]


def test_what_is_asked_about_the_chosen_takes_stands_until_others_are_chosen(
    view: TakesView, studio: QuietStudio, qtbot: QtBot, tasks: Tasks
) -> None:
    older, newer = store(studio)[0], store(studio)[0]
    settled(view, qtbot, tasks)
    assert not view.bar.speaker_field.isVisible(), "nothing was asked yet"
    view.list.selectAll()
    view.name_speaker()
    assert view.bar.question.text() == "Who spoke in these 2 takes?"
    studio.rename(older.id, "Monday")
    settled(view, qtbot, tasks)
    assert (view.bar.asking, view.bar.speaker_field.isVisible()) == ("speaker", True)
    view.list.choose(newer.id)
    assert (view.bar.asking, view.bar.speaker_field.isVisible()) == ("", False)
    assert view.bar.words.text() == "This take:"


def test_enter_and_double_click_open(
    view: TakesView, studio: QuietStudio, qtbot: QtBot, tasks: Tasks
) -> None:
    older, newer = store(studio)[0], store(studio)[0]
    settled(view, qtbot, tasks)
    with qtbot.waitSignal(view.open_take) as told:
        key(view, qtbot, Qt.Key.Key_Return)
    assert told.args == [newer.id]
    place = view.list.visualRect(view.model.index(1)).center()
    qtbot.mouseClick(view.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    with qtbot.waitSignal(view.open_take) as told:
        qtbot.mouseDClick(view.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert told.args == [older.id]


def test_delete_moves_to_the_trash_and_put_back_returns_it(
    view: TakesView, studio: QuietStudio, qtbot: QtBot, tasks: Tasks
) -> None:
    older, newer = store(studio)[0], store(studio)[0]
    settled(view, qtbot, tasks)
    with qtbot.waitSignal(view.deleted) as told:
        key(view, qtbot, Qt.Key.Key_Delete)
    assert told.args == [[newer.id]]
    assert ids(view) == [older.id]
    assert view.selected_ids() == [older.id]
    assert [take.id for take in studio.takes(deleted=True)] == [newer.id]
    assert studio.library.take(newer.id).audio_path.exists()

    qtbot.mouseClick(view.findChild(QPushButton, "trash_button"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: ids(view) == [newer.id])
    assert view.title.text() == "Trash"
    with qtbot.waitSignal(view.restored) as told:
        qtbot.mouseClick(view.findChild(QPushButton, "restore_take_button"), Qt.MouseButton.LeftButton)
    assert told.args == [[newer.id]]
    assert [take.id for take in studio.takes()] == [newer.id, older.id]
    assert view.findChild(QLabel, "empty_title").text() == "The trash is empty"


def test_several_are_deleted_at_once(
    view: TakesView, studio: QuietStudio, qtbot: QtBot, tasks: Tasks
) -> None:
    takes = [store(studio)[0] for _i in range(3)]
    settled(view, qtbot, tasks)
    view.list.selectAll()
    with qtbot.waitSignal(view.deleted) as told:
        qtbot.mouseClick(view.findChild(QPushButton, "delete_take_button"), Qt.MouseButton.LeftButton)
    assert told.args == [[take.id for take in reversed(takes)]]
    assert studio.takes() == []
    assert view.findChild(QLabel, "empty_title").text() == "Nothing recorded yet"


def test_a_take_is_renamed_in_place(view: TakesView, studio: QuietStudio, qtbot: QtBot, tasks: Tasks) -> None:
    take = store(studio)[0]
    settled(view, qtbot, tasks)
    key(view, qtbot, Qt.Key.Key_F2)
    editor = view.list.findChild(QLineEdit, "rename_edit")
    qtbot.keyClicks(editor, "  Dana,  second try ")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: studio.library.take(take.id).title == "Dana, second try")
    assert view.model.index(0).data() == "Dana, second try"


def test_return_after_a_name_names_the_take_and_opens_nothing(
    view: TakesView, studio: QuietStudio, qtbot: QtBot, tasks: Tasks
) -> None:
    take = store(studio)[0]
    settled(view, qtbot, tasks)
    opened: list[str] = []
    view.open_take.connect(opened.append)
    key(view, qtbot, Qt.Key.Key_F2)
    editor = view.list.findChild(QLineEdit, "rename_edit")
    qtbot.waitUntil(editor.hasFocus)
    qtbot.keyClicks(editor, "Dana")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: studio.library.take(take.id).title == "Dana")
    assert opened == []
    qtbot.waitUntil(view.list.hasFocus)
    key(view, qtbot, Qt.Key.Key_Return)
    assert opened == [take.id]


def test_a_list_that_is_read_again_leaves_the_name_that_is_being_typed(
    view: TakesView, studio: QuietStudio, qtbot: QtBot, tasks: Tasks
) -> None:
    take = store(studio)[0]
    settled(view, qtbot, tasks)
    key(view, qtbot, Qt.Key.Key_F2)
    editor = view.list.findChild(QLineEdit, "rename_edit")
    qtbot.waitUntil(editor.hasFocus)
    qtbot.keyClicks(editor, "Dana, ")
    other = store(studio)[0]  # as by another window
    view.refresh()
    qtbot.waitUntil(lambda: not tasks.busy)
    qtbot.wait(20)
    assert editor.hasFocus()
    qtbot.keyClicks(editor, "second try")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: studio.library.take(take.id).title == "Dana, second try")
    qtbot.waitUntil(lambda: ids(view) == [other.id, take.id])
    assert view.list.current_id() == take.id
    assert view.list.hasFocus()


def test_escape_leaves_the_name(view: TakesView, studio: QuietStudio, qtbot: QtBot, tasks: Tasks) -> None:
    take = store(studio)[0]
    settled(view, qtbot, tasks)
    key(view, qtbot, Qt.Key.Key_F2)
    editor = view.list.findChild(QLineEdit, "rename_edit")
    qtbot.keyClicks(editor, "never mind")
    qtbot.keyClick(editor, Qt.Key.Key_Escape)
    assert studio.library.take(take.id).title == ""


def test_refresh_keeps_what_is_chosen(
    view: TakesView, studio: QuietStudio, qtbot: QtBot, tasks: Tasks
) -> None:
    older = store(studio)[0]
    store(studio)
    settled(view, qtbot, tasks)
    view.select(older.id)
    store(studio)
    settled(view, qtbot, tasks)
    assert view.selected_ids() == [older.id]


def test_a_take_nobody_listened_to_says_so(
    view: TakesView, studio: QuietStudio, qtbot: QtBot, tasks: Tasks
) -> None:
    transcript = audio_message().transcript
    assert transcript is not None
    record(studio, transcript)
    settled(view, qtbot, tasks)
    assert view.model.index(0).data() == "Not listened to yet"


def test_an_empty_list_is_friendly(view: TakesView, qtbot: QtBot, tasks: Tasks) -> None:
    settled(view, qtbot, tasks)
    assert view.findChild(QWidget, "takes_empty").isVisible()
    assert "Space" in view.findChild(QLabel, "empty_help").text()
    assert not view.findChild(QPushButton, "delete_take_button").isVisible()


def test_a_library_that_cannot_be_read_is_told(
    view: TakesView, studio: QuietStudio, qtbot: QtBot, tasks: Tasks, monkeypatch: pytest.MonkeyPatch
) -> None:
    def damaged(_wanted: object, **_given: object) -> list[TakeSummary]:
        raise LibraryDamaged("The list of takes is damaged.", kept="The recordings are untouched.")

    monkeypatch.setattr(studio.library, "find", damaged)
    with qtbot.waitSignal(view.failed) as told:
        view.refresh()
    assert told.args == ["The list of takes is damaged. The recordings are untouched."]
    assert view.findChild(QLabel, "empty_help").text() == told.args[0]


def test_a_delete_that_fails_brings_the_row_back(
    view: TakesView, studio: QuietStudio, qtbot: QtBot, tasks: Tasks, monkeypatch: pytest.MonkeyPatch
) -> None:
    take = store(studio)[0]
    settled(view, qtbot, tasks)

    def refuse(_ids: object) -> None:
        raise LibraryDamaged("It could not be deleted.")

    monkeypatch.setattr(studio, "delete", refuse)
    with qtbot.waitSignal(view.failed):
        key(view, qtbot, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: ids(view) == [take.id])


def test_ten_thousand_takes_draw_only_what_is_seen(
    view: TakesView, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: set[int] = set()
    real = TakesModel.data

    def data(self: TakesModel, index: QModelIndex, role: int = 0) -> object:
        asked.add(index.row())
        return real(self, index, role)

    monkeypatch.setattr(TakesModel, "data", data)
    view._show([summary(i) for i in range(10_000)])
    view.grab()
    view.list.scrollToBottom()
    view.grab()
    assert len(asked) < 60
    assert {0, 9_999} <= asked
    assert view.count.text() == "10,000 takes"


@pytest.mark.parametrize("name", ["light", "dark"])
def test_the_row_is_drawn_from_the_theme(view: TakesView, qtbot: QtBot, name: str) -> None:
    view._show([summary(0), summary(1)])
    view.set_theme(choose_theme(name))  # type: ignore[arg-type]
    second = view.list.visualRect(view.model.index(1))
    picture = view.list.viewport().grab(second).toImage()
    surface = choose_theme(name).colour("surface")  # type: ignore[arg-type]
    assert picture.pixelColor(second.width() // 2, 8).name() == surface.name()


def test_choosing_everything_survives_a_refresh(view: TakesView, qtbot: QtBot) -> None:
    many = [summary(i) for i in range(3000)]
    view._show(many)
    view.list.selectAll()
    changed: list[object] = []
    view.list.selectionModel().selectionChanged.connect(lambda *_given: changed.append(1))
    view._show([take for take in many if take.id != "take7"])
    assert len(view.selected_ids()) == 2999
    assert len(changed) <= 2  # row by row would take time that grows with the square


def test_a_great_many_single_rows_are_taken_out_at_once(view: TakesView, qtbot: QtBot) -> None:
    many = [summary(i) for i in range(600)]
    view._show(many)
    view.model.change_field([range(600)], "starred", lambda _before: True, anew=True)
    resets: list[int] = []
    view.model.modelReset.connect(lambda: resets.append(view.model.rowCount()))
    view.list.take_out([f"take{number}" for number in range(300, 600, 2)])
    assert resets == [450]
    assert ids(view) == [f"take{number}" for number in range(600) if number < 300 or number % 2]
    assert view.selected_ids() == ["take301"], "the next one is chosen"
    assert view.list.visualRect(view.list.currentIndex()).intersects(view.list.viewport().rect())
    assert all(view.model.take(row).starred for row in range(450))


# ---- the model ---------------------------------------------------------------------------------


def test_a_field_of_many_rows_changes_when_they_are_looked_at(qapp: QApplication) -> None:
    model = TakesModel()
    takes = [summary(i, tags=("cold",) if i % 2 else ()) for i in range(40)]
    model.set_takes(takes)
    every = [take.id for take in takes]
    changed: list[tuple[int, int]] = []
    model.dataChanged.connect(lambda first, last, _roles: changed.append((first.row(), last.row())))
    model.change_field([range(5, 40)], "starred", lambda _before: True, anew=True)
    model.change_field([range(40)], "tags", lambda tags: tags if "new" in tags else (*tags, "new"))
    model.change_field(
        [range(10), range(10, 30)], "tags", lambda tags: tuple(tag for tag in tags if tag != "cold")
    )
    model.change_field([range(8, 12)], "starred", lambda _before: False, anew=True)
    assert changed == [(5, 39), (0, 39), (0, 29), (8, 11)]
    starred = [row >= 5 and not 8 <= row < 12 for row in range(40)]
    tags = [("new",) if row < 30 or row % 2 == 0 else ("cold", "new") for row in range(40)]
    assert list(model.values(range(40), "starred")) == starred
    assert [model.take(row).tags for row in range(20, 25)] == tags[20:25]
    assert list(model.values(range(3, 40), "tags")) == tags[3:], "some were looked at, some were not"
    assert all(take.starred is False for take in takes), "others hold them too"
    assert model.remove([every[0], every[7], every[6], every[22]]) == 0
    left = [row for row in range(40) if row not in (0, 6, 7, 22)]
    assert [model.take(row).starred for row in range(36)] == [starred[row] for row in left]
    assert list(model.values(range(36), "tags")) == [tags[row] for row in left]
    assert model.rows_of([every[39], "gone", every[1], *every[1:20]])[:2] == [0, 1]
    model.change_field([range(1)], "speaker", lambda _before: "Kim", anew=True)
    assert (list(model.values(range(2), "speaker")), model.take(0).speaker) == (["Kim", ""], "Kim")
    model.change_field([range(1)], "speaker", lambda _before: "Bob", anew=True)
    again = [takes[row] for row in left]
    assert model.renew(again, searching=False)
    assert [model.take(row) for row in range(36)] == again, "what was read counts"


def test_the_model_keeps_qts_rules(qapp: QApplication) -> None:
    model = TakesModel(now=lambda: NOW)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.set_takes([summary(i) for i in range(6)])
    model.remove(["take0", "take3", "take5"])
    assert [model.index(row).data(SUMMARY_ROLE).id for row in range(3)] == ["take1", "take2", "take4"]
    assert model.setData(model.index(1), "Two", Qt.ItemDataRole.EditRole)
    assert not model.setData(model.index(1), "Two", Qt.ItemDataRole.EditRole)
    assert model.row_of("take4") == 2
    tester.deleteLater()


def test_a_row_is_read_aloud_as_a_sentence(qapp: QApplication) -> None:
    model = TakesModel(now=lambda: NOW)
    model.set_takes([summary(0, title="Dana", recovered=True)])
    spoken = model.index(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "Dana, Today, 15:00, 19 s, 1 to fix, Pitch talk fix, Recovered"


def test_the_trash_is_not_renamed(qapp: QApplication) -> None:
    model = TakesModel(now=lambda: NOW)
    model.set_takes([summary(0, deleted_at=NOW), summary(1)])
    assert not model.flags(model.index(0)) & Qt.ItemFlag.ItemIsEditable
    assert model.flags(model.index(1)) & Qt.ItemFlag.ItemIsEditable


@pytest.mark.parametrize(
    ("ago", "said"),
    [
        (timedelta(minutes=5), "Today, 14:55"),
        (timedelta(hours=20), "Yesterday, 19:00"),
        (timedelta(days=3), "Monday, 15:00"),
        (timedelta(days=20), "20 February, 15:00"),
        (timedelta(days=400), "5 February 2025"),
    ],
)
def test_dates_are_said_as_one_would(ago: timedelta, said: str) -> None:
    assert friendly_date(NOW - ago, NOW) == said
