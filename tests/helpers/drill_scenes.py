"""A drill in each of its moments, brought about by the runner that obeys: for pictures and for every view."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from PySide6.QtWidgets import QLabel

from rehearse.analysis.drills import Drill
from rehearse.library.cards import ProspectCard
from rehearse.library.drill_runs import KeptMiss
from rehearse.speech.transcript import Span
from rehearse.ui.drill_panel import DrillPanel
from rehearse.ui.drill_running import Begun
from rehearse.ui.window import MainWindow
from tests.helpers.fake_drill_runner import FakeDrillRunner

SAID = "hi dana it's kim parker six one seven five five five oh one six eight i read that you"

LATE = KeptMiss(
    "number_within",
    "Your whole number was out at 71 % of the message; it must be out within 50.",
    0.71,
    0.5,
    span=Span(9.0, 12.5),
)
LONG = KeptMiss("length_most_s", "Your message took 24.2 seconds, and 20 are allowed.", 24.2, 20.0)
PITCH = KeptMiss("no_pitch", "“the leading provider” sounds like a sales pitch.", 1, 0, span=Span(3.0, 4.5))


def begin_fake(
    window: MainWindow,
    drill: Drill,
    wait: Callable[[Callable[[], bool]], None],
    cards: Sequence[ProspectCard] = (),
    takes: Sequence[str] = (),
) -> FakeDrillRunner:
    """Begin that drill in the window, with the runner that obeys."""
    runner = FakeDrillRunner(drill, cards, takes=takes)
    window.drill.running.begin = lambda _studio, _wanted: Begun(runner)
    window.start_drill(drill.id)
    wait(lambda: window.drill.running.runner is runner)
    return runner


def scenes(
    window: MainWindow,
    drill: Drill,
    cards: Sequence[ProspectCard],
    takes: Sequence[str],
    wait: Callable[[Callable[[], bool]], None],
    *,
    misses: Sequence[KeptMiss] = (LATE, PITCH),
    said: str = SAID,
) -> Iterator[str]:
    """The name of each moment of a drill with cards, once it is in sight."""

    def shown(phase: str) -> None:
        window.drill.running.look()
        assert window.drill.phase == phase, (window.drill.phase, phase)
        view, until_s = window.drill.view, time.monotonic() + 3.0
        wait(lambda: view.ring.at_rest and view.summary.complete)
        # Another phase has other buttons, which leave the words another room; what stays cut ends the wait.
        wait(lambda: _has_room(view.panel) or time.monotonic() > until_s)

    one = replace(drill, cards=None, rounds=(replace(drill.rounds[0], think_s=0.0),))
    runner = begin_fake(window, one, wait)
    shown("ready")
    yield "ready"
    drill = replace(drill, rounds=(replace(drill.rounds[0], think_s=15.0),), rest_s=8.0)
    runner = begin_fake(window, drill, wait, cards, takes)
    runner.advance(4.0)
    shown("thinking")
    yield "thinking"
    runner.press()
    shown("lead_in")
    yield "beep"
    runner.speak_now() if runner.phase == "thinking" else runner.advance(1.0)
    runner.say(said, for_s=8.0)
    shown("speaking")
    yield "speaking"
    runner.press()
    runner.settle("passed", values=(("length_most_s", 17.2), ("number_within", 0.31)))
    runner.advance(3.0)
    shown("verdict")
    yield "passed"
    runner.press()
    runner.speak_now()
    runner.press()
    runner.settle("missed", *misses)
    runner.advance(2.0)
    shown("verdict")
    yield "missed"
    runner.pause()
    shown("paused")
    yield "paused"
    for at in range(2, len(cards)):
        runner.press()
        runner.speak_now()
        runner.press()
        runner.settle(*(("missed", misses[0]) if at % 3 == 0 else ("passed",)))  # type: ignore[arg-type]
    runner.press()
    shown("done")
    yield "summary"


def _has_room(panel: DrillPanel) -> bool:
    """Whether the words have the room that their size of type needs."""
    parts = [part for part in panel.findChildren(QLabel) if part.isVisible() and part.wordWrap()]
    return all(part.heightForWidth(part.width()) <= part.height() + 1 for part in parts)
