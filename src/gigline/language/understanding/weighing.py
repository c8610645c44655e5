"""How much each classifier's word counts: weights that make the right intents of held-out examples likeliest. Pure."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

MAX_WEIGHT = 60.0
START = 4.0


def weigh(scores: Sequence[Floats], right: NDArray[np.int64], counts: NDArray[np.float64]) -> tuple[float, ...]:
    """Weights >= 0 of M classifiers whose scores (n, C) are added into log-odds; `right` (n,) are the classes,
    and `counts` (n,) how much each example does.

    Fitted by the log-likelihood of predictions that were made without the example (stacking: Wolpert, Neural Networks
    5, 1992). A classifier that says nothing, such as names of intents that are only numbers, ends near 0.
    """
    from scipy.optimize import minimize

    rows, share = np.arange(len(right)), (counts / counts.sum()).astype(np.float32)

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        chances = softmax(blend(scores, tuple(weights)))
        likely = share @ np.log(chances[rows, right] + 1e-9)
        chances[rows, right] -= 1
        chances *= share[:, None]
        return -float(likely), np.array([float(np.vdot(chances, one)) for one in scores])

    start = np.full(len(scores), START)
    found = minimize(loss, start, jac=True, bounds=[(0, MAX_WEIGHT)] * len(scores), method="L-BFGS-B")
    return tuple(float(weight) for weight in found.x)


def blend(scores: Sequence[Floats], weights: Sequence[float]) -> Floats:
    """(n, C) of log-odds."""
    total = np.zeros_like(scores[0])
    for weight, one in zip(weights, scores, strict=True):
        total += np.float32(weight) * one
    return total


def softmax(logits: Floats) -> Floats:
    """(n, C) of chances."""
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    chances: Floats = powers / powers.sum(axis=1, keepdims=True)
    return chances
