"""A delivery of a phone's provider while it is worked on: account, brand, and the addresses that are asked next."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from urllib.parse import urlencode
from uuid import UUID

from gigline.accounts import service as accounts
from gigline.accounts.models import Brand
from gigline.accounts.schemas import BrandSettings
from gigline.calls.models import Call
from gigline.calls.phone import texts
from gigline.channels.calling import House, Say
from gigline.channels.models import ChannelAccount
from gigline.infra.db import Writer


class Addresses(NamedTuple):
    """Our own addresses about the calls of an account; `base` is where the provider finds us."""

    base: str
    account: str

    @property
    def calls(self) -> str:
        """Where a call comes in."""
        return f"{self.base.rstrip('/')}/channels/phone/{self.account}/calls"

    def of(self, call_id: UUID, what: str, **query: int) -> str:
        """What is asked about a call."""
        return f"{self.calls}/{call_id}/{what}{'?' + urlencode(query) if query else ''}"

    def media(self, call_id: UUID) -> str:
        """Where a call's sound goes."""
        return self.of(call_id, "media").replace("http", "ws", 1)


@dataclass(frozen=True)
class Desk:
    w: Writer
    account: ChannelAccount
    brand: Brand
    settings: BrandSettings
    house: House
    at: Addresses
    now: datetime

    def turn(self, k: Call, what: str = "turn", **query: int) -> str:
        """The next question's address: an answer to an earlier one is known by its number."""
        return self.at.of(k.id, what, turn=k.turn, **query)

    def leg(self, k: Call, what: str) -> str:
        """An address about the associate who is rung now."""
        return self.at.of(k.id, what, leg=k.leg)

    def say(self, k: Call, text: str, /, **values: object) -> Say:
        """One of the house's texts in the caller's language."""
        return Say(texts.of(k.language)[text].format(brand=self.brand.name, **values), k.language)

    def key(self, k: Call) -> str:
        """What proves that a stream of sound is of this leg of this call."""
        return media_key(self.brand, k)


def media_key(brand: Brand, k: Call) -> str:
    """Known to us and whom we tell: derived from the brand's own secret, so that any process can check it."""
    return hmac.new(brand.identity_secret, f"media {k.id} {k.leg}".encode(), hashlib.sha256).hexdigest()


async def open_desk(w: Writer, account: ChannelAccount, base: str, now: datetime) -> Desk:
    """Everything that answering takes."""
    brand = await accounts.brand(w, account.brand_id)
    house = House.model_validate(account.settings)
    return Desk(w, account, brand, accounts.settings_of(brand), house, Addresses(base, account.key), now)
