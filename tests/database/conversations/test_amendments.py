"""From a provider's delivery to the log: albums, edits, reactions, and people who want no more of us."""

from __future__ import annotations

import asyncio
from typing import Any

from gigline.channels import handlers as channels_handlers
from gigline.channels import ingest, service
from gigline.channels.adapters.telegram import samples
from gigline.channels.adapters.twilio import samples as twilio
from gigline.channels.contract import Part
from gigline.channels.intake import Arrived
from gigline.conversations import handlers
from gigline.infra.db import Database
from gigline.infra.http import safe_fetch
from gigline.infra.outbox import Subscriptions
from gigline.infra.relay import Relay
from tests import scenes
from tests.unit.channels.fixtures import CASES, TELEGRAM, TWILIO, body

CHAT = 1111111


def parsed(**what: Any) -> list[Part]:
    number = what.pop("number", 1)
    return list(CASES["telegram"].adapter.parse(TELEGRAM, [], body(samples.update(number, **what))))


async def entries(database: Database) -> list[tuple[str, str, str | None]]:
    async with database.reader() as r:
        rows = await r.rows(
            "SELECT kind, body, data->>'type' AS type FROM entries WHERE kind <> 'receipt' ORDER BY seq"
        )
    return [(row["kind"], row["body"], row["type"]) for row in rows]


async def value(database: Database, sql: str) -> Any:
    async with database.reader() as r:
        return await r.value(sql)


async def advance(database: Database, seconds: float) -> None:
    async with database.writer() as w:
        await w.execute("UPDATE clock_offset SET ahead = ahead + make_interval(secs => $1)", seconds)


async def test_b20_an_album_from_somebody_new_edits_and_signs_are_one_conversation(make_database):
    fetch: Any = safe_fetch
    subscriptions = Subscriptions([*handlers.subscriptions(), *channels_handlers.subscriptions(fetch)])
    async with make_database(subscriptions) as database:
        brand, _, _ = await scenes.brand(database, bot=False)
        async with database.writer() as w:
            account = await service.save_account(w, brand.id, "telegram", "acme-bot", TELEGRAM)
        relay = Relay(database, subscriptions)
        pictures = [
            parsed(message=samples.photo(n, f"p{n}", album="a", caption="Look" * (n == 3))) for n in range(1, 11)
        ]
        await asyncio.gather(*(ingest.store(database, [Arrived(account, one)]) for one in pictures))
        await advance(database, 3)
        await relay.run_until_idle()
        assert await value(database, "SELECT count(*) FROM contacts") == 1
        assert await value(database, "SELECT count(*) FROM conversations") == 1
        assert await entries(database) == [("activity", "", "opened"), ("message", "Look", None)]

        await service.accept(database, account, parsed(message=samples.message(20, "Good")))
        await service.accept(
            database, account, parsed(number=2, edited_message=samples.message(20, "Better", edit_date=1))
        )
        await service.accept(database, account, parsed(number=3, message_reaction=samples.reaction(20, "👍")))
        await relay.run_until_idle()
        for _ in range(3):
            await advance(database, 30)
            await relay.run_until_idle()
        assert (await entries(database))[2:] == [
            ("message", "Good", None),
            ("activity", "", "message_edited"),
            ("activity", "", "message_reacted"),
        ]


async def test_stop_is_told_in_the_conversation_and_is_no_message(make_database):
    fetch: Any = safe_fetch
    subscriptions = Subscriptions([*handlers.subscriptions(), *channels_handlers.subscriptions(fetch)])
    async with make_database(subscriptions) as database:
        brand, _, _ = await scenes.brand(database, bot=False)
        async with database.writer() as w:
            account = await service.save_account(w, brand.id, "sms", "acme-sms", TWILIO)
        relay, case = Relay(database, subscriptions), CASES["sms"]
        for number, text in enumerate(("Hello", "STOP", "START")):
            content = case.encode(twilio.message(str(number), body=text))
            await service.accept(database, account, case.adapter.parse(TWILIO, case.headers, content))
            await relay.run_until_idle()
        assert (await entries(database))[1:] == [
            ("message", "Hello", None),
            ("activity", "", "opted_out"),
            ("activity", "", "opted_in"),
        ]
