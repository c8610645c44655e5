"""One IMAP connection: which mails are new, one mail's bytes, its flag, and waiting for the next.

Nothing here is ever deleted or moved on the server. Every command has a time-out. What the server answers is read for
what was asked and shown to nobody.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
import socket
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from aioimaplib import AUTH, IMAP4
from aioimaplib.aioimaplib import Abort, AioImapException, Command, IMAP4ClientProtocol, Response

from gigline.channels.adapters.email import bearer, signing_in
from gigline.channels.adapters.email.settings import IMAP_PORTS, Imap, SignIn
from gigline.channels.contract import Fetch, SendFailed

BROKEN = (AioImapException, OSError, ssl.SSLError, TimeoutError, ValueError, IndexError, AttributeError)
MOST_UIDS = 500

_UIDVALIDITY = re.compile(rb"\[UIDVALIDITY (\d+)\]")
_UIDNEXT = re.compile(rb"\[UIDNEXT (\d+)\]")
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")


class MailboxError(Exception):
    """The server said no, or nothing. `reason` is a fixed word."""

    def __init__(self, reason: str):
        super().__init__(reason)
        self.reason = reason


class _Client(IMAP4):  # type: ignore[misc]
    """The library's client on a socket of ours: it goes to the vetted address, and TLS knows the server's name."""

    def __init__(self, sock: socket.socket, server: Imap):
        self._sock, self._server = sock, server
        super().__init__(timeout=server.timeout_s)

    def create_client(
        self,
        host: str,
        port: int,
        loop: asyncio.AbstractEventLoop | None,
        conn_lost_cb: Callable[[Exception | None], None] | None = None,
        ssl_context: ssl.SSLContext | None = None,
    ) -> None:
        running = asyncio.get_running_loop()
        self.protocol = IMAP4ClientProtocol(running, conn_lost_cb)
        secure = self._server.security == "tls"
        self._client_task = running.create_task(
            running.create_connection(
                lambda: self.protocol,
                sock=self._sock,
                ssl=signing_in.tls(self._server.ca) if secure else None,
                server_hostname=self._server.host if secure else None,
            )
        )


class _Authenticate(Command):  # type: ignore[misc]
    """AUTHENTICATE, with an answer to each of the server's questions; the first `at_once` where it may (RFC 4959)."""

    def __init__(self, protocol: IMAP4ClientProtocol, how: str, lines: list[str], *, at_once: bool):
        given = lines[:1] if at_once else []
        super().__init__("AUTHENTICATE", protocol.new_tag(), how, *given, loop=protocol.loop)
        self._protocol, self._lines = protocol, lines[len(given) :]

    def append_to_resp(self, line: bytes, result: str = "Pending") -> None:
        super().append_to_resp(line, result)
        if result == "Pending" and line.startswith(b"+"):
            # A star ends it, for a server that asks on and on.
            self._protocol.transport.write(f"{self._lines.pop(0) if self._lines else '*'}\r\n".encode())


class Mailbox:
    """A selected folder."""

    def __init__(self, client: _Client, uidvalidity: int, uidnext: int):
        self._client = client
        self.uidvalidity = uidvalidity
        self.uidnext = uidnext

    async def after(self, uid: int, *, since: str | None = None) -> list[int]:
        """The next mails after `uid`, in order; with `since` (`22-Nov-2026`) only those that came then or later."""
        criteria = [f"UID {uid + 1}:*", *([f"SINCE {since}"] if since else [])]
        answer = _ok(await self._client.uid_search(*criteria, charset=None), "search_refused")
        found = [int(one) for line in answer.lines[:-1] for one in bytes(line).split() if one.isdigit()]
        # `n:*` names the last mail even when its number is below n.
        return sorted(one for one in set(found) if one > uid)[:MOST_UIDS]

    async def size(self, uid: int) -> int | None:
        """How large the mail is; None when it is gone."""
        answer = _ok(await self._client.uid("fetch", str(uid), "(RFC822.SIZE)"), "fetch_refused")
        found = next((match for line in answer.lines if (match := _SIZE.search(bytes(line)))), None)
        return int(found.group(1)) if found else None

    async def fetch(self, uid: int, *, head: bool = False) -> bytes | None:
        """The mail as it is, or its head, left unread; None when it is gone."""
        what = "BODY.PEEK[HEADER]" if head else "BODY.PEEK[]"
        answer = _ok(await self._client.uid("fetch", str(uid), f"({what})"), "fetch_refused")
        return next((bytes(line) for line in answer.lines if isinstance(line, bytearray)), None)

    async def mark_seen(self, uid: int) -> None:
        """For the people who look into the mailbox too; nothing of ours depends on it."""
        _ok(await self._client.uid("store", str(uid), "+FLAGS.SILENT", r"(\Seen)"), "flag_refused")

    async def wait(self, seconds: float) -> None:
        """Until the server says that something came, or `seconds` are over."""
        if not self._client.has_capability("IDLE"):
            await asyncio.sleep(seconds)
            _ok(await self._client.noop(), "noop_refused")
            return
        idle = await self._client.idle_start(timeout=seconds)
        with contextlib.suppress(TimeoutError):
            await self._client.wait_server_push(timeout=seconds)
        self._client.idle_done()
        await asyncio.wait_for(idle, self._client.timeout)


def _ok(answer: Response, word: str) -> Response:
    if answer.result != "OK":
        raise MailboxError(word)
    return answer


@asynccontextmanager
async def opened(fetch: Fetch, server: Imap, sign_in: SignIn) -> AsyncIterator[Mailbox]:
    """The folder, signed in and selected; raises MailboxError, as does everything done with it."""
    client = await _signed_in(fetch, server, sign_in)
    try:
        selected = _ok(await client.select(f'"{server.folder}"'), "no_such_folder")
        lines = b"\n".join(bytes(line) for line in selected.lines)
        yield Mailbox(client, _number(_UIDVALIDITY, lines), _number(_UIDNEXT, lines))
    except BROKEN as error:
        raise MailboxError("connection_lost") from error
    finally:
        await _close(client)


def _number(pattern: re.Pattern[bytes], lines: bytes) -> int:
    found = pattern.search(lines)
    if found is None:
        raise MailboxError("no_uids")
    return int(found.group(1))


async def _signed_in(fetch: Fetch, server: Imap, sign_in: SignIn) -> _Client:
    try:
        if sign_in.grant is None:
            return await _entered(fetch, server, lambda client: _by_password(client, sign_in))

        async def enter(token: str) -> _Client:
            return await _entered(fetch, server, lambda client: _by_token(client, server, sign_in.user, token))

        return await signing_in.with_token(fetch, sign_in.grant, enter)
    except SendFailed as error:
        raise MailboxError(error.reason) from error


async def _entered(fetch: Fetch, server: Imap, sign_in: Callable[[_Client], Awaitable[None]]) -> _Client:
    """A connection that the server let in; raises MailboxError, SendFailed, or what `sign_in` raises."""
    sock = await signing_in.connect(fetch, server, server.port, IMAP_PORTS, plain=server.security == "plain")
    client = _Client(sock, server)
    try:
        await client.wait_hello_from_server()
        await sign_in(client)
    except BROKEN as error:
        await _close(client)
        raise MailboxError("connection_lost") from error
    except BaseException:
        await _close(client)
        raise
    return client


async def _by_password(client: _Client, sign_in: SignIn) -> None:
    try:
        answer = await client.login(sign_in.user, sign_in.password or "")
    except Abort as error:
        raise MailboxError("sign_in_refused") from error
    _ok(answer, "sign_in_refused")


async def _by_token(client: _Client, server: Imap, user: str, token: str) -> None:
    """Raises MailboxError, and Refused where the server does not take the token."""
    protocol = client.protocol
    offered = {one.partition("=")[2] for one in protocol.capabilities if one.upper().startswith("AUTH=")}
    how = bearer.mechanism(offered)
    if how is None:
        raise MailboxError("no_oauth")
    lines = [bearer.first_line(how, user, token, server.host, server.port), bearer.AFTER_NO[how]]
    command = _Authenticate(protocol, how, lines, at_once=client.has_capability("SASL-IR"))
    async with protocol.state_condition:
        answer = await asyncio.wait_for(protocol.execute(command, scrub=lines[0]), client.timeout)
        if any(b"[UNAVAILABLE]" in bytes(line).upper() for line in answer.lines):
            raise MailboxError("asked_to_wait")
        if answer.result != "OK":
            raise signing_in.Refused
        protocol.state = AUTH
        protocol.state_condition.notify_all()
    # What a server can do it may say in full only to those it knows.
    await asyncio.wait_for(protocol.capability(), client.timeout)


async def _close(client: _Client) -> None:
    with contextlib.suppress(*BROKEN):
        if client.get_state() in {"AUTH", "SELECTED"}:
            await asyncio.wait_for(client.logout(), 2)
    client._client_task.cancel()
    transport = client.protocol.transport
    if transport is not None:
        transport.abort()
    else:
        client._sock.close()
    for task in (*client.tasks, *client.protocol.tasks):
        task.cancel()
