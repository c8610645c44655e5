"""The SQL of the doctor: two questions about the database itself."""

from __future__ import annotations

from gigline.infra.db import Reader

_VERSION = "SELECT current_setting('server_version_num')::int / 10000"
_DEAD = "SELECT count(*) FROM deliveries WHERE state = 'dead'"


async def server_version(r: Reader) -> int:
    """The major version of PostgreSQL."""
    return int(await r.value(_VERSION))


async def dead_letters(r: Reader) -> int:
    """Deliveries that were given up."""
    return int(await r.value(_DEAD))
