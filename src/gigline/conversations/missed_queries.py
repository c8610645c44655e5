"""All SQL about requesters who left a chat before they read the answer."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from gigline.conversations.models import Missed
from gigline.infra.db import Reader, Writer

_SEAT = """
INSERT INTO chat_seats (brand_id, conversation_id, seen_at)
SELECT brand_id, conversation_id, gigline_now()
FROM unnest($1::uuid[], $2::uuid[]) AS t (brand_id, conversation_id)
ON CONFLICT (brand_id, conversation_id) DO UPDATE SET seen_at = excluded.seen_at
"""
_EMPTY = "DELETE FROM chat_seats WHERE seen_at < gigline_now() - interval '1 day'"
# Answers since the requester wrote last that no browser showed to them, while none is there and none was told of yet,
# of those only who may be reached at all.
_MISSED = """
SELECT c.id AS conversation_id, heard.seq AS heard_seq, said.first_seq, said.last_seq
FROM conversations c
CROSS JOIN LATERAL (
    SELECT max(e.seq) AS seq FROM entries e WHERE (e.brand_id, e.conversation_id) = (c.brand_id, c.id)
      AND e.kind = 'message' AND e.author_kind = 'requester') AS heard
CROSS JOIN LATERAL (
    SELECT min(e.seq) AS first_seq, max(e.seq) AS last_seq FROM entries e
    WHERE (e.brand_id, e.conversation_id) = (c.brand_id, c.id) AND e.seq > heard.seq
      AND e.kind = 'message' AND e.author_kind IN ('bot', 'associate') AND e.state IN ('sent', 'delivered')
      AND NOT e.data ? 'notice') AS said
WHERE c.brand_id = $1 AND c.status IN ('open', 'resolved') AND c.channel = ANY($2::text[])
  AND c.last_message_at > gigline_now() - interval '1 day'
  AND c.last_message_at < gigline_now() - make_interval(mins => $3)
  AND said.last_seq IS NOT NULL AND ($5::uuid IS NULL OR c.id = $5)
  AND NOT EXISTS (SELECT 1 FROM chat_seats s WHERE (s.brand_id, s.conversation_id) = (c.brand_id, c.id)
      AND s.seen_at > gigline_now() - make_interval(secs => $4))
  AND NOT EXISTS (SELECT 1 FROM missed_chats m
      WHERE (m.brand_id, m.conversation_id, m.heard_seq) = (c.brand_id, c.id, heard.seq))
  AND (EXISTS (SELECT 1 FROM identities i
          WHERE i.brand_id = c.brand_id AND i.contact_id = ANY(gigline_person(c.brand_id, c.contact_id))
          AND i.type IN ('email', 'phone', 'api'))
      OR EXISTS (SELECT 1 FROM contacts k WHERE (k.brand_id, k.id) = (c.brand_id, c.contact_id)
          AND k.attributes ?| ARRAY['email', 'phone']))
ORDER BY c.last_message_at LIMIT 1000
"""
_NOTE = """
INSERT INTO missed_chats (brand_id, conversation_id, heard_seq, told_seq) VALUES ($1, $2, $3, $4)
ON CONFLICT DO NOTHING
"""

SEAT_S = 45.0
"""How long a browser counts as there after it was last seen."""


async def seat(w: Writer, taken: Sequence[tuple[UUID, UUID]]) -> None:
    """Somebody has these conversations open in a browser now; `taken` are brands and conversations."""
    await w.execute(_SEAT, [brand_id for brand_id, _ in taken], [id_ for _, id_ in taken])


async def forget_seats(w: Writer) -> int:
    return await w.execute(_EMPTY)


async def missed(
    r: Reader, brand_id: UUID, channels: Sequence[str], minutes: int, *, only: UUID | None = None
) -> list[Missed]:
    """What has waited to be read for so many minutes, in one conversation or all of the brand's."""
    return await r.all(Missed, _MISSED, brand_id, list(channels), minutes, SEAT_S, only)


async def note(w: Writer, brand_id: UUID, conversation_id: UUID, heard_seq: int, told_seq: int) -> None:
    await w.execute(_NOTE, brand_id, conversation_id, heard_seq, told_seq)
