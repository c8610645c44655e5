"""Signing in and out. A session is a random token in a cookie, of which only the SHA-256 is kept.

`sign_in` opens its own short transactions: a refused attempt must count although the request fails, and no
connection may wait for argon2.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from uuid import UUID

from gigline.accounts import passwords, queries, service
from gigline.accounts.errors import WrongSignIn
from gigline.accounts.models import Actor, Credentials, Session, SignedIn
from gigline.infra.db import Database, Reader, Writer
from gigline.kit.errors import TooMany

COOKIE = "gigline_session"
LIVES_S = 14 * 86_400
# Pushed forward at most once a day, so that reading stays reading.
RENEWED_BELOW_S = LIVES_S - 86_400


@dataclass(frozen=True)
class Bucket:
    """A rate of sign-in attempts: `burst` at once, then `per_s` a second."""

    burst: float
    per_s: float


PER_EMAIL = Bucket(burst=10, per_s=1 / 30)
PER_ADDRESS = Bucket(burst=30, per_s=1 / 4)


@dataclass(frozen=True)
class NewSession:
    """The secrets of a fresh session, on their way to the browser."""

    token: str
    csrf: str


def hash_of(token: str) -> bytes:
    """What is stored of a session's token or an API key."""
    return hashlib.sha256(token.encode("utf-8", "replace")).digest()


async def sign_in(database: Database, email: str, password: str, address: str) -> NewSession:
    """A session for whoever has this password; raises WrongSignIn, or TooMany (per e-mail and per `address`)."""
    canonical = service.canonical_email(email)
    async with database.writer() as w:
        waits = [
            await _take(w, f"address:{address}", PER_ADDRESS),
            await _take(w, f"email:{canonical}", PER_EMAIL),
        ]
    if max(waits) > 0:
        raise TooMany("Too many attempts to sign in: wait a little.", retry_after_s=max(waits))
    async with database.reader() as r:
        known = await r.one(Credentials, queries.CREDENTIALS, canonical)
    active = known if known is not None and known.disabled_at is None else None
    right = await passwords.check(password, active.password_hash if active else None)
    if active is None or not right:
        raise WrongSignIn("The e-mail address or the password is wrong.")
    return await _create(database, active)


async def _take(w: Writer, subject: str, bucket: Bucket) -> float:
    """Take one attempt; how many seconds to wait for the next one, 0 when there was one."""
    # Hashed: the table of attempts is no list of who tried to sign in.
    key = hashlib.sha256(subject.encode("utf-8", "replace")).hexdigest()
    left = float(await w.value(queries.TAKE_ATTEMPT, key, bucket.burst, bucket.per_s))
    return max(0.0, -left / bucket.per_s)


async def _create(database: Database, who: Credentials) -> NewSession:
    made = NewSession(token=secrets.token_urlsafe(32), csrf=secrets.token_urlsafe(32))
    async with database.writer() as w:
        # Refused if the password changed or the person was disabled while argon2 was busy.
        created = await w.execute(
            queries.CREATE_SESSION, hash_of(made.token), who.id, made.csrf, LIVES_S, who.password_hash
        )
    if not created:
        raise WrongSignIn("The e-mail address or the password is wrong.")
    return made


async def find(r: Reader, token: str) -> SignedIn | None:
    """Who is signed in with this cookie, or None."""
    session = await _session(r, hash_of(token))
    return None if session is None else signed_in(session)


async def _session(r: Reader, token_hash: bytes) -> Session | None:
    return await r.one(Session, queries.SESSION, token_hash, RENEWED_BELOW_S)


def signed_in(session: Session) -> SignedIn:
    """The session's person as an actor."""
    actor = Actor(
        kind="person",
        id=session.person_id,
        name=session.name,
        roles={UUID(brand_id): role for brand_id, role in session.roles.items()},
        operator=session.operator,
    )
    return SignedIn(actor=actor, via="cookie", csrf=session.csrf, session=session.token_hash)


async def again(r: Reader, known: SignedIn) -> SignedIn | None:
    """The same session looked up anew, with today's roles; None when it ended. For long-lived sockets."""
    if known.session is None:
        return None
    session = await _session(r, known.session)
    return None if session is None else signed_in(session)


async def from_cookie(database: Database, token: str) -> SignedIn | None:
    """Like `find`, and the session is pushed forward once a day while it is used."""
    async with database.reader() as r:
        session = await _session(r, hash_of(token))
    if session is None:
        return None
    if session.ages:
        async with database.writer() as w:
            await w.execute(queries.RENEW_SESSION, session.token_hash, LIVES_S)
    return signed_in(session)


async def end(w: Writer, known: SignedIn) -> None:
    """Sign out."""
    await w.execute(queries.END_SESSION, known.session)


async def tidy(database: Database) -> int:
    """Forget sessions and attempts that no longer matter; how many rows."""
    async with database.writer() as w:
        return await w.execute(queries.FORGET_SESSIONS) + await w.execute(queries.FORGET_ATTEMPTS)
