"""Requesters who want to be called: one list, kept until they were reached or somebody says that it is done.

What was typed is a claim: the platform calls no number that nobody attests before a person says so.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from gigline.channels import service as channels
from gigline.channels.calling import CarriesCalls
from gigline.contacts import service as contacts
from gigline.conversations import callback_queries, ledger, lifecycle, queries, remarks
from gigline.conversations.errors import NoSuchCallback, NotAllowedNow
from gigline.conversations.models import Author, Callback, Conversation
from gigline.infra.db import Reader, Writer


async def ask(w: Writer, conversation_id: UUID, phone: str, wanted_at: datetime | None, author: Author) -> Callback:
    """Note that the requester wants to be called; a bot gives the conversation to people. Raises BadInput.

    The number is a claim unless it is an identity of the contact's: whoever calls should know.
    """
    c = await ledger.lock(w, conversation_id)
    number = contacts.canonical("phone", phone)
    known = await contacts.identities(w, c.brand_id, c.contact_id)
    attested = any((one.type, one.value) == ("phone", number) for one in known)
    before = await callback_queries.open_of(w, c)
    if before is not None and before.state == "promised":
        # Nobody waits for the call to the number that they gave before.
        c = await queries.set_call(w, c, on_call=False, callback_at=None)
    made = await callback_queries.ask(w, c, number, attested, wanted_at)
    data = {"phone": number, "attested": attested, "wanted_at": wanted_at.isoformat() if wanted_at else None}
    await remarks.activity(w, c.id, "callback_requested", data, author=author)
    await lifecycle.request_person(w, c.id)
    return made


async def promised_in_call(
    w: Writer, c: Conversation, number: str, due_at: datetime | None, account_id: UUID, call_id: UUID
) -> Callback:
    """Whoever called this account is called back at the number that they called from, or at which we reached them."""
    return await callback_queries.ask(w, c, number, True, due_at, (account_id, call_id))


async def let_call(w: Writer, c: Conversation, author: Author) -> Callback:
    """A person who has the (locked) conversation says that the platform may call the number, proved or not.

    Raises NoSuchCallback, and NotAllowedNow when it calls already or the brand has no number to call from.
    """
    wish = await open_of(w, c)
    if wish.state in {"promised", "calling"}:
        raise NotAllowedNow("The call is on its way.", current={"state": wish.state})
    account_id = next((one.id for one in await channels.accounts(w, c.brand_id) if _calls(one.kind)), None)
    if account_id is None:
        raise NotAllowedNow("The brand has no number to call from.", current=ledger.standing(c))
    await remarks.activity(w, c.id, "callback_promised", {"phone": wish.phone}, author=author)
    return await callback_queries.promise(w, wish, account_id)


def _calls(kind: str) -> bool:
    return isinstance(channels.adapter(kind), CarriesCalls)


async def open_of(r: Reader, c: Conversation) -> Callback:
    """The wish that is still open; raises NoSuchCallback."""
    found = await callback_queries.open_of(r, c)
    if found is None:
        raise NoSuchCallback("Nobody waits for a call here.")
    return found


async def done(w: Writer, conversation_id: UUID, author: Author) -> None:
    """Somebody called, or it is no longer wanted; raises NoSuchCallback."""
    c = await ledger.lock(w, conversation_id)
    wish = await open_of(w, c)
    await callback_queries.done(w, c, author.id)
    if wish.state == "promised":
        await queries.set_call(w, c, on_call=False, callback_at=None)
    await remarks.activity(w, c.id, "callback_done", {}, author=author)
