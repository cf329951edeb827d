"""The page of a drill when something goes wrong, or the user goes away and comes back."""

from __future__ import annotations

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from rehearse.errors import DeviceLost
from rehearse.ui.tasks import Tasks
from rehearse.ui.window import MainWindow
from tests.helpers.views import ViewsStudio
from tests.ui.drill_helpers import (
    BLOCK,
    CARDS,
    LADDER,
    ONE,
    SHORT,
    Begin,
    begin,
    judged,
    press,
    said,
    studio,
    texts,
    view,
    window,
)

__all__ = ["begin", "said", "studio", "window"]


# ---- what goes wrong -----------------------------------------------------------------------------


def test_a_lost_microphone_is_told_before_what_was_said_is_judged(window: MainWindow, begin: Begin) -> None:
    runner = begin(BLOCK, CARDS)
    runner.speak_now()
    runner.phase, runner.problem = "judging", DeviceLost("The microphone went away.", kept="It is kept.")
    shown = texts(window)
    assert (shown["pause_head"], shown["pause_why"]) == ("The microphone went away.", "It is kept.")


def test_a_lost_microphone_says_what_was_kept_and_space_tries_it_again(
    window: MainWindow, begin: Begin, said: list[str]
) -> None:
    runner = begin(BLOCK, CARDS)
    runner.speak_now()
    runner.lose(DeviceLost("The microphone went away.", kept="What you said is kept.", help="Plug it in."))
    shown = texts(window)
    assert (shown["pause_head"], shown["pause_why"], shown["pause_help"]) == (
        "The microphone went away.",
        "What you said is kept.",
        "Plug it in.",
    )
    assert said[-1] == "The microphone went away. What you said is kept. Plug it in."
    assert view(window).main_button.accessibleName() == "Try it again"
    assert not view(window).foot.left_button.isVisible(), "not the same on two buttons"
    press(window, Qt.Key.Key_Space)
    assert (view(window).phase, runner.round_) == ("thinking", 0)


def test_a_pause_in_the_message_says_that_it_does_not_count(window: MainWindow, begin: Begin) -> None:
    runner = begin(LADDER)
    press(window, Qt.Key.Key_Space)
    runner.speak_now() if runner.phase != "lead_in" else runner.advance(0.5)
    runner.lose(DeviceLost("You paused while you were speaking."))
    runner.problem = None  # as after P: the attempt is void, and nothing is wrong
    assert texts(window)["pause_void"] == "You paused while you were speaking. This take does not count."
    assert "N leaves this one" in view(window).hint_label.text()


def test_a_drill_of_one_round_offers_no_next_one(window: MainWindow, begin: Begin) -> None:
    runner = begin(ONE)
    press(window, Qt.Key.Key_Space)
    runner.advance(0.5)
    view(window)
    press(window, Qt.Key.Key_P)
    assert texts(window)["pause_head"] == "Paused"
    assert view(window).hint_label.text() == "Space goes on  ·  Escape leaves, and you can go on later"
    press(window, Qt.Key.Key_N)
    assert runner.orders[-1] == "pause"


def test_a_beep_nobody_hears_is_told_quietly(window: MainWindow, begin: Begin) -> None:
    runner = begin(ONE)
    press(window, Qt.Key.Key_Space)
    runner.unheard = "The beep cannot be heard."
    assert view(window).hint_label.text().startswith("The beep cannot be heard.  ·  Speak after the beep")


# ---- going away and coming back ------------------------------------------------------------------


def test_another_page_pauses_and_coming_back_goes_on(window: MainWindow, begin: Begin) -> None:
    runner = begin(BLOCK, CARDS)
    window.show_page("takes")
    assert runner.phase == "paused", "nobody is there to hear the beep"
    window.resume_drill("run-1")
    assert (window.page, window.drill.running.runner) == ("drill", runner)
    press(window, Qt.Key.Key_Space)
    assert view(window).phase == "thinking"


def test_escape_leaves_to_the_drills_and_the_run_waits(window: MainWindow, begin: Begin) -> None:
    runner = begin(BLOCK, CARDS)
    view(window)
    press(window, Qt.Key.Key_Escape)
    assert window.page == "drills"
    assert runner.phase == "paused"
    assert not runner.closed


def test_o_opens_the_take_and_escape_comes_back(
    window: MainWindow, begin: Begin, studio: ViewsStudio, qtbot: QtBot, tasks: Tasks
) -> None:
    take = studio.add_take(SHORT, "Kurz")
    runner = judged(window, begin(LADDER, takes=(take,)))
    runner.settle("passed")
    view(window)
    press(window, Qt.Key.Key_O)
    qtbot.waitUntil(lambda: window.page == "review" and not tasks.busy)
    assert runner.phase == "paused"
    assert window.rail.buttons["drills"].isChecked()
    press(window, Qt.Key.Key_Escape)
    assert window.page == "drill"
    assert texts(window)["verdict"] == "Passed"
    press(window, Qt.Key.Key_O)
    qtbot.waitUntil(lambda: window.page == "review" and not tasks.busy)
    press(window, Qt.Key.Key_R)
    assert (window.page, runner.orders[-1]) == ("drill", "again"), "again is the drill's"


def test_closing_while_speaking_leaves_the_run_and_closes_afterwards(
    window: MainWindow, begin: Begin, qtbot: QtBot
) -> None:
    runner = begin(BLOCK, CARDS)
    runner.speak_now()
    view(window)
    window.close()
    assert window.isVisible(), "the take is made safe first"
    qtbot.waitUntil(window.isHidden)
    assert runner.closed
    assert runner.run.attempts[-1].outcome == "void"
    assert runner.run.state == "open"


def test_a_run_in_which_nothing_was_said_is_not_offered_again(
    window: MainWindow, studio: ViewsStudio, begin: Begin, qtbot: QtBot, tasks: Tasks
) -> None:
    window.start_drill("ladder")
    qtbot.waitUntil(lambda: window.drill.phase == "ready")
    (run,) = studio.library.drill_runs.open_runs()
    begin(ONE)
    qtbot.waitUntil(lambda: not tasks.busy)
    assert studio.library.drill_runs.open_runs() == []
    assert run.n_rounds == 3


def test_leaving_before_the_first_beep_leaves_nothing_behind(
    window: MainWindow, studio: ViewsStudio, qtbot: QtBot, tasks: Tasks
) -> None:
    window.start_drill("ladder")
    qtbot.waitUntil(lambda: window.drill.phase == "ready")
    press(window, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: window.page == "drills")
    assert studio.library.drill_runs.all() == []
    qtbot.waitUntil(lambda: not tasks.busy)
    entry = window.pages.get("drills").book.entry("ladder")
    assert entry.open_run is None
