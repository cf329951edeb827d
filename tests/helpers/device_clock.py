"""The clock on the wall is set forward or back by an hour, or a laptop sleeps for one, at the worst moments.

`tests.faults.devices` runs these scenes.  Nothing is to be told in any of them, and nothing to be odd: how
long a take is, in which order takes stand, how old something is.
"""

from __future__ import annotations

import os
import re
import subprocess
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from rehearse.library.backup import last_backup
from rehearse.paths import HOME_VARIABLE
from rehearse.ui.settings_backup import last_words
from tests.helpers.commands import command, environment
from tests.helpers.device_desk import Desk, Facts
from tests.helpers.device_moments import DRILL
from tests.helpers.device_scenes import SLEEP_S, all_of
from tests.helpers.shifted_clock import jump, run_again_with_it
from tests.helpers.virtual_mic import VirtualMicrophone

HOUR_S = 3600.0

#: Nothing here takes longer, and a shift by an hour does.
_SHORT_S = 600.0

_THINKING = DRILL.replace("[[round]]", "[[round]]\nthink_s = 4")

_COMPLAINTS = "went away|Nothing arrives|Bits of sound|does not answer|not there any more|cannot be|damaged"


class _Watch:
    """What is told without need and what is odd, collected."""

    def __init__(self, desk: Desk, folder: Path) -> None:
        self._desk, self._home = desk, folder / "home"
        self.odd: list[str] = []
        self.seen: list[str] = []

    def expect(self, true: object, otherwise: str) -> None:
        if not true:
            self.odd.append(otherwise)

    def look(self, seconds: float = 1.5) -> None:
        """So long nothing may be told."""
        end_s = time.monotonic() + seconds
        while time.monotonic() < end_s:
            self._desk.wait(0.02)
            if (text := self._desk.told(_COMPLAINTS)) and text not in self.seen:
                self.seen.append(text)

    def command(self, *arguments: str | Path) -> str:
        """Another process of the program, which looks for takes that nobody records any more."""
        done = subprocess.run(
            command(*arguments), env=environment({HOME_VARIABLE: str(self._home)}), capture_output=True,
            text=True, timeout=240,
        )  # fmt: skip
        self.expect(done.returncode == 0, f"{arguments[0]}: {done.stderr.strip()[-200:]}")
        self.expect("recovered" not in done.stderr, f"{arguments[0]}: {done.stderr.strip()[-200:]}")
        return done.stdout

    def newest(self, before: datetime, after: datetime, least_s: float) -> Facts:
        """The take that was made last: where it stands, its date (begun between the two) and its length."""
        desk = self._desk
        first = desk.studio.takes()[0]
        self.expect(before <= first.created_at <= after, f"dated {first.created_at}, made after {before}")
        length_s = first.duration_s or 0.0
        self.expect(least_s <= length_s < _SHORT_S, f"{length_s} s long")
        take = desk.studio.library.take(first.id)
        self.expect(take.transcript is not None and take.transcript.words, "no words")
        return {"kept_s": length_s, "kept": length_s >= least_s, "take": first.id}

    def done(self, facts: Facts, *, n_takes: int) -> Facts:
        """Record once more; that take stands first, whatever its date; nothing of the others is lost."""
        desk = self._desk
        before = datetime.now(UTC)
        facts |= all_of(desk, facts)
        self.newest(before, datetime.now(UTC), 3.0)
        takes = desk.studio.takes()
        self.expect(len(takes) == n_takes, f"{len(takes)} takes of {n_takes}")
        last = takes[-1].id
        desk.studio.delete([last])
        self.expect(desk.studio.library.purge(timedelta(days=30)) == [], "the trash was emptied early")
        desk.studio.restore([last])
        listed = re.findall(r"\b20\d\d-\d\d-\d\d \d\d:\d\d", self.command("takes", "list"))
        self.expect(len(listed) == n_takes, f"listed: {listed}")
        return {**facts, "odd": self.odd, "seen": self.seen, "follows": not self.odd}


Course = Callable[[Desk, _Watch, float], tuple[Facts, int]]


def _scene(microphone: VirtualMicrophone, folder: Path, by_s: float, course: Course, drill: str) -> Facts:
    run_again_with_it(folder)
    with Desk(microphone, folder, drills={"one-line": drill}, countdown_s=0).open() as desk:
        desk.remember()
        watch = _Watch(desk, folder)
        facts, n_takes = course(desk, watch, by_s)
        return watch.done(facts, n_takes=n_takes)


def _while_recording(desk: Desk, watch: _Watch, by_s: float) -> tuple[Facts, int]:
    before = datetime.now(UTC)
    desk.record()
    begun = datetime.now(UTC)
    jump(by_s)
    watch.look()
    watch.command("takes", "list")  # a recording is no take that was left behind an hour ago
    watch.expect(desk.window.stage.ring.elapsed_s < _SHORT_S, f"shows {desk.window.stage.ring.elapsed_s} s")
    desk.stop()
    desk.settled()
    desk.voice.hush()
    return watch.newest(before, begun, 3.0), 3


def _while_idle(desk: Desk, watch: _Watch, by_s: float) -> tuple[Facts, int]:
    desk.to_stage()
    watch.command("backup", desk.voice.folder)
    jump(by_s)
    watch.look()
    made = last_backup(desk.studio.library.folder)
    told = last_words(made, datetime.now().astimezone())
    midnight = made is not None and made.created_at.astimezone().date() != datetime.now().date()
    watch.expect("today" in told or midnight, told)
    return {"backup": told}, 2


def _before_scoring(desk: Desk, watch: _Watch, by_s: float) -> tuple[Facts, int]:
    before = datetime.now(UTC)
    desk.record(4.0)
    begun = datetime.now(UTC)
    desk.stop()
    jump(by_s)
    desk.settled()
    desk.voice.hush()
    watch.look(0.5)
    return watch.newest(before, begun, 3.5), 3


def _in_a_drill(desk: Desk, watch: _Watch, by_s: float) -> tuple[Facts, int]:
    """In the time to think before the beep."""
    drill = desk.window.drill
    desk.window.start_drill("one-line")
    desk.until(lambda: drill.phase == "thinking", "the time to think")
    desk.wait(1.0)
    jump(by_s)
    status = drill.running.status
    left_s = status.left_s if status is not None else None
    watch.expect(left_s is not None and 0 < left_s <= 4.0, f"{left_s} s left to think")
    began_s = time.monotonic()
    before = datetime.now(UTC)
    desk.until(lambda: drill.phase == "speaking", "the beep to end", 60.0)
    watch.expect(time.monotonic() - began_s < 60.0, "thought for long")
    player = desk.voice.begin(desk.microphone, desk.voice.number)
    desk.until(lambda: player.poll() is not None, "the number to be said")
    jump(-by_s)  # and the other way round while it is spoken
    desk.until(lambda: drill.phase == "done", "the end")
    status = drill.running.status
    outcomes = [one.outcome for one in status.run.attempts] if status is not None else []
    watch.expect(outcomes == ["passed"], f"the drill: {outcomes}")
    begun = before + timedelta(seconds=_SHORT_S)
    return {**watch.newest(before, begun, 3.0), "drill": outcomes}, 3


def _in_the_countdown(desk: Desk, watch: _Watch, by_s: float) -> tuple[Facts, int]:
    desk.studio.settings.update(countdown_s=5)
    desk.window.show_page("takes")
    desk.to_stage()
    desk.press()
    desk.until(lambda: desk.told("Get ready"), "the countdown")
    desk.wait(1.0)
    jump(by_s)
    before = datetime.now(UTC)
    watch.look(0.5)
    facts = desk.go_on_speaking()
    desk.studio.settings.update(countdown_s=0)
    return {**facts, **watch.newest(before, datetime.now(UTC), 3.0)}, 3


def _asleep(desk: Desk, watch: _Watch, by_s: float) -> tuple[Facts, int]:
    """The lid is closed: program and sound server stand still, and an hour later by the wall they go on."""
    before = datetime.now(UTC)
    desk.record()
    begun = datetime.now(UTC)
    both = f"{desk.microphone.server_pid} {os.getpid()}"
    slept_s = time.monotonic()
    subprocess.Popen(["sh", "-c", f"kill -STOP {both}; sleep {SLEEP_S}; kill -CONT {both}"])
    while time.monotonic() - slept_s < SLEEP_S / 2:
        time.sleep(0.001)
    jump(by_s)
    watch.look()
    desk.stop()
    desk.settled()
    desk.voice.hush()
    return watch.newest(before, begun, 2.5), 3


def clock_forward_recording(microphone: VirtualMicrophone, folder: Path) -> Facts:
    return _scene(microphone, folder, HOUR_S, _while_recording, DRILL)


def clock_back_recording(microphone: VirtualMicrophone, folder: Path) -> Facts:
    return _scene(microphone, folder, -HOUR_S, _while_recording, DRILL)


def clock_forward_idle(microphone: VirtualMicrophone, folder: Path) -> Facts:
    return _scene(microphone, folder, HOUR_S, _while_idle, DRILL)


def clock_back_idle(microphone: VirtualMicrophone, folder: Path) -> Facts:
    return _scene(microphone, folder, -HOUR_S, _while_idle, DRILL)


def clock_forward_drill(microphone: VirtualMicrophone, folder: Path) -> Facts:
    return _scene(microphone, folder, HOUR_S, _in_a_drill, _THINKING)


def clock_back_drill(microphone: VirtualMicrophone, folder: Path) -> Facts:
    return _scene(microphone, folder, -HOUR_S, _in_a_drill, _THINKING)


def clock_forward_countdown(microphone: VirtualMicrophone, folder: Path) -> Facts:
    return _scene(microphone, folder, HOUR_S, _in_the_countdown, DRILL)


def clock_back_countdown(microphone: VirtualMicrophone, folder: Path) -> Facts:
    return _scene(microphone, folder, -HOUR_S, _in_the_countdown, DRILL)


def clock_forward_scoring(microphone: VirtualMicrophone, folder: Path) -> Facts:
    return _scene(microphone, folder, HOUR_S, _before_scoring, DRILL)


def clock_back_scoring(microphone: VirtualMicrophone, folder: Path) -> Facts:
    return _scene(microphone, folder, -HOUR_S, _before_scoring, DRILL)


def clock_asleep_recording(microphone: VirtualMicrophone, folder: Path) -> Facts:
    return _scene(microphone, folder, HOUR_S, _asleep, DRILL)
