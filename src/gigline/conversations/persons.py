"""Who is who, as people and proofs say it. The only place that decides who may say it.

A conversation is the contact's that wrote in it last, whoever that turns out to be: what runs in it runs for what was
proved of that one (decisions 0029 and 0039).
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from gigline.accounts import service as accounts
from gigline.accounts.models import Actor
from gigline.channels import service as channels
from gigline.contacts import merging
from gigline.contacts import persons as known_persons
from gigline.contacts import service as contacts
from gigline.contacts.events import ContactsMerged, MergeUndone
from gigline.contacts.models import AddressType, By, Contact, HeldIdentity, IdentityType, Merge, Person
from gigline.conversations import access, ledger, moving, person_queries, remarks
from gigline.conversations.models import Conversation
from gigline.infra.db import Reader, Writer

_CHATS = frozenset({"visitor", "external"})


async def merge(w: Writer, actor: Actor, survivor_id: UUID, other_id: UUID) -> Merge:
    """Two contacts are one person, whom the survivor's stands for.

    Leaders may; associates where the brand allows it, who hold an open conversation of each. Raises NotFound for what
    the actor may not see or do, and what `merging.merge` raises.
    """
    survivor, other = [await access.access_contact(w, actor, one) for one in (survivor_id, other_id)]
    brand_id = survivor.contact.brand_id
    if other.contact.brand_id != brand_id or not await may_merge(w, actor, survivor, other):
        raise access.no_such_contact()
    return await merging.merge(w, brand_id, survivor_id, other_id, _by(actor))


async def may_merge(r: Reader, actor: Actor, *persons: Person) -> bool:
    """Whether the actor may say that these are one person, or are not."""
    brand_id = persons[0].contact.brand_id
    if actor.has_role(brand_id, "leader"):
        return True
    if not accounts.settings_of(await accounts.brand(r, brand_id)).contacts.associates_merge:
        return False
    return all([await person_queries.holds_open(r, brand_id, one.ids, actor.id) for one in persons])


async def undo(w: Writer, actor: Actor, contact_id: UUID, merge_id: UUID) -> Merge:
    """Take a merge back; who may merge the person may undo it. Raises NotFound, and what `merging.undo` raises."""
    who = await access.access_contact(w, actor, contact_id)
    mine = {one.id for one in await known_persons.merges_of(w, who)}
    if merge_id not in mine or not await may_merge(w, actor, who):
        raise access.no_such_contact()
    return await merging.undo(w, who.contact.brand_id, merge_id, _by(actor))


async def split(w: Writer, actor: Actor, contact_id: UUID, type_: IdentityType, value: str) -> Contact:
    """Give an identity a contact of its own, with the conversations that were held there; for leaders.

    Raises NotFound, and what `merging.split` raises.
    """
    who = await access.access_contact(w, actor, contact_id, "lead")
    brand_id = who.contact.brand_id
    done = await merging.split(w, brand_id, contact_id, type_, contacts.canonical(type_, value))
    if done.new.id not in done.holders:
        left = await known_persons.identities(w, who)
        places = _places(done.identities, left, await person_queries.addresses(w, brand_id, done.holders))
        found = await person_queries.held_with(w, brand_id, done.holders, places)
        await person_queries.give(w, brand_id, [c.id for c in found], done.new.id)
    await _give_back(w, brand_id, [*who.ids, done.new.id])
    return done.new


async def _give_back(w: Writer, brand_id: UUID, contact_ids: Sequence[UUID]) -> None:
    """Conversations that went on with somebody who is another person now are again whose they were."""
    for c in await person_queries.open_of(w, brand_id, contact_ids):
        await moving.give_back(w, await ledger.lock(w, c.id))


def _places(
    gone: Sequence[HeldIdentity], left: Sequence[HeldIdentity], addresses: Sequence[tuple[UUID, str, str]]
) -> list[tuple[UUID, str]]:
    """Those of these addresses (account, channel, recipient) that the identities which are gone name.

    A chat's address is its contact: it goes with the last of those by whom one chats.
    """
    names = {(one.type, one.value) for one in gone}
    leaving = {str(one.contact_id) for one in gone if one.type in _CHATS}
    staying = {str(one.contact_id) for one in left if one.type in _CHATS}
    return [
        (account_id, recipient)
        for account_id, channel, recipient in addresses
        if ("api", f"{account_id}:{recipient}") in names
        or attested(channel, recipient) in names
        or (channel == "webchat" and recipient in leaving - staying)
    ]


def attested(channel: str, address: str) -> tuple[AddressType, str] | None:
    """The identity that an address of this channel is, where the provider attests it."""
    kind = channels.capabilities(channel).identity
    if kind == "provider":
        return None
    spelt = contacts.attested(kind, address)
    return None if spelt is None else (kind, spelt)


def _by(actor: Actor) -> By:
    return By("person", actor.id, actor.name)


async def proved(w: Writer, c: Conversation, type_: AddressType, value: str) -> None:
    """A one-time code proved that the address is the requester's: who had it before is the same person."""
    known = await contacts.find(w, c.brand_id, type_, value)
    if known is not None:
        own = await contacts.get(w, c.brand_id, c.contact_id)
        await merging.merge_attested(w, own, known, f"code:{type_}")


async def on_contacts_merged(w: Writer, event: ContactsMerged) -> None:
    """Whoever holds an open conversation of the person reads that there is more of them."""
    who = await known_persons.person(w, event.brand_id, event.contact_id)
    open_ = await person_queries.open_of(w, event.brand_id, who.ids)
    for c in open_:
        others = [str(one.id) for one in open_ if one.id != c.id]
        await remarks.activity(w, c.id, "contacts_merged", {"by": event.by, "open": others})


async def on_merge_undone(w: Writer, event: MergeUndone) -> None:
    """Whoever holds an open conversation of them reads that the others were somebody else."""
    of_either = [event.contact_id, *event.moved]
    await _give_back(w, event.brand_id, of_either)
    for c in await person_queries.open_of(w, event.brand_id, of_either):
        await remarks.activity(w, c.id, "merge_undone", {})
