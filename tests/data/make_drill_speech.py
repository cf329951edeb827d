"""Speech for the tests of drills: `python tests/data/make_drill_speech.py [FOLDER]`.

Needs Debian's package `flite` and this project's environment, as the program's own samples do; the
same flite gives the same files, bit for bit.
"""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
SAMPLES = HERE.parents[1] / "assets" / "samples" / "make.py"

#: File → voice, pace (above 1 is slower) and text.
SPOKEN = {
    "coach-line.flac": (
        "slt",
        1.1,
        "This job pays the bills, but I'm looking at something part time so I can actually get ahead. "
        "What about you?",
    ),
    "short-reason.flac": (
        "awb",
        1.0,
        "Hi Susan, I have a story about how another school in your town cut the time parents wait on the "
        "phone by half. Call me at four one five, five five five, zero one four two.",
    ),
}


def samples_maker() -> Any:
    """`assets/samples/make.py`, which knows how to let flite speak and how to write FLAC."""
    spec = importlib.util.spec_from_file_location("make_samples", SAMPLES)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def main(folder: Path) -> None:
    maker = samples_maker()
    for seed, (name, (voice, pace, text)) in enumerate(SPOKEN.items()):
        speech, rate_hz = maker.speak(text, voice, pace)
        maker.write_flac(folder / name, maker.dress(speech, rate_hz, seed=seed), rate_hz)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "speech")
