"""All SQL of browser calls."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from gigline.calls.browser.models import Leg
from gigline.calls.models import Call
from gigline.calls.rules import Side
from gigline.infra.db import Database, Reader, Writer

_CLAIM = "UPDATE calls SET host = $3 WHERE brand_id = $1 AND id = $2 AND host IS NULL"
_TAKE = "UPDATE calls SET host = $3 WHERE brand_id = $1 AND id = $2 AND ended_at IS NULL"
_HOSTED = """
SELECT k.* FROM calls k WHERE k.host = $1 AND k.ended_at IS NULL
UNION ALL
SELECT k.* FROM calls k WHERE k.id = ANY($2::uuid[]) AND k.host = $1 AND k.ended_at IS NOT NULL
"""
_LIVE_OF_CONTACT = """
SELECT k.* FROM calls k
WHERE k.brand_id = $1 AND k.medium = 'browser' AND k.ended_at IS NULL AND (k.contact_id = $2 OR EXISTS (
    SELECT 1 FROM call_legs l
    WHERE (l.brand_id, l.call_id, l.side, l.person_id) = (k.brand_id, k.id, 'requester', $2)))
ORDER BY k.started_at DESC LIMIT 1
"""

_OFFER = "INSERT INTO call_legs (brand_id, id, call_id, side, person_id, offer) VALUES ($1, $2, $3, $4, $5, $6)"
_GET_LEG = "SELECT l.* FROM call_legs l WHERE l.brand_id = $1 AND l.id = $2"
_WAITING_LEGS = """
SELECT l.* FROM call_legs l JOIN calls k ON (k.brand_id, k.id) = (l.brand_id, l.call_id)
WHERE k.host = $1 AND k.ended_at IS NULL AND l.answer IS NULL AND NOT l.refused ORDER BY l.at
"""
_ANSWER = "UPDATE call_legs SET answer = $3, refused = $4 WHERE brand_id = $1 AND id = $2 RETURNING 1"
_FORGET = "DELETE FROM call_legs WHERE brand_id = $1 AND call_id = $2"

_BEAT = """
INSERT INTO call_hosts (id, seen_at) VALUES ($1, gigline_now())
ON CONFLICT (id) DO UPDATE SET seen_at = gigline_now() RETURNING id
"""
_LEAVE = "DELETE FROM call_hosts WHERE id = $1"
_ORPHANS = """
SELECT k.* FROM calls k LEFT JOIN call_hosts h ON h.id = k.host
WHERE k.host IS NOT NULL AND k.ended_at IS NULL
  AND (h.id IS NULL OR h.seen_at < gigline_now() - make_interval(secs => $1))
"""
_FORGET_HOSTS = "DELETE FROM call_hosts WHERE seen_at < gigline_now() - make_interval(secs => $1)"


async def claim(w: Writer, call: Call, host: str) -> None:
    """This process has the call's sound from now on, if no other has."""
    await w.execute(_BEAT, host)
    await w.execute(_CLAIM, call.brand_id, call.id, host)


async def take(w: Writer, call: Call, host: str) -> None:
    """This process has the call's sound from now on, whichever had it before."""
    await w.execute(_BEAT, host)
    await w.execute(_TAKE, call.brand_id, call.id, host)


async def hosted(r: Reader, host: str, known: Sequence[UUID]) -> list[Call]:
    """The host's calls that are on, and those of `known` that may be over."""
    return await r.all(Call, _HOSTED, host, list(known))


async def live_of_contact(r: Reader, brand_id: UUID, contact_id: UUID) -> Call | None:
    """The call of a contact, or that they made as one of several contacts of the same person."""
    return await r.one(Call, _LIVE_OF_CONTACT, brand_id, contact_id)


async def offer(w: Writer, call: Call, side: Side, person_id: UUID, sdp: str) -> UUID:
    leg_id = w.new_id()
    await w.execute(_OFFER, call.brand_id, leg_id, call.id, side, person_id, sdp)
    return leg_id


async def leg(r: Reader, brand_id: UUID, leg_id: UUID) -> Leg | None:
    return await r.one(Leg, _GET_LEG, brand_id, leg_id)


async def waiting_legs(r: Reader, host: str) -> list[Leg]:
    return await r.all(Leg, _WAITING_LEGS, host)


async def answer(database: Database, one: Leg, sdp: str | None) -> None:
    """The host's answer; None refuses."""
    await database.alone(_ANSWER, one.brand_id, one.id, sdp, sdp is None)


async def forget_legs(w: Writer, call: Call) -> None:
    """What browsers told of their networks is kept no longer than the call."""
    await w.execute(_FORGET, call.brand_id, call.id)


async def beat(database: Database, host: str) -> None:
    await database.alone(_BEAT, host)


async def leave(w: Writer, host: str) -> None:
    await w.execute(_LEAVE, host)


async def orphans(r: Reader, lease_s: float) -> list[Call]:
    """Calls whose host has not been heard of for so long."""
    return await r.all(Call, _ORPHANS, lease_s)


async def forget_hosts(w: Writer, lease_s: float) -> None:
    await w.execute(_FORGET_HOSTS, lease_s)
