"""What is so of requesters that may count when they are matched: as they said, or as their brand vouched for them.

Facts alone count for nothing: the person has to agree to the purpose `matching`, and their own word is the last one.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from gigline.contacts import choices, queries, rules
from gigline.contacts.models import By, Choice, Contact, Person
from gigline.infra.db import Reader, Writer

Source = Literal["said", "brand"]


@dataclass(frozen=True)
class Told:
    """One row of `contact_experiences`: what is so of a contact, and by whose word."""

    contact_id: UUID
    experience: str
    source: Source
    said_at: datetime


async def say(w: Writer, contact: Contact, keys: Collection[str]) -> None:
    """The contact's own word: precisely these are so and may count; without any, nothing may."""
    await w.execute(queries.KEEP_EXPERIENCES, contact.brand_id, contact.id, list(keys))
    await w.execute(queries.ADD_EXPERIENCES, contact.brand_id, contact.id, "said", list(keys))
    chosen: rules.Chosen = "agreed" if keys else "refused"
    await choices.note(w, contact, "matching", "", chosen, "said", By("person", name=contact.name))


async def vouch(w: Writer, contact: Contact, keys: Collection[str], brand: str) -> None:
    """The brand's word for somebody who agreed there. Whoever said something of it here has had the last word."""
    said = await w.all(Choice, queries.CHOICES_OF_PERSON, contact.brand_id, contact.id)
    if any(one.purpose == "matching" and one.how != "token" for one in said):
        return
    await w.execute(queries.DROP_VOUCHED, contact.brand_id, contact.id, list(keys))
    await w.execute(queries.ADD_EXPERIENCES, contact.brand_id, contact.id, "brand", list(keys))
    if keys:
        await choices.note(w, contact, "matching", "", "agreed", "token", By("attestation", name=brand))


async def told(r: Reader, who: Person) -> list[Told]:
    """All that was told of the person, whether or not it may count."""
    return await r.all(Told, queries.EXPERIENCES, who.contact.brand_id, who.ids)


async def agreed(r: Reader, whom: Sequence[tuple[UUID, UUID, str]]) -> list[frozenset[str] | None]:
    """For each (brand, contact, channel) what is so of the person, None where they did not agree that it counts."""
    brands, contacts, channels = (list(column) for column in zip(*whom, strict=True)) if whom else ([], [], [])
    rows = await r.rows(queries.AGREED_EXPERIENCES, brands, contacts, channels)
    found: list[frozenset[str] | None] = [None] * len(whom)
    for row in rows:
        found[row["n"] - 1] = frozenset(row["keys"])
    return found
