"""What came in and is no message: kept apart with the reason, so that a person can look, and nobody answers it.

Of what a machine says in answer to us, the holder of that conversation hears that it came.
"""

from __future__ import annotations

from dataclasses import replace

from gigline.channels import queries, threads
from gigline.channels.contract import Aside, Inbound, Part
from gigline.channels.events import AutomaticReplyCame
from gigline.channels.intake import Arrived
from gigline.channels.models import ChannelAccount
from gigline.channels.registry import ADAPTERS
from gigline.infra import outbox, telemetry
from gigline.infra.db import Writer
from gigline.kit.text import storable


async def store(w: Writer, account: ChannelAccount, aside: Aside) -> bool:
    """Keep it; False when it was kept before."""
    id_ = storable(aside.provider_id)[:200]
    sender = storable(aside.sender)
    kept = await w.execute(queries.ASIDE, account.brand_id, account.id, id_, aside.reason, aside.raw, sender)
    if kept:
        telemetry.ASIDES.labels(account.kind, aside.reason).inc()
        await _tell(w, account, aside)
    return bool(kept)


async def _tell(w: Writer, account: ChannelAccount, aside: Aside) -> None:
    about = await threads.answered(w, account, aside.threads) if aside.threads else None
    if about is not None:
        came = AutomaticReplyCame(
            brand_id=account.brand_id, conversation_id=about, account_id=account.id, sender=storable(aside.sender)
        )
        await outbox.publish(w, came)


async def screened(w: Writer, arrived: Arrived) -> Arrived:
    """The delivery, with messages laid aside of which too many name one sender whom nothing proves."""
    adapter = ADAPTERS.get(arrived.account.kind)
    most = adapter.capabilities.unproved_per_hour if adapter is not None else None
    if most is None:
        return arrived
    return replace(arrived, parts=[await _screened(w, arrived.account, one, most) for one in arrived.parts])


async def _screened(w: Writer, account: ChannelAccount, part: Part, most: int) -> Part:
    if not isinstance(part, Inbound) or part.identity is None:
        return part
    count = await w.value(queries.COUNT_UNPROVED, account.brand_id, account.id, part.sender)
    return part if count <= most else Aside(part.provider_id, "too_many", part.raw, part.sender)
