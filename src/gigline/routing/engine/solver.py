"""Who gets what in one round: pairs of greatest total score, each associate at most one new conversation.

Small markets are solved exactly, each connected component for itself; large ones greedily, best pair first, then
improved by swaps. Nobody is cut from the candidates beforehand: cutting to the best few loses much when work is plenty.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from gigline.routing.engine import crowd
from gigline.routing.engine.columns import Floats, Ints

EXACT_SIDE = 300
EXACT_CELLS = 1_500_000


def solve(rows: Sequence[Ints], scores: Sequence[Floats]) -> list[tuple[int, int]]:
    """Pairs (row, person), by row. `rows[i]`: who may, ascending; a score of 0 or less is never picked."""
    if len(rows) == 1:
        return [(0, person) for _, person in _component(rows, scores)]
    picked = []
    for members in components(rows):
        found = _component([rows[i] for i in members], [scores[i] for i in members])
        picked += [(members[i], person) for i, person in found]
    return sorted(picked)


def _component(rows: Sequence[Ints], scores: Sequence[Floats]) -> list[tuple[int, int]]:
    """What is connected. The same whether or not others were beside it, to the last tie."""
    if len(rows) == 1:
        best = int(np.argmax(scores[0])) if len(scores[0]) else -1
        return [(0, int(rows[0][best]))] if best >= 0 and scores[0][best] > 0.0 else []
    people = np.unique(np.concatenate(rows))
    small = min(len(rows), len(people)) <= EXACT_SIDE and len(rows) * len(people) <= EXACT_CELLS
    return exact(rows, scores, people) if small else _greedy(rows, scores)


def components(rows: Sequence[Ints]) -> list[list[int]]:
    """Rows that share nobody, directly or over others, are independent of each other."""
    groups: list[list[int]] = []
    group_of = np.full(1 + max((int(one[-1]) for one in rows if len(one)), default=-1), -1)
    for i, people in enumerate(rows):
        if not len(people):
            continue
        touched = sorted(set(group_of[people].tolist()) - {-1})
        into = touched[0] if touched else len(groups)
        if into == len(groups):
            groups.append([])
        groups[into].append(i)
        for other in touched[1:]:
            groups[into] += groups[other]
            group_of[group_of == other] = into
            groups[other] = []
        group_of[people] = into
    return [sorted(members) for members in groups if members]


def exact(rows: Sequence[Ints], scores: Sequence[Floats], people: Ints) -> list[tuple[int, int]]:
    """The best assignment there is. `people`: all in the rows, ascending."""
    # Loading scipy takes a second, which those who never solve a round need not wait for.
    from scipy.optimize import linear_sum_assignment

    matrix = np.zeros((len(rows), len(people)))
    for i, (who, score) in enumerate(zip(rows, scores, strict=True)):
        matrix[i, np.searchsorted(people, who)] = np.maximum(score, 0.0)
    picked, columns = linear_sum_assignment(matrix, maximize=True)
    return [(int(i), int(people[j])) for i, j in zip(picked, columns, strict=True) if matrix[i, j] > 0.0]


def _greedy(rows: Sequence[Ints], scores: Sequence[Floats]) -> list[tuple[int, int]]:
    kinds = [crowd.Kind(who, score, (0.0,)) for who, score in zip(rows, scores, strict=True)]
    return [(k, person) for k, _, person in crowd.assign(kinds)]
