"""The live board. Every number has its definition here (or in `models`) and its one query in `board_queries`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from gigline.conversations.models import Conversation
from gigline.infra.db import Reader
from gigline.routing import board_queries, matching, pools, queries, rules, schemas
from gigline.workforce import service as workforce

SHOWN = 200


async def board(r: Reader, brand_ids: Sequence[UUID]) -> schemas.Board:
    """The board of these brands. All parts should come from one snapshot session."""
    now = await queries.now(r)
    queued = await matching.queue(r, brand_ids)
    totals = await board_queries.totals(r, brand_ids, rules.RISK_AHEAD_S)
    bot = await board_queries.bot(r, brand_ids)
    associates = await _associates(r, brand_ids)
    return schemas.Board(
        now=now,
        waiting=await _waiting(r, queued[:SHOWN], now),
        queues=[schemas.BoardQueue.of(one) for one in await board_queries.queues(r, brand_ids)],
        pools=await pools.pools(r, queued, now),
        routers=await pools.routers(r, brand_ids, now),
        associates=associates,
        bot=schemas.BoardBot(open=bot.open, share_answered_today=_share(bot.alone, bot.answered)),
        offers=schemas.BoardOffers(**vars(await board_queries.offer_numbers(r, brand_ids))),
        alerts=await _alerts(r, brand_ids, queued),
        totals=schemas.BoardTotals(
            waiting=totals.waiting,
            longest_s=totals.longest_s,
            sla_at_risk=totals.at_risk,
            bot_share=_share(totals.with_bot, totals.open),
            online=sum(one.online for one in associates),
        ),
    )


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def at_risk(c: Conversation, now: datetime) -> bool:
    """SLA at risk: the promised first answer is due within 15 s, or overdue. board_queries.totals counts the same."""
    return c.sla_due_at is not None and c.sla_due_at <= now + timedelta(seconds=rules.RISK_AHEAD_S)


async def _waiting(r: Reader, rows: Sequence[matching.Waiting], now: datetime) -> list[schemas.BoardWaiting]:
    """waiting: in the order of serving. offers: how many were made in this segment's wait, ended ones included.
    eligible: how many associates no filter excludes now (those with an offer for it are not counted again).
    """
    made = await board_queries.offers_made(r, [one.conversation.id for one in rows])
    return [
        schemas.BoardWaiting(
            conversation_id=one.conversation.id,
            brand_id=one.conversation.brand_id,
            topic=one.conversation.topic,
            waiting_s=matching.waited_s(one.conversation, now),
            sla_due_at=one.conversation.sla_due_at,
            at_risk=at_risk(one.conversation, now),
            offers=made.get(one.conversation.id, 0),
            eligible=one.eligible,
            rung=one.rung,
            opens_in_s=one.opens_in_s,
            still_there=one.gate if one.gate in {"hold", "silent"} else None,
        )
        for one in rows
    ]


async def _associates(r: Reader, brand_ids: Sequence[UUID]) -> list[schemas.BoardAssociate]:
    """conversations: those of these brands they hold; longest_s: how long they hold the first of them. load covers all
    their brands and the offers they think about. idle_s: since they last took or finished work, while load is 0.
    """
    found = await workforce.associates_of(r, brand_ids)
    held = defaultdict(list)
    for one in await board_queries.held(r, brand_ids):
        held[one.associate_id].append(one)
    return [
        schemas.BoardAssociate(
            id=one.id,
            name=one.name,
            availability=one.availability,
            online=one.online,
            paused=one.paused_until is not None,
            load=one.load,
            capacity=one.capacity,
            conversations=[each.conversation_id for each in held[one.id]],
            idle_s=None if one.load else one.idle_s,
            longest_s=max((each.held_s for each in held[one.id]), default=None),
        )
        for one in found
    ]


async def _alerts(r: Reader, brand_ids: Sequence[UUID], rows: Sequence[matching.Waiting]) -> list[schemas.BoardAlert]:
    """empty_pool: conversations of one brand, topic and language for which nobody would be there even with free hands.
    sla_risk: how many wait with their SLA at risk, by brand. dead_letters: events that failed for good, by brand.
    """
    alerts = [_empty(key, group) for key, group in pools.by_pool(_nobody_for(rows)).items()]
    for brand_id, count in await board_queries.at_risk_by_brand(r, brand_ids, rules.RISK_AHEAD_S):
        text = f"{count} waiting with the first answer due or overdue"
        alerts.append(schemas.BoardAlert(kind="sla_risk", text=text, brand_id=brand_id, topic=None, count=count))
    for brand_id, count in await board_queries.dead_letters_by_brand(r, brand_ids):
        text = f"{count} events could not be worked on: an operator has to look"
        alerts.append(schemas.BoardAlert(kind="dead_letters", text=text, brand_id=brand_id, topic=None, count=count))
    return alerts


def _nobody_for(rows: Sequence[matching.Waiting]) -> list[matching.Waiting]:
    """Those who wait with nobody in their pool."""
    return [one for one in rows if not one.offered and not any(rules.is_pool(found) for found in one.found)]


def _empty(key: pools.PoolKey, group: Sequence[matching.Waiting]) -> schemas.BoardAlert:
    brand_id, topic, language = key
    reason = rules.empty_pool_reason(rules.tally(group[0].found))
    text = f"Nobody for {topic or 'unclassified'} in {language}: {reason}"
    return schemas.BoardAlert(kind="empty_pool", text=text, brand_id=brand_id, topic=topic, count=len(group))
