"""Brings a database to the newest schema. Several processes may try at once; one does it, the others wait."""

from __future__ import annotations

import re
from pathlib import Path

import asyncpg

_REVISION = re.compile(r"v(\d{4})_\w+\.py")
_HAS_VERSION = "SELECT to_regclass('alembic_version') IS NOT NULL"
_VERSION = "SELECT version_num FROM alembic_version"


def newest() -> str:
    """The newest schema version this program knows: the highest number of a migration's file name."""
    folder = Path(__file__).parent / "migrations" / "versions"
    return max(match.group(1) for path in folder.iterdir() if (match := _REVISION.fullmatch(path.name)))


async def versions(dsn: str) -> tuple[str | None, str]:
    """(the database's schema version or None, the newest one this program knows)."""
    connection = await asyncpg.connect(dsn)
    try:
        found = await connection.fetchval(_VERSION) if await connection.fetchval(_HAS_VERSION) else None
    finally:
        await connection.close()
    return found, newest()


async def upgrade(dsn: str) -> None:
    """Run all migrations that are missing."""
    found, known = await versions(dsn)
    if found != known:
        from gigline.infra import schema_upgrade

        await schema_upgrade.upgrade(dsn)
