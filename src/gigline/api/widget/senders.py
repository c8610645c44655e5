"""Who writes through a widget. A chatting requester sends many messages, so that it is looked up once in a while."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from gigline.accounts.models import WidgetClaims
from gigline.channels import service as channels
from gigline.channels.models import ChannelAccount
from gigline.contacts import service as contacts
from gigline.contacts.models import Contact
from gigline.infra.db import Database, PerDatabase
from gigline.kit.recent import Recent

# How long a change of the account or the contact may go unnoticed here; the worker that takes the message looks again.
KEEP_S = 5.0
MOST = 10_000


@dataclass(frozen=True)
class Sender:
    """A contact on an account."""

    account: ChannelAccount
    contact: Contact


_known: PerDatabase[Recent[tuple[str, UUID], Sender]] = PerDatabase(
    lambda database: Recent(KEEP_S, MOST, database.clock.monotonic)
)


async def sender(database: Database, claims: WidgetClaims) -> Sender:
    """The account and contact of a session, as they were at most KEEP_S ago; raises NoSuchAccount, NoSuchContact."""
    recent = _known.of(database)
    found = recent.get((claims.account, claims.contact_id))
    if found is None:
        async with database.reader() as r:
            account = await channels.account_by_key(r, claims.account)
            found = Sender(account, await contacts.get(r, claims.brand_id, claims.contact_id))
        recent.put((claims.account, claims.contact_id), found)
    return found
