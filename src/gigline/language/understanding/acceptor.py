"""The chance that an understanding is right, by its signs, and from which chance on to trust it. Pure.

A logistic model; the threshold is the lowest whose precision reaches the target by a lower bound, because the best of
many thresholds looks better on the examples it was chosen on than it will be.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Doubles = NDArray[np.float64]

# Two dozen signs are many for a few hundred examples: the fewer, the more the weights are held to nothing.
RIDGE = 10.0
FOLDS = 5
# One-sided 69 %: Banking77, CLINC150 and unseen intents came out at or above their targets with it.
CAUTION = 0.5
# Fewer trusted examples than this prove nothing.
MIN_EFFECTIVE = 20.0
NEVER = 2.0
# Nobody acts on what is more likely wrong than right, however well it went with the examples.
LEAST = 0.5


@dataclass(frozen=True)
class Acceptor:
    """`threshold` above 1 trusts nothing. `coverage` and `precision` are what cross-fitting gave at it."""

    means: Doubles
    scales: Doubles
    weights: Doubles
    threshold: float
    coverage: float
    precision: float

    def confidence(self, values: NDArray[np.floating]) -> Doubles:
        """(n,) of chances of signs (n, F)."""
        return _logistic(_standard(values, self.means, self.scales) @ self.weights)


@dataclass(frozen=True)
class Held:
    """Examples judged without themselves: signs (n, F), whether right (n,), and which belong together (n,).

    `share` (n,) says how much each counts for the fit, `proof` (n,) for the threshold.
    """

    values: Doubles
    right: Doubles
    share: Doubles
    proof: Doubles
    group: NDArray[np.int64]


def fit(held: Held, target: float, caution: float = CAUTION) -> Acceptor:
    """Fit, and choose the threshold on chances that were cross-fitted by group."""
    chances = np.zeros(len(held.right))
    for fold in range(FOLDS):
        out = held.group % FOLDS == fold
        if out.any() and held.share[~out].sum() > 0:
            model = _fitted(held.values[~out], held.right[~out], held.share[~out])
            chances[out] = _logistic(_standard(held.values[out], *model[:2]) @ model[2])
    found = threshold(chances, held.right, held.proof, target, caution)
    return Acceptor(*_fitted(held.values, held.right, held.share), *found)


def threshold(
    chances: Doubles, right: Doubles, weight: Doubles, target: float, caution: float = CAUTION
) -> tuple[float, float, float]:
    """The lowest chance that is proved good enough, with the coverage and precision there; (2, 0, 0) if none is."""
    counted = weight > 0
    chances, right, weight = chances[counted], right[counted], weight[counted] / max(weight.sum(), 1e-12)
    order = np.argsort(-chances, kind="stable")
    weight, right = weight[order], right[order]
    covered, squares = np.cumsum(weight), np.cumsum(weight**2)
    precision = np.cumsum(weight * right) / covered
    # How sure a weighted share is depends on who errs: a few messages that stand for many weigh much.
    wrong = np.cumsum((weight * (1 - right)) ** 2)
    spread = (precision**2 * wrong + (1 - precision) ** 2 * (squares - wrong)) / covered**2
    effective = covered**2 / squares
    effective = np.minimum(
        effective, np.where(spread > 0, precision * (1 - precision) / np.maximum(spread, 1e-12), np.inf)
    )
    good = np.flatnonzero(
        (lower_bound(precision, effective, caution) >= target) & (covered**2 / squares >= MIN_EFFECTIVE)
    )
    if not len(good):
        return NEVER, 0.0, 0.0
    last = min(int(good[-1]), max(int((chances >= LEAST).sum()) - 1, 0))
    return max(float(chances[order[last]]), LEAST), float(covered[last]), float(precision[last])


def lower_bound(share: Doubles, trials: Doubles, caution: float = CAUTION) -> Doubles:
    """A one-sided lower bound of a share (E. B. Wilson, Journal of the American Statistical Association 22, 1927)."""
    centre = share + caution**2 / (2 * trials)
    spread = caution * np.sqrt(np.maximum(share * (1 - share), 0) / trials + caution**2 / (4 * trials**2))
    bound: Doubles = (centre - spread) / (1 + caution**2 / trials)
    return bound


def _fitted(values: Doubles, right: Doubles, share: Doubles) -> tuple[Doubles, Doubles, Doubles]:
    """Means, scales and weights, constant last, by Newton's method."""
    share = share / share.sum()
    means = share @ values
    scales = np.sqrt(share @ (values - means) ** 2) + 1e-6
    x = _standard(values, means, scales)
    penalty = RIDGE / len(x) * np.eye(x.shape[1])
    penalty[-1, -1] = 1e-6
    weights = np.zeros(x.shape[1])
    for _ in range(40):
        chance = _logistic(x @ weights)
        slope = x.T @ (share * (right - chance)) - penalty @ weights
        curvature = (x * (share * chance * (1 - chance))[:, None]).T @ x + penalty
        step = np.linalg.solve(curvature, slope)
        weights = weights + np.clip(step, -5, 5)
        if np.abs(step).max() < 1e-7:
            break
    return means, scales, weights


def _standard(values: NDArray[np.floating], means: Doubles, scales: Doubles) -> Doubles:
    standard = np.clip((values - means) / scales, -8, 8)
    return np.column_stack([standard, np.ones(len(values))])


def _logistic(value: Doubles) -> Doubles:
    chance: Doubles = 1 / (1 + np.exp(-np.clip(value, -40, 40)))
    return chance
