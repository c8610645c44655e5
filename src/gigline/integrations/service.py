"""The public face of integrations: what a brand's back ends can do, and doing it.

`run` opens short transactions of its own and talks to the back end between them. Call it outside of any transaction:
inside one, what it did would stay done although the caller rolled back.
"""

from __future__ import annotations

from uuid import UUID

from gigline.infra.db import Database, Reader, Writer
from gigline.integrations import guards, queries, running
from gigline.integrations.backends import Backends
from gigline.integrations.codes import AddressType, Asking, can_send, identifying
from gigline.integrations.codes import prove as prove_code
from gigline.integrations.codes import send as send_code
from gigline.integrations.errors import NoSuchRun
from gigline.integrations.guards import check_allowed, checked, may_run, runner_for
from gigline.integrations.models import BOT, Action, Asker, Inputs, Principal, Result, Run
from gigline.integrations.principals import principal
from gigline.integrations.storing import (
    action,
    actions_of,
    connector,
    reseal,
    save,
    secret_names,
    set_secret,
    sources,
)
from gigline.integrations.wording import asked, said, show

__all__ = [
    "BOT",
    "Action",
    "AddressType",
    "Asker",
    "Asking",
    "Backends",
    "Principal",
    "Result",
    "Run",
    "action",
    "actions_of",
    "asked",
    "can_send",
    "check_allowed",
    "checked",
    "connector",
    "expire",
    "get_run",
    "identifying",
    "may_run",
    "principal",
    "prove_code",
    "reseal",
    "run",
    "runner_for",
    "runs_of",
    "said",
    "save",
    "secret_names",
    "send_code",
    "set_secret",
    "settle",
    "show",
    "sources",
]

EXPIRE_AT_ONCE = 100


async def run(
    database: Database,
    backends: Backends,
    *,
    brand_id: UUID,
    action: str,
    inputs: Inputs,
    principal: Principal,
    asker: Asker = BOT,
    conversation_id: UUID | None = None,
    idempotency_key: str,
    confirmed: bool = False,
    check: running.Check | None = None,
) -> Result:
    """Run the action of this name once for this requester; raises what `errors` lists.

    The same `idempotency_key` again gives the same result without asking the back end again; a run that changed
    nothing (BackendUnavailable) is tried anew. `confirmed`: the requester, or the associate, said a clear yes.
    `check` runs in the transaction that begins the run and may raise: there a holder's epoch is looked at under lock.
    """
    async with database.reader() as r:
        found = await _action(r, brand_id, action)
    wanted = running.want(brand_id, found, inputs, principal, asker, conversation_id, idempotency_key, confirmed, check)
    return await running.run(database, backends, wanted)


_action = action


async def get_run(r: Reader, brand_id: UUID, run_id: UUID) -> Run:
    """Raises NoSuchRun."""
    found = await r.one(Run, queries.RUN, brand_id, run_id)
    if found is None:
        raise NoSuchRun("There is no such run.")
    return found


async def runs_of(r: Reader, brand_id: UUID, conversation_id: UUID) -> list[Run]:
    """The latest runs in this conversation, newest first."""
    return await r.all(Run, queries.RUNS_OF, brand_id, conversation_id)


async def settle(w: Writer, brand_id: UUID, run_id: UUID, *, happened: bool) -> Run:
    """A person found out how a run of unknown outcome ended; raises NoSuchRun when there is no such one."""
    found = await w.one(Run, queries.DECIDE, brand_id, run_id, happened)
    if found is None:
        raise NoSuchRun("There is no run of unknown outcome with this id.")
    await running.tell(w, found, found.state, found.why)
    return found


async def expire(database: Database) -> int:
    """Runs whose process is gone: nothing happened if they were questions, otherwise nobody knows. How many."""
    async with database.writer() as w:
        lost = await w.all(Run, queries.EXPIRE, guards.LEASE_S, EXPIRE_AT_ONCE)
        for one in lost:
            await running.tell(w, one, one.state, one.why)
    return len(lost)
