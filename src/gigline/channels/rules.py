"""The states of an outbound message and how they move. Pure.

queued → sending → sent → delivered → read      the ladder; a receipt only ever climbs
         sending → queued                       definitely not sent, and worth another try
         sending → failed                       definitely not sent, and not worth one
         sending → unknown                      nobody knows; also when the sender died on the way
failed | unknown → queued                       a person says so, nobody else

Receipts may come in any order, more than once, and before our own note that the message was sent. They end in the
same state whatever their order, because each is taken as the higher of two ranks: `failed` ranks above `sent` (a
provider may take a message and fail later) and below `delivered` (it did arrive), `unknown` below all receipts (they
are how it becomes known).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

OutboundState = Literal["queued", "sending", "unknown", "sent", "failed", "delivered", "read"]

RANK: Mapping[OutboundState, int] = {
    "queued": 0,
    "sending": 1,
    "unknown": 2,
    "sent": 3,
    "failed": 4,
    "delivered": 5,
    "read": 6,
}
RETRIABLE: frozenset[OutboundState] = frozenset({"failed", "unknown"})
PROVES_ARRIVAL: frozenset[OutboundState] = frozenset({"delivered", "read"})

MAX_ATTEMPTS = 10
FIRST_PAUSE_S = 1.0
LONGEST_PAUSE_S = 300.0
LONGEST_ASKED_PAUSE_S = 3600.0


def after_receipt(state: OutboundState, receipt: OutboundState) -> OutboundState:
    """The state after a receipt.

    A queued message is between attempts: only proof that an earlier one arrived moves it, and saves the next.
    """
    if state == "queued" and receipt not in PROVES_ARRIVAL:
        return state
    return receipt if RANK[receipt] > RANK[state] else state


def pause_s(attempts: int, asked_s: float | None) -> float:
    """Seconds until the next attempt after `attempts` of them; `asked_s` is the provider's Retry-After."""
    own = min(LONGEST_PAUSE_S, FIRST_PAUSE_S * 2.0 ** (min(attempts, 30) - 1))
    return max(own, min(asked_s or 0.0, LONGEST_ASKED_PAUSE_S))


def gives_up(attempts: int, permanent: bool) -> bool:
    """Whether a definite failure after `attempts` attempts is the end."""
    return permanent or attempts >= MAX_ATTEMPTS
