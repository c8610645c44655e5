"""Records that several offers share: what competed in one pass, kept once."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from gigline.kit.ids import NewId
from gigline.routing import choosing
from gigline.routing.choosing import Choice
from gigline.routing.deciding import Decided
from gigline.routing.engine import records

# Pairs of a pass beyond which its record is not kept: some 20 MB of text.
MOST_PAIRS = 200_000

Keep = Callable[[UUID, Mapping[str, Any]], Awaitable[None]]


async def with_records(decided: Decided, new_id: NewId, keep: Keep) -> list[Choice]:
    """The choices, those that competed sharing one kept record."""
    shared: dict[UUID, Choice] = {}
    for group in decided.shared:
        given = group[0].given
        assert given is not None, "only the engine's choices share a record"
        if sum(len(row.numbers) for row in given.rows) > MOST_PAIRS:
            shared.update({one.conversation_id: _own_part(one) for one in group})
            continue
        pass_id = new_id()
        await keep(pass_id, await asyncio.to_thread(records.to_json, given))
        shared.update({one.conversation_id: one for one in choosing.apart(group, pass_id)})
    return [shared.get(one.conversation_id, one) for one in decided.choices]


def _own_part(choice: Choice) -> Choice:
    """With the conversation's own row alone: to be read, not to be replayed."""
    assert choice.given is not None, "only the engine's choices have one"
    row = choice.given.row(str(choice.conversation_id))
    return replace(choice, given=replace(choice.given, rows=(row,)))
