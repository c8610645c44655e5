"""Who asked us to write no more, in the whole brand: STOP on one account stops the number on all of them.

Who writes to another account after that has asked something there, and is answered there. START ends it everywhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from gigline.channels import accounts, queries
from gigline.channels.models import ChannelAccount
from gigline.infra.db import Reader, Writer
from gigline.kit import addresses


def number_of(account: ChannelAccount, address: str) -> str | None:
    """The number that this address is on this account; None where addresses are no numbers."""
    if accounts.capabilities(account.kind).identity != "phone":
        return None
    found = addresses.phone(address)
    return found if found is not None and addresses.is_e164(found) else None


async def note(w: Writer, account: ChannelAccount, address: str, *, stopped: bool) -> None:
    """Whoever writes from this address asked us to stop, or to go on."""
    number = number_of(account, address)
    if number is None:
        return
    if stopped:
        await w.execute(queries.OPT_OUT, account.brand_id, number, account.id)
    else:
        await w.execute(queries.OPT_IN, account.brand_id, number)
        await w.execute(queries.RESUME, account.brand_id, address)


async def stopped(r: Reader, account: ChannelAccount, address: str) -> bool:
    """Whether they asked us to stop, on any account, and have not written to this one since."""
    number = number_of(account, address)
    return number is not None and bool(
        await r.value(queries.IS_OPTED_OUT, account.brand_id, number, account.id, address)
    )


async def among(r: Reader, brand_id: UUID, numbers: Sequence[str]) -> set[str]:
    """Those of these numbers that asked us to stop."""
    return {row["value"] for row in await r.rows(queries.OPTED_OUT, brand_id, list(numbers))}
