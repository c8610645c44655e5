"""Understanding of one brand's messages: fitted on labelled examples, honest about what it does not know."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from gigline.language.errors import TooFewExamples
from gigline.language.service import ViewEmbedder
from gigline.language.understanding import acceptor, adapting, signs
from gigline.language.understanding.acceptor import Acceptor, Doubles, Held, Ids
from gigline.language.understanding.adapting import Judged
from gigline.language.understanding.measuring import weights
from gigline.language.understanding.ridge import Floats
from gigline.language.understanding.signs import Signs
from gigline.language.understanding.stack import BLOCK, Stack, views_of

OUTSIDE = "oos"
# The acceptor always learns a little of what the unknown looks like, whatever share of it is expected.
MIN_OUTSIDE = 0.05
# Of what it learns about the unknown: from known intents left out, where examples of the unknown are given, too.
APART_SHARE = 0.25

# Names of intents help below so many examples an intent, and only where they find their own examples this many times as
# often as chance does: numbers for names do not.
FEW = 30
TELLING = 5.0
# The encoder is adapted below FEW examples an intent, for with more it gains little, and to so many in all, because
# that takes most of a minute.
MOST_ADAPTED = 1_000
# An intent of fewer has nothing left where some are left out.
LEAST_ADAPTED = 4

# Told what comes next.
Progress = Callable[[str], None]


@dataclass(frozen=True)
class Labelled:
    """Messages with their intents; OUTSIDE marks what is none of them. `weight` (n,): how many each stands for."""

    texts: list[str]
    labels: list[str]
    weight: Doubles | None = None

    def __len__(self) -> int:
        return len(self.texts)

    def counts(self) -> Doubles:
        """How many messages each stands for, (n,)."""
        return np.ones(len(self)) if self.weight is None else self.weight

    def where(self, outside: bool) -> Labelled:
        """Those in scope, or those out of it."""
        kept = [at for at, label in enumerate(self.labels) if (label == OUTSIDE) is outside]
        weight = None if self.weight is None else self.weight[kept]
        return Labelled([self.texts[at] for at in kept], [self.labels[at] for at in kept], weight)


@dataclass(frozen=True)
class Understood:
    """Per message: the likeliest intent, the chance that it is right, and whether that is enough to act on."""

    labels: list[str]
    confidence: Doubles
    answered: NDArray[np.bool_]


class Model:
    """Immutable and safe to share between threads."""

    def __init__(self, embedder: ViewEmbedder, labels: Sequence[str], stack: Stack, fitted: Acceptor) -> None:
        self.embedder, self.labels, self.stack, self.acceptor = embedder, list(labels), stack, fitted

    def understand(self, texts: Sequence[str]) -> Understood:
        """What each text says. CPU: some 5 ms a text at brand scale; call it in a thread."""
        return self.trust(signs_of(self.stack, self.embedder, list(texts)))

    def trust(self, found: Signs) -> Understood:
        """The same of texts whose signs were read already."""
        confidence = self.acceptor.confidence(found.values)
        names = [self.labels[at] for at in found.first]
        return Understood(names, confidence, confidence >= self.acceptor.threshold)


@dataclass(frozen=True)
class Learned:
    """What the examples teach, before it is decided when to trust it."""

    embedder: ViewEmbedder
    labels: list[str]
    known: Labelled
    beyond: Labelled
    stack: Stack

    @cached_property
    def alone(self) -> Signs:
        """Of each example without itself."""
        return signs.read_alone(self.stack, self.known.texts)

    @cached_property
    def apart(self) -> Signs:
        """Of each example without its intent."""
        return signs.read_apart(self.stack, self.known.texts)

    def model(
        self,
        target: float,
        valid: Labelled | None = None,
        share: float | None = None,
        caution: float = acceptor.CAUTION,
    ) -> Model:
        """A model that answers with precision `target`; see fit."""
        held = _held(self, valid, share)
        return Model(self.embedder, self.labels, self.stack, acceptor.fit(held, target, caution))


def fit(
    embedder: ViewEmbedder,
    train: Labelled,
    target: float,
    *,
    valid: Labelled | None = None,
    share: float | None = None,
    progress: Progress = lambda _: None,
) -> Model:
    """Learn the intents of `train` and when to trust them with precision `target`.

    The threshold comes from `valid` where given, else from each example of `train` judged without itself and, as the
    unknown, without its whole intent. `share` is the share of messages to expect out of scope; None takes it as found
    in `valid` or `train`. Raises TooFewExamples below two intents. About 2 s for 50 intents of 50 examples.
    """
    learned = learn(embedder, train, progress=progress)
    progress("learning when to be sure")
    return learned.model(target, valid, share)


def learn(
    embedder: ViewEmbedder, train: Labelled, *, progress: Progress = lambda _: None, keep: bool = False
) -> Learned:
    """Fit the classifiers; with `keep` they can grow, and the encoder stays as it is. Raises TooFewExamples."""
    known, beyond = train.where(False), train.where(True)
    labels = sorted(set(known.labels))
    if len(labels) < 2:
        raise TooFewExamples("at least two intents with examples are needed")
    progress("reading the examples")
    given, known = known, _with_names(embedder, known, labels)
    place = {label: at for at, label in enumerate(labels)}
    classes = np.array([place[label] for label in known.labels])
    names = embedder.embed([name_of(label) for label in labels])
    judged = None if keep else _adapted(embedder, known, classes, progress)
    stack = Stack(
        known.texts,
        views_of(embedder, known.texts),
        classes,
        names,
        known.counts(),
        names_speak=len(given) == len(known),
        judged=judged,
        progress=progress,
        keep=keep,
    )
    return Learned(embedder, labels, known, beyond, stack)


def _with_names(embedder: ViewEmbedder, known: Labelled, labels: Sequence[str]) -> Labelled:
    """The examples, and the intents' names as one more of each where examples are few and the names say something.

    A name is never judged: it is no message.
    """
    if len(known) >= FEW * len(labels):
        return known
    names = [name_of(label) for label in labels]
    nearest = (embedder.embed(known.texts) @ embedder.embed(names).T).argmax(axis=1)
    right = np.mean([labels[at] == label for at, label in zip(nearest, known.labels, strict=True)])
    if right < TELLING / len(labels):
        return known
    counts = np.concatenate([known.counts(), np.zeros(len(labels))])
    return Labelled([*known.texts, *names], [*known.labels, *labels], counts)


def _adapted(embedder: ViewEmbedder, known: Labelled, classes: Ids, progress: Progress) -> Judged | None:
    """The encoder adapted to the examples, where they are few and yet enough."""
    intents = int(classes.max()) + 1
    if not LEAST_ADAPTED * intents <= len(known) < min(FEW * intents, MOST_ADAPTED):
        return None
    return adapting.learn(embedder.tokens(known.texts), classes, progress=progress)


def name_of(label: str) -> str:
    """An intent's label as one would say it."""
    return " ".join(label.replace("_", " ").replace("-", " ").lower().split())


def signs_of(stack: Stack, embedder: ViewEmbedder, texts: list[str]) -> Signs:
    """The signs of texts that are not among the examples."""
    blocks = []
    # No texts are one block of none.
    for start in range(0, max(len(texts), 1), BLOCK):
        block = texts[start : start + BLOCK]
        said = None if stack.adapted is None else stack.adapted.scores(embedder.tokens(block))
        blocks.append(signs.read(stack, block, stack.see(block, views_of(embedder, block), said)))
    return signs.joined(blocks)


def _held(learned: Learned, valid: Labelled | None, share: float | None) -> Held:
    """Everything there is to judge by, each judged without itself."""
    known, topics = learned.known, learned.stack.classes
    parts, counts = _Parts(), known.counts()
    right = learned.alone.first == topics
    parts.add(learned.alone, right, topics, outside=False, weight=counts, chosen_by=valid is None)
    given = parts.add_texts(learned, learned.beyond, chosen_by=valid is None)
    if valid is not None:
        given += parts.add_texts(learned, valid, chosen_by=True)
    parts.add(learned.apart, np.zeros(len(known)), topics, outside=True, weight=counts, chosen_by=not given, apart=True)
    return parts.held(_expected(share, valid, learned.beyond, int(counts.sum())))


def _expected(share: float | None, valid: Labelled | None, beyond: Labelled, known: int) -> float:
    if share is not None:
        return share
    if valid is not None and len(valid):
        return len(valid.where(True)) / len(valid)
    return len(beyond) / (len(beyond) + known)


class _Parts:
    """Collects judged examples of different kinds, and gives each kind its share."""

    def __init__(self) -> None:
        self._values: list[Floats] = []
        self._right: list[Doubles] = []
        self._weight: list[Doubles] = []
        self._topics: list[Ids] = []
        self._flags: list[tuple[bool, bool, bool]] = []

    def add(
        self,
        found: Signs,
        right: NDArray[np.generic],
        topics: Ids,
        *,
        outside: bool,
        weight: Doubles,
        chosen_by: bool,
        apart: bool = False,
    ) -> None:
        self._values.append(found.values)
        self._right.append(right.astype(np.float64))
        self._weight.append(weight)
        self._topics.append(topics)
        self._flags.append((outside, chosen_by, apart))

    def add_texts(self, learned: Learned, given: Labelled, *, chosen_by: bool) -> int:
        """Messages beside the examples; how many of them are out of scope."""
        for outside in (False, True):
            some = given.where(outside)
            if len(some):
                found = signs_of(learned.stack, learned.embedder, some.texts)
                right = np.array(
                    [learned.labels[at] == label for at, label in zip(found.first, some.labels, strict=True)]
                )
                # What is out of scope is about anything.
                topics = np.arange(len(some)) if outside else np.unique(some.labels, return_inverse=True)[1]
                self.add(found, right, topics, outside=outside, weight=some.counts(), chosen_by=chosen_by)
        return len(given.where(True))

    def held(self, share: float) -> Held:
        sizes = [len(one) for one in self._right]
        outside, chosen, apart = (
            np.repeat([flags[at] for flags in self._flags], sizes).astype(np.bool_) for at in range(3)
        )
        weight = np.concatenate(self._weight)
        kinds = np.where(outside, np.where(apart, 2, 1), 0)
        rare = max(share, MIN_OUTSIDE)
        given = rare * (1 - APART_SHARE) if (kinds == 1).any() else 0.0
        proof = weights_of(outside, weight * chosen, share)
        return Held(
            values=np.concatenate(self._values).astype(np.float64),
            right=np.concatenate(self._right),
            share=_shared(kinds, weight, (1 - rare, given, rare - given)),
            proof=proof,
            fold=np.concatenate([_shuffled(topics) for topics in self._topics]),
            # Intents that are known stay the same; the unknown ones will be others.
            topic=np.where(apart, len(apart) + np.concatenate(self._topics), np.arange(len(apart))),
        )


def weights_of(outside: NDArray[np.bool_], weight: Doubles, share: float) -> Doubles:
    """(n,) so that what is outside has this share of all."""
    even = weights(outside, share) * len(outside)
    counts = [max(weight[outside == side].sum() / max((outside == side).sum(), 1), 1e-12) for side in (False, True)]
    scaled: Doubles = weight * even / np.where(outside, counts[1], counts[0])
    return scaled


def _shared(kinds: NDArray[np.int64], weight: Doubles, shares: tuple[float, ...]) -> Doubles:
    totals = np.bincount(kinds, weights=weight, minlength=len(shares))
    each: Doubles = weight * (np.array(shares) / np.maximum(totals, 1e-12))[kinds]
    return each


def _shuffled(topics: Ids) -> Ids:
    """Numbers by which folds are cut: an intent's examples stay together, and with their leaving-out, because the
    unknown is about what nobody judged before.
    """
    count = int(topics.max()) + 1
    return np.random.default_rng(count).permutation(count)[topics]
