"""Errors as answers: one shape for all, never an exception's own text."""

from __future__ import annotations

import json
import math
import traceback
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import asyncpg
import structlog
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection
from starlette.responses import Response
from starlette.websockets import WebSocket

from gigline.infra import telemetry
from gigline.kit.errors import BadInput, GiglineError, TooMany, Unavailable
from gigline.kit.text import shorten, storable

log = structlog.get_logger()

_HTTP_CODES = {400: "bad_input", 404: "not_found", 405: "method_not_allowed", 413: "too_large", 415: "bad_input"}
_HTTP_DETAILS = {404: "There is nothing here.", 405: "This address does not take this method."}
_MOST_FIELDS = 20

# The database is away, full, or chose us as a deadlock's victim: nothing was written, trying again is right.
_PASSING = (
    asyncpg.PostgresConnectionError,
    asyncpg.CannotConnectNowError,
    asyncpg.TooManyConnectionsError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.DeadlockDetectedError,
    asyncpg.SerializationError,
    asyncpg.LockNotAvailableError,
    asyncpg.QueryCanceledError,
    asyncpg.InterfaceError,
    ConnectionError,
    TimeoutError,
)


def typed(error: Exception) -> GiglineError:
    """What a caller may know of any exception. The unforeseen is GiglineError itself: 500 and no details."""
    if isinstance(error, GiglineError):
        return error
    if isinstance(error, asyncpg.DataError):
        return BadInput("A value is out of range.")
    if isinstance(error, _PASSING):
        return Unavailable("The database does not answer right now: try again in a moment.")
    return GiglineError("Something went wrong on our side. It was noted.")


def answer(error: GiglineError) -> Response:
    """The error as JSON, with Retry-After where waiting helps."""
    facts: dict[str, object] = {"code": error.code, "detail": error.detail or _said(error)}
    if error.current is not None:
        facts["current"] = dict(error.current)
    headers: dict[str, str] = {}
    if isinstance(error, TooMany):
        headers["Retry-After"] = str(max(1, math.ceil(error.retry_after_s)))
    elif error.status == 503:
        headers["Retry-After"] = "1"
    if error.status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    return _json(error.status, facts, headers)


def _said(error: GiglineError) -> str:
    return error.code.replace("_", " ").capitalize() + "."


def _json(status: int, facts: Mapping[str, object], headers: Mapping[str, str] | None = None) -> Response:
    # ASCII only: whatever is quoted back, a surrogate in it must not break the answer.
    body = json.dumps({"error": facts}, default=_plain)
    return Response(body, status, dict(headers or {}), media_type="application/json")


def _plain(value: object) -> str:
    if isinstance(value, UUID):
        return str(value)
    if hasattr(value, "isoformat"):
        return str(value.isoformat())
    raise TypeError(f"{type(value).__name__} is no JSON value")


def note(error: Exception, facts: GiglineError) -> None:
    """Log what is our fault: the kind of exception and where it came from, never its text, which may quote anybody."""
    if facts.status < 500 and not isinstance(error, asyncpg.DataError):
        return
    frames = traceback.extract_tb(error.__traceback__)
    where = [f"{frame.filename.rpartition('/')[2]}:{frame.lineno} {frame.name}" for frame in frames[-8:]]
    log.error("request_failed", error=telemetry.where(error), code=facts.code, where=where)


def respond(error: Exception) -> Response:
    """Any exception as an answer; what is our fault is logged."""
    if isinstance(error, RequestValidationError):
        return _invalid(error.errors())
    if isinstance(error, HTTPException):
        return _http(error)
    facts = typed(error)
    note(error, facts)
    return answer(facts)


def _invalid(problems: Sequence[Any]) -> Response:
    fields = [
        {
            "path": shorten(storable(".".join(str(part) for part in problem["loc"])), 120),
            "code": problem["type"],
            "detail": shorten(storable(problem["msg"].removeprefix("Value error, ")), 300),
        }
        for problem in problems[:_MOST_FIELDS]
    ]
    detail = "Some values are missing or wrong: `fields` says which."
    return _json(422, {"code": "bad_input", "detail": detail, "fields": fields})


def _http(error: HTTPException) -> Response:
    status = error.status_code
    code = _HTTP_CODES.get(status, "error")
    return _json(status, {"code": code, "detail": _HTTP_DETAILS.get(status, "It cannot be done.")}, error.headers)


async def handle(connection: HTTPConnection, error: Exception) -> Any:
    """FastAPI's exception handler: the answer to send, or None for a socket, which is refused or closed here.

    Any, because Starlette has one type for handlers of requests and another for those of sockets.
    """
    response = respond(error)
    if not isinstance(connection, WebSocket):
        return response
    await _refuse(connection, response)
    return None


async def _refuse(socket: WebSocket, response: Response) -> None:
    if socket.application_state.name == "CONNECTING" and "websocket.http.response" in socket.scope["extensions"]:
        await socket.send_denial_response(response)
    elif socket.application_state.name != "DISCONNECTED":
        await socket.close(1008)
