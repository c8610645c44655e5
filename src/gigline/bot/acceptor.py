"""The chance that a ranking's first article is right: a logistic model over the ranking's shape, and its fitting. Pure.

A few hundred example questions are too few to learn this well, and too many to ignore: what was learned from other
brands (PRIOR) is the starting point that a brand's own examples pull away from.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Doubles = NDArray[np.float64]

# Of the first place: log p/(1-p), log-odds against the second, likeness of its closest question, the share of voices
# (single likenesses) that put it first by themselves, and its mean lead in them. Others (entropy, mean of the nearest
# five, share of unknown words, length, spread of the scores) gave nothing, or answered less on the other brand.
FEATURES = ("log_odds", "margin", "closest", "agreement", "lead")
# How hard the prior holds its weights, in the units of the mean log-likelihood.
HOLD = 0.02
# The prior's means count as so many examples.
HOLD_MEANS = 100.0
# A clarifying question is worth a turn when one of its three options is right this often.
WORTH_ASKING = 0.5


@dataclass(frozen=True)
class Prior:
    """Means and scales (F,) of the features, and weights (F + 1,), constant last, for `right` and `worth asking`."""

    means: tuple[float, ...]
    scales: tuple[float, ...]
    right: tuple[float, ...]
    ask: tuple[float, ...]


@dataclass(frozen=True)
class Acceptor:
    """When to answer in one language. `threshold` above 1 means: verbatim questions only.

    `coverage` and `precision` are what cross-fitting gave at the threshold, with the calibration's SHARES.
    """

    weights: tuple[float, ...]
    ask_weights: tuple[float, ...]
    means: tuple[float, ...]
    scales: tuple[float, ...]
    threshold: float
    coverage: float
    precision: float
    examples: int

    def confidence(self, features: Doubles) -> float:
        """The calibrated chance that the first article is right."""
        return self._chance(features, self.weights)

    def worth_asking(self, features: Doubles) -> bool:
        """Whether a question with the first three articles as options would probably have the right one."""
        return self._chance(features, self.ask_weights) >= WORTH_ASKING

    def _chance(self, features: Doubles, weights: tuple[float, ...]) -> float:
        return float(chances(features[None, :], np.array(self.means), np.array(self.scales), np.array(weights))[0])


def chances(features: Doubles, means: Doubles, scales: Doubles, weights: Doubles) -> Doubles:
    """(n,) of the chances of features (n, F)."""
    return _logistic(_with_one((features - means) / scales) @ weights)


def centred(features: Doubles, means: Doubles) -> Doubles:
    """The prior's means moved towards those of these examples: cosines lie higher in one language than in another."""
    moved: Doubles = (features.sum(axis=0) + HOLD_MEANS * means) / (len(features) + HOLD_MEANS)
    return moved


def fit(x: Doubles, right: Doubles, share: Doubles, start: Doubles, hold: float = HOLD) -> Doubles:
    """Weights (F + 1,) for standardised features (n, F) by Newton's method, held to `start`; `share` (n,) sums to 1."""
    x = _with_one(x)
    penalty = hold * np.eye(x.shape[1])
    # How common answerable messages are is the brand's own.
    penalty[-1, -1] = hold / 10
    weights = start.copy()
    for _ in range(50):
        chance = _logistic(x @ weights)
        slope = x.T @ (share * (right - chance)) - penalty @ (weights - start)
        curvature = (x * (share * chance * (1 - chance))[:, None]).T @ x + penalty
        step = np.linalg.solve(curvature, slope)
        weights = weights + np.clip(step, -5, 5)
        if np.abs(step).max() < 1e-8:
            break
    return weights


def _with_one(x: Doubles) -> Doubles:
    return np.column_stack([x, np.ones(len(x))])


def _logistic(x: Any) -> Doubles:
    chance: Doubles = 1 / (1 + np.exp(-np.clip(x, -40, 40)))
    return chance
