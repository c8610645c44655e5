"""Identity tokens: a brand's own server says who a visitor is, in a JWT signed with the brand's secret."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast, get_args

import jwt

from gigline.accounts.errors import IdentityRefused
from gigline.accounts.experiences import fold
from gigline.accounts.models import Brand
from gigline.accounts.schemas import RequesterKind
from gigline.kit.text import storable

MAX_AGE_S = 24 * 3600
LEEWAY_S = 30
SHORTEST_SECRET = 32
LONGEST_TOKEN = 4_000
MOST_MATCHING = 20

# The times are checked by us, on the injected clock; the audience is checked when there is one.
_CHECKED_BY_US = ("verify_exp", "verify_nbf", "verify_iat", "verify_aud", "verify_iss", "verify_sub", "verify_jti")


@dataclass(frozen=True)
class Identified:
    """Whom the brand vouches for. `external_id` is the brand's own name for the person."""

    external_id: str
    name: str = ""
    kind: RequesterKind | None = None
    email: str | None = None
    phone: str | None = None
    # What they agreed to let count when they are matched, as experiences' keys (product:family box).
    matching: tuple[str, ...] | None = None


def verify(brand: Brand, token: str, *, now: datetime) -> Identified:
    """Whom this token of the brand's names; raises IdentityRefused.

    HS256 and nothing else, whatever the header says; `sub` and `exp` are there; it expires within a day and, if
    it says when it was issued, that was within a day; an `aud` is the brand's key.
    """
    claims = _claims(brand, token)
    _check_times(claims, now.timestamp())
    if claims.get("aud", brand.key) != brand.key:
        raise IdentityRefused("The identity token is for somebody else.")
    kind = claims.get("kind")
    if kind is not None and kind not in get_args(RequesterKind):
        raise IdentityRefused("The identity token's kind is customer, worker, business or employee.")
    return Identified(
        external_id=_text(claims, "sub", 200, required=True),
        name=_text(claims, "name", 120),
        kind=cast(RequesterKind | None, kind),
        email=_text(claims, "email", 254) or None,
        phone=_text(claims, "phone", 32) or None,
        matching=_matching(claims),
    )


def _claims(brand: Brand, token: str) -> dict[str, Any]:
    if len(brand.identity_secret) < SHORTEST_SECRET or not 0 < len(token) <= LONGEST_TOKEN:
        raise IdentityRefused("The identity token was refused.")
    options = cast(Any, {"require": ["exp", "sub"], **dict.fromkeys(_CHECKED_BY_US, False)})
    try:
        claims: dict[str, Any] = jwt.decode(token, brand.identity_secret, algorithms=["HS256"], options=options)
    except (jwt.PyJWTError, ValueError, RecursionError) as error:
        # What exactly was wrong helps nobody but an attacker.
        raise IdentityRefused("The identity token was refused.") from error
    return claims


def _check_times(claims: dict[str, Any], now: float) -> None:
    expires = _time(claims, "exp")
    if not now < expires + LEEWAY_S:
        raise IdentityRefused("The identity token has expired.")
    if expires > now + MAX_AGE_S + LEEWAY_S:
        raise IdentityRefused("The identity token is good for more than a day: let it expire sooner.")
    if "iat" in claims and not now - MAX_AGE_S - LEEWAY_S <= _time(claims, "iat") <= now + LEEWAY_S:
        raise IdentityRefused("The identity token was not issued within the last day.")
    if "nbf" in claims and _time(claims, "nbf") > now + LEEWAY_S:
        raise IdentityRefused("The identity token is not valid yet.")


def _time(claims: dict[str, Any], name: str) -> float:
    value = claims[name]
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise IdentityRefused(f"The identity token's {name} is no time in seconds.")
    return value


def _matching(claims: dict[str, Any]) -> tuple[str, ...] | None:
    value = claims.get("matching")
    if value is None:
        return None
    if not isinstance(value, list) or len(value) > MOST_MATCHING or not all(isinstance(one, str) for one in value):
        raise IdentityRefused(f"The identity token's matching is a list of at most {MOST_MATCHING} experiences.")
    return tuple(fold(storable(one)) for one in value)


def _text(claims: dict[str, Any], name: str, longest: int, *, required: bool = False) -> str:
    value = claims.get(name) if claims.get(name) is not None else ""
    if not isinstance(value, str) or len(value) > longest or (required and not value.strip()):
        raise IdentityRefused(f"The identity token's {name} is text of at most {longest} characters.")
    return storable(value).strip()
