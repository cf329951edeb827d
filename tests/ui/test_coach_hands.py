"""The coach's page under quick hands: keys ahead of the sound, many steps back, a form by keys alone."""

# ruff: noqa: F811  the fixtures are those of the other half

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from rehearse.analysis.rubrics import Criterion, Rubric
from rehearse.ui.coach_view import CoachView
from rehearse.ui.rubric_form import Draft, RubricForm
from rehearse.ui.tasks import Tasks
from rehearse.ui.theme import Theme
from rehearse.ui.window import MainWindow
from tests.helpers.messages import audio_message
from tests.helpers.views import ViewsStudio
from tests.ui.review_helpers import record
from tests.ui.test_coach_page import (  # noqa: F401  fixtures
    CTRL,
    page,
    press,
    settle,
    show,
    studio,
    takes,
    window,
)

ASKED = Rubric("monday", "Monday", "For Mondays.", "Us", (Criterion("short", "Short?", "Count."),))


def test_play_pressed_right_after_the_next_take_plays_that_one_and_many_steps_back_tell_one_at_a_time(
    studio: ViewsStudio, window: MainWindow, page: CoachView, takes: list[str], tasks: Tasks, qtbot: QtBot
) -> None:
    order = [take.id for take in page.list.queue.takes]
    show(page, order[0], qtbot, tasks)
    press(window, Qt.Key.Key_T)
    press(window, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: page.playback.playing)
    assert page.playback.take_id == order[1]
    press(window, Qt.Key.Key_T)
    press(window, Qt.Key.Key_Space)
    press(window, Qt.Key.Key_Space)  # after all not
    qtbot.waitUntil(lambda: page.playback.take_id == order[2] and not tasks.busy)
    assert not page.playback.playing

    for number in (0, 1):
        page.take.marking.react_with(number)
    qtbot.waitUntil(lambda: not tasks.busy)
    assert not page.take.marking.rubric.undo_button.isHidden()
    assert not page.take.marking.rubric.undo_button.icon().isNull()
    show(page, order[0], qtbot, tasks)
    for left in (["great"], []):
        press(window, Qt.Key.Key_Z, CTRL)
        qtbot.waitUntil(lambda: not tasks.busy)
        assert [one.kind for one in studio.library.reactions.of(order[2])] == left
    who = page.list.queue.takes[2].speaker
    assert window.banners.texts() == [f"The reaction “Well done” is gone again. ({who})"]


def test_a_recording_of_one_s_own_is_not_told_as_one_to_hear(
    studio: ViewsStudio, page: CoachView, takes: list[str], settle: Callable[[], None]
) -> None:
    scored = audio_message()
    assert scored.transcript is not None
    own = record(studio, scored.transcript, device="Desk microphone")
    page.refresh()
    settle()
    queue = page.list.queue
    told = {
        take.id: str(queue.index(row).data(Qt.ItemDataRole.AccessibleTextRole))
        for row, take in enumerate(queue.takes)
    }
    assert "Not heard yet" in told[takes[0]]
    assert "Not heard yet" not in told[own.id]
    queue.set_heard(own.id, False)
    assert not queue.waits(own.id)


def test_beside_a_take_stands_one_by_the_same_speaker(
    studio: ViewsStudio, page: CoachView, takes: list[str], tasks: Tasks, qtbot: QtBot
) -> None:
    studio.library.set_speaker([takes[0]], "Ann")
    studio.library.set_speaker([takes[1]], "Bob")
    studio.library.set_speaker([takes[2]], "Ann")
    show(page, takes[2], qtbot, tasks)
    page.take.toggle_compare()
    compared = page.take.comparing.view
    assert compared is not None
    qtbot.waitUntil(lambda: compared.comparison is not None)
    assert compared.other_id == takes[0]
    named = [compared.choice.itemText(at) for at in range(compared.choice.count())]
    assert ["Bob" in text for text in named] == [True, False]
    page.take.toggle_compare()


def test_a_reason_is_typed_in_sight_and_an_answer_tells_the_question_it_was_given_to(
    studio: ViewsStudio, window: MainWindow, page: CoachView, takes: list[str], tasks: Tasks, qtbot: QtBot
) -> None:
    own = studio.own_rubrics.save(ASKED, None).id
    studio.rubrics_changed()
    page.desk.answer(takes[0], own, "short", "yes", None)
    again = Rubric(own, "Monday", "For Mondays.", "Us", (Criterion("short", "Under 20 s?", "Count."),))
    studio.own_rubrics.save(again, own)
    studio.rubrics_changed()
    marking = page.take.marking
    window.resize(900, 640)
    show(page, takes[0], qtbot, tasks)
    against = next(row for row in marking.rubric.rows if row.asked and row.asked.automatic)
    assert against.asked is not None
    against.answer("no" if against.asked.automatic == "yes" else "yes")
    seen = page.take.page.checks_scroller.viewport()
    qtbot.waitUntil(
        lambda: seen.rect().contains(against.field.geometry().translated(against.mapTo(seen, QPoint())))
    )
    QTest.keyClick(against.field, Qt.Key.Key_Escape)
    marking.rubric.chosen.emit(own)
    qtbot.waitUntil(lambda: not tasks.busy)
    (row,) = marking.rubric.rows
    assert (row.question.text(), row.why.text()) == ("Under 20 s?", "Answered when it was “Short?”")
    assert row.why.isVisibleTo(page)


def test_tab_goes_down_the_form_of_a_rubric_and_on_to_saving(qtbot: QtBot, theme: Theme) -> None:
    form = RubricForm(theme)
    qtbot.addWidget(form)
    form.resize(900, 900)
    form.show()
    form.open(Draft("monday", ASKED))
    form.add(Criterion("", "", ""))
    form.edits[1].up_button.click()
    first, second = form.edits
    assert first.question.text() == ""
    qtbot.waitUntil(form.isActiveWindow)
    form.source.setFocus()
    wanted: list[QWidget] = [
        *(first.down_button, first.remove_button, first.question, first.explain, first.check),
        *(second.up_button, second.remove_button, second.question, second.explain, second.check),
        *(form.add_button, form.save_button),
    ]
    for part in wanted:
        QTest.keyClick(form.focusWidget(), Qt.Key.Key_Tab)
        assert form.focusWidget() is part
