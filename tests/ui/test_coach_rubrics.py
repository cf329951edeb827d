"""Rubrics of one's own in the window: written in a form, shared, taken in by drop, deleted with undo."""

# ruff: noqa: F811  the fixtures are those of the other half

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from rehearse.analysis.rubric_files import load_rubric
from rehearse.analysis.rubrics import Criterion, Rubric
from rehearse.ui.coach_view import CoachView
from rehearse.ui.rubric_form import Draft, RubricForm, named, new_draft
from rehearse.ui.tasks import Tasks
from rehearse.ui.theme import Theme
from rehearse.ui.window import MainWindow
from tests.ui.test_coach_page import (  # noqa: F401  fixtures
    page,
    press,
    settle,
    show,
    studio,
    takes,
    window,
)

FIRST = Criterion("first-name", "First name?", "Once is polite.", "length")
SECOND = Criterion("short", "Short?", "Say no if not.")
MONDAY = Rubric("", "Monday", "For Mondays.", "Us", (FIRST, SECOND))


def test_the_form_shows_what_will_be_asked_and_says_what_is_wanted(qtbot: QtBot, theme: Theme) -> None:
    form = RubricForm(theme)
    qtbot.addWidget(form)
    form.resize(900, 600)
    saved: list[Draft] = []
    form.save.connect(saved.append)
    form.open(new_draft("Kim"))
    assert not form.unsaved
    form.try_to_save()
    assert form.state.text() == "A title is wanted."
    form.title.setText("Monday")
    form.summary.setText("For Mondays.")
    assert form.state.text() == "Question 1 asks nothing yet."
    form.edits[0].question.setText("Is  it kind?")
    assert form.words.texts() == ["Is it kind?"]
    form.try_to_save()
    assert saved == []
    assert form.state.text() == "Say of question 1 how to tell."
    form.edits[0].explain.setText("You would answer.")
    form.try_to_save()
    (draft,) = saved
    asked = Criterion("is-it-kind", "Is it kind?", "You would answer.")
    assert draft == Draft(None, Rubric("", "Monday", "For Mondays.", "Kim", (asked,)))


def test_questions_are_moved_removed_and_brought_back_and_keep_their_ids(qtbot: QtBot, theme: Theme) -> None:
    form = RubricForm(theme)
    qtbot.addWidget(form)
    offered: list[Any] = []
    form.undo_offered.connect(lambda _text, act: offered.append(act))
    form.open(Draft("monday", MONDAY))
    form.edits[1].up_button.click()
    assert form.words.texts() == ["Short?", "First name?"]
    assert not form.edits[0].up_button.isEnabled()
    form.edits[1].question.setText("The first name once?")
    form.edits[0].remove_button.click()
    assert form.words.texts() == ["The first name once?"]
    assert not form.edits[0].remove_button.isEnabled()
    offered.pop()()
    form.add(Criterion("", "Short?", "Again."))
    assert [one.id for one in named(form.draft).rubric.criteria] == ["short", "first-name", "short-2"]
    QTest.keyClick(form, Qt.Key.Key_Escape)
    form.open(new_draft(""))
    offered.pop()()  # what was typed stands here again
    assert [one.question for one in form.draft.rubric.criteria] == [
        "Short?",
        "The first name once?",
        "Short?",
    ]
    assert form.unsaved


def test_a_rubric_of_one_s_own_from_its_copy_to_its_end(
    window: MainWindow,
    page: CoachView,
    studio: Any,
    takes: list[str],
    tasks: Tasks,
    qtbot: QtBot,
    tmp_path: Path,
) -> None:
    part, form, own = page.rubrics, page.rubrics.form, studio.own_rubrics

    def idle() -> None:
        qtbot.waitUntil(lambda: not tasks.busy)

    def last() -> str:
        return str(window.banners.texts()[-1])

    own.folder.mkdir(parents=True)
    (own.folder / "wrong.toml").write_text('title = "W"\n', encoding="utf-8")
    show(page, takes[1], qtbot, tasks)
    window.commands["coach.rubrics"].run()
    idle()
    assert "wrong.toml is wrong at summary: it is missing." in last()  # told, and listed with its reason
    assert part.list.hasFocus()
    assert [one.id for one in part.list.rubrics.rubrics] == ["wrong", "delivery", "checks", "callback"]
    press(window, Qt.Key.Key_Home)
    assert "summary" in part.wrong.text()
    assert part.copy_button.isHidden()
    press(window, Qt.Key.Key_Delete)
    idle()
    assert last() == "“wrong” is deleted."

    press(window, Qt.Key.Key_End)
    assert part.title.text() == "Would they call back?"
    assert part.words.texts()[4] == "Is it short?"
    assert part.delete_button.isHidden()
    press(window, Qt.Key.Key_Return)  # a shipped one is copied, and the copy is written
    assert form.title.text() == "Copy of Would they call back?"
    assert QApplication.focusWidget() is form.title
    QTest.keyClicks(form.title, "Monday")
    form.edits[0].question.setText("Is it theirs?")
    form.save_button.click()
    idle()
    assert last() == "“Monday” is saved."
    assert not part.writing
    stored = load_rubric(own.folder / "monday.toml")
    assert (stored.title, stored.criteria[0].id, stored.criteria[0].question) == (
        "Monday",
        "reason",
        "Is it theirs?",
    )
    assert part.title.text() == "Monday"

    # At once among those that takes are answered by.
    rubric = page.take.marking.rubric
    page.show_tab("hear")
    rubric.choice.setCurrentIndex(rubric.choice.findData("monday"))
    rubric.choice.activated.emit(0)
    idle()
    assert rubric.rows[0].question.text() == "Is it theirs?"
    press(window, Qt.Key.Key_3)
    assert rubric.current is rubric.rows[2]

    page.show_tab("rubrics")
    idle()
    part.share_button.click()
    (dialog,) = part.findChildren(QFileDialog, "rubric_copy_dialog")
    dialog.fileSelected.emit(str(tmp_path / "shared.toml"))
    dialog.close()
    idle()
    assert load_rubric(tmp_path / "shared.toml").title == "Monday"
    part.delete_button.click()
    idle()
    assert not own.has("monday")
    assert rubric.choice.findData("monday") == -1
    shelf = window.drill_shelf
    for path in (tmp_path / "shared.toml", Path(__file__).parents[1] / "nothing.toml"):
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(path))])
        drop = QDropEvent(
            QPointF(10, 10),
            Qt.DropAction.CopyAction,
            data,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
        assert shelf.eventFilter(window, drop)
        idle()
    assert own.has("shared")
    assert [one for one in window.banners.texts() if "nothing.toml" in one]
    assert "“Monday” is among your rubrics now." in window.banners.texts()
    # What was typed and left is offered once more.
    window.commands["coach.new_rubric"].run()
    form.title.setText("Tuesday")
    press(window, Qt.Key.Key_Escape)
    assert last() == "What you typed was not kept."
    page.show_tab("team")
    idle()
    window.banners.shown[-1].action_button.click()
    assert page.tab == "rubrics"
    assert form.isVisible()
    assert form.title.text() == "Tuesday"
