"""A library of takes that got better over some weeks, and calls made with them; no sound, no words."""

from __future__ import annotations

import json
import random
import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from rehearse.library.ids import new_id
from rehearse.library.library import DATABASE_NAME, Library

#: What the scripts are called, the best one last.
SCRIPTS = ("The brochure", "A question first", "The mill in Hanover")


def add_scripts(library: Library, titles: Sequence[str] = SCRIPTS) -> list[str]:
    """Scripts of these titles; their ids."""
    text = "Hi [first name], this is Robert, 617-555-0168. I have a sample for you."
    return [library.scripts.add(f"{text} {title}.", title=title).id for title in titles]


def practise(
    library: Library,
    n: int,
    *,
    scripts: Sequence[str] = (),
    speakers: Sequence[str] = ("Dana",),
    until: datetime | None = None,
    seed: int = 7,
    basis: str = "b",
) -> list[str]:
    """`n` takes, the last one made at `until` (now), getting shorter and clearer; ids, oldest first.

    `basis` is what they are said to have been judged by.
    """
    luck = random.Random(seed)
    moment = until or datetime.now(UTC)
    moments: list[datetime] = []
    for _number in range(n):
        moments.append(moment)
        moment -= timedelta(minutes=luck.choice((2, 3, 3, 4, 5, 8, 1200, 1700)))
    connection = sqlite3.connect(library.folder / DATABASE_NAME)
    ids = []
    with connection:
        for at, moment in enumerate(reversed(moments)):
            take_id = new_id()
            ids.append(take_id)
            share = at / max(1, n - 1)
            length = max(6.0, 38 - 22 * share + luck.gauss(0, 4))
            number = min(1.0, max(0.12, 0.85 - 0.55 * share + luck.gauss(0, 0.1)))
            pitch = max(0, round(5 - 6 * share + luck.gauss(0, 1)))
            ready = length <= 20 and pitch == 0
            bands = {"length": "good" if length <= 20 else "off", "pitch": "off" if pitch else "good"}
            connection.execute(
                "INSERT INTO takes (id, created_at, title, speaker, script_id, state, audio_path, rate_hz,"
                " channels, sample_bytes, n_frames, message_s, bands, ready, excerpt)"
                " VALUES (?, ?, ?, ?, ?, 'scored', ?, 16000, 1, 2, ?, ?, ?, ?, ?)",
                (
                    take_id, moment.isoformat(timespec="microseconds"), "", luck.choice(speakers),
                    luck.choice([*scripts, None]) if scripts else None, f"audio/{take_id}.wav",
                    round(16000 * (length + 2)), round(length, 1), json.dumps(bands), int(ready), "hi dana",
                ),
            )  # fmt: skip
            connection.execute(
                "INSERT INTO measures (take_id, model_id, basis, n_words, wpm, number_fraction, number_late,"
                " n_pitch, n_reasons, n_fillers) VALUES (?, 'm', ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    take_id, basis, round(length * 2.5), round(150 + luck.gauss(0, 14), 1),
                    round(number, 3) if luck.random() > 0.08 else None, int(number > 0.5), pitch,
                    max(0, round(2 * share + luck.gauss(0, 0.6))),
                    max(0, round(4 - 4 * share + luck.gauss(0, 1))),
                ),
            )  # fmt: skip
    connection.close()
    return ids
