"""Blocks of cards whose microphone or sound server fails, in a process that may be spoilt by it.

    python -m tests.helpers.drill_faults SCENARIO FOLDER

Run under a virtual microphone of its own.  Prints what was seen as one line of JSON.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from rehearse.analysis.drills import Condition, Drill, Round
from rehearse.audio import capture, portaudio
from rehearse.audio.decode import decode_speech
from rehearse.drilling import speaking
from rehearse.drilling.begin import DrillRunner, begin
from rehearse.drilling.status import DrillStatus
from rehearse.paths import Paths
from rehearse.settings import SettingsStore
from rehearse.studio import Studio
from tests.helpers.commands import SAMPLES
from tests.helpers.drill_worlds import CARDS
from tests.helpers.virtual_mic import MICROPHONE_NAME, VirtualMicrophone, connected, wait_for, write_wav

Facts = dict[str, Any]

BLOCK = Drill(
    "block", "Block", "t", "s",
    (Round(Condition(length_most_s=30.0), ends="silence", silence_s=1.0, limit_s=40.0),),
    rest_s=0.3, cards=(1, 30),
)  # fmt: skip


class Block:
    """A block of two cards, the first of them passed, somebody speaking on the second."""

    def __init__(self, microphone: VirtualMicrophone, folder: Path) -> None:
        self.microphone = microphone
        settings = SettingsStore(folder / "settings.json")
        settings.update(input_device=MICROPHONE_NAME)
        self.studio = Studio(Paths.below(folder), settings)
        self.studio.load_engine()
        pcm = b"".join(decode_speech(SAMPLES / "bare-callback.flac"))[round(3.95 * 16_000) * 2 :]
        self.number = write_wav(folder / "number.wav", pcm)
        self.long = write_wav(folder / "long.wav", pcm * 5)
        self.runner: DrillRunner = begin(self.studio, BLOCK, cards=CARDS[:2])
        self.runner.start()
        self.speak(0)
        self.until(lambda status: len(status.run.attempts) == 1, "the first verdict")

    def until(self, condition: Callable[[DrillStatus], bool], what: str) -> DrillStatus:
        wait_for(lambda: condition(self.runner.status()), what, 60.0)
        return self.runner.status()

    def begun(self, round_: int) -> None:
        self.until(
            lambda status: status.phase == "speaking" and status.round_ == round_ and status.live is not None,
            f"card {round_ + 1}",
        )

    def speak(self, round_: int) -> None:
        """A card from the beep to the last word."""
        self.begun(round_)
        self.microphone.speak(self.number)

    def speak_on(self, round_: int) -> subprocess.Popen[bytes]:
        """Somebody speaks, and has for a second."""
        self.begun(round_)
        player = self.microphone.speak(self.long, wait=False)
        self.until(lambda status: status.live is not None and status.live.capture.elapsed_s > 1.5, "sound")
        return player

    def paused(self) -> Facts:
        status = self.until(lambda status: status.phase == "paused", "the pause")
        assert status.problem is not None
        return {
            "problem": status.problem.id,
            "told": str(status.problem),
            "round": status.round_,
            "next": status.next_round,
            "outcomes": [one.outcome for one in status.run.attempts],
        }

    def goes_on(self) -> Facts:
        """Press, and say what is left to the end."""
        self.runner.press()
        self.speak(1)
        status = self.until(lambda status: status.phase == "done", "the end")
        return {
            "state": status.run.state,
            "all": [one.outcome for one in status.run.attempts],
            "rounds": [one.round_ for one in status.run.attempts],
        }

    def end(self) -> Facts:
        """Let go, and look at what is in the library."""
        began_s = time.monotonic()
        closed = self.runner.close(20.0)
        run = self.studio.library.drill_runs.get(self.runner.run_id)
        takes = {take.id: take for take in self.studio.takes()}
        facts = {
            "closed": closed,
            "close_s": time.monotonic() - began_s,
            "written": [one.outcome for one in run.attempts],
            "kept_s": [takes[one.take_id or ""].duration_s for one in run.attempts],
            "threads": [thread.name for thread in threading.enumerate() if thread.name == "drill"],
        }
        self.studio.close()
        return facts


def plug_in(microphone: VirtualMicrophone, *, all_of_it: bool = False) -> None:
    """The same microphone again."""
    if all_of_it:
        _load("module-null-sink", f"sink_name={microphone.sink}", "norewinds=1", "format=s16le",
              "rate=16000", "channels=1")  # fmt: skip
    _load("module-remap-source", f"source_name={microphone.source}", f"master={microphone.sink}.monitor")


def _load(*module: str) -> None:
    subprocess.run(["pactl", "load-module", *module], check=True, timeout=20, stdout=subprocess.DEVNULL)


def pulled_out(microphone: VirtualMicrophone, folder: Path) -> Facts:
    """Another source stays: PulseAudio gives zeros for ever."""
    block = Block(microphone, folder)
    player = block.speak_on(1)
    microphone.pull_out()
    facts = block.paused()
    player.terminate()
    player.wait(timeout=20)
    block.runner.press()
    block.until(lambda status: status.phase == "lead_in" or str(status.problem) != facts["told"], "a look")
    facts["again"] = block.paused()
    plug_in(microphone)
    return {**facts, **block.goes_on(), **block.end()}


def all_pulled_out(microphone: VirtualMicrophone, folder: Path) -> Facts:
    block = Block(microphone, folder)
    player = block.speak_on(1)
    microphone.pull_out_all()
    facts = block.paused()
    player.terminate()
    player.wait(timeout=20)
    plug_in(microphone, all_of_it=True)
    return {**facts, **block.goes_on(), **block.end()}


def server_killed(microphone: VirtualMicrophone, folder: Path) -> Facts:
    block = Block(microphone, folder)
    block.speak_on(1)
    microphone.kill_server()
    facts = block.paused()
    block.runner.press()
    block.until(lambda status: status.phase == "lead_in" or str(status.problem) != facts["told"], "a look")
    facts["again"] = block.paused()
    facts |= block.end()
    wait_for(lambda: not portaudio.in_use(), "PortAudio to be free")
    return facts


def frozen(microphone: VirtualMicrophone, folder: Path) -> Facts:
    block = Block(microphone, folder)
    block.speak_on(1)
    microphone.freeze_server()
    return {**block.paused(), **block.end()}  # the process now ends with a thread that hangs inside PortAudio


def frozen_and_left(microphone: VirtualMicrophone, folder: Path) -> Facts:
    """The window is closed while nothing answers."""
    block = Block(microphone, folder)
    block.speak_on(1)
    microphone.freeze_server()
    return block.end()


def muted(microphone: VirtualMicrophone, folder: Path) -> Facts:
    """It is there, and gives nothing from the beep on."""
    block = Block(microphone, folder)
    block.begun(1)
    facts = block.paused()
    return {**facts, **block.end(), "trash": len(block.studio.takes(deleted=True))}


SCENARIOS: dict[str, Callable[[VirtualMicrophone, Path], Facts]] = {
    scenario.__name__: scenario
    for scenario in (pulled_out, all_pulled_out, server_killed, frozen, frozen_and_left, muted)
}


def main() -> None:
    scenario, folder = SCENARIOS[sys.argv[1]], Path(sys.argv[2])
    capture.LOST_S = 2.0  # the time between the warning and the end, shortened
    speaking.NEVER_S = 4.0  # and how long a first word is waited for
    print(json.dumps(scenario(connected(), folder)), flush=True)


if __name__ == "__main__":
    main()
