"""Runs Alembic. Imported only when there is something to migrate: it and SQLAlchemy take long to load."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

_LOCK = "SELECT pg_advisory_lock(hashtext('gigline.migrate'))"


def config(connection: Connection | None = None) -> Config:
    """Alembic's configuration, on this connection."""
    made = Config()
    made.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    made.set_main_option("path_separator", "os")
    made.attributes["connection"] = connection
    return made


def _upgrade(connection: Connection) -> None:
    connection.execute(text(_LOCK))
    connection.commit()
    command.upgrade(config(connection), "head")
    connection.commit()


def _engine_url(dsn: str) -> str:
    scheme, _, rest = dsn.partition("://")
    if scheme not in {"postgresql", "postgres"}:
        raise ValueError("GIGLINE_DATABASE_URL must begin with postgresql://")
    return f"postgresql+asyncpg://{rest}"


async def upgrade(dsn: str) -> None:
    """Run all migrations that are missing, under a lock: other processes wait."""
    engine = create_async_engine(_engine_url(dsn), poolclass=NullPool)
    try:
        async with engine.connect() as connection:
            await connection.run_sync(_upgrade)
    finally:
        await engine.dispose()
