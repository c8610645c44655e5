"""A worker of the bot's that can be killed and is there again at once: one process makes ready and forks the next.

`python -m tests.kill.forked DSN FOLDER MEMORY` forks a worker for each line on stdin, which names its failpoints. It
prints the worker's pid, and how it ended.
"""

from __future__ import annotations

import asyncio
import os
import pickle
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from gigline.bot import handlers, tasks
from gigline.bot.assistant import Assistant
from gigline.infra import failpoints, periodic
from gigline.infra.db import Database
from gigline.infra.dial import Outside
from gigline.infra.outbox import Subscriptions
from gigline.infra.relay import Relay
from gigline.infra.settings import Settings
from gigline.infra.vault import Vault
from gigline.integrations import tasks as integrations
from gigline.integrations.service import Backends
from gigline.language.remembering import Vector

# Before a worker's failpoints: it has the sweepers, too.
SWEEPS = "sweeps "


@dataclass
class Known:
    """An embedder for texts that were embedded before: no model, so that a fork has no threads to lose."""

    rows: Mapping[str, Vector]
    dimensions: int
    multilingual: None = None

    def embed(self, texts: Sequence[str]) -> Vector:
        rows = [self.rows[text] for text in texts]
        return np.stack(rows) if rows else np.zeros((0, self.dimensions), dtype=np.float32)


def remember(path: Path, rows: Mapping[str, Vector], assistant: Assistant) -> None:
    """Write down what a worker has to know, that an assistant knows by now."""
    fitted, outside = assistant._fitted, assistant._outside
    path.write_bytes(pickle.dumps((dict(rows), assistant.embedder.dimensions, fitted, outside)))


def _assistant(path: str) -> Assistant:
    rows, dimensions, fitted, outside = pickle.loads(Path(path).read_bytes())
    return Assistant(Known(rows, dimensions), _fitted=fitted, _outside=outside)


async def _no_pause(_: float) -> None:
    """Tests do not wait for another attempt."""


async def _work(dsn: str, folder: str, assistant: Assistant, spec: str) -> None:
    vault = Vault(Settings(data_dir=Path(folder)))
    backends = Backends(Outside(allow_private=True), vault, allow_private=True, pause=_no_pause)
    known = Subscriptions(handlers.subscriptions(assistant, backends))
    database = Database(dsn, subscribers=known, pool_size=4)
    await database.open()
    failpoints.arm(spec.removeprefix(SWEEPS))
    sweepers: list[Any] = [*integrations.TASKS, *(tasks.tasks(assistant) if spec.startswith(SWEEPS) else [])]
    relay = Relay(database, known)
    await asyncio.gather(relay.run(), _hurry(relay), periodic.run_forever(database, sweepers))


async def _hurry(relay: Relay) -> None:
    """It looks at once, instead of twice a second."""
    while True:
        relay.wake()
        await asyncio.sleep(0.01)


def main() -> None:
    dsn, folder, memory = sys.argv[1:]
    assistant = _assistant(memory)
    # What the workers log goes elsewhere.
    told = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            sys.stdin.close()
            asyncio.run(_work(dsn, folder, assistant, line.rstrip("\n")))
        print(pid, file=told, flush=True)
        print(os.waitpid(pid, 0)[1], file=told, flush=True)


if __name__ == "__main__":
    main()
