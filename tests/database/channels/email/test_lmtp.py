"""Mails by LMTP: stored before they are said to be, one reply for each recipient, and no more than the limits."""

from __future__ import annotations

import asyncio
import smtplib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any, TypeVar

import pytest
from tests import scenes

from gigline.channels import lmtp, service
from gigline.channels.adapters.email import reading
from gigline.infra.db import Database
from gigline.infra.mail_server import MailServer

T = TypeVar("T")
MAIL = b"From: Ada <ada@home.example>\r\nTo: help@acme.example\r\nMessage-ID: <m1@home.example>\r\n\r\nHi\r\n.dot\r\n"


@dataclass
class Port:
    """The platform's LMTP port, and a mail server that talks to it."""

    database: Database
    port: int

    async def ask(self, talk: Callable[[smtplib.LMTP], T]) -> T:
        def run() -> T:
            with smtplib.LMTP("127.0.0.1", self.port) as client:
                return talk(client)

        return await asyncio.to_thread(run)

    async def count(self, sql: str) -> Any:
        async with self.database.reader() as r:
            return await r.value(sql)


@pytest.fixture
async def port(database: Database) -> AsyncIterator[Port]:
    brand, _, _ = await scenes.brand(database)
    async with database.writer() as w:
        for key in ("help", "sales"):
            await service.save_account(w, brand.id, "email", f"acme-{key}", {"address": f"{key}@acme.example"})
    async with lmtp.server(database).listening("127.0.0.1", 0) as number:
        yield Port(database, number)


async def test_each_recipient_has_a_reply_and_a_repetition_is_kept_once(port: Port):
    def talk(client: smtplib.LMTP) -> list[int]:
        client.ehlo()
        client.mail("ada@home.example")
        names = ("help+abc", "sales", "nobody")
        codes = [client.rcpt(f"{name}@acme.example")[0] for name in names]
        # The library reads one reply to a mail; LMTP has one for each recipient that was taken.
        return [*codes, client.data(MAIL)[0], client.getreply()[0]]

    for _ in range(2):
        assert await port.ask(talk) == [250, 250, 550, 250, 250]
    assert await port.count("SELECT count(*) FROM inbound") == 2
    assert await port.count("SELECT raw FROM inbound LIMIT 1") == MAIL


async def test_what_cannot_be_read_is_laid_aside_and_taken(port: Port):
    nonsense = b"\x00\xff\r\nno head at all\r\n"
    assert await port.ask(lambda client: client.sendmail("a@b.example", ["help@acme.example"], nonsense)) == {}
    assert await port.count("SELECT count(*) FROM asides") == 1


async def test_what_cannot_be_stored_is_laid_aside_and_the_next_mail_arrives(port: Port):
    async with port.database.writer() as w:
        await w.execute("ALTER TABLE inbound ADD CHECK (provider_id <> 'm1@home.example')")

    def talk(client: smtplib.LMTP) -> None:
        for mail in (MAIL, MAIL.replace(b"<m1@", b"<m2@")):
            assert client.sendmail("ada@home.example", ["help@acme.example"], mail) == {}

    await port.ask(talk)
    assert await port.count("SELECT provider_id FROM inbound") == "m2@home.example"
    assert await port.count("SELECT reason FROM asides") == "not_stored"


async def test_limits_and_order(port: Port):
    def talk(client: smtplib.LMTP) -> list[int]:
        client.ehlo()
        codes = [client.docmd("DATA")[0], client.docmd("RCPT", "TO:<help@acme.example>")[0]]
        codes += [client.docmd("MAIL", "nonsense")[0], client.docmd("WHAT")[0]]
        codes.append(client.docmd("MAIL", f"FROM:<a@b.example> SIZE={reading.LARGEST + 1}")[0])
        codes.append(client.docmd("X" * 9_000)[0])
        return codes

    assert await port.ask(talk) == [503, 503, 501, 500, 552, 500]


async def test_a_mail_that_is_too_large_is_read_to_its_end_and_refused():
    taken: list[bytes] = []

    async def recipient(_: str) -> str:
        return "250 OK"

    async def take(recipients: Any, content: bytes) -> list[str]:
        taken.append(content)
        return ["250 stored"] * len(recipients)

    def talk(number: int) -> tuple[object, dict[str, Any]]:
        with smtplib.LMTP("127.0.0.1", number) as client:
            client.ehlo()
            client.mail("a@b.example")
            client.rcpt("x@y.example")
            refused = client.data(b"y" * 20_000 + b"\r\n" + b"z" * 20_000)
            return refused, client.sendmail("a@b.example", ["x@y.example"], b"small\r\n")

    async with MailServer("lmtp", recipient, take, 1_000).listening("127.0.0.1", 0) as number:
        assert await asyncio.to_thread(talk, number) == ((552, b"too large"), {})
    assert taken == [b"small\r\n"]


async def test_a_database_that_is_away_makes_it_come_again(port: Port, monkeypatch: pytest.MonkeyPatch):
    async def away(*_: object) -> list[bool]:
        raise OSError

    monkeypatch.setattr(service._intakes.of(port.database), "accept", away)
    with pytest.raises(smtplib.SMTPDataError, match="not now"):
        await port.ask(lambda client: client.sendmail("a@b.example", ["help@acme.example"], MAIL))
