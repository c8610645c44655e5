"""The telephone's sound (G.711 μ-law, 8 kHz) and the bridge's (16 bit, 48 kHz), from one to the other. Pure."""

from __future__ import annotations

import numpy as np

from gigline.calls.media.audio import RATE, Pcm

PHONE_RATE = 8_000
_TIMES = RATE // PHONE_RATE
_BIAS, _CLIP = 0x84, 32_635
# 20 ms of nothing.
SILENCE = b"\xff" * (PHONE_RATE // 50)


def _table() -> Pcm:
    """The value of each of the 256 codes (ITU-T G.711)."""
    code = ~np.arange(256, dtype=np.int32) & 0xFF
    magnitude = (((code & 0x0F) << 3) + _BIAS) << ((code >> 4) & 0x07)
    return np.where(code & 0x80, _BIAS - magnitude, magnitude - _BIAS).astype(np.int16)


_VALUES = _table()


def decoded(sound: bytes) -> Pcm:
    """At the bridge's rate; between two samples of the telephone lies a straight line."""
    samples = _VALUES[np.frombuffer(sound, np.uint8)].astype(np.float64)
    if not samples.size:
        return np.zeros(0, np.int16)
    at = np.arange(samples.size * _TIMES) / _TIMES
    return np.interp(at, np.arange(samples.size), samples).astype(np.int16)


def encoded(pcm: Pcm) -> bytes:
    """For the telephone; the mean of six samples is low-pass enough for a voice."""
    whole = pcm[: pcm.size // _TIMES * _TIMES].reshape(-1, _TIMES).mean(axis=1).astype(np.int32)
    sign = np.where(whole < 0, 0x80, 0)
    magnitude = np.minimum(np.abs(whole), _CLIP) + _BIAS
    exponent = np.floor(np.log2(magnitude)).astype(np.int32) - 7
    mantissa = (magnitude >> (exponent + 3)) & 0x0F
    code = ~(sign | (exponent << 4) | mantissa) & 0xFF
    return bytes(code.astype(np.uint8))
