"""The API channel: JSON in, JSON out, signed both ways."""

from __future__ import annotations

import json
import time

from pydantic import BaseModel, Field

from gigline.channels import parsing, sending, signature
from gigline.channels.adapters.api.settings import ApiSettings
from gigline.channels.contract import (
    Capabilities,
    Fetch,
    Headers,
    Inbound,
    Malformed,
    Outbound,
    Receipt,
    ReceiptState,
    RequesterKind,
    Sent,
    Settings,
)

MAX_LENGTH = 20_000


class Sender(parsing.Strict):
    """Who wrote, in the brand's own terms; `verified` because the brand says so."""

    id: parsing.Id
    name: parsing.Name = ""
    kind: RequesterKind = "customer"
    verified: bool = False


class Message(parsing.Strict):
    """A message as the brand's system posts it. `from` is a word of Python, hence the alias."""

    id: parsing.Id
    sender: Sender = Field(alias="from")
    text: parsing.Text
    language: parsing.Language | None = None
    topic: parsing.Topic | None = None


class ReceiptIn(parsing.Strict):
    """What became of a message of ours."""

    id: parsing.Id
    state: ReceiptState


class Api:
    """For any system of the brand's."""

    kind = "api"
    capabilities = Capabilities(
        native=False,
        receipts=True,
        typing=False,
        max_length=MAX_LENGTH,
        idempotent=True,
        api_keys=True,
        markup="markdown",
    )
    settings_model: type[BaseModel] = ApiSettings

    def verify(self, settings: Settings, headers: Headers, body: bytes, now: float) -> None:
        """The account's signature; raises Unverified."""
        signature.check(settings.get("secret"), headers, body, now)

    def parse(self, settings: Settings, headers: Headers, body: bytes) -> list[Inbound | Receipt]:
        """A message, or a receipt where there is a `state`; raises Malformed."""
        value = parsing.json_object(body)
        if "state" in value and "text" not in value:
            receipt = parsing.validated(ReceiptIn, value)
            return [Receipt(receipt.id, receipt.state)]
        message = parsing.validated(Message, value)
        sender = message.sender
        return [
            Inbound(
                provider_id=message.id,
                client_id=message.id,
                sender=sender.id,
                sender_name=sender.name,
                kind=sender.kind,
                verified=sender.verified,
                text=message.text,
                language=message.language,
                topic=message.topic,
                raw=body,
            )
        ]

    async def send(self, fetch: Fetch, settings: Settings, message: Outbound) -> Sent:
        """Post to the callback; without one the brand fetches by itself, and there is nothing to do."""
        own = ApiSettings.model_validate(settings)
        if own.callback_url is None:
            return Sent()
        body = _body(message)
        headers = {"content-type": "application/json", "idempotency-key": str(message.id)}
        if own.secret:
            headers[signature.HEADER] = signature.sign(own.secret, body, int(time.time()))
        answer = await sending.ask(
            fetch, "POST", own.callback_url, headers=headers, content=body, timeout_s=own.timeout_s
        )
        sending.judge(answer)
        return Sent(_provider_id(answer.body))


def _body(message: Outbound) -> bytes:
    return json.dumps(
        {
            "id": str(message.id),
            "conversation": str(message.conversation_id),
            "to": message.recipient,
            "text": message.text,
            "author": {"kind": message.author_kind, "name": message.author_name},
            "in_reply_to": message.in_reply_to,
        },
        ensure_ascii=False,
    ).encode()


def _provider_id(body: bytes) -> str | None:
    """The `id` in the answer, where there is a usable one: a bad answer does not make the message unsent."""
    try:
        found = parsing.json_object(body).get("id")
        return parsing.validated(ReceiptIn, {"id": found, "state": "sent"}).id
    except Malformed:
        return None
