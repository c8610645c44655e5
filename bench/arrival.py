"""From the requester's send to the offer that an associate can see, at 50 new conversations a second."""

from __future__ import annotations

import asyncio
import contextlib
import math
import os
import time
from uuid import UUID, uuid4

import asyncpg
import uvloop

from bench import meter, platform, world
from bench.load import TEXT
from bench.wire import Http

PER_S = 50
ASSOCIATES = 200
WARM_UP_S = 4.0
GOAL_MS = 300
# What the figure is read with adds at most this.
LOOK_S = 0.005
PATIENCE_S = 30.0
_OFFERS = """
SELECT c.contact_id, o.decision ->> 'path' AS path FROM offers o JOIN conversations c ON c.id = o.conversation_id
WHERE c.contact_id <> ALL($1::uuid[])
"""


def run(server: platform.Server, *, seconds: int) -> list[dict[str, object]]:
    """p50 and p99 in ms, with all roles in one process, and with web and router beside a worker."""
    together, apart = [["serve"]], [["serve", "--roles", "web"], ["worker"], ["router"]]
    return [_figure(name, *uvloop.run(_measure(server.dsn, layout, seconds)))
            for name, layout in (("one process", together), ("web, worker, router", apart))]  # fmt: skip


def _figure(layout: str, cpu_s: float, found: list[tuple[float, str]]) -> dict[str, object]:
    took = sorted(seconds for seconds, _ in found)
    p99 = 1000 * took[int(0.99 * len(took))]
    return {
        "what": "arrival to offer", "layout": layout, "arrivals_per_s": PER_S, "associates": ASSOCIATES,
        "arrivals": len(took), "without_offer": took.count(math.inf),
        "in_rounds": sum(path == "round" for _, path in found),
        "p50_ms": round(1000 * took[len(took) // 2], 1), "p99_ms": round(p99, 1), "worst_ms": round(1000 * took[-1], 1),
        "cpu_ms": round(1000 * cpu_s, 1),
        "ratio": round(p99 / GOAL_MS, 2), "goal_p99_ms": GOAL_MS, "load": round(os.getloadavg()[0], 1),
    }  # fmt: skip


async def _measure(server_dsn: str, layout: list[list[str]], seconds: int) -> tuple[float, list[tuple[float, str]]]:
    """Seconds of Gigline's CPU an arrival; and, without the warm-up, the seconds from the first byte sent until the
    offer could be seen (without end where it was not in time), and how it was decided.
    """
    many = int(PER_S * (seconds + WARM_UP_S))
    async with platform.database(server_dsn) as dsn:
        callers = await world.arrivals(dsn, associates=ASSOCIATES, requesters=many)
        with platform.running(layout, platform.data_folder(), dsn) as processes:
            # Until the router has had its first round: who decides at once asks whether there is one.
            await asyncio.sleep(3.0)
            sent: dict[UUID, float] = {}
            seen: dict[UUID, tuple[float, str]] = {}
            ours = [each for one in processes for each in one.family()]
            before = meter.seconds(ours)
            watching = asyncio.create_task(_watch(dsn, seen, many))
            began = await _send(processes[0].url, callers, sent)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(PATIENCE_S):
                    await watching
            used_s = meter.seconds(ours) - before
    never = (math.inf, "none")
    counted = [one for one, at in sent.items() if at >= began + WARM_UP_S]
    found = [(seen.get(one, never), sent[one]) for one in counted]
    return used_s / many, [(at - began_at, path) for (at, path), began_at in found]


async def _send(url: str, callers: list[tuple[UUID, str]], sent: dict[UUID, float]) -> float:
    """Everybody writes once, at their time, whatever happens to the others; when it began."""
    began = time.perf_counter()
    async with asyncio.TaskGroup() as group:
        for n, (contact_id, token) in enumerate(callers):
            await asyncio.sleep(max(0.0, began + n / PER_S - time.perf_counter()))
            group.create_task(_write(url, contact_id, token, sent))
    return began


async def _write(url: str, contact_id: UUID, token: str, sent: dict[UUID, float]) -> None:
    http = Http(url)
    sent[contact_id] = time.perf_counter()
    status = await http.post("/api/v1/widget/messages", {"body": TEXT, "client_id": uuid4().hex}, token)
    http.close()
    if status != 202:
        raise RuntimeError(f"refused with {status}")


async def _watch(dsn: str, seen: dict[UUID, tuple[float, str]], many: int) -> None:
    connection = await asyncpg.connect(dsn)
    try:
        while len(seen) < many:
            await asyncio.sleep(LOOK_S)
            rows = await connection.fetch(_OFFERS, list(seen))
            now = time.perf_counter()
            seen.update({row["contact_id"]: (now, row["path"]) for row in rows})
    finally:
        await connection.close()
