"""Contacts that people make one person: nothing moves but the pointer, and undoing it gives back what was."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import UUID

import pytest
from tests.database.accounts.test_brands_and_people import settings

from gigline.accounts import service as accounts
from gigline.contacts import merging, persons, service
from gigline.contacts.errors import (
    AlreadyOnePerson,
    CannotUndo,
    MergedMeanwhile,
    NoSuchContact,
    NoSuchMerge,
    NothingToSplit,
)
from gigline.contacts.models import By
from gigline.infra.db import Database
from gigline.kit.ids import new_id

LEA = By("person", name="Lea")
ROWS = (
    "SELECT id, name, kind, kinds, verified, attributes::text, merged_into FROM contacts ORDER BY id",
    "SELECT type, value, contact_id, verified FROM identities ORDER BY type, value",
)


@pytest.fixture
async def brand_id(database):
    async with database.writer() as w:
        return (await accounts.save_brand(w, settings())).id


async def made(database: Database, brand_id: UUID, *identities: tuple[Any, str]) -> UUID:
    """A contact known by these, the first one attested."""
    async with database.writer() as w:
        contact = await service.resolve_identity(w, brand_id, *identities[0], name=identities[0][1][:8])
        for type_, value in identities[1:]:
            await w.execute(
                "INSERT INTO identities (brand_id, type, value, contact_id) VALUES ($1, $2, $3, $4)",
                brand_id, type_, value, contact.id,
            )  # fmt: skip
    return contact.id


async def merge(database: Database, brand_id: UUID, into: UUID, other: UUID):
    async with database.writer() as w:
        return await merging.merge(w, brand_id, into, other, LEA)


async def undo(database: Database, brand_id: UUID, merge_id: UUID) -> None:
    async with database.writer() as w:
        await merging.undo(w, brand_id, merge_id, LEA)


async def rows(database: Database) -> list[list[tuple[Any, ...]]]:
    async with database.reader() as r:
        return [[tuple(row) for row in await r.rows(sql)] for sql in ROWS]


async def person(database: Database, brand_id: UUID, contact_id: UUID) -> set[UUID]:
    async with database.reader() as r:
        found = await persons.person(r, brand_id, contact_id)
        assert sorted(found.ids) == await r.value("SELECT gigline_person($1, $2)", brand_id, contact_id)
    return set(found.ids)


async def test_merging_points_and_undoing_gives_back_every_row(database: Database, brand_id: UUID):
    a, b, c = [await made(database, brand_id, ("api", name)) for name in ("acc:a", "acc:b", "acc:c")]
    await merge(database, brand_id, b, c)
    before = await rows(database)
    one = await merge(database, brand_id, a, b)
    assert await person(database, brand_id, c) == {a, b, c}
    assert (one.into_id, one.from_id, set(one.moved)) == (a, b, {b, c})
    await undo(database, brand_id, one.id)
    assert await rows(database) == before
    assert await person(database, brand_id, c) == {b, c}
    with pytest.raises(NoSuchMerge):
        await undo(database, brand_id, one.id)


async def test_a_merge_proves_nothing(database: Database, brand_id: UUID):
    visitor = await made(database, brand_id, ("visitor", "v-1"))
    async with database.writer() as w:
        await service.claim(w, await service.get(w, brand_id, visitor), {"email": "ana@shop.example"})
        ana = await service.resolve_identity(w, brand_id, "external", "C-7", name="Ana", verified=True)
    await merge(database, brand_id, ana.id, visitor)
    async with database.reader() as r:
        card = await service.card(r, brand_id, visitor)
    assert not card.contact.verified
    assert [(one.type, one.verified) for one in card.identities] == [("visitor", False), ("email", False)]


async def test_an_earlier_merge_is_undone_after_the_later_one(database: Database, brand_id: UUID):
    a, b, c = [await made(database, brand_id, ("api", name)) for name in ("acc:a", "acc:b", "acc:c")]
    first = await merge(database, brand_id, b, c)
    later = await merge(database, brand_id, a, b)
    with pytest.raises(CannotUndo) as refused:
        await undo(database, brand_id, first.id)
    assert refused.value.current == {"first": str(later.id)}
    await undo(database, brand_id, later.id)
    await undo(database, brand_id, first.id)
    assert [await person(database, brand_id, one) for one in (a, b, c)] == [{a}, {b}, {c}]


async def test_what_was_split_since_is_not_undone(database: Database, brand_id: UUID):
    a, b, c = [await made(database, brand_id, ("api", name)) for name in ("acc:a", "acc:b", "acc:c")]
    await merge(database, brand_id, b, c)
    later = await merge(database, brand_id, a, b)
    async with database.writer() as w:
        split = await merging.split(w, brand_id, a, "api", "acc:c")
    assert split.new.id == c, "it had nothing else, so it goes as it came"
    with pytest.raises(CannotUndo) as refused:
        await undo(database, brand_id, later.id)
    assert refused.value.current == {"first": None}
    assert await person(database, brand_id, b) == {a, b}


async def test_an_address_is_split_off_with_its_names_on_channels(database: Database, brand_id: UUID):
    number = "+351912345678"
    a = await made(database, brand_id, ("phone", number), ("api", f"{new_id()}:{number}"), ("api", "acc:a"))
    b = await made(database, brand_id, ("api", f"{new_id()}:{number}"), ("api", "acc:b"))
    await merge(database, brand_id, a, b)
    async with database.writer() as w:
        split = await merging.split(w, brand_id, b, "phone", number)
    assert set(split.holders) == {a, b}
    async with database.reader() as r:
        gone = (await service.card(r, brand_id, split.new.id)).identities
        left = await persons.identities(r, await persons.person(r, brand_id, a))
    assert sorted(one.type for one in gone) == ["api", "api", "phone"]
    assert {one.value for one in left} == {"acc:a", "acc:b"}
    async with database.writer() as w:
        with pytest.raises(NothingToSplit):
            await merging.split(w, brand_id, split.new.id, "phone", number)
        with pytest.raises(NoSuchContact):
            await merging.split(w, brand_id, a, "phone", number)


async def test_who_loses_the_proved_name_is_no_longer_vouched_for(database: Database, brand_id: UUID):
    visitor = await made(database, brand_id, ("visitor", "v-1"))
    async with database.writer() as w:
        anonymous = await service.get(w, brand_id, visitor)
        ana = await service.attach_verified(w, brand_id, anonymous, "C-7", name="Ana")
        await w.execute(
            "INSERT INTO identities (brand_id, type, value, contact_id) VALUES ($1, 'api', 'acc:a', $2)",
            brand_id, ana.id,
        )  # fmt: skip
        split = await merging.split(w, brand_id, ana.id, "external", "C-7")
        assert not (await service.get(w, brand_id, ana.id)).verified
        assert split.new.verified


async def test_one_of_two_crossing_merges_is_refused(database: Database, brand_id: UUID):
    for n in range(10):
        a, b = [await made(database, brand_id, ("api", f"{n}:{name}")) for name in ("a", "b")]
        outcomes = await asyncio.gather(
            merge(database, brand_id, a, b), merge(database, brand_id, b, a), return_exceptions=True
        )
        assert sum(isinstance(one, AlreadyOnePerson | MergedMeanwhile) for one in outcomes) == 1, outcomes
        assert await person(database, brand_id, a) == {a, b}


async def test_a_proof_makes_one_person_once_and_not_again_what_people_took_apart(database: Database, brand_id: UUID):
    old, new = [await made(database, brand_id, ("api", name)) for name in ("acc:a", "acc:b")]

    async def prove():
        async with database.writer() as w:
            one, other = await service.get(w, brand_id, new), await service.get(w, brand_id, old)
            return await merging.merge_attested(w, one, other, "code:email")

    found = await prove()
    assert (found.into_id, found.by_kind, found.proof) == (old, "attestation", "code:email")
    assert await prove() is None
    await undo(database, brand_id, found.id)
    assert await prove() is None
    assert await person(database, brand_id, new) == {new}


async def test_brands_are_apart(database: Database, brand_id: UUID):
    async with database.writer() as w:
        other = await accounts.save_brand(w, settings("other"))
    a, b = await made(database, brand_id, ("api", "acc:a")), await made(database, other.id, ("api", "acc:b"))
    with pytest.raises(NoSuchContact):
        await merge(database, brand_id, a, b)
