"""Actions in a conversation, for those who answer it."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Request

from gigline.accounts.current import CurrentActor
from gigline.assist import schemas, service
from gigline.contacts import service as contacts
from gigline.conversations import service as conversations
from gigline.infra.edge import ReadSession, WriteSession, database_of
from gigline.integrations import service as integrations
from gigline.integrations.backends import Backends

router = APIRouter(prefix="/api/v1/conversations/{conversation_id}", tags=["actions"])

ActionName = Annotated[str, Path(pattern=r"^[a-z][a-z0-9_]{0,39}$")]


def _backends(request: Request) -> Backends:
    backends = request.app.state.backends
    assert isinstance(backends, Backends), "app.web puts it there"
    return backends


@router.get("/actions")
async def list_actions(r: ReadSession, actor: CurrentActor, conversation_id: UUID) -> schemas.ActionsOut:
    """What can be done for this requester, and what was done in this conversation."""
    c = await conversations.access_conversation(r, actor, conversation_id, "read")
    return await service.overview(r, actor, c)


@router.post("/actions/{name}/runs", status_code=201)
async def run_action(
    request: Request, actor: CurrentActor, conversation_id: UUID, name: ActionName, body: schemas.RunAction
) -> schemas.RunOut:
    """Run an action; only who holds the conversation may. Nothing runs twice under one `client_id`."""
    return await service.run(database_of(request), _backends(request), actor, conversation_id, name, body)


@router.post("/action-runs/{run_id}/settle")
async def settle_run(
    w: WriteSession, actor: CurrentActor, conversation_id: UUID, run_id: UUID, body: schemas.SettleRun
) -> schemas.RunOut:
    """Say how a run of unknown outcome ended, once somebody found out."""
    c = await conversations.access_conversation(w, actor, conversation_id, "write")
    return await service.settle(w, actor, c, run_id, happened=body.happened)


@router.post("/verification", status_code=202)
async def send_code(
    request: Request, actor: CurrentActor, conversation_id: UUID, body: schemas.SendCode
) -> schemas.Accepted:
    """Send a one-time code to an address of the requester, if the brand knows it; the answer does not say."""
    database = database_of(request)
    async with database.reader() as r:
        c = await conversations.access_conversation(r, actor, conversation_id, "write")
    value = contacts.canonical(body.type, body.value)
    await integrations.send_code(database, _backends(request), service.asking(c), body.type, value)
    return schemas.Accepted(accepted=True)


@router.post("/verification/code")
async def prove_code(
    request: Request, actor: CurrentActor, conversation_id: UUID, body: schemas.ProveCode
) -> schemas.Accepted:
    """Take the code that the requester gave: from now on the address is theirs in this conversation."""
    database = database_of(request)
    async with database.reader() as r:
        c = await conversations.access_conversation(r, actor, conversation_id, "write")
    await service.prove(database, _backends(request), c, body.code)
    return schemas.Accepted(accepted=True)
