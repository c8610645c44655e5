"""Requesters who want to be called: a task for people, kept until somebody says that it is done."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from gigline.contacts import service as contacts
from gigline.conversations import callback_queries, ledger, lifecycle, remarks
from gigline.conversations.errors import NoSuchCallback
from gigline.conversations.models import Author, Callback
from gigline.infra.db import Writer


async def ask(w: Writer, conversation_id: UUID, phone: str, wanted_at: datetime | None, author: Author) -> Callback:
    """Note that the requester wants to be called; a bot gives the conversation to people. Raises BadInput.

    The number is a claim unless it is an identity of the contact's: whoever calls should know.
    """
    c = await ledger.lock(w, conversation_id)
    number = contacts.canonical("phone", phone)
    known = await contacts.identities(w, c.brand_id, c.contact_id)
    attested = any((one.type, one.value) == ("phone", number) for one in known)
    made = await callback_queries.ask(w, c, number, attested, wanted_at)
    data = {"phone": number, "attested": attested, "wanted_at": wanted_at.isoformat() if wanted_at else None}
    await remarks.activity(w, c.id, "callback_requested", data, author=author)
    await lifecycle.request_person(w, c.id)
    return made


async def done(w: Writer, conversation_id: UUID, author: Author) -> None:
    """Somebody called, or it is no longer wanted; raises NoSuchCallback."""
    c = await ledger.lock(w, conversation_id)
    if not await callback_queries.done(w, c, author.id):
        raise NoSuchCallback("Nobody waits for a call here.")
    await remarks.activity(w, c.id, "callback_done", {}, author=author)
