"""Experiments in the running router: the arm of the block decides, one runs at a time, and nobody wins early."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from itertools import combinations

import asyncpg
import pytest
from tests.api.web import application, browser, sign_in
from tests.conftest import MakeDatabase
from tests.database.routing.test_api import newcomer
from tests.database.routing.world import SETTINGS, World, subscriptions

from gigline.accounts import service as accounts
from gigline.accounts.schemas import BrandSettings
from gigline.conversations import service as conversations
from gigline.routing.experiments import arms, endpoints, queries, sharing
from gigline.routing.experiments.models import Pool
from gigline.workforce import service as workforce

# As it is written by a version that knows no topics.
OF_BEFORE = """
INSERT INTO experiments (brand_id, id, name, kind, language, a, b, share, measure, seed, block_s, wash_out_s, planned)
VALUES ($1, $2, 'Old', 'holdout', NULL, 'gigline', 'longest-idle', 0.1, 'resolved', 1, 5400, 900, 20)
ON CONFLICT DO NOTHING
"""
# What the slice above writes of a segment when it comes to the queue.
SEGMENTS = """
INSERT INTO segments (brand_id, conversation_id, segment, contact_id, requester_kind, topic, started_with, opened_at)
SELECT c.brand_id, c.id, c.segment, c.contact_id, c.requester_kind, q.payload ->> 'topic', 'queue', c.queued_at
FROM conversations c JOIN events q ON q.conversation_id = c.id AND q.type = 'Queued'
"""
POLICIES = "SELECT policy FROM offers ORDER BY offered_at, id"


@pytest.fixture
async def world(make_database: MakeDatabase):
    async with make_database(subscriptions()) as database:
        yield await World.make(database)


async def started(world: World, **more: object) -> None:
    assert await start(world, **more)


async def start(world: World, **more: object) -> bool:
    values = {
        "name": "Try", "kind": "switchback", "language": None, "topics": [], "a": "longest-idle", "b": "gigline",
        "share": 0.5, **more,
    }  # fmt: skip
    async with world.database.writer() as w:
        return await queries.start(
            w, world.brand.id, w.new_id(), *values.values(), "in_time", 5, 5_400.0, 900.0, 10, None
        )


async def policy_now(world: World, language: str = "en", topic: str | None = None) -> str:
    c = await world.queued(language=language, topic=topic)
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


async def test_a_pool_may_be_some_topics_and_what_has_none_is_in_no_such_pool(world: World):
    await started(world, topics=["safety"], a="longest-idle", b="longest-idle")
    found = [await policy_now(world, topic=topic) for topic in ("safety", "delivery", None)]
    assert found == ["longest-idle", "gigline", "gigline"]


POOLS = [("en", []), (None, ["delivery"]), ("es", ["safety"]), ("en", ["delivery", "safety"]), (None, [])]


async def test_several_run_at_once_where_no_conversation_is_in_two_of_them(world: World):
    """For every two pools the database says what `Pool.meets` says."""
    for a, b in combinations([Pool(language, frozenset(topics)) for language, topics in POOLS], 2):
        await started(world, language=a.language, topics=sorted(a.topics))
        assert await start(world, language=b.language, topics=sorted(b.topics)) != a.meets(b), (a, b)
        async with world.database.writer() as w:
            for one in await queries.running(w, [world.brand.id]):
                assert await queries.end(w, world.brand.id, one.id, None)


async def test_of_many_who_start_at_once_one_is_first_and_a_process_from_before_is_kept_out(world: World):
    found = await asyncio.gather(*(start(world, topics=topics) for topics in (["delivery", "safety"], ["safety"], [])))
    assert sum(found) in {1, 2}
    async with world.database.reader() as r:
        running = await queries.running(r, [world.brand.id])
    assert not any(a.pool.meets(b.pool) for a, b in combinations(running, 2))
    with pytest.raises(asyncpg.ExclusionViolationError):
        async with world.database.writer() as w:
            await w.execute(OF_BEFORE, world.brand.id, w.new_id())


async def test_what_counts_is_the_topic_with_which_it_came(world: World):
    came = {}
    for topic in ("safety", "delivery", None):
        came[topic] = await world.queued(topic=topic)
        await world.drain()
    async with world.database.writer() as w:
        await conversations.classify(w, came["safety"].id, topic="delivery", priority=0)
        await w.execute(SEGMENTS)
        now = await queries.now(w)
        for topics, many in (({"safety"}, 1), ({"safety", "delivery"}, 2), (set(), 3), ({"other"}, 0)):
            seen = await queries.seen(
                w, world.brand.id, "in_time", Pool(None, frozenset(topics)), now - timedelta(days=1), now, -1.0
            )
            assert len(seen) == many, topics


async def test_who_serves_two_pools_is_counted(world: World):
    await world.associate("both", topics=["delivery", "safety"], clearance=2)
    await world.associate("uncleared", topics=["delivery", "safety"])
    await world.associate("safety", topics=["safety"], clearance=2)
    await world.associate("foreign", languages=["fr"])
    two = await world.associate("two brands", topics=["safety"], clearance=2)
    async with world.database.writer() as w:
        raw = {**SETTINGS, "brand": {"key": "other", "name": "Other", "languages": ["en"]}}
        other = await accounts.save_brand(w, BrandSettings.model_validate(raw))
        await workforce.grant(w, other.id, two)
    await started(world, name="Parcels", topics=["delivery"])
    async with world.database.reader() as r:
        crowd = await sharing.crowd(r, world.brand.id, world.settings)
        found = sharing.sharing(crowd, Pool(None, frozenset({"safety"})), await queries.running(r, [world.brand.id]))
        whole = sharing.sharing(crowd, Pool(), [])
    assert found == sharing.Sharing(people=3, shared=2, outside=1, elsewhere=1, pools=(("Parcels", 1),))
    assert whole == sharing.Sharing(people=4, shared=1, outside=0, elsewhere=1, pools=())


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
        assert made.json()["sharing"]["people"] == 0
        second = await client.post(f"{base}/experiments", json={**body, "topics": ["safety"]}, headers=headers)
        assert (second.status_code, second.json()["error"]["code"]) == (409, "experiment_running")
        unknown = await client.post(f"{base}/experiments", json={**body, "topics": ["golf"]}, headers=headers)
        assert unknown.status_code == 422
        pool = await client.get(f"{base}/experiment-pool", params={"language": "en", "topics": ["safety"]})
        assert pool.json()["taken"] == [body["name"]]
        ended = await client.post(f"{base}/experiments/{made.json()['id']}/end", headers=headers)
        assert ended.json()["ended_at"]
        [listed] = (await client.get(f"{base}/experiments")).json()["items"]
        assert (listed["name"], listed["sharing"]) == (body["name"], None)
        assert (await client.get(f"{base}/experiment-pool")).json()["taken"] == []
        assert (await client.get(f"{base}/experiment-size", params={"difference": 0.05})).status_code == 422
        assert (await client.get(f"{base}/policy-replay")).json() == {"items": []}
