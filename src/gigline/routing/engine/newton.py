"""One step of Newton's method for all families at once, and the noise of the work."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from gigline.routing.engine.columns import WORK, Floats

CURVATURE = 0.04
NOISE_START, NOISE_WEIGHT = 0.25, 50.0
FURTHEST = 4.0


class Noise:
    """The variance of log work around its expectation: an imagined start and all that was seen."""

    def __init__(self) -> None:
        self.total, self.weight = NOISE_START * NOISE_WEIGHT, NOISE_WEIGHT

    @property
    def variance(self) -> float:
        """As it is known now."""
        return self.total / self.weight

    def note(self, squares: float, count: int) -> None:
        """Squared residuals of so many more."""
        self.total += squares
        self.weight += count


def step(eta: Floats, y: Floats, known: npt.NDArray[np.bool_], noise: float) -> tuple[Floats, Floats]:
    """How far each sum is from what came of it, on its own scale, and with what precision (0 where unknown).

    The last axis is the family: log odds, for the work log seconds.
    """
    p = sigmoid(eta)
    w = np.maximum(p * (1.0 - p), CURVATURE)
    far = within((y - p) / w, -2.0 * FURTHEST, 2.0 * FURTHEST)
    far[..., WORK] = within(y[..., WORK] - eta[..., WORK], -FURTHEST, FURTHEST)
    w[..., WORK] = 1.0 / noise
    return far, w * known


def within(x: Floats, least: float, most: float) -> Floats:
    """As np.clip, which takes several times as long for a few numbers."""
    found: Floats = np.minimum(np.maximum(x, least), most)
    return found


def sigmoid(x: Floats) -> Floats:
    """Overflow-free at both ends."""
    result: Floats = 0.5 * (1.0 + np.tanh(0.5 * x))
    return result
