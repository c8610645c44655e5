"""All SQL of pages with answers."""

from __future__ import annotations

from uuid import UUID

from gigline.conversations.models import AnswerPage, Conversation, Entry
from gigline.infra.db import Reader, Writer

_PAGE = "brand_id, id, conversation_id, first_seq, last_seq, expires_at, chats, chat_at"
_SAVE = """
INSERT INTO answer_pages (brand_id, id, conversation_id, first_seq, last_seq, token_hash, chats, expires_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, gigline_now() + make_interval(days => $8))
"""
_BY_TOKEN = f"""
SELECT {_PAGE} FROM answer_pages WHERE token_hash = $1 AND revoked_at IS NULL AND expires_at > gigline_now()
"""
_TAKE_CHAT = """
UPDATE answer_pages SET chat_at = gigline_now() WHERE brand_id = $1 AND id = $2 AND chats AND chat_at IS NULL
"""
_REVOKE = """
UPDATE answer_pages SET revoked_at = gigline_now()
WHERE brand_id = $1 AND conversation_id = $2 AND revoked_at IS NULL
"""
_SHOWN = """
SELECT e.conversation_id, e.seq, e.id, e.segment, e.kind, e.author_kind, e.author_id, e.author_name, e.body, e.data,
    e.state, e.client_id, e.at
FROM entries e
WHERE e.brand_id = $1 AND e.conversation_id = $2 AND e.seq BETWEEN $3 AND $4 AND e.kind = 'message'
  AND e.author_kind IN ('bot', 'associate')
ORDER BY e.seq
"""


async def save(w: Writer, c: Conversation, seqs: tuple[int, int], token_hash: bytes, *, days: int, chats: bool) -> None:
    await w.execute(_SAVE, c.brand_id, w.new_id(), c.id, *seqs, token_hash, chats, days)


async def by_token(r: Reader, token_hash: bytes) -> AnswerPage | None:
    """The page, while it may be read."""
    return await r.one(AnswerPage, _BY_TOKEN, token_hash)


async def take_chat(w: Writer, page: AnswerPage) -> bool:
    """Whether the caller is the first who goes on from there."""
    return await w.execute(_TAKE_CHAT, page.brand_id, page.id) == 1


async def revoke(w: Writer, brand_id: UUID, conversation_id: UUID) -> int:
    """All pages of the conversation are gone; how many."""
    return await w.execute(_REVOKE, brand_id, conversation_id)


async def shown(r: Reader, page: AnswerPage) -> list[Entry]:
    """The answers on the page."""
    return await r.all(Entry, _SHOWN, page.brand_id, page.conversation_id, page.first_seq, page.last_seq)
