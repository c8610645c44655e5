"""Albums: messages that providers deliver one by one, at once and in any order, and that are one message.

The first of a group starts a timer; when it is over, all that came by then are read again from their raw deliveries
and become one message. What comes later is a message of its own.
"""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from gigline.channels import queries
from gigline.channels.contract import Inbound
from gigline.channels.events import GroupDue
from gigline.channels.models import ChannelAccount
from gigline.channels.registry import ADAPTERS
from gigline.infra import outbox
from gigline.infra.db import Writer

COLLECT_S = 2.0


async def collects(w: Writer, account: ChannelAccount, group: str) -> bool:
    """Whether the group is still open for this message, which is then published with it."""
    if await w.execute(queries.OPEN_GROUP, account.brand_id, account.id, group):
        due = GroupDue(brand_id=account.brand_id, account_id=account.id, group=group)
        await outbox.schedule(w, due, in_s=COLLECT_S)
        return True
    return bool(await w.value(queries.GROUP_IS_OPEN, account.brand_id, account.id, group))


async def collected(w: Writer, account: ChannelAccount, group: str) -> tuple[UUID, Inbound] | None:
    """Close the group: its messages as one, with the first one's id; None when that was done before."""
    if not await w.execute(queries.CLOSE_GROUP, account.brand_id, account.id, group):
        return None
    rows = await w.rows(queries.GROUP_MEMBERS, account.brand_id, account.id, group)
    adapter = ADAPTERS[account.kind]
    parts = [
        part
        for row in rows
        for part in adapter.parse(account.settings, [], row["raw"])
        if isinstance(part, Inbound) and part.group == group and part.provider_id == row["provider_id"]
    ]
    if not parts:
        return None
    return rows[0]["id"], merged(parts, group)


def merged(parts: list[Inbound], group: str) -> Inbound:
    """One message of several: their words one under the other, their files in the provider's order."""
    ordered = sorted(parts, key=lambda one: (len(one.provider_id), one.provider_id))
    text = "\n".join(dict.fromkeys(one.text for one in ordered if one.text))
    files = tuple(file for one in ordered for file in one.attachments)
    return replace(ordered[0], client_id=group, text=text, attachments=files)
