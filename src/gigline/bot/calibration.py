"""When to answer: a logistic acceptor over the shape of a ranking, fitted on the brand's own articles.

Nobody labels anything. Each question of an article is asked once with itself left out (right when its article still
comes first) and once with its whole article left out (whatever comes first is wrong: a neighbouring matter that no
article covers); messages that no brand answers join them. Probabilities are cross-fitted by article, and the threshold
is the lowest whose precision, by its Wilson lower bound, reaches the brand's target (E. B. Wilson, JASA 22, 1927).
Deterministic: every process that fits the same articles gets the same numbers.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gigline.knowledge.service import Floats, Index, Scores

Doubles = NDArray[np.float64]

# Shares of what reaches the bot: covered by an article, a neighbouring matter that is not, something else entirely.
SHARES = (0.7, 0.2, 0.1)
SHARPNESS = 25.0
FOLDS = 5
RIDGE = 0.01
# One-sided 90 %.
Z = 1.2816
MIN_EFFECTIVE = 15
MIN_EXAMPLES = 40
# More questions prove hardly more and cost time with their square.
MAX_QUESTIONS = 600
# Somebody who writes an article's own question, give or take a word, gets that article.
VERBATIM = 0.92
# A clarifying question is worth a turn when one of its three options is right this often.
WORTH_ASKING = 0.75
# Where few articles compete, the first place is won against this score: about what the second has among fifty.
BACKGROUND = 0.3
SENSITIVE_RANGE = (0.55, 0.75)


@dataclass(frozen=True)
class Acceptor:
    """When to answer in one language. `threshold` above 1 means: verbatim questions only.

    `coverage` and `precision` are what cross-fitting gave at the threshold, with SHARES.
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
        standard = (features - np.array(self.means)) / np.array(self.scales)
        return float(_logistic(np.append(standard, 1.0) @ np.array(weights)))


_NEVER = (*(0.0,) * 7, -9.0)
# Too few questions to prove anything.
UNPROVED = Acceptor(_NEVER, _NEVER, (0.0,) * 7, (1.0,) * 7, threshold=2.0, coverage=0.0, precision=0.0, examples=0)


@dataclass(frozen=True)
class Fitted:
    """A brand's calibration. Each language has its own: what is a high likeness in one is a low one in another."""

    knowledge_version: int
    target: float
    sensitive_from: float
    acceptors: Mapping[str, Acceptor]

    def acceptor(self, language: str) -> Acceptor:
        """The acceptor of a language; one that answers verbatim questions only where nothing is known."""
        return self.acceptors.get(language, UNPROVED)

    def to_json(self) -> dict[str, Any]:
        """Plain values; the same for the same fit."""
        values: dict[str, Any] = json.loads(json.dumps(asdict(self), sort_keys=True))
        return values


@dataclass(frozen=True)
class Ranked:
    """`order` are articles, best first; `features` (7,) describe how clear the first place is."""

    order: NDArray[np.int64]
    features: Doubles
    closest: float


def rank(index: Index, scores: Scores, allowed: NDArray[np.bool_], *, without: int | None = None) -> Ranked | None:
    """Order the allowed articles; None when there is none."""
    ids = np.flatnonzero(allowed)
    if not len(ids):
        return None
    total = scores.total[ids].astype(np.float64)
    by_score = np.argsort(-total, kind="stable")
    ordered = total[by_score]
    rivals = np.append(ordered, BACKGROUND)
    chances = np.exp(SHARPNESS * (rivals - rivals.max()))
    chances /= chances.sum()
    texts = scores.texts[allowed[index.owners]] if without is None else _texts_without(index, scores, allowed, without)
    top = -np.sort(-texts)[:5]
    first = int(ids[by_score[0]])
    features = np.array(
        [
            ordered[0],
            ordered[0] - max([BACKGROUND, *ordered[1:2]]),
            scores.closest[first],
            top.mean(),
            -(chances * np.log(chances + 1e-9)).sum(),
            np.log(chances[0] + 1e-6),
            np.log(1 - chances[0] + 1e-6),
        ]
    )
    return Ranked(ids[by_score], features, float(scores.closest[first]))


def _texts_without(index: Index, scores: Scores, allowed: NDArray[np.bool_], without: int) -> Floats:
    usable = allowed[index.owners].copy()
    usable[without] = False
    left: Floats = scores.texts[usable]
    return left


@dataclass
class _Examples:
    features: list[Doubles]
    right: list[bool]
    among_options: list[bool]
    part: list[int]
    group: list[int]

    def add(self, ranked: Ranked | None, own: int | None, part: int, group: int) -> None:
        if ranked is None:
            return
        self.features.append(ranked.features)
        self.right.append(own is not None and int(ranked.order[0]) == own)
        self.among_options.append(own is not None and own in ranked.order[:3])
        self.part.append(part)
        self.group.append(group)


def fit(
    index: Index,
    target: float,
    outside: Sequence[tuple[str, Floats]],
    phrases: Floats,
    person_topics: frozenset[str],
) -> Fitted:
    """Fit on the index's articles. `outside` are (language, vector) of messages nobody's articles answer, `phrases`
    (n, d) the vectors of the brand's sensitive phrases. About 0.3 s for 50 articles.
    """
    languages = sorted({article.language for article in index.articles})
    acceptors = {one: _acceptor(index, target, one, [v for spoken, v in outside if spoken == one]) for one in languages}
    return Fitted(index.version, target, _sensitive_from(index, phrases, person_topics), acceptors)


def _acceptor(index: Index, target: float, language: str, outside: Sequence[Floats]) -> Acceptor:
    examples = _examples(index, language, outside)
    if len(examples.right) < MIN_EXAMPLES or not any(examples.right):
        return UNPROVED
    features, right = np.stack(examples.features), np.array(examples.right, dtype=np.float64)
    weight = _weights(np.array(examples.part))
    chance = _cross_fitted(features, right, weight, np.array(examples.group))
    threshold, coverage, precision = _threshold(chance, right, weight, target)
    means, scales, weights = _logistic_fit(features, right, weight)
    _, _, ask_weights = _logistic_fit(features, np.array(examples.among_options, dtype=np.float64), weight)
    return Acceptor(
        weights=tuple(weights.tolist()),
        ask_weights=tuple(ask_weights.tolist()),
        means=tuple(means.tolist()),
        scales=tuple(scales.tolist()),
        threshold=threshold,
        coverage=coverage,
        precision=precision,
        examples=len(right),
    )


def _examples(index: Index, language: str, outside: Sequence[Floats]) -> _Examples:
    found = _Examples([], [], [], [], [])
    kinds = sorted({kind for article in index.articles if article.language == language for kind in article.kinds})
    audiences = {kind: index.meant_for(kind, language) for kind in kinds}
    spoken = [index.articles[int(owner)].language == language for owner in index.owners]
    rows = [row for row, text in enumerate(index.texts) if text.source == "question" and spoken[row]]
    rows = rows[:: 1 + len(rows) // MAX_QUESTIONS]
    asked = index.vectors[rows]
    for row, alone, scores in zip(rows, index.score_all(asked, rows), index.score_all(asked), strict=True):
        own = int(index.owners[row])
        allowed = audiences[index.articles[own].kinds[0]]
        found.add(rank(index, alone, allowed, without=row), own, 0, own)
        others = allowed.copy()
        others[own] = False
        found.add(rank(index, scores, others), None, 1, own)
    for number, scores in enumerate(index.score_all(np.stack(outside)) if outside else ()):
        for allowed in audiences.values():
            found.add(rank(index, scores, allowed), None, 2, len(index.articles) + number)
    return found


def _weights(part: NDArray[np.int64]) -> Doubles:
    counts = np.bincount(part, minlength=len(SHARES))
    each = np.array(SHARES) / np.maximum(counts, 1)
    weight: Doubles = each[part] / each[part].sum()
    return weight


def _cross_fitted(features: Doubles, right: Doubles, weight: Doubles, group: NDArray[np.int64]) -> Doubles:
    chance = np.zeros(len(right))
    for fold in range(FOLDS):
        held = group % FOLDS == fold
        if not held.any() or held.all():
            continue
        means, scales, weights = _logistic_fit(features[~held], right[~held], weight[~held])
        chance[held] = _logistic(_with_one((features[held] - means) / scales) @ weights)
    return chance


def _logistic_fit(features: Doubles, right: Doubles, weight: Doubles) -> tuple[Doubles, Doubles, Doubles]:
    """Ridge-penalised logistic regression by Newton's method: means, scales, weights with the constant last."""
    means, scales = features.mean(axis=0), features.std(axis=0) + 1e-6
    x = _with_one((features - means) / scales)
    share = weight / weight.sum()
    penalty = RIDGE * np.eye(x.shape[1])
    penalty[-1, -1] = 1e-9
    weights = np.zeros(x.shape[1])
    for _ in range(50):
        chance = _logistic(x @ weights)
        slope = x.T @ (share * (right - chance)) - penalty @ weights
        curvature = (x * (share * chance * (1 - chance))[:, None]).T @ x + penalty
        step = np.linalg.solve(curvature, slope)
        weights = weights + np.clip(step, -5, 5)
        if np.abs(step).max() < 1e-8:
            break
    return means, scales, weights


def _with_one(x: Doubles) -> Doubles:
    return np.column_stack([x, np.ones(len(x))])


def _logistic(x: Any) -> Any:
    return 1 / (1 + np.exp(-np.clip(x, -40, 40)))


def _threshold(chance: Doubles, right: Doubles, weight: Doubles, target: float) -> tuple[float, float, float]:
    """The lowest threshold that is proved good enough, with the coverage and precision it had; (2, 0, 0) if none."""
    order = np.argsort(-chance, kind="stable")
    covered = np.cumsum(weight[order])
    precision = np.cumsum((weight * right)[order]) / covered
    effective = covered**2 / np.cumsum(weight[order] ** 2)
    good = (lower_bound(precision, effective) >= target) & (effective >= MIN_EFFECTIVE)
    if not good.any():
        return 2.0, 0.0, 0.0
    last = int(np.flatnonzero(good).max())
    return float(chance[order[last]]), float(covered[last]), float(precision[last])


def lower_bound(share: Doubles, n: Doubles) -> Doubles:
    """Wilson's one-sided lower bound of a share seen in `n` (effective) trials."""
    centre = share + Z * Z / (2 * n)
    spread = Z * np.sqrt(share * (1 - share) / n + Z * Z / (4 * n * n))
    bound: Doubles = (centre - spread) / (1 + Z * Z / n)
    return bound


def _sensitive_from(index: Index, phrases: Floats, person_topics: frozenset[str]) -> float:
    """The likeness to a sensitive phrase that all but one in a hundred ordinary questions stay below."""
    low, high = SENSITIVE_RANGE
    ordinary = [
        row
        for row, text in enumerate(index.texts)
        if text.source in {"title", "question"} and index.articles[int(index.owners[row])].topic not in person_topics
    ]
    if not ordinary or not len(phrases):
        return high
    nearest = np.einsum("rd,nd->rn", index.vectors[ordinary], phrases).max(axis=1)
    return float(np.clip(np.quantile(nearest, 0.99), low, high))
