"""API keys: `gk_` and 32 random bytes, shown once; only the SHA-256 is kept."""

from __future__ import annotations

import secrets
from uuid import UUID

from gigline.accounts import queries
from gigline.accounts.errors import NoSuchKey
from gigline.accounts.models import Actor, ApiKey, Role, SignedIn
from gigline.accounts.sessions import hash_of
from gigline.infra.db import Reader, Writer

PREFIX = "gk_"


async def create(w: Writer, brand_id: UUID, name: str, role: Role) -> tuple[ApiKey, str]:
    """A new key of this brand, and its token, which nobody can show again."""
    token = PREFIX + secrets.token_urlsafe(32)
    key = await w.one(ApiKey, queries.CREATE_KEY, brand_id, w.new_id(), name, role, hash_of(token))
    assert key is not None, "an insert returns its row"
    return key, token


async def of_brand(r: Reader, brand_id: UUID) -> list[ApiKey]:
    """All keys of the brand, revoked ones too, oldest first."""
    return await r.all(ApiKey, queries.KEYS, brand_id)


async def revoke(w: Writer, brand_id: UUID, key_id: UUID) -> None:
    """The key works no longer (again is harmless); raises NoSuchKey."""
    if not await w.execute(queries.REVOKE_KEY, brand_id, key_id):
        raise NoSuchKey("There is no such key.")


async def find(r: Reader, token: str) -> SignedIn | None:
    """What acts with this key, or None."""
    key = await r.one(ApiKey, queries.KEY_BY_HASH, hash_of(token)) if token.startswith(PREFIX) else None
    if key is None:
        return None
    actor = Actor(kind="api_key", id=key.id, name=key.name, roles={key.brand_id: key.role}, brand_id=key.brand_id)
    return SignedIn(actor=actor, via="key")
