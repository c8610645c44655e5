"""When to answer: an acceptor over the shape of a ranking, fitted on the brand's own articles.

Nobody labels anything. Each question of an article is asked once with itself left out (right when its article still
comes first) and once with its whole article left out (whatever comes first is wrong: a neighbouring matter that no
article covers); messages that no brand answers join them. Chances are cross-fitted by article, and the threshold is the
lowest whose precision reaches the brand's target, by a lower bound (E. B. Wilson, JASA 22, 1927).
Deterministic: every process that fits the same articles gets the same numbers.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gigline.bot import acceptor
from gigline.bot.acceptor import Acceptor, Doubles, Prior
from gigline.bot.prior import ADAPTED, PRIOR
from gigline.knowledge import adapting
from gigline.knowledge.adapting import Lesson
from gigline.knowledge.service import SHARPNESS, Floats, Index, Mask, Query, Scores

# Shares of what reaches the bot: covered by an article, a neighbouring matter that is not, something else entirely.
SHARES = (0.8, 0.08, 0.12)
# Answers that people judged are the fourth part: of so many they are half of all that counts.
LIVE = 3
LIVE_HOLD = 200
EASY = 0.2
FOLDS = 5
# One-sided 54 %. Made brands, with real messages, came out at or above the target with it (bench/understanding.py).
Z = 0.1
MIN_EFFECTIVE = 10
# A borrowed threshold is refused where the own examples come out this much below the target.
CONTRADICTED = 0.05
MIN_EXAMPLES = 40
# More questions prove hardly more and cost time.
MAX_QUESTIONS = 600
# Somebody who writes an article's own question, give or take a word, gets that article.
VERBATIM = 0.92
# Where few articles compete, the first place is won against this score: about what the second has among fifty.
BACKGROUND = 0.25
MAX_MARGIN = 12.0
SENSITIVE_RANGE = (0.55, 0.75)

_NEVER = (*(0.0,) * len(acceptor.FEATURES), -9.0)
_ZEROS, _ONES = (0.0,) * len(acceptor.FEATURES), (1.0,) * len(acceptor.FEATURES)
# Too few questions to prove anything.
UNPROVED = Acceptor(_NEVER, _NEVER, _ZEROS, _ONES, threshold=2.0, coverage=0.0, precision=0.0, examples=0)


@dataclass(frozen=True)
class Fitted:
    """A brand's calibration. Each language has its own: what is a high likeness in one is a low one in another.

    `lessons` are the adapted encoders by which the articles of some languages were ranked when it was fitted, and are
    to be ranked wherever it is used.
    """

    knowledge_version: int
    target: float
    sensitive_from: float
    acceptors: Mapping[str, Acceptor]
    lessons: Mapping[str, Lesson] = field(default_factory=dict)

    def acceptor(self, language: str) -> Acceptor:
        """The acceptor of a language; one that answers verbatim questions only where nothing is known."""
        return self.acceptors.get(language, UNPROVED)

    def to_json(self) -> dict[str, Any]:
        """Plain values; the same for the same fit."""
        values: dict[str, Any] = json.loads(json.dumps(asdict(replace(self, lessons={})), sort_keys=True))
        return values | {"lessons": {language: one.digest for language, one in self.lessons.items()}}


@dataclass(frozen=True)
class Live:
    """An answer that a person judged: what a requester of this kind asked, answered with article `slug`."""

    language: str
    kind: str
    slug: str
    query: Query
    right: bool


@dataclass(frozen=True)
class Ranked:
    """`order` are articles, best first, with their `chances`; `features` (F,) describe how clear the first place is."""

    order: NDArray[np.int64]
    chances: Doubles
    features: Doubles
    closest: float


def rank(scores: Scores, allowed: Mask) -> Ranked | None:
    """Order the allowed articles; None when there is none. `features` are those of acceptor.FEATURES."""
    ids = np.flatnonzero(allowed)
    if not len(ids):
        return None
    total = scores.total[ids].astype(np.float64)
    by_score = np.argsort(-total, kind="stable")
    ordered = total[by_score]
    rivals = np.append(ordered, BACKGROUND)
    chances = np.exp(SHARPNESS * (rivals - rivals.max()))
    chances /= chances.sum()
    first = int(ids[by_score[0]])
    leads = _leads(scores.voices[ids[by_score]])
    features = np.array(
        [
            np.log(chances[0] + 1e-3) - np.log(1 - chances[0] + 1e-3),
            np.clip(SHARPNESS * (ordered[0] - max([BACKGROUND, *ordered[1:2]])), -MAX_MARGIN, MAX_MARGIN),
            scores.closest[first],
            (leads >= 0).mean(),
            leads.mean(),
        ]
    )
    return Ranked(ids[by_score], chances[:-1], features, float(scores.closest[first]))


def _leads(voices: Floats) -> Floats:
    """(V,) by how much the first of (A, V) is ahead of the best other, by each voice."""
    found: Floats = voices[0] - voices[1:].max(axis=0, initial=BACKGROUND)
    return found


@dataclass
class Examples:
    """Rankings with what was right about them. `part` is the place in SHARES; a `group` is never split by a fold."""

    features: list[Doubles] = field(default_factory=list)
    right: list[bool] = field(default_factory=list)
    among_options: list[bool] = field(default_factory=list)
    part: list[int] = field(default_factory=list)
    group: list[int] = field(default_factory=list)
    given_away: list[float] = field(default_factory=list)

    def add(self, ranked: Ranked | None, own: int | None, part: int, group: int, given_away: float = 0.0) -> None:
        if ranked is None:
            return
        self.features.append(ranked.features)
        self.right.append(own is not None and int(ranked.order[0]) == own)
        self.among_options.append(own is not None and own in ranked.order[:3])
        self.part.append(part)
        self.group.append(group)
        self.given_away.append(given_away)


def fit(
    index: Index,
    target: float,
    outside: Sequence[tuple[str, Query]],
    phrases: Floats,
    person_topics: frozenset[str],
    *,
    prior: Prior = PRIOR,
    adapted_prior: Prior = ADAPTED,
    live: Sequence[Live] = (),
    lessons: Mapping[str, Lesson] | None = None,
) -> Fitted:
    """Fit on the index's articles. `outside` are (language, query) of messages nobody's articles answer, `phrases`
    (n, d) the vectors of the brand's sensitive phrases, `live` answers that people judged, `lessons` the encoders
    adapted to some languages' articles. About a second for 50 articles.
    """
    lessons = lessons or {}
    languages = sorted({article.language for article in index.articles})
    fits = {
        one: _fit(
            index,
            target,
            one,
            [query for spoken, query in outside if spoken == one],
            adapted_prior if one in lessons else prior,
            [judged for judged in live if judged.language == one],
            lessons.get(one),
        )
        for one in languages
    }
    proved = [one.acceptor for one in fits.values() if one.acceptor.threshold <= 1]
    lent = max(proved, key=lambda one: one.examples).threshold if proved else None
    acceptors = {language: one.acceptor if lent is None else one.borrowing(lent) for language, one in fits.items()}
    return Fitted(index.version, target, _sensitive_from(index, phrases, person_topics), acceptors, lessons)


@dataclass(frozen=True)
class _Fit:
    """An acceptor with the cross-fitted chances (n,) that it was judged by."""

    acceptor: Acceptor
    chance: Doubles
    right: Doubles
    share: Doubles
    target: float

    def borrowing(self, threshold: float) -> Acceptor:
        """The same, with another language's threshold where its own examples are too few to prove one.

        Not where they speak against it.
        """
        answered = self.chance >= threshold
        covered = float(self.share[answered].sum())
        if self.acceptor.threshold <= 1 or not covered:
            return self.acceptor
        precision = float((self.share * self.right)[answered].sum()) / covered
        if precision < self.target - CONTRADICTED:
            return self.acceptor
        return replace(self.acceptor, threshold=threshold, coverage=covered, precision=precision)


def _fit(
    index: Index,
    target: float,
    language: str,
    outside: Sequence[Query],
    prior: Prior,
    live: Sequence[Live],
    lesson: Lesson | None,
) -> _Fit:
    found = examples(index, language, outside, lesson)
    add_live(found, index, language, live, len(index.articles) + len(outside), lesson)
    if len(found.right) < MIN_EXAMPLES or not any(found.right):
        return _Fit(UNPROVED, np.zeros(0), np.zeros(0), np.zeros(0), target)
    features, right = np.stack(found.features), np.array(found.right, dtype=np.float64)
    share = shares(found)
    means, scales = acceptor.centred(features, np.array(prior.means)), np.array(prior.scales)
    x = (features - means) / scales
    chance = _cross_fitted(x, right, share, np.array(found.group), np.array(prior.right))
    # What was judged is what was answered: it tells how good answers are, and nothing of how often there is one.
    threshold, coverage, precision = _threshold(chance, right, share, target, np.array(found.part) != LIVE)
    among = np.array(found.among_options, dtype=np.float64)
    made = Acceptor(
        weights=tuple(acceptor.fit(x, right, share, np.array(prior.right)).tolist()),
        ask_weights=tuple(acceptor.fit(x, among, share, np.array(prior.ask)).tolist()),
        means=tuple(means.tolist()),
        scales=tuple(scales.tolist()),
        threshold=threshold,
        coverage=coverage,
        precision=precision,
        examples=len(right),
    )
    return _Fit(made, chance, right, share, target)


def examples(index: Index, language: str, outside: Sequence[Query], lesson: Lesson | None = None) -> Examples:
    """What the articles in this language teach, and `outside` asked to each of their audiences."""
    found = Examples()
    kinds = sorted({kind for article in index.articles if article.language == language for kind in article.kinds})
    audiences = {kind: index.meant_for(kind, language) for kind in kinds}
    rows = index.question_rows(language)
    rows = rows[:: 1 + len(rows) // MAX_QUESTIONS]
    for asked, left_out in index.folds(rows):
        for row in asked:
            own, query, text = int(index.owners[row]), index.query_of(row), index.texts[row]
            alone, apart = (None, None) if lesson is None else (lesson.alone(text), lesson.apart(text))
            if lesson is not None and alone is None:
                # It came after the lesson: how it would be ranked without having been learned is not known yet.
                continue
            allowed = audiences[index.articles[own].kinds[0]]
            scores = adapting.score(index, query, lesson, alone, left_out)
            found.add(rank(scores, allowed), own, 0, own, index.given_away(row, left_out))
            others = allowed & (np.arange(len(allowed)) != own)
            found.add(rank(adapting.score(index, query, lesson, apart), others), None, 1, own)
    for number, query in enumerate(outside):
        scores = adapting.score(index, query, lesson)
        for allowed in audiences.values():
            found.add(rank(scores, allowed), None, 2, len(index.articles) + number)
    return found


def add_live(
    found: Examples,
    index: Index,
    language: str,
    live: Sequence[Live],
    group: int,
    lesson: Lesson | None = None,
) -> None:
    """Add the judged answers; not those for which another article comes first by now, unless that one is right."""
    places = {article.slug: at for at, article in enumerate(index.articles)}
    for number, one in enumerate(live):
        own = places.get(one.slug)
        ranked = rank(adapting.score(index, one.query, lesson), index.meant_for(one.kind, language))
        if own is None or ranked is None or (not one.right and int(ranked.order[0]) != own):
            continue
        found.add(ranked, own if one.right else None, LIVE, group + number)


def shares(found: Examples) -> Doubles:
    """(n,) how much each example counts, so that the parts have their SHARES; sums to 1.

    Who writes an article's questions has the article before them, who asks has not: questions that share more words
    with the rest of their article than most do count less.
    """
    part, given_away = np.array(found.part), np.array(found.given_away)
    asked = part == 0
    usual = np.median(given_away[asked]) if asked.any() else 1.0
    each = np.where(asked & (given_away > usual), EASY, 1.0)
    totals = np.bincount(part, weights=each, minlength=LIVE + 1)
    live = totals[LIVE] / (totals[LIVE] + LIVE_HOLD)
    wanted = np.array([*(share * (1 - live) for share in SHARES), live])
    each = each * (wanted / np.maximum(totals, 1e-9))[part]
    weight: Doubles = each / each.sum()
    return weight


def _cross_fitted(x: Doubles, right: Doubles, share: Doubles, group: NDArray[np.int64], start: Doubles) -> Doubles:
    chance = np.zeros(len(right))
    nothing, one = np.zeros(x.shape[1]), np.ones(x.shape[1])
    for fold in range(FOLDS):
        held = group % FOLDS == fold
        if not held.any() or held.all():
            continue
        rest = share[~held] / share[~held].sum()
        weights = acceptor.fit(x[~held], right[~held], rest, start)
        chance[held] = acceptor.chances(x[held], nothing, one, weights)
    return chance


def _threshold(
    chance: Doubles, right: Doubles, weight: Doubles, target: float, counted: Mask
) -> tuple[float, float, float]:
    """The lowest threshold that is proved good enough, with the coverage (of the rows `counted` for it) and precision
    that it had; (2, 0, 0) if none.
    """
    order = np.argsort(-chance, kind="stable")
    covered = np.cumsum(weight[order])
    precision = np.cumsum((weight * right)[order]) / covered
    effective = covered**2 / np.cumsum(weight[order] ** 2)
    good = (lower_bound(precision, effective) >= target) & (effective >= MIN_EFFECTIVE)
    if not good.any():
        return 2.0, 0.0, 0.0
    last = int(np.flatnonzero(good).max())
    threshold = float(chance[order[last]])
    coverage = float(weight[counted & (chance >= threshold)].sum() / weight[counted].sum())
    return threshold, coverage, float(precision[last])


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
