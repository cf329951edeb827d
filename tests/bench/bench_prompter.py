"""What the prompter costs the main thread with the longest script there may be.

    QT_QPA_PLATFORM=offscreen .venv/bin/python -m tests.bench.bench_prompter [--words 2000]

Processor time, so that other programs do not count.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Callable

from PySide6.QtWidgets import QApplication

from rehearse.analysis.script_follow import ScriptFollower, ScriptPace
from rehearse.script.script import Script, parse_script
from rehearse.ui.prompter import Prompter
from rehearse.ui.theme import choose_theme


def long_script(n_words: int) -> Script:
    """Made-up words with the small ones that stand everywhere between them."""
    chance = random.Random(5)
    made = [
        "".join(chance.choice("bdfgklmnprstvw") + chance.choice("aeiou") for _ in range(chance.randint(2, 4)))
        for _ in range(400)
    ]
    vocabulary = made + ["the", "a", "to", "of", "and", "you", "we", "it", "is", "in"] * 12
    words = [chance.choice(vocabulary) + ("." if n % 14 == 13 else "") for n in range(n_words)]
    return parse_script("\n\n".join(" ".join(words[n : n + 70]) for n in range(0, n_words, 70)))


def timed(act: Callable[[], object]) -> float:
    """Milliseconds of processor time."""
    started = time.thread_time()
    act()
    return 1000 * (time.thread_time() - started)


def told(name: str, spent_ms: list[float]) -> None:
    spent_ms.sort()
    middle, high = spent_ms[len(spent_ms) // 2], spent_ms[int(len(spent_ms) * 0.99)]
    print(f"{name:44} {middle:7.2f} ms median {high:7.2f} ms 99 % {spent_ms[-1]:7.2f} ms most")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--words", type=int, default=2000)
    options = parser.parse_args()
    app = QApplication([])
    script = long_script(options.words)
    print(f"{len(script.words)} words")
    said = [word.lower().strip(".") for word in script.words]

    follower = ScriptFollower(script)
    chance = random.Random(3)
    spent: list[float] = []
    for n in range(1, len(said) + 1):
        # Every seventh update takes its last words back.
        heard = said[:n] if n % 7 else [*said[: n - 3], *(chance.choice(said) for _ in range(3))]
        spent.append(timed(lambda heard=heard: follower.hear(heard)))
    told("follow one more word", spent)

    prompter = Prompter(choose_theme("dark"))
    prompter.resize(900, 520)
    prompter.show()
    app.processEvents()
    told("show the script", [timed(lambda: prompter.set_script(script.words, (), script.line_starts))])
    told("lay it out and paint it", [timed(lambda: prompter.grab())])
    told("another size", [timed(lambda px=px: prompter.set_text_px(px)) for px in (44, 40)])
    prompter.reduced_motion = True
    pace = ScriptPace(script, 150.0)
    moves, paints = [], []
    for n in range(400):
        place = pace.word_at(pace.total_s * n / 400)
        moves.append(timed(lambda place=place: prompter.set_place(place, flowing=True)))
        paints.append(timed(lambda: prompter.viewport().grab()))
    told("move to a place", moves)
    told("paint a frame", paints)


if __name__ == "__main__":
    main()
