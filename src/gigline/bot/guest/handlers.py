"""What the guest listens to. Its work is external: no transaction waits for a model."""

from __future__ import annotations

from gigline.bot.events import GuestAsked, SummaryDue
from gigline.bot.guest import asking, drafting
from gigline.bot.guest.client import Guest
from gigline.infra.db import Database
from gigline.infra.outbox import AnySubscription, ExternalSubscription
from gigline.language.service import Embedder

# One try: whoever waits is better served by a person than by another try.
ATTEMPTS = 2


def subscriptions(guest: Guest | None, embedder: Embedder) -> list[AnySubscription]:
    """The guest's subscriptions. Without one (any more) turns that waited for it go on."""

    async def on_asked(database: Database, event: GuestAsked) -> None:
        await asking.on_asked(database, guest, embedder, event)

    async def on_summary_due(database: Database, event: SummaryDue) -> None:
        await drafting.sum_up(database, guest, event)

    return [
        ExternalSubscription("bot.guest_asked", GuestAsked, on_asked, max_attempts=ATTEMPTS),
        ExternalSubscription("bot.guest_summary", SummaryDue, on_summary_due, max_attempts=ATTEMPTS),
    ]
