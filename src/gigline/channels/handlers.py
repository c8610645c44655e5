"""What channels do on events: send what is due, close albums, fetch files, ask after messages of unknown fate."""

from __future__ import annotations

from gigline.channels import accounts, delivery, fates, fetching, groups, ingest
from gigline.channels.contract import Fetch
from gigline.channels.events import FateDue, FetchDue, GroupDue, SendDue
from gigline.infra import outbox
from gigline.infra.db import Database, Writer
from gigline.infra.outbox import AnySubscription, ExternalSubscription, Subscription


def subscriptions(fetch: Fetch, public_url: str | None = None) -> list[AnySubscription]:
    """`fetch` is infra.http.safe_fetch with the settings' word on private addresses filled in; `public_url` is where
    providers find us, for receipts that need an address."""

    async def on_send_due(database: Database, event: SendDue) -> None:
        await delivery.deliver(database, fetch, event, public_url)

    async def on_fetch_due(database: Database, event: FetchDue) -> None:
        await fetching.fetch_one(database, fetch, event)

    async def on_fate_due(database: Database, event: FateDue) -> None:
        await fates.ask(database, fetch, event)

    return [
        ExternalSubscription("channels.send", SendDue, on_send_due, lane=lambda due: str(due.conversation_id)),
        ExternalSubscription("channels.fetch", FetchDue, on_fetch_due),
        ExternalSubscription("channels.fates", FateDue, on_fate_due),
        Subscription("channels.groups", GroupDue, on_group_due),
    ]


async def on_group_due(w: Writer, event: GroupDue) -> None:
    """Publish an album as the one message that it is."""
    account = await accounts.account(w, event.brand_id, event.account_id)
    found = await groups.collected(w, account, event.group)
    if found is not None:
        await outbox.publish(w, await ingest.received(w, account, *found))
