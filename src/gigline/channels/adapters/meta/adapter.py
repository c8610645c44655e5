"""Meta's three channels. They share the webhook and the API, and differ in what is said there."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from pydantic import BaseModel

from gigline.channels import sending
from gigline.channels.adapters.meta import graph, media, page_payloads, webhook, whatsapp_payloads
from gigline.channels.adapters.meta.settings import (
    InstagramSettings,
    MessengerSettings,
    MetaSettings,
    WhatsAppSettings,
)
from gigline.channels.contract import (
    Answer,
    Attachment,
    Capabilities,
    Fetch,
    Headers,
    Outbound,
    Part,
    SendFailed,
    Sent,
    Settings,
)

WINDOW_S = 24 * 3600
_TAKEN = Answer(b"EVENT_RECEIVED", "text/plain; charset=utf-8")


class _Meta(ABC):
    """What the three share."""

    kind: str
    settings_model: type[BaseModel]
    reasons: ClassVar[Mapping[int, str]] = {}

    def verify(self, settings: Settings, headers: Headers, body: bytes, now: float) -> None:
        """X-Hub-Signature-256 over the bytes; Meta signs no time, a replay is told by its ids. Raises Unverified."""
        webhook.check(str(settings.get("app_secret") or ""), headers, body)

    def greet(self, settings: Settings, headers: Headers) -> Answer:
        """hub.challenge; raises Unverified."""
        return webhook.greet(str(settings.get("verify_token") or ""), headers)

    async def fetch_file(self, fetch: Fetch, settings: Settings, file: Attachment, max_bytes: int) -> bytes:
        """A medium of a message."""
        return await graph.file(fetch, self._own(settings), file, max_bytes)

    async def probe(self, fetch: Fetch, settings: Settings) -> str:
        """Whether the token is good for this account."""
        own = self._own(settings)
        found = await graph.get(fetch, own, self._account(own))
        return str(found.get("verified_name") or found.get("name") or found.get("id") or "")[:120]

    async def _post_all(self, fetch: Fetch, own: MetaSettings, account: str, values: Sequence[dict[str, Any]]) -> Any:
        """The messages that make up one, in order; what was said to the first. Raises SendFailed or SendUnknown."""
        first, *others = values
        said = await graph.post(fetch, own, f"{account}/messages", first, self.reasons)
        for value in others:
            with sending.half_sent():
                await graph.post(fetch, own, f"{account}/messages", value, self.reasons)
        return said

    def _own(self, settings: Settings) -> MetaSettings:
        own = self.settings_model.model_validate(settings)
        assert isinstance(own, MetaSettings)
        return own

    @abstractmethod
    def _account(self, own: MetaSettings) -> str:
        """The account's id at Meta."""


class WhatsApp(_Meta):
    """The WhatsApp Business Platform (Cloud API)."""

    kind = "whatsapp"
    capabilities = Capabilities(
        native=False,
        receipts=True,
        typing=False,
        max_length=4_096,
        window_s=WINDOW_S,
        one_address=True,
        per_second=80.0,
        acknowledgement=_TAKEN,
        identity="phone",
        markup="whatsapp",
        files_out=media.WHATSAPP,
    )
    settings_model: type[BaseModel] = WhatsAppSettings
    reasons = whatsapp_payloads.REASONS

    def parse(self, settings: Settings, headers: Headers, body: bytes) -> Sequence[Part]:
        """All of a batch; raises Malformed."""
        return whatsapp_payloads.read(str(settings.get("phone_number_id")), body)

    async def send(self, fetch: Fetch, settings: Settings, message: Outbound) -> Sent:
        """One message, or the template when the window is over. Our id comes back with each status."""
        own = self._own(settings)
        assert isinstance(own, WhatsAppSettings)
        about = {
            "messaging_product": "whatsapp",
            "recipient_type": "individual",
            "to": message.recipient.removeprefix("+"),
            "biz_opaque_callback_data": str(message.id),
        }
        if message.in_window:
            contents = await media.whatsapp_contents(fetch, own, message)
        else:
            contents = [_template(own, message)]
        said = await self._post_all(fetch, own, own.phone_number_id, [{**about, **one} for one in contents])
        return Sent(_first_id(said))

    def _account(self, own: MetaSettings) -> str:
        assert isinstance(own, WhatsAppSettings)
        return own.phone_number_id


def _template(own: WhatsAppSettings, message: Outbound) -> dict[str, Any]:
    """What may begin again after the window; it holds no files."""
    if own.template is None or message.attachments:
        raise SendFailed("window_closed", permanent=True)
    # A template's variable may have neither line ends nor runs of spaces.
    words = {"type": "text", "text": " ".join(message.text.split())}
    return {
        "type": "template",
        "template": {
            "name": own.template,
            "language": {"code": own.template_language},
            "components": [{"type": "body", "parameters": [words]}],
        },
    }


def _first_id(said: Mapping[str, Any]) -> str | None:
    listed = said.get("messages")
    first = listed[0] if isinstance(listed, list) and listed else None
    found = first.get("id") if isinstance(first, dict) else None
    return found if isinstance(found, str) and len(found) <= 200 else None


class _Page(_Meta):
    """What Messenger and Instagram share."""

    object_kind: str
    account_field: str
    reasons: ClassVar[Mapping[int, str]] = {551: "unreachable"}

    def parse(self, settings: Settings, headers: Headers, body: bytes) -> Sequence[Part]:
        """All of a batch; raises Malformed."""
        return page_payloads.read(self.object_kind, str(settings.get(self.account_field)), body)

    async def send(self, fetch: Fetch, settings: Settings, message: Outbound) -> Sent:
        """One message; after the window only as a person's answer, where Meta lets this app do so."""
        own = self._own(settings)
        kind: dict[str, Any] = {"messaging_type": "RESPONSE"}
        if not message.in_window:
            if not getattr(own, "human_agent", False) or message.author_kind != "associate":
                raise SendFailed("window_closed", permanent=True)
            kind = {"messaging_type": "MESSAGE_TAG", "tag": "HUMAN_AGENT"}
        about = {"recipient": {"id": message.recipient}, **kind}
        contents = await media.page_contents(fetch, own, message)
        said = await self._post_all(fetch, own, self._account(own), [{**about, "message": one} for one in contents])
        found = said.get("message_id")
        return Sent(found if isinstance(found, str) and len(found) <= 200 else None)

    def _account(self, own: MetaSettings) -> str:
        return str(getattr(own, self.account_field))


class Messenger(_Page):
    """A Facebook page's messages."""

    kind = "messenger"
    object_kind = "page"
    account_field = "page_id"
    capabilities = Capabilities(
        native=False,
        receipts=True,
        typing=False,
        max_length=2_000,
        window_s=WINDOW_S,
        one_address=True,
        per_second=40.0,
        acknowledgement=_TAKEN,
        files_out=media.MESSENGER,
    )
    settings_model: type[BaseModel] = MessengerSettings


class Instagram(_Page):
    """An Instagram account's messages."""

    kind = "instagram"
    object_kind = "instagram"
    account_field = "account_id"
    capabilities = Capabilities(
        native=False,
        receipts=True,
        typing=False,
        max_length=1_000,
        window_s=WINDOW_S,
        one_address=True,
        per_second=20.0,
        acknowledgement=_TAKEN,
        files_out=media.INSTAGRAM,
    )
    settings_model: type[BaseModel] = InstagramSettings
