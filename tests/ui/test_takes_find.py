"""Finding takes on their page: by words, by chips, in another order; on a real library."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Literal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from rehearse.library.filters import TakeFilter
from rehearse.library.takes import Take
from rehearse.ui.take_filters import FilterBar, days_of
from rehearse.ui.take_row import TakeDelegate
from rehearse.ui.take_search import Order, orders
from rehearse.ui.takes import TakesView
from rehearse.ui.tasks import Tasks
from rehearse.ui.theme import Theme, choose_theme
from tests.helpers.messages import SPOKEN
from tests.ui.review_helpers import QuietStudio, record, store


@pytest.fixture
def studio(private_home: Path) -> Iterator[QuietStudio]:
    made = QuietStudio(private_home)
    yield made
    made.close()


@pytest.fixture
def view(qtbot: QtBot, studio: QuietStudio, tasks: Tasks, theme: Theme) -> Iterator[TakesView]:
    made = TakesView(studio, tasks, theme)
    qtbot.addWidget(made)
    made.resize(1000, 700)
    made.show()
    qtbot.waitExposed(made)
    yield made
    qtbot.waitUntil(lambda: not tasks.busy)


@pytest.fixture
def three(studio: QuietStudio) -> list[Take]:
    """Three takes, the oldest first: one about permits, one with a title, one with a tag and a star."""
    permits = store(studio, [*SPOKEN, "permits", "for", "the", "north", "side"])[0]
    titled = store(studio)[0]
    studio.rename(titled.id, "Second store")
    starred = store(studio)[0]
    studio.library.star([starred.id], True)
    studio.library.tag([starred.id], add=["Q3 push"])
    return [permits, titled, starred]


def settled(view: TakesView, qtbot: QtBot, tasks: Tasks) -> None:
    view.refresh()
    qtbot.waitUntil(lambda: not tasks.busy)


def ids(view: TakesView) -> list[str]:
    return [view.model.take(row).id for row in range(view.model.rowCount())]


def click(view: TakesView, qtbot: QtBot, name: str) -> None:
    button = view.findChild(QPushButton, name)
    assert button is not None, name
    assert button.isVisible(), name
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


# ---- words -------------------------------------------------------------------------------------


def test_takes_are_found_as_one_types_and_the_line_shows_the_words(
    view: TakesView, three: list[Take], qtbot: QtBot, tasks: Tasks
) -> None:
    settled(view, qtbot, tasks)
    view.search_for()
    assert view.search.hasFocus()
    qtbot.keyClicks(view.search, "perm")
    qtbot.waitUntil(lambda: not tasks.busy)
    assert ids(view) == [three[0].id]
    hit = view.model.take(0).hit
    assert hit is not None
    assert [hit.text[first:last] for first, last in hit.marks] == ["permits"]
    assert view.count.text() == "1 take found"
    spoken = view.model.index(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert "permits" in spoken


def test_what_is_typed_last_is_what_is_shown(
    view: TakesView, three: list[Take], qtbot: QtBot, tasks: Tasks, monkeypatch: pytest.MonkeyPatch
) -> None:
    settled(view, qtbot, tasks)
    asked: list[str] = []
    real = view._studio.library.find

    def find(wanted: TakeFilter, **how: object) -> object:
        asked.append(wanted.text)
        return real(wanted, **how)  # type: ignore[arg-type]

    monkeypatch.setattr(view._studio.library, "find", find)
    for text in ("s", "se", "sec", "seco", "second"):
        view.search.setText(text)
    qtbot.waitUntil(lambda: not tasks.busy)
    assert ids(view) == [three[1].id]
    assert asked[-1] == "second"
    assert len(asked) <= 2  # those nobody waits for any more are not asked


def test_return_opens_where_it_is_said_and_the_list_is_one_key_away(
    view: TakesView, three: list[Take], qtbot: QtBot, tasks: Tasks
) -> None:
    settled(view, qtbot, tasks)
    view.search_for("permits")
    qtbot.waitUntil(lambda: not tasks.busy)
    with qtbot.waitSignal(view.open_hit) as told:
        qtbot.keyClick(view.search, Qt.Key.Key_Return)
    assert told.args == [three[0].id, "permits"]
    qtbot.keyClick(view.search, Qt.Key.Key_Down)
    assert view.list.hasFocus()
    with qtbot.waitSignal(view.open_hit) as told:
        qtbot.keyClick(view.list, Qt.Key.Key_Return)
    assert told.args == [three[0].id, "permits"]
    qtbot.keyClick(view.list, Qt.Key.Key_Up)
    assert view.search.hasFocus()


def test_return_pressed_before_anything_is_found_opens_what_is_found(
    view: TakesView, three: list[Take], qtbot: QtBot, tasks: Tasks
) -> None:
    settled(view, qtbot, tasks)
    opened: list[str] = []
    view.open_take.connect(opened.append)
    view.search_for("permits")
    with qtbot.waitSignal(view.open_hit) as told:
        qtbot.keyClick(view.search, Qt.Key.Key_Return)
    assert told.args == [three[0].id, "permits"]
    assert opened == []


def test_keys_in_the_list_wait_for_what_was_searched_for(
    view: TakesView, three: list[Take], qtbot: QtBot, tasks: Tasks, studio: QuietStudio
) -> None:
    settled(view, qtbot, tasks)
    opened: list[str] = []
    view.open_take.connect(opened.append)
    view.search_for("permits")
    qtbot.keyClick(view.search, Qt.Key.Key_Down)
    qtbot.keyClick(view.list, Qt.Key.Key_Delete)  # the rows in sight are still those of before
    with qtbot.waitSignal(view.open_hit) as told:
        qtbot.keyClick(view.list, Qt.Key.Key_Return)
    assert told.args == [three[0].id, "permits"]
    qtbot.waitUntil(lambda: not tasks.busy)
    assert opened == []
    assert len(studio.takes()) == 3
    qtbot.keyClick(view.list, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: not tasks.busy)
    assert three[0].id not in [take.id for take in studio.takes()]


def test_without_words_return_opens_the_take(
    view: TakesView, three: list[Take], qtbot: QtBot, tasks: Tasks
) -> None:
    settled(view, qtbot, tasks)
    view.list.setFocus()
    with qtbot.waitSignal(view.open_take) as told:
        qtbot.keyClick(view.list, Qt.Key.Key_Return)
    assert told.args == [three[2].id]


def test_escape_ends_the_search_then_leaves_the_field(
    view: TakesView, three: list[Take], qtbot: QtBot, tasks: Tasks
) -> None:
    settled(view, qtbot, tasks)
    view.search_for("permits")
    qtbot.keyClick(view.search, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not tasks.busy)
    assert len(ids(view)) == 3
    assert view.search.text() == ""
    qtbot.keyClick(view.search, Qt.Key.Key_Escape)
    assert view.list.hasFocus()


@pytest.mark.parametrize(
    "text", ['"', '"permits', "AND OR NOT", "a* OR (b", "🎯", "x" * 10_000, "---", "col:on"]
)
def test_no_text_is_a_wrong_search(
    view: TakesView, three: list[Take], qtbot: QtBot, tasks: Tasks, text: str
) -> None:
    told: list[str] = []
    view.failed.connect(told.append)
    view.search_for(text)
    qtbot.waitUntil(lambda: not tasks.busy)
    assert told == []


def test_nothing_found_says_so_and_leads_back(
    view: TakesView, three: list[Take], qtbot: QtBot, tasks: Tasks
) -> None:
    settled(view, qtbot, tasks)
    view.search_for("zebra")
    qtbot.waitUntil(lambda: not tasks.busy)
    assert view.findChild(QLabel, "empty_title").text() == "No take found"
    assert view.findChild(QLabel, "empty_help").text() == "Nothing you said has these words."
    assert view.search.isVisible()
    assert not view.bar.isVisible()
    click(view, qtbot, "show_all_button")
    qtbot.waitUntil(lambda: not tasks.busy)
    assert len(ids(view)) == 3
    assert view.search.text() == ""


def test_far_down_in_a_long_list_the_line_comes_with_the_row(
    view: TakesView, studio: QuietStudio, qtbot: QtBot, tasks: Tasks, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rehearse.library.listing.N_HIT_LINES", 3)
    takes = [store(studio)[0] for _i in range(14)]
    view.resize(1000, 500)
    view.search_for("number")
    qtbot.waitUntil(lambda: not tasks.busy)
    assert len(ids(view)) == 14
    view.list.scrollToBottom()
    qtbot.waitUntil(lambda: not tasks.busy)
    row = view.model.row_of(takes[0].id)
    assert row == 13
    hit = view.model.take(13).hit
    assert hit is not None
    assert hit.text[slice(*hit.marks[0])] == "number"


def test_the_words_are_lit_in_the_row(view: TakesView, three: list[Take], qtbot: QtBot, tasks: Tasks) -> None:
    settled(view, qtbot, tasks)

    def tinted_px(picture: QImage) -> int:
        accent_like = 0
        for x in range(0, picture.width(), 2):
            for y in range(0, picture.height(), 2):
                colour = picture.pixelColor(x, y)
                accent_like += colour.blue() - colour.red() > 20 and colour.lightness() > 150
        return accent_like

    view.list.clearSelection()
    view.search_for("side")
    qtbot.waitUntil(lambda: not tasks.busy)
    view.list.clearSelection()
    lit = tinted_px(view.list.viewport().grab(view.list.visualRect(view.model.index(0))).toImage())
    take = view.model.take(0)
    assert take.hit is not None
    view.model.change([take.id], lambda one: _unlit(one))
    dark = tinted_px(view.list.viewport().grab(view.list.visualRect(view.model.index(0))).toImage())
    assert lit > dark + 20


def _unlit(take):  # type: ignore[no-untyped-def]
    from dataclasses import replace

    return replace(take, hit=replace(take.hit, marks=()))


# ---- chips -------------------------------------------------------------------------------------


def test_chips_narrow_the_list_down_and_show_all_brings_it_back(
    view: TakesView, three: list[Take], qtbot: QtBot, tasks: Tasks
) -> None:
    settled(view, qtbot, tasks)
    click(view, qtbot, "filter_starred")
    qtbot.waitUntil(lambda: not tasks.busy)
    assert ids(view) == [three[2].id]
    click(view, qtbot, "filter_ready")
    qtbot.waitUntil(lambda: not tasks.busy)
    assert ids(view) == []
    assert view.findChild(QLabel, "empty_help").text() == "No take is like that."
    # What is not ready is asked for instead, not as well.
    click(view, qtbot, "filter_not_ready")
    qtbot.waitUntil(lambda: not tasks.busy)
    assert ids(view) == [three[2].id]
    assert not view.filters.ready.isChecked()
    click(view, qtbot, "filter_clear")
    qtbot.waitUntil(lambda: not tasks.busy)
    assert len(ids(view)) == 3
    assert not view.filters.clear_button.isVisible()


def test_tags_speakers_and_scripts_can_be_chosen_once_there_are_some(
    view: TakesView, studio: QuietStudio, three: list[Take], qtbot: QtBot, tasks: Tasks
) -> None:
    settled(view, qtbot, tasks)
    assert view.filters.tag.choices == (("Q3 push", "Q3 push (1)"),)
    assert view.filters.tag.isVisible()
    assert not view.filters.script.isVisible()
    assert not view.filters.speaker.isVisible()
    studio.library.set_speaker([three[0].id], "Dana & Co")
    studio.library.set_speaker([three[1].id], "Bob")
    settled(view, qtbot, tasks)
    assert [value for value, _text in view.filters.speaker.choices] == ["Bob", "Dana & Co"]
    menu = view.filters.speaker.fill_menu()
    next(action for action in menu.actions() if action.text() == "Dana && Co").trigger()
    qtbot.waitUntil(lambda: not tasks.busy)
    assert ids(view) == [three[0].id]
    assert view.filters.speaker.text() == "Dana && Co"
    assert view.filters.speaker.accessibleName() == "Speaker: Dana & Co"
    view.filters.speaker.fill_menu().actions()[0].trigger()
    qtbot.waitUntil(lambda: not tasks.busy)
    assert len(ids(view)) == 3


def test_a_menu_opens_with_the_keyboard(
    view: TakesView, three: list[Take], qtbot: QtBot, tasks: Tasks
) -> None:
    settled(view, qtbot, tasks)
    view.filters.length.setFocus()
    qtbot.keyClick(view.filters.length, Qt.Key.Key_Down)
    menu = view.filters.length.menu_shown
    assert menu.isVisible()
    qtbot.keyClick(menu, Qt.Key.Key_Up)
    qtbot.keyClick(menu, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not tasks.busy)
    assert view.filters.length.value == 60
    assert view.filters.length.isChecked()
    assert ids(view) == []


def test_a_tag_that_is_gone_can_still_be_taken_away(qtbot: QtBot, theme: Theme) -> None:
    bar = FilterBar(theme)
    qtbot.addWidget(bar)
    bar.set_facets([], [("warm", 2)], [])
    bar.tag.set_value("warm")
    bar.set_facets([], [], [])
    assert bar.wanted().tag == "warm"
    assert bar.tag.isVisibleTo(bar)
    assert [action.isChecked() for action in bar.tag.fill_menu().actions() if not action.isSeparator()] == [
        False,
        True,
    ]


def test_every_chip_is_part_of_what_is_wanted(qtbot: QtBot, theme: Theme) -> None:
    bar = FilterBar(theme, today=lambda: date(2026, 3, 12))
    qtbot.addWidget(bar)
    assert bar.wanted() == TakeFilter()
    for chip in (bar.not_ready, bar.late, bar.starred):
        chip.click()
    bar.length.set_value(30)
    bar.speaker.set_value("Dana")
    bar.script.set_value("root1")
    bar.tag.set_value("warm")
    bar.date.set_value("30")
    assert bar.wanted(" a ".strip(), deleted=True) == TakeFilter(
        text="a",
        ready=False,
        number_late=True,
        longer_than_s=30.0,
        speaker="Dana",
        script_root="root1",
        tag="warm",
        starred=True,
        since=date(2026, 2, 11),
        until=date(2026, 3, 12),
        deleted=True,
    )
    bar.clear()
    assert bar.wanted() == TakeFilter()


def test_two_days_can_be_typed_in_either_order(qtbot: QtBot, theme: Theme) -> None:
    bar = FilterBar(theme)
    qtbot.addWidget(bar)
    bar.show()
    qtbot.waitExposed(bar)
    bar.activateWindow()
    bar.date.fill_menu().actions()[-1].trigger()
    assert bar.days.isVisible()
    qtbot.waitUntil(bar.days.since.hasFocus)
    for field, text in ((bar.days.since, "2026-05-20"), (bar.days.until, "2026-05-02")):
        field.setFocus()
        field.selectAll()
        qtbot.keyClicks(field, text)
    assert (bar.wanted().since, bar.wanted().until) == (date(2026, 5, 2), date(2026, 5, 20))
    with qtbot.waitSignal(bar.changed):
        qtbot.keyClick(bar.days.until, Qt.Key.Key_Down)
    assert bar.wanted().since == date(2026, 5, 1)
    assert bar.days.until.text() == "2026-05-01"
    # What is no day changes nothing.
    bar.days.until.selectAll()
    qtbot.keyClicks(bar.days.until, "2026-02-30")
    qtbot.keyClick(bar.days.until, Qt.Key.Key_Return)
    assert bar.wanted().since == date(2026, 5, 1)
    assert bar.days.until.text() == "2026-05-01"


@pytest.mark.parametrize("name", ["light", "dark"])
def test_the_days_can_be_read(
    view: TakesView, three: list[Take], qtbot: QtBot, tasks: Tasks, name: Literal["light", "dark"]
) -> None:
    settled(view, qtbot, tasks)
    view.set_theme(choose_theme(name))
    view.filters.date.fill_menu().actions()[-1].trigger()
    qtbot.waitUntil(lambda: not tasks.busy)
    field = view.filters.days.until
    picture = field.grab().toImage()
    colours = {
        picture.pixelColor(x, y).lightness() for x in range(picture.width()) for y in range(picture.height())
    }
    assert max(colours) - min(colours) > 100
    assert field.contentsRect().height() >= field.fontMetrics().height()


@pytest.mark.parametrize(
    ("choice", "first", "last"),
    [
        ("today", date(2028, 2, 29), date(2028, 2, 29)),
        ("7", date(2028, 2, 23), date(2028, 2, 29)),
        ("year", date(2028, 1, 1), date(2028, 12, 31)),
        ("last_year", date(2027, 1, 1), date(2027, 12, 31)),
        (None, None, None),
    ],
)
def test_spans_of_time_are_those_a_calendar_has(
    choice: object, first: date | None, last: date | None
) -> None:
    assert days_of(choice, date(2028, 2, 29)) == (first, last)


# ---- order -------------------------------------------------------------------------------------


def test_the_list_is_sorted_by_what_the_menu_says(
    view: TakesView, three: list[Take], qtbot: QtBot, tasks: Tasks
) -> None:
    settled(view, qtbot, tasks)
    assert view.sort.text() == "Newest first"
    action = next(one for one in view.sort.fill_menu().actions() if one.text() == "Oldest first")
    action.trigger()
    qtbot.waitUntil(lambda: not tasks.busy)
    assert ids(view) == [take.id for take in three]
    assert view.sort.text() == "Oldest first"
    assert view.sort.accessibleName() == "Sorted: Oldest first"
    assert view.selected_ids() == [three[0].id]


def test_every_order_is_one_the_library_knows(
    studio: QuietStudio, three: list[Take], qapp: QApplication
) -> None:
    for ways in orders():
        assert {order.key for order, _text in ways} == {ways[0][0].key}
        for order, _text in ways:
            found = studio.library.find(TakeFilter(), sort=order.key, descending=order.descending)
            assert {take.id for take in found} == {take.id for take in three}
    assert orders()[0][0][0] == Order("date", True)


def test_a_row_is_higher_while_words_are_searched_for(
    view: TakesView, three: list[Take], qtbot: QtBot, tasks: Tasks
) -> None:
    settled(view, qtbot, tasks)
    plain = view.list.visualRect(view.model.index(0)).height()
    view.search_for("number")
    qtbot.waitUntil(lambda: not tasks.busy)
    assert view.list.visualRect(view.model.index(0)).height() > plain
    view.show_all()
    qtbot.waitUntil(lambda: not tasks.busy)
    assert view.list.visualRect(view.model.index(0)).height() == plain
    assert isinstance(view.list.itemDelegate(), TakeDelegate)


def test_a_take_nobody_heard_is_found_by_its_day(
    view: TakesView, studio: QuietStudio, qtbot: QtBot, tasks: Tasks
) -> None:
    from tests.helpers.messages import audio_message

    transcript = audio_message().transcript
    assert transcript is not None
    take = record(studio, transcript)
    day = take.created_at.astimezone().date()
    found = studio.library.find(TakeFilter(since=day, until=day))
    assert [one.id for one in found] == [take.id]
    assert studio.library.find(TakeFilter(until=day - timedelta(days=1))) == []
