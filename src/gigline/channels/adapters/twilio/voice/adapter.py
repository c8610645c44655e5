"""A phone number of Twilio's: calls by voice webhooks, and texts as on any SMS number."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

from pydantic import BaseModel

from gigline.channels import sending
from gigline.channels.adapters.twilio.adapter import Sms, account_url, authorization, judge, said
from gigline.channels.adapters.twilio.voice import payloads, streams, twiml
from gigline.channels.adapters.twilio.voice.settings import PhoneSettings
from gigline.channels.calling import CallNews, Frame, Verb
from gigline.channels.contract import (
    Answer,
    Attachment,
    Fetch,
    Headers,
    Outbound,
    SendFailed,
    Sent,
    Settings,
)

_FORM = "application/x-www-form-urlencoded"
RINGS_S = 25


class Phone(Sms):
    """Calls to and from one number."""

    kind = "phone"
    settings_model: type[BaseModel] = PhoneSettings

    async def send(self, fetch: Fetch, settings: Settings, message: Outbound) -> Sent:
        """A text from the number that was called, where it can send any."""
        if not self._phone(settings).texts:
            raise SendFailed("takes_no_text", permanent=True)
        return await super().send(fetch, settings, message)

    def hear(self, settings: Settings, headers: Headers, body: bytes) -> CallNews:
        """What a delivery tells of a call; raises Malformed."""
        return payloads.read(str(settings.get("account_sid")), str(settings.get("number")), headers, body)

    def render(self, verbs: Sequence[Verb]) -> Answer:
        """TwiML."""
        return Answer(twiml.render(verbs), "text/xml")

    def hear_stream(self, message: str) -> Frame | None:
        """A message of a media stream; raises Malformed."""
        return streams.read(message)

    def write_stream(self, stream_id: str, sound: bytes) -> str:
        """A message with sound for the caller."""
        return streams.write(stream_id, sound)

    async def place_call(self, fetch: Fetch, settings: Settings, number: str, *, to: str, status: str) -> str:
        """Twilio takes no key against repetition: whoever calls this twice calls somebody twice."""
        own = self._phone(settings)
        fields = [("To", number), ("From", own.number), ("Url", to), ("Timeout", str(RINGS_S))]
        fields += [("StatusCallback", status), ("StatusCallbackEvent", "completed")]
        return await self._post(fetch, own, "Calls.json", fields)

    async def redirect(self, fetch: Fetch, settings: Settings, call_id: str, to: str) -> None:
        """Twilio refuses it for a call that is over, which is fine with us."""
        await self._post(fetch, self._phone(settings), f"Calls/{call_id}.json", [("Url", to), ("Method", "POST")])

    async def fetch_file(self, fetch: Fetch, settings: Settings, file: Attachment, max_bytes: int) -> bytes:
        """A recording, as MP3: a quarter of what the same words are as WAV."""
        if file.url is not None and "/Recordings/" in file.url:
            file = Attachment(file.name, file.content_type, url=f"{file.url}.mp3")
        return await super().fetch_file(fetch, settings, file, max_bytes)

    async def _post(self, fetch: Fetch, own: PhoneSettings, path: str, fields: Sequence[tuple[str, str]]) -> str:
        headers = {**authorization(own), "content-type": _FORM}
        answer = await sending.ask(
            fetch, "POST", f"{account_url(own)}/{path}", headers=headers, content=urlencode(fields).encode()
        )
        judge(answer)
        return str(said(answer).get("sid") or "")

    def _phone(self, settings: Settings) -> PhoneSettings:
        own = self._own(settings)
        assert isinstance(own, PhoneSettings)
        return own
