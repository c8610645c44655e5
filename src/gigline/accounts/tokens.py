"""Signed tokens: a small JSON object under HMAC-SHA256, good for one purpose until it expires.

`gt1.<payload>.<signature>`, both base64url without padding. Each purpose signs with a key of its own that is
derived from the secret, so that a token for one is never good for another.
"""

from __future__ import annotations

import base64
import functools
import hashlib
import hmac
import json
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from gigline.accounts.errors import BadToken

SHORTEST_SECRET = 32
LONGEST_TOKEN = 2_000

_FORM = re.compile(r"gt1\.([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]{43})", re.ASCII)
_BAD = "This token is not valid, or no longer."


def _encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


@functools.lru_cache(maxsize=16)
def _key(secret: bytes, purpose: str) -> bytes:
    if len(secret) < SHORTEST_SECRET:
        raise ValueError(f"a signing secret has at least {SHORTEST_SECRET} bytes")
    return hmac.digest(secret, b"gigline token\0" + purpose.encode(), hashlib.sha256)


def _signature(secret: bytes, purpose: str, body: str) -> str:
    return _encode(hmac.digest(_key(secret, purpose), body.encode(), hashlib.sha256))


def sign(
    secret: bytes, purpose: str, payload: Mapping[str, str | int | None], *, expires_s: float, now: datetime
) -> str:
    """A token that says `payload` for `purpose` until `expires_s` seconds after `now`."""
    content = {"data": dict(payload), "exp": int(now.timestamp() + expires_s)}
    body = _encode(json.dumps(content, separators=(",", ":")).encode())
    return f"gt1.{body}.{_signature(secret, purpose, body)}"


def verify(secret: bytes, purpose: str, token: str, *, now: datetime) -> dict[str, Any]:
    """The payload of a token that we signed for this purpose and that has not expired; otherwise BadToken."""
    form = _FORM.fullmatch(token) if len(token) <= LONGEST_TOKEN else None
    if form is None:
        raise BadToken(_BAD)
    body, signature = form.groups()
    # The text is compared, not what it decodes to: there is one spelling of each signature.
    if not hmac.compare_digest(_signature(secret, purpose, body), signature):
        raise BadToken(_BAD)
    content = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    if content["exp"] <= now.timestamp():
        raise BadToken(_BAD)
    payload: dict[str, Any] = content["data"]
    return payload
