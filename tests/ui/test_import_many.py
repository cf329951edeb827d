"""Many recordings on the page of imports: what is shown of them in the end, however it was divided."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from rehearse import looking_over
from rehearse.ui.tasks import Tasks
from rehearse.ui.theme import Theme, choose_theme
from rehearse.ui.window import MainWindow
from tests.bench.bench_import_page import made_up
from tests.helpers.views import ViewsStudio

N_FILES = 1_300


@pytest.fixture
def studio(private_home: Path) -> Iterator[ViewsStudio]:
    made = ViewsStudio(private_home)
    yield made
    made.close()


@pytest.fixture
def window(
    studio: ViewsStudio,
    tasks: Tasks,
    theme: Theme,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> Iterator[MainWindow]:
    monkeypatch.setattr(looking_over, "look_over", made_up(tmp_path, N_FILES))
    made = MainWindow(studio, tasks, theme)
    made.show()
    qtbot.waitUntil(lambda: made._begun and not tasks.busy)
    yield made
    made.close()
    qtbot.waitUntil(made.isHidden)


def test_all_of_them_are_there_chosen_and_counted(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    window.imports.look_over([tmp_path])
    page = window.imports.page
    qtbot.waitUntil(lambda: not page.looking and len(page.rows) == N_FILES)
    assert [row.found.name for row in page.rows] == [f"Calls/out-{at:05d}.wav" for at in range(N_FILES)]
    assert page.table.chosen() == list(range(N_FILES)), "what comes later is chosen as well"
    assert page.told.text() == "1,300 new recordings"
    assert page.keep_button.text() == "Import 1,300 recordings"
    assert page.bad_button.text() == "Not usable: 1,300"
    page.bad_button.click()
    others = page.others
    others.setColumnWidth(0, others.width() - 90)
    others._fitting.start()
    qtbot.waitUntil(lambda: others.rowHeight(0) > others.verticalHeader().defaultSectionSize())


def test_other_colours_leave_the_columns_and_larger_type_does_not(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    window.imports.look_over([tmp_path])
    page = window.imports.page
    qtbot.waitUntil(lambda: not page.looking)
    page.table.setColumnWidth(1, 77)
    window.apply_theme(choose_theme("dark"))
    assert page.table.columnWidth(1) == 77
    window.apply_theme(choose_theme("dark", 1.3))
    assert page.table.columnWidth(1) != 77
