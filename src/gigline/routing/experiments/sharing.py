"""Who serves an experiment's pool and something else as well: their load under one arm reaches what the other is
measured by. Told, not forbidden: few brands have people for one topic alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from gigline.accounts.schemas import BrandSettings
from gigline.infra.db import Reader
from gigline.routing import rules
from gigline.routing.experiments.models import Experiment, Pool
from gigline.workforce import service as workforce
from gigline.workforce.models import Candidate


@dataclass(frozen=True)
class Crowd:
    """A brand's people. `needs`: all that its conversations may ask of them, but for those without a topic, which
    anybody may get. `elsewhere`: who works for other brands, too.
    """

    people: Sequence[Candidate]
    needs: Sequence[rules.Need]
    elsewhere: frozenset[UUID]


@dataclass(frozen=True)
class Sharing:
    """Of the `people` who serve a pool, how many do something else as well: in all (`shared`), the rest of the brand's
    queue (`outside`), other brands (`elsewhere`), the pools of other experiments (with their names).
    """

    people: int
    shared: int
    outside: int
    elsewhere: int
    pools: tuple[tuple[str, int], ...]


async def crowd(r: Reader, brand_id: UUID, settings: BrandSettings) -> Crowd:
    """As it is now."""
    people = await workforce.candidates(r, brand_id)
    elsewhere = await workforce.of_other_brands(r, brand_id, [one.id for one in people])
    return Crowd(people, tuple(_needs(settings)), frozenset(elsewhere))


def _needs(settings: BrandSettings) -> Iterable[rules.Need]:
    # Whoever writes on a page may call from it.
    channels = sorted({"voice", *(one.kind for one in settings.channels)})
    for topic in settings.topics:
        for language in settings.brand.languages:
            for channel in channels:
                yield rules.Need(language, channel, topic.key, topic.clearance)


def sharing(crowd: Crowd, pool: Pool, others: Iterable[Experiment]) -> Sharing:
    """Of this pool with all else, `others` being the other experiments that run."""
    inside, beyond = _parted(crowd.needs, pool)
    mine = serving(crowd, inside)
    outside = mine & serving(crowd, beyond)
    elsewhere = mine & crowd.elsewhere
    pools = tuple((one.name, len(mine & serving(crowd, _parted(crowd.needs, one.pool)[0]))) for one in others)
    return Sharing(len(mine), len(outside | elsewhere), len(outside), len(elsewhere), pools)


def _parted(needs: Iterable[rules.Need], pool: Pool) -> tuple[list[rules.Need], list[rules.Need]]:
    """Those of this pool, and the others."""
    parts: tuple[list[rules.Need], list[rules.Need]] = [], []
    for one in needs:
        parts[not pool.has(one.topic, one.language)].append(one)
    return parts


def serving(crowd: Crowd, needs: Sequence[rules.Need]) -> set[UUID]:
    """Who meets any of these needs; grants are alike, so each kind is looked at once."""
    known: dict[tuple[object, ...], bool] = {}
    found = set()
    for one in crowd.people:
        kind = (one.languages, one.topics, one.channels, one.clearance)
        if kind not in known:
            known[kind] = any(rules.stands(need, one) for need in needs)
        if known[kind]:
            found.add(one.id)
    return found
