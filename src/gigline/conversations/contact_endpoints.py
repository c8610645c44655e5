"""The contacts API for people and keys: a person with all that is known of them, and who is who."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request
from starlette.responses import StreamingResponse

from gigline.accounts.current import CurrentActor
from gigline.contacts import choices
from gigline.contacts import persons as known
from gigline.contacts.models import By
from gigline.conversations import access, exporting, persons
from gigline.conversations import contact_schemas as schemas
from gigline.conversations.person_view import person_out
from gigline.infra.edge import ReadSession, WriteSession, database_of
from gigline.kit.errors import BadInput
from gigline.kit.text import storable

router = APIRouter(prefix="/api/v1/contacts", tags=["contacts"])


@router.get("")
async def list_contacts(
    r: ReadSession, actor: CurrentActor, brand: UUID, q: Annotated[str, Query(min_length=2, max_length=120)]
) -> schemas.ContactList:
    """Persons whose name or address has `q` in it, newest first, at most 20 (leaders)."""
    if not actor.has_role(brand, "leader"):
        raise access.no_such_contact()
    found = await known.search(r, brand, storable(q).strip())
    return await _rows(r, brand, [one.id for one in found])


@router.get("/{contact_id}")
async def get_contact(r: ReadSession, actor: CurrentActor, contact_id: UUID) -> schemas.ContactOut:
    """The person whom the contact belongs to; associates see those of whom they help now."""
    return await person_out(r, actor, await access.access_contact(r, actor, contact_id))


@router.get("/{contact_id}/alike")
async def list_alike(r: ReadSession, actor: CurrentActor, contact_id: UUID) -> schemas.ContactList:
    """Who may be the same person: they hold an address that this one claims, or claim one that this one holds
    (leaders)."""
    who = await access.access_contact(r, actor, contact_id, "lead")
    found = await known.alike(r, who)
    return await _rows(r, who.contact.brand_id, [one.id for one in found])


async def _rows(r: ReadSession, brand_id: UUID, ids: list[UUID]) -> schemas.ContactList:
    items = []
    for id_ in ids:
        who = await known.person(r, brand_id, id_)
        items.append(schemas.row_out(who.contact, await known.identities(r, who)))
    return schemas.ContactList(items=items)


@router.post("/{contact_id}/merges", status_code=201)
async def merge(w: WriteSession, actor: CurrentActor, contact_id: UUID, body: schemas.MergeWith) -> schemas.ContactOut:
    """Both are one person, whom the contact in the path stands for."""
    await persons.merge(w, actor, contact_id, body.other)
    return await person_out(w, actor, await access.access_contact(w, actor, contact_id))


@router.post("/{contact_id}/merges/{merge_id}/undo")
async def undo_merge(w: WriteSession, actor: CurrentActor, contact_id: UUID, merge_id: UUID) -> schemas.ContactOut:
    """They were two: everything is as it was before."""
    await persons.undo(w, actor, contact_id, merge_id)
    return await person_out(w, actor, await access.access_contact(w, actor, contact_id))


@router.post("/{contact_id}/split", status_code=201)
async def split(w: WriteSession, actor: CurrentActor, contact_id: UUID, body: schemas.SplitOff) -> schemas.ContactRow:
    """Give an identity a contact of its own, with the conversations held there (leaders); answers with that contact."""
    new = await persons.split(w, actor, contact_id, body.type, body.value)
    return (await _rows(w, new.brand_id, [new.id])).items[0]


@router.put("/{contact_id}/kinds")
async def set_kinds(
    w: WriteSession, actor: CurrentActor, contact_id: UUID, body: schemas.SetKinds
) -> schemas.ContactOut:
    """Say what they are for the brand: a courier who is a customer too, say (leaders)."""
    who = await access.access_contact(w, actor, contact_id, "lead")
    await known.set_kinds(w, who.contact, body.kind, body.kinds)
    return await person_out(w, actor, await access.access_contact(w, actor, contact_id))


@router.post("/{contact_id}/choices", status_code=201)
async def choose(w: WriteSession, actor: CurrentActor, contact_id: UUID, body: schemas.Choose) -> schemas.ContactOut:
    """Write down what the requester said of being written to, and where they would rather be."""
    if body.choice == "preferred" and not body.channel:
        raise BadInput("A preferred channel has a name.")
    who = await access.access_contact(w, actor, contact_id)
    by = By("person", actor.id, actor.name)
    await choices.note(w, who.contact, body.purpose, body.channel, body.choice, "said", by)
    return await person_out(w, actor, who)


@router.get("/{contact_id}/export", response_class=StreamingResponse)
async def export(request: Request, w: WriteSession, actor: CurrentActor, contact_id: UUID) -> StreamingResponse:
    """Everything that is kept about the person, as a JSON file (leaders); who asked for it is kept too."""
    who = await access.access_contact(w, actor, contact_id, "lead")
    await exporting.note(w, actor, who)
    named = {"Content-Disposition": f'attachment; filename="contact-{who.contact.id}.json"'}
    return StreamingResponse(
        exporting.document(database_of(request), who), media_type="application/json", headers=named
    )
