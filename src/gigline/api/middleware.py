"""What every request passes on its way in and out, from the outside inwards, in plain ASGI.

Observed (request id, metrics) > Headers > WidgetCors > Guarded (errors) > Addressed (Host, client) > limits.ByAddress >
Bodies > Shortcut (hot routes) > app

Every request pays for all of them: they read and add headers as the bytes they are.
"""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Mapping, Sequence

import structlog
from starlette.datastructures import MutableHeaders
from starlette.responses import Response
from starlette.routing import Match, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gigline.api import rendering, rules
from gigline.infra import telemetry
from gigline.kit.errors import BadInput, GiglineError, NotFound, TooLarge
from gigline.kit.ids import NewId

LARGEST_BODY = 1_048_576
BODY_TIMEOUT_S = 30.0

_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_JSON = re.compile(r"application/([\w.+-]+\+)?json\s*(;.*)?", re.IGNORECASE)

API_POLICY = "default-src 'none'; frame-ancestors 'none'"
# Inline styles are what component libraries position their pop-ups with; scripts come from files of ours only.
PAGE_POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "font-src 'self'; connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)


class BadHost(GiglineError):
    """The Host header is not one of ours."""

    status = 400
    code = "bad_host"


class ResponseCutShort(RuntimeError):
    """An answer had begun when it failed: the connection is cut, so that nobody takes it for whole."""


class Observed:
    """Gives each request an id, in its logs and its answer, and measures it by route."""

    def __init__(self, app: ASGIApp, new_id: NewId):
        self._app, self._new_id = app, new_id

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        request_id = str(self._new_id())
        if scope["type"] == "websocket":
            with structlog.contextvars.bound_contextvars(request_id=request_id):
                await self._app(scope, receive, send)
            return
        started, status = time.perf_counter(), 500

        async def observed_send(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message.get("headers", ()), (b"x-request-id", request_id.encode())]
            await send(message)

        try:
            with structlog.contextvars.bound_contextvars(request_id=request_id):
                await self._app(scope, receive, observed_send)
        finally:
            method = scope["method"] if scope["method"] in _METHODS else "other"
            labels = (method, route_of(scope), str(status))
            telemetry.REQUESTS.labels(*labels).observe(time.perf_counter() - started)


def route_of(scope: Scope) -> str:
    """The template of the route that answered (`/api/v1/brands/{brand_id}`), never the path itself."""
    context = scope.get("fastapi", {}).get("effective_route_context")
    for found in (context, scope.get("route")):
        path = getattr(found, "path", None)
        if isinstance(path, str):
            return path
    endpoint = scope.get("endpoint")
    return getattr(endpoint, "__name__", type(endpoint).__name__) if endpoint else "unmatched"


class Headers:
    """Security headers. A page that needs another Content-Security-Policy sets its own."""

    def __init__(self, app: ASGIApp, secure: bool):
        self._app = app
        self._of = {
            (api, foreign): _security(api=api, foreign=foreign, secure=secure)
            for api in (False, True)
            for foreign in (False, True)
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        path: str = scope["path"]
        ours = self._of[path.startswith("/api/") and path != "/api/docs", for_other_sites(path)]

        async def guarded_send(message: Message) -> None:
            if message["type"] == "http.response.start":
                theirs = message.get("headers", ())
                known = {name for name, _ in theirs}
                message["headers"] = [*theirs, *(one for one in ours if one[0] not in known)]
            await send(message)

        await self._app(scope, receive, guarded_send)


def _security(*, api: bool, foreign: bool, secure: bool) -> list[tuple[bytes, bytes]]:
    """The headers of answers of our API or of pages, for other sites (`foreign`) or our own, over TLS (`secure`)."""
    headers = {
        "content-security-policy": API_POLICY if api else PAGE_POLICY,
        "x-content-type-options": "nosniff",
        "referrer-policy": "same-origin",
        "x-frame-options": "DENY",
        "permissions-policy": "geolocation=(), camera=(), microphone=(), payment=()",
        "cross-origin-resource-policy": "cross-origin" if foreign else "same-origin",
        **({"cache-control": "no-store"} if api else {}),
        **({"strict-transport-security": "max-age=31536000"} if secure else {}),
    }
    return [(name.encode(), value.encode()) for name, value in headers.items()]


def _names(scope: Scope) -> set[bytes]:
    return {name for name, _ in scope["headers"]}


def for_other_sites(path: str) -> bool:
    """Whether pages of other sites use this path: the widget and its API, nothing else."""
    return path.startswith(("/api/v1/widget/", "/widget/")) or path == "/widget.js"


class WidgetCors:
    """Lets pages of other sites call the widget's API, with its bearer token and never with our cookie.

    Any origin may ask, because without credentials the answer holds nothing that the asker could not get by
    itself; which pages an account serves is for the endpoints, which know the account.
    """

    _OPEN = (
        (b"access-control-allow-origin", b"*"),
        (b"access-control-expose-headers", b"Retry-After, X-Request-ID"),
    )

    def __init__(self, app: ASGIApp):
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not for_other_sites(scope["path"]):
            await self._app(scope, receive, send)
            return
        if scope["method"] == "OPTIONS" and {b"origin", b"access-control-request-method"} <= _names(scope):
            await self._preflight()(scope, receive, send)
            return

        async def open_send(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), *self._OPEN]
            await send(message)

        await self._app(scope, receive, open_send)

    @staticmethod
    def _preflight() -> Response:
        headers = {
            "Access-Control-Allow-Origin": "*",
            "Access-Control-Allow-Methods": "GET, POST",
            "Access-Control-Allow-Headers": "Authorization, Content-Type",
            "Access-Control-Max-Age": "600",
        }
        return Response(status_code=204, headers=headers)


class Guarded:
    """Turns what nobody caught into an answer, or cuts the connection when one has begun."""

    def __init__(self, app: ASGIApp):
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        begun = False

        async def noting_send(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._app(scope, receive, noting_send)
        except Exception as error:
            if scope["type"] not in {"http", "websocket"}:
                raise
            response = rendering.respond(error)
            if begun:
                raise ResponseCutShort from None
            if scope["type"] == "http":
                await response(scope, receive, send)
            else:
                await send({"type": "websocket.close", "code": 1008 if response.status_code < 500 else 1011})


class Addressed:
    """Checks the Host header and puts the client's believed address and scheme into the scope."""

    def __init__(self, app: ASGIApp, allowed_hosts: Sequence[str], trusted: Sequence[rules.Network]):
        self._app, self._hosts, self._trusted = app, allowed_hosts, trusted

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        names = _names(scope)
        hosts = _values(scope, b"host")
        if len(hosts) != 1 or not rules.host_allowed(hosts[0], self._hosts):
            raise BadHost("This server does not answer for this host.")
        if "\x00" in scope["path"]:
            raise NotFound("There is nothing here.")
        if b"%00" in scope["query_string"] or b"\x00" in scope["query_string"]:
            raise BadInput("A parameter has a character that nothing can store.")
        # Somebody between us and the client: then "it comes from this machine" means nothing.
        scope["gigline.direct"] = names.isdisjoint(_BETWEEN)
        self._believe(scope, names)
        await self._app(scope, receive, send)

    def _believe(self, scope: Scope, names: set[bytes]) -> None:
        peer, port = scope.get("client") or ("", 0)
        forwarded = ",".join(_values(scope, b"x-forwarded-for")) if b"x-forwarded-for" in names else ""
        scope["client"] = (rules.client_address(peer, forwarded.split(",") if forwarded else [], self._trusted), port)
        scheme = _values(scope, b"x-forwarded-proto")[0].strip().lower() if b"x-forwarded-proto" in names else ""
        if scheme in {"http", "https"} and rules.is_trusted(peer, self._trusted):
            secure = scheme == "https"
            plain = "http" if scope["type"] == "http" else "ws"
            scope["scheme"] = plain + "s" if secure else plain


_BETWEEN = frozenset({b"x-forwarded-for", b"forwarded", b"x-real-ip"})


def _values(scope: Scope, name: bytes) -> list[str]:
    return [value.decode("latin-1") for key, value in scope["headers"] if key == name]


class Bodies:
    """Reads bodies whole, up to a limit in bytes and seconds, and refuses JSON that is unfit to be read.

    Under `verbatim` paths JSON is checked but never rewritten, because a signature covers its bytes.
    """

    def __init__(
        self,
        app: ASGIApp,
        largest: int = LARGEST_BODY,
        verbatim: Sequence[str] = (),
        larger: Mapping[str, int] | None = None,
    ):
        self._app, self._largest, self._verbatim, self._larger = app, largest, tuple(verbatim), dict(larger or {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = dict(reversed(scope["headers"]))
        if b"content-length" not in headers and b"transfer-encoding" not in headers:
            await self._app(scope, receive, send)
            return
        largest = next((size for start, size in self._larger.items() if scope["path"].startswith(start)), self._largest)
        _check_length(headers.get(b"content-length", b"0").decode("latin-1"), largest)
        body = await _read(receive, largest)
        if body is None:
            return
        if body and _JSON.fullmatch(headers.get(b"content-type", b"").decode("latin-1")):
            cleaned = rules.checked_json(body)
            if cleaned is not None and not scope["path"].startswith(self._verbatim):
                body = cleaned
                MutableHeaders(scope=scope)["content-length"] = str(len(body))
        await self._app(scope, _replay(body, receive), send)


def _check_length(length: str, largest: int) -> None:
    if not (length.isascii() and length.isdigit()):
        raise BadInput("The Content-Length is no number.")
    if len(length) > 12 or int(length) > largest:
        _refuse(largest)


def _refuse(largest: int) -> None:
    raise TooLarge(f"A request has at most {largest} bytes.")


async def _read(receive: Receive, largest: int) -> bytes | None:
    """The whole body, or None when the client went away."""
    parts: list[bytes] = []
    size, more = 0, True
    try:
        async with asyncio.timeout(BODY_TIMEOUT_S):
            while more:
                message = await receive()
                if message["type"] == "http.disconnect":
                    return None
                parts.append(message.get("body", b""))
                size, more = size + len(parts[-1]), message.get("more_body", False)
                if size > largest:
                    _refuse(largest)
    except TimeoutError as error:
        raise BadInput("The body did not arrive in time.") from error
    return b"".join(parts)


def _replay(body: bytes, receive: Receive) -> Receive:
    sent = False

    async def replayed() -> Message:
        nonlocal sent
        if sent:
            return await receive()
        sent = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replayed


class Shortcut:
    """Serves a few hot routes from here: the way through the application costs as much as storing a message.

    They are the application's own as well; what does not fit them exactly (another method, say) goes there.
    """

    def __init__(self, app: ASGIApp, routes: Sequence[Route]):
        self._app, self._routes = app, routes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            for route in self._routes:
                match, found = route.matches(scope)
                if match is Match.FULL:
                    scope.update(found, route=route)
                    await route.handle(scope, receive, send)
                    return
        await self._app(scope, receive, send)
