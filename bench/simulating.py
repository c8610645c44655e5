"""What a conversation of a made-up network costs, under the policy that decides and under the peers' usual one.

Times are of the processor, all in all: the world, the router, what is learned, and the figures made of it.
"""

from __future__ import annotations

import time
import tomllib
from collections.abc import Iterator
from pathlib import Path

from gigline.simulation.worlds import comparing
from gigline.simulation.worlds.comparing import Question
from gigline.simulation.worlds.spec import World

Figures = Iterator[dict[str, object]]
FILE = Path(__file__).parents[1] / "examples" / "worlds" / "baseline.toml"
DAYS, MANY, SEED = 2, 100_000, 1


def run() -> Figures:
    """Each policy from nothing, the last day counted."""
    found = tomllib.loads(FILE.read_text(encoding="utf-8"))
    world = World.model_validate(found | {"days": DAYS, "counted": 1})
    for policy in (comparing.BASELINE, "gigline"):
        started = time.process_time()
        (result,) = comparing.compare(world, Question((policy,), (SEED,)))
        took, many = time.process_time() - started, result.ledger.conversations
        yield {
            "figure": "a conversation", "policy": policy, "conversations": many, "ms": round(1e3 * took / many, 3),
            "s_for_100000": round(took / many * MANY, 1), "goal_s": 120,
        }  # fmt: skip
