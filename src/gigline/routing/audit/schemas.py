"""The audit as the API gives it."""

from __future__ import annotations

from dataclasses import asdict

from pydantic import BaseModel

from gigline.routing.audit.rules import About, Row, Word


class AffinityAuditSide(BaseModel):
    """One of two groups: how often somebody of it could have been asked (`chances`), was (`offers`), minutes of work,
    and how many conversations of those that are `known` were `settled`.
    """

    people: int
    chances: int
    offers: int
    minutes: float
    known: int
    settled: int


class AffinityAuditRow(BaseModel):
    """Those who have it against the others. `ratio`: the lower rate of offers over the higher, with its exact 95 %
    interval. With `too_few` nothing is shown. `below`: the whole interval is under four fifths; `perhaps`: the ratio
    is; `open`: the interval reaches under it; `fine`: it does not.
    """

    about: About
    name: str
    having: AffinityAuditSide | None
    others: AffinityAuditSide | None
    ratio: float | None
    low: float | None
    high: float | None
    word: Word


class AffinityAudit(BaseModel):
    """`offers`: how many were looked at, the newest of the last `days`; `whole`: whether those are all."""

    days: int
    offers: int
    whole: bool
    rows: list[AffinityAuditRow]


def audit_row(row: Row) -> AffinityAuditRow:
    """A row as it is shown; JSON has no infinity."""
    high = None if row.high == float("inf") else row.high
    return AffinityAuditRow.model_validate({**asdict(row), "high": high})
