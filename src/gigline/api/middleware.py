"""What every request passes on its way in and out, from the outside inwards, in plain ASGI.

Observed (request id, metrics) > Headers > WidgetCors > Guarded (errors) > Addressed (Host, client) > limits.ByAddress >
Bodies > app
"""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Sequence

import structlog
from starlette.datastructures import Headers as RequestHeaders
from starlette.datastructures import MutableHeaders
from starlette.responses import Response
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
                MutableHeaders(scope=message)["X-Request-ID"] = request_id
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
        self._app, self._secure = app, secure

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def guarded_send(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._add(MutableHeaders(scope=message), scope["path"])
            await send(message)

        await self._app(scope, receive, guarded_send)

    def _add(self, headers: MutableHeaders, path: str) -> None:
        api = path.startswith("/api/") and path != "/api/docs"
        headers.setdefault("Content-Security-Policy", API_POLICY if api else PAGE_POLICY)
        headers.setdefault("X-Content-Type-Options", "nosniff")
        headers.setdefault("Referrer-Policy", "same-origin")
        headers.setdefault("X-Frame-Options", "DENY")
        headers.setdefault("Permissions-Policy", "geolocation=(), camera=(), microphone=(), payment=()")
        headers.setdefault("Cross-Origin-Resource-Policy", "cross-origin" if for_other_sites(path) else "same-origin")
        if api:
            headers.setdefault("Cache-Control", "no-store")
        if self._secure:
            headers.setdefault("Strict-Transport-Security", "max-age=31536000")


def for_other_sites(path: str) -> bool:
    """Whether pages of other sites use this path: the widget and its API, nothing else."""
    return path.startswith(("/api/v1/widget/", "/widget/")) or path == "/widget.js"


class WidgetCors:
    """Lets pages of other sites call the widget's API, with its bearer token and never with our cookie.

    Any origin may ask, because without credentials the answer holds nothing that the asker could not get by
    itself; which pages an account serves is for the endpoints, which know the account.
    """

    def __init__(self, app: ASGIApp):
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not for_other_sites(scope["path"]):
            await self._app(scope, receive, send)
            return
        asked = RequestHeaders(scope=scope)
        if scope["method"] == "OPTIONS" and "origin" in asked and "access-control-request-method" in asked:
            await self._preflight()(scope, receive, send)
            return

        async def open_send(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["Access-Control-Allow-Origin"] = "*"
                headers["Access-Control-Expose-Headers"] = "Retry-After, X-Request-ID"
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
        headers = RequestHeaders(scope=scope)
        hosts = headers.getlist("host")
        if len(hosts) != 1 or not rules.host_allowed(hosts[0], self._hosts):
            raise BadHost("This server does not answer for this host.")
        if "\x00" in scope["path"]:
            raise NotFound("There is nothing here.")
        if b"%00" in scope["query_string"] or b"\x00" in scope["query_string"]:
            raise BadInput("A parameter has a character that nothing can store.")
        self._believe(scope, headers)
        await self._app(scope, receive, send)

    def _believe(self, scope: Scope, headers: RequestHeaders) -> None:
        peer, port = scope.get("client") or ("", 0)
        forwarded = ",".join(headers.getlist("x-forwarded-for"))
        scope["client"] = (rules.client_address(peer, forwarded.split(",") if forwarded else [], self._trusted), port)
        # Somebody between us and the client: then "it comes from this machine" means nothing.
        scope["gigline.direct"] = not forwarded and "forwarded" not in headers and "x-real-ip" not in headers
        scheme = headers.get("x-forwarded-proto", "").strip().lower()
        if scheme in {"http", "https"} and rules.is_trusted(peer, self._trusted):
            secure = scheme == "https"
            plain = "http" if scope["type"] == "http" else "ws"
            scope["scheme"] = plain + "s" if secure else plain


class Bodies:
    """Reads bodies whole, up to a limit in bytes and seconds, and refuses JSON that is unfit to be read.

    Under `verbatim` paths JSON is checked but never rewritten, because a signature covers its bytes.
    """

    def __init__(self, app: ASGIApp, largest: int = LARGEST_BODY, verbatim: Sequence[str] = ()):
        self._app, self._largest, self._verbatim = app, largest, tuple(verbatim)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = RequestHeaders(scope=scope)
        if not ("content-length" in headers or "transfer-encoding" in headers):
            await self._app(scope, receive, send)
            return
        self._check_length(headers.get("content-length", "0"))
        body = await self._read(receive)
        if body is None:
            return
        if body and _JSON.fullmatch(headers.get("content-type", "")):
            cleaned = rules.checked_json(body)
            if cleaned is not None and not scope["path"].startswith(self._verbatim):
                body = cleaned
                MutableHeaders(scope=scope)["content-length"] = str(len(body))
        await self._app(scope, _replay(body, receive), send)

    def _check_length(self, length: str) -> None:
        if not (length.isascii() and length.isdigit()):
            raise BadInput("The Content-Length is no number.")
        if len(length) > 12 or int(length) > self._largest:
            self._refuse()

    def _refuse(self) -> None:
        raise TooLarge(f"A request has at most {self._largest} bytes.")

    async def _read(self, receive: Receive) -> bytes | None:
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
                    if size > self._largest:
                        self._refuse()
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
