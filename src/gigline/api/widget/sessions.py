"""Who a visitor is: a browser that came before, somebody the brand vouches for, or somebody new."""

from __future__ import annotations

from dataclasses import dataclass

from gigline.accounts import identity, requesters
from gigline.accounts import service as accounts
from gigline.accounts.errors import BadToken, ForeignOrigin
from gigline.accounts.experiences import ExperienceSettings
from gigline.accounts.identity import Identified
from gigline.accounts.models import Brand, WidgetClaims
from gigline.accounts.schemas import BrandSettings
from gigline.channels import service as channels
from gigline.channels.models import ChannelAccount
from gigline.contacts import experiences
from gigline.contacts import service as contacts
from gigline.contacts.models import Contact, Kind
from gigline.conversations import clocks
from gigline.conversations.service import Requester
from gigline.infra.db import Database, Reader, Writer
from gigline.kit.errors import NotFound


@dataclass(frozen=True)
class Place:
    """Where the widget stands: an account of a brand."""

    account: ChannelAccount
    brand: Brand
    settings: BrandSettings


async def place(r: Reader, account_key: str) -> Place:
    """The webchat account of this key; raises NotFound."""
    account = await channels.account_by_key(r, account_key)
    if account.kind != "webchat":
        raise NotFound("There is no such chat.")
    brand = await accounts.brand(r, account.brand_id)
    return Place(account, brand, accounts.settings_of(brand))


def check_page(where: Place, origin: str | None, own: str | None) -> None:
    """Raise ForeignOrigin when pages of this origin may not show the chat; pages of our `own` address always may."""
    if origin is not None and own is not None and origin == own.rstrip("/"):
        return
    settings = where.settings.channel(where.account.key)
    if not requesters.origin_allowed(origin, settings.allowed_origins if settings else []):
        raise ForeignOrigin("This page may not show this chat: the brand has to allow its origin.")


async def visitor_id(database: Database, where: Place, token: str | None) -> str:
    """The browser's own id: the one in its token, or a new one when it has none of this brand that is good."""
    if token:
        try:
            known = await requesters.read_visitor(database, token)
        except BadToken:
            return requesters.new_visitor_id()
        if known.brand_id == where.brand.id:
            return known.id
    return requesters.new_visitor_id()


async def note_time_zone(w: Writer, contact: Contact, time_zone: str | None) -> None:
    """Whose clock says when it is night there; a name that is no zone's says nothing."""
    if clocks.zone(time_zone) is not None and contact.attributes.get(clocks.CLAIM) != time_zone:
        await contacts.claim(w, contact, {clocks.CLAIM: str(time_zone)})


async def contact(w: Writer, where: Place, visitor: str, identity_token: str | None) -> Contact:
    """The visitor's contact; with a token of the brand's, the person it names. Raises IdentityRefused."""
    brand_id = where.brand.id
    channel = where.settings.channel(where.account.key)
    kind = channel.requester_kind if channel else "customer"
    if identity_token is None:
        return await contacts.resolve_identity(w, brand_id, "visitor", visitor, kind=kind)
    who = identity.verify(where.brand, identity_token, now=w.clock.now())
    found = await _vouched_for(w, where, visitor, kind, who)
    if who.matching is not None:
        asked = where.settings.counting()
        await experiences.vouch(w, found, [one for one in who.matching if one in asked], where.brand.name)
    return found


async def _vouched_for(w: Writer, where: Place, visitor: str, kind: Kind, who: Identified) -> Contact:
    brand_id = where.brand.id
    known = await contacts.find(w, brand_id, "external", who.external_id)
    if known is not None:
        found = await contacts.resolve_identity(
            w, brand_id, "external", who.external_id, name=who.name, kind=who.kind or known.kind, verified=True
        )
        await contacts.vouch(w, found, email=who.email, phone=who.phone)
        return found
    anonymous = await contacts.resolve_identity(w, brand_id, "visitor", visitor, kind=kind)
    return await contacts.attach_verified(
        w, brand_id, anonymous, who.external_id, name=who.name, kind=who.kind, email=who.email, phone=who.phone
    )


async def matching(r: Reader, where: Place, contact: Contact) -> list[tuple[ExperienceSettings, bool]]:
    """What may count when they are matched, and whether they let it; a language is asked of flows and brands only."""
    asked = [one for one in where.settings.counting().values() if one.kind != "language"]
    if not asked:
        return []
    [agreed] = await experiences.agreed(r, [(where.brand.id, contact.id, where.account.kind)])
    return [(one, one.key in (agreed or ())) for one in asked]


async def requester(r: Reader, where: Place, claims: WidgetClaims) -> Requester:
    """Who a widget's token stands for, as a conversation needs them."""
    known = await contacts.get(r, claims.brand_id, claims.contact_id)
    return Requester(
        brand_id=claims.brand_id,
        contact_id=known.id,
        name=known.name,
        kind=known.kind,
        language=known.language or where.settings.brand.languages[0],
        account_id=where.account.id,
        channel=where.account.kind,
        recipient=str(known.id),
        attested=known.verified,
    )
