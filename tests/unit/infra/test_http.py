"""safe_fetch: the attack list on addresses somebody else chose. Local servers on 127.0.0.1 only."""

from __future__ import annotations

import asyncio
import gzip
import socket

import pytest
from tests.unit.channels.local_server import answering, never, server

from gigline.infra import addresses, http


def resolving_to(*found: str) -> tuple[http.Resolver, list[str]]:
    asked: list[str] = []

    async def resolve(host: str, port: int) -> list[str]:
        asked.append(host)
        return list(found)

    return resolve, asked


OK = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi"


@pytest.mark.parametrize(
    "url",
    [
        "http://169.254.169.254/latest/meta-data",
        "http://127.0.0.1/",
        "http://127.1/",
        "http://2130706433/",
        "http://0177.0.0.1/",
        "http://0x7f.0.0.1/",
        "http://0.0.0.0/",
        "http://0/",
        "http://[::1]/",
        "http://[::]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[::ffff:7f00:1]/",
        "http://[::127.0.0.1]/",
        "http://[64:ff9b::7f00:1]/",
        "http://[2002:7f00:1::]/",
        "http://[fe80::1]/",
        "http://[fe80::1%25eth0]/",
        "http://[fd00::1]/",
        "http://[ff02::1]/",
        "http://localhost/",
        "http://localhost./",
        "http://LOCALHOST:8080/",
        "http://10.0.0.1/",
        "http://172.16.0.1/",
        "http://192.168.1.1/",
        "http://100.64.0.1/",
        "http://224.0.0.1/",
        "http://255.255.255.255/",
        "http://240.0.0.1/",
        "http://192.0.2.1/",
        "http://8.8.8.8@127.0.0.1/",
        "http://@127.0.0.1/",
        "http://user:word@8.8.8.8/",
        "http://8.8.8.8\\@127.0.0.1/",
        "http://8.8.8.8#@127.0.0.1:22/",
        "http://8.8.8.8:22/",
        "http://8.8.8.8:6379/",
        "file:///etc/passwd",
        "gopher://8.8.8.8/",
        "data:text/plain,x",
        "ftp://8.8.8.8/",
        "//8.8.8.8/",
        "http:8.8.8.8",
        "http:///8.8.8.8",
        "http://8.8.8.8/\r\nHost: x",
        "http://8.8.8.8 /",
        "http://８.8.8.8/",
        "http://8.8.8.8/" + "a" * 3000,
        "",
    ],
)
async def test_what_leads_inside_is_refused_before_anything_is_sent(url: str) -> None:
    with pytest.raises(http.FetchError) as caught:
        await http.safe_fetch("GET", url, headers={}, timeout_s=5)
    assert isinstance(caught.value, http.NotAllowed | http.NotReached)
    assert url == "" or url not in str(caught.value)


@pytest.mark.parametrize("address", ["8.8.8.8", "1.1.1.1", "2606:4700::1111", "64:ff9b::808:808"])
def test_the_public_internet_is_fine(address: str) -> None:
    assert addresses.allowed(addresses.parse(address), allow_private=False)


@pytest.mark.parametrize("address", ["169.254.169.254", "fe80::1", "0.0.0.0", "224.0.0.1", "::ffff:169.254.169.254"])
def test_link_local_and_the_like_are_never_fine(address: str) -> None:
    assert not addresses.allowed(addresses.parse(address), allow_private=True)


async def test_one_bad_address_among_good_ones_is_enough() -> None:
    resolve, _ = resolving_to("8.8.8.8", "127.0.0.1")
    with pytest.raises(http.NotAllowed):
        await http.safe_fetch("GET", "http://both.example/", headers={}, resolver=resolve)


async def test_the_name_is_asked_once_and_the_connection_is_pinned() -> None:
    async with server(answering(OK)) as (url, requests):
        port = url.rpartition(":")[2]
        resolve, asked = resolving_to("127.0.0.1")
        answer = await http.safe_fetch(
            "POST",
            f"http://name.that.nobody.knows.example:{port}/p?q=1#f",
            headers={"x-a": "b", "Host": "evil.example"},
            content=b"body",
            allow_private=True,
            resolver=resolve,
        )
    assert (answer.status, answer.body) == (200, b"hi")
    assert asked == ["name.that.nobody.knows.example"]
    [head] = requests
    assert head.startswith(b"POST /p?q=1 HTTP/1.1\r\n")
    hosts = [line for line in head.lower().split(b"\r\n") if line.startswith(b"host:")]
    assert hosts == [f"host: name.that.nobody.knows.example:{port}".encode()]


async def test_a_redirect_is_an_answer_and_is_not_followed() -> None:
    async with server(
        answering(b"HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 0\r\n\r\n")
    ) as (
        url,
        requests,
    ):
        answer = await http.safe_fetch("GET", url, headers={}, allow_private=True)
    assert (answer.status, answer.headers["location"], len(requests)) == (302, "http://127.0.0.1:1/", 1)


async def test_a_gzip_answer_is_decoded_and_a_bomb_is_not() -> None:
    def zipped(plain: bytes) -> bytes:
        data = gzip.compress(plain)
        return b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: %d\r\n\r\n" % len(data) + data

    async with server(answering(zipped(b"plain"))) as (url, _):
        assert (await http.safe_fetch("GET", url, headers={}, allow_private=True)).body == b"plain"
    async with server(answering(zipped(b"\0" * 50_000_000))) as (url, _):
        with pytest.raises(http.TooMuch) as caught:
            await http.safe_fetch("GET", url, headers={}, allow_private=True, max_bytes=1000)
    assert caught.value.status == 200


@pytest.mark.parametrize("encoding", [b"br", b"gzip, gzip", b"gzip"])
async def test_an_encoding_that_is_broken_or_was_not_asked_for_is_no_answer(encoding: bytes) -> None:
    data = b"HTTP/1.1 200 OK\r\ncontent-encoding: " + encoding + b"\r\ncontent-length: 4\r\n\r\nnope"
    async with server(answering(data)) as (url, _):
        with pytest.raises(http.Unanswered) as caught:
            await http.safe_fetch("GET", url, headers={}, allow_private=True)
    assert caught.value.status == 200


async def test_an_endless_body_ends_at_the_limit() -> None:
    async def endless(_: bytes, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            writer.write(b"x" * 65_536)
            await writer.drain()

    async with server(endless) as (url, _):
        with pytest.raises(http.TooMuch):
            await http.safe_fetch("GET", url, headers={}, allow_private=True, max_bytes=100_000)


async def test_silence_after_the_request_is_unanswered() -> None:
    async with server(never) as (url, _):
        with pytest.raises(http.Unanswered) as caught:
            await http.safe_fetch("GET", url, headers={}, allow_private=True, timeout_s=0.2)
    assert caught.value.status is None


async def test_a_slow_body_has_a_deadline_for_all_of_it_and_its_status_is_known() -> None:
    async def drip(head: bytes, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 201 Created\r\n\r\n")
        await writer.drain()
        await never(head, writer)

    async with server(drip) as (url, _):
        with pytest.raises(http.Unanswered) as caught:
            await http.safe_fetch("GET", url, headers={}, allow_private=True, timeout_s=0.2)
    assert caught.value.status == 201


async def test_dropped_after_the_request_is_unanswered() -> None:
    async with server(answering(b"")) as (url, _):
        with pytest.raises(http.Unanswered):
            await http.safe_fetch("POST", url, headers={}, content=b"x", allow_private=True)


async def test_nobody_listening_is_not_reached() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        with pytest.raises(http.NotReached):
            await http.safe_fetch(
                "POST", f"http://127.0.0.1:{unused.getsockname()[1]}/", headers={}, content=b"x", allow_private=True
            )


async def test_no_tls_on_the_other_side_is_not_reached() -> None:
    async def plain(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(100)
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        writer.close()
        await writer.wait_closed()

    async with await asyncio.start_server(plain, "127.0.0.1", 0) as running:
        port = running.sockets[0].getsockname()[1]
        with pytest.raises(http.NotReached):
            await http.safe_fetch("GET", f"https://127.0.0.1:{port}/", headers={}, allow_private=True)


async def test_a_name_that_nobody_knows_is_not_reached() -> None:
    async def resolve(host: str, port: int) -> list[str]:
        raise socket.gaierror

    with pytest.raises(http.NotReached):
        await http.safe_fetch("GET", "http://nobody.example/", headers={}, resolver=resolve)


async def test_the_next_address_is_tried_when_the_first_lets_nobody_connect() -> None:
    async with server(answering(OK)) as (url, _):
        resolve, _ = resolving_to("127.0.0.2", "127.0.0.1")
        port = url.rpartition(":")[2]
        answer = await http.safe_fetch(
            "GET", f"http://two.example:{port}/", headers={}, allow_private=True, resolver=resolve
        )
    assert answer.status == 200
