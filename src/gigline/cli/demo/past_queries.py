"""Writes down conversations that never were. Nothing else writes to these tables but the slices that own them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain

from gigline.infra.db import Reader, Writer
from gigline.simulation.past import Brand, Conversation, Requester

# What the catalogue of channels calls an address of each channel; a widget's visitor has none to be found by.
_ADDRESSES = {"email": "email", "sms": "phone", "whatsapp": "phone"}

_ANY = "SELECT EXISTS (SELECT 1 FROM conversations)"
_CONTACT = """
INSERT INTO contacts (brand_id, id, name, kind, kinds, language, created_at) VALUES ($1, $2, $3, $4, ARRAY[$4], $5, $6)
"""
_IDENTITY = """
INSERT INTO identities (brand_id, type, value, contact_id, created_at) VALUES ($1, $2, $3, $4, $5)
"""
_CONVERSATION = """
INSERT INTO conversations (brand_id, id, contact_id, account_id, channel, recipient, status, holder, associate_id,
    epoch, seq, topic, requester_kind, language, preview, opened_at, segment_opened_at, queued_at, last_message_at,
    first_response_at, first_person_response_at, resolved_at)
VALUES ($1, $2, $3, $4, $5, $6, 'resolved', $7, $8, $9, $10, $11, $12, $13, $14, $15, $15, $16, $17, $18, $19, $20)
"""
_LINE = """
INSERT INTO entries (brand_id, conversation_id, seq, id, segment, kind, author_kind, author_id, author_name, body, data,
    state, at)
VALUES ($1, $2, $3, $4, 1, $5, $6, $7, $8, $9, $10, $11, $12)
"""
_SEGMENT = """
INSERT INTO segments (brand_id, conversation_id, segment, contact_id, requester_kind, topic, started_with, opened_at,
    handed_over_at, bot_answered, person_answered, resolved_at, resolved_by, holdout)
VALUES ($1, $2, 1, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
"""
_RATING = """
INSERT INTO ratings (brand_id, conversation_id, segment, score, requester_kind, answered_by, associate_id, rated_at)
VALUES ($1, $2, 1, $3, $4, $5, $6, $7)
"""
_ASSIGNMENT = """
INSERT INTO assignments (brand_id, id, conversation_id, associate_id, weight, epoch, segment, started_at, ended_at,
    end_reason)
VALUES ($1, $2, $3, $4, 1, $5, 1, $6, $7, 'resolved')
"""
_TURN = """
INSERT INTO bot_turns (brand_id, conversation_id, seq, segment, outcome, reason, article_slug, confidence, threshold,
    at)
VALUES ($1, $2, $3, 1, $4, $5, $6, $7, 0.88, $8)
"""
# As it is told two days after a resolution (`quality.outcomes`), to learn from in the order in which it became known.
_OUTCOMES = """
INSERT INTO routing_outcomes (brand_id, conversation_id, segment, associate_id, topic, language, channel,
    requester_kind, sla_s, resolved, csat, work_s, wait_s, concurrency, at)
SELECT s.brand_id, s.conversation_id, s.segment, a.associate_id, coalesce(s.topic, ''), c.language, c.channel,
    s.requester_kind, 60, coalesce(r.score, 5) > 2 AND NOT EXISTS (
        SELECT 1 FROM segments later WHERE later.brand_id = s.brand_id AND later.contact_id = s.contact_id
            AND later.opened_at > s.opened_at AND later.opened_at <= s.resolved_at + interval '48 hours'),
    r.score >= 4, extract(epoch FROM a.ended_at - a.started_at), extract(epoch FROM a.started_at - s.opened_at),
    o.beside, s.resolved_at + interval '48 hours'
FROM unnest($2::uuid[], $3::int[]) AS o (conversation_id, beside)
JOIN segments s ON (s.brand_id, s.conversation_id) = ($1, o.conversation_id)
JOIN assignments a ON (a.brand_id, a.conversation_id) = (s.brand_id, s.conversation_id)
JOIN conversations c ON (c.brand_id, c.id) = (s.brand_id, s.conversation_id)
LEFT JOIN ratings r ON (r.brand_id, r.conversation_id) = (s.brand_id, s.conversation_id)
WHERE s.resolved_at < gigline_now() - interval '48 hours'
ORDER BY s.resolved_at
"""


async def any_conversation(r: Reader) -> bool:
    found: bool = await r.value(_ANY)
    return found


async def write(w: Writer, brand: Brand, told: Sequence[Conversation]) -> None:
    """All of it as if it had happened; what reports count of it is counted from these lines later."""
    since: dict[Requester, Conversation] = {}
    for one in told:
        since.setdefault(one.requester, one)
    for statement, rows in (
        (_CONTACT, (_contact(brand, one) for one in since.values())),
        (_IDENTITY, (_identity(brand, one) for one in since.values() if one.requester.channel in _ADDRESSES)),
        (_CONVERSATION, (_conversation(brand, one) for one in told)),
        (_LINE, chain.from_iterable(_lines(w, brand, one) for one in told)),
        (_SEGMENT, (_segment(brand, one) for one in told)),
        (_RATING, (_rating(brand, one) for one in told if one.score is not None)),
        (_ASSIGNMENT, (_assignment(w, brand, one) for one in told if one.associate)),
        (_TURN, chain.from_iterable(_turns(brand, one) for one in told)),
    ):
        await w.many(statement, list(rows))
    taken = [one for one in told if one.associate]
    await w.execute(_OUTCOMES, brand.id, [one.id for one in taken], [one.beside for one in taken])


Values = tuple[object, ...]


def _contact(brand: Brand, one: Conversation) -> Values:
    who = one.requester
    return brand.id, who.id, who.plan.name, who.plan.kind, who.language, one.opened_at


def _identity(brand: Brand, one: Conversation) -> Values:
    return brand.id, _ADDRESSES[one.requester.channel], one.requester.address, one.requester.id, one.opened_at


def _conversation(brand: Brand, one: Conversation) -> Values:
    who, channel = one.requester, one.requester.channel
    messages = [line for line in one.lines if line.body]
    answers = [line for line in messages if line.author != "requester"]
    by_people = [line.at for line in answers if line.author == "associate"]
    return (
        brand.id, one.id, who.id, brand.accounts[channel], channel,
        who.address if channel in _ADDRESSES else str(who.id), _holder(one), one.associate and one.associate.id,
        _epoch(one), len(one.lines), who.plan.topic, who.plan.kind, who.language, messages[-1].body[:120],
        one.opened_at, one.queued_at, messages[-1].at, answers[0].at if answers else None,
        by_people[0] if by_people else None, one.ended_at,
    )  # fmt: skip


def _holder(one: Conversation) -> str:
    if one.associate:
        return "associate"
    return "queue" if one.queued_at else "bot"


def _epoch(one: Conversation) -> int:
    """Each holder after the first, and the end, made a new one."""
    return 2 + (one.associate is not None) + (one.queued_at is not None and not one.requester.holdout)


def _lines(w: Writer, brand: Brand, one: Conversation) -> Iterable[Values]:
    for seq, line in enumerate(one.lines, 1):
        kind, state = ("message", "delivered") if line.body else ("activity", None)
        yield (
            brand.id, one.id, seq, w.new_id(), kind, line.author, line.author_id, line.name, line.body, dict(line.data),
            state, line.at,
        )  # fmt: skip


def _segment(brand: Brand, one: Conversation) -> Values:
    plan, holdout = one.requester.plan, one.requester.holdout
    authors = {line.author for line in one.lines if line.body and "handover" not in line.data}
    return (
        brand.id, one.id, one.requester.id, plan.kind, plan.topic, "queue" if holdout else "bot", one.opened_at,
        None if holdout else one.queued_at, "bot" in authors, "associate" in authors, one.ended_at, one.ended_by,
        holdout,
    )  # fmt: skip


def _rating(brand: Brand, one: Conversation) -> Values:
    by, who = ("associate", one.associate.id) if one.associate else ("bot", None)
    return brand.id, one.id, one.score, one.requester.plan.kind, by, who, one.ended_at


def _assignment(w: Writer, brand: Brand, one: Conversation) -> Values:
    assert one.associate is not None
    return brand.id, w.new_id(), one.id, one.associate.id, _epoch(one) - 1, one.taken_at, one.ended_at


def _turns(brand: Brand, one: Conversation) -> Iterable[Values]:
    for turn in one.turns:
        at = one.lines[turn.seq].at
        yield brand.id, one.id, turn.seq, turn.outcome, turn.reason, turn.article, turn.confidence, at
