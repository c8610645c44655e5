"""A brand's channel accounts for those who set them up: how they stand, their settings, a test, what came in lately."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal, get_args, get_origin
from uuid import UUID

import httpx
from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field

from gigline.accounts import service as brands
from gigline.accounts.current import CurrentActor, settings_of
from gigline.accounts.models import Actor
from gigline.channels import accounts, consent, letting_in, masking, queries, service, tokens, webhook_log
from gigline.channels.contract import Probes, SendFailed, SendUnknown
from gigline.channels.errors import CannotTest, NoSuchDelivery
from gigline.channels.models import ChannelAccount, LogLine
from gigline.infra.db import Reader
from gigline.infra.edge import ReadSession, WriteSession, database_of

router = APIRouter(prefix="/api/v1/brands/{brand_id}/channels", tags=["channels"])

Setting = str | int | float | bool | None
AT_ONCE = 50


FieldType = Literal["text", "number", "switch", "group"]


class FieldOut(BaseModel):
    """A setting of an account. Of a secret only whether it is there is told; a group is set in the brand's folder."""

    name: str
    type: FieldType
    description: str
    secret: bool
    required: bool
    filled: bool
    value: Any = None


class AccountOut(BaseModel):
    """An account and its last 24 hours. `address` is where the provider delivers, `trouble` why it cannot be asked now,
    in a word, `consent_at` whose page it can be signed in on, `lays_aside` whether deliveries may be kept that are no
    messages."""

    id: UUID
    kind: str
    key: str
    native: bool
    ready: bool
    testable: bool
    consent_at: str | None
    lays_aside: bool
    address: str | None
    window_s: int | None
    fields: list[FieldOut]
    received: int
    sent: int
    failed: int
    unknown: int
    waiting: int
    last_received_at: datetime | None
    trouble: str | None


class AccountList(BaseModel):
    items: list[AccountOut]


class SettingsIn(BaseModel):
    """What changes; null takes a setting away."""

    model_config = ConfigDict(extra="forbid")

    settings: Annotated[dict[str, Setting], Field(max_length=50)]


class TestOut(BaseModel):
    """`name` is what the provider calls the account, `reason` why it would not say."""

    ok: bool
    name: str = ""
    reason: str = ""


class DeliveryOut(BaseModel):
    """A delivery, with everything masked that somebody said; `outcome` is stored, repeated, unverified, malformed or
    failed."""

    id: UUID
    at: datetime
    outcome: str
    detail: str
    parts: int
    took_ms: float
    body: str


class DeliveryList(BaseModel):
    items: list[DeliveryOut]


class ReplayOut(BaseModel):
    """How many messages and other parts it held, and how many of them were new."""

    parts: int
    new: int


async def access_account(r: Reader, actor: Actor, brand_id: UUID, account_id: UUID) -> ChannelAccount:
    """The account, for admins of its brand."""
    await brands.access_brand(r, actor, brand_id, "admin")
    return await accounts.account(r, brand_id, account_id)


@router.get("")
async def list_accounts(brand_id: UUID, request: Request, r: ReadSession, actor: CurrentActor) -> AccountList:
    """The brand's channel accounts and how they stand (admins)."""
    await brands.access_brand(r, actor, brand_id, "admin")
    counts = {row["id"]: dict(row) for row in await r.rows(queries.ACCOUNT_COUNTS, brand_id)}
    base = base_of(request)
    return AccountList(items=[_account_out(one, counts[one.id], base) for one in await accounts.accounts(r, brand_id)])


def base_of(request: Request) -> str:
    """Where others find us."""
    return (settings_of(request).public_url or str(request.base_url)).rstrip("/")


def _account_out(account: ChannelAccount, counts: dict[str, Any], base: str) -> AccountOut:
    adapter = accounts.adapter(account.kind)
    able = adapter.capabilities
    client = consent.client_of(account)
    return AccountOut(
        kind=account.kind,
        key=account.key,
        native=able.native,
        ready=accounts.is_ready(account),
        testable=isinstance(adapter, Probes),
        lays_aside=letting_in.may_be(account),
        consent_at=httpx.URL(client.authorize_url).host if client else None,
        address=None if able.native else f"{base}/channels/{account.kind}/{account.key}",
        window_s=able.window_s,
        fields=_fields(account),
        **counts,
    )


def _fields(account: ChannelAccount) -> list[FieldOut]:
    model = accounts.adapter(account.kind).settings_model
    secrets = accounts.secret_fields(model)
    return [
        FieldOut(
            name=name,
            type=_type(field.annotation),
            description=field.description or "",
            secret=name in secrets,
            required=field.is_required(),
            filled=account.settings.get(name) is not None,
            value=None if name in secrets else account.settings.get(name),
        )
        for name, field in model.model_fields.items()
    ]


def _type(annotation: Any) -> FieldType:
    """How a setting is given; what may also be left out is as it is otherwise."""
    kinds = _kinds(annotation)
    if any(issubclass(one, BaseModel | list) for one in kinds):
        return "group"
    if bool in kinds:
        return "switch"
    return "number" if kinds & {int, float} else "text"


def _kinds(annotation: Any) -> set[type]:
    """The classes that an annotation names, within `Annotated` and unions too."""
    found = {annotation} if isinstance(annotation, type) else set()
    inner = (get_origin(annotation), *get_args(annotation))
    return found.union(*(_kinds(one) for one in inner if isinstance(one, type) or get_args(one)))


@router.put("/{account_id}/settings")
async def set_up(
    brand_id: UUID, account_id: UUID, body: SettingsIn, request: Request, w: WriteSession, actor: CurrentActor
) -> AccountOut:
    """Change settings of an account, secrets included (admins). A secret is never shown again."""
    account = await accounts.set_up(w, await access_account(w, actor, brand_id, account_id), dict(body.settings))
    counts = {row["id"]: dict(row) for row in await w.rows(queries.ACCOUNT_COUNTS, brand_id)}
    return _account_out(account, counts[account.id], base_of(request))


@router.post("/{account_id}/test")
async def test(brand_id: UUID, account_id: UUID, request: Request, actor: CurrentActor) -> TestOut:
    """Ask the provider whether the settings are good; writes to nobody (admins)."""
    async with database_of(request).reader() as r:
        account = await access_account(r, actor, brand_id, account_id)
    adapter = accounts.adapter(account.kind)
    if not isinstance(adapter, Probes):
        raise CannotTest("There is nobody to ask on this channel.")
    if not accounts.is_ready(account):
        raise CannotTest("Fill in all that is required first.")
    outside = tokens.signed(database_of(request), request.app.state.channel_fetch, account)
    try:
        return TestOut(ok=True, name=await adapter.probe(outside, account.settings))
    except (SendFailed, SendUnknown) as error:
        return TestOut(ok=False, reason=error.reason)


@router.get("/{account_id}/deliveries")
async def deliveries(brand_id: UUID, account_id: UUID, r: ReadSession, actor: CurrentActor) -> DeliveryList:
    """What the provider delivered lately, newest first, masked (admins)."""
    account = await access_account(r, actor, brand_id, account_id)
    lines = await r.all(LogLine, queries.WEBHOOK_LOG, brand_id, account.id, AT_ONCE)
    return DeliveryList(items=[_line_out(one) for one in lines])


def _line_out(line: LogLine) -> DeliveryOut:
    return DeliveryOut(
        id=line.id,
        at=line.at,
        outcome=line.outcome,
        detail=line.detail,
        parts=line.parts,
        took_ms=line.took_ms,
        body=masking.masked(line.content_type, line.body),
    )


@router.post("/{account_id}/deliveries/{line_id}/replay")
async def replay(brand_id: UUID, account_id: UUID, line_id: UUID, request: Request, actor: CurrentActor) -> ReplayOut:
    """Read a delivery again, as if it came now (admins): harmless, what is known stays as it is. One that was not
    proved to be the provider's is never read."""
    database = database_of(request)
    async with database.reader() as r:
        account = await access_account(r, actor, brand_id, account_id)
        line = await r.one(LogLine, queries.WEBHOOK_LOG_LINE, brand_id, account.id, line_id)
    # Of a long one only the beginning is kept: half a message would stand in the place of the whole.
    if line is None or line.outcome == "unverified" or len(line.body) >= webhook_log.LONGEST_BODY:
        raise NoSuchDelivery("There is no such delivery to be read again.")
    parts = accounts.adapter(account.kind).parse(account.settings, [("content-type", line.content_type)], line.body)
    new = await service.accept(database, account, parts)
    return ReplayOut(parts=len(parts), new=sum(new))
