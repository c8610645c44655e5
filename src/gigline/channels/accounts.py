"""Channel accounts: a brand's addresses on its channels, with settings that fit their adapter.

Secrets among the settings are sealed where the process has a vault (`use_vault`); without one, as in tests of slices,
they stand with the rest.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any
from uuid import UUID
from weakref import WeakKeyDictionary

import asyncpg
from pydantic import BaseModel, ValidationError

from gigline.channels import queries
from gigline.channels.contract import Adapter, Capabilities
from gigline.channels.errors import AccountTaken, BadAccount, NoSuchAccount
from gigline.channels.models import ChannelAccount
from gigline.channels.registry import ADAPTERS
from gigline.infra.db import Database, Reader, Writer
from gigline.infra.vault import NoKey, Vault
from gigline.kit.text import storable

# Secrets by their names, where a model has them as plain text.
_SECRET_NAMES = frozenset({"secret", "password", "client_secret", "refresh_token", "smtp_password"})

_vaults: WeakKeyDictionary[Database, Vault] = WeakKeyDictionary()


def use_vault(database: Database, vault: Vault) -> None:
    """From now on secrets of this database's accounts are sealed; the composition root says so."""
    _vaults[database] = vault


def vault_of(database: Database) -> Vault:
    """What seals this database's secrets; raises NoKey where the process has none."""
    vault = _vaults.get(database)
    if vault is None:
        raise NoKey("This process has no key for secrets.")
    return vault


def adapter(kind: str) -> Adapter:
    """The adapter of a channel; raises BadAccount when there is none."""
    found = ADAPTERS.get(kind)
    if found is None:
        raise BadAccount(f"There is no such channel: use one of {', '.join(sorted(ADAPTERS))}.")
    return found


def capabilities(kind: str) -> Capabilities:
    """What a channel can do; raises BadAccount when there is none."""
    return adapter(kind).capabilities


def secret_fields(model: type[BaseModel]) -> frozenset[str]:
    """The settings that nobody is shown again."""
    fields = model.model_fields.items()
    return frozenset(name for name, one in fields if name in _SECRET_NAMES or "SecretStr" in repr(one.annotation))


def problems(kind: str, settings: dict[str, Any], *, incomplete: bool = False) -> list[tuple[str, str]]:
    """What does not fit, as (field, why); `incomplete`: what is missing may come later. Raises BadAccount."""
    try:
        adapter(kind).settings_model.model_validate(settings)
    except ValidationError as error:
        found = error.errors(include_url=False, include_context=False, include_input=False)
        return [
            (".".join(map(str, one["loc"])), one["msg"])
            for one in found
            if not (incomplete and (one["type"] == "missing" or not one["loc"]))
        ]
    return []


def is_ready(account: ChannelAccount) -> bool:
    """Whether the account has all that its adapter needs."""
    return account.kind in ADAPTERS and not problems(account.kind, account.settings)


async def save_account(
    w: Writer, brand_id: UUID, kind: str, key: str, settings: dict[str, Any], *, incomplete: bool = False
) -> ChannelAccount:
    """Create the account `key`, or replace its settings; raises BadAccount, and AccountTaken if it is another's."""
    wrong = problems(kind, settings, incomplete=incomplete)
    if wrong:
        said = "; ".join(": ".join(filter(None, one)) for one in wrong)
        raise BadAccount(f"The settings of {key} do not fit the channel {kind}: {said}.")
    checked = settings if problems(kind, settings) else _complete(adapter(kind).settings_model, settings)
    shown, sealed = _sealed(w.database, brand_id, key, kind, checked)
    try:
        saved = await w.one(
            ChannelAccount,
            queries.SAVE_ACCOUNT,
            brand_id,
            w.new_id(),
            kind,
            key,
            shown,
            sealed,
            w.database in _vaults,
        )
    except asyncpg.CheckViolationError as error:
        raise BadAccount("An account's key has 2 to 60 of a-z, 0-9 and -, and begins with no -.") from error
    if saved is None:
        raise AccountTaken(f"The key {key} is in use, by another brand or for another channel.")
    return _opened(w, saved)


def _complete(model: type[BaseModel], settings: dict[str, Any]) -> dict[str, Any]:
    return model.model_validate(settings).model_dump(mode="json")


def _place(brand_id: UUID, key: str) -> tuple[str, ...]:
    return ("channel_accounts", str(brand_id), key)


def _sealed(
    database: Database, brand_id: UUID, key: str, kind: str, settings: dict[str, Any]
) -> tuple[dict[str, Any], bytes | None]:
    """The settings that may be read in the database, and the others sealed."""
    vault = _vaults.get(database)
    names = secret_fields(adapter(kind).settings_model)
    secrets = {name: value for name, value in settings.items() if name in names and value is not None}
    if vault is None or not secrets:
        return settings, None
    shown = {name: value for name, value in settings.items() if name not in secrets}
    return shown, vault.seal(json.dumps(secrets), _place(brand_id, key))


def _opened(r: Reader, found: ChannelAccount) -> ChannelAccount:
    if found.sealed is None:
        return found
    vault = _vaults.get(r.database)
    if vault is None:
        # Who has no vault has no use for secrets either (comparing a folder, say): they are missing, not wrong.
        return found
    secrets = json.loads(vault.open(found.sealed, _place(found.brand_id, found.key)))
    return replace(found, settings={**found.settings, **secrets})


async def account(r: Reader, brand_id: UUID, account_id: UUID) -> ChannelAccount:
    """Raises NoSuchAccount."""
    return _found(r, await r.one(ChannelAccount, queries.ACCOUNT, brand_id, account_id))


async def account_by_key(r: Reader, key: str) -> ChannelAccount:
    """Raises NoSuchAccount."""
    return _found(r, await r.one(ChannelAccount, queries.ACCOUNT_BY_KEY, storable(key)))


def _found(r: Reader, found: ChannelAccount | None) -> ChannelAccount:
    if found is None:
        raise NoSuchAccount("There is no such channel account.")
    return _opened(r, found)


async def accounts(r: Reader, brand_id: UUID) -> list[ChannelAccount]:
    """The brand's accounts, by key."""
    return [_opened(r, one) for one in await r.all(ChannelAccount, queries.ACCOUNTS, brand_id)]


async def of_kind(r: Reader, kind: str) -> list[ChannelAccount]:
    """All brands' accounts on a channel."""
    return [_opened(r, one) for one in await r.all(ChannelAccount, queries.ACCOUNTS_OF_KIND, kind)]


async def set_up(w: Writer, account: ChannelAccount, given: dict[str, Any]) -> ChannelAccount:
    """Change some of the settings; null takes one away. Raises BadAccount; what is missing may come later."""
    merged = {**account.settings, **given}
    kept = {name: value for name, value in merged.items() if value is not None}
    return await save_account(w, account.brand_id, account.kind, account.key, kept, incomplete=True)
