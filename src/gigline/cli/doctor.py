"""doctor: looks at everything the platform stands on and says what to do about what is wrong."""

from __future__ import annotations

import asyncio
import os
import socket
import sys
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import asyncpg
import httpx
import typer
from rich.markup import escape
from rich.table import Table

from gigline.api import surfaces
from gigline.cli import queries, terminal
from gigline.cli.runtime import Runtime
from gigline.infra import embedded, migrate
from gigline.infra.db import Database
from gigline.infra.outbox import Subscriptions
from gigline.infra.settings import Settings
from gigline.kit.errors import GiglineError

OLDEST_POSTGRES = 15
OLDEST_PYTHON = (3, 11)
LEAST_FREE_MB = 500

Status = Literal["OK", "WARN", "FAIL"]
_COLOURS: dict[Status, str] = {"OK": "green", "WARN": "yellow", "FAIL": "bold red"}


@dataclass(frozen=True)
class Finding:
    """One line of the doctor; `todo` is empty where nothing is to be done."""

    status: Status
    what: str
    found: str
    todo: str = ""


def register(app: typer.Typer, runtime: Runtime) -> None:
    """Add the command."""

    @app.command()
    def doctor() -> None:
        """Check what the platform needs, and say what to do. Ends with 1 when something is broken.

        Example: `GIGLINE_DATABASE_URL=postgresql://db.example/gigline gigline doctor`
        """
        settings = terminal.settings()
        findings = asyncio.run(_examine(settings, runtime.model_cache(settings)))
        terminal.out.print(_table(findings))
        if any(finding.status == "FAIL" for finding in findings):
            raise typer.Exit(1)


async def _examine(settings: Settings, model_cache: Path) -> list[Finding]:
    here = [_python(), *_data_folder(settings.data_dir), _model(model_cache), _pages()]
    return [*here, *[finding async for finding in _database(settings)], await _port(settings)]


def _table(findings: list[Finding]) -> Table:
    table = Table(box=None, show_header=False, pad_edge=False)
    for finding in findings:
        status = f"[{_COLOURS[finding.status]}]{finding.status}[/]"
        said = escape(finding.found) + (f"\n[dim]→[/] {escape(finding.todo)}" if finding.todo else "")
        table.add_row(status, finding.what, said)
    return table


def _python() -> Finding:
    version = sys.version_info[:3]
    said = ".".join(map(str, version))
    if version < OLDEST_PYTHON:
        return Finding("FAIL", "Python", said, "Use Python 3.11 or newer.")
    return Finding("OK", "Python", said)


def _data_folder(folder: Path) -> Iterator[Finding]:
    path = folder.expanduser().resolve()
    nearest = next(one for one in (path, *path.parents) if one.exists())
    if not nearest.is_dir() or not os.access(nearest, os.W_OK | os.X_OK):
        yield Finding("FAIL", "Data folder", f"{path} cannot be written", "Set GIGLINE_DATA_DIR to a folder that can.")
        return
    stats = os.statvfs(nearest)
    free_mb = stats.f_bavail * stats.f_frsize // 2**20
    said = str(path) if path.exists() else f"{path} (made at the first start)"
    if free_mb < LEAST_FREE_MB:
        yield Finding("WARN", "Data folder", f"{said}, {free_mb} MB free", "Make room, or move GIGLINE_DATA_DIR.")
    else:
        yield Finding("OK", "Data folder", said)


def _model(folder: Path) -> Finding:
    built = sorted(folder.glob("*.onnx"))
    said = f"{built[-1].name}" if built else "not built yet: the first start does it in a few seconds"
    return Finding("OK", "Language model", said)


def _pages() -> Finding:
    missing = [name for name in ("widget.js", "console/index.html") if not (surfaces.WEB / name).is_file()]
    if missing:
        return Finding("WARN", "Web pages", f"{', '.join(missing)} not built", "Run `make web`, or install the wheel.")
    return Finding("OK", "Web pages", "console and widget are built")


async def _database(settings: Settings) -> AsyncIterator[Finding]:
    if settings.database_url is None and not (settings.data_dir / "postgres" / "PG_VERSION").exists():
        yield Finding("OK", "Database", "embedded PostgreSQL (made at the first start)")
        return
    try:
        dsn = settings.database_url
        if dsn is None:
            dsn = await asyncio.to_thread(embedded.start, settings.data_dir)
        async for finding in _open_database(dsn, is_embedded=settings.database_url is None):
            yield finding
    except GiglineError as error:
        yield Finding("FAIL", "Database", error.detail)
    except (OSError, TimeoutError, ValueError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        yield Finding(
            "FAIL",
            "Database",
            f"not reached ({type(error).__name__})",
            "Check GIGLINE_DATABASE_URL: host, port, user, password, and that the server runs.",
        )


async def _open_database(dsn: str, *, is_embedded: bool) -> AsyncIterator[Finding]:
    database = Database(dsn, subscribers=Subscriptions(), pool_size=1)
    await database.open()
    try:
        async with database.reader() as r:
            version = await queries.server_version(r)
            said = f"PostgreSQL {version}" + (" (embedded)" if is_embedded else "")
            if version < OLDEST_POSTGRES:
                yield Finding("FAIL", "Database", said, f"Use PostgreSQL {OLDEST_POSTGRES} or newer.")
                return
            yield Finding("OK", "Database", said)
            found, known = await migrate.versions(dsn)
            yield _schema(found, known)
            if found == known:
                yield _dead(await queries.dead_letters(r))
    finally:
        await database.close()


def _schema(found: str | None, known: str | None) -> Finding:
    if found == known:
        return Finding("OK", "Schema", f"version {found}")
    if found is None or known is None or found < known:
        return Finding("WARN", "Schema", f"version {found or 'none'}, newest is {known}", "The next start migrates it.")
    return Finding("FAIL", "Schema", f"version {found} is newer than this program ({known})", "Update Gigline.")


def _dead(count: int) -> Finding:
    if count:
        todo = "Read them at GET /api/v1/ops/dead-letters as an operator; mend the cause, then replay."
        return Finding("WARN", "Dead letters", f"{count} deliveries were given up", todo)
    return Finding("OK", "Dead letters", "none")


async def _port(settings: Settings) -> Finding:
    where = f"{settings.host}:{settings.port}"
    if is_free(settings.host, settings.port):
        return Finding("OK", "Port", f"{where} is free")
    if await _is_gigline(settings):
        return Finding("OK", "Port", f"Gigline answers on {where}")
    return Finding("FAIL", "Port", f"{where} is in use", "Set GIGLINE_PORT to a free port, or stop the other program.")


def is_free(host: str, port: int) -> bool:
    """Whether one could listen there."""
    try:
        with socket.create_server((host, port)):
            return True
    except OSError:
        return False


async def _is_gigline(settings: Settings) -> bool:
    try:
        async with httpx.AsyncClient(trust_env=False, timeout=3) as client:
            answer = await client.get(f"http://{settings.host}:{settings.port}/healthz")
        return bool(answer.json() == {"status": "ok"})
    except (httpx.HTTPError, ValueError):
        return False
