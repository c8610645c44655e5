"""What an experiment says so far, how long one would take, and what another policy would have been worth."""

from __future__ import annotations

import asyncio
import math
from datetime import timedelta
from uuid import UUID

from gigline.accounts import service as accounts
from gigline.infra.db import Reader
from gigline.routing.engine import experiments
from gigline.routing.experiments import queries, rules
from gigline.routing.experiments.arms import plan_of
from gigline.routing.experiments.models import Experiment, Measure
from gigline.routing.experiments.rules import Compared

HISTORY_DAYS = 28
MOST_OFFERS = 5_000


async def compared(r: Reader, one: Experiment) -> Compared:
    """What it says so far. A winner is named at the planned size, and never before."""
    until = one.ended_at or await queries.now(r)
    seen = await queries.seen(
        r, one.brand_id, one.measure, one.language, one.started_at, until, await _sla_s(r, one.brand_id)
    )
    if one.kind == "holdout":
        a = [each.value for each in seen if rules.held_out(one.seed, each.contact_id, one.share)]
        b = [each.value for each in seen if not rules.held_out(one.seed, each.contact_id, one.share)]
        return rules.compared(a, b, one.planned)
    plan = plan_of(one)
    # The pair of blocks that is still under way is no evidence yet.
    over = int(plan.block(until.timestamp())) // 2 * 2
    counted = [each for each in seen if plan.counts(each.at) and plan.block(each.at) < over]
    found = experiments.verdict(plan, [(each.at, each.value) for each in counted], planned_pairs=one.planned)
    means = {arm: [each.value for each in counted if plan.arm(each.at) == arm] for arm in ("a", "b")}
    mean = {arm: sum(values) / len(values) if values else None for arm, values in means.items()}
    known = found.pairs >= 2
    return Compared(
        found.difference if known else None, found.low if known else None, found.high if known else None,
        found.p if known else None, found.pairs, max(one.planned, experiments.FEWEST_PAIRS), mean["a"], mean["b"],
        found.winner, found.why_not,
    )  # fmt: skip


async def size(
    r: Reader, brand_id: UUID, measure: Measure, language: str | None, difference: float
) -> tuple[rules.Spread, int, float] | None:
    """How the measure was in the last weeks, how many pairs of blocks find the difference, and how many days that is;
    None with too little history.
    """
    until = await queries.now(r)
    since = until - timedelta(days=HISTORY_DAYS)
    seen = await queries.seen(r, brand_id, measure, language, since, until, await _sla_s(r, brand_id))
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
    kept = await queries.past(r, brand_id, days, MOST_OFFERS)

    def work() -> rules.Estimate | None:
        offers = [
            rules.offered(one.decision, one.round, one.resolved, one.csat, other)
            for one in kept
            if one.round is not None
        ]
        return rules.doubly_robust([one for one in offers if one is not None])

    return await asyncio.to_thread(work)


async def _sla_s(r: Reader, brand_id: UUID) -> float:
    settings = accounts.settings_of(await accounts.brand(r, brand_id))
    return float(settings.queue.sla_first_response_s)
