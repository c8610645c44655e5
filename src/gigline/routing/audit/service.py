"""The audit of a brand's shared experience."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from uuid import UUID

from gigline.accounts import service as accounts
from gigline.infra.db import Reader
from gigline.routing.audit import queries
from gigline.routing.audit.rules import Audit, Row

MOST_OFFERS = 5_000


@dataclass(frozen=True)
class Audited:
    """`offers`: how many it looked at, the newest of `days`; `whole`: whether those are all."""

    days: int
    offers: int
    whole: bool
    rows: list[Row]


async def affinity(r: Reader, brand_id: UUID, days: int, most: int = MOST_OFFERS) -> Audited:
    """How offers, minutes and outcomes fell in the last days."""
    settings = accounts.settings_of(await accounts.brand(r, brand_id))
    asked = await queries.asked(r, brand_id, days, most)
    people = await queries.people(r, brand_id, {who for one in asked for who in one.eligible})
    worked, settled = await queries.worked(r, brand_id, days), await queries.settled(r, brand_id, days)
    names = {one.key: f"{one.kind}: {one.name}" for one in settings.experiences}

    def work() -> list[Row]:
        return Audit(people, asked, worked, settled).rows(names)

    return Audited(days, len(asked), len(asked) < most, await asyncio.to_thread(work))
