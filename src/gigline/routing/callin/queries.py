"""All SQL of calling in. Segments, assignments and conversations are only read: they are the brand's own past."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from gigline.infra.db import Reader, Writer
from gigline.routing.callin.models import (
    Call,
    Interval,
    Known,
    LiveCall,
    PoolNow,
    PoolPast,
    Standby,
    Wave,
    WaveLine,
)

# One at a time looks at a brand.
_LOCK = "SELECT pg_try_advisory_xact_lock(hashtext('gigline.callin'), hashtext($1))"
_WITH_STANDBY = """
SELECT DISTINCT g.brand_id FROM grants g JOIN standbys s ON s.associate_id = g.associate_id AND s.opted_in
UNION SELECT w.brand_id FROM call_waves w WHERE w.state = 'running'
"""
_NOW_SLOT = "SELECT extract(epoch FROM gigline_now() AT TIME ZONE $1)::float8 / ($2::int * 60)"

# Work-minutes: how long it was held, times the slots it took; at most four hours, as routing_outcomes has it.
_INTERVALS = """
WITH arrived AS (
    SELECT s.conversation_id, s.segment, coalesce(s.handed_over_at, s.opened_at) AS at FROM segments s
    WHERE s.brand_id = $1 AND (s.handed_over_at IS NOT NULL OR s.started_with = 'queue')
      AND coalesce(s.handed_over_at, s.opened_at) > gigline_now() - make_interval(weeks => $3)),
worked AS (
    SELECT a.conversation_id, a.segment,
        sum(a.weight * extract(epoch FROM least(a.ended_at - a.started_at, interval '4 hours'))) / 60 AS minutes
    FROM assignments a
    WHERE a.brand_id = $1 AND a.ended_at IS NOT NULL AND a.started_at > gigline_now() - make_interval(weeks => $3)
    GROUP BY a.conversation_id, a.segment)
SELECT floor(extract(epoch FROM r.at AT TIME ZONE $2) / ($4::int * 60))::int AS slot, count(*) AS conversations,
    coalesce(sum(w.minutes), 0)::float8 AS work_min
FROM arrived r LEFT JOIN worked w USING (conversation_id, segment) GROUP BY 1 ORDER BY 1
"""
_POOLS = """
WITH worked AS (
    SELECT a.conversation_id, a.segment,
        sum(a.weight * extract(epoch FROM least(a.ended_at - a.started_at, interval '4 hours'))) / 60 AS minutes
    FROM assignments a
    WHERE a.brand_id = $1 AND a.ended_at IS NOT NULL AND a.started_at > gigline_now() - interval '28 days'
    GROUP BY a.conversation_id, a.segment)
SELECT split_part(c.language, '-', 1) AS language, coalesce(c.topic, '') AS topic, c.channel,
    count(*) AS conversations, avg(w.minutes)::float8 AS work_min
FROM segments s JOIN conversations c ON (c.brand_id, c.id) = (s.brand_id, s.conversation_id)
LEFT JOIN worked w ON (w.conversation_id, w.segment) = (s.conversation_id, s.segment)
WHERE s.brand_id = $1 AND (s.handed_over_at IS NOT NULL OR s.started_with = 'queue')
  AND coalesce(s.handed_over_at, s.opened_at) > gigline_now() - interval '28 days'
GROUP BY 1, 2, 3
"""
_WAITING = """
SELECT split_part(c.language, '-', 1) AS language, coalesce(c.topic, '') AS topic, c.channel, count(*) AS waiting
FROM conversations c WHERE c.brand_id = $1 AND c.status = 'open' AND c.holder = 'queue' GROUP BY 1, 2, 3
"""
_LATELY = """
SELECT count(*) FILTER (WHERE at > gigline_now() - make_interval(secs => w.s)) AS n
FROM unnest($2::float8[]) WITH ORDINALITY AS w (s, n)
LEFT JOIN (SELECT coalesce(s.handed_over_at, s.opened_at) AS at FROM segments s
    WHERE s.brand_id = $1 AND (s.handed_over_at IS NOT NULL OR s.started_with = 'queue')
      AND coalesce(s.handed_over_at, s.opened_at) > gigline_now() - make_interval(secs => $3)) arrived ON true
GROUP BY w.n ORDER BY w.n
"""
_KNOWN = """
SELECT a.id AS associate_id, coalesce(c.asked_ago_s, '{}') AS asked_ago_s, coalesce(c.answers, 0) AS answers,
    coalesce(c.came, 0) AS came, coalesce(c.log_sum, 0)::float8 AS log_sum, coalesce(c.live, false) AS live,
    c.accepted_ago_s, coalesce(w.worked_s, 0)::float8 AS worked_s,
    CASE WHEN a.availability = 'off' THEN extract(epoch FROM gigline_now() - a.availability_at)::float8 END AS off_s,
    (gigline_now() AT TIME ZONE coalesce(s.time_zone, 'UTC'))::time AS local_time, coalesce(s.opted_in, false)
        AS opted_in, coalesce(s.quiet_from, '22:00') AS quiet_from, coalesce(s.quiet_until, '07:00') AS quiet_until,
    coalesce(s.most_a_day, 3) AS most_a_day
FROM associates a LEFT JOIN standbys s ON s.associate_id = a.id
LEFT JOIN LATERAL (
    SELECT array_agg(extract(epoch FROM gigline_now() - c.called_at)::float8 ORDER BY c.called_at)
            FILTER (WHERE c.called_at > gigline_now() - interval '1 day') AS asked_ago_s,
        count(*) FILTER (WHERE c.state IN ('accepted', 'declined', 'expired')) AS answers,
        count(*) FILTER (WHERE c.state = 'accepted') AS came,
        sum(ln(greatest(1, extract(epoch FROM c.ended_at - c.called_at)))) FILTER (WHERE c.state = 'accepted')
            AS log_sum,
        bool_or(c.state = 'called') AS live,
        min(extract(epoch FROM gigline_now() - c.ended_at)::float8)
            FILTER (WHERE c.state = 'accepted' AND c.ended_at > gigline_now() - interval '10 minutes')
            AS accepted_ago_s
    FROM call_ins c WHERE c.associate_id = a.id AND c.called_at > gigline_now() - interval '90 days') c ON true
LEFT JOIN LATERAL (
    SELECT sum(extract(epoch FROM upper(r) - lower(r))) AS worked_s FROM unnest((
        SELECT range_agg(tstzrange(greatest(x.started_at, gigline_now() - interval '1 day'),
            greatest(x.started_at, coalesce(x.ended_at, gigline_now()))))
        FROM assignments x WHERE x.associate_id = a.id
          AND (x.ended_at IS NULL OR x.ended_at > gigline_now() - interval '1 day'))) r) w ON true
WHERE a.id = ANY($1::uuid[]) ORDER BY a.id
"""

_STANDBY = """
SELECT associate_id, opted_in, time_zone, quiet_from, quiet_until, most_a_day FROM standbys WHERE associate_id = $1
"""
_SAVE_STANDBY = """
INSERT INTO standbys (associate_id, opted_in, time_zone, quiet_from, quiet_until, most_a_day)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (associate_id) DO UPDATE SET opted_in = $2, time_zone = $3, quiet_from = $4, quiet_until = $5,
    most_a_day = $6, changed_at = gigline_now()
"""
_KNOWN_ZONE = "SELECT EXISTS (SELECT 1 FROM pg_timezone_names WHERE name = $1)"

_START = """
INSERT INTO call_waves (brand_id, id, started_by, lacking_min, record) VALUES ($1, $2, $3, $4, $5)
"""
_CALL = """
INSERT INTO call_ins (brand_id, id, wave_id, associate_id, brings_min, expires_at)
VALUES ($1, $2, $3, $4, $5, gigline_now() + make_interval(secs => $6))
ON CONFLICT (associate_id) WHERE state = 'called' DO NOTHING
RETURNING brand_id, id, wave_id, associate_id, state, called_at, expires_at, ended_at
"""
_END_WAVE = """
UPDATE call_waves SET state = $3, ended_at = gigline_now() WHERE brand_id = $1 AND id = $2 AND state = 'running'
"""
_WITHDRAW = """
UPDATE call_ins SET state = 'withdrawn', ended_at = gigline_now()
WHERE brand_id = $1 AND wave_id = $2 AND state = 'called'
RETURNING brand_id, id, wave_id, associate_id, state, called_at, expires_at, ended_at
"""
_EXPIRE = """
UPDATE call_ins SET state = 'expired', ended_at = gigline_now()
WHERE brand_id = $1 AND state = 'called' AND expires_at <= gigline_now()
RETURNING brand_id, id, wave_id, associate_id, state, called_at, expires_at, ended_at
"""
_ANSWER = """
UPDATE call_ins SET state = $3, ended_at = gigline_now()
WHERE id = $1 AND associate_id = $2 AND state = 'called' AND expires_at > gigline_now()
RETURNING brand_id, id, wave_id, associate_id, state, called_at, expires_at, ended_at
"""
_GET_CALL = """
SELECT brand_id, id, wave_id, associate_id, state, called_at, expires_at, ended_at FROM call_ins
WHERE id = $1 AND associate_id = $2
"""
_LIVE_CALLS = """
SELECT c.id, c.brand_id, b.name AS brand_name, w.lacking_min, c.called_at, c.expires_at,
    extract(epoch FROM c.expires_at - gigline_now())::float8 AS expires_in_s
FROM call_ins c JOIN brands b ON b.id = c.brand_id JOIN call_waves w ON (w.brand_id, w.id) = (c.brand_id, c.wave_id)
WHERE c.associate_id = $1 AND c.state = 'called' AND c.expires_at > gigline_now()
"""
_WAVES = """
SELECT w.brand_id, w.id, w.started_by, w.state, w.lacking_min, w.started_at, w.ended_at,
    count(c.id) AS called, count(c.id) FILTER (WHERE c.state = 'accepted') AS accepted,
    count(c.id) FILTER (WHERE c.state = 'declined') AS declined,
    count(c.id) FILTER (WHERE c.state = 'called') AS waiting
FROM call_waves w LEFT JOIN call_ins c ON (c.brand_id, c.wave_id) = (w.brand_id, w.id)
WHERE w.brand_id = $1 AND ($2::uuid IS NULL OR w.id = $2) AND (NOT $3::bool OR w.state = 'running')
GROUP BY w.brand_id, w.id ORDER BY w.started_at DESC LIMIT $4
"""
_RECORD = "SELECT record FROM call_waves WHERE brand_id = $1 AND id = $2"
_LINES = """
SELECT b.name AS brand_name, w.started_at, line
FROM grants g JOIN call_waves w ON w.brand_id = g.brand_id JOIN brands b ON b.id = w.brand_id
CROSS JOIN LATERAL jsonb_array_elements(w.record -> 'people') AS line
WHERE g.associate_id = $1 AND line ->> 'id' = $1::text AND w.started_at > gigline_now() - interval '2 days'
ORDER BY w.started_at DESC LIMIT 10
"""
_PAUSE = """
INSERT INTO call_pauses (brand_id, until) VALUES ($1, gigline_now() + make_interval(secs => $2))
ON CONFLICT (brand_id) DO UPDATE SET until = EXCLUDED.until
"""
_RESUME = "DELETE FROM call_pauses WHERE brand_id = $1"
_PAUSED_UNTIL = "SELECT until FROM call_pauses WHERE brand_id = $1 AND until > gigline_now()"


async def lock(w: Writer, brand_id: UUID) -> bool:
    return bool(await w.value(_LOCK, str(brand_id)))


async def brands_with_standby(r: Reader) -> list[UUID]:
    return [row["brand_id"] for row in await r.rows(_WITH_STANDBY)]


async def now_slot(r: Reader, time_zone: str, interval_min: int) -> float:
    return float(await r.value(_NOW_SLOT, time_zone, interval_min))


async def intervals(r: Reader, brand_id: UUID, time_zone: str, weeks: int, interval_min: int) -> list[Interval]:
    return await r.all(Interval, _INTERVALS, brand_id, time_zone, weeks, interval_min)


async def pools(r: Reader, brand_id: UUID) -> list[PoolPast]:
    return await r.all(PoolPast, _POOLS, brand_id)


async def waiting(r: Reader, brand_id: UUID) -> list[PoolNow]:
    return await r.all(PoolNow, _WAITING, brand_id)


async def lately(r: Reader, brand_id: UUID, windows_s: Sequence[float]) -> list[int]:
    """How many came in each of these last seconds."""
    return [row["n"] for row in await r.rows(_LATELY, brand_id, list(windows_s), max(windows_s))]


async def known(r: Reader, associate_ids: Sequence[UUID]) -> list[Known]:
    return await r.all(Known, _KNOWN, list(associate_ids))


async def standby(r: Reader, associate_id: UUID) -> Standby | None:
    return await r.one(Standby, _STANDBY, associate_id)


async def save_standby(w: Writer, one: Standby) -> None:
    await w.execute(
        _SAVE_STANDBY, one.associate_id, one.opted_in, one.time_zone, one.quiet_from, one.quiet_until, one.most_a_day
    )


async def is_time_zone(r: Reader, name: str) -> bool:
    return bool(await r.value(_KNOWN_ZONE, name))


async def start_wave(
    w: Writer, brand_id: UUID, wave_id: UUID, by: UUID | None, lacking_min: float, record: dict[str, Any]
) -> None:
    await w.execute(_START, brand_id, wave_id, by, lacking_min, record)


async def call(
    w: Writer, brand_id: UUID, call_id: UUID, wave_id: UUID, associate_id: UUID, brings_min: float, expires_s: float
) -> Call | None:
    """The call made; None if another one waits for their answer."""
    return await w.one(Call, _CALL, brand_id, call_id, wave_id, associate_id, brings_min, expires_s)


async def end_wave(w: Writer, brand_id: UUID, wave_id: UUID, state: str) -> bool:
    return bool(await w.execute(_END_WAVE, brand_id, wave_id, state))


async def withdraw(w: Writer, brand_id: UUID, wave_id: UUID) -> list[Call]:
    return await w.all(Call, _WITHDRAW, brand_id, wave_id)


async def expire(w: Writer, brand_id: UUID) -> list[Call]:
    return await w.all(Call, _EXPIRE, brand_id)


async def answer(w: Writer, call_id: UUID, associate_id: UUID, state: str) -> Call | None:
    return await w.one(Call, _ANSWER, call_id, associate_id, state)


async def get_call(r: Reader, call_id: UUID, associate_id: UUID) -> Call | None:
    return await r.one(Call, _GET_CALL, call_id, associate_id)


async def live_calls(r: Reader, associate_id: UUID) -> list[LiveCall]:
    return await r.all(LiveCall, _LIVE_CALLS, associate_id)


async def waves(r: Reader, brand_id: UUID, limit: int) -> list[Wave]:
    return await r.all(Wave, _WAVES, brand_id, None, False, limit)


async def wave(r: Reader, brand_id: UUID, wave_id: UUID) -> Wave | None:
    return await r.one(Wave, _WAVES, brand_id, wave_id, False, 1)


async def running(r: Reader, brand_id: UUID) -> Wave | None:
    return await r.one(Wave, _WAVES, brand_id, None, True, 1)


async def record(r: Reader, brand_id: UUID, wave_id: UUID) -> dict[str, Any] | None:
    found: dict[str, Any] | None = await r.value(_RECORD, brand_id, wave_id)
    return found


async def lines(r: Reader, associate_id: UUID) -> list[WaveLine]:
    """What the last waves of their brands said of them."""
    return await r.all(WaveLine, _LINES, associate_id)


async def pause(w: Writer, brand_id: UUID, seconds: float) -> None:
    await w.execute(_PAUSE, brand_id, seconds)


async def resume(w: Writer, brand_id: UUID) -> None:
    await w.execute(_RESUME, brand_id)


async def paused_until(r: Reader, brand_id: UUID) -> datetime | None:
    found: datetime | None = await r.value(_PAUSED_UNTIL, brand_id)
    return found
