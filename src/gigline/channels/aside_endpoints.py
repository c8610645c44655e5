"""What was laid aside on an account, for those who set it up: a list, masked, and letting one in."""

from __future__ import annotations

import base64
import binascii
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel

from gigline.accounts.current import CurrentActor
from gigline.channels import letting_in, masking
from gigline.channels.account_endpoints import access_account
from gigline.channels.errors import NoSuchAside
from gigline.infra.edge import ReadSession, database_of

router = APIRouter(prefix="/api/v1/brands/{brand_id}/channels/{account_id}/asides", tags=["channels"])

AT_ONCE = 30


class AsideOut(BaseModel):
    """A delivery that became no message, and why; `sender` masked, empty where it could not be read. `whole`: it may
    be let in; `let_in_by` did so."""

    id: str
    at: datetime
    reason: str
    sender: str
    size: int
    whole: bool
    let_in_at: datetime | None
    let_in_by: str | None


class AsideList(BaseModel):
    """`next` is the cursor of the next page."""

    items: list[AsideOut]
    next: str | None


class LetInOut(BaseModel):
    """`new`: it became a message now, and was none before."""

    new: bool


@router.get("")
async def asides(
    brand_id: UUID,
    account_id: UUID,
    r: ReadSession,
    actor: CurrentActor,
    cursor: Annotated[str | None, Query(max_length=1_000)] = None,
) -> AsideList:
    """What was laid aside, newest first, with senders masked (admins)."""
    account = await access_account(r, actor, brand_id, account_id)
    page = await letting_in.page(r, account, cursor, AT_ONCE)
    return AsideList(items=[_out(one) for one in page.items], next=page.next)


def _out(one: letting_in.Laid) -> AsideOut:
    return AsideOut(
        id=base64.urlsafe_b64encode(one.provider_id.encode()).decode().rstrip("="),
        at=one.at,
        reason=one.reason,
        sender=masking.address(one.sender),
        size=one.size,
        whole=one.reason != letting_in.NOT_WHOLE,
        let_in_at=one.let_in_at,
        let_in_by=one.let_in_by,
    )


@router.post("/{aside_id}/let-in")
async def let_in(brand_id: UUID, account_id: UUID, aside_id: str, request: Request, actor: CurrentActor) -> LetInOut:
    """Process one as if it had not been laid aside, once (admins)."""
    database = database_of(request)
    async with database.reader() as r:
        account = await access_account(r, actor, brand_id, account_id)
    return LetInOut(new=await letting_in.let_in(database, account, _provider_id(aside_id), actor.name))


def _provider_id(aside_id: str) -> str:
    """Providers' ids may have any characters, paths may not."""
    try:
        return base64.b64decode(aside_id + "=" * (-len(aside_id) % 4), altchars=b"-_", validate=True).decode()
    except (binascii.Error, ValueError) as error:
        raise NoSuchAside("There is nothing like that among what was laid aside.") from error
