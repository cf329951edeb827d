"""Finding takes on their page by chips."""

from __future__ import annotations

from datetime import date
from typing import Literal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from rehearse.library.filters import TakeFilter
from rehearse.library.takes import Take
from rehearse.ui.take_filters import FilterBar, days_of
from rehearse.ui.takes import TakesView
from rehearse.ui.tasks import Tasks
from rehearse.ui.theme import Theme, choose_theme
from tests.ui.review_helpers import QuietStudio
from tests.ui.takes_find_helpers import (
    click,
    ids,
    settled,
    studio,
    three,
    view,
)

__all__ = ["studio", "three", "view"]


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
