"""What each channel's provider delivers, as it comes: one message and one receipt of every channel."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, field
from typing import Any

from gigline.channels.adapters.api import signature
from gigline.channels.contract import Adapter
from gigline.channels.registry import ADAPTERS
from gigline.channels.testing import Double

SECRET = "a secret of the account"


@dataclass(frozen=True)
class Case:
    adapter: Adapter
    settings: dict[str, Any]
    message: dict[str, Any]
    receipt: dict[str, Any] | None = None
    headers: list[tuple[str, str]] = field(default_factory=list)


CASES = {
    "webchat": Case(ADAPTERS["webchat"], {}, {"body": "Where is my order?", "client_id": "c-1"}),
    "api": Case(
        ADAPTERS["api"],
        {"secret": SECRET},
        {
            "id": "m-1",
            "from": {"id": "u-1", "name": "Ada", "kind": "worker", "verified": True},
            "text": "Where is my pay?",
            "language": "en",
            "topic": "pay",
        },
        {"id": "p-1", "state": "delivered"},
    ),
    "double": Case(
        Double(),
        {},
        {"id": "m-1", "sender": "u-1", "text": "Hello"},
        {"id": "p-1", "state": "delivered"},
        [("x-word", "sesame")],
    ),
}


def body(value: object) -> bytes:
    return json.dumps(value).encode()


def signed(content: bytes, *, secret: str = SECRET, at: float | None = None) -> dict[str, str]:
    """The header of an API channel delivery."""
    return {signature.HEADER: signature.sign(secret, content, int(at if at is not None else time.time()))}
