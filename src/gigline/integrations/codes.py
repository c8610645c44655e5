"""One-time codes: somebody whom nobody vouched for proves that an address is theirs.

The code goes to the address by one of the brand's own channels, never into the conversation that asked for it. What it
proves holds for this contact in this conversation, for an hour.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

import structlog

from gigline.accounts import service as accounts
from gigline.channels import service as channels
from gigline.channels.contract import Outbound, SendFailed, SendUnknown
from gigline.channels.models import ChannelAccount
from gigline.infra import telemetry
from gigline.infra.db import Database, Reader
from gigline.integrations import queries, running, storing
from gigline.integrations.backends import Backends
from gigline.integrations.errors import BackendRefused, CodeNotSent, CodeRefused, NoChannelForCode, TooManyCodes
from gigline.integrations.models import Asker, Kind, Principal
from gigline.integrations.schemas import Connection
from gigline.language import wording

log = structlog.get_logger()

AddressType = Literal["email", "phone"]

DIGITS = 6
ATTEMPTS = 5
LASTS_S = 600.0
PROOF_S = 3600.0
MOST_HERE, MOST_THERE = 4, 5
# Which channels reach an address of this type, the first that the brand has.
CHANNELS: dict[AddressType, tuple[str, ...]] = {"email": ("email",), "phone": ("sms",)}


@dataclass(frozen=True)
class Asking:
    """Who wants to prove an address, and where."""

    brand_id: UUID
    conversation_id: UUID
    contact_id: UUID
    kind: Kind
    language: str


async def can_send(r: Reader, brand_id: UUID) -> list[AddressType]:
    """Which kinds of address a code can go to."""
    kinds = {account.kind for account in await channels.accounts(r, brand_id)}
    return [type_ for type_, channel in CHANNELS.items() if kinds.intersection(channel)]


async def identifying(r: Reader, brand_id: UUID) -> frozenset[str]:
    """The actions that only find out whom a proved address belongs to: nobody runs them for a requester."""
    connectors = await storing.connectors_of(r, brand_id)
    return frozenset(name for one in connectors for name in Connection.model_validate(one.settings).identify.values())


async def send(database: Database, backends: Backends, asking: Asking, type_: AddressType, value: str) -> None:
    """Send a code there, unless no back end knows the address: whoever asks is told nothing of that.

    `value` is spelt canonically. Raises TooManyCodes, NoChannelForCode, CodeNotSent.
    """
    async with database.reader() as r:
        brand = await accounts.brand(r, asking.brand_id)
        account = await _account(r, asking.brand_id, type_)
        identified = await _identifying(r, asking.brand_id, type_)
    code_id, code = await _make(database, asking, type_, value)
    if identified and await external_id(database, backends, asking, type_, value, f"identify:{code_id}") is None:
        log.info("code_for_nobody", type=type_)
        return
    text = wording.of("conversation", asking.language)["code"].format(code=code, brand=brand.name)
    await _deliver(backends, account, code_id, asking, value, text)


async def _account(r: Reader, brand_id: UUID, type_: AddressType) -> ChannelAccount:
    for account in await channels.accounts(r, brand_id):
        if account.kind in CHANNELS[type_]:
            return account
    raise NoChannelForCode("The brand has no channel that reaches such an address.")


async def _make(database: Database, asking: Asking, type_: AddressType, value: str) -> tuple[UUID, str]:
    """A fresh code in place of earlier ones of this conversation; raises TooManyCodes."""
    secret = await accounts.server_secret(database)
    async with database.writer() as w:
        # Two requests at once are counted one after the other.
        await w.execute(queries.CODES_LOCK, f"code:{asking.brand_id}:{type_}:{value}")
        await w.execute(queries.CODES_LOCK, f"code:{asking.conversation_id}")
        recent = (await w.rows(queries.CODES_RECENT, asking.brand_id, asking.conversation_id, type_, value))[0]
        if recent["here"] >= MOST_HERE or recent["there"] >= MOST_THERE:
            raise TooManyCodes("Enough codes were sent for now.", retry_after_s=3600)
        await w.execute(queries.VOID_CODES, asking.brand_id, asking.conversation_id)
        code_id, code = w.new_id(), f"{w.random.randrange(10**DIGITS):0{DIGITS}d}"
        await w.execute(
            queries.SAVE_CODE, asking.brand_id, code_id, asking.conversation_id, asking.contact_id, type_, value,
            _hash(secret, code_id, code), LASTS_S,
        )  # fmt: skip
    return code_id, code


def _hash(secret: bytes, code_id: UUID, code: str) -> bytes:
    """Keyed, because a million codes are quickly tried; the key is not in the row."""
    return hmac.digest(hashlib.sha256(b"one-time code" + secret).digest(), code_id.bytes + code.encode(), "sha256")


async def _deliver(
    backends: Backends, account: ChannelAccount, code_id: UUID, asking: Asking, value: str, text: str
) -> None:
    message = Outbound(
        id=code_id, conversation_id=asking.conversation_id, recipient=value, text=text, author_kind="system"
    )
    try:
        await channels.adapter(account.kind).send(backends.fetch, account.settings, message)
    except SendUnknown:
        # It may have arrived; whoever does not get it asks for another.
        log.info("code_may_have_been_sent", channel=account.kind)
    except SendFailed as error:
        log.warning("code_not_sent", channel=account.kind, error=telemetry.where(error))
        raise CodeNotSent("The code could not be sent just now.") from error


async def prove(database: Database, backends: Backends, asking: Asking, code: str) -> tuple[AddressType, str]:
    """Take the code; from then on the principal of this conversation has the address, which is returned.

    Raises CodeRefused.
    """
    secret = await accounts.server_secret(database)
    tried = await database.alone(queries.TRY_CODE, asking.brand_id, asking.conversation_id, asking.contact_id, ATTEMPTS)
    row = tried[0] if tried else None
    digits = "".join(one for one in code if one.isascii() and one.isdigit())[: 2 * DIGITS]
    right = _hash(secret, row["id"] if row else UUID(int=0), digits)
    if not hmac.compare_digest(right, row["code_hash"] if row else b"") or row is None:
        raise CodeRefused("This code is not right, or no longer good.")
    known_as = await external_id(database, backends, asking, row["type"], row["value"], f"identify:{row['id']}")
    async with database.writer() as w:
        if not await w.execute(queries.USE_CODE, asking.brand_id, row["id"]):
            raise CodeRefused("This code is not right, or no longer good.")
        await w.execute(
            queries.SAVE_PROOF, asking.brand_id, asking.conversation_id, asking.contact_id, row["type"], row["value"],
            known_as, PROOF_S,
        )  # fmt: skip
    return row["type"], row["value"]


async def _identifying(r: Reader, brand_id: UUID, type_: AddressType) -> str | None:
    """The action that finds out whom an address of this type belongs to."""
    for connector in await storing.connectors_of(r, brand_id):
        name = Connection.model_validate(connector.settings).identify.get(type_)
        if name is not None:
            return name
    return None


async def external_id(
    database: Database, backends: Backends, asking: Asking, type_: AddressType, value: str, key: str
) -> str | None:
    """Whom the brand's back end knows by this address; None when nobody, or when there is nothing to ask."""
    async with database.reader() as r:
        name = await _identifying(r, asking.brand_id, type_)
        if name is None:
            return None
        action = await storing.action(r, asking.brand_id, name)
    proved = Principal(
        asking.contact_id,
        asking.kind,
        email=value if type_ == "email" else None,
        phone=value if type_ == "phone" else None,
    )
    wanted = running.want(
        asking.brand_id, action, {}, proved, Asker("cleared", name="Gigline"), asking.conversation_id, key, True
    )
    try:
        result = await running.run(database, backends, wanted)
    except BackendRefused:
        return None
    found = result.outputs.get("external_id")
    return str(found) if found else None
