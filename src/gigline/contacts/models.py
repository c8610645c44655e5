"""Rows of the contacts slice."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from gigline.contacts.rules import AddressType as AddressType
from gigline.contacts.rules import Chosen as Chosen
from gigline.contacts.rules import How
from gigline.contacts.rules import IdentityType as IdentityType
from gigline.contacts.rules import Purpose as Purpose

Kind = Literal["customer", "worker", "business", "employee"]


@dataclass(frozen=True)
class Contact:
    """Somebody who wrote to a brand. `verified`: the brand vouched for who this is.

    `attributes` are claims (what somebody said about themselves) and prove nothing. `kinds` is what they are beside
    `kind`; `merged_into` the contact that stands for the person, if that is another one.
    """

    brand_id: UUID
    id: UUID
    name: str
    kind: Kind
    language: str | None
    verified: bool
    attributes: dict[str, Any]
    created_at: datetime
    merged_into: UUID | None = None
    kinds: list[Kind] = field(default_factory=list)

    @property
    def person_id(self) -> UUID:
        """The contact that stands for the person: itself, or the one it was merged into."""
        return self.merged_into or self.id


@dataclass(frozen=True)
class Identity:
    """One name a contact is known by on a channel; unique in its brand."""

    type: IdentityType
    value: str
    verified: bool


@dataclass(frozen=True)
class HeldIdentity(Identity):
    """An identity with the contact that holds it: what is proved there is proved nowhere else."""

    contact_id: UUID


@dataclass(frozen=True)
class Person:
    """A contact and those that were merged into it, which keep what was proved of them. `contact` stands for all."""

    contact: Contact
    merged: list[Contact]

    @property
    def contacts(self) -> list[Contact]:
        return [self.contact, *self.merged]

    @property
    def ids(self) -> list[UUID]:
        return [one.id for one in self.contacts]


@dataclass(frozen=True)
class By:
    """Who says that two contacts are one person: somebody (`id`, `name`), or a proof (`proof` says which)."""

    kind: Literal["person", "attestation"]
    id: UUID | None = None
    name: str = ""
    proof: str = ""


@dataclass(frozen=True)
class Merge:
    """One row of `contact_merges`. `moved`: the contacts that point to `into_id` since."""

    brand_id: UUID
    id: UUID
    into_id: UUID
    from_id: UUID
    moved: list[UUID]
    by_kind: Literal["person", "attestation"]
    by_id: UUID | None
    by_name: str
    proof: str
    at: datetime
    undone_at: datetime | None
    undone_by: str


@dataclass(frozen=True)
class Choice:
    """One row of `contact_choices`: what was said of a purpose (or all) on a channel (empty: on every one)."""

    brand_id: UUID
    id: UUID
    contact_id: UUID
    purpose: str
    channel: str
    choice: Chosen
    how: How
    by_id: UUID | None
    by_name: str
    at: datetime


@dataclass(frozen=True)
class Card:
    """A contact with its identities; claimed addresses are among them, unverified, and not in `attributes`."""

    contact: Contact
    identities: list[Identity]
    attributes: dict[str, Any]
