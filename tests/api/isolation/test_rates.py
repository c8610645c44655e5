"""Floods meet a limit on the composed application, also where a route runs without dependencies."""

from __future__ import annotations

from uuid import uuid4

from tests.api.isolation.world import build

from gigline.infra.db import Database


async def test_a_requester_who_floods_is_told_to_slow_down_and_what_was_acknowledged_is_kept(database: Database):
    world = await build(database)
    requester = world.actors["other_requester"].client
    answers = [
        await requester.post("/api/v1/widget/messages", json={"body": f"flood {n}", "client_id": uuid4().hex})
        for n in range(45)
    ]
    refused = [one for one in answers if one.status_code == 429]
    assert refused
    assert all(int(one.headers["retry-after"]) >= 1 for one in refused)
    async with database.reader() as r:
        stored = await r.value("SELECT count(*) FROM inbound")
    assert stored == sum(one.status_code == 202 for one in answers)


async def test_widget_sessions_are_limited_by_address(database: Database):
    world = await build(database)
    nobody = world.actors["nobody"].client
    answers = [
        (await nobody.post("/api/v1/widget/sessions", json={"account": "acme-web"})).status_code for _ in range(70)
    ]
    assert 429 in answers
    assert set(answers) == {200, 429}
