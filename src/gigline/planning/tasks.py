"""Running what-ifs, one at a time in each worker, in a process of their own."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from typing import Any

import structlog

from gigline.infra.db import Database
from gigline.infra.periodic import Periodic
from gigline.planning import queries
from gigline.planning.models import Job

log = structlog.get_logger()

LEASE_S = 30.0
# Whoever says nothing for so long is stuck.
SILENT_S = 120.0
# Conversations come first.
NICE = 10
_LINE_BYTES = 8 * 1024 * 1024


async def run_next(database: Database) -> int:
    """Take one that waits, and run it to its end or until it is cancelled."""
    async with database.writer() as w:
        job = await queries.take(w, LEASE_S)
    if job is None:
        return 0
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "gigline.planning.running",
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, limit=_LINE_BYTES,
        env={**os.environ, "OMP_NUM_THREADS": "1"}, preexec_fn=_last,
    )  # fmt: skip
    try:
        result = await _follow(database, job, process)
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()
    async with database.writer() as w:
        await queries.finish(w, job, "failed" if result is None else "done", result)
    return 1


def _last() -> None:
    os.nice(NICE)


async def _follow(database: Database, job: Job, process: asyncio.subprocess.Process) -> dict[str, Any] | None:
    """Its result; None if it broke, or is not ours any more."""
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(json.dumps(job.task).encode())
    process.stdin.close()
    share, doing = 0.0, ""
    silent = 0.0
    while True:
        try:
            line = await asyncio.wait_for(process.stdout.readline(), LEASE_S / 3)
            silent = 0.0
        except TimeoutError:
            silent += LEASE_S / 3
            line = b"{}"
        if not line or silent >= SILENT_S:
            log.warning("what_if_broke", what_if=str(job.id), code=process.returncode)
            return None
        said = json.loads(line)
        if "result" in said:
            found: dict[str, Any] = said["result"]
            return found
        share, doing = said.get("progress", share), said.get("doing", doing)
        if not await queries.note_progress(database, job, share, doing, LEASE_S):
            return None


TASKS = [Periodic("planning.what_if", every_s=2.0, run=run_next)]
