"""How legs find a way through networks: STUN and TURN servers, where the installation has set them."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

# Longer than a call lasts: a TURN server checks the credential again when an allocation is refreshed.
GOOD_FOR = timedelta(hours=4)


@dataclass(frozen=True)
class IceServer:
    """One server as RTCPeerConnection takes it, in the browser and here."""

    url: str
    username: str | None = None
    credential: str | None = None


def servers(stun_url: str | None, turn_url: str | None, turn_secret: str, now: datetime) -> Sequence[IceServer]:
    """The servers of these settings; the TURN credential ends by itself.

    A username that is its own expiry, and the HMAC-SHA1 of it under the shared secret: the "TURN REST API"
    (draft-uberti-behave-turn-rest), as coturn's `use-auth-secret` reads it.
    """
    found = [IceServer(stun_url)] if stun_url else []
    if turn_url:
        username = f"{int((now + GOOD_FOR).timestamp())}:gigline"
        digest = hmac.new(turn_secret.encode(), username.encode(), hashlib.sha1).digest()
        found.append(IceServer(turn_url, username, base64.b64encode(digest).decode()))
    return found
