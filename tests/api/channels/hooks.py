"""A site with an account on each channel of a provider, and deliveries as the providers sign them."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import httpx
from tests.unit.channels.fixtures import CASES, SECRET, TELEGRAM, TWILIO
from twilio.request_validator import RequestValidator

from gigline.channels.models import ChannelAccount
from gigline.infra.db import Database

PUBLIC = "https://hooks.example"
BRAND = "INSERT INTO brands (id, key, name, settings, identity_secret) VALUES ($1, $2, 'B', '{}', '')"
KINDS = ("sms", "twiliowhatsapp", "whatsapp", "messenger", "instagram", "telegram")


@dataclass
class Site:
    client: httpx.AsyncClient
    database: Database
    brand_id: UUID
    accounts: dict[str, ChannelAccount] = field(default_factory=dict)

    async def deliver(self, kind: str, value: Any, *, raw: bytes | None = None, **more: str) -> httpx.Response:
        """Signed as the provider does."""
        path = more.pop("path", f"/channels/{kind}/acme-{kind}")
        content = raw if raw is not None else CASES[kind].encode(value)
        headers = signed(kind, PUBLIC + path, value, content) | more
        return await self.client.post(path, content=content, headers=headers)

    async def value(self, sql: str, *args: object) -> Any:
        async with self.database.reader() as r:
            return await r.value(sql, *args)

    async def stored(self) -> int:
        return int(await self.value("SELECT count(*) FROM inbound"))


def signed(kind: str, url: str, value: Any, content: bytes) -> dict[str, str]:
    """The headers by which each provider proves itself."""
    if kind in {"sms", "twiliowhatsapp"}:
        fields = value if isinstance(value, dict) else {}
        signature = RequestValidator(TWILIO["auth_token"]).compute_signature(url, fields)
        return {"content-type": "application/x-www-form-urlencoded", "x-twilio-signature": signature}
    json_type = {"content-type": "application/json"}
    if kind == "telegram":
        return json_type | {"x-telegram-bot-api-secret-token": TELEGRAM["secret_token"]}
    return json_type | {
        "x-hub-signature-256": "sha256=" + hmac.new(SECRET.encode(), content, hashlib.sha256).hexdigest()
    }
