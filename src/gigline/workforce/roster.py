"""Who works for whom and how they stand, kept in this process by reading what is new.

A look costs what changed since the last one, however many there are. It may be behind whoever changes something
meanwhile: that is what `service.claim` is for, which takes nobody who is not what they were taken for.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from gigline.infra.db import Reader
from gigline.workforce import roster_queries as queries
from gigline.workforce import rules
from gigline.workforce.models import Candidate
from gigline.workforce.roster_queries import CandidateRow

# Leases are renewed without a word: whose ends within so long is read again, so that their end is news in time.
LEASE_AHEAD = timedelta(seconds=10)


@dataclass(frozen=True)
class Present:
    """The people of some brands as of `now`, by id. The same objects as at the last look, where nothing changed."""

    now: datetime
    candidates: Mapping[UUID, Sequence[Candidate]]


@dataclass(frozen=True, slots=True)
class _Known:
    """`until`: when a pause ends or the warm-up allows more, which nobody has to write for it to be so."""

    row: CandidateRow
    candidate: Candidate
    until: datetime | None


@dataclass
class _Brand:
    people: dict[UUID, _Known] = field(default_factory=dict)
    _sorted: tuple[Candidate, ...] | None = None

    def put(self, row: CandidateRow, now: datetime) -> None:
        """Who is as they were stays the same object, also where a lease was renewed."""
        known, fresh = self.people.get(row.id), candidate(row, now)
        if known is not None and known.candidate == fresh:
            fresh = known.candidate
        else:
            self._sorted = None
        self.people[row.id] = _Known(row, fresh, _until(row, now))

    def drop(self, associate_id: UUID) -> None:
        if self.people.pop(associate_id, None) is not None:
            self._sorted = None

    def sorted(self) -> tuple[Candidate, ...]:
        """By id."""
        if self._sorted is None:
            self._sorted = tuple(self.people[id_].candidate for id_ in sorted(self.people))
        return self._sorted


class Roster:
    """One a process and database. `look` gives what is true now, as far as the session sees."""

    def __init__(self) -> None:
        self._brands: dict[UUID, _Brand] = {}
        self._horizon = 0
        self._again: set[UUID] = set()
        self._now: datetime | None = None
        # Whoever looks later must not be overtaken by what was read earlier.
        self._guard = asyncio.Lock()

    async def look(self, r: Reader, brand_ids: Collection[UUID]) -> Present:
        """The people of these brands."""
        async with self._guard:
            if self._brands:
                await self._catch_up(r)
            if new := [one for one in brand_ids if one not in self._brands]:
                await self._apply(r, new, 0, ())
            assert self._now is not None, "something was read"
            self._move_on(self._now)
            return Present(self._now, {one: self._brands[one].sorted() for one in brand_ids})

    def doubt(self, associate_ids: Collection[UUID]) -> None:
        """What is known of these led to a claim that was refused: the next look asks for them in any case."""
        self._again.update(associate_ids)

    async def _catch_up(self, r: Reader) -> None:
        assert self._now is not None, "there was a first look"
        brands = list(self._brands)
        news = await self._apply(r, brands, self._horizon, self._again | self._ending(self._now))
        # More time than that may have gone by since.
        if late := self._ending(news.now) - news.people:
            await self._apply(r, brands, self._horizon, late)

    async def _apply(self, r: Reader, brand_ids: Sequence[UUID], horizon: int, asked: Collection[UUID]) -> queries.News:
        news = await queries.news(r, brand_ids, horizon, asked)
        there = {(row.brand_id, row.id) for row in news.rows}
        for brand_id in brand_ids:
            brand = self._brands.setdefault(brand_id, _Brand())
            for person in news.people:
                if (brand_id, person) not in there:
                    brand.drop(person)
        for row in news.rows:
            self._brands[row.brand_id].put(row, news.now)
        if horizon or not self._horizon:
            self._horizon = news.horizon
            self._again -= news.people
        self._again |= news.unsure
        self._now = news.now
        return news

    def _ending(self, now: datetime) -> set[UUID]:
        """Those whose leases end soon, or have run out and are not forgotten: a renewal may be about to commit."""
        soon = now + LEASE_AHEAD
        known = (one.row for brand in self._brands.values() for one in brand.people.values())
        return {row.id for row in known if row.present_until is not None and row.present_until <= soon}

    def _move_on(self, now: datetime) -> None:
        """What comes by time alone."""
        for brand in self._brands.values():
            for one in [each for each in brand.people.values() if each.until is not None and each.until <= now]:
                brand.put(one.row, now)


def _until(row: CandidateRow, now: datetime) -> datetime | None:
    """When something of it changes by itself; the end of a lease is read again instead, until it is over."""
    ends = [row.present_until, row.paused_until]
    if row.online_since is not None:
        ends.append(rules.warm_up_step(row.online_since, row.capacity, now))
    return min((one for one in ends if one is not None and one > now), default=None)


def candidate(row: CandidateRow, now: datetime) -> Candidate:
    """These facts as of now."""
    online_s = None if row.online_since is None else (now - row.online_since).total_seconds()
    return Candidate(
        brand_id=row.brand_id,
        id=row.id,
        name=row.name,
        languages=tuple(row.languages),
        topics=tuple(row.topics),
        channels=tuple(row.channels),
        clearance=row.clearance,
        availability=row.availability,
        present=row.present_until is not None and row.present_until > now,
        paused=row.paused_until is not None and row.paused_until > now,
        capacity=row.capacity,
        limit=rules.warm_limit(online_s, row.capacity),
        load=row.load,
        exclusive=row.exclusive,
        idle_since=row.idle_since.timestamp(),
        certified=tuple(row.certified),
        preferred=tuple(row.preferred),
        experiences=tuple(row.experiences),
        standing=row.standing,
    )
