"""Reports over HTTP: what the log says, the same on cards, in tables and in files; and who took files out."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
from tests import scenes
from tests.api.web import application, browser, make_person, sign_in
from tests.conftest import MakeDatabase

from gigline.accounts.models import Brand
from gigline.conversations import service as conversations
from gigline.conversations.models import Author, Handover, NewMessage
from gigline.infra.db import Database
from gigline.infra.outbox import Subscriptions
from gigline.infra.relay import Relay
from gigline.quality import endpoints, handlers, tasks
from gigline.quality.measures import FEW, MEASURES

SUBSCRIPTIONS = Subscriptions(handlers.SUBSCRIPTIONS)
HOUR_S = 3600
BOT = Author("bot", name="Bo")


class Desk:
    """Conversations that go from the bot to Sam, at a clock that the test moves."""

    def __init__(self, database: Database):
        self.database = database

    async def open(self) -> Brand:
        self.brand, self.settings, self.account_id = await scenes.brand(self.database)
        async with self.database.writer() as w:
            await w.execute("UPDATE brands SET settings = settings || $1", {"queue": {"sla_first_response_s": HOUR_S}})
        self.sam = await scenes.associate(self.database, self.brand.id)
        return self.brand

    async def later(self, seconds: int) -> None:
        async with self.database.writer() as w:
            await w.execute(
                "INSERT INTO clock_offset (ahead) VALUES ($1) ON CONFLICT (one) DO UPDATE"
                " SET ahead = clock_offset.ahead + $1", timedelta(seconds=seconds),
            )  # fmt: skip

    async def talk(self, name: str = "Sam Field") -> UUID:
        """Half an hour to the bot's answer, and to the hand-over; two hours until it is taken, two to the answer."""
        who = await scenes.requester(self.database, self.brand.id, self.account_id)
        c = await scenes.written(self.database, who, self.settings)
        sam = Author("associate", self.sam.id, name)
        await self.later(HOUR_S // 2)
        async with self.database.writer() as w:
            await conversations.reply(w, c.id, c.epoch, BOT, "Which one?")
        await self.later(HOUR_S // 2)
        async with self.database.writer() as w:
            await conversations.receive(w, who, NewMessage("A person, please", uuid4().hex), self.settings)
            handover = Handover("requested", "wants a person", topic="delivery")
            c = await conversations.hand_over(w, c.id, c.epoch, handover, say=BOT, words="Somebody comes.")
        await self.later(2 * HOUR_S)
        async with self.database.writer() as w:
            c = await conversations.assign(w, c.id, c.epoch, self.sam.id, name, cause="offer")
        await self.later(2 * HOUR_S)
        async with self.database.writer() as w:
            await conversations.reply(w, c.id, c.epoch, sam, "Here I am.")
            await conversations.resolve(w, c.id, c.epoch, by="associate", author=sam)
        return c.id

    async def count(self) -> None:
        await Relay(self.database, SUBSCRIPTIONS).run_until_idle()
        await tasks.count_segments(self.database)


async def _asked(client: httpx.AsyncClient, path: str, **query: Any) -> httpx.Response:
    answer = await client.get(f"/api/v1/reports/{path}", params=query)
    assert answer.status_code == 200, answer.text
    return answer


def _lines(answer: httpx.Response) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(answer.text)))


async def test_what_the_log_says_is_what_the_report_says(make_database: MakeDatabase):
    async with make_database(SUBSCRIPTIONS) as database:
        desk = Desk(database)
        brand = await desk.open()
        await make_person(database, "lea", brand, "leader")
        for _ in range(FEW):
            await desk.talk()
        await desk.count()
        async with browser(application(database, endpoints.router)) as client:
            await sign_in(client, "lea")
            card = (await _asked(client, "figures")).json()["rows"][0]["figures"]
            by_topic = (await _asked(client, "figures", by="topic")).json()
            table = (await _asked(client, "figures.csv", by="topic")).text
            talks = _lines(await _asked(client, "conversations.csv"))
            exports = (await client.get(f"/api/v1/brands/{brand.id}/report-exports")).json()["items"]
    seconds = {key: card[key]["value"] for key in ("first", "first_person", "wait", "handle", "resolution")}
    # The clock goes on by itself meanwhile, by far less than a quarter of an hour.
    half_hours = {key: int(value) * 2 // HOUR_S for key, value in seconds.items()}
    assert half_hours == {"first": 1, "first_person": 10, "wait": 4, "handle": 4, "resolution": 10}
    assert (card["volume"]["count"], card["next"]["count"]) == (FEW, 0)
    assert (card["sla"]["part"], card["sla"]["count"], card["sla"]["value"]) == (FEW, 2 * FEW, 0.5)
    assert (card["resolved"]["value"], card["contained"]["value"], card["transferred"]["value"]) == (1, 0, 0)

    [row] = by_topic["rows"]
    [line] = csv.DictReader(io.StringIO(table))
    assert (row["name"], row["figures"], by_topic["behind"]) == ("Deliveries", card, 0)
    for measure in MEASURES:
        figure = card[measure.key]
        told = float(line[measure.key]) if line[measure.key] else None
        assert told == figure["value"]
        assert line.get(f"{measure.key}_count", line["volume"]) == str(figure["count"])
    assert len(talks) == card["volume"]["count"]
    assert sorted(int(one["wait_s"]) for one in talks)[FEW // 2 - 1] == card["wait"]["value"]
    assert sum(int(one["promises_kept"]) for one in talks) == card["sla"]["part"]
    assert [one["what"] for one in exports] == ["conversations", "figures"]
    assert exports[1]["asked"]["by"] == "topic"


async def test_few_say_nothing_and_formulas_are_text(make_database: MakeDatabase):
    async with make_database(SUBSCRIPTIONS) as database:
        desk = Desk(database)
        brand = await desk.open()
        await make_person(database, "lea", brand, "leader")
        async with database.writer() as w:
            await w.execute("UPDATE people SET name = '=1+1' WHERE id = $1", desk.sam.id)
        await desk.talk()
        await desk.count()
        async with browser(application(database, endpoints.router)) as client:
            await sign_in(client, "lea")
            [row] = (await _asked(client, "figures", by="associate")).json()["rows"]
            [line] = _lines(await _asked(client, "figures.csv", by="associate"))
            [talk] = _lines(await _asked(client, "conversations.csv"))
            nothing = (await _asked(client, "figures", channel="email")).json()
            refused = [
                (await client.get("/api/v1/reports/figures", params=query)).status_code
                for query in (
                    {"from": "2026-02-01", "to": "2026-01-01"}, {"from": "2024-01-01", "to": "2026-01-01"},
                    {"to": "0001-01-01"}, {"from": "9999-12-31", "to": "9999-12-31"}, {"topic": "a\x00b"},
                )
            ]  # fmt: skip
    assert (row["name"], row["figures"]["wait"]) == ("=1+1", {"count": 1, "part": None, "value": None, "p90": None})
    assert (line["name"], line["wait"], line["wait_count"], talk["associate"]) == ("'=1+1", "", "1", "'=1+1")
    assert "Ana" not in str(talk)
    assert nothing["rows"] == []
    assert set(refused) == {422}


async def test_what_happens_after_it_was_counted_is_counted_anew(make_database: MakeDatabase):
    async with make_database(SUBSCRIPTIONS) as database:
        desk = Desk(database)
        await desk.open()
        id_ = await desk.talk()
        await desk.count()
        async with database.writer() as w:
            c = await conversations.lock(w, id_)
            await conversations.reopen(w, c.id, c.epoch, Author("associate", desk.sam.id, "Sam"))
        await Relay(database, SUBSCRIPTIONS).run_until_idle()
        async with database.reader() as r:
            [first, second] = await r.rows("SELECT * FROM segments ORDER BY segment")
        assert (first["reopened"], second["reopened"], second["counted"]) == (True, False, False)
        assert await tasks.count_segments(database) == 1
        async with database.reader() as r:
            [second] = await r.rows("SELECT * FROM segments WHERE segment = 2")
        assert (second["counted"], second["queued"], second["channel"]) == (True, True, "webchat")
        assert second["promise_due_at"] is not None
