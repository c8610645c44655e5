"""What is known of a brand's providers, as this process knows it: the engine's value model over their jobs.

All state is in `provider_outcomes` and the directory: what the brand knew before is learned first, then the outcomes in
their order, so that every process comes to the same numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

import numpy as np

from gigline.infra.db import PerDatabase, Reader
from gigline.providers import queries, rules
from gigline.providers.directory import Directory, Provider
from gigline.providers.models import KnownJob
from gigline.routing.engine.events import Conversation as Case
from gigline.routing.engine.events import Outcome
from gigline.routing.engine.value import ValueModel

# What a brand knew before counts for at most so many jobs: it was not measured like ours.
MOST_BEFORE = 20
# A rating from here on is a good one.
GOOD = 4
_AT_ONCE = 5_000


@dataclass
class Ratings:
    """Of one provider: how many ratings and their sum, how many jobs and how many of them were done as agreed."""

    count: int = 0
    total: float = 0.0
    jobs: int = 0
    done: int = 0


@dataclass
class Standing:
    """One a brand and version of its directory."""

    directory: Directory
    version: int
    model: ValueModel = field(default_factory=ValueModel)
    last: int = 0
    ratings: dict[str, Ratings] = field(default_factory=dict)
    _rows: dict[str, int] = field(default_factory=dict)

    def learn_before(self, brand_id: UUID) -> None:
        """What the directory says of earlier jobs."""
        for one in sorted(self.directory.providers, key=lambda one: one.id):
            known = self.of(one.id)
            known.count, known.total = one.before.ratings, one.before.ratings * one.before.mean
            known.jobs, known.done = one.before.jobs, one.before.done
            for done, liked in _imagined(one):
                self._learn(brand_id, one.id, one.kind, "", "", done, liked, None)

    def learn(self, brand_id: UUID, jobs: Sequence[KnownJob]) -> None:
        """What became known since."""
        for one in jobs:
            known = self.of(one.provider_id)
            known.jobs, known.done = known.jobs + 1, known.done + one.done
            if one.rating is not None:
                known.count, known.total = known.count + 1, known.total + one.rating
            liked = None if one.rating is None else one.rating >= GOOD
            self._learn(
                brand_id, one.provider_id, one.kind, one.place, one.language, one.done, liked, one.at.timestamp()
            )
            self.last = one.n

    def _learn(
        self, brand_id: UUID, provider_id: str, kind: str, place: str, language: str, done: bool, liked: bool | None,
        at: float | None,
    ) -> None:  # fmt: skip
        outcome = Outcome(
            t=at, row=self._row(provider_id), conversation=_case(brand_id, kind, place, language),
            associate=provider_id, resolved=done, csat=liked, work=0.0, wait=0.0, concurrency=1.0,
        )  # fmt: skip
        self.model.learn(outcome)

    def worth(self, brand_id: UUID, kind: str, place: str, language: str) -> dict[str, rules.Worth]:
        """What each provider of the directory would make of such work."""
        people = sorted(self.directory.providers, key=lambda one: self._row(one.id))
        if not people:
            return {}
        rows = np.array([self._row(one.id) for one in people], dtype=np.intp)
        found = self.model.worth(_case(brand_id, kind, place, language), rows)
        cases = self.model.persons.cases_of(rows)
        return {
            one.id: rules.Worth(float(found.resolved[0, n]), float(found.csat[0, n]), float(cases[n]))
            for n, one in enumerate(people)
        }

    def rating(self, provider_id: str) -> float | None:
        """Their mean rating, drawn toward that of all while there are few; None while nobody was rated."""
        count = sum(one.count for one in self.ratings.values())
        if not count:
            return None
        mean = sum(one.total for one in self.ratings.values()) / count
        mine = self.of(provider_id)
        return rules.shrunk(mine.count, mine.total, mean)

    def of(self, provider_id: str) -> Ratings:
        """Their jobs and ratings."""
        return self.ratings.setdefault(provider_id, Ratings())

    def _row(self, provider_id: str) -> int:
        return self._rows.setdefault(provider_id, len(self._rows))


def _imagined(one: Provider) -> list[tuple[bool, bool | None]]:
    """Earlier jobs as outcomes: done or not, liked or not or not said, in a fixed order."""
    jobs = min(one.before.jobs, MOST_BEFORE)
    if not jobs:
        return []
    done = round(jobs * one.before.done / one.before.jobs)
    rated = min(jobs, one.before.ratings)
    liked = round(rated * (one.before.mean - 1) / 4)
    return [(at < done, at < liked if at < rated else None) for at in range(jobs)]


def _case(brand_id: UUID, kind: str, place: str, language: str) -> Case:
    return Case("", str(brand_id), kind, language, "visit", segment=place)


_standings: PerDatabase[dict[UUID, Standing]] = PerDatabase(lambda _: {})


async def current(r: Reader, brand_id: UUID) -> Standing | None:
    """The brand's directory with what was learned so far; None without a directory."""
    known = _standings.of(r.database)
    version = await queries.version(r, brand_id)
    if version is None:
        known.pop(brand_id, None)
        return None
    found = known.get(brand_id)
    if found is None or found.version != version:
        found = await _begun(r, brand_id, version)
        known[brand_id] = found
    while fresh := await queries.jobs_after(r, brand_id, found.last, _AT_ONCE):
        found.learn(brand_id, fresh)
    return found


async def _begun(r: Reader, brand_id: UUID, version: int) -> Standing:
    source = await queries.source(r, brand_id)
    made = Standing(Directory.model_validate(source, strict=False), version)
    made.learn_before(brand_id)
    return made
