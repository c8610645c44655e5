"""Weights, warm-up and pauses: the arithmetic of how much an associate takes on. Pure."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from gigline.accounts.experiences import ExperienceSettings

# What one conversation of a channel takes of an associate's capacity. Channels that are not named weigh 1.
WEIGHTS = {"webchat": 1, "api": 1, "email": 1}
WHOLE = frozenset({"voice"})

LEASE_S = 30.0
CLOSING_GRACE_S = 15.0
WARM_UP_STEP_S = 90.0
PAUSE_AFTER = 2
PAUSE_S = 300.0
NO_LIMIT = 1_000_000


def may_say(asked: ExperienceSettings, languages: Collection[str]) -> bool:
    """Whether somebody with these languages may let it count: a language is tested by the network, not claimed."""
    return asked.kind != "language" or asked.name in {spoken.partition("-")[0] for spoken in languages}


def takes_whole(channel: str) -> bool:
    """Whether a conversation of this channel needs an empty associate and fills them."""
    return channel in WHOLE


def weight(channel: str, capacity: int) -> int:
    """What a conversation of this channel takes of this capacity."""
    return capacity if takes_whole(channel) else WEIGHTS.get(channel, 1)


def warm_limit(online_s: float | None, capacity: int) -> int:
    """How much may be carried `online_s` seconds after coming online: 1, and one more every 90 s, up to capacity."""
    if online_s is None:
        return 1
    return min(capacity, 1 + int(max(0.0, online_s) // WARM_UP_STEP_S))


def warm_up_until(online_since: datetime | None, capacity: int) -> datetime | None:
    """When the limit reaches capacity."""
    if online_since is None:
        return None
    return online_since + timedelta(seconds=(capacity - 1) * WARM_UP_STEP_S)


def warm_up_step(online_since: datetime, capacity: int, now: datetime) -> datetime | None:
    """When the warm-up allows more than now; None once it is over."""
    done = max(0, int((now - online_since).total_seconds() // WARM_UP_STEP_S))
    return None if done >= capacity - 1 else online_since + timedelta(seconds=(done + 1) * WARM_UP_STEP_S)


def fits(channel: str, *, load: int, capacity: int, limit: int, exclusive: bool) -> bool:
    """Whether one more conversation of this channel can be carried under `limit` (at most capacity)."""
    if exclusive:
        return False
    if takes_whole(channel):
        return load == 0
    return load + weight(channel, capacity) <= min(capacity, limit)
