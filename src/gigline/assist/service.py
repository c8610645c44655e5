"""Actions from the console, under the guards that the bot has too: whoever holds the conversation, its epoch, proof,
clearance, confirmation and caps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from gigline.accounts.models import Actor
from gigline.assist import schemas
from gigline.conversations import service as conversations
from gigline.conversations.errors import NotAllowedNow, StaleEpoch
from gigline.conversations.models import Conversation
from gigline.infra.db import Database, Reader, Writer
from gigline.integrations import service as integrations
from gigline.integrations.errors import NotAllowedToRun
from gigline.integrations.models import Action, Asker, Output, Principal, Result, Run
from gigline.kit.errors import NotFound
from gigline.workforce import service as workforce

# Leaders may give any clearance, so they have it.
LEADERS_CLEARANCE = 9


async def principal(r: Reader, c: Conversation) -> Principal:
    """For whom actions of this conversation are run."""
    who = await conversations.speaker(r, c)
    return await integrations.principal(
        r, c.brand_id, c.contact_id, who.contact.kind, who.identities, who.proofs_in(c)
    )  # fmt: skip


async def clearance(r: Reader, actor: Actor, brand_id: UUID) -> int:
    """What the actor is cleared for in this brand."""
    if actor.has_role(brand_id, "leader"):
        return LEADERS_CLEARANCE
    grants = await workforce.grants(r, actor.id)
    return next((one.clearance for one in grants if one.brand_id == brand_id), 0)


async def overview(r: Reader, actor: Actor, c: Conversation) -> schemas.ActionsOut:
    """What can be done here, what was done, and how the requester may prove an address."""
    who = await principal(r, c)
    cleared = await clearance(r, actor, c.brand_id)
    actions = await integrations.actions_of(r, c.brand_id)
    known = {one.name: one for one in actions}
    inner = await integrations.identifying(r, c.brand_id)
    runs = await integrations.runs_of(r, c.brand_id, c.id)
    return schemas.ActionsOut(
        items=[_action(one, who, cleared) for one in actions if one.name not in inner and _concerns(one, who)],
        runs=[run_out(one, known.get(one.action), c.language) for one in runs],
        verified=who.verified,
        codes=await integrations.can_send(r, c.brand_id),
    )


def _concerns(action: Action, who: Principal) -> bool:
    return not action.kinds or who.kind in action.kinds


def _action(one: Action, who: Principal, cleared: int) -> schemas.ActionOut:
    allowed = integrations.may_run(one, integrations.runner_for(one, cleared))
    proved = not one.needs_verified or all(who.value(bound.source) for bound in one.bound)
    return schemas.ActionOut(
        name=one.name,
        title=one.title,
        description=one.description,
        risk=one.risk,
        confirm=one.confirm,
        currency=one.currency,
        inputs=[
            schemas.InputOut(
                name=given.name,
                type=given.type,
                title=given.title,
                description=given.description,
                required=given.required,
                options=list(given.options),
                minimum=given.minimum,
                maximum=given.maximum,
                max_length=given.max_length,
            )
            for given in one.inputs
        ],
        obstacle="not_allowed" if not allowed else None if proved else "not_verified",
    )


def run_out(run: Run, action: Action | None, language: str) -> schemas.RunOut:
    """A run with its answer as people read it."""
    done = action is not None and run.state == "succeeded"
    return schemas.RunOut(
        id=run.id,
        action=run.action,
        title=run.title,
        risk=run.risk,
        state=run.state,
        why=run.why,
        text=integrations.said(action, run.inputs, run.outputs, language) if action and done else "",
        shown=[_shown(action, one, run.outputs) for one in action.outputs if one.name in run.outputs] if action else [],
        runner=run.runner,
        runner_name=run.runner_name,
        started_at=run.started_at,
        settled_at=run.settled_at,
    )


def _shown(action: Action, one: Output, outputs: Mapping[str, Any]) -> schemas.ShownOut:
    value = outputs[one.name]
    return schemas.ShownOut(
        name=one.name,
        title=one.title or one.name,
        type=one.type,
        text="" if one.type == "list" else integrations.show(value, one.type, action.currency),
        rows=value if one.type == "list" else [],
    )


async def run(
    database: Database,
    backends: integrations.Backends,
    actor: Actor,
    conversation_id: UUID,
    name: str,
    body: schemas.RunAction,
) -> schemas.RunOut:
    """Run an action as the associate who holds the conversation; raises what `integrations.errors` lists, StaleEpoch
    and NotAllowedNow."""
    async with database.reader() as r:
        c = await conversations.access_conversation(r, actor, conversation_id, "write")
        _check_holds(c, actor, body.epoch)
        who = await principal(r, c)
        action = await integrations.action(r, c.brand_id, name)
        asker = Asker(integrations.runner_for(action, await clearance(r, actor, c.brand_id)), actor.id, actor.name)

    async def still_holds(w: Writer) -> None:
        _check_holds(await conversations.lock(w, conversation_id), actor, body.epoch)

    result: Result = await integrations.run(
        database,
        backends,
        brand_id=c.brand_id,
        action=name,
        inputs=body.inputs,
        principal=who,
        asker=asker,
        conversation_id=c.id,
        idempotency_key=f"associate:{c.id}:{body.client_id}",
        confirmed=body.confirmed,
        check=still_holds,
    )
    async with database.reader() as r:
        return run_out(await integrations.get_run(r, c.brand_id, result.run_id), action, c.language)


def _check_holds(c: Conversation, actor: Actor, epoch: int) -> None:
    standing = {"epoch": c.epoch, "status": c.status, "holder": c.holder}
    if c.epoch != epoch:
        raise StaleEpoch("Somebody else took this conversation on meanwhile.", current=standing)
    if c.status != "open" or c.holder != "associate" or c.associate_id != actor.id:
        raise NotAllowedNow("Only who holds the conversation runs actions in it: take it over first.", current=standing)


async def settle(w: Writer, actor: Actor, c: Conversation, run_id: UUID, *, happened: bool) -> schemas.RunOut:
    """Somebody with clearance for the action found out how a run ended; raises NoSuchRun, NotAllowedToRun."""
    found = await integrations.get_run(w, c.brand_id, run_id)
    if found.conversation_id != c.id:
        raise NotFound("There is no such run.", code="no_such_run")
    action = await integrations.action(w, c.brand_id, found.action)
    if await clearance(w, actor, c.brand_id) < action.clearance:
        raise NotAllowedToRun("Only somebody cleared for this action says how it ended.")
    return run_out(await integrations.settle(w, c.brand_id, run_id, happened=happened), action, c.language)


def asking(c: Conversation) -> integrations.Asking:
    """The requester of this conversation, as somebody who wants to prove an address."""
    return integrations.Asking(c.brand_id, c.id, c.contact_id, c.requester_kind, c.language)


async def prove(database: Database, backends: integrations.Backends, c: Conversation, code: str) -> None:
    """Take the code that the requester of this conversation gave; who had the address is the same person from now on.

    Raises CodeRefused.
    """
    address = await integrations.prove_code(database, backends, asking(c), code)
    async with database.writer() as w:
        await conversations.proved(w, c, *address)
