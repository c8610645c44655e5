"""The web application: routers on a database, with the live gateway beside it."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator

from fastapi import FastAPI

from gigline.api import service as api
from gigline.api import surfaces
from gigline.api.live.gateway import Gateway
from gigline.api.live.presence import Presence
from gigline.api.live.queue_places import QueuePlaces
from gigline.api.live.seats import Seats
from gigline.app import wiring
from gigline.calls.browser.switchboard import Switchboard
from gigline.calls.phone import endpoints as phone_endpoints
from gigline.calls.phone import media as phone_media
from gigline.channels import endpoints as channels_endpoints
from gigline.infra.db import Database
from gigline.infra.live import Bus
from gigline.infra.settings import Settings
from gigline.language.service import Embedder


def build(database: Database, settings: Settings, bus: Bus, embedder: Embedder | None) -> FastAPI:
    """The application for this process; its lifespan runs the gateway. The database and bus are run by the caller."""
    gateway, presence = Gateway(database, bus), Presence(database)
    places, seats = QueuePlaces(database, gateway), Seats(database, gateway)
    switchboard = Switchboard(database, bus, settings)

    @contextlib.asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        running = [asyncio.create_task(one.run()) for one in (gateway, presence, places, seats, switchboard)]
        try:
            yield
        finally:
            for task in running:
                task.cancel()
            await asyncio.gather(*running, return_exceptions=True)

    app = api.build(
        database,
        settings,
        wiring.ROUTERS,
        bus=bus,
        lifespan=lifespan,
        # Providers deliver there: the hot path of the platform.
        first=[*phone_media.ROUTES, *phone_endpoints.ROUTES, *channels_endpoints.ROUTES],
        root=surfaces.routes(),
    )
    app.state.gateway = gateway
    app.state.presence = presence
    app.state.switchboard = switchboard
    app.state.embedder = embedder
    app.state.channel_fetch = wiring.fetch_of(settings)
    app.state.backends = wiring.backends_of(settings)
    app.state.guest = wiring.guest_of(settings)
    return app
