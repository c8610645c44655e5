"""Routing for another help desk: who gets it, why, and that the kept decision says the same again."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from tests.api.web import application, browser, make_brand

from gigline.accounts import keys
from gigline.infra.db import Database
from gigline.routing import endpoints

NEED = {"id": "c1", "brand": "shop", "topic": "refund", "language": "en", "channel": "chat", "waited": 4}
ANA = {"id": "ana", "brands": ["shop"], "languages": ["en"], "channels": ["chat"], "slots": 3, "idle_s": 40}
BEN = ANA | {"id": "ben", "idle_s": 90}
POLICIES = ("gigline", "round-robin", "longest-idle", "skill-tier", "simplr-like")


@dataclass
class Desk:
    client: httpx.AsyncClient
    brand: UUID
    key: str
    weak_key: str

    async def ask(self, associates: list[dict[str, Any]], **more: Any) -> httpx.Response:
        body = {"conversation": NEED, "associates": associates, **more}
        return await self.client.post(self.url, json=body, headers=self.bearer(self.key))

    @property
    def url(self) -> str:
        return f"/api/v1/brands/{self.brand}/route"

    def bearer(self, key: str) -> dict[str, str]:
        return {"authorization": f"Bearer {key}"}


@pytest.fixture
async def desk(database: Database) -> AsyncIterator[Desk]:
    brand = await make_brand(database)
    async with database.writer() as w:
        _, key = await keys.create(w, brand.id, "other desk", "leader")
        _, weak = await keys.create(w, brand.id, "robot", "associate")
    async with browser(application(database, endpoints.router)) as client:
        yield Desk(client, brand.id, key, weak)


@pytest.mark.parametrize("policy", POLICIES)
async def test_the_one_who_may_gets_it_whatever_the_policy(desk: Desk, policy: str) -> None:
    others = [
        ANA | {"id": "full", "load": 3},
        ANA | {"id": "foreign", "languages": ["de"]},
        ANA | {"id": "caller", "channels": ["voice"]},
    ]
    answer = await desk.ask([*others, ANA], policy=policy, conversation=NEED | {"waited": 50})
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert found["associate"] == "ana"
    rules = {one["id"]: one["rule"] for one in found["candidates"]}
    assert rules == {"full": "capacity", "foreign": "eligible", "caller": "eligible", "ana": None}


async def test_policies_choose_as_they_do_elsewhere(desk: Desk) -> None:
    ana = ANA | {"tiers": {"shop": 1}}
    assert (await desk.ask([ana, BEN])).json()["associate"] == "ben"
    assert (await desk.ask([ana, BEN], policy="skill-tier")).json()["associate"] == "ana"
    past = [
        {"conversation": NEED | {"id": f"p{at}"}, "associate": who, "resolved": who == "ana", "work": 300}
        for at in range(40)
        for who in ("ana", "ben")
    ]
    learned = await desk.ask([ANA, BEN], policy="gigline", history=past, conversation=NEED | {"waited": 50})
    assert learned.json()["associate"] == "ana"


async def test_nobody_is_said_when_nobody_may(desk: Desk) -> None:
    found = (await desk.ask([])).json()
    assert (found["associate"], found["score"], found["candidates"]) == (None, None, [])


async def test_a_decision_is_kept_and_replays(desk: Desk) -> None:
    made = (await desk.ask([ANA, BEN], policy="simplr-like", seed=7)).json()
    kept = await desk.client.get(f"{desk.url}/{made['id']}", headers=desk.bearer(desk.key))
    assert kept.status_code == 200
    assert kept.json()["answer"] == made
    assert kept.json()["question"]["seed"] == 7
    assert kept.json()["replays"] is True
    missing = await desk.client.get(f"{desk.url}/{uuid4()}", headers=desk.bearer(desk.key))
    assert missing.status_code == 404
    assert "no_such_decision" in missing.text


@pytest.mark.parametrize(
    "body",
    [
        {"associates": [ANA, ANA], "conversation": NEED},
        {"associates": [ANA | {"slots": -1}], "conversation": NEED},
        {"associates": [ANA], "conversation": NEED | {"sla": 0}},
        {"associates": [ANA], "conversation": NEED, "policy": "best"},
        {"associates": [ANA]},
    ],
)
async def test_what_makes_no_sense_is_refused(desk: Desk, body: dict[str, Any]) -> None:
    answer = await desk.client.post(desk.url, json=body, headers=desk.bearer(desk.key))
    assert answer.status_code == 422


async def test_a_key_without_the_role_is_told_nothing(desk: Desk) -> None:
    body = {"conversation": NEED, "associates": [ANA]}
    answer = await desk.client.post(desk.url, json=body, headers=desk.bearer(desk.weak_key))
    assert answer.status_code == 404
