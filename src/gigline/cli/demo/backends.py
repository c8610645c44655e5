"""The example brands' own systems, beside the platform: a process each, as they are somebody else's."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import httpx

from gigline.cli.demo import examples, platform
from gigline.integrations.models import Compiled
from gigline.simulation.systems import System

READY_S = 60.0


@dataclass(frozen=True)
class Backend:
    """One system: the brand and connector that lead to it, and the Python module that it is."""

    brand: str
    connector: str
    module: str
    host: str
    port: int
    api_key: str = field(repr=False)

    @property
    def url(self) -> str:
        return f"http://{self.host}:{self.port}"


_ALL = (("hoplane", "deliveries"), ("crateful", "subscriptions"))


def planned(host: str) -> list[Backend]:
    """Where each is going to be, with a fresh key. No usual port: two demos at once would both find it free."""
    return [
        Backend(brand, name, f"backends.{name}", host, platform.free_port(host), secrets.token_urlsafe(24))
        for brand, name in _ALL
    ]


def leading_to(connector: Compiled, url: str) -> Compiled:
    """The connector with another address, as if its file said so."""
    source = {**connector.source, "file": {**connector.source["file"], "base_url": url}}
    digest = hashlib.sha256(json.dumps(source, sort_keys=True).encode()).hexdigest()
    return replace(connector, base_url=url, source=source, digest=digest)


def systems(planned_: Sequence[Backend]) -> Mapping[str, System]:
    """What the crowd needs to sign up there, by brand."""
    return {one.brand: System(one.url, one.api_key) for one in planned_}


@contextlib.contextmanager
def running(planned_: Sequence[Backend], dsn: str, folder: Path) -> Iterator[None]:
    """All of them up, stopped at the end of the block; each has a log in `folder`. Raises DidNotStart."""
    with contextlib.ExitStack() as stack:
        for one in planned_:
            stack.enter_context(_running(one, dsn, folder / f"{one.connector}.log"))
        yield


@contextlib.contextmanager
def _running(one: Backend, dsn: str, log: Path) -> Iterator[None]:
    # What is secret goes by the environment: a command line is everybody's to read.
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(filter(None, [str(examples.backends()), os.environ.get("PYTHONPATH")])),
        "BACKEND_DSN": dsn,
        "BACKEND_API_KEY": one.api_key,
    }
    with log.open("wb") as output:
        process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", one.module, "--host", one.host, "--port", str(one.port)],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            _wait_until_ready(process, one, log)
            yield
        finally:
            platform.stop(process)


def _wait_until_ready(process: subprocess.Popen[bytes], one: Backend, log: Path) -> None:
    deadline = time.monotonic() + READY_S
    with httpx.Client(trust_env=False, timeout=5) as client:
        while time.monotonic() < deadline:
            if process.poll() is not None:
                raise platform.DidNotStart(f"{one.module} ended with {process.returncode}:\n{platform.tail(log)}")
            with contextlib.suppress(httpx.HTTPError):
                if client.get(f"{one.url}/openapi.json").is_success:
                    return
            time.sleep(0.1)
    raise platform.DidNotStart(f"{one.module} was not ready in {READY_S:.0f} s:\n{platform.tail(log)}")
