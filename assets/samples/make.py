"""Make the sample voicemails anew from their texts: `python assets/samples/make.py [FOLDER]`.

Needs Debian's package `flite` (2.2) and this project's environment.  The voices carry no
conditions beyond flite's own licence (BSD-like); what they say is this project's own.
The same flite gives the same samples, bit for bit.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import tomllib
import wave
from pathlib import Path

import av
import numpy as np

HERE = Path(__file__).resolve().parent

#: What a phone leaves around the words: a moment before speaking, a moment before hanging up.
LEAD_S, TAIL_S = 0.6, 0.8

#: Room noise at this level (16-bit units, RMS), since digital silence is a fault in a recording.
NOISE = 3.0

#: The loudest sample, as a share of full scale.
PEAK = 0.5


def speak(text: str, voice: str, pace: float) -> tuple[np.ndarray, int]:
    """Flite's reading as 16-bit samples, with their rate; `pace` above 1 is slower."""
    with tempfile.TemporaryDirectory() as folder:
        wav = Path(folder) / "said.wav"
        stretch = f"duration_stretch={pace}"
        subprocess.run(["flite", "-voice", voice, "--setf", stretch, "-t", text, "-o", wav], check=True)
        with wave.open(str(wav)) as file:
            return np.frombuffer(file.readframes(file.getnframes()), "<i2"), file.getframerate()


def dress(speech: np.ndarray, rate_hz: int, seed: int) -> np.ndarray:
    """The reading at an even level, in a quiet room."""
    rng = np.random.default_rng(seed)
    loud = speech.astype(np.float64) * (PEAK * 32767 / np.abs(speech).max())
    padded = np.concatenate((np.zeros(round(LEAD_S * rate_hz)), loud, np.zeros(round(TAIL_S * rate_hz))))
    noisy = padded + rng.normal(0, NOISE, len(padded))
    return np.clip(np.rint(noisy), -32768, 32767).astype(np.int16)


def write_flac(path: Path, samples: np.ndarray, rate_hz: int) -> None:
    with av.open(str(path), "w", format="flac", options={"fflags": "+bitexact"}) as file:
        stream = file.add_stream("flac", rate=rate_hz, layout="mono", options={"compression_level": "8"})
        frame = av.AudioFrame.from_ndarray(samples[None, :], format="s16", layout="mono")
        frame.sample_rate = rate_hz
        for packet in (*stream.encode(frame), *stream.encode(None)):
            file.mux(packet)


def main(folder: Path) -> None:
    samples = tomllib.loads((HERE / "samples.toml").read_text(encoding="utf-8"))["sample"]
    for number, sample in enumerate(samples):
        speech, rate_hz = speak(" ".join(sample["text"].split()), sample["voice"], sample["pace"])
        path = folder / f"{sample['id']}.flac"
        write_flac(path, dress(speech, rate_hz, seed=number), rate_hz)
        print(f"{path.name}: {path.stat().st_size / 1e3:.0f} kB")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
