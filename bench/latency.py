"""From the widget's send to the associate's socket, at 100 messages a second over many conversations."""

from __future__ import annotations

import os

import uvloop

from bench import load, platform, world

PER_S = 100
CONVERSATIONS = 120
GOAL_MS = 150


def run(server: platform.Server, *, seconds: int) -> list[dict[str, object]]:
    """p50 and p95 in ms, with all roles in one process."""
    result = uvloop.run(_measure(server.dsn, seconds))
    return [
        {
            "what": "send to socket", "messages_per_s": round(result.per_s), "conversations": CONVERSATIONS,
            "p50_ms": round(result.at(0.5), 1), "p95_ms": round(result.at(0.95), 1),
            "ratio": round(result.at(0.95) / GOAL_MS, 2), "goal_p95_ms": GOAL_MS, "load": round(os.getloadavg()[0], 1),
        }
    ]  # fmt: skip


async def _measure(server_dsn: str, seconds: int) -> load.Result:
    async with platform.database(server_dsn) as dsn:
        made = await world.build(dsn, web=CONVERSATIONS)
        with platform.running([["serve"]], platform.data_folder(), dsn) as processes:
            return await load.paced([processes[0].url], made.web, PER_S, seconds)
