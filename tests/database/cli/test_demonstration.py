"""The demonstration's brands, people and past, as the platform sees them."""

from __future__ import annotations

from tests import invariants

from gigline.accounts import service as accounts
from gigline.cli.demo import examples, past, people, preparing
from gigline.infra.db import Database
from gigline.language.service import Embedder
from gigline.quality import tasks
from gigline.routing.callin import foresight
from gigline.simulation import material
from gigline.workforce import service as workforce


async def test_the_demonstration_is_prepared_once(database: Database, embedder: Embedder) -> None:
    secrets = await preparing.furnish(database, embedder, examples.folders())
    assert set(secrets) == set(examples.KEYS)
    assert await preparing.furnish(database, embedder, examples.folders()) == secrets
    async with database.reader() as r:
        for sample in people.SIMULATED:
            person = await accounts.person_by_email(r, sample.email)
            assert len(await workforce.grants(r, person.id)) == len(sample.grants)
    await _has_a_past(database)


async def _has_a_past(database: Database) -> None:
    """Reports, forecasts and the router have something to go by; a second time it only looks."""
    materials = [material.load(folder) for folder in examples.folders()]
    await past.make(database, materials, days=21)
    assert await tasks.count_segments(database) > 1_500
    await past.make(database, materials)
    assert await tasks.count_segments(database) == 0
    await invariants.check(database)
    async with database.reader() as r:
        assert await r.value("SELECT count(*) FROM routing_outcomes") > 500
        for key in examples.KEYS:
            brand = await accounts.brand_by_key(r, key)
            known, _ = await foresight.past(r, brand.id, accounts.settings_of(brand))
            assert known.pools
            assert sum(known.conversations) > 20
            assert known.conversations_quality.intervals > 1_000
