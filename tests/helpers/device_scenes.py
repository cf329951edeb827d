"""What goes wrong with sound devices, each in a process of its own under a sound server of its own.

The microphone fails while somebody speaks.  `tests.faults.devices` runs these scenes, and the others.
"""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from tests.helpers.device_desk import Desk, Facts
from tests.helpers.virtual_mic import VirtualMicrophone

Scene = Callable[[VirtualMicrophone, Path], Facts]

#: How long a laptop sleeps here: longer than a device may be silent before it counts as lost.
SLEEP_S = 7.0


def all_of(desk: Desk, facts: Facts) -> Facts:
    """After the fault: record again, look for what is left."""
    facts |= desk.again()
    facts["left"] = desk.left_over()
    facts["faults"] = desk.faults
    return facts


# ---- while recording ---------------------------------------------------------------------------


def pulled_out(microphone: VirtualMicrophone, folder: Path) -> Facts:
    """Another source stays: PulseAudio goes on with exact zeros."""
    with Desk(microphone, folder).open() as desk:
        desk.remember()
        desk.record()
        facts = desk.tells(microphone.pull_out, "went away|No sound at all|Nothing arrives")
        desk.wait(1.0)
        desk.stop()
        facts |= desk.kept(2.0)
        microphone.plug_in()
        return all_of(desk, facts)


def all_pulled_out(microphone: VirtualMicrophone, folder: Path) -> Facts:
    with Desk(microphone, folder).open() as desk:
        desk.remember()
        desk.record()
        facts = desk.tells(microphone.pull_out_all, "went away")
        facts |= desk.kept(2.0)
        microphone.plug_in_all()
        return all_of(desk, facts)


def server_killed(microphone: VirtualMicrophone, folder: Path) -> Facts:
    with Desk(microphone, folder).open() as desk:
        desk.remember()
        desk.record()
        facts = desk.tells(microphone.kill_server, "went away")
        facts |= desk.kept(2.0)
        desk.to_stage()
        desk.press()  # in vain: the sentence is of interest
        desk.until(lambda: desk.window.stage.state == "ready", "the answer")
        facts["in_vain"] = desk.news()
        desk.microphone = microphone.start_server()
        return all_of(desk, facts)


def server_frozen(microphone: VirtualMicrophone, folder: Path) -> Facts:
    with Desk(microphone, folder).open() as desk:
        desk.remember()
        desk.record()
        facts = desk.tells(microphone.freeze_server, "Nothing arrives|went away")
        desk.stop()
        facts |= desk.kept(2.0)
        microphone.freeze_server(False)
        return all_of(desk, facts)


def card_asleep(microphone: VirtualMicrophone, folder: Path) -> Facts:
    with Desk(microphone, folder).open() as desk:
        desk.remember()
        desk.record()
        facts = desk.tells(microphone.suspend, "Nothing arrives|went away")
        facts |= desk.kept(2.0)  # it ends by itself
        facts["ended"] = desk.news()
        microphone.suspend(False)
        return all_of(desk, facts)


def muted(microphone: VirtualMicrophone, folder: Path) -> Facts:
    with Desk(microphone, folder).open() as desk:
        desk.remember()
        desk.record()
        facts = desk.tells(microphone.mute, "[Nn]o sound at all|muted")
        facts["goes_on"] = desk.window.stage.state == "recording"
        microphone.mute(False)
        desk.until(lambda: not desk.told("No sound at all"), "the warning to go")
        desk.stop()
        facts |= desk.kept(2.0)
        return all_of(desk, facts)


def muted_from_the_start(microphone: VirtualMicrophone, folder: Path) -> Facts:
    with Desk(microphone, folder).open() as desk:
        desk.remember()
        microphone.mute()

        def begin() -> None:
            desk.press()
            desk.until(lambda: desk.window.stage.state == "recording", "the recording")

        facts = desk.tells(begin, "No sound at all")
        microphone.mute(False)
        desk.voice.begin(microphone, desk.voice.talk)
        desk.until(lambda: not desk.told("No sound at all"), "the warning to go")
        desk.wait(1.0)
        desk.stop()
        facts |= desk.kept(1.5)
        return all_of(desk, facts)


def slept(microphone: VirtualMicrophone, folder: Path) -> Facts:
    """The whole process stands still and goes on, as a laptop does whose lid is closed for a while."""
    with Desk(microphone, folder).open() as desk:
        desk.remember()
        desk.record()
        facts = {"woke_s": stand_still(), "told": "", "told_s": None}
        desk.wait(1.5)
        facts["goes_on"] = desk.window.stage.state == "recording"
        facts["seen"] = [text for text in (desk.told("Bits of sound|Nothing arrives|went away"),) if text]
        desk.stop()
        facts |= desk.kept(2.0 + 1.0)
        return all_of(desk, facts)


def stand_still(seconds: float = SLEEP_S) -> float:
    before_s = time.monotonic()
    subprocess.Popen(["sh", "-c", f"kill -STOP {os.getpid()}; sleep {seconds}; kill -CONT {os.getpid()}"])
    while time.monotonic() - before_s < seconds / 2:
        time.sleep(0.001)
    return time.monotonic() - before_s
