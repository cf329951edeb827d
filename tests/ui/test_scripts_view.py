"""The page of the scripts: written, judged while typing, versions, variants, examples, and the question."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from rehearse.library.paces import Paces
from rehearse.library.scripts import StoredScript
from rehearse.ui.scripts_view import ScriptsView
from rehearse.ui.tasks import Tasks
from rehearse.ui.theme import Theme
from rehearse.ui.window import MainWindow
from tests.helpers.messages import audio_message
from tests.helpers.views import ViewsStudio
from tests.ui.review_helpers import record

STORY = (
    "Hi [first name], this is Kim Parker from Summit Office, 415-555-0142.\n"
    "I have a story about how a school near you cut the time parents wait on the phone by half.\n"
    "We are the leading provider of phone systems.\n"
    "Call me at 415-555-0142 and I will read you the line."
)
PITCH = "We are the leading provider of phone systems"
PATIENCE_MS = 30_000


@pytest.fixture
def studio(tmp_path: Path) -> Iterator[ViewsStudio]:
    made = ViewsStudio(tmp_path)
    yield made
    made.close()


@pytest.fixture
def window(studio: ViewsStudio, tasks: Tasks, theme: Theme, qtbot: QtBot) -> Iterator[MainWindow]:
    made = MainWindow(studio, tasks, theme)
    made.show()
    qtbot.waitUntil(lambda: made._begun and not tasks.busy, timeout=PATIENCE_MS)
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    yield made
    made.close()
    qtbot.waitUntil(made.isHidden)


@pytest.fixture
def settle(tasks: Tasks, qtbot: QtBot) -> Callable[[], None]:
    return lambda: qtbot.waitUntil(lambda: not tasks.busy, timeout=PATIENCE_MS)


@pytest.fixture
def open_page(window: MainWindow, settle: Callable[[], None]) -> Callable[[], ScriptsView]:
    def build() -> ScriptsView:
        press(window, Qt.Key.Key_3, Qt.KeyboardModifier.ControlModifier)
        assert window.page == "scripts"
        settle()
        view: ScriptsView = window.pages.get("scripts")
        return view

    return build


def press(window: MainWindow, key: Qt.Key, modifier: Any = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(window.windowHandle(), key, modifier)


def looked_at(view: ScriptsView, qtbot: QtBot, tasks: Tasks) -> None:
    """Wait until what is typed was judged."""
    qtbot.waitUntil(lambda: not view.writing._look.isActive() and not tasks.busy, timeout=PATIENCE_MS)


def marked(view: ScriptsView, *kinds: str) -> list[str]:
    text = view.writing.words_edit.toPlainText()
    return [
        text[found.start : found.end]
        for found in view.writing.words_edit.marks
        if found.mark.kind in (kinds or ("pitch", "pitch_near"))
    ]


def value(view: ScriptsView, name: str) -> str:
    tile = next(tile for tile in view.writing.row.tiles if tile.fact.name == name)
    return tile.value.whole


def opened(view: ScriptsView, stored: StoredScript, settle: Callable[[], None]) -> None:
    view.refresh()
    settle()
    view.write(stored)
    settle()


# ---- writing -----------------------------------------------------------------------------------


def test_the_first_script_is_written_with_keys_alone_and_judged_while_it_is_typed(
    window: MainWindow, open_page: Callable[[], ScriptsView], studio: ViewsStudio, qtbot: QtBot, tasks: Tasks
) -> None:
    view = open_page()
    assert view.right.currentWidget() is view.starters, "without any script it begins with the examples"
    press(window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.focusWidget() is view.starters.cards[0]
    press(window, Qt.Key.Key_Return)
    words = view.writing.words_edit
    assert QApplication.focusWidget() is words
    QTest.keyClicks(words, "Hi [first name], we are the leading provider of copiers. Call 415-555-0142.")
    looked_at(view, qtbot, tasks)
    assert marked(view) == ["we are the leading provider of copiers."]
    assert marked(view, "number") == ["415-555-0142."]
    assert list(view.writing.fields) == ["first name"]
    assert value(view, "pitch") == "1 phrase"
    assert value(view, "reason") == "None yet"
    assert value(view, "phone").startswith("After 100")
    cursor = words.textCursor()
    cursor.setPosition(words.toPlainText().index("we are"))
    cursor.setPosition(words.toPlainText().index("Call"), QTextCursor.MoveMode.KeepAnchor)
    words.setTextCursor(cursor)
    QTest.keyClicks(words, "I have a story about how a school cut its waiting time. ")
    looked_at(view, qtbot, tasks)
    assert marked(view) == []
    assert value(view, "pitch") == "None"
    assert value(view, "reason") == "Story"
    qtbot.waitUntil(lambda: not view.writing.unsaved and not tasks.busy, timeout=PATIENCE_MS)
    (stored,) = studio.scripts.all()
    assert stored.text == words.toPlainText()


def test_f8_goes_from_finding_to_finding_and_says_why_and_what_instead(
    window: MainWindow,
    open_page: Callable[[], ScriptsView],
    studio: ViewsStudio,
    settle: Callable[[], None],
) -> None:
    stored = studio.scripts.add(STORY)
    view = open_page()
    opened(view, stored, settle)
    words, seen = view.writing.words_edit, []
    for _time in range(len(words.marks) + 1):
        press(window, Qt.Key.Key_F8)
        seen.append(words.shown_mark)
    assert [mark.kind for mark in seen if mark] == ["number", "reason", "pitch", "number", "number"]
    assert seen[0] is seen[-1], "round the end"
    press(window, Qt.Key.Key_F8, Qt.KeyboardModifier.ShiftModifier)
    press(window, Qt.Key.Key_F8, Qt.KeyboardModifier.ShiftModifier)
    assert words.shown_mark is seen[2]
    card = view.writing.card
    assert card.isVisible()
    assert card.why.text() == seen[2].why != ""
    assert card.instead.text() == seen[2].instead != ""
    assert words.textCursor().position() == STORY.index(PITCH)
    press(window, Qt.Key.Key_Escape)
    assert not card.isVisible()
    assert view.right.currentWidget() is view.writing


def test_the_mouse_asks_by_standing_still_and_a_pressed_fact_goes_to_what_it_is_about(
    window: MainWindow,
    open_page: Callable[[], ScriptsView],
    studio: ViewsStudio,
    settle: Callable[[], None],
    qtbot: QtBot,
) -> None:
    stored = studio.scripts.add(STORY)
    view = open_page()
    opened(view, stored, settle)
    words = view.writing.words_edit
    cursor = words.textCursor()
    cursor.setPosition(STORY.index("leading"))
    place = words.cursorRect(cursor).center() + QPoint(8, 0)
    QTest.mouseMove(words.viewport(), place)
    qtbot.waitUntil(lambda: words.shown_mark is not None)
    assert words.shown_mark is not None
    assert words.shown_mark.kind == "pitch"
    assert view.writing.card.isVisible()
    QTest.mouseMove(words.viewport(), QPoint(words.viewport().width() - 3, words.viewport().height() - 3))
    qtbot.waitUntil(lambda: words.shown_mark is None)
    assert not view.writing.card.isVisible()
    tiles = {tile.fact.name: tile for tile in view.writing.row.tiles}
    tiles["reason"].click()
    assert words.textCursor().position() == STORY.index("have a story")
    tiles["length"].click()
    assert view.writing.card.title.text() == "Length, usual pace"
    assert "150 words a minute" in view.writing.card.why.text()


def test_marks_stay_with_their_words_while_something_is_typed_before_them(
    open_page: Callable[[], ScriptsView], studio: ViewsStudio, settle: Callable[[], None]
) -> None:
    stored = studio.scripts.add(STORY)
    view = open_page()
    opened(view, stored, settle)
    words = view.writing.words_edit
    before = marked(view)
    assert before == [PITCH + "."]
    QTest.keyClicks(words, "Well, ")
    assert marked(view) == before, "before it was judged anew"
    cursor = words.textCursor()
    start = words.toPlainText().index("I have")
    cursor.setPosition(start)
    cursor.setPosition(words.toPlainText().index("Call me"), QTextCursor.MoveMode.KeepAnchor)
    cursor.removeSelectedText()
    assert marked(view) == [], "gone with its words"
    words.undo()
    words.undo()


def test_a_half_written_bracket_is_told_and_leaves_marks_and_fields_alone(
    open_page: Callable[[], ScriptsView],
    studio: ViewsStudio,
    settle: Callable[[], None],
    qtbot: QtBot,
    tasks: Tasks,
) -> None:
    stored = studio.scripts.add(STORY, slot_values={"first name": "Dana"})
    view = open_page()
    opened(view, stored, settle)
    field = view.writing.fields["first name"]
    assert field.text() == "Dana"
    QTest.keyClicks(view.writing.words_edit, "Oh [")
    looked_at(view, qtbot, tasks)
    assert "not closed" in view.writing.problem.text()
    assert view.writing.problem.isVisible()
    assert view.writing.fields["first name"] is field
    assert marked(view) == [PITCH + "."]
    assert not view.writing.use_button.isEnabled()


def test_a_book_is_not_pasted_and_that_is_said(
    window: MainWindow, open_page: Callable[[], ScriptsView], studio: ViewsStudio, settle: Callable[[], None]
) -> None:
    stored = studio.scripts.add(STORY)
    view = open_page()
    opened(view, stored, settle)
    book = QMimeData()
    book.setText("All work and no play. " * 50_000)
    view.writing.words_edit.insertFromMimeData(book)
    assert view.writing.words_edit.toPlainText() == STORY
    (told,) = window.banners.texts()
    assert "Nothing was pasted" in told
    assert not view.writing.unsaved


def test_the_own_pace_is_used_as_soon_as_there_are_takes_enough(
    open_page: Callable[[], ScriptsView],
    studio: ViewsStudio,
    settle: Callable[[], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stored = studio.scripts.add(STORY)
    view = open_page()
    opened(view, stored, settle)
    assumed_s = view.writing.facts.length_s
    monkeypatch.setattr(Paces, "of", lambda _paces, _speaker: [100.0, 110.0, 90.0, 100.0])
    view.writing.look()
    settle()
    facts = view.writing.facts
    assert assumed_s is not None
    assert facts.length_s is not None
    assert facts.length_s == pytest.approx(assumed_s * 150 / 100)
    tile = view.writing.row.tiles[0]
    assert tile.title.whole == "Length, your pace"
    assert "100 words a minute, by your last 4 takes" in tile.fact.why
    assert "Half of them would take" in tile.fact.why


# ---- the question ------------------------------------------------------------------------------


def test_before_the_first_take_the_question_is_asked_once(
    window: MainWindow, open_page: Callable[[], ScriptsView], studio: ViewsStudio, settle: Callable[[], None]
) -> None:
    stored = studio.scripts.add(STORY, title="Waiting")
    view = open_page()
    opened(view, stored, settle)
    press(window, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settle()
    assert window.page == "scripts"
    assert QApplication.focusWidget() is view.writing.answer_edit
    assert "press again" in view.writing.question.text()
    QTest.keyClicks(view.writing.answer_edit, "The line that halved the wait at a school")
    press(window, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settle()
    assert window.page == "stage"
    assert window.stage.script.shown is not None
    assert window.stage.script.shown.stored is not None
    assert window.stage.script.shown.stored.root_id == stored.root_id
    assert studio.scripts.newest(stored.id).answer == "The line that halved the wait at a school"


def test_without_an_answer_a_second_press_goes_on(
    window: MainWindow, open_page: Callable[[], ScriptsView], studio: ViewsStudio, settle: Callable[[], None]
) -> None:
    stored = studio.scripts.add(STORY)
    view = open_page()
    opened(view, stored, settle)
    view.writing.use_button.click()
    settle()
    assert window.page == "scripts"
    view.writing.use_button.click()
    settle()
    assert window.page == "stage"
    assert studio.scripts.newest(stored.id).answer == ""


@pytest.mark.parametrize(
    ("said", "verdict"),
    [
        ("hi it's kim i have a story about how one school halved the wait on the phone call me", "good"),
        ("hi it's kim please give me a call", "off"),
    ],
)  # fmt: skip
def test_the_review_says_whether_the_answer_was_heard(
    said: str, verdict: str, window: MainWindow, studio: ViewsStudio, settle: Callable[[], None], qtbot: QtBot
) -> None:
    stored = studio.scripts.add(STORY)
    stored = studio.scripts.answer(stored.id, "A story of how a school halved the wait on the phone")
    scored = audio_message(words=said.split())
    assert scored.transcript is not None
    take = record(studio, scored.transcript, script_id=stored.id)
    studio.judge_take(take.id, scored.transcript)
    window.open_take(take.id)
    settle()
    answer = window.review.page.answer
    assert answer.isVisible()
    assert answer.text.text() == stored.answer
    assert answer.glyph._band == verdict
    assert answer.verdict.text()
    assert answer.play_button.isVisible() == (verdict == "good")
    if verdict == "good":
        studio.out.asked.clear()
        qtbot.waitUntil(answer.play_button.isEnabled)
        answer.play_button.click()
        qtbot.waitUntil(lambda: bool(studio.out.asked))
        words = scored.transcript.words
        assert studio.out.asked[0][0] == pytest.approx(
            words[said.split().index("story")].span.start_s, abs=1.0
        )


def test_a_take_without_an_answer_says_nothing_of_it(
    window: MainWindow, studio: ViewsStudio, settle: Callable[[], None]
) -> None:
    window.open_take(studio.add_take("hi it's bob call me", "One"))
    settle()
    assert not window.review.page.answer.isVisible()
