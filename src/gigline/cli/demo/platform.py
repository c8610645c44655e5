"""The demonstration's platform: a `gigline serve` of its own in another process, so that the load is real."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import httpx

from gigline.infra.settings import Settings
from gigline.kit.errors import Unavailable

LOG = "platform.log"
READY_S = 90.0
STOP_S = 15.0
LOG_LINES = 15


class DidNotStart(Unavailable):
    """The platform's process ended or never became ready; the text ends with the last lines of its log."""

    code = "did_not_start"


@contextlib.contextmanager
def running(command: Sequence[str], settings: Settings, log: Path) -> Iterator[str]:
    """The base URL of a platform that is ready, stopped at the end of the block; its output goes to `log`."""
    url = f"http://{settings.host}:{settings.port}"
    with log.open("wb") as output:
        # A session of its own: a Ctrl-C reaches this process alone, which then stops the other one in order.
        process = subprocess.Popen(  # noqa: S603
            [*command, "serve", "--host", settings.host, "--port", str(settings.port)],
            env={**os.environ, **environment(settings)},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            _wait_until_ready(process, url, log)
            yield url
        finally:
            stop(process)


def environment(settings: Settings) -> dict[str, str]:
    """What the other process must be told; the rest of the settings it reads from the same environment as this one."""
    return {
        "GIGLINE_DATA_DIR": str(settings.data_dir.resolve()),
        # Providers sign the address that they ask, and are told where receipts go.
        "GIGLINE_PUBLIC_URL": settings.public_url or f"http://{settings.host}:{settings.port}",
        "GIGLINE_RATE_FACTOR": str(settings.rate_factor),
        "GIGLINE_ALLOW_PRIVATE_FETCH": str(settings.allow_private_fetch),
    }


def _wait_until_ready(process: subprocess.Popen[bytes], url: str, log: Path) -> None:
    deadline = time.monotonic() + READY_S
    with httpx.Client(trust_env=False, timeout=5) as client:
        while time.monotonic() < deadline:
            if process.poll() is not None:
                raise DidNotStart(f"The platform ended with {process.returncode}:\n{tail(log)}")
            with contextlib.suppress(httpx.HTTPError):
                if client.get(f"{url}/readyz").is_success:
                    return
            time.sleep(0.1)
    raise DidNotStart(f"The platform was not ready in {READY_S:.0f} s:\n{tail(log)}")


def tail(log: Path) -> str:
    """The last lines of the platform's output."""
    return "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-LOG_LINES:])


def stop(process: subprocess.Popen[bytes]) -> None:
    """End it in order, or not."""
    if process.poll() is not None:
        return
    process.terminate()
    try:
        process.wait(STOP_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def free_port(host: str) -> int:
    """A port that nobody listens on now."""
    with socket.create_server((host, 0)) as probe:
        return int(probe.getsockname()[1])
