"""Recommendations on a real database: recorded, chosen once, learned from; and over HTTP by those who may."""

from __future__ import annotations

import tomllib
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from tests import scenes
from tests.api.web import application, browser, make_person, sign_in

from gigline.accounts import service as accounts
from gigline.infra.db import Database
from gigline.kit.errors import BadInput
from gigline.providers import endpoints, rules, service
from gigline.providers.directory import Directory
from gigline.providers.errors import ChosenAlready, NotRecommended

FILE = Path("examples/brands/crateful/providers.toml")
COOK = service.Wanted("cook", "madrid-centre", ("dinner",), "en")


def directory() -> Directory:
    return Directory.model_validate(tomllib.loads(FILE.read_text(encoding="utf-8")))


@pytest.fixture
async def brand_id(database: Database) -> UUID:
    brand, _, _ = await scenes.brand(database)
    async with database.writer() as w:
        await service.save(w, brand.id, directory())
    return brand.id


async def test_three_with_reasons_recorded_and_replayable(database: Database, brand_id: UUID):
    async with database.writer() as w:
        made = await service.recommend(w, brand_id, COOK, "api")
    assert made.shown[0] == "alba-rey"
    assert len(made.facts) == 3
    assert made.facts[0]["reasons"][0] == "Did 63 of 64 jobs as agreed."
    excluded = {one["id"]: one["rule"] for one in made.record["excluded"]}
    assert excluded["hugo-vidal"] == "away"
    assert excluded["bruno-leal"] == "language"
    assert excluded["ines-duarte"] == "area"
    assert excluded["lars-moreno"] == "kind"
    assert rules.replays(made.record)


async def test_a_skill_that_needs_a_licence_asks_for_it(database: Database, brand_id: UUID):
    async with database.writer() as w:
        made = await service.recommend(w, brand_id, service.Wanted("cook", "getafe", ("allergies",), "es"), "api")
    assert "gema-ortiz" not in made.shown
    assert {one["id"]: one["rule"] for one in made.record["excluded"]}["gema-ortiz"] == "licence"


async def test_the_choice_is_one_and_what_came_of_it_is_learned(database: Database, brand_id: UUID):
    async with database.writer() as w:
        before = await service.recommend(w, brand_id, COOK, "api")
        with pytest.raises(NotRecommended):
            await service.note_outcome(w, brand_id, before.id, done=True, rating=5)
        with pytest.raises(NotRecommended):
            await service.choose(w, brand_id, before.id, "lars-moreno")
        await service.choose(w, brand_id, before.id, before.shown[0])
        with pytest.raises(ChosenAlready):
            await service.choose(w, brand_id, before.id, before.shown[1])
    for _ in range(30):
        async with database.writer() as w:
            made = await service.recommend(w, brand_id, COOK, "api")
            # Even the best is passed over once what they agreed to is not done.
            if "alba-rey" not in made.shown:
                break
            await service.choose(w, brand_id, made.id, "alba-rey")
            await service.note_outcome(w, brand_id, made.id, done=False, rating=1)
            again = await service.note_outcome(w, brand_id, made.id, done=True, rating=5)
            assert (again.done, again.rating) == (False, 1), "the first word counts"
    assert made.shown[0] != "alba-rey"
    async with database.reader() as r:
        known = await service.standing_of(r, brand_id)
    assert known is not None
    assert known.of("alba-rey").jobs > 64


async def test_unknown_work_is_refused_and_a_key_gives_the_same_again(database: Database, brand_id: UUID):
    key = uuid4()
    async with database.writer() as w:
        for wrong in (
            service.Wanted("plumber", "lisbon"),
            service.Wanted("cook", "mars"),
            service.Wanted("cook", "lisbon", ("sushi",)),
        ):
            with pytest.raises(BadInput):
                await service.recommend(w, brand_id, wanted=wrong, asked_by="api")
        first = await service.recommend(w, brand_id, COOK, "bot", id_=key)
        assert await service.recommend(w, brand_id, COOK, "bot", id_=key) == first
        await service.save(w, brand_id, None)
        with pytest.raises(BadInput):
            await service.recommend(w, brand_id, COOK, "api")


async def test_over_http(database: Database, brand_id: UUID):
    app = application(database, endpoints.router)
    async with database.reader() as r:
        brand = await accounts.brand(r, brand_id)
    await make_person(database, "lea", brand, "leader")
    await make_person(database, "sam", brand, "associate")
    base = f"/api/v1/brands/{brand_id}"
    async with browser(app) as client:
        headers = await sign_in(client, "lea")
        assert len((await client.get(f"{base}/providers")).json()["providers"]) == 12
        wanted = {"kind": "cook", "place": "lisbon", "at": "2026-11-28T20:00:00"}
        made = (await client.post(f"{base}/recommendations", json=wanted, headers=headers)).json()
        assert [one["id"] for one in made["items"]] == ["ines-duarte", "joao-pires"]
        record = (await client.get(f"{base}/recommendations/{made['id']}")).json()
        assert record["replays"] is True
        one = f"{base}/recommendations/{made['id']}"
        chosen = await client.post(f"{one}/choose", json={"provider_id": "joao-pires"}, headers=headers)
        assert chosen.json()["chosen"] == "joao-pires"
        done = await client.post(f"{one}/outcome", json={"done": True, "rating": 5}, headers=headers)
        assert (done.json()["done"], done.json()["rating"]) == (True, 5)
    async with browser(app) as client:
        headers = await sign_in(client, "sam")
        assert (await client.post(f"{base}/recommendations", json=wanted, headers=headers)).status_code == 404
        assert (
            await client.post(f"{one}/choose", json={"provider_id": "joao-pires"}, headers=headers)
        ).status_code == 404
