"""The same over HTTP: shapes, status codes, and who may."""

from __future__ import annotations

from uuid import uuid4

import pytest
from tests.api.web import PASSWORD, application, browser, sign_in
from tests.database.routing.world import World

from gigline.accounts import service as accounts
from gigline.routing.endpoints import router as routing
from gigline.workforce import service as workforce
from gigline.workforce.endpoints import router as workforce_router


@pytest.fixture
async def app(world: World):
    return application(world.database, routing, workforce_router)


async def newcomer(world: World, name: str, role: str = "associate"):
    async with world.database.writer() as w:
        person = await accounts.create_person(w, f"{name}@acme.example", name.title(), PASSWORD)
        await accounts.set_role(w, person.id, world.brand.id, role)
        if role == "associate":
            await workforce.save_associate(w, person.id, ["en"], 3)
            await workforce.grant(w, world.brand.id, person.id)
    await world.connect(person.id)
    return person.id


async def test_from_availability_to_transfer(world: World, app):
    sam = await newcomer(world, "sam")
    async with browser(app) as client:
        headers = await sign_in(client, "sam")
        me = (await client.put("/api/v1/associate/availability", json={"availability": "on"}, headers=headers)).json()
        assert (me["availability"], me["online"], me["load"]) == ("on", True, 0)
        assert me["grants"][0]["brand_name"] == "Acme"
        assert me["warm_up_until"]
        c = await world.queued()
        await world.drain()
        [offer] = (await client.get("/api/v1/offers/mine")).json()["items"]
        assert offer["conversation_id"] == str(c.id)
        assert set(offer["reason"]) == {"summary", "parts"}
        assert "1234567" not in offer["preview"]
        why = (await client.get(f"/api/v1/offers/{offer['id']}/why")).json()
        assert why["sentences"][0] == "You are the only one free who can take this now."
        assert (await client.get(f"/api/v1/offers/{offer['id']}/decision")).status_code == 404
        taken = await client.post(f"/api/v1/offers/{offer['id']}/accept", headers=headers)
        assert taken.status_code == 200
        again = await client.post(f"/api/v1/offers/{offer['id']}/accept", headers=headers)
        assert again.status_code == 409
        assert again.json()["error"]["code"] == "offer_gone"
        stale = await client.post(
            f"/api/v1/conversations/{c.id}/transfer", json={"epoch": 1, "to": {"kind": "queue"}}, headers=headers
        )
        assert (stale.status_code, stale.json()["error"]["code"]) == (409, "stale_epoch")
        moved = await client.post(
            f"/api/v1/conversations/{c.id}/transfer",
            json={"epoch": taken.json()["epoch"], "to": {"kind": "queue", "note": "not mine"}},
            headers=headers,
        )
        assert moved.status_code == 200, moved.text
        assert moved.json()["holder"] == "queue"
    assert await world.load(sam) == 0


async def test_leaders_see_the_board_and_the_decision_and_assign(world: World, app):
    sam = await newcomer(world, "sam")
    await newcomer(world, "lea", "leader")
    await world.choose(sam, "on")
    c = await world.queued()
    await world.drain()
    offer = await world.live(c.id)
    async with browser(app) as client:
        headers = await sign_in(client, "lea")
        board = (await client.get("/api/v1/board")).json()
        assert board["totals"]["waiting"] == 1
        assert board["waiting"][0]["offers"] == 1
        [line] = (await client.get(f"/api/v1/conversations/{c.id}/offers")).json()["items"]
        assert (line["id"], line["associate_name"], line["state"]) == (str(offer.id), "Sam", "offered")
        decision = (await client.get(f"/api/v1/offers/{offer.id}/decision")).json()
        assert decision["replays"] is True
        assert decision["names"] == {str(sam): "Sam"}
        people = (await client.get(f"/api/v1/brands/{world.brand.id}/associates")).json()["items"]
        assert [one["load"] for one in people] == [1]
        refused = await client.post(
            f"/api/v1/conversations/{c.id}/assign",
            json={"epoch": c.epoch, "associate_id": str(uuid4())},
            headers=headers,
        )
        assert (refused.status_code, refused.json()["error"]["code"]) == (409, "not_eligible")
        given = await client.post(
            f"/api/v1/conversations/{c.id}/assign", json={"epoch": c.epoch, "associate_id": str(sam)}, headers=headers
        )
        assert given.status_code == 200, given.text
        back = await client.post(
            f"/api/v1/conversations/{c.id}/pull-back", json={"epoch": given.json()["epoch"]}, headers=headers
        )
        assert back.json()["holder"] == "queue"


async def test_associates_have_no_board_and_strangers_nothing(world: World, app):
    await newcomer(world, "sam")
    async with browser(app) as client:
        assert (await client.get("/api/v1/board")).status_code == 401
        headers = await sign_in(client, "sam")
        assert (await client.get("/api/v1/board", params={"brand": str(world.brand.id)})).status_code == 404
        mine = (await client.get("/api/v1/board")).json()
        assert (mine["associates"], mine["waiting"], mine["totals"]["waiting"]) == ([], [], 0)
        assert (await client.get(f"/api/v1/brands/{world.brand.id}/associates")).status_code == 404
        c = await world.write()
        assert (await client.get(f"/api/v1/conversations/{c.id}/offers")).status_code == 404
        for path, body in (
            (f"/api/v1/conversations/{c.id}/pull-back", {"epoch": c.epoch}),
            (f"/api/v1/conversations/{c.id}/assign", {"epoch": c.epoch, "associate_id": str(uuid4())}),
            (f"/api/v1/conversations/{uuid4()}/take-over", {"epoch": 1}),
            (f"/api/v1/offers/{uuid4()}/accept", {}),
        ):
            assert (await client.post(path, json=body, headers=headers)).status_code == 404
        for body in ({"capacity": 0}, {"capacity": 7}, {"capacity": True}, {"capacity": "3"}, {}):
            assert (await client.put("/api/v1/associate/capacity", json=body, headers=headers)).status_code == 422
        answer = await client.put("/api/v1/associate/capacity", json={"capacity": 2}, headers=headers)
        assert answer.json()["capacity"] == 2
