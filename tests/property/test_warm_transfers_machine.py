"""Calls in which colleagues are asked, in the midst of everything that can happen to the calls and to the people.

After every step: nobody carries more than what is written down of them, who is in a call or is asked in one has nothing
else, and whoever asks has the call and its conversation. The long run is the offers machine's
(`GIGLINE_MACHINE_EXAMPLES=20000`); without it, a few examples.
"""

from __future__ import annotations

import asyncio
import os
from collections import Counter
from collections.abc import Awaitable
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)
from tests.campaigns import NIGHTLY, campaign, missing, stage
from tests.database.calls.conftest import Switchboard, subscriptions

from gigline.accounts.models import Actor
from gigline.calls import consultation_queries, consulting, queries, rules, service, tasks
from gigline.calls.models import Call, Consultation
from gigline.infra.db import Database
from gigline.kit.errors import GiglineError
from gigline.routing import service as routing

EXAMPLES = int(os.environ.get("GIGLINE_MACHINE_EXAMPLES", "8"))
STEPS = int(os.environ.get("GIGLINE_MACHINE_STEPS", "15"))
PEOPLE = 4
WHO = NTH = st.integers(0, PEOPLE - 1)
MORE_THAN_ONE_THING = """
SELECT held.associate_id FROM (
    SELECT s.associate_id, c.on_call AS whole FROM assignments s JOIN conversations c ON c.id = s.conversation_id
    WHERE s.ended_at IS NULL
    UNION ALL SELECT o.associate_id, c.on_call FROM offers o JOIN conversations c ON c.id = o.conversation_id
    WHERE o.state = 'offered'
    UNION ALL SELECT n.associate_id, true FROM call_consultations n WHERE n.ended_at IS NULL) held
GROUP BY 1 HAVING bool_or(held.whole) AND count(*) > 1
"""
ASKED_BY_SOMEBODY_ELSE = """
SELECT n.id FROM call_consultations n JOIN calls k ON k.id = n.call_id JOIN conversations c ON c.id = k.conversation_id
WHERE n.ended_at IS NULL AND (k.state NOT IN ('connected', 'held') OR k.associate_id <> n.asked_by
    OR c.associate_id <> n.asked_by OR NOT c.on_call)
"""

sometimes: Counter[str] = Counter()
SOMETIMES = ("ask", "answers")
RARELY = (
    "complete",
    "cancel",
    "refuse",
    "colleague_lost",
    "the asker is lost: True",
    "hang up",
    "pull back",
    "transfer",
)


def somebody_is_asked(machine: WarmTransfers) -> bool:
    return bool(machine.open())


class WarmTransfers(RuleBasedStateMachine):
    """Four associates, a leader, and requesters who call."""

    def __init__(self, runner: asyncio.Runner, database: Database):
        super().__init__()
        self.runner = runner
        self.board: Switchboard = self.run(self._begin(database))

    def run(self, work: Awaitable[Any]) -> Any:
        async def go() -> Any:
            return await work

        return self.runner.run(go())

    async def _begin(self, database: Database) -> Switchboard:
        async with database.writer() as w:
            await w.execute("TRUNCATE brands, people, events CASCADE")
        board = await Switchboard.make(database)
        assert isinstance(board, Switchboard)
        self.people = [await board.associate(f"a{n}", capacity=n + 1) for n in range(PEOPLE)]
        self.leader = await board.person("lea", "leader")
        return board

    def attempt(self, name: str, step: Any, *args: Any, **given: Any) -> Any:
        """What people try may be refused with a typed error, and never fails in another way."""
        try:
            found = self.run(self.board.does(step, *args, **given))
        except GiglineError as error:
            if error.status not in {404, 409}:
                raise
            sometimes[f"{name} refused: {error.code}"] += 1
            return None
        sometimes[name] += 1
        return found

    @initialize(answers=st.booleans())
    def somebody_asks(self, answers: bool) -> None:
        self.run(self.board.connected())
        self.asks(0, None, 0, answers)

    @rule()
    def somebody_calls(self) -> None:
        k = self.run(self.board.calls())
        if self.run(self.board.live(k.conversation_id)) is not None:
            who = self.run(self.board.accept(k.conversation_id))
            self.run(self.board.picked_up(k, who))

    @rule(nth=NTH, whom=st.one_of(st.none(), WHO), late=st.integers(0, 5), answers=st.booleans())
    def asks(self, nth: int, whom: int | None, late: int, answers: bool) -> None:
        if (k := self._call(nth)) is None:
            return
        epoch = self._epoch(k) - (late == 5)
        colleague = None if whom is None else self.people[whom]
        self.attempt("ask", consulting.consult, self._asker(k), k.id, epoch, associate_id=colleague)
        for one in self.open() if answers else ():
            self.attempt("answers", consulting.answers, one.call_id, one.associate_id)

    @precondition(somebody_is_asked)
    @rule(nth=NTH)
    def the_colleague_answers(self, nth: int) -> None:
        one = self._asked(nth)
        self.attempt("answers", consulting.answers, one.call_id, one.associate_id)

    @precondition(somebody_is_asked)
    @rule(nth=NTH)
    def the_colleague_refuses(self, nth: int) -> None:
        one = self._asked(nth)
        self.attempt("refuse", consulting.refuse, one.call_id, one.associate_id)

    @precondition(somebody_is_asked)
    @rule(nth=NTH)
    def the_colleague_is_lost(self, nth: int) -> None:
        one = self._asked(nth)
        self.attempt("colleague_lost", consulting.colleague_lost, one.call_id, one.associate_id)

    @precondition(somebody_is_asked)
    @rule(nth=NTH, to=st.sampled_from(["requester", "colleague", "all"]))
    def talks(self, nth: int, to: rules.Talk) -> None:
        self.attempt(f"talk to {to}", consulting.talk, self._asked(nth).call_id, to)

    @precondition(somebody_is_asked)
    @rule(nth=NTH)
    def completes(self, nth: int) -> None:
        k = self.run(self.board.call(self._asked(nth).call_id))
        self.attempt("complete", consulting.complete, k.id, self._epoch(k))

    @precondition(somebody_is_asked)
    @rule(nth=NTH)
    def cancels(self, nth: int) -> None:
        self.attempt("cancel", consulting.cancel, self._asked(nth).call_id)

    @precondition(somebody_is_asked)
    @rule(nth=NTH)
    def the_asker_is_lost(self, nth: int) -> None:
        one = self._asked(nth)
        moved = self.attempt("lose the asker", consulting.taken_from_lost, one.call_id, one.asked_by)
        sometimes[f"the asker is lost: {moved}"] += 1

    @rule(nth=NTH, what=st.sampled_from(["hang up", "transfer", "pull back"]))
    def the_call_ends_or_is_moved(self, nth: int, what: str) -> None:
        if (k := self._call(nth)) is None:
            return
        lea = self.board.actor(self.leader, "leader")
        if what == "hang up":
            self.attempt(what, service.end, k.id)
        elif what == "transfer":
            self.attempt(what, service.transfer, self._asker(k), k.id, self._epoch(k))
        else:
            self.attempt(what, routing.pull_back, lea, k.conversation_id, self._epoch(k))

    @rule(who=st.one_of(st.none(), WHO), seconds=st.sampled_from([5.0, 30.0, 60.0]), back=st.booleans())
    def time_goes_by(self, who: int | None, seconds: float, back: bool) -> None:
        """And somebody's machine is gone meanwhile."""
        if who is not None:
            self.board.crash(self.people[who])
        self.run(self.board.advance(seconds))
        self.run(tasks.sweep(self.board.database))
        self.run(self.board.sweep())
        if who is not None and back:
            self.run(self.board.online(self.people[who]))
            self.run(self.board.drain())

    @invariant()
    def all_is_well(self) -> None:
        self.run(self._check())

    async def _check(self) -> None:
        await self.board.check_books()
        async with self.board.database.snapshot() as r:
            assert await r.rows(MORE_THAN_ONE_THING) == []
            assert await r.rows(ASKED_BY_SOMEBODY_ELSE) == []

    def _asker(self, k: Call) -> Actor:
        assert k.associate_id is not None
        return self.board.actor(k.associate_id)

    def _call(self, nth: int) -> Call | None:
        """One that somebody is in."""
        found = [k for one in self.people if (k := self._read(queries.with_associate, one)) is not None]
        return found[nth % len(found)] if found else None

    def _epoch(self, k: Call) -> int:
        return int(self.run(self.board.get(k.conversation_id)).epoch)

    def open(self) -> list[Consultation]:
        """Those that are open."""
        return [n for one in self.people if (n := self._read(consultation_queries.with_colleague, one)) is not None]

    def _asked(self, nth: int) -> Consultation:
        found = self.open()
        return found[nth % len(found)]

    def _read(self, query: Any, *args: Any) -> Any:
        async def read() -> Any:
            async with self.board.database.reader() as r:
                return await query(r, *args)

        return self.run(read())


def test_warm_transfers_in_any_order(server_dsn: str) -> None:
    sometimes.clear()
    wanted = (*SOMETIMES, *(RARELY if NIGHTLY else ()))
    with stage(server_dsn, subscriptions()) as (runner, database):
        campaign(
            lambda: WarmTransfers(runner, database), EXAMPLES, STEPS, lambda: missing(sometimes, wanted), anew=NIGHTLY
        )
    print(dict(sorted(sometimes.items())))
