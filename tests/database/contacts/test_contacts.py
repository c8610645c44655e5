"""Contacts: one for each proved identity however messages race, and no merge on a claim."""

from __future__ import annotations

import asyncio

import pytest
from tests.database.accounts.test_brands_and_people import settings

from gigline.accounts import service as accounts
from gigline.contacts import service
from gigline.contacts.errors import NoSuchContact
from gigline.contacts.models import Identity
from gigline.kit.errors import BadInput
from gigline.kit.ids import new_id


@pytest.fixture
async def brand_id(database):
    async with database.writer() as w:
        return (await accounts.save_brand(w, settings())).id


async def _count(database) -> int:
    async with database.reader() as r:
        return await r.value("SELECT count(*) FROM contacts")


async def test_ten_simultaneous_first_messages_make_one_contact(make_database, database, brand_id):
    start = asyncio.Event()

    async def first_message(n: int):
        async with database.writer() as w:
            await start.wait()
            contact = await service.resolve_identity(w, brand_id, "api", "u-1", name=f"Name {n}")
            await w.value("SELECT pg_sleep(0.005)")
            return contact.id

    for round_ in range(5):
        tasks = [asyncio.create_task(first_message(n)) for n in range(10)]
        start.set()
        assert len(set(await asyncio.gather(*tasks))) == 1, round_
    assert await _count(database) == 1


async def test_a_first_message_that_rolls_back_leaves_the_next_one_to_create(database, brand_id):
    inserted, go = asyncio.Event(), asyncio.Event()

    async def fails() -> None:
        async with database.writer() as w:
            await service.resolve_identity(w, brand_id, "api", "u-1")
            inserted.set()
            await go.wait()
            raise ZeroDivisionError

    async def succeeds():
        await inserted.wait()
        async with database.writer() as w:
            waiting = asyncio.create_task(service.resolve_identity(w, brand_id, "api", "u-1"))
            await asyncio.wait([waiting], timeout=0.05)
            assert not waiting.done()
            go.set()
            return await waiting

    results = await asyncio.gather(fails(), succeeds(), return_exceptions=True)
    assert isinstance(results[0], ZeroDivisionError)
    async with database.reader() as r:
        assert await service.get(r, brand_id, results[1].id) == results[1]
    assert await _count(database) == 1


async def test_the_same_identity_in_two_brands_is_two_contacts(database, brand_id):
    async with database.writer() as w:
        other = await accounts.save_brand(w, settings("other"))
        one = await service.resolve_identity(w, brand_id, "email", "Ana@shop.example")
        two = await service.resolve_identity(w, other.id, "email", "ana@shop.example")
        assert one.id != two.id
        with pytest.raises(NoSuchContact):
            await service.get(w, other.id, one.id)
        with pytest.raises(NoSuchContact):
            await service.card(w, other.id, one.id)
        assert await service.several(w, brand_id, [one.id, two.id, new_id()]) == {one.id: one}


async def test_unproved_words_change_nobody_who_is_known(database, brand_id):
    async with database.writer() as w:
        proved = await service.resolve_identity(
            w, brand_id, "api", "u-1", name="Ana", kind="worker", verified=True, language="pt"
        )
        assert (proved.verified, proved.kind) == (True, "worker")
        again = await service.resolve_identity(w, brand_id, "api", "u-1", name="Mallory", kind="employee")
        assert again == proved
        anonymous = await service.resolve_identity(w, brand_id, "visitor", "v-1")
        named = await service.resolve_identity(w, brand_id, "visitor", "v-1", name="Rui", kind="employee")
        assert (named.id, named.name, named.kind) == (anonymous.id, "Rui", "customer")
        renamed = await service.resolve_identity(w, brand_id, "visitor", "v-1", name="Mallory")
        assert renamed.name == "Rui"


async def test_proof_corrects_name_and_kind(database, brand_id):
    async with database.writer() as w:
        await service.resolve_identity(w, brand_id, "api", "u-1", name="Somebody")
        proved = await service.resolve_identity(w, brand_id, "api", "u-1", name="Ana", kind="business", verified=True)
        assert (proved.name, proved.kind, proved.verified) == ("Ana", "business", True)
        card = await service.card(w, brand_id, proved.id)
        assert card.identities == [Identity("api", "u-1", True)]


async def test_claiming_somebody_elses_address_merges_nobody(database, brand_id):
    async with database.writer() as w:
        victim = await service.resolve_identity(w, brand_id, "email", "victim@shop.example", verified=True)
        mallory = await service.resolve_identity(w, brand_id, "visitor", "v-1")
        claimed = await service.claim(w, mallory, {"email": "Victim@shop.example", "city": "Porto"})
        assert claimed.id == mallory.id != victim.id
        assert not claimed.verified
        found = await service.find(w, brand_id, "email", "victim@shop.example")
        assert found is not None
        assert found.id == victim.id
        card = await service.card(w, brand_id, mallory.id)
        assert Identity("email", "victim@shop.example", False) in card.identities
        assert card.attributes == {"city": "Porto"}
        with pytest.raises(BadInput):
            await service.claim(w, mallory, {"phone": "no number"})


async def test_two_claims_at_once_are_both_kept(database, brand_id):
    async with database.writer() as w:
        contact = await service.resolve_identity(w, brand_id, "visitor", "v-1")

    async def claim(**said: str) -> None:
        async with database.writer() as w:
            await service.claim(w, contact, said)

    await asyncio.gather(claim(email="a@b.example"), claim(phone="+351912345678"), claim(city="Porto"))
    async with database.reader() as r:
        found = await service.get(r, brand_id, contact.id)
    assert set(found.attributes) == {"email", "phone", "city"}


async def test_an_attested_visitor_becomes_the_person_and_the_browser_starts_anew(database, brand_id):
    async with database.writer() as w:
        visitor = await service.resolve_identity(w, brand_id, "visitor", "v-1")
        ana = await service.attach_verified(
            w, brand_id, visitor, "u-1", name="Ana", kind="worker", email="Ana@shop.example"
        )
        assert (ana.id, ana.verified, ana.name, ana.kind) == (visitor.id, True, "Ana", "worker")
        assert (await service.find(w, brand_id, "external", "u-1")) == ana
        assert {one.type for one in (await service.card(w, brand_id, ana.id)).identities} == {"external", "email"}
        # Somebody without proof at the same browser, later: nobody we know.
        next_one = await service.resolve_identity(w, brand_id, "visitor", "v-1")
        assert next_one.id != ana.id


async def test_a_number_that_the_brand_names_is_the_same_person_and_does_not_act_as_them(database, brand_id):
    async with database.writer() as w:
        caller = await service.resolve_identity(w, brand_id, "phone", "+351912345678")
        visitor = await service.resolve_identity(w, brand_id, "visitor", "v-1")
        ana = await service.attach_verified(w, brand_id, visitor, "u-1", phone="+351 912 345 678")
        # One that nobody has called from yet, too.
        await service.vouch(w, ana, email=None, phone="+351 912 345 679")
        for number in ("+351912345678", "+351912345679"):
            found = await service.find(w, brand_id, "phone", number)
            assert found is not None
            assert (found.merged_into, found.verified) == (ana.id, False)
        assert (await service.get(w, brand_id, caller.id)).merged_into == ana.id
        assert {one.type for one in await service.identities(w, brand_id, ana.id)} == {"external"}


async def test_an_attested_visitor_who_is_known_gets_their_own_contact_unmerged(database, brand_id):
    async with database.writer() as w:
        ana = await service.resolve_identity(w, brand_id, "external", "u-1", name="Ana", verified=True)
        visitor = await service.resolve_identity(w, brand_id, "visitor", "v-2")
        found = await service.attach_verified(w, brand_id, visitor, "u-1")
        assert (found.id, found.name) == (ana.id, "Ana")
        assert (await service.resolve_identity(w, brand_id, "visitor", "v-2")) == visitor


async def test_a_second_person_at_one_browser_does_not_become_the_first(database, brand_id):
    async with database.writer() as w:
        visitor = await service.resolve_identity(w, brand_id, "visitor", "v-1")
        ana = await service.attach_verified(w, brand_id, visitor, "u-ana")
        rui = await service.attach_verified(w, brand_id, visitor, "u-rui", name="Rui")
        assert rui.id != ana.id
        assert rui.verified


async def test_an_attested_address_of_somebody_else_stays_theirs(database, brand_id):
    async with database.writer() as w:
        other = await service.resolve_identity(w, brand_id, "email", "shared@shop.example", verified=True)
        visitor = await service.resolve_identity(w, brand_id, "visitor", "v-1")
        ana = await service.attach_verified(w, brand_id, visitor, "u-1", email="shared@shop.example")
        assert ana.id != other.id
        found = await service.find(w, brand_id, "email", "shared@shop.example")
        assert found is not None
        assert found.id == other.id


async def test_two_browsers_attested_at_once_become_one_person(database, brand_id):
    async with database.writer() as w:
        visitors = [await service.resolve_identity(w, brand_id, "visitor", f"v-{n}") for n in range(6)]

    async def attach(visitor):
        async with database.writer() as w:
            return (await service.attach_verified(w, brand_id, visitor, "u-1", name="Ana")).id

    assert len(set(await asyncio.gather(*(attach(visitor) for visitor in visitors)))) == 1
    assert await _count(database) == 6


async def test_two_people_attested_at_once_at_one_browser_stay_two(database, brand_id):
    async with database.writer() as w:
        visitor = await service.resolve_identity(w, brand_id, "visitor", "v-1")

    async def attach(external: str):
        async with database.writer() as w:
            return (await service.attach_verified(w, brand_id, visitor, external)).id

    found = await asyncio.gather(*(attach(f"u-{n}") for n in range(4)))
    assert len(set(found)) == 4
