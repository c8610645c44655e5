"""Where an associate wants calls to come."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter

from gigline.accounts.current import CurrentActor
from gigline.accounts.models import Actor
from gigline.calls import schemas, service
from gigline.contacts import service as contacts
from gigline.conversations import service as conversations
from gigline.conversations.errors import NotAllowedNow
from gigline.conversations.models import Author
from gigline.infra.edge import ReadSession, WriteSession
from gigline.workforce.errors import NoSuchAssociate

router = APIRouter(prefix="/api/v1", tags=["calls"])


@router.post("/conversations/{conversation_id}/callback/call", status_code=202)
async def call_back(w: WriteSession, actor: CurrentActor, conversation_id: UUID) -> None:
    """The platform calls the requester who waits for a call, at the number that they gave, proved or not.

    Whoever has the conversation says so. If they have others too, it goes to somebody who is free for a call.
    """
    c = await conversations.access_conversation(w, actor, conversation_id, "write")
    if c.associate_id != actor.id:
        raise NotAllowedNow("Only whoever has the conversation has its requester called.", current={"holder": c.holder})
    await service.call_now(w, conversation_id, Author("associate", actor.id, actor.name))


@router.get("/associate/phone")
async def get_own_phone(r: ReadSession, actor: CurrentActor) -> schemas.OwnPhone:
    """My own phone, where calls come; null: to the console."""
    return schemas.OwnPhone(number=await service.phone_of(r, _person(actor)))


@router.put("/associate/phone")
async def set_own_phone(w: WriteSession, actor: CurrentActor, body: schemas.OwnPhone) -> schemas.OwnPhone:
    """I take calls on a phone of my own, or (null) in the console."""
    number = None if body.number is None else contacts.canonical("phone", body.number)
    await service.save_phone(w, _person(actor), number)
    return schemas.OwnPhone(number=number)


def _person(actor: Actor) -> UUID:
    if actor.kind != "person":
        raise NoSuchAssociate("Only people take calls.")
    return actor.id
