"""Rows of calling in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from typing import Any, Literal
from uuid import UUID

WaveState = Literal["running", "over", "covered", "stopped"]
CallState = Literal["called", "accepted", "declined", "expired", "withdrawn"]


@dataclass(frozen=True)
class Standby:
    """What an associate agreed to. Between `quiet_from` and `quiet_until` (their time) nobody calls; alike: never."""

    associate_id: UUID
    opted_in: bool = False
    time_zone: str = "UTC"
    quiet_from: time = time(22)
    quiet_until: time = time(7)
    most_a_day: int = 3


@dataclass(frozen=True)
class Known:
    """What is known of somebody's standing by: `asked_ago_s` of the calls of the last day, the newest last; `answers`
    and `came` of their earlier calls, with the sum of ln(seconds) until they came; `live`: a call waits for them;
    `accepted_ago_s`: since they last said yes, within the last ten minutes; `worked_s` of the last day; `off_s`: since
    when they are off, None if they are not.
    """

    associate_id: UUID
    asked_ago_s: list[float]
    answers: int
    came: int
    log_sum: float
    live: bool
    accepted_ago_s: float | None
    worked_s: float
    off_s: float | None
    local_time: time
    opted_in: bool
    quiet_from: time
    quiet_until: time
    most_a_day: int


@dataclass(frozen=True)
class Interval:
    """A quarter of an hour of the brand's past: `slot` counts them in the brand's time since 1970."""

    slot: int
    conversations: int
    work_min: float


@dataclass(frozen=True)
class PoolPast:
    """What came of one kind in the past weeks; `work_min`: mean work-minutes, None if none was finished."""

    language: str
    topic: str
    channel: str
    conversations: int
    work_min: float | None


@dataclass(frozen=True)
class PoolNow:
    """How many of one kind wait."""

    language: str
    topic: str
    channel: str
    waiting: int


@dataclass(frozen=True)
class Wave:
    """One row of `call_waves` without its record. `started_by`: a leader, None if the router did it by itself."""

    brand_id: UUID
    id: UUID
    started_by: UUID | None
    state: WaveState
    lacking_min: float
    started_at: datetime
    ended_at: datetime | None
    called: int
    accepted: int
    declined: int
    waiting: int


@dataclass(frozen=True)
class Call:
    """One row of `call_ins`."""

    brand_id: UUID
    id: UUID
    wave_id: UUID
    associate_id: UUID
    state: CallState
    called_at: datetime
    expires_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True)
class LiveCall:
    """A call as its associate sees it."""

    id: UUID
    brand_id: UUID
    brand_name: str
    lacking_min: float
    called_at: datetime
    expires_at: datetime
    expires_in_s: float


@dataclass(frozen=True)
class WaveLine:
    """What a wave's record says of one associate. `why`: None for those it called."""

    brand_name: str
    started_at: datetime
    line: dict[str, Any]
