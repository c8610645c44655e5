"""Contacts and the identities they are known by. First messages race; claims merge with nobody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from gigline.contacts import merging, queries, rules
from gigline.contacts.errors import NoSuchContact
from gigline.contacts.models import AddressType, Card, Contact, Identity, IdentityType, Kind
from gigline.infra.db import Reader, Writer
from gigline.kit.errors import Unavailable
from gigline.kit.text import storable

LONGEST_NAME = 120


async def get(r: Reader, brand_id: UUID, contact_id: UUID) -> Contact:
    """The contact of this brand; raises NoSuchContact."""
    return _found(await r.one(Contact, queries.CONTACT, brand_id, contact_id))


async def brand_of(r: Reader, brand_ids: Sequence[UUID], contact_id: UUID) -> UUID | None:
    """Which of these brands has the contact."""
    found: UUID | None = await r.value(queries.BRAND_OF, list(brand_ids), contact_id)
    return found


def _found(contact: Contact | None) -> Contact:
    if contact is None:
        raise NoSuchContact("There is no such contact.")
    return contact


async def several(r: Reader, brand_id: UUID, contact_ids: Sequence[UUID]) -> dict[UUID, Contact]:
    """Those of these contacts that the brand has, by id."""
    found = await r.all(Contact, queries.CONTACTS, brand_id, list(contact_ids))
    return {contact.id: contact for contact in found}


async def find(r: Reader, brand_id: UUID, type_: IdentityType, value: str) -> Contact | None:
    """The contact known by this identity, or None; raises BadInput when it is no such identity."""
    return await r.one(Contact, queries.BY_IDENTITY, brand_id, type_, rules.canonical(type_, value))


async def find_several(r: Reader, brand_id: UUID, type_: IdentityType, values: Sequence[str]) -> dict[str, Contact]:
    """Those known by one of these identities, which are spelt canonically, by identity."""
    found = await r.rows(queries.BY_IDENTITIES, brand_id, type_, list(values))
    return {row["value"]: Contact(**dict(list(row.items())[1:])) for row in found}


def canonical(type_: IdentityType, value: str) -> str:
    """The one spelling of an identity; raises BadInput when it can be none."""
    return rules.canonical(type_, value)


def attested(type_: AddressType, address: str) -> str | None:
    """The one spelling of an address that a provider attests; None for what is no person's (a short code, say)."""
    return rules.attested(type_, address)


def says_more(contact: Contact, *, name: str, kind: Kind, verified: bool) -> bool:
    """Whether what is said of the contact now would change it (`resolve_identity` does that)."""
    called = _name(name)
    if verified and (not contact.verified or contact.kind != kind or called not in ("", contact.name)):
        return True
    return bool(called) and not contact.name and not contact.verified


async def card(r: Reader, brand_id: UUID, contact_id: UUID) -> Card:
    """The contact with everything it is known by; raises NoSuchContact."""
    contact = await get(r, brand_id, contact_id)
    known = await identities(r, brand_id, contact_id)
    claimed, attributes = rules.claimed_addresses({(one.type, one.value) for one in known}, contact.attributes)
    unproved = [Identity(type=type_, value=value, verified=False) for type_, value in claimed]
    return Card(contact=contact, identities=[*known, *unproved], attributes=attributes)


async def identities(r: Reader, brand_id: UUID, contact_id: UUID) -> list[Identity]:
    """What the contact is known by; what they only said of themselves is not among it."""
    return await r.all(Identity, queries.IDENTITIES, brand_id, contact_id)


async def resolve_identity(
    w: Writer,
    brand_id: UUID,
    type_: IdentityType,
    value: str,
    *,
    name: str = "",
    kind: Kind = "customer",
    language: str | None = None,
    verified: bool = False,
) -> Contact:
    """The contact known by this identity, created when it is new: one contact however many messages race.

    `verified` is for what was proved (the brand's server said so): it marks the contact and corrects its name
    and kind. Unproved, a name only fills an empty one. Raises BadInput when the value is no such identity.
    """
    spelt, called = rules.canonical(type_, value), _name(name)
    contact = await _found_or_made(w, brand_id, type_, spelt, called, kind, language, verified)
    if not says_more(contact, name=name, kind=kind, verified=verified):
        return contact
    if verified:
        await w.execute(queries.VERIFY_IDENTITY, brand_id, type_, spelt)
        return _found(await w.one(Contact, queries.VERIFY_CONTACT, brand_id, contact.id, called, kind, language))
    named = await w.one(Contact, queries.NAME_CONTACT, brand_id, contact.id, called)
    return named or await get(w, brand_id, contact.id)


async def resolve_attested(
    w: Writer,
    brand_id: UUID,
    type_: AddressType,
    value: str,
    *,
    former: str,
    name: str = "",
    kind: Kind = "customer",
    language: str | None = None,
    verified: bool = False,
) -> Contact:
    """The contact of an address that the provider attests, the same on every channel; created when it is new.

    `former` is the channel's own name for the sender: a contact known by it takes the address, unless another one has
    it (nobody is merged). `verified` says that the address is proved well enough to act on. The provider attests an
    address only: the name fills an empty one, and the kind is that of a new contact. Raises BadInput.
    """
    spelt, called = rules.canonical(type_, value), _name(name)
    if await w.one(Contact, queries.BY_IDENTITY, brand_id, type_, spelt) is None:
        await w.execute(queries.ADOPT_IDENTITY, brand_id, type_, spelt, rules.canonical("api", former), verified)
    contact = await _found_or_made(w, brand_id, type_, spelt, called, kind, language, verified)
    if not says_more(contact, name=name, kind=kind, verified=False):
        return contact
    named = await w.one(Contact, queries.NAME_CONTACT, brand_id, contact.id, called)
    return named or await get(w, brand_id, contact.id)


async def _found_or_made(
    w: Writer,
    brand_id: UUID,
    type_: IdentityType,
    spelt: str,
    name: str,
    kind: Kind,
    language: str | None,
    verified: bool,
) -> Contact:
    """The contact of a canonical identity, found or made."""
    for _ in range(3):
        found = await w.one(Contact, queries.BY_IDENTITY, brand_id, type_, spelt)
        if found is None:
            fields = (brand_id, type_, spelt, w.new_id(), name, kind, language, verified)
            found = await w.one(Contact, queries.CREATE, *fields)
        if found is not None:
            return found
    # Someone else made it and took it away again, three times in a row.
    raise Unavailable("This contact is being changed: try again.")


async def claim(w: Writer, contact: Contact, attributes: Mapping[str, str]) -> Contact:
    """Note what somebody says about themselves (an e-mail address, say). It proves nothing and merges nobody.

    Raises BadInput on a bad address or too many attributes.
    """
    locked = _found(await w.one(Contact, queries.CONTACT_LOCKED, contact.brand_id, contact.id))
    merged = rules.claims(locked.attributes, attributes)
    return _found(await w.one(Contact, queries.SET_ATTRIBUTES, contact.brand_id, contact.id, merged))


async def attach_verified(
    w: Writer,
    brand_id: UUID,
    visitor_contact: Contact,
    external_id: str,
    *,
    name: str = "",
    kind: Kind | None = None,
    email: str | None = None,
    phone: str | None = None,
    language: str | None = None,
) -> Contact:
    """The contact of somebody the brand vouched for, who until now was `visitor_contact`.

    - The brand's name for them is known: that contact, and the visitor's stays what it was.
    - It is new: the visitor's contact becomes it, and the browser's visitor identity is given up, so that the
      next person at this browser starts as somebody new and sees nothing of it.
    - It is new, but the visitor's contact is already somebody the brand vouched for: a contact of its own.
    - Another contact has the mail address or the number that the brand names: they are one person.

    Work with the contact that is returned, not with the visitor id. Raises BadInput, NoSuchContact.
    """
    spelt = rules.canonical("external", external_id)
    contact = await w.one(Contact, queries.BY_IDENTITY, brand_id, "external", spelt)
    if contact is None:
        visitor = _found(await w.one(Contact, queries.CONTACT_LOCKED, brand_id, visitor_contact.id))
        taken = visitor.verified or not await w.execute(
            queries.ADD_IDENTITY, brand_id, "external", spelt, visitor.id, True
        )
        if taken:
            called = _name(name)
            contact = await _found_or_made(w, brand_id, "external", spelt, called, kind or "customer", language, True)
        else:
            contact = visitor
            await w.execute(queries.DROP_VISITORS, brand_id, visitor.id)
    verified = _found(await w.one(Contact, queries.VERIFY_CONTACT, brand_id, contact.id, _name(name), kind, language))
    await vouch(w, verified, email=email, phone=phone)
    return verified


async def vouch(w: Writer, contact: Contact, *, email: str | None, phone: str | None) -> None:
    """The brand says that these addresses are theirs; raises BadInput when one is none.

    A proved mail acts as them from now on. A call or a text does not, because others can send it: the number has a
    contact of its own, which is the same person.
    """
    if email is not None:
        spelt = rules.canonical("email", email)
        await w.execute(queries.ADD_IDENTITY, contact.brand_id, "email", spelt, contact.id, True)
        await _is_holder_of(w, contact, "email", spelt)
    if phone is not None:
        spelt = rules.canonical("phone", phone)
        await _found_or_made(w, contact.brand_id, "phone", spelt, "", contact.kind, contact.language, verified=False)
        await _is_holder_of(w, contact, "phone", spelt)


async def _is_holder_of(w: Writer, contact: Contact, type_: AddressType, spelt: str) -> None:
    holder = await w.one(Contact, queries.BY_IDENTITY, contact.brand_id, type_, spelt)
    if holder is not None:
        await merging.merge_attested(w, contact, holder, f"token:{type_}")


def _name(name: str) -> str:
    return " ".join(storable(name).split())[:LONGEST_NAME]


async def add_visitor(w: Writer, brand_id: UUID, contact_id: UUID, visitor_id: str) -> None:
    """A new browser is this contact's: whoever calls has seen to it that its user reads the contact's messages."""
    spelt = rules.canonical("visitor", visitor_id)
    await w.execute(queries.ADD_IDENTITY, brand_id, "visitor", spelt, contact_id, False)
