"""Running what a flow waits for: outside of any transaction, once, however often it is tried.

The back end is asked under a key made of the conversation, the run and the number of the call, so that a process which
died before it could write the result down is followed by another that gets the same result. The result comes back as an
event of the flow, under the conversation's lock.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import structlog

from gigline.accounts import service as accounts
from gigline.bot import acting, flow_turns, policies, queries, recommending
from gigline.bot.assistant import Assistant
from gigline.bot.dialogue import Understanding
from gigline.bot.events import FlowActionDue
from gigline.bot.flows import proving, stored, telling
from gigline.bot.flows import queries as flow_queries
from gigline.bot.flows.queries import RunRow
from gigline.bot.flows.state import Acted, Call
from gigline.conversations import service as conversations
from gigline.conversations.models import Author, Conversation
from gigline.infra import outbox
from gigline.infra.db import Database, Reader, Writer
from gigline.integrations import errors as why
from gigline.integrations import service as integrations
from gigline.integrations.service import Backends, Principal

log = structlog.get_logger()

RUN_UNDER_WAY_S = 2.0


@dataclass(frozen=True)
class _Wanted:
    c: Conversation
    call: Call
    principal: Principal


async def run(database: Database, assistant: Assistant, backends: Backends | None, event: FlowActionDue) -> None:
    """Run the call and let the flow go on with what came of it; nothing when the flow waits for it no more."""
    async with database.reader() as r:
        wanted = await _wanted(r, event)
    if wanted is None:
        return
    assistant.signal(event.brand_id, event.conversation_id, True)
    try:
        acted = await _ask(database, backends, wanted, event)
        async with database.writer() as w:
            await _back(w, assistant, event, acted)
    finally:
        assistant.signal(event.brand_id, event.conversation_id, False)


async def _wanted(r: Reader, event: FlowActionDue) -> _Wanted | None:
    found = await flow_queries.run(r, event.brand_id, event.run_id)
    state = stored.state_of(found) if found is not None else None
    if found is None or state is None or state.pending is None or state.pending.number != event.number:
        return None
    c = await conversations.get(r, event.conversation_id)
    if not _still_ours(c, found) and not await _had_begun(r, event):
        return None
    who = await conversations.speaker(r, c)
    if event.contact_id not in {None, c.contact_id}:
        # Another contact of the person wrote meanwhile: what the one asked for is not run for the other.
        who = replace(who, identities=[], alone=False)
    principal = await integrations.principal(
        r, c.brand_id, c.contact_id, c.requester_kind, who.identities, who.proofs_in(c)
    )  # fmt: skip
    return _Wanted(c, state.pending, principal)


async def _had_begun(r: Reader, event: FlowActionDue) -> bool:
    """Whether an earlier attempt may have done it: then somebody has to be told what became of it."""
    runs = await integrations.runs_of(r, event.brand_id, event.conversation_id)
    return any(one.idempotency_key == _key(event) for one in runs)


def _key(event: FlowActionDue) -> str:
    return f"flow-{event.run_id}-{event.number}"


def _still_ours(c: Conversation, found: RunRow) -> bool:
    ours = c.status == "open" and c.holder == "bot" and c.epoch == found.epoch
    return ours and found.ended is None


async def _ask(database: Database, backends: Backends | None, wanted: _Wanted, event: FlowActionDue) -> Acted:
    """What came of the call; raises Later while the very same run is at work elsewhere."""
    call = wanted.call
    if call.action in recommending.NAMES:
        return await recommending.act(database, wanted.c, event.run_id, call)
    if backends is None:
        return Acted(call.number, "unavailable", "no_back_ends")
    if call.action in {proving.SEND, proving.TAKE}:
        return await _prove(database, backends, wanted)
    try:
        result = await integrations.run(
            database,
            backends,
            brand_id=event.brand_id,
            action=call.action,
            inputs=call.inputs,
            principal=wanted.principal,
            conversation_id=event.conversation_id,
            idempotency_key=_key(event),
            confirmed=call.confirmed,
        )
    except why.RunUnderWay as error:
        raise outbox.Later(RUN_UNDER_WAY_S) from error
    except (why.NoSuchAction, why.NoSuchConnector, why.NotAllowedToRun, why.NeedsConfirmation, why.KeyReused) as error:
        # The file was checked when it was applied: the connector changed since.
        log.error("flow_action_not_possible", action=call.action, error=type(error).__name__)
        return Acted(call.number, "unavailable", error.code)
    except why.NotVerified as error:
        return Acted(call.number, "not_verified", error.code)
    except why.BackendRefused as error:
        return Acted(call.number, "refused", error.why or str(error.answered))
    except (why.OverCap, why.BadInput) as error:
        return Acted(call.number, "refused", error.code)
    except why.BackendUnavailable as error:
        return Acted(call.number, "unavailable", error.code)
    except why.OutcomeUnknown as error:
        return Acted(call.number, "unknown", error.code)
    return Acted(call.number, "succeeded", outputs=dict(result.outputs))


async def _prove(database: Database, backends: Backends, wanted: _Wanted) -> Acted:
    """Send a one-time code, or take the one that they wrote."""
    c, call = wanted.c, wanted.call
    asking = integrations.Asking(c.brand_id, c.id, c.contact_id, c.requester_kind, c.language)
    try:
        if call.action == proving.SEND:
            await integrations.send_code(database, backends, asking, call.inputs["type"], call.inputs["value"])
        else:
            code = await _code(database, c, int(call.inputs["seq"]))
            address = await integrations.prove_code(database, backends, asking, code)
            async with database.writer() as w:
                await conversations.proved(w, c, *address)
    except why.CodeRefused as error:
        # Or it was taken by an attempt that died before it could say so.
        return Acted(call.number, "succeeded" if wanted.principal.verified else "refused", error.code)
    except (why.TooManyCodes, why.CodeNotSent, why.NoChannelForCode, why.BackendUnavailable) as error:
        return Acted(call.number, "unavailable", error.code)
    return Acted(call.number, "succeeded")


async def _code(database: Database, c: Conversation, seq: int) -> str:
    async with database.reader() as r:
        entries = await conversations.entries(r, c, after_seq=seq - 1, limit=1, public_only=True)
    return proving.code_in(entries[0].body) or "" if entries else ""


async def _back(w: Writer, assistant: Assistant, event: FlowActionDue, acted: Acted) -> None:
    """Let the flow go on, or tell the person who has the conversation by now."""
    c = await conversations.lock(w, event.conversation_id)
    found = await flow_queries.run(w, event.brand_id, event.run_id)
    state = stored.state_of(found) if found is not None else None
    if found is None or state is None or state.pending is None or state.pending.number != acted.number:
        return
    if not _still_ours(c, found):
        await _note(w, c, found, state.pending, acted)
        return
    await flow_turns.acted(await _scene(w, assistant, c, found), found, acted)


async def _scene(w: Writer, assistant: Assistant, c: Conversation, found: RunRow) -> acting.Scene:
    settings = accounts.settings_of(await accounts.brand(w, c.brand_id))
    ready = await assistant.ready(w, c.brand_id, settings, refit=not assistant.swept)
    turns = await queries.turns(w, c.brand_id, c.id, c.segment)
    handled = max((turn.seq for turn in turns), default=0)
    return acting.Scene(
        w, assistant, ready, await policies.of(w, ready, c), c, [], handled, Understanding(language=found.language),
        flow_turns.past(turns), first=flow_turns.nothing_said(turns),
    )  # fmt: skip


async def _note(w: Writer, c: Conversation, found: RunRow, call: Call, acted: Acted) -> None:
    """The result came after a person had taken over: they must know what was done."""
    await flow_turns.leave(w, found)
    body = telling.late(call, acted)
    key = f"flow-{found.id}-{call.number}-late"
    await conversations.note(w, c.id, Author("bot"), body, client_id=key)
