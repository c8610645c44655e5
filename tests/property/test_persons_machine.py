"""Who is who, in any order: merges, undone and not, splits, messages and conversations, against a model of it.

`GIGLINE_MACHINE_EXAMPLES=20000 GIGLINE_MACHINE_STEPS=100` makes the long run, which draws anew each time.
"""

from __future__ import annotations

import asyncio
import os
from collections import Counter
from collections.abc import Awaitable
from typing import Any
from uuid import UUID

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from tests import scenes
from tests.campaigns import NIGHTLY, campaign, missing, stage

from gigline.accounts.schemas import BrandSettings
from gigline.contacts import errors, merging
from gigline.contacts import service as contacts
from gigline.contacts.models import By
from gigline.conversations import persons, receiving
from gigline.conversations.models import NewMessage
from gigline.infra.db import Database
from gigline.infra.outbox import Subscriptions

EXAMPLES = int(os.environ.get("GIGLINE_MACHINE_EXAMPLES", "20"))
STEPS = int(os.environ.get("GIGLINE_MACHINE_STEPS", "25"))
WHICH = st.integers(0, 11)
LEA = By("person", name="Lea")
ROWS = (
    "SELECT id, name, kind, verified, merged_into FROM contacts ORDER BY id",
    "SELECT type, value, verified, contact_id FROM identities ORDER BY type, value",
    "SELECT id, contact_id, status FROM conversations ORDER BY id",
)

sometimes: Counter[str] = Counter()
SOMETIMES = ("merge", "undo", "split", "split refused: nothing_to_split", "merge refused: already_one_person",
             "undo refused: cannot_undo", "wrote")  # fmt: skip


class Persons(RuleBasedStateMachine):
    """The model: which identities there are, which conversations each opened, and whose persons are one."""

    def __init__(self, runner: asyncio.Runner, database: Database):
        super().__init__()
        self.runner, self.database = runner, database
        self.names: list[str] = []
        self.merges: list[UUID] = []
        self.opened: dict[str, UUID] = {}
        self.groups: list[set[str]] = []

    def run(self, work: Awaitable[Any]) -> Any:
        async def go() -> Any:
            return await work

        return self.runner.run(go())

    @initialize(known=st.integers(3, 8))
    def begin(self, known: int) -> None:
        self.run(self._begin(known))

    async def _begin(self, known: int) -> None:
        async with self.database.writer() as w:
            await w.execute("TRUNCATE brands, people, events CASCADE")
        self.brand, self.settings, self.account_id = await scenes.brand(self.database)
        for n in range(known):
            self.names.append(f"n-{n}")
            self.groups.append({self.names[-1]})
            await self._contact(self.names[-1], verified=n % 3 == 0)

    async def _contact(self, name: str, *, verified: bool = False) -> UUID:
        async with self.database.writer() as w:
            return (await contacts.resolve_identity(w, self.brand.id, "visitor", name, verified=verified)).id

    def attempt(self, what: str, work: Awaitable[Any]) -> Any:
        try:
            found = self.run(work)
        except (errors.AlreadyOnePerson, errors.CannotUndo, errors.NothingToSplit) as refused:
            sometimes[f"{what} refused: {refused.code}"] += 1
            return None
        sometimes[what] += 1
        return found

    def _group(self, name: str) -> set[str]:
        return next(one for one in self.groups if name in one)

    @rule(which=WHICH)
    def write(self, which: int) -> None:
        name = self.names[which % len(self.names)]
        self.run(self._write(name))
        sometimes["wrote"] += 1

    async def _write(self, name: str) -> None:
        contact_id = await self._contact(name)
        async with self.database.writer() as w:
            # A browser that nobody vouched for: what goes on over contacts is for those who are certain.
            requester = receiving.Requester(
                self.brand.id, contact_id, "", "customer", "en", self.account_id, "webchat", str(contact_id),
                attested=False,
            )  # fmt: skip
            assert isinstance(self.settings, BrandSettings)
            c, _ = await receiving.receive(w, requester, NewMessage("Hi", w.new_id().hex), self.settings)
        assert self.opened.setdefault(name, c.id) == c.id, "a conversation that was open was lost to its requester"

    @rule(into=WHICH, other=WHICH)
    def merge(self, into: int, other: int) -> None:
        self._join(self.names[into % len(self.names)], self.names[other % len(self.names)])

    def _join(self, one: str, two: str) -> UUID | None:
        made: UUID | None = self.attempt("merge", self._merge(one, two))
        if made is not None:
            self.merges.append(made)
            here, there = self._group(one), self._group(two)
            self.groups.remove(there)
            here |= there
        return made

    async def _merge(self, one: str, two: str) -> UUID:
        ids = [await self._contact(name) for name in (one, two)]
        async with self.database.writer() as w:
            return (await merging.merge(w, self.brand.id, ids[0], ids[1], LEA)).id

    @rule(into=WHICH, other=WHICH)
    def merge_and_think_again(self, into: int, other: int) -> None:
        one, two = self.names[into % len(self.names)], self.names[other % len(self.names)]
        before = self.run(self._rows())
        made = self.attempt("merge", self._merge(one, two))
        if made is not None:
            self.run(self._undo(made))
        assert self.run(self._rows()) == before

    @rule(which=WHICH)
    def undo(self, which: int) -> None:
        if not self.merges:
            return
        picked = self.merges[which % len(self.merges)]
        apart = self.attempt("undo", self._undo(picked))
        if apart is not None:
            self.merges.remove(picked)
            whole = self._group(next(iter(apart)))
            whole -= apart
            # Nothing is left where what it was merged into was split off whole.
            self.groups = [one for one in (*self.groups, apart) if one]

    async def _undo(self, merge_id: UUID) -> set[str]:
        async with self.database.writer() as w:
            undone = await merging.undo(w, self.brand.id, merge_id, LEA)
            rows = await w.rows("SELECT value FROM identities WHERE contact_id = ANY($1::uuid[])", undone.moved)
        return {row["value"] for row in rows}

    @rule(which=WHICH)
    def undo_what_another_stands_on(self, which: int) -> None:
        if len(self.groups) < 3:
            return
        one, two, three = (sorted(self.groups[(which + n) % len(self.groups)])[0] for n in range(3))
        below = self._join(one, two)
        assert below is not None
        self._join(three, one)
        assert self.attempt("undo", self._undo(below)) is None

    @rule(which=WHICH)
    def split(self, which: int) -> None:
        name = self.names[which % len(self.names)]
        if self.attempt("split", self._split(name)) is not None:
            self._group(name).remove(name)
            self.groups.append({name})

    async def _split(self, name: str) -> UUID:
        leader = scenes.leader(self.brand.id, UUID(int=1))
        contact_id = await self._contact(name)
        async with self.database.writer() as w:
            return (await persons.split(w, leader, contact_id, "visitor", name)).id

    @invariant()
    def is_as_the_model_says(self) -> None:
        if self.names:
            self.run(self._check())

    async def _check(self) -> None:
        async with self.database.snapshot() as r:
            found = await r.rows(
                "SELECT i.value, coalesce(k.merged_into, k.id) AS person FROM identities i"
                " JOIN contacts k ON (k.brand_id, k.id) = (i.brand_id, i.contact_id)"
            )
            deep = await r.value(
                "SELECT count(*) FROM contacts k JOIN contacts s ON s.id = k.merged_into AND s.merged_into IS NOT NULL"
            )
            opened = await r.rows(
                "SELECT c.id, i.value FROM conversations c JOIN identities i ON i.contact_id = c.contact_id"
            )
        assert sorted(row["value"] for row in found) == sorted(self.names), "an identity was lost or doubled"
        assert deep == 0
        by_person: dict[UUID, set[str]] = {}
        for row in found:
            by_person.setdefault(row["person"], set()).add(row["value"])
        assert sorted(map(sorted, by_person.values())) == sorted(map(sorted, self.groups))
        assert {row["value"]: row["id"] for row in opened} == self.opened

    async def _rows(self) -> list[list[tuple[Any, ...]]]:
        async with self.database.snapshot() as r:
            return [[tuple(row) for row in await r.rows(sql)] for sql in ROWS]


def test_persons(server_dsn: str) -> None:
    sometimes.clear()
    with stage(server_dsn, Subscriptions()) as (runner, database):
        campaign(
            lambda: Persons(runner, database), EXAMPLES, STEPS, lambda: missing(sometimes, SOMETIMES), anew=NIGHTLY
        )
