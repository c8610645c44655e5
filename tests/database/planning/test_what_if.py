"""What-ifs: in the background, one at a time in a brand, cancellable, and taken up again when a worker dies."""

from __future__ import annotations

import asyncio
from uuid import UUID

import pytest
from tests import scenes
from tests.api.web import application, browser, make_person, sign_in

from gigline.accounts import service as accounts
from gigline.infra.db import Database
from gigline.planning import endpoints, queries, service, tasks
from gigline.planning.errors import WhatIfRunning
from gigline.planning.rules import Changes

HISTORY = """
INSERT INTO segments (brand_id, conversation_id, segment, contact_id, requester_kind, started_with, opened_at)
SELECT c.brand_id, c.id, n, c.contact_id, 'customer', 'queue', gigline_now() - make_interval(mins => n * 97)
FROM conversations c, generate_series(2, 400) n WHERE c.brand_id = $1
"""


@pytest.fixture
async def brand_id(database: Database) -> UUID:
    """A brand with four weeks of conversations that people answered, and three people."""
    brand, settings, account_id = await scenes.brand(database, bot=False)
    requester = await scenes.requester(database, brand.id, account_id)
    await scenes.written(database, requester, settings)
    for _ in range(3):
        await scenes.associate(database, brand.id)
    async with database.writer() as w:
        await w.execute(HISTORY, brand.id)
    return brand.id


async def asked(database: Database, brand_id: UUID, **changes: float) -> UUID:
    async with database.writer() as w:
        made = await service.ask(w, brand_id, None, ["longest-idle"], Changes(**changes))
    return made.id


async def test_it_runs_and_shows_both_side_by_side(database: Database, brand_id: UUID):
    made = await asked(database, brand_id, arrivals=3.0)
    with pytest.raises(WhatIfRunning):
        await asked(database, brand_id)
    assert await tasks.run_next(database) == 1
    assert await tasks.run_next(database) == 0
    async with database.reader() as r:
        found = await service.get(r, brand_id, made)
    assert (found.state, found.progress) == ("done", 1.0)
    assert found.result is not None
    usual, changed = found.result["scenarios"]
    mine, other = (one["policies"]["longest-idle"] for one in (usual, changed))
    came = [sum(half["arrivals"] for half in one["by_half_hour"]) for one in (mine, other)]
    assert came[1] > 2 * came[0]
    figure = mine["figures"]["live_sla"]
    assert figure["low"] <= figure["mean"] <= figure["high"]


async def test_whoever_cancels_ends_it_at_once(database: Database, brand_id: UUID):
    made = await asked(database, brand_id)
    async with database.writer() as w:
        await w.execute("UPDATE what_ifs SET task = jsonb_set(task, '{seeds}', '[1,2,3,4,5,6,7,8,9]')")
    running = asyncio.create_task(tasks.run_next(database))
    async with asyncio.timeout(60):
        while (await _state(database, brand_id, made))[1] == 0:  # noqa: ASYNC110 -- another process makes it move
            await asyncio.sleep(0.05)
        async with database.writer() as w:
            assert (await service.cancel(w, brand_id, made)).state == "cancelled"
        await running
    assert (await _state(database, brand_id, made))[0] == "cancelled"
    await asked(database, brand_id)


async def test_what_a_dead_worker_left_is_begun_again_and_given_up_in_the_end(database: Database, brand_id: UUID):
    made = await asked(database, brand_id)
    for _ in range(2):
        async with database.writer() as w:
            job = await queries.take(w, 30)
            assert job is not None
            assert job.id == made
            assert await queries.take(w, 30) is None
            await w.execute("UPDATE clock_offset SET ahead = ahead + interval '31 seconds'")
    async with database.writer() as w:
        assert await queries.take(w, 30) is None
    assert (await _state(database, brand_id, made))[0] == "failed"


async def _state(database: Database, brand_id: UUID, what_if_id: UUID) -> tuple[str, float]:
    async with database.reader() as r:
        found = await service.get(r, brand_id, what_if_id)
    return found.state, found.progress


async def test_over_http(database: Database, brand_id: UUID):
    app = application(database, endpoints.router)
    async with database.reader() as r:
        brand = await accounts.brand(r, brand_id)
    await make_person(database, "lea", brand, "leader")
    base = f"/api/v1/brands/{brand_id}"
    async with browser(app) as client:
        headers = await sign_in(client, "lea")
        hours = (await client.get(f"{base}/staffing")).json()["items"]
        assert len(hours) == 24
        assert any(one["people"] > 0 for one in hours)
        made = (await client.post(f"{base}/what-ifs", json={"extra_pay": 0.2}, headers=headers)).json()
        assert made["state"] == "waiting"
        again = await client.post(f"{base}/what-ifs", json={}, headers=headers)
        assert (again.status_code, again.json()["error"]["code"]) == (409, "what_if_running")
        cancelled = await client.post(f"{base}/what-ifs/{made['id']}/cancel", headers=headers)
        assert cancelled.json()["state"] == "cancelled"
        assert [one["state"] for one in (await client.get(f"{base}/what-ifs")).json()["items"]] == ["cancelled"]
