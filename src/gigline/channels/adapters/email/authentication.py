"""Whether our own mail server found that a mail comes from whom it says (RFC 8601). Pure.

Only the topmost Authentication-Results field under our server's own name counts: everybody may write such fields, and
our server writes above what it was given. A pass has to be for the domain that people see, the one in From.
"""

from __future__ import annotations

import re
from typing import Literal

Verdict = Literal["pass", "fail", "none"]

_COMMENT = re.compile(r"\([^()]*\)")
_RESULT = re.compile(r"\s*([a-z][a-z0-9-]*)\s*=\s*([a-z]+)", re.IGNORECASE)
_PROPERTY = re.compile(r"([a-z]+)\.([a-z]+)\s*=\s*\"?([^\s\";]+)", re.IGNORECASE)
_MOST = 20


def verdict(results: list[str], authserv_id: str | None, from_domain: str) -> Verdict:
    """`pass` when the From domain is proved, `fail` when it is refuted, `none` when nobody we believe says anything."""
    own = next((one for one in map(_without_comments, results) if _is_from(one, authserv_id)), None)
    if own is None or not from_domain:
        return "none"
    found = [one for one in map(_method, own.split(";")[1 : _MOST + 1]) if one is not None]
    dmarc = [(result, props) for method, result, props in found if method == "dmarc"]
    if dmarc:
        result, props = dmarc[0]
        named = props.get("header.from", from_domain)
        return "pass" if result == "pass" and named == from_domain else ("fail" if result == "fail" else "none")
    if any(result == "pass" and _aligned(method, props, from_domain) for method, result, props in found):
        return "pass"
    return "fail" if any(result == "fail" and method in {"spf", "dkim"} for method, result, _ in found) else "none"


def _without_comments(value: str) -> str:
    for _ in range(5):
        shorter = _COMMENT.sub(" ", value)
        if shorter == value:
            break
        value = shorter
    return value


def _is_from(value: str, authserv_id: str | None) -> bool:
    named = value.partition(";")[0].split()
    return bool(authserv_id and named) and named[0].lower() == (authserv_id or "").lower()


def _method(part: str) -> tuple[str, str, dict[str, str]] | None:
    match = _RESULT.match(part)
    if match is None:
        return None
    props = {f"{a}.{b}".lower(): value.lower() for a, b, value in _PROPERTY.findall(part)}
    return match.group(1).lower(), match.group(2).lower(), props


def _aligned(method: str, props: dict[str, str], from_domain: str) -> bool:
    """The domain that passed is the From domain, or one that it is a part of."""
    if method == "dkim":
        passed = props.get("header.d") or props.get("header.i", "").rpartition("@")[2]
    elif method == "spf":
        passed = props.get("smtp.mailfrom", "").rpartition("@")[2]
    else:
        return False
    return "." in passed and (from_domain == passed or from_domain.endswith(f".{passed}"))
