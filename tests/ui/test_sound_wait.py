"""The window says that a microphone or loudspeaker is waited for, where it disturbs nobody."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from rehearse.analysis.drills import Condition, Drill, Round
from rehearse.audio import waits
from rehearse.ui import banners, sound_wait, stage
from rehearse.ui.tasks import Tasks
from rehearse.ui.theme import Theme
from rehearse.ui.window import MainWindow
from tests.helpers.drill_scenes import begin_fake
from tests.helpers.fake_studio import FakeStudio
from tests.helpers.views import ViewsStudio

WORDS = "The microphone does not answer yet. Waiting for it…"

Wait = Callable[[waits.What], threading.Event]


@pytest.fixture
def waiting(monkeypatch: pytest.MonkeyPatch) -> Iterator[Wait]:
    """Somebody waits until the event is set; the window tells it at its next look."""
    monkeypatch.setattr(waits, "TELL_S", 0.0)
    begun: list[tuple[threading.Thread, threading.Event]] = []

    def begin(what: waits.What) -> threading.Event:
        inside, over = threading.Event(), threading.Event()

        def wait() -> None:
            with waits.waiting(what):
                inside.set()
                over.wait(60)

        thread = threading.Thread(target=wait)
        thread.start()
        begun.append((thread, over))
        assert inside.wait(60)
        return over

    yield begin
    for thread, over in begun:
        over.set()
        thread.join()


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What a screen reader was told."""
    heard: list[str] = []
    for module in (stage, banners, sound_wait):
        monkeypatch.setattr(module, "announce", lambda _widget, text: heard.append(text))
    return heard


@pytest.fixture
def studio(tmp_path: Path) -> FakeStudio:
    made = FakeStudio(tmp_path / "home")
    made.settings.update(first_start_done=True)
    return made


@pytest.fixture
def window(
    studio: FakeStudio, tasks: Tasks, theme: Theme, qtbot: QtBot, said: list[str]
) -> Iterator[MainWindow]:
    made = MainWindow(studio, tasks, theme)  # type: ignore[arg-type]
    made.show()
    qtbot.waitUntil(lambda: made._begun and made.microphone.state == "open" and not tasks.busy)
    made.activateWindow()
    yield made
    studio.start_gate.set()
    studio.let_go()
    made.close()
    qtbot.waitUntil(made.isHidden)


def test_a_recording_that_does_not_begin_says_what_it_waits_for_and_then_begins(
    window: MainWindow, qtbot: QtBot, studio: FakeStudio, said: list[str], waiting: Wait
) -> None:
    studio.start_gate.clear()
    over = waiting("microphone")
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: window.stage.state == "starting" and window.stage.warning_label.text() == WORDS)
    assert WORDS in said
    assert window.banners.shown == [], "nothing moves where somebody is about to speak"
    over.set()
    studio.start_gate.set()
    qtbot.waitUntil(lambda: window.stage.state == "recording" and window.stage.warning_label.text() == "")


def test_the_words_go_when_it_answers_also_where_nothing_is_recorded(
    window: MainWindow, qtbot: QtBot, said: list[str], waiting: Wait
) -> None:
    over = waiting("microphone")
    qtbot.waitUntil(lambda: window.stage.warning_label.text() == WORDS)
    over.set()
    qtbot.waitUntil(lambda: window.stage.warning_label.text() == "")
    assert said.count(WORDS) == 1


def test_elsewhere_it_is_a_banner_that_goes_away_and_does_not_come_back(
    window: MainWindow, qtbot: QtBot, said: list[str], waiting: Wait
) -> None:
    window.show_page("settings")
    over = waiting("loudspeaker")
    words = "The loudspeaker does not answer yet. Waiting for it…"
    qtbot.waitUntil(lambda: window.banners.texts() == [words])
    assert words in said
    over.set()
    qtbot.waitUntil(lambda: window.banners.texts() == [])
    waiting("system")
    qtbot.waitUntil(lambda: len(window.banners.shown) == 1)
    window.banners.shown[0].put_away()
    (look,) = window.findChildren(sound_wait.SoundWait)
    look.look()
    assert window.banners.shown == [], "whoever put it away has read it"


def test_in_a_drill_it_stands_where_else_the_words_are(
    tmp_path: Path, tasks: Tasks, theme: Theme, qtbot: QtBot, said: list[str], waiting: Wait
) -> None:
    studio = ViewsStudio(tmp_path)
    window = MainWindow(studio, tasks, theme)
    window.show()
    qtbot.waitUntil(lambda: window._begun and not tasks.busy)
    drill = Drill("one", "Twenty seconds", "Short.", "us", (Round(Condition(length_most_s=20), limit_s=40),))
    runner = begin_fake(window, drill, lambda done: qtbot.waitUntil(done))
    words = window.drill.view.foot.words_label
    over = waiting("microphone")
    qtbot.waitUntil(lambda: words.whole == WORDS)
    assert WORDS in said
    over.set()
    qtbot.waitUntil(lambda: words.whole == "")
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_Space)
    runner.speak_now()
    runner.say("hi dana")
    window.drill.running.look()
    assert words.whole == "hi dana"
    (look,) = window.findChildren(sound_wait.SoundWait)
    look.look()
    assert words.whole == "hi dana", "what is heard stays"
    window.close()
    qtbot.waitUntil(window.isHidden)
    studio.close()
