"""The consent by which a provider lets an account in: OAuth 2's authorization code with PKCE (RFC 6749, 7636, 9700).

Somebody who administers the brand is sent to the provider, and comes back to one address of ours with a code. They come
back once, within minutes, in the session that was sent: `state` names brand, account and a secret whose hash we keep
under that session. The code is exchanged outside of any transaction, with a verifier that never left us, at the address
that was set when they were sent. All that a browser may say is the state, the code and a word.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import secrets
from dataclasses import asdict, dataclass, field
from typing import Literal
from uuid import UUID

import structlog

from gigline.accounts import service as brands
from gigline.accounts.models import Actor
from gigline.channels import accounts, queries
from gigline.channels.contract import Consents, Fetch
from gigline.channels.errors import CannotConsent
from gigline.channels.models import ChannelAccount
from gigline.infra import oauth
from gigline.infra.db import Database, Writer
from gigline.kit.errors import NotFound

log = structlog.get_logger()

LASTS_S = 600.0
SETTING = "refresh_token"
_SECRET = 32
LONGEST_CODE = 4_000

Word = Literal[
    "consented", "unknown", "refused", "failed", "settings_changed", "no_refresh_token", "code_refused",
    "client_refused", "not_reached",
]  # fmt: skip
_WORDS: dict[str, Word] = {
    "grant_refused": "code_refused",
    "client_refused": "client_refused",
    "token_not_reached": "not_reached",
}


@dataclass(frozen=True)
class Visitor:
    """Who is sent, or comes back, and the hash that stands for their session."""

    actor: Actor
    session: bytes = field(repr=False)


@dataclass(frozen=True)
class Return:
    """What somebody's browser brings from the provider."""

    state: str = field(repr=False)
    code: str = field(repr=False)
    error: str


@dataclass(frozen=True)
class Ended:
    """How it ended, and for which account, where that was theirs to know."""

    word: Word
    account_id: UUID | None = None


@dataclass(frozen=True)
class _Sent:
    """A consent that somebody was sent for."""

    state: bytes
    sealed: bytes = field(repr=False)


@dataclass(frozen=True)
class _Question:
    """What was asked, and what only we know of it."""

    verifier: str = field(repr=False)
    redirect_uri: str
    client: str


def client_of(account: ChannelAccount) -> oauth.Client | None:
    """Whom to ask for consent; None where the account's settings name nobody."""
    adapter = accounts.adapter(account.kind)
    return adapter.consent(account.settings) if isinstance(adapter, Consents) else None


async def begin(w: Writer, account: ChannelAccount, session: bytes, redirect_uri: str, *, tls_only: bool) -> str:
    """Where to send them; what they were sent for before is void. Raises CannotConsent."""
    client = client_of(account)
    if client is None:
        raise CannotConsent("The settings name no provider to sign in with: set `oauth` in the brand's folder.")
    if tls_only and not client.authorize_url.startswith("https://"):
        raise CannotConsent("The provider's page has to be an https address.")
    secret, verifier = secrets.token_bytes(_SECRET), secrets.token_urlsafe(48)
    question = _Question(verifier, redirect_uri, _digest(client))
    sealed = accounts.vault_of(w.database).seal(json.dumps(asdict(question)), _place(account.brand_id, account.id))
    await w.execute(queries.FORGET_CONSENTS, account.brand_id)
    await w.execute(
        queries.BEGIN_CONSENT, account.brand_id, account.id, session, hashlib.sha256(secret).digest(), sealed, LASTS_S
    )
    state = base64.urlsafe_b64encode(account.brand_id.bytes + account.id.bytes + secret).decode()
    return oauth.consent_url(client, redirect_uri=redirect_uri, state=state, verifier=verifier)


async def finish(database: Database, fetch: Fetch, who: Visitor, back: Return) -> Ended:
    """Take what they bring, once; the refresh token is sealed with the account's other secrets."""
    named = _named(back.state)
    if named is None:
        return Ended("unknown")
    brand_id, account_id, secret = named
    async with database.writer() as w:
        question = await _taken(w, who, brand_id, account_id, secret)
        if question is None:
            return Ended("unknown")
        client = client_of(await accounts.account(w, brand_id, account_id))
    word = await _exchanged(database, fetch, (brand_id, account_id), client, question, back)
    log.info("consent", account=str(account_id), outcome=word)
    return Ended(word, account_id)


def _named(state: str) -> tuple[UUID, UUID, bytes] | None:
    try:
        raw = base64.b64decode(state, altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    return (UUID(bytes=raw[:16]), UUID(bytes=raw[16:32]), raw[32:]) if len(raw) == 32 + _SECRET else None


async def _taken(w: Writer, who: Visitor, brand_id: UUID, account_id: UUID, secret: bytes) -> _Question | None:
    """What this session was sent for, if it was for this; gone from then on. None tells nobody why."""
    try:
        await brands.access_brand(w, who.actor, brand_id, "admin")
    except NotFound:
        return None
    sent = await w.one(_Sent, queries.CONSENT_LOCKED, brand_id, account_id, who.session)
    if sent is None or not hmac.compare_digest(sent.state, hashlib.sha256(secret).digest()):
        return None
    await w.execute(queries.TAKE_CONSENT, brand_id, account_id, who.session)
    return _Question(**json.loads(accounts.vault_of(w.database).open(sent.sealed, _place(brand_id, account_id))))


async def _exchanged(
    database: Database,
    fetch: Fetch,
    key: tuple[UUID, UUID],
    client: oauth.Client | None,
    question: _Question,
    back: Return,
) -> Word:
    if back.error or not 0 < len(back.code) <= LONGEST_CODE:
        return "refused" if back.error == "access_denied" else "failed"
    if client is None or _digest(client) != question.client:
        return "settings_changed"
    try:
        given = await oauth.exchange(
            fetch, client, back.code, redirect_uri=question.redirect_uri, verifier=question.verifier
        )
    except oauth.NotGiven as missing:
        return _WORDS.get(missing.why, "failed")
    if given.refresh is None:
        return "no_refresh_token"
    async with database.writer() as w:
        account = await accounts.account(w, *key)
        now = client_of(account)
        if now is None or _digest(now) != question.client:
            return "settings_changed"
        await accounts.set_up(w, account, {SETTING: given.refresh})
    return "consented"


def _digest(client: oauth.Client) -> str:
    """A code goes nowhere but where it was asked for: stands sealed beside the verifier."""
    return hashlib.sha256(json.dumps(asdict(client), sort_keys=True).encode()).hexdigest()


def _place(brand_id: UUID, account_id: UUID) -> tuple[str, ...]:
    return ("account_consents", str(brand_id), str(account_id))
