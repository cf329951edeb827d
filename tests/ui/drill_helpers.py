"""The window on the page of a drill, whose runner does what the test tells it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from rehearse.analysis.drills import Condition, Drill, Round
from rehearse.library.cards import ProspectCard
from rehearse.speech.transcript import Span
from rehearse.ui import drill_stage
from rehearse.ui.drill_stage import DrillStageView
from rehearse.ui.tasks import Tasks
from rehearse.ui.theme import Theme
from rehearse.ui.window import MainWindow
from tests.helpers.drill_scenes import LATE, begin_fake
from tests.helpers.fake_drill_runner import FakeDrillRunner
from tests.helpers.views import ViewsStudio

CARDS = tuple(
    ProspectCard(f"Dana {name}", "Office manager", f"{name} Copiers", (("City", "Omaha"), ("", "Hires")))
    for name in ("Able", "Baker", "Charlie", "Delta", "Echo")
)
WANTED = Condition(length_least_s=5, length_most_s=20, number_within=0.5)
ONE = Drill("one", "Twenty seconds", "Short.", "us", (Round(WANTED, limit_s=40),))
LADDER = replace(ONE, id="ladder", title="Ladder", rounds=ONE.rounds * 3, rest_s=8.0)
THINK = replace(ONE, id="cold", title="Cold card", rounds=(Round(WANTED, think_s=15.0, limit_s=40),))
BLOCK = replace(THINK, id="block", title="Call block", cards=(2, 30), rest_s=2.0)
SHORT = "hi dana it's bob five five five oh one two three"


@pytest.fixture
def studio(tmp_path: Path) -> Iterator[ViewsStudio]:
    made = ViewsStudio(tmp_path)
    yield made
    made.close()


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What a screen reader was told."""
    heard: list[str] = []
    monkeypatch.setattr(drill_stage, "announce", lambda _widget, text: heard.append(text))
    return heard


@pytest.fixture
def window(
    studio: ViewsStudio, tasks: Tasks, theme: Theme, qtbot: QtBot, said: list[str]
) -> Iterator[MainWindow]:
    made = MainWindow(studio, tasks, theme)
    made.show()
    qtbot.waitUntil(lambda: made._begun and not tasks.busy)
    made.activateWindow()
    yield made
    made.close()
    qtbot.waitUntil(made.isHidden)


Begin = Callable[..., FakeDrillRunner]


@pytest.fixture
def begin(window: MainWindow, qtbot: QtBot) -> Begin:
    def made(
        drill: Drill, cards: tuple[ProspectCard, ...] = (), takes: tuple[str, ...] = ()
    ) -> FakeDrillRunner:
        return begin_fake(window, drill, lambda done: qtbot.waitUntil(done), cards, takes)

    return made


def press(window: MainWindow, key: Qt.Key) -> None:
    QTest.keyClick(window.windowHandle(), key)


def view(window: MainWindow) -> DrillStageView:
    """The page, as the runner stands now."""
    window.drill.running.look()
    return window.drill.view


def texts(window: MainWindow) -> dict[str, str]:
    """What stands beside the ring, by name; several of a name are joined."""
    found: dict[str, str] = {}
    for block in view(window).panel.blocks:
        found[block.name] = f"{found[block.name]} {block.text}" if block.name in found else block.text
    shown = [part.text() for part in view(window).panel.findChildren(QLabel) if part.isVisible()]
    assert all(block.text in shown for block in view(window).panel.blocks if not block.optional)
    return found


def judged(window: MainWindow, runner: FakeDrillRunner) -> FakeDrillRunner:
    """To the moment at which the verdict is waited for."""
    if window.drill.running.ready:
        press(window, Qt.Key.Key_Space)
    runner.speak_now() if runner.phase != "lead_in" else runner.advance(0.5)
    runner.say(SHORT)
    runner.stop_now()
    view(window)
    return runner


def finish_block(window: MainWindow, runner: FakeDrillRunner) -> None:
    """Every second card is missed."""
    for at in range(runner.run.n_rounds):
        judged(window, runner)
        late = replace(LATE, span=Span(2.0, 4.0))
        runner.settle(*(("missed", late) if at % 2 else ("passed",)))  # type: ignore[arg-type]
        runner.press()
    assert runner.phase == "done"
