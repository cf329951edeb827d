"""The call log in the window: entered with keys, told in words, changed, deleted, put back; its files."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from rehearse.library.rates import against_best, rate_of, rate_sentence, rates, wilson
from rehearse.ui.progress_calls import CallsTab
from rehearse.ui.progress_rates import axis_end, percent
from rehearse.ui.tasks import Tasks
from rehearse.ui.theme import Theme
from rehearse.ui.window import MainWindow
from tests.helpers.practice import add_scripts
from tests.helpers.views import ViewsStudio

TODAY = date.today()


@pytest.fixture
def studio(tmp_path: Path) -> Iterator[ViewsStudio]:
    made = ViewsStudio(tmp_path)
    yield made
    made.close()


@pytest.fixture
def rest(tasks: Tasks, qtbot: QtBot) -> Callable[[], None]:
    def wait() -> None:
        qtbot.waitUntil(lambda: not tasks.busy, timeout=10_000)

    return wait


@pytest.fixture
def open_tab(
    studio: ViewsStudio, tasks: Tasks, theme: Theme, qtbot: QtBot, rest: Callable[[], None]
) -> Iterator[Callable[[], CallsTab]]:
    made: list[CallsTab] = []

    def build() -> CallsTab:
        tab = CallsTab(studio, tasks, theme)
        made.append(tab)
        tab.resize(1000, 900)
        tab.show()
        tab.refresh()
        rest()
        return tab

    yield build
    for tab in made:
        tab.close()


def type_in(qtbot: QtBot, text: str) -> None:
    """Type into whatever has the focus; a tab goes to the next field."""
    for sign in text:
        focus = QApplication.focusWidget()
        assert focus is not None
        if sign == "\t":
            qtbot.keyClick(focus, Qt.Key.Key_Tab)
        else:
            qtbot.keyClicks(focus, sign)


def fill(studio: ViewsStudio) -> list[str]:
    scripts = add_scripts(studio.library, ("Brochure", "Question", "Story"))
    for script, n_left, n_back, days in ((0, 75, 3, 4), (1, 80, 7, 2), (2, 79, 30, 0)):
        studio.library.calls.add(TODAY - timedelta(days=days), scripts[script], n_left, n_back)
    return scripts


# ---- entering --------------------------------------------------------------------------------------


def test_a_block_is_entered_from_the_keyboard_alone(
    open_tab: Callable[[], CallsTab], studio: ViewsStudio, qtbot: QtBot, rest: Callable[[], None]
) -> None:
    first, second = add_scripts(studio.library, ("Brochure", "Story"))
    tab = open_tab()
    tab.activateWindow()
    tab.entry.script.setFocus()
    qtbot.keyClicks(tab.entry.script, "Story")
    type_in(qtbot, "\t40\t3\tPrinters")
    assert QApplication.focusWidget() is tab.entry.note
    qtbot.keyClick(tab.entry.note, Qt.Key.Key_Return)
    rest()
    rest()
    (block,) = studio.library.calls.all()
    assert (block.script_id, block.n_left, block.n_back, block.note) == (second, 40, 3, "Printers")
    assert block.called_on == TODAY
    assert tab.table.texts(0)[1:] == ["Story", "40", "3", "Printers"]
    assert tab.entry.words.text() == "Added."
    assert (tab.entry.left.value(), tab.entry.note.text()) == (0, "")
    assert tab.entry.script.currentData() == second, "the script stays for the next block"
    assert QApplication.focusWidget() is tab.entry.left
    assert first != second


@pytest.mark.parametrize(
    ("left", "back", "days", "words", "field"),
    [
        (0, 0, 0, "How many messages were left?", "left"),
        (3, 5, 0, "More called back than messages were left: count each one once.", "back"),
        (3, 1, 1, "That day has not come yet.", "day"),
    ],
)
def test_what_cannot_be_is_asked_for(
    left: int, back: int, days: int, words: str, field: str,
    open_tab: Callable[[], CallsTab], studio: ViewsStudio, qtbot: QtBot, rest: Callable[[], None],
) -> None:  # fmt: skip
    add_scripts(studio.library, ("Only",))
    tab = open_tab()
    tab.activateWindow()
    entry = tab.entry
    assert entry.script.currentText() == "Only", "the one script there is needs no choosing"
    entry.left.setValue(left)
    entry.back.setValue(back)
    entry.day.setDate(QDate.currentDate().addDays(days))
    qtbot.mouseClick(entry.add_button, Qt.MouseButton.LeftButton)
    rest()
    assert entry.words.text() == words
    assert QApplication.focusWidget() is getattr(entry, field)
    assert studio.library.calls.all() == []


def test_a_script_must_be_chosen(open_tab: Callable[[], CallsTab], studio: ViewsStudio, qtbot: QtBot) -> None:
    add_scripts(studio.library, ("One", "Two"))
    tab = open_tab()
    tab.entry.left.setValue(5)
    qtbot.keyClick(tab.entry.left, Qt.Key.Key_Return)
    assert tab.entry.words.text() == "Choose the script that was left."


def test_without_a_script_the_page_says_so(open_tab: Callable[[], CallsTab]) -> None:
    tab = open_tab()
    assert tab.entry.words.text().startswith("Write a script first")
    assert tab.empty.isVisible()
    assert not tab.rates_card.isVisible()


# ---- what it says ----------------------------------------------------------------------------------


def test_rates_are_drawn_and_told(open_tab: Callable[[], CallsTab], studio: ViewsStudio) -> None:
    fill(studio)
    tab = open_tab()
    assert [row.rate.title for row in tab.bars.rows] == ["Story", "Question", "Brochure"]
    assert [row.told for row in tab.bars.rows] == ["38 %  ·  30 of 79", "9 %  ·  7 of 80", "4 %  ·  3 of 75"]
    assert (tab.bars.rows[0].rate.low, tab.bars.rows[0].rate.high) == wilson(30, 79)
    found = against_best(rates(studio.library.calls.all()))
    assert tab.sentences.text().split("\n\n") == [one.sentence for one in found]
    assert "hardly chance" in found[-1].sentence
    assert tab.bars.rows[0].accessibleName() == rate_sentence(tab.bars.rows[0].rate)


def test_the_bar_lies_where_the_interval_is(
    open_tab: Callable[[], CallsTab], studio: ViewsStudio, theme: Theme
) -> None:
    fill(studio)
    tab = open_tab()
    row = tab.bars.rows[0]
    image = row.grab().toImage()
    middle = image.height() // 2
    pale = theme.mix("accent", 0.28).rgb()
    xs = [x for x in range(image.width()) if image.pixel(x, middle - 4) == pale]
    left, right = row.width() * 0.3 + 16, row.width() - row.figures_px - 20

    def x(share: float) -> float:
        return left + share / tab.bars.end * (right - left)

    assert abs(min(xs) - x(row.rate.low)) < 5
    assert abs(max(xs) - x(row.rate.high)) < 5


def test_rates_go_by_version_when_asked(
    open_tab: Callable[[], CallsTab], studio: ViewsStudio, qtbot: QtBot
) -> None:
    fill(studio)
    tab = open_tab()
    button = tab.by.findChild(type(tab.entry.add_button), "rates_by_version")
    assert button is not None
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert [row.rate.version for row in tab.bars.rows] == [1, 1, 1]
    assert "version 1" in tab.bars.rows[0].accessibleName()


def test_a_script_hardly_used_does_not_press_the_axis_flat() -> None:
    assert axis_end([rate_of("a", 100, 8), rate_of("b", 2, 0)]) == 0.2
    assert axis_end([rate_of("b", 2, 1)]) == 1.0
    assert (percent(0.004), percent(0.07), percent(0)) == ("0.4 %", "7 %", "0 %")


# ---- changing --------------------------------------------------------------------------------------


def test_a_block_is_changed_from_the_table(
    open_tab: Callable[[], CallsTab], studio: ViewsStudio, qtbot: QtBot, rest: Callable[[], None]
) -> None:
    fill(studio)
    tab = open_tab()
    tab.activateWindow()
    tab.table.setFocus()
    tab.table.setCurrentIndex(tab.table.blocks_model.index(1, 0))
    qtbot.keyClick(tab.table, Qt.Key.Key_Return)
    assert tab.entry.add_button.text() == "Save the change"
    assert (tab.entry.left.value(), tab.entry.back.value()) == (80, 7)
    type_in(qtbot, "90")
    qtbot.keyClick(tab.entry.left, Qt.Key.Key_Return)
    rest()
    rest()
    assert [(block.n_left, block.n_back) for block in studio.library.calls.all()] == [
        (79, 30),
        (90, 7),
        (75, 3),
    ]
    assert tab.table.texts(1)[2] == "90"
    assert tab.entry.add_button.text() == "Add"


def test_escape_leaves_a_block_as_it_was(
    open_tab: Callable[[], CallsTab], studio: ViewsStudio, qtbot: QtBot, rest: Callable[[], None]
) -> None:
    fill(studio)
    tab = open_tab()
    tab.table.setFocus()
    qtbot.keyClick(tab.table, Qt.Key.Key_Return)
    tab.entry.left.setValue(1)
    qtbot.keyClick(tab.entry.left, Qt.Key.Key_Escape)
    rest()
    assert tab.entry.editing == ""
    assert studio.library.calls.all()[0].n_left == 79


def test_deleted_blocks_come_back(
    open_tab: Callable[[], CallsTab], studio: ViewsStudio, qtbot: QtBot, rest: Callable[[], None]
) -> None:
    fill(studio)
    tab = open_tab()
    undo: list[Any] = []
    tab.undo_offered.connect(lambda words, act: undo.extend((words, act)))
    tab.table.setFocus()
    tab.table.selectAll()
    qtbot.keyClick(tab.table, Qt.Key.Key_Delete)
    rest()
    rest()
    assert studio.library.calls.all() == []
    assert undo[0] == "3 entries were deleted."
    assert tab.empty.isVisible()
    undo[1]()
    rest()
    rest()
    assert len(studio.library.calls.all()) == 3
    assert tab.table.blocks_model.rowCount() == 3


# ---- files -----------------------------------------------------------------------------------------


def test_a_table_is_taken_in_once_and_its_wrong_lines_are_named(
    open_tab: Callable[[], CallsTab], studio: ViewsStudio, tmp_path: Path, rest: Callable[[], None]
) -> None:
    add_scripts(studio.library, ("Story",))
    tab = open_tab()
    path = tmp_path / "calls.csv"
    path.write_text("date;script;left;called back\n2026-03-02;Story;40;3\n2026-03-03;Story;5;9\n", "utf-8")
    for n_added in (1, 0):
        tab.import_file(path)
        rest()
        rest()
        lines = tab.news.text().splitlines()
        assert lines[0].startswith(f"{n_added} entr")
        assert lines[1].startswith("Line 3: ")
        assert len(studio.library.calls.all()) == 1
    assert tab.table.texts(0)[1:4] == ["Story", "40", "3"]


def test_what_is_no_table_is_told(
    open_tab: Callable[[], CallsTab], tmp_path: Path, rest: Callable[[], None]
) -> None:
    tab = open_tab()
    path = tmp_path / "picture.csv"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
    tab.import_file(path)
    rest()
    assert "picture.csv" in tab.news.text()
    assert tab.news.property("tone") == "off"


def test_the_log_goes_out_and_comes_back(
    open_tab: Callable[[], CallsTab], studio: ViewsStudio, tmp_path: Path, rest: Callable[[], None]
) -> None:
    fill(studio)
    tab = open_tab()
    path = tmp_path / "out.csv"
    tab.export_file(path)
    rest()
    assert tab.news.text() == "Saved as out.csv."
    with open(path, encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["script"], row["left"], row["called back"]) for row in rows] == [
        ("Brochure", "75", "3"),
        ("Question", "80", "7"),
        ("Story", "79", "30"),
    ]
    studio.library.calls.delete([block.id for block in studio.library.calls.all()])
    tab.import_file(path)
    rest()
    rest()
    assert len(studio.library.calls.all()) == 3
    tab.export_file(tmp_path / "nowhere" / "out.csv")
    rest()
    assert tab.news.text().startswith("out.csv could not be written: ")


# ---- in the window ---------------------------------------------------------------------------------


def test_a_key_leads_to_the_first_field(
    studio: ViewsStudio, tasks: Tasks, theme: Theme, qtbot: QtBot, rest: Callable[[], None]
) -> None:
    fill(studio)
    window = MainWindow(studio, tasks, theme)
    window.show()
    qtbot.waitUntil(lambda: window._begun and not tasks.busy, timeout=20_000)
    qtbot.keyClick(window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    rest()
    page = window.pages.get("progress")
    assert (window.page, page.tab) == ("progress", "calls")
    assert window.focusWidget() is page.calls.entry.left
    assert page.count.text() == "234 messages left, 40 called back"
    page.calls.table.setFocus()
    qtbot.keyClick(page.calls.table, Qt.Key.Key_Delete)
    rest()
    qtbot.waitUntil(lambda: "The entry was deleted." in " ".join(window.banners.texts()), timeout=5000)
    rest()
    window.close()
