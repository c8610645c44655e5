"""Associates run the brand's actions from a conversation, under the bot's guards, and the log tells of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from tests import codes
from tests.api.isolation import world as worlds
from tests.conftest import MakeDatabase
from tests.database.integrations.conftest import API_KEY, compiled, deliveries
from tests.database.integrations.test_codes import PHONE
from tests.unit.channels.fixtures import TWILIO

from gigline.channels import service as channels
from gigline.contacts import service as contacts
from gigline.conversations import action_log
from gigline.infra.db import Database
from gigline.infra.dial import Outside
from gigline.infra.outbox import Subscriptions
from gigline.infra.relay import Relay
from gigline.infra.settings import Settings
from gigline.infra.vault import Vault
from gigline.integrations import service as integrations
from gigline.integrations.backends import Backends
from gigline.simulation.providers.twilio import Twilio

SUBSCRIPTIONS = Subscriptions([action_log.SUBSCRIPTION])


class Desk:
    """The holder's and the leader's calls on one conversation."""

    def __init__(self, world: worlds.World, database: Database):
        self.world, self.database = world, database
        self.base = f"/api/v1/conversations/{world.ids['conversation_id']}"
        self.epoch = int(world.ids["epoch"])

    def client(self, who: str) -> httpx.AsyncClient:
        return self.world.actors[who].client

    async def run(self, name: str, who: str = "holder", **body: Any) -> httpx.Response:
        whole = {"epoch": self.epoch, "client_id": uuid4().hex, "confirmed": True, **body}
        return await self.client(who).post(f"{self.base}/actions/{name}/runs", json=whole)

    async def vouched_for(self) -> None:
        async with self.database.writer() as w:
            await w.execute(
                "INSERT INTO identities (brand_id, type, value, contact_id, verified) "
                "VALUES ($1, 'external', $2, $3, true)",
                self.world.brand.id, "cus-1001", UUID(self.world.ids["contact_id"]),
            )  # fmt: skip


def _code(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]["code"]


@pytest.fixture
async def desk(make_database: MakeDatabase, tmp_path: Path):
    async with make_database(SUBSCRIPTIONS) as database, deliveries(database.dsn) as url:
        world = await worlds.build(database)
        vault = Vault(Settings(data_dir=tmp_path))
        world.app.state.backends = Backends(Outside(allow_private=True), vault, allow_private=True)
        cleared = {"runners": ["cleared"], "clearance": 2}
        async with database.writer() as w:
            await integrations.save(w, world.brand.id, [compiled(url, refund_order=cleared)])
            await integrations.set_secret(w, vault, world.brand.id, "deliveries", "api_key", API_KEY)
        yield Desk(world, database)


async def test_an_associate_runs_an_action_and_the_log_tells_of_it(desk: Desk) -> None:
    await desk.vouched_for()
    listed = (await desk.client("holder").get(f"{desk.base}/actions")).json()
    obstacles = {one["name"]: one["obstacle"] for one in listed["items"]}
    assert obstacles["track_delivery"] is None
    assert (obstacles["refund_order"], listed["verified"]) == ("not_allowed", True)
    assert not {"next_pay", "find_customer"} & set(obstacles)
    assert "customer_id" not in str(listed["items"])

    asked = await desk.run("track_delivery", inputs={"order_number": "HP-48213"})
    assert asked.status_code == 201, asked.text
    assert asked.json()["text"].startswith("Your order HP-48213 from Casa Verdelha")
    unsure = await desk.run("cancel_order", inputs={"order_number": "HP-47001"}, confirmed=False)
    assert _code(unsure) == (409, "needs_confirmation")
    key = uuid4().hex
    done = [await desk.run("cancel_order", inputs={"order_number": "HP-47001"}, client_id=key) for _ in range(2)]
    assert [one.json()["id"] for one in done] == [done[0].json()["id"]] * 2
    refunded = {"name": "refunded", "title": "Given back", "type": "money", "text": "15.90 EUR", "rows": []}
    assert refunded in done[0].json()["shown"]

    await Relay(desk.database, SUBSCRIPTIONS, concurrency=2).run_until_idle()
    entries = (await desk.client("holder").get(f"{desk.base}/entries")).json()["items"]
    lines = [one for one in entries if one["data"].get("type") == "action_settled"]
    assert [(one["data"]["action"], one["data"]["state"], one["author"]["name"]) for one in lines] == [
        ("track_delivery", "succeeded", "Sam Field"),
        ("cancel_order", "succeeded", "Sam Field"),
    ]
    assert "HP-47001" not in str([one["data"] for one in lines])


async def test_the_guards_hold_for_people_too(desk: Desk) -> None:
    order = {"order_number": "HP-48213"}
    assert _code(await desk.run("track_delivery", inputs=order)) == (409, "not_verified")
    await desk.vouched_for()
    assert _code(await desk.run("track_delivery", inputs=order, epoch=1)) == (409, "stale_epoch")
    # Who leads takes it over first.
    assert _code(await desk.run("track_delivery", "leader", inputs=order)) == (409, "not_allowed_now")
    assert _code(await desk.run("refund_order", inputs={**order, "amount": 5, "reason": "late"})) == (
        403, "not_allowed_to_run",
    )  # fmt: skip
    other = {**order, "customer_id": "cus-1002"}
    assert _code(await desk.run("track_delivery", inputs=other)) == (422, "bad_action_input")
    assert _code(await desk.run("track_delivery", inputs={"order_number": "x"})) == (422, "bad_action_input")
    refused = await desk.run("change_delivery_address", inputs={**order, "street": "Rua Nova 3"})
    assert _code(refused) == (409, "backend_refused")
    assert "The courier has collected it" in refused.text
    assert API_KEY not in refused.text


async def test_a_code_that_is_right_makes_one_person_of_whoever_had_the_number(desk: Desk) -> None:
    contact = f"/api/v1/contacts/{desk.world.ids['contact_id']}"
    company = Twilio()
    async with company.running() as twilio:
        async with desk.database.writer() as w:
            brand_id = desk.world.brand.id
            await channels.save_account(w, brand_id, "sms", "acme-sms", {**TWILIO, "api_base": twilio})
            before = await contacts.resolve_identity(w, brand_id, "phone", PHONE)
        holder = desk.client("holder")
        asked = await holder.post(f"{desk.base}/verification", json={"type": "phone", "value": PHONE})
        assert asked.status_code == 202, asked.text
        right = codes.latest(company)
        wrong = f"{(int(right) + 1) % 10**6:06}"
        assert _code(await holder.post(f"{desk.base}/verification/code", json={"code": wrong})) == (409, "code_refused")
        known = (await desk.client("leader").get(contact)).json()["merges"]
        assert str(before.id) not in str(known)
        proved = await holder.post(f"{desk.base}/verification/code", json={"code": right})
        assert proved.status_code == 200, proved.text
    found = (await desk.client("leader").get(contact)).json()
    assert [(one["by_kind"], one["proof"]) for one in found["merges"] if one["from_id"] == str(before.id)] == [
        ("attestation", "code:phone")
    ]
    assert PHONE in {one["value"] for one in found["identities"] if one["attested"]}
