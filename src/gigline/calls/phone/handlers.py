"""What a phone's provider is asked to do when calls move on our side."""

from __future__ import annotations

from gigline.calls.events import CallbackDue, CallEnded, CallRings, CallWaits
from gigline.calls.phone import outward
from gigline.channels.contract import Fetch
from gigline.infra.db import Database
from gigline.infra.outbox import AnySubscription, ExternalSubscription

# The line is dead already, or its caller hears the end of it now.
_KNOWN = frozenset({"hung_up", "settled", "associate_hung_up", "voicemail", "callback_promised", "replaced", "lost"})


def subscriptions(fetch: Fetch, public_url: str | None) -> list[AnySubscription]:
    """`public_url` is where providers find us: without it no call can be made or interrupted."""

    async def on_callback_due(database: Database, event: CallbackDue) -> None:
        await outward.call_back(database, fetch, public_url, event.brand_id, event.conversation_id)

    async def on_moved(database: Database, event: CallRings | CallWaits | CallEnded) -> None:
        await outward.interrupt(database, fetch, public_url, event.call_id, event.leg)

    return [
        ExternalSubscription("calls.call_back", CallbackDue, on_callback_due),
        ExternalSubscription("calls.put_through", CallRings, on_moved),
        ExternalSubscription("calls.take_back", CallWaits, on_moved, when=lambda e: e.leg > 0),
        ExternalSubscription("calls.hang_up", CallEnded, on_moved, when=lambda e: e.reason not in _KNOWN),
    ]
