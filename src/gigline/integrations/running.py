"""One run: write that it begins, ask the back end outside of any transaction, write what became of it.

The row is there before anything is sent, with its idempotency key (unique in the brand) and what it counts against
the requester's caps. Whatever dies in between leaves `started`, which becomes `unknown` after the lease.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import structlog

from gigline.infra import outbox
from gigline.infra.db import Database, Writer
from gigline.infra.failpoints import hit
from gigline.integrations import breaker, calling, guards, queries, storing, view_rows
from gigline.integrations.backends import Backends, Secrets
from gigline.integrations.errors import (
    BackendRefused,
    BackendUnavailable,
    CredentialsRefused,
    KeyReused,
    NeedsConfirmation,
    OutcomeUnknown,
    OverCap,
    RunUnderWay,
)
from gigline.integrations.events import ActionSettled
from gigline.integrations.models import (
    Action,
    Asker,
    Cap,
    Connector,
    Inputs,
    McpCall,
    Outcome,
    Principal,
    Result,
    Run,
    SqlCall,
)

log = structlog.get_logger()

_FINAL = frozenset({"succeeded", "refused"})


Check = Callable[[Writer], Awaitable[None]]
"""Raises when the run must not begin: called in the transaction that begins it, before any lock of ours."""


@dataclass(frozen=True)
class Wanted:
    """A run that passed every check that needs no lock."""

    brand_id: UUID
    action: Action
    values: Mapping[str, Any]
    bound: Mapping[str, str]
    principal: Principal
    asker: Asker
    conversation_id: UUID | None
    key: str
    amount: int | None
    check: Check | None = None


def want(
    brand_id: UUID,
    action: Action,
    inputs: Inputs,
    principal: Principal,
    asker: Asker,
    conversation_id: UUID | None,
    key: str,
    confirmed: bool,
    check: Check | None = None,
) -> Wanted:
    """Every check that needs no lock, in the order in which they help whoever asks; raises what `errors` lists."""
    guards.check_allowed(action, asker.runner, principal)
    bound = guards.bound_values(action, principal)
    values = guards.checked(action, inputs)
    amount = guards.amount_of(action, values)
    if action.confirm and not confirmed:
        raise NeedsConfirmation("Ask for a clear yes before this is done.")
    return Wanted(brand_id, action, values, bound, principal, asker, conversation_id, key, amount, check)


async def run(database: Database, backends: Backends, wanted: Wanted) -> Result:
    """Run it once; raises what `errors` lists."""
    action = wanted.action
    async with database.reader() as r:
        known = await r.one(Run, queries.BY_KEY, wanted.brand_id, wanted.key)
        connector = await storing.connector(r, wanted.brand_id, action.connector)
        secrets = await storing.secrets(r, backends.vault, connector)
    if known is not None and (settled := _settled(wanted, known)) is not None:
        return settled
    await _admit(database, wanted, known)
    async with database.writer() as w:
        started, is_new = await _start(w, wanted)
        if not is_new and (settled := _settled(wanted, started)) is not None:
            return settled
        doubt = None if is_new else _doubt(action, started)
        if not is_new:
            started = await _again(w, wanted, started)
    await hit("action.after_start")
    outcome = await _attempts(backends, connector, secrets, wanted, started.id, doubt)
    await hit("action.answered_before_settle")
    await settle(database, started, outcome)
    await breaker.note(database, wanted.brand_id, action.connector, healthy=outcome.healthy)
    return _told(action, started.id, outcome)


async def _admit(database: Database, wanted: Wanted, known: Run | None) -> None:
    """Let the run begin unless the back end is left alone; never says that nothing happened where nobody knows."""
    try:
        await breaker.admit(database, wanted.brand_id, wanted.action.connector)
    except BackendUnavailable as error:
        if known is not None and _doubt(wanted.action, known) is not None:
            raise OutcomeUnknown(_UNKNOWN, run_id=known.id) from error
        raise


def _doubt(action: Action, known: Run) -> Outcome | None:
    """What an earlier attempt at a change left behind: it may have done it."""
    left_open = action.changes and known.state in {"started", "unknown"}
    return Outcome("unknown", known.why, known.answered) if left_open else None


def _settled(wanted: Wanted, known: Run) -> Result | None:
    """What an earlier run of this key gave, if that is all there is to say; raises KeyReused and how it ended."""
    if known.input_digest != guards.digest(wanted.action, wanted.values, wanted.principal):
        raise KeyReused("This key belongs to another run.")
    if known.state not in _FINAL:
        return None
    return replace(_told(wanted.action, known.id, _outcome_of(known)), replayed=True)


def _outcome_of(known: Run) -> Outcome:
    return Outcome(known.state, known.why, known.answered, known.outputs)


async def _start(w: Writer, wanted: Wanted) -> tuple[Run, bool]:
    """The run's row and whether it is new, with its share of the caps reserved; raises OverCap."""
    action, cap = wanted.action, wanted.action.cap
    if wanted.check is not None:
        await wanted.check(w)
    if cap is not None and wanted.amount is not None:
        await _check_caps(w, wanted, cap, wanted.amount)
    row = await w.one(
        Run, queries.START, wanted.brand_id, w.new_id(), wanted.conversation_id, wanted.principal.contact_id,
        action.connector, action.name, action.title, action.risk, wanted.asker.runner, wanted.asker.id,
        wanted.asker.name, wanted.key, guards.digest(action, wanted.values, wanted.principal), dict(wanted.values),
        cap.group if cap else None, wanted.principal.subject if cap else None, wanted.amount,
        action.currency if cap else None,
    )  # fmt: skip
    if row is not None:
        return row, True
    known = await w.one(Run, queries.BY_KEY_LOCKED, wanted.brand_id, wanted.key)
    assert known is not None, "runs are never deleted while their brand is there"
    return known, False


async def _check_caps(w: Writer, wanted: Wanted, cap: Cap, amount: int) -> None:
    """Raise OverCap. Whoever comes second waits for the lock, and then counts what the first one reserved."""
    group, counted = (wanted.brand_id, cap.group), (wanted.action.currency, wanted.key)
    await w.execute(queries.CAP_LOCK, *group, wanted.principal.subject)
    guards.check_day(wanted.action, amount, await w.value(queries.SPENT, *group, wanted.principal.subject, *counted))
    if cap.per_brand_day is None:
        return
    # Always after the requester's own, so that nobody waits in a circle.
    await w.execute(queries.CAP_LOCK, *group, guards.EVERYBODY)
    try:
        guards.check_brand_day(wanted.action, amount, await w.value(queries.SPENT_BY_ALL, *group, *counted))
    except OverCap:
        log.warning("brand_cap_reached", action=wanted.action.name, group=cap.group)
        raise


async def _again(w: Writer, wanted: Wanted, known: Run) -> Run:
    """Another attempt at a run that changed nothing, or whose repetition the back end would know."""
    if known.state == "started" and not await w.value(queries.IS_STALE, known.brand_id, known.id, guards.LEASE_S):
        raise RunUnderWay("This is being done right now.")
    if known.state != "failed" and not wanted.action.idempotent:
        raise OutcomeUnknown(_UNKNOWN, run_id=known.id)
    again = await w.one(Run, queries.AGAIN, known.brand_id, known.id)
    assert again is not None, "it is locked"
    return again


async def _attempts(
    backends: Backends, connector: Connector, secrets: Secrets, wanted: Wanted, run_id: UUID, doubt: Outcome | None
) -> Outcome:
    """Attempts while another one may help and can do no harm; `doubt` is what earlier runs of this key left."""
    doubtful = doubt
    outcome = Outcome("failed", "not_asked")
    for attempt in range(guards.ATTEMPTS):
        outcome = await _attempt(backends, connector, secrets, wanted, run_id)
        if outcome.state == "unknown":
            doubtful = outcome
        if not outcome.again or attempt == guards.ATTEMPTS - 1:
            break
        await backends.pause(max(outcome.after_s, 0.2 * 2**attempt))
    # A later attempt that reached nobody does not undo what an earlier one may have done.
    if doubtful is not None and outcome.state == "failed":
        return replace(doubtful, healthy=outcome.healthy)
    return outcome


async def _attempt(backends: Backends, connector: Connector, secrets: Secrets, wanted: Wanted, run_id: UUID) -> Outcome:
    values, action, call = {**wanted.values, **wanted.bound}, wanted.action, wanted.action.call
    try:
        if isinstance(call, SqlCall):
            return await view_rows.attempt(backends, connector, secrets, action, call, values)
        if isinstance(call, McpCall):
            from gigline.integrations import mcp_client

            return await mcp_client.attempt(backends, connector, secrets, action, call, values)
        return await calling.attempt(backends, connector, secrets, action, call, values, run_id)
    except Exception as error:
        # A mistake of ours may come after the back end acted.
        log.error("action_attempt_failed", action=wanted.action.name, error=type(error).__name__)
        return Outcome("unknown" if wanted.action.changes else "failed", "our_mistake")


async def settle(database: Database, started: Run, outcome: Outcome) -> None:
    """Write how the attempt ended and tell everybody; nothing when another attempt has begun since."""
    async with database.writer() as w:
        moved = await w.execute(
            queries.SETTLE, started.brand_id, started.id, started.attempts, outcome.state, outcome.answered,
            outcome.why, dict(outcome.outputs),
        )  # fmt: skip
        if moved:
            await tell(w, started, outcome.state, outcome.why)
    log.info("action_settled", action=started.action, state=outcome.state, why=outcome.why, fenced=not moved)


async def tell(w: Writer, run: Run, state: str, why: str) -> None:
    """Publish how the run ended."""
    settled = ActionSettled(
        brand_id=run.brand_id,
        conversation_id=run.conversation_id,
        run_id=run.id,
        contact_id=run.contact_id,
        action=run.action,
        title=run.title,
        risk=run.risk,
        state=state,
        why=why,
        runner=run.runner,
        runner_id=run.runner_id,
        runner_name=run.runner_name,
    )
    await outbox.publish(w, settled)


# Why nobody was asked, or nothing done, until a person sets the secrets anew.
_CREDENTIALS = frozenset({"secret_missing", "token_refused", "not_authorised"})
_UNKNOWN = "The brand's system may have done it and may not have: find out before anything is tried again."


def _told(action: Action, run_id: UUID, outcome: Outcome) -> Result:
    """The result, or the error that says how it ended."""
    if outcome.state == "succeeded":
        return Result(run_id=run_id, outputs=outcome.outputs)
    if outcome.state == "refused":
        text = action.refusals.get(outcome.why, "The brand's system did not accept this.")
        raise BackendRefused(text, answered=outcome.answered or 0, why=outcome.why)
    if outcome.state == "unknown":
        raise OutcomeUnknown(_UNKNOWN, run_id=run_id)
    if outcome.why in _CREDENTIALS:
        raise CredentialsRefused("The brand's system does not accept our credentials; nothing was changed.")
    raise BackendUnavailable("The brand's system could not be asked just now; nothing was changed.")
