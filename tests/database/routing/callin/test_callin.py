"""Calling in on a real database: who is called, who is left alone, when it stops, and what everybody is told."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from tests.api.web import application, browser, sign_in
from tests.conftest import MakeDatabase
from tests.database.routing.test_api import newcomer
from tests.database.routing.world import World, subscriptions

from gigline.routing.callin import endpoints, foresight, queries, tasks, waves
from gigline.routing.callin.errors import CallInGone, NobodyToCall, WaveRunning
from gigline.routing.callin.models import Standby
from gigline.workforce import service as workforce

STATES = "SELECT associate_id, state FROM call_ins ORDER BY called_at, id"


@pytest.fixture
async def world(make_database: MakeDatabase):
    async with make_database(subscriptions()) as database:
        yield await World.make(database)


async def standing_by(world: World, name: str, **more: object) -> UUID:
    """Somebody off since two hours who may be called at any time."""
    person = await world.associate(name, online=False)
    async with world.database.writer() as w:
        await queries.save_standby(w, Standby(person, **{"opted_in": True, "quiet_from": QUIET, **more}))
        await w.execute("UPDATE associates SET availability_at = gigline_now() - interval '2 hours'")
    return person


QUIET = Standby(uuid4()).quiet_until


async def look(world: World) -> dict[UUID, str]:
    await tasks.look(world.database)
    return await states(world)


async def states(world: World) -> dict[UUID, str]:
    async with world.database.reader() as r:
        return {row["associate_id"]: row["state"] for row in await r.rows(STATES)}


async def why(world: World, person: UUID) -> str | None:
    """What the last wave's record says of them."""
    async with world.database.reader() as r:
        lines = await queries.lines(r, person)
    return lines[0].line["why"] if lines else "no_standby"


async def surge(world: World, count: int = 12) -> None:
    for _ in range(count):
        await world.queued(topic="delivery")


async def test_a_surge_calls_those_on_standby_and_leaves_the_others_alone(world: World):
    able = [await standing_by(world, f"able-{n}") for n in range(3)]
    out = await world.associate("out", online=False)
    asleep = await standing_by(
        world,
        "asleep",
        quiet_from=Standby(uuid4()).quiet_from.replace(hour=0),
        quiet_until=QUIET.replace(hour=23, minute=59, second=59),
    )
    tired = await standing_by(world, "tired", most_a_day=1)
    async with world.database.writer() as w:
        plan = (await foresight.outlook(w, world.brand.id)).plan
        assert not plan.short
        old = w.new_id()
        await queries.start_wave(w, world.brand.id, old, None, 9.0, plan.record())
        assert await queries.call(w, world.brand.id, w.new_id(), old, tired, 1.0, 60)
        await queries.withdraw(w, world.brand.id, old)
        await queries.end_wave(w, world.brand.id, old, "over")
    await surge(world)
    called = await look(world)
    assert {one for one, state in called.items() if state == "called"} == set(able)
    assert [await why(world, one) for one in (out, asleep, tired)] == ["no_standby", "quiet_hours", "asked_often"]


async def test_whoever_accepts_goes_online_and_the_wave_stops_when_it_is_covered(world: World):
    people = [await standing_by(world, f"able-{n}") for n in range(4)]
    await surge(world, 6)
    called = await look(world)
    assert len(called) >= 2, "an unsure person counts for a part only"
    async with world.database.writer() as w:
        await waves.answer(w, world.actor(people[0]), await call_of(w, people[0]), accept=True)
        assert (await workforce.me(w, people[0])).availability == "on"
    await world.connect(people[0])
    async with world.database.writer() as w:
        await w.execute("UPDATE conversations SET status = 'resolved', holder = 'bot' WHERE holder = 'queue'")
    now = await look(world)
    assert now.pop(people[0]) == "accepted"
    assert set(now.values()) == {"withdrawn"}
    async with world.database.reader() as r:
        [wave] = await queries.waves(r, world.brand.id, 5)
    assert (wave.state, wave.accepted) == ("covered", 1)
    with pytest.raises(CallInGone):
        async with world.database.writer() as w:
            await waves.answer(w, world.actor(people[1]), await call_of(w, people[1]), accept=True)


async def call_of(w, person: UUID) -> UUID:
    found: UUID = await w.value(
        "SELECT id FROM call_ins WHERE associate_id = $1 ORDER BY called_at DESC LIMIT 1", person
    )
    return found


async def test_unanswered_calls_expire_and_teach(world: World):
    person = await standing_by(world, "silent")
    await surge(world)
    assert await look(world) == {person: "called"}
    async with world.database.reader() as r:
        before = (await foresight.outlook(r, world.brand.id)).plan.people[0].chance
    await world.advance(waves.ANSWER_S + 1)
    assert await look(world) == {person: "expired"}
    async with world.database.reader() as r:
        plan = (await foresight.outlook(r, world.brand.id)).plan
    assert plan.people[0].chance < before
    assert plan.people[0].why == "asked_lately"
    assert await look(world) == {person: "expired"}, "nobody is asked twice within the pause"


async def test_two_brands_call_a_person_once(world: World):
    person = await standing_by(world, "wanted")
    await surge(world)
    await look(world)
    async with world.database.writer() as w:
        wave = await queries.running(w, world.brand.id)
        assert wave is not None
        assert await queries.call(w, world.brand.id, w.new_id(), wave.id, person, 1.0, 60) is None


async def test_a_leader_starts_and_stops(world: World):
    person = await standing_by(world, "able")
    lead = world.actor(await world.person("lea", "leader"), "leader")
    async with world.database.writer() as w:
        with pytest.raises(NobodyToCall):
            await waves.start(w, lead.id, world.brand.id, 0)
    await surge(world, 1)
    async with world.database.writer() as w:
        wave = await waves.start(w, lead.id, world.brand.id, 60)
        assert (wave.started_by, wave.called) == (lead.id, 1)
    async with world.database.writer() as w:
        with pytest.raises(WaveRunning):
            await waves.start(w, lead.id, world.brand.id, 60)
    assert await look(world) == {person: "called"}, "a forecast does not end a leader's wave"
    async with world.database.writer() as w:
        await waves.stop(w, wave)
    other = await standing_by(world, "other")
    await surge(world)
    assert await look(world) == {person: "withdrawn"}, "for an hour the router calls nobody by itself"
    await world.advance(waves.PAUSE_S + 1)
    assert (await look(world))[other] == "called"


async def test_over_http(world: World):
    app = application(world.database, endpoints.router)
    sam = await newcomer(world, "sam")
    await newcomer(world, "lea", "leader")
    base = f"/api/v1/brands/{world.brand.id}"
    chosen = {
        "opted_in": True,
        "time_zone": "Europe/Berlin",
        "quiet_from": "00:00",
        "quiet_until": "00:00",
        "most_a_day": 2,
    }
    async with browser(app) as client:
        headers = await sign_in(client, "sam")
        bad = await client.put(
            "/api/v1/associate/standby", json={**chosen, "time_zone": "Mars/Olympus"}, headers=headers
        )
        assert bad.status_code == 422
        mine = (await client.put("/api/v1/associate/standby", json=chosen, headers=headers)).json()
        assert (mine["time_zone"], mine["calls"], mine["lately"]) == ("Europe/Berlin", [], [])
    await world.advance(7_200)
    await surge(world)
    async with browser(app) as client:
        headers = await sign_in(client, "lea")
        forecast = (await client.get(f"{base}/forecast")).json()
        assert forecast["short"] is True
        assert len(forecast["steps"]) == 96
        assert forecast["conversations"]["wape"] is None
        wave = (await client.post(f"{base}/call-waves", json={}, headers=headers)).json()
        detail = (await client.get(f"{base}/call-waves/{wave['id']}")).json()
        assert [(one["name"], one["called"]) for one in detail["people"]] == [("Sam", True)]
        listed = (await client.get(f"{base}/call-waves")).json()
        assert (listed["standby"], listed["waves"][0]["waiting"]) == (1, 1)
    async with browser(app) as client:
        headers = await sign_in(client, "sam")
        [call] = (await client.get("/api/v1/associate/standby")).json()["calls"]
        assert (await client.post(f"/api/v1/call-ins/{call['id']}/accept", headers=headers)).status_code == 204
        gone = await client.post(f"/api/v1/call-ins/{call['id']}/accept", headers=headers)
        assert (gone.status_code, gone.json()["error"]["code"]) == (409, "call_in_gone")
        said = (await client.get("/api/v1/associate/standby")).json()["lately"][0]
        assert said["called"] is True
        assert said["why"].startswith("You were called")
    async with world.database.reader() as r:
        assert (await workforce.me(r, sam)).online


HISTORY = """
INSERT INTO segments (brand_id, conversation_id, segment, contact_id, requester_kind, started_with, opened_at,
    handed_over_at)
SELECT c.brand_id, c.id, n + 1, c.contact_id, 'customer', CASE WHEN n % 2 = 0 THEN 'queue' ELSE 'bot' END,
    gigline_now() - make_interval(mins => n * 15),
    CASE WHEN n % 2 = 1 THEN gigline_now() - make_interval(mins => n * 15) END
FROM conversations c, generate_series(1, 4 * 672) n WHERE c.id = $1
"""
WORKED = """
INSERT INTO assignments (brand_id, id, conversation_id, associate_id, weight, epoch, segment, started_at, ended_at)
SELECT s.brand_id, gen_random_uuid(), s.conversation_id, $1, 2, 1, s.segment, s.opened_at,
    s.opened_at + interval '6 minutes'
FROM segments s
"""


async def test_the_forecast_comes_from_what_people_were_asked_for_and_held(world: World):
    c = await world.write(topic="delivery")
    person = await world.associate()
    async with world.database.writer() as w:
        await w.execute(HISTORY, c.id)
        await w.execute(WORKED, person)
    async with world.database.reader() as r:
        found = await foresight.outlook(r, world.brand.id)
    # One a quarter of an hour, held for six minutes in two slots.
    assert found.past.conversations[0] == pytest.approx(1.0, abs=0.2)
    assert sum(found.past.work_min[:96]) == pytest.approx(96 * 12.0, rel=0.05)
    assert found.past.conversations_quality.wape < 0.1
    [pool] = found.plan.pools
    assert (pool.language, pool.topic, pool.work_min) == ("en", "delivery", pytest.approx(12.0))
    assert not found.plan.short, "one person who is there is enough"
