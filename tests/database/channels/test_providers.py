"""Whole conversations with played providers over real HTTP: what is definite is sent once, what is not is unknown."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route
from tests.unit.channels.fixtures import META, SECRET, TELEGRAM, TWILIO, body

from gigline.channels import ingest, service
from gigline.channels.adapters.telegram import samples
from gigline.channels.contract import Attachment, Inbound, Receipt
from gigline.channels.intake import Arrived
from gigline.channels.models import ChannelAccount
from gigline.channels.registry import ADAPTERS
from gigline.infra.serving import serving
from gigline.simulation.providers.line import Provider
from gigline.simulation.providers.meta import Meta
from gigline.simulation.providers.telegram import Telegram
from gigline.simulation.providers.twilio import Twilio

PEOPLE = {"sms": "+351912345678", "whatsapp": "+351912345678", "telegram": "42"}


def provider_of(kind: str) -> Provider:
    if kind == "sms":
        return Twilio()
    return Meta(app_secret=SECRET) if kind == "whatsapp" else Telegram()


def settings_of(kind: str, url: str) -> dict[str, Any]:
    own = {"sms": TWILIO, "whatsapp": {**META, "phone_number_id": Meta().number_id}, "telegram": TELEGRAM}[kind]
    return {**own, "api_base": url, "per_second": 1_000}


@asynccontextmanager
async def line(channels, kind: str, **more: Any) -> AsyncIterator[tuple[Provider, ChannelAccount]]:
    """The provider with an account, whose requester has just written."""
    provider = provider_of(kind)
    async with provider.running() as url:
        account = await channels.save(kind, f"b-{kind}", **{**settings_of(kind, url), **more})
        await heard(channels, account, "in-1")
        yield provider, account


async def heard(channels, account: ChannelAccount, provider_id: str, **more: Any) -> None:
    message = Inbound(provider_id, provider_id, PEOPLE[account.kind], "Hi", b"{}", **more)
    await service.accept(channels.database, account, [message])


async def send(channels, account: ChannelAccount, seq: int = 1, conversation: UUID | None = None) -> UUID:
    entry_id = channels.database.new_id()
    async with channels.database.writer() as w:
        await service.enqueue(
            w, brand_id=channels.brand_id, account_id=account.id, conversation_id=conversation or UUID(int=77),
            entry_id=entry_id, entry_seq=seq, recipient=PEOPLE[account.kind], text=f"message {seq}",
            author_kind="associate",
        )  # fmt: skip
    await channels.run()
    return entry_id


every = pytest.mark.parametrize("kind", ["sms", "whatsapp", "telegram"])


@every
async def test_taken_refused_and_asked_to_wait(channels, kind):
    async with line(channels, kind) as (provider, account):
        provider.script.extend(["take", "refuse", "wait", "take"])
        taken = await send(channels, account, 1)
        refused = await send(channels, account, 2)
        waits = await send(channels, account, 3)
        assert [(await channels.row(one)).state for one in (taken, refused, waits)] == ["sent", "failed", "queued"]
        await channels.advance(40)
        await channels.run()
        row = await channels.row(waits)
        assert (row.state, len(provider.taken), provider.requests) == ("sent", 2, 4)


@every
async def test_an_error_after_accepting_is_unknown_and_never_sent_again_by_itself(channels, kind):
    async with line(channels, kind) as (provider, account):
        provider.script.append("take_and_fail")
        sent = await send(channels, account)
        row = await channels.row(sent)
        assert (row.state, row.error) == ("unknown", "no_clear_answer")
        for _ in range(3):
            await channels.advance(700)
            await channels.run()
        assert len(provider.taken) == 1


async def test_twilio_is_asked_what_became_of_a_message_and_it_is_found(channels):
    async with line(channels, "sms") as (provider, account):
        first = await send(channels, account)
        provider.script.append("take_and_fail")
        sent = await send(channels, account, 2)
        await channels.advance(11)
        await channels.run()
        row = await channels.row(sent)
        assert (row.state, row.provider_id) == ("sent", provider.taken[1].id)
        assert row.provider_id != (await channels.row(first)).provider_id
        assert channels.states[-2:] == [(2, "unknown"), (2, "sent")]


async def test_what_twilio_does_not_list_or_lists_twice_stays_unknown(channels):
    async with line(channels, "sms") as (provider, account):
        provider.script.append("fail")
        missing = await send(channels, account)
        provider.script.append("take_and_fail")
        twice = await send(channels, account, 2)
        provider.listed.append({**provider.listed[-1], "sid": "SMother"})
        for seconds in (11, 61, 601, 601):
            await channels.advance(seconds)
            await channels.run()
        assert {(await channels.row(one)).state for one in (missing, twice)} == {"unknown"}
        assert len(provider.taken) == 1


async def test_a_status_settles_what_whatsapp_left_unknown(channels):
    async with line(channels, "whatsapp") as (provider, account):
        provider.script.append("take_and_fail")
        sent = await send(channels, account)

        await service.accept(channels.database, account, [Receipt(provider.taken[0].ours, "delivered")])
        assert (await channels.row(sent)).state == "delivered"


async def test_a_provider_that_is_away_is_tried_again(channels):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
        account = await channels.save("telegram", "b-telegram", **settings_of("telegram", url))
        sent = await send(channels, account)
        assert ((await channels.row(sent)).state, (await channels.row(sent)).error) == ("queued", "not_reached")
    provider = Telegram()
    async with provider.running() as url:
        await channels.save("telegram", "b-telegram", **settings_of("telegram", url))
        await channels.advance(5)
        await channels.run()
    assert (await channels.row(sent)).state == "sent"


async def test_after_the_window_a_message_is_refused_before_anybody_is_asked(channels):
    async with line(channels, "whatsapp") as (provider, account):
        await channels.advance(25 * 3600)
        sent = await send(channels, account)
        assert ((await channels.row(sent)).error, provider.requests) == ("window_closed", 0)
        await heard(channels, account, "in-2")
        await send(channels, account, 2)
        assert len(provider.taken) == 1


async def test_after_the_window_a_template_goes_out_where_there_is_one(channels):
    async with line(channels, "whatsapp", template="follow_up") as (provider, account):
        await channels.advance(25 * 3600)
        await send(channels, account)
        assert "follow_up" in provider.taken[0].text


async def test_stop_is_obeyed_and_start_ends_it(channels):
    async with line(channels, "sms") as (provider, account):
        await channels.run()
        await heard(channels, account, "in-2", consent="stop")
        stopped = await send(channels, account, 1)
        assert ((await channels.row(stopped)).error, provider.requests) == ("opted_out", 0)
        await heard(channels, account, "in-3", consent="start")
        await send(channels, account, 2)
        assert len(provider.taken) == 1
        assert [one.client_id for one in channels.received] == ["in-1"], "obeyed, not shown"


async def test_help_is_answered_at_once_and_once_a_day_and_then_heard_by_people(channels):
    async with line(channels, "sms") as (provider, account):
        await channels.run()
        asks = {"fixed_answer": "Acme: call 555-0100."}
        await asyncio.gather(*(heard(channels, account, f"help-{n}", **asks) for n in range(3)))
        await channels.run()
        assert ([one.text for one in provider.taken], len(channels.received)) == (["Acme: call 555-0100."], 3)
        assert channels.states == [], "it stands in no conversation"
        await channels.advance(24 * 3600)
        await heard(channels, account, "help-3", **asks)
        await heard(channels, account, "help-3", **asks)
        await channels.run()
        assert (len(provider.taken), len(channels.received)) == (2, 3)
        # Who wants no more of us gets no text either.
        await channels.advance(25 * 3600)
        await heard(channels, account, "in-2", consent="stop")
        await heard(channels, account, "help-4", **asks)
        await channels.run()
        assert (len(provider.taken), len(channels.received)) == (2, 4)


async def test_an_account_sends_no_faster_than_it_may(channels):
    async with line(channels, "telegram", per_second=2) as (provider, account):
        for seq in range(1, 6):
            await send(channels, account, seq, conversation=UUID(int=seq))
        assert len(provider.taken) <= 3
        for _ in range(4):
            await channels.advance(0.6)
            await channels.run()
        assert len(provider.taken) == 5


async def test_a_provider_that_names_a_pause_means_the_whole_account(channels):
    async with line(channels, "telegram") as (provider, account):
        provider.script.append("wait")
        await send(channels, account, 1, conversation=UUID(int=1))
        await send(channels, account, 1, conversation=UUID(int=2))
        assert provider.requests == 1
        await channels.advance(3)
        await channels.run()
        assert len(provider.taken) == 2


async def test_files_are_fetched_after_their_message_was_taken(channels):

    async with line(channels, "telegram") as (provider, account):
        await heard(channels, account, "in-2", attachments=(Attachment("photo", "image/jpeg", provider_id="f1"),))
        assert await channels.value("SELECT state FROM attachments") == "waiting"
        await channels.run()
        assert await channels.value("SELECT state FROM attachments") == "stored"
        assert await channels.value("SELECT content FROM attachments") == provider.file


async def test_a_file_that_is_not_to_be_had_is_given_up_and_the_message_stays(channels):

    async with line(channels, "whatsapp") as (_, account):
        await channels.save(
            "whatsapp", "b-whatsapp", **{**settings_of("whatsapp", "http://127.0.0.1:9"), "per_second": 9}
        )
        await heard(channels, account, "in-2", attachments=(Attachment("image", provider_id="1"),))
        for seconds in (6, 31, 301, 1801, 1):
            await channels.run()
            await channels.advance(seconds)
        await channels.run()
    assert await channels.value("SELECT state FROM attachments") == "failed"
    assert len(channels.received) == 2


@pytest.mark.parametrize("at_once", [True, False])
async def test_b20_an_album_of_ten_is_one_message(channels, at_once):

    account = await channels.save("telegram", "b-telegram", **TELEGRAM)
    pictures = [
        ADAPTERS["telegram"].parse(
            {},
            [],
            body(samples.update(n, message=samples.photo(n, f"p{n}", album="a", caption="Look" if n == 7 else ""))),
        )
        for n in range(1, 11)
    ]
    if at_once:
        # Each in a transaction of its own, as ten requests in several processes would be.
        await asyncio.gather(*(ingest.store(channels.database, [Arrived(account, one)]) for one in pictures * 2))
    else:
        for one in pictures:
            await service.accept(channels.database, account, one)
    await channels.run()
    assert channels.received == []
    await channels.advance(3)
    await channels.run()
    [message] = channels.received
    assert (message.text, len(message.data["attachments"])) == ("Look", 10)
    late = [replace(pictures[0][0], provider_id="1111111:99", client_id="1111111:99")]
    await service.accept(channels.database, account, late)
    await channels.run()
    assert len(channels.received) == 2


async def test_redelivered_and_doubled_it_is_one_message(channels):
    """The provider repeats for as long as it is not answered 2xx; what it repeats too often is harmless."""

    account = await channels.save("sms", "b-sms", **TWILIO)
    answers = iter([503, 500, 200])

    async def webhook(request):

        status = next(answers, 200)
        raw = await request.body()
        # Stored before the answer got lost: what a crash between commit and answer looks like.
        parts = ADAPTERS["sms"].parse(account.settings, [(":url", ""), *request.headers.items()], raw)
        await service.accept(channels.database, account, parts)
        return Response(status_code=status)

    async with serving(Starlette(routes=[Route("/in", webhook, methods=["POST"])])) as url:
        twilio = Twilio()
        await twilio.write(f"{url}/in", "Hello", sender="+351912345678", seed="1", times=2)
    await channels.run()
    assert twilio.redelivered == 2
    assert len(channels.received) == 1
