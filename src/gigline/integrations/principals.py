"""Who a requester is, by proof alone."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol
from uuid import UUID

from gigline.infra.db import Reader
from gigline.integrations import queries
from gigline.integrations.models import Kind, Principal


class Known(Protocol):
    """A name that somebody is known by (`contacts.models.Identity` is one)."""

    @property
    def type(self) -> str: ...

    @property
    def value(self) -> str: ...

    @property
    def verified(self) -> bool: ...


async def principal(
    r: Reader,
    brand_id: UUID,
    contact_id: UUID,
    kind: Kind,
    identities: Iterable[Known],
    conversation_id: UUID | None = None,
) -> Principal:
    """For whom actions are run: the verified identities, and what a one-time code proved in this conversation."""
    proved = {one.type: one.value for one in identities if one.verified}
    found = Principal(
        contact_id=contact_id,
        kind=kind,
        external_id=proved.get("external"),
        email=proved.get("email"),
        phone=proved.get("phone"),
    )
    if conversation_id is None or found.external_id is not None:
        return found
    codes = {row["type"]: row for row in await r.rows(queries.PROOFS, brand_id, conversation_id, contact_id)}
    external = next((row["external_id"] for row in codes.values() if row["external_id"]), None)
    return Principal(
        contact_id=contact_id,
        kind=kind,
        external_id=external,
        email=codes["email"]["value"] if "email" in codes else found.email,
        phone=codes["phone"]["value"] if "phone" in codes else found.phone,
    )
