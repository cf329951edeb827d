"""A library that cannot be read: told once, and no page shows the shell of what it has not got."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from rehearse.errors import LibraryReadOnly
from rehearse.ui import drills_view
from rehearse.ui.banners import Banners
from rehearse.ui.drills_view import DrillsView
from rehearse.ui.tasks import Tasks
from rehearse.ui.theme import Theme
from tests.helpers.views import ViewsStudio

ERROR = LibraryReadOnly(
    "The library cannot be written.", kept="The takes in it are untouched.", help="Check the folder."
)


def test_one_error_in_two_shapes_is_one_banner(theme: Theme, qtbot: QtBot) -> None:
    banners = Banners(theme)
    qtbot.addWidget(banners)
    banners.show()
    banners.tell_error(ERROR)
    banners.tell(str(ERROR), tone="off")
    assert len(banners.shown) == 1
    banners.tell_error(ERROR)
    assert banners.texts() == ["The library cannot be written."]
    banners.tell("The library cannot be written.", tone="off")
    assert len(banners.shown) == 2, "without what was kept it is another sentence"


@pytest.fixture
def studio(private_home: Path) -> Iterator[ViewsStudio]:
    made = ViewsStudio(private_home)
    yield made
    made.close()


def test_drills_that_cannot_be_read_leave_no_empty_card(
    studio: ViewsStudio, tasks: Tasks, theme: Theme, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: Callable[..., object] = drills_view.read_book

    def refuse(*_arguments: object, **_more: object) -> object:
        raise ERROR

    monkeypatch.setattr(drills_view, "read_book", refuse)
    view = DrillsView(studio, tasks, theme)
    qtbot.addWidget(view)
    view.resize(1_100, 700)
    view.show()
    qtbot.waitUntil(lambda: view.tally.text() == str(ERROR))
    assert not view.detail.isVisible()
    view.resize(1_200, 700)
    assert not view.detail.isVisible()
    monkeypatch.setattr(drills_view, "read_book", read)
    view.refresh()
    qtbot.waitUntil(lambda: view.entry is not None and not tasks.busy)
    assert view.detail.isVisible()
    assert view.detail.title.text()
