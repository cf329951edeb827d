"""Make the sounds before and after a take anew: `python assets/sounds/make.py [FOLDER]`.

Greetings need Debian's package `flite` (2.2), everything needs this project's environment.
The voices carry no conditions beyond flite's own licence (BSD-like); what they say, the beep, the
ticks and the chimes are this project's own.
The same flite gives the same sounds, bit for bit.
"""

from __future__ import annotations

import importlib.util
import sys
import tomllib
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

HERE = Path(__file__).resolve().parent

RATE_HZ = 16_000

#: Silence after a greeting: what a loudspeaker far away still plays is over when the recording begins.
GREETING_TAIL_S = 0.4

#: The loudest sample of a greeting, as a share of full scale.
GREETING_PEAK = 0.4

#: What flite leaves around the words is below this share of the loudest sample; it is cut off.
SILENCE = 0.002


def _samples() -> ModuleType:
    """`assets/samples/make.py`, which knows how to let flite speak and how to write FLAC."""
    spec = importlib.util.spec_from_file_location("make_samples", HERE.parent / "samples" / "make.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def load() -> dict[str, Any]:
    return tomllib.loads((HERE / "sounds.toml").read_text(encoding="utf-8"))


def tone(entry: dict[str, Any]) -> np.ndarray:
    """A sine with soft edges, which may die away as a struck bar does."""
    n_frames = round(entry["length_s"] * RATE_HZ)
    at_s = np.arange(n_frames) / RATE_HZ
    sound = entry["peak"] * np.sin(2 * np.pi * entry["hz"] * at_s)
    if "dies_away_s" in entry:
        sound *= np.exp(-at_s / entry["dies_away_s"])
    fade = round(entry["fade_s"] * RATE_HZ)
    edge = 0.5 - 0.5 * np.cos(np.pi * (np.arange(fade) + 0.5) / fade)
    sound[:fade] *= edge
    sound[-fade:] *= edge[::-1]
    return np.rint(sound * 32767).astype(np.int16)


def chime(entry: dict[str, Any]) -> np.ndarray:
    """Some tones after each other, each of one pitch or several; the peak is that of all together."""
    shape = {key: value for key, value in entry.items() if key in ("fade_s", "dies_away_s")}
    notes = []
    for note in entry["notes"]:
        peak = entry["peak"] / len(note["hz"])
        together = [tone({**shape, **note, "hz": hz, "peak": peak}) for hz in note["hz"]]
        notes.append(np.sum(together, axis=0, dtype=np.int16))
    return np.concatenate(notes)


def greeting(entry: dict[str, Any], samples: ModuleType) -> tuple[np.ndarray, int]:
    """What the callee's mailbox says, with the silence before its beep."""
    speech, rate_hz = samples.speak(" ".join(entry["text"].split()), entry["voice"], entry["pace"])
    heard = np.flatnonzero(np.abs(speech) > np.abs(speech).max() * SILENCE)
    speech = speech[heard[0] : heard[-1] + 1]
    loud = speech.astype(np.float64) * (GREETING_PEAK * 32767 / np.abs(speech).max())
    padded = np.concatenate((loud, np.zeros(round(GREETING_TAIL_S * rate_hz))))
    return np.rint(padded).astype(np.int16), rate_hz


def main(folder: Path) -> None:
    samples, sounds = _samples(), load()
    for entry in sounds["tone"]:
        samples.write_flac(folder / f"{entry['id']}.flac", tone(entry), RATE_HZ)
    for entry in sounds["chime"]:
        samples.write_flac(folder / f"{entry['id']}.flac", chime(entry), RATE_HZ)
    for entry in sounds["greeting"]:
        samples.write_flac(folder / f"{entry['id']}.flac", *greeting(entry, samples))
    for entry in (*sounds["tone"], *sounds["chime"], *sounds["greeting"]):
        path = folder / f"{entry['id']}.flac"
        print(f"{path.name}: {path.stat().st_size / 1e3:.1f} kB")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
