"""What is said by itself to those who wait: that the brand is closed, and when it opens."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from gigline.accounts.schemas import BrandSettings
from gigline.contacts import service as contacts
from gigline.conversations import clocks, ledger, queries, receiving, telling
from gigline.conversations.events import Queued
from gigline.conversations.models import Author
from gigline.infra.db import Writer
from gigline.language import wording


async def on_queued(w: Writer, events: Sequence[Queued]) -> None:
    """Say once in a segment when there will be people again. It is no answer: who waits, goes on waiting.

    Whoever waits for nothing, because somebody only wanted to look again, is told nothing.
    """
    now = await queries.now(w)
    settings = {id_: await receiving.settings_of(w, id_) for id_ in {event.brand_id for event in events}}
    for event in sorted(events, key=lambda one: one.conversation_id):
        calendar = settings[event.brand_id].calendar()
        opens_at = calendar.opens_at(now) if calendar is not None else None
        if opens_at is not None and opens_at > now:
            await _say_closed(w, event, settings[event.brand_id], opens_at, now)


async def _say_closed(w: Writer, event: Queued, settings: BrandSettings, opens_at: datetime, now: datetime) -> None:
    c = await ledger.lock(w, event.conversation_id)
    if event.cause == "woke" and c.awaiting_reply_since is None:
        return
    client_id = f"closed-{c.segment}"
    if c.status != "open" or c.holder != "queue" or await queries.entry_by_client_id(w, c, client_id) is not None:
        return
    clock = clocks.of(await contacts.card(w, c.brand_id, c.contact_id), settings)
    body = wording.of("conversation", c.language)["closed"].format(
        when=clocks.in_words(opens_at, now, clock, c.language)
    )
    author = Author("bot", name=settings.bot.name)
    await telling.tell(w, c, author, body, "closed", client_id, opens_at=opens_at.isoformat())
