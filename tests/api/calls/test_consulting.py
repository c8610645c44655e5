"""Warm transfers at the HTTP edge: what a colleague sees and may do while they are asked, and not a moment longer."""

from __future__ import annotations

from tests.api.isolation.world import build

from gigline.infra.db import Database


async def test_a_colleague_has_a_part_in_the_call_while_they_are_asked_and_in_nothing_else(database: Database):
    world = await build(database, rate_factor=10.0)
    holder, associate = (world.actors[name].client for name in ("holder", "associate"))
    call = f"/api/v1/calls/{world.ids['call_id']}"
    conversation = f"/api/v1/conversations/{world.ids['conversation_id']}"
    async with database.writer() as w:
        await w.execute("UPDATE calls SET host = 'a-process'")
    epoch = (await holder.get("/api/v1/calls/mine")).json()["call"]["epoch"]
    ask = {"epoch": epoch, "associate_id": str(world.actors["associate"].id), "note": "the blue one"}
    answer = await holder.post(f"{call}/consult", json=ask)
    assert (answer.status_code, answer.json()["consultation"]["state"]) == (200, "ringing"), answer.text
    assert (answer.json()["state"], answer.json()["asked"]) == ("held", False)

    mine = (await associate.get("/api/v1/calls/mine")).json()["call"]
    assert (mine["asked"], mine["consultation"]["note"]) == (True, "the blue one")
    assert mine["consultation"]["asked_by"]["id"] == str(world.actors["holder"].id)
    for path, body in (
        ("hold", {"on": False}),
        ("transfer", {"epoch": epoch}),
        ("consult", {"epoch": epoch}),
        ("consult/talk", {"to": "requester"}),
        ("consult/complete", {"epoch": epoch}),
        ("consult/cancel", None),
    ):
        assert (await associate.post(f"{call}/{path}", json=body)).status_code == 404, path
    assert (await associate.get(conversation)).status_code == 404
    no_offer = {"sdp": "none"}
    assert (await associate.post(f"{call}/join", json=no_offer)).status_code == 422
    assert (await world.actors["former"].client.post(f"{call}/join", json=no_offer)).status_code == 404

    assert (await associate.post(f"{call}/end")).status_code == 200
    assert (await associate.get("/api/v1/calls/mine")).json()["call"] is None
    assert (await associate.post(f"{call}/join", json=no_offer)).status_code == 404
    told = (await holder.get("/api/v1/calls/mine")).json()["call"]
    assert (told["state"], told["consultation"]["state"]) == ("held", "declined")
    again = await holder.post(f"{call}/consult", json={"epoch": epoch - 1})
    assert (again.status_code, again.json()["error"]["code"]) == (409, "stale_epoch")
