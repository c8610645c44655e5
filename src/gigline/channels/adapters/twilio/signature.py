"""X-Twilio-Signature: HMAC-SHA1 in base64, over the URL that was asked and the form's fields in order of their names.

A body that is no form is not signed itself: its SHA-256 stands in the URL's query (`bodySHA256`), which is.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Sequence
from urllib.parse import SplitResult, parse_qs, urlsplit, urlunsplit

from gigline.channels.contract import Headers, Unverified, one_header

HEADER = "x-twilio-signature"
_DEFAULT_PORTS = {"https": 443, "http": 80}


def sign(token: str, url: str, fields: Sequence[tuple[str, str]]) -> str:
    """The header's value."""
    said = url + "".join(name + value for name, value in sorted(set(fields)))
    return base64.b64encode(hmac.new(token.encode(), said.encode(), hashlib.sha1).digest()).decode()


def check(token: str, headers: Headers, body: bytes, fields: Sequence[tuple[str, str]] | None) -> None:
    """Raises Unverified. `fields` are the form's, None when the body is no form."""
    url, given = one_header(headers, ":url") or "", one_header(headers, HEADER)
    if not token or not given:
        raise Unverified("The signature is not right for this request.")
    _check_hash(url, body, required=fields is None)
    right = [hmac.compare_digest(sign(token, one, fields or []).encode(), given.encode()) for one in _spellings(url)]
    if not any(right):
        raise Unverified("The signature is not right for this request.")


def _check_hash(url: str, body: bytes, *, required: bool) -> None:
    hashes = parse_qs(urlsplit(url).query).get("bodySHA256", [])
    if not hashes and not required:
        return
    if len(hashes) != 1 or not hmac.compare_digest(
        hashes[0].lower().encode(), hashlib.sha256(body).hexdigest().encode()
    ):
        raise Unverified("The body is not the one that was signed.")


def _spellings(url: str) -> tuple[str, str]:
    """The URL without and with its port: Twilio signs either."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition(":")[0] if parts.port is not None else parts.netloc
    port = parts.port or _DEFAULT_PORTS.get(parts.scheme, 80)
    return _at(parts, host), _at(parts, f"{host}:{port}")


def _at(parts: SplitResult, netloc: str) -> str:
    return urlunsplit(parts._replace(netloc=netloc))
