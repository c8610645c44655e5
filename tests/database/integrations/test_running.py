"""Runs against the real example back end: what is allowed, done once, capped and kept."""

from __future__ import annotations

import asyncio
from uuid import UUID

import httpx
import pytest
from tests.database.integrations.conftest import API_KEY, CUSTOMER, World, compiled

from gigline.integrations import service as integrations
from gigline.integrations.errors import (
    BackendRefused,
    BadInput,
    KeyReused,
    NeedsConfirmation,
    NotAllowedToRun,
    NotVerified,
    OverCap,
    RunUnderWay,
)
from gigline.integrations.models import Asker, Principal

CHANGE = {"order_number": "HP-47001", "street": "Rua Nova 3"}
STRANGER = Principal(UUID(int=2), "customer")


async def test_a_question_gives_what_the_back_end_knows_in_the_brands_words(world: World) -> None:
    result = await world.run("track_delivery", order_number="HP-48213")
    assert result.outputs["status"] == "on_the_way"
    async with world.database.reader() as r:
        action = await integrations.action(r, world.brand_id, "track_delivery")
    text = integrations.said(action, {"order_number": "HP-48213"}, result.outputs, "en")
    assert text.startswith("Your order HP-48213 from Casa Verdelha: on_the_way. Dario brings it to Rua das Flores 12.")


async def test_a_change_is_done_once_however_often_its_key_comes(world: World) -> None:
    first = await world.run("change_delivery_address", "key-1", **CHANGE)
    again = await world.run("change_delivery_address", "key-1", **CHANGE)
    assert (first.replayed, again.replayed) == (False, True)
    assert again.run_id == first.run_id
    assert again.outputs == first.outputs
    rows = [one for one in (await world.state())["deliveries"] if one["street"] == "Rua Nova 3"]
    assert [(one["customer_id"], one["address_changes"]) for one in rows] == [("cus-1001", 1)]


async def test_the_same_key_at_once_has_one_effect(world: World) -> None:
    tried = await asyncio.gather(
        *(world.run("cancel_order", "key-1", order_number="HP-47001") for _ in range(8)), return_exceptions=True
    )
    done = [one for one in tried if not isinstance(one, BaseException)]
    assert len({one.run_id for one in done}) == 1
    assert all(isinstance(one, RunUnderWay) for one in tried if isinstance(one, BaseException))
    assert len((await world.state())["refunds"]) == 1


async def test_a_key_belongs_to_its_inputs_and_its_requester(world: World) -> None:
    await world.run("track_delivery", "key-1", order_number="HP-48213")
    with pytest.raises(KeyReused):
        await world.run("track_delivery", "key-1", order_number="HP-48214")
    other = Principal(UUID(int=3), "customer", external_id="cus-1002")
    with pytest.raises(KeyReused):
        await world.run("track_delivery", "key-1", order_number="HP-48213", principal=other)


async def test_the_requester_comes_from_proof_and_never_from_inputs(world: World) -> None:
    with pytest.raises(BadInput, match="who the requester is"):
        await world.run("track_delivery", order_number="HP-48213", customer_id="cus-1002")
    with pytest.raises(NotVerified):
        await world.run("track_delivery", order_number="HP-48213", principal=STRANGER)
    # An address was proved, but not whom the back end knows by it.
    only_email = Principal(UUID(int=2), "customer", email="cus-1002@people.example")
    with pytest.raises(NotVerified):
        await world.run("track_delivery", order_number="HP-48213", principal=only_email)
    assert await world.states() == []


async def test_only_those_may_run_it_whom_the_brand_named(world: World) -> None:
    with pytest.raises(NotAllowedToRun):
        await world.run("next_pay")
    await world.save(compiled(world.url, track_delivery={"runners": ["cleared"]}))
    for asker in (Asker("bot"), Asker("associate")):
        with pytest.raises(NotAllowedToRun):
            await world.run("track_delivery", order_number="HP-48213", asker=asker)
    assert await world.run("track_delivery", order_number="HP-48213", asker=Asker("cleared"))


async def test_what_changes_something_is_confirmed_first(world: World) -> None:
    with pytest.raises(NeedsConfirmation):
        await world.run("cancel_order", order_number="HP-47001", confirmed=False)
    assert await world.run("track_delivery", order_number="HP-48213", confirmed=False)


_WRONG: list[tuple[str, dict[str, object]]] = [
    ("order_number", {"order_number": "47001", "amount": 500, "reason": "late"}),
    ("amount", {"order_number": "HP-46950", "amount": 0, "reason": "late"}),
    ("amount", {"order_number": "HP-46950", "amount": -500, "reason": "late"}),
    ("amount", {"order_number": "HP-46950", "amount": 12.5, "reason": "late"}),
    ("amount", {"order_number": "HP-46950", "amount": True, "reason": "late"}),
    ("amount", {"order_number": "HP-46950", "amount": {"$ne": None}, "reason": "late"}),
    ("amount", {"order_number": "HP-46950", "amount": 10**20, "reason": "late"}),
    ("reason", {"order_number": "HP-46950", "amount": 500, "reason": "because"}),
    ("reason", {"order_number": "HP-46950", "amount": 500}),
    ("note", {"order_number": "HP-46950", "amount": 500, "reason": "late", "note": "x"}),
]


async def test_inputs_are_what_the_action_says(world: World) -> None:
    for field, given in _WRONG:
        with pytest.raises(BadInput) as refused:
            await world.run("refund_order", **given)
        assert refused.value.field == field
    assert await world.states() == []


async def test_a_refusal_is_told_in_the_brands_words_and_stays(world: World) -> None:
    for _ in range(2):
        with pytest.raises(BackendRefused, match="The courier has collected it") as refused:
            await world.run("change_delivery_address", "key-1", order_number="HP-48213", street="Rua Nova 3")
    assert (refused.value.why, refused.value.answered) == ("already_collected", 409)
    assert await world.states() == ["refused"]


async def test_an_order_of_somebody_else_is_not_there(world: World) -> None:
    nobody = Principal(UUID(int=3), "customer", external_id="cus-9999")
    with pytest.raises(BackendRefused) as refused:
        await world.run("track_delivery", order_number="HP-48213", principal=nobody)
    assert refused.value.why == "no_such_order"


async def test_a_cap_is_for_one_run_and_for_a_day(world: World) -> None:
    refund = {"order_number": "HP-46950", "reason": "cold_food"}
    with pytest.raises(OverCap):
        await world.run("refund_order", amount=2001, **refund)
    await world.run("refund_order", amount=1500, **refund)
    with pytest.raises(OverCap) as over:
        await world.run("refund_order", amount=1600, **refund)
    assert over.value.current == {"left": 1500}
    other = Principal(UUID(int=3), "customer", external_id="cus-1002")
    await world.run("refund_order", amount=1600, principal=other, **refund)


async def test_parallel_refunds_never_pass_the_cap(world: World) -> None:
    """From several contacts of the same person too: the cap counts what the brand knows them by."""
    await world.save(compiled(world.url, refund_order={"cap": {**_CAP, "per_run": 700, "per_contact_day": 2000}}))

    async def refund(n: int) -> object:
        same = Principal(UUID(int=n), "customer", external_id=CUSTOMER.external_id)
        return await world.run("refund_order", order_number="HP-46950", amount=700, reason="late", principal=same)

    tried = await asyncio.gather(*(refund(n) for n in range(12)), return_exceptions=True)
    assert sum(isinstance(one, OverCap) for one in tried) == 10
    assert sum(one["amount"] for one in (await world.state())["refunds"]) == 1400


_CAP = {"amount": "amount", "group": "refunds"}


async def test_what_all_have_together_in_a_day_is_capped_too(world: World) -> None:
    """However many they are, and at the same moment; what each may have is looked at first."""
    cap = {**_CAP, "per_run": 700, "per_contact_day": 700, "per_brand_day": 2000}
    await world.save(compiled(world.url, refund_order={"cap": cap}))
    many = [Principal(UUID(int=n), "customer", external_id=f"cus-{n}") for n in range(8)]
    async with httpx.AsyncClient(base_url=world.url, trust_env=False, headers={"X-Api-Key": API_KEY}) as client:
        for one in many:
            person = {"id": one.external_id, "kind": "customer", "name": "Ana"}
            assert (await client.post("/people", json=person)).is_success

    async def refund(who: Principal) -> object:
        return await world.run("refund_order", order_number="HP-46950", amount=700, reason="late", principal=who)

    tried = await asyncio.gather(*(refund(one) for one in many), return_exceptions=True)
    assert sum(isinstance(one, OverCap) for one in tried) == 6
    assert sum(one["amount"] for one in (await world.state())["refunds"]) == 1400
    with pytest.raises(OverCap, match="The brand allows no more") as over:
        await refund(many[[isinstance(one, OverCap) for one in tried].index(True)])
    assert not over.value.current
    with pytest.raises(OverCap, match="for one person in a day"):
        await refund(many[[isinstance(one, OverCap) for one in tried].index(False)])


async def test_what_was_refused_does_not_count_against_the_cap(world: World) -> None:
    with pytest.raises(BackendRefused):
        await world.run("refund_order", order_number="HP-48213", amount=2000, reason="late")
    await world.run("refund_order", order_number="HP-46950", amount=2000, reason="late")


async def test_secrets_are_sealed_in_the_database_and_bound_to_their_place(world: World) -> None:
    async with world.database.reader() as r:
        rows = await r.rows("SELECT brand_id, connector, name, sealed FROM connector_secrets")
        assert await integrations.secret_names(r, world.brand_id, "deliveries") == ["api_key"]
        everything = await r.value("SELECT string_agg(c::text || a::text, '') FROM connectors c, actions a")
    assert [API_KEY.encode() in row["sealed"] for row in rows] == [False]
    assert API_KEY not in everything
    async with world.database.writer() as w:
        await w.execute("UPDATE connector_secrets SET name = 'other'")
        await w.execute(
            "INSERT INTO connector_secrets SELECT brand_id, connector, 'api_key', sealed FROM connector_secrets"
        )
    with pytest.raises(Exception, match="not where it was put"):
        await world.run("track_delivery", order_number="HP-48213")
