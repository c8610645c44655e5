"""Routes of the hottest path: described by FastAPI, run without it."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute


class Direct(APIRoute):
    """Its endpoint takes the request alone, checks who asks and makes the response: no dependency is resolved.

    Resolving them, the application's own included, costs as much as storing a message.
    """

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handler: Callable[[Request], Coroutine[Any, Any, Response]] = self.endpoint
        return handler
