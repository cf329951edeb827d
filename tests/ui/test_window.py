"""The window: pages, keys, news and the end, on a studio whose microphone obeys the test."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from rehearse.errors import DataError, DeviceBusy, DeviceLost, ModelMissing, NotAudio
from rehearse.ui.tasks import BugReport, Tasks
from rehearse.ui.theme import Theme, choose_theme
from rehearse.ui.window import MainWindow
from tests.helpers.fake_studio import FakeStudio, FakeTake, level

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def studio(tmp_path: Path) -> FakeStudio:
    made = FakeStudio(tmp_path / "home")
    made.settings.update(first_start_done=True)
    return made


@pytest.fixture
def open_window(
    studio: FakeStudio, tasks: Tasks, theme: Theme, qtbot: QtBot
) -> Iterator[Callable[[], MainWindow]]:
    made: list[MainWindow] = []

    def build() -> MainWindow:
        window = MainWindow(studio, tasks, theme)  # type: ignore[arg-type]
        made.append(window)
        window.show()
        qtbot.waitUntil(lambda: window._begun)
        qtbot.wait(1)  # what it begins with is queued, and comes before this ends
        qtbot.waitUntil(lambda: not tasks.busy)
        window.activateWindow()
        return window

    yield build
    studio.model_gate.set()
    studio.start_gate.set()
    studio.let_go()
    for window in made:
        window.close()
        qtbot.waitUntil(window.isHidden)


@pytest.fixture
def window(open_window: Callable[[], MainWindow]) -> MainWindow:
    return open_window()


def press(
    window: MainWindow, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
) -> None:
    """As a keyboard does: to whatever has the focus."""
    from PySide6.QtTest import QTest

    QTest.keyClick(window.windowHandle(), key, modifier)


def record(window: MainWindow, qtbot: QtBot, studio: FakeStudio) -> FakeTake:
    press(window, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: window.stage.state == "recording")
    return studio.begun[-1]


def child(parent: QWidget, name: str, kind: type[Any] = QPushButton) -> Any:
    found = parent.findChild(kind, name)
    assert found is not None, name
    return found


# ---- recording ---------------------------------------------------------------------------------


def test_space_starts_and_stops_and_the_review_follows(
    window: MainWindow, qtbot: QtBot, studio: FakeStudio, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[Any] = []
    monkeypatch.setattr(window.review, "show_review", shown.append)
    take = record(window, qtbot, studio)
    take.elapsed_s, take.words, take.partial = 12.3, ("hello", "this", "is"), "bob smith"
    qtbot.waitUntil(lambda: window.stage.ring.time_label.text() == "0:12")
    assert window.stage.ring.zone_label.text() == "Good length"
    qtbot.waitUntil(lambda: window.stage.words_label.whole == "hello this is bob smith")
    assert window.stage.record_button.text().strip() == "Stop"
    press(window, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: window.stage.state == "listening")
    assert take.stopped
    assert window.stage.ring.zone_label.text() == "Listening back…"
    assert window.stage.ring.time_label.text() == "0:12"
    take.heard.set()
    qtbot.waitUntil(lambda: window.page == "review")
    assert shown[0].take.id == take.take_id
    assert window.rail.buttons["stage"].isChecked()


def test_the_microphone_is_let_go_before_the_recording_opens_it(
    window: MainWindow, qtbot: QtBot, studio: FakeStudio
) -> None:
    qtbot.waitUntil(lambda: window.microphone.state == "open")
    assert window.stage.device_label.whole == "Desk microphone"
    record(window, qtbot, studio)
    assert studio.monitor.closed


def test_space_in_the_review_records_again(
    window: MainWindow, qtbot: QtBot, studio: FakeStudio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(window.review, "show_review", lambda _review: None)
    first = record(window, qtbot, studio)
    press(window, Qt.Key.Key_Space)
    first.heard.set()
    qtbot.waitUntil(lambda: window.page == "review")
    press(window, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: len(studio.begun) == 2 and window.stage.state == "recording")
    assert window.page == "stage"


def test_a_review_that_comes_while_recording_again_does_not_push_in(
    window: MainWindow, qtbot: QtBot, studio: FakeStudio
) -> None:
    first = record(window, qtbot, studio)
    press(window, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: window.stage.state == "listening")
    record(window, qtbot, studio)
    first.heard.set()
    qtbot.waitUntil(lambda: "Your take has been listened to." in window.banners.texts())
    assert window.page == "stage"
    assert window.stage.state == "recording"


def test_escape_throws_the_take_away_and_undo_brings_it_back(
    window: MainWindow, qtbot: QtBot, studio: FakeStudio
) -> None:
    take = record(window, qtbot, studio)
    press(window, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: window.stage.state == "ready")
    assert take.discarded
    assert window.banners.texts() == ["That take was thrown away."]
    qtbot.mouseClick(child(window.banners, "banner_action"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: studio.restored == [take.take_id])
    qtbot.waitUntil(lambda: window.banners.texts() == ["The take is back."])


def test_a_stop_before_the_microphone_is_open_is_not_forgotten(
    window: MainWindow, qtbot: QtBot, studio: FakeStudio
) -> None:
    studio.start_gate.clear()
    press(window, Qt.Key.Key_Space)
    assert window.stage.state == "starting"
    assert window.stage.ring.zone_label.text() == "Opening the microphone…"
    press(window, Qt.Key.Key_Space)
    studio.start_gate.set()
    qtbot.waitUntil(lambda: window.stage.state == "listening")
    assert studio.begun[0].n_stops == 1


def test_recording_does_not_wait_for_the_model(
    studio: FakeStudio, tasks: Tasks, theme: Theme, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    studio.model_gate.clear()
    monkeypatch.setattr("rehearse.ui.review.ReviewView.show_review", lambda _self, _review: None)
    window = MainWindow(studio, tasks, theme)  # type: ignore[arg-type]
    qtbot.addWidget(window)
    window.show()
    qtbot.waitUntil(lambda: window.microphone.state == "open")
    take = record(window, qtbot, studio)
    take.model_ready = False
    qtbot.waitUntil(lambda: "model is loaded" in window.stage.words_label.whole)
    window.stage.stop()
    qtbot.waitUntil(lambda: window.stage.state == "listening")
    studio.model_gate.set()
    take.heard.set()
    qtbot.waitUntil(lambda: not tasks.busy)


@pytest.mark.parametrize(
    ("warning", "said"),
    [
        ("SILENT", "unmute the microphone"),
        ("TOO_QUIET", "come closer"),
        ("CLIPPING", "move back"),
        ("OVERFLOW", "Bits of sound are missing"),
        ("NO_INPUT", "Nothing arrives any more"),
        ("DISK_LOW", "disk is almost full"),
    ],
)
def test_warnings_are_told_while_there_is_time_and_go_again(
    window: MainWindow, qtbot: QtBot, studio: FakeStudio, warning: str, said: str
) -> None:
    take = record(window, qtbot, studio)
    assert not window.stage.warning_mark.isVisible()
    take.warning = warning
    qtbot.waitUntil(lambda: said in window.stage.warning_label.text())
    assert window.stage.warning_mark.isVisible()
    take.warning = "NONE"
    qtbot.waitUntil(lambda: window.stage.warning_label.text() == "")
    assert not window.stage.warning_mark.isVisible()


def test_every_warning_of_the_recorder_has_words() -> None:
    from rehearse.audio.capture import Warn
    from rehearse.ui.stage import warning_words

    for warn in Warn:
        assert bool(warning_words(warn.name)) == (warn is not Warn.NONE), warn


def test_a_microphone_that_goes_away_keeps_the_take(
    window: MainWindow, qtbot: QtBot, studio: FakeStudio
) -> None:
    take = record(window, qtbot, studio)
    take.error = DeviceLost("The microphone went away.", kept="What you said is kept.")
    take.state = "lost"
    qtbot.waitUntil(lambda: window.stage.state == "listening")
    assert take.stopped
    assert window.banners.texts() == ["The microphone went away."]
    window.tell(NotAudio("That is no recording."))
    record(window, qtbot, studio)
    assert window.banners.texts() == ["That is no recording."], "what works again is not told as broken"


def test_a_microphone_that_is_in_use_is_told_and_the_stage_is_ready_again(
    window: MainWindow, qtbot: QtBot, studio: FakeStudio
) -> None:
    studio.start_error = DeviceBusy("The microphone is in use.", help="Close the other program.")
    press(window, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: bool(window.banners.texts()))
    banner = window.banners.shown[0]
    assert banner.text_label.text() == "The microphone is in use."
    assert banner.detail_label.text() == "Close the other program."
    assert window.stage.state == "ready"


def test_a_take_that_cannot_be_heard_is_kept_and_said_so(
    window: MainWindow, qtbot: QtBot, studio: FakeStudio
) -> None:
    take = record(window, qtbot, studio)
    take.hear_error = NotAudio("There is no sound in it.")
    press(window, Qt.Key.Key_Space)
    take.heard.set()
    qtbot.waitUntil(lambda: window.banners.texts() == ["Your take is kept, but could not be listened to."])
    assert window.stage.state == "ready"


def test_pages_stay_where_they_are_while_recording(
    window: MainWindow, qtbot: QtBot, studio: FakeStudio
) -> None:
    record(window, qtbot, studio)
    for key in (Qt.Key.Key_2, Qt.Key.Key_3, Qt.Key.Key_4):
        press(window, key, Qt.KeyboardModifier.ControlModifier)
        assert window.page == "stage"
    assert not window.rail.buttons["takes"].isEnabled()


# ---- the end -----------------------------------------------------------------------------------


def test_closing_while_recording_stops_and_keeps_the_take(
    window: MainWindow, qtbot: QtBot, studio: FakeStudio
) -> None:
    take = record(window, qtbot, studio)
    window.close()
    qtbot.waitUntil(window.isHidden)
    assert take.stopped
    assert not take.discarded


def test_nothing_begins_after_the_window_was_closed(window: MainWindow, qtbot: QtBot) -> None:
    window.close()
    qtbot.waitUntil(lambda: not window._tasks.busy)
    window.start._swept([])  # the search for lost takes comes to its end only now
    assert not window.library_news._timer.isActive()
    assert not window._tasks.busy


def test_closing_while_the_microphone_opens_keeps_the_take_as_well(
    window: MainWindow, qtbot: QtBot, studio: FakeStudio
) -> None:
    studio.start_gate.clear()
    press(window, Qt.Key.Key_Space)
    window.close()
    assert window.isVisible()
    studio.start_gate.set()
    qtbot.waitUntil(window.isHidden)
    assert studio.begun[0].stopped


# ---- keys and focus ----------------------------------------------------------------------------


def test_space_presses_what_has_the_focus_where_that_is_a_button(
    window: MainWindow, qtbot: QtBot, studio: FakeStudio
) -> None:
    window.stage.set_model_hint("Get the better one")
    window.stage.model_button.setFocus()
    qtbot.waitUntil(window.stage.model_button.hasFocus)
    press(window, Qt.Key.Key_Space)
    assert window.page == "settings"
    assert not studio.begun


def test_the_record_button_has_the_focus_whenever_the_stage_comes_up(
    window: MainWindow, qtbot: QtBot
) -> None:
    for page in ("takes", "settings"):
        window.show_page(page)
        window.show_page("stage")
        qtbot.waitUntil(window.stage.record_button.hasFocus)


def test_typing_a_space_into_the_name_does_not_record(
    window: MainWindow, qtbot: QtBot, studio: FakeStudio, tasks: Tasks
) -> None:
    window.show_page("settings")
    window.settings.show_section("data")
    name_edit = window.settings.page("data").name_edit
    name_edit.setFocus()
    for key in (Qt.Key.Key_A, Qt.Key.Key_Space, Qt.Key.Key_B):
        press(window, key)
    assert name_edit.text().lower() == "a b"
    assert not studio.begun
    press(window, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: studio.settings.value.speaker.lower() == "a b")


def test_pages_by_keyboard_and_by_mouse(window: MainWindow, qtbot: QtBot) -> None:
    for number, page in ((1, "stage"), (4, "takes"), (6, "coach"), (7, "settings")):
        press(window, getattr(Qt.Key, f"Key_{number}"), Qt.KeyboardModifier.ControlModifier)
        assert window.page == page
        assert window.rail.buttons[page].isChecked()
    qtbot.mouseClick(window.rail.buttons["stage"], Qt.MouseButton.LeftButton)
    assert window.page == "stage"
    assert not window.rail.buttons["stage"].hasFocus()


def test_return_presses_the_button_that_has_the_keyboard(
    window: MainWindow, qtbot: QtBot, tasks: Tasks
) -> None:
    window.show_page("takes")
    qtbot.waitUntil(lambda: not tasks.busy)
    window.takes.trash_button.setFocus()
    press(window, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not tasks.busy)
    assert window.takes.in_trash
    window.rail.buttons["settings"].setFocus()
    press(window, Qt.Key.Key_Return)
    assert window.page == "settings"


def test_escape_in_the_review_goes_back(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(window.review, "show_take", lambda _id, _find: None)
    window.show_page("takes")
    window.open_take("x")
    assert window.page == "review"
    assert window.rail.buttons["takes"].isChecked()
    press(window, Qt.Key.Key_Escape)
    assert window.page == "takes"


# ---- news --------------------------------------------------------------------------------------


def test_a_take_found_after_a_crash_is_offered(
    open_window: Callable[[], MainWindow], studio: FakeStudio, monkeypatch: pytest.MonkeyPatch
) -> None:
    studio.recovered = [SimpleNamespace(id="lost-1")]
    window = open_window()
    opened: list[str] = []
    monkeypatch.setattr(window, "open_take", opened.append)
    assert window.banners.texts() == ["A recording was cut short last time. Nothing of it is lost."]
    child(window.banners, "banner_action").click()
    assert opened == ["lost-1"]
    assert window.banners.texts() == []


def test_a_model_that_was_removed_in_an_earlier_run_is_deleted(
    open_window: Callable[[], MainWindow], studio: FakeStudio
) -> None:
    removed = studio.models.trash.folder / "vosk-model-mine.20260101-101010"
    removed.mkdir(parents=True)
    (removed / "final.mdl").write_bytes(b"x")
    open_window()
    assert list(removed.parent.iterdir()) == []


def test_settings_that_could_not_be_read_are_told(
    open_window: Callable[[], MainWindow], studio: FakeStudio
) -> None:
    studio.settings.problems.append("The settings file could not be understood.")
    assert open_window().banners.texts() == ["The settings file could not be understood."]


def test_without_a_model_the_settings_are_one_click_away(
    open_window: Callable[[], MainWindow], studio: FakeStudio
) -> None:
    studio.model_error = ModelMissing("There is no model.", help="Get one.")
    window = open_window()
    assert window.banners.texts() == ["There is no model."]
    child(window.banners, "banner_action").click()
    assert window.page == "settings"


def test_without_a_microphone_the_stage_says_so_and_looks_again(
    open_window: Callable[[], MainWindow], studio: FakeStudio, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    from rehearse.audio import devices

    monkeypatch.setattr(devices, "refresh", lambda: True)
    studio.no_microphone = True
    window = open_window()
    assert window.stage.device_label.whole == "No microphone was found. Plug one in, then look again."
    studio.no_microphone = False
    window.microphone._again.setInterval(1)
    window.microphone._again.start()
    qtbot.waitUntil(lambda: window.stage.device_label.whole == "Desk microphone")


def test_a_fault_of_ours_is_a_banner_with_a_report_to_copy(window: MainWindow, qtbot: QtBot) -> None:
    def clumsy(_handle: object) -> None:
        raise ZeroDivisionError("one over nothing")

    window._tasks.run(clumsy, done=lambda _x: None, failed=window.tell)
    qtbot.waitUntil(lambda: bool(window.banners.texts()))
    assert window.banners.texts() == ["Something went wrong inside Rehearse."]
    report = window.banners.shown[0].report_view
    assert not report.isVisible()
    child(window.banners, "bug_report_show").click()
    assert report.isVisible()
    child(window.banners, "bug_report_copy").click()
    assert "ZeroDivisionError: one over nothing" in QGuiApplication.clipboard().text()


def test_the_same_news_stands_once_and_at_most_three_at_all(window: MainWindow, qtbot: QtBot) -> None:
    for text in ("a", "a", "b", "c", "d"):
        window.banners.tell(text)
    assert window.banners.texts() == ["b", "c", "d"]
    close = child(window.banners.shown[0], "banner_close")
    close.setFocus()
    close.click()
    assert window.banners.texts() == ["c", "d"]
    qtbot.waitUntil(window.stage.record_button.hasFocus)


def test_the_starter_model_is_named_quietly_and_leads_to_a_better_one(window: MainWindow) -> None:
    hint = window.stage.model_button
    assert hint.isVisible()
    assert "Starter model" in hint.text()
    hint.click()
    assert window.page == "settings"


# ---- the theme ---------------------------------------------------------------------------------


def test_changing_the_theme_repaints_everything(window: MainWindow, qtbot: QtBot) -> None:
    for page in ("takes", "settings", "stage"):
        window.show_page(page)
    for name in ("dark", "light"):
        theme = choose_theme(name)  # type: ignore[arg-type]
        window.apply_theme(theme)
        ground = window.grab().toImage().pixelColor(window.rail.width() + 6, 300)
        assert ground == theme.colour("window")
        assert QApplication.palette().color(QApplication.palette().ColorRole.Window) == theme.colour("window")


# ---- access ------------------------------------------------------------------------------------


def interfaces(widget: QWidget) -> Iterator[tuple[QWidget, Any]]:
    for part in [widget, *widget.findChildren(QWidget)]:
        found = QAccessible.queryAccessibleInterface(part)
        if found is not None and found.isValid():
            yield part, found


@pytest.mark.parametrize("page", ["stage", "takes", "settings", "review", "welcome"])
def test_whatever_can_have_the_focus_has_a_name_and_a_role(
    window: MainWindow, qtbot: QtBot, tasks: Tasks, page: str
) -> None:
    window.show_page(page)
    qtbot.waitUntil(lambda: not tasks.busy)
    window.banners.tell("News", action="Undo", act=lambda: None)
    nameless = [
        f"{type(part).__name__} {part.objectName()}"
        for part, found in interfaces(window)
        if part.focusPolicy() != Qt.FocusPolicy.NoFocus
        and part.isVisible()
        and (
            not found.text(QAccessible.Text.Name).strip()
            or found.role() in (QAccessible.Role.NoRole, QAccessible.Role.Client)
        )
        and not (isinstance(part, QLabel) or part.objectName() == "waveform")
    ]
    assert not nameless, nameless


def test_what_is_seen_of_the_time_is_read_out_as_well(
    window: MainWindow, qtbot: QtBot, studio: FakeStudio
) -> None:
    take = record(window, qtbot, studio)
    take.elapsed_s = 25.0
    qtbot.waitUntil(lambda: window.stage.ring.zone_label.text() == "Wrap up")
    found = QAccessible.queryAccessibleInterface(window.stage.ring.time_label)
    assert found.text(QAccessible.Text.Description) == "Wrap up"
    button = QAccessible.queryAccessibleInterface(window.stage.record_button)
    assert button.text(QAccessible.Text.Name) == "Stop"
    assert button.role() == QAccessible.Role.Button


def test_everything_is_reached_by_tab(window: MainWindow, qtbot: QtBot) -> None:
    """Once around, without a trap, past all that can be pressed."""
    window.stage.record_button.setFocus()
    seen = []
    for _step in range(30):
        press(window, Qt.Key.Key_Tab)
        focus = QApplication.focusWidget()
        assert focus is not None
        if focus in seen:
            break
        seen.append(focus)
    names = {part.objectName() for part in seen}
    assert {"record_button", "model_button", "nav_stage", "nav_drills", "nav_takes", "nav_settings"} <= names


# ---- the first paint ---------------------------------------------------------------------------

_FIRST_PAINT = """
import sys
from PySide6.QtWidgets import QApplication
app = QApplication(["rehearse"])
from pathlib import Path
from rehearse.paths import Paths
from rehearse.settings import SettingsStore
from rehearse.studio import Studio
from rehearse.ui.tasks import Tasks
from rehearse.ui.theme import choose_theme
from rehearse.ui.window import MainWindow
paths = Paths.below(Path(sys.argv[1]))
heavy = {"numpy", "pyqtgraph", "vosk", "sounddevice", "sqlite3", "av", "soxr", "phonenumbers"}
window = MainWindow(Studio(paths, SettingsStore(paths.settings)), Tasks(), choose_theme("light"))
window._begin = lambda: None
window.show()
while not window._begun:
    app.processEvents()
print(sorted(heavy & set(sys.modules)))
window.close()
"""


@pytest.mark.parametrize("first_start", [True, False])
def test_nothing_heavy_is_loaded_before_the_first_paint(tmp_path: Path, first_start: bool) -> None:
    if not first_start:
        from rehearse.paths import Paths
        from rehearse.settings import SettingsStore

        SettingsStore(Paths.below(tmp_path).settings).update(first_start_done=True)
    done = subprocess.run(
        [sys.executable, "-c", _FIRST_PAINT, str(tmp_path)],
        capture_output=True, text=True, timeout=240, cwd=ROOT, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "[]"


def test_level_and_device_are_shown_before_recording(
    window: MainWindow, qtbot: QtBot, studio: FakeStudio
) -> None:
    qtbot.waitUntil(lambda: window.stage.level_label.text() == "good level")
    studio.monitor.now, studio.monitor.silent_s = level(None), 5.0
    qtbot.waitUntil(lambda: window.stage.level_label.text() == "no sound: muted?")


def test_a_bug_report_shows_once(window: MainWindow) -> None:
    try:
        raise RuntimeError("twice")
    except RuntimeError as error:
        report = BugReport.of(error)
    window.tell_bug(report)
    window.tell_bug(report)
    assert len(window.banners.texts()) == 1
    assert threading.current_thread() is threading.main_thread()


@pytest.mark.parametrize("n", [1, 3])
def test_rules_that_cannot_be_used_are_told_once(
    open_window: Callable[[], MainWindow], studio: FakeStudio, n: int
) -> None:
    studio.wrong_data = [
        DataError(f"The rule r{i} in mine.toml is left out.", kept="All other rules are in use.")
        for i in range(n)
    ]
    (banner,) = open_window().banners.shown
    said = banner.accessibleName()
    assert "The rule r0 in mine.toml is left out." in said
    assert "All other rules are in use." in said
    assert ("2 more are wrong" in said) == (n == 3)
