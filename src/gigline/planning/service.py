"""A brand's own figures, and what-ifs on them."""

from __future__ import annotations

import asyncio
from dataclasses import asdict, replace
from uuid import UUID

from gigline.accounts import service as accounts
from gigline.accounts.schemas import BrandSettings
from gigline.infra.db import Reader, Writer
from gigline.planning import queries, rules
from gigline.planning.errors import NoSuchWhatIf, WhatIfRunning
from gigline.planning.models import WhatIf
from gigline.planning.rules import Changes, Facts, Need
from gigline.routing.callin import foresight
from gigline.routing.callin import rules as callin
from gigline.workforce import service as workforce

_QUARTERS = 60 // callin.INTERVAL_MIN


async def facts(r: Reader, brand_id: UUID) -> Facts:
    """What the brand knows of itself."""
    settings = accounts.settings_of(await accounts.brand(r, brand_id))
    past, _ = await foresight.past(r, brand_id, settings)
    return await _facts(r, brand_id, settings, past)


async def _facts(r: Reader, brand_id: UUID, settings: BrandSettings, past: callin.Past) -> Facts:
    people = await workforce.candidates(r, brand_id)
    measured = await queries.measured(r, brand_id)
    total = sum(one.conversations for one in past.pools) or 1
    channels: dict[str, tuple[float, float]] = {}
    for one in past.pools:
        share, held_s = channels.get(one.channel, (0.0, 0.0))
        work_s = 60 * (callin.DEFAULT_WORK_MIN if one.work_min is None else one.work_min)
        more = one.conversations / total
        channels[one.channel] = share + more, (held_s * share + work_s * more) / (share + more)
    return Facts(
        hourly=_week(past),
        channels=channels,
        languages=len({one.language for one in past.pools}) or len(settings.brand.languages),
        topics=len(settings.topics),
        capacities=tuple(one.capacity for one in people),
        sla_s=float(settings.queue.sla_first_response_s),
        accepted=measured.accepted,
        resolved=measured.resolved,
        satisfied=measured.satisfied,
        works_days=None if not people or not measured.worked_days else min(1.0, measured.worked_days / len(people)),
        works_hours=measured.works_hours,
        calls_in=settings.call_in.automatic and await foresight.on_standby(r, [one.id for one in people]) > 0,
    )


def _week(past: callin.Past) -> tuple[float, ...]:
    """The coming week by hours, from Monday midnight. Slots count from a Thursday."""
    hours = [0.0] * 168
    for at, count in enumerate(past.conversations[: callin.A_WEEK]):
        hours[((past.first + at) // _QUARTERS + 72) % 168] += count
    return tuple(hours)


async def staffing(r: Reader, brand_id: UUID, in_time: float) -> list[Need]:
    """How many people each of the next 24 hours asks for, from the hour that has begun."""
    settings = accounts.settings_of(await accounts.brand(r, brand_id))
    past, now = await foresight.past(r, brand_id, settings)
    known = await _facts(r, brand_id, settings, past)
    hours = [sum(past.conversations[at : at + _QUARTERS]) for at in range(0, callin.A_DAY, _QUARTERS)]
    held_s = sum(share * held for share, held in known.channels.values()) or 60 * callin.DEFAULT_WORK_MIN
    at_once = sum(known.capacities) / len(known.capacities) if known.capacities else 1.0
    found = await asyncio.to_thread(rules.needs, hours, held_s, known.sla_s, at_once, in_time)
    first = int(now) // _QUARTERS
    return [replace(one, hour=(first + one.hour) % 24) for one in found]


async def ask(w: Writer, brand_id: UUID, by: UUID | None, policies: list[str], changes: Changes) -> WhatIf:
    """Let a worker run it; raises WhatIfRunning."""
    task = {
        "policies": policies,
        "seeds": list(rules.SEEDS),
        "scenarios": rules.scenarios(await facts(w, brand_id), changes),
    }
    made = w.new_id()
    if not await queries.ask(w, brand_id, made, by, {"policies": policies, **asdict(changes)}, task):
        raise WhatIfRunning("One at a time: wait for the one that runs, or cancel it.")
    return await get(w, brand_id, made)


async def get(r: Reader, brand_id: UUID, what_if_id: UUID) -> WhatIf:
    """This one; raises NoSuchWhatIf."""
    found = await queries.get(r, brand_id, what_if_id)
    if found is None:
        raise NoSuchWhatIf("There is no such what-if.")
    return found


async def listed(r: Reader, brand_id: UUID) -> list[WhatIf]:
    """The latest, newest first."""
    return await queries.listed(r, brand_id)


async def cancel(w: Writer, brand_id: UUID, what_if_id: UUID) -> WhatIf:
    """Stop it, if it is not over; raises NoSuchWhatIf."""
    await queries.cancel(w, brand_id, what_if_id)
    return await get(w, brand_id, what_if_id)
