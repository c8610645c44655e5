"""Fits what the bot ships with, and says how well it does, without a look at the phrasings held out for tests.

    python -m bench.understanding rank            # the weights of knowledge/index.py
    python -m bench.understanding prior           # bot/prior.py, after a minute in which the encoder is adapted
    python -m bench.understanding report DATA     # coverage and precision, each brand judged by the other's prior

DATA is a folder with `banking77/train.csv` (Casanueva et al. 2020) and `clinc150/train.csv`, `oos_train.csv` (Larson et
al. 2019): not part of this project. Each becomes small brands of 25 intents with six example questions.
"""

from __future__ import annotations

import csv
import random
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tests.unit.bot.world import build, lessons_of

from gigline.bot import acceptor, calibration, negatives
from gigline.bot.acceptor import Acceptor, Prior
from gigline.bot.calibration import Examples
from gigline.knowledge import index as knowledge_index
from gigline.knowledge import service as knowledge
from gigline.knowledge.adapting import Lesson
from gigline.knowledge.index import Index, Query
from gigline.knowledge.models import ArticleFile
from gigline.language.service import ViewEmbedder, load_embedder

Doubles = NDArray[np.float64]
Rankings = list[tuple[Doubles, NDArray[np.int64]]]

BRANDS = ("hoplane", "crateful")
CACHE = Path.home() / ".cache" / "gigline"
RIDGE = 0.2
TARGET = 0.92
NO_PHRASES = np.zeros((0, 384), dtype=np.float32)
INTENTS, QUESTIONS, MESSAGES, SEEDS = 25, 6, 8, 6


@dataclass(frozen=True)
class Made:
    """A small brand made of labelled messages: (message, article) pairs, and messages about none of it."""

    index: Index
    inside: list[tuple[str, int]]
    near: list[str]
    far: list[str]


def labelled(path: Path) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    with path.open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            found[row["label"]].append(row["text"])
    return dict(found)


def made_brands(embedder: ViewEmbedder, data: Path) -> Iterator[tuple[str, Made]]:
    sets = {"banking77": labelled(data / "banking77/train.csv"), "clinc150": labelled(data / "clinc150/train.csv")}
    unknown = [text for texts in labelled(data / "clinc150/oos_train.csv").values() for text in texts]
    for (name, intents), seed in ((one, seed) for one in sets.items() for seed in range(SEEDS)):
        chance = random.Random(seed)
        labels = sorted(intents)
        chance.shuffle(labels)
        files, inside = [], []
        for at, label in enumerate(labels[:INTENTS]):
            texts = chance.sample(intents[label], QUESTIONS + MESSAGES)
            title = label.replace("_", " ").lower()
            questions = tuple(texts[:QUESTIONS])
            files.append(ArticleFile(f"a{at}", title, ("customer",), "en", "t", questions, title))
            inside += [(text, at) for text in texts[QUESTIONS:]]
        near = [chance.choice(intents[label]) for label in labels[INTENTS:]]
        yield name, Made(build(embedder, files), inside, near, chance.sample(unknown, 50))


def audiences(index: Index) -> Iterator[tuple[NDArray[np.bool_], str]]:
    for language, kind in sorted({(one.language, one.kinds[0]) for one in index.articles}):
        allowed = index.meant_for(kind, language)
        if allowed.sum() > 1:
            yield allowed, language


def rankings(index: Index) -> Rankings:
    """Per audience the likenesses (n, A, K) of its left-out questions, and which article is right (n,).

    Only those that share fewer words with the rest of their article than most: see calibration.shares.
    """
    found = []
    for allowed, language in audiences(index):
        ids = np.flatnonzero(allowed)
        rows = np.array([row for row in index.question_rows(language) if allowed[index.owners[row]]])
        asked = [(row, left_out) for some, left_out in index.folds(rows) for row in some]
        given_away = np.array([index.given_away(row, left_out) for row, left_out in asked])
        hard = [one for one, easy in zip(asked, given_away > np.median(given_away), strict=True) if not easy]
        likenesses = [index.score(index.query_of(row), left_out).likenesses[ids] for row, left_out in hard]
        own = [int(np.flatnonzero(ids == index.owners[row])[0]) for row, _ in hard]
        found.append((np.stack(likenesses).astype(np.float64), np.array(own)))
    return found


def choice(groups: Rankings, ridge: float = RIDGE) -> Doubles:
    """Weights (K,) >= 0 of a conditional logit: Newton's method, dropping what comes out negative."""
    size = groups[0][0].shape[2]
    active = np.arange(size)
    while True:
        weights = np.zeros(size)
        weights[active] = _choice([(x[:, :, active], y) for x, y in groups], ridge)
        if (weights >= 0).all():
            return weights
        active = np.flatnonzero(weights > 0)


def _choice(groups: Rankings, ridge: float) -> Doubles:
    weights = np.zeros(groups[0][0].shape[2])
    for _ in range(60):
        slope, curvature = -ridge * weights, ridge * np.eye(len(weights))
        for x, y in groups:
            chance = softmax(x @ weights)
            mean = np.einsum("na,nak->nk", chance, x)
            slope += (x[np.arange(len(y)), y] - mean).sum(axis=0)
            curvature += np.einsum("na,nak,nal->kl", chance, x, x) - mean.T @ mean
        step = np.linalg.solve(curvature, slope)
        weights = weights + step
        if np.abs(step).max() < 1e-7:
            break
    return weights


def softmax(z: Doubles) -> Doubles:
    powers = np.exp(z - z.max(axis=1, keepdims=True))
    chances: Doubles = powers / powers.sum(axis=1, keepdims=True)
    return chances


def first_and_loss(groups: Rankings, weights: Doubles) -> str:
    chances = [softmax(x @ weights) for x, _ in groups]
    right = np.concatenate([chance.argmax(axis=1) == y for chance, (_, y) in zip(chances, groups, strict=True)])
    own = np.concatenate([chance[np.arange(len(y)), y] for chance, (_, y) in zip(chances, groups, strict=True)])
    return f"right article first {right.mean():.3f}, log-loss {-np.log(own).mean():.3f}"


def rank(indexes: dict[str, Index]) -> None:
    groups = {brand: rankings(index) for brand, index in indexes.items()}
    flat = np.zeros_like(knowledge_index.WEIGHTS)
    flat[[0, 2, 3, 4, 7, 8]] = 25 / 6
    for brand, other in zip(BRANDS, BRANDS[::-1], strict=True):
        print(f"{brand}: six equal cosines: {first_and_loss(groups[brand], flat)}")
        print(f"{brand}: weights of {other}: {first_and_loss(groups[brand], choice(groups[other]))}")
    print(choice([one for brand in BRANDS for one in groups[brand]]).round(2).tolist())


def asked(index: Index, embedder: ViewEmbedder, made: Made, lesson: Lesson | None = None) -> Examples:
    """What the acceptor sees of a made brand: real messages against all questions."""
    found, everything = Examples(), np.ones(len(index.articles), dtype=np.bool_)
    for part, messages in (
        (0, made.inside),
        (1, [(one, None) for one in made.near]),
        (2, [(o, None) for o in made.far]),
    ):
        for number, (text, own) in enumerate(messages):
            query = knowledge.query_of(embedder, text)
            scores = index.score(query)
            if lesson is not None:
                scores = lesson.join(scores, index, lesson.hear(text))
            found.add(calibration.rank(scores, everything), own, part, number)
    return found


def table(found: Examples) -> tuple[Doubles, Doubles, Doubles, Doubles]:
    right, among = np.array(found.right, dtype=np.float64), np.array(found.among_options, dtype=np.float64)
    return np.stack(found.features), right, among, calibration.shares(found)


def lesson_of(embedder: ViewEmbedder, index: Index) -> Lesson | None:
    """The encoder adapted to an index's English articles, where there are enough."""
    return lessons_of(embedder, index, CACHE).get("en")


def learn_prior(sets: Sequence[Examples]) -> Prior:
    """One prior of several brands, each counting the same, each centred on itself."""
    tables = [table(one) for one in sets]
    middles = [x.mean(axis=0) for x, _, _, _ in tables]
    means = np.mean(middles, axis=0)
    scales = (
        np.std(np.concatenate([x - middle for (x, *_), middle in zip(tables, middles, strict=True)]), axis=0) + 1e-6
    )
    x = np.concatenate([(x - acceptor.centred(x, means)) / scales for x, *_ in tables])
    share = np.concatenate([one[3] for one in tables]) / len(tables)
    start = np.zeros(x.shape[1] + 1)
    right, among = (np.concatenate([one[at] for one in tables]) for at in (1, 2))
    weights = [acceptor.fit(x, y, share, start, hold=0.003) for y in (right, among)]
    return Prior(*(tuple(np.round(one, 4).tolist()) for one in (means, scales, *weights)))


def at_threshold(chance: Doubles, found: Examples, threshold: float) -> str:
    part, right, share = np.array(found.part), np.array(found.right), calibration.shares(found)
    answered = chance >= threshold
    precision = share[answered & right].sum() / max(share[answered].sum(), 1e-9)
    quiet = [1 - answered[part == at].mean() for at in (1, 2) if (part == at).any()]
    inside = share[answered & (part == 0)].sum() / share[part == 0].sum()
    return f"answered {inside:.3f}, precision {precision:.3f}, not answered outside {np.round(quiet, 3)}"


def report(embedder: ViewEmbedder, indexes: dict[str, Index], made: list[tuple[str, Made]], ours: list[Query]) -> None:
    far = [knowledge.query_of(embedder, text) for _, one in made for text in one.far[:12]]
    seen = {brand: calibration.examples(index, "en", far) for brand, index in indexes.items()}
    learnt = {brand: calibration.examples(index, "en", ours) for brand, index in indexes.items()}
    said = [("en", query) for query in ours]
    for brand, other in zip(BRANDS, BRANDS[::-1], strict=True):
        prior = learn_prior([learnt[other]])
        fitted = calibration.fit(indexes[brand], TARGET, said, NO_PHRASES, frozenset(), prior=prior).acceptor("en")
        _, right, _, share = table(seen[brand])
        chance = cross_fitted(seen[brand], learnt[brand], fitted, prior)
        own = fitted.threshold
        print(f"{brand}: at its own threshold {own:.3f}: {at_threshold(chance, seen[brand], own)}")
        best, _, _ = calibration._threshold(chance, right, share, TARGET, np.ones(len(share), dtype=np.bool_))
        print(f"{brand}: at the best threshold {best:.3f}: {at_threshold(chance, seen[brand], best)}")
    prior = learn_prior([learnt[brand] for brand in BRANDS])
    for name, one in made:
        for lessons in ({}, lessons_of(embedder, one.index, CACHE)):
            fits = calibration.fit(one.index, TARGET, said, NO_PHRASES, frozenset(), prior=prior, lessons=lessons)
            fitted, found = fits.acceptor("en"), asked(one.index, embedder, one, lessons.get("en"))
            chance = np.array([fitted.confidence(x) for x in found.features])
            first = np.array(found.right)[np.array(found.part) == 0].mean()
            how = "adapted" if lessons else "as it is"
            print(f"{name}, {how}: right article first {first:.3f}, {at_threshold(chance, found, fitted.threshold)}")


def cross_fitted(seen: Examples, learnt: Examples, fitted: Acceptor, prior: Prior) -> Doubles:
    """Chances of `seen` by models fitted on `learnt`, without the article that is asked about."""
    means, scales = np.array(fitted.means), np.array(fitted.scales)
    x, right, _, share = table(learnt)
    x, queries = (x - means) / scales, (np.stack(seen.features) - means) / scales
    chance = np.zeros(len(queries))
    for fold in range(calibration.FOLDS):
        rest, held = (
            np.array(learnt.group) % calibration.FOLDS != fold,
            np.array(seen.group) % calibration.FOLDS == fold,
        )
        weights = acceptor.fit(x[rest], right[rest], share[rest] / share[rest].sum(), np.array(prior.right))
        chance[held] = acceptor.chances(queries[held], np.zeros(x.shape[1]), np.ones(x.shape[1]), weights)
    return chance


def main() -> None:
    what, data = sys.argv[1], Path(sys.argv[2]) if len(sys.argv) > 2 else None
    embedder = load_embedder(CACHE)
    indexes = {
        brand: build(embedder, knowledge.read_folder(Path("examples/brands") / brand / "knowledge")) for brand in BRANDS
    }
    if what == "rank":
        rank(indexes)
        return
    ours = [knowledge.query_of(embedder, text) for text in negatives.BY_LANGUAGE["en"]]
    if what == "report" and data is not None:
        report(embedder, indexes, list(made_brands(embedder, data)), ours)
        return
    sets = [calibration.examples(index, "en", ours) for index in indexes.values()]
    print("PRIOR =", learn_prior(sets))
    lessons = {brand: lesson_of(embedder, index) for brand, index in indexes.items()}
    adapted = [calibration.examples(index, "en", ours, lessons[brand]) for brand, index in indexes.items()]
    print("ADAPTED =", learn_prior(adapted))


if __name__ == "__main__":
    main()
