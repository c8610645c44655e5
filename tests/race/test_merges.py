"""Several processes say who is who at the same instant, while the persons write and something runs for them."""

from __future__ import annotations

from collections import Counter
from typing import Any
from uuid import uuid4

from gigline.accounts import service as accounts
from gigline.contacts import merging, persons
from gigline.contacts import service as contacts
from gigline.contacts.models import By
from gigline.conversations import queries
from gigline.conversations import service as conversations
from gigline.conversations.models import NewMessage
from gigline.infra.db import Database
from gigline.integrations import service as integrations
from tests import invariants, scenes
from tests.race.harness import ROUNDS, contenders

MERGES = max(20, ROUNDS // 50)
LEA = By("person", name="Lea")


async def cross(database: Database, who: int, task: dict[str, Any]) -> str:
    """One merges A into B, one B into A, one is A: writes, and asks for whom an action of theirs would run."""
    brand_id, requester = task["brand"], task["requester"]
    pair = task["pair"] if who == 0 else task["pair"][::-1]
    async with database.writer() as w:
        if who < 2:
            await merging.merge(w, brand_id, *pair, LEA)
            return "merged"
        settings = accounts.settings_of(await accounts.brand(w, brand_id))
        c, _ = await conversations.receive(w, requester, NewMessage("Hi", uuid4().hex), settings)
        card = await contacts.card(w, brand_id, c.contact_id)
        found = await integrations.principal(w, brand_id, c.contact_id, "customer", card.identities, c.id)
        return f"wrote as {found.external_id}"


async def test_crossing_merges_of_somebody_who_writes(database: Database):
    brand, _, account_id = await scenes.brand(database)
    seen: Counter[str] = Counter()
    with contenders(database.dsn, cross) as race:
        for _ in range(MERGES):
            requester = await scenes.requester(database, brand.id, account_id)
            async with database.writer() as w:
                ana = await contacts.resolve_identity(w, brand.id, "external", uuid4().hex, name="Ana", verified=True)
            pair = [requester.contact_id, ana.id]
            outcomes = race.run({"brand": brand.id, "requester": requester, "pair": pair})
            assert outcomes[2] == "wrote as None", outcomes
            assert outcomes[:2].count("merged") == 1, outcomes
            seen.update(outcomes[:2])
            async with database.reader() as r:
                who = await persons.person(r, brand.id, ana.id)
                [made] = await persons.merges_of(r, who)
                [c] = await queries.of_contacts(r, brand.id, [requester.contact_id], 20)
            assert set(who.ids) == set(pair)
            assert (made.into_id, c.contact_id) == (who.contact.id, requester.contact_id)
            await invariants.check(database)
    assert seen["merged_meanwhile"] > 0, "they never met: the campaign shows nothing"


async def undo_or_merge_on(database: Database, who: int, task: dict[str, Any]) -> str:
    """One undoes B into A, one merges A into C, one takes A apart."""
    async with database.writer() as w:
        if who == 0:
            await merging.undo(w, task["brand"], task["merge"], LEA)
            return "undone"
        if who == 1:
            await merging.merge(w, task["brand"], task["c"], task["a"], LEA)
            return "merged"
        await merging.split(w, task["brand"], task["a"], "api", task["name"])
        return "split"


async def test_undoing_against_a_merge_on_top_and_a_split(database: Database):
    brand, _, _ = await scenes.brand(database)
    seen: Counter[str] = Counter()
    with contenders(database.dsn, undo_or_merge_on) as race:
        for _ in range(MERGES):
            names = [f"acc:{uuid4()}" for _ in range(3)]
            async with database.writer() as w:
                a, b, c = [(await contacts.resolve_identity(w, brand.id, "api", name)).id for name in names]
                made = await merging.merge(w, brand.id, a, b, LEA)
            outcomes = race.run({"brand": brand.id, "merge": made.id, "a": a, "c": c, "name": names[1]})
            assert not [one for one in outcomes if one.startswith("BROKEN")], outcomes
            seen.update(outcomes)
            async with database.reader() as r:
                found = await r.rows("SELECT id, merged_into FROM contacts WHERE id = ANY($1::uuid[])", [a, b, c])
                known = await r.value("SELECT count(*) FROM identities WHERE value = ANY($1::text[])", names)
            stands = {row["id"]: row["merged_into"] for row in found}
            assert known == 3
            assert all(into is None or stands[into] is None for into in stands.values()), (outcomes, stands)
    assert all(seen[one] > 0 for one in ("undone", "merged", "split")), seen
