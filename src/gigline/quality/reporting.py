"""What is asked of a report, by whom: their brands, each by its own clock; and what the groups are called."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from gigline.accounts import service as accounts
from gigline.accounts.models import Actor, Brand
from gigline.accounts.schemas import BrandSettings
from gigline.conversations import service as conversations
from gigline.infra.db import Reader
from gigline.kit.errors import BadInput, NotFound
from gigline.quality import report_queries
from gigline.quality.report_queries import Filters, GroupBy, Row, Span

LONGEST = timedelta(days=400)
# Beyond them nothing happened, and a clock's arithmetic ends somewhere.
YEARS = range(2000, 2200)
DAYS = 30


@dataclass(frozen=True)
class Led:
    """A brand that the asker leads."""

    brand: Brand
    settings: BrandSettings


@dataclass(frozen=True)
class Asked:
    """Which segments: those of these brands that began on the days from `first` to `last`, as far as they match."""

    brands: Sequence[Led]
    first: date
    last: date
    filters: Filters

    @property
    def spans(self) -> list[Span]:
        return [self._span(one) for one in self.brands]

    def _span(self, one: Led) -> Span:
        zone = one.settings.brand.time_zone
        begins = [datetime.combine(day, time(), ZoneInfo(zone)) for day in (self.first, self.last + timedelta(days=1))]
        return Span(one.brand.id, begins[0], begins[1], zone)


async def asked(
    r: Reader, actor: Actor, brand_id: UUID | None, first: date | None, last: date | None, filters: Filters
) -> Asked:
    """For leaders: raises NotFound for others. Without days, the last thirty until today."""
    brands = await led_by(r, actor, brand_id)
    if any(day is not None and day.year not in YEARS for day in (first, last)):
        raise BadInput("A report is about days from 2000 to 2199.")
    last = last or (await conversations.now(r)).astimezone(ZoneInfo(brands[0].settings.brand.time_zone)).date()
    first = first or last - timedelta(days=DAYS - 1)
    if not timedelta() <= last - first < LONGEST:
        raise BadInput("A report is about at most 400 days, the first before the last.")
    return Asked(brands, first, last, filters)


async def led_by(r: Reader, actor: Actor, brand_id: UUID | None) -> list[Led]:
    """This brand, or all that the actor leads; raises NotFound where they lead none."""
    led = [one for one in await accounts.brands_of(r, actor, "leader") if brand_id in {None, one.id}]
    if not led:
        raise NotFound("There is no such report.")
    return [Led(one, accounts.settings_of(one)) for one in led]


async def named(r: Reader, asked: Asked, by: GroupBy, rows: Sequence[Row]) -> dict[str, str]:
    """What the groups are called, where the platform knows more of them than their keys."""
    if by == "brand":
        return {str(one.brand.id): one.brand.name for one in asked.brands}
    if by == "topic":
        return topic_names(asked.brands)
    if by == "associate":
        found = await report_queries.names(r, [UUID(one.key) for one in rows if one.key])
        return {str(id_): name for id_, name in found.items()}
    return {}


def topic_names(brands: Sequence[Led]) -> dict[str, str]:
    """All topics of the brands, by key."""
    return {topic.key: topic.name for one in brands for topic in one.settings.topics}
