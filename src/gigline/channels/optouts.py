"""Who asked us to write no more, in the whole brand: STOP on one account stops the number on all of them.

Who writes to another account after that has asked something there, and is answered there. START ends it everywhere.
Mails are stopped by a link, until their reader writes again.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal
from uuid import UUID

from gigline.channels import accounts, queries
from gigline.channels.models import ChannelAccount
from gigline.infra.db import Reader, Writer
from gigline.kit import addresses

Known = tuple[Literal["email", "phone"], str]


def known_as(account: ChannelAccount, address: str) -> Known | None:
    """The number or mail address that this is on this account; None where addresses mean something there alone."""
    kind = accounts.capabilities(account.kind).identity
    if kind == "email":
        mail = addresses.email(address)
        return None if mail is None else ("email", mail)
    number = addresses.phone(address) if kind == "phone" else None
    return ("phone", number) if number is not None and addresses.is_e164(number) else None


async def note(w: Writer, account: ChannelAccount, address: str, *, stopped: bool) -> None:
    """Whoever writes from this address asked us to stop, or to go on."""
    known = known_as(account, address)
    if known is None:
        return
    if stopped:
        await w.execute(queries.OPT_OUT, account.brand_id, *known, account.id)
    else:
        await w.execute(queries.OPT_IN, account.brand_id, *known)
        await w.execute(queries.RESUME, account.brand_id, address)


async def stopped(r: Reader, account: ChannelAccount, address: str) -> bool:
    """Whether they asked us to stop, on any account, and have not written to this one since."""
    known = known_as(account, address)
    return known is not None and bool(
        await r.value(queries.IS_OPTED_OUT, account.brand_id, *known, account.id, address)
    )


async def among(r: Reader, brand_id: UUID, values: Sequence[str]) -> set[str]:
    """Those of these numbers and mail addresses that asked us to stop."""
    return {row["value"] for row in await r.rows(queries.OPTED_OUT, brand_id, list(values))}
