"""Memory of everything (web, worker, router, PostgreSQL) with 1,000 widgets connected."""

from __future__ import annotations

import asyncio
import json
import os
from pathlib import Path

import uvloop
from websockets.asyncio.client import ClientConnection, connect

from bench import meter, platform, world
from gigline.infra import embedded

SOCKETS = 1_000
AT_ONCE = 20
GOAL_MB = 500


def run() -> list[dict[str, object]]:
    """PSS in MB: pages that processes share count once."""
    return uvloop.run(_measure())


async def _measure() -> list[dict[str, object]]:
    folder = platform.data_folder()
    with platform.running([["serve"]], folder, None) as [serving]:
        dsn = embedded.start(folder)
        made = await world.build(dsn, web=SOCKETS // 10)
        before = _pss(serving, folder)
        opened = await _connect(serving.url, [one.token for one in made.web] * 10)
        after = _pss(serving, folder)
        for one in opened:
            await one.close()
    return [
        {
            "what": "memory", "sockets": SOCKETS, **{f"{name}_mb": size for name, size in after.items()},
            "all_mb": sum(after.values()), "before_mb": sum(before.values()),
            "ratio": round(sum(after.values()) / GOAL_MB, 2), "goal_mb": GOAL_MB, "load": round(os.getloadavg()[0], 1),
        }
    ]  # fmt: skip


async def _connect(url: str, tokens: list[str]) -> list[ClientConnection]:
    """All connected, each with the answer to its hello."""
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(token: str) -> ClientConnection:
        async with gate:
            socket = await connect(url.replace("http", "ws", 1) + "/api/v1/widget/live", compression=None)
            await socket.send(json.dumps({"type": "hello", "token": token, "epoch": None, "seq": 0}))
            while json.loads(await socket.recv())["type"] != "subscribed":
                pass
            return socket

    return list(await asyncio.gather(*(one(token) for token in tokens)))


def _pss(serving: platform.Process, folder: Path) -> dict[str, int]:
    """MB of the platform's process and of its PostgreSQL, which is nobody's child."""
    families = {"gigline": serving.family(), "postgresql": meter.postgres_of(folder)}
    known: set[int] = set()
    sizes = {}
    for name, family in families.items():
        counted = [one for one in family if one.pid not in known]
        known.update(one.pid for one in counted)
        sizes[name] = round(sum(one.memory_full_info().pss for one in counted) / 2**20)
    return sizes
