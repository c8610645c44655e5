"""Where a requester can be reached: addresses that are theirs for certain, on the brand's accounts.

A number is what a provider attests, a mail address what was proved. What somebody only said of themselves is no way.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from uuid import UUID

from gigline.accounts import service as accounts
from gigline.channels import service as channels
from gigline.channels.models import ChannelAccount
from gigline.contacts import persons
from gigline.contacts import service as contacts
from gigline.contacts.models import Identity
from gigline.conversations import place_queries
from gigline.conversations.models import Conversation, Place
from gigline.infra.db import Reader

_CHATTED = frozenset({"visitor", "external"})


@dataclass(frozen=True)
class Way:
    """A place to which the conversation may move; `address` is what people call it."""

    place: Place
    address: str
    current: bool
    contact_id: UUID

    @property
    def id(self) -> str:
        """Stands for the place where its address is nobody's business."""
        named = f"{self.place.account_id}:{self.place.recipient}"
        return hashlib.sha256(named.encode()).hexdigest()[:16]

    @property
    def masked(self) -> str:
        """The address as somebody sees it who may not be its owner."""
        name, at, domain = self.address.partition("@")
        if at:
            return f"{name[:1]}•••@{domain}"
        return f"••• {self.address[-3:]}" if self.address else ""


async def of(r: Reader, c: Conversation) -> list[Way]:
    """All of them, the present one too; those where we may not write now are left out."""
    known = await contacts.identities(r, c.brand_id, c.contact_id)
    settings = accounts.settings_of(await accounts.brand(r, c.brand_id))
    found = []
    for account in await channels.accounts(r, c.brand_id):
        if account.kind == "webchat":
            here = settings.channel(account.key)
            fits = account.id == c.account_id or (here is not None and here.requester_kind == c.requester_kind)
            if fits and any(one.type in _CHATTED for one in known):
                place = Place(account.id, account.kind, str(c.contact_id))
                found.append(Way(place, "", place == c.place, c.contact_id))
        for one in known:
            found += await _way(r, c, account, one, c.contact_id)
    return found


async def of_person(r: Reader, c: Conversation) -> list[Way]:
    """Like `of`, for those who answer: also other contacts' of the same person.

    Of whom the brand vouched for, all addresses; of others, where this conversation was held with them.
    """
    found = await of(r, c)
    who = await persons.person(r, c.brand_id, c.contact_id)
    known = {account.id: account for account in await channels.accounts(r, c.brand_id)}
    if next(one for one in who.contacts if one.id == c.contact_id).verified:
        for one in await persons.identities(r, who):
            for account in known.values() if one.contact_id != c.contact_id else ():
                found += await _way(r, c, account, one, one.contact_id)
    for place in await place_queries.kept(r, c):
        theirs = place.contact_id in who.ids and all(place.place != way.place for way in found)
        if theirs and await channels.may_write(r, known[place.account_id], place.recipient):
            address = "" if place.channel == "webchat" else place.recipient
            found.append(Way(place.place, address, False, place.contact_id))
    return found


async def _way(r: Reader, c: Conversation, account: ChannelAccount, one: Identity, contact_id: UUID) -> list[Way]:
    """The way to this identity on this account, if there is one."""
    place = _place(account, one)
    if place is None or not (place == c.place or await channels.may_write(r, account, place.recipient)):
        return []
    return [Way(place, "" if one.type == "api" else one.value, place == c.place, contact_id)]


def _place(account: ChannelAccount, one: Identity) -> Place | None:
    if account.kind == "webchat":
        return None
    kind, own = channels.capabilities(account.kind).identity, f"{account.id}:"
    if one.type == kind and (kind == "phone" or one.verified):
        return Place(account.id, account.kind, one.value)
    if kind == "provider" and one.type == "api" and one.value.startswith(own):
        return Place(account.id, account.kind, one.value.removeprefix(own))
    return None
