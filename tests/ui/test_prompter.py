"""The prompter: which line stands at the mark, how it gets there, what a screen reader finds."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible, QColor, QImage, QTextCharFormat, QTextCursor, QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from rehearse.script.script import Script, parse_script
from rehearse.ui.prompter import Prompter, _laid_out
from rehearse.ui.theme import Theme, choose_theme

TEXT = """Hi [first name], this is Kim Parker from Summit Office. My number is 415-555-0142.

I have a story about how another school in your town cut the time parents wait on the phone by half.
They changed one line in the greeting, and I wrote down which one."""


@pytest.fixture
def prompter(theme: Theme, qtbot: QtBot) -> Iterator[Prompter]:
    made = Prompter(theme)
    qtbot.addWidget(made)
    made.resize(640, 420)
    made.show()
    qtbot.waitExposed(made)
    yield made
    made.hide()


def show(prompter: Prompter, script: Script) -> None:
    slots = {slot.word for slot in script.slots}
    prompter.set_script(script.words, slots, script.line_starts)


def line_y(prompter: Prompter, word: str) -> float:
    """Where the middle of the line with `word` stands in the widget."""
    cursor = prompter.document().find(word)
    assert not cursor.isNull(), word
    rect = prompter.cursorRect(cursor)
    return rect.center().y()


def mark_y(prompter: Prompter) -> float:
    return prompter.viewport().height() * 0.3


def test_the_line_to_say_stands_in_the_upper_third(prompter: Prompter) -> None:
    show(prompter, parse_script(TEXT))
    prompter.reduced_motion = True
    words = parse_script(TEXT).words
    for word in ("Hi", "story", "half.", "greeting,", "one."):
        prompter.set_place(float(words.index(word)))
        assert word in prompter.current_line.split(), word
        assert abs(line_y(prompter, word) - mark_y(prompter)) < 20, word
    prompter.set_place(float(len(words)))
    assert "one." in prompter.current_line


def test_first_and_last_line_stand_at_the_same_mark_at_any_size(prompter: Prompter) -> None:
    script = parse_script(TEXT)
    show(prompter, script)
    for px in (24, 40, 72):
        prompter.set_text_px(px)
        for place, word in ((0.0, "Hi"), (float(len(script.words)), "which one.")):
            prompter.set_place(place, at_once=True)
            assert abs(line_y(prompter, word) - mark_y(prompter)) < px / 2 + 2, (px, word)


def test_it_glides_and_comes_to_rest(prompter: Prompter, qtbot: QtBot) -> None:
    show(prompter, parse_script(TEXT))
    before = prompter.verticalScrollBar().value()
    passed: list[int] = []
    prompter.verticalScrollBar().valueChanged.connect(passed.append)
    prompter.set_place(30.0)
    assert prompter.verticalScrollBar().value() == before, "nothing jumps"
    qtbot.waitUntil(lambda: not prompter._timer.isActive())
    assert abs(line_y(prompter, "phone") - mark_y(prompter)) < 30
    assert len(passed) > 5
    assert passed == sorted(passed)


def test_with_reduced_motion_it_jumps_by_lines(prompter: Prompter) -> None:
    script = parse_script(TEXT)
    show(prompter, script)
    prompter.reduced_motion = True
    places: set[int] = set()
    for word in range(len(script.words) + 1):
        prompter.set_place(float(word), flowing=True)
        assert not prompter._timer.isActive()
        places.add(prompter.verticalScrollBar().value())
    n_lines = sum(block.layout().lineCount() for block in _blocks(prompter) if block.text())
    assert len(places) == n_lines


def _blocks(prompter: Prompter):  # type: ignore[no-untyped-def]
    block = prompter.document().begin()
    while block.isValid():
        yield block
        block = block.next()


def test_at_an_even_pace_it_flows_through_the_line(prompter: Prompter) -> None:
    show(prompter, parse_script(TEXT))
    targets = []
    for tenth in range(200, 300):
        prompter.set_place(tenth / 10, flowing=True)
        targets.append(prompter._target)
    steps = [b - a for a, b in itertools.pairwise(targets)]
    assert all(0 <= step < 30 for step in steps)
    assert len(set(targets)) > 90
    prompter.hide()


def test_slots_stand_out_without_colour(prompter: Prompter) -> None:
    script = parse_script(TEXT)
    prompter.set_script(
        ["Hi", "Dana,", *script.words[2:]], {slot.word for slot in script.slots}, script.line_starts
    )
    cursor = QTextCursor(prompter.document())
    cursor.setPosition(prompter.toPlainText().index("Dana") + 1)
    assert cursor.charFormat().underlineStyle() == QTextCharFormat.UnderlineStyle.DashUnderline
    cursor.setPosition(prompter.toPlainText().index("this") + 1)
    assert cursor.charFormat().underlineStyle() == QTextCharFormat.UnderlineStyle.NoUnderline


def test_what_was_said_and_what_is_to_come_is_dimmed(prompter: Prompter) -> None:
    """The darkest ink of each line, on light ground."""
    script = parse_script(TEXT)
    show(prompter, script)
    prompter.set_text_px(30)
    prompter.set_place(float(script.words.index("town")), at_once=True)
    assert "town" in prompter.current_line
    image = prompter.viewport().grab().toImage()
    at_mark = darkest(image, mark_y(prompter))
    above = darkest(image, mark_y(prompter) - 45)
    below = darkest(image, mark_y(prompter) + 45)
    assert at_mark < 60
    assert above > below > at_mark + 20


def darkest(image: QImage, y: float) -> int:
    ratio = image.devicePixelRatio()
    rows = range(round((y - 14) * ratio), round((y + 14) * ratio))
    return min(QColor(image.pixel(x, row)).lightness() for row in rows for x in range(60, image.width(), 2))


def test_a_screen_reader_reads_it_as_text(prompter: Prompter) -> None:
    script = parse_script(TEXT)
    show(prompter, script)
    found = QAccessible.queryAccessibleInterface(prompter)
    assert found.text(QAccessible.Text.Name) == "Script"
    assert found.state().readOnly
    text = found.textInterface()
    assert text is not None
    shown = text.text(0, text.characterCount())
    assert shown.split() == " ".join(script.words).split()


def test_following_moves_no_cursor_that_a_screen_reader_would_read_at(prompter: Prompter) -> None:
    show(prompter, parse_script(TEXT))
    moved: list[int] = []
    prompter.cursorPositionChanged.connect(lambda: moved.append(1))
    for word in range(30):
        prompter.set_place(float(word), at_once=True)
    assert moved == []
    assert prompter.textCursor().position() == 0


def test_while_speaking_the_wheel_does_not_fight_the_script(prompter: Prompter) -> None:
    show(prompter, parse_script(TEXT * 3))

    def turn() -> None:
        event = QWheelEvent(
            QPointF(100, 100), prompter.mapToGlobal(QPointF(100, 100)), QPoint(0, -240), QPoint(0, -240),
            Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(prompter.viewport(), event)

    prompter.locked = True
    turn()
    assert prompter.verticalScrollBar().value() == 0
    prompter.locked = False
    turn()
    assert prompter.verticalScrollBar().value() > 0


def test_another_theme_and_size_keep_the_place(prompter: Prompter) -> None:
    script = parse_script(TEXT)
    show(prompter, script)
    prompter.set_place(float(script.words.index("half.")), at_once=True)
    prompter.set_theme(choose_theme("dark"))
    prompter.set_text_px(56)
    prompter.resize(500, 380)
    assert prompter.place == script.words.index("half.")
    assert "half." in prompter.current_line
    assert abs(line_y(prompter, "half.") - mark_y(prompter)) < 30


def test_places_are_right_after_an_emoji(prompter: Prompter) -> None:
    script = parse_script("Hello 👋🏽 [name] and welcome to the café of 東京 today.")
    show(prompter, script)
    cursor = QTextCursor(prompter.document())
    cursor.setPosition(round(prompter._position(float(script.words.index("welcome")))))
    cursor.movePosition(QTextCursor.MoveOperation.EndOfWord, QTextCursor.MoveMode.KeepAnchor)
    assert cursor.selectedText() == "welcome"


def test_written_lines_are_kept_and_wrapped_ones_are_not() -> None:
    def laid(text: str) -> str:
        script = parse_script(text)
        return _laid_out(script.words, script.line_starts)[0]

    assert laid("One.\nTwo three\nfour") == "One.\nTwo three\nfour"
    wrapped = (
        "This is a letter that some editor has wrapped after so\nmany letters that the break means nothing."
    )
    assert laid(wrapped) == wrapped.replace("\n", " ")
    assert laid("One.\n\n\nTwo") == "One.\nTwo"
    assert _laid_out(("One.", "Two"), (0, 1, 1))[2] == [1], "a paragraph"


def test_no_script_at_all_is_painted_and_moved_without_a_fault(prompter: Prompter) -> None:
    prompter.set_place(5.0)
    prompter.grab()
    prompter.set_script((), (), ())
    prompter.set_place(2.0, at_once=True)
    assert prompter.toPlainText() == ""
