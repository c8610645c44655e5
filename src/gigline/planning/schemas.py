"""What the API of planning takes and gives."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from gigline.planning.models import WhatIf, WhatIfState
from gigline.planning.rules import Changes

Simulated = Literal["gigline", "longest-idle", "round-robin", "skill-tier", "simplr-like"]
Times = Annotated[float, Field(ge=0.2, le=5)]


class AskWhatIf(BaseModel):
    """So many times the people and the arrivals; pay higher by `extra_pay` (0.1: by 10 %), which makes people work
    (1 + extra_pay)^elasticity times as often; with or without calling in (null: as it is), and a surge.
    """

    model_config = ConfigDict(extra="forbid")

    policies: Annotated[list[Simulated], Field(min_length=1, max_length=3)] = ["longest-idle", "gigline"]
    staffing: Times = 1.0
    arrivals: Times = 1.0
    extra_pay: Annotated[float, Field(ge=-0.5, le=2)] = 0.0
    elasticity: Annotated[float, Field(ge=0, le=3)] = 0.3
    call_in: bool | None = None
    surge: bool = False

    def changes(self) -> Changes:
        """As values."""
        return Changes(self.staffing, self.arrivals, self.extra_pay, self.elasticity, self.call_in, self.surge)


class Figure(BaseModel):
    """A mean of the counted days with its 95 % interval."""

    mean: float
    low: float | None
    high: float | None


class HalfHour(BaseModel):
    hour: float
    live_sla: float
    arrivals: float


class SimulatedPolicy(BaseModel):
    """Shares are percent of arrivals, waits seconds. `online_h`: hours that people were there on a day; `pay`: what
    they cost against now, 1 is as it is.
    """

    scenario: str
    policy: str
    figures: dict[str, Figure | None]
    online_h: float
    pay: float
    by_half_hour: list[HalfHour]


class WhatIfOut(BaseModel):
    id: UUID
    state: WhatIfState
    asked: dict[str, Any]
    progress: float
    doing: str
    rows: list[SimulatedPolicy]
    created_at: datetime
    ended_at: datetime | None

    @classmethod
    def of(cls, one: WhatIf) -> WhatIfOut:
        return cls(
            id=one.id, state=one.state, asked=one.asked, progress=one.progress, doing=one.doing, rows=_rows(one),
            created_at=one.created_at, ended_at=one.ended_at,
        )  # fmt: skip


def _rows(one: WhatIf) -> list[SimulatedPolicy]:
    """Each policy as it is and as it would be, side by side."""
    if one.result is None:
        return []
    usual, *changed = one.result["scenarios"]
    rows = []
    for policy in one.asked["policies"]:
        base = usual["policies"][policy]
        rows.append(SimulatedPolicy(scenario=usual["name"], policy=policy, pay=1.0, **base))
        for other in changed:
            found = other["policies"][policy]
            pay = (1 + one.asked["extra_pay"]) * found["online_h"] / (base["online_h"] or 1.0)
            rows.append(SimulatedPolicy(scenario=other["name"], policy=policy, pay=pay, **found))
    return rows


class WhatIfList(BaseModel):
    items: list[WhatIfOut]


class NeedOut(BaseModel):
    """People for one hour by Erlang A, and what a simulation with uneven work and patience says of as many."""

    hour: int
    conversations: float
    people: int
    in_time: float
    abandoned: float
    simulated_in_time: float
    simulated_abandoned: float


class Staffing(BaseModel):
    items: list[NeedOut]
