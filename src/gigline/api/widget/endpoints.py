"""The widget's HTTP calls. Messages go in here and nowhere else; what is new comes over the socket."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse, Response

from gigline.accounts import current, requesters
from gigline.accounts import service as accounts
from gigline.accounts.current import WidgetToken
from gigline.accounts.models import WidgetClaims
from gigline.accounts.schemas import BrandSettings
from gigline.api import limits
from gigline.api.direct import Direct
from gigline.api.live import gateway, views
from gigline.api.widget import schemas, senders, sessions
from gigline.channels import attachments, parsing
from gigline.channels import service as channels
from gigline.channels.adapters.webchat.settings import WebchatSettings
from gigline.channels.contract import Inbound, on_behalf_of
from gigline.contacts import choices, experiences
from gigline.contacts import service as contacts
from gigline.contacts.models import Contact
from gigline.conversations import files
from gigline.conversations import service as conversations
from gigline.conversations.errors import NoSuchConversation
from gigline.conversations.models import Author, Conversation
from gigline.conversations.schemas import FileOut, WayList, way_out
from gigline.infra import stream
from gigline.infra.db import Database, Reader
from gigline.infra.edge import ReadSession, WriteSession, database_of
from gigline.infra.failpoints import hit
from gigline.kit.errors import BadInput
from gigline.quality import service as quality
from gigline.quality.models import RatingState
from gigline.routing import service as routing
from gigline.workforce import service as workforce

router = APIRouter(prefix="/api/v1/widget", tags=["widget"])


@router.post("/sessions", dependencies=[limits.PER_ADDRESS])
async def start_session(request: Request, body: schemas.StartSession) -> schemas.WidgetSession:
    """Begin or go on: who this browser is, what the brand says, and a token for the other calls."""
    database = database_of(request)
    origin = request.headers.get("origin")
    async with database.reader() as r:
        where = await sessions.place(r, body.account)
    sessions.check_page(where, origin, current.settings_of(request).public_url)
    visitor = await sessions.visitor_id(database, where, body.visitor)
    async with database.writer() as w:
        contact = await sessions.contact(w, where, visitor, body.identity_token)
        await sessions.note_time_zone(w, contact, body.time_zone)
        c = await conversations.latest_of_contact(w, where.brand.id, contact.id, where.account.id)
        available = await _somebody_is_there(w, where.brand.id)
        opens_at = await _opens_at(w, where.settings)
        matching = await sessions.matching(w, where, contact)
    token = await requesters.issue_widget(
        database, brand_id=where.brand.id, contact_id=contact.id, account=where.account.key, origin=origin
    )
    bot, chat = where.settings.bot, WebchatSettings.model_validate(where.account.settings)
    return schemas.WidgetSession(
        token=token,
        visitor=await requesters.issue_visitor(database, where.brand.id, visitor),
        contact=schemas.ContactBrief(id=contact.id, name=contact.name, verified=contact.verified),
        brand=schemas.BrandBrief(
            name=where.brand.name, languages=where.settings.brand.languages, accent=where.settings.brand.accent
        ),
        bot=schemas.BotBrief(name=bot.name, greeting=bot.greeting, enabled=bot.enabled),
        available=available,
        opens_at=opens_at,
        calls=schemas.CallsBrief(enabled=chat.calls, recorded=chat.record_calls),
        matching=[
            schemas.MatchingBrief(key=one.key, kind=one.kind, name=one.name, counts=counts) for one, counts in matching
        ],
        conversation=c.id if c else None,
    )


async def _opens_at(r: Reader, settings: BrandSettings) -> datetime | None:
    """When there will be people again; None while the brand is open."""
    calendar, now = settings.calendar(), await conversations.now(r)
    found = calendar.opens_at(now) if calendar is not None else None
    return None if found is None or found <= now else found


async def _somebody_is_there(r: Reader, brand_id: UUID) -> bool:
    return any(one.online for one in await workforce.candidates(r, brand_id))


async def _own(r: Reader, claims: WidgetClaims) -> Conversation | None:
    account = await channels.account_by_key(r, claims.account)
    return await conversations.latest_of_contact(r, claims.brand_id, claims.contact_id, account.id)


async def _own_or_404(r: Reader, claims: WidgetClaims) -> Conversation:
    c = await _own(r, claims)
    if c is None:
        raise NoSuchConversation("There is no conversation yet.")
    return c


@router.get("/conversation", dependencies=[limits.PER_REQUESTER])
async def get_conversation(
    r: ReadSession, claims: WidgetToken, after_seq: Annotated[int, Query(ge=0, le=2_147_483_647)] = 0
) -> schemas.WidgetConversation:
    """The requester's conversation, who answers, their place in the queue, what may be rated."""
    c = await _own(r, claims)
    available = await _somebody_is_there(r, claims.brand_id)
    opens_at = await _opens_at(r, accounts.settings_of(await accounts.brand(r, claims.brand_id)))
    if c is None:
        return schemas.WidgetConversation(
            conversation=None, entries=[], queue=None, rating=None, available=available, opens_at=opens_at
        )
    head = await stream.head(r, c.brand_id)
    [row] = await conversations.rows(r, [c.id])
    shown_after = await conversations.shown_after(r, c, claims.contact_id) or 0
    log = await conversations.entries(r, c, after_seq=max(after_seq, shown_after), limit=5000, public_only=True)
    place = await routing.queue_position(r, c)
    rating = await _to_rate(r, c, claims.contact_id)
    return schemas.WidgetConversation(
        conversation=views.public_head(row, head.epoch if head else "", gateway.answering(row)),
        entries=[views.public_entry(one) for one in log if views.is_public(one) and one.seq <= row.seq],
        queue=None if place is None else schemas.QueuePlace.model_validate(gateway.place_out(place)),
        rating=None if rating is None else schemas.RatingState.model_validate(rating, from_attributes=True),
        available=available,
        opens_at=opens_at,
    )


async def _to_rate(r: Reader, c: Conversation, contact_id: UUID) -> RatingState | None:
    """What they are asked to rate, or have rated; nothing where they want no such questions."""
    found = await quality.rating_state(r, c)
    asked = found is not None and found.score is None
    return None if asked and not await choices.may_write(r, c.brand_id, contact_id, "feedback", c.channel) else found


async def send_message(request: Request) -> Response:
    """A message of the requester: `{"body": ..., "client_id": ...}`. Durable when this answers; the same `client_id`
    again changes nothing."""
    database = database_of(request)
    who = await current.signed_in(request)
    claims = await current.widget(request, who)
    await limits.per_requester(request, who)
    sender = await senders.sender(database, claims)
    contact = sender.contact
    raw = await request.body()
    [parsed] = channels.adapter("webchat").parse(sender.account.settings, (), raw)
    assert isinstance(parsed, Inbound)
    inbound = on_behalf_of(
        await _with_files(database, parsed, contact),
        sender=str(contact.id),
        name=contact.name,
        kind=contact.kind,
        verified=contact.verified,
    )
    [new] = await channels.accept(database, sender.account, [inbound])
    await hit("ingest.after_commit_before_ack")
    return JSONResponse({"client_id": inbound.client_id, "accepted": True, "new": new}, status_code=202)


async def _with_files(database: Database, inbound: Inbound, contact: Contact) -> Inbound:
    """The message with what the log says of its files; raises NoSuchAttachment for files of anybody else."""
    ids = inbound.data.get("files")
    if not ids:
        return inbound
    async with database.reader() as r:
        kept = await files.sent_by(r, contact.brand_id, contact.id, ids)
    text = inbound.text.strip() or parsing.placeholder([one.content_type for one in kept])
    return replace(inbound, text=text, data={"attachments": attachments.told(kept)})


@router.post("/files", status_code=201, dependencies=[limits.PER_REQUESTER])
async def put_up_file(
    request: Request,
    w: WriteSession,
    claims: WidgetToken,
    name: Annotated[str, Query(min_length=1, max_length=200)],
) -> FileOut:
    """Put up a file (the body, at most 10 MB) that is to go with a message: pictures, PDF, sound and video."""
    kept = await attachments.upload(w, claims.brand_id, claims.contact_id, name, await request.body())
    return FileOut(id=kept.id, name=kept.name, type=kept.content_type, size=kept.size)


@router.get("/files/{attachment_id}", response_class=Response, dependencies=[limits.PER_REQUESTER])
async def get_file(r: ReadSession, claims: WidgetToken, attachment_id: UUID) -> Response:
    """A file that stands in the requester's own log, to be downloaded."""
    c = await _own_or_404(r, claims)
    row = await files.file_in_log(r, c, attachment_id)
    return Response(row.content, headers={**files.headers_of(row), "cross-origin-resource-policy": "cross-origin"})


router.add_api_route(
    "/messages",
    send_message,
    methods=["POST"],
    status_code=202,
    response_model=schemas.Accepted,
    route_class_override=Direct,
)


@router.post("/person", status_code=202, dependencies=[limits.PER_REQUESTER])
async def ask_for_person(w: WriteSession, claims: WidgetToken) -> dict[str, bool]:
    """The requester wants a person, now."""
    where = await sessions.place(w, claims.account)
    requester = await sessions.requester(w, where, claims)
    c = await conversations.open_for_person(w, requester, where.settings)
    await conversations.request_person(w, c.id)
    return {"accepted": True}


@router.post("/receipts", status_code=204, dependencies=[limits.PER_REQUESTER_RECEIPTS])
async def note_receipt(w: WriteSession, claims: WidgetToken, body: schemas.NoteReceipt) -> None:
    """The browser showed (delivered) or the requester saw (read) an answer."""
    c = await _own_or_404(w, claims)
    await conversations.receipt(w, c.id, body.seq, body.state)


@router.get("/ways", dependencies=[limits.PER_REQUESTER])
async def list_ways(r: ReadSession, claims: WidgetToken) -> WayList:
    """Where answers may go, with addresses that only their owner recognises."""
    c = await _own_or_404(r, claims)
    return WayList(items=[way_out(one, one.masked) for one in await conversations.ways(r, c)])


@router.post("/move", status_code=204, dependencies=[limits.PER_REQUESTER])
async def move(w: WriteSession, claims: WidgetToken, body: schemas.ChooseWay) -> None:
    """The requester wants answers there from now on, until the matter is settled."""
    c = await _own_or_404(w, claims)
    contact = await contacts.get(w, claims.brand_id, claims.contact_id)
    await conversations.choose(w, c.id, body.way, Author("requester", contact.id, contact.name))


@router.post("/callback", status_code=202, dependencies=[limits.PER_REQUESTER])
async def ask_for_call(w: WriteSession, claims: WidgetToken, body: schemas.AskForCall) -> dict[str, bool]:
    """The requester wants to be called: people get the conversation, and the number as a claim."""
    c = await _own_or_404(w, claims)
    contact = await contacts.get(w, claims.brand_id, claims.contact_id)
    await conversations.ask_for_call(w, c.id, body.phone, body.at, Author("requester", contact.id, contact.name))
    return {"accepted": True}


@router.post("/address", status_code=204, dependencies=[limits.PER_REQUESTER])
async def leave_address(w: WriteSession, claims: WidgetToken, body: schemas.LeaveAddress) -> None:
    """Where an answer can reach the requester later. A claim: it merges them with nobody."""
    said = {key: value for key, value in body.model_dump().items() if value}
    if not said:
        raise BadInput("Give an e-mail address or a phone number.")
    contact = await contacts.get(w, claims.brand_id, claims.contact_id)
    await contacts.claim(w, contact, said)


@router.put("/matching", status_code=204, dependencies=[limits.PER_REQUESTER])
async def choose_matching(w: WriteSession, claims: WidgetToken, body: schemas.ChooseMatching) -> None:
    """What of them may count when somebody is chosen for them, from the next choice on; nothing, unless they say so."""
    where = await sessions.place(w, claims.account)
    contact = await contacts.get(w, claims.brand_id, claims.contact_id)
    offered = {one.key for one, _ in await sessions.matching(w, where, contact)}
    if unknown := sorted(set(body.keys) - offered):
        raise BadInput(f"The brand does not ask for {unknown[0]!r}.")
    await experiences.say(w, contact, body.keys)


@router.post("/rating", status_code=204, dependencies=[limits.PER_REQUESTER])
async def rate(w: WriteSession, claims: WidgetToken, body: schemas.Rate) -> None:
    """How it was, once per resolution; a second rating of the same one replaces the first."""
    c = await _own_or_404(w, claims)
    await quality.rate(w, c, segment=body.segment, score=body.score, comment=body.comment)
