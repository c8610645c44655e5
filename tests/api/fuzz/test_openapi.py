"""schemathesis over the whole OpenAPI description, against a real server: whatever is sent, no 5xx."""

from __future__ import annotations

import asyncio
import os
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from tests import scenes
from tests.conftest import fresh_dsn
from tests.processes import Gigline, free_port

from gigline.accounts import service as accounts
from gigline.infra.db import Database
from gigline.infra.outbox import Subscriptions
from gigline.routing import service as routing

EXAMPLES = int(os.environ.get("GIGLINE_FUZZ_EXAMPLES", "6"))
PASSWORD = "correct horse battery staple"


@dataclass
class Target:
    """The server, a leader's credentials and ids that exist."""

    url: str
    headers: dict[str, str]
    ids: dict[str, list[str]]


async def _seed(dsn: str) -> dict[str, list[str]]:
    database = Database(dsn, subscribers=Subscriptions())
    await database.open()
    try:
        brand, brand_settings, account_id = await scenes.brand(database, bot=False)
        associate = await scenes.associate(database, brand.id)
        requester = await scenes.requester(database, brand.id, account_id)
        c = await scenes.written(database, requester, brand_settings)
        async with database.writer() as w:
            offer = await routing.match(w, c.id)
            assert offer is not None
            leader = await accounts.create_person(w, "lena@acme.example", "Lena", PASSWORD, operator=True)
            await accounts.set_role(w, leader.id, brand.id, "admin")
        return {
            "conversation_id": [str(c.id)],
            "offer_id": [str(offer.id)],
            "brand_id": [str(brand.id)],
            "contact_id": [str(requester.contact_id)],
            "associate_id": [str(associate.id)],
        }
    finally:
        await database.close()


@pytest.fixture(scope="module")
def target(server_dsn: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Target]:
    with asyncio.Runner() as runner:
        fresh = fresh_dsn(server_dsn)
        dsn = runner.run(fresh.__aenter__())
        ids = runner.run(_seed(dsn))
        folder: Path = tmp_path_factory.mktemp("fuzz")
        server = Gigline(["serve"], folder, dsn, free_port(), GIGLINE_RATE_FACTOR="1000")
        try:
            assert server.wait_ready()
            yield Target(server.url, _signed_in(server.url), ids)
        finally:
            server.stop()
            runner.run(fresh.__aexit__(None, None, None))


def _signed_in(url: str) -> dict[str, str]:
    with httpx.Client(base_url=url, headers={"Origin": url}) as client:
        answer = client.post("/api/v1/session", json={"email": "lena@acme.example", "password": PASSWORD})
        assert answer.status_code == 200, answer.text
        cookie = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
        return {"Cookie": cookie, "X-CSRF-Token": answer.json()["csrf"], "Origin": url}


def test_whatever_is_sent_nothing_breaks(target: Target):
    schema = schemathesis.openapi.from_url(f"{target.url}/api/openapi.json")
    operations = [one.ok() for one in schema.get_all_operations()]
    assert len(operations) > 30
    rng = random.Random(20261121)
    seen: set[int] = set()
    for operation in operations:
        # Signing out would end the campaign at its first example.
        if (operation.method.upper(), operation.path) == ("DELETE", "/api/v1/session"):
            continue
        seen |= _fuzz(target, operation, rng)
    assert 200 in seen
    assert 422 in seen


def _fuzz(target: Target, operation, rng: random.Random) -> set[int]:
    seen: set[int] = set()

    @settings(
        max_examples=EXAMPLES, deadline=None, database=None, derandomize=True, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=st.one_of(
        operation.as_strategy(generation_mode=schemathesis.GenerationMode.POSITIVE),
        operation.as_strategy(generation_mode=schemathesis.GenerationMode.NEGATIVE),
    ))  # fmt: skip
    def attack(case) -> None:
        for name in list(case.path_parameters or {}):
            if name in target.ids and rng.random() < 0.7:
                case.path_parameters[name] = rng.choice(target.ids[name])
        answer = case.call(base_url=target.url, headers=target.headers)
        seen.add(answer.status_code)
        case.validate_response(answer, checks=[not_a_server_error])

    attack()
    return seen
