"""Rows of the contacts slice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from gigline.contacts.rules import AddressType as AddressType
from gigline.contacts.rules import IdentityType as IdentityType

Kind = Literal["customer", "worker", "business", "employee"]


@dataclass(frozen=True)
class Contact:
    """Somebody who wrote to a brand. `verified`: the brand vouched for who this is.

    `attributes` are claims (what somebody said about themselves) and prove nothing.
    """

    brand_id: UUID
    id: UUID
    name: str
    kind: Kind
    language: str | None
    verified: bool
    attributes: dict[str, Any]
    created_at: datetime


@dataclass(frozen=True)
class Identity:
    """One name a contact is known by on a channel; unique in its brand."""

    type: IdentityType
    value: str
    verified: bool


@dataclass(frozen=True)
class Card:
    """A contact with its identities; claimed addresses are among them, unverified, and not in `attributes`."""

    contact: Contact
    identities: list[Identity]
    attributes: dict[str, Any]
