"""Health, metrics and the page that lists the API. Nothing here says more than an outsider may know."""

from __future__ import annotations

import asyncio
import secrets

import asyncpg
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from gigline.accounts.current import settings_of
from gigline.api import pages, queries, rules
from gigline.infra import migrate
from gigline.infra.db import Database
from gigline.infra.edge import database_of
from gigline.kit.errors import NotFound, SignedOut, Unavailable

READY_TIMEOUT_S = 3.0
_NO_STORE = {"Cache-Control": "no-store"}


async def healthz(request: Request) -> Response:
    """The process is up."""
    return JSONResponse({"status": "ok"}, headers=_NO_STORE)


async def readyz(request: Request) -> Response:
    """The process can work: its database answers and has the schema it knows; otherwise 503."""
    try:
        async with asyncio.timeout(READY_TIMEOUT_S):
            await _check_ready(request, database_of(request))
    except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        raise Unavailable("The database does not answer.") from error
    return JSONResponse({"status": "ready"}, headers=_NO_STORE)


async def _check_ready(request: Request, database: Database) -> None:
    async with database.reader() as r:
        await r.value(queries.PING)
    # A schema only moves on, so that it was current once is enough for the life of this process.
    if getattr(request.app.state, "schema_is_current", False):
        return
    found, known = await migrate.versions(database.dsn)
    if found != known:
        raise Unavailable("The database's schema is not the one this program knows: run `gigline doctor`.")
    request.app.state.schema_is_current = True


async def metrics(request: Request) -> Response:
    """Metrics for Prometheus: with GIGLINE_METRICS_TOKEN to whoever shows it, without to this machine only."""
    token = settings_of(request).metrics_token
    if token is None:
        client = request.client.host if request.client else ""
        if not (request.scope["gigline.direct"] and rules.is_loopback(client)):
            raise NotFound("There is nothing here.")
    else:
        shown = request.headers.get("authorization", "").encode("utf-8", "replace")
        if not secrets.compare_digest(shown, b"Bearer " + token.get_secret_value().encode()):
            raise SignedOut("Metrics want their bearer token.")
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST, headers=_NO_STORE)


async def docs(request: Request) -> Response:
    """A page that lists the API's operations, without a script."""
    return HTMLResponse(pages.operations(request.app.openapi()))


ROUTES = [
    Route("/healthz", healthz),
    Route("/readyz", readyz),
    Route("/metrics", metrics),
    Route("/api/docs", docs),
]
