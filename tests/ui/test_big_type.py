"""Big type in a low window: nothing lies over something else, and what decides stays within reach."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from rehearse.ui.banners import Banners
from rehearse.ui.export_sheet import ExportSheet
from rehearse.ui.import_fields import ImportFields
from rehearse.ui.tasks import Tasks
from rehearse.ui.theme import Theme, choose_theme
from tests.helpers.views import ViewsStudio

#: What is left of the smallest window beside its rail and the page's margins.
_PAGE_PX = 718


@pytest.fixture
def big() -> Theme:
    return choose_theme("light", 1.6)


@pytest.fixture
def studio(tmp_path: Path) -> Iterator[ViewsStudio]:
    made = ViewsStudio(tmp_path)
    yield made
    made.close()


def test_the_fields_of_an_import_stand_beside_each_other(big: Theme, qtbot: QtBot) -> None:
    fields = ImportFields(big)
    qtbot.addWidget(fields)
    fields.setStyleSheet(big.stylesheet)
    fields.setFixedWidth(_PAGE_PX)
    fields.show()
    across = [part.geometry() for part in (fields.speaker, fields.script, fields.moment, fields.tags)]
    assert all(left.right() < right.left() for left, right in pairwise(across)), across
    assert across[-1].right() < _PAGE_PX


@pytest.mark.parametrize("tab", ["files", "bundle"])
def test_the_sheet_for_exporting_is_no_higher_than_the_screen(
    big: Theme, studio: ViewsStudio, tasks: Tasks, qtbot: QtBot, tab: str
) -> None:
    over = QWidget()
    qtbot.addWidget(over)
    take_id = studio.add_take("hi susan this is alice", "For Susan")
    sheet = ExportSheet(big, [("This take", [take_id])], ["html"], over, studio, tasks)
    sheet.open()
    sheet.show_tab(tab)
    qtbot.waitUntil(lambda: not tasks.busy)
    room = sheet.screen().availableGeometry().height()
    assert sheet.height() <= room
    at = sheet.do_button.mapTo(sheet, QPoint(0, sheet.do_button.height()))
    assert at.y() <= sheet.height()
    # Tab brings what lies below into sight.
    sheet.no_names.setFocus()
    sheet.area.ensureWidgetVisible(sheet.no_names)
    assert not sheet.no_names.visibleRegion().isEmpty()
    sheet.reject()


def test_banners_leave_room_for_the_page(big: Theme, qtbot: QtBot) -> None:
    for height, most in ((1400, 3), (480, 2)):
        window = QWidget()
        qtbot.addWidget(window)
        banners = Banners(big)
        column = QVBoxLayout(window)
        column.addWidget(banners)
        column.addStretch(1)
        window.resize(_PAGE_PX, height)
        window.show()
        for number in range(4):
            banners.tell(f"{number} was written.", detail="Where it lies, and what could not go. " * 2)
        assert 1 <= len(banners.shown) <= most
        assert banners.texts()[-1] == "3 was written.", "the newest stays"
        assert banners.sizeHint().height() < 0.6 * height
    assert len(banners.shown) < 3
