"""A/A: experiments whose arms are the same. How often do they name a winner? It should be five times in a hundred.

Days have hours, blocks differ by more than their conversations explain, neighbouring blocks are alike, and what arrives
in the first minutes of a block feels the block before it, as in a real queue.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from gigline.routing.engine import experiments
from gigline.routing.engine.experiments import Switchback, Verdict

EXPERIMENTS = 20_000
PAIRS = 20
A_BLOCK = 14.0
BLOCKS_A_DAY = 16


def trial(seed: int) -> Verdict:
    """One experiment without any difference."""
    chance = np.random.default_rng(seed)
    plan = Switchback(0.0, seed)
    blocks = np.arange(2 * PAIRS)
    hour = np.sin(2 * math.pi * blocks / BLOCKS_A_DAY)
    mood = _alike(chance.normal(0.0, 0.04, len(blocks))) + 0.05 * hour
    many = chance.poisson(A_BLOCK * (1 + 0.6 * hour))
    where = np.repeat(blocks, many)
    into = chance.random(len(where))
    felt = np.where(into * plan.block_s < plan.wash_out_s, mood[np.maximum(where - 1, 0)], mood[where])
    resolved = chance.random(len(where)) < np.clip(0.7 + felt, 0.05, 0.95)
    seen = zip(((where + into) * plan.block_s).tolist(), resolved.astype(float).tolist(), strict=True)
    return experiments.verdict(plan, seen, planned_pairs=PAIRS)


def _alike(noise: np.ndarray) -> np.ndarray:
    """Each block half like the one before it."""
    found = noise.copy()
    for at in range(1, len(found)):
        found[at] += 0.5 * found[at - 1]
    return found


def run(many: int = EXPERIMENTS) -> Iterator[dict[str, object]]:
    """The share of false positives with the 95 % interval that so many experiments allow."""
    share = experiments.false_positives([trial(seed) for seed in range(many)])
    error = 1.96 * math.sqrt(share * (1 - share) / many)
    yield {
        "bench": "A/A switchbacks",
        "experiments": many,
        "pairs of blocks": PAIRS,
        "false positives": round(share, 4),
        "95 % interval": f"{share - error:.4f} to {share + error:.4f}",
    }
