"""A recording drawn small, and what its level says.  Both read the file once, piece by piece."""

from __future__ import annotations

import functools
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from rehearse.audio.decode import NativeReader
from rehearse.audio.loudness import LoudnessMeter
from rehearse.audio.resample import FULL_SCALE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from rehearse.audio.resample import Floats, Samples

#: So many cells are kept while reading, whatever the length: half a megabyte, and finer than any
#: screen is wide.
CELLS = 65_536

#: Level is judged in blocks of this length: shorter than a syllable, long enough for a low voice.
BLOCK_S = 0.02

#: Word times are multiples of 30 ms and cut tight: what lies this near to a word is not noise yet.
WORD_MARGIN_S = 0.1

#: A stretch is quiet when no block of it rises this far above the noise, and when it lies this far
#: below the speech: room noise wavers by a few decibels, and a voice nearer to its noise than
#: that cannot be told from it.  Rehearse's own bounds.
QUIET_ABOVE_NOISE_DB, QUIET_BELOW_SPEECH_DB = 6.0, 14.0

#: A shorter quiet stretch may be a stop consonant beside a weak one: "five" after "five" reached
#: 0.35 s in noise 28 dB below the speech.
QUIET_S = 0.5

#: A sample this near to full scale counts as clipped: encoders and rate changes move it by a hair.
CLIPPED_SAMPLE = 32_735


@dataclass(frozen=True, slots=True)
class Envelope:
    """The lowest and highest sample of each of `n_bins` equal stretches of the recording.

    float32 arrays of shape (n_bins,) in [-1, 1], over all channels.
    """

    minima: Floats
    maxima: Floats
    duration_s: float


@dataclass(frozen=True, slots=True)
class SoundStats:
    """Levels of a whole recording, in dB below full scale; None for digital silence or unknown.

    `speech_dbfs` is the RMS level of the spans given, `noise_dbfs` the median level of the blocks
    away from them.
    `clipped_fraction` counts samples, `zero_fraction` frames that are exactly zero.
    `loudness_lufs` is the integrated loudness (`loudness.py`).
    `quiet_spans` are the stretches of at least `QUIET_S` in which nobody speaks, words or not: a
    recogniser now and then hears a word in the noise of a silence.
    """

    duration_s: float
    peak_dbfs: float | None
    rms_dbfs: float | None
    speech_dbfs: float | None
    noise_dbfs: float | None
    clipped_fraction: float
    zero_fraction: float
    loudness_lufs: float | None
    quiet_spans: tuple[tuple[float, float], ...]


def envelope(path: Path, n_bins: int) -> Envelope:
    """The shape of the whole file in `n_bins` bins.

    Exact for files of up to `CELLS` frames, beyond that to one part in `CELLS` / 2 of the length.
    Of fewer frames than bins, every bin shows the frame that it lies in.
    Raises FileMissing, NotAudio, NoSound; ValueError for no bins.
    """
    if n_bins < 1:
        raise ValueError("at least one bin is needed")
    reader = NativeReader(path)
    low, high = _Cells(np.minimum), _Cells(np.maximum)
    n_frames = 0
    try:
        for samples in _by_the_second(reader, reader.info.rate_hz):
            n_frames += len(samples)
            # Channel by channel: ten times as fast as numpy's reduction of a short axis.
            channels = [samples[:, channel] for channel in range(samples.shape[1])]
            low.add(functools.reduce(np.minimum, channels))
            high.add(functools.reduce(np.maximum, channels))
    finally:
        reader.close()
    scale = np.float32(FULL_SCALE)
    return Envelope(
        minima=low.bins(n_bins).astype(np.float32) / scale,
        maxima=high.bins(n_bins).astype(np.float32) / scale,
        duration_s=n_frames / reader.info.rate_hz,
    )


def sound_facts(path: Path, speech_spans: Sequence[tuple[float, float]] = ()) -> SoundStats:
    """Levels of the whole file; `speech_spans` are the words' (start, end) in seconds.

    Without spans the levels of speech and noise are unknown.
    Raises FileMissing, NotAudio, NoSound.
    """
    reader = NativeReader(path)
    rate_hz = reader.info.rate_hz
    block_frames = max(1, round(rate_hz * BLOCK_S))
    n_frames = peak = n_clipped = n_zero = 0
    powers: list[NDArray[np.float64]] = []
    rest_power = 0.0
    meter = LoudnessMeter(rate_hz, reader.info.channels)
    try:
        for samples in _by_the_second(reader, block_frames * round(1 / BLOCK_S)):
            n_frames += len(samples)
            loud = np.abs(samples.astype(np.int32))
            peak = max(peak, int(loud.max()))
            n_clipped += int(np.count_nonzero(loud >= CLIPPED_SAMPLE))
            n_zero += len(loud) - int(np.count_nonzero(loud.any(axis=1)))
            squares = np.square(loud.astype(np.float64)).mean(axis=1)
            whole = len(squares) - len(squares) % block_frames
            powers.append(squares[:whole].reshape(-1, block_frames).mean(axis=1))
            rest_power += float(squares[whole:].sum())
            meter.add(samples)
    finally:
        reader.close()
    power = np.concatenate(powers)
    in_speech, near_speech = _marked(len(power), speech_spans)
    quiet = power[~near_speech] if speech_spans else power[:0]
    total = float(power.sum()) * block_frames + rest_power
    speech_power = float(power[in_speech].mean()) if in_speech.any() else 0.0
    noise_power = float(np.median(quiet)) if len(quiet) else 0.0
    return SoundStats(
        duration_s=n_frames / rate_hz,
        peak_dbfs=_dbfs(float(peak) ** 2),
        rms_dbfs=_dbfs(total / n_frames),
        speech_dbfs=_dbfs(speech_power),
        noise_dbfs=_dbfs(noise_power),
        clipped_fraction=n_clipped / (n_frames * reader.info.channels),
        zero_fraction=n_zero / n_frames,
        loudness_lufs=meter.integrated_lufs(),
        quiet_spans=_quiet_spans(power, speech_power, noise_power, block_frames / rate_hz),
    )


def _quiet_spans(
    power: NDArray[np.float64], speech_power: float, noise_power: float, block_s: float
) -> tuple[tuple[float, float], ...]:
    """Where at least `QUIET_S` holds nothing but the noise; nothing where no speech is known."""
    if not speech_power:
        return ()
    most = noise_power * 10 ** (QUIET_ABOVE_NOISE_DB / 10)
    if most > speech_power * 10 ** (-QUIET_BELOW_SPEECH_DB / 10):
        return ()
    edges = np.flatnonzero(np.diff(np.concatenate(([False], power <= most, [False]))))
    starts, ends = edges[::2] * block_s, edges[1::2] * block_s
    long = ends - starts >= QUIET_S - 1e-9
    return tuple(zip(starts[long].tolist(), ends[long].tolist(), strict=True))


def _marked(
    n_blocks: int, spans: Sequence[tuple[float, float]]
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which blocks lie inside a span by their middle, and which touch one or its margin."""
    inside = np.zeros(n_blocks, bool)
    near = np.zeros(n_blocks, bool)
    for start_s, end_s in spans:
        inside[max(0, round(start_s / BLOCK_S)) : max(0, round(end_s / BLOCK_S))] = True
        first = math.floor((start_s - WORD_MARGIN_S) / BLOCK_S)
        near[max(0, first) : max(0, math.ceil((end_s + WORD_MARGIN_S) / BLOCK_S))] = True
    return inside, near


def _dbfs(power: float) -> float | None:
    """Mean square of 16-bit samples as dB below full scale."""
    return 10 * math.log10(power / FULL_SCALE**2) if power > 0 else None


def _by_the_second(reader: NativeReader, n_frames: int) -> Iterator[Samples]:
    """The file's samples in arrays of exactly `n_frames`, the last one shorter."""
    held: list[Samples] = []
    n_held = 0
    while (samples := reader.read()) is not None:
        held.append(samples)
        n_held += len(samples)
        if n_held >= n_frames:
            joined = np.concatenate(held)
            whole = n_held - n_held % n_frames
            for start in range(0, whole, n_frames):
                yield joined[start : start + n_frames]
            held, n_held = [joined[whole:]], n_held - whole
    if n_held:
        yield np.concatenate(held)


class _Cells:
    """Extremes of a stream of unknown length in at most `CELLS` cells of equal length.

    A cell begins as one frame; when the cells are full, two become one.
    """

    def __init__(self, extreme: np.ufunc) -> None:
        self._extreme = extreme
        self._cell_frames = 1
        self._cells = np.zeros(CELLS, np.int16)
        self._n_cells = 0
        self._open = np.zeros(0, np.int16)  # frames of the cell that is not full yet

    def add(self, values: Samples) -> None:
        values = np.concatenate((self._open, values)) if len(self._open) else values
        while True:
            n_ready = min(len(values) // self._cell_frames, CELLS - self._n_cells)
            taken = n_ready * self._cell_frames
            shaped = values[:taken].reshape(n_ready, self._cell_frames)
            self._cells[self._n_cells : self._n_cells + n_ready] = self._extreme.reduce(shaped, axis=1)
            self._n_cells += n_ready
            values = values[taken:]
            if len(values) < self._cell_frames:
                break
            self._n_cells = CELLS // 2
            self._cells[: self._n_cells] = self._extreme(self._cells[::2], self._cells[1::2])
            self._cell_frames *= 2
        self._open = values.copy()

    def bins(self, n_bins: int) -> Samples:
        cells = self._cells[: self._n_cells]
        if len(self._open):
            cells = np.append(cells, self._extreme.reduce(self._open))
        edges = np.arange(n_bins + 1) * len(cells) // n_bins
        # reduceat gives an empty stretch the cell at its start: the one the bin lies in.
        extremes: Samples = self._extreme.reduceat(cells, np.minimum(edges[:-1], len(cells) - 1))
        return extremes
