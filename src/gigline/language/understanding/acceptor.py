"""The chance that an understanding is right, by its signs, and from which chance on to trust it. Pure.

A logistic model; the threshold is the lowest whose precision reaches the target by a lower bound, because the best of
many thresholds looks better on the examples it was chosen on than it will be.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Doubles = NDArray[np.float64]
Ids = NDArray[np.int64]

# Two dozen signs are many for a few hundred examples: the fewer, the more the weights are held to nothing.
RIDGE = 10.0
FOLDS = 5
# One-sided 60 %: with it all examples, ten of an intent, and unseen intents of Banking77 kept their promises on the
# average of draws.
CAUTION = 0.25
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
    """Examples judged without themselves: signs (n, F) and whether right (n,).

    `share` (n,) says how much each counts for the fit, `proof` (n,) for the threshold. Those with one number in `fold`
    (n,) are judged without each other; those of one `topic` (n,), from 0 on, tend to be right or wrong together.
    """

    values: Doubles
    right: Doubles
    share: Doubles
    proof: Doubles
    fold: Ids
    topic: Ids


def fit(held: Held, target: float, caution: float = CAUTION) -> Acceptor:
    """Fit, and choose the threshold on chances that were cross-fitted by fold."""
    chances = np.zeros(len(held.right))
    for fold in range(FOLDS):
        out = held.fold % FOLDS == fold
        if out.any() and held.share[~out].sum() > 0:
            model = _fitted(held.values[~out], held.right[~out], held.share[~out])
            chances[out] = _logistic(_standard(held.values[out], *model[:2]) @ model[2])
    found = threshold(chances, held.right, held.proof, held.topic, target, caution)
    return Acceptor(*_fitted(held.values, held.right, held.share), *found)


def threshold(
    chances: Doubles, right: Doubles, weight: Doubles, topic: Ids, target: float, caution: float = CAUTION
) -> tuple[float, float, float]:
    """The lowest chance that is proved good enough, with the coverage and precision there; (2, 0, 0) if none is."""
    order = np.argsort(-chances, kind="stable")
    order = order[weight[order] > 0]
    chances, right, topic = chances[order], right[order], topic[order]
    weight = weight[order] / max(weight.sum(), 1e-12)
    covered = np.cumsum(weight)
    precision = np.cumsum(weight * right) / covered
    spread = _spread(weight, right, topic, precision) / covered**2
    messages = covered**2 / np.cumsum(weight**2)
    alone = precision * (1 - precision)
    independent = np.where(alone > 0, alone / np.maximum(spread, 1e-12), np.inf)
    bound = lower_bound(precision, np.minimum(messages, independent), caution)
    good = np.flatnonzero((bound >= target) & (messages >= MIN_EFFECTIVE))
    if not len(good):
        return NEVER, 0.0, 0.0
    last = min(int(good[-1]), max(int((chances >= LEAST).sum()) - 1, 0))
    return max(float(chances[last]), LEAST), float(covered[last]), float(precision[last])


def _spread(weight: Doubles, right: Doubles, topic: Ids, precision: Doubles) -> Doubles:
    """Of each message and all before it: squared deviations from their precision, summed up by topic first.

    Few messages that stand for many weigh much in it, and so do errors that share a topic (the cluster-robust variance
    of K. Y. Liang and S. L. Zeger, Biometrika 73, 1986).
    """
    good = weight * right
    good_before, all_before = _before(good, topic), _before(weight, topic)
    # What each message adds to the topics' sums of squares and products.
    goods = np.cumsum(good * (2 * good_before + good))
    mixed = np.cumsum(weight * good_before + good * all_before + good * weight)
    every = np.cumsum(weight * (2 * all_before + weight))
    deviations: Doubles = np.maximum(goods - 2 * precision * mixed + precision**2 * every, 0)
    return deviations


def _before(values: Doubles, topic: Ids) -> Doubles:
    """Of each, the sum of the earlier ones of its topic."""
    order = np.argsort(topic, kind="stable")
    sums = np.cumsum(values[order]) - values[order]
    starts = np.flatnonzero(np.diff(topic[order], prepend=-1))
    sums -= np.repeat(sums[starts], np.diff(np.append(starts, len(order))))
    found = np.empty_like(sums)
    found[order] = sums
    return found


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
