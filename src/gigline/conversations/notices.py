"""What is said by itself to those who wait: that the brand is closed, and when it opens."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from gigline.accounts.schemas import BrandSettings
from gigline.contacts import service as contacts
from gigline.conversations import clocks, ledger, queries, receiving, telling
from gigline.conversations.events import Queued
from gigline.conversations.models import Author
from gigline.infra.db import Writer

_CLOSED: Mapping[str, str] = {
    "en": "We are closed now and open again {when}. Your message is with us: somebody answers it then.",
    "es": "Ahora está cerrado; abrimos {when}. Tu mensaje está guardado: te responderán entonces.",
}


async def on_queued(w: Writer, events: Sequence[Queued]) -> None:
    """Say once in a segment when there will be people again. It is no answer: who waits, goes on waiting."""
    now = await queries.now(w)
    settings = {id_: await receiving.settings_of(w, id_) for id_ in {event.brand_id for event in events}}
    for event in sorted(events, key=lambda one: one.conversation_id):
        calendar = settings[event.brand_id].calendar()
        opens_at = calendar.opens_at(now) if calendar is not None else None
        if opens_at is not None and opens_at > now:
            await _say_closed(w, event, settings[event.brand_id], opens_at, now)


async def _say_closed(w: Writer, event: Queued, settings: BrandSettings, opens_at: datetime, now: datetime) -> None:
    c = await ledger.lock(w, event.conversation_id)
    client_id = f"closed-{c.segment}"
    if c.status != "open" or c.holder != "queue" or await queries.entry_by_client_id(w, c, client_id) is not None:
        return
    clock = clocks.of(await contacts.card(w, c.brand_id, c.contact_id), settings)
    words = _CLOSED.get(c.language.partition("-")[0], _CLOSED["en"])
    body = words.format(when=clocks.in_words(opens_at, now, clock, c.language))
    author = Author("bot", name=settings.bot.name)
    await telling.tell(w, c, author, body, "closed", client_id, opens_at=opens_at.isoformat())
