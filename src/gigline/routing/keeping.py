"""Records that several offers share: what competed in one pass, kept once."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from uuid import UUID

from gigline.kit.ids import NewId
from gigline.routing import choosing, packing
from gigline.routing.choosing import Choice
from gigline.routing.deciding import Decided

Keep = Callable[[UUID, Sequence[bytes]], Awaitable[None]]


async def with_records(decided: Decided, new_id: NewId, keep: Keep) -> list[Choice]:
    """The choices, those that competed sharing one kept record."""
    shared: dict[UUID, Choice] = {}
    for group in decided.shared:
        given = group[0].given
        assert given is not None, "only the engine's choices share a record"
        pass_id = new_id()
        await keep(pass_id, await asyncio.to_thread(packing.pack, given))
        shared.update({one.conversation_id: one for one in choosing.apart(group, pass_id)})
    return [shared.get(one.conversation_id, one) for one in decided.choices]
