"""The window: pages, keys, news and the end, on a studio whose microphone obeys the test."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from rehearse.errors import DataError, DeviceBusy, DeviceLost, NotAudio
from rehearse.ui.tasks import BugReport, Tasks
from rehearse.ui.theme import Theme
from rehearse.ui.window import MainWindow
from tests.helpers.fake_studio import FakeStudio, level
from tests.ui.window_helpers import (
    child,
    open_window,
    press,
    record,
    studio,
    window,
)

__all__ = ["open_window", "studio", "window"]

ROOT = Path(__file__).resolve().parents[2]


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
