"""Two jobs that are told in the same words: each of them can be taken back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from rehearse.bringing_in import FileResult
from rehearse.hearing import Heard
from rehearse.importing import Importing
from rehearse.own_drills import Change
from rehearse.ui.banners import Banners
from rehearse.ui.tasks import Tasks
from rehearse.ui.theme import Theme
from rehearse.ui.window import MainWindow
from tests.helpers.bring_in import bring_in
from tests.helpers.commands import ROOT
from tests.helpers.views import ViewsStudio

SHORT = ROOT / "tests" / "data" / "speech" / "doubtful.flac"


@pytest.fixture
def banners(theme: Theme, qtbot: QtBot) -> Banners:
    made = Banners(theme)
    qtbot.addWidget(made)
    made.show()
    return made


def click(banners: Banners, text: str) -> None:
    """The last banner's button of that name."""
    (found,) = (one for one in banners.shown[-1].findChildren(QPushButton) if one.text() == text)
    found.click()


def test_the_same_words_twice_come_back_one_after_the_other(banners: Banners) -> None:
    back: list[str] = []
    banners.undo("1 recording was imported.", lambda: back.append("first"), tone="good", icon="")
    banners.undo("1 recording was imported.", lambda: back.append("second"), tone="good", icon="")
    assert banners.texts() == ["1 recording was imported."]
    click(banners, "Undo")
    assert back == ["second"]
    assert banners.texts() == ["1 recording was imported."], "the first is offered still"
    assert banners.shown[0].property("tone") == "good"
    click(banners, "Undo")
    assert back == ["second", "first"]
    assert banners.texts() == []


def test_other_details_are_another_banner_with_an_undo_of_its_own(banners: Banners) -> None:
    back: list[str] = []
    banners.undo("Imported.", lambda: back.append("first"))
    banners.undo("Imported.", lambda: back.append("second"), detail="1 was there already.")
    click(banners, "Undo")
    click(banners, "Undo")
    assert back == ["second", "first"]
    assert banners.texts() == []


def test_what_can_be_done_instead_belongs_to_its_own_job(banners: Banners) -> None:
    done: list[str] = []
    for name in ("first", "second"):
        banners.undo(
            "1 take came in.",
            lambda name=name: done.append(f"{name} back"),
            other=("Open it", lambda name=name: done.append(f"{name} opened")),
        )
    click(banners, "Undo")
    click(banners, "Open it")
    assert done == ["second back", "first opened"]


def test_what_came_back_elsewhere_is_no_longer_offered(banners: Banners) -> None:
    back: list[str] = []

    def first() -> None:
        back.append("first")

    banners.undo("Deleted.", first, detail="It is kept.")
    banners.undo("Deleted.", lambda: back.append("second"), detail="It is kept.")
    banners.withdraw(first)
    click(banners, "Undo")
    assert back == ["second"]
    assert banners.texts() == []


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
def settle(tasks: Tasks, qtbot: QtBot) -> Callable[[], None]:
    return lambda: qtbot.waitUntil(lambda: not tasks.busy)


def test_two_imports_of_as_many_recordings_are_both_taken_back(
    window: MainWindow, studio: ViewsStudio, settle: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Importing, "hear", lambda *_args, **_more: Heard(0))
    first, second = (bring_in(studio.library, SHORT).id for _ in range(2))
    for take_id in (first, second):
        window.imports._kept([FileResult(SHORT.name, "imported", take_id)])
    settle()
    assert window.banners.texts() == ["1 recording was imported."]
    click(window.banners, "Undo")
    settle()
    assert [take.id for take in studio.takes()] == [first]
    offered = next(one for one in window.banners.shown if one.undoes)
    assert offered.action_button is not None
    offered.action_button.click()
    settle()
    assert studio.takes() == []


def test_two_drills_of_one_title_that_were_deleted_come_back_both(
    window: MainWindow, settle: Callable[[], None]
) -> None:
    back: list[str] = []
    shelf = window.drill_shelf
    for drill_id in ("monday", "monday-2"):
        change = Change(drill_id, "Monday", SHORT, undo=lambda drill_id=drill_id: back.append(drill_id))
        shelf.change(lambda change=change: change, lambda _change: "“Monday” is deleted.", deleted=True)
        settle()
    for _ in range(2):
        click(window.banners, "Undo")
        settle()
    assert back == ["monday-2", "monday"]
    assert window.banners.texts() == []
