"""Somebody is merged with somebody else while an action runs for them: it runs once, and for whom it was proved."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx

from gigline.contacts import merging
from gigline.contacts import service as contacts
from gigline.contacts.models import By
from gigline.infra.db import Database
from gigline.infra.dial import Outside
from gigline.infra.settings import Settings
from gigline.infra.vault import Vault
from gigline.integrations import service as integrations
from gigline.integrations.backends import Backends
from gigline.kit.errors import GiglineError
from tests.race.harness import ROUNDS, contenders

AMOUNT = 400


async def merge_or_refund(database: Database, who: int, task: dict[str, Any]) -> str:
    """One merges a stranger into Ana; one asks for Ana's money as Ana, and one as the stranger."""
    brand_id: UUID = task["brand"]
    if who == 0:
        async with database.writer() as w:
            await merging.merge(w, brand_id, task["ana"], task["stranger"], By("person", name="Lea"))
        return "merged"
    async with database.reader() as r:
        card = await contacts.card(r, brand_id, task["ana"] if who == 1 else task["stranger"])
        principal = await integrations.principal(r, brand_id, card.contact.id, "customer", card.identities)
    reach = Backends(Outside(allow_private=True), Vault(Settings(data_dir=task["folder"])))
    inputs = {"order_number": "HP-46950", "amount": AMOUNT, "reason": "late"}
    try:
        await integrations.run(
            database, reach, brand_id=brand_id, action="refund_order", inputs=inputs, principal=principal,
            idempotency_key=f"{task['person']}-{who}", confirmed=True,
        )  # fmt: skip
    except GiglineError as error:
        return error.code
    return "refunded"


async def test_a_merge_gives_nobody_what_is_somebody_elses(database: Database, tmp_path: Path) -> None:
    # The other processes need none of these, and start sooner without.
    from gigline.cli.demo import backends as systems
    from tests import scenes
    from tests.database.integrations.conftest import compiled

    brand, _, _ = await scenes.brand(database)
    at = systems.planned("127.0.0.1")[:1]
    with systems.running(at, database.dsn, tmp_path):
        vault = Vault(Settings(data_dir=tmp_path))
        async with database.writer() as w:
            await integrations.save(w, brand.id, [compiled(at[0].url)])
            await integrations.set_secret(w, vault, brand.id, "deliveries", "api_key", at[0].api_key)
        rounds = max(5, ROUNDS // 400)
        with (
            httpx.Client(trust_env=False, base_url=at[0].url, headers={"X-Api-Key": at[0].api_key}) as client,
            contenders(database.dsn, merge_or_refund) as race,
        ):
            for n in range(rounds):
                person = f"merged-{n}"
                made = client.post("/people", json={"id": person, "kind": "customer", "name": "Ana"})  # noqa: ASYNC212
                assert made.is_success
                async with database.writer() as w:
                    ana = await contacts.resolve_identity(w, brand.id, "external", person, verified=True)
                    stranger = await contacts.resolve_identity(w, brand.id, "visitor", uuid4().hex)
                ids = {"ana": ana.id, "stranger": stranger.id}
                outcomes = race.run({"brand": brand.id, "person": person, "folder": tmp_path, **ids})
                assert outcomes == ["merged", "refunded", "not_verified"]
            refunds = client.get("/_state").json()["refunds"]  # noqa: ASYNC212
    assert sorted(row["customer_id"] for row in refunds) == sorted(f"merged-{n}" for n in range(rounds))
    async with database.reader() as r:
        ran_for = {row["contact_id"] for row in await r.rows("SELECT contact_id FROM action_runs")}
        merged = {row["id"] for row in await r.rows("SELECT id FROM contacts WHERE merged_into IS NOT NULL")}
    assert len(ran_for) == len(merged) == rounds
    assert not ran_for & merged
