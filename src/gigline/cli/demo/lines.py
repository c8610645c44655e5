"""Phone lines of the demonstration: accounts on channels whose providers are played."""

from __future__ import annotations

from collections.abc import Sequence

from gigline.accounts import service as accounts
from gigline.channels import service as channels
from gigline.cli.demo import platform
from gigline.infra.db import Database
from gigline.simulation import phones
from gigline.simulation.phones import Line

BRAND = "hoplane"


def planned(host: str) -> list[Line]:
    """The lines, on ports that are free now."""
    return phones.lines(BRAND, [platform.free_port(host) for _ in phones.KINDS])


async def set_up(database: Database, lines: Sequence[Line]) -> None:
    """Give the brand its accounts; an account that is there from an earlier run gets the new addresses."""
    async with database.writer() as w:
        brand = await accounts.brand_by_key(w, BRAND)
        for line in lines:
            await channels.save_account(w, brand.id, line.kind, line.account, line.settings())
