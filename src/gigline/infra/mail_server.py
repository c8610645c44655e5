"""The receiving end of LMTP (RFC 2033) and, for tests and demonstrations, of SMTP: line by line, within limits.

It believes nothing and decides nothing: who may be written to and what became of a mail is said by its two callbacks. A
reply to a mail is given when its callback is done, so that 250 can mean stored. In LMTP each recipient gets a reply of
its own; in SMTP the first is everybody's.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Literal

import structlog

from gigline.infra import telemetry

log = structlog.get_logger()

LONGEST_LINE = 4_096
MOST_RECIPIENTS = 100
SILENCE_S = 300.0
MOST_CONNECTIONS = 100

_PATH = re.compile(r"(?:FROM|TO):\s*<([^<>\s]{0,320})>.*", re.IGNORECASE)

Recipient = Callable[[str], Awaitable[str]]
"""The reply to RCPT for this address."""
Take = Callable[[Sequence[str], bytes], Awaitable[Sequence[str]]]
"""The replies to a mail, one for each recipient."""


@dataclass(frozen=True)
class MailServer:
    """One address on which mails are taken."""

    protocol: Literal["lmtp", "smtp"]
    recipient: Recipient
    take: Take
    largest: int
    _open: set[asyncio.Task[None]] = field(default_factory=set)

    @asynccontextmanager
    async def listening(self, host: str, port: int) -> AsyncIterator[int]:
        """Takes mails for the length of the block; the port."""
        server = await asyncio.start_server(self._connected, host, port, limit=LONGEST_LINE)
        try:
            yield int(server.sockets[0].getsockname()[1])
        finally:
            server.close()
            for task in list(self._open):
                task.cancel()
            await asyncio.gather(*self._open, return_exceptions=True)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._open.add(task)
        try:
            if len(self._open) > MOST_CONNECTIONS:
                writer.write(b"421 too many connections\r\n")
            else:
                await _Session(self, reader, writer).run()
        except (OSError, TimeoutError, asyncio.IncompleteReadError):
            log.info("mail_connection_ended")
        except Exception as error:
            log.error("mail_session_failed", error=telemetry.where(error))
        finally:
            self._open.discard(task)
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()


class _TooLong(Exception):
    """A line or a mail is over the limit."""


class _Session:
    def __init__(self, server: MailServer, reader: asyncio.StreamReader, writer: asyncio.StreamWriter):
        self._server, self._reader, self._writer = server, reader, writer
        self._greeted = False
        self._sender: str | None = None
        self._recipients: list[str] = []

    async def run(self) -> None:
        await self._say("220 ready")
        while True:
            try:
                line = await self._line()
            except _TooLong:
                await self._say("500 line too long")
                return
            verb, _, rest = line.decode("utf-8", "replace").strip().partition(" ")
            if verb.upper() == "QUIT":
                await self._say("221 bye")
                return
            await self._obey(verb.upper(), rest)

    async def _line(self) -> bytes:
        async with asyncio.timeout(SILENCE_S):
            try:
                return await self._reader.readuntil(b"\n")
            except asyncio.LimitOverrunError as error:
                raise _TooLong from error

    async def _say(self, *replies: str) -> None:
        self._writer.write("".join(f"{reply}\r\n" for reply in replies).encode())
        await self._writer.drain()

    async def _obey(self, verb: str, rest: str) -> None:
        hello = {"LHLO"} if self._server.protocol == "lmtp" else {"EHLO", "HELO"}
        if verb in hello:
            self._greeted = True
            self._reset()
            await self._say("250-ready", "250-PIPELINING", "250-8BITMIME", f"250 SIZE {self._server.largest}")
        elif verb in {"NOOP", "RSET"}:
            self._reset() if verb == "RSET" else None
            await self._say("250 OK")
        elif verb == "MAIL" and self._greeted:
            await self._from(rest)
        elif verb == "RCPT" and self._sender is not None:
            await self._to(rest)
        elif verb == "DATA" and self._recipients:
            await self._data()
        elif verb in {"MAIL", "RCPT", "DATA"}:
            await self._say("503 not in this order")
        else:
            await self._say("500 unknown command")

    def _reset(self) -> None:
        self._sender, self._recipients = None, []

    async def _from(self, rest: str) -> None:
        path = _PATH.fullmatch(rest)
        if path is None:
            await self._say("501 no such path")
            return
        size = re.search(r"\bSIZE=(\d{1,12})\b", rest, re.IGNORECASE)
        if size is not None and int(size[1]) > self._server.largest:
            await self._say("552 too large")
            return
        self._reset()
        self._sender = path[1]
        await self._say("250 OK")

    async def _to(self, rest: str) -> None:
        path = _PATH.fullmatch(rest)
        if path is None or not path[1]:
            await self._say("501 no such path")
        elif len(self._recipients) >= MOST_RECIPIENTS:
            await self._say("452 too many recipients")
        else:
            reply = await self._server.recipient(path[1])
            if reply.startswith("250"):
                self._recipients.append(path[1])
            await self._say(reply)

    async def _data(self) -> None:
        await self._say("354 go on")
        recipients = self._recipients
        try:
            content = await self._content()
        except _TooLong:
            replies: Sequence[str] = ["552 too large"] * len(recipients)
        else:
            replies = await self._server.take(recipients, content)
        self._reset()
        await self._say(*(replies if self._server.protocol == "lmtp" else replies[:1]))

    async def _content(self) -> bytes:
        """Read to its end in any case: what follows is the next command. Raises _TooLong then."""
        lines: list[bytes] = []
        size, fits, whole = 0, True, True
        while True:
            try:
                async with asyncio.timeout(SILENCE_S):
                    line = await self._reader.readuntil(b"\n")
                ended = True
            except asyncio.LimitOverrunError as error:
                # Longer than mails' lines may be: taken piece by piece.
                line, ended = await self._reader.readexactly(error.consumed), False
            if whole and line in {b".\r\n", b".\n"}:
                break
            line = line[1:] if whole and line.startswith(b".") else line
            whole = ended
            size += len(line)
            fits = fits and size <= self._server.largest
            if fits:
                lines.append(line)
        if not fits:
            raise _TooLong
        return b"".join(lines)
