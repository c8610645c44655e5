"""Which policy a conversation is under: the one place where routing looks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from gigline.accounts.schemas import BrandSettings
from gigline.conversations.models import Conversation
from gigline.infra.db import Reader
from gigline.routing.engine.experiments import Switchback
from gigline.routing.experiments import queries, rules
from gigline.routing.experiments.models import Experiment, PolicyName


@dataclass(frozen=True)
class Arms:
    """The running experiments of some brands, as of one moment."""

    now: float
    by_brand: Mapping[UUID, Sequence[Experiment]]

    def policy(self, c: Conversation, settings: BrandSettings) -> PolicyName:
        """The brand's policy, or the arm that the conversation's pool or contact is in now."""
        running = self.by_brand.get(c.brand_id, ())
        one = next((one for one in running if one.pool.has(c.topic, c.language)), None)
        if one is None:
            return settings.queue.policy
        if one.kind == "holdout":
            return one.a if rules.held_out(one.seed, c.contact_id, one.share) else one.b
        return one.a if plan_of(one).arm(self.now) == "a" else one.b


def plan_of(one: Experiment) -> Switchback:
    """The blocks of a switchback."""
    return Switchback(one.started_at.timestamp(), one.seed, one.block_s, one.wash_out_s)


async def of(r: Reader, brand_ids: Iterable[UUID], now: datetime) -> Arms:
    """The arms of these brands at this time."""
    by_brand: dict[UUID, list[Experiment]] = defaultdict(list)
    for one in await queries.running(r, sorted(set(brand_ids))):
        by_brand[one.brand_id].append(one)
    return Arms(now.timestamp(), by_brand)
