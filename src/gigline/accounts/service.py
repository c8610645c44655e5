"""Brands, people and roles. Beside it: sessions.py, keys.py, requesters.py (widget tokens), identity.py (JWTs)."""

from __future__ import annotations

import secrets
from uuid import UUID
from weakref import WeakKeyDictionary

from gigline.accounts import passwords, queries
from gigline.accounts.errors import NoSuchBrand, NoSuchPerson, PersonExists
from gigline.accounts.models import Actor, Brand, Person, Role
from gigline.accounts.schemas import BrandSettings
from gigline.infra.db import Database, Reader, Writer
from gigline.kit.errors import BadInput
from gigline.kit.text import storable

_server_secrets: WeakKeyDictionary[Database, bytes] = WeakKeyDictionary()


async def brand(r: Reader, brand_id: UUID) -> Brand:
    """The brand of this id; raises NoSuchBrand."""
    return _found(await r.one(Brand, queries.BRAND, brand_id))


async def brand_by_key(r: Reader, key: str) -> Brand:
    """The brand of this key; raises NoSuchBrand."""
    return _found(await r.one(Brand, queries.BRAND_BY_KEY, key))


def _found(found: Brand | None) -> Brand:
    if found is None:
        raise NoSuchBrand("There is no such brand.")
    return found


async def brands(r: Reader) -> list[Brand]:
    """All brands, by name."""
    return await r.all(Brand, queries.BRANDS)


async def brands_of(r: Reader, actor: Actor, role: Role = "associate") -> list[Brand]:
    """The brands in which the actor is at least `role`, by name; all of them for operators."""
    if actor.operator:
        return await brands(r)
    return await r.all(Brand, queries.BRANDS_AMONG, actor.brands_with(role))


def settings_of(brand: Brand) -> BrandSettings:
    """The brand's settings as checked values."""
    return BrandSettings.model_validate(brand.settings)


async def access_brand(r: Reader, actor: Actor, brand_id: UUID, role: Role) -> Brand:
    """The brand, if the actor is at least `role` in it; otherwise NoSuchBrand, as for one that does not exist."""
    if not actor.has_role(brand_id, role):
        raise NoSuchBrand("There is no such brand.")
    return await brand(r, brand_id)


async def save_brand(w: Writer, settings: BrandSettings) -> Brand:
    """Create or update the brand of this key. Its id, identity secret and stream are made once and stay."""
    saved = await w.one(
        Brand,
        queries.SAVE_BRAND,
        w.new_id(),
        settings.brand.key,
        settings.brand.name,
        settings.model_dump(mode="json"),
        secrets.token_urlsafe(32).encode(),
    )
    assert saved is not None, "an upsert returns its row"
    await w.execute(queries.SAVE_STREAM, saved.id, secrets.token_hex(8))
    return saved


async def person(r: Reader, person_id: UUID) -> Person:
    """The person of this id; raises NoSuchPerson."""
    found = await r.one(Person, queries.PERSON, person_id)
    if found is None:
        raise NoSuchPerson("There is no such person.")
    return found


async def person_by_email(r: Reader, email: str) -> Person | None:
    """Who signs in with this address, or None."""
    return await r.one(Person, queries.PERSON_BY_EMAIL, canonical_email(email))


async def people_of(r: Reader, brand_id: UUID) -> list[Person]:
    """Everybody with a role in the brand, by name."""
    return await r.all(Person, queries.PEOPLE_OF_BRAND, brand_id)


def canonical_email(email: str) -> str:
    """The address as it is stored and compared: trimmed, small letters."""
    return storable(email).strip().lower()


async def create_person(w: Writer, email: str, name: str, password: str, operator: bool = False) -> Person:
    """Somebody new who can sign in; raises PersonExists, and BadInput on a bad address or password."""
    address = canonical_email(email)
    if not 3 <= len(address) <= 254 or address.count("@") != 1 or not all(address.split("@")):
        raise BadInput("An e-mail address is like name@company.example.")
    hashed = await passwords.make_hash(password)
    made = await w.one(Person, queries.CREATE_PERSON, w.new_id(), address, storable(name), hashed, operator)
    if made is None:
        raise PersonExists("Somebody signs in with this e-mail address already.")
    return made


async def set_password(w: Writer, person_id: UUID, password: str) -> None:
    """Replace the password and sign the person out everywhere; raises NoSuchPerson, BadInput."""
    if not await w.execute(queries.SET_PASSWORD, person_id, await passwords.make_hash(password)):
        raise NoSuchPerson("There is no such person.")
    await w.execute(queries.END_SESSIONS_OF, person_id)


async def disable_person(w: Writer, person_id: UUID) -> None:
    """Nobody signs in as this person any more, and all their sessions end; raises NoSuchPerson."""
    if not await w.execute(queries.DISABLE_PERSON, person_id):
        raise NoSuchPerson("There is no such person.")
    await w.execute(queries.END_SESSIONS_OF, person_id)


async def enable_person(w: Writer, person_id: UUID) -> None:
    """They may sign in again, with what they had; raises NoSuchPerson."""
    if not await w.execute(queries.ENABLE_PERSON, person_id):
        raise NoSuchPerson("There is no such person.")


async def set_role(w: Writer, person_id: UUID, brand_id: UUID, role: Role | None) -> None:
    """Give the person this role in the brand in place of any other; None takes it away."""
    if role is None:
        await w.execute(queries.DROP_ROLE, brand_id, person_id)
    else:
        await w.execute(queries.SET_ROLE, brand_id, person_id, role)


async def server_secret(database: Database) -> bytes:
    """The key that signs this installation's tokens (32 bytes): made by whoever needs it first, the same for all."""
    known = _server_secrets.get(database)
    if known is None:
        async with database.writer() as w:
            await w.execute(queries.SAVE_SECRET, "tokens", secrets.token_bytes(32))
            known = bytes(await w.value(queries.SECRET, "tokens"))
        _server_secrets[database] = known
    return known
