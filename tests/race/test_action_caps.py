"""Several processes give money back for one requester at the same instant: their cap is never passed."""

from __future__ import annotations

import asyncio
from collections import Counter
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx

from gigline.infra.db import Database
from gigline.infra.dial import Outside
from gigline.infra.settings import Settings
from gigline.infra.vault import Vault
from gigline.integrations import service as integrations
from gigline.integrations.backends import Backends
from gigline.integrations.models import Principal
from gigline.kit.errors import GiglineError
from tests.race.harness import PROCESSES, ROUNDS, contenders

AT_ONCE = 3
AMOUNT, CAP = 400, 1300


async def refund(database: Database, who: int, task: dict[str, Any]) -> str:
    """Three refunds of this process at once; how many came through, and what stopped the others."""
    reach = Backends(Outside(allow_private=True), Vault(Settings(data_dir=task["folder"])))

    async def one(n: int) -> str:
        # Several conversations of several contacts, and one person behind them.
        principal = Principal(uuid4(), "customer", external_id=task["person"])
        inputs = {"order_number": "HP-46950", "amount": AMOUNT, "reason": "late"}
        try:
            await integrations.run(
                database, reach, brand_id=task["brand"], action="refund_order", inputs=inputs, principal=principal,
                idempotency_key=f"{task['person']}-{who}-{n}", confirmed=True,
            )  # fmt: skip
        except GiglineError as error:
            return error.code
        return "done"

    return " ".join(await asyncio.gather(*(one(n) for n in range(AT_ONCE))))


async def test_parallel_refunds_in_several_processes_never_pass_the_cap(database: Database, tmp_path: Path) -> None:
    # The other processes need none of these, and start sooner without.
    from gigline.cli.demo import backends as systems
    from tests import scenes
    from tests.database.integrations.conftest import compiled

    brand, _, _ = await scenes.brand(database)
    at = systems.planned("127.0.0.1")[:1]
    cap = {"amount": "amount", "group": "refunds", "per_run": AMOUNT, "per_contact_day": CAP}
    with systems.running(at, database.dsn, tmp_path):
        vault = Vault(Settings(data_dir=tmp_path))
        async with database.writer() as w:
            await integrations.save(w, brand.id, [compiled(at[0].url, refund_order={"cap": cap})])
            await integrations.set_secret(w, vault, brand.id, "deliveries", "api_key", at[0].api_key)
        outcomes = Counter[str]()
        rounds = max(5, ROUNDS // 400)
        with (
            httpx.Client(trust_env=False, base_url=at[0].url, headers={"X-Api-Key": at[0].api_key}) as client,
            contenders(database.dsn, refund) as race,
        ):
            for n in range(rounds):
                person = {"id": f"race-{n}", "kind": "customer", "name": "Ana"}
                assert client.post("/people", json=person).is_success  # noqa: ASYNC212
                found = race.run({"brand": brand.id, "person": person["id"], "folder": tmp_path})
                outcomes.update(code for one in found for code in one.split())
            refunds = Counter[str]()
            for row in client.get("/_state").json()["refunds"]:  # noqa: ASYNC212
                refunds[row["customer_id"]] += row["amount"]
    most = CAP // AMOUNT * AMOUNT
    assert dict(refunds) == {f"race-{n}": most for n in range(rounds)}
    assert outcomes == {"done": rounds * 3, "over_cap": rounds * (PROCESSES * AT_ONCE - 3)}
