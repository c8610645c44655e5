"""Sound as the bridge passes it on: mono, 48 kHz, 16 bit, in frames of 20 ms."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

RATE = 48_000
FRAME_S = 0.02
SAMPLES = int(RATE * FRAME_S)
# What speech recognition expects.
SPEECH_RATE = 16_000
# The level of a frame in which nothing but the converter's noise can be; speech is 30 to 40 dB above.
FLOOR_DBFS = -90.0

Pcm = NDArray[np.int16]


def silence() -> Pcm:
    """A frame without sound."""
    return np.zeros(SAMPLES, np.int16)


def mixed(sounds: Sequence[Pcm]) -> Pcm:
    """All of these frames at once; too loud together is as loud as can be."""
    if len(sounds) == 1:
        return sounds[0]
    both = np.zeros(max((one.size for one in sounds), default=SAMPLES), np.int32)
    for one in sounds:
        both[: one.size] += one
    return both.clip(-32768, 32767).astype(np.int16)


def level_dbfs(pcm: Pcm) -> float:
    """The root mean square of the samples, in decibels below full scale (0 is the loudest there is)."""
    if not pcm.size:
        return FLOOR_DBFS
    rms = float(np.sqrt(np.mean(np.square(pcm.astype(np.float64)))))
    return max(FLOOR_DBFS, 20 * float(np.log10(rms / 32768))) if rms else FLOOR_DBFS


def for_speech(pcm: Pcm) -> Pcm:
    """The same sound at 16 kHz; the mean of three samples is low-pass enough for words."""
    whole = pcm[: pcm.size // 3 * 3].reshape(-1, RATE // SPEECH_RATE)
    low: Pcm = whole.mean(axis=1).astype(np.int16)
    return low
