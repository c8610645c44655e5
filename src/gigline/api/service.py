"""Builds the web application out of the routers it is handed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any

from fastapi import APIRouter, Depends, FastAPI
from fastapi.encoders import jsonable_encoder
from fastapi.exceptions import RequestValidationError
from pydantic.json_schema import models_json_schema
from starlette.exceptions import HTTPException
from starlette.routing import BaseRoute, Route

from gigline.accounts import current
from gigline.api import direct, health, limits, middleware, rendering, rules
from gigline.api.schemas import ErrorBody
from gigline.infra.db import Database
from gigline.infra.live import Bus
from gigline.infra.settings import Settings
from gigline.kit.errors import GiglineError

VERBATIM = ("/channels/",)
LARGEST_FILE = 10 * 1024 * 1024
# Mails, with what is attached to them, and files.
LARGER = {"/channels/email/": 5 * 1024 * 1024, "/api/v1/widget/files": LARGEST_FILE}

Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]

_SCHEMAS = "#/components/schemas/"
_ERROR = {"application/json": {"schema": {"$ref": f"{_SCHEMAS}{ErrorBody.__name__}"}}}
# Not by "model": FastAPI would prepare eight of them anew for each route, which is most of what building a route costs.
_ERRORS: dict[int | str, dict[str, Any]] = {
    status: {"description": description, "content": _ERROR}
    for status, description in {
        401: "Nobody is signed in, or the token is no longer good.",
        403: "Signed in, but the request itself is not allowed.",
        404: "It does not exist, or the caller may not know that it does.",
        409: "Somebody was first; `current` says how things stand.",
        413: "The request is too large.",
        422: "The request cannot be understood; `fields` says where.",
        429: "Slow down; Retry-After says how long.",
        503: "Not now: try again.",
    }.items()
}


class _Application(FastAPI):
    """Its description has the schema of errors, which no route brings along."""

    def openapi(self) -> dict[str, Any]:
        if self.openapi_schema is None:
            _, found = models_json_schema([(ErrorBody, "validation")], ref_template=f"{_SCHEMAS}{{model}}")
            described = super().openapi()
            components = described.setdefault("components", {})
            ours = jsonable_encoder(found["$defs"], exclude_none=True)
            components["schemas"] = dict(sorted({**ours, **components.get("schemas", {})}.items()))
        return super().openapi()


def build(
    database: Database,
    settings: Settings,
    routers: Sequence[APIRouter],
    *,
    bus: Bus | None = None,
    lifespan: Lifespan | None = None,
    rates: limits.Rates | None = None,
    first: Sequence[BaseRoute] = (),
    root: Sequence[BaseRoute] = (),
    version: str = "0.1.0",
) -> FastAPI:
    """The application: `first` and `root` are routes and mounts as they are, asked before and after all `routers`.

    The database may be opened later (by `lifespan`). Raises ValueError when trusted_proxies are no addresses.
    """
    app = _Application(
        title="Gigline",
        version=version,
        description="A bot answers what repeats, the right person answers the rest, nothing is lost.",
        openapi_url="/api/openapi.json",
        docs_url=None,
        redoc_url=None,
        # A redirect would be built from the Host header; an address is right or it is not.
        redirect_slashes=False,
        lifespan=lifespan,
        # In this order, before those of any endpoint: see accounts.current on connections.
        dependencies=[Depends(current.signed_in), Depends(limits.by_identity)],
        responses=_ERRORS,
    )
    app.state.database = database
    app.state.settings = settings
    app.state.bus = bus
    app.state.limits = limits.Limits((rates or limits.Rates()).times(settings.rate_factor), database.clock.monotonic)
    for error in (GiglineError, RequestValidationError, HTTPException):
        app.add_exception_handler(error, rendering.handle)
    hot = [*first, *(direct.plain(route) for router in routers for route in router.routes)]
    _add_middleware(app, database, settings, app.state.limits, [one for one in hot if isinstance(one, Route)])
    app.router.routes.extend([*first, *health.ROUTES])
    for router in routers:
        app.include_router(router)
    app.router.routes.extend(root)
    return app


def _add_middleware(
    app: FastAPI, database: Database, settings: Settings, limiters: limits.Limits, hot: Sequence[Route]
) -> None:
    """From the inside outwards: what is added last sees a request first."""
    hosts = [host.strip().lower() for host in settings.allowed_hosts.split(",") if host.strip()]
    app.add_middleware(middleware.Shortcut, routes=hot)
    app.add_middleware(middleware.Bodies, verbatim=VERBATIM, larger=LARGER)
    app.add_middleware(limits.ByAddress, limits=limiters)
    app.add_middleware(middleware.Addressed, allowed_hosts=hosts, trusted=rules.networks(settings.trusted_proxies))
    app.add_middleware(middleware.Guarded)
    app.add_middleware(middleware.WidgetCors)
    app.add_middleware(middleware.Headers, secure=settings.secure_cookies)
    app.add_middleware(middleware.Observed, new_id=database.new_id)
