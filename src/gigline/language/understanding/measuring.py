"""How well an understanding did, by the definitions that every report uses. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Figures:
    """`accuracy`: of messages in scope, those whose first intent is right. `coverage`: of all messages, those answered.
    `precision`: of those answered, the right ones (None where none was). `auroc`: the chance that a random message in
    scope has more confidence than a random one out of scope, or, where none is out of scope (`told_apart` says), a
    right one more than a wrong one; None where one side is empty.
    """

    messages: int
    accuracy: float
    coverage: float
    precision: float | None
    auroc: float | None
    told_apart: str


def measure(
    labels: Sequence[str],
    predicted: Sequence[str],
    confidence: NDArray[np.floating],
    answered: NDArray[np.bool_],
    *,
    outside: str,
    share: float | None = None,
) -> Figures:
    """Of messages with their true labels; `outside` is the label of what is out of scope.

    With `share`, the messages are weighted so that this share of them is out of scope.
    """
    out = np.array([label == outside for label in labels], dtype=np.bool_)
    right = np.array([one == other for one, other in zip(labels, predicted, strict=True)], dtype=np.bool_) & ~out
    weight = weights(out, share)
    said = float(weight[answered].sum())
    good, other = (~out, out) if out.any() else (right, ~right)
    return Figures(
        messages=len(labels),
        accuracy=float(right[~out].mean()) if (~out).any() else 0.0,
        coverage=said / float(weight.sum()),
        precision=float(weight[answered & right].sum()) / said if said else None,
        auroc=auroc(confidence[good], confidence[other]),
        told_apart="in scope from out of scope" if out.any() else "right from wrong",
    )


def weights(out: NDArray[np.bool_], share: float | None) -> NDArray[np.float64]:
    """(n,) summing to 1, so that what is `out` has this share; all the same with None or where one side is empty."""
    even = np.full(len(out), 1 / max(len(out), 1))
    if share is None or out.all() or not out.any():
        return even
    weighted: NDArray[np.float64] = np.where(out, share / out.sum(), (1 - share) / (~out).sum())
    return weighted


def auroc(above: NDArray[np.floating], below: NDArray[np.floating]) -> float | None:
    """The chance that a value of `above` exceeds one of `below`, ties counting half; None where one is empty."""
    if not len(above) or not len(below):
        return None
    low = np.sort(below)
    less = np.searchsorted(low, above, side="left")
    most = np.searchsorted(low, above, side="right")
    return float((less + most).mean() / 2 / len(low))
