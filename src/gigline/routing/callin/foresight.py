"""What a brand's own history says will come, and what will be lacking in the next quarter of an hour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from gigline.accounts import service as accounts
from gigline.accounts.schemas import BrandSettings
from gigline.infra.db import Database, PerDatabase, Reader
from gigline.kit.recent import Recent
from gigline.routing.callin import queries, rules
from gigline.routing.engine import callin
from gigline.workforce import service as workforce

# Weeks of history change little within minutes, and take longer to read than all the rest.
_KEEP_S = 600.0


def _recent(database: Database) -> Recent[tuple[UUID, int], rules.Past]:
    return Recent(_KEEP_S, 1_000, database.clock.monotonic)


_pasts = PerDatabase(_recent)


@dataclass(frozen=True)
class Outlook:
    """A brand's past, and whom it would call now."""

    past: rules.Past
    plan: rules.Plan


async def past(r: Reader, brand_id: UUID, settings: BrandSettings) -> tuple[rules.Past, float]:
    """The forecast from now on, and where now is (in slots, with the part that is over)."""
    now = await queries.now_slot(r, settings.brand.time_zone, rules.INTERVAL_MIN)
    recent, key = _pasts.of(r.database), (brand_id, int(now))
    found = recent.get(key)
    if found is None:
        seen = await queries.intervals(r, brand_id, settings.brand.time_zone, rules.WEEKS, rules.INTERVAL_MIN)
        found = rules.past(seen, await queries.pools(r, brand_id), int(now))
        recent.put(key, found)
    return found, now


async def outlook(r: Reader, brand_id: UUID, *, at_least_min: float = 0.0, count_called: bool = True) -> Outlook:
    """What will be lacking, and whom to call for it; the last two as in rules.plan."""
    settings = accounts.settings_of(await accounts.brand(r, brand_id))
    known, now = await past(r, brand_id, settings)
    usual = known.usual_a_minute(now)
    times = rules.level(await queries.lately(r, brand_id, callin.WINDOWS_S), usual)
    pools = rules.loads(known, await queries.waiting(r, brand_id), usual, times)
    people = await workforce.candidates(r, brand_id)
    facts = await queries.known(r, [one.id for one in people])
    clearances = {one.key: one.clearance for one in settings.topics}
    plan = rules.plan(
        pools, people, facts, times, callin.Caps(),
        clearances=clearances, at_least_min=at_least_min, count_called=count_called,
    )  # fmt: skip
    return Outlook(known, plan)


async def on_standby(r: Reader, associate_ids: Sequence[UUID]) -> int:
    """How many of these agreed to be called."""
    return sum(one.opted_in for one in await queries.known(r, associate_ids))
