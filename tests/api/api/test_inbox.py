"""The inbox over HTTP: filters that combine, views that are kept and shared, one step for several conversations."""

from __future__ import annotations

import csv
import io
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from tests import scenes
from tests.api.web import application, browser, make_person, sign_in

from gigline.conversations import endpoints, list_endpoints
from gigline.conversations import service as conversations
from gigline.conversations.models import Author
from gigline.infra.db import Database
from gigline.quality import endpoints as quality_endpoints
from gigline.routing import endpoints as routing_endpoints

V1 = "/api/v1"


class Desk:
    """A leader, an associate of theirs, and somebody of another brand, each in a browser of their own."""

    def __init__(self, database: Database, stack: AsyncExitStack):
        self.database, self._stack = database, stack
        routers = (list_endpoints.router, endpoints.router, routing_endpoints.router, quality_endpoints.router)
        self._app = application(database, *routers)

    async def open(self) -> Desk:
        self.brand, self.settings, self.account_id = await scenes.brand(self.database, bot=False)
        other, _, _ = await scenes.brand(self.database, key="other")
        self.lena = await self.enter("lena", self.brand, "leader")
        self.sam = await self.enter("sam", self.brand, "associate")
        self.stranger = await self.enter("otto", other, "leader")
        return self

    async def enter(self, name: str, brand: Any, role: str) -> httpx.AsyncClient:
        await make_person(self.database, name, brand, role)
        client = await self._stack.enter_async_context(browser(self._app))
        client.headers.update(await sign_in(client, name))
        return client

    async def written(self, **classified: Any) -> dict[str, Any]:
        """What waits in the queue, as its row shows it to the leader."""
        who = await scenes.requester(self.database, self.brand.id, self.account_id)
        c = await scenes.written(self.database, who, self.settings)
        if classified:
            async with self.database.writer() as w:
                await conversations.classify(w, c.id, **{"topic": None, "priority": 0, **classified})
        return next(one for one in await self.found(box="all") if one["id"] == str(c.id))

    async def found(self, who: httpx.AsyncClient | None = None, **asked: Any) -> list[dict[str, Any]]:
        answer = await (who or self.lena).get(f"{V1}/conversations", params=asked)
        assert answer.status_code == 200, answer.text
        return answer.json()["items"]

    async def answered(self, row: dict[str, Any]) -> None:
        async with self.database.writer() as w:
            c = await conversations.assign(w, UUID(row["id"]), row["epoch"], await self._pat(w), "Pat", cause="offer")
            await conversations.reply(w, c.id, c.epoch, Author("associate", c.associate_id, "Pat"), "Tomorrow.")

    async def _pat(self, w: Any) -> UUID:
        return await w.value("SELECT id FROM people WHERE email LIKE 'lena@%'")

    async def together(self, who: httpx.AsyncClient, step: dict[str, Any], *rows: dict[str, Any]) -> list[Any]:
        some = [{"id": one["id"], "epoch": one["epoch"]} for one in rows]
        answer = await who.post(f"{V1}/conversations/together", json={"step": step, "conversations": some})
        assert answer.status_code == 200, answer.text
        return answer.json()["items"]


@pytest.fixture
async def desk(database: Database) -> AsyncIterator[Desk]:
    async with AsyncExitStack() as stack:
        yield await Desk(database, stack).open()


async def test_filters_combine_and_are_counted(desk: Desk):
    late = await desk.written(topic="delivery", priority=2)
    plain = await desk.written()
    await desk.answered(plain)
    for asked, expected in (
        ({"topic": "delivery"}, {late["id"]}),
        ({"topic": "-"}, {plain["id"]}),
        ({"topic": ["-", "delivery"]}, {late["id"], plain["id"]}),
        ({"topic": "delivery", "priority": [0, 1]}, set()),
        ({"priority": [1, 2], "channel": "webchat", "kind": "customer", "language": "en"}, {late["id"]}),
        ({"holder": "queue"}, {late["id"]}),
        ({"holder": "me"}, {plain["id"]}),
        ({"holder": ["person", "queue"]}, {late["id"], plain["id"]}),
        ({"associate": str(uuid4())}, set()),
        ({"unanswered": True}, {late["id"]}),
        ({"waiting_over_s": 3600}, set()),
        ({"promise": "broken"}, set()),
        ({"q": "parcel", "topic": "delivery"}, {late["id"]}),
        ({"status": "snoozed"}, set()),
        ({"status": "resolved"}, set()),
    ):
        assert {one["id"] for one in await desk.found(box="all", **asked)} == expected, asked
        count = await desk.lena.get(f"{V1}/conversations/count", params={"box": "all", **asked})
        assert count.json() == {"count": len(expected), "more": False}, asked


async def test_a_promise_that_is_due_soon_is_found_and_then_as_broken(desk: Desk):
    row = await desk.written()
    for ahead, promise in (("2 minutes", "soon"), ("-1 minute", "broken")):
        async with desk.database.writer() as w:
            await w.execute(
                "UPDATE conversations SET sla_due_at = gigline_now() + $2::text::interval WHERE id = $1",
                UUID(row["id"]), ahead,
            )  # fmt: skip
        for asked in ("soon", "broken"):
            found = [one["id"] for one in await desk.found(box="waiting", promise=asked)]
            assert found == ([row["id"]] if asked == promise else [])


@pytest.mark.parametrize(
    "asked",
    [{"status": "closed"}, {"priority": "9"}, {"topic": "no such key!"}, {"waiting_over_s": "0"}, {"colour": "red"}],
)
async def test_a_filter_that_does_not_exist_is_refused_in_words(desk: Desk, asked: dict[str, str]):
    answer = await desk.lena.get(f"{V1}/conversations", params=asked)
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "bad_input")


async def test_views_are_ones_own_or_shared_by_leaders(desk: Desk):
    await desk.written(topic="delivery")
    views = f"{V1}/brands/{desk.brand.id}/views"
    body = {"name": "Parcels", "filter": {"box": "all", "topic": ["delivery"]}}
    assert (await desk.sam.post(views, json=body | {"shared": True})).status_code == 404
    shared = await desk.lena.post(views, json=body | {"shared": True})
    own = await desk.sam.post(views, json=body)
    assert (shared.status_code, own.status_code) == (201, 201)
    assert (await desk.sam.post(views, json=body | {"name": "PARCELS"})).json()["error"]["code"] == "view_name_taken"

    listed = {who: (await client.get(f"{V1}/views")).json()["items"] for who, client in _all(desk)}
    assert [(one["name"], one["shared"]) for one in listed["lena"]] == [("Parcels", True)]
    assert [one["shared"] for one in sorted(listed["sam"], key=lambda one: one["shared"])] == [False, True]
    assert listed["stranger"] == []
    [view] = listed["lena"]
    assert view["count"] == {"count": 1, "more": False}
    assert [one["topic"] for one in await desk.found(**_asked(view["filter"]))] == ["delivery"]
    assert {one["count"]["count"] for one in listed["sam"]} == {0}, "a shared view shows nobody more than they may see"

    assert (await desk.sam.delete(f"{views}/{shared.json()['id']}")).status_code == 404
    assert (await desk.lena.delete(f"{views}/{own.json()['id']}")).status_code == 404
    assert (await desk.lena.delete(f"{views}/{shared.json()['id']}")).status_code == 204


def _all(desk: Desk) -> list[tuple[str, httpx.AsyncClient]]:
    return [("lena", desk.lena), ("sam", desk.sam), ("stranger", desk.stranger)]


def _asked(kept: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in kept.items() if value not in (None, [], "")}


async def test_a_view_of_a_later_version_shows_what_is_known_of_it(desk: Desk):
    async with desk.database.writer() as w:
        await w.execute(
            "INSERT INTO saved_views (brand_id, id, name, filter, by_name) VALUES ($1, $2, 'Later', $3, 'Lena')",
            desk.brand.id, uuid4(), {"box": "all", "mood": "upset"},
        )  # fmt: skip
    [view] = (await desk.lena.get(f"{V1}/views")).json()["items"]
    assert view["filter"]["box"] == "all"


async def test_no_more_views_than_somebody_can_look_through(desk: Desk):
    views = f"{V1}/brands/{desk.brand.id}/views"
    for n in range(30):
        assert (await desk.sam.post(views, json={"name": f"v{n}", "filter": {}})).status_code == 201
    assert (await desk.sam.post(views, json={"name": "v30", "filter": {}})).json()["error"]["code"] == "too_many_views"


async def test_one_step_for_several_says_of_each_what_came_of_it(desk: Desk):
    one, two, stale = await desk.written(), await desk.written(), await desk.written()
    stale["epoch"] += 1
    nowhere = {"id": str(uuid4()), "epoch": 1}
    step = {"do": "classify", "topic": "delivery", "priority": 1}
    done = await desk.together(desk.lena, step, one, stale, nowhere, two)
    assert [item["id"] for item in done] == [row["id"] for row in (one, stale, nowhere, two)]
    assert [item["error"] for item in done] == [None, "stale_epoch", "no_such_conversation", None]
    assert done[1]["detail"]
    assert {(row["topic"], row["priority"]) for row in await desk.found(box="waiting", topic="delivery")} == {
        ("delivery", 1)
    }


async def test_what_a_step_leaves_out_each_keeps(desk: Desk):
    row = await desk.written(topic="delivery")
    await desk.together(desk.lena, {"do": "classify", "priority": 2}, row)
    [found] = await desk.found(box="waiting")
    assert (found["topic"], found["priority"]) == ("delivery", 2)


async def test_several_are_closed_with_a_reason_in_each_log(desk: Desk):
    rows = [await desk.written() for _ in range(3)]
    done = await desk.together(desk.lena, {"do": "resolve", "reason": "the storm is over"}, *rows)
    assert [item["error"] for item in done] == [None] * 3
    for row in rows:
        log = (await desk.lena.get(f"{V1}/conversations/{row['id']}/entries")).json()["items"]
        assert [one["body"] for one in log if one["kind"] == "note"] == ["the storm is over"]
        assert log[-2]["data"]["type"] == "resolved"


async def test_several_are_put_off_and_pulled_back(desk: Desk):
    waiting, answered = await desk.written(), await desk.written()
    await desk.answered(answered)
    answered = next(row for row in await desk.found(box="all") if row["id"] == answered["id"])
    async with desk.database.reader() as r:
        until = (await conversations.now(r)).replace(microsecond=0)
    step = {"do": "snooze", "until": until.isoformat(), "reason": "parcel"}
    assert [one["error"] for one in await desk.together(desk.lena, step, answered)] == ["bad_input"]
    step["until"] = (await _in_an_hour(desk)).isoformat()
    done = await desk.together(desk.lena, step, waiting, answered)
    assert [one["error"] for one in done] == ["not_allowed_now", None]
    [asleep] = await desk.found(box="all", status="snoozed")
    assert (asleep["id"], asleep["snoozed_for"]) == (answered["id"], "parcel")
    assert [one["error"] for one in await desk.together(desk.lena, {"do": "pull_back"}, asleep)] == [None]
    assert {row["id"] for row in await desk.found(box="waiting")} == {waiting["id"], answered["id"]}


async def _in_an_hour(desk: Desk) -> Any:
    async with desk.database.reader() as r:
        return await r.value("SELECT gigline_now() + interval '1 hour'")


async def test_nobody_works_on_what_is_not_theirs(desk: Desk):
    row = await desk.written()
    for client in (desk.sam, desk.stranger):
        for step in (
            {"do": "resolve"},
            {"do": "classify", "priority": 2},
            {"do": "pull_back"},
            {"do": "assign", "associate_id": str(uuid4())},
            {"do": "snooze", "until": (await _in_an_hour(desk)).isoformat()},
        ):
            [item] = await desk.together(client, step, row)
            assert item["error"] == "no_such_conversation", step
    [same] = await desk.found(box="waiting")
    assert (same["epoch"], same["seq"]) == (row["epoch"], row["seq"])


async def test_the_list_is_a_file_for_leaders_under_the_same_filter(desk: Desk):
    row = await desk.written(topic="delivery")
    await desk.written()
    async with desk.database.writer() as w:
        await w.execute("UPDATE contacts SET name = '=cmd()'")
    answer = await desk.lena.get(f"{V1}/conversations.csv", params={"box": "all", "topic": "delivery"})
    [line] = csv.DictReader(io.StringIO(answer.text))
    assert (line["conversation"], line["topic"], line["requester"]) == (row["id"], "Deliveries", "'=cmd()")
    assert "parcel" not in answer.text
    kept = await desk.lena.get(f"{V1}/brands/{desk.brand.id}/report-exports")
    assert [one["asked"] for one in kept.json()["items"]] == [{"list": True, "box": "all", "topic": ["delivery"]}]
    assert (await desk.sam.get(f"{V1}/conversations.csv")).status_code == 404
    theirs = await desk.stranger.get(f"{V1}/conversations.csv", params={"box": "all"})
    assert theirs.text.count("\n") == 1


async def test_no_request_works_on_more_than_fifty(desk: Desk):
    some = [{"id": str(uuid4()), "epoch": 1}] * 51
    answer = await desk.lena.post(
        f"{V1}/conversations/together", json={"step": {"do": "resolve"}, "conversations": some}
    )
    assert answer.status_code == 422
