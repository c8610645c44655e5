"""All SQL of the conversations slice. A locked row is changed in Python and saved whole, in one statement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from gigline.conversations.models import Conversation, Entry
from gigline.infra.db import Reader, Writer

ENTRIES_AT_ONCE = 2000

_GET = """
SELECT c.*, z.until AS snoozed_until FROM conversations c
LEFT JOIN snoozes z ON (z.brand_id, z.conversation_id, z.epoch) = (c.brand_id, c.id, c.epoch)
WHERE c.id = $1
"""
# Not FOR UPDATE: what is inserted beside it (entries, offers, segments) refers to its key, which never changes.
_LOCK = "SELECT c.* FROM conversations c WHERE c.id = $1 FOR NO KEY UPDATE"
# In the order of ids, which all who lock several share.
_LOCK_ALL = "SELECT c.* FROM conversations c WHERE c.id = ANY($1::uuid[]) ORDER BY c.id FOR NO KEY UPDATE"
_LOCK_OPEN_OF_MANY = """
SELECT c.* FROM conversations c
WHERE (c.brand_id, c.contact_id) IN (SELECT * FROM unnest($1::uuid[], $2::uuid[])) AND c.status = 'open'
ORDER BY c.id FOR NO KEY UPDATE
"""
_SNOOZES = """
SELECT z.conversation_id, z.until FROM unnest($1::uuid[], $2::uuid[], $3::int[]) AS held (brand_id, id, epoch)
JOIN snoozes z ON (z.brand_id, z.conversation_id, z.epoch) = (held.brand_id, held.id, held.epoch)
"""
_INSERT = """
INSERT INTO conversations (brand_id, id, contact_id, account_id, channel, recipient, holder, topic, priority,
    requester_kind, language)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
RETURNING *
"""
_SAVE_AND_APPEND = """
WITH saved AS (
    UPDATE conversations SET status = $3, holder = $4, associate_id = $5, epoch = $6, seq = $7, segment = $8,
        topic = $9, priority = $10, preview = $11, handover = $12, segment_opened_at = $13, queued_at = $14,
        last_message_at = $15, awaiting_reply_since = $16, first_response_at = $17, first_person_response_at = $18,
        sla_due_at = $19, still_there_at = $20, resolved_at = $21
    WHERE brand_id = $1 AND id = $2 RETURNING 1)
INSERT INTO entries (brand_id, conversation_id, seq, id, segment, kind, author_kind, author_id, author_name, body,
    data, state, client_id, at)
SELECT $1, $2, $7, $22, $8, $23, $24, $25, $26, $27, $28, $29, $30, $31 FROM saved
"""
_SET_CALL = """
UPDATE conversations SET on_call = $3, callback_at = $4 WHERE brand_id = $1 AND id = $2 RETURNING *
"""
_SET_LANGUAGE = "UPDATE conversations SET language = $3 WHERE brand_id = $1 AND id = $2"
_SET_HANDOVER = "UPDATE conversations SET handover = $3 WHERE brand_id = $1 AND id = $2"
_ENTRIES = """
SELECT e.conversation_id, e.seq, e.id, e.segment, e.kind, e.author_kind, e.author_id, e.author_name, e.body, e.data,
    e.state, e.client_id, e.at
FROM entries e
WHERE e.brand_id = $1 AND e.conversation_id = $2 AND e.seq > $3 AND (NOT $4 OR e.kind <> 'note')
ORDER BY e.seq LIMIT $5
"""
_ENTRIES_OF_MANY = """
SELECT e.conversation_id, e.seq, e.id, e.segment, e.kind, e.author_kind, e.author_id, e.author_name, e.body, e.data,
    e.state, e.client_id, e.at
FROM unnest($1::uuid[], $2::int[]) AS wanted (id, after_seq)
JOIN conversations c ON c.id = wanted.id
JOIN entries e ON e.brand_id = c.brand_id AND e.conversation_id = c.id AND e.seq > wanted.after_seq
ORDER BY e.conversation_id, e.seq LIMIT $3
"""
_BY_CLIENT_ID = """
SELECT e.conversation_id, e.seq, e.id, e.segment, e.kind, e.author_kind, e.author_id, e.author_name, e.body, e.data,
    e.state, e.client_id, e.at
FROM entries e WHERE e.brand_id = $1 AND e.conversation_id = $2 AND e.client_id = $3
"""
_KNOWN_CLIENT_IDS = """
SELECT e.conversation_id, e.client_id
FROM unnest($1::uuid[], $2::uuid[], $3::text[]) AS asked (brand_id, conversation_id, client_id)
JOIN entries e USING (brand_id, conversation_id, client_id)
"""
_ONE_ENTRY = """
SELECT e.conversation_id, e.seq, e.id, e.segment, e.kind, e.author_kind, e.author_id, e.author_name, e.body, e.data,
    e.state, e.client_id, e.at
FROM entries e WHERE e.brand_id = $1 AND e.conversation_id = $2 AND e.seq = $3
"""
_LAST_HEARD = """
SELECT e.conversation_id, e.seq, e.id, e.segment, e.kind, e.author_kind, e.author_id, e.author_name, e.body, e.data,
    e.state, e.client_id, e.at
FROM entries e
WHERE e.brand_id = $1 AND e.conversation_id = $2 AND e.seq < $3 AND e.kind = 'message'
  AND e.author_kind = 'requester'
ORDER BY e.seq DESC LIMIT 1
"""
_NAMES_FILE = """
SELECT EXISTS (SELECT 1 FROM entries e
    WHERE e.brand_id = $1 AND e.conversation_id = $2 AND e.data -> 'attachments' @> $3::jsonb)
"""
_SET_ENTRY_STATE = "UPDATE entries SET state = $4 WHERE brand_id = $1 AND conversation_id = $2 AND seq = $3"
_WAITING = """
SELECT c.* FROM conversations c WHERE c.status = 'open' AND c.holder = 'queue'
ORDER BY c.priority DESC, c.queued_at LIMIT $1
"""
_UNANSWERED = """
SELECT c.* FROM conversations c
WHERE c.status = 'open' AND c.holder = 'bot' AND c.awaiting_reply_since < gigline_now() - make_interval(secs => $1)
ORDER BY c.awaiting_reply_since LIMIT 200
"""
_NOW = "SELECT gigline_now()"

_OF_CONTACTS = """
SELECT c.* FROM conversations c WHERE c.brand_id = $1 AND c.contact_id = ANY($2::uuid[])
ORDER BY c.last_message_at DESC LIMIT $3
"""
_LAST_REQUESTER_TEXTS = """
SELECT e.seq, e.body FROM entries e
WHERE e.brand_id = $1 AND e.conversation_id = $2 AND e.segment = $3 AND e.kind = 'message'
  AND e.author_kind = 'requester'
ORDER BY e.seq DESC LIMIT $4
"""


async def get(r: Reader, conversation_id: UUID) -> Conversation | None:
    return await r.one(Conversation, _GET, conversation_id)


async def lock(w: Writer, conversation_id: UUID) -> Conversation | None:
    found = await with_snoozes(w, await w.all(Conversation, _LOCK, conversation_id))
    return found[0] if found else None


async def with_snoozes(w: Writer, locked: list[Conversation]) -> list[Conversation]:
    """Until when these are put off. The statement that waited for their locks cannot tell: it sees the rows as they are
    now, and what stands beside them as it was when it began."""
    held = [c for c in locked if c.status == "open" and c.holder == "associate"]
    if not held:
        return locked
    found = await w.rows(_SNOOZES, [c.brand_id for c in held], [c.id for c in held], [c.epoch for c in held])
    until = {row["conversation_id"]: row["until"] for row in found}
    return [replace(c, snoozed_until=until[c.id]) if c.id in until else c for c in locked]


async def lock_all(w: Writer, ids: Sequence[UUID]) -> list[Conversation]:
    """Those of these that there are, by id."""
    return await with_snoozes(w, await w.all(Conversation, _LOCK_ALL, list(ids)))


async def lock_open_of_many(w: Writer, keys: Sequence[tuple[UUID, UUID]]) -> list[Conversation]:
    """All that is open of these contacts; `keys`: brand, contact."""
    found = await w.all(Conversation, _LOCK_OPEN_OF_MANY, *map(list, zip(*keys, strict=True)))
    return await with_snoozes(w, found)


async def insert(w: Writer, *values: object) -> Conversation:
    conversation = await w.one(Conversation, _INSERT, *values)
    assert conversation is not None
    return conversation


async def save_and_append(w: Writer, changed: Sequence[tuple[Conversation, Entry]]) -> None:
    """Write each changed row and its next log entry (whose seq is the row's) at once."""
    rows: list[tuple[object, ...]] = [
        (
            c.brand_id, c.id, c.status, c.holder, c.associate_id, c.epoch, c.seq, c.segment, c.topic, c.priority,
            c.preview, c.handover, c.segment_opened_at, c.queued_at, c.last_message_at, c.awaiting_reply_since,
            c.first_response_at, c.first_person_response_at, c.sla_due_at, c.still_there_at, c.resolved_at, e.id,
            e.kind, e.author_kind, e.author_id, e.author_name, e.body, e.data, e.state, e.client_id, e.at,
        )
        for c, e in changed
    ]  # fmt: skip
    await w.many(_SAVE_AND_APPEND, rows)


async def set_call(w: Writer, c: Conversation, on_call: bool, callback_at: datetime | None) -> Conversation:
    found = await w.one(Conversation, _SET_CALL, c.brand_id, c.id, on_call, callback_at)
    assert found is not None, "the caller has it locked"
    return found


async def set_language(w: Writer, c: Conversation, language: str) -> None:
    await w.execute(_SET_LANGUAGE, c.brand_id, c.id, language)


async def set_handover(w: Writer, c: Conversation, handover: dict[str, Any]) -> None:
    """Replace the record, without an entry: it says no more than the log does."""
    await w.execute(_SET_HANDOVER, c.brand_id, c.id, handover)


async def entries(r: Reader, c: Conversation, after_seq: int, limit: int, public_only: bool) -> list[Entry]:
    return await r.all(Entry, _ENTRIES, c.brand_id, c.id, after_seq, public_only, limit)


async def entries_of_many(r: Reader, wanted: Sequence[tuple[UUID, int]]) -> list[Entry]:
    return await r.all(Entry, _ENTRIES_OF_MANY, [one[0] for one in wanted], [one[1] for one in wanted], ENTRIES_AT_ONCE)


async def entry_by_client_id(r: Reader, c: Conversation, client_id: str) -> Entry | None:
    return await r.one(Entry, _BY_CLIENT_ID, c.brand_id, c.id, client_id)


async def known_client_ids(r: Reader, asked: Sequence[tuple[Conversation, str]]) -> set[tuple[UUID, str]]:
    """Which of these conversations have an entry of this client id already."""
    brands, ids = [c.brand_id for c, _ in asked], [c.id for c, _ in asked]
    found = await r.rows(_KNOWN_CLIENT_IDS, brands, ids, [client_id for _, client_id in asked])
    return {(one["conversation_id"], one["client_id"]) for one in found}


async def entry(r: Reader, c: Conversation, seq: int) -> Entry | None:
    return await r.one(Entry, _ONE_ENTRY, c.brand_id, c.id, seq)


async def names_file(r: Reader, c: Conversation, attachment_id: UUID) -> bool:
    """Whether an entry of the conversation carries this file."""
    return bool(await r.value(_NAMES_FILE, c.brand_id, c.id, [{"id": str(attachment_id)}]))


async def last_heard(r: Reader, c: Conversation, before_seq: int) -> Entry | None:
    """The requester's message that entry `before_seq` answers."""
    return await r.one(Entry, _LAST_HEARD, c.brand_id, c.id, before_seq)


async def set_entry_state(w: Writer, c: Conversation, seq: int, state: str) -> None:
    await w.execute(_SET_ENTRY_STATE, c.brand_id, c.id, seq, state)


async def waiting(r: Reader, limit: int) -> list[Conversation]:
    return await r.all(Conversation, _WAITING, limit)


async def unanswered_by_bot(r: Reader, older_than_s: float) -> list[Conversation]:
    return await r.all(Conversation, _UNANSWERED, older_than_s)


async def now(r: Reader) -> datetime:
    found = await r.value(_NOW)
    assert isinstance(found, datetime)
    return found


async def of_contacts(r: Reader, brand_id: UUID, contact_ids: Sequence[UUID], limit: int) -> list[Conversation]:
    return await r.all(Conversation, _OF_CONTACTS, brand_id, list(contact_ids), limit)


async def requester_texts(r: Reader, c: Conversation, limit: int) -> list[tuple[int, str]]:
    found = await r.rows(_LAST_REQUESTER_TEXTS, c.brand_id, c.id, c.segment, limit)
    return [(one["seq"], one["body"]) for one in reversed(found)]


_ENTRY_OF_CLIENT_ID = """
SELECT c.id, e.seq FROM conversations c JOIN entries e ON (e.brand_id, e.conversation_id) = (c.brand_id, c.id)
WHERE c.brand_id = $1 AND e.client_id = $4 AND ((c.account_id, c.recipient) = ($2, $3) OR EXISTS (
    SELECT 1 FROM conversation_places p
    WHERE (p.brand_id, p.conversation_id, p.account_id, p.recipient) = (c.brand_id, c.id, $2, $3)))
ORDER BY e.at DESC LIMIT 1
"""
_LATEST_ON_ACCOUNT = """
SELECT c.id FROM conversations c WHERE c.brand_id = $1 AND ((c.account_id, c.recipient) = ($2, $3) OR EXISTS (
    SELECT 1 FROM conversation_places p
    WHERE (p.brand_id, p.conversation_id, p.account_id, p.recipient) = (c.brand_id, c.id, $2, $3)))
ORDER BY c.last_message_at DESC LIMIT 1
"""


async def entry_of_client_id(
    r: Reader, brand_id: UUID, account_id: UUID, recipient: str, client_id: str
) -> tuple[UUID, int] | None:
    """Conversation and seq of what somebody wrote on an account, by its client id."""
    rows = await r.rows(_ENTRY_OF_CLIENT_ID, brand_id, account_id, recipient, client_id)
    return (rows[0]["id"], rows[0]["seq"]) if rows else None


async def latest_on_account(r: Reader, brand_id: UUID, account_id: UUID, recipient: str) -> UUID | None:
    """The conversation that somebody had last on an account."""
    found: UUID | None = await r.value(_LATEST_ON_ACCOUNT, brand_id, account_id, recipient)
    return found
