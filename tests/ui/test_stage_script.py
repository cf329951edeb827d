"""Scripts on the stage: written, chosen, shown, followed, thrown away and brought back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QMimeData, QObject, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QAccessible, QDragEnterEvent, QDropEvent, QKeySequence, QShortcut, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from rehearse.errors import DiskFull
from rehearse.library.scripts import StoredScript
from rehearse.studio import Studio
from rehearse.ui.script_draft import Written, facts_of
from rehearse.ui.script_editor import number_words
from rehearse.ui.stage import StageView
from rehearse.ui.stage_script import StageScript
from rehearse.ui.tasks import Tasks
from rehearse.ui.theme import Theme
from rehearse.ui.window import MainWindow
from tests.helpers.fake_studio import FakeStudio, FakeTake

TEXT = "Hi [first name], this is Kim Parker from Summit Office. My number is 415-555-0142. " + (
    "I have a story about how another school in your town cut the time parents wait on the phone by half. "
    "They changed one line in the greeting, and I wrote down which one. Would you like to hear it?"
)
PATIENCE_MS = 120_000


class ScriptStudio(FakeStudio):
    """Made-up microphone and takes; scripts, rules and settings are real."""

    def __init__(self, home: Path) -> None:
        super().__init__(home)
        self.real = Studio(self.paths, self.settings)
        self.started_with: list[dict[str, Any]] = []

    @property
    def scripts(self) -> Any:
        return self.real.scripts

    def lint_text(self, *args: Any, **named: Any) -> Any:
        return self.real.lint_text(*args, **named)

    def judge_script(self, *args: Any, **named: Any) -> Any:
        return self.real.judge_script(*args, **named)

    def start_take(self, **named: Any) -> FakeTake:
        self.started_with.append(named)
        if named.get("script_id"):
            # The row of a take, as the real one makes it before the first frame.
            self.real.library.begin_take(script_id=named["script_id"])
        return super().start_take()

    def close(self) -> None:
        self.real.close()


@pytest.fixture
def studio(tmp_path: Path) -> Iterator[ScriptStudio]:
    made = ScriptStudio(tmp_path / "home")
    made.settings.update(first_start_done=True)
    yield made
    made.close()


@pytest.fixture
def open_window(
    studio: ScriptStudio, tasks: Tasks, theme: Theme, qtbot: QtBot
) -> Iterator[Callable[[], MainWindow]]:
    made: list[MainWindow] = []

    def build() -> MainWindow:
        window = MainWindow(studio, tasks, theme)  # type: ignore[arg-type]
        made.append(window)
        window.show()
        qtbot.waitUntil(lambda: window._begun, timeout=PATIENCE_MS)
        qtbot.wait(1)  # what it begins with is queued, and comes before this ends
        qtbot.waitUntil(lambda: not tasks.busy, timeout=PATIENCE_MS)
        window.activateWindow()
        return window

    yield build
    for take in studio.begun:
        take.heard.set()
    for window in made:
        window.close()
        qtbot.waitUntil(window.isHidden)
    tasks.close()


@pytest.fixture
def window(open_window: Callable[[], MainWindow]) -> MainWindow:
    return open_window()


@pytest.fixture
def script(window: MainWindow) -> StageScript:
    return window.stage.script


def settle(qtbot: QtBot, tasks: Tasks) -> None:
    qtbot.waitUntil(lambda: not tasks.busy, timeout=PATIENCE_MS)


def press(window: MainWindow, key: Qt.Key, modifier: Any = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(window.windowHandle(), key, modifier)


def child(parent: QWidget, name: str, kind: type[Any] = QPushButton) -> Any:
    found = parent.findChild(kind, name)
    assert found is not None, name
    return found


def put(script: StageScript, stored: StoredScript, qtbot: QtBot, tasks: Tasks) -> None:
    script.choose(stored)
    settle(qtbot, tasks)
    assert script.shown is not None


def record(window: MainWindow, qtbot: QtBot, studio: ScriptStudio) -> FakeTake:
    window.stage.start()
    qtbot.waitUntil(lambda: window.stage.state == "recording")
    return studio.begun[-1]


def heard(text: str) -> tuple[str, ...]:
    return tuple(text.split())


# ---- writing -----------------------------------------------------------------------------------


def test_s_opens_the_scripts_and_the_first_is_written_by_hand(
    window: MainWindow, script: StageScript, studio: ScriptStudio, qtbot: QtBot, tasks: Tasks
) -> None:
    press(window, Qt.Key.Key_S)
    settle(qtbot, tasks)
    sheet = script.sheet
    assert sheet.isVisible()
    assert sheet.list.hint.isVisible()
    assert QApplication.activeModalWidget() is None
    qtbot.mouseClick(sheet.list.new_button, Qt.MouseButton.LeftButton)
    assert QApplication.focusWidget() is sheet.editor.words_edit
    QTest.keyClicks(
        sheet.editor.words_edit, "Hi [first name], sssss it is Kim. Call 415-555-0142 now please."
    )
    assert sheet.isVisible(), "an S in the text is an S"
    qtbot.waitUntil(lambda: list(sheet.editor.fields) == ["first name"], timeout=PATIENCE_MS)
    QTest.keyClicks(sheet.editor.fields["first name"], "Dana")
    qtbot.waitUntil(lambda: not sheet.editor.unsaved and not tasks.busy, timeout=PATIENCE_MS)
    (stored,) = studio.scripts.all()
    assert stored.text == "Hi [first name], sssss it is Kim. Call 415-555-0142 now please."
    assert dict(stored.slot_values) == {"first name": "Dana"}
    qtbot.waitUntil(lambda: "words a minute" in sheet.editor.facts_label.text(), timeout=PATIENCE_MS)
    qtbot.mouseClick(sheet.editor.use_button, Qt.MouseButton.LeftButton)
    settle(qtbot, tasks)
    assert not sheet.isVisible()
    assert script.prompter.toPlainText().startswith("Hi Dana, sssss it is Kim.")
    assert studio.settings.value.script == stored.id
    assert QApplication.focusWidget() is window.stage.record_button


def test_what_is_told_of_a_text(studio: ScriptStudio) -> None:
    facts = facts_of(studio, Written(text=TEXT, values={}))  # type: ignore[arg-type]
    assert facts.slots == ("first name",)
    assert facts.n_words == len(TEXT.replace("[first name]", "[x]").split())
    assert facts.wpm == studio.profile().pace.assumed_wpm
    assert facts.length_s == pytest.approx((facts.n_words - 2 + 2 + 10) * 60 / facts.wpm, abs=0.6)
    assert facts.phone == "early"
    assert number_words(facts)[1] == "good"
    late = facts_of(
        studio, Written(text="I have a story about your town and its school. " * 3 + "Call 415-555-0142.")
    )  # type: ignore[arg-type]
    assert late.phone == "late"
    assert number_words(late)[1] == "near"
    assert "83" in number_words(late)[0] or "%" in number_words(late)[0]
    assert facts_of(studio, Written(text=" \n")).length_s is None  # type: ignore[arg-type]
    assert "not closed" in facts_of(studio, Written(text="Hi [first name")).problem  # type: ignore[arg-type]


def test_typing_shows_length_and_number_after_a_pause_and_a_half_written_slot_is_no_loss(
    script: StageScript, studio: ScriptStudio, qtbot: QtBot, tasks: Tasks
) -> None:
    stored = studio.scripts.add(TEXT, slot_values={"first name": "Dana"})
    script.toggle_sheet()
    editor = script.sheet.editor
    script.sheet.write(stored)
    qtbot.waitUntil(lambda: "words a minute" in editor.facts_label.text(), timeout=PATIENCE_MS)
    assert editor.number_label.property("tone") == "good"
    assert editor.fields["first name"].text() == "Dana"
    field = editor.fields["first name"]
    QTest.keyClicks(editor.words_edit, "Oh [")
    qtbot.waitUntil(lambda: editor.facts_label.property("tone") == "near", timeout=PATIENCE_MS)
    assert "not closed" in editor.facts_label.text()
    assert editor.fields == {"first name": field}, "the field stays while a bracket is typed"
    assert not editor.use_button.isEnabled()
    qtbot.waitUntil(lambda: not editor.unsaved and not tasks.busy, timeout=PATIENCE_MS)
    assert studio.scripts.all()[0].text == "Oh [" + TEXT, "kept all the same"


def test_an_emptied_script_keeps_its_words(
    script: StageScript, studio: ScriptStudio, qtbot: QtBot, tasks: Tasks
) -> None:
    stored = studio.scripts.add(TEXT, title="Mine")
    script.toggle_sheet()
    script.sheet.write(stored)
    script.sheet.editor.words_edit.selectAll()
    QTest.keyClick(script.sheet.editor.words_edit, Qt.Key.Key_Delete)
    script.sheet.put_away()
    settle(qtbot, tasks)
    assert [s.text for s in studio.scripts.all()] == [TEXT]


def test_a_new_script_without_words_is_none(
    script: StageScript, studio: ScriptStudio, qtbot: QtBot, tasks: Tasks
) -> None:
    script.toggle_sheet()
    script.sheet.write()
    QTest.keyClicks(script.sheet.editor.title_edit, "Just a title")
    script.sheet.put_away()
    settle(qtbot, tasks)
    assert studio.scripts.all() == []


def test_escape_goes_back_a_step_at_a_time_and_saves(
    window: MainWindow, script: StageScript, studio: ScriptStudio, qtbot: QtBot, tasks: Tasks
) -> None:
    press(window, Qt.Key.Key_S)
    settle(qtbot, tasks)
    script.sheet.write()
    QTest.keyClicks(script.sheet.editor.words_edit, "Hello there")
    press(window, Qt.Key.Key_Escape)
    settle(qtbot, tasks)
    assert script.sheet.pages.currentWidget() is script.sheet.list
    assert script.sheet.list.model.rowCount() == 2
    press(window, Qt.Key.Key_Escape)
    assert not script.sheet.isVisible()
    assert [s.text for s in studio.scripts.all()] == ["Hello there"]


def test_what_is_typed_is_saved_when_the_window_closes(
    window: MainWindow, script: StageScript, studio: ScriptStudio, tasks: Tasks, qtbot: QtBot
) -> None:
    script.toggle_sheet()
    script.sheet.write()
    QTest.keyClicks(script.sheet.editor.words_edit, "Last words")
    window.close()
    tasks.close()
    assert [s.text for s in studio.scripts.all()] == ["Last words"]


def test_a_full_disk_is_told_and_the_words_stay_in_the_editor(
    window: MainWindow, script: StageScript, studio: ScriptStudio, qtbot: QtBot, tasks: Tasks,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    def full(*_args: object, **_named: object) -> None:
        raise DiskFull("The disk is full.", help="Free some space.")

    script.toggle_sheet()
    script.sheet.write()
    with monkeypatch.context() as patched:
        patched.setattr(type(studio.scripts), "add", full)
        QTest.keyClicks(script.sheet.editor.words_edit, "Words")
        script.sheet.editor.flush()
        qtbot.waitUntil(lambda: "The disk is full." in window.banners.texts(), timeout=PATIENCE_MS)
    assert script.sheet.editor.unsaved
    script.sheet.put_away()
    settle(qtbot, tasks)
    assert [s.text for s in studio.scripts.all()] == ["Words"]


# ---- choosing ----------------------------------------------------------------------------------


def test_a_click_puts_a_script_on_the_stage_and_no_script_takes_it_off(
    window: MainWindow, script: StageScript, studio: ScriptStudio, qtbot: QtBot, tasks: Tasks
) -> None:
    studio.scripts.add("Older words", title="Older")
    newer = studio.scripts.add(TEXT, title="School story")
    qtbot.mouseClick(script.button, Qt.MouseButton.LeftButton)
    settle(qtbot, tasks)
    view, model = script.sheet.list.view, script.sheet.list.model
    titles = [model.index(n).data() for n in range(model.rowCount())]
    assert titles == ["No script", "School story", "Older"]
    large = window.stage.ring.width()
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=view.visualRect(model.index(1)).center())
    settle(qtbot, tasks)
    assert script.shown is not None
    assert script.shown.stored == newer
    assert script.prompter.isVisible()
    assert window.stage.ring.width() < large / 2
    assert window.stage.ring.isVisible()
    assert not window.stage.words_label.isVisible()
    assert script.button.accessibleName() == "Script: School story"
    spoken = model.index(1).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken.startswith("School story, ")
    assert spoken.endswith("on the stage")
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=view.visualRect(model.index(0)).center())
    settle(qtbot, tasks)
    assert script.shown is None
    assert not script.prompter.isVisible()
    assert window.stage.words_label.isVisible()
    assert studio.settings.value.script is None
    script.sheet.put_away()
    qtbot.waitUntil(lambda: window.stage.ring.width() >= large)


def test_by_keyboard_alone(
    window: MainWindow, script: StageScript, studio: ScriptStudio, qtbot: QtBot, tasks: Tasks
) -> None:
    studio.scripts.add(TEXT, title="School story")
    press(window, Qt.Key.Key_S)
    settle(qtbot, tasks)
    press(window, Qt.Key.Key_Down)
    press(window, Qt.Key.Key_Return)
    settle(qtbot, tasks)
    assert script.shown is not None
    press(window, Qt.Key.Key_F2)
    assert script.sheet.pages.currentWidget() is script.sheet.editor
    press(window, Qt.Key.Key_Escape)
    settle(qtbot, tasks)
    press(window, Qt.Key.Key_Delete)
    settle(qtbot, tasks)
    assert studio.scripts.all() == []
    assert script.shown is None


def test_the_script_of_last_time_is_there_again_in_its_newest_words(
    open_window: Callable[[], MainWindow], studio: ScriptStudio, qtbot: QtBot, tasks: Tasks
) -> None:
    stored = studio.scripts.add("Old words")
    studio.real.library.begin_take(script_id=stored.id)
    studio.settings.update(script=stored.id, prompter_px=52)
    studio.scripts.change(stored.id, text="New words")
    window = open_window()
    qtbot.waitUntil(lambda: window.stage.script.shown is not None, timeout=PATIENCE_MS)
    assert window.stage.script.prompter.toPlainText() == "New words"
    assert window.stage.script.prompter.text_px == 52


@pytest.mark.parametrize("gone", ["deleted", "lost"])
def test_a_script_that_is_gone_leaves_the_stage_free(
    open_window: Callable[[], MainWindow], studio: ScriptStudio, qtbot: QtBot, tasks: Tasks, gone: str
) -> None:
    stored = studio.scripts.add("Old words")
    studio.scripts.delete([stored.id])
    studio.settings.update(script=stored.id if gone == "deleted" else "0193a2c4-6b10-7c1e-9d55-3f0a1b2c3d4e")
    window = open_window()
    settle(qtbot, tasks)
    assert window.stage.script.shown is None
    assert window.banners.texts() == []


def test_deleting_offers_undo_and_undo_puts_it_back_on_the_stage(
    window: MainWindow, script: StageScript, studio: ScriptStudio, qtbot: QtBot, tasks: Tasks
) -> None:
    stored = studio.scripts.add(TEXT, title="School story")
    put(script, stored, qtbot, tasks)
    script.toggle_sheet()
    settle(qtbot, tasks)
    qtbot.mouseClick(script.sheet.list.delete_button, Qt.MouseButton.LeftButton)
    settle(qtbot, tasks)
    assert studio.scripts.all() == []
    assert script.shown is None
    (banner,) = window.banners.shown
    assert banner.text_label.text() == "The script “School story” was deleted."
    qtbot.mouseClick(banner.action_button, Qt.MouseButton.LeftButton)
    settle(qtbot, tasks)
    assert [s.id for s in studio.scripts.all()] == [stored.id]
    assert script.shown is not None
    assert script.sheet.list.model.rowCount() == 2


# ---- files -------------------------------------------------------------------------------------


def drop(window: MainWindow, path: Path) -> bool:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(50, 50), Qt.DropAction.CopyAction, data, buttons, keys)
    enter.ignore()
    QApplication.sendEvent(window, enter)
    if not enter.isAccepted():
        return False
    QApplication.sendEvent(window, QDropEvent(QPointF(50, 50), Qt.DropAction.CopyAction, data, buttons, keys))
    return True


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252"])
def test_a_text_dropped_on_any_page_becomes_a_script(
    window: MainWindow, script: StageScript, studio: ScriptStudio, qtbot: QtBot, tasks: Tasks,
    tmp_path: Path, encoding: str,
) -> None:  # fmt: skip
    window.show_page("settings")
    path = tmp_path / "café call.txt"
    path.write_bytes("Hi [first name], it is René.\r\nCall me.".encode(encoding))
    assert drop(window, path)
    settle(qtbot, tasks)
    assert window.page == "stage"
    editor = script.sheet.editor
    assert editor.title_edit.text() == "café call"
    assert editor.words_edit.toPlainText() == "Hi [first name], it is René.\nCall me."
    qtbot.waitUntil(lambda: len(studio.scripts.all()) == 1, timeout=PATIENCE_MS)
    settle(qtbot, tasks)


def test_what_is_no_text_is_refused_in_a_sentence(
    window: MainWindow, script: StageScript, studio: ScriptStudio, qtbot: QtBot, tasks: Tasks, tmp_path: Path
) -> None:
    (tmp_path / "photo.png").write_bytes(b"\x89PNG")
    assert not drop(window, tmp_path / "photo.png")
    (tmp_path / "binary.txt").write_bytes(b"a\0b" * 50)
    assert drop(window, tmp_path / "binary.txt")
    qtbot.waitUntil(lambda: window.banners.texts() == ["binary.txt is not a text."], timeout=PATIENCE_MS)
    script.open_file(tmp_path / "missing.txt")
    qtbot.waitUntil(lambda: len(window.banners.texts()) == 2, timeout=PATIENCE_MS)
    (tmp_path / "book.txt").write_text("word " * 60_000)
    script.open_file(tmp_path / "book.txt")
    qtbot.waitUntil(lambda: "book.txt is too large for a script." in window.banners.texts())
    assert studio.scripts.all() == []


# ---- a take ------------------------------------------------------------------------------------


def test_a_take_follows_the_voice(
    window: MainWindow, script: StageScript, studio: ScriptStudio, qtbot: QtBot, tasks: Tasks
) -> None:
    stored = studio.scripts.add(TEXT, slot_values={"first name": "Dana"})
    put(script, stored, qtbot, tasks)
    top = script.prompter.verticalScrollBar().value()
    take = record(window, qtbot, studio)
    assert studio.started_with == [{"script_id": stored.id}]
    take.elapsed_s, take.partial = 4.0, "hi dana this is kim parker from summit office"
    qtbot.waitUntil(lambda: script.prompter.place > 8)
    take.words = heard(
        "hi donna this is kim parker from submit office my number is four one five five five five zero one"
        " four two i have a story about how another school in your town"
    )
    take.partial = "cut the dime parents wait"
    qtbot.waitUntil(lambda: "phone" in script.prompter.current_line or "wait" in script.prompter.current_line)
    qtbot.waitUntil(lambda: script.prompter.verticalScrollBar().value() > top + 60)
    place = script.prompter.place
    take.elapsed_s = 30.0
    QTest.qWait(150)
    assert script.prompter.place == place, "it waits while nobody speaks"
    assert window.stage.ring.time_label.text() == "0:30"
    window.stage.stop()
    qtbot.waitUntil(lambda: window.stage.state == "listening")


def test_the_next_take_begins_at_the_beginning(
    window: MainWindow, script: StageScript, studio: ScriptStudio, qtbot: QtBot, tasks: Tasks
) -> None:
    put(script, studio.scripts.add(TEXT), qtbot, tasks)
    take = record(window, qtbot, studio)
    take.partial = "hi dana this is kim parker from summit office my number is"
    qtbot.waitUntil(lambda: script.prompter.place > 8)
    window.stage.discard()
    qtbot.waitUntil(lambda: window.stage.state == "ready")
    record(window, qtbot, studio)
    assert script.prompter.place == 0.0
    assert script.prompter.verticalScrollBar().value() == 0
    studio.begun[-1].partial = "hi dana this"
    qtbot.waitUntil(lambda: script.prompter.place == 3.0)


def test_at_an_even_pace_it_moves_from_the_first_word_on(
    window: MainWindow, script: StageScript, studio: ScriptStudio, qtbot: QtBot, tasks: Tasks
) -> None:
    put(script, studio.scripts.add(TEXT), qtbot, tasks)
    script.toggle_sheet()
    qtbot.mouseClick(child(script.sheet.list.follow_choice, "follow_choice_pace"), Qt.MouseButton.LeftButton)
    settle(qtbot, tasks)
    assert studio.settings.value.prompter_follows == "pace"
    script.sheet.put_away()
    take = record(window, qtbot, studio)
    take.elapsed_s = 1.5
    QTest.qWait(100)
    assert script.prompter.place == 0.0
    take.partial = "hi"
    QTest.qWait(100)
    take.elapsed_s = 1.5 + 4.0
    qtbot.waitUntil(lambda: script.prompter.place > 5)
    # 150 words a minute for 4 s, of which the empty slot takes two words.
    assert script.prompter.place == pytest.approx(9.0, abs=1.0)


def test_until_the_model_is_there_the_clock_leads(
    window: MainWindow, script: StageScript, studio: ScriptStudio, qtbot: QtBot, tasks: Tasks
) -> None:
    put(script, studio.scripts.add(TEXT), qtbot, tasks)
    take = record(window, qtbot, studio)
    take.model_ready = False
    take.elapsed_s = 2.1
    QTest.qWait(80)
    take.elapsed_s = 6.1
    qtbot.waitUntil(lambda: script.prompter.place > 6)
    take.model_ready = True
    take.partial = "hi dana this is kim"
    qtbot.waitUntil(lambda: script.prompter.place == 5.0)


def test_while_recording_nothing_else_can_be_moved(
    window: MainWindow, script: StageScript, studio: ScriptStudio, qtbot: QtBot, tasks: Tasks, tmp_path: Path
) -> None:
    put(script, studio.scripts.add(TEXT), qtbot, tasks)
    script.toggle_sheet()
    take = record(window, qtbot, studio)
    assert not script.sheet.isVisible()
    assert not script.button.isEnabled()
    assert not script.panel.larger_button.isVisible()
    press(window, Qt.Key.Key_S)
    assert not script.sheet.isVisible()
    (tmp_path / "a.txt").write_text("Hello")
    assert not drop(window, tmp_path / "a.txt")
    ring, prompter = window.stage.ring.geometry(), script.prompter.geometry()
    take.elapsed_s, take.partial = 25.0, "hi dana this is kim parker"
    qtbot.waitUntil(lambda: script.prompter.place > 4)
    assert (window.stage.ring.geometry(), script.prompter.geometry()) == (ring, prompter)
    assert window.stage.ring.zone_label.text() == "Wrap up"


def test_words_that_are_being_written_are_shown_and_kept_when_a_take_begins(
    window: MainWindow, script: StageScript, studio: ScriptStudio, qtbot: QtBot, tasks: Tasks
) -> None:
    stored = studio.scripts.add("Hello there, this is Kim.")
    studio.real.library.begin_take(script_id=stored.id)
    put(script, stored, qtbot, tasks)
    script.toggle_sheet()
    script.sheet.write(stored)
    script.sheet.editor.words_edit.moveCursor(script.sheet.editor.words_edit.textCursor().MoveOperation.End)
    QTest.keyClicks(script.sheet.editor.words_edit, " Bye.")
    record(window, qtbot, studio)
    assert script.prompter.toPlainText() == "Hello there, this is Kim. Bye."
    (made_with,) = [named["script_id"] for named in studio.started_with]
    assert studio.scripts.get(made_with).text == "Hello there, this is Kim. Bye."
    assert studio.scripts.get(stored.id).text == "Hello there, this is Kim."
    assert script.shown is not None
    assert script.shown.stored is not None
    assert script.shown.stored.id == made_with
    studio.begun[-1].partial = "hello there this"
    qtbot.waitUntil(lambda: script.prompter.place == 3.0)
    window.stage.discard()
    qtbot.waitUntil(lambda: window.stage.state == "ready")
    settle(qtbot, tasks)
    assert script.prompter.toPlainText() == "Hello there, this is Kim. Bye."
    assert studio.settings.value.script == made_with


def test_words_that_are_being_written_are_kept_when_no_take_comes_of_it(
    window: MainWindow, script: StageScript, studio: ScriptStudio, qtbot: QtBot, tasks: Tasks
) -> None:
    stored = studio.scripts.add("Hello there, this is Kim.")
    put(script, stored, qtbot, tasks)
    script.toggle_sheet()
    script.sheet.write(stored)
    QTest.keyClicks(script.sheet.editor.words_edit, "Well. ")
    script.begin()  # the microphone is not there, or the countdown is cancelled
    settle(qtbot, tasks)
    assert studio.scripts.get(stored.id).text == "Well. Hello there, this is Kim."


def test_words_that_cannot_be_said_yet_do_not_keep_a_take_from_its_script(
    window: MainWindow, script: StageScript, studio: ScriptStudio, qtbot: QtBot, tasks: Tasks
) -> None:
    stored = studio.scripts.add("Hello there, this is Kim.")
    put(script, stored, qtbot, tasks)
    script.toggle_sheet()
    script.sheet.write(stored)
    QTest.keyClicks(script.sheet.editor.words_edit, "[unfinished ")
    record(window, qtbot, studio)
    assert script.prompter.toPlainText() == "Hello there, this is Kim."
    assert studio.scripts.get(studio.started_with[0]["script_id"]).text == "Hello there, this is Kim."
    settle(qtbot, tasks)
    assert "[unfinished Hello there, this is Kim." in {s.text for s in studio.scripts.all()}
    assert window.banners.texts() == []


def test_typing_shows_on_the_stage_and_a_half_written_slot_is_not_scolded_from_there(
    window: MainWindow, script: StageScript, studio: ScriptStudio, qtbot: QtBot, tasks: Tasks
) -> None:
    stored = studio.scripts.add("Hello there, this is Kim.")
    put(script, stored, qtbot, tasks)
    script.toggle_sheet()
    script.sheet.write(stored)
    editor = script.sheet.editor
    QTest.keyClicks(editor.words_edit, "Well. [")
    qtbot.waitUntil(lambda: not editor.unsaved and not tasks.busy, timeout=PATIENCE_MS)
    assert script.prompter.toPlainText() == "Hello there, this is Kim."
    assert window.banners.texts() == []
    QTest.keyClicks(editor.words_edit, "name] ")
    qtbot.waitUntil(
        lambda: script.prompter.toPlainText() == "Well. [name] Hello there, this is Kim.", timeout=PATIENCE_MS
    )
    qtbot.waitUntil(lambda: list(editor.fields) == ["name"], timeout=PATIENCE_MS)
    QTest.keyClicks(editor.fields["name"], "Dana")
    qtbot.waitUntil(lambda: script.prompter.toPlainText().startswith("Well. Dana Hello"), timeout=PATIENCE_MS)
    settle(qtbot, tasks)


def test_a_take_is_made_with_the_words_that_are_shown_whatever_was_saved_meanwhile(
    window: MainWindow, script: StageScript, studio: ScriptStudio, qtbot: QtBot, tasks: Tasks
) -> None:
    stored = studio.scripts.add("Hello there, this is Kim.")
    put(script, stored, qtbot, tasks)
    studio.scripts.change(stored.id, text="Another window wrote this.")
    record(window, qtbot, studio)
    made_with = studio.started_with[0]["script_id"]
    assert script.prompter.toPlainText() == "Hello there, this is Kim."
    assert studio.scripts.get(made_with).text == "Hello there, this is Kim."
    assert studio.scripts.get(stored.id).text == "Another window wrote this."


def test_without_a_script_everything_is_as_before(
    window: MainWindow, script: StageScript, studio: ScriptStudio, qtbot: QtBot
) -> None:
    take = record(window, qtbot, studio)
    take.words = ("hello", "there")
    qtbot.waitUntil(lambda: window.stage.words_label.whole == "hello there")
    assert studio.started_with == [{}]
    assert not script.prompter.isVisible()


# ---- size, narrow windows, names ---------------------------------------------------------------


def test_the_size_is_changed_by_keys_and_buttons_and_remembered(
    window: MainWindow, script: StageScript, studio: ScriptStudio, qtbot: QtBot, tasks: Tasks
) -> None:
    press(window, Qt.Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)
    assert script.prompter.text_px == 40, "nothing to see, nothing to change"
    put(script, studio.scripts.add(TEXT), qtbot, tasks)
    press(window, Qt.Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)
    assert script.prompter.text_px == 45
    press(window, Qt.Key.Key_Minus, Qt.KeyboardModifier.ControlModifier)
    qtbot.mouseClick(script.panel.smaller_button, Qt.MouseButton.LeftButton)
    settle(qtbot, tasks)
    assert studio.settings.value.prompter_px == script.prompter.text_px < 40
    before = script.prompter.text_px
    centre = QPointF(script.prompter.viewport().rect().center())
    event = QWheelEvent(
        centre, script.prompter.mapToGlobal(centre), QPoint(0, 120), QPoint(0, 120),
        Qt.MouseButton.NoButton, Qt.KeyboardModifier.ControlModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(script.prompter.viewport(), event)
    assert script.prompter.text_px > before
    assert script.prompter.font().pixelSize() == script.prompter.text_px
    for _press in range(40):
        script.panel.larger()
    assert script.prompter.text_px == 96
    for _press in range(40):
        script.panel.smaller()
    assert script.prompter.text_px == 20
    settle(qtbot, tasks)
    assert studio.settings.value.prompter_px == 20


@pytest.mark.parametrize(("width", "beside"), [(760, False), (1180, True), (2560, True)])
def test_the_sheet_stands_beside_the_stage_or_over_a_narrow_one(
    window: MainWindow, script: StageScript, studio: ScriptStudio, qtbot: QtBot, tasks: Tasks,
    width: int, beside: bool,
) -> None:  # fmt: skip
    window.resize(width, 700)
    put(script, studio.scripts.add(TEXT), qtbot, tasks)
    script.toggle_sheet()
    settle(qtbot, tasks)
    sheet, stage = script.sheet.geometry(), window.stage
    assert stage.rect().contains(sheet)
    QApplication.processEvents()
    prompter_right = script.prompter.mapTo(stage, QPoint(script.prompter.width(), 0)).x()
    assert (prompter_right <= sheet.left()) == beside
    if not beside:
        assert sheet.width() > stage.width() - 40
    script.sheet.put_away()
    qtbot.waitUntil(lambda: not script.button.geometry().intersects(script.prompter.geometry()))
    assert script.prompter.width() > 300
    assert script.button.geometry().right() <= script.panel.width()
    assert not script.button.geometry().intersects(window.stage.ring.geometry())


def test_everything_in_the_sheet_has_a_name_and_a_role(
    script: StageScript, studio: ScriptStudio, qtbot: QtBot, tasks: Tasks
) -> None:
    stored = studio.scripts.add(TEXT)
    script.toggle_sheet()
    for step in (lambda: None, lambda: script.sheet.write(stored)):
        step()
        settle(qtbot, tasks)
        nameless = [
            part.objectName() or type(part).__name__
            for part in [script.sheet, *script.sheet.findChildren(QWidget), script.button, script.prompter]
            if part.focusPolicy() != Qt.FocusPolicy.NoFocus
            and part.isVisible()
            and not QAccessible.queryAccessibleInterface(part).text(QAccessible.Text.Name).strip()
        ]
        assert not nameless, nameless


def test_nothing_is_announced_while_somebody_speaks(
    window: MainWindow, script: StageScript, studio: ScriptStudio, qtbot: QtBot, tasks: Tasks,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    said: list[str] = []
    monkeypatch.setattr("rehearse.ui.stage_script.announce", lambda _widget, text: said.append(text))
    put(script, studio.scripts.add(TEXT, title="School story"), qtbot, tasks)
    assert said == ["Script: School story"]
    take = record(window, qtbot, studio)
    take.partial = "hi dana this is kim parker"
    qtbot.waitUntil(lambda: script.prompter.place > 4)
    assert said == ["Script: School story"]


def test_a_long_list_is_shown_without_a_long_wait(
    script: StageScript, studio: ScriptStudio, qtbot: QtBot, tasks: Tasks
) -> None:
    """Rows are painted, not made of widgets: their number does not grow with the list."""
    for number in range(60):
        studio.scripts.add(f"Words of script {number}", title=f"Script {number}")
    script.toggle_sheet()
    before = len(script.sheet.findChildren(QWidget))
    settle(qtbot, tasks)
    assert script.sheet.list.model.rowCount() == 61
    assert len(script.sheet.findChildren(QWidget)) == before


def test_reduced_motion_is_asked_for_at_each_start(
    window: MainWindow, script: StageScript, studio: ScriptStudio, qtbot: QtBot, tasks: Tasks,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    put(script, studio.scripts.add(TEXT), qtbot, tasks)
    value = studio.settings.value
    reduced = SimpleNamespace(
        reduced_motion=True, prompter_follows="voice", script=value.script, speaker="", theme="light"
    )
    monkeypatch.setattr(StageScript, "_settings", property(lambda _self: reduced))
    take = record(window, qtbot, studio)
    take.partial = "hi dana this is kim parker from summit office my number is four one five"
    qtbot.waitUntil(lambda: script.prompter.place > 8)
    assert not script.prompter._timer.isActive()
    assert script.prompter.verticalScrollBar().value() == round(script.prompter._target)


def test_building_the_stage_shows_no_window_of_its_own(window: MainWindow, studio: ScriptStudio) -> None:
    """A part that is shown before it has a parent would be a window, and take the keyboard away."""
    shown = [part for part in QApplication.topLevelWidgets() if part.isVisible() and part is not window]
    assert shown == []
    made: list[QWidget] = []

    class Watch(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
                made.append(watched)
            return False

    watch = Watch()
    QApplication.instance().installEventFilter(watch)  # type: ignore[union-attr]
    try:
        view = StageView(studio, window._tasks, window.theme, window.microphone)  # type: ignore[arg-type]
    finally:
        QApplication.instance().removeEventFilter(watch)  # type: ignore[union-attr]
    assert made == []
    view.deleteLater()


def test_a_line_of_the_large_timer_stands_below_the_small_one(
    window: MainWindow, script: StageScript, studio: ScriptStudio, qtbot: QtBot, tasks: Tasks
) -> None:
    line = QLabel("Number in, at 9 s")
    ring = window.stage.ring
    script.panel.set_line(line, lambda widget: ring.layout().addWidget(widget))  # type: ignore[union-attr]
    assert line.parentWidget() is ring
    put(script, studio.scripts.add(TEXT), qtbot, tasks)
    assert line.parentWidget() is script.panel
    qtbot.waitUntil(lambda: line.geometry().top() >= script.button.geometry().bottom())
    assert not line.geometry().intersects(ring.geometry())
    script.choose(None)
    assert line.parentWidget() is ring
    qtbot.waitUntil(lambda: ring.width() > 300)


def test_the_script_has_ctrl_plus_before_the_window(
    window: MainWindow, script: StageScript, studio: ScriptStudio, qtbot: QtBot, tasks: Tasks
) -> None:
    used: list[int] = []
    of_the_window = QShortcut(QKeySequence("Ctrl++"), window, lambda: used.append(1))
    of_the_window.activatedAmbiguously.connect(lambda: used.append(1))  # beside one that is there already
    press(window, Qt.Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)
    before = len(used)
    put(script, studio.scripts.add(TEXT), qtbot, tasks)
    px = script.prompter.text_px
    press(window, Qt.Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)
    assert script.prompter.text_px > px
    assert len(used) == before
    script.choose(None)
    press(window, Qt.Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)
    assert len(used) == before + 1
    of_the_window.deleteLater()
    settle(qtbot, tasks)
