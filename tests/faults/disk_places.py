"""Disks that fail: small ones, full ones, write-protected ones, slow ones, folders that are taken away."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import wave
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rehearse.library.library import Library
from rehearse.paths import Paths
from rehearse.settings import SettingsStore
from tests.helpers import virtual_mic
from tests.helpers.virtual_mic import MICROPHONE_NAME

ROOT = Path(__file__).resolve().parents[2]
#: Root may write everywhere: without these two, permissions mean to it what they mean to its owner.
AS_OWNER = ["setpriv", "--bounding-set=-dac_override,-dac_read_search", "--"]


class CannotBeTried(Exception):
    """The machine lacks what the fault is made with; the text says what."""


@dataclass
class Seen:
    """What one fault has shown; `wrong` should be empty."""

    said: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    figures: str = ""

    def require(self, holds: object, what: str) -> None:
        if not holds:
            self.wrong.append(what)

    def told(self, *words: str) -> None:
        """One of the sentences has all of these words."""
        self.require(
            any(all(word in text for word in words) for text in self.said),
            f"nobody was told {' … '.join(words)}: {self.said}",
        )


@contextlib.contextmanager
def small_disk(folder: Path, size: str = "2m") -> Iterator[Path]:
    """A file system of its own.  Raises `CannotBeTried`."""
    folder.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size},mode=0700", "tmpfs", str(folder)],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise CannotBeTried(f"a small disk cannot be mounted: {done.stderr.strip()}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=False)


def fill(folder: Path, leave: int = 0) -> Path:
    """Fill the disk of `folder` but for `leave` bytes; what to delete to have room again."""
    ballast = folder / "ballast"
    with open(ballast, "wb", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            free = shutil.disk_usage(folder).free - leave
            file.write(bytes(min(65_536, free) if free > 0 else 1))
            if free <= 0:
                break
    return ballast


def fill_command(folder: Path) -> str:
    """The same as a command, to the last byte."""
    return f"dd if=/dev/zero of={folder}/ballast bs=4k 2>/dev/null; true"


def as_owner() -> list[str]:
    if os.geteuid() != 0:
        return []
    if shutil.which("setpriv") is None:
        raise CannotBeTried("root may do everything, and setpriv is not here")
    return AS_OWNER


def slow_fsync(folder: Path, ms: int) -> dict[str, str]:
    """The environment in which each fsync takes so long.  Raises `CannotBeTried`."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None:
        raise CannotBeTried("no C compiler")
    shim = folder / "slow_fsync.so"
    subprocess.run(
        [compiler, "-shared", "-fPIC", "-O2", "-o", shim, ROOT / "tests/helpers/slow_fsync.c", "-ldl"],
        check=True,
    )
    log = folder / "fsyncs"
    return {"LD_PRELOAD": str(shim), "SLOW_FSYNC_MS": str(ms), "SLOW_FSYNC_LOG": str(log)}


@dataclass(frozen=True)
class Machine:
    """A home whose data may lie on a disk that fails, a microphone that hears noise all the time."""

    folder: Path
    home: Path
    heard: Path

    @property
    def paths(self) -> Paths:
        return Paths.below(self.home)

    def environment(self, extra: dict[str, str] | None = None) -> dict[str, str]:
        home = self.folder / "user"
        home.mkdir(exist_ok=True)
        env = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "QT_QPA_PLATFORM": "offscreen"}
        # HOME is where a recording goes when all else is gone: not this user's.
        return {**env, "REHEARSE_HOME": str(self.home), "HOME": str(home), **(extra or {})}

    def run(
        self,
        *arguments: str | Path,
        prefix: Sequence[str] = (),
        extra: dict[str, str] | None = None,
        about: Seen | None = None,
    ) -> subprocess.CompletedProcess[str]:
        """`rehearse ARGUMENTS`, to its end; a traceback is wrong, a failure tells one sentence."""
        done = subprocess.run(
            [*prefix, sys.executable, "-m", "rehearse", *map(str, arguments)],
            cwd=ROOT,
            env=self.environment(extra),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=240,
        )
        if about is not None:
            about.said += [line for line in done.stderr.splitlines() if line.strip()]
            for text in ("Traceback", "fault of its own"):
                about.require(text not in done.stdout + done.stderr, f"{arguments}: {done.stderr[-600:]}")
        return done

    def record(
        self,
        seconds: float,
        during: Callable[[subprocess.Popen[str]], None],
        seen: Seen,
        *,
        prefix: Sequence[str] = (),
        extra: dict[str, str] | None = None,
    ) -> int:
        """`rehearse record`, and what happens to its disk once it has heard something; its exit status."""
        self.forget_heard()
        child = subprocess.Popen(
            [
                *prefix, sys.executable, "-m", "tests.helpers.overheard", str(self.heard), "record",
                "--device", MICROPHONE_NAME, "--seconds", str(seconds),
            ],
            cwd=ROOT, env=self.environment(extra), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert child.stderr is not None
        try:
            virtual_mic.wait_for(lambda: self.heard_s() > 0.5 or child.poll() is not None, "sound")
            during(child)
            said = child.stderr.read()
            child.wait(timeout=120)
        finally:
            child.kill()
            child.wait()
            child.stderr.close()
        seen.said += [line for line in said.splitlines() if line.strip()]
        seen.require("Traceback" not in said and "fault of its own" not in said, said[-600:])
        return child.returncode

    def window(
        self, *steps: str, seen: Seen, prefix: Sequence[str] = (), extra: dict[str, str] | None = None
    ) -> dict[str, Any]:
        """The window does these steps; its facts, see `tests.helpers.window_at_fault`."""
        self.forget_heard()
        done = subprocess.run(
            [*prefix, sys.executable, "-m", "tests.helpers.window_at_fault", str(self.heard), *steps],
            cwd=ROOT,
            env=self.environment(extra),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=300,
        )
        seen.require(done.returncode == 0, f"the window ended with {done.returncode}: {done.stderr[-900:]}")
        seen.require("fault of its own" not in done.stderr, done.stderr[-900:])
        if done.returncode != 0:
            return {"said": [], "takes": [], "longest_s": 0.0, "fsyncs": [], "held_up_by": []}
        facts: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
        seen.said += facts["said"]
        return facts

    # ---- what was heard and what is kept ---------------------------------------------------------

    def forget_heard(self) -> None:
        for path in self.folder.glob(f"{self.heard.name}.*"):
            path.unlink()

    def heard_s(self) -> float:
        first = Path(f"{self.heard}.1")
        return first.stat().st_size / 2 / 44_100 if first.exists() else 0.0

    def streams(self) -> list[Path]:
        """Every stream that was opened; those of the level meter among them."""
        found = [path for path in self.folder.glob(f"{self.heard.name}.*") if path.suffix[1:].isdigit()]
        return sorted(found, key=lambda path: int(path.suffix[1:]))

    def takes(self) -> dict[str, tuple[Path, str]]:
        """After a start: every take's sound and state, by its id."""
        with Library.open(self.paths.library) as library:
            library.sweep()
            return {take.id: (library.take(take.id).audio_path, take.state) for take in library.takes()}

    def compare(self, kept: Path, seen: Seen, *, all_of_it: bool = True) -> float:
        """Whether a kept sound is what one of the streams gave; seconds kept."""
        with wave.open(str(kept), "rb") as file:
            rate_hz = file.getframerate()
            sound = file.readframes(file.getnframes())
        for stream in reversed(self.streams()):
            truth = stream.read_bytes()
            at = truth.find(sound[:rate_hz]) if sound else -1
            if at < 0:
                continue
            seen.require(truth[at : at + len(sound)] == sound, "what is kept is not what was heard")
            end = stream.with_name(f"{stream.name}.end")
            due = end.stat().st_size if end.exists() else len(truth)
            missing_s = max(0, due - at - len(sound)) / 2 / rate_hz
            kept_s = len(sound) / 2 / rate_hz
            if all_of_it:
                seen.require(missing_s <= 0.5, f"{missing_s:.2f} s are missing")
                seen.figures = f"{kept_s:.1f} s kept, {missing_s:.2f} s missing"
            else:  # it ended by itself: what the microphone gave until that was told did not fit
                seen.figures = f"{kept_s:.1f} s kept, all up to the end it made by itself"
            return kept_s
        seen.require(False, "what is kept was never heard")
        return 0.0


@contextlib.contextmanager
def machine(*, on: str = "") -> Iterator[Machine]:
    """A fresh one; its data on a small disk of that size, or where everything else is."""
    microphone = virtual_mic.ensure()
    with tempfile.TemporaryDirectory(prefix="rehearse-disk-") as name, contextlib.ExitStack() as stack:
        folder = Path(name)
        made = Machine(folder, folder / "home", folder / "heard")
        SettingsStore(made.paths.settings).update(first_start_done=True, input_device=MICROPHONE_NAME)
        if on:
            stack.enter_context(small_disk(made.home / "data", on))
        noise = virtual_mic.write_wav(folder / "noise.wav", os.urandom(16_000 * 2 * 120))
        speaker = microphone.speak(noise, wait=False)
        try:
            yield made
        finally:
            speaker.kill()
            speaker.wait()
            for place in (made.home, *made.home.rglob("*")):
                if place.is_dir() and not os.access(place, os.W_OK):
                    os.chmod(place, 0o700)


def wait_s(seconds: float) -> None:
    """Somebody speaks for so long."""
    time.sleep(seconds)
