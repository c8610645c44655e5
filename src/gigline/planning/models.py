"""Rows of planning."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

WhatIfState = Literal["waiting", "running", "done", "cancelled", "failed"]


@dataclass(frozen=True)
class WhatIf:
    """One row of `what_ifs`. `progress`: 0 to 1; `asked`: what was changed; `result` once it is done."""

    brand_id: UUID
    id: UUID
    state: WhatIfState
    asked: dict[str, Any]
    progress: float
    doing: str
    result: dict[str, Any] | None
    created_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True)
class Job:
    """What a worker took: `lease` is its alone, `task` is what the simulation gets."""

    brand_id: UUID
    id: UUID
    lease: UUID
    task: dict[str, Any]


@dataclass(frozen=True)
class Measured:
    """What the last four weeks say of a brand's people; None where there was nothing."""

    accepted: float | None
    resolved: float | None
    satisfied: float | None
    worked_days: float | None
    works_hours: float | None
