"""What somebody hears who waits or is on hold: a quiet figure of eight notes, so that silence means a broken line."""

from __future__ import annotations

from functools import cache

import numpy as np

from gigline.calls.media.audio import RATE, SAMPLES, Pcm

NOTE_S = 0.6
# C major pentatonic, as semitones from A4 (440 Hz); None is a rest.
FIGURE = (-9, -5, -2, 3, 0, -2, -5, None)
LOUDNESS = 0.06


@cache
def _loop() -> Pcm:
    at = np.arange(int(NOTE_S * RATE)) / RATE
    swell = np.minimum(at / 0.05, 1) * np.exp(-3 * at)
    notes = [
        np.zeros_like(at) if one is None else np.sin(2 * np.pi * 440 * 2 ** (one / 12) * at) * swell for one in FIGURE
    ]
    tune = (np.concatenate(notes) * LOUDNESS * 32767).astype(np.int16)
    tune.flags.writeable = False
    return tune


def frame(number: int) -> Pcm:
    """The `number`th frame of the endless tune."""
    tune = _loop()
    start = number * SAMPLES % tune.size
    return tune[start : start + SAMPLES]
