"""The encoder's last layer adapted to a brand's few examples, and what it would say of each without it.

Each intent has a prototype; the layer and the prototypes are trained together, by the cross-entropy of scaled cosines
(H. Wang et al., CosFace, arXiv:1801.09414, without the margin) with Adam (Kingma and Ba, arXiv:1412.6980). What is
asked is then compared with the examples as the layer sees them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gigline.language.understanding import last_layer
from gigline.language.understanding.last_layer import Batch, Floats, Parameters
from gigline.language.understanding.weighing import softmax

Ids = NDArray[np.int64]
Flags = NDArray[np.bool_]

# Chosen on two draws of ten examples of Banking77 (bench/understanding), others than those reported.
EPOCHS = 3
BATCH = 16
RATE = 1e-3
STEEPNESS = np.float32(12)
WARM_UP = 0.1
# Texts of like length stand side by side, among so many batches.
SORTED = 8
# So many adaptations judge what each leaves out: a fourth of the intents, and a third of the others' examples.
PARTS = 4
PROTOTYPES = "prototypes"
# An intent is as near as its nearest examples: the higher, the fewer of them count.
SHARPNESS = np.float32(20)
HIDDEN = np.float32(-1)

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Adapted:
    """A last layer of its own, the examples' vectors (n, d) by it, and their shares (n, C) in the classes' means."""

    layer: Parameters
    examples: Floats
    shares: Floats

    def scores(self, tokens: Sequence[Floats]) -> Floats:
        """How near texts' hidden states, each (tokens, d), come to each intent's examples, (b, C)."""
        return _nearness(vectors(self.layer, tokens) @ self.examples.T, self.shares)


@dataclass(frozen=True)
class Judged:
    """Adapted to all examples; `alone` and `apart` (n, C) are the scores of each by one that was adapted without it,
    and without its intent (of which `apart` therefore says nothing of worth).
    """

    adapted: Adapted
    alone: Floats
    apart: Floats


def learn(tokens: Sequence[Floats], classes: Ids, *, progress: Progress = lambda _: None) -> Judged:
    """Adapt to texts' tokens before the last layer, each (tokens, d), of classes 0..C-1.

    What is left out makes the adaptations that judge half as long as the last one, so it takes PARTS / 2 + 1 of it.
    """
    start, places = last_layer.load(), np.arange(len(classes))
    before = vectors(start, tokens)
    shares = _shares(classes)
    alone, apart = np.zeros((2, *shares.shape), dtype=np.float32)
    for part, (lone, gone) in enumerate(_parts(classes)):
        progress(f"adapting the encoder, {part + 1} of {PARTS + 1}")
        rows = vectors(_adapt(start, before, tokens, classes, np.flatnonzero(~(lone | gone))), tokens)
        # All other examples can be near, also those that it was not trained on: as many as there will be of a message.
        alone[lone] = _without(rows, shares, lone, places)
        apart[gone] = _without(rows, shares, gone, classes)
    progress(f"adapting the encoder, {PARTS + 1} of {PARTS + 1}")
    layer = _adapt(start, before, tokens, classes, places)
    return Judged(Adapted(layer, vectors(layer, tokens), shares), alone, apart)


def _without(rows: Floats, shares: Floats, judged: Flags, own: Ids) -> Floats:
    """Scores of those `judged` (n,) by the examples' vectors (n, d), each without what has its number in `own` (n,)."""
    likeness = rows[judged] @ rows.T
    likeness[own[judged][:, None] == own[None, :]] = HIDDEN
    return _nearness(likeness, shares)


def _nearness(likeness: Floats, shares: Floats) -> Floats:
    """Of each class (b, C), by cosines to the examples (b, n): a soft maximum; of one example, its cosine."""
    powers = np.exp(SHARPNESS * (likeness - np.float32(1)))
    near: Floats = np.log(powers @ shares) / SHARPNESS + np.float32(1)
    return near


def _shares(classes: Ids) -> Floats:
    """Of each example in the mean of each class, (n, C)."""
    own = np.eye(int(classes.max()) + 1, dtype=np.float32)[classes]
    shares: Floats = own / own.sum(axis=0)
    return shares


def _parts(classes: Ids) -> Iterator[tuple[Flags, Flags]]:
    """Per part, the examples (n,) that it judges without having seen them, and those (n,) whose intents it never saw.

    Every example is judged once each way: one part knows nothing of its intent, the others share the intent's examples.
    """
    chance = np.random.default_rng(len(classes))
    of_class = chance.permutation(int(classes.max()) + 1) % PARTS
    judging = np.zeros_like(classes)
    for one, its in enumerate(of_class):
        mine = chance.permutation(np.flatnonzero(classes == one))
        judging[mine] = (its + 1 + np.arange(len(mine)) % (PARTS - 1)) % PARTS
    for part in range(PARTS):
        yield judging == part, of_class[classes] == part


def _adapt(start: Parameters, before: Floats, tokens: Sequence[Floats], classes: Ids, places: Ids) -> Parameters:
    """The layer trained on the examples at `places`; `before` (n, d) are the vectors by the layer as it was."""
    p = {name: value.copy() for name, value in start.items()}
    inside = np.unique(classes[places])
    p[PROTOTYPES] = _means(before[places], np.searchsorted(inside, classes[places]), len(inside))
    lengths = np.array([len(one) for one in tokens])
    steps = EPOCHS * math.ceil(len(places) / BATCH)
    adam, chance = _Adam(p), np.random.default_rng(len(places))
    for _ in range(EPOCHS):
        for at in _batches(chance.permutation(places), lengths, chance):
            given = last_layer.batch([tokens[place] for place in at])
            gradient = _gradient(p, given, np.searchsorted(inside, classes[at]))
            adam.step(gradient, _rate(adam.steps / steps, 1 / steps))
    del p[PROTOTYPES]
    return p


def _rate(done: float, step: float) -> float:
    return RATE * min((done + step) / WARM_UP, 1.0) * (1 - done)


def vectors(layer: Parameters, tokens: Sequence[Floats]) -> Floats:
    """Rows of length one, (n, d), of texts' hidden states, each (tokens, d)."""
    found = np.zeros((len(tokens), len(layer["norm2.bias"])), dtype=np.float32)
    order = np.argsort([len(one) for one in tokens], kind="stable")
    for start in range(0, len(order), BATCH):
        at = order[start : start + BATCH]
        given = last_layer.batch([tokens[place] for place in at])
        found[at] = given.pooled(last_layer.forward(layer, given)[0])
    return _unit(found)


def _batches(order: Ids, lengths: Ids, chance: np.random.Generator) -> Iterator[Ids]:
    found: list[Ids] = []
    for start in range(0, len(order), SORTED * BATCH):
        some = order[start : start + SORTED * BATCH]
        some = some[np.argsort(lengths[some], kind="stable")]
        found += [some[at : at + BATCH] for at in range(0, len(some), BATCH)]
    for place in chance.permutation(len(found)):
        yield found[place]


def _gradient(p: Parameters, given: Batch, classes: Ids) -> Parameters:
    """Of the mean cross-entropy, by every parameter."""
    after, trace = last_layer.forward(p, given)
    pooled = given.pooled(after)
    rows, prototypes = _unit(pooled), _unit(p[PROTOTYPES])
    slope = softmax(STEEPNESS * (rows @ prototypes.T))
    slope[np.arange(len(classes)), classes] -= 1
    slope *= STEEPNESS / np.float32(len(classes))
    found = last_layer.backward(p, trace, given.spread(_unit_back(pooled, rows, slope @ prototypes)))
    found[PROTOTYPES] = _unit_back(p[PROTOTYPES], prototypes, slope.T @ rows)
    return found


def _unit(rows: Floats) -> Floats:
    scaled: Floats = rows / _lengths(rows)
    return scaled


def _unit_back(rows: Floats, scaled: Floats, slope: Floats) -> Floats:
    """What `_unit` passes back."""
    back: Floats = (slope - scaled * (slope * scaled).sum(axis=1, keepdims=True)) / _lengths(rows)
    return back


def _lengths(rows: Floats) -> Floats:
    lengths: Floats = np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), np.float32(1e-9))
    return lengths


def _means(rows: Floats, classes: Ids, count: int) -> Floats:
    sums = np.zeros((count, rows.shape[1]), dtype=np.float32)
    np.add.at(sums, classes, rows)
    return _unit(sums)


class _Adam:
    """Changes parameters in place."""

    def __init__(self, p: Parameters) -> None:
        self._p, self.steps = p, 0
        self._mean = {name: np.zeros_like(value) for name, value in p.items()}
        self._square = {name: np.zeros_like(value) for name, value in p.items()}

    def step(self, gradient: Parameters, rate: float) -> None:
        self.steps += 1
        pace = np.float32(rate * math.sqrt(1 - 0.999**self.steps) / (1 - 0.9**self.steps))
        for name, slope in gradient.items():
            mean, square = self._mean[name], self._square[name]
            mean += np.float32(0.1) * (slope - mean)
            square += np.float32(0.001) * (slope**2 - square)
            self._p[name] -= pace * mean / (np.sqrt(square) + np.float32(1e-8))
