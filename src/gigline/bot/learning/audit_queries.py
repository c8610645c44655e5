"""SQL of audits, switched topics and the shadow."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from gigline.bot.learning.models import Audit, Shadow, Switch, Verdicts
from gigline.infra.db import Reader, Writer

_TODAY = "SELECT count(*) FROM bot_audits WHERE brand_id = $1 AND at > date_trunc('day', gigline_now())"
_ADD = """
INSERT INTO bot_audits (brand_id, id, conversation_id, segment, seq, requester_kind, language, topic, article_slug,
    article_title, question, answer, confidence, threshold)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) ON CONFLICT DO NOTHING
"""
_LOCK = "SELECT * FROM bot_audits WHERE brand_id = $1 AND id = $2 FOR UPDATE"
_BRAND_OF = "SELECT brand_id FROM bot_audits WHERE id = $1 AND brand_id = ANY($2::uuid[])"
_JUDGE = """
UPDATE bot_audits SET verdict = $3, audited_by = $4, audited_at = gigline_now(), version = version + 1
WHERE brand_id = $1 AND id = $2
"""
_COUNT_VERDICT = """
INSERT INTO bot_standings (brand_id, verdicts) VALUES ($1, 1)
ON CONFLICT (brand_id) DO UPDATE SET verdicts = bot_standings.verdicts + 1
"""
_WAITING = """
SELECT * FROM bot_audits WHERE brand_id = $1 AND verdict IS NULL
  AND ($2::timestamptz IS NULL OR (at, id) > ($2, $3::uuid)) ORDER BY at, id LIMIT $4
"""
_DONE = """
SELECT * FROM bot_audits WHERE brand_id = $1 AND verdict IS NOT NULL
  AND ($2::timestamptz IS NULL OR (at, id) < ($2, $3::uuid)) ORDER BY at DESC, id DESC LIMIT $4
"""
# The precision of a topic's answers is right / (right + wrong) of this; should have been a person counts as wrong.
_VERDICTS = """
SELECT a.topic, count(*) FILTER (WHERE verdict = 'right') AS right,
    count(*) FILTER (WHERE verdict <> 'right') AS wrong,
    count(*) FILTER (WHERE verdict = 'right' AND (s.at IS NULL OR a.at > s.at)) AS right_since,
    count(*) FILTER (WHERE verdict <> 'right' AND (s.at IS NULL OR a.at > s.at)) AS wrong_since
FROM bot_audits a LEFT JOIN bot_switches s ON s.brand_id = a.brand_id AND s.topic = a.topic
WHERE a.brand_id = $1 AND a.verdict IS NOT NULL AND a.topic IS NOT NULL GROUP BY a.topic
"""
_SWITCH = """
SELECT topic, held_by, version, reason, right_answers, wrong_answers, at FROM bot_switches
WHERE brand_id = $1 AND topic = $2
"""
_SWITCHES = """
SELECT topic, held_by, version, reason, right_answers, wrong_answers, at FROM bot_switches
WHERE brand_id = $1 ORDER BY topic
"""
_SAVE_SWITCH = """
INSERT INTO bot_switches (brand_id, topic, held_by, reason, right_answers, wrong_answers)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (brand_id, topic) DO UPDATE SET held_by = excluded.held_by, reason = excluded.reason,
    right_answers = excluded.right_answers, wrong_answers = excluded.wrong_answers,
    version = bot_switches.version + 1, at = gigline_now()
RETURNING topic, held_by, version, reason, right_answers, wrong_answers, at
"""
# Agreed: the bot would have answered with the very article that the person's answer stands for; differed: with another
# one. Where the person's answer stands for none, nobody can tell.
_SHADOW = """
SELECT coalesce(topic, '') AS topic, count(*) AS seen, count(*) FILTER (WHERE would = 'answer') AS would_answer,
    count(*) FILTER (WHERE would = 'ask') AS would_ask,
    count(*) FILTER (WHERE would = 'answer' AND given_slug = would_slug) AS agreed,
    count(*) FILTER (WHERE would = 'answer' AND given_slug <> would_slug) AS differed
FROM learning_evidence
WHERE brand_id = $1 AND source = 'person' AND at > gigline_now() - make_interval(days => $2)
GROUP BY 1 ORDER BY 2 DESC
"""


async def today(r: Reader, brand_id: UUID) -> int:
    return int(await r.value(_TODAY, brand_id))


async def add(w: Writer, brand_id: UUID, *values: object) -> None:
    """`values`: conversation, segment, seq, requester kind, language, topic, slug, title, question, answer, confidence,
    threshold.
    """
    await w.execute(_ADD, brand_id, w.new_id(), *values)


async def lock(w: Writer, brand_id: UUID, audit_id: UUID) -> Audit | None:
    return await w.one(Audit, _LOCK, brand_id, audit_id)


async def brand_of(r: Reader, audit_id: UUID, brands: Sequence[UUID]) -> UUID | None:
    found: UUID | None = await r.value(_BRAND_OF, audit_id, list(brands))
    return found


async def judge(w: Writer, audit: Audit, verdict: str, by: UUID | None) -> None:
    """Keep a verdict and count it."""
    await w.execute(_JUDGE, audit.brand_id, audit.id, verdict, by)
    await w.execute(_COUNT_VERDICT, audit.brand_id)


async def listed(
    r: Reader, brand_id: UUID, done: bool, after: tuple[datetime | None, UUID | None], limit: int
) -> list[Audit]:
    return await r.all(Audit, _DONE if done else _WAITING, brand_id, *after, limit)


async def verdicts(r: Reader, brand_id: UUID) -> list[Verdicts]:
    return await r.all(Verdicts, _VERDICTS, brand_id)


async def switch(r: Reader, brand_id: UUID, topic: str) -> Switch | None:
    return await r.one(Switch, _SWITCH, brand_id, topic)


async def switches(r: Reader, brand_id: UUID) -> list[Switch]:
    return await r.all(Switch, _SWITCHES, brand_id)


async def save_switch(w: Writer, brand_id: UUID, *values: object) -> Switch:
    """`values`: topic, held by, reason, right, wrong."""
    saved = await w.one(Switch, _SAVE_SWITCH, brand_id, *values)
    assert saved is not None, "an upsert returns its row"
    return saved


async def shadow(r: Reader, brand_id: UUID, days: int) -> list[Shadow]:
    return await r.all(Shadow, _SHADOW, brand_id, days)
