"""What can be done with several takes at once, on a real library."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from rehearse.errors import LibraryReadOnly, TakeMissing
from rehearse.library.takes import Take
from rehearse.ui.takes import TakesView
from rehearse.ui.tasks import Tasks
from rehearse.ui.theme import Theme
from tests.ui.review_helpers import QuietStudio, store
from tests.ui.shown_review import studio

__all__ = ["studio"]


@pytest.fixture
def three(studio: QuietStudio) -> list[Take]:
    """Oldest first."""
    return [store(studio)[0] for _i in range(3)]


@pytest.fixture
def view(
    qtbot: QtBot, studio: QuietStudio, tasks: Tasks, theme: Theme, three: list[Take]
) -> Iterator[TakesView]:
    made = TakesView(studio, tasks, theme)
    qtbot.addWidget(made)
    made.resize(1000, 700)
    made.show()
    qtbot.waitExposed(made)
    made.refresh()
    qtbot.waitUntil(lambda: not tasks.busy)
    yield made
    qtbot.waitUntil(lambda: not tasks.busy)


def tags(studio: QuietStudio) -> dict[str, tuple[str, ...]]:
    return {take.id: take.tags for take in studio.takes()}


def click(view: TakesView, qtbot: QtBot, name: str) -> None:
    button = view.findChild(QPushButton, name)
    assert button is not None, name
    assert button.isVisible(), name
    assert button.isEnabled(), name
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_the_bar_says_how_many_are_chosen(view: TakesView) -> None:
    words = view.findChild(QLabel, "chosen_label")
    assert words.text() == "This take:"
    view.list.selectAll()
    assert words.text() == "3 takes chosen"
    assert not view.open_button.isEnabled()
    assert not view.rename_button.isEnabled()
    assert view.bar.tag_button.isEnabled()


def test_several_takes_are_tagged_and_a_tag_is_taken_off(
    view: TakesView, studio: QuietStudio, three: list[Take], qtbot: QtBot, tasks: Tasks
) -> None:
    studio.library.tag([three[0].id], add=["old"])
    view.refresh()
    qtbot.waitUntil(lambda: not tasks.busy)
    view.list.selectAll()
    click(view, qtbot, "tag_take_button")
    field = view.bar.tag_field
    assert field.hasFocus()
    assert [chip.text() for chip in view.bar.tag_chips] == ["old (1)"]
    qtbot.keyClicks(field, "  Q3   push ")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    # Seen at once, and stored.
    assert view.model.take(0).tags == ("Q3 push",)
    qtbot.waitUntil(lambda: not tasks.busy)
    assert tags(studio) == {
        three[2].id: ("Q3 push",), three[1].id: ("Q3 push",), three[0].id: ("old", "Q3 push"),
    }  # fmt: skip
    assert field.text() == ""
    assert field.hasFocus()
    chips = {chip.text(): chip for chip in view.bar.tag_chips}
    assert set(chips) == {"old (1)", "Q3 push"}
    qtbot.mouseClick(chips["old (1)"], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not tasks.busy)
    assert tags(studio)[three[0].id] == ("Q3 push",)
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert view.list.hasFocus()
    assert view.bar.tag_button.isVisible()
    assert [value for value, _text in view.filters.tag.choices] == ["Q3 push"]


def test_a_known_tag_is_completed_while_one_types(
    view: TakesView, studio: QuietStudio, three: list[Take], qtbot: QtBot, tasks: Tasks
) -> None:
    studio.library.tag([three[0].id], add=["Winter campaign"])
    view.refresh()
    qtbot.waitUntil(lambda: not tasks.busy)
    view.tag_selected()
    qtbot.keyClicks(view.bar.tag_field, "Win")
    assert view.bar.tag_field.text() == "Winter campaign"
    qtbot.keyClick(view.bar.tag_field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not tasks.busy)
    assert tags(studio)[three[2].id] == ("Winter campaign",)


def test_a_speaker_is_named_for_several(
    view: TakesView, studio: QuietStudio, three: list[Take], qtbot: QtBot, tasks: Tasks
) -> None:
    view.list.selectAll()
    click(view, qtbot, "speaker_take_button")
    qtbot.keyClicks(view.bar.speaker_field, "Dana")
    click(view, qtbot, "bar_do_button")
    qtbot.waitUntil(lambda: not tasks.busy)
    assert {take.speaker for take in studio.takes()} == {"Dana"}
    assert view.list.hasFocus()
    # One of them is somebody else: now rows and chips name who speaks.
    view.select(three[0].id)
    view.name_speaker()
    assert view.bar.speaker_field.text() == "Dana"
    view.bar.speaker_field.setText("Bob")
    qtbot.keyClick(view.bar.speaker_field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not tasks.busy)
    assert studio.library.take(three[0].id).speaker == "Bob"
    assert view.model.many_speakers
    assert "Bob" in view.model.index(2).data(Qt.ItemDataRole.AccessibleTextRole)


def test_who_spoke_is_seen_in_a_narrow_row_beside_a_long_name_of_a_script(view: TakesView) -> None:
    view.model.many_speakers = True
    metrics = view.fontMetrics()
    long = "Five ways to save toner without changing a single printer"
    take = replace(view.model.take(0), script_title=long, speaker="Kim", message_s=21.0)
    whole = view.delegate.facts(take, metrics, 2000)
    assert whole.endswith(f"21 s   ·   {long}   ·   Kim")
    width = round(metrics.horizontalAdvance(whole) * 0.6)
    narrow = view.delegate.facts(take, metrics, width)
    assert narrow.endswith("…   ·   Kim")
    assert "Five ways" in narrow
    assert metrics.horizontalAdvance(narrow) <= width


def test_a_star_is_given_to_all_and_taken_from_all(
    view: TakesView, studio: QuietStudio, three: list[Take], qtbot: QtBot, tasks: Tasks
) -> None:
    studio.library.star([three[0].id], True)
    view.refresh()
    qtbot.waitUntil(lambda: not tasks.busy)
    view.list.selectAll()
    click(view, qtbot, "star_take_button")
    qtbot.waitUntil(lambda: not tasks.busy)
    assert all(take.starred for take in studio.takes())
    assert view.bar.star_button.text() == "Unstar"
    click(view, qtbot, "star_take_button")
    qtbot.waitUntil(lambda: not tasks.busy)
    assert not any(take.starred for take in studio.takes())


def test_a_click_on_the_star_is_for_that_row_alone(
    view: TakesView, studio: QuietStudio, three: list[Take], qtbot: QtBot, tasks: Tasks
) -> None:
    row = view.list.visualRect(view.model.index(1))
    opened: list[str] = []
    view.open_take.connect(opened.append)
    star = row.topLeft() + QPoint(24, 24)
    qtbot.mouseClick(view.list.viewport(), Qt.MouseButton.LeftButton, pos=star)
    qtbot.waitUntil(lambda: not tasks.busy)
    assert [take.starred for take in studio.takes()] == [False, True, False]
    qtbot.mouseClick(view.list.viewport(), Qt.MouseButton.LeftButton, pos=row.center())
    qtbot.waitUntil(lambda: not tasks.busy)
    assert [take.starred for take in studio.takes()] == [False, True, False]
    assert opened == []


def test_gone_for_good_is_asked_once_and_can_be_refused(
    view: TakesView, studio: QuietStudio, three: list[Take], qtbot: QtBot, tasks: Tasks
) -> None:
    studio.delete([three[0].id, three[1].id])
    qtbot.mouseClick(view.trash_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not tasks.busy)
    view.list.setFocus()
    qtbot.keyClick(view.list, Qt.Key.Key_Delete)
    assert view.bar.question.text() == "Delete this take and its sound for good? It cannot be brought back."
    # Return must not do what cannot be undone.
    assert view.bar.leave_button.hasFocus()
    qtbot.keyClick(view.bar.leave_button, Qt.Key.Key_Escape)
    assert view.bar.asking == ""
    assert view.list.hasFocus()
    qtbot.keyClick(view.list, Qt.Key.Key_Delete)
    click(view, qtbot, "bar_leave_button")
    assert len(studio.takes(deleted=True)) == 2
    view.list.selectAll()
    click(view, qtbot, "purge_take_button")
    assert "2 takes" in view.bar.question.text()
    audio = studio.library.take(three[0].id).audio_path
    assert audio.exists()
    click(view, qtbot, "bar_do_button")
    qtbot.waitUntil(lambda: not tasks.busy)
    assert studio.takes(deleted=True) == []
    assert not audio.exists()
    with pytest.raises(TakeMissing):
        studio.library.take(three[0].id)
    assert [take.id for take in studio.takes()] == [three[2].id]
    assert view.findChild(QLabel, "empty_title").text() == "The trash is empty"


def test_another_choice_ends_the_question(
    view: TakesView, studio: QuietStudio, three: list[Take], qtbot: QtBot, tasks: Tasks
) -> None:
    studio.delete([three[0].id, three[1].id])
    qtbot.mouseClick(view.trash_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not tasks.busy)
    view.bar.ask_purge()
    view.select(three[0].id)
    assert view.bar.asking == ""
    assert view.restore_button.isVisible()


def test_a_tag_that_cannot_be_kept_is_told_and_taken_back(
    view: TakesView, studio: QuietStudio, qtbot: QtBot, tasks: Tasks, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_given: object, **_more: object) -> None:
        raise LibraryReadOnly("The takes cannot be written.")

    monkeypatch.setattr(studio.library, "tag", refuse)
    view.tag_selected()
    qtbot.keyClicks(view.bar.tag_field, "warm")
    with qtbot.waitSignal(view.failed) as told:
        qtbot.keyClick(view.bar.tag_field, Qt.Key.Key_Return)
    assert told.args == ["The takes cannot be written."]
    qtbot.waitUntil(lambda: not tasks.busy)
    assert view.model.take(0).tags == ()


def test_all_of_ten_thousand_are_taken_out_in_one_step(view: TakesView, qtbot: QtBot) -> None:
    from tests.ui.test_takes import summary

    view._show([summary(i) for i in range(10_000)])
    view.list.selectAll()
    removed: list[tuple[int, int]] = []
    view.model.rowsRemoved.connect(lambda _parent, first, last: removed.append((first, last)))
    view.list.take_out(view.selected_ids())
    assert removed == [(0, 9_999)]
    assert view.model.rowCount() == 0


def test_what_was_read_before_a_change_does_not_bring_back_what_is_gone(
    view: TakesView,
    studio: QuietStudio,
    three: list[Take],
    qtbot: QtBot,
    tasks: Tasks,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    gate, reading = threading.Event(), threading.Event()
    real = studio.library.find

    def find(*given: Any, **how: Any) -> Any:
        found = real(*given, **how)
        reading.set()
        gate.wait(10)
        return found

    monkeypatch.setattr(studio.library, "find", find)
    counts: list[int] = []
    view.model.modelReset.connect(lambda: counts.append(view.model.rowCount()))
    view.refresh()
    qtbot.waitUntil(reading.is_set)
    view.select(three[0].id)
    view.delete_selected()
    gate.set()
    qtbot.waitUntil(lambda: not tasks.busy)
    assert [view.model.take(row).id for row in range(view.model.rowCount())] == [three[2].id, three[1].id]
    assert set(counts) <= {2}


def test_the_list_read_again_leaves_what_is_typed_alone(
    view: TakesView, studio: QuietStudio, qtbot: QtBot, tasks: Tasks
) -> None:
    view.list.selectAll()
    view.tag_selected()
    qtbot.keyClicks(view.bar.tag_field, "war")
    studio.library.star([view.selected_ids()[0]], True)  # as another window would
    view.refresh()
    qtbot.waitUntil(lambda: not tasks.busy)
    assert view.model.take(0).starred
    assert view.bar.asking == "tags"
    assert view.bar.tag_field.text() == "war"
    assert view.bar.tag_field.hasFocus()
    assert len(view.selected_ids()) == 3
