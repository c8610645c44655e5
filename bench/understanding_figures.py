"""Understanding on public data: accuracy, and coverage at a promised precision. Each line says how it was measured.

What was chosen (classifiers, signs, caution) was chosen on other folds and other draws: see decision 0013.
"""

from __future__ import annotations

import itertools
import random
import resource
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from bench import datasets
from bench.datasets import Messages
from bench.remembering import RememberingViews
from gigline.language.service import ViewEmbedder, load_embedder
from gigline.language.understanding import measuring, model
from gigline.language.understanding.measuring import Figures
from gigline.language.understanding.model import OUTSIDE, Labelled, Learned
from gigline.language.understanding.stack import views_of

FOLDS = 5
UNSEEN = 27
DRAWS = 6
SEED = 2
TARGETS = (0.98, 0.95)

# A precision, and the share of messages out of scope (None: as found).
Promise = tuple[float, float | None]


def run(data: Path, parts: Sequence[str] = ("full", "few", "clinc", "unseen")) -> Iterator[dict[str, object]]:
    """All figures of these parts."""
    embedder = RememberingViews(load_embedder(datasets.MODELS))
    known = {"full": full, "few": few, "clinc": clinc, "unseen": unseen}
    for part in parts:
        yield from known[part](embedder, data)
    yield {"memory": "of this process, most", "MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024}


def full(embedder: ViewEmbedder, data: Path) -> Iterator[dict[str, object]]:
    """Banking77, five-fold cross-validation on the training file."""
    messages = datasets.banking77(data)
    each = []
    for fold in datasets.folds(messages, FOLDS, SEED):
        train, test = _cut(messages, fold)
        began = time.process_time()
        learned = model.learn(embedder, datasets.labelled(train))
        took = time.process_time() - began
        each.append(_judged(learned, test, [(target, None) for target in TARGETS]))
    for at, target in enumerate(TARGETS):
        yield _line(f"Banking77, {FOLDS} folds", target, [one[at] for one in each]) | {"fit_cpu_s": round(took)}


def few(embedder: ViewEmbedder, data: Path) -> Iterator[dict[str, object]]:
    """Banking77, ten examples an intent (the standard ones, and random draws); judged by the rest of the file."""
    messages = datasets.banking77(data)
    standard = datasets.read(data / "banking77" / "train_10shot.csv")
    drawn = [_draw(messages, 10, seed) for seed in range(DRAWS)]
    for name, trains in (("the standard", [standard]), (f"{DRAWS} draws of", drawn)):
        each, took = [], []
        for train in trains:
            began = time.process_time()
            learned = model.learn(embedder, datasets.labelled(train))
            took.append(time.process_time() - began)
            each.append(_judged(learned, _beside(train, messages), [(target, None) for target in TARGETS]))
        for at, target in enumerate(TARGETS):
            figures = _line(f"Banking77, {name} 10 examples", target, [one[at] for one in each])
            yield figures | {"fit_cpu_s": round(max(took))}


def _beside(train: Messages, messages: Messages) -> Messages:
    seen = {text for text, _ in train}
    return [one for one in messages if one[0] not in seen]


def _draw(messages: Messages, count: int, seed: int) -> Messages:
    order = list(messages)
    random.Random(seed).shuffle(order)
    order.sort(key=lambda one: one[1])
    groups = (list(group) for _, group in itertools.groupby(order, key=lambda one: one[1]))
    return [one for group in groups for one in group[:count]]


def clinc(embedder: ViewEmbedder, data: Path) -> Iterator[dict[str, object]]:
    """CLINC150: one half of the validation file chooses the threshold, the other judges, and the other way round."""
    folder = data / "clinc150"
    train = datasets.read(folder / "train.csv") + datasets.read(folder / "oos_train.csv")
    halves = datasets.folds(messages := datasets.read(folder / "valid.csv"), 2, SEED)
    learned = model.learn(embedder, datasets.labelled(train))
    for target in (0.975, 0.95):
        each = []
        for chosen, judged in (halves, halves[::-1]):
            valid = datasets.labelled([messages[at] for at in chosen])
            each += _judged(learned, [messages[at] for at in judged], [(target, 0.18)], valid)
        yield _line("CLINC150, 18 % out of scope", target, each)


def unseen(embedder: ViewEmbedder, data: Path) -> Iterator[dict[str, object]]:
    """Banking77 without 27 whole intents, whose messages are then out of scope; nothing is told of them."""
    messages = datasets.banking77(data)
    folds = datasets.folds(messages, FOLDS, SEED)
    learned = [_without(embedder, messages, folds[at], seed) for at, seed in enumerate((21, 22, 23))]
    promises = list(itertools.product((0.95, 0.94), (0.35, 0.2)))
    each = [_judged(one, test, promises) for one, test in learned]
    for at, (target, share) in enumerate(promises):
        figures = [one[at] for one in each]
        yield _line(f"Banking77, {UNSEEN} intents unseen, {share:.0%} of messages", target, figures)


def _without(embedder: ViewEmbedder, messages: Messages, fold: list[int], seed: int) -> tuple[Learned, Messages]:
    gone = set(random.Random(seed).sample(sorted({label for _, label in messages}), UNSEEN))
    train, test = _cut(messages, fold)
    kept = [one for one in train if one[1] not in gone]
    asked = [(text, OUTSIDE if label in gone else label) for text, label in test]
    return model.learn(embedder, datasets.labelled(kept)), asked


def _cut(messages: Messages, fold: list[int]) -> tuple[Messages, Messages]:
    held = set(fold)
    return [one for at, one in enumerate(messages) if at not in held], [messages[at] for at in fold]


def _judged(
    learned: Learned, test: Messages, promises: Sequence[Promise], valid: Labelled | None = None
) -> list[Figures]:
    """At each promised precision and share of what is out of scope."""
    asked: Labelled = datasets.labelled(test)
    found = model.signs_of(learned.stack, learned.embedder, asked.texts)
    figures = []
    for target, share in promises:
        said = learned.model(target, valid, share).trust(found)
        figures.append(
            measuring.measure(asked.labels, said.labels, said.confidence, said.answered, outside=OUTSIDE, share=share)
        )
    return figures


def _line(name: str, target: float, each: list[Figures]) -> dict[str, object]:
    def mean(values: list[float]) -> float:
        return round(100 * float(np.mean(values)), 2)

    return {
        "data": name,
        "target": target,
        "accuracy": mean([one.accuracy for one in each]),
        "coverage": mean([one.coverage for one in each]),
        "precision": mean([one.precision or 0.0 for one in each]),
        "lowest": round(100 * min(one.precision or 0.0 for one in each), 2),
        "auroc": mean([one.auroc or 0.0 for one in each]),
    }


def speed() -> Iterator[dict[str, object]]:
    """At brand scale: 50 intents of 50 made-up examples; CPU time, because the machine may be busy."""
    embedder = load_embedder(datasets.MODELS)
    examples = brand()
    began = time.process_time()
    views_of(embedder, examples.texts)
    read = time.process_time()
    learned = model.learn(embedder, examples, keep=True)
    fitted = learned.model(0.9)
    yield {"brand": "50 x 50", "embed_cpu_s": round(read - began, 1), "fit_cpu_s": round(time.process_time() - read, 1)}
    yield {"understand_cpu_ms": _times(lambda at: fitted.understand([f"where is parcel {at}"]))}
    names = embedder.embed(["intent 1"])[0]
    yield {"learn_one_cpu_ms": _times(lambda at: _grow(learned, f"my bag {at} is torn", names))}
    yield from _few_speed(embedder, Labelled(examples.texts[:500], examples.labels[:500]))


def _few_speed(embedder: ViewEmbedder, examples: Labelled) -> Iterator[dict[str, object]]:
    """Few examples adapt the encoder, too."""
    began = time.process_time()
    fitted = model.learn(embedder, examples).model(0.9)
    yield {"brand": "50 x 10", "fit_cpu_s": round(time.process_time() - began, 1)}
    yield {"understand_cpu_ms": _times(lambda at: fitted.understand([f"where is bag {at}"]))}


def brand() -> Labelled:
    """50 intents of 50 made-up examples."""
    texts = [f"{verb} my {thing} number {at}" for at in range(50) for verb in _VERBS for thing in _THINGS]
    return Labelled(texts, [f"intent {at % 50}" for at in range(len(texts))])


def _grow(learned: Learned, text: str, name: np.ndarray) -> None:
    learned.stack.grow(text, views_of(learned.embedder, [text]), 1, name)


def _times(work: object, count: int = 100) -> dict[str, float]:
    assert callable(work)
    spent = []
    for at in range(count):
        began = time.process_time()
        work(at)
        spent.append(1000 * (time.process_time() - began))
    spent.sort()
    return {"p50": round(spent[count // 2], 1), "p95": round(spent[int(0.95 * count)], 1)}


_VERBS = ("cancel", "track", "change", "return", "pay for", "insure", "rate", "repair", "renew", "lend")
_THINGS = ("order", "bike", "plan", "helmet", "lock")
