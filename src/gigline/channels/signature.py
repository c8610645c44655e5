"""`X-Gigline-Signature: t=<unix seconds>,v1=<hex>`: HMAC-SHA256 over "<t>.<body>" under the account's secret."""

from __future__ import annotations

import hashlib
import hmac
import re

from gigline.channels.contract import Headers, Unverified, one_header

HEADER = "x-gigline-signature"
TOLERANCE_S = 300
_FORM = re.compile(r"t=([0-9]{1,12}),v1=([0-9a-f]{64})", re.ASCII)


def sign(secret: str, body: bytes, now: int) -> str:
    """The header's value for `body` at `now` (Unix seconds)."""
    return f"t={now},v1={_digest(secret, body, str(now))}"


def check(secret: str | None, headers: Headers, body: bytes, now: float) -> None:
    """Raises Unverified unless exactly one signature is there, it is right, and at most 5 minutes old (or ahead)."""
    given = one_header(headers, HEADER)
    if not secret:
        raise Unverified("This account has no secret: sign in with an API key.")
    match = _FORM.fullmatch(given or "")
    if match is None:
        raise Unverified("X-Gigline-Signature must be t=<unix seconds>,v1=<64 hex digits>.")
    stamp, digest = match.groups()
    if not hmac.compare_digest(_digest(secret, body, stamp), digest):
        raise Unverified("The signature is not right for this body.")
    if abs(now - int(stamp)) > TOLERANCE_S:
        raise Unverified("The signature is too old: sign each delivery anew.")


def _digest(secret: str, body: bytes, stamp: str) -> str:
    return hmac.new(secret.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
