"""Whom a brand asks first: changed by what somebody saw, kept with who did it, closed to whoever does not lead."""

from __future__ import annotations

import asyncio
from uuid import UUID

import pytest
from tests import scenes
from tests.api.web import application, browser, make_person, sign_in

from gigline.infra.db import Database
from gigline.kit.errors import BadInput
from gigline.workforce import circle, endpoints, service
from gigline.workforce.errors import CircleChanged, NoSuchAssociate
from gigline.workforce.models import Circle

NOBODY = Circle()
TOPICS = ("delivery", "payment")


async def _change(database: Database, brand_id: UUID, associate_id: UUID, seen: Circle, to: Circle) -> None:
    async with database.writer() as w:
        await circle.change(w, brand_id, associate_id, seen, to, topics=TOPICS, by=None)


async def _now(database: Database, brand_id: UUID) -> list[tuple[list[str], list[str]]]:
    async with database.reader() as r:
        return [(one.certified, one.preferred) for one in await circle.of_brand(r, brand_id)]


async def test_it_changes_from_what_was_seen_and_the_router_hears_of_it(database: Database) -> None:
    brand_id = (await scenes.brand(database))[0].id
    sam = await scenes.associate(database, brand_id)
    to = Circle(["payment", "delivery", "delivery"], ["*"])
    await _change(database, brand_id, sam.id, NOBODY, to)
    assert await _now(database, brand_id) == [(["delivery", "payment"], ["*"])]
    with pytest.raises(CircleChanged) as refused:
        await _change(database, brand_id, sam.id, NOBODY, Circle(["payment"]))
    assert refused.value.current == {"certified": ["delivery", "payment"], "preferred": ["*"]}
    await _change(database, brand_id, sam.id, to, to)
    async with database.reader() as r:
        [kept] = await circle.changes(r, brand_id)
        [candidate] = await service.candidates(r, brand_id)
        told = await r.rows("SELECT 1 FROM events WHERE type = 'GrantChanged'")
    assert (kept.certified_before, kept.certified, kept.preferred) == ([], ["delivery", "payment"], ["*"])
    assert candidate.preferred == ("*",)
    assert len(told) == 2, "the grant itself and the one change; what changes nothing is no news"


async def test_of_two_at_once_one_is_refused(database: Database) -> None:
    brand_id = (await scenes.brand(database))[0].id
    sam = await scenes.associate(database, brand_id)
    wanted = (Circle(["delivery"]), Circle(preferred=["payment"]))
    found = await asyncio.gather(
        *(_change(database, brand_id, sam.id, NOBODY, to) for to in wanted), return_exceptions=True
    )
    assert sorted(type(one).__name__ for one in found) == ["CircleChanged", "NoneType"]
    async with database.reader() as r:
        assert len(await circle.changes(r, brand_id)) == 1


async def test_topics_are_the_brands_and_people_have_a_grant(database: Database) -> None:
    brand_id = (await scenes.brand(database))[0].id
    sam = await scenes.associate(database, brand_id)
    with pytest.raises(BadInput):
        await _change(database, brand_id, sam.id, NOBODY, Circle(["golf"]))
    async with database.writer() as w:
        await service.grant(w, brand_id, sam.id, certified=["retired"])
    await _change(database, brand_id, sam.id, Circle(["retired"]), Circle(["retired", "payment"]))
    stranger = await scenes.associate(database, (await scenes.brand(database, key="other"))[0].id)
    with pytest.raises(NoSuchAssociate):
        await _change(database, brand_id, stranger.id, NOBODY, Circle(["payment"]))
    async with database.reader() as r:
        assert [one.certified for one in await circle.changes(r, brand_id)] == [["payment", "retired"], ["retired"]]


@pytest.mark.parametrize(("role", "status"), [("leader", 200), ("associate", 404)])
async def test_over_http(database: Database, role: str, status: int) -> None:
    brand = (await scenes.brand(database))[0]
    brand_id = brand.id
    sam = await scenes.associate(database, brand_id)
    await make_person(database, "lea", brand, role)
    path = f"/api/v1/brands/{brand_id}"
    body = {"certified": ["payment"], "preferred": [], "seen": {"certified": [], "preferred": []}}
    async with browser(application(database, endpoints.router)) as client:
        headers = await sign_in(client, "lea")
        assert (await client.get(f"{path}/circle")).status_code == status
        answer = await client.put(f"{path}/associates/{sam.id}/circle", json=body, headers=headers)
        assert answer.status_code == status
        if status != 200:
            assert await _now(database, brand_id) == [([], [])]
            return
        [person], [change] = answer.json()["people"], answer.json()["changes"]
        assert (person["certified"], change["changed_by"]) == (["payment"], "Lea")
        again = await client.put(f"{path}/associates/{sam.id}/circle", json=body, headers=headers)
        assert (again.status_code, again.json()["error"]["code"]) == (409, "circle_changed")
        assert again.json()["error"]["current"]["certified"] == ["payment"]
