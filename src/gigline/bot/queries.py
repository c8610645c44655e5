"""All SQL of the bot."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from gigline.bot.dialogue import Matter
from gigline.bot.models import Calibration, Judged, OpenMatter, Standing, Turn, Vocabulary
from gigline.conversations.models import Conversation
from gigline.infra.db import Reader, Writer

_TURNS = """
SELECT seq, segment, outcome, reason, article_slug, confidence, threshold, data
FROM bot_turns WHERE brand_id = $1 AND conversation_id = $2 AND segment = $3 ORDER BY seq DESC LIMIT $4
"""
_SAVE_TURN = """
INSERT INTO bot_turns
    (brand_id, conversation_id, seq, segment, outcome, reason, article_slug, confidence, threshold, data)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
ON CONFLICT (brand_id, conversation_id, seq) DO UPDATE SET
    segment = excluded.segment, outcome = excluded.outcome, reason = excluded.reason,
    article_slug = excluded.article_slug, confidence = excluded.confidence, threshold = excluded.threshold,
    data = excluded.data, at = gigline_now()
"""
_REMEMBER = """
INSERT INTO bot_matters (brand_id, conversation_id, seq, place, segment, epoch, said, slug, title, topic, near)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
ON CONFLICT DO NOTHING
"""
_OPEN_MATTERS = """
SELECT seq, place, epoch, said, slug, title, topic, near, state FROM bot_matters
WHERE brand_id = $1 AND conversation_id = $2 AND segment = $3 AND state <> 'closed' ORDER BY seq, place
"""
_SET_MATTER = """
UPDATE bot_matters SET state = $5 WHERE brand_id = $1 AND conversation_id = $2 AND seq = $3 AND place = $4
"""
_VOCABULARIES = "SELECT name, terms FROM bot_vocabularies WHERE brand_id = $1 ORDER BY name"
_VOCABULARIES_VERSION = """
SELECT coalesce(string_agg(name || ':' || digest, ',' ORDER BY name), '') FROM bot_vocabularies WHERE brand_id = $1
"""
_SAVE_VOCABULARY = """
INSERT INTO bot_vocabularies (brand_id, name, digest, terms) VALUES ($1, $2, $3, $4)
ON CONFLICT (brand_id, name) DO UPDATE SET digest = excluded.digest, terms = excluded.terms
"""
_KEEP_VOCABULARIES = "DELETE FROM bot_vocabularies WHERE brand_id = $1 AND name <> ALL($2::text[])"
_CALIBRATION = "SELECT knowledge_version, fitted FROM bot_calibrations WHERE brand_id = $1"
_SAVE_CALIBRATION = """
INSERT INTO bot_calibrations (brand_id, knowledge_version, fitted) VALUES ($1, $2, $3)
ON CONFLICT (brand_id) DO UPDATE
SET knowledge_version = excluded.knowledge_version, fitted = excluded.fitted, at = gigline_now()
"""

_STANDING = """
SELECT coalesce((SELECT verdicts FROM bot_standings WHERE brand_id = $1), 0) AS verdicts,
    ARRAY(SELECT topic FROM bot_switches WHERE brand_id = $1 AND held_by = 'people' ORDER BY topic) AS switched
"""
# In the order of verdicts, so that every process fits the same ones; old ones say little of today's articles.
_JUDGED = """
SELECT * FROM (
    SELECT language, requester_kind, article_slug AS slug, question, verdict = 'right' AS right
    FROM bot_audits WHERE brand_id = $1 AND verdict IS NOT NULL
    ORDER BY audited_at, id LIMIT $2) judged
OFFSET greatest(0, $2 - $3)
"""
MOST_JUDGED = 1000


async def turns(r: Reader, brand_id: UUID, conversation_id: UUID, segment: int, *, limit: int = 100) -> list[Turn]:
    """The segment's latest turns, oldest first."""
    found = await r.all(Turn, _TURNS, brand_id, conversation_id, segment, limit)
    return found[::-1]


async def save_turn(w: Writer, brand_id: UUID, conversation_id: UUID, turn: Turn) -> None:
    judged = (turn.article_slug, turn.confidence, turn.threshold, turn.data)
    await w.execute(_SAVE_TURN, brand_id, conversation_id, turn.seq, turn.segment, turn.outcome, turn.reason, *judged)


async def remember(w: Writer, c: Conversation, seq: int, matters: Sequence[Matter]) -> None:
    """Keep what was asked in message `seq`; what is kept already stays as it is."""
    for place, one in enumerate(matters):
        what = (one.said, one.slug, one.title, one.topic, list(one.near))
        await w.execute(_REMEMBER, c.brand_id, c.id, seq, place, c.segment, c.epoch, *what)


async def open_matters(r: Reader, c: Conversation) -> list[OpenMatter]:
    """What of this segment is not dealt with, in the order it was asked."""
    return await r.all(OpenMatter, _OPEN_MATTERS, c.brand_id, c.id, c.segment)


async def set_matters(w: Writer, c: Conversation, matters: Sequence[OpenMatter], state: str) -> None:
    for one in matters:
        await w.execute(_SET_MATTER, c.brand_id, c.id, one.seq, one.place, state)


async def vocabularies(r: Reader, brand_id: UUID) -> list[Vocabulary]:
    return await r.all(Vocabulary, _VOCABULARIES, brand_id)


async def vocabularies_version(r: Reader, brand_id: UUID) -> str:
    """Changes with any of them; empty where there is none."""
    return str(await r.value(_VOCABULARIES_VERSION, brand_id))


async def save_vocabulary(w: Writer, brand_id: UUID, name: str, digest: str, terms: dict[str, list[str]]) -> None:
    await w.execute(_SAVE_VOCABULARY, brand_id, name, digest, terms)


async def keep_vocabularies(w: Writer, brand_id: UUID, names: Sequence[str]) -> None:
    """Remove all others."""
    await w.execute(_KEEP_VOCABULARIES, brand_id, list(names))


async def calibration(r: Reader, brand_id: UUID) -> Calibration | None:
    return await r.one(Calibration, _CALIBRATION, brand_id)


async def save_calibration(w: Writer, brand_id: UUID, knowledge_version: int, fitted: dict[str, Any]) -> None:
    await w.execute(_SAVE_CALIBRATION, brand_id, knowledge_version, fitted)


async def standing(r: Reader, brand_id: UUID) -> Standing:
    found = await r.one(Standing, _STANDING, brand_id)
    assert found is not None
    return found


async def judged(r: Reader, brand_id: UUID, first: int) -> list[Judged]:
    """The latest thousand of the `first` verdicts."""
    if not first:
        return []
    return await r.all(Judged, _JUDGED, brand_id, first, MOST_JUDGED)
