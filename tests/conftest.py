"""Fixtures for all tests: one embedded PostgreSQL a run, a fresh database (from the migrations) a test."""

from __future__ import annotations

import asyncio
import atexit
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest
from hypothesis import HealthCheck, settings
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from xdist.scheduler import LoadScopeScheduling  # type: ignore[import-untyped]

from gigline.accounts import passwords
from gigline.infra import embedded, migrate
from gigline.infra.db import Database
from gigline.infra.outbox import Subscriptions

TEMPLATE = "gigline_template"
SERVER_FOLDER = "GIGLINE_TEST_SERVER_FOLDER"
MEMORY_WANTED = 4 * 2**30
LOCK = "SELECT pg_advisory_lock(hashtext('gigline.tests'))"

MakeDatabase = Callable[[Subscriptions], AbstractAsyncContextManager[Database]]

# Their fixtures take seconds of CPU: one worker runs all tests of such a file. (xdist's own marks for it, read with
# `--dist loadgroup`, change nothing under pytest 9.2.)
BY_ONE_WORKER = {"tests/unit/bot/test_understanding.py", "tests/database/bot/guest/test_guest.py"}


class Scheduling(LoadScopeScheduling):  # type: ignore[misc]
    """Test by test, but for some files."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return file if file in BY_ONE_WORKER else nodeid


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> Scheduling:
    return Scheduling(config, log)


def with_database(dsn: str, name: str) -> str:
    """The URL of another database on the same server."""
    head, _, query = dsn.partition("?")
    return f"{head.rpartition('/')[0]}/{name}?{query}"


async def _hurry(dsn: str) -> None:
    """Do not wait for the disk: nobody wants these rows back after a power cut."""
    connection = await asyncpg.connect(dsn)
    try:
        for setting in ("fsync", "full_page_writes"):
            await connection.execute(f"ALTER SYSTEM SET {setting} = off")
        await connection.execute("SELECT pg_reload_conf()")
    finally:
        await connection.close()


async def _build_template(dsn: str) -> None:
    connection = await asyncpg.connect(dsn)
    try:
        await connection.execute(LOCK)
        if not await connection.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", TEMPLATE):
            await connection.execute(f"CREATE DATABASE {TEMPLATE}_building")
            await migrate.upgrade(with_database(dsn, f"{TEMPLATE}_building"))
            await connection.execute(f"ALTER DATABASE {TEMPLATE}_building RENAME TO {TEMPLATE}")
    finally:
        await connection.close()


def _in_memory() -> Path | None:
    """Where files are only memory, if it has room: a database for each test is the copying of 700 files."""
    memory = Path("/dev/shm")
    usable = memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > MEMORY_WANTED
    return memory if usable else None


# An example that takes long tells of the machine's load.
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")


def pytest_configure(config: pytest.Config) -> None:
    """One folder a run for the database server, which workers inherit by the environment.

    Not under pytest's own: it closes that to other users at every start, and as root the server is another user.
    """
    if "PYTEST_XDIST_WORKER" not in os.environ:
        folder = tempfile.mkdtemp(prefix="gigline-tests-", dir=_in_memory())
        Path(folder).chmod(0o755)
        os.environ[SERVER_FOLDER] = folder
        # Registered before the server's own end, so it runs after it.
        atexit.register(shutil.rmtree, folder, ignore_errors=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Races take longest: spread over most of the run, so that few are on at once and none is left at its end."""
    races = [item for item in items if "race" in item.path.parts]
    spread = [item for item in items if "race" not in item.path.parts]
    for at, item in enumerate(races):
        spread.insert(at * (3 * len(items) // (4 * len(races))), item)
    items[:] = spread


@pytest.fixture(scope="session", autouse=True)
def costly_passwords() -> Iterator[PasswordHash]:
    """What makes passwords costly, which is put aside: thousands of people are made here, each for a quarter of a
    second of argon2 at its full price.
    """
    with pytest.MonkeyPatch.context() as patch:
        costly = passwords._hasher
        patch.setattr(passwords, "_hasher", PasswordHash((Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1),)))
        yield costly


@pytest.fixture(scope="session")
def server_dsn() -> str:
    """The URL of a PostgreSQL that has the migrated template; shared by all workers of a run."""
    given = os.environ.get("GIGLINE_TEST_DATABASE_URL")
    dsn = given or embedded.start(Path(os.environ[SERVER_FOLDER]))
    if not given:
        asyncio.run(_hurry(dsn))
    asyncio.run(_build_template(dsn))
    return dsn


@asynccontextmanager
async def fresh_dsn(server_dsn: str) -> AsyncIterator[str]:
    """The URL of a fresh, migrated database, dropped afterwards."""
    name = f"test_{uuid4().hex}"
    admin = await asyncpg.connect(server_dsn)
    try:
        await admin.execute(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE} STRATEGY FILE_COPY")
        yield with_database(server_dsn, name)
    finally:
        await admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        await admin.close()


@pytest.fixture
async def dsn(server_dsn: str) -> AsyncIterator[str]:
    """A fresh database's URL."""
    async with fresh_dsn(server_dsn) as url:
        yield url


@pytest.fixture
def make_database(dsn: str) -> MakeDatabase:
    """Open a Database with the subscriptions of one's choice on this test's fresh database."""

    @asynccontextmanager
    async def make(subscriptions: Subscriptions) -> AsyncIterator[Database]:
        database = Database(dsn, subscribers=subscriptions, pool_size=4)
        await database.open()
        try:
            yield database
        finally:
            await database.close()

    return make


@pytest.fixture
async def database(make_database: MakeDatabase) -> AsyncIterator[Database]:
    """A fresh database that nobody subscribes to."""
    async with make_database(Subscriptions()) as opened:
        yield opened
