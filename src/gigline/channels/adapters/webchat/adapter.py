"""Web chat: parses what the widget posts. The session vouches for the sender, so there is no signature to check."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, Field, StringConstraints, model_validator

from gigline.channels import parsing
from gigline.channels.adapters.webchat.settings import WebchatSettings
from gigline.channels.contract import (
    Capabilities,
    Fetch,
    FilesOut,
    Headers,
    Inbound,
    Outbound,
    Receipt,
    SendFailed,
    Sent,
    Settings,
    Unverified,
)

MAX_LENGTH = 8_000
MOST_FILES = 10


class Message(parsing.Strict):
    """What the widget posts: words, or files that were put up before, or both."""

    body: Annotated[parsing.Said, StringConstraints(max_length=MAX_LENGTH)]
    client_id: parsing.Id
    files: Annotated[tuple[parsing.Id, ...], Field(max_length=MOST_FILES, strict=False)] = ()

    @model_validator(mode="after")
    def _says_something(self) -> Message:
        if not self.body.strip() and not self.files:
            raise ValueError("is empty")
        return self


class Webchat:
    """Native: entries reach the requester through their own live stream."""

    kind = "webchat"
    capabilities = Capabilities(
        native=True,
        receipts=True,
        typing=True,
        max_length=MAX_LENGTH,
        markup="markdown",
        files_out=FilesOut(most=MOST_FILES),
    )
    settings_model: type[BaseModel] = WebchatSettings

    def verify(self, settings: Settings, headers: Headers, body: bytes, now: float) -> None:
        """Nobody delivers here from outside: the widget's endpoint has checked its session."""
        raise Unverified("Web chat has no webhook.")

    def parse(self, settings: Settings, headers: Headers, body: bytes) -> list[Inbound | Receipt]:
        """One message without a sender; the caller adds it (contract.on_behalf_of)."""
        message = parsing.validated(Message, parsing.json_object(body))
        return [
            Inbound(
                provider_id=message.client_id,
                client_id=message.client_id,
                sender="",
                text=message.body,
                raw=body,
                data={"files": list(message.files)} if message.files else {},
            )
        ]

    async def send(self, fetch: Fetch, settings: Settings, message: Outbound) -> Sent:
        """Never asked: native messages are in the stream once they are written."""
        raise SendFailed("native", permanent=True)
