"""The form of a drill when it is left: nothing that was written is lost."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from rehearse.analysis.drill_files import load_drill
from rehearse.ui.drill_draft import unpacked
from rehearse.ui.drill_form import DrillForm
from rehearse.ui.tasks import Tasks
from rehearse.ui.theme import Theme
from rehearse.ui.window import MainWindow
from tests.helpers.views import ViewsStudio
from tests.ui.drill_form_helpers import (
    Settle,
    figure,
    name_it,
    open_form,
    settle,
    studio,
    type_into,
    undo,
    window,
)

__all__ = ["open_form", "settle", "studio", "window"]


def test_what_was_not_saved_can_be_brought_back(
    window: MainWindow, open_form: Callable[..., DrillForm], settle: Settle
) -> None:
    form = open_form()
    name_it(form)
    type_into(figure(form.editor.cards[0], "condition.length_most_s"), "abc")
    QTest.keyClick(form.editor.title_edit, Qt.Key.Key_Escape)
    assert window.page == "drills"
    undo(window, "What you wrote for “Coffee” was not saved.")
    settle()
    assert window.page == "drill_form"
    assert form.editor.title_edit.text() == "Coffee"
    assert figure(form.editor.cards[0], "condition.length_most_s").text() == "abc"
    open_form(from_="ladder")
    assert form.heading.whole == "Copy of Ladder"
    undo(window, "What you wrote for “Coffee” was not saved.")
    assert form.heading.whole == "Coffee"


def test_leaving_without_a_change_says_nothing(
    window: MainWindow, open_form: Callable[..., DrillForm]
) -> None:
    form = open_form()
    form.back_button.click()
    assert window.page == "drills"
    assert window.banners.shown == []
    copy = open_form(from_="ladder")
    assert copy.heading.whole == "Copy of Ladder"
    copy.back_button.click()
    assert window.page == "drills"
    assert window.banners.shown == [], "nothing was written in the copy"


def test_a_window_that_closes_saves_what_can_be_saved(
    studio: ViewsStudio, window: MainWindow, open_form: Callable[..., DrillForm], tasks: Tasks, qtbot: QtBot
) -> None:
    form = open_form()
    name_it(form)
    window.close()
    tasks.close()
    assert load_drill(studio.own_drills.folder / "coffee.toml").title == "Coffee"


def test_what_is_no_drill_yet_is_offered_by_the_next_window(
    studio: ViewsStudio, window: MainWindow, open_form: Callable[..., DrillForm], theme: Theme, qtbot: QtBot
) -> None:
    form = open_form()
    name_it(form)
    form.editor.cards[0].add_condition("number_before_s", 0.5)
    assert form.fault
    window.close()
    window._tasks.close()
    assert "coffee" not in studio.drills
    tasks = Tasks()
    again = MainWindow(studio, tasks, theme)
    again.show()
    qtbot.waitUntil(lambda: again._begun and not tasks.busy)
    again.edit_drill()
    qtbot.waitUntil(lambda: not tasks.busy and bool(again.banners.shown))
    undo(again, "What you wrote for “Coffee” was not saved.")
    form = again.pages.get("drill_form")
    qtbot.waitUntil(lambda: not form.editor.filling)
    assert figure(form.editor.cards[0], "condition.number_before_s").text() == "0.5"
    assert form.editor.title_edit.text() == "Coffee"
    assert studio.own_drills.take_unfinished() is None  # offered once
    form._draft.dirty = False
    again.close()
    qtbot.waitUntil(again.isHidden)
    tasks.close()


@pytest.mark.parametrize(
    "raw", [b"", b"{", b"[1]", b"[" * 90_000, b'{"table": 3, "id": 4}', bytes(range(256))]
)
def test_a_kept_draft_that_nobody_can_read_is_none(studio: ViewsStudio, raw: bytes) -> None:
    studio.own_drills.keep_unfinished(raw)
    assert unpacked(studio.own_drills.take_unfinished()) is None
    assert studio.own_drills.all() == []


def test_a_deleted_drill_comes_back(
    studio: ViewsStudio, window: MainWindow, open_form: Callable[..., DrillForm], settle: Settle
) -> None:
    studio.own_drills.duplicate("ladder")
    form = open_form("copy-of-ladder")
    form.delete_button.click()
    settle()
    assert window.page == "drills"
    assert "copy-of-ladder" not in studio.drills
    undo(window, "“Copy of Ladder” is deleted.")
    settle()
    assert "copy-of-ladder" in studio.drills


def test_a_folder_that_cannot_hold_it_keeps_what_was_typed(
    studio: ViewsStudio, window: MainWindow, open_form: Callable[..., DrillForm], settle: Settle
) -> None:
    studio.own_drills.folder.parent.mkdir(parents=True, exist_ok=True)
    studio.own_drills.folder.write_text("in the way")
    form = open_form()
    name_it(form)
    form.save()
    settle()
    assert any("could not be written" in text for text in window.banners.texts())
    assert (form.editor.title_edit.text(), form.state.text()) == ("Coffee", "Not saved yet")
    studio.own_drills.folder.unlink()
    form.save()
    settle()
    assert "coffee" in studio.drills


def test_try_it_saves_and_begins(
    studio: ViewsStudio, window: MainWindow, open_form: Callable[..., DrillForm], settle: Settle
) -> None:
    form = open_form()
    started: list[str] = []
    form.try_wanted.disconnect()
    form.try_wanted.connect(started.append)
    form.try_it()
    settle()
    assert started == []
    name_it(form)
    form.try_it()
    settle()
    assert started == ["coffee"]
    assert "coffee" in studio.drills
    form.try_it()
    assert started == ["coffee", "coffee"]
