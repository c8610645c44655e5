"""Brands, people, roles and the server's secret."""

from __future__ import annotations

import asyncio

import pytest

from gigline.accounts import service
from gigline.accounts.errors import NoSuchBrand, NoSuchPerson, PersonExists
from gigline.accounts.models import Actor
from gigline.accounts.schemas import BrandSettings
from gigline.infra.db import Database
from gigline.kit.errors import BadInput
from gigline.kit.ids import new_id


def settings(key: str = "acme", name: str = "Acme") -> BrandSettings:
    return BrandSettings.model_validate(
        {"brand": {"key": key, "name": name, "languages": ["en"]}, "topics": [{"key": "other", "name": "All"}]}
    )


async def test_a_brand_saved_again_keeps_its_id_secret_and_stream(database):
    async with database.writer() as w:
        first = await service.save_brand(w, settings())
    async with database.writer() as w:
        again = await service.save_brand(w, settings(name="Acme & Co"))
    assert (again.id, again.identity_secret, again.name) == (first.id, first.identity_secret, "Acme & Co")
    assert len(first.identity_secret) >= 32
    async with database.reader() as r:
        assert await r.value("SELECT count(*) FROM streams WHERE brand_id = $1", first.id) == 1
        found = await service.brand_by_key(r, "acme")
        assert service.settings_of(found) == settings(name="Acme & Co")


async def test_who_has_no_role_learns_nothing_of_a_brand(database):
    async with database.writer() as w:
        brand = await service.save_brand(w, settings())
        other = await service.save_brand(w, settings("other", "Other"))
    leader = Actor(kind="person", id=new_id(), roles={brand.id: "leader"})
    async with database.reader() as r:
        assert (await service.access_brand(r, leader, brand.id, "associate")).id == brand.id
        texts = set()
        for brand_id, role in [(brand.id, "admin"), (other.id, "associate"), (new_id(), "associate")]:
            with pytest.raises(NoSuchBrand) as refused:
                await service.access_brand(r, leader, brand_id, role)
            texts.add((refused.value.status, refused.value.code, refused.value.detail))
        assert len(texts) == 1
        assert [one.id for one in await service.brands_of(r, leader)] == [brand.id]
        assert await service.brands_of(r, leader, "admin") == []
        operator = Actor(kind="person", id=new_id(), operator=True)
        assert len(await service.brands_of(r, operator)) == 2
        requester = Actor(kind="requester", id=new_id(), brand_id=brand.id)
        assert await service.brands_of(r, requester) == []
        with pytest.raises(NoSuchBrand):
            await service.access_brand(r, requester, brand.id, "associate")


async def test_an_address_signs_in_one_person_however_it_is_written(database):
    async with database.writer() as w:
        made = await service.create_person(w, " Ana@Acme.example ", "Ana", "long enough")
        assert made.email == "ana@acme.example"
        with pytest.raises(PersonExists):
            await service.create_person(w, "ANA@acme.example", "Ana", "long enough")
        found = await service.person_by_email(w, "ANA@acme.EXAMPLE")
        assert found == made
        with pytest.raises(NoSuchPerson):
            await service.person(w, new_id())


@pytest.mark.parametrize(
    ("email", "password"), [("ana", "long enough"), ("@", "long enough"), ("a@b@c", "long enough"),
     ("a@b.c", "short"), ("a@b.c", "x" * 1025)]
)  # fmt: skip
async def test_bad_addresses_and_passwords_are_refused(database, email, password):
    async with database.writer() as w:
        with pytest.raises(BadInput):
            await service.create_person(w, email, "Ana", password)


async def test_roles_are_given_replaced_and_taken(database):
    async with database.writer() as w:
        brand = await service.save_brand(w, settings())
        ana = await service.create_person(w, "ana@acme.example", "Ana", "long enough")
        await service.set_role(w, ana.id, brand.id, "associate")
        await service.set_role(w, ana.id, brand.id, "admin")
        assert await w.value("SELECT role FROM memberships") == "admin"
        assert await service.people_of(w, brand.id) == [ana]
        await service.set_role(w, ana.id, brand.id, None)
        assert await service.people_of(w, brand.id) == []


async def test_processes_that_race_for_the_server_secret_get_the_same(database):
    others = [Database(database.dsn, subscribers=database.subscribers, pool_size=1) for _ in range(6)]
    for other in others:
        await other.open()
    try:
        found = await asyncio.gather(*(service.server_secret(other) for other in others))
    finally:
        for other in others:
            await other.close()
    assert len(set(found)) == 1
    assert len(found[0]) == 32
    assert await service.server_secret(database) == found[0]
