"""Experiments in the running router: the arm of the block decides, one runs at a time, and nobody wins early."""

from __future__ import annotations

import pytest
from tests.api.web import application, browser, sign_in
from tests.conftest import MakeDatabase
from tests.database.routing.test_api import newcomer
from tests.database.routing.world import World, subscriptions

from gigline.routing.experiments import arms, endpoints, queries

POLICIES = "SELECT policy FROM offers ORDER BY offered_at, id"


@pytest.fixture
async def world(make_database: MakeDatabase):
    async with make_database(subscriptions()) as database:
        yield await World.make(database)


async def started(world: World, **more: object) -> None:
    values = {"kind": "switchback", "language": None, "a": "longest-idle", "b": "gigline", "share": 0.5, **more}
    async with world.database.writer() as w:
        assert await queries.start(
            w, world.brand.id, w.new_id(), "Try", values["kind"], values["language"], values["a"], values["b"],
            values["share"], "in_time", 5, 5_400.0, 900.0, 10, None,
        )  # fmt: skip


async def policy_now(world: World, language: str = "en") -> str:
    c = await world.queued(language=language)
    async with world.database.reader() as r:
        under = await arms.of(r, [world.brand.id], await queries.now(r))
        return under.policy(await world.get(c.id), world.settings)


async def test_the_arm_of_the_block_decides_and_the_offer_says_so(world: World):
    await started(world)
    await world.associate(capacity=6)
    expected = []
    for _ in range(4):
        expected.append(await policy_now(world))
        await world.drain()
        await world.advance(5_400)
    assert sorted(expected) == ["gigline", "gigline", "longest-idle", "longest-idle"]
    async with world.database.reader() as r:
        made = [row["policy"] for row in await r.rows(POLICIES)]
    assert made[0] == expected[0]
    assert set(made) == {"gigline", "longest-idle"}


async def test_only_the_pool_of_the_experiment_is_in_it(world: World):
    await started(world, language="es", a="longest-idle", b="longest-idle")
    assert await policy_now(world, "en") == "gigline"
    assert await policy_now(world, "es-MX") == "longest-idle"


async def test_a_holdout_is_by_contact(world: World):
    await started(world, kind="holdout")
    found = {await policy_now(world) for _ in range(12)}
    assert found == {"gigline", "longest-idle"}


async def test_over_http(world: World):
    app = application(world.database, endpoints.router)
    await newcomer(world, "ada", "admin")
    base = f"/api/v1/brands/{world.brand.id}"
    async with browser(app) as client:
        headers = await sign_in(client, "ada")
        body = {"name": "Learned or idle", "planned": 12, "measure": "in_time"}
        made = await client.post(f"{base}/experiments", json=body, headers=headers)
        assert made.status_code == 200, made.text
        assert made.json()["so_far"]["winner"] is None
        assert made.json()["so_far"]["why_not"] == "There is nothing to compare yet."
        assert made.json()["now"] in {"gigline", "longest-idle"}
        second = await client.post(f"{base}/experiments", json=body, headers=headers)
        assert (second.status_code, second.json()["error"]["code"]) == (409, "experiment_running")
        ended = await client.post(f"{base}/experiments/{made.json()['id']}/end", headers=headers)
        assert ended.json()["ended_at"]
        assert [one["name"] for one in (await client.get(f"{base}/experiments")).json()["items"]] == [body["name"]]
        assert (await client.get(f"{base}/experiment-size", params={"difference": 0.05})).status_code == 422
        assert (await client.get(f"{base}/policy-replay")).json() == {"items": []}
