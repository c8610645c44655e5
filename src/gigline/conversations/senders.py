"""Who wrote: from the sender of a message to a contact.

A web chat's sender is a contact. Elsewhere it is an address: one that the provider attests leads to the same contact on
every channel, any other means something to its account alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from gigline.channels.events import MessageReceived
from gigline.contacts import merging
from gigline.contacts import service as contacts
from gigline.contacts.models import AddressType, Contact, IdentityType
from gigline.conversations import person_queries, persons
from gigline.infra.db import Writer

Name = tuple[UUID, IdentityType, str]
"""A brand, and the identity of somebody in it."""


async def contacts_of(w: Writer, events: Sequence[MessageReceived]) -> list[Contact]:
    """Who wrote each of these; who is new becomes a contact."""
    chats = await _chatting(w, [one for one in events if _is_chat(one)])
    others = [one for one in events if not _is_chat(one)]
    known = await _known(w, others)
    # One person may write on two channels at once: all batches take the identities in one order, and none in a circle.
    order = sorted(range(len(others)), key=lambda n: _names(others[n])[0])
    found = {n: await _contact_of(w, others[n], known) for n in order}
    written = iter(found[n] for n in range(len(others)))
    return [chats[UUID(one.sender)] if _is_chat(one) else next(written) for one in events]


def _is_chat(event: MessageReceived) -> bool:
    return event.channel == "webchat"


async def _chatting(w: Writer, events: Sequence[MessageReceived]) -> dict[UUID, Contact]:
    """The contacts of web chats, by id; raises NoSuchContact."""
    found: dict[UUID, Contact] = {}
    for brand_id in {one.brand_id for one in events}:
        own = {UUID(one.sender) for one in events if one.brand_id == brand_id}
        there = await contacts.several(w, brand_id, list(own))
        missing = own - set(there)
        found |= there | {id_: await contacts.get(w, brand_id, id_) for id_ in missing}
    return found


def _names(event: MessageReceived) -> list[Name]:
    """What the sender may be known by, the best first; the last is the account's own name for them."""
    attested = _attested(event)
    return [_own(event)] if attested is None else [(event.brand_id, *attested), _own(event)]


def _own(event: MessageReceived) -> Name:
    """The account's own name for the sender."""
    return event.brand_id, "api", f"{event.account_id}:{event.identity or event.sender}"


def _attested(event: MessageReceived) -> tuple[AddressType, str] | None:
    """The sender's address if the provider attests it: never what a message only claims."""
    found = None if event.identity else persons.attested(event.channel, event.sender)
    # A mail proves its sender or does not; a number is the provider's word.
    return None if found is not None and found[0] == "email" and not event.verified else found


async def _known(w: Writer, events: Sequence[MessageReceived]) -> dict[Name, Contact]:
    """Those who are known already, by all their names; one question for each brand and type."""
    asked: defaultdict[tuple[UUID, IdentityType], set[str]] = defaultdict(set)
    for brand_id, type_, value in (name for one in events for name in _names(one)):
        asked[brand_id, type_].add(value)
    found: dict[Name, Contact] = {}
    for (brand_id, type_), values in asked.items():
        there = await contacts.find_several(w, brand_id, type_, sorted(values))
        found |= {(brand_id, type_, value): contact for value, contact in there.items()}
    return found


async def _contact_of(w: Writer, event: MessageReceived, known: dict[Name, Contact]) -> Contact:
    own = known.get(_own(event))
    attested = _attested(event)
    if attested is None:
        return await _of_account(w, event, own)
    contact = await _of_address(w, event, attested, known.get((event.brand_id, *attested)))
    if own is None or own.id == contact.id:
        return contact
    # They were made apart, and the provider says that they are one person. Each keeps what is going on with it.
    await merging.merge_attested(w, own, contact, f"{event.channel}:{attested[0]}")
    return own if await _is_talking(w, event, own) else contact


async def _of_account(w: Writer, event: MessageReceived, known: Contact | None) -> Contact:
    """Who is known by the account's own name for them."""
    if known is not None and not contacts.says_more(
        known, name=event.sender_name, kind=event.requester_kind, verified=event.verified
    ):
        return known
    return await contacts.resolve_identity(
        w,
        *_own(event),
        name=event.sender_name,
        kind=event.requester_kind,
        language=event.language,
        verified=event.verified,
    )


async def _of_address(
    w: Writer, event: MessageReceived, address: tuple[AddressType, str], known: Contact | None
) -> Contact:
    """Who is known by the attested address, or was by the account's own name before there was one."""
    if known is not None and not contacts.says_more(
        known, name=event.sender_name, kind=event.requester_kind, verified=False
    ):
        return known
    return await contacts.resolve_attested(
        w,
        event.brand_id,
        *address,
        former=_own(event)[2],
        name=event.sender_name,
        kind=event.requester_kind,
        language=event.language,
        verified=event.verified,
    )


async def _is_talking(w: Writer, event: MessageReceived, contact: Contact) -> bool:
    latest = await person_queries.latest_of_contact(w, event.brand_id, contact.id, event.account_id)
    return latest is not None and latest.status == "open"
