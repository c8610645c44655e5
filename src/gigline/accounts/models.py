"""Brands, people and who is acting."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

Role = Literal["associate", "leader", "admin"]
RANK: Mapping[str, int] = {"associate": 1, "leader": 2, "admin": 3}


@dataclass(frozen=True)
class Actor:
    """Who asks. Every service call that shows or changes something gets one.

    `id` is the person's, key's or contact's id. A requester acts for one contact of one brand;
    people and keys have a role in some brands; operators run the network and may do all that admins may.
    """

    kind: Literal["person", "api_key", "requester", "system"]
    id: UUID
    name: str = ""
    roles: Mapping[UUID, Role] = field(default_factory=dict)
    operator: bool = False
    brand_id: UUID | None = None

    def has_role(self, brand_id: UUID, role: Role) -> bool:
        """Whether the actor is at least `role` in this brand."""
        if self.operator:
            return True
        return RANK.get(self.roles.get(brand_id, ""), 0) >= RANK[role]

    def brands_with(self, role: Role) -> list[UUID]:
        """The brands in which the actor is at least `role` (operators: see accounts.service.brands_of)."""
        return [brand_id for brand_id in self.roles if self.has_role(brand_id, role)]


SYSTEM = Actor(kind="system", id=UUID(int=0), name="Gigline")


@dataclass(frozen=True)
class Brand:
    """A tenant. `settings` is its brand.toml as validated by accounts.schemas.BrandSettings."""

    id: UUID
    key: str
    name: str
    settings: dict[str, Any]
    identity_secret: bytes
    created_at: datetime


@dataclass(frozen=True)
class Person:
    """Somebody who signs in."""

    id: UUID
    email: str
    name: str
    operator: bool
    disabled_at: datetime | None
