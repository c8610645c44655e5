"""What an experiment says so far, how long one would take, and what another policy would have been worth."""

from __future__ import annotations

import asyncio
import math
from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from gigline.accounts import service as accounts
from gigline.infra.db import Reader
from gigline.routing import packing, pass_queries
from gigline.routing.engine import experiments, records
from gigline.routing.experiments import queries, rules
from gigline.routing.experiments.arms import plan_of
from gigline.routing.experiments.models import Experiment, Measure, Past, Pool
from gigline.routing.experiments.rules import Compared
from gigline.routing.pass_queries import KeptPass

HISTORY_DAYS = 28
MOST_OFFERS = 5_000


async def compared(r: Reader, one: Experiment) -> Compared:
    """What it says so far. A winner is named at the planned size, and never before."""
    until = one.ended_at or await queries.now(r)
    seen = await queries.seen(
        r, one.brand_id, one.measure, one.pool, one.started_at, until, await _sla_s(r, one.brand_id)
    )
    if one.kind == "holdout":
        a = [each.value for each in seen if rules.held_out(one.seed, each.contact_id, one.share)]
        b = [each.value for each in seen if not rules.held_out(one.seed, each.contact_id, one.share)]
        return rules.compared(a, b, one.planned)
    plan = plan_of(one)
    # The pair of blocks that is still under way is no evidence yet.
    over = int(plan.block(until.timestamp())) // 2 * 2
    known = [(each.at, each.value) for each in seen if plan.block(each.at) < over]
    counted = experiments.evidence(plan, known, one.planned)
    found = experiments.verdict(plan, counted, planned_pairs=one.planned)
    means = {arm: [value for at, value in counted if plan.arm(at) == arm] for arm in ("a", "b")}
    mean = {arm: sum(values) / len(values) if values else None for arm, values in means.items()}
    some = found.pairs >= 2
    return Compared(
        found.difference if some else None, found.low if some else None, found.high if some else None,
        found.p if some else None, found.pairs, max(one.planned, experiments.FEWEST_PAIRS), mean["a"], mean["b"],
        found.winner, found.why_not,
    )  # fmt: skip


async def size(
    r: Reader, brand_id: UUID, measure: Measure, pool: Pool, difference: float
) -> tuple[rules.Spread, int, float] | None:
    """How the measure was in the last weeks, how many pairs of blocks find the difference, and how many days that is;
    None with too little history.
    """
    until = await queries.now(r)
    since = until - timedelta(days=HISTORY_DAYS)
    seen = await queries.seen(r, brand_id, measure, pool, since, until, await _sla_s(r, brand_id))
    found = rules.spread(((one.at, one.value) for one in seen), experiments.BLOCK_S, experiments.WASH_OUT_S)
    if found is None:
        return None
    pairs = experiments.pairs_needed(
        difference=difference, within=found.within, between=found.between, per_block=found.per_block
    )
    # Blocks at night without anybody are no pairs.
    busy = min(1.0, found.blocks / (HISTORY_DAYS * 86_400 / experiments.BLOCK_S))
    return found, pairs, math.ceil(2 * pairs * experiments.BLOCK_S / 86_400 / max(busy, 0.01) * 10) / 10


async def replayed(r: Reader, brand_id: UUID, days: int, other: rules.Other) -> rules.Estimate | None:
    """What the other policy would have been worth on the offers of the last days, doubly robustly."""
    of_pass: dict[UUID | None, list[Past]] = defaultdict(list)
    for one in await queries.past(r, brand_id, days, MOST_OFFERS):
        of_pass[one.pass_id].append(one)
    offers: list[rules.Offered] = []
    # One pass after the other, as each may be large.
    for pass_id, group in of_pass.items():
        kept = await pass_queries.kept_pass(r, pass_id) if pass_id else None
        offers += await asyncio.to_thread(_offered, group, kept, other)
    return await asyncio.to_thread(rules.doubly_robust, offers)


def _offered(group: Sequence[Past], kept: KeptPass | None, other: rules.Other) -> list[rules.Offered]:
    """Those of these offers, which share a kept record or have each their own, of which enough is known."""
    shared = packing.restored(kept.record, kept.pieces) if kept else None
    rounds = [records.from_json(one.decision["round"]) if one.decision["round"] else shared for one in group]
    found = [
        rules.offered(one.decision, given, one.resolved, one.csat, other)
        for one, given in zip(group, rounds, strict=True)
        if given is not None
    ]
    return [one for one in found if one is not None]


async def _sla_s(r: Reader, brand_id: UUID) -> float:
    settings = accounts.settings_of(await accounts.brand(r, brand_id))
    return float(settings.queue.sla_first_response_s)
