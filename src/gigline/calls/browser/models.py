"""Rows of browser calls."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from gigline.calls.rules import Side


@dataclass(frozen=True)
class Leg:
    """A browser that wants to join a call: what it offered, and what the call's host said to that."""

    brand_id: UUID
    id: UUID
    call_id: UUID
    side: Side
    person_id: UUID
    offer: str = field(repr=False)
    answer: str | None = field(repr=False)
    refused: bool
    at: datetime


@dataclass(frozen=True)
class Joined:
    """The browser is in: the call and the answer (SDP) to its offer."""

    call_id: UUID
    answer: str = field(repr=False)
