"""From the stop to the score: real takes through the virtual microphone, the whole pipeline.

    bash tests/helpers/virtual-mic.sh -- .venv/bin/python tests/bench/bench_take.py [SECONDS ...] [--rounds N]

Prints, for each length, the time from the stop until the sound is safe, and until the review is there.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from rehearse.audio.decode import decode_speech
from rehearse.files import assets_folder
from rehearse.paths import Paths
from rehearse.settings import SettingsStore
from rehearse.studio import Studio
from tests.helpers.virtual_mic import connected, write_wav


def speech(folder: Path, seconds: int) -> Path:
    """The samples one after another, cut at a length: words to the very end, the worst case."""
    samples = sorted((assets_folder() / "samples").glob("*.flac"))
    pcm = b"".join(b"".join(decode_speech(path)) for path in samples * (1 + seconds // 60))
    return write_wav(folder / f"{seconds}.wav", pcm[: seconds * 32_000])


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("seconds", nargs="*", type=int, default=[10, 20, 40, 60])
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    microphone = connected()
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        studio = Studio(Paths.below(home), SettingsStore(home / "settings.json"))
        studio.load_engine()
        print(f"medians of {options.rounds} rounds (least–most)")
        print(f"{'take':>6}  {'sound safe':>11}  {'review there':>13}")
        for seconds in options.seconds:
            sound = speech(home, seconds)
            safe_s, there_s = [], []
            for _round in range(options.rounds):
                live = studio.start_take()
                microphone.speak(sound)
                stopped = time.perf_counter()
                live.stop()
                safe_s.append(time.perf_counter() - stopped)
                review = live.result()
                there_s.append(time.perf_counter() - stopped)
                assert review.analysis is not None
                assert len(review.analysis.words) > seconds
            print(
                f"{seconds:>4} s  {statistics.median(safe_s):>9.3f} s  {statistics.median(there_s):>11.3f} s"
                f"  ({min(safe_s):.3f}–{max(safe_s):.3f}, {min(there_s):.3f}–{max(there_s):.3f})",
                flush=True,
            )
        studio.close()


if __name__ == "__main__":
    main()
