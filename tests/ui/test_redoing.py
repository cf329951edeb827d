"""All takes judged again from the window: offered, running beside everything else, stopped, gone on with."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from rehearse.errors import TakeMissing
from rehearse.progress import Progress
from rehearse.redoing import Need, Redo, Redone, done_words
from rehearse.ui.redoing import offer_words, running_words
from rehearse.ui.tasks import Tasks
from rehearse.ui.theme import usable_theme
from rehearse.ui.window import MainWindow
from tests.helpers.views import BROCHURE, ViewsStudio

N_TAKES = 3


@pytest.fixture
def studio(private_home: Path) -> Iterator[ViewsStudio]:
    made = ViewsStudio(private_home)
    for number in range(N_TAKES):
        made.add_take(BROCHURE, f"Take {number + 1}")
    yield made
    made.close()


@pytest.fixture
def window(studio: ViewsStudio, qtbot: QtBot) -> Iterator[MainWindow]:
    tasks = Tasks()
    made = MainWindow(studio, tasks, usable_theme("light", 1.0)[0])
    qtbot.addWidget(made)
    made.show()
    qtbot.waitUntil(lambda: made._begun and not tasks.busy, timeout=60_000)
    made.redoing.decline()  # what the model of today would hear otherwise
    yield made
    made.close()
    tasks.close()


def settle(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not window._tasks.busy, timeout=60_000)


def press(window: MainWindow, qtbot: QtBot, name: str) -> None:
    part = window.redo_bar.findChild(QPushButton, name)
    assert isinstance(part, QPushButton)
    assert part.isVisible()
    qtbot.mouseClick(part, Qt.MouseButton.LeftButton)


def bases(studio: ViewsStudio) -> set[str]:
    cards = [studio.library.take(take.id).scorecard for take in studio.takes()]
    return {card.basis for card in cards if card is not None}


def only_judging(studio: ViewsStudio, monkeypatch: pytest.MonkeyPatch) -> None:
    """The takes of this test were heard by nobody."""
    monkeypatch.setattr(studio.library.stale, "not_heard_by", lambda _model_id: [])


def test_another_profile_offers_to_judge_again_and_a_click_does_it(
    window: MainWindow, studio: ViewsStudio, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    only_judging(studio, monkeypatch)
    window.show_page("takes")
    settle(window, qtbot)
    assert not window.redo_bar.isVisible()
    studio.settings.update(profile="hubspot")
    window.pages.tell_settings({"profile": "hubspot"})
    qtbot.waitUntil(window.redo_bar.isVisible)
    assert window.redo_bar.words.whole == "3 takes were judged by other rules or targets."
    press(window, qtbot, "redo_go")
    settle(window, qtbot)
    assert bases(studio) == {studio.basis()}
    assert not window.redo_bar.isVisible()
    assert "3 takes were judged again." in window.banners.texts()
    assert [take.bands for take in studio.takes()] == [
        window.takes.model.take(row).bands for row in range(N_TAKES)
    ]


def test_not_now_is_taken_for_an_answer_until_something_else_changes(
    window: MainWindow, studio: ViewsStudio, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    only_judging(studio, monkeypatch)
    window.show_page("takes")
    studio.settings.update(profile="hubspot")
    window.redoing.look()
    qtbot.waitUntil(window.redo_bar.isVisible)
    press(window, qtbot, "redo_not_now")
    assert not window.redo_bar.isVisible()
    assert window.takes.list.hasFocus()
    window.redoing.look()
    settle(window, qtbot)
    assert not window.redo_bar.isVisible()
    studio.add_take("hi dana call me", "One more")
    studio.settings.update(region="GB")
    window.redoing.look()
    qtbot.waitUntil(window.redo_bar.isVisible)
    assert window.redo_bar.words.whole == "4 takes were judged by other rules or targets."


def test_it_says_how_far_it_is_and_a_stop_leaves_the_rest_to_do(
    window: MainWindow, studio: ViewsStudio, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    only_judging(studio, monkeypatch)
    monkeypatch.setattr("rehearse.redoing._CHUNK", 1)
    one_done, go_on = threading.Event(), threading.Event()
    whole = Redo._pause

    def pause(redo: Redo, cancel: object) -> None:
        one_done.set()
        assert go_on.wait(60)
        whole(redo, cancel)  # type: ignore[arg-type]

    monkeypatch.setattr(Redo, "_pause", pause)
    window.show_page("takes")
    studio.settings.update(profile="hubspot")
    window.redoing.look()
    qtbot.waitUntil(window.redo_bar.isVisible)
    press(window, qtbot, "redo_go")
    qtbot.waitUntil(one_done.is_set, timeout=60_000)
    qtbot.waitUntil(lambda: window.redo_bar.words.whole.startswith("Judging again: 1 of 3"))
    assert window.redo_bar.bar.value() == 333
    window.show_page("stage")
    assert not window.redo_bar.isVisible()  # nothing moves where somebody speaks
    window.show_page("takes")
    press(window, qtbot, "redo_stop")
    go_on.set()
    settle(window, qtbot)
    assert window.takes.list.hasFocus(), "the button went away: the page has the keyboard again"
    assert window.redo_bar.words.whole == "2 takes were judged by other rules or targets."
    assert len(studio.library.stale.not_judged_by(studio.basis())) == 2
    press(window, qtbot, "redo_go")
    settle(window, qtbot)
    assert bases(studio) == {studio.basis()}


def test_recording_holds_it_back(window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    held = window.redoing
    assert not held._held
    monkeypatch.setattr(type(window.stage), "is_recording", property(lambda _stage: True))
    window.stage_changed("recording")
    assert held._held
    monkeypatch.undo()
    window.stage_changed("ready")
    assert not held._held


def test_words() -> None:
    assert offer_words("judge", Need(1, 0)) == "1 take was judged by other rules or targets."
    assert offer_words("hear", Need(0, 1204)) == "1,204 takes were heard with another model, or not yet."
    told = Progress(340, 1204, "takes", 4.0, 216.0)
    assert running_words("hear", told) == "Listening again: 340 of 1,204  ·  about 4 minutes left"
    assert running_words("judge", Progress(0, 2, "takes")) == "Judging again: 0 of 2"
    gone = TakeMissing("The sound of this take is not where it was.")
    assert done_words("hear", Redone(2, (("id", gone),))) == (
        "2 takes were heard again. 1 could not be and keeps what it had:"
        " The sound of this take is not where it was."
    )
    assert done_words("judge", Redone(0)) == "Every take is judged by today’s rules already."
