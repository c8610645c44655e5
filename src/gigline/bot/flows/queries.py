"""All SQL of flows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from gigline.infra.db import Reader, Writer

_COLUMNS = "brand_id, id, conversation_id, segment, epoch, flow, digest, language, state, events, ended"

_STANDING = "SELECT id, digest FROM flows WHERE brand_id = $1 ORDER BY id"
_VERSIONS = """
SELECT digest, source, changing FROM flow_versions WHERE brand_id = $1 AND digest = ANY($2::text[])
"""
_SAVE_VERSION = """
INSERT INTO flow_versions (brand_id, digest, source, changing) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING
"""
_SAVE = """
INSERT INTO flows (brand_id, id, digest) VALUES ($1, $2, $3)
ON CONFLICT (brand_id, id) DO UPDATE SET digest = excluded.digest, updated_at = gigline_now()
WHERE flows.digest <> excluded.digest
"""
_KEEP_ONLY = "DELETE FROM flows WHERE brand_id = $1 AND id <> ALL($2::text[])"
_RUN = f"SELECT {_COLUMNS} FROM flow_runs WHERE brand_id = $1 AND id = $2"
_ACTIVE = f"""
SELECT {_COLUMNS} FROM flow_runs WHERE brand_id = $1 AND conversation_id = $2 AND ended IS NULL
"""
_OF_SEGMENT = f"""
SELECT {_COLUMNS} FROM flow_runs WHERE brand_id = $1 AND conversation_id = $2 AND segment = $3
ORDER BY started_at, id LIMIT 20
"""
_START = """
INSERT INTO flow_runs (brand_id, id, conversation_id, segment, epoch, flow, digest, language, state)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, '{}')
"""
_MOVE = """
UPDATE flow_runs SET state = $3, events = $4, ended = $5, language = $6, changed_at = gigline_now()
WHERE brand_id = $1 AND id = $2
"""
_END = """
UPDATE flow_runs SET ended = $3, changed_at = gigline_now() WHERE brand_id = $1 AND id = $2 AND ended IS NULL
"""
_LOG = """
INSERT INTO flow_log (brand_id, run_id, n, setting, event, effects, digest) VALUES ($1, $2, $3, $4, $5, $6, $7)
"""
_LOG_OF = "SELECT n, setting, event, effects, digest FROM flow_log WHERE brand_id = $1 AND run_id = $2 ORDER BY n"
_ACTING = """
SELECT conversation_id FROM flow_runs
WHERE ended IS NULL AND conversation_id = ANY($1::uuid[]) AND state ->> 'waits' = 'action'
  AND changed_at > gigline_now() - make_interval(secs => $2)
"""


@dataclass(frozen=True)
class RunRow:
    """One row of `flow_runs`."""

    brand_id: UUID
    id: UUID
    conversation_id: UUID
    segment: int
    epoch: int
    flow: str
    digest: str
    language: str
    state: dict[str, Any]
    events: int
    ended: str | None


@dataclass(frozen=True)
class VersionRow:
    digest: str
    source: dict[str, Any]
    changing: list[str]


@dataclass(frozen=True)
class LogRow:
    """One event of a run: `digest` is of its state and effects."""

    n: int
    setting: dict[str, Any]
    event: dict[str, Any]
    effects: list[dict[str, Any]]
    digest: str


async def standing(r: Reader, brand_id: UUID) -> dict[str, str]:
    """Digests of the brand's flows by id."""
    return {row["id"]: row["digest"] for row in await r.rows(_STANDING, brand_id)}


async def versions(r: Reader, brand_id: UUID, digests: Sequence[str]) -> list[VersionRow]:
    return await r.all(VersionRow, _VERSIONS, brand_id, list(digests))


async def save_version(
    w: Writer, brand_id: UUID, digest: str, source: Mapping[str, Any], changing: Sequence[str]
) -> None:
    await w.execute(_SAVE_VERSION, brand_id, digest, dict(source), list(changing))


async def save(w: Writer, brand_id: UUID, flow_id: str, digest: str) -> None:
    await w.execute(_SAVE, brand_id, flow_id, digest)


async def keep_only(w: Writer, brand_id: UUID, ids: Sequence[str]) -> None:
    await w.execute(_KEEP_ONLY, brand_id, list(ids))


async def run(r: Reader, brand_id: UUID, run_id: UUID) -> RunRow | None:
    return await r.one(RunRow, _RUN, brand_id, run_id)


async def active(r: Reader, brand_id: UUID, conversation_id: UUID) -> RunRow | None:
    return await r.one(RunRow, _ACTIVE, brand_id, conversation_id)


async def of_segment(r: Reader, brand_id: UUID, conversation_id: UUID, segment: int) -> list[RunRow]:
    return await r.all(RunRow, _OF_SEGMENT, brand_id, conversation_id, segment)


async def start(w: Writer, run: RunRow) -> None:
    """A new run, which has not begun yet."""
    where = (run.brand_id, run.id, run.conversation_id, run.segment, run.epoch)
    await w.execute(_START, *where, run.flow, run.digest, run.language)


async def move(w: Writer, run: RunRow) -> None:
    """Keep how the run stands now."""
    await w.execute(_MOVE, run.brand_id, run.id, run.state, run.events, run.ended, run.language)


async def end(w: Writer, brand_id: UUID, run_id: UUID, ended: str) -> None:
    await w.execute(_END, brand_id, run_id, ended)


async def log(w: Writer, run: RunRow, row: LogRow) -> None:
    await w.execute(_LOG, run.brand_id, run.id, row.n, row.setting, row.event, row.effects, row.digest)


async def log_of(r: Reader, brand_id: UUID, run_id: UUID) -> list[LogRow]:
    return await r.all(LogRow, _LOG_OF, brand_id, run_id)


async def acting(r: Reader, conversations: Sequence[UUID], within_s: float) -> set[UUID]:
    """Those of these conversations whose flow waits for an action that began so recently."""
    return {row["conversation_id"] for row in await r.rows(_ACTING, list(conversations), within_s)}
