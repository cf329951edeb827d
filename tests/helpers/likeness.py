"""How alike two sounds are, and how far one lies behind the other."""

from __future__ import annotations

import numpy as np


def likeness(heard: np.ndarray, wanted: np.ndarray) -> tuple[float, int]:
    """(correlation at the best place, frames by which `heard` lags) of two mono sounds of one rate."""
    heard, wanted = heard.astype(float), wanted.astype(float)
    n = 1 << (len(heard) + len(wanted)).bit_length()
    product = np.fft.irfft(np.fft.rfft(heard, n) * np.conj(np.fft.rfft(wanted, n)), n)
    lag = int(np.argmax(product))
    lag = lag - n if lag > n // 2 else lag
    a, b = heard[max(0, lag) :], wanted[max(0, -lag) :]
    n_both = min(len(a), len(b))
    if n_both < 2:
        return 0.0, lag
    return float(np.corrcoef(a[:n_both], b[:n_both])[0, 1]), lag


def loudness_likeness(heard: np.ndarray, wanted: np.ndarray, lag: int, block_frames: int) -> float:
    """Correlation of the two sounds' loudness, block by block, after taking out the lag."""
    heard, wanted = heard[max(0, lag) :].astype(float), wanted[max(0, -lag) :].astype(float)
    n_blocks = min(len(heard), len(wanted)) // block_frames
    blocks = (sound[: n_blocks * block_frames].reshape(n_blocks, -1) for sound in (heard, wanted))
    levels = [np.sqrt(np.square(block).mean(axis=1)) for block in blocks]
    return float(np.corrcoef(*levels)[0, 1])
