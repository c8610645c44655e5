"""What channels do on events: send what is due."""

from __future__ import annotations

from gigline.channels import delivery
from gigline.channels.contract import Fetch
from gigline.channels.events import SendDue
from gigline.infra.db import Database
from gigline.infra.outbox import ExternalSubscription


def subscriptions(fetch: Fetch) -> list[ExternalSubscription[SendDue]]:
    """`fetch` is infra.http.safe_fetch with the settings' word on private addresses filled in."""

    async def on_send_due(database: Database, event: SendDue) -> None:
        await delivery.deliver(database, fetch, event)

    return [ExternalSubscription("channels.send", SendDue, on_send_due, lane=lambda due: str(due.conversation_id))]
