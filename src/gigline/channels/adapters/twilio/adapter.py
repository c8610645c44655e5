"""Twilio's messaging: the same webhooks and REST calls for SMS and WhatsApp, whose addresses begin with `whatsapp:`."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

from pydantic import BaseModel

from gigline.channels import parsing, sending
from gigline.channels.adapters.twilio import payloads, signature
from gigline.channels.adapters.twilio.settings import SmsSettings, TwilioSettings, WhatsAppSettings
from gigline.channels.contract import (
    Answer,
    Attachment,
    Capabilities,
    Fetch,
    FilesOut,
    Headers,
    Malformed,
    Outbound,
    Part,
    SendFailed,
    Sent,
    Settings,
    Unverified,
)
from gigline.infra.http import Response

# Twilio would send any other text to the requester as an answer.
NOTHING_TO_SAY = Answer(b"<Response/>", "text/xml")
WINDOW_S = 24 * 3600
# Three segments of a text.
SHORT_AT = 459
_PAGE = 50
# https://www.twilio.com/docs/messaging/guides/accepted-mime-types: what every phone shows, and what WhatsApp does.
_PICTURES = frozenset({"image/jpeg", "image/png", "image/gif"})
_MEDIA = frozenset({"image/jpeg", "image/png", "audio/mpeg", "audio/ogg", "video/mp4", "application/pdf"})
_MB = 1024 * 1024
_WAITING = frozenset({14107, 20429, 63018})


class _Twilio:
    """What SMS and WhatsApp share."""

    kind: str
    prefix: str
    settings_model: type[BaseModel]

    def verify(self, settings: Settings, headers: Headers, body: bytes, now: float) -> None:
        """X-Twilio-Signature; Twilio signs no time, so a replay is told by its MessageSid. Raises Unverified."""
        fields = None
        if payloads.is_form(headers):
            try:
                fields = payloads.form(headers, body)
            except Malformed as error:
                raise Unverified("The signature is not right for this request.") from error
        signature.check(str(settings.get("auth_token") or ""), headers, body, fields)

    def parse(self, settings: Settings, headers: Headers, body: bytes) -> Sequence[Part]:
        """A message or a status; raises Malformed."""
        fields = payloads.form(headers, body)
        sid, number, help_text = (settings.get(name) for name in ("account_sid", "number", "help_text"))
        return payloads.read(str(sid), str(number), headers, fields, body, help_text)

    async def send(self, fetch: Fetch, settings: Settings, message: Outbound) -> Sent:
        """One POST to Messages.json. There is no idempotency key: see `find`."""
        own = self._own(settings)
        said_to = {"To": self.prefix + message.recipient, **self._sender(own), **self._content(own, message)}
        if message.callback_url:
            said_to["StatusCallback"] = f"{message.callback_url}?message={message.id}"
        # Twilio fetches them; one field for each.
        fields = [*said_to.items(), *(("MediaUrl", one.url) for one in message.attachments)]
        answer = await sending.ask(
            fetch,
            "POST",
            f"{account_url(own)}/Messages.json",
            headers={**authorization(own), "content-type": "application/x-www-form-urlencoded"},
            content=urlencode(fields).encode(),
        )
        judge(answer)
        return Sent(said(answer).get("sid"))

    async def find(self, fetch: Fetch, settings: Settings, message: Outbound, since: float) -> Sequence[str]:
        """Messages with these words to this recipient since then, by Twilio's own list."""
        own = self._own(settings)
        query = urlencode({"To": self.prefix + message.recipient, "PageSize": _PAGE})
        url = f"{account_url(own)}/Messages.json?{query}"
        answer = await sending.ask(fetch, "GET", url, headers=authorization(own))
        judge(answer)
        listed = said(answer).get("messages")
        rows = [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
        return [str(one.get("sid")) for one in rows if _is_like(one, message, since)]

    async def fetch_file(self, fetch: Fetch, settings: Settings, file: Attachment, max_bytes: int) -> bytes:
        """A medium: Twilio shows it to the account and sends on to where it lies, which needs no password."""
        own = self._own(settings)
        if file.url is None:
            raise SendFailed("gone", permanent=True)
        # Never to another host than the API's: the address came with the message.
        ours = urlsplit(file.url).netloc == urlsplit(own.api_base).netloc
        headers = authorization(own) if ours else {}
        answer = await sending.ask(fetch, "GET", file.url, headers=headers, max_bytes=max_bytes, timeout_s=30)
        if answer.status in {301, 302, 307, 308} and "location" in answer.headers:
            to = urljoin(file.url, answer.headers["location"])
            answer = await sending.ask(fetch, "GET", to, headers={}, max_bytes=max_bytes, timeout_s=30)
        sending.judge(answer, "gone")
        return answer.body

    async def probe(self, fetch: Fetch, settings: Settings) -> str:
        """Whether the account and its token are good."""
        own = self._own(settings)
        answer = await sending.ask(fetch, "GET", f"{account_url(own)}.json", headers=authorization(own))
        judge(answer)
        return str(said(answer).get("friendly_name") or own.number)[:120]

    def _own(self, settings: Settings) -> TwilioSettings:
        own = self.settings_model.model_validate(settings)
        assert isinstance(own, TwilioSettings)
        return own

    def _sender(self, own: TwilioSettings) -> dict[str, str]:
        if own.messaging_service_sid:
            return {"MessagingServiceSid": own.messaging_service_sid}
        return {"From": self.prefix + own.number}

    def _content(self, own: TwilioSettings, message: Outbound) -> dict[str, str]:
        return {"Body": message.text}


class Sms(_Twilio):
    """Texts to phones."""

    kind = "sms"
    prefix = ""
    capabilities = Capabilities(
        native=False,
        receipts=True,
        typing=False,
        max_length=1_600,
        one_address=True,
        per_second=1.0,
        opt_out=True,
        acknowledgement=NOTHING_TO_SAY,
        identity="phone",
        short_at=SHORT_AT,
        files_out=FilesOut(_PICTURES, 5 * _MB, by_address=True, setting="mms"),
    )
    settings_model: type[BaseModel] = SmsSettings


class TwilioWhatsApp(_Twilio):
    """WhatsApp through Twilio."""

    kind = "twiliowhatsapp"
    prefix = "whatsapp:"
    capabilities = Capabilities(
        native=False,
        receipts=True,
        typing=False,
        max_length=1_600,
        window_s=WINDOW_S,
        one_address=True,
        per_second=80.0,
        opt_out=True,
        acknowledgement=NOTHING_TO_SAY,
        identity="phone",
        markup="whatsapp",
        files_out=FilesOut(_MEDIA, 16 * _MB, most=1, by_address=True),
    )
    settings_model: type[BaseModel] = WhatsAppSettings

    def _content(self, own: TwilioSettings, message: Outbound) -> dict[str, str]:
        """After the window only an approved template may begin again."""
        if message.in_window:
            return {"Body": message.text}
        template = getattr(own, "template_sid", None)
        if template is None or message.attachments:
            raise SendFailed("window_closed", permanent=True)
        return {"ContentSid": template, "ContentVariables": json.dumps({"1": message.text})}


def account_url(own: TwilioSettings) -> str:
    """The account in the REST API."""
    return f"{own.api_base.rstrip('/')}/2010-04-01/Accounts/{own.account_sid}"


def authorization(own: TwilioSettings) -> dict[str, str]:
    """What lets us in there."""
    pair = f"{own.account_sid}:{own.auth_token.get_secret_value()}"
    return {"authorization": f"Basic {base64.b64encode(pair.encode()).decode()}"}


def said(answer: Response) -> dict[str, Any]:
    """The JSON of the answer; a bad one does not make the message unsent."""
    try:
        return parsing.json_object(answer.body)
    except Malformed:
        return {}


def judge(answer: Response) -> None:
    """By Twilio's own error code where there is one, else by the status."""
    code = said(answer).get("code") if answer.status >= 400 else None
    if code in _WAITING:
        raise SendFailed(
            "asked_to_wait",
            permanent=False,
            retry_after_s=sending.retry_after_s(answer.headers.get("retry-after")),
        )
    if answer.status == 401:
        raise SendFailed("credentials_refused", permanent=True)
    sending.judge(answer, payloads.REASONS.get(str(code), "refused"))


def _is_like(row: dict[str, Any], message: Outbound, since: float) -> bool:
    if row.get("body") != message.text or not str(row.get("direction", "")).startswith("outbound"):
        return False
    try:
        return parsedate_to_datetime(str(row.get("date_created"))).timestamp() >= since - 1
    except ValueError:
        return False
