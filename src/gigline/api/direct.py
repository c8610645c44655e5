"""Routes of the hottest path: described by FastAPI, run without it."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute, Route


class Direct(APIRoute):
    """Its endpoint takes the request alone, checks who asks and makes the response: no dependency is resolved.

    Resolving them, the application's own included, costs as much as storing a message.
    """

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handler: Callable[[Request], Coroutine[Any, Any, Response]] = self.endpoint
        return handler


def plain(route: BaseRoute) -> Route | None:
    """A direct route without FastAPI, to be served before the application is asked; None for all others."""
    if not isinstance(route, Direct):
        return None
    return Route(route.path, route.endpoint, methods=list(route.methods or ()))
