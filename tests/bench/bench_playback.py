"""Playing a take: how far the position is from what is heard, what it costs, how smoothly it is drawn.

    QT_QPA_PLATFORM=offscreen bash tests/helpers/virtual-mic.sh -- \\
        .venv/bin/python -m tests.bench.bench_playback [--speeds 0.5 1 2] [--seconds 60]

Under Xvfb: `xvfb-run -a env QT_QPA_PLATFORM=xcb` in the place of the variable.
Short tones at known places of a file leave through the virtual loudspeaker and are recorded there;
the position told at the middle of each tone is compared with its place.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from rehearse.audio.decode import NativeReader, decode_speech
from rehearse.audio.devices import find_device
from rehearse.audio.feed import Feed, Manner
from rehearse.audio.playback import Player
from rehearse.files import assets_folder
from rehearse.settings import PLAYBACK_SPEEDS
from tests.helpers.loudspeakers import RATE_HZ, Ear
from tests.helpers.virtual_mic import connected, write_wav

MARK_S, FILE_S = 0.03, 12


def marks(folder: Path) -> tuple[Path, np.ndarray]:
    """A file with a short tone about every second, and the places of their middles."""
    places = np.arange(1, FILE_S - 1) + np.linspace(0, 0.9, FILE_S - 2)
    samples = np.zeros(FILE_S * RATE_HZ)
    tone = 16_000 * np.sin(2 * np.pi * 1_000 * np.arange(round(MARK_S * RATE_HZ)) / RATE_HZ)
    for place in places:
        samples[round(place * RATE_HZ) :][: len(tone)] = tone
    path = write_wav(folder / "marks.wav", np.rint(samples).astype("<i2").tobytes())
    return path, places + MARK_S / 2


def drift_ms(path: Path, places: np.ndarray, manner: Manner) -> np.ndarray:
    """Position told minus place heard, for each mark."""
    ear = Ear(connected().speaker)
    player = Player(path, find_device("output", None))
    player.set_manner(speed=manner.speed, phone=manner.phone)
    player.play()
    seen = []
    while player.state == "playing":
        seen.append((time.monotonic(), player.position_s))
        time.sleep(0.005)
    player.close()
    ear.wait_for_more(0.1)
    loud = np.flatnonzero(np.abs(ear.sound().astype(float)) > 4_000)
    first = np.concatenate(([True], np.diff(loud) > 0.2 * RATE_HZ))
    last = np.concatenate((np.diff(loud) > 0.2 * RATE_HZ, [True]))
    times, told = np.array(seen).T
    heard = np.interp((loud[first] + loud[last]) / 2, ear.heard_frames(times), told)
    if len(heard) != len(places):
        raise SystemExit(f"{len(heard)} marks were heard instead of {len(places)}: is the machine busy?")
    return 1_000 * (heard - places)


def cost_ms(path: Path, manner: Manner, rate_hz: int) -> float:
    """Processor time for a second of the file."""
    reader = NativeReader(path)
    began = time.process_time()
    feed = Feed(reader, 0.0, None, rate_hz=rate_hz, channels=1, block_frames=rate_hz // 50, manner=manner)
    while feed.next_block() is not None:
        pass
    spent = time.process_time() - began
    reader.close()
    return 1_000 * spent / FILE_S


def painted(folder: Path, seconds: float, manner: Manner) -> tuple[list[float], list[float]]:
    """Times between frames of the waveform while a take of 60 s plays, and of each painting, in ms."""
    from PySide6.QtCore import QEvent, QObject
    from PySide6.QtWidgets import QApplication

    from rehearse.paths import Paths
    from rehearse.settings import SettingsStore
    from rehearse.studio import Studio
    from rehearse.ui.review import ReviewView
    from rehearse.ui.tasks import Tasks
    from rehearse.ui.theme import choose_theme
    from rehearse.ui.waveform import Waveform
    from tests.helpers.bring_in import bring_in

    at: list[float] = []
    took: list[float] = []
    plain = Waveform.paintEvent  # replaced before the first one is made: Qt looks it up once

    class Counter(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Paint:
                at.append(time.perf_counter())
            return False

    def timed(self: Waveform, event: object) -> None:
        began = time.perf_counter()
        plain(self, event)  # type: ignore[arg-type]
        took.append(1_000 * (time.perf_counter() - began))

    Waveform.paintEvent = timed  # type: ignore[method-assign, assignment]

    app = QApplication.instance() or QApplication([])
    samples = sorted((assets_folder() / "samples").glob("*.flac"))
    pcm = b"".join(b"".join(decode_speech(path)) for path in samples * 2)[: 60 * 32_000]
    studio = Studio(Paths.below(folder), SettingsStore(folder / "settings.json"))
    take = bring_in(studio.library, write_wav(folder / "minute.wav", pcm))
    studio.score_take(take.id)
    tasks = Tasks()
    view = ReviewView(studio, tasks, choose_theme("light"))
    view.resize(1180, 780)
    view.show()

    def run_until(done: object, limit_s: float) -> None:
        end = time.monotonic() + limit_s
        while not done():  # type: ignore[operator]
            app.processEvents()
            time.sleep(0.001)
            if time.monotonic() > end:
                raise SystemExit("waited in vain for the take")

    view.show_take(take.id)
    run_until(lambda: view.playback.ready and view.bar.waveform.has_sound(), 60)
    counter = Counter()
    view.bar.waveform.installEventFilter(counter)
    view.playback.set_manner(manner.speed, manner.phone)
    view.toggle()
    run_until(lambda: view.playback.position_s > 0.5, 10)
    at.clear()
    took.clear()
    stop = min(59.0, 0.5 + seconds * manner.speed)
    run_until(lambda: view.playback.position_s >= stop or not view.playback.playing, seconds + 20)
    view.close_sound()
    run_until(lambda: not tasks.busy, 10)
    view.close()
    tasks.close()
    studio.close()
    Waveform.paintEvent = plain  # type: ignore[method-assign]
    return [1_000 * float(gap) for gap in np.diff(at)], took


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--speeds", nargs="*", type=float, default=list(PLAYBACK_SPEEDS))
    parser.add_argument("--seconds", type=float, default=60.0, help="how long frames are counted")
    options = parser.parse_args()
    manners = [Manner(speed) for speed in options.speeds] + [Manner(1.0, phone=True)]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path, places = marks(folder)
        print("position told minus place heard, and processor time for a second of the file at 48 kHz")
        for manner in manners:
            off = drift_ms(path, places, manner)
            print(
                f"  {manner.speed:>4g}×{' phone' if manner.phone else '      '}"
                f"  median {np.median(off):+5.1f} ms  worst {off[np.argmax(np.abs(off))]:+5.1f} ms"
                f"   {cost_ms(path, manner, 48_000):5.1f} ms",
                flush=True,
            )
        print("frames of the waveform while a take of 60 s plays")
        for manner in (Manner(), Manner(1.5, phone=True)) if options.seconds else ():
            gaps, took = painted(folder / f"home-{manner.speed}", options.seconds, manner)
            print(
                f"  {manner.speed:>4g}×{' phone' if manner.phone else '      '}  {len(gaps) + 1} frames,"
                f" between them median {statistics.median(gaps):.1f} ms, worst {max(gaps):.1f} ms;"
                f" painting median {statistics.median(took):.2f} ms, worst {max(took):.2f} ms",
                flush=True,
            )


if __name__ == "__main__":
    sys.exit(main())
