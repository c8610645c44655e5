"""The public face of the conversations slice: plain functions on a session.

Writes lock the conversation's row first; callers that also lock offers or associates do so after.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from gigline.conversations import list_queries, person_queries, queries
from gigline.conversations.access import access_contact, access_conversation, author_of, may
from gigline.conversations.callbacks import ask as ask_for_call
from gigline.conversations.errors import NoSuchConversation
from gigline.conversations.ledger import SYSTEM, lock
from gigline.conversations.lifecycle import (
    assign,
    classify,
    classify_as,
    give_to_bot,
    hand_over,
    release,
    reopen,
    reply,
    request_person,
    resolve,
)
from gigline.conversations.list_queries import Counts, ListedConversation
from gigline.conversations.missed_queries import seat
from gigline.conversations.models import Conversation, Entry
from gigline.conversations.moving import choose, move
from gigline.conversations.persons import proved
from gigline.conversations.place_queries import shown_after
from gigline.conversations.queries import ENTRIES_AT_ONCE, now
from gigline.conversations.receiving import Requester, hear_in_call, open_for_person, promised_by, receive, sla
from gigline.conversations.records import amend, record
from gigline.conversations.remarks import activity, ask_still_there, note, receipt
from gigline.conversations.snoozing import snooze
from gigline.conversations.speaking import of as speaker
from gigline.conversations.spoken import entry_of, send_too, set_call, speaks, transcribed
from gigline.conversations.ways import of as ways
from gigline.conversations.ways import of_person as ways_of_person
from gigline.infra.db import Reader, Writer

__all__ = [
    "ENTRIES_AT_ONCE",
    "SYSTEM",
    "Counts",
    "ListedConversation",
    "Requester",
    "access_contact",
    "access_conversation",
    "activity",
    "amend",
    "ask_for_call",
    "ask_still_there",
    "assign",
    "author_of",
    "choose",
    "classify",
    "classify_as",
    "entry_of",
    "give_to_bot",
    "hand_over",
    "hear_in_call",
    "lock",
    "may",
    "move",
    "note",
    "now",
    "open_for_person",
    "promised_by",
    "proved",
    "receipt",
    "receive",
    "record",
    "release",
    "reopen",
    "reply",
    "request_person",
    "resolve",
    "seat",
    "send_too",
    "set_call",
    "shown_after",
    "sla",
    "snooze",
    "speaker",
    "speaks",
    "transcribed",
    "ways",
    "ways_of_person",
]


async def get(r: Reader, conversation_id: UUID) -> Conversation:
    """The conversation, for callers that already know they may; raises NoSuchConversation."""
    found = await queries.get(r, conversation_id)
    if found is None:
        raise NoSuchConversation("There is no such conversation.")
    return found


async def lock_all(w: Writer, ids: Sequence[UUID]) -> list[Conversation]:
    """Those of these that there are, under their row locks, which are taken in one order."""
    return await queries.lock_all(w, ids)


async def entries(
    r: Reader, conversation: Conversation, *, after_seq: int = 0, limit: int = 1000, public_only: bool = False
) -> list[Entry]:
    """The log after `after_seq`, oldest first. `public_only` leaves private notes out."""
    return await queries.entries(r, conversation, after_seq, limit, public_only)


async def entries_of_many(r: Reader, wanted: Sequence[tuple[UUID, int]]) -> list[Entry]:
    """The logs of several conversations, each after its own seq; at most 2,000 entries in all."""
    return await queries.entries_of_many(r, wanted)


async def waiting(r: Reader, *, limit: int = 500) -> list[Conversation]:
    """Open conversations in the queue: urgent first, then longest waiting."""
    return await queries.waiting(r, limit)


async def unanswered_by_bot(r: Reader, older_than_s: float) -> list[Conversation]:
    """Open, held by the bot, and its requester has waited longer than `older_than_s`."""
    return await queries.unanswered_by_bot(r, older_than_s)


async def rows(r: Reader, ids: Sequence[UUID]) -> list[ListedConversation]:
    """These conversations with what a list shows beside them; callers check access."""
    return await list_queries.rows(r, ids)


async def latest_of_contact(r: Reader, brand_id: UUID, contact_id: UUID, account_id: UUID) -> Conversation | None:
    """The contact's open conversation on this account, or the last one."""
    return await person_queries.latest_of_contact(r, brand_id, contact_id, account_id)
