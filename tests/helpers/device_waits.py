"""Devices that take their time, and such as never answer: told while they are waited for, given up by nobody
too early.  `tests.faults.devices` runs these scenes.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path

from tests.helpers.device_desk import Desk, Facts
from tests.helpers.device_moments import DRILL
from tests.helpers.device_refusals import slow
from tests.helpers.device_scenes import all_of
from tests.helpers.device_terminal import Rep, Terminal
from tests.helpers.virtual_mic import VirtualMicrophone

_WAITS = "does not answer yet"

#: What a Bluetooth headset may take to change over to its microphone.
_HEADSET_S = 2.5


def _answered(desk: Desk) -> None:
    desk.until(lambda: not desk.told(_WAITS), "the words to go")


def begin_slow(microphone: VirtualMicrophone, folder: Path) -> Facts:
    """The sound server hangs when Space is pressed, and goes on: so does the recording."""
    with Desk(microphone, folder).open() as desk:
        desk.remember()

        def begin() -> None:
            microphone.freeze_server()
            desk.press()

        facts = desk.tells(begin, _WAITS)
        desk.wait(1.0)
        microphone.freeze_server(False)
        facts |= desk.go_on_speaking()
        facts["kept"] = facts["follows"]
        _answered(desk)
        return all_of(desk, facts)


def begin_frozen(microphone: VirtualMicrophone, folder: Path) -> Facts:
    """It hangs for good: then that is said instead."""
    with Desk(microphone, folder).open() as desk:
        desk.remember()

        def begin() -> None:
            microphone.freeze_server()
            desk.press()

        facts = desk.tells(begin, _WAITS)
        desk.until(lambda: desk.window.stage.state == "ready", "the end of waiting")
        desk.until(lambda: desk.told("does not answer[.]"), "the message")
        facts["then"] = desk.news()
        microphone.freeze_server(False)
        desk.until(lambda: desk.window.microphone.state == "open", "the microphone to be found again")
        _answered(desk)
        return all_of(desk, facts)


def begin_headset(microphone: VirtualMicrophone, folder: Path) -> Facts:
    """Every opening takes as long as a headset's may (made up): told, and recorded all the same."""
    with Desk(microphone, folder).open() as desk:
        desk.remember()
        with slow(lambda: time.sleep(_HEADSET_S)):
            facts = desk.tells(desk.press, _WAITS)
            facts |= desk.go_on_speaking()
        facts["kept"] = facts["follows"]
        facts["news"] = desk.news()
        _answered(desk)
        return all_of(desk, facts)


def start_frozen(microphone: VirtualMicrophone, folder: Path) -> Facts:
    """The program is started while the sound server hangs."""
    microphone.freeze_server()
    with Desk(microphone, folder, wakes=False).open() as desk:
        facts = desk.tells(lambda: None, _WAITS)
        desk.wait(1.0)
        microphone.freeze_server(False)
        desk.until(lambda: desk.window.microphone.state == "open", "the microphone")
        _answered(desk)
        desk.remember()
        return all_of(desk, facts)


def listening_frozen(microphone: VirtualMicrophone, folder: Path) -> Facts:
    """The sound server hangs when a take is to be heard, and goes on."""
    with Desk(microphone, folder).open() as desk:
        desk.remember()
        desk.record(4.0)
        desk.stop()
        desk.settled()
        desk.voice.hush()
        playback = desk.window.review.playback
        desk.until(lambda: playback.ready, "the player")

        def play() -> None:
            microphone.freeze_server()
            playback.play(0.0)

        facts = desk.tells(play, _WAITS)
        microphone.freeze_server(False)
        desk.until(lambda: playback.position_s > 0.5, "the sound")
        _answered(desk)
        playback.pause()
        return all_of(desk, facts)


# ---- a drill -----------------------------------------------------------------------------------


def _at_the_beep(desk: Desk, event: Callable[[], object]) -> Facts:
    drill = desk.window.drill
    desk.window.start_drill("one-line")
    desk.until(lambda: drill.phase == "ready", "the drill")

    def begin() -> None:
        event()
        desk.press()

    return desk.tells(begin, _WAITS)


def _said_the_number(desk: Desk) -> Facts:
    drill = desk.window.drill
    desk.until(lambda: drill.phase == "speaking", "the beep to end")
    player = desk.voice.begin(desk.microphone, desk.voice.number)
    desk.until(lambda: player.poll() is not None, "the number to be said")
    desk.until(lambda: drill.phase == "done", "the end")
    status = drill.running.status
    return {"drill": [one.outcome for one in status.run.attempts] if status is not None else []}


def drill_beep_slow(microphone: VirtualMicrophone, folder: Path) -> Facts:
    """The sound server hangs when the beep is due, and goes on: so does the drill."""
    with Desk(microphone, folder, drills={"one-line": DRILL}).open() as desk:
        desk.remember()
        facts = _at_the_beep(desk, microphone.freeze_server)
        desk.wait(1.0)
        microphone.freeze_server(False)
        facts |= _said_the_number(desk)
        facts["follows"] = facts["drill"] == ["passed"]
        _answered(desk)
        return all_of(desk, facts)


def drill_beep_hangs(microphone: VirtualMicrophone, folder: Path) -> Facts:
    """A call that does not come back, as where the server dies while a stream is opened (made up): the drill
    waits for the user then, and goes on beside that call."""
    with Desk(microphone, folder, drills={"one-line": DRILL}).open() as desk:
        desk.remember()
        over = threading.Event()
        with slow(lambda: over.wait(120), n=1):
            facts = _at_the_beep(desk, lambda: None)
            desk.until(lambda: desk.window.drill.phase == "paused", "the message")
            facts["then"] = [text for text in desk.texts() if "does not answer" in text]
            desk.press()
            facts |= _said_the_number(desk)
            facts["follows"] = facts["drill"][-1:] == ["passed"]
            over.set()
        _answered(desk)
        return all_of(desk, facts)


# ---- the terminal ------------------------------------------------------------------------------


def terminal_begin_slow(microphone: VirtualMicrophone, folder: Path) -> Facts:
    """The sound server hangs when the command begins, and goes on: it records."""
    rep = Rep(microphone, folder)
    microphone.freeze_server()
    terminal = Terminal(rep.home, "record")
    facts = terminal.tells(lambda: None, _WAITS)
    microphone.freeze_server(False)
    terminal.until("Press Enter to stop")
    rep.voice.begin(microphone, rep.voice.talk)
    terminal.until(r"REC 0?0:0[2-9]")
    terminal.enter()
    facts |= rep.kept(terminal, 2.0)
    return facts | rep.again()
