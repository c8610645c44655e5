"""A leader's report over a month of many conversations, in a database that holds several months of two brands."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from statistics import median
from uuid import UUID

import asyncpg
import psutil

from bench import platform
from gigline.infra.db import Database
from gigline.infra.outbox import Subscriptions
from gigline.quality import report_queries
from gigline.quality.report_queries import Filters, GroupBy, Span

A_MONTH = 100_000
MONTHS = 3
ROUNDS = 3
GOAL_S = 1.0
END = datetime(2026, 11, 1, tzinfo=UTC)
BRANDS = (UUID(int=1), UUID(int=2))

# Every second conversation went on to a person; one contact in two wrote again. Without triggers and foreign keys,
# which are looked up row by row.
_FILL = """
SET session_replication_role = replica;
CREATE TEMP TABLE made AS
SELECT n, b.id AS brand_id, md5('conversation' || b.id || n)::uuid AS id, md5('contact' || b.id || n * 2 / 3)::uuid
    AS contact_id, {end} - make_interval(secs => {span_s}::float8 * n / {many}) AS at, abs(hashint4(n)) AS hash,
    n % 2 = 0 AS person, make_interval(secs => n % 5000) AS span
FROM brands b, generate_series(1, {many}) AS n;
INSERT INTO contacts (brand_id, id) SELECT DISTINCT brand_id, contact_id FROM made;
INSERT INTO ratings (brand_id, conversation_id, segment, score, requester_kind, answered_by)
SELECT brand_id, id, 1, 1 + n % 5, 'customer', 'bot' FROM made WHERE n % 4 = 0;
INSERT INTO segments (brand_id, conversation_id, segment, contact_id, requester_kind, topic, started_with, opened_at,
    handed_over_at, bot_answered, person_answered, resolved_at, resolved_by, counted, channel, language, latest_topic,
    associate_id, first_s, first_open_s, first_person_s, first_person_open_s, next_s, queued, wait_s, handle_s,
    resolution_s, taken, promises_kept, promises_broken)
SELECT brand_id, id, 1, contact_id, (ARRAY['customer', 'worker', 'business', 'employee'])[1 + n % 4],
    'topic-' || n % 20, 'bot', at, CASE WHEN person THEN at END, true, person, at + span,
    CASE WHEN person THEN 'associate' ELSE 'bot' END, true,
    (ARRAY['webchat', 'email', 'sms', 'whatsapp', 'phone'])[1 + n % 5], (ARRAY['en', 'es', 'pt'])[1 + n % 3],
    'topic-' || n % 20, CASE WHEN person THEN md5('associate' || n % 400)::uuid END, hash % 10, hash % 10,
    CASE WHEN person THEN hash % 900 END, CASE WHEN person THEN hash % 700 END,
    CASE WHEN person THEN ARRAY[hash % 100, hash % 200, hash % 300] ELSE '{{}}' END, person,
    CASE WHEN person THEN hash % 600 END, CASE WHEN person THEN hash % 1800 END, hash % 5000, person::int, 1, hash % 2
FROM made;
VACUUM ANALYZE
"""


def run(server: platform.Server) -> Iterable[dict[str, object]]:
    """Seconds of the query for each way to group a month, the median of a few rounds."""
    return asyncio.run(_measure(server.dsn))


async def _measure(server_dsn: str) -> list[dict[str, object]]:
    async with platform.database(server_dsn) as dsn:
        await _fill(dsn)
        database = Database(dsn, subscribers=Subscriptions())
        await database.open()
        try:
            return [await _figure(database, by) for by in report_queries.GROUPS]
        finally:
            await database.close()


async def _fill(dsn: str) -> None:
    connection = await asyncpg.connect(dsn)
    try:
        for brand_id in BRANDS:
            await connection.execute(
                "INSERT INTO brands (id, key, name, settings, identity_secret) VALUES ($1, $2, $2, '{}', '')",
                brand_id, f"brand-{brand_id.int}",
            )  # fmt: skip
        span_s = timedelta(days=30 * MONTHS).total_seconds()
        script = _FILL.format(end=f"'{END.isoformat()}'::timestamptz", span_s=span_s, many=A_MONTH * MONTHS)
        for statement in script.split(";"):
            await connection.execute(statement)
    finally:
        await connection.close()


async def _figure(database: Database, by: GroupBy) -> dict[str, object]:
    # The month in the middle: conversations come before and after it.
    since = END - timedelta(days=60)
    spans = [Span(BRANDS[0], since, since + timedelta(days=30), "Europe/Lisbon")]
    took, cpu = [], []
    for _ in range(ROUNDS):
        async with database.snapshot() as r:
            server = psutil.Process(await r.value("SELECT pg_backend_pid()"))
            began, before = time.monotonic(), sum(server.cpu_times()[:2])
            rows = await report_queries.figures(r, spans, Filters(), by)
            took.append(time.monotonic() - began)
            cpu.append(sum(server.cpu_times()[:2]) - before)
    return {
        "what": "report of a month", "by": by, "conversations": sum(one.figures["volume"].count for one in rows),
        "groups": len(rows),
        "s": round(median(took), 3), "cpu_s": round(median(cpu), 2), "ratio": round(median(took) / GOAL_S, 2),
        "goal_s": GOAL_S, "load": round(os.getloadavg()[0], 1),
    }  # fmt: skip
