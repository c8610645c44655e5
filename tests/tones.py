"""Tones: what tests of calls say, and how they know what they hear."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gigline.calls.media.audio import RATE, Pcm


def tone(hz: float, loudness: float, seconds: float = 1.0) -> Pcm:
    """A sine; `loudness` 1 is full scale."""
    at = np.arange(int(RATE * seconds)) / RATE
    return (np.sin(2 * np.pi * hz * at) * 32767 * loudness).astype(np.int16)


def loudest_hz(pcm: NDArray[np.generic]) -> float:
    """The frequency with the most energy."""
    return float(np.argmax(np.abs(np.fft.rfft(pcm.astype(np.float64)))) * RATE / pcm.size)
