"""The widget's calls at the HTTP edge: what is refused before any sound, and which pages may use a microphone."""

from __future__ import annotations

from tests.api.isolation.world import build
from tests.browsers import FakeBrowser

from gigline.calls.media import offers
from gigline.channels import service as channels
from gigline.infra.db import Database


async def test_a_call_is_refused_where_it_is_not_one_is_not_taken_or_no_line_is_free(database: Database):
    world = await build(database, most_calls=0)
    requester = world.actors["other_requester"].client
    browser = FakeBrowser(440)
    offer = await browser.offer()
    await browser.close()

    no_offer = await requester.post("/api/v1/widget/call", json={"sdp": "v=0"})
    assert (no_offer.status_code, no_offer.json()["error"]["code"]) == (422, "bad_call_offer")
    too_long = await requester.post("/api/v1/widget/call", json={"sdp": "a" * (offers.LARGEST + 1)})
    assert (too_long.status_code, too_long.json()["error"]["code"]) == (422, "bad_input")

    not_taken = await requester.post("/api/v1/widget/call", json={"sdp": offer})
    assert not_taken.status_code == 404
    async with database.writer() as w:
        await channels.save_account(w, world.brand.id, "webchat", "acme-web", {"calls": True})
    busy = await requester.post("/api/v1/widget/call", json={"sdp": offer})
    assert (busy.status_code, busy.json()["error"]["code"]) == (503, "calls_busy")

    assert (await requester.get("/api/v1/widget/call")).json() == {"call": None, "ice_servers": []}
    assert (await requester.post("/api/v1/widget/call/join", json={"sdp": offer})).status_code == 404
    assert (await requester.post("/api/v1/widget/call/end")).status_code == 204
    async with database.reader() as r:
        assert (
            await r.value("SELECT count(*) FROM calls WHERE contact_id = $1", world.actors["other_requester"].id) == 0
        )


async def test_browsers_get_turn_credentials_that_end(database: Database):
    world = await build(database, turn_url="turn:turn.example:3478", turn_secret="s", stun_url="stun:stun.example:3478")
    found = (await world.actors["holder"].client.get("/api/v1/calls/mine")).json()
    [stun, turn] = found["ice_servers"]
    assert stun == {"urls": "stun:stun.example:3478", "username": None, "credential": None}
    assert turn["username"].endswith(":gigline")
    assert turn["credential"]
    assert found["call"]["state"] == "connected"


async def test_a_microphone_is_for_the_pages_that_talk(database: Database):
    world = await build(database)
    nobody = world.actors["nobody"].client
    pages = {"/demo/acme-web": "microphone=(self)", "/api/docs": "microphone=()", "/": "microphone=()"}
    for path, allowed in pages.items():
        assert allowed in (await nobody.get(path)).headers["permissions-policy"], path
