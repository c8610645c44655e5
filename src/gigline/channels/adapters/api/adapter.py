"""The API channel: JSON in, JSON out, signed both ways."""

from __future__ import annotations

import json
import time

from pydantic import BaseModel, Field

from gigline.channels import parsing
from gigline.channels.adapters.api import signature
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
    SendFailed,
    SendUnknown,
    Sent,
    Settings,
)
from gigline.infra.http import FetchError, NotAllowed, NotReached, Response

MAX_LENGTH = 20_000
MAX_ANSWER = 65_536


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
        native=False, receipts=True, typing=False, max_length=MAX_LENGTH, idempotent=True, api_keys=True
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
        try:
            answer = await fetch(
                "POST",
                own.callback_url,
                headers=headers,
                content=body,
                timeout_s=own.timeout_s,
                max_bytes=MAX_ANSWER,
            )
        except NotAllowed as error:
            raise SendFailed("address_refused", permanent=True) from error
        except NotReached as error:
            raise SendFailed("not_reached", permanent=False) from error
        except FetchError as error:
            answer = _status_alone(error)
        return _judged(answer)


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


def _status_alone(error: FetchError) -> Response:
    """The rest of the answer broke off, but its status is an answer; without even that nobody knows."""
    if error.status is None:
        raise SendUnknown("no_answer") from error
    return Response(error.status, {}, b"")


def _judged(answer: Response) -> Sent:
    """2xx is sent, 408 and other 5xx are unknown, 429 and 503 with Retry-After come again, the rest is final."""
    status = answer.status
    if 200 <= status < 300:
        return Sent(_provider_id(answer.body))
    retry_after_s = _retry_after_s(answer.headers.get("retry-after"))
    if status == 429 or (status == 503 and retry_after_s is not None):
        raise SendFailed("asked_to_wait", permanent=False, retry_after_s=retry_after_s)
    if status == 408 or status >= 500:
        raise SendUnknown("no_clear_answer")
    raise SendFailed("refused", permanent=True)


def _retry_after_s(value: str | None) -> float | None:
    """Seconds, from the header's number; a date counts as a minute."""
    if value is None:
        return None
    return float(value) if value.isascii() and value.isdigit() and len(value) <= 6 else 60.0


def _provider_id(body: bytes) -> str | None:
    """The `id` in the answer, where there is a usable one: a bad answer does not make the message unsent."""
    try:
        found = parsing.json_object(body).get("id")
        return parsing.validated(ReceiptIn, {"id": found, "state": "sent"}).id
    except Malformed:
        return None
