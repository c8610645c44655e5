"""HTTP in, durable, in the log, live out to an associate's socket: messages a second, beside pgbench's writes."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Sequence
from dataclasses import dataclass

import psutil
import uvloop

from bench import load, meter, peer, platform, world


@dataclass(frozen=True)
class Layout:
    """How the platform runs: the web processes' commands first, then the others."""

    name: str
    web: int
    goal: float
    commands: Sequence[Sequence[str]]


def layouts() -> list[Layout]:
    """One web process, with all roles or with a worker beside it; and one process per core, web apart from workers."""
    cores = os.cpu_count() or 1
    web = max(1, cores // 2)
    workers = max(1, cores - web)
    apart = [["serve", "--roles", "web"]] * web + [["worker"]] * workers + [["router"]]
    return [
        Layout("one process", 1, 0.25, [["serve"]]),
        Layout("one web, one worker", 1, 0.25, [["serve", "--roles", "web,router"], ["worker"]]),
        Layout(f"{web} web, {workers} workers", web, 0.5, apart),
    ]


def run(server: platform.Server, *, clients: int, seconds: int) -> list[dict[str, object]]:
    """For each layout and channel: messages/s, pgbench's tps just before, and their ratio."""
    found = []
    for layout in layouts():
        for channel in ("webchat", "api"):
            found.append(_one(server, layout, channel, clients, seconds))
    return found


def _one(server: platform.Server, layout: Layout, channel: str, clients: int, seconds: int) -> dict[str, object]:
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        limit, limit_used = runner.run(_peer(server, clients, seconds))
        ours, used = runner.run(_ours(server, layout, channel, clients, seconds))
    return {
        "what": "message path", "layout": layout.name, "channel": channel, "clients": clients,
        "messages_per_s": round(ours.per_s), "p50_ms": round(ours.at(0.5), 1), "p95_ms": round(ours.at(0.95), 1),
        "pgbench_tps": round(limit.tps), "ratio": round(ours.per_s / limit.tps, 3), "goal": layout.goal,
        "cpu_ms": used.ms_per(ours.per_s), "pgbench_cpu_ms": limit_used.ms_per(limit.tps),
        "load": round(os.getloadavg()[0], 1),
    }  # fmt: skip


async def _peer(server: platform.Server, clients: int, seconds: int) -> tuple[peer.Peer, meter.Used]:
    async with platform.database(server.dsn) as dsn:
        await peer.seed(dsn, clients)
        running = asyncio.to_thread(peer.run, dsn, clients=clients, seconds=seconds, text=load.TEXT)
        watching = meter.during(seconds - 2, lambda: {"postgresql": meter.postgres_of(server.folder)}, 1)
        return await asyncio.gather(running, watching)


async def _ours(
    server: platform.Server, layout: Layout, channel: str, clients: int, seconds: int
) -> tuple[load.Result, meter.Used]:
    async with platform.database(server.dsn) as dsn:
        made = await world.build(dsn, **{"web" if channel == "webchat" else "api": clients})
        with platform.running(layout.commands, platform.data_folder(), dsn) as processes:
            urls = [one.url for one in processes[: layout.web]]

            def groups() -> dict[str, list[psutil.Process]]:
                family = [member for one in processes for member in one.family()]
                return {"gigline": family, "postgresql": meter.postgres_of(server.folder)}

            driving = load.sustained(urls, made.web or made.api, channel, made.key, seconds)
            return await asyncio.gather(driving, meter.during(seconds - 2, groups, load.WARM_UP_S + 1))
