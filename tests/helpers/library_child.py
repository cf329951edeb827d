"""A process that uses a library as the program does, and says on standard output what was confirmed.

    python -m tests.helpers.library_child FOLDER SEED [COUNT]

Each line is written after the call returned, in one piece, so that whoever kills this process knows what
the library has promised.  Without COUNT it goes on until it is killed.
"""

from __future__ import annotations

import itertools
import os
import random
import sys
from datetime import UTC, datetime
from pathlib import Path

from rehearse.audio.format import AudioFormat, Recording
from rehearse.audio.wav import GrowingWav
from rehearse.library.library import Library
from tests.helpers.messages import audio_message

FORMAT = AudioFormat(rate_hz=16_000, channels=1)
BLOCK_FRAMES = 320


def say(*parts: object) -> None:
    os.write(1, (" ".join(map(str, parts)) + "\n").encode())


def one_take(library: Library, chance: random.Random) -> None:
    take = library.begin_take(speaker="Kim", device="Virtual Microphone")
    say("begun", take.id)
    wav = GrowingWav.create(take.audio_path, FORMAT)
    for _block in range(chance.randrange(1, 6)):
        wav.write(bytes([chance.randrange(256), 1]) * BLOCK_FRAMES)
        say("written", take.id, wav.n_frames)
    wav.close()
    recording = Recording(take.audio_path, FORMAT, wav.n_frames, 0, -12.0, datetime.now(UTC))
    library.finish_take(take.id, recording)
    say("finished", take.id)
    if chance.random() < 0.6:
        message = audio_message(take.audio_path)
        assert message.transcript is not None
        library.save_result(take.id, message.transcript, message.analysis.scorecard)
        say("scored", take.id)
    if chance.random() < 0.3:
        library.rename(take.id, f"Take {take.id[:8]}")
        say("renamed", take.id)
    if chance.random() < 0.3:
        library.delete([take.id])
        say("deleted", take.id)


def main() -> None:
    folder, seed = Path(sys.argv[1]), int(sys.argv[2])
    rounds = range(int(sys.argv[3])) if len(sys.argv) > 3 else itertools.count()
    chance = random.Random(seed)
    with Library.open(folder) as library:
        say("open", os.getpid())
        for _round in rounds:
            one_take(library, chance)
    say("closed", os.getpid())


if __name__ == "__main__":
    main()
