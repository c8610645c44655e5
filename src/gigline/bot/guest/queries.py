"""All SQL of the guest."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from gigline.bot.guest.models import Turn
from gigline.infra.db import Reader, Writer

_LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('gigline.guest:' || $1::text, 0))"
_SPENT = """
SELECT (SELECT count(*) FROM guest_calls WHERE brand_id = $1 AND conversation_id = $2) AS calls,
    (SELECT coalesce(sum(tokens), 0) FROM guest_calls
     WHERE brand_id = $1 AND at > gigline_now() - interval '24 hours') AS tokens
"""
_START = "INSERT INTO guest_calls (brand_id, id, conversation_id, purpose, tokens) VALUES ($1, $2, $3, $4, $5)"
_SETTLE = """
UPDATE guest_calls SET outcome = $3, reason = $4, tokens = coalesce($5, tokens), took_ms = $6
WHERE brand_id = $1 AND id = $2
"""
_ASK = """
INSERT INTO guest_turns (brand_id, conversation_id, seq, epoch, purpose, slugs) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT DO NOTHING
"""
_TURN = """
SELECT seq, epoch, purpose, slugs, state, choice, slug, words, asked_at FROM guest_turns
WHERE brand_id = $1 AND conversation_id = $2 AND seq = $3
"""
_ANSWER = """
UPDATE guest_turns SET state = $4, choice = $5, slug = $6, words = $7
WHERE brand_id = $1 AND conversation_id = $2 AND seq = $3 AND state = 'asked'
"""


async def spent(w: Writer, brand_id: UUID, conversation_id: UUID) -> tuple[int, int]:
    """Calls for the conversation and tokens of the last 24 hours; until the transaction ends nobody else spends."""
    await w.value(_LOCK, str(brand_id))
    [row] = await w.rows(_SPENT, brand_id, conversation_id)
    return int(row["calls"]), int(row["tokens"])


async def start(w: Writer, brand_id: UUID, call_id: UUID, conversation_id: UUID, purpose: str, tokens: int) -> None:
    """A call begins and may cost so many tokens."""
    await w.execute(_START, brand_id, call_id, conversation_id, purpose, tokens)


async def settle(
    w: Writer, brand_id: UUID, call_id: UUID, outcome: str, reason: str, tokens: int | None, took_ms: int
) -> None:
    """What came of a call; without `tokens` it counts as begun."""
    await w.execute(_SETTLE, brand_id, call_id, outcome, reason, tokens, took_ms)


async def ask(
    w: Writer, brand_id: UUID, conversation_id: UUID, seq: int, epoch: int, purpose: str, slugs: Sequence[str]
) -> bool:
    """Note that the model is asked about a turn; False when it was before."""
    return bool(await w.execute(_ASK, brand_id, conversation_id, seq, epoch, purpose, list(slugs)))


async def turn(r: Reader, brand_id: UUID, conversation_id: UUID, seq: int) -> Turn | None:
    return await r.one(Turn, _TURN, brand_id, conversation_id, seq)


async def answer(
    w: Writer,
    brand_id: UUID,
    conversation_id: UUID,
    seq: int,
    state: str,
    choice: str | None = None,
    slug: str | None = None,
    words: str | None = None,
) -> bool:
    """Note what came; False when that was done before."""
    return bool(await w.execute(_ANSWER, brand_id, conversation_id, seq, state, choice, slug, words))
