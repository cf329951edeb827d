"""What a coach does can be undone; what was heard is what was played; people are renamed and deleted."""

# ruff: noqa: F811  the fixtures are those of the other half

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from rehearse.errors import DataError
from rehearse.progress import Progress
from rehearse.settings import SettingsStore
from rehearse.ui.banners import Banners
from rehearse.ui.coach_history import CoachHistory, Step
from rehearse.ui.coach_person import PersonCard
from rehearse.ui.coach_view import CoachView
from rehearse.ui.playback import Playback
from rehearse.ui.tasks import Tasks
from rehearse.ui.theme import Theme
from rehearse.ui.window import MainWindow
from tests.helpers.views import ViewsStudio
from tests.ui.test_coach_page import (  # noqa: F401  fixtures
    ALT,
    CTRL,
    page,
    press,
    settle,
    show,
    studio,
    takes,
    window,
)

# ---- undo --------------------------------------------------------------------------------------


def test_steps_are_taken_back_from_the_last_one_on(qtbot: QtBot, theme: Theme) -> None:
    parent = QObject()
    history, banners, done = CoachHistory(parent), Banners(theme), []
    qtbot.addWidget(banners)
    history.offered.connect(banners.undo)
    history.withdrawn.connect(banners.withdraw)
    assert not history.undo()
    for name, subject, offer in (("a", "q1", ""), ("b", "q2", "Gone."), ("c", "q2", "Gone."), ("d", "", "")):
        step = Step("t", name, lambda name=name: done.append(name), subject)  # type: ignore[misc]
        history.add(step, offer)
    assert history.undo()
    assert done == ["d"]
    assert banners.texts() == ["Gone."]
    assert history.undo()  # by the key what a banner offers: one offer less
    assert done == ["d", "c"]
    (banner,) = banners.shown
    assert banner.action_button is not None
    banner.action_button.click()
    assert done == ["d", "c", "b"]
    assert banners.shown == []
    assert history.undo()
    assert not history.undo()
    assert done == ["d", "c", "b", "a"]


def test_an_older_step_takes_the_later_ones_on_its_question_along() -> None:
    parent = QObject()
    history, done = CoachHistory(parent), []
    steps = [
        Step(take, name, lambda name=name: done.append(name), subject)  # type: ignore[misc]
        for take, name, subject in (("t", "a", "q"), ("t", "b", "q"), ("u", "c", "q"), ("t", "d", "r"))
    ]
    for step in steps:
        history.add(step)
    steps[0].undo()
    assert done == ["a"]  # as it was before that one
    assert [history.undo(), history.undo(), history.undo()] == [True, True, False]
    assert done == ["a", "d", "c"]
    history.add(steps[0])
    history.forget({"t"})
    assert not history.undo()


def test_answers_and_reactions_are_undone_also_from_the_next_take(
    window: MainWindow, page: CoachView, studio: Any, takes: list[str], tasks: Tasks, qtbot: QtBot
) -> None:
    marks, reactions, heard = studio.library.marks, studio.library.reactions, studio.library.heard

    def idle() -> None:
        qtbot.waitUntil(lambda: not tasks.busy)

    show(page, takes[1], qtbot, tasks)
    rubric = page.take.marking.rubric
    free = [n for n, row in enumerate(rubric.rows) if row.asked and row.asked.automatic is None]
    first, second = (rubric.rows[n].asked for n in free[:2])
    assert first is not None
    assert second is not None
    assert rubric.undo_button.isHidden()
    for at in free[:2]:
        rubric.go_to(at)
        press(window, Qt.Key.Key_Y)
        idle()
    rubric.go_to(free[0])
    press(window, Qt.Key.Key_X)  # another answer to the first
    idle()
    press(window, Qt.Key.Key_1, ALT)
    qtbot.waitUntil(lambda: bool(reactions.of(takes[1])) and not tasks.busy)
    assert window.banners.texts() == ["The answer was changed."]
    assert heard.at(takes[1]) is not None

    show(page, takes[0], qtbot, tasks)
    press(window, Qt.Key.Key_Z, CTRL)
    idle()
    assert reactions.of(takes[1]) == []
    assert window.banners.texts()[-1] == "The reaction “Well done” is gone again. (Ann)"
    press(window, Qt.Key.Key_Z, CTRL)
    idle()
    assert {(one.criterion_id, one.answer) for one in marks.of(takes[1])} == {
        (first.id, "yes"),
        (second.id, "yes"),
    }
    assert "The answer was changed." not in window.banners.texts()  # nothing is offered twice
    show(page, takes[1], qtbot, tasks)
    assert rubric.rows[free[0]].buttons["yes"].isChecked()
    rubric.undo_button.click()
    idle()
    assert [one.criterion_id for one in marks.of(takes[1])] == [first.id]
    assert heard.at(takes[1]) is not None
    press(window, Qt.Key.Key_Z, CTRL)
    idle()
    assert marks.of(takes[1]) == []
    assert heard.at(takes[1]) is None  # as before the first answer
    assert not page.take.head.heard_button.isChecked()
    assert rubric.undo_button.isHidden()
    press(window, Qt.Key.Key_H)
    idle()
    press(window, Qt.Key.Key_Z, CTRL)
    idle()
    assert heard.at(takes[1]) is None

    # A reason goes with the answer it belongs to, and comes back with it.
    against = next(row for row in rubric.rows if row.asked and row.asked.automatic == "no")
    against.buttons["yes"].click()
    QTest.keyClicks(against.field, "They know him")
    QTest.keyClick(against.field, Qt.Key.Key_Return)
    idle()
    against.buttons["yes"].click()
    idle()
    assert window.banners.texts()[-1] == "The answer is taken back."
    press(window, Qt.Key.Key_Z, CTRL)
    idle()
    assert [one.reason for one in marks.of(takes[1])] == ["They know him"]
    assert against.why.text() == "“They know him”"


# ---- what was heard ----------------------------------------------------------------------------


def test_stretches_are_what_was_played_at_any_speed_and_no_jump_is_among_them(
    studio: ViewsStudio, takes: list[str], tasks: Tasks, qtbot: QtBot
) -> None:
    parent = QObject()
    playback = Playback(studio, tasks, parent)
    heard: list[tuple[float, float]] = []
    playback.played.connect(lambda start, end: heard.append((round(start, 2), round(end, 2))))
    playback.load(takes[1])
    qtbot.waitUntil(lambda: playback.ready)
    playback.set_manner(1.5, False)
    playback.play(0.0)
    qtbot.waitUntil(lambda: bool(studio.out.asked))
    for at in (0.5, 2.0):
        studio.out.advance(at)
        qtbot.waitUntil(lambda at=at: playback.position_s == at)
    playback.seek(9.0)
    qtbot.waitUntil(lambda: studio.out.asked[-1][0] == 9.0)
    studio.out.advance(9.5)
    qtbot.waitUntil(lambda: playback.position_s == 9.5)
    playback.play(1.0)
    qtbot.waitUntil(lambda: studio.out.asked[-1][0] == 1.0)
    studio.out.advance(1.25)
    qtbot.waitUntil(lambda: playback.position_s == 1.25)
    playback.close()
    qtbot.waitUntil(lambda: not tasks.busy)
    assert heard == [(0.0, 0.5), (0.5, 2.0), (9.0, 9.5), (1.0, 1.25)]


def test_a_take_that_was_skipped_through_still_waits(
    window: MainWindow, page: CoachView, studio: Any, takes: list[str], tasks: Tasks, qtbot: QtBot
) -> None:
    show(page, takes[0], qtbot, tasks)
    playback, duration_s = page.take.playback, page.take.bar.waveform.duration_s
    qtbot.waitUntil(lambda: playback.ready)

    def play(from_s: float, to_s: float) -> None:
        n = len(studio.out.asked)
        playback.play(from_s)
        qtbot.waitUntil(lambda: len(studio.out.asked) > n)
        studio.out.advance(to_s)
        qtbot.waitUntil(lambda: playback.position_s == to_s)

    # In silence it is about the word heard last, and about another one once that is gone to.
    view = page.take.transcript
    span = view.words[3].span
    assert span is not None
    play(0.0, span.start_s + 0.05)
    qtbot.waitUntil(lambda: view.lit_word == 3)
    playback.pause()
    assert view.lit_word is None
    assert page.take.span_here() == span
    view.go_to(1)
    assert page.take.span_here() == view.words[1].span
    for second in range(int(duration_s)):  # every second is seen, hardly any is heard
        play(second, second + 0.1)
    qtbot.waitUntil(lambda: not tasks.busy)
    assert studio.library.heard.at(takes[0]) is None
    play(0.0, 0.9 * duration_s)
    qtbot.waitUntil(lambda: studio.library.heard.at(takes[0]) is not None and not tasks.busy)
    assert page.take.head.heard_button.isChecked()
    press(window, Qt.Key.Key_Z, CTRL)  # what was listened to is nothing to undo
    qtbot.waitUntil(lambda: not tasks.busy)
    assert studio.library.heard.at(takes[0]) is not None


# ---- which rubric ------------------------------------------------------------------------------


def test_each_coach_s_rubric_is_remembered_and_nobody_is_nobody_s_name(
    window: MainWindow, page: CoachView, studio: Any, takes: list[str], tasks: Tasks, qtbot: QtBot
) -> None:
    show(page, takes[1], qtbot, tasks)
    choice = page.take.marking.rubric.choice

    def choose(rubric: str) -> None:
        choice.setCurrentIndex(choice.findData(rubric))
        choice.activated.emit(choice.currentIndex())
        qtbot.waitUntil(lambda: not tasks.busy)

    choose("delivery")
    stored = SettingsStore(studio.settings.path).value
    assert stored.rubrics == {"": "delivery", "дана": "delivery"}
    studio.settings.update(speaker="Kim")
    window.pages.tell_settings({"speaker": "Kim"})
    qtbot.waitUntil(lambda: not tasks.busy)
    assert choice.currentData() == "delivery"  # the last one anybody chose
    choose("checks")
    studio.settings.update(speaker="Дана")
    window.pages.tell_settings({"speaker": "Дана"})
    qtbot.waitUntil(lambda: not tasks.busy)
    assert choice.currentData() == "delivery"
    show(page, takes[0], qtbot, tasks)
    assert choice.currentData() == "delivery"

    # Nobody without a name can be renamed or deleted: there is nothing to type.
    studio.library.set_speaker(takes, "")
    page.show_tab("team")
    qtbot.waitUntil(lambda: not tasks.busy and page.team.table.team.rowCount() == 1)
    assert not page.team.delete_button.isEnabled()
    page.team.delete()
    page.team.rename()
    assert page.team.card.isHidden()
    assert not window.commands["coach.delete"].enabled()


# ---- people ------------------------------------------------------------------------------------


def test_the_name_has_to_be_typed_before_anybody_is_deleted(qtbot: QtBot, theme: Theme) -> None:
    card = PersonCard(theme)
    qtbot.addWidget(card)
    deleted: list[str] = []
    card.delete.connect(deleted.append)
    card.ask_delete("Ann", ["Gone for good: 3 takes."])
    assert "Gone for good: 3 takes." in card.words.text()
    assert "no way back" in card.asked.text()
    assert not card.do_button.isEnabled()
    for typed in ("An", "Annie", ""):
        card.field.setText(typed)
        QTest.keyClick(card.field, Qt.Key.Key_Return)
        card.do_button.click()
    assert deleted == []
    card.field.setText("ann ")
    QTest.keyClick(card.field, Qt.Key.Key_Return)  # the button still has to be pressed
    assert deleted == []
    card.do_button.click()
    assert deleted == ["Ann"]
    card.begin()
    card.show_progress(Progress(1, 4, "takes", step="Deleting"))
    assert card.bar.value() == 250
    with qtbot.waitSignal(card.stop):
        QTest.keyClick(card, Qt.Key.Key_Escape)
    card.failed()
    assert card.do_button.isVisibleTo(card)


def test_a_name_somebody_has_joins_two_people_and_says_so(qtbot: QtBot, theme: Theme) -> None:
    card = PersonCard(theme)
    qtbot.addWidget(card)
    renamed: list[tuple[str, str]] = []
    card.rename.connect(lambda old, new: renamed.append((old, new)))
    card.ask_rename("Ann", ["Ann", "Bob"])
    assert not card.do_button.isEnabled()
    card.field.setText("bob")
    assert card.joins == "Bob"
    assert "no way back" in card.asked.text()
    assert card.do_button.text() == "Make both one person"
    QTest.keyClick(card.field, Qt.Key.Key_Return)
    assert renamed == []
    card.field.setText("Anna")
    assert card.asked.text() == ""
    QTest.keyClick(card.field, Qt.Key.Key_Return)
    assert renamed == [("Ann", "Anna")]


def test_people_are_renamed_joined_and_deleted_from_the_table(
    window: MainWindow, page: CoachView, studio: Any, takes: list[str], tasks: Tasks, qtbot: QtBot
) -> None:
    library, team, card = studio.library, page.team, page.team.card

    def idle() -> None:
        qtbot.waitUntil(lambda: not tasks.busy)

    def go_to(name: str) -> None:
        row = [one.speaker for one in team.table.team.members].index(name)
        team.table.setCurrentIndex(team.table.team.index(row, 0))
        team.table.setFocus()

    studio.settings.update(speaker="Bob", rubrics={"": "checks", "bob": "checks"})
    window.open_take(takes[1])  # Ann's take stands in the review
    qtbot.waitUntil(lambda: window.review.review is not None)
    window.show_page("coach")
    idle()
    show(page, takes[1], qtbot, tasks)
    press(window, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: page.take.playback.playing and bool(studio.out.asked))
    window.commands["coach.team"].run()
    qtbot.waitUntil(lambda: not tasks.busy and bool(team.table.team.members))

    go_to("Ann")
    press(window, Qt.Key.Key_F2)
    qtbot.waitUntil(card.field.hasFocus)
    QTest.keyClicks(card.field, "Anna")
    QTest.keyClick(card.field, Qt.Key.Key_Return)
    idle()
    assert [one.name for one in library.people.all()] == ["Anna", "Bob"]
    assert window.banners.texts()[-1] == "1 take is by Anna now."
    window.banners.shown[-1].action_button.click()
    idle()
    assert [one.name for one in library.people.all()] == ["Ann", "Bob"]
    assert window.review.review.take.speaker == "Ann"

    go_to("Ann")
    press(window, Qt.Key.Key_Delete)
    qtbot.waitUntil(card.field.hasFocus)
    assert "1 take of Ann with its sound" in card.words.text()
    press(window, Qt.Key.Key_Escape)
    assert card.isHidden()
    assert team.table.hasFocus()
    available = window.commands.available(window.page, recording=False)
    next(one for one in available if one.id == "coach.delete").run()
    qtbot.waitUntil(card.field.hasFocus)
    QTest.keyClicks(card.field, "Ann")
    card.do_button.click()
    qtbot.waitUntil(lambda: card.isHidden() and not tasks.busy)
    assert [one.name for one in library.people.all()] == ["Bob"]
    assert window.banners.texts()[-1] == "Ann is deleted, with 1 take."
    assert not page.take.playback.playing
    assert page.take.take_id != takes[1]
    assert window.review.review is None
    assert [team.table.texts(row)[0] for row in range(team.table.team.rowCount())] == ["Bob"]

    # While somebody records, nothing of theirs is deleted; afterwards all of it, in the settings too.
    recording = library.begin_take(speaker="Bob")
    team.delete()
    qtbot.waitUntil(card.field.hasFocus)
    QTest.keyClicks(card.field, "Bob")
    card.do_button.click()
    idle()
    assert window.banners.texts()[-1] == "A take of Bob is being recorded."
    assert not card.isHidden()
    assert len(library.takes()) == 3
    library.abandon_take(recording.id)
    card.do_button.click()
    qtbot.waitUntil(lambda: card.isHidden() and not tasks.busy)
    assert library.people.all() == []
    assert (studio.settings.value.speaker, studio.settings.value.rubrics) == ("", {"": "checks"})


def test_a_rubric_without_a_name_is_not_kept(studio: ViewsStudio) -> None:
    for wrong in ({"": "a\0b"}, {"kim": ""}):
        with pytest.raises(DataError):
            studio.settings.update(rubrics=wrong)
