"""Pure rules of the edge: which JSON is fit to be read, whose address counts, which Host is ours."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any

from gigline.kit.errors import BadInput
from gigline.kit.text import storable

DEEPEST = 32
# Beyond 2^53 a number is not the same in every program that reads it.
LARGEST = 2**53

_UNSTORABLE_ESCAPE = re.compile(rb"\\u(0000|[dD][89a-fA-F])")

Network = IPv4Network | IPv6Network


def checked_json(body: bytes) -> bytes | None:
    """None when the body may be read as it is, other bytes when it had to be cleaned; raises BadInput.

    Refused: what is no UTF-8 or no JSON, NaN and infinities, whole numbers beyond 2^53, a name twice in one
    object, more than 32 levels. Cleaned: NUL and lone surrogates in strings become U+FFFD, as nothing can store
    them and a requester's message must not be lost for one.
    """
    try:
        value = json.loads(
            body.decode("utf-8"),
            object_pairs_hook=_object,
            parse_int=_whole,
            parse_float=_number,
            parse_constant=_constant,
        )
    except BadInput:
        raise
    except (ValueError, RecursionError) as error:
        raise BadInput("The body is not valid JSON.") from error
    if body.count(b"[") + body.count(b"{") > DEEPEST:
        _check_depth(value)
    if not _UNSTORABLE_ESCAPE.search(body):
        return None
    cleaned = _cleaned(value)
    return None if cleaned == value else json.dumps(cleaned).encode()


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise BadInput("The JSON has the same name twice in one object.")
    return found


def _whole(text: str) -> int:
    if len(text) > 17 or abs(int(text)) > LARGEST:
        raise BadInput("The JSON has a whole number that is too large.")
    return int(text)


def _number(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise BadInput("The JSON has a number that is too large.")
    return number


def _constant(text: str) -> float:
    raise BadInput(f"{text} is no JSON number.")


def _check_depth(value: Any) -> None:
    level, depth = _containers([value]), 0
    while level:
        depth += 1
        if depth > DEEPEST:
            raise BadInput(f"The JSON has more than {DEEPEST} levels.")
        level = [inner for outer in level for inner in _containers(outer)]


def _containers(outer: dict[str, Any] | list[Any]) -> list[Any]:
    inner = outer.values() if isinstance(outer, dict) else outer
    return [one for one in inner if isinstance(one, dict | list)]


def _cleaned(value: Any) -> Any:
    """The same value with storable strings; not deeper than `DEEPEST`, so it may recurse."""
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, list):
        return [_cleaned(one) for one in value]
    if isinstance(value, dict):
        return {storable(name): _cleaned(one) for name, one in value.items()}
    return value


def networks(text: str) -> list[Network]:
    """The networks in a comma-separated setting; raises ValueError with the part that is none."""
    return [ip_network(part.strip(), strict=False) for part in text.split(",") if part.strip()]


def client_address(peer: str, forwarded: Sequence[str], trusted: Sequence[Network]) -> str:
    """Whose address counts: the peer's, unless it is a trusted proxy; then whom the nearest proxy names.

    `forwarded` are the values of X-Forwarded-For from left to right. They are read from the right, because each
    proxy adds its own peer there; what stands left of the first untrusted address is hearsay.
    """
    address = _address(peer)
    if address is None:
        return peer
    for named in reversed(forwarded):
        if not _among(address, trusted):
            break
        before = _address(named.strip())
        if before is None:
            break
        address = before
    return str(address)


def is_trusted(peer: str, trusted: Sequence[Network]) -> bool:
    """Whether this peer is one of our proxies."""
    address = _address(peer)
    return address is not None and _among(address, trusted)


def is_loopback(address: str) -> bool:
    """Whether this address is the machine itself."""
    parsed = _address(address)
    return parsed is not None and parsed.is_loopback


def limit_key(address: str) -> str:
    """What is counted for a client address: itself, or the /64 of an IPv6 one, which one customer owns as a whole."""
    parsed = _address(address)
    if isinstance(parsed, IPv6Address):
        return str(ip_network((parsed, 64), strict=False))
    return address


def _address(text: str) -> IPv4Address | IPv6Address | None:
    try:
        parsed = ip_address(text)
    except ValueError:
        return None
    mapped = parsed.ipv4_mapped if isinstance(parsed, IPv6Address) else None
    return mapped or parsed


def _among(address: IPv4Address | IPv6Address, trusted: Sequence[Network]) -> bool:
    return any(address in network for network in trusted)


_HOST = re.compile(r"(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(:[0-9]{1,5})?")


def host_allowed(host: str, allowed: Sequence[str]) -> bool:
    """Whether this Host header (port or not) is one of `allowed`; `*` allows every well-formed one."""
    form = _HOST.fullmatch(host.lower())
    return form is not None and ("*" in allowed or form.group(1) in allowed or form.group(0) in allowed)
