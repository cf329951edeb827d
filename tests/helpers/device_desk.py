"""A window in front of a real microphone, watched for what it tells and how soon.

For processes that are spoilt afterwards: a sound server is killed here, a microphone pulled out.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
import time
import wave
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from rehearse.audio.decode import decode_speech
from rehearse.library.takes import TakeSummary
from rehearse.paths import Paths
from rehearse.settings import SettingsStore
from rehearse.studio import Studio
from rehearse.ui.controls import Elided
from rehearse.ui.tasks import Tasks
from rehearse.ui.theme import choose_theme
from rehearse.ui.window import MainWindow
from tests.helpers.commands import SAMPLES
from tests.helpers.virtual_mic import MICROPHONE_NAME, VirtualMicrophone, write_wav

Facts = dict[str, Any]

#: Long enough for a busy machine; nothing here is a measurement.
PATIENCE_S = 240.0

#: What nobody misses: a recording may end this much before the fault.
SPARE_S = 0.5

NUMBER = "5550199"

#: So many words of the number must be heard for a recording to count as one that works.
FEW_WORDS = 3


class Voice:
    """A room that is never quite still, and somebody who speaks in it."""

    def __init__(self, folder: Path) -> None:
        pcm = np.frombuffer(b"".join(decode_speech(SAMPLES / "bare-callback.flac")), "<i2")[62_400:]
        chance = np.random.default_rng(8)
        self.folder = folder
        self.room = self._write("room", np.zeros(120 * 16_000), chance)
        self.number = self._write("number", pcm, chance)
        self.talk = self._write("talk", np.concatenate([np.zeros(12_800), *[pcm] * 20]), chance)
        self._players: list[subprocess.Popen[bytes]] = []

    def _write(self, name: str, pcm: np.ndarray[Any, Any], chance: np.random.Generator) -> Path:
        noise = chance.normal(0, 12, len(pcm))
        return write_wav(
            self.folder / f"{name}.wav", (pcm + noise).clip(-32_768, 32_767).astype("<i2").tobytes()
        )

    def begin(self, microphone: VirtualMicrophone, path: Path) -> subprocess.Popen[bytes]:
        self._players.append(microphone.speak(path, wait=False))
        return self._players[-1]

    def hush(self) -> None:
        for player in self._players:
            player.kill()
            player.wait()
        self._players.clear()


def heard_share(path: Path) -> float:
    """Which part of a recording is no digital silence."""
    with wave.open(str(path), "rb") as file:
        pcm = np.frombuffer(file.readframes(file.getnframes()), "<i2")
    return float(np.mean(pcm != 0)) if len(pcm) else 0.0


class Desk:
    """The program's window with a real studio; everything it does goes through keys and clicks."""

    def __init__(
        self,
        microphone: VirtualMicrophone,
        folder: Path,
        *,
        drills: dict[str, str] | None = None,
        wakes: bool = True,
        **settings: Any,
    ) -> None:
        self.microphone = microphone
        self.voice = Voice(folder)
        paths = Paths.below(folder / "home")
        store = SettingsStore(paths.settings)
        store.update(**{"first_start_done": True, "input_device": MICROPHONE_NAME, **settings})
        for name, text in (drills or {}).items():
            paths.drills.mkdir(parents=True, exist_ok=True)
            (paths.drills / f"{name}.toml").write_text(text, encoding="utf-8")
        self.faults: list[str] = []
        self._watch_for_faults()
        app = QApplication.instance() or QApplication(["rehearse"])
        assert isinstance(app, QApplication)
        app.setStyle("Fusion")
        self.app = app
        self.studio = Studio(paths, store)
        self.studio.load_engine()
        self.tasks = Tasks()
        self.tasks.bug_found.connect(lambda report: self.faults.append(report.text))
        self.window = MainWindow(self.studio, self.tasks, choose_theme("light"))
        self.window.show()
        if wakes:
            self.until(lambda: self.window.microphone.state == "open", "the microphone")
        self._before: tuple[list[str], int, int] | None = None

    def _watch_for_faults(self) -> None:
        def note(error: BaseException | None) -> None:
            self.faults.append(repr(error))

        def note_and_print(kind: type[BaseException], error: BaseException, trace: Any) -> None:
            note(error)
            sys.__excepthook__(kind, error, trace)

        sys.excepthook = note_and_print
        threading.excepthook = lambda args: note(args.exc_value)

    # ---- time passes ---------------------------------------------------------------------------

    def until(self, condition: Callable[[], object], what: str, timeout_s: float = PATIENCE_S) -> None:
        end_s = time.monotonic() + timeout_s
        while not condition():
            assert time.monotonic() < end_s, (
                f"waited {timeout_s:g} s in vain for {what}; seen: {self.texts()}"
            )
            self.app.processEvents()
            time.sleep(0.004)

    def wait(self, seconds: float) -> None:
        """Let that much time pass: for a person who speaks or waits, never for something to happen."""
        end_s = time.monotonic() + seconds
        while time.monotonic() < end_s:
            self.app.processEvents()
            time.sleep(0.004)

    # ---- what is seen --------------------------------------------------------------------------

    def texts(self) -> list[str]:
        """Every text in sight, each once."""
        found = dict.fromkeys(
            one.whole if isinstance(one, Elided) else one.text()
            for one in self.window.findChildren(QLabel)
            if one.isVisible()
        )
        return [text for text in found if text]

    def news(self) -> list[str]:
        """What the banners say, each in full."""
        return [" ".join(self.whole_banner(text)) for text in self.window.banners.texts()]

    def told(self, pattern: str) -> str:
        """The text in sight that says so; "" for none."""
        return next((text for text in self.texts() if re.search(pattern, text)), "")

    def tells(self, event: Callable[[], object], pattern: str, *, timeout_s: float = 60.0) -> Facts:
        """Do `event`, and see when something about it stands in the window.

        The time counts from before the event is ordered; what stood there before does not count.
        """
        assert not self.told(pattern), f"said already: {self.told(pattern)}"
        began_s = time.monotonic()
        event()
        try:
            self.until(lambda: self.told(pattern), pattern, timeout_s)
        except AssertionError:
            return {"told": "", "told_s": None, "seen": self.texts()}
        told_s = time.monotonic() - began_s
        return {"told": " ".join(self.whole_banner(self.told(pattern))), "told_s": told_s}

    def whole_banner(self, text: str) -> Iterator[str]:
        """With the banner's second line, where it is one."""
        for banner in self.window.banners.shown:
            if banner.text_label.text() == text:
                yield text
                yield banner.detail_label.text()
                return
        yield text

    # ---- what is done --------------------------------------------------------------------------

    def to_stage(self) -> None:
        self.window.show_page("stage")
        self.window.activateWindow()
        self.until(self.window.isActiveWindow, "the keyboard")

    def press(self, key: Qt.Key = Qt.Key.Key_Space) -> None:
        QTest.keyClick(self.window, key)

    def record(self, seconds: float = 2.0) -> None:
        """Begin to record, and speak for that long."""
        self.press()
        self.until(lambda: self.window.stage.state == "recording", "the recording")
        self.voice.begin(self.microphone, self.voice.talk)
        self.until(lambda: self.window.stage.ring.elapsed_s > seconds, "sound")

    def stop(self) -> None:
        if self.window.stage.state == "recording":
            self.press()

    def settled(self) -> None:
        """Wait until nothing is kept or listened to any more."""
        self.until(lambda: self.window.stage.state == "ready", "the end of the take")
        self.until(lambda: self.window.page == "review", "what was heard")

    def kept(self, least_s: float) -> Facts:
        """The newest take, looked at in the library and on the disk."""
        self.settled()
        newest = self.newest()
        assert newest is not None, "no take"
        take = self.studio.library.take(newest.id)
        said = take.transcript.words if take.transcript is not None else ()
        return {
            "kept_s": newest.duration_s,
            "kept": (newest.duration_s or 0.0) >= least_s - SPARE_S,
            "kept_sound": heard_share(take.audio_path),
            "kept_words": len(said),
        }

    def newest(self) -> TakeSummary | None:
        return next(iter(self.studio.takes()), None)

    def go_on_speaking(self) -> Facts:
        """Say the number into the take that is recorded, or about to be, and stop; what was understood."""
        self.until(lambda: self.window.stage.state == "recording", "the recording")
        player = self.voice.begin(self.microphone, self.voice.number)
        self.until(lambda: player.poll() is not None, "the number to be said")
        self._hear_on()
        self.stop()
        self.settled()
        newest = self.newest()
        assert newest is not None
        numbers = self.numbers(newest.id)
        sound = heard_share(self.studio.library.take(newest.id).audio_path)
        follows = sound > 0.6  # of the other microphone, too: what is left of the first one is shorter
        return {"follows": follows, "heard": numbers, "kept_s": newest.duration_s, "kept_sound": sound}

    def _hear_on(self, seconds: float = 0.5) -> None:
        """So much more sound is in the take."""
        ring = self.window.stage.ring
        until_s = ring.elapsed_s + seconds
        self.until(lambda: ring.elapsed_s > until_s, "more sound")

    def numbers(self, take_id: str) -> list[str]:
        """The phone numbers that were understood."""
        analysis = self.studio.review(take_id).analysis
        return [number.digits for number in analysis.phone.numbers] if analysis is not None else []

    def again(self) -> Facts:
        """Record once more, as a user would: press Space, speak, press Space; what was understood."""
        self.voice.hush()
        known = {take.id for take in self.studio.takes()}
        self.to_stage()
        self.press()
        self.until(lambda: self.window.stage.state not in ("starting", "lead_in"), "the recording")
        if self.window.stage.state != "recording":
            return {"again": False, "seen": self.news()}
        player = self.voice.begin(self.microphone, self.voice.number)
        self.until(lambda: player.poll() is not None, "the number to be said")
        self._hear_on()
        self.stop()
        self.settled()
        new = [take for take in self.studio.takes() if take.id not in known]
        assert len(new) == 1, f"{len(new)} takes"
        numbers = self.numbers(new[0].id)
        heard = self.studio.library.take(new[0].id).transcript
        n_words = len(heard.words) if heard is not None else 0
        self.voice.hush()
        # On a machine that is busy beyond measure the sound server itself drops sound out of the number.
        return {"again": n_words >= FEW_WORDS, "again_words": n_words, "numbers": numbers}

    # ---- what is left --------------------------------------------------------------------------

    def _held(self) -> tuple[list[str], int, int]:
        names = sorted(thread.name.split("-")[0] for thread in threading.enumerate())
        return names, len(os.listdir("/proc/self/fd")), len(os.listdir("/proc/self/task"))

    def remember(self) -> None:
        """A first take, after which all that is made once is there; then count threads and handles."""
        self.to_stage()
        self.press()
        self.until(lambda: self.window.stage.state == "recording", "the recording")
        self._hear_on()
        self.stop()
        self.settled()
        self._rest()
        self._before = self._held()

    def _rest(self) -> None:
        for banner in self.window.banners.shown:
            banner.put_away()
        self.window.show_page("stage")
        self.until(lambda: self.window.microphone.state == "open", "the idle microphone")

    def left_over(self) -> list[str]:
        """Threads and handles that were not there before the fault, once all is at rest again."""
        self._rest()
        # Qt's own helpers, each with a handle, go when they had nothing to do for half a minute.
        end_s = time.monotonic() + 45.0
        while (left := self._more_than_before()) and time.monotonic() < end_s:
            self.wait(0.1)
        return left

    def _more_than_before(self) -> list[str]:
        assert self._before is not None
        now, before = self._held(), self._before
        names = list(now[0])
        for name in before[0]:
            if name in names:
                names.remove(name)
        left = [f"thread {name}" for name in names]
        if (more := now[1] - before[1]) > 0:
            left.append(f"{more} handles")
        if (more := now[2] - before[2]) > 0 and not names:
            left.append(f"{more} native threads")
        return left

    @contextmanager
    def open(self) -> Iterator[Desk]:
        try:
            yield self
        finally:
            self.voice.hush()
            self.window.close()
            self.until(lambda: self.window.is_closed, "the window to close")
            self.tasks.close()
            self.studio.close()
