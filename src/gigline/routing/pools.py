"""The board's pools: who waits for what, who could take it, what their time is worth; and how the router does."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from gigline.infra.db import Reader
from gigline.routing import matching, round_queries, rules, schemas
from gigline.routing.engine.rents import HALF_LIFE_S
from gigline.routing.models import RoundState, Standing
from gigline.workforce import service as workforce

PoolKey = tuple[UUID, str | None, str]


def by_pool(rows: Sequence[matching.Waiting]) -> dict[PoolKey, list[matching.Waiting]]:
    """By brand, topic and language."""
    groups: dict[PoolKey, list[matching.Waiting]] = defaultdict(list)
    for one in rows:
        c = one.conversation
        groups[c.brand_id, c.topic, c.language].append(one)
    return groups


async def pools(r: Reader, rows: Sequence[matching.Waiting], now: datetime) -> list[schemas.BoardPool]:
    """waiting: in the queue; offered: of those, with an offer. available: who could take the first of them now.
    price: what an hour of those who may take it is worth to others (in resolved conversations), the mean. held_back: of
    those who wait, how many the router keeps for better hands.
    """
    groups = by_pool(rows)
    brands = sorted({brand_id for brand_id, _, _ in groups})
    people = await workforce.candidates_of(r, brands)
    standings = await round_queries.standings(r, {one.id for group in people.values() for one in group})
    states = await round_queries.states(r, brands)
    held = {one for state in states.values() if state.alive for one in state.held_back}
    found = []
    for (brand_id, topic, language), group in groups.items():
        pool = [one.id for one, why in zip(people[brand_id], group[0].found, strict=True) if rules.is_pool(why)]
        found.append(
            schemas.BoardPool(
                brand_id=brand_id,
                topic=topic,
                language=language,
                waiting=len(group),
                offered=sum(one.offered for one in group),
                available=group[0].eligible,
                pool=len(pool),
                price=_price(pool, standings, now),
                held_back=sum(one.conversation.id in held for one in group),
            )
        )
    return sorted(found, key=lambda one: -one.waiting)


def _price(pool: Sequence[UUID], standings: Mapping[UUID, Standing], now: datetime) -> float | None:
    if not pool:
        return None
    rents = [rent_per_h(standings[one], now) if one in standings else 0.0 for one in pool]
    return sum(rents) / len(rents)


def rent_per_h(standing: Standing, now: datetime) -> float:
    """What an hour of their time is worth to others now."""
    age_s = max(0.0, (now - standing.rent_at).total_seconds())
    return standing.rent * math.exp2(-age_s / HALF_LIFE_S) * math.log(2.0) / HALF_LIFE_S * 3600.0


async def routers(r: Reader, brand_ids: Sequence[UUID], now: datetime) -> list[schemas.BoardRouter]:
    """How the market of each brand is decided: rounds, fallback (longest idle stands in, and why), alone (no router
    looks after it: each conversation is decided by itself).
    """
    states = await round_queries.states(r, brand_ids)
    return [_router(one, states.get(one), now) for one in brand_ids]


def _router(brand_id: UUID, state: RoundState | None, now: datetime) -> schemas.BoardRouter:
    if state is None or not state.alive or state.decided_at is None:
        return schemas.BoardRouter(
            brand_id=brand_id, state="alone", reason=None, decided_s=None, took_ms=None, overdue=0
        )
    return schemas.BoardRouter(
        brand_id=brand_id,
        state="fallback" if state.fallback else "rounds",
        reason=state.fallback,
        decided_s=max(0.0, (now - state.decided_at).total_seconds()),
        took_ms=1000 * (state.took_s or 0.0),
        overdue=state.overdue,
    )
