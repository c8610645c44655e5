"""How soon a provider's delivery is acknowledged (verified, stored, committed) at 200 a second with web on one core.

Open loop: deliveries start by the clock, whether or not earlier ones were answered, and the time counts from when one
was due. Beside it, in the same run and on the same core, the bare framework that only reads the body.
"""

from __future__ import annotations

import asyncio
import os
import sys
import time
from dataclasses import dataclass
from urllib.parse import urlencode

import psutil
import uvloop
from tests.processes import free_port

from bench import platform
from bench.wire import Http
from gigline.accounts import service as accounts
from gigline.accounts.schemas import BrandSettings
from gigline.channels import service as channels
from gigline.channels.adapters.twilio import samples, signature
from gigline.infra.db import Database
from gigline.infra.outbox import Subscriptions

PER_S = 200
WARM_UP_S = 2
GOALS_MS = {"p50": 50, "p99": 250}
TOKEN = "0123456789abcdef0123456789abcdef"
PATH = "/channels/sms/bench-sms"
PUBLIC = "https://bench.example"
_SETTINGS = {
    "brand": {"key": "bench", "name": "Bench", "languages": ["en"]},
    "bot": {"enabled": False, "name": "Bo"},
    "topics": [{"key": "delivery", "name": "Deliveries"}],
    "channels": [{"kind": "sms", "account": "bench-sms"}],
}

Delivery = tuple[bytes, dict[str, str]]


@dataclass(frozen=True)
class Answered:
    """Seconds from when each delivery was due, sorted; `refused` were not answered 2xx."""

    waits_s: list[float]
    refused: int

    def at(self, share: float) -> float:
        return 1000 * self.waits_s[min(len(self.waits_s) - 1, int(share * len(self.waits_s)))]


def run(server: platform.Server, *, seconds: int) -> list[dict[str, object]]:
    """Ours with a worker beside it, and the bare framework."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        bare = runner.run(_bare(seconds))
        ours, stored, sent = runner.run(_ours(server, seconds))
    common = {"per_s": PER_S, "cores_of_web": 1, "load": round(os.getloadavg()[0], 1)}
    return [
        {"what": "webhooks, bare framework", **common, **_figures(bare)},
        {
            "what": "webhooks", **common, **_figures(ours), "stored": stored, "of": sent,
            **{f"{name}_goal": goal for name, goal in GOALS_MS.items()},
        },
    ]  # fmt: skip


def _figures(found: Answered) -> dict[str, object]:
    return {
        "p50_ms": round(found.at(0.5), 1),
        "p99_ms": round(found.at(0.99), 1),
        "max_ms": round(found.at(1.0), 1),
        "refused": found.refused,
    }


async def _bare(seconds: int) -> Answered:
    port = free_port()
    process = await asyncio.create_subprocess_exec(sys.executable, "-m", "bench.bare", str(port))
    try:
        _on_one_core(process.pid)
        await _listening(port)
        return await _drive(f"http://127.0.0.1:{port}", seconds)
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


async def _ours(server: platform.Server, seconds: int) -> tuple[Answered, int, int]:
    async with platform.database(server.dsn) as dsn:
        database = Database(dsn, subscribers=Subscriptions(), pool_size=2)
        await database.open()
        await _account(database)
        commands = [["serve", "--roles", "web"], ["worker"]]
        with platform.running(commands, platform.data_folder(), dsn, GIGLINE_PUBLIC_URL=PUBLIC) as processes:
            _on_one_core(processes[0].process.pid)
            found = await _drive(processes[0].url, seconds)
            async with database.reader() as r:
                stored = int(await r.value("SELECT count(*) FROM inbound"))
        await database.close()
        return found, stored, PER_S * (seconds + WARM_UP_S)


async def _account(database: Database) -> None:
    async with database.writer() as w:
        brand = await accounts.save_brand(w, BrandSettings.model_validate(_SETTINGS))
        own = {"account_sid": samples.SID, "auth_token": TOKEN, "number": "+14155550100"}
        await channels.save_account(w, brand.id, "sms", "bench-sms", own)


def _delivery(number: int) -> Delivery:
    """A text message from one of fifty people, signed."""
    fields = samples.message(str(number), sender=f"+3519123450{number % 50:02d}", body=f"Where is my order {number}?")
    signed = signature.sign(TOKEN, PUBLIC + PATH, list(fields.items()))
    headers = {"Content-Type": "application/x-www-form-urlencoded", "X-Twilio-Signature": signed}
    return urlencode(fields).encode(), headers


async def _drive(url: str, seconds: int) -> Answered:
    made = [_delivery(number) for number in range(PER_S * (seconds + WARM_UP_S))]
    idle: list[Http] = []
    waits: list[float] = []
    refused = 0
    began = time.perf_counter() + 0.1

    async def one(number: int) -> None:
        nonlocal refused
        due = began + number / PER_S
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        line = idle.pop() if idle else Http(url)
        status = await line.deliver(PATH, *made[number])
        idle.append(line)
        refused += not 200 <= status < 300
        if number >= PER_S * WARM_UP_S:
            waits.append(time.perf_counter() - due)

    await asyncio.gather(*(one(number) for number in range(len(made))))
    for line in idle:
        line.close()
    return Answered(sorted(waits), refused)
