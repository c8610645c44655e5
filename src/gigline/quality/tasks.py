"""Keeping segments counted: what reports show is what the log says, a few seconds later."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import groupby
from uuid import UUID

from gigline.accounts import service as accounts
from gigline.accounts.schemas import BrandSettings
from gigline.conversations import service as conversations
from gigline.infra.db import Database, Writer
from gigline.infra.periodic import Periodic
from gigline.quality import tally_queries, timing
from gigline.quality.tally_queries import Uncounted

AT_ONCE = 200


async def count_segments(database: Database) -> int:
    """Count all segments of which something was heard since they were counted; how many."""
    done = 0
    while True:
        async with database.writer() as w:
            found = await _count_some(w)
        done += found
        if found < AT_ONCE:
            return done


async def _count_some(w: Writer) -> int:
    uncounted = await tally_queries.lock_uncounted(w, AT_ONCE)
    if not uncounted:
        return 0
    brands = {id_: accounts.settings_of(await accounts.brand(w, id_)) for id_ in {one.brand_id for one in uncounted}}
    logs = await _logs(w, uncounted)
    await tally_queries.keep(
        w, [(one, timing.count(logs.get(one.key, []), _clock(brands[one.brand_id], one))) for one in uncounted]
    )
    return len(uncounted)


async def _logs(w: Writer, uncounted: list[Uncounted]) -> dict[tuple[UUID, UUID, int], list[timing.Line]]:
    found = await tally_queries.lines(w, uncounted)
    by_segment = groupby(found, lambda one: (one.brand_id, one.conversation_id, one.segment))
    return {key: [timing.Line(one.what, one.at, one.associate_id) for one in some] for key, some in by_segment}


def _clock(settings: BrandSettings, one: Uncounted) -> timing.Clock:
    """The promise is the one that the queue works with, by the settings of today."""

    def due(since: datetime) -> datetime:
        return conversations.promised_by(settings, one.requester_kind, one.channel, since)

    def open_time(since: datetime, until: datetime) -> timedelta:
        return until - since if calendar is None else calendar.open_time(since, until)

    calendar = settings.calendar()
    return timing.Clock(due, open_time)


TASKS = [Periodic("quality.count", every_s=5.0, run=count_segments)]
