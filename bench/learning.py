"""Learning from people, from nothing: a stream of messages of which the bot answers what it may, and people the rest.

Ten in a hundred of its answers are looked at by people; everything is fitted anew every 250 messages. People are always
right here, so this is an upper bound.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from bench import datasets
from gigline.language.service import load_embedder
from gigline.language.understanding.learner import Learner

AUDITED = 0.1
REFIT_EVERY = 250
PARTS = 5


def run(data: Path, targets: Sequence[float] = (0.95, 0.98), seed: int = 1) -> Iterator[dict[str, object]]:
    """Per target and fifth of the stream: share answered, precision of that, labels spent so far."""
    messages = datasets.banking77(data)
    for target in targets:
        yield from _stream(messages, target, seed)


def _stream(messages: Sequence[tuple[str, str]], target: float, seed: int) -> Iterator[dict[str, object]]:
    chance = random.Random(seed)
    order = list(messages)
    chance.shuffle(order)
    learner = Learner(load_embedder(datasets.MODELS), target)
    answered, right, slowest = [0] * PARTS, [0] * PARTS, [0.0]
    for at, (text, label) in enumerate(order):
        part = at * PARTS // len(order)
        guess = learner.understand(text)
        answered[part] += guess.answered
        right[part] += guess.answered and guess.label == label
        looked_at = guess.answered and chance.random() < AUDITED
        if looked_at or not guess.answered:
            began = time.perf_counter()
            learner.learn(text, label, 1 / AUDITED if looked_at else 1.0)
            slowest.append(time.perf_counter() - began)
        if at % REFIT_EVERY == REFIT_EVERY - 1:
            learner.refit()
        if at + 1 == (part + 1) * len(order) // PARTS:
            size = len(order) / PARTS
            yield {
                "stream": f"target {target}",
                "fifth": part + 1,
                "answered": round(answered[part] / size, 4),
                "precision": round(right[part] / max(answered[part], 1), 4),
                "labels": len(learner),
                "learn_ms_p95": round(1000 * sorted(slowest)[int(0.95 * len(slowest))], 1),
            }
