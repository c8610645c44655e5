"""What the API of calling in takes and gives."""

from __future__ import annotations

import math
from datetime import datetime, time, timedelta
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from gigline.routing.callin import rules
from gigline.routing.callin.models import LiveCall, Standby, Wave, WaveLine, WaveState
from gigline.routing.engine import forecasting

Clock = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]


class ChooseStandby(BaseModel):
    """Whether I may be called while I am off, never between `quiet_from` and `quiet_until` of my time, and at most
    `most_a_day` times within a day.
    """

    model_config = ConfigDict(extra="forbid")

    opted_in: bool
    time_zone: Annotated[str, Field(min_length=1, max_length=64)]
    quiet_from: Clock
    quiet_until: Clock
    most_a_day: Annotated[int, Field(strict=True, ge=1, le=10)]

    def of(self, associate_id: UUID) -> Standby:
        """As a row."""
        begin, end = time.fromisoformat(self.quiet_from), time.fromisoformat(self.quiet_until)
        return Standby(associate_id, self.opted_in, self.time_zone, begin, end, self.most_a_day)


class CallInOut(BaseModel):
    """Somebody asks me to come; `lacking_min`: work-minutes of the next quarter of an hour that nobody is there for."""

    id: UUID
    brand_id: UUID
    brand_name: str
    lacking_min: float
    called_at: datetime
    expires_at: datetime
    expires_in_s: float

    @classmethod
    def of(cls, one: LiveCall) -> CallInOut:
        return cls(**vars(one))


class CallReason(BaseModel):
    """Why I was called in a wave or not, in words."""

    brand_name: str
    at: datetime
    called: bool
    why: str

    @classmethod
    def of(cls, one: WaveLine) -> CallReason:
        called = one.line["why"] is None
        return cls(brand_name=one.brand_name, at=one.started_at, called=called, why=rules.sentence(one.line))


class StandbyOut(BaseModel):
    opted_in: bool
    time_zone: str
    quiet_from: str
    quiet_until: str
    most_a_day: int
    calls: list[CallInOut]
    lately: list[CallReason]

    @classmethod
    def of(cls, one: Standby, calls: list[LiveCall], lines: list[WaveLine]) -> StandbyOut:
        return cls(
            opted_in=one.opted_in,
            time_zone=one.time_zone,
            quiet_from=f"{one.quiet_from:%H:%M}",
            quiet_until=f"{one.quiet_until:%H:%M}",
            most_a_day=one.most_a_day,
            calls=[CallInOut.of(each) for each in calls],
            lately=[CallReason.of(each) for each in lines],
        )


class StartWave(BaseModel):
    """At least so many work-minutes will be lacking in the next quarter of an hour."""

    model_config = ConfigDict(extra="forbid")

    minutes: Annotated[float, Field(ge=0, le=10_000)] = 0.0


class WaveOut(BaseModel):
    """`by`: the leader who started it, null if the router did."""

    id: UUID
    state: WaveState
    by: UUID | None
    lacking_min: float
    started_at: datetime
    ended_at: datetime | None
    called: int
    accepted: int
    declined: int
    waiting: int

    @classmethod
    def of(cls, one: Wave) -> WaveOut:
        facts = {**vars(one), "by": one.started_by}
        return cls(**{name: facts[name] for name in cls.model_fields})


class WavePerson(BaseModel):
    """How a wave stood with somebody. `chance` that they come, and after how long, by our guess; `why` in words."""

    id: UUID
    name: str
    called: bool
    chance: float
    latency_s: float
    brings_min: float
    why: str


class WaveDetail(BaseModel):
    wave: WaveOut
    level: float
    pools: list[PoolOut]
    people: list[WavePerson]


class PoolOut(BaseModel):
    """One kind of conversation in the next quarter of an hour. `work_min`: mean of one; the rest in work-minutes."""

    language: str
    topic: str
    channel: str
    expected: float
    waiting: int
    work_min: float
    demand_min: float
    lacking_min: float


class QualityOut(BaseModel):
    """How wrong such forecasts were on the past, a day ahead by quarters of an hour; null with too little of it.

    `wape`: sum of absolute errors over the sum; `bias`: of the errors with their signs, above 0 is too much.
    """

    wape: float | None
    bias: float | None
    intervals: int

    @classmethod
    def of(cls, one: forecasting.Quality) -> QualityOut:
        known = not math.isnan(one.wape)
        return cls(wape=one.wape if known else None, bias=one.bias if known else None, intervals=one.intervals)


class ForecastStep(BaseModel):
    at: datetime
    conversations: float
    work_min: float


class Forecast(BaseModel):
    """The next 24 hours by quarters of an hour, in the brand's time. `level`: how many times the usual it is now."""

    time_zone: str
    steps: list[ForecastStep]
    conversations: QualityOut
    work: QualityOut
    level: float
    demand_min: float
    lacking_min: float
    short: bool
    pools: list[PoolOut]


class CallInBoard(BaseModel):
    """`standby`: how many of the brand agreed to be called. `paused_until`: a leader stopped the router's calling."""

    automatic: bool
    standby: int
    paused_until: datetime | None
    waves: list[WaveOut]


def steps(past: rules.Past) -> list[ForecastStep]:
    """Local times without their offset, because a slot is a time of the brand's clock."""
    begin = datetime(1970, 1, 1) + timedelta(minutes=past.first * rules.INTERVAL_MIN)  # noqa: DTZ001
    each = timedelta(minutes=rules.INTERVAL_MIN)
    both = zip(past.conversations[: rules.A_DAY], past.work_min[: rules.A_DAY], strict=True)
    return [
        ForecastStep(at=begin + at * each, conversations=count, work_min=work) for at, (count, work) in enumerate(both)
    ]


def pools(plan: rules.Plan) -> list[PoolOut]:
    """What lacks most, first."""
    found = sorted(plan.pools, key=lambda one: (-one.lacking_min, -one.demand_min))
    return [PoolOut(**{name: getattr(one, name) for name in PoolOut.model_fields}) for one in found]
