"""The signs by which one sees whether an understanding can be trusted: its clearness, and how near the known is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gigline.language.understanding import weighing
from gigline.language.understanding.ridge import Floats, Ids
from gigline.language.understanding.stack import BLOCK, Likeness, Seen, Stack

NAMES = (
    "log_chance",
    "log_rest",
    "margin",
    "entropy",
    "strength",
    "closest",
    "closest_five",
    "own",
    "own_three",
    "ahead",
    "together",
    "together_five",
    "together_own",
    "wording",
    "wording_own",
    "vote",
    "centre",
    "agreement",
    "said_meaning",
    "said_together",
    "said_words",
    "least_said",
    "unknown",
    "length",
)
IMPOSSIBLE = np.float32(-1e9)
MAX_MARGIN = 15.0
NEIGHBOURS = 10


@dataclass(frozen=True)
class Signs:
    """Of n texts: the likeliest class (n,), its chance (n,), and the signs (n, len(NAMES))."""

    first: Ids
    chances: Floats
    values: Floats


def read(stack: Stack, texts: list[str], seen: Seen) -> Signs:
    """Of texts that are not among the examples; a block of them at a time takes least memory."""
    likeness = stack.likeness(seen)
    found = _block(stack, stack.scores(seen, likeness), likeness, seen.meaning @ stack.centres.T, None)
    return _with_words(found, texts, stack.wording.unknown(texts))


def read_alone(stack: Stack, texts: list[str]) -> Signs:
    """Of the examples themselves, each as if it were not known."""
    groups = [[at] for at in range(len(texts))]
    return _held_out(stack, texts, stack.alone, groups, apart=False)


def read_apart(stack: Stack, texts: list[str]) -> Signs:
    """Of the examples themselves, each as if its class were not known: how an unknown neighbour of the known looks."""
    return _held_out(stack, texts, stack.apart, [group.tolist() for group in stack.groups], apart=True)


def _held_out(stack: Stack, texts: list[str], voices: list[Floats], groups: list[list[int]], *, apart: bool) -> Signs:
    blocks = []
    for start in range(0, len(texts), BLOCK):
        part = stack.known.part(start)
        rows = np.arange(start, start + len(part))
        own = stack.classes[rows]
        likeness, centres = stack.likeness(part), part.meaning @ stack.centres.T
        if apart:
            likeness.hide(own[:, None] == stack.classes[None, :])
        else:
            likeness.hide(rows[:, None] == np.arange(len(stack.classes))[None, :])
            rest = stack.sums[own] - part.meaning
            lengths = np.maximum(np.linalg.norm(rest, axis=1), 1e-6)
            centres[np.arange(len(part)), own] = (part.meaning * rest).sum(axis=1) / lengths
        scores = stack.with_names([one[rows] for one in voices], part.meaning)
        blocks.append(_block(stack, scores, likeness, centres, own if apart else None))
    return _with_words(joined(blocks), texts, stack.wording.unknown_without(groups))


def joined(blocks: Sequence[Signs]) -> Signs:
    """Of the texts of all blocks, of which there is at least one."""
    return Signs(
        np.concatenate([one.first for one in blocks]),
        np.concatenate([one.chances for one in blocks]),
        np.vstack([one.values for one in blocks]),
    )


def _with_words(found: Signs, texts: list[str], unknown: NDArray[np.float64]) -> Signs:
    length = np.log1p([len(text.split()) for text in texts])
    values = np.column_stack([found.values, unknown, length]).astype(np.float32)
    return Signs(found.first, found.chances, values)


def _block(stack: Stack, scores: list[Floats], likeness: Likeness, centres: Floats, gone: Ids | None) -> Signs:
    rows = np.arange(len(centres))
    logits = weighing.blend(scores, stack.weights)
    if gone is not None:
        for one in (logits, *scores):
            one[rows, gone] = IMPOSSIBLE
    chances = weighing.softmax(logits)
    first = logits.argmax(axis=1)
    columns = [
        *_clearness(logits, chances, first),
        *_nearness(likeness, stack.classes, first),
        centres[rows, first],
        np.mean([one.argmax(axis=1) == first for one in scores], axis=0),
        *_said(scores, first),
    ]
    return Signs(first, chances[rows, first], np.stack(columns, axis=1))


def _clearness(logits: Floats, chances: Floats, first: Ids) -> Iterator[Floats]:
    rows = np.arange(len(logits))
    likeliest = chances[rows, first]
    yield np.log(likeliest + 1e-6)
    yield np.log(1 - likeliest + 1e-4)
    behind = logits.copy()
    behind[rows, first] = IMPOSSIBLE
    yield np.minimum(logits[rows, first] - behind.max(axis=1), MAX_MARGIN)
    yield -(chances * np.log(chances + 1e-9)).sum(axis=1)
    yield logits[rows, first]


def _nearness(likeness: Likeness, classes: Ids, first: Ids) -> Iterator[Floats]:
    own = classes[None, :] == first[:, None]
    nearest, order = _largest(likeness.meaning, NEIGHBOURS)
    mine = np.where(own, likeness.meaning, -1)
    yield nearest[:, 0]
    yield nearest[:, :5].mean(axis=1)
    yield mine.max(axis=1)
    yield _largest(mine, 3)[0].mean(axis=1)
    yield mine.max(axis=1) - np.where(own, -1, likeness.meaning).max(axis=1)
    together, _ = _largest(likeness.together, 5)
    yield together[:, 0]
    yield together.mean(axis=1)
    yield np.where(own, likeness.together, -1).max(axis=1)
    yield likeness.wording.max(axis=1)
    yield np.where(own, likeness.wording, -1).max(axis=1)
    yield (classes[order] == first[:, None]).mean(axis=1)


def _largest(values: Floats, count: int) -> tuple[Floats, Ids]:
    """The largest values of each row, largest first, and where they stand."""
    count = min(count, values.shape[1])
    places = np.argpartition(-values, count - 1, axis=1)[:, :count]
    found = np.take_along_axis(values, places, axis=1)
    return -np.sort(-found, axis=1), places


def _said(scores: list[Floats], first: Ids) -> Iterator[Floats]:
    """By the two machines and the words."""
    said = [one[np.arange(len(first)), first] for one in scores[:3]]
    yield from said
    yield np.min(said, axis=0)
