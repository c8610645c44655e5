"""Requests to addresses that somebody else chose (callbacks, links), without becoming their way into our network.

The name is resolved once, every address it has is vetted, and the connection goes to a vetted address with the right
Host and TLS name: a second, different answer of the name server changes nothing. Redirects are not followed.

FetchError
├── NotAllowed     the URL or where it leads is refused; nothing was sent, and trying again changes nothing
├── NotReached     no connection; nothing was sent
├── Unanswered     sent at least in part, and no full answer came
└── TooMuch        the answer is larger than wanted
Each carries `status`, the answer's HTTP status where that much arrived.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
import zlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

import httpx

from gigline.infra import addresses

PORTS = frozenset({80, 443, 8080, 8443})
MAX_URL = 2_000
ATTEMPTS = 3
_GZIP_OR_ZLIB = 32 + zlib.MAX_WBITS

Resolver = Callable[[str, int], Awaitable[list[str]]]


@dataclass(frozen=True)
class Response:
    """An answer. Header names are lower-case; the body is decoded."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class FetchError(Exception):
    """Base; the text is fixed words, never the URL or what was answered."""

    def __init__(self, why: str, *, status: int | None = None):
        super().__init__(why)
        self.why = why
        self.status = status


class NotAllowed(FetchError):
    pass


class NotReached(FetchError):
    pass


class Unanswered(FetchError):
    pass


class TooMuch(FetchError):
    pass


class _Progress:
    """How far an exchange came, which decides what its failure means."""

    def __init__(self) -> None:
        self.sending = False
        self.status: int | None = None

    async def trace(self, event: str, _info: object) -> None:
        self.sending = self.sending or event.endswith("send_request_headers.started")

    def failure(self, why: str) -> FetchError:
        return Unanswered(why, status=self.status) if self.sending else NotReached(why)


async def safe_fetch(
    method: str,
    url: str,
    *,
    headers: Mapping[str, str],
    content: bytes = b"",
    timeout_s: float = 10.0,
    max_bytes: int = 65_536,
    allow_private: bool = False,
    resolver: Resolver | None = None,
) -> Response:
    """Ask `url` and return the answer of any status; `timeout_s` is for all of it. Raises FetchError.

    With `allow_private`, private and loopback addresses and any port are fine too; link-local ones never are.
    """
    target = _target(url, any_port=allow_private)
    progress = _Progress()
    try:
        async with asyncio.timeout(timeout_s):
            port = target.port or (443 if target.scheme == "https" else 80)
            found = await vetted(target.host, port, allow_private=allow_private, resolver=resolver)
            return await _ask_any(method, target, found, headers, content, max_bytes, progress)
    except TimeoutError as error:
        raise progress.failure("timed out") from error


def _target(url: str, *, any_port: bool) -> httpx.URL:
    """The parsed URL, if it is plain http(s); one parser for vetting and connecting."""
    if len(url) > MAX_URL or "\\" in url or not (url.isascii() and url.isprintable()) or " " in url:
        raise NotAllowed("the URL has characters that do not belong there")
    try:
        target = httpx.URL(url)
    except (httpx.InvalidURL, ValueError) as error:
        raise NotAllowed("this is no URL") from error
    if target.scheme not in {"http", "https"} or not target.host:
        raise NotAllowed("only http and https URLs with a host are fetched")
    if target.userinfo or "@" in url.partition("//")[2].partition("/")[0]:
        raise NotAllowed("a URL with a user name in it is not fetched")
    if "%" in target.host:
        raise NotAllowed("a host with a zone is of this machine's network only")
    if not any_port and (target.port or (443 if target.scheme == "https" else 80)) not in PORTS:
        raise NotAllowed(f"only the ports {sorted(PORTS)} are fetched from")
    return target.copy_with(fragment=None)


async def _resolve(host: str, port: int) -> list[str]:
    loop = asyncio.get_running_loop()
    infos = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(info[4][0]) for info in infos]


async def vetted(
    host: str, port: int, *, allow_private: bool, resolver: Resolver | None = None
) -> list[addresses.Address]:
    """Where the host is; NotAllowed unless every one of its addresses is fine, NotReached when it has none."""
    try:
        names = await (resolver or _resolve)(host, port)
    except (OSError, UnicodeError) as error:
        raise NotReached("the host's name is not known") from error
    try:
        found = [addresses.parse(name) for name in dict.fromkeys(names)]
    except ValueError as error:
        raise NotAllowed("the host has an address that is not fetched from") from error
    if not found:
        raise NotReached("the host's name has no address")
    if not all(addresses.allowed(one, allow_private=allow_private) for one in found):
        raise NotAllowed("the host has an address that is not fetched from")
    return found


async def _ask_any(
    method: str,
    target: httpx.URL,
    found: list[addresses.Address],
    headers: Mapping[str, str],
    content: bytes,
    max_bytes: int,
    progress: _Progress,
) -> Response:
    """The answer of the first address that lets us connect."""
    for last, address in enumerate(found[:ATTEMPTS], start=1):
        try:
            return await _ask(method, target, address, headers, content, max_bytes, progress)
        except NotReached:
            if last == min(len(found), ATTEMPTS):
                raise
    raise NotReached("no address")


@lru_cache(maxsize=1)
def _tls() -> ssl.SSLContext:
    """Made once: reading the certificate store takes tens of milliseconds."""
    return httpx.create_ssl_context(trust_env=False)


async def _ask(
    method: str,
    target: httpx.URL,
    address: addresses.Address,
    headers: Mapping[str, str],
    content: bytes,
    max_bytes: int,
    progress: _Progress,
) -> Response:
    pinned = target.copy_with(host=str(address))
    request = httpx.Request(
        method,
        pinned,
        headers={
            "accept-encoding": "gzip",
            **{name.lower(): value for name, value in headers.items()},
            "host": target.netloc.decode(),
            "connection": "close",
        },
        content=content,
        extensions={
            "sni_hostname": target.raw_host.decode(),
            "trace": progress.trace,
            "timeout": {"connect": None, "read": None, "write": None, "pool": None},
        },
    )
    try:
        async with httpx.AsyncHTTPTransport(verify=_tls(), trust_env=False) as transport:
            answer = await transport.handle_async_request(request)
            progress.status = answer.status_code
            try:
                body = await _body(answer, max_bytes)
            finally:
                await answer.aclose()
            return Response(answer.status_code, {key.lower(): value for key, value in answer.headers.items()}, body)
    except (httpx.HTTPError, OSError, ssl.SSLError) as error:
        raise progress.failure("the connection failed") from error


async def _body(answer: httpx.Response, max_bytes: int) -> bytes:
    """At most `max_bytes` of body, counted after decoding: a small gzip may be a large answer."""
    encoding = answer.headers.get("content-encoding", "identity").strip().lower()
    if encoding not in {"identity", "gzip", "deflate", ""}:
        raise Unanswered("the answer's encoding was not asked for", status=answer.status_code)
    decoder = zlib.decompressobj(_GZIP_OR_ZLIB) if encoding in {"gzip", "deflate"} else None
    body = bytearray()
    assert isinstance(answer.stream, httpx.AsyncByteStream)
    async for chunk in answer.stream:
        body += _decoded(decoder, chunk, max_bytes + 1 - len(body), answer.status_code) if decoder else chunk
        if len(body) > max_bytes:
            raise TooMuch(f"the answer is over {max_bytes} bytes", status=answer.status_code)
    return bytes(body)


def _decoded(decoder: zlib._Decompress, chunk: bytes, room: int, status: int) -> bytes:
    try:
        return decoder.decompress(chunk, room)
    except zlib.error as error:
        raise Unanswered("the answer's encoding is broken", status=status) from error
