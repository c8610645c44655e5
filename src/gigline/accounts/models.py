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


@dataclass(frozen=True)
class Session:
    """A signed-in browser. `roles` maps brand ids (as text) to roles."""

    token_hash: bytes
    csrf: str
    expires_at: datetime
    ages: bool
    person_id: UUID
    name: str
    operator: bool
    roles: dict[str, Role]


@dataclass(frozen=True)
class Credentials:
    """What is needed to check a password."""

    id: UUID
    password_hash: str
    disabled_at: datetime | None


@dataclass(frozen=True)
class ApiKey:
    """A program's key in one brand; the key itself is known to its holder only."""

    brand_id: UUID
    id: UUID
    name: str
    role: Role
    created_at: datetime
    revoked_at: datetime | None


@dataclass(frozen=True)
class WidgetClaims:
    """What a widget token says: one contact of one brand, on one webchat account, from one page's origin."""

    brand_id: UUID
    contact_id: UUID
    account: str
    origin: str | None


@dataclass(frozen=True)
class Visitor:
    """What a visitor token says: this browser came before. It proves nothing about the person."""

    brand_id: UUID
    id: str


@dataclass(frozen=True)
class SignedIn:
    """Who a request comes from, and how it was proved."""

    actor: Actor
    via: Literal["cookie", "key", "widget"]
    csrf: str | None = None
    session: bytes | None = None
    widget: WidgetClaims | None = None
