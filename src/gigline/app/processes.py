"""Runs the platform's roles in this process until it is told to stop.

    web      HTTP, sockets, presence
    worker   the relay (events, timers, deliveries) and housekeeping
    router   sweeping the queue and offers

All may run in one process (the default) or apart, any number of each: they share nothing but PostgreSQL.
"""

from __future__ import annotations

import asyncio
import contextlib
import functools
import gc
import signal
from collections.abc import AsyncIterator, Coroutine
from pathlib import Path
from typing import Any
from uuid import UUID

import structlog
import uvicorn
import uvloop

from gigline.api.live.rooms import Rooms
from gigline.api.live.signals import Signals
from gigline.app import web, wiring
from gigline.bot.service import Adaptations, Assistant
from gigline.channels import lmtp
from gigline.channels import service as channels
from gigline.cli.runtime import Role
from gigline.infra import embedded, failpoints, migrate, periodic, telemetry
from gigline.infra.db import Database
from gigline.infra.live import Bus, NotifyBus, WorkHints
from gigline.infra.relay import Relay
from gigline.infra.serving import Server
from gigline.infra.settings import Settings
from gigline.infra.vault import Vault
from gigline.language import service as language

log = structlog.get_logger()

# A process with a worker does its own work: the others hear of it to share a long queue, not to be quick.
OTHERS_HINT_S = 0.1


def dsn_of(settings: Settings) -> str:
    """The database's URL; starts the embedded server when no other is named."""
    return settings.database_url or embedded.start(settings.data_dir)


def model_cache(settings: Settings) -> Path:
    """Where the embedding model is kept."""
    return settings.data_dir / "models"


def assistant_of(settings: Settings) -> Assistant:
    """This process's bot, on the embedded model (built at the first start ever, a few seconds)."""
    folder = model_cache(settings)
    embedder = language.load_embedder(folder, progress=lambda step: log.info("language_model", step=step))
    adaptations = Adaptations(embedder, folder) if settings.adapt_encoder else None
    return Assistant(embedder, guest=wiring.guest_of(settings), adaptations=adaptations)


def bus_of(settings: Settings, database: Database) -> Bus:
    """What carries live hints between processes."""
    if settings.nats_url is None:
        return NotifyBus(database)
    # Who does not use it need not load it.
    from gigline.infra.nats_bus import NatsBus

    return NatsBus(settings.nats_url)


@contextlib.asynccontextmanager
async def opened(settings: Settings, assistant: Assistant) -> AsyncIterator[Database]:
    """The migrated database of these settings, with every subscriber known."""
    dsn = await asyncio.to_thread(dsn_of, settings)
    await migrate.upgrade(dsn)
    database = Database(dsn, subscribers=wiring.subscriptions(assistant, settings), pool_size=settings.pool_size)
    channels.use_vault(database, Vault(settings))
    await database.open()
    try:
        yield database
    finally:
        await database.close()


def serve(settings: Settings, roles: frozenset[Role]) -> None:
    """Run `roles` until SIGINT or SIGTERM, then finish what was begun and return."""
    telemetry.configure(settings.log_level, settings.log_format)
    failpoints.arm(settings.failpoints)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_serve(settings, roles))


async def _serve(settings: Settings, roles: frozenset[Role]) -> None:
    assistant = assistant_of(settings)
    stop = _stop_signal()
    async with opened(settings, assistant) as database:
        bus = bus_of(settings, database)
        relay = Relay(
            database,
            wiring.subscriptions(assistant, settings),
            concurrency=settings.relay_concurrency,
            bus=bus if settings.nats_url else None,
        )
        hints = WorkHints(bus, relay.wake, pause_s=OTHERS_HINT_S) if "worker" in roles else WorkHints(bus, lambda: None)
        database.wake = hints.wake
        signals = Signals(bus, Rooms())
        assistant.signal = functools.partial(_bot_types, signals)
        running: list[Coroutine[Any, Any, None]] = [hints.run(), signals.run()]
        if "worker" in roles:
            running += [
                relay.run(),
                wiring.mailboxes(database, settings).run(),
                periodic.run_forever(database, wiring.worker_tasks(assistant)),
            ]
        if "web" in roles and settings.lmtp_port is not None:
            running.append(lmtp.run(database, settings.host, settings.lmtp_port))
        if "router" in roles:
            running += [periodic.run_forever(database, wiring.router_tasks(settings))]
        server = _server(settings, database, bus, assistant.embedder) if "web" in roles else None
        # The bus starts last: everybody has said by now what they listen to.
        running.append(bus.run())
        _spare_the_collector()
        await _run_until(stop, running, server)


def _spare_the_collector() -> None:
    """What was loaded at the start stays: look only at what came since, and after more of it than Python would."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def _bot_types(signals: Signals, _brand_id: UUID, conversation_id: UUID, on: bool) -> None:
    signals.typing(conversation_id, "bot", "", on, source="bot")


def _server(settings: Settings, database: Database, bus: Bus, embedder: language.Embedder) -> Server:
    config = uvicorn.Config(
        web.build(database, settings, bus, embedder),
        host=settings.host,
        port=settings.port,
        http="httptools",
        ws="websockets-sansio",
        ws_max_size=65_536,
        ws_per_message_deflate=False,
        access_log=False,
        log_level="warning",
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=5,
    )
    return Server(config)


def _stop_signal() -> asyncio.Event:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    return stop


async def _run_until(stop: asyncio.Event, running: list[Coroutine[Any, Any, None]], server: Server | None) -> None:
    """Run everything; when one of them fails, all stop and the failure is raised."""
    tasks = [asyncio.create_task(one) for one in running]
    serving = asyncio.create_task(server.serve()) if server else None
    waiting = asyncio.create_task(stop.wait())
    everything = [waiting, *tasks, *([serving] if serving else [])]
    done, _ = await asyncio.wait(everything, return_when=asyncio.FIRST_COMPLETED)
    log.info("stopping")
    if server is not None and serving is not None:
        server.should_exit = True
        await asyncio.wait([serving])
    for task in (*tasks, waiting):
        task.cancel()
    await asyncio.gather(*tasks, waiting, return_exceptions=True)
    for task in done - {waiting}:
        task.result()
