"""The API channel against a real server that misbehaves: what is definite is sent once, what is not is unknown."""

from __future__ import annotations

import asyncio
import json
import socket

import pytest
from tests.unit.channels.local_server import answering, never, server

from gigline.channels import signature

SECRET = "a secret of the account"


class Provider:
    """Takes messages by idempotency key and answers as `script` says: bytes to say, or None to hang up."""

    def __init__(self, *script: bytes | None):
        self.script = list(script)
        self.taken: dict[str, dict] = {}
        self.requests = 0

    async def __call__(self, request: bytes, writer: asyncio.StreamWriter) -> None:
        head, _, body = request.partition(b"\r\n\r\n")
        headers = [tuple(line.lower().split(": ", 1)) for line in head.decode().split("\r\n")[1:]]
        given = dict(headers)[signature.HEADER]
        signature.check(SECRET, headers, body, float(given.split(",")[0].removeprefix("t=")))
        self.requests += 1
        self.taken.setdefault(dict(headers)["idempotency-key"], json.loads(body))
        said = self.script.pop(0) if self.script else ok()
        if said is not None:
            await answering(said)(request, writer)


def ok(body: bytes = b'{"id": "p-1"}') -> bytes:
    return b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n" % len(body) + body


def status(code: int, *headers: str) -> bytes:
    lines = "".join(f"{header}\r\n" for header in ("content-length: 0", *headers))
    return f"HTTP/1.1 {code} Whatever\r\n{lines}\r\n".encode()


async def send_one(channels, url: str, **settings):
    account = await channels.save("api", "hook-api", secret=SECRET, callback_url=url, **settings)
    outbound_id = await channels.enqueue(1, account=account)
    await channels.run()
    return outbound_id


async def test_a_message_arrives_signed_and_whole(channels):
    provider = Provider()
    async with server(provider) as (url, _):
        outbound_id = await send_one(channels, f"{url}/hook")
    assert provider.taken == {
        str(outbound_id): {
            "id": str(outbound_id),
            "conversation": "00000000-0000-0000-0000-00000000004d",
            "to": "u-1",
            "text": "message 1",
            "author": {"kind": "associate", "name": ""},
            "in_reply_to": None,
        }
    }
    row = await channels.row(outbound_id)
    assert (row.state, row.provider_id) == ("sent", "p-1")


@pytest.mark.parametrize("said", [None, status(500), status(502), status(503), status(408), b"HTTP/1.1 2"])
async def test_taken_without_a_clear_answer_is_unknown_and_not_repeated(channels, said):
    provider = Provider(said)
    async with server(provider) as (url, _):
        outbound_id = await send_one(channels, url)
        for _ in range(3):
            await channels.advance(10_000)
            await channels.run()
    assert (await channels.row(outbound_id)).state == "unknown"
    assert provider.requests == 1
    assert channels.states == [(1, "unknown")]


async def test_slower_than_the_time_out_is_unknown(channels):
    async with server(never) as (url, requests):
        outbound_id = await send_one(channels, url, timeout_s=1)
    assert (await channels.row(outbound_id)).state == "unknown"
    assert len(requests) == 1


@pytest.mark.parametrize("said", [status(429), status(429, "retry-after: 30"), status(503, "retry-after: 30")])
async def test_asked_to_wait_it_waits_and_comes_again_with_the_same_key(channels, said):
    provider = Provider(said)
    async with server(provider) as (url, _):
        outbound_id = await send_one(channels, url)
        assert (await channels.row(outbound_id)).state == "queued"
        await channels.run()
        assert provider.requests == 1, "not before its time"
        await channels.advance(31)
        await channels.run()
    assert (await channels.row(outbound_id)).state == "sent"
    assert (provider.requests, len(provider.taken)) == (2, 1)


@pytest.mark.parametrize("said", [status(400), status(404), status(301, "location: http://127.0.0.1/")])
async def test_refused_is_final(channels, said):
    provider = Provider(said)
    async with server(provider) as (url, _):
        outbound_id = await send_one(channels, url)
        await channels.advance(10_000)
        await channels.run()
    assert (await channels.row(outbound_id)).state == "failed"
    assert provider.requests == 1


async def test_nobody_listening_is_tried_again(channels):
    provider = Provider()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        outbound_id = await send_one(channels, f"http://127.0.0.1:{port}/")
        assert (await channels.row(outbound_id)).state == "queued"
    async with server(provider) as (url, _):
        await channels.save("api", "hook-api", secret=SECRET, callback_url=url)
        await channels.advance(5)
        await channels.run()
    assert (await channels.row(outbound_id)).state == "sent"
    assert provider.requests == 1


async def test_without_a_callback_it_waits_to_be_fetched(channels):
    account = await channels.save("api", "pull-api", secret=SECRET)
    outbound_id = await channels.enqueue(1, account=account)
    await channels.run()
    assert (await channels.row(outbound_id)).state == "sent"
