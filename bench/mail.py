"""What a mail costs on a connection of its own and on one that is kept, to a real server with STARTTLS and a sign-in.

The server is another process. Between it and us a relay holds back what either side says for half of the round trip
that is named: what a connection costs is round trips before it is anything else.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import ssl
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from tests import mailserver
from tests.smtpserver import Line, Post, certificate

from gigline.channels import tokens
from gigline.channels.adapters.email.adapter import Email
from gigline.channels.contract import Fetch, Outbound
from gigline.channels.models import ChannelAccount
from gigline.infra.db import Database
from gigline.infra.dial import Outside
from gigline.infra.outbox import Subscriptions
from gigline.kit.ids import new_id

HOST = "mail.bench.example"
ROUND_TRIPS_MS = (0, 20)
MAILS = 50
TEXT = "Your parcel left this morning and is with you before six.\n\n" * 20


def run() -> Iterator[dict[str, object]]:
    """One mail after the other, on new connections and on one."""
    with tempfile.TemporaryDirectory() as folder, asyncio.Runner() as runner:
        ca, _ = certificate(Path(folder), HOST)
        for round_trip_ms in ROUND_TRIPS_MS:
            for how in ("new", "kept"):
                yield runner.run(_measured(folder, ca, round_trip_ms, kept=how == "kept"))


async def _measured(folder: str, ca: str, round_trip_ms: int, *, kept: bool) -> dict[str, object]:
    async with _server(folder) as server, _distant(server, round_trip_ms / 2000) as port:
        database = Database("", subscribers=Subscriptions([]))
        account = ChannelAccount(new_id(), new_id(), "email", "bench", _settings(port, ca), datetime.now(UTC))
        outside = Outside(allow_private=True, resolver=_here)
        fetch = tokens.signed(database, outside, account) if kept else outside
        await _send(fetch, account)
        began, cpu = time.perf_counter(), time.process_time()
        for _ in range(MAILS):
            await _send(fetch, account)
        took_s, cpu_s = time.perf_counter() - began, time.process_time() - cpu
        await database.close()
    return {
        "what": f"mail, {'one kept connection' if kept else 'a connection for each'}",
        "round_trip_ms": round_trip_ms,
        "ms_a_mail": round(1000 * took_s / MAILS, 1),
        "cpu_ms": round(1000 * cpu_s / MAILS, 2),
        "mails": MAILS,
        "load": round(os.getloadavg()[0], 1),
    }


def _settings(port: int, ca: str) -> dict[str, object]:
    smtp = {"host": HOST, "port": port, "security": "starttls", "ca": ca}
    return {"address": "support@bench.example", "password": mailserver.PASSWORD, "smtp": smtp}


async def _here(host: str, port: int) -> list[str]:
    return ["127.0.0.1"]


async def _send(fetch: Fetch, account: ChannelAccount) -> None:
    message = Outbound(new_id(), UUID(int=1), "ada@home.example", TEXT, thread="a" * 52)
    await Email().send(fetch, account.settings, message)


@contextlib.asynccontextmanager
async def _server(folder: str) -> AsyncIterator[int]:
    command = [sys.executable, "-m", "bench.mail", folder]
    process = await asyncio.create_subprocess_exec(
        *command, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL
    )
    assert process.stdout is not None
    try:
        yield int(await process.stdout.readline())
    finally:
        process.terminate()
        await process.wait()


@contextlib.asynccontextmanager
async def _distant(port: int, delay_s: float) -> AsyncIterator[int]:
    """The same server, this much further away in each direction."""
    loop = asyncio.get_running_loop()

    async def carried(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # Either side may end it by a reset.
        with contextlib.suppress(ConnectionError):
            while data := await reader.read(65_536):
                loop.call_later(delay_s, writer.write, data)
        loop.call_later(delay_s, writer.close)

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # The first packet and its answer, before anybody speaks.
        await asyncio.sleep(2 * delay_s)
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", port)
        await asyncio.gather(carried(reader, far_writer), carried(far_reader, writer))

    server = await asyncio.start_server(connected, "127.0.0.1", 0)
    async with server:
        yield int(server.sockets[0].getsockname()[1])


async def _serve(folder: Path) -> None:
    """The SMTP server, until it is ended."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(folder / "both.pem")
    post, loop = Post(), asyncio.get_running_loop()
    options = {"authenticator": post.authenticate, "tls_context": context, "require_starttls": True, "loop": loop}
    server = await loop.create_server(lambda: Line(post, **options), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_serve(Path(sys.argv[1])))
