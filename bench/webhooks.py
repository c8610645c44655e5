"""How soon a provider's delivery is acknowledged (verified, stored, committed) at 200 a second with web on one core.

Open loop: deliveries start by the clock, whether or not earlier ones were answered, and the time counts from when one
was due. Beside it, in the same run and on the same core, the bare framework that only reads the body.
"""

from __future__ import annotations

import asyncio
import os
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import psutil
import uvloop
from tests.processes import free_port

from bench import platform
from bench.deliveries import CHANNELS, PUBLIC, Channel
from bench.wire import Http
from gigline.accounts import service as accounts
from gigline.accounts.schemas import BrandSettings
from gigline.channels import service as channels
from gigline.infra.db import Database
from gigline.infra.outbox import Subscriptions

PER_S = 200
WARM_UP_S = 2
# The server closes connections that are idle for five seconds.
KEPT_S = 3.0
GOALS_MS = {"p50": 50, "p99": 250}
_SETTINGS = {
    "brand": {"key": "bench", "name": "Bench", "languages": ["en"]},
    "bot": {"enabled": False, "name": "Bo"},
    "topics": [{"key": "delivery", "name": "Deliveries"}],
}


@dataclass(frozen=True)
class Answered:
    """Seconds from when each delivery was due, sorted; `refused` were not answered 2xx. `cpu_s` is what the server
    spent on one, which says something on a busy machine too."""

    waits_s: list[float]
    refused: int
    cpu_s: float

    def at(self, share: float) -> float:
        return 1000 * self.waits_s[min(len(self.waits_s) - 1, int(share * len(self.waits_s)))]


def run(server: platform.Server, kinds: Sequence[str], *, seconds: int) -> Iterator[dict[str, object]]:
    """The bare framework, and each of these channels with a worker beside the web process."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        yield {"what": "webhooks, bare framework", **_common(), **_figures(runner.run(_bare(seconds)))}
        for channel in [CHANNELS[kind] for kind in kinds or CHANNELS]:
            ours, stored, sent = runner.run(_ours(server, channel, seconds))
            counts = {"stored": stored, "of": sent, **{f"{name}_goal": goal for name, goal in GOALS_MS.items()}}
            yield {"what": f"webhooks, {channel.kind}", **_common(), **_figures(ours), **counts}


def _common() -> dict[str, object]:
    return {"per_s": PER_S, "cores_of_web": 1, "load": round(os.getloadavg()[0], 1)}


def _figures(found: Answered) -> dict[str, object]:
    return {
        "p50_ms": round(found.at(0.5), 1),
        "p99_ms": round(found.at(0.99), 1),
        "max_ms": round(found.at(1.0), 1),
        "cpu_ms": round(1000 * found.cpu_s, 2),
        "refused": found.refused,
    }


async def _bare(seconds: int) -> Answered:
    port = free_port()
    process = await asyncio.create_subprocess_exec(sys.executable, "-m", "bench.bare", str(port))
    try:
        _on_one_core(process.pid)
        await _listening(port)
        return await _drive(f"http://127.0.0.1:{port}", CHANNELS["sms"], seconds, process.pid)
    finally:
        process.terminate()
        await process.wait()


async def _listening(port: int) -> None:
    for _ in range(200):
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            await asyncio.sleep(0.05)
        else:
            writer.close()
            return
    raise RuntimeError("the bare framework did not start")


def _on_one_core(pid: int) -> None:
    psutil.Process(pid).cpu_affinity([0])


async def _ours(server: platform.Server, channel: Channel, seconds: int) -> tuple[Answered, int, int]:
    async with platform.database(server.dsn) as dsn:
        database = Database(dsn, subscribers=Subscriptions(), pool_size=2)
        await database.open()
        await _account(database, channel)
        commands = [["serve", "--roles", "web"], ["worker"]]
        with platform.running(commands, platform.data_folder(), dsn, GIGLINE_PUBLIC_URL=PUBLIC) as processes:
            _on_one_core(processes[0].process.pid)
            found = await _drive(processes[0].url, channel, seconds, processes[0].process.pid)
            async with database.reader() as r:
                stored = int(await r.value("SELECT count(*) FROM inbound"))
        await database.close()
        return found, stored, PER_S * (seconds + WARM_UP_S)


async def _account(database: Database, channel: Channel) -> None:
    listed = [{"kind": channel.kind, "account": channel.account}]
    async with database.writer() as w:
        brand = await accounts.save_brand(w, BrandSettings.model_validate({**_SETTINGS, "channels": listed}))
        await channels.save_account(w, brand.id, channel.kind, channel.account, channel.settings)


async def _drive(url: str, channel: Channel, seconds: int, pid: int) -> Answered:
    made = [channel.delivery(number) for number in range(PER_S * (seconds + WARM_UP_S))]
    idle: list[tuple[Http, float]] = []
    waits: list[float] = []
    refused = 0
    spent_s = _cpu_s(pid)
    began = time.perf_counter() + 0.1

    async def one(number: int) -> None:
        nonlocal refused
        due = began + number / PER_S
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        line = _free(idle) or Http(url)
        status = await line.deliver(channel.path, *made[number])
        idle.append((line, time.perf_counter()))
        refused += not 200 <= status < 300
        if number >= PER_S * WARM_UP_S:
            waits.append(time.perf_counter() - due)

    await asyncio.gather(*(one(number) for number in range(len(made))))
    for line, _ in idle:
        line.close()
    return Answered(sorted(waits), refused, (_cpu_s(pid) - spent_s) / len(made))


def _cpu_s(pid: int) -> float:
    times = psutil.Process(pid).cpu_times()
    return times.user + times.system


def _free(idle: list[tuple[Http, float]]) -> Http | None:
    """A connection that the server has not given up yet."""
    while idle:
        line, since = idle.pop()
        if time.perf_counter() - since < KEPT_S:
            return line
        line.close()
    return None
