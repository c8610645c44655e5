"""What Meta's webhooks have in common: the signature, the challenge, and entries that come in batches. Pure."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from gigline.channels import parsing
from gigline.channels.contract import Answer, Aside, Headers, Malformed, Part, Unverified, one_header

HEADER = "x-hub-signature-256"
_FORM = re.compile(r"sha256=([0-9a-f]{64})")

Item = dict[str, Any]
Read = Callable[[Item, bytes], Sequence[Part]]


def sign(secret: str, body: bytes) -> str:
    """The header's value: HMAC-SHA256 over the bytes as they are sent."""
    return f"sha256={hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()}"


def check(secret: str, headers: Headers, body: bytes) -> None:
    """Raises Unverified."""
    match = _FORM.fullmatch(one_header(headers, HEADER) or "")
    if not secret or match is None or not hmac.compare_digest(sign(secret, body), f"sha256={match.group(1)}"):
        raise Unverified("The signature is not right for this body.")


def greet(verify_token: str, headers: Headers) -> Answer:
    """The challenge, as plain text, to whoever knows our token; raises Unverified."""
    query = dict(parse_qsl(urlsplit(one_header(headers, ":url") or "").query, keep_blank_values=True))
    given = query.get("hub.verify_token", "")
    known = bool(verify_token) and hmac.compare_digest(given.encode(), verify_token.encode())
    if query.get("hub.mode") != "subscribe" or not known or "hub.challenge" not in query:
        raise Unverified("This is not how to ask.")
    return Answer(query["hub.challenge"].encode()[:1_000], "text/plain; charset=utf-8")


def entries(body: bytes, kind: str) -> list[Item]:
    """The entries of a delivery about objects of this kind; raises Malformed."""
    value = parsing.json_object(body)
    found = value.get("entry")
    if value.get("object") != kind or not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise Malformed("Wrong or missing: object, entry.")
    return found


def read_all(items: Sequence[Item], body: bytes, read: Read) -> list[Part]:
    """What each item says. One that nobody can read is laid aside, so that it holds up no other; raises Malformed when
    that is all there is."""
    # A delivery of one message is kept as it came; of several each is kept alone.
    raws = [body] if len(items) == 1 else [json.dumps(item, ensure_ascii=True).encode() for item in items]
    found: list[Part] = []
    unread: list[Aside] = []
    for item, raw in zip(items, raws, strict=True):
        try:
            found += read(item, raw)
        except Malformed as error:
            unread.append(Aside(f"unread:{hashlib.sha256(raw).hexdigest()}", "malformed", raw))
            last = error
    if unread and not found:
        raise last
    return [*found, *unread]


def items_of(entry: Item, name: str) -> Iterator[Item]:
    """The objects in a list of the entry; raises Malformed for anything else."""
    found = entry.get(name, [])
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise Malformed(f"Wrong or missing: {name}.")
    yield from found
