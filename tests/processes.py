"""Real `gigline` processes for tests: started on a free port, ended by id."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import httpx

READY_S = 180


def free_port() -> int:
    """A loopback port that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Gigline:
    """One process of the platform."""

    def __init__(self, command: Sequence[str], folder: Path, dsn: str, port: int, *, failpoints: str = "", **env: str):
        self.port = port
        self.url = f"http://127.0.0.1:{port}"
        log = folder / f"{'-'.join(command).replace('/', '_')}-{port}.log"
        own = {
            "GIGLINE_DATABASE_URL": dsn,
            "GIGLINE_DATA_DIR": str(folder),
            "GIGLINE_PORT": str(port),
            "GIGLINE_FAILPOINTS": failpoints,
            "GIGLINE_LOG_FORMAT": "json",
            "GIGLINE_ALLOW_PRIVATE_FETCH": "true",
            # It is kept beside the model, which all tests share: what the bot says would depend on what ran before.
            "GIGLINE_ADAPT_ENCODER": "false",
            **env,
        }
        with log.open("ab") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "gigline.app.main", *command],
                env={**os.environ, **own},
                stdout=out,
                stderr=out,
                stdin=subprocess.DEVNULL,
            )

    @property
    def alive(self) -> bool:
        return self.process.poll() is None

    def wait_ready(self) -> bool:
        """Until it answers; False when it ended before."""
        deadline = time.monotonic() + READY_S
        while self.alive and time.monotonic() < deadline:
            try:
                if httpx.get(f"{self.url}/readyz", timeout=2).status_code == 200:
                    return True
            except httpx.TransportError:
                pass
            # Polling another process: there is nothing else to wait on.
            time.sleep(0.02)
        return False

    def kill(self) -> None:
        """As with `kill -9`."""
        if self.alive:
            self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self, patience_s: float = 15) -> int:
        """As with Ctrl-C; the exit code."""
        if self.alive:
            self.process.send_signal(signal.SIGINT)
        try:
            code = self.process.wait(patience_s)
        except subprocess.TimeoutExpired:
            self.process.kill()
            code = self.process.wait()
        return code
