"""Persons: a contact and those that were merged into it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from gigline.contacts import queries, rules
from gigline.contacts.errors import NoSuchContact
from gigline.contacts.models import Contact, HeldIdentity, Kind, Merge, Person
from gigline.infra.db import Reader, Writer

MOST_FOUND = 20


async def person(r: Reader, brand_id: UUID, contact_id: UUID) -> Person:
    """The person whom this contact belongs to; raises NoSuchContact."""
    found = await r.one(Contact, queries.CONTACT, brand_id, contact_id)
    if found is None:
        raise NoSuchContact("There is no such contact.")
    return await of_root(r, brand_id, found.person_id)


async def of_root(r: Reader, brand_id: UUID, root_id: UUID) -> Person:
    """The person whom this contact stands for."""
    first, *others = await r.all(Contact, queries.PERSON, brand_id, root_id)
    return Person(first, others)


async def identities(r: Reader, who: Person) -> list[HeldIdentity]:
    """All that the person is known by, each with the contact that holds it."""
    return await r.all(HeldIdentity, queries.HELD_IDENTITIES, who.contact.brand_id, who.ids)


async def merges_of(r: Reader, who: Person) -> list[Merge]:
    """What made the person, undone or not, newest first."""
    return await r.all(Merge, queries.MERGES_OF, who.contact.brand_id, who.ids)


async def search(r: Reader, brand_id: UUID, text: str) -> list[Contact]:
    """Those who stand for a person that has `text` in a name or an address, newest first."""
    pattern = re.sub(r"([%_\\])", r"\\\1", text)
    return await r.all(Contact, queries.SEARCH, brand_id, f"%{pattern}%", MOST_FOUND)


async def alike(r: Reader, who: Person) -> list[Contact]:
    """Those who hold an address that the person claims, or claim one that the person holds: maybe the same person."""
    return await r.all(Contact, queries.ALIKE, who.contact.brand_id, who.ids)


async def set_kinds(w: Writer, contact: Contact, kind: Kind, kinds: Sequence[Kind]) -> None:
    """What the contact is to begin with, and all it is."""
    others = [one for one in dict.fromkeys(kinds) if one != kind]
    await w.execute(queries.SET_KINDS, contact.brand_id, contact.id, kind, others)


def kind_at(contact: Contact, account: Kind | None, *, described: bool) -> Kind:
    """As what the contact writes to an account whose writers are `account`: as they are, if it is that too.

    `described` says that somebody meant it: an account of which nobody said anything says customer.
    """
    return account if account in contact.kinds and (described or account != "customer") else contact.kind


def name_of(who: Person) -> str:
    """What the person is called: as the contact that stands for it, or the first that has a name."""
    return next((one.name for one in who.contacts if one.name), "")


def claimed(who: Person, known: Sequence[HeldIdentity]) -> tuple[list[HeldIdentity], dict[str, Any]]:
    """The addresses that were only claimed, and the other things that were said, the first of each kind."""
    proved = {(one.type, one.value) for one in known}
    addresses: list[HeldIdentity] = []
    attributes: dict[str, Any] = {}
    for one in who.contacts:
        said, others = rules.claimed_addresses(proved, one.attributes)
        addresses += [HeldIdentity(type_, value, False, one.id) for type_, value in said]
        proved.update(said)
        attributes = {**others, **attributes}
    return addresses, attributes
