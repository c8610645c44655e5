"""A PostgreSQL of the bench's own, databases on it, and `gigline` processes against them."""

from __future__ import annotations

import atexit
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import asyncpg
import httpx
import psutil
from scripts import run_tests
from tests.conftest import with_database
from tests.processes import free_port

from gigline.infra import embedded, migrate
from gigline.language import service as language

READY_S = 60
# All load comes from one address: the limits that guard one process against one client would be what is measured.
RATE_FACTOR = "100000"


def temporary_folder() -> Path:
    """A folder that is gone when the bench ends."""
    made = Path(tempfile.mkdtemp(prefix="gigline-bench-"))
    # As root the embedded server runs as another user, who has to get in.
    made.chmod(0o755)
    atexit.register(shutil.rmtree, made, ignore_errors=True)
    return made


@dataclass(frozen=True)
class Server:
    """An embedded PostgreSQL and its data folder."""

    dsn: str
    folder: Path


def server() -> Server:
    """A fresh embedded PostgreSQL, set up as `gigline serve` does it; it stops when the bench ends."""
    # The folder's end is registered before the server's own, so it comes after it.
    folder = temporary_folder()
    return Server(embedded.start(folder), folder)


def data_folder() -> Path:
    """A data folder with the language model in it, so that no figure pays for building that."""
    made = temporary_folder()
    kept = Path(tempfile.gettempdir()) / f"gigline-bench-model-{os.getuid()}"
    # Also when it is there: it may be an older recipe's, which every process would build anew.
    language.load_embedder(kept)
    shutil.copytree(kept, made / "models", dirs_exist_ok=True)
    return made


@asynccontextmanager
async def database(server_dsn: str) -> AsyncIterator[str]:
    """The URL of a fresh, migrated database."""
    name = f"bench_{uuid4().hex}"
    admin = await asyncpg.connect(server_dsn)
    try:
        await admin.execute(f"CREATE DATABASE {name}")
        dsn = with_database(server_dsn, name)
        await migrate.upgrade(dsn)
        yield dsn
    finally:
        await admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        await admin.close()


def _inherited(folder: Path) -> dict[str, str]:
    """The environment without settings of ours; compiled modules are kept, as every installation keeps them."""
    known = run_tests.environment(folder)
    return {name: value for name, value in known.items() if not name.startswith("GIGLINE_")}


class Process:
    """`gigline COMMAND...` with everything it started."""

    def __init__(self, command: Sequence[str], folder: Path, dsn: str | None, port: int, **env: str):
        self.url = f"http://127.0.0.1:{port}"
        self.log = folder / f"{'-'.join(command).replace('/', '_')}-{port}.log"
        own = {
            "GIGLINE_DATA_DIR": str(folder),
            "GIGLINE_PORT": str(port),
            "GIGLINE_LOG_FORMAT": "json",
            "GIGLINE_RATE_FACTOR": RATE_FACTOR,
            **({"GIGLINE_DATABASE_URL": dsn} if dsn else {}),
            **env,
        }
        self.started = time.perf_counter()
        with self.log.open("ab") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "gigline.app.main", *command],
                env={**_inherited(folder), **own}, stdout=out, stderr=out, stdin=subprocess.DEVNULL,
            )  # fmt: skip

    def wait_ready(self) -> float:
        """Seconds from its start until /readyz answered; raises RuntimeError when it never did."""
        while time.perf_counter() - self.started < READY_S and self.process.poll() is None:
            try:
                if httpx.get(f"{self.url}/readyz", timeout=2).status_code == 200:
                    return time.perf_counter() - self.started
            except httpx.TransportError:
                pass
            time.sleep(0.01)
        raise RuntimeError(f"it did not get ready: {self.log.read_text()[-2000:]}")

    def family(self) -> list[psutil.Process]:
        """The process and its descendants."""
        own = psutil.Process(self.process.pid)
        return [own, *own.children(recursive=True)]

    def stop(self) -> None:
        """As with Ctrl-C."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


@contextmanager
def running(commands: Sequence[Sequence[str]], folder: Path, dsn: str | None, **env: str) -> Iterator[list[Process]]:
    """These commands, each on a port of its own; those that serve are ready."""
    started: list[Process] = []
    try:
        for command in commands:
            started.append(Process(command, folder, dsn, free_port(), **env))
        for one, command in zip(started, commands, strict=True):
            if "serve" in command:
                one.wait_ready()
        yield started
    finally:
        for one in started:
            one.stop()
