"""Gives the demonstration some weeks of past, so that reports, forecasts and the router have something to go by."""

from __future__ import annotations

from collections.abc import Sequence

from gigline.accounts import service as accounts
from gigline.bot import texts
from gigline.channels import accounts as channel_accounts
from gigline.cli.demo import past_queries, people
from gigline.conversations import service as conversations
from gigline.infra.db import Database, Reader
from gigline.simulation import past
from gigline.simulation.material import Material
from gigline.simulation.past import Answerer, Brand

DAYS, A_DAY, SEED = 61, 60.0, 7


async def make(database: Database, materials: Sequence[Material], *, days: int = DAYS) -> None:
    """Once, while there are no conversations."""
    async with database.writer() as w:
        if await past_queries.any_conversation(w):
            return
        until = await conversations.now(w)
        for material in materials:
            brand = await _brand(w, material)
            await past_queries.write(w, brand, list(past.weeks(brand, until, days=days, a_day=A_DAY, seed=SEED)))


async def _brand(r: Reader, material: Material) -> Brand:
    brand = await accounts.brand_by_key(r, material.brand)
    settings = accounts.settings_of(brand)
    return Brand(
        id=brand.id,
        material=material,
        bot=settings.bot.name,
        handover={one: settings.bot.handover_text or texts.of(one)["handover"] for one in settings.brand.languages},
        languages=settings.brand.languages,
        zone=settings.brand.time_zone,
        accounts={one.kind: one.id for one in await channel_accounts.accounts(r, brand.id)},
        people=[one for sample in people.SIMULATED for one in await _answerers(r, sample, material.brand)],
    )


async def _answerers(r: Reader, sample: people.Sample, brand: str) -> list[Answerer]:
    person = await accounts.person_by_email(r, sample.email)
    assert person is not None
    return [
        Answerer(person.id, sample.name, sample.languages, sample.capacity, grant.topics, grant.clearance)
        for grant in sample.grants
        if grant.brand in {None, brand}
    ]
