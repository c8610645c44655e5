"""How fast an account may send: one row in the database paces all processes."""

from __future__ import annotations

from gigline.channels import queries, rules
from gigline.channels.models import ChannelAccount
from gigline.channels.registry import ADAPTERS
from gigline.infra import outbox
from gigline.infra.db import Writer

# What was not used of the last second may be sent at once.
BURST_S = 1.0
SOONEST_S = 0.05


def per_second(account: ChannelAccount) -> float | None:
    """The account's own setting, else what its channel allows; None: as fast as it goes."""
    own = account.settings.get("per_second")
    if isinstance(own, int | float) and not isinstance(own, bool) and own > 0:
        return float(own)
    adapter = ADAPTERS.get(account.kind)
    return adapter.capabilities.per_second if adapter is not None else None


async def take_turn(w: Writer, account: ChannelAccount) -> None:
    """Count a message against the rate; raises outbox.Later, which undoes the caller's lease, when it is full."""
    rate = per_second(account)
    if rate is None:
        return
    key = (account.brand_id, account.id)
    if await w.value(queries.TAKE_TURN, *key, 1 / rate, max(BURST_S - 1 / rate, 0.0)) is None:
        wait_s = await w.value(queries.TURN_IN_S, *key)
        raise outbox.Later(max(SOONEST_S, float(wait_s or 0.0)))


async def hold(w: Writer, account: ChannelAccount, seconds: float) -> None:
    """The provider asked us to wait: nothing of this account goes out until then."""
    if per_second(account) is not None:
        pause_s = min(seconds, rules.LONGEST_ASKED_PAUSE_S)
        await w.execute(queries.HOLD_ACCOUNT, account.brand_id, account.id, pause_s)
