"""Channel accounts: a brand's addresses on its channels, with settings that fit their adapter."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import asyncpg
from pydantic import ValidationError

from gigline.channels import queries
from gigline.channels.contract import Adapter, Capabilities
from gigline.channels.errors import AccountTaken, BadAccount, NoSuchAccount
from gigline.channels.models import ChannelAccount
from gigline.channels.registry import ADAPTERS
from gigline.infra.db import Reader, Writer
from gigline.kit.text import storable


def adapter(kind: str) -> Adapter:
    """The adapter of a channel; raises BadAccount when there is none."""
    found = ADAPTERS.get(kind)
    if found is None:
        raise BadAccount(f"There is no such channel: use one of {', '.join(sorted(ADAPTERS))}.")
    return found


def capabilities(kind: str) -> Capabilities:
    """What a channel can do; raises BadAccount when there is none."""
    return adapter(kind).capabilities


async def save_account(w: Writer, brand_id: UUID, kind: str, key: str, settings: dict[str, Any]) -> ChannelAccount:
    """Create the account `key`, or replace its settings; raises BadAccount, and AccountTaken if it is another's."""
    try:
        checked = adapter(kind).settings_model.model_validate(settings).model_dump(mode="json")
    except ValidationError as error:
        wrong = "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors())
        raise BadAccount(f"The settings of {key} do not fit the channel {kind}: {wrong}.") from error
    try:
        saved = await w.one(ChannelAccount, queries.SAVE_ACCOUNT, brand_id, w.new_id(), kind, key, checked)
    except asyncpg.CheckViolationError as error:
        raise BadAccount("An account's key has 2 to 60 of a-z, 0-9 and -, and begins with no -.") from error
    if saved is None:
        raise AccountTaken(f"The key {key} is in use, by another brand or for another channel.")
    return saved


async def account(r: Reader, brand_id: UUID, account_id: UUID) -> ChannelAccount:
    """Raises NoSuchAccount."""
    return _found(await r.one(ChannelAccount, queries.ACCOUNT, brand_id, account_id))


async def account_by_key(r: Reader, key: str) -> ChannelAccount:
    """Raises NoSuchAccount."""
    return _found(await r.one(ChannelAccount, queries.ACCOUNT_BY_KEY, storable(key)))


def _found(found: ChannelAccount | None) -> ChannelAccount:
    if found is None:
        raise NoSuchAccount("There is no such channel account.")
    return found


async def accounts(r: Reader, brand_id: UUID) -> list[ChannelAccount]:
    """The brand's accounts, by key."""
    return await r.all(ChannelAccount, queries.ACCOUNTS, brand_id)


async def of_kind(r: Reader, kind: str) -> list[ChannelAccount]:
    """All brands' accounts on a channel."""
    return await r.all(ChannelAccount, queries.ACCOUNTS_OF_KIND, kind)
