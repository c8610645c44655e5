"""Several mails on one connection: what the server may do to it meanwhile costs no mail and makes none twice."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from tests.database.channels.email.conftest import OUTSIDE, Desk, Post, settings_of
from tests.unit.channels.email.mails import mail

from gigline.channels import connections, tokens
from gigline.channels.adapters.email.adapter import Email
from gigline.channels.contract import Outbound, SendFailed, SendUnknown
from gigline.channels.models import ChannelAccount
from gigline.infra.db import Database
from gigline.infra.outbox import Subscriptions

PATIENCE_S = 30.0


@dataclass
class Sender:
    """One account's process: it keeps connections as long as its database is open."""

    database: Database
    account: ChannelAccount

    async def send(self, **smtp: Any) -> None:
        """One more mail."""
        own = self.account.settings
        outside = tokens.signed(self.database, OUTSIDE, self.account)
        message = Outbound(uuid4(), UUID(int=2), "ada@home.example", "On its way.", thread="a" * 52)
        await Email().send(outside, {**own, "smtp": {**own["smtp"], **smtp}}, message)


@pytest.fixture
async def sender(post: Post) -> AsyncIterator[Sender]:
    database = Database("", subscribers=Subscriptions([]))
    settings = settings_of(post, None, "")
    yield Sender(database, ChannelAccount(uuid4(), uuid4(), "email", "acme-mail", settings, datetime.now(UTC)))
    await database.close()


async def ended(post: Post, at: int) -> None:
    await asyncio.wait_for(post.lines[at].ended.wait(), PATIENCE_S)


def brought(post: Post) -> list[int]:
    """How many mails came on each connection."""
    return [one.mails for one in post.lines]


async def test_mails_share_a_connection_and_one_sign_in_until_the_process_ends(post: Post, sender: Sender):
    for _ in range(3):
        await sender.send()
    assert (brought(post), post.signed_in) == ([3], ["acme"])
    assert len({one.original_content for one in post.taken}) == 3
    await sender.database.close()
    await ended(post, 0)
    await sender.send()
    await ended(post, 1)


async def test_a_server_that_closes_after_some_mails_gets_the_next_ones_on_another(post: Post, sender: Sender):
    post.most = 2
    for _ in range(5):
        await sender.send()
    assert (brought(post), len(post.taken)) == ([2, 2, 1], 5)


@pytest.mark.parametrize(
    ("step", "said"),
    [("MAIL", "drop"), ("MAIL", "421 4.7.0 closing"), ("MAIL", "452 4.5.3 too many"), ("RCPT", "421 4.7.0 closing")],
)
async def test_what_ends_a_kept_connection_before_the_mail_costs_no_mail(
    post: Post, sender: Sender, step: str, said: str
):
    await sender.send()
    post.script[step] = [said]
    await sender.send()
    assert (brought(post), len(post.taken)) == ([1, 1], 2)
    # A new connection's trouble is the server's.
    post.script = {"MAIL": ["drop", "drop"]}
    with pytest.raises(SendFailed) as caught:
        await sender.send()
    assert (caught.value.reason, caught.value.permanent) == ("connection_lost", False)
    assert (brought(post), len(post.taken)) == ([1, 1, 0], 2)


@pytest.mark.parametrize("silence", ["drop", "hang"])
async def test_silence_after_the_mail_is_a_doubt_there_too(post: Post, sender: Sender, silence: str):
    await sender.send(timeout_s=1)
    post.script["DATA"] = [silence]
    with pytest.raises(SendUnknown):
        await sender.send(timeout_s=1)
    assert (len(post.lines), len(post.taken)) == (1, 2)
    await ended(post, 0)
    await sender.send(timeout_s=1)
    assert (len(post.lines), len(post.taken)) == (2, 3)


async def test_a_refused_recipient_is_the_mails_own_trouble(post: Post, sender: Sender):
    await sender.send()
    post.script["RCPT"] = ["550 5.1.1 no such user"]
    with pytest.raises(SendFailed) as caught:
        await sender.send()
    assert (caught.value.reason, len(post.lines)) == ("recipient_refused", 1)
    await ended(post, 0)
    await sender.send()
    assert brought(post) == [1, 1]


async def test_other_settings_and_other_accounts_have_connections_of_their_own(post: Post, sender: Sender):
    await sender.send()
    await Sender(sender.database, replace(sender.account, id=uuid4())).send()
    assert brought(post) == [1, 1]
    sender.account = replace(sender.account, settings={**sender.account.settings, "name": "Acme Mail"})
    await sender.send()
    await ended(post, 0)
    assert brought(post) == [1, 1, 1]


async def test_few_are_kept_and_not_for_long(post: Post, sender: Sender, monkeypatch: pytest.MonkeyPatch):
    await asyncio.gather(*(sender.send() for _ in range(2 * connections.MOST)))
    opened = len(post.lines)
    await _until_open(post, connections.MOST)
    monkeypatch.setattr(connections, "IDLE_S", 0.0)
    await sender.send()
    assert len(post.lines) == opened
    await _until_open(post, connections.MOST - 1)


async def _until_open(post: Post, most: int) -> None:
    """Until no more than so many connections are left."""
    waiting = {asyncio.create_task(one.ended.wait()) for one in post.lines}
    async with asyncio.timeout(PATIENCE_S):
        while len(waiting) > most:
            _, waiting = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
    for task in waiting:
        task.cancel()


async def test_answers_keep_their_order_in_each_conversation(desk: Desk, post: Post):
    await desk.take(mail("one"), mail("two", from_="eve@home.example", message_id="<m-2@home.example>"))
    found = await desk.conversations()
    for text in ("first", "second", "third"):
        for c in found:
            await desk.answer(c, text)
    assert brought(post) == [6]
    for c in found:
        sent = [one.original_content for one in post.taken if one.rcpt_tos == [c.recipient]]
        assert [[word in mail for word in (b"first", b"second", b"third")] for mail in sent] == [
            [True, False, False], [False, True, False], [False, False, True],
        ]  # fmt: skip
