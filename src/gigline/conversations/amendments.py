"""What requesters do to messages after they were sent: edits, deletions, signs; and that they want no more of them.

The log keeps what was said; an activity line tells what became of it. Nobody answers to a line of that kind.
"""

from __future__ import annotations

from uuid import UUID

from gigline.channels.events import AutomaticReplyCame, ConsentChanged, MessageChanged
from gigline.contacts import choices
from gigline.contacts import service as contacts
from gigline.contacts.models import By, Chosen
from gigline.conversations import ledger, place_queries, queries, remarks
from gigline.conversations.models import Author
from gigline.infra.db import Writer


class NotThereYet(Exception):
    """The message it is about was stored, and has not reached its conversation: the relay comes again."""


async def on_message_changed(w: Writer, event: MessageChanged) -> None:
    """Note the change in the conversation of the message."""
    if event.conversation_id is not None:
        await _note(w, event, event.conversation_id, event.entry_seq)
        return
    found = await queries.entry_of_client_id(w, event.brand_id, event.account_id, event.sender, event.target)
    if found is not None:
        await _note(w, event, *found)
    elif event.what != "reacted":
        raise NotThereYet


async def _note(w: Writer, event: MessageChanged, conversation_id: UUID, seq: int | None) -> None:
    c = await ledger.lock(w, conversation_id)
    data = {"ref_seq": seq, **({"text": event.text} if event.what != "deleted" else {})}
    await remarks.activity(w, c.id, f"message_{event.what}", data, author=Author("requester", c.contact_id, ""))


async def on_automatic_reply(w: Writer, event: AutomaticReplyCame) -> None:
    """Tell whoever reads the conversation, if it is, or was, held with that sender; several at once are one line."""
    c = await queries.lock(w, event.conversation_id)
    if c is None or c.brand_id != event.brand_id:
        return
    if await place_queries.contact_at(w, c, event.account_id, event.sender) is None:
        return
    last = await queries.entry(w, c, c.seq)
    if last is None or last.data.get("type") != "automatic_reply":
        await remarks.activity(w, c.id, "automatic_reply", {})


async def on_consent_changed(w: Writer, event: ConsentChanged) -> None:
    """Tell whoever reads the sender's latest conversation there; without one there is nobody to tell."""
    latest = await queries.latest_on_account(w, event.brand_id, event.account_id, event.sender)
    if latest is not None:
        what = "opted_out" if event.stopped else "opted_in"
        await remarks.activity(w, latest, what, {"channel": event.channel})
        c = await ledger.lock(w, latest)
        said: Chosen = "stopped" if event.stopped else "resumed"
        contact = await contacts.get(w, c.brand_id, c.contact_id)
        await choices.note(w, contact, "all", event.channel, said, event.how, By("person", name=contact.name))
