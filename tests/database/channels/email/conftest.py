"""A brand with an email account, a mailbox on a real Dovecot, a real SMTP server, and the slices that take part."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import pytest
from tests import mailserver, scenes
from tests.smtpserver import Post, smtp_server

from gigline.channels import handlers, mailboxes, service
from gigline.channels.models import ChannelAccount
from gigline.conversations import handlers as conversations_handlers
from gigline.conversations import service as conversations
from gigline.conversations.models import Author, Conversation, Entry
from gigline.infra.db import Database
from gigline.infra.dial import Outside
from gigline.infra.outbox import Subscriptions
from gigline.infra.relay import Relay

OUTSIDE = Outside(allow_private=True)
OURS = "support@acme.example"


@pytest.fixture(scope="session")
def dovecot() -> Iterator[mailserver.MailServer]:
    if mailserver.BINARY is None:
        pytest.skip("Dovecot is not installed (Debian: dovecot-imapd)")
    with mailserver.running() as server:
        yield server


@pytest.fixture
async def post() -> AsyncIterator[Post]:
    async with smtp_server(Post()) as one:
        yield one


@dataclass
class Desk:
    """An email account at work."""

    database: Database
    relay: Relay
    brand_id: UUID
    account: ChannelAccount
    dovecot: mailserver.MailServer | None
    user: str

    async def arrive(self, *mails: bytes) -> None:
        """Mails come into the mailbox, are read, and become whatever they become."""
        assert self.dovecot is not None
        await asyncio.to_thread(self.dovecot.append, self.user, mails)
        await self.read()

    async def read(self) -> str:
        ended = await mailboxes.read(self.database, OUTSIDE, self.account, rounds=1)
        await self.relay.run_until_idle()
        return ended

    async def take(self, *mails: bytes) -> None:
        """Mails come without a mailbox."""
        for raw in mails:
            await service.accept(self.database, self.account, mailboxes.understood(self.account, raw))
        await self.relay.run_until_idle()

    async def value(self, sql: str, *args: object) -> Any:
        async with self.database.reader() as r:
            return await r.value(sql, *args)

    async def rows(self, sql: str, *args: object) -> list[Any]:
        async with self.database.reader() as r:
            return [tuple(one) for one in await r.rows(sql, *args)]

    async def conversations(self) -> list[Conversation]:
        async with self.database.reader() as r:
            return await r.all(Conversation, "SELECT * FROM conversations ORDER BY opened_at, id")

    async def messages(self, c: Conversation) -> list[Entry]:
        async with self.database.reader() as r:
            return [one for one in await conversations.entries(r, c) if one.kind == "message"]

    async def answer(self, c: Conversation, text: str, *, by: str = "associate", **data: Any) -> Entry:
        """Whoever holds it answers, and the mail goes out."""
        async with self.database.writer() as w:
            c = await conversations.get(w, c.id)
            if by == "associate" and c.holder != "associate":
                person = (await scenes.associate(self.database, self.brand_id)).id
                c = await conversations.assign(w, c.id, c.epoch, person, "Sam", cause="assigned")
            author = Author("bot", None, "Bo") if by == "bot" else Author("associate", c.associate_id, "Sam")
            entry = await conversations.reply(w, c.id, c.epoch, author, text, data=data)
        await self.relay.run_until_idle()
        return entry

    async def advance(self, seconds: float) -> None:
        async with self.database.writer() as w:
            await w.execute("UPDATE clock_offset SET ahead = ahead + make_interval(secs => $1)", float(seconds))

    async def mailbox(self, key: str, **settings: Any) -> Desk:
        """Another account of the brand."""
        user = f"{uuid4().hex}@acme.example"
        own = {**self.account.settings, **settings}
        if own.get("imap"):
            own["user"] = user
        async with self.database.writer() as w:
            account = await service.save_account(w, self.brand_id, "email", key, own)
        return Desk(self.database, self.relay, self.brand_id, account, self.dovecot, user)


@pytest.fixture
async def desk(request: pytest.FixtureRequest, dsn: str, post: Post) -> AsyncIterator[Desk]:
    """Without Dovecot; `mailed` has one."""
    async with _desk(dsn, post, None) as one:
        yield one


@pytest.fixture
async def mailed(dsn: str, post: Post, dovecot: mailserver.MailServer) -> AsyncIterator[Desk]:
    async with _desk(dsn, post, dovecot) as one:
        yield one


class _desk:
    def __init__(self, dsn: str, post: Post, dovecot: mailserver.MailServer | None):
        self._dsn, self._post, self._dovecot = dsn, post, dovecot

    async def __aenter__(self) -> Desk:
        subscriptions = Subscriptions([*conversations_handlers.subscriptions(), *handlers.subscriptions(OUTSIDE)])
        self._database = Database(self._dsn, subscribers=subscriptions, pool_size=6)
        await self._database.open()
        brand, _, _ = await scenes.brand(self._database, bot=True)
        user = f"{uuid4().hex}@acme.example"
        async with self._database.writer() as w:
            account = await service.save_account(
                w, brand.id, "email", "acme-mail", settings_of(self._post, self._dovecot, user)
            )
        return Desk(self._database, Relay(self._database, subscriptions), brand.id, account, self._dovecot, user)

    async def __aexit__(self, *_: object) -> None:
        await self._database.close()


def settings_of(post: Post, dovecot: mailserver.MailServer | None, user: str) -> dict[str, Any]:
    found: dict[str, Any] = {
        "address": OURS,
        "name": "Acme",
        "authserv_id": "mx.acme.example",
        "per_second": 100.0,
        "user": user or "acme",
        "password": mailserver.PASSWORD,
        "smtp": {
            "host": "127.0.0.1",
            "port": post.port,
            "security": "plain",
            "timeout_s": 2,
        },
    }
    if dovecot is not None:
        found["imap"] = {
            "host": "127.0.0.1", "port": dovecot.port, "security": "plain", "history": True, "timeout_s": 5,
        }  # fmt: skip
    return found
