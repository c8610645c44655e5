"""Signing in with an access token: what XOAUTH2 and OAUTHBEARER (RFC 7628) say. Pure.

A server that refuses says why in a question, and wants one more line before its no.
"""

from __future__ import annotations

import base64
from collections.abc import Collection
from typing import Literal

Mechanism = Literal["XOAUTH2", "OAUTHBEARER"]
AFTER_NO: dict[Mechanism, str] = {"XOAUTH2": "", "OAUTHBEARER": base64.b64encode(b"\x01").decode()}


def mechanism(offered: Collection[str]) -> Mechanism | None:
    """The one to use among those that a server offers: XOAUTH2 is what the large providers speak alike."""
    known = {one.upper() for one in offered}
    if "XOAUTH2" in known:
        return "XOAUTH2"
    return "OAUTHBEARER" if "OAUTHBEARER" in known else None


def first_line(how: Mechanism, user: str, token: str, host: str, port: int) -> str:
    """What the client begins with, in base64."""
    if how == "XOAUTH2":
        said = f"user={user}\x01auth=Bearer {token}\x01\x01"
    else:
        name = user.replace("=", "=3D").replace(",", "=2C")
        said = f"n,a={name},\x01host={host}\x01port={port}\x01auth=Bearer {token}\x01\x01"
    return base64.b64encode(said.encode()).decode()
