"""Ports of this machine."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from gigline.cli.demo import platform


@pytest.fixture
def free_port() -> int:
    return platform.free_port("127.0.0.1")


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield int(server.getsockname()[1])
