"""Where a requester can be reached: addresses that are theirs for certain, on the brand's accounts.

A number is what a provider attests, a mail address what was proved. What somebody only said of themselves is no way.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from gigline.accounts import service as accounts
from gigline.accounts.schemas import BrandSettings
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
        for place, address in _places(c, account, known, settings):
            may = place == c.place or await channels.may_write(r, account, place.recipient)
            if may:
                found.append(Way(place, address, place == c.place, c.contact_id))
    return found


async def of_person(r: Reader, c: Conversation) -> list[Way]:
    """Like `of`, for those who answer: also where the conversation was held with other contacts of the same person."""
    found = await of(r, c)
    others = set((await persons.person(r, c.brand_id, c.contact_id)).ids) - {c.contact_id}
    for one in await place_queries.kept(r, c):
        if one.contact_id not in others:
            continue
        account = await channels.account(r, c.brand_id, one.account_id)
        if await channels.may_write(r, account, one.recipient):
            found.append(Way(one.place, "" if one.channel == "webchat" else one.recipient, False, one.contact_id))
    return found


def _places(
    c: Conversation, account: ChannelAccount, known: Sequence[Identity], settings: BrandSettings
) -> Iterator[tuple[Place, str]]:
    """The contact's addresses on this account."""
    if account.kind == "webchat":
        here = settings.channel(account.key)
        fits = account.id == c.account_id or (here is not None and here.requester_kind == c.requester_kind)
        if fits and any(one.type in _CHATTED for one in known):
            yield Place(account.id, account.kind, str(c.contact_id)), ""
        return
    kind = channels.capabilities(account.kind).identity
    own = f"{account.id}:"
    for one in known:
        if one.type == kind and (kind == "phone" or one.verified):
            yield Place(account.id, account.kind, one.value), one.value
        elif kind == "provider" and one.type == "api" and one.value.startswith(own):
            yield Place(account.id, account.kind, one.value.removeprefix(own)), ""
