"""A day of rehearsing in the real window, faster than real time, and what the program holds meanwhile.

Everything is real but the microphone and the loudspeaker: a stream that keeps `InputStream`'s contract and
gives a recorded sentence as fast as it is taken, from a thread of its own as PortAudio does.
"""

from __future__ import annotations

import ctypes
import gc
import os
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from PySide6.QtCore import QEvent, QObject
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from rehearse.audio import input_stream
from rehearse.audio.armed import ArmedInput
from rehearse.audio.decode import decode_speech
from rehearse.audio.devices import Device
from rehearse.audio.format import SPEECH_FORMAT
from rehearse.audio.input_stream import BLOCK_S, OnBlock, OnEnd
from rehearse.audio.monitor import LevelMonitor
from rehearse.audio.playback import Player
from rehearse.library.library import DATABASE_NAME
from rehearse.paths import Paths
from rehearse.settings import SettingsStore
from rehearse.studio import Studio
from rehearse.ui.rubbish import Rubbish
from rehearse.ui.tasks import Tasks
from rehearse.ui.theme import choose_theme
from rehearse.ui.window import MainWindow
from tests.helpers.fake_stream import FAKE_DEVICE, FakeStream
from tests.ui.review_helpers import Loudspeaker

#: What is said: the first seconds of somebody's message, in which the starter model hears words.
SPOKEN = Path(__file__).parents[1] / "data" / "speech" / "voicemail.flac"
LENGTHS_S = (2.0, 2.4, 2.8)
#: So often somebody listens to a take.
PLAYED_EVERY = 3
_PATIENCE_S = 60.0


class FastMicrophone:
    """Opens streams that say what `says` holds at once when they start, then give a quiet room."""

    def __init__(self) -> None:
        self.says = b""
        rng = np.random.default_rng(1)
        self._room = rng.integers(-12, 13, round(SPEECH_FORMAT.rate_hz * BLOCK_S), dtype=np.int16).tobytes()

    def open(self, device: Device, on_block: OnBlock, on_end: OnEnd, *, speaks: bool = True) -> FakeStream:
        return _FastStream(device, on_block, on_end, self.says if speaks else b"", self._room)


class _FastStream(FakeStream):
    """Its own thread calls back, as a sound system's does."""

    def __init__(self, device: Device, on_block: OnBlock, on_end: OnEnd, says: bytes, room: bytes) -> None:
        super().__init__(device, on_block, on_end)
        self._says, self._room = says, room
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._speak, name="fast microphone", daemon=True)

    def start(self) -> None:
        super().start()
        self._thread.start()

    def _speak(self) -> None:
        self.say(self._says)
        while not self._over.wait(BLOCK_S):
            self.say(self._room)

    def close(self, timeout_s: float) -> bool:
        self._over.set()
        if self._thread.is_alive() and self._thread is not threading.current_thread():
            self._thread.join(timeout_s)
        return super().close(timeout_s)


class DayStudio(Studio):
    """The real studio with that microphone, and a loudspeaker that nobody hears."""

    def __init__(self) -> None:
        paths = Paths.default()
        super().__init__(paths, SettingsStore(paths.settings))
        self.settings.update(first_start_done=True, speaker="Dana")
        self.ear = FastMicrophone()
        self._open_before, input_stream.open_input = input_stream.open_input, self.ear.open

    def microphone(self) -> Device:
        return FAKE_DEVICE

    def open_monitor(self) -> LevelMonitor:
        monitor = LevelMonitor(FAKE_DEVICE, open_stream=partial(self.ear.open, speaks=False))
        monitor.start()
        return monitor

    def arm(self, device: Device | None = None) -> ArmedInput:
        armed = ArmedInput(device or FAKE_DEVICE, open_stream=self.ear.open)
        armed.start()
        return armed

    def player(self, take_id: str) -> Player:
        return Player(self.to_open(take_id).audio_path, open_output=Loudspeaker().open)

    def close(self) -> None:
        super().close()
        input_stream.open_input = self._open_before


@dataclass(frozen=True, slots=True)
class Held:
    """What the process holds; `wal_bytes` is the library's log, `qt_objects` those below the window."""

    n_takes: int
    memory_bytes: int
    threads: int
    files: int
    wal_bytes: int
    windows: int
    widgets: int
    qt_objects: int
    python_objects: int


class Day:
    """The window, open, and a rep who records one take after the other."""

    def __init__(
        self, lengths_s: Sequence[float] = LENGTHS_S, thrown_every: int = 7, lists_every: int = 10
    ) -> None:
        """A take breaks off after one of `lengths_s` in turns, one in `thrown_every` is thrown away.

        After every `lists_every` takes the pages that list them are looked at.
        """
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        self.app = app
        self._threads_before = threading.active_count()
        self._lengths_s, self._thrown_every, self._lists_every = lengths_s, thrown_every, lists_every
        self._pcm = b"".join(decode_speech(SPOKEN))
        self.studio, self.tasks = DayStudio(), Tasks()
        self._rubbish = Rubbish()
        self._rubbish.__enter__()
        self.window = MainWindow(self.studio, self.tasks, choose_theme("light"))
        self.window.show()
        self.until(lambda: self.window._begun, "the first paint")
        self.rest()
        self.n_takes = self.n_words = 0

    def until(self, condition: Callable[[], Any], what: str) -> None:
        end_s = time.monotonic() + _PATIENCE_S
        while not condition():
            if time.monotonic() > end_s:
                raise TimeoutError(f"waited in vain for {what}, after {self.n_takes} takes")
            QTest.qWait(5)

    def rest(self) -> None:
        QTest.qWait(1)
        self.until(lambda: not self.tasks.busy, "the work in the background")

    def take(self) -> None:
        """Record one, wait for its review; now and then throw it away, listen to it, or look at the lists."""
        window, stage = self.window, self.window.stage
        number = self.n_takes = self.n_takes + 1
        said_s = self._lengths_s[number % len(self._lengths_s)]
        self.studio.ear.says = self._pcm[: SPEECH_FORMAT.frames(said_s) * SPEECH_FORMAT.frame_bytes]
        window.record_or_stop()
        self.until(lambda: stage.state == "recording" and stage.course.live is not None, "the recording")
        live = stage.course.live
        assert live is not None
        self.until(lambda: live.status().capture.elapsed_s >= said_s, "the sound")
        if number % self._thrown_every == 0:
            stage.discard()
            self.until(lambda: stage.state == "ready", "the end of the take")
            self.rest()
            return
        window.record_or_stop()
        self.until(lambda: window.page == "review", "the review")
        self.rest()
        review = window.review.review
        assert review is not None, "no review is shown"
        assert review.take.id == live.take_id, "another take is shown"
        assert review.take.transcript is not None, "the take was not heard"
        self.n_words += len(review.take.transcript.words)
        if number % PLAYED_EVERY == 0:
            window.review.playback.play()
            QTest.qWait(10)
            window.review.playback.pause()
        if number % self._lists_every == 0:
            self.look_at_lists()

    def look_at_lists(self) -> None:
        for page in ("takes", "progress", "coach", "scripts", "review"):
            self.window.show_page(page)
            self.rest()
            view = self.window.pages.get(page)  # these two make themselves in steps
            if page == "coach":
                self.until(lambda view=view: view.hears, "the coach's page")
            elif page == "scripts":
                self.until(lambda view=view: not view.starters.filling, "the examples")
            self.rest()

    def held(self, threads_s: float = 5.0) -> Held:
        """Now, with no take in sight; what only waits to be collected or deleted does not count.

        A thread that has not ended by itself `threads_s` after everything is quiet was left behind.
        """
        self.window.show_page("scripts")  # where no microphone is open
        self.window.review.clear()
        self.rest()
        end_s = time.monotonic() + threads_s
        while threading.active_count() > self._threads_before and time.monotonic() < end_s:
            QTest.qWait(5)
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        QTest.qWait(1)
        gc.unfreeze()  # what was put aside is held as well
        gc.collect()
        ctypes.CDLL(None).malloc_trim(0)  # free pages that malloc keeps for later are not held
        status = Path("/proc/self/status").read_text()
        wal = self.studio.paths.library / f"{DATABASE_NAME}-wal"
        return Held(
            self.n_takes,
            1024 * int(status.split("VmRSS:")[1].split()[0]),
            int(status.split("Threads:")[1].split()[0]),
            len(os.listdir("/proc/self/fd")),
            wal.stat().st_size if wal.exists() else 0,
            len(self.app.topLevelWidgets()),
            len(self.app.allWidgets()),
            len(self.window.findChildren(QObject)),
            len(gc.get_objects()),
        )

    def close(self) -> None:
        window = self.window
        window.close()
        self.until(lambda: window.is_closed, "the end")
        self.tasks.close()
        self.studio.close()
        window.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        self._rubbish.__exit__(None, None, None)


def slope(held: Sequence[Held], name: str) -> tuple[float, float]:
    """Growth of one figure in 1,000 takes, by least squares, and its standard error; of a later part."""
    x = np.array([one.n_takes for one in held], float) / 1000
    y = np.array([getattr(one, name) for one in held], float)
    x -= x.mean()
    spread = float((x**2).sum())
    if len(held) < 3 or not spread:
        return 0.0, float("inf")
    each = float((x * y).sum()) / spread
    rest = y - y.mean() - each * x
    return each, float(np.sqrt((rest**2).sum() / (len(held) - 2) / spread))
