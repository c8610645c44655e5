"""Conversations become calls and stop being ones, in the midst of everything else that can happen to offers.

Who is in a call has nothing else, at every moment. The long run is the offers machine's:
`GIGLINE_MACHINE_EXAMPLES=20000`; without it, a few examples.
"""

from __future__ import annotations

import os
from collections import Counter
from uuid import UUID

from hypothesis.stateful import invariant, rule
from tests.campaigns import NIGHTLY, campaign, missing, stage
from tests.database.routing.world import subscriptions
from tests.property.test_offers_machine import WHICH, Offers

from gigline.conversations import service as conversations
from gigline.infra.db import Writer
from gigline.routing import service

EXAMPLES = int(os.environ.get("GIGLINE_MACHINE_EXAMPLES", "5"))
STEPS = int(os.environ.get("GIGLINE_MACHINE_STEPS", "40"))
ALONE = """
SELECT held.associate_id FROM (
    SELECT s.associate_id, c.on_call FROM assignments s JOIN conversations c ON c.id = s.conversation_id
    WHERE s.ended_at IS NULL
    UNION ALL
    SELECT o.associate_id, c.on_call FROM offers o JOIN conversations c ON c.id = o.conversation_id
    WHERE o.state = 'offered') held
GROUP BY 1 HAVING bool_or(held.on_call) AND count(*) > 1
"""

sometimes: Counter[str] = Counter()
SOMETIMES = ("a call began with the associate", "a call ended")


class Calls(Offers):
    """The offers machine, with calls in its conversations."""

    @rule(which=WHICH)
    def a_call_begins(self, which: int) -> None:
        if (c := self._pick(which)) is not None:
            self.run(self._write(lambda w: self._begin_call(w, c)))

    async def _begin_call(self, w: Writer, conversation_id: UUID) -> None:
        c = await conversations.lock(w, conversation_id)
        if c.on_call or c.status != "open":
            return
        c = await conversations.set_call(w, c, on_call=True)
        await service.call_began(w, c)
        sometimes[f"a call began with the {c.holder}"] += 1

    @rule(which=WHICH)
    def a_call_ends(self, which: int) -> None:
        if (c := self._pick(which)) is not None:
            self.run(self._write(lambda w: self._end_call(w, c)))

    async def _end_call(self, w: Writer, conversation_id: UUID) -> None:
        c = await conversations.lock(w, conversation_id)
        if c.on_call:
            await service.call_ended(w, await conversations.set_call(w, c, on_call=False))
            sometimes["a call ended"] += 1

    @rule(which=WHICH)
    def whoever_is_rung_does_not_pick_up(self, which: int) -> None:
        if (c := self._pick(which)) is not None:
            self.run(self._write(lambda w: self._unanswered(w, c)))

    async def _unanswered(self, w: Writer, conversation_id: UUID) -> None:
        c = await conversations.lock(w, conversation_id)
        if c.on_call and c.status == "open" and c.holder == "associate":
            await service.call_unanswered(w, c)
            sometimes["not picked up"] += 1

    @invariant()
    def who_is_in_a_call_has_nothing_else(self) -> None:
        self.run(self._check_alone())

    async def _check_alone(self) -> None:
        async with self.world.database.snapshot() as r:
            assert await r.rows(ALONE) == []


def test_calls_among_everything_that_can_happen_to_offers(server_dsn: str) -> None:
    with stage(server_dsn, subscriptions()) as (runner, database):
        campaign(lambda: Calls(runner, database), EXAMPLES, STEPS, lambda: missing(sometimes, SOMETIMES), anew=NIGHTLY)
