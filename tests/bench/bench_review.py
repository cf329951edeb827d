"""The review, from the stop to the first paint and through a day's work, in the real window without sound.

    QT_QPA_PLATFORM=offscreen .venv/bin/python -m tests.bench.bench_review [--takes 200]

Prints how long the first review of a process takes to appear, the longest stretch on the main thread
meanwhile (on the clock, and of the processor: on a busy machine the first is longer), how soon a typed
letter is seen, how soon a corrected word and its score are, the memory after many takes in a row, and how
a take of ninety minutes opens and scrolls.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

#: Said after the words of the tests' message.
MORE = ["pay", "only", "for", "what", "you", "need", "call", "me", "back", "today", "thank", "you"]


class Loop:
    """Drives the event loop round by round and keeps the longest of them."""

    def __init__(self, app: Any) -> None:
        self._app = app
        self.forget()

    def forget(self) -> None:
        self.clock_ms = self.processor_ms = 0.0
        self.rounds: list[float] = []

    def turn(self) -> None:
        clock, processor = time.perf_counter(), time.thread_time()
        self._app.processEvents()
        self.note(clock, processor)
        time.sleep(0.0005)

    def note(self, clock: float, processor: float) -> None:
        took = 1000 * (time.perf_counter() - clock)
        self.rounds.append(took)
        self.clock_ms = max(self.clock_ms, took)
        self.processor_ms = max(self.processor_ms, 1000 * (time.thread_time() - processor))

    def order(self, do: Callable[[], Any]) -> None:
        """Something done on the main thread counts as a round."""
        clock, processor = time.perf_counter(), time.thread_time()
        do()
        self.note(clock, processor)

    def until(self, condition: Callable[[], Any], what: str, at_most_s: float = 60.0) -> float:
        """Seconds until it is so."""
        begun = time.perf_counter()
        while not condition():
            self.turn()
            if time.perf_counter() - begun > at_most_s:
                raise SystemExit(f"waited in vain for {what}")
        return time.perf_counter() - begun

    def rest(self, seconds: float) -> None:
        end = time.perf_counter() + seconds
        self.until(lambda: time.perf_counter() > end, "the end of a rest")

    @property
    def longest(self) -> str:
        return f"longest stretch {self.clock_ms:5.1f} ms ({self.processor_ms:5.1f} ms of the processor)"


class Paints:
    """Counts the paints of a widget."""

    def __init__(self, widget: Any) -> None:
        from PySide6.QtCore import QEvent, QObject

        outer = self
        self.n = 0

        class Filter(QObject):
            def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
                outer.n += event.type() == QEvent.Type.Paint
                return False

        self._filter = Filter()
        widget.installEventFilter(self._filter)


def memory_mb() -> float:
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    return 0.0


def spread(values: list[float]) -> str:
    return f"{statistics.median(values):5.1f} ms (worst {max(values):.1f} of {len(values)})"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--takes", type=int, default=200)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        os.environ["REHEARSE_HOME"] = home
        run(Path(home), options.takes)


def run(home: Path, n_takes: int) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    from rehearse.speech.transcript import Span, Transcript, Word
    from rehearse.ui.tasks import Tasks
    from rehearse.ui.theme import choose_theme
    from rehearse.ui.window import MainWindow
    from tests.helpers.messages import SPOKEN, audio_message
    from tests.ui.review_helpers import QuietStudio, record

    app = QApplication([])
    app.setStyle("Fusion")
    studio, tasks, loop = QuietStudio(home), Tasks(), Loop(app)
    studio.settings.update(first_start_done=True)

    def judged(words: list[str]) -> Any:
        heard = audio_message(words=words).transcript
        assert heard is not None
        return studio.judge_take(record(studio, heard).id, heard)

    said = [*SPOKEN, *MORE]
    judged(said)
    reviews = [judged([*said, f"word{n}"]) for n in range(5)]

    window = MainWindow(studio, tasks, choose_theme("light"))
    window.show()
    loop.until(lambda: not tasks.busy, "the start of the window")
    loop.forget()
    loop.rest(2.0)
    print(f"{'made ready, one part at a time':<34} {'':>9}  {loop.longest}")

    for name, review in zip(
        ("first review after the stop", "the next one", "one more"), reviews, strict=False
    ):
        window.show_page("stage")
        loop.rest(0.3)
        loop.forget()
        begun = time.perf_counter()
        loop.order(lambda review=review: window.take_news.finished(review))
        paints = Paints(window.review.transcript.viewport())
        loop.until(lambda paints=paints: paints.n and window.review.isVisible(), "the review")
        painted_ms = 1000 * (time.perf_counter() - begun)
        loop.until(lambda: not tasks.busy, "the sound")
        loop.rest(0.2)
        print(f"{name:<34} {painted_ms:6.0f} ms  {loop.longest}")

    view = window.review
    long = Transcript(
        tuple(
            Word(said[i % len(said)], Span(i * 0.45, i * 0.45 + 0.4), 0.95 if i % 50 else 0.3)
            for i in range(12_000)
        ),
        tuple(range(0, 12_000, 40)),
        "vosk", "m", 5_400.0, 1.0,
    )  # fmt: skip

    def type_in(name: str, word: int, rounds: int) -> None:
        letters, kept, scored = [], [], []
        loop.forget()
        for n in range(rounds):
            view.transcript.edit_word(word + n)
            loop.rest(0.05)
            seen = Paints(view.transcript.editor)
            for letter in "another":
                before, begun = seen.n, time.perf_counter()
                QTest.keyClick(view.transcript.editor, letter)
                while seen.n == before:
                    app.processEvents()
                letters.append(1000 * (time.perf_counter() - begun))
            painted = Paints(view.transcript.viewport())
            begun = time.perf_counter()
            clock, processor = begun, time.thread_time()
            QTest.keyClick(view.transcript.editor, Qt.Key.Key_Return)
            loop.note(clock, processor)
            loop.until(lambda painted=painted: painted.n, "the word")
            kept.append(1000 * (time.perf_counter() - begun))
            loop.until(lambda: not tasks.busy, "the score")
            scored.append(1000 * (time.perf_counter() - begun))
            loop.rest(0.05)
        print(f"{name}: letter seen after {spread(letters)},")
        print(f"  corrected word after {spread(kept)}, its score after {spread(scored)}")
        print(f"  {loop.longest}")

    type_in("typing, 60 words", 3, 8)

    # A long day.
    window.show_page("stage")
    n_early, early_mb = min(20, n_takes), 0.0
    for n in range(n_takes):
        window.take_news.finished(reviews[n % len(reviews)])
        loop.until(lambda: view.isVisible() and not tasks.busy, "a review")
        if n == n_early - 1:
            early_mb = memory_mb()
        window.show_page("stage")
        loop.turn()
    print(f"memory after {n_early} takes {early_mb:.0f} MB, after {n_takes} takes {memory_mb():.0f} MB")

    # Ninety minutes.
    heard = audio_message().transcript
    assert heard is not None
    begun = time.perf_counter()
    review = studio.judge_take(record(studio, heard).id, long)
    n_words = len(review.take.transcript.words)
    print(f"90 minutes: {n_words} words, judged in {time.perf_counter() - begun:.1f} s")
    window.show_page("review")
    loop.rest(0.2)
    loop.forget()
    begun = time.perf_counter()
    paints = Paints(view.transcript.viewport())
    loop.order(lambda: view.show_review(review))
    loop.until(lambda: paints.n, "the first words")
    first_ms = 1000 * (time.perf_counter() - begun)
    loop.until(lambda: not view.transcript.filling, "all words")
    all_s = time.perf_counter() - begun
    print(f"  first words after {first_ms:.0f} ms, all after {all_s:.2f} s, {loop.longest}")
    loop.until(lambda: not tasks.busy, "the sound")
    bar = view.scroller.verticalScrollBar()
    loop.forget()
    for step in range(120):
        loop.order(lambda step=step: bar.setValue(bar.maximum() * step // 120))
        loop.turn()
    print(f"  scrolling from end to end: a frame takes {spread(loop.rounds)}, {loop.longest}")
    loop.forget()
    loop.order(lambda: window.resize(1000, 780))
    loop.rest(1.0)
    print(f"  another width: {loop.longest}")
    type_in("  typing, 12,000 words", 6_000, 3)
    window.close()
    loop.turn()
    tasks.close()
    studio.close()


if __name__ == "__main__":
    main()
