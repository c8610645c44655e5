"""How an address stands to us: whether they asked us to stop, and whether they wrote recently enough."""

from __future__ import annotations

from dataclasses import dataclass

from gigline.channels import accounts, optouts, queries
from gigline.channels.models import ChannelAccount
from gigline.infra.db import Reader


@dataclass(frozen=True)
class Standing:
    """They asked us to stop; they wrote within the channel's window."""

    stopped: bool = False
    in_window: bool = True


async def standing(r: Reader, account: ChannelAccount, address: str) -> Standing:
    """How `address` stands on this account."""
    able = accounts.capabilities(account.kind)
    if not able.opt_out and able.window_s is None:
        return Standing()
    elsewhere = await optouts.stopped(r, account, address)
    found = await r.rows(queries.CORRESPONDENT, account.brand_id, account.id, address)
    if not found:
        return Standing(elsewhere, in_window=able.window_s is None)
    in_window = able.window_s is None or found[0]["silent_s"] < able.window_s
    return Standing(elsewhere or (able.opt_out and found[0]["stopped"]), in_window)


async def may_write(r: Reader, account: ChannelAccount, address: str) -> bool:
    """Whether a message to this address may be sent now."""
    if not accounts.is_ready(account):
        return False
    found = await standing(r, account, address)
    return found.in_window and not found.stopped
