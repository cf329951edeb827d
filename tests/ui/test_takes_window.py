"""Finding a take in the real window: from the key to the sound."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from rehearse.ui.sound_orders import LEAD_S
from rehearse.ui.tasks import Tasks
from rehearse.ui.theme import Theme
from rehearse.ui.window import MainWindow
from tests.helpers.messages import span
from tests.helpers.views import ViewsStudio

SAID = "hi susan this is alice five five five zero one three four i have the list of permits for your street"
WORD = SAID.split().index("permits")


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
    qtbot.waitUntil(lambda: made._begun and not tasks.busy, timeout=20_000)
    yield made
    made.close()
    qtbot.waitUntil(made.isHidden)
    qtbot.waitUntil(lambda: not tasks.busy)


def test_from_anywhere_to_the_place_where_it_was_said(
    window: MainWindow, studio: ViewsStudio, tasks: Tasks, qtbot: QtBot
) -> None:
    wanted = studio.add_take(SAID, "")
    studio.add_take("hi this is bob call me back", "Bob")
    qtbot.keyClick(window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert window.page == "takes"
    assert window.takes.search.hasFocus()
    qtbot.keyClicks(window.takes.search, "perm")
    qtbot.waitUntil(lambda: not tasks.busy)
    qtbot.keyClick(window.takes.search, Qt.Key.Key_Return)
    assert window.page == "review"
    qtbot.waitUntil(lambda: bool(studio.out.asked), timeout=20_000)
    assert window.review.take_id == wanted
    assert window.review.transcript.hits == ((WORD, WORD + 1),)
    assert studio.out.asked[0][0] == pytest.approx(span(WORD, WORD + 1).start_s - LEAD_S, abs=0.01)
    # Back to what was found.
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert window.page == "takes"
    qtbot.waitUntil(lambda: not tasks.busy)
    assert window.takes.search.text() == "perm"
    assert [window.takes.model.take(row).id for row in range(window.takes.model.rowCount())] == [wanted]


def test_letters_are_orders_on_the_list_and_letters_in_the_field(
    window: MainWindow, studio: ViewsStudio, tasks: Tasks, qtbot: QtBot
) -> None:
    take = studio.add_take(SAID, "")
    window.show_page("takes")
    qtbot.waitUntil(lambda: window.takes.model.rowCount() == 1 and not tasks.busy)
    window.takes.list.setFocus()
    qtbot.keyClick(window.takes.list, Qt.Key.Key_S)
    qtbot.waitUntil(lambda: not tasks.busy)
    assert [one.starred for one in studio.takes()] == [True]
    qtbot.keyClick(window.takes.list, Qt.Key.Key_T)
    assert window.takes.bar.tag_field.hasFocus()
    qtbot.keyClicks(window.takes.bar.tag_field, "stws")
    qtbot.keyClick(window.takes.bar.tag_field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not tasks.busy)
    assert [(one.id, one.tags, one.starred) for one in studio.takes()] == [(take, ("stws",), True)]


def test_a_deleted_note_can_be_brought_back_from_the_banner(
    window: MainWindow, studio: ViewsStudio, tasks: Tasks, qtbot: QtBot
) -> None:
    take = studio.add_take(SAID, "")
    note = studio.library.notes.add(take, "slower", "Kim", 2, 3, span(2, 3))
    window.open_take(take)
    qtbot.waitUntil(lambda: len(window.review.notes.notes) == 1, timeout=20_000)
    window.review.page.notes.deleted.emit(note)
    qtbot.waitUntil(lambda: window.banners.texts() == ["The note was deleted."])
    assert studio.library.notes.of(take) == []
    button = window.banners.shown[0].action_button
    assert button is not None
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(window.review.notes.notes) == 1 and not tasks.busy)
    assert studio.library.notes.of(take) == [note]
