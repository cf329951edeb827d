"""Finding takes on their page: by words, by chips, in another order; on a real library."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from rehearse.library.filters import TakeFilter
from rehearse.library.takes import Take
from rehearse.ui.take_row import TakeDelegate
from rehearse.ui.take_search import Order, orders
from rehearse.ui.takes import TakesView
from rehearse.ui.tasks import Tasks
from tests.ui.review_helpers import QuietStudio, record, store
from tests.ui.takes_find_helpers import (
    click,
    ids,
    settled,
    studio,
    three,
    view,
)

__all__ = ["studio", "three", "view"]


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
