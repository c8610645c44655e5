"""Brings a database to the newest schema. Several processes may try at once; one does it, the others wait."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

_LOCK = "SELECT pg_advisory_lock(hashtext('gigline.migrate'))"


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def _upgrade(connection: Connection) -> None:
    connection.execute(text(_LOCK))
    connection.commit()
    command.upgrade(_config(connection), "head")
    connection.commit()


def _versions(connection: Connection) -> tuple[str | None, str | None]:
    script = ScriptDirectory.from_config(_config(connection))
    return MigrationContext.configure(connection).get_current_revision(), script.get_current_head()


def _engine_url(dsn: str) -> str:
    scheme, _, rest = dsn.partition("://")
    if scheme not in {"postgresql", "postgres"}:
        raise ValueError("GIGLINE_DATABASE_URL must begin with postgresql://")
    return f"postgresql+asyncpg://{rest}"


async def upgrade(dsn: str) -> None:
    """Run all migrations that are missing."""
    engine = create_async_engine(_engine_url(dsn), poolclass=NullPool)
    async with engine.connect() as connection:
        await connection.run_sync(_upgrade)
    await engine.dispose()


async def versions(dsn: str) -> tuple[str | None, str | None]:
    """(the database's schema version, the newest one this program knows)."""
    engine = create_async_engine(_engine_url(dsn), poolclass=NullPool)
    async with engine.connect() as connection:
        found = await connection.run_sync(_versions)
    await engine.dispose()
    return found
