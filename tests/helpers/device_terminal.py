"""`rehearse record` in a terminal of its own while its microphone fails.  `tests.faults.devices` runs these
scenes.
"""

from __future__ import annotations

import fcntl
import json
import os
import pty
import re
import signal
import struct
import subprocess
import termios
import threading
import time
from collections.abc import Callable
from pathlib import Path

from rehearse.paths import HOME_VARIABLE, Paths
from rehearse.settings import SettingsStore
from tests.helpers.commands import command, environment
from tests.helpers.device_desk import NUMBER, SPARE_S, Facts, Voice
from tests.helpers.virtual_mic import MICROPHONE_NAME, VirtualMicrophone, wait_for

_COLUMNS = 160


class Terminal:
    """One command that believes to be in front of somebody."""

    def __init__(self, home: Path, *arguments: str) -> None:
        self._master, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, _COLUMNS, 0, 0))
        self.shown = ""
        self.process = subprocess.Popen(
            command(*arguments),
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            env=environment({HOME_VARIABLE: str(home), "TERM": "xterm"}),
            start_new_session=True,
        )
        os.close(theirs)
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        while True:
            try:
                got = os.read(self._master, 65536)
            except OSError:  # the other end is closed
                got = b""
            if not got:
                return
            self.shown += re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", got.decode("utf-8", "replace"))

    def until(self, pattern: str, *, since: int = 0, timeout_s: float = 60.0) -> re.Match[str]:
        found: list[re.Match[str]] = []

        def there() -> bool:
            found.extend(re.finditer(pattern, self.shown[since:]))
            return bool(found)

        try:
            wait_for(there, pattern, timeout_s)
        except AssertionError as error:
            raise AssertionError(f"{error}; shown: {self.shown[-1500:]}") from None
        return found[0]

    def tells(self, event: Callable[[], object], pattern: str) -> Facts:
        """Do `event`, and see when something about it stands in the terminal."""
        since, began_s = len(self.shown), time.monotonic()
        event()
        self.until(pattern, since=since)
        told_s = time.monotonic() - began_s
        time.sleep(0.2)  # the rest of the line
        (line,) = [one for one in re.split(r"[\r\n]+", self.shown[since:]) if re.search(pattern, one)][:1]
        return {"told": line.strip(), "told_s": told_s}

    def enter(self) -> None:
        os.write(self._master, b"\n")

    def ended(self) -> int:
        status = self.process.wait(timeout=120)
        time.sleep(0.1)
        return status


class Rep:
    """Somebody who records from the terminal."""

    def __init__(self, microphone: VirtualMicrophone, folder: Path) -> None:
        self.microphone, self.home, self.voice = microphone, folder / "home", Voice(folder)
        SettingsStore(Paths.below(self.home).settings).update(input_device=MICROPHONE_NAME)
        self.shown: list[str] = []

    def record(self, *, speaking: bool = True) -> Terminal:
        """Begin; with `speaking`, returns when two seconds were said."""
        terminal = Terminal(self.home, "record")
        terminal.until("Press Enter to stop")
        if speaking:
            self.voice.begin(self.microphone, self.voice.talk)
            terminal.until(r"REC 0?0:0[2-9]")
        return terminal

    def kept(self, terminal: Terminal, least_s: float) -> Facts:
        """What the library holds once the command has ended."""
        status = terminal.ended()
        self.voice.hush()
        self.shown.append(terminal.shown)
        listed = self._rehearse("takes", "list", "--json")
        newest = json.loads(listed)[0]
        kept_s = newest["duration_s"]
        return {"kept_s": kept_s, "kept": kept_s >= least_s - SPARE_S, "status": status}

    def _rehearse(self, *arguments: str) -> str:
        done = subprocess.run(
            command(*arguments),
            env=environment({HOME_VARIABLE: str(self.home)}),
            capture_output=True,
            text=True,
            timeout=120,
        )
        return done.stdout

    def again(self) -> Facts:
        """Once more, with the number in it."""
        terminal = self.record(speaking=False)
        self.microphone.speak(self.voice.number)
        time.sleep(0.4)
        terminal.enter()
        status = terminal.ended()
        self.shown.append(terminal.shown)
        spelt = "five five five zero one nine nine"
        digits = re.sub(r"\D", "", terminal.shown)
        heard = spelt in " ".join(terminal.shown.split()) or NUMBER in digits or "Scorecard" in terminal.shown
        noise = [
            line
            for line in re.split(r"[\r\n]+", "".join(self.shown))
            if re.match(r"Traceback|ALSA lib|Expression '", line)
        ]
        return {
            "again": heard and status == 0,
            "left": [],
            "faults": [line for line in noise if line.startswith("Traceback")],
            "noise": len(noise),
        }


def _in_terminal(
    microphone: VirtualMicrophone,
    folder: Path,
    away: Callable[[], object],
    back: Callable[[], VirtualMicrophone | None],
    pattern: str = "went away",
    *,
    ends: bool = True,
) -> Facts:
    rep = Rep(microphone, folder)
    terminal = rep.record()
    facts = terminal.tells(away, pattern)
    if not ends:
        terminal.enter()
    facts |= rep.kept(terminal, 2.0)
    rep.microphone = back() or microphone
    return facts | rep.again()


def terminal_pulled_out(microphone: VirtualMicrophone, folder: Path) -> Facts:
    return _in_terminal(microphone, folder, microphone.pull_out, microphone.plug_in)


def terminal_all_pulled_out(microphone: VirtualMicrophone, folder: Path) -> Facts:
    return _in_terminal(microphone, folder, microphone.pull_out_all, microphone.plug_in_all)


def terminal_server_killed(microphone: VirtualMicrophone, folder: Path) -> Facts:
    """Begun while no server is there, it says so and leaves nothing behind."""
    rep = Rep(microphone, folder)
    terminal = rep.record()
    facts = terminal.tells(microphone.kill_server, "went away")
    facts |= rep.kept(terminal, 2.0)
    vain = Terminal(rep.home, "record")
    facts["in_vain_status"] = vain.ended()
    facts["in_vain"] = [line for line in vain.shown.splitlines() if line.startswith("rehearse:")]
    rep.shown.append(vain.shown)
    rep.microphone = microphone.start_server()
    return facts | rep.again()


def terminal_muted(microphone: VirtualMicrophone, folder: Path) -> Facts:
    back = lambda: microphone.mute(False)  # noqa: E731
    return _in_terminal(microphone, folder, microphone.mute, back, "No sound at all", ends=False)


def terminal_card_asleep(microphone: VirtualMicrophone, folder: Path) -> Facts:
    back = lambda: microphone.suspend(False)  # noqa: E731
    return _in_terminal(microphone, folder, microphone.suspend, back, "Nothing arrives")


def terminal_slept(microphone: VirtualMicrophone, folder: Path) -> Facts:
    """A laptop that is closed for a while: the same recording goes on."""
    rep = Rep(microphone, folder)
    terminal = rep.record()
    os.kill(terminal.process.pid, signal.SIGSTOP)
    time.sleep(7.0)
    since = len(terminal.shown)
    os.kill(terminal.process.pid, signal.SIGCONT)
    time.sleep(1.0)
    seen = re.findall("went away|Nothing arrives", terminal.shown[since:])
    terminal.enter()
    facts = {"seen": seen, "follows": not seen, **rep.kept(terminal, 3.0)}
    return facts | rep.again()
