"""Presence that ran out without a goodbye: forgotten, and told."""

from __future__ import annotations

from gigline.infra.db import Database
from gigline.infra.periodic import Periodic
from gigline.workforce import service


async def forget_expired(db: Database) -> int:
    """One short transaction for each associate with expired leases."""
    async with db.reader() as reader:
        lost = await service.expired_leases(reader)
    done = 0
    for associate_id in lost:
        async with db.writer() as writer:
            done += await service.forget_expired(writer, associate_id)
    return done


TASKS = [Periodic("workforce.presence", every_s=5.0, run=forget_expired)]
